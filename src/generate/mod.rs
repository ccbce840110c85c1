//! Random pools, users, commands and requests, for the tests of a service that embeds this crate.
//!
//! - `generate::proptest` (feature `proptest`): strategies, and `any::<T>()` for the values of this crate.
//! - `generate::arbitrary` (feature `arbitrary`): the same out of a fuzzer's bytes.
//!
//! Both give *any* pool and user, which the decision must survive, and *reachable* ones, which accepted calls alone have
//! made. [`RequestText`] writes a command as the request that the service takes, so that the same call can be made of
//! values and of JSON text; the random ones are valid, nearly valid (one member is bent) or hostile.

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

pub use call::Call;
pub use request::RequestText;
