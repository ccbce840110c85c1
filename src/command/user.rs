//! Changes of a user (spec 7 and 8), and new users.

use super::PreferenceChange;
use crate::user::{Attribute, UserEvent};

/// A change of a user.
///
/// Closed, so that code that forwards commands fails to compile when there is a new one.
///
/// ```
/// use cognito_mfa::user::{Password, UserEvent, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User, UserCommand};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let pool = PoolPolicy::default();
/// assert!(ann.apply(&pool, &UserCommand::Event(UserEvent::PasswordReset)).is_ok());
/// assert!(ann.apply(&pool, &UserCommand::Event(UserEvent::SignUpConfirmed)).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserCommand {
    /// `SetUserMFAPreference` and `AdminSetUserMFAPreference` (spec 7)
    SetPreference(Caller, PreferenceChange),
    /// Something that happened to the user (spec 8)
    Event(UserEvent),
}

/// A new user, as a request of `AdminCreateUser` or `SignUp` describes them (spec 8).
///
/// ```
/// use cognito_mfa::command::{NewUser, UserOrigin};
/// use cognito_mfa::user::Attribute;
///
/// let ann = NewUser::new(UserOrigin::SignUpWithPassword).with_email(Attribute::Unverified);
/// assert!(ann.email.is_present() && !ann.phone.is_present());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NewUser {
    /// How the user comes into the pool.
    pub origin: UserOrigin,
    /// The phone number.
    pub phone: Attribute,
    /// The email address.
    pub email: Attribute,
}

impl NewUser {
    /// A new user without a phone number or an email address.
    #[must_use]
    pub const fn new(origin: UserOrigin) -> Self {
        Self { origin, phone: Attribute::Absent, email: Attribute::Absent }
    }

    /// Sets the phone number.
    #[must_use]
    pub const fn with_phone(self, phone: Attribute) -> Self {
        Self { phone, ..self }
    }

    /// Sets the email address.
    #[must_use]
    pub const fn with_email(self, email: Attribute) -> Self {
        Self { email, ..self }
    }
}

/// How a new user comes into the pool. [`User::create`](crate::User::create) has an example.
///
/// Closed, because each way gives the user another status or password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UserOrigin {
    /// `AdminCreateUser` with a `TemporaryPassword`.
    AdminWithPassword,
    /// `AdminCreateUser` without a `TemporaryPassword`.
    AdminWithoutPassword,
    /// `SignUp` with a `Password`.
    SignUpWithPassword,
    /// `SignUp` without a `Password`.
    SignUpWithoutPassword,
}

/// The caller of an operation that exists for users and for administrators.
/// [`User::apply`](crate::User::apply) has an example.
///
/// Closed, because the service has no other callers of these operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Caller {
    /// The user, with an access token.
    User,
    /// An administrator.
    Admin,
}
