//! What the other profile makes of the same input.

use std::fmt;

use cognito_mfa::Profile;
use serde::Serialize;

/// Where the other profile differs.
///
/// Its `Display` is a sentence.
#[derive(Serialize)]
pub(crate) struct OtherProfile {
    profile: &'static str,
    /// What it makes of the input, as a part of a sentence.
    message: String,
}

impl OtherProfile {
    /// What the other profile than this one makes of the input. `None` if it's the same.
    pub(crate) fn than(profile: Profile, message: Option<String>) -> Option<Self> {
        Some(Self { profile: profile.other().name(), message: message? })
    }
}

impl fmt::Display for OtherProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { profile, message } = self;
        write!(f, "The profile {profile} judges this differently: {message}.")
    }
}
