//! `cargo bench -p cognito-mfa-insight`: what an explanation costs, next to the decision alone, and what the impact of a
//! change on ten million users costs. The cases take turns; the figures are medians of one run.
#![allow(clippy::indexing_slicing, clippy::cast_precision_loss, reason = "a benchmark fails by panicking")]

use std::hint::black_box;
use std::time::Instant;

use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::{MfaMode, PasswordlessFactorSet};
use cognito_mfa::{Attempt, PoolPolicy, UserFacts, resolve};
use cognito_mfa_insight::{Effect, Explanation, Impact, Population};

const USERS: usize = 10_000_000;

fn main() {
    let (mut explained, mut resolved) = (Vec::new(), Vec::new());
    let inputs = inputs();
    for _ in 0..61 {
        explained.push(nanoseconds(&inputs, |pool, user| {
            black_box(&Explanation::new(*pool, user, Attempt::password()));
        }));
        resolved.push(nanoseconds(&inputs, |pool, user| {
            black_box(resolve(pool, user, Attempt::password()));
        }));
    }
    let (explained, resolved) = (median(explained), median(resolved));
    println!("explain/resolve  {explained:>9.2} ns next to {resolved:>9.2} ns");
    println!("ratio explain/resolve {:.2}", explained / resolved);
    println!("impact           {:>9.2} ms for {USERS} users of all kinds", impact());
}

/// Pools and users that differ in much.
fn inputs() -> Vec<(PoolPolicy, UserFacts)> {
    let pools: Vec<_> = PoolPolicy::all().step_by(26_539).collect();
    let users: Vec<_> = UserFacts::all().step_by(389).collect();
    pools.iter().flat_map(|pool| users.iter().map(|user| (*pool, *user))).collect()
}

fn nanoseconds(inputs: &[(PoolPolicy, UserFacts)], run: impl Fn(&PoolPolicy, UserFacts)) -> f64 {
    let start = Instant::now();
    for (pool, user) in inputs {
        run(pool, *user);
    }
    start.elapsed().as_secs_f64() * 1e9 / inputs.len() as f64
}

/// Milliseconds from an array of users to the counts.
fn impact() -> f64 {
    let before = PoolPolicy::default().with_passwordless(PasswordlessFactorSet::all());
    let after = before.with_mode(MfaMode::On).with_configured(FactorSet::of(&[Factor::Totp, Factor::Sms]));
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
    median((0..11).map(one).collect())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
