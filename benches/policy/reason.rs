//! `reason/resolve`: the outcome and its reason, compared with the outcome alone.

use std::hint::black_box;

use cognito_mfa::{Attempt, resolve};

use crate::{Comparison, table};

pub(crate) fn comparison() -> Comparison {
    let inputs = table::inputs();
    let theirs = inputs.clone();
    Comparison {
        name: "reason/resolve",
        ours: Box::new(move || {
            for (pool, user) in &inputs {
                let answer = resolve(pool, *user, Attempt::password());
                black_box((answer.outcome(), answer.reason()));
            }
            100_000
        }),
        theirs: Box::new(move || {
            for (pool, user) in &theirs {
                black_box(resolve(pool, *user, Attempt::password()).outcome());
            }
            100_000
        }),
    }
}
