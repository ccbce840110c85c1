//! The possessions of a user: a phone number, an email address, a TOTP token and passkeys (spec 1).

use crate::names::named;

named! {
    /// The phone number or the email address of a user.
    ///
    /// Closed, because the rules distinguish exactly these three cases.
    ///
    /// ```
    /// use cognito_mfa::user::Attribute;
    ///
    /// assert!(Attribute::Unverified.is_present());
    /// assert!(!Attribute::Absent.is_present());
    /// ```
    #[derive(Default)]
    pub enum Attribute {
        /// The user doesn't have the attribute.
        #[default]
        Absent = "absent",
        /// The user has the attribute, but it isn't verified.
        Unverified = "unverified",
        /// The user has the attribute, and it's verified.
        Verified = "verified",
    }
}

named! {
    /// The user's TOTP token.
    ///
    /// Closed, because a token that isn't verified counts as absent (spec 1).
    ///
    /// ```
    /// use cognito_mfa::user::Totp;
    ///
    /// assert_eq!(Totp::from_name("verified"), Some(Totp::Verified));
    /// assert_eq!(Totp::from_name("associated"), None);
    /// ```
    #[derive(Default)]
    pub enum Totp {
        /// The user doesn't have a verified token.
        #[default]
        Absent = "absent",
        /// The user has a verified token.
        Verified = "verified",
    }
}

named! {
    /// The user's passkeys, described by the best one.
    ///
    /// Closed, because the rules distinguish exactly these three cases.
    ///
    /// ```
    /// use cognito_mfa::user::Passkeys;
    ///
    /// assert!(Passkeys::CannotVerify.is_present());
    /// assert!(!Passkeys::Absent.is_present());
    /// ```
    #[derive(Default)]
    pub enum Passkeys {
        /// The user doesn't have a passkey.
        #[default]
        Absent = "absent",
        /// The user has passkeys, but none of them can verify the user.
        CannotVerify = "cannot-verify",
        /// The user has at least one passkey that can verify the user.
        CanVerify = "can-verify",
    }
}

impl Attribute {
    /// Whether the user has the attribute, verified or not.
    #[must_use]
    pub const fn is_present(self) -> bool {
        match self {
            Self::Absent => false,
            Self::Unverified | Self::Verified => true,
        }
    }
}

impl Passkeys {
    /// Whether the user has at least one passkey of any kind.
    #[must_use]
    pub const fn is_present(self) -> bool {
        match self {
            Self::Absent => false,
            Self::CannotVerify | Self::CanVerify => true,
        }
    }
}
