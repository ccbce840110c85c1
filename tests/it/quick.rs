//! The tests that find the most mutants in the least time, in a binary that builds quickly: for mutants, and for a check
//! with default features only.
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

/// The stamp of the users of tests that are not about stamps.
const STAMP: CredentialStamp = CredentialStamp(7);

/// A confirmed user with a password, and nothing else.
fn plain_user() -> User {
    User::new(UserStatus::Confirmed, Password::Permanent, STAMP)
}
