//! The exceptions that the service returns with a refusal or a denial.
//!
//! They're names, each with its HTTP status. The rows of the tables choose them, and `wire::ErrorBody` is the response.

use crate::names::named;

named! {
    /// An exception of the service. The name is the value of `__type` in the response.
    ///
    /// ```
    /// use cognito_mfa::exception::Exception;
    ///
    /// assert_eq!(Exception::NotAuthorized.name(), "NotAuthorizedException");
    /// assert_eq!(Exception::from_name("AccessDeniedException"), None);
    /// ```
    #[non_exhaustive]
    pub enum Exception {
        /// `FeatureUnavailableInTierException`
        FeatureUnavailableInTier = "FeatureUnavailableInTierException",
        /// `InvalidParameterException`
        InvalidParameter = "InvalidParameterException",
        /// `MFAMethodNotFoundException`
        MfaMethodNotFound = "MFAMethodNotFoundException",
        /// `NotAuthorizedException`
        NotAuthorized = "NotAuthorizedException",
        /// `PasswordResetRequiredException`
        PasswordResetRequired = "PasswordResetRequiredException",
        /// `ResourceNotFoundException`
        ResourceNotFound = "ResourceNotFoundException",
        /// `SerializationException`: the body isn't JSON, or it doesn't have the shape that the operation expects.
        Serialization = "SerializationException",
        /// `SoftwareTokenMFANotFoundException`
        SoftwareTokenMfaNotFound = "SoftwareTokenMFANotFoundException",
        /// `UnknownOperationException`
        UnknownOperation = "UnknownOperationException",
        /// `UsernameExistsException`
        UsernameExists = "UsernameExistsException",
        /// `UserNotConfirmedException`
        UserNotConfirmed = "UserNotConfirmedException",
        /// `UserNotFoundException`
        UserNotFound = "UserNotFoundException",
        /// `UserPoolAddOnNotEnabledException`
        UserPoolAddOnNotEnabled = "UserPoolAddOnNotEnabledException",
        /// `WebAuthnNotEnabledException`
        WebAuthnNotEnabled = "WebAuthnNotEnabledException",
    }
}

impl Exception {
    /// The HTTP status of a response with this exception.
    ///
    /// ```
    /// use cognito_mfa::exception::Exception;
    ///
    /// assert_eq!(Exception::NotAuthorized.http_status(), 400);
    /// ```
    #[must_use]
    pub const fn http_status(self) -> u16 {
        match self {
            // The API model lists these as client errors without a status of their own.
            Self::FeatureUnavailableInTier
            | Self::InvalidParameter
            | Self::MfaMethodNotFound
            | Self::NotAuthorized
            | Self::PasswordResetRequired
            | Self::ResourceNotFound
            | Self::Serialization
            | Self::SoftwareTokenMfaNotFound
            | Self::UnknownOperation
            | Self::UsernameExists
            | Self::UserNotConfirmed
            | Self::UserNotFound
            | Self::UserPoolAddOnNotEnabled
            | Self::WebAuthnNotEnabled => 400,
        }
    }
}
