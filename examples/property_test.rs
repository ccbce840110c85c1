//! Property tests of a service against the laws that must always hold.
//!
//! The toy service below has a mistake. The first test finds a pool, a user and a sign-in that show the mistake, and
//! simplifies them. The second test changes pools and users as the live service would allow it, and the third walks through
//! whole sign-ins, with changes between their steps. The last two tests use the engine, so they find nothing. To test your
//! service, put it in the engine's place.
//!
//! In your service, put each function into a `#[test]`.
//!
//! ```sh
//! cargo run --example property_test
//! ```

use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::generate::proptest::{accepted_pool_commands, accepted_user_commands, reachable, walks};
use cognito_mfa::invariants::{check, check_decider};
use cognito_mfa::pool::MfaMode;
use cognito_mfa::sign_in::{Challenge, Device};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, Profile, UserFacts};
use proptest::prelude::{Strategy, any};
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

type Test = fn(&mut TestRunner) -> Result<(), String>;

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

/// Every decision of the service keeps the laws.
fn decisions(runner: &mut TestRunner) -> Result<(), String> {
    let inputs = (any::<PoolPolicy>(), any::<UserFacts>(), any::<Attempt>());
    run(runner, inputs, |(pool, user, attempt)| Ok(check_decider(&pool, user, attempt, toy_service)?))
}

/// Changes that the live service accepts are accepted here too, and lead to a pool and a user that keep the laws.
fn changes(runner: &mut TestRunner) -> Result<(), String> {
    let inputs = reachable(Profile::Observed).prop_flat_map(|(pool, user)| {
        let changes = (accepted_pool_commands(&pool), accepted_user_commands(&pool.policy(), &user));
        changes.prop_map(move |changes| (pool.clone(), user, changes))
    });
    run(runner, inputs, |(pool, user, (of_pool, of_user))| {
        let user = user.apply(&pool.policy(), &of_user)?.into_next();
        let pool = pool.apply(&of_pool)?.into_next();
        Ok(check(&pool.policy(), &user)?)
    })
}

/// Every step of a whole sign-in keeps the laws, whatever changes in between.
fn sign_ins(runner: &mut TestRunner) -> Result<(), String> {
    run(runner, walks(Profile::Observed), |walk| Ok(walk.check()?))
}

/// Runs a test. Returns the smallest input that fails it.
fn run<S: Strategy>(
    runner: &mut TestRunner,
    inputs: S,
    test: impl Fn(S::Value) -> Result<(), TestCaseError>,
) -> Result<(), String> {
    runner.run(&inputs, test).map_err(|error| match error {
        TestError::Fail(reason, input) => format!("{reason}\n  {input:?}"),
        TestError::Abort(reason) => reason.to_string(),
    })
}

fn main() {
    let tests: [(&str, Test); 3] = [("decisions", decisions), ("changes", changes), ("sign-ins", sign_ins)];
    for (name, test) in tests {
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
        match test(&mut runner) {
            Ok(()) => println!("{name}: every law holds."),
            Err(error) => println!("{name}: {error}"),
        }
    }
}
