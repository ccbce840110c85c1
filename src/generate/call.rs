//! A call that changes a pool or a user, and the state after a sequence of calls.

use crate::apply::Transition;
use crate::command::{PoolCommand, UserCommand, UserPoolSettings};
use crate::evidence::Profile;
use crate::pool::Pool;
use crate::user::{CredentialStamp, Password, User, UserStatus};

/// One call of a sequence. [`Call::made`] has an example.
///
/// Closed, because a call changes either a pool or a user.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a call lives only as long as one test case")]
pub enum Call {
    /// A change of the pool.
    Pool(PoolCommand<'static>),
    /// A change of its user.
    User(UserCommand),
}

/// A user for calls of the pool, which don't change users.
pub(super) const ANY_USER: User = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(0));

/// The maximum number of calls in a sequence.
pub(super) const CALLS: usize = 48;

/// The users that a sequence can begin with: users who signed up, users created by an administrator (with and without a
/// password), and federated users.
pub(super) const BEGINNINGS: &[(UserStatus, Password)] = &[
    (UserStatus::Unconfirmed, Password::Permanent),
    (UserStatus::Unconfirmed, Password::Absent),
    (UserStatus::ForceChangePassword, Password::Temporary),
    (UserStatus::Confirmed, Password::Absent),
    (UserStatus::ExternalProvider, Password::Absent),
];

impl Call {
    /// Makes the call. Returns the next pool and user. They stay unchanged if the call is refused.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::generate::Call;
    /// use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa, Tier};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, Pool, PoolCommand, Profile, User};
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let refused = Call::Pool(PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On)));
    /// assert_eq!(refused.made(pool.clone(), ann), (pool.clone(), ann));
    ///
    /// let on = SetMfaConfig::new(MfaMode::On).with_software_token(SoftwareTokenMfa::ENABLED);
    /// let accepted = Call::Pool(PoolCommand::SetMfaConfig(on));
    /// assert_eq!(accepted.made(pool, ann).0.mode, MfaMode::On);
    /// ```
    #[must_use]
    pub fn made(&self, pool: Pool, user: User) -> (Pool, User) {
        match self {
            Self::Pool(command) => {
                let next = pool.apply(command).map(Transition::into_next);
                (next.unwrap_or(pool), user)
            }
            Self::User(command) => {
                let next = user.apply(&pool.policy(), command).map(Transition::into_next);
                (pool, next.unwrap_or(user))
            }
        }
    }
}

/// The pool that these settings create, or a fresh pool of their tier if the service refuses them.
pub(super) fn created(settings: &UserPoolSettings<'_>, profile: Profile) -> Pool {
    let fresh = || Pool::new(settings.tier.unwrap_or_default(), profile);
    Pool::create(settings, profile).map_or_else(|_| fresh(), Transition::into_next)
}

/// The pool and the user after these calls.
pub(super) fn reached(pool: Pool, user: User, calls: &[Call]) -> (Pool, User) {
    calls.iter().fold((pool, user), |(pool, user), call| call.made(pool, user))
}
