//! What a user possesses: a phone number, an email address, a TOTP token, passkeys.

use crate::names::named;

named! {
    /// A phone number or an email address of a user.
    ///
    /// Closed: the decision is written over these three.
    #[derive(Default)]
    pub enum Attribute {
        /// There is none.
        #[default]
        Absent = "absent",
        /// It is there, and nobody has shown that it is the user's.
        Unverified = "unverified",
        /// It is there and verified.
        Verified = "verified",
    }
}

named! {
    /// The user's TOTP token.
    ///
    /// Closed: a token that was associated and not yet verified counts as absent (SPEC 1).
    #[derive(Default)]
    pub enum Totp {
        /// There is no verified token.
        #[default]
        Absent = "absent",
        /// There is a verified token.
        Verified = "verified",
    }
}

named! {
    /// The user's passkeys, by the best of them.
    ///
    /// Closed: the decision is written over these three.
    #[derive(Default)]
    pub enum Passkeys {
        /// There are none.
        #[default]
        Absent = "absent",
        /// There are some, and none can verify the user.
        CannotVerify = "cannot-verify",
        /// At least one can verify the user.
        CanVerify = "can-verify",
    }
}

impl Attribute {
    /// Whether the attribute is there, verified or not.
    #[must_use]
    pub const fn is_present(self) -> bool {
        match self {
            Self::Absent => false,
            Self::Unverified | Self::Verified => true,
        }
    }
}

impl Passkeys {
    /// Whether there is a passkey of any kind.
    #[must_use]
    pub const fn is_present(self) -> bool {
        match self {
            Self::Absent => false,
            Self::CannotVerify | Self::CanVerify => true,
        }
    }
}
