//! Tests of the playground's functions.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics when it fails")]

mod comparing;
mod decisions;
mod fixture;
mod links;
mod reading;
mod snippets;
