//! The tests of the crate, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod answer;
mod choices;
mod document;
mod fixes;
mod fixture;
mod follow;
mod hostile;
mod json;
mod places;
mod rules;
mod suppression;
mod template;
mod terraform;
mod texts;
mod walk;
mod yaml;
