//! `resolve/table`: the decision for any pool, compared with one look-up in a table that covers every pool.

use std::hint::black_box;

use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::MfaMode;
use cognito_mfa::sign_in::Resolution;
use cognito_mfa::{Attempt, PoolPolicy, UserFacts, resolve};

use crate::Comparison;

/// Users of all kinds in an order that the processor can't predict, and another pool for each user.
pub(crate) fn inputs() -> Vec<(PoolPolicy, UserFacts)> {
    let users: Vec<_> = UserFacts::all().filter(|user| user.is_settled()).collect();
    let mut state = 1_u64;
    let mut next = move |length: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % length
    };
    let one = |_| {
        let mode = MfaMode::ALL.get(next(3)).copied().unwrap_or_default();
        let configured = FactorSet::from_bits(u8::try_from(next(16)).unwrap_or_default()).unwrap_or_default();
        let pool = PoolPolicy::default().with_mode(mode).with_configured(configured);
        (pool, users.get(next(users.len())).copied())
    };
    (0..100_000).map(one).filter_map(|(pool, user)| Some((pool, user?))).collect()
}

/// The index of a pool and a user in the table: mode, configured code factors, then the user's own bits.
fn number(pool: &PoolPolicy, user: UserFacts) -> usize {
    let codes = usize::from(pool.configured.without(Factor::Passkey).bits());
    (pool.mode as usize * 8 + codes) << 10 | (user.to_bits() >> 4 & 0x3ff) as usize
}

pub(crate) fn comparison() -> Comparison {
    let inputs = inputs();
    let attempt = Attempt::password();
    let unused = resolve(&PoolPolicy::default(), inputs[0].1, attempt);
    let mut table: Vec<Resolution> = vec![unused; 24 * 1024];
    for (pool, user) in &inputs {
        table[number(pool, *user)] = resolve(pool, *user, attempt);
    }
    let theirs = inputs.clone();
    Comparison {
        name: "resolve/table",
        ours: Box::new(move || {
            for (pool, user) in &inputs {
                black_box(resolve(pool, *user, attempt));
            }
            100_000
        }),
        theirs: Box::new(move || {
            for (pool, user) in &theirs {
                black_box(table[number(pool, *user)]);
            }
            100_000
        }),
    }
}
