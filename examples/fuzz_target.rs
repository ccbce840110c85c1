//! A fuzz target to copy: a service's decision, its steps and its requests, from a fuzzer's bytes.
//!
//! To fuzz your service, make a target in its folder, and copy this file over it:
//!
//! ```sh
//! cargo install cargo-fuzz
//! cargo fuzz init --target laws --fuzzing-workspace=true
//! (cd fuzz && cargo add arbitrary && cargo add cognito-mfa --features arbitrary)
//! ```
//!
//! In `fuzz/fuzz_targets/laws.rs`, replace the engine's functions with your service's. Add `#![no_main]` as the first line,
//! and replace `main` with `libfuzzer_sys::fuzz_target!(|bytes: &[u8]| { laws_hold(bytes); });`. Then fuzz:
//!
//! ```sh
//! cargo fuzz run --sanitizer none laws -- -max_len=4096
//! ```
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
    let decided = check_decider(&policy, user.facts(), attempt, decide);
    assert_eq!(decided, Ok(()), "{attempt:?}");

    let (sign_in, answer): (SignIn, Answer) = input.arbitrary().ok()?;
    if let Ok(step) = sign_in.step(&policy, user, answer) {
        let stepped = check_step(&policy, &user, &sign_in, answer, &step);
        assert_eq!(stepped, Ok(()), "{sign_in:?} {answer:?}");
    }

    let request = request(&mut input).ok()?;
    if let Err(error) = Request::decode(request.operation, &request.body) {
        assert!(error.to_string().len() <= DecodeError::MAX_LEN);
    }
    Some(())
}

fn main() {
    let input = |seed: u8| {
        (0..4096).scan(seed, move |byte, _| Some(std::mem::replace(byte, byte.wrapping_mul(37).wrapping_add(seed))))
    };
    let checked = (1..=200).filter(|seed| laws_hold(&input(*seed).collect::<Vec<_>>()).is_some()).count();
    println!("The laws hold for {checked} inputs.");
}
