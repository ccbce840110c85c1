//! What `.ci/instructions` counts with callgrind.
//!
//! Without an argument, the program runs everything. The argument N runs [`resolve`] on input number N, `apply` and `parse` run
//! the two sides of the benchmark `json/parse`, and `--count` prints the number of inputs.
#![allow(clippy::expect_used, reason = "a benchmark fails by panicking")]

#[path = "policy/request.rs"]
mod request;

use std::hint::black_box;

use cognito_mfa::factor::FactorSet;
use cognito_mfa::pool::{DeviceConfiguration, MfaMode, PasswordlessFactorSet};
use cognito_mfa::sign_in::{Device, FirstFactor, Resolution};
use cognito_mfa::{Attempt, Pool, PoolPolicy, UserFacts, resolve};

fn main() {
    let argument = std::env::args().nth(1).unwrap_or_default();
    let inputs = inputs();
    if argument == "--count" {
        println!("{}", inputs.len());
        return;
    }
    if argument.is_empty() || argument == "apply" {
        black_box(measured_apply(black_box(&request::pool())));
    }
    if argument.is_empty() || argument == "parse" {
        black_box(measured_parse());
    }
    let is_wanted = |number: usize| argument.is_empty() || argument == number.to_string();
    for (_, (mode, user)) in inputs.into_iter().enumerate().filter(|(number, _)| is_wanted(*number)) {
        let pool = PoolPolicy::default()
            .with_mode(mode)
            .with_configured(FactorSet::all())
            .with_passwordless(PasswordlessFactorSet::all())
            .with_device(DeviceConfiguration::default());
        let attempt = Attempt { device: Device::Known, ..Attempt::with(FirstFactor::Password) };
        black_box(measured_resolve(black_box(&pool), black_box(user), black_box(attempt)));
    }
}

/// Some of the users who reach the MFA rows of the decision. For the others, an earlier row decides.
fn inputs() -> Vec<(MfaMode, UserFacts)> {
    let users: Vec<UserFacts> = UserFacts::all().filter(|user| user.is_settled()).step_by(83).collect();
    let modes = [MfaMode::Optional, MfaMode::On];
    modes.into_iter().flat_map(|mode| users.iter().map(move |user| (mode, *user))).collect()
}

#[inline(never)]
fn measured_resolve(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Resolution {
    resolve(pool, user, attempt)
}

#[inline(never)]
fn measured_apply(pool: &Pool) -> Pool {
    request::applied(pool)
}

#[inline(never)]
fn measured_parse() -> request::Plain {
    request::parsed()
}
