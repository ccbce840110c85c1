//! An attempt, a pool or an answer as a phrase in a sentence.

mod answer;
mod change;
mod list;
mod pool;

use core::fmt;

use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{AccountRecovery, PoolPolicy, RiskLevel};
use cognito_mfa::sign_in::{Attempt, Device, FirstFactor, PasskeyProof, Resolution};
use cognito_mfa::user::{Attribute, Passkeys, Password};

pub(crate) use answer::Then;
pub(crate) use list::{Grouped, Listed, Steps};

/// A value as a phrase in plain English.
///
/// Its `Display` writes one of these:
///
/// | value | phrase |
/// |---|---|
/// | `Attempt` | what the user does, "signing in with a password from a remembered device" |
/// | `&PoolPolicy` | a noun phrase, "an ESSENTIALS pool with MFA required and SMS and TOTP offered" |
/// | `Resolution` | a sentence without a period, "The user must enter a TOTP code: … (only-factor, row 17)" |
///
/// Different attempts have different phrases. A phrase leaves out what is usual: an unknown device, no risk, and everything
/// that the pool doesn't have. [`UserFacts`](cognito_mfa::UserFacts) are a phrase by their own `Display`.
///
/// ```
/// use cognito_mfa::Attempt;
/// use cognito_mfa_insight::Phrase;
///
/// assert_eq!(Phrase(Attempt::password()).to_string(), "signing in with a password");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase<T>(
    /// The value.
    pub T,
);

impl fmt::Display for Phrase<Attempt> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Attempt { first_factor, device, risk } = self.0;
        write!(f, "signing in {}", first_factor_phrase(first_factor))?;
        match device {
            Device::Unknown => {}
            Device::Known | Device::Remembered => write!(f, " from {}", device_phrase(device))?,
        }
        match risk {
            RiskLevel::None => Ok(()),
            RiskLevel::Low | RiskLevel::Medium | RiskLevel::High => write!(f, " at {}", risk_phrase(risk)),
        }
    }
}

impl fmt::Display for Phrase<&PoolPolicy> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pool::write(f, self.0)
    }
}

impl fmt::Display for Phrase<Resolution> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        answer::write(f, self.0)
    }
}

/// "with a password", as the way in which a user signs in.
pub(crate) const fn first_factor_phrase(first: FirstFactor) -> &'static str {
    match first {
        FirstFactor::Password => "with a password",
        FirstFactor::EmailOtp => "with an email OTP",
        FirstFactor::SmsOtp => "with an SMS OTP",
        FirstFactor::Passkey(PasskeyProof::Presence, _) => "with a passkey without user verification",
        FirstFactor::Passkey(PasskeyProof::UserVerified, _) => "with a passkey with user verification",
        FirstFactor::ExternalProvider => "through an external provider",
        FirstFactor::CustomChallenge => "with a custom challenge",
    }
}

/// "a remembered device".
pub(crate) const fn device_phrase(device: Device) -> &'static str {
    match device {
        Device::Unknown => "an unknown device",
        Device::Known => "a known device",
        Device::Remembered => "a remembered device",
    }
}

/// "high risk".
pub(crate) const fn risk_phrase(risk: RiskLevel) -> &'static str {
    match risk {
        RiskLevel::None => "no risk",
        RiskLevel::Low => "low risk",
        RiskLevel::Medium => "medium risk",
        RiskLevel::High => "high risk",
    }
}

/// The factor's name in the specification.
pub(crate) const fn factor_phrase(factor: Factor) -> &'static str {
    match factor {
        Factor::Sms => "SMS",
        Factor::Totp => "TOTP",
        Factor::Email => "EMAIL",
        Factor::Passkey => "passkey MFA",
    }
}

/// "a verified phone number", without its noun.
pub(crate) const fn attribute_phrase(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Absent => "no",
        Attribute::Unverified => "an unverified",
        Attribute::Verified => "a verified",
    }
}

/// "a permanent password".
pub(crate) const fn password_phrase(password: Password) -> &'static str {
    match password {
        Password::Absent => "no password",
        Password::Temporary => "a temporary password",
        Password::Permanent => "a permanent password",
    }
}

/// "a passkey that can verify the user".
pub(crate) const fn passkeys_phrase(passkeys: Passkeys) -> &'static str {
    match passkeys {
        Passkeys::Absent => "no passkey",
        Passkeys::CannotVerify => "a passkey that can't verify the user",
        Passkeys::CanVerify => "a passkey that can verify the user",
    }
}

/// The mechanisms by priority, by the service's names.
pub(crate) const fn recovery_phrase(recovery: AccountRecovery) -> &'static str {
    match recovery {
        AccountRecovery::NotSet => "not set",
        AccountRecovery::AdminOnly => "admin_only",
        AccountRecovery::Email => "verified_email",
        AccountRecovery::Phone => "verified_phone_number",
        AccountRecovery::EmailThenPhone => "verified_email before verified_phone_number",
        AccountRecovery::PhoneThenEmail => "verified_phone_number before verified_email",
    }
}
