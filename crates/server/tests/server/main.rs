//! The server as its clients meet it: the service over its stores, and the process over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test fails by panicking, and reads better with values in place"
)]

mod accounts;
mod aliases;
mod api;
mod attributes;
mod crash;
#[path = "../credentials/device.rs"]
#[allow(dead_code, reason = "the other test uses all of it")]
mod device;
mod lockout;
mod no_policy;
mod passkeys;
mod process;
mod protocol;
mod sign_ins;
mod sign_outs;
mod software_tokens;
mod stores;
