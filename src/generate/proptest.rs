//! Strategies of the crate proptest (feature `proptest`).
//!
//! Every value of this crate has its `any::<T>()`: [`PoolPolicy`](crate::PoolPolicy), [`UserFacts`](crate::UserFacts),
//! [`User`], [`Attempt`](crate::Attempt), [`SignIn`](crate::SignIn), [`Answer`](crate::Answer), [`Pool`], each command and its parts. The functions here give what is more than
//! any value.
//!
//! ```
//! use cognito_mfa::generate::proptest::{reachable, requests};
//! use cognito_mfa::invariants;
//! use cognito_mfa::{Attempt, PoolPolicy, Profile, UserFacts};
//! use proptest::prelude::{ProptestConfig, any, proptest};
//!
//! proptest!(ProptestConfig::with_cases(20), |(pool: PoolPolicy, user: UserFacts, attempt: Attempt)| {
//!     invariants::check_decision(&pool, user, attempt)?;
//! });
//! proptest!(ProptestConfig::with_cases(20), |((pool, user) in reachable(Profile::Documented), request in requests())| {
//!     invariants::check_decision(&pool.policy(), user.facts(), Attempt::password())?;
//!     assert!(request.body.starts_with('{'));
//! });
//! ```

mod command;
mod pool;
mod request;
mod sign_in;
mod user;

pub use self::request::{hostile_requests, nearly_valid_requests, requests};

use ::proptest::arbitrary::{Arbitrary, any};
use ::proptest::collection::vec;
use ::proptest::option;
use ::proptest::sample::select;
use ::proptest::strategy::{BoxedStrategy, Strategy};
use alloc::borrow::Cow;

use super::call::{ANYBODY, BEGINNINGS, CALLS, Call, founded, reached};
use crate::command::{PoolCommand, UserPoolSettings};
use crate::evidence::Profile;
use crate::pool::Pool;
use crate::set::{Element, Set};
use crate::user::{CredentialStamp, User};

/// Gives types their `any::<T>()`: an enum by its list of values, another type by a strategy.
macro_rules! any_of {
    ($( $Enum:ty, )+) => { $(
        any_of!($Enum => ::proptest::sample::select(<$Enum>::ALL));
    )+ };
    ($( $Type:ty => $strategy:expr );+ $(;)?) => { $(
        impl ::proptest::arbitrary::Arbitrary for $Type {
            type Parameters = ();
            type Strategy = ::proptest::strategy::BoxedStrategy<Self>;

            fn arbitrary_with((): ()) -> Self::Strategy {
                ::proptest::strategy::Strategy::boxed($strategy)
            }
        }
    )+ };
}
use any_of;

impl<T: Element> Arbitrary for Set<T> {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> Self::Strategy {
        (0..=Self::all().bits()).prop_map(|bits| Self::from_bits(bits).unwrap_or_default()).boxed()
    }
}

any_of! {
    Profile => select(Profile::ALL);
    Call => ::proptest::prop_oneof![
        any::<PoolCommand<'static>>().prop_map(Call::Pool),
        any::<crate::command::UserCommand>().prop_map(Call::User),
    ];
}

/// Pools that accepted calls alone have made, from their creation on.
///
/// ```
/// use cognito_mfa::generate::proptest::reachable_pools;
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::Profile;
/// use proptest::prelude::{ProptestConfig, proptest};
///
/// proptest!(ProptestConfig::with_cases(20), |(pool in reachable_pools(Profile::Documented))| {
///     // A pool that requires MFA offers a code factor; of any pool that could not be said.
///     assert!(pool.mode != MfaMode::On || !pool.policy().offered().codes().is_empty());
/// });
/// ```
pub fn reachable_pools(profile: Profile) -> impl Strategy<Value = Pool> {
    let calls = vec(any::<PoolCommand<'static>>().prop_map(Call::Pool), 0..CALLS);
    (any::<UserPoolSettings<'static>>(), calls).prop_map(move |(settings, calls)| {
        let (pool, _) = reached(founded(&settings, profile), ANYBODY, &calls);
        pool
    })
}

/// A pool and a user of it that accepted calls alone have made, each changed while the other was as it then was: a
/// preference may be stale, an attribute gone.
///
/// ```
/// use cognito_mfa::generate::proptest::reachable;
/// use cognito_mfa::invariants::check;
/// use cognito_mfa::Profile;
/// use proptest::prelude::{ProptestConfig, proptest};
///
/// proptest!(ProptestConfig::with_cases(20), |((pool, user) in reachable(Profile::Observed))| {
///     check(&pool.policy(), &user)?;
/// });
/// ```
pub fn reachable(profile: Profile) -> impl Strategy<Value = (Pool, User)> {
    let beginning = (select(BEGINNINGS), any::<CredentialStamp>())
        .prop_map(|((status, password), stamp)| User::new(status, password, stamp));
    let founding = any::<UserPoolSettings<'static>>();
    (founding, beginning, vec(any::<Call>(), 0..CALLS))
        .prop_map(move |(settings, user, calls)| reached(founded(&settings, profile), user, &calls))
}

/// One of these texts, or none.
fn maybe_text(texts: &'static [&'static str]) -> impl Strategy<Value = Option<Cow<'static, str>>> + Clone {
    option::of(select(texts).prop_map(Cow::Borrowed))
}
