//! A user as a phrase.

use core::fmt;

use super::{Listed, passkeys_phrase, password_phrase};
use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::user::{Attribute, UserFacts, UserStatus};

/// Writes "a confirmed user with a permanent password, a verified email address and TOTP enabled".
pub(super) fn write(f: &mut fmt::Formatter<'_>, user: UserFacts) -> fmt::Result {
    f.write_str(noun(user.status(), user.is_disabled()))?;
    let items = [
        password(user),
        attribute(user.phone(), ["an unverified phone number", "a verified phone number"]),
        attribute(user.email(), ["an unverified email address", "a verified email address"]),
        // An enabled factor implies its token.
        (user.has_totp() && !user.enabled().contains(Factor::Totp)).then_some("a verified TOTP token"),
        user.passkeys().is_present().then(|| passkeys_phrase(user.passkeys())),
        enabled(user, CodeFactor::Sms, SMS),
        enabled(user, CodeFactor::Totp, TOTP),
        enabled(user, CodeFactor::Email, EMAIL),
        passkey_mfa(user),
    ];
    let present = items.iter().flatten();
    if present.clone().next().is_some() { write!(f, " with {}", Listed(present, "and")) } else { Ok(()) }
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
    let is_usual = user.status() == UserStatus::ExternalProvider && !user.has_password();
    (!is_usual).then(|| password_phrase(user.password()))
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
