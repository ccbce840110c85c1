//! A second model, naive, boolean by boolean, written from the prose of SPEC.md and sharing no code with `src/`.
//!
//! It is here to disagree: `differential` runs it beside the engine on random scenarios, `space` on every input that
//! the decision can have. Where the service's words are not published, its message is `*`.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::wildcard_enum_match_arm,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    reason = "it is as plain as prose, in its own words"
)]

pub(crate) mod constraints;
pub(crate) mod decide;
mod json;
pub(crate) mod model;
mod runner;
pub(crate) mod signin;

pub(crate) use runner::Runner;
