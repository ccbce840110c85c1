//! The errors of the service. What the engine refuses comes with the engine's own texts. What is here has nothing to do
//! with MFA policy: sessions, codes, tokens and names.

use cognito_mfa::Rejection;
use cognito_mfa::recovery::RecoveryRefused;
use cognito_mfa::sign_in::{OutOfOrder, SignInDenied};
use cognito_mfa::wire::{DecodeError, ErrorBody};

use crate::passkey::PasskeyError;
use crate::random::NoRandomness;
use crate::srp::SrpError;
use crate::store::StoreError;
use crate::token::TokenError;

/// An error, as a client sees it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error_type}: {message}")]
pub struct Fault {
    error_type: &'static str,
    status: u16,
    message: String,
    keeps_changes: bool,
}

impl Fault {
    /// The value of `__type` and of the header `x-amzn-errortype`.
    #[must_use]
    pub fn error_type(&self) -> &'static str {
        self.error_type
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The same fault, of a request whose change is stored nevertheless: a wrong code counts as an attempt, and a sign-in
    /// that is denied has ended.
    pub(crate) fn keeping_changes(self) -> Self {
        Self { keeps_changes: true, ..self }
    }

    pub(crate) fn keeps_changes(&self) -> bool {
        self.keeps_changes
    }

    pub(crate) fn new(status: u16, error_type: &'static str, message: impl Into<String>) -> Self {
        Self { error_type, status, message: message.into(), keeps_changes: false }
    }

    fn client(error_type: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, error_type, message)
    }

    pub(crate) fn not_authorized(message: impl Into<String>) -> Self {
        Self::client("NotAuthorizedException", message)
    }

    pub(crate) fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::client("InvalidParameterException", message)
    }

    pub(crate) fn resource_not_found(message: impl Into<String>) -> Self {
        Self::client("ResourceNotFoundException", message)
    }

    pub(crate) fn serialization(message: impl Into<String>) -> Self {
        Self::client("SerializationException", message)
    }

    /// A member that the API model requires is missing.
    pub(crate) fn missing(member: &str) -> Self {
        Self::invalid_parameter(format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
        ))
    }

    /// A key of `AuthParameters` or `ChallengeResponses` is missing.
    pub(crate) fn missing_parameter(key: &str) -> Self {
        Self::invalid_parameter(format!("Missing required parameter {key}"))
    }

    pub(crate) fn pool_not_found(id: &str) -> Self {
        Self::resource_not_found(format!("User pool {} does not exist.", shown(id)))
    }

    pub(crate) fn client_not_found(id: &str) -> Self {
        Self::resource_not_found(format!("User pool client {} does not exist.", shown(id)))
    }

    pub(crate) fn user_not_found() -> Self {
        Self::client("UserNotFoundException", "User does not exist.")
    }

    pub(crate) fn user_not_found_for_client() -> Self {
        Self::client("UserNotFoundException", "Username/client id combination not found.")
    }

    pub(crate) fn username_exists(message: impl Into<String>) -> Self {
        Self::client("UsernameExistsException", message)
    }

    pub(crate) fn alias_exists(attribute: &str) -> Self {
        Self::client("AliasExistsException", format!("An account with the {attribute} already exists."))
    }

    pub(crate) fn wrong_password() -> Self {
        Self::not_authorized("Incorrect username or password.")
    }

    pub(crate) fn invalid_session() -> Self {
        Self::not_authorized("Invalid session for the user.")
    }

    pub(crate) fn expired_session() -> Self {
        Self::not_authorized("Invalid session for the user, session is expired.")
    }

    pub(crate) fn code_mismatch() -> Self {
        Self::client("CodeMismatchException", "Invalid code received for user")
    }

    pub(crate) fn verification_code_mismatch() -> Self {
        Self::client("CodeMismatchException", "Invalid verification code provided, please try again.")
    }

    pub(crate) fn expired_code() -> Self {
        Self::client("ExpiredCodeException", "Invalid code provided, please request a code again.")
    }

    pub(crate) fn used_code() -> Self {
        Self::client("ExpiredCodeException", "Your software token has already been used once.")
    }

    pub(crate) fn software_token_mismatch() -> Self {
        Self::client("EnableSoftwareTokenMFAException", "Code mismatch")
    }

    pub(crate) fn invalid_password(problem: &str) -> Self {
        Self::client("InvalidPasswordException", format!("Password did not conform with policy: {problem}"))
    }

    pub(crate) fn unknown_operation() -> Self {
        Self::client("UnknownOperationException", "The operation is not known.")
    }

    pub(crate) fn concurrent_modification() -> Self {
        Self::client("ConcurrentModificationException", "Other requests changed the same resource. Try again.")
    }

    /// A fault of the server. What went wrong goes to standard error, not to the client.
    pub(crate) fn internal(problem: &dyn std::fmt::Display) -> Self {
        eprintln!("cognito-mfa-server: {problem}");
        Self::new(500, "InternalErrorException", "The server failed. Nothing was changed.")
    }
}

/// An ID from a request, cut where it's longer than any real one.
fn shown(id: &str) -> String {
    id.chars().take(128).collect()
}

impl From<ErrorBody> for Fault {
    fn from(body: ErrorBody) -> Self {
        Self::new(body.http_status(), body.error_type(), body.message())
    }
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        ErrorBody::from(error).into()
    }
}

impl From<Rejection> for Fault {
    fn from(rejection: Rejection) -> Self {
        ErrorBody::from(rejection).into()
    }
}

impl From<SignInDenied> for Fault {
    fn from(denied: SignInDenied) -> Self {
        ErrorBody::from(denied).into()
    }
}

impl From<RecoveryRefused> for Fault {
    fn from(refused: RecoveryRefused) -> Self {
        ErrorBody::from(refused).into()
    }
}

impl From<OutOfOrder> for Fault {
    fn from(error: OutOfOrder) -> Self {
        ErrorBody::from(error).into()
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::internal(&error)
    }
}

impl From<NoRandomness> for Fault {
    fn from(error: NoRandomness) -> Self {
        Self::internal(&error)
    }
}

impl From<TokenError> for Fault {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid => Self::not_authorized("Invalid Access Token"),
            TokenError::Expired => Self::not_authorized("Access Token has expired"),
            TokenError::Key | TokenError::NoRandomness(_) => Self::internal(&error),
        }
    }
}

impl From<SrpError> for Fault {
    fn from(error: SrpError) -> Self {
        match error {
            SrpError::PublicValue | SrpError::DeviceVerifier | SrpError::DeviceSalt => {
                Self::invalid_parameter(error.to_string())
            }
            SrpError::NoRandomness(error) => error.into(),
        }
    }
}

impl From<PasskeyError> for Fault {
    fn from(error: PasskeyError) -> Self {
        let error_type = match error {
            PasskeyError::RelyingPartyId => "WebAuthnConfigurationMissingException",
            PasskeyError::Challenge => "WebAuthnChallengeNotFoundException",
            PasskeyError::Origin => "WebAuthnOriginNotAllowedException",
            PasskeyError::RelyingParty => "WebAuthnRelyingPartyMismatchException",
            PasskeyError::Unsupported | PasskeyError::NotVerified => "WebAuthnCredentialNotSupportedException",
            PasskeyError::Registrant
            | PasskeyError::NoPasskey
            | PasskeyError::Malformed
            | PasskeyError::OtherUser
            | PasskeyError::Invalid => "InvalidParameterException",
        };
        Self::client(error_type, error.to_string())
    }
}
