//! The tests that find the most mutants in the least time, in a binary that builds quickly.
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
