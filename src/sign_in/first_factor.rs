//! The first factor that a sign-in proved.

use crate::sign_in::assurance::Attachment;
use crate::sign_in::session::PasskeyProof;

/// The first factor that was proven, as the caller established it.
///
/// The decision reads whether a passkey verified the user, and not how its authenticator was attached. The attachment
/// counts in what the sign-in proved: see [`Proven::methods`](crate::assurance::Proven::methods).
///
/// ```
/// use cognito_mfa::assurance::Attachment;
/// use cognito_mfa::sign_in::{FirstFactor, PasskeyProof};
///
/// let security_key = FirstFactor::Passkey(PasskeyProof::UserVerified, Attachment::CrossPlatform);
/// assert_eq!(security_key.name(), "passkey-verified");
/// ```
///
/// Closed: the decision is written over these.
// A tag of its own: the decision reads it in fewer instructions than one packed into the passkey's values.
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
    /// A passkey: what it showed, and how its authenticator was attached.
    Passkey(PasskeyProof, Attachment),
    /// An external identity provider vouches for the user.
    ExternalProvider,
    /// A custom challenge, without a password.
    CustomChallenge,
}

impl FirstFactor {
    /// One first factor of each kind that the decision tells apart, in the order in which this crate lists them.
    ///
    /// The passkeys among them are attached to the platform.
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
