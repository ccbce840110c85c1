//! `batch/copy`: deciding for ten million users of one pool, compared with reading them and writing one byte each.

use std::hint::black_box;

use cognito_mfa::factor::FactorSet;
use cognito_mfa::pool::MfaMode;
use cognito_mfa::sign_in::Resolution;
use cognito_mfa::{Attempt, PoolPolicy, UserFacts};

use crate::Comparison;

const USERS: u32 = 10_000_000;

pub(crate) fn comparison() -> Comparison {
    let pool = PoolPolicy::default().with_mode(MfaMode::Optional).with_configured(FactorSet::all());
    let compiled = pool.compile();
    let kinds: Vec<UserFacts> = UserFacts::all().collect();
    // The stride and the number of kinds have no common divisor. So the loop visits every kind, in a mixed order.
    let users: Vec<UserFacts> = (0..USERS as usize).map(|one| kinds[one * 7919 % kinds.len()]).collect();
    let mut answers: Vec<Resolution> = vec![compiled.resolve(users[0], Attempt::password()); users.len()];
    let theirs = users.clone();
    let mut bytes = vec![0_u8; users.len()];
    Comparison {
        name: "batch/copy",
        ours: Box::new(move || {
            compiled.resolve_all(&users, Attempt::password(), black_box(&mut answers));
            USERS
        }),
        theirs: Box::new(move || {
            for (user, byte) in theirs.iter().zip(black_box(&mut bytes)) {
                let [low, ..] = user.to_bits().to_le_bytes();
                *byte = low;
            }
            USERS
        }),
    }
}
