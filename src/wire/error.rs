//! The errors that a request can have before any rule judges it, and the service's error body.

use alloc::string::{String, ToString};

use serde::{Serialize, Serializer};

use super::constraint::Constraints;
use super::json::Serialization;
use crate::exception::Exception;
use crate::recovery::RecoveryRefused;
use crate::rules::Rejection;
use crate::sign_in::{OutOfOrder, SignInDenied};

/// A request can't be decoded (spec 4). The error never repeats a sensitive value.
///
/// Closed, because a host responds to each of them in its own way.
///
/// ```
/// use cognito_mfa::exception::Exception;
/// use cognito_mfa::wire::Request;
///
/// let error = Request::decode("GetUserPoolMfaConfig", "{}").unwrap_err();
/// assert_eq!((error.code(), error.exception()), ("constraint", Exception::InvalidParameter));
/// let error = Request::decode("GetUserPoolMfaConfig", "{").unwrap_err();
/// assert_eq!((error.code(), error.exception()), ("serialization", Exception::Serialization));
/// let error = Request::decode("GetUserPool", "{}").unwrap_err();
/// assert_eq!(error.code(), "unknown-operation");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The crate doesn't model this operation (`unknown-operation`).
    #[error("The operation is not known.")]
    UnknownOperation,
    /// The body isn't JSON, or it doesn't have the shape that the operation expects (`serialization`).
    #[error(transparent)]
    Serialization(#[from] Serialization),
    /// The request breaks constraints of the API model (`constraint`).
    #[error(transparent)]
    Constraints(#[from] Constraints),
}

impl DecodeError {
    /// The name of the table of these codes.
    pub const TABLE: &'static str = "request";

    /// The maximum length of an error text in bytes, for any request.
    ///
    /// A request can break at most 32 constraints, and each one takes at most 1.5 KiB. Texts stay that short because a
    /// message cuts long values, prints a list as its length, and leaves out elements beyond a list's maximum.
    pub const MAX_LEN: usize = 32 * 1536;

    /// The exception that the service returns.
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

/// The body of the service's error response, with the values for the HTTP status and the header `x-amzn-errortype`.
///
/// The body has exactly the two members `__type` and `message`. A host returns it for every refusal and denial of this crate:
/// they all convert into it.
///
/// ```
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::pool::{MfaMode, Tier};
/// use cognito_mfa::wire::ErrorBody;
/// use cognito_mfa::{Pool, PoolCommand, Profile};
///
/// /// The operation of a host.
/// fn turn_on(pool: &Pool) -> Result<Pool, ErrorBody> {
///     let command = PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On));
///     Ok(pool.apply(&command)?.into_next())
/// }
///
/// let refusal = turn_on(&Pool::new(Tier::Essentials, Profile::Observed)).unwrap_err();
/// assert_eq!((refusal.http_status(), refusal.error_type()), (400, "InvalidParameterException"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{exception}: {message}")]
pub struct ErrorBody {
    #[serde(rename = "__type", serialize_with = "exception_name")]
    exception: Exception,
    message: String,
}

/// The value of `__type`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn exception_name<S: Serializer>(exception: &Exception, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(exception.name())
}

impl ErrorBody {
    /// The body of this exception with this message.
    ///
    /// ```
    /// use cognito_mfa::exception::Exception;
    /// use cognito_mfa::wire::ErrorBody;
    ///
    /// let body = ErrorBody::new(Exception::UserNotFound, "User does not exist.");
    /// let json = r#"{"__type":"UserNotFoundException","message":"User does not exist."}"#;
    /// assert_eq!(serde_json::to_string(&body)?, json);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn new(exception: Exception, message: &(impl ToString + ?Sized)) -> Self {
        Self { exception, message: message.to_string() }
    }

    /// The exception.
    #[must_use]
    pub const fn exception(&self) -> Exception {
        self.exception
    }

    /// The message of the exception.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The value of `__type` and of the header `x-amzn-errortype`: the name of the exception.
    #[must_use]
    pub const fn error_type(&self) -> &'static str {
        self.exception.name()
    }

    /// The HTTP status of the exception.
    #[must_use]
    pub const fn http_status(&self) -> u16 {
        self.exception.http_status()
    }
}

impl From<&DecodeError> for ErrorBody {
    fn from(error: &DecodeError) -> Self {
        Self::new(error.exception(), error)
    }
}

impl From<&Rejection> for ErrorBody {
    fn from(rejection: &Rejection) -> Self {
        Self::new(rejection.first().exception(), rejection)
    }
}

impl From<&SignInDenied> for ErrorBody {
    fn from(denied: &SignInDenied) -> Self {
        Self::new(denied.exception(), denied)
    }
}

impl From<&RecoveryRefused> for ErrorBody {
    fn from(refused: &RecoveryRefused) -> Self {
        Self::new(refused.exception, refused)
    }
}

impl From<&OutOfOrder> for ErrorBody {
    fn from(error: &OutOfOrder) -> Self {
        Self::new(error.exception(), error)
    }
}

/// Conversions by value, so that `?` works.
macro_rules! by_value {
    ($( $Error:ty ),+) => { $(
        impl From<$Error> for ErrorBody {
            fn from(error: $Error) -> Self {
                Self::from(&error)
            }
        }
    )+ };
}
by_value!(DecodeError, Rejection, SignInDenied, RecoveryRefused, OutOfOrder);
