//! A host of the engine `cognito-mfa`: the operations of Amazon Cognito that its scenarios use, over a storage.
//!
//! It shows how little code an embedder needs, and it runs scenario files. It does no I/O of its own, doesn't check
//! credentials, and leaves every decision to the engine.

mod expectation;
mod facts;
mod host;
mod host_error;
mod scenario;
mod storage;

pub use expectation::{Mismatch, check};
pub use facts::{Facts, Session};
pub use host::{Failure, Host, Reply};
pub use host_error::HostError;
pub use scenario::{LineResult, Scenario};
pub use storage::{Finished, HostedUser, Memory, Storage};
