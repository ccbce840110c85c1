//! Random scenario files: `scenario(seed)` gives the lines of one, from themes that reach every rule and reason.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::wildcard_enum_match_arm,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    reason = "test data, not an interface"
)]

mod generate;
mod hostile;
mod pools;
mod sign_in;
mod users;

pub(crate) use generate::scenario;
