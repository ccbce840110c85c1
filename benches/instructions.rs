//! The inputs whose instructions `.ci/instructions` counts with callgrind: call number N of [`measured`] when run with
//! the argument N, and all of them without one. `--count` prints how many there are.

use std::hint::black_box;

use cognito_mfa::factor::FactorSet;
use cognito_mfa::pool::{DeviceConfiguration, MfaMode, PasswordlessFactorSet};
use cognito_mfa::sign_in::{Device, FirstFactor, Resolution};
use cognito_mfa::{Attempt, PoolPolicy, UserFacts, resolve};

fn main() {
    let argument = std::env::args().nth(1).unwrap_or_default();
    let inputs = inputs();
    if argument == "--count" {
        println!("{}", inputs.len());
        return;
    }
    let only: Option<usize> = argument.parse().ok();
    for (number, (mode, user)) in inputs.into_iter().enumerate() {
        if only.is_some_and(|only| only != number) {
            continue;
        }
        let pool = PoolPolicy {
            mode,
            configured: FactorSet::all(),
            passwordless: PasswordlessFactorSet::all(),
            device: Some(DeviceConfiguration::default()),
            ..PoolPolicy::default()
        };
        let attempt = Attempt { device: Device::Known, ..Attempt::with(FirstFactor::Password) };
        black_box(measured(black_box(&pool), black_box(user), black_box(attempt)));
    }
}

/// Users who get as far as the question of MFA, every so many of them; the others are answered sooner.
fn inputs() -> Vec<(MfaMode, UserFacts)> {
    let users: Vec<UserFacts> = UserFacts::all().filter(|user| user.is_settled()).step_by(83).collect();
    let modes = [MfaMode::Optional, MfaMode::On];
    modes.into_iter().flat_map(|mode| users.iter().map(move |user| (mode, *user))).collect()
}

#[inline(never)]
fn measured(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Resolution {
    resolve(pool, user, attempt)
}
