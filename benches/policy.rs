//! `cargo bench --bench policy`: what the decision costs. Medians of interleaved rounds, without a harness.

use std::hint::black_box;
use std::time::Instant;

use cognito_mfa::{Attempt, FactorSet, MfaMode, PoolPolicy, UserFacts, resolve};

fn main() {
    let pool = PoolPolicy { mode: MfaMode::On, configured: FactorSet::all(), ..PoolPolicy::default() };
    let users: Vec<UserFacts> = UserFacts::all().collect();
    let mut rounds: Vec<f64> = (0..101).map(|_| round(&pool, &users)).collect();
    rounds.sort_by(f64::total_cmp);
    let median = rounds.get(rounds.len() / 2).copied().unwrap_or_default();
    println!("resolve: {median:.2} ns a decision (median of {} rounds)", rounds.len());
}

/// Nanoseconds a decision, over all users.
fn round(pool: &PoolPolicy, users: &[UserFacts]) -> f64 {
    let start = Instant::now();
    for user in users {
        black_box(resolve(black_box(pool), black_box(*user), Attempt::password()));
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(u32::try_from(users.len()).unwrap_or(u32::MAX))
}
