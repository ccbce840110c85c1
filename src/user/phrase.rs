//! The facts about a user as one phrase.

use crate::factor::{CodeFactor, Factor};
use crate::user::{Attribute, Passkeys, Password, UserFacts, UserStatus};

impl core::fmt::Display for UserFacts {
    /// One phrase, such as “a confirmed user with a permanent password, a verified email address and TOTP enabled”.
    ///
    /// Different users have different phrases. What the user doesn't have is left out, except the password and what an
    /// enabled factor lacks.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(noun(self.status(), self.is_disabled()))?;
        let items = [
            password(*self),
            attribute(self.phone(), ["an unverified phone number", "a verified phone number"]),
            attribute(self.email(), ["an unverified email address", "a verified email address"]),
            // An enabled factor implies its token.
            (self.has_totp() && !self.enabled().contains(Factor::Totp)).then_some("a verified TOTP token"),
            passkeys(self.passkeys()),
            enabled(*self, CodeFactor::Sms, SMS),
            enabled(*self, CodeFactor::Totp, TOTP),
            enabled(*self, CodeFactor::Email, EMAIL),
            passkey_mfa(*self),
        ];
        let mut items = items.into_iter().flatten();
        let mut between = " with ";
        while let Some(item) = items.next() {
            write!(f, "{between}{item}")?;
            let is_followed_by_last = items.clone().count() == 1;
            between = if is_followed_by_last { " and " } else { ", " };
        }
        Ok(())
    }
}

const fn noun(status: UserStatus, is_disabled: bool) -> &'static str {
    match (status, is_disabled) {
        (UserStatus::Confirmed, false) => "a confirmed user",
        (UserStatus::Confirmed, true) => "a disabled confirmed user",
        (UserStatus::Unconfirmed, false) => "an unconfirmed user",
        (UserStatus::Unconfirmed, true) => "a disabled unconfirmed user",
        // The temporary password follows: the status and the password are one fact.
        (UserStatus::ForceChangePassword, false) => "a user",
        (UserStatus::ForceChangePassword, true) => "a disabled user",
        (UserStatus::ResetRequired, false) => "a user in password reset",
        (UserStatus::ResetRequired, true) => "a disabled user in password reset",
        (UserStatus::ExternalProvider, false) => "a federated user",
        (UserStatus::ExternalProvider, true) => "a disabled federated user",
    }
}

/// The password, unless it's missing where that is usual.
fn password(user: UserFacts) -> Option<&'static str> {
    match user.password() {
        Password::Absent if user.status() == UserStatus::ExternalProvider => None,
        Password::Absent => Some("no password"),
        Password::Temporary => Some("a temporary password"),
        Password::Permanent => Some("a permanent password"),
    }
}

const fn passkeys(value: Passkeys) -> Option<&'static str> {
    match value {
        Passkeys::Absent => None,
        Passkeys::CannotVerify => Some("a passkey that can't verify the user"),
        Passkeys::CanVerify => Some("a passkey that can verify the user"),
    }
}

const fn attribute(value: Attribute, [unverified, verified]: [&'static str; 2]) -> Option<&'static str> {
    match value {
        Attribute::Absent => None,
        Attribute::Unverified => Some(unverified),
        Attribute::Verified => Some(verified),
    }
}

/// The texts for an enabled factor: with what it needs and without, each not preferred and preferred.
type Texts = [[&'static str; 2]; 2];

const SMS: Texts = [
    ["SMS enabled", "SMS enabled (preferred)"],
    ["SMS enabled but no phone number", "SMS enabled (preferred) but no phone number"],
];
const TOTP: Texts = [
    ["TOTP enabled", "TOTP enabled (preferred)"],
    ["TOTP enabled but no TOTP token", "TOTP enabled (preferred) but no TOTP token"],
];
const EMAIL: Texts = [
    ["EMAIL enabled", "EMAIL enabled (preferred)"],
    ["EMAIL enabled but no email address", "EMAIL enabled (preferred) but no email address"],
];

fn enabled(user: UserFacts, factor: CodeFactor, [usable, stale]: Texts) -> Option<&'static str> {
    let [plain, preferred] = if user.possessed().contains(factor.into()) { usable } else { stale };
    let text = if user.preferred() == Some(factor) { preferred } else { plain };
    user.enabled().contains(factor.into()).then_some(text)
}

fn passkey_mfa(user: UserFacts) -> Option<&'static str> {
    let is_usable = user.passkeys().is_present();
    let text = if is_usable { "passkey MFA enabled" } else { "passkey MFA enabled but no passkey" };
    user.enabled().contains(Factor::Passkey).then_some(text)
}
