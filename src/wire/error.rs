//! What is wrong with a request before any rule looks at it, and the service's error body.

use alloc::string::{String, ToString};

use serde::Serialize;

use super::constraint::Constraints;
use super::json::Serialization;
use crate::exception::Exception;
use crate::recovery::Recovery;
use crate::rules::Rejection;
use crate::sign_in::SignInDenied;

/// A request that could not be decoded. It never repeats a sensitive value, and nothing has been changed.
///
/// Closed: a host answers each of them in its own way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The operation is not among those that this module knows (`unknown-operation`).
    #[error("The operation is not known.")]
    UnknownOperation,
    /// The body is not JSON, or not of the operation's shape (`serialization`).
    #[error(transparent)]
    Serialization(#[from] Serialization),
    /// Members break constraints of the API model (`constraint`).
    #[error(transparent)]
    Constraints(#[from] Constraints),
}

impl DecodeError {
    /// The most bytes that the text of an error has, whatever the request.
    ///
    /// No request can break more than 32 constraints, and each takes at most 1.5 KiB. That holds because a message cuts
    /// long values, prints a list as its length, and leaves out elements beyond a list's maximum.
    pub const MAX_LEN: usize = 32 * 1536;

    /// The exception that the service answers with.
    #[must_use]
    pub const fn exception(&self) -> Exception {
        match self {
            Self::UnknownOperation => Exception::UnknownOperation,
            Self::Serialization(_) => Exception::Serialization,
            Self::Constraints(_) => Exception::InvalidParameter,
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownOperation => "unknown-operation",
            Self::Serialization(_) => "serialization",
            Self::Constraints(_) => "constraint",
        }
    }
}

/// The body of the service's error response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorBody {
    /// The exception's name.
    #[serde(rename = "__type")]
    pub kind: &'static str,
    /// What the service says.
    pub message: String,
}

impl ErrorBody {
    /// The body for an exception with this message.
    #[must_use]
    pub fn new(exception: Exception, message: &(impl ToString + ?Sized)) -> Self {
        Self { kind: exception.name(), message: message.to_string() }
    }

    /// The body for a refused password reset; `None` where the reset is not refused.
    #[must_use]
    pub fn of_recovery(recovery: &Recovery) -> Option<Self> {
        let message = recovery.reason.row().message?;
        recovery.answer.err().map(|exception| Self::new(exception, message.template()))
    }
}

impl From<&DecodeError> for ErrorBody {
    fn from(error: &DecodeError) -> Self {
        Self::new(error.exception(), error)
    }
}

impl From<&SignInDenied> for ErrorBody {
    fn from(denied: &SignInDenied) -> Self {
        Self::new(denied.exception(), denied)
    }
}

impl From<&Rejection> for ErrorBody {
    fn from(rejection: &Rejection) -> Self {
        Self::new(rejection.first().exception(), rejection)
    }
}
