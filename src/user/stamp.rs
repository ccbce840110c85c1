//! The credential stamp, by which a sign-in notices that credentials changed.

/// A number that changes with every change of a user's credentials (SPEC 2); elsewhere it is called a security stamp.
///
/// The host gives each new user one, at random. Every event that sets a password, a phone number, an email address, a
/// TOTP token or a passkey, that removes one, or that disables the user, adds 1 to it. A sign-in in progress remembers
/// it, so that it ends when it meets another user's record, or credentials that someone else has changed since.
/// Nothing else reads it: it isn't part of [`UserFacts`](crate::UserFacts), and no answer of the service shows it.
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
/// let confirmed = UserCommand::Event(UserEvent::Enabled);
/// assert_eq!(next.apply(&PoolPolicy::default(), &confirmed)?.next().stamp, CredentialStamp(42));
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
