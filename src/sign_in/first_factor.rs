//! The first factor that a sign-in proved.

use crate::sign_in::assurance::Attachment;
use crate::sign_in::session::PasskeyProof;

/// The first factor that the caller has established as proven.
///
/// The decision reads whether a passkey verified the user. It doesn't read how the authenticator is attached. The attachment
/// matters only for the claims of the sign-in: see [`Proven::methods`](crate::assurance::Proven::methods).
///
/// ```
/// use cognito_mfa::assurance::Attachment;
/// use cognito_mfa::sign_in::{FirstFactor, PasskeyProof};
///
/// let security_key = FirstFactor::Passkey(PasskeyProof::UserVerified, Attachment::CrossPlatform);
/// assert_eq!(security_key.name(), "passkey-verified");
/// ```
///
/// Closed, because a new first factor would change the sign-in decision.
// With `repr(u8)`, the variant is a byte of its own, which the decision reads in fewer instructions.
#[repr(u8)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum FirstFactor {
    /// A password, temporary or permanent.
    #[default]
    Password,
    /// A code in an email message.
    EmailOtp,
    /// A code in a text message.
    SmsOtp,
    /// A passkey: what it proved, and how its authenticator is attached.
    Passkey(PasskeyProof, Attachment),
    /// A sign-in at an external identity provider.
    ExternalProvider,
    /// A custom challenge without a password.
    CustomChallenge,
}

impl FirstFactor {
    /// One first factor of each kind that the decision distinguishes, in the order in which this crate lists them.
    ///
    /// The passkeys in this list are platform passkeys.
    ///
    /// ```
    /// use cognito_mfa::sign_in::FirstFactor;
    ///
    /// let names: Vec<_> = FirstFactor::KINDS.iter().map(|first| first.name()).collect();
    /// assert_eq!(names[2..5], ["sms-otp", "passkey-presence", "passkey-verified"]);
    /// ```
    pub const KINDS: &'static [Self] = &[
        Self::Password,
        Self::EmailOtp,
        Self::SmsOtp,
        Self::Passkey(PasskeyProof::Presence, Attachment::Platform),
        Self::Passkey(PasskeyProof::UserVerified, Attachment::Platform),
        Self::ExternalProvider,
        Self::CustomChallenge,
    ];

    /// The name of the kind. Passkeys with either attachment have the same name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::EmailOtp => "email-otp",
            Self::SmsOtp => "sms-otp",
            Self::Passkey(PasskeyProof::Presence, _) => "passkey-presence",
            Self::Passkey(PasskeyProof::UserVerified, _) => "passkey-verified",
            Self::ExternalProvider => "external-provider",
            Self::CustomChallenge => "custom-challenge",
        }
    }

    /// The position of the kind in [`KINDS`](Self::KINDS).
    pub(crate) const fn kind(self) -> usize {
        match self {
            Self::Password => 0,
            Self::EmailOtp => 1,
            Self::SmsOtp => 2,
            Self::Passkey(PasskeyProof::Presence, _) => 3,
            Self::Passkey(PasskeyProof::UserVerified, _) => 4,
            Self::ExternalProvider => 5,
            Self::CustomChallenge => 6,
        }
    }
}

impl core::fmt::Display for FirstFactor {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.name())
    }
}
