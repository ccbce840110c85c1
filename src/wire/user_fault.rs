//! What can be wrong with a description of a user.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::json::Serialization;
use crate::names::Named;
use crate::user::UserStatus;
use crate::user::preference::PreferredIsOff;

/// Not a description of a user. The error contains the member and the expected values, but not the value.
///
/// ```
/// use cognito_mfa::wire::UserDescription;
///
/// let error = UserDescription::decode(r#"{"UserStatus":"ARCHIVED"}"#).unwrap_err();
/// assert!(error.to_string().starts_with("UserStatus: ARCHIVED is not modeled; expected one of CONFIRMED"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UserFault {
    /// The text isn't JSON, or a member has the wrong JSON type.
    #[error(transparent)]
    Serialization(#[from] Serialization),
    /// A member has a value that it can't have.
    #[error("{member}: expected {expected}")]
    Unexpected {
        /// The member.
        member: &'static str,
        /// The expected values.
        expected: String,
    },
    /// A status that the service has and this crate doesn't model.
    #[error("UserStatus: {0} is not modeled; expected {expected}", expected = one_of::<UserStatus>())]
    StatusNotModeled(&'static str),
    /// The preferred factor isn't enabled.
    #[error("PreferredMfaSetting: expected an enabled factor, but {} is not enabled", .0.factor())]
    PreferredIsOff(#[from] PreferredIsOff),
}

/// The names of all values, as an error lists them.
pub(super) fn one_of<T: Named>() -> String {
    let names: Vec<_> = T::ALL.iter().map(|value| value.name()).collect();
    format!("one of {}", names.join(", "))
}
