//! A property test of a service's own decision against the laws that must always hold.
//!
//! The toy service below has a mistake. The test finds a pool, a user and a sign-in that show the mistake, and simplifies
//! them. In your service, put the body of `main` into a `#[test]`.
//!
//! ```sh
//! cargo run --example property_test
//! ```

use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::invariants::check_decider;
use cognito_mfa::pool::MfaMode;
use cognito_mfa::sign_in::{Challenge, Device};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, UserFacts};
use proptest::prelude::any;
use proptest::test_runner::{Config, TestRunner};

/// A service that knows only TOTP, and lets every remembered device skip it.
fn toy_service(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Outcome {
    if pool.mode == MfaMode::Off || attempt.device == Device::Remembered {
        Outcome::Authenticated
    } else if user.possessed().contains(Factor::Totp) {
        Outcome::Challenge(Challenge::Code(CodeFactor::Totp))
    } else {
        Outcome::Authenticated
    }
}

fn main() {
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let result = runner.run(&(any::<PoolPolicy>(), any::<UserFacts>(), any::<Attempt>()), |(pool, user, attempt)| {
        check_decider(&pool, user, attempt, toy_service)?;
        Ok(())
    });
    match result {
        Ok(()) => println!("Every law holds."),
        Err(error) => println!("{error}"),
    }
}
