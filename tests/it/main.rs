//! The tests of the crate, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod agreement;
mod allocations;
#[cfg(feature = "proptest")]
mod answers;
mod architecture;
#[cfg(feature = "proptest")]
mod bodies;
mod changes;
mod codes;
mod compiled;
mod defaults;
mod devices;
mod differential;
#[cfg(feature = "proptest")]
mod errors;
mod generate;
#[cfg(all(feature = "proptest", feature = "arbitrary"))]
mod generators;
mod invariants;
mod members;
mod naive;
mod names;
mod patterns;
mod phrases;
#[cfg(all(feature = "proptest", feature = "arbitrary"))]
mod reachable;
mod refusals;
mod regions;
mod resets;
mod risk_in_off;
mod scenarios;
#[cfg(all(feature = "proptest", feature = "arbitrary"))]
mod sequences;
mod space;
mod specification;
#[cfg(feature = "proptest")]
mod srp;
mod step_up;
#[cfg(feature = "proptest")]
mod stored;
mod tables;
mod threads;
mod types;
mod walk;
mod wire;

use cognito_mfa::assurance::Attachment;
use cognito_mfa::sign_in::{FirstFactor, PasskeyProof};
use cognito_mfa::user::{Password, UserStatus};
use cognito_mfa::{CredentialStamp, User};

/// The stamp of users in tests that aren't about stamps.
const STAMP: CredentialStamp = CredentialStamp(7);

/// A passkey of the platform, by what it shows.
const VERIFIED_PASSKEY: FirstFactor = FirstFactor::Passkey(PasskeyProof::UserVerified, Attachment::Platform);
const PRESENCE_PASSKEY: FirstFactor = FirstFactor::Passkey(PasskeyProof::Presence, Attachment::Platform);

/// A confirmed user who has only a password.
fn plain_user() -> User {
    User::new(UserStatus::Confirmed, Password::Permanent, STAMP)
}
