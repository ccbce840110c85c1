//! `impact`: what a change of a pool does to ten million users of all kinds, from an array of them to the counts.

use std::hint::black_box;
use std::time::Instant;

use cognito_mfa::insight::{Effect, Impact, Population};
use cognito_mfa::{Attempt, Factor, FactorSet, MfaMode, PasswordlessSet, PoolPolicy, UserFacts};

pub(crate) const USERS: usize = 10_000_000;

/// Milliseconds for all users, the median of some.
pub(crate) fn time() -> f64 {
    let before = PoolPolicy { passwordless: PasswordlessSet::all(), ..PoolPolicy::default() };
    let after = PoolPolicy { mode: MfaMode::On, configured: FactorSet::of(&[Factor::Totp, Factor::Sms]), ..before };
    let kinds: Vec<UserFacts> = UserFacts::all().collect();
    // A stride without a common divisor with their number visits all kinds, in an order that no cache can follow.
    let users: Vec<UserFacts> = (0..USERS).map(|one| kinds[one * 7919 % kinds.len()]).collect();
    let one = |_| {
        let start = Instant::now();
        let population: Population = black_box(&users).iter().copied().collect();
        let impact = black_box(Impact::of(&before, &after, &population, Attempt::password()));
        assert!(impact.users() == USERS as u64 && impact.on(Effect::MustSetUp) > 0);
        start.elapsed().as_secs_f64() * 1e3
    };
    crate::median((0..11).map(one).collect())
}
