//! The tests of the insight, in one binary. Each insight is held to definitions of the tests' own, by brute force.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../../../../tests/it/space/canonical.rs"]
#[allow(dead_code, unused_imports, reason = "a part of the tests of the engine")]
mod canonical;
mod dice;
mod diff;
mod explain;
mod facts;
mod impact;
mod lint_cases;
mod lint_exact;
mod lint_place;
mod lockout;
mod measure;
#[path = "../../../../tests/it/naive/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a part of the tests of the engine")]
mod naive;
mod plan;
mod refusal;
mod refusal_pool;
mod smallest;
mod table;
#[path = "../../../../tests/it/threads.rs"]
mod threads;
#[path = "../../../../tests/it/space/translate.rs"]
#[allow(dead_code, unused_imports, reason = "a part of the tests of the engine")]
mod translate;
mod ways_in;

use cognito_mfa::user::{Password, UserStatus};
use cognito_mfa::{CredentialStamp, User};

/// The stamp of the users of tests that are not about stamps.
const STAMP: CredentialStamp = CredentialStamp(7);

/// A confirmed user with a password, and nothing else.
fn plain_user() -> User {
    User::new(UserStatus::Confirmed, Password::Permanent, STAMP)
}
