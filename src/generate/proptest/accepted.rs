//! Changes that the service accepts, given the current state.

use alloc::vec::Vec;
use core::convert::Infallible;

use ::proptest::arbitrary::any;
use ::proptest::collection::vec;
use ::proptest::prop_oneof;
use ::proptest::strategy::Strategy;

use crate::command::{Caller, PoolCommand, PreferenceChange, SetMfaConfig, UserCommand, UserPoolSettings};
use crate::generate::accepted::{self, CANDIDATES};
use crate::pool::{Pool, PoolPolicy, RiskActions};
use crate::user::{User, UserEvent};

/// Changes that this pool accepts. Most of them have an effect.
///
/// The service refuses most random changes, so a test with `any::<PoolCommand>()` mostly tests refusals.
///
/// ```
/// use cognito_mfa::generate::proptest::accepted_pool_commands;
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::{Pool, Profile};
/// use proptest::prelude::{ProptestConfig, proptest};
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed);
/// proptest!(ProptestConfig::with_cases(20), |(command in accepted_pool_commands(&pool))| {
///     assert!(pool.apply(&command).is_ok());
/// });
/// ```
pub fn accepted_pool_commands(pool: &Pool) -> impl Strategy<Value = PoolCommand<'static>> + use<> {
    let pool = pool.clone();
    pool_candidates().prop_map(move |candidates| accepted_by_pool(&pool, candidates))
}

/// Changes that this user accepts in this pool. Most of them have an effect.
///
/// ```
/// use cognito_mfa::generate::proptest::accepted_user_commands;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
/// use proptest::prelude::{ProptestConfig, proptest};
///
/// let pool = PoolPolicy::default();
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// proptest!(ProptestConfig::with_cases(20), |(command in accepted_user_commands(&pool, &ann))| {
///     assert!(ann.apply(&pool, &command).is_ok());
/// });
/// ```
pub fn accepted_user_commands(pool: &PoolPolicy, user: &User) -> impl Strategy<Value = UserCommand> + use<> {
    let (pool, user) = (*pool, *user);
    user_candidates().prop_map(move |candidates| accepted_by_user(&pool, &user, candidates))
}

/// Changes of a pool by one operation.
pub(super) fn pool_candidates() -> impl Strategy<Value = Vec<PoolCommand<'static>>> {
    prop_oneof![
        4 => several(any::<SetMfaConfig<'static>>().prop_map(PoolCommand::SetMfaConfig)),
        4 => several(any::<UserPoolSettings<'static>>().prop_map(PoolCommand::Update)),
        1 => several(any::<RiskActions>().prop_map(PoolCommand::SetRisk)),
    ]
}

/// Changes of a user by one operation.
pub(super) fn user_candidates() -> impl Strategy<Value = Vec<UserCommand>> {
    let by = |caller| any::<PreferenceChange>().prop_map(move |change| UserCommand::SetPreference(caller, change));
    prop_oneof![
        1 => several(by(Caller::User)),
        1 => several(by(Caller::Admin)),
        2 => several(any::<UserEvent>().prop_map(UserCommand::Event)),
    ]
}

/// So many values of this strategy.
pub(super) fn several<S: Strategy<Value: Clone>>(strategy: S) -> impl Strategy<Value = Vec<S::Value>> {
    vec(strategy, CANDIDATES)
}

pub(super) fn accepted_by_pool(pool: &Pool, candidates: Vec<PoolCommand<'static>>) -> PoolCommand<'static> {
    let Ok(command) = accepted::by_pool(pool, candidates.into_iter().map(Ok::<_, Infallible>));
    command
}

pub(super) fn accepted_by_user(pool: &PoolPolicy, user: &User, candidates: Vec<UserCommand>) -> UserCommand {
    let Ok(command) = accepted::by_user(pool, user, candidates.into_iter().map(Ok::<_, Infallible>));
    command
}
