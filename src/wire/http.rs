//! What a host needs to serve AWS JSON 1.1 over HTTP: the operation of a request.

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
