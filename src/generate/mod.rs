//! Random pools, users, commands and requests, for the tests of services that embed this crate.
//!
//! - `generate::proptest` (feature `proptest`): strategies, and `any::<T>()` for the types of this crate.
//! - `generate::arbitrary` (feature `arbitrary`): the same from a fuzzer's bytes.
//!
//! Both generate *any* pool and user, for which the decision must have an answer, and *reachable* ones, which only accepted
//! calls have made. Random requests (feature `serde`) are valid, nearly valid (with one faulty member) or hostile. `RequestBody`
//! of `wire` writes a command as a request. So a test can make the same call with values and with JSON text.

mod accepted;
#[cfg(feature = "arbitrary")]
pub mod arbitrary;
#[cfg(feature = "serde")]
mod bent;
mod call;
#[cfg(feature = "serde")]
mod hostile;
#[cfg(feature = "proptest")]
pub mod proptest;
#[cfg(feature = "serde")]
mod request;
mod samples;
mod walk;

pub use call::Call;
#[cfg(feature = "serde")]
pub use request::RequestText;
pub use walk::{Beginning, Move, Walk, WalkState};
