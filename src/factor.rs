//! The four factors, and which of them are codes.

use crate::names::{element, named};
use crate::set::Set;

named! {
    /// A factor that can count as MFA (SPEC 1). The names are those of `UserMFASettingList`.
    ///
    /// Closed: a caller that misses a factor would let a user in with less than was asked.
    pub enum Factor {
        /// A code in a text message.
        Sms = "SMS_MFA",
        /// A time-based one-time password; AWS calls it a software token.
        Totp = "SOFTWARE_TOKEN_MFA",
        /// A code in an email message.
        Email = "EMAIL_OTP",
        /// A passkey with user verification; AWS calls it `WebAuthn`. The API text of 2026-04 omits
        /// its name in the list; the live service answers this one.
        Passkey = "WEB_AUTHN_MFA",
    }
}
element!(Factor);

named! {
    /// A factor that can follow a password and can be preferred (SPEC 1). The names are those of the
    /// sign-in challenges and of `PreferredMfaSetting`.
    ///
    /// Closed for the reason that [`Factor`] is.
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

/// Factors, in the order SMS, TOTP, EMAIL, PASSKEY.
pub type FactorSet = Set<Factor>;

/// Code factors, in the order SMS, TOTP, EMAIL.
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
