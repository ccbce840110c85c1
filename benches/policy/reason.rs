//! `reason/resolve`: the outcome and the reason for it, beside the outcome alone; `explain/resolve`: a full explanation
//! that nobody has rendered yet, beside the answer.

use std::hint::black_box;

use cognito_mfa::insight::Explanation;
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

pub(crate) fn explanation() -> Comparison {
    let inputs = table::inputs();
    let theirs = inputs.clone();
    Comparison {
        name: "explain/resolve",
        ours: Box::new(move || {
            for (pool, user) in &inputs {
                black_box(&Explanation::new(*pool, *user, Attempt::password()));
            }
            100_000
        }),
        theirs: Box::new(move || {
            for (pool, user) in &theirs {
                black_box(resolve(pool, *user, Attempt::password()));
            }
            100_000
        }),
    }
}
