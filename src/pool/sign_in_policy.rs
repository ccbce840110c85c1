//! The first factors that a pool allows in choice-based sign-in.

use crate::factor::Factor;
use crate::names::{element, named};
use crate::set::Set;

named! {
    /// A value of `AllowedFirstAuthFactors` in a request.
    ///
    /// Closed, because the service's enum has exactly these values.
    ///
    /// ```
    /// use cognito_mfa::pool::AuthFactor;
    ///
    /// assert_eq!(AuthFactor::from_name("EMAIL_OTP"), Some(AuthFactor::EmailOtp));
    /// assert_eq!(AuthFactor::from_name("PASSWORD_SRP"), None);
    /// ```
    pub enum AuthFactor {
        /// A password.
        Password = "PASSWORD",
        /// A code in an email message.
        EmailOtp = "EMAIL_OTP",
        /// A code in a text message.
        SmsOtp = "SMS_OTP",
        /// A passkey.
        WebAuthn = "WEB_AUTHN",
        /// A TOTP code. The service's enum contains it, but the rules refuse it (spec 6).
        SoftwareToken = "SOFTWARE_TOKEN",
    }
}
element!(AuthFactor);

/// The first factors in a request. Their order and repeats don't matter.
pub type AuthFactorSet = Set<AuthFactor>;

named! {
    /// A first factor that replaces the password (spec 1).
    ///
    /// Closed, because an accepted list always contains PASSWORD and never `SOFTWARE_TOKEN`. It can vary only in these
    /// three.
    ///
    /// ```
    /// use cognito_mfa::pool::{AuthFactor, PasswordlessFactor};
    ///
    /// assert_eq!(AuthFactor::from(PasswordlessFactor::SmsOtp), AuthFactor::SmsOtp);
    /// assert_eq!(PasswordlessFactor::from_name("PASSWORD"), None);
    /// ```
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

/// The first factors that a pool allows, without PASSWORD.
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

/// The factor that uses the same possession.
///
/// ```
/// use cognito_mfa::factor::Factor;
/// use cognito_mfa::pool::PasswordlessFactor;
///
/// assert_eq!(Factor::from(PasswordlessFactor::SmsOtp), Factor::Sms);
/// ```
impl From<PasswordlessFactor> for Factor {
    fn from(factor: PasswordlessFactor) -> Self {
        match factor {
            PasswordlessFactor::EmailOtp => Self::Email,
            PasswordlessFactor::SmsOtp => Self::Sms,
            PasswordlessFactor::WebAuthn => Self::Passkey,
        }
    }
}

impl AuthFactorSet {
    /// The passwordless first factors of the set.
    ///
    /// ```
    /// use cognito_mfa::pool::{AuthFactor, AuthFactorSet, PasswordlessFactor, PasswordlessFactorSet};
    ///
    /// let list = AuthFactorSet::of(&[AuthFactor::Password, AuthFactor::WebAuthn]);
    /// assert_eq!(list.passwordless(), PasswordlessFactorSet::of(&[PasswordlessFactor::WebAuthn]));
    /// ```
    #[must_use]
    pub fn passwordless(self) -> PasswordlessFactorSet {
        PasswordlessFactor::ALL.iter().copied().filter(|factor| self.contains((*factor).into())).collect()
    }
}

impl PasswordlessFactorSet {
    /// Whether the set contains a one-time password.
    pub(crate) fn allows_otp(self) -> bool {
        self.contains(PasswordlessFactor::EmailOtp) || self.contains(PasswordlessFactor::SmsOtp)
    }

    /// The list that the service shows: PASSWORD, then the factors of this set.
    pub fn allowed_first_auth_factors(self) -> impl Iterator<Item = AuthFactor> + Clone {
        core::iter::once(AuthFactor::Password).chain(self.iter().map(AuthFactor::from))
    }
}
