//! The tests that find the most mutants in a short time. They are a binary of their own, which builds quickly. `.ci/mutants`
//! uses it, and so does the check with default features only.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod changes;
mod defaults;
mod refusals;
mod regions;
mod resets;
mod risk_in_off;
mod scenarios;
mod step_up;
mod tables;
mod wire;

use cognito_mfa::user::{Password, UserStatus};
use cognito_mfa::{CredentialStamp, User};

/// The stamp of users in tests that aren't about stamps.
const STAMP: CredentialStamp = CredentialStamp(7);

/// A confirmed user who has only a password.
fn plain_user() -> User {
    User::new(UserStatus::Confirmed, Password::Permanent, STAMP)
}
