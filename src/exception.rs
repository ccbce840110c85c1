//! The exceptions of the service that a refusal or a denial is answered with.

use crate::names::named;

named! {
    /// An AWS exception, by its `__type` on the wire.
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
        /// `SerializationException`: the body is no JSON, or not of the operation's shape.
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
