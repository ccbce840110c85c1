//! Random scenario files: `scenario(seed)` returns the lines of a file. The themes reach every rule and reason.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::wildcard_enum_match_arm,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    reason = "this is test data, not an interface"
)]

mod generate;
mod hostile;
mod pools;
mod sign_in;
mod users;

pub(crate) use generate::scenario;
