//! Strategies for the crate proptest (feature `proptest`).
//!
//! The input types of this crate have an `any::<T>()`: [`PoolPolicy`](crate::PoolPolicy), [`UserFacts`](crate::UserFacts),
//! [`User`], [`Attempt`](crate::Attempt), [`SignIn`](crate::SignIn), [`Answer`](crate::Answer), [`Pool`], each command and
//! its parts. The functions of this module generate reachable values, accepted changes, whole sign-ins and requests.
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

mod accepted;
mod command;
mod pool;
#[cfg(feature = "serde")]
mod request;
mod sign_in;
mod user;
mod walk;

pub use self::accepted::{accepted_pool_commands, accepted_user_commands};
#[cfg(feature = "serde")]
pub use self::request::{hostile_requests, nearly_valid_requests, requests};
pub use self::walk::walks;

use ::proptest::arbitrary::{Arbitrary, any};
use ::proptest::collection::vec;
use ::proptest::option;
use ::proptest::sample::select;
use ::proptest::strategy::{BoxedStrategy, Strategy};
use alloc::borrow::Cow;

use super::call::{ANY_USER, BEGINNINGS, CALLS, Call, created, reached};
use crate::command::{PoolCommand, UserPoolSettings};
use crate::evidence::Profile;
use crate::pool::Pool;
use crate::set::{Element, Set};
use crate::user::{CredentialStamp, User};

/// Implements `any::<T>()`: for enums from their list of values, and for other types with a strategy.
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

/// Pools that only accepted calls have made, from their creation on.
///
/// ```
/// use cognito_mfa::generate::proptest::reachable_pools;
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::Profile;
/// use proptest::prelude::{ProptestConfig, proptest};
///
/// proptest!(ProptestConfig::with_cases(20), |(pool in reachable_pools(Profile::Documented))| {
///     // Every reachable pool that requires MFA offers a code factor.
///     assert!(pool.mode != MfaMode::On || !pool.policy().offered().codes().is_empty());
/// });
/// ```
pub fn reachable_pools(profile: Profile) -> impl Strategy<Value = Pool> {
    let calls = vec(any::<PoolCommand<'static>>().prop_map(Call::Pool), 0..CALLS);
    (any::<UserPoolSettings<'static>>(), calls).prop_map(move |(settings, calls)| {
        let (pool, _) = reached(created(&settings, profile), ANY_USER, &calls);
        pool
    })
}

/// Pools with a user that only accepted calls have made.
///
/// Calls of the pool and calls of the user are mixed. So the preference can be stale, and attributes can be missing.
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
    let settings = any::<UserPoolSettings<'static>>();
    (settings, beginning, vec(any::<Call>(), 0..CALLS))
        .prop_map(move |(settings, user, calls)| reached(created(&settings, profile), user, &calls))
}

/// Any of these texts, or none.
fn maybe_text(texts: &'static [&'static str]) -> impl Strategy<Value = Option<Cow<'static, str>>> + Clone {
    option::of(select(texts).prop_map(Cow::Borrowed))
}
