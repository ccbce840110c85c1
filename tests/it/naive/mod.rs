//! A second, naive model. It's written from the prose of the specification and shares no code with `src/`.
//!
//! A mistake in the engine shows as a difference. The module `differential` compares the two on random scenarios, and
//! `space` on every input of the decision. Where the service's words aren't published, the model's message is `*`.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::wildcard_enum_match_arm,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    reason = "it follows the prose of the specification"
)]

pub(crate) mod constraints;
pub(crate) mod decide;
mod json;
pub(crate) mod model;
mod runner;
pub(crate) mod signin;

pub(crate) use runner::{OPERATIONS, Runner};
