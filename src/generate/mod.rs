//! Random pools, users, commands and requests, for the tests of services that embed this crate.
//!
//! - `generate::proptest` (feature `proptest`): strategies, and `any::<T>()` for the types of this crate.
//! - `generate::arbitrary` (feature `arbitrary`): the same from a fuzzer's bytes.
//!
//! Both generate *any* pool and user, for which the decision must have an answer, and *reachable* ones, which only accepted
//! calls have made. [`RequestText`] writes a command as a request of the service. So a test can make the same call with
//! values and with JSON text. Random requests are valid, nearly valid (with one faulty member) or hostile.

#[cfg(feature = "arbitrary")]
pub mod arbitrary;
mod body;
mod call;
mod hostile;
mod json;
#[cfg(feature = "proptest")]
pub mod proptest;
mod request;
mod samples;
#[cfg(feature = "proptest")]
mod walk;

pub use call::Call;
pub use request::RequestText;
#[cfg(feature = "proptest")]
pub use walk::{Beginning, Move, Walk, WalkState};
