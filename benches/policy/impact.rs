//! `impact`: what a change of a pool does to ten million users of all kinds, their counting not included.

use std::hint::black_box;
use std::time::Instant;

use cognito_mfa::insight::{Effect, Impact, Population};
use cognito_mfa::{Attempt, Factor, FactorSet, MfaMode, PasswordlessSet, PoolPolicy, User, UserFacts};

pub(crate) const USERS: u64 = 10_000_000;

/// Milliseconds for all users, the median of some.
pub(crate) fn time() -> f64 {
    let before = PoolPolicy { passwordless: PasswordlessSet::all(), ..PoolPolicy::default() };
    let after = PoolPolicy { mode: MfaMode::On, configured: FactorSet::of(&[Factor::Totp, Factor::Sms]), ..before };
    let mut population = Population::everybody();
    let kinds = population.users();
    for user in UserFacts::all() {
        population.add(user, USERS / kinds - 1);
    }
    population.add(User::default().facts(), USERS % kinds);
    let one = |_| {
        let start = Instant::now();
        let impact = black_box(Impact::of(&before, &after, black_box(&population), Attempt::password()));
        assert!(impact.users() == USERS && impact.on(Effect::MustSetUp) > 0);
        start.elapsed().as_secs_f64() * 1e3
    };
    crate::median((0..11).map(one).collect())
}
