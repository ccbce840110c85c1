//! The modules that check credentials, each compared with what others publish or built.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod device;
mod passkey;
mod random;
mod seeded;
mod srp;
mod token;
mod totp;
