//! What a host needs for AWS JSON 1.1 over HTTP: the operation of a request, and the status and headers of an error.

use super::error::ErrorBody;

/// The header `X-Amz-Target` begins with this. The operation follows.
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// The operation in the header `X-Amz-Target`; `None` when the header is for another service.
///
/// ```
/// use cognito_mfa::wire::operation_of_target;
///
/// let target = "AWSCognitoIdentityProviderService.InitiateAuth";
/// assert_eq!(operation_of_target(target), Some("InitiateAuth"));
/// assert_eq!(operation_of_target("DynamoDB_20120810.GetItem"), None);
/// ```
#[must_use]
pub fn operation_of_target(target: &str) -> Option<&str> {
    target.strip_prefix(TARGET_PREFIX).filter(|operation| !operation.is_empty())
}

impl ErrorBody {
    /// The HTTP status. It's 400 for every error that this crate models.
    ///
    /// ```
    /// use cognito_mfa::exception::Exception;
    /// use cognito_mfa::wire::ErrorBody;
    ///
    /// let body = ErrorBody::new(Exception::InvalidParameter, "Invalid parameter.");
    /// assert_eq!((body.http_status(), body.error_type()), (400, "InvalidParameterException"));
    /// ```
    #[must_use]
    pub const fn http_status(&self) -> u16 {
        400
    }

    /// The value of the header `x-amzn-errortype`.
    #[must_use]
    pub const fn error_type(&self) -> &'static str {
        self.kind
    }
}
