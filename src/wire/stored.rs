//! The forms in which a host stores pools, users and sign-ins: serde shapes with a version.
//!
//! # The promise
//!
//! Each form has two members with numbers. `version` is the version that wrote the form. `min_reader` is the lowest version
//! that can read it.
//!
//! - A newer crate reads what an older one stored.
//! - An older crate reads a newer form unless `min_reader` is above its own [`VERSION`]. It ignores the members that it
//!   doesn't know, and drops them when it stores the value again. If that must not happen, or if an older version can't read
//!   a new value, the newer version raises `min_reader`.
//! - A [`SignIn`] with unknown members is refused, and so is a [`User`] without a credential stamp. So a rolling deployment
//!   never drops what keeps a sign-in safe.
//! - A value that's read back equals the stored one. Every value passes through the engine's constructors.
//!
//! Store the forms in a format that keeps member names, such as JSON or CBOR. The order of members doesn't matter.
//!
//! # What is refused
//!
//! Each value has one form. A form that no version writes is refused: one with a repeated member, with null, with an
//! array in place of an object, with factors that are repeated or out of order, or with values that contradict each
//! other. A form of this version or an older one is also refused if it has an unknown member.
//!
//! An error contains the name of the member and what it must be. It never contains a value that was read.

mod fault;
mod form;
mod members;
mod pool;
mod possible;
mod question;
mod sign_in;
mod tree;
mod user;

pub use pool::{Pool, PoolRef};
pub use sign_in::SignIn;
pub use user::User;

/// The version of the stored forms that this crate writes.
pub const VERSION: u32 = 1;
