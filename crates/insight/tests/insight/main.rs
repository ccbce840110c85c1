//! The tests of the insight crate, in one binary. They compare each result with brute force over definitions of their own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../../../../tests/it/space/canonical.rs"]
#[allow(dead_code, unused_imports, reason = "a part of the engine's tests")]
mod canonical;
mod change_set;
mod codes;
mod dice;
mod diff;
mod explanation;
mod fact;
mod impact;
mod lint_cases;
mod lint_exact;
mod lint_expected;
mod lint_fixes;
mod lint_users;
mod lock_out;
mod measure;
#[path = "../../../../tests/it/naive/mod.rs"]
#[allow(dead_code, unused_imports, reason = "a part of the engine's tests")]
mod naive;
mod other_profile;
mod phrase;
mod plan;
mod refusal;
mod refusal_pool;
mod sign_in_paths;
mod table;
#[path = "../../../../tests/it/threads.rs"]
mod threads;
#[path = "../../../../tests/it/space/translate.rs"]
#[allow(dead_code, unused_imports, reason = "a part of the engine's tests")]
mod translate;

use cognito_mfa::assurance::Attachment;
use cognito_mfa::sign_in::{FirstFactor, PasskeyProof};
use cognito_mfa::user::{Password, UserStatus};
use cognito_mfa::{CredentialStamp, User};

/// The stamp of users in tests that aren't about stamps.
const STAMP: CredentialStamp = CredentialStamp(7);

/// A passkey of the platform, by what it shows.
const VERIFIED_PASSKEY: FirstFactor = FirstFactor::Passkey(PasskeyProof::UserVerified, Attachment::Platform);
const PRESENCE_PASSKEY: FirstFactor = FirstFactor::Passkey(PasskeyProof::Presence, Attachment::Platform);

/// A confirmed user with a permanent password and nothing else.
fn plain_user() -> User {
    User::new(UserStatus::Confirmed, Password::Permanent, STAMP)
}
