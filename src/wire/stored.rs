//! The forms in which a host stores what the engine gives it: serde shapes with a version.
//!
//! # The promise
//!
//! Each form has a member `version`, the version that wrote it, and a member `min_reader`, the lowest version that may
//! read it.
//!
//! - A newer crate reads what an older one stored.
//! - An older crate reads a newer form unless `min_reader` is above its own [`VERSION`]. It ignores the members that it
//!   doesn't know, and it drops them when it stores the value again. A newer version raises `min_reader` when that must
//!   not happen, or when an older version can't read a new value.
//! - A [`SignIn`] refuses members that it doesn't know, and a [`User`] without a credential stamp is refused. So a
//!   rolling deployment never drops what security needs.
//! - A value read back equals the one that was stored. Every value passes through the engine's constructors.
//!
//! Store the forms in a format that keeps member names, such as JSON or CBOR. The order of members doesn't matter.
//!
//! # What is refused
//!
//! Each value has one form. A form that no version writes is refused: an unknown member in a form of this version or an
//! older one, a member that is there twice, null, an array in place of an object, factors that are repeated or out of
//! order, and values that can't stand together.
//!
//! An error names the member and what was expected of it. It never contains a value that was read.

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
