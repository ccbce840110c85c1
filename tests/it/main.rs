//! The tests of the crate, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod agreement;
mod allocations;
#[cfg(feature = "proptest")]
mod answers;
mod architecture;
mod changes;
#[path = "../../examples/inspect/cli/mod.rs"]
mod cli;
mod compiled;
mod differential;
#[path = "../../examples/replay/expectation.rs"]
mod expectation;
mod generate;
#[cfg(all(feature = "proptest", feature = "arbitrary"))]
mod generators;
#[path = "../../examples/replay/host.rs"]
mod host;
mod insight;
mod inspect;
mod invariants;
#[path = "../../examples/replay/line.rs"]
mod line;
mod naive;
mod patterns;
#[cfg(all(feature = "proptest", feature = "arbitrary"))]
mod reachable;
mod refusals;
mod regions;
mod scenarios;
#[cfg(all(feature = "proptest", feature = "arbitrary"))]
mod sequences;
mod space;
mod step_up;
mod tables;
mod walk;
mod wire;
