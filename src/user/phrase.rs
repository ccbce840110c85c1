//! The facts about a user as one phrase.

use crate::factor::{CodeFactor, Factor};
use crate::user::{Attribute, Passkeys, Password, UserFacts, UserStatus};

impl core::fmt::Display for UserFacts {
    /// One phrase that contains every fact, such as “a confirmed user with a permanent password, a verified email address
    /// and TOTP enabled”.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.kind())?;
        let mut facts = self.phrases().into_iter().flatten().peekable();
        let mut between = " with ";
        while let Some(fact) = facts.next() {
            write!(f, "{between}{fact}")?;
            let is_followed_by_last = facts.peek().is_some() && facts.clone().count() == 1;
            between = if is_followed_by_last { " and " } else { ", " };
        }
        Ok(())
    }
}

impl UserFacts {
    /// The status and whether the user is disabled. A temporary password stands for `FORCE_CHANGE_PASSWORD`.
    fn kind(self) -> &'static str {
        match (self.status(), self.is_disabled()) {
            (UserStatus::Confirmed, false) => "a confirmed user",
            (UserStatus::Confirmed, true) => "a disabled confirmed user",
            (UserStatus::Unconfirmed, false) => "an unconfirmed user",
            (UserStatus::Unconfirmed, true) => "a disabled unconfirmed user",
            (UserStatus::ForceChangePassword, false) => "a user",
            (UserStatus::ForceChangePassword, true) => "a disabled user",
            (UserStatus::ResetRequired, false) => "a user in password reset",
            (UserStatus::ResetRequired, true) => "a disabled user in password reset",
            (UserStatus::ExternalProvider, false) => "a federated user",
            (UserStatus::ExternalProvider, true) => "a disabled federated user",
        }
    }

    /// What the user has, then the enabled factors.
    fn phrases(self) -> [Option<&'static str>; 9] {
        let password = match self.password() {
            Password::Absent => "no password",
            Password::Temporary => "a temporary password",
            Password::Permanent => "a permanent password",
        };
        let phone = match self.phone() {
            Attribute::Absent => None,
            Attribute::Unverified => Some("an unverified phone number"),
            Attribute::Verified => Some("a verified phone number"),
        };
        let email = match self.email() {
            Attribute::Absent => None,
            Attribute::Unverified => Some("an unverified email address"),
            Attribute::Verified => Some("a verified email address"),
        };
        let passkeys = match self.passkeys() {
            Passkeys::Absent => None,
            Passkeys::CannotVerify => Some("a passkey that can't verify the user"),
            Passkeys::CanVerify => Some("a passkey that can verify the user"),
        };
        let code = |factor: CodeFactor, enabled, preferred| {
            let is_preferred = self.preferred() == Some(factor);
            self.enabled().contains(factor.into()).then_some(if is_preferred { preferred } else { enabled })
        };
        [
            Some(password),
            phone,
            email,
            self.has_totp().then_some("a verified TOTP token"),
            passkeys,
            code(CodeFactor::Sms, "SMS enabled", "SMS enabled (preferred)"),
            code(CodeFactor::Totp, "TOTP enabled", "TOTP enabled (preferred)"),
            code(CodeFactor::Email, "EMAIL enabled", "EMAIL enabled (preferred)"),
            self.enabled().contains(Factor::Passkey).then_some("passkey MFA enabled"),
        ]
    }
}
