//! Conformance: runs the vectors of [`cognito-mfa`](https://docs.rs/cognito-mfa) against any server that speaks the API
//! of Amazon Cognito user pools, and reports what the server gets wrong.
//!
//! Each line of a vector file becomes real calls: passwords are sent, codes are computed or taken from a source, passkeys are
//! made and used, and pools, sessions and tokens are the server's own.
//!
//! ```no_run
//! use std::sync::atomic::AtomicBool;
//!
//! use cognito_mfa_conform::{Endpoint, Suite, VectorFile};
//!
//! let endpoint = Endpoint::new("http://127.0.0.1:4566")?;
//! let stop = AtomicBool::new(false);
//! let report = Suite::new(&endpoint, &stop).run(&VectorFile::built_in(), |_| {});
//! for fault in report.faults() {
//!     println!("{}:{} {}", fault.file, fault.vector.number, fault.vector.op);
//! }
//! # Ok::<(), cognito_mfa_conform::EndpointError>(())
//! ```

mod authenticator;
mod codes;
mod connection;
mod endpoint;
mod play;
mod pools;
mod reference;
mod srp;
mod suite;
mod totp;
mod vector;
mod verdict;

pub use codes::Codes;
pub use endpoint::{Endpoint, EndpointError, Reply};
pub use play::Call;
pub use suite::{Counts, LineReport, Suite, SuiteReport};
pub use vector::{Theme, Vector, VectorFile};
pub use verdict::{Deed, Difference, DifferenceKind, Verdict};
