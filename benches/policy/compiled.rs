//! `compiled/lookup`: a look-up in a compiled pool, compared with a plain look-up in a table of the same size.

use std::hint::black_box;
use std::time::Instant;

use cognito_mfa::factor::FactorSet;
use cognito_mfa::pool::MfaMode;
use cognito_mfa::sign_in::CompiledPolicy;
use cognito_mfa::{Attempt, PoolPolicy, UserFacts};

use crate::{Comparison, table};

fn pool() -> PoolPolicy {
    PoolPolicy::default().with_mode(MfaMode::On).with_configured(FactorSet::all())
}

pub(crate) fn comparison() -> Comparison {
    let compiled = pool().compile();
    let users: Vec<UserFacts> = table::inputs().into_iter().map(|(_, user)| user).collect();
    let attempt = Attempt::password();
    let theirs = users.clone();
    let plain = vec![1_u8; size_of::<CompiledPolicy>()];
    Comparison {
        name: "compiled/lookup",
        ours: Box::new(move || {
            let (compiled, attempt) = (&compiled, attempt);
            for user in &users {
                black_box(compiled.resolve(*user, attempt));
            }
            100_000
        }),
        theirs: Box::new(move || {
            for user in &theirs {
                black_box(plain[(user.to_bits() >> 4 & 0x1fff) as usize]);
            }
            100_000
        }),
    }
}

/// Nanoseconds to compile a pool: the median of some runs.
pub(crate) fn compile_time() -> f64 {
    let one = |_| {
        let start = Instant::now();
        black_box(black_box(pool()).compile());
        start.elapsed().as_secs_f64() * 1e9
    };
    crate::median((0..31).map(one).collect())
}
