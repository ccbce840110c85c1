//! Property tests of a service against the laws that must always hold.
//!
//! To test your service, copy this file to `tests/laws.rs`. Put your service in the place of `toy_service`, write `#[test]`
//! above each function of the block `proptest!`, and delete `main`. Your package needs these crates:
//!
//! ```toml
//! [dev-dependencies]
//! cognito-mfa = { version = "0.1", features = ["proptest"] }
//! proptest = "1"
//! ```
//!
//! The toy service has a mistake. The first test finds a pool, a user and a sign-in that show the mistake, and simplifies
//! them. The second test changes pools and users as the live service would allow it, and the third walks through whole
//! sign-ins, with changes between their steps. These two use the engine, so they find nothing.
//!
//! ```sh
//! cargo run --example property_test
//! ```

use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::generate::proptest::{accepted_pool_commands, accepted_user_commands, reachable, walks};
use cognito_mfa::invariants::{check, check_decider};
use cognito_mfa::pool::MfaMode;
use cognito_mfa::sign_in::{Challenge, Device};
use cognito_mfa::{Attempt, Outcome, Pool, PoolCommand, PoolPolicy, Profile, User, UserCommand, UserFacts};
use proptest::prelude::*;

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

/// A pool, a user of it, and a change of each that the live service accepts.
fn accepted_changes() -> impl Strategy<Value = (Pool, User, PoolCommand<'static>, UserCommand)> {
    reachable(Profile::Observed).prop_flat_map(|(pool, user)| {
        let changes = (accepted_pool_commands(&pool), accepted_user_commands(&pool.policy(), &user));
        changes.prop_map(move |(of_pool, of_user)| (pool.clone(), user, of_pool, of_user))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    fn decisions_keep_the_laws(pool: PoolPolicy, user: UserFacts, attempt: Attempt) {
        // If your service has no such pools, leave them out: `prop_assume!(pool.mode != MfaMode::Optional);`
        check_decider(&pool, user, attempt, toy_service)?;
    }

    fn accepted_changes_keep_the_laws((pool, user, of_pool, of_user) in accepted_changes()) {
        // Make both changes in your service, and compare its pool and user with these.
        let user = user.apply(&pool.policy(), &of_user)?.into_next();
        let pool = pool.apply(&of_pool)?.into_next();
        check(&pool.policy(), &user)?;
    }

    fn sign_ins_keep_the_laws(walk in walks(Profile::Observed)) {
        // Make the moves of the walk in your service, and check its steps with `check_step`.
        walk.check()?;
    }
}

fn main() {
    let tests: [(&str, fn()); 3] = [
        ("decisions", decisions_keep_the_laws),
        ("accepted changes", accepted_changes_keep_the_laws),
        ("sign-ins", sign_ins_keep_the_laws),
    ];
    std::panic::set_hook(Box::new(|_| {}));
    for (name, test) in tests {
        match std::panic::catch_unwind(test) {
            Ok(()) => println!("{name}: every law holds."),
            Err(failure) => println!("{name}: {}", failure.downcast_ref::<String>().map_or("", String::as_str)),
        }
    }
}
