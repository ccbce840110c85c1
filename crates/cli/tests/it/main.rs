//! The tests of the command, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod arguments;
mod command;
#[cfg(feature = "conform")]
mod conform;
mod damage;
mod faults;
mod fixes;
#[path = "../../../infra/tests/infra/follow.rs"]
mod follow;
#[cfg(feature = "conform")]
mod lenient;
mod lint;
mod population;
mod process;
mod profiles;
mod readme;
mod scenarios;
mod schema;
mod secrets;
mod verbs;
