//! The credential stamp. With it, a sign-in detects that someone has changed the user's credentials.

/// A number that changes with every change of a user's credentials (spec 2). Other products call it a security stamp.
///
/// The host gives each new user a random stamp. An event adds 1 (wrapping) when it:
///
/// - sets a password, a phone number, an email address, a TOTP token or a passkey, even to the same value
/// - removes one that the user has
/// - disables an enabled user
///
/// A sign-in in progress remembers the stamp. It ends if it belongs to another user, or if someone else has changed its
/// user's credentials since. A step-up compares it with that of the earlier session. The decision never reads it: it isn't
/// part of [`UserFacts`](crate::UserFacts). No response shows it.
///
/// ```
/// use cognito_mfa::user::{Password, UserEvent, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User, UserCommand};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(41));
/// let password = UserCommand::Event(UserEvent::PermanentPasswordSet);
/// let next = ann.apply(&PoolPolicy::default(), &password)?.into_next();
/// assert_eq!(next.stamp, CredentialStamp(42));
///
/// let enabled = UserCommand::Event(UserEvent::Enabled);
/// assert_eq!(next.apply(&PoolPolicy::default(), &enabled)?.next().stamp, CredentialStamp(42));
/// # Ok::<(), cognito_mfa::Rejection>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CredentialStamp(pub u64);

impl CredentialStamp {
    /// The stamp after a change of a credential.
    #[must_use]
    pub const fn changed(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}
