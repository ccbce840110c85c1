//! The inputs whose instructions `.ci/instructions` counts with callgrind: call number N of [`measured`] when run with
//! the argument N, and all of them without one.

use std::hint::black_box;

use cognito_mfa::{
    Attempt, Device, DeviceConfiguration, FactorSet, FirstFactor, MfaMode, PasswordlessSet, PoolPolicy, Resolution,
    UserFacts, resolve,
};

fn main() {
    let only: Option<usize> = std::env::args().nth(1).and_then(|argument| argument.parse().ok());
    // Users who get as far as the question of MFA; the others are answered sooner.
    let users = UserFacts::all().filter(|user| user.is_settled());
    let users: Vec<UserFacts> = users.step_by(83).collect();
    let modes = [MfaMode::Optional, MfaMode::On];
    let inputs = modes.into_iter().flat_map(|mode| users.iter().map(move |user| (mode, *user)));
    for (number, (mode, user)) in inputs.enumerate() {
        if only.is_some_and(|only| only != number) {
            continue;
        }
        let pool = PoolPolicy {
            mode,
            configured: FactorSet::all(),
            passwordless: PasswordlessSet::all(),
            device: Some(DeviceConfiguration::default()),
            ..PoolPolicy::default()
        };
        let attempt = Attempt { device: Device::Known, ..Attempt::with(FirstFactor::Password) };
        black_box(measured(black_box(&pool), black_box(user), black_box(attempt)));
    }
}

#[inline(never)]
fn measured(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Resolution {
    resolve(pool, user, attempt)
}
