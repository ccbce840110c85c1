//! The AWS SDK for Rust, unmodified, against this project's server, and the conversions between the SDK and the engine.
//!
//! The tests need the server's program: `cargo build -p cognito-mfa-server` in the repository's root builds it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_imports,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking, and the conversions concern most types"
)]

mod conversions;
mod exceptions;
#[cfg(feature = "live")]
mod live;
mod passkeys;
mod pools;
mod races;
mod server;
mod sign_ins;

/// The client's side of SRP, as the conformance suite has it.
#[path = "../../../conform/src/srp.rs"]
mod srp;

/// The software authenticator of the conformance suite.
#[path = "../../../conform/src/authenticator.rs"]
mod authenticator;

/// What these two need from the suite.
mod reference {
    use serde_json::Value;

    pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
        value.pointer(pointer).and_then(Value::as_str)
    }
}
