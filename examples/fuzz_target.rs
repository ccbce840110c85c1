//! A fuzz target to copy: a service's decision, its steps and its requests, from a fuzzer's bytes.
//!
//! Copy this file to `fuzz/fuzz_targets/laws.rs`, replace the engine's functions with your service's, and:
//!
//! 1. Add `#![no_main]` as the first line.
//! 2. Replace `main` with `libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws_hold(bytes));`.
//! 3. Run `cargo fuzz run laws`.
//!
//! As an example, it runs on a few inputs without a fuzzer:
//!
//! ```sh
//! cargo run --example fuzz_target
//! ```

use arbitrary::Unstructured;
use cognito_mfa::generate::arbitrary::{reachable, request};
use cognito_mfa::invariants::{check_decider, check_step};
use cognito_mfa::wire::{DecodeError, Request};
use cognito_mfa::{Answer, Attempt, Profile, SignIn, resolve};

/// Returns without a result when the bytes run out.
fn laws_hold(bytes: &[u8]) -> Option<()> {
    let mut input = Unstructured::new(bytes);
    let (pool, user) = reachable(&mut input, Profile::Observed).ok()?;
    let policy = pool.policy();

    let attempt: Attempt = input.arbitrary().ok()?;
    let decide = |pool: &_, user, attempt| resolve(pool, user, attempt).outcome();
    check_decider(&policy, user.facts(), attempt, decide).unwrap_or_else(|broken| panic!("{broken} {attempt:?}"));

    let (sign_in, answer): (SignIn, Answer) = input.arbitrary().ok()?;
    if let Ok(step) = sign_in.step(&policy, user, answer) {
        check_step(&policy, &user, &sign_in, answer, &step).unwrap_or_else(|broken| panic!("{broken} {sign_in:?}"));
    }

    let request = request(&mut input).ok()?;
    if let Err(error) = Request::decode(request.operation, &request.body) {
        assert!(error.to_string().len() <= DecodeError::MAX_LEN);
    }
    Some(())
}

fn main() {
    let inputs = (1..=200_u8).map(|seed| (0..4096_usize).map(|place| (place * usize::from(seed) >> 3) as u8).collect());
    let checked = inputs.filter(|bytes: &Vec<u8>| laws_hold(bytes).is_some()).count();
    println!("The laws hold for {checked} inputs.");
}
