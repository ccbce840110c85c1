//! The functions of a web page on which a person sets a pool, a user and a sign-in, and sees the decision.
//!
//! Each function takes and returns JSON texts. An answer is `{"ok": …}`, or `{"error": "…"}` with a sentence that names the
//! member. The functions do no I/O, keep nothing between two calls, and never panic.
//!
//! Answers come only from `cognito-mfa`, `cognito-mfa-insight` and `cognito-mfa-infra`. This crate contains no rule and no
//! decision, and the page contains no list of values: it builds its form from [`vocabulary()`].

mod answer;
mod attempt_controls;
mod compare;
mod control;
mod decide;
mod details;
mod impact;
mod link;
mod plan;
mod pool_controls;
mod presets;
mod read;
mod refusal;
mod requests;
mod snippets;
mod state;
mod tree;
mod user_controls;
mod vocabulary;
mod walk;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use compare::{compare, walks};
pub use decide::decide;
pub use details::details;
pub use impact::impact;
pub use link::{link, open};
pub use plan::plan;
pub use read::read;
pub use vocabulary::vocabulary;

/// The snippets of the README, as doctests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
