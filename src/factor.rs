//! The four MFA factors, and the three of them that are codes (spec 1).
//!
//! [`pool`](crate::pool) has the factors that a pool offers (spec 3), and [`user`](crate::user) the ones that a user has enabled.
//! The first factors of a sign-in are another list: [`FirstFactor`](crate::sign_in::FirstFactor).

use crate::names::{element, named};
use crate::set::Set;

named! {
    /// A factor that can count as MFA (spec 1). The names are the names in `UserMFASettingList`.
    ///
    /// Closed, so that code that handles each factor fails to compile when there is a new one.
    ///
    /// ```
    /// use cognito_mfa::factor::Factor;
    ///
    /// assert_eq!(Factor::Totp.name(), "SOFTWARE_TOKEN_MFA");
    /// assert_eq!(Factor::from_name("TOTP"), None);
    /// ```
    pub enum Factor {
        /// A code in a text message.
        Sms = "SMS_MFA",
        /// A time-based one-time password. AWS calls it a software token.
        Totp = "SOFTWARE_TOKEN_MFA",
        /// A code in an email message.
        Email = "EMAIL_OTP",
        /// A passkey with user verification. AWS calls it WebAuthn. The API text of 2026-04 omits its name in the list. The
        /// live service uses this name.
        Passkey = "WEB_AUTHN_MFA",
    }
}
element!(Factor);

named! {
    /// A factor that can follow a password and can be preferred (spec 1). The names are the names of the challenges and the
    /// names in `PreferredMfaSetting`.
    ///
    /// Closed for the same reason as [`Factor`].
    ///
    /// ```
    /// use cognito_mfa::factor::{CodeFactor, Factor};
    ///
    /// assert_eq!(Factor::from(CodeFactor::Email), Factor::Email);
    /// assert_eq!(CodeFactor::from_name("WEB_AUTHN_MFA"), None);
    /// ```
    pub enum CodeFactor {
        /// A code in a text message.
        Sms = "SMS_MFA",
        /// A time-based one-time password.
        Totp = "SOFTWARE_TOKEN_MFA",
        /// A code in an email message.
        Email = "EMAIL_OTP",
    }
}
element!(CodeFactor);

/// A set of factors, in the order SMS, TOTP, EMAIL, PASSKEY.
pub type FactorSet = Set<Factor>;

/// A set of code factors, in the order SMS, TOTP, EMAIL.
pub type CodeFactorSet = Set<CodeFactor>;

impl From<CodeFactor> for Factor {
    fn from(factor: CodeFactor) -> Self {
        match factor {
            CodeFactor::Sms => Self::Sms,
            CodeFactor::Totp => Self::Totp,
            CodeFactor::Email => Self::Email,
        }
    }
}

const CODE_BITS: u8 = 0b0111;

impl FactorSet {
    /// The code factors of the set, without the passkey.
    ///
    /// ```
    /// use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
    ///
    /// let codes = FactorSet::of(&[Factor::Totp, Factor::Passkey]).codes();
    /// assert_eq!(codes, CodeFactorSet::of(&[CodeFactor::Totp]));
    /// ```
    #[must_use]
    pub const fn codes(self) -> CodeFactorSet {
        CodeFactorSet::from_known_bits(self.bits() & CODE_BITS)
    }
}

impl From<CodeFactorSet> for FactorSet {
    fn from(codes: CodeFactorSet) -> Self {
        Self::from_known_bits(codes.bits())
    }
}
