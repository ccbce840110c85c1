//! A call of a pool or a user, and the state that a sequence of calls leads to.

use alloc::format;
use alloc::string::String;

use crate::apply::Transition;
use crate::command::{PoolCommand, UserCommand, UserPoolSettings};
use crate::evidence::Profile;
use crate::pool::Pool;
use crate::user::{CredentialStamp, Password, User, UserStatus};

/// One call of a sequence.
///
/// Closed: there are pools and users.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a call lives as long as one test case; a box would only hide it")]
pub enum Call {
    /// Of the pool.
    Pool(PoolCommand<'static>),
    /// Of its user.
    User(UserCommand),
}

/// A user for calls of the pool, which touch no user.
pub(super) const ANYBODY: User = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(0));

/// How many calls a sequence has at most.
pub(super) const CALLS: usize = 48;

/// The users that a sequence can begin with: signed up, created by an administrator (with and without a password), or known
/// from an external provider.
pub(super) const BEGINNINGS: &[(UserStatus, Password)] = &[
    (UserStatus::Unconfirmed, Password::Permanent),
    (UserStatus::Unconfirmed, Password::Absent),
    (UserStatus::ForceChangePassword, Password::Temporary),
    (UserStatus::Confirmed, Password::Absent),
    (UserStatus::ExternalProvider, Password::Absent),
];

impl Call {
    /// Makes the call; where it is refused, the pool and the user stay as they are.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::generate::Call;
    /// use cognito_mfa::pool::{MfaMode, Tier};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, Pool, PoolCommand, Profile, User};
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let on = SetMfaConfig { mode: MfaMode::On, ..SetMfaConfig::default() };
    /// let refused = Call::Pool(PoolCommand::SetMfaConfig(on));
    /// assert_eq!(refused.made(pool.clone(), ann), (pool, ann));
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

/// The pool that these settings found: a fresh one of their tier where the service would refuse them.
pub(super) fn founded(settings: &UserPoolSettings<'_>, profile: Profile) -> Pool {
    let fresh = || Pool::new(settings.tier.unwrap_or_default(), profile);
    Pool::create(settings, profile).map_or_else(|_| fresh(), Transition::into_next)
}

/// The pool and the user that these calls lead to, one after the other.
pub(super) fn reached(pool: Pool, user: User, calls: &[Call]) -> (Pool, User) {
    calls.iter().fold((pool, user), |(pool, user), call| call.made(pool, user))
}

/// The id of a pool in the Region that the command is for, or of a local one.
pub(super) fn pool_id(command: &PoolCommand<'_>) -> String {
    let region = match command {
        PoolCommand::SetMfaConfig(request) => request.region.as_deref(),
        PoolCommand::Update(_) | PoolCommand::SetRisk(_) => None,
    };
    format!("{}_1", region.unwrap_or("local"))
}
