//! What can happen to a user besides a change of the MFA preference (SPEC 8).

use super::Passkeys;

/// Something that happened to a user (SPEC 8).
///
/// Closed: a host that stores users applies each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserEvent {
    /// Attributes were set, verified or removed in one call.
    Attributes {
        /// What became of the phone number.
        phone: AttributeChange,
        /// What became of the email address.
        email: AttributeChange,
    },
    /// A TOTP token was associated; it counts only once it is verified.
    TotpAssociated,
    /// The TOTP token was verified.
    TotpVerified,
    /// The TOTP token was removed.
    TotpRemoved,
    /// A passkey was registered.
    PasskeyRegistered(PasskeyAbility),
    /// A passkey was removed, and these remain.
    PasskeyRemoved(Passkeys),
    /// A permanent password was set, by an administrator or by a confirmed reset.
    PermanentPasswordSet,
    /// An administrator set a temporary password.
    TemporaryPasswordSet,
    /// The sign-up was confirmed.
    SignUpConfirmed,
    /// An administrator disabled the user.
    Disabled,
    /// An administrator enabled the user.
    Enabled,
    /// An administrator reset the password.
    PasswordReset,
}

/// What happens to a phone number or an email address.
///
/// Closed: these are all that a call can do to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AttributeChange {
    /// Nothing.
    Keep,
    /// A new value, not verified.
    Set,
    /// A new value that the caller says is verified.
    SetVerified,
    /// The value that is there becomes verified; where there is none, nothing happens (Inferred).
    Verify,
    /// The value that is there stops being verified; where there is none, nothing happens (Inferred).
    Unverify,
    /// The value is removed.
    Remove,
}

impl AttributeChange {
    /// Every value.
    pub const ALL: &'static [Self] =
        &[Self::Keep, Self::Set, Self::SetVerified, Self::Verify, Self::Unverify, Self::Remove];
}

/// Whether a passkey that is registered can verify its user.
///
/// Closed: there are these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PasskeyAbility {
    /// It can: a biometric, a PIN.
    VerifiesUser,
    /// It only shows that somebody is there.
    PresenceOnly,
}
