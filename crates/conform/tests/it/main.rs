//! The tests of the suite, against small servers of their own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod broken;
mod codes;
mod engine;
mod http;
mod play;
mod select;
mod suite;
mod vectors;
