//! The forms in which a host stores what the engine gives it: serde shapes with a version.
//!
//! # The promise
//!
//! Each form has a member `version`, the version that wrote it, and a member `min_reader`, the lowest version that may
//! read it. A newer crate reads what an older one stored. An older crate reads a newer form unless `min_reader` is above
//! its own [`VERSION`]. A [`SignIn`] refuses members that it doesn't know, so that a rolling deployment never drops what
//! security needs. Every value passes through the engine's constructors.

mod sign_in;

pub use sign_in::SignIn;

/// The version of the stored forms that this crate writes.
pub const VERSION: u32 = 1;
