//! The first factors that a pool allows in choice-based sign-in.

use crate::names::{element, named};
use crate::set::Set;

named! {
    /// A value of `AllowedFirstAuthFactors`, as a request may name it.
    ///
    /// Closed: the service's enum.
    pub enum AuthFactor {
        /// A password.
        Password = "PASSWORD",
        /// A code in an email message.
        EmailOtp = "EMAIL_OTP",
        /// A code in a text message.
        SmsOtp = "SMS_OTP",
        /// A passkey.
        WebAuthn = "WEB_AUTHN",
        /// A TOTP code; the service's enum has it and its rules refuse it.
        SoftwareToken = "SOFTWARE_TOKEN",
    }
}
element!(AuthFactor);

/// First factors as a request names them; order and repeats do not matter.
pub type AuthFactorSet = Set<AuthFactor>;

named! {
    /// A first factor in place of a password.
    ///
    /// Closed: a pool's list holds PASSWORD always and `SOFTWARE_TOKEN` never, so these three are what it can vary in.
    pub enum PasswordlessFactor {
        /// A code in an email message.
        EmailOtp = "EMAIL_OTP",
        /// A code in a text message.
        SmsOtp = "SMS_OTP",
        /// A passkey.
        WebAuthn = "WEB_AUTHN",
    }
}
element!(PasswordlessFactor);

/// The passwordless first factors that a pool allows, beside PASSWORD.
pub type PasswordlessFactorSet = Set<PasswordlessFactor>;

impl From<PasswordlessFactor> for AuthFactor {
    fn from(factor: PasswordlessFactor) -> Self {
        match factor {
            PasswordlessFactor::EmailOtp => Self::EmailOtp,
            PasswordlessFactor::SmsOtp => Self::SmsOtp,
            PasswordlessFactor::WebAuthn => Self::WebAuthn,
        }
    }
}

impl AuthFactorSet {
    /// The passwordless factors among these.
    #[must_use]
    pub fn passwordless(self) -> PasswordlessFactorSet {
        PasswordlessFactor::ALL.iter().copied().filter(|factor| self.contains((*factor).into())).collect()
    }
}

impl PasswordlessFactorSet {
    /// The list as the service shows it: PASSWORD, then these.
    pub fn allowed_first_auth_factors(self) -> impl Iterator<Item = AuthFactor> + Clone {
        core::iter::once(AuthFactor::Password).chain(self.iter().map(AuthFactor::from))
    }
}
