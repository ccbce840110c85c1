//! Events: what can happen to a user, other than a change of the MFA preference (spec 8).

use super::Passkeys;

/// Something that happened to a user (spec 8).
///
/// Closed, so that a host that stores users fails to compile when there is a new event.
///
/// ```
/// use cognito_mfa::user::{Attribute, AttributeChange, Password, UserEvent, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User, UserCommand};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let pool = PoolPolicy::default();
/// let event = UserEvent::Attributes { phone: AttributeChange::SetVerified, email: AttributeChange::Keep };
/// assert_eq!(ann.apply(&pool, &UserCommand::Event(event))?.next().phone, Attribute::Verified);
///
/// // The pool doesn't offer TOTP.
/// let refusal = ann.apply(&pool, &UserCommand::Event(UserEvent::TotpVerified)).unwrap_err();
/// assert_eq!(refusal.first().rule().code(), "totp-registration-needs-pool");
/// # Ok::<(), cognito_mfa::Rejection>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserEvent {
    /// One call set, verified or removed attributes.
    Attributes {
        /// What happened to the phone number.
        phone: AttributeChange,
        /// What happened to the email address.
        email: AttributeChange,
    },
    /// The user associated a TOTP token. The token doesn't count until the user verifies it.
    TotpAssociated,
    /// The user verified a TOTP token. It replaces an earlier token.
    TotpVerified,
    /// The user or an administrator removed the TOTP token.
    TotpRemoved,
    /// The user registered a passkey.
    PasskeyRegistered(PasskeyAbility),
    /// The user removed a passkey. The value states which passkeys remain.
    PasskeyRemoved(Passkeys),
    /// An administrator or a confirmed reset set a permanent password.
    PermanentPasswordSet,
    /// An administrator set a temporary password.
    TemporaryPasswordSet,
    /// The sign-up was confirmed, by the user or by an administrator.
    SignUpConfirmed,
    /// An administrator disabled the user.
    Disabled,
    /// An administrator enabled the user.
    Enabled,
    /// An administrator reset the password.
    PasswordReset,
}

/// What happens to a phone number or an email address. [`UserEvent`] has an example.
///
/// Closed, because a call can't do anything else to an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AttributeChange {
    /// The attribute stays unchanged.
    Keep,
    /// The attribute gets a new value, not verified.
    Set,
    /// The attribute gets a new value, which the caller marks as verified.
    SetVerified,
    /// The attribute becomes verified. If the user doesn't have the attribute, nothing happens (inferred).
    Verify,
    /// The attribute becomes not verified. If the user doesn't have the attribute, nothing happens (inferred).
    Unverify,
    /// The attribute is removed.
    Remove,
}

impl AttributeChange {
    /// Every value.
    pub const ALL: &'static [Self] =
        &[Self::Keep, Self::Set, Self::SetVerified, Self::Verify, Self::Unverify, Self::Remove];
}

/// Whether a newly registered passkey can verify the user.
///
/// Closed, because a passkey either can verify the user or can't.
///
/// ```
/// use cognito_mfa::pool::{PasswordlessFactor, PasswordlessFactorSet, UserVerification};
/// use cognito_mfa::user::{PasskeyAbility, Password, UserEvent, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User, UserCommand};
///
/// let passwordless = PasswordlessFactorSet::of(&[PasswordlessFactor::WebAuthn]);
/// let user_verification = UserVerification::Required;
/// let pool = PoolPolicy::default().with_passwordless(passwordless).with_user_verification(user_verification);
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let register = |ability| UserCommand::Event(UserEvent::PasskeyRegistered(ability));
/// assert!(ann.apply(&pool, &register(PasskeyAbility::VerifiesUser)).is_ok());
/// assert!(ann.apply(&pool, &register(PasskeyAbility::PresenceOnly)).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PasskeyAbility {
    /// The passkey can verify the user, for example with a fingerprint or a PIN.
    VerifiesUser,
    /// The passkey can only prove that a person is present.
    PresenceOnly,
}
