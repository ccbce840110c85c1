//! The responses of operations that show a user, and of the operations of a TOTP token and a device.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::Serialize;

use crate::factor::{CodeFactor, Factor};
use crate::pool::{AuthFactor, Medium, PoolPolicy};
use crate::sign_in::Device;
use crate::sign_in::first_factors::configured_auth_factors;
use crate::user::User;

/// The response of `AdminGetUser` or `GetUser`, or a user in the response of `ListUsers`. A host adds the attributes and dates.
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::wire::GetUserResponse;
/// use cognito_mfa::{CredentialStamp, User};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let json = r#"{"Username":"ann","Enabled":true,"UserStatus":"CONFIRMED"}"#;
/// assert_eq!(serde_json::to_string(&GetUserResponse::new("ann", &ann))?, json);
///
/// // GetUser doesn't show the status.
/// let response = GetUserResponse::for_user("ann", &ann).with_attributes([("email", "ann@shop.example")]);
/// let json = r#"{"Username":"ann","UserAttributes":[{"Name":"email","Value":"ann@shop.example"}]}"#;
/// assert_eq!(serde_json::to_string(&response)?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetUserResponse<'a> {
    username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_attributes: Option<Vec<NamedValue<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Vec<NamedValue<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_status: Option<&'static str>,
    #[serde(flatten)]
    preference: Option<PreferenceShape>,
}

/// An attribute. Debug output doesn't contain the value.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct NamedValue<'a> {
    name: &'a str,
    value: &'a str,
}

impl fmt::Debug for NamedValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("NamedValue").field(&self.name).finish_non_exhaustive()
    }
}

/// The response of `GetUserAuthFactors`.
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::wire::UserAuthFactorsResponse;
/// use cognito_mfa::{CredentialStamp, User};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let json = r#"{"Username":"ann","ConfiguredUserAuthFactors":["PASSWORD"]}"#;
/// assert_eq!(serde_json::to_string(&UserAuthFactorsResponse::new("ann", &ann))?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserAuthFactorsResponse<'a> {
    username: &'a str,
    #[serde(flatten)]
    preference: PreferenceShape,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    configured_user_auth_factors: Vec<&'static str>,
}

/// A preference. A member without a value is absent, never empty (spec 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct PreferenceShape {
    #[serde(rename = "UserMFASettingList", skip_serializing_if = "Vec::is_empty")]
    list: Vec<&'static str>,
    #[serde(rename = "PreferredMfaSetting", skip_serializing_if = "Option::is_none")]
    preferred: Option<&'static str>,
}

/// The response of `ForgotPassword`.
///
/// ```
/// use cognito_mfa::pool::Medium;
/// use cognito_mfa::wire::ForgotPasswordResponse;
///
/// let json = r#"{"CodeDeliveryDetails":{"DeliveryMedium":"EMAIL","AttributeName":"email"}}"#;
/// assert_eq!(serde_json::to_string(&ForgotPasswordResponse::from(Medium::Email))?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ForgotPasswordResponse {
    code_delivery_details: DeliveryShape,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct DeliveryShape {
    delivery_medium: &'static str,
    attribute_name: &'static str,
}

impl<'a> GetUserResponse<'a> {
    /// The response of `AdminGetUser` for the user with this name.
    #[must_use]
    pub fn new(username: &'a str, user: &User) -> Self {
        let (enabled, status) = (Some(!user.facts().is_disabled()), Some(user.status().name()));
        let preference = Some(user.into());
        Self { username, user_attributes: None, attributes: None, enabled, user_status: status, preference }
    }

    /// The response of `GetUser` for the user with this name. It doesn't show whether the user is enabled, and no status.
    #[must_use]
    pub fn for_user(username: &'a str, user: &User) -> Self {
        Self { enabled: None, user_status: None, ..Self::new(username, user) }
    }

    /// The user with this name in the response of `ListUsers`. It doesn't show the MFA preference.
    #[must_use]
    pub fn listed(username: &'a str, user: &User) -> Self {
        Self { attributes: Some(Vec::new()), preference: None, ..Self::new(username, user) }
    }

    /// The response with these attributes, by name and value.
    #[must_use]
    pub fn with_attributes(self, attributes: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let list = Some(attributes.into_iter().map(|(name, value)| NamedValue { name, value }).collect());
        if self.attributes.is_some() {
            Self { attributes: list, ..self }
        } else {
            Self { user_attributes: list, ..self }
        }
    }
}

impl<'a> UserAuthFactorsResponse<'a> {
    /// The response for the user with this name.
    #[must_use]
    pub fn new(username: &'a str, user: &User) -> Self {
        let factors = configured_auth_factors(user.facts()).iter().map(AuthFactor::name).collect();
        Self { username, preference: user.into(), configured_user_auth_factors: factors }
    }
}

impl From<&User> for PreferenceShape {
    fn from(user: &User) -> Self {
        Self {
            list: user.preference.enabled().iter().map(Factor::name).collect(),
            preferred: user.preference.preferred().map(CodeFactor::name),
        }
    }
}

impl From<Medium> for ForgotPasswordResponse {
    fn from(medium: Medium) -> Self {
        let attribute_name = match medium {
            Medium::Email => "email",
            Medium::Sms => "phone_number",
        };
        Self { code_delivery_details: DeliveryShape { delivery_medium: medium.name(), attribute_name } }
    }
}

/// The response of `AssociateSoftwareToken` or `VerifySoftwareToken`. Debug output contains neither the secret nor the session.
///
/// ```
/// use cognito_mfa::wire::SoftwareTokenResponse;
///
/// let associated = SoftwareTokenResponse::associated("JBSWY3DP").with_session("opaque");
/// assert_eq!(serde_json::to_string(&associated)?, r#"{"SecretCode":"JBSWY3DP","Session":"opaque"}"#);
/// assert_eq!(serde_json::to_string(&SoftwareTokenResponse::verified())?, r#"{"Status":"SUCCESS"}"#);
/// assert!(!format!("{associated:?}").contains("JBSWY3DP"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SoftwareTokenResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
}

impl SoftwareTokenResponse {
    /// The response of `AssociateSoftwareToken` with the new token's secret, in Base32.
    #[must_use]
    pub fn associated(secret_code: impl Into<String>) -> Self {
        Self { secret_code: Some(secret_code.into()), ..Self::default() }
    }

    /// The response of `VerifySoftwareToken` to a right code.
    #[must_use]
    pub fn verified() -> Self {
        Self { status: Some("SUCCESS"), ..Self::default() }
    }

    /// The response with the session of the sign-in, if the request had one.
    #[must_use]
    pub fn with_session(self, session: impl Into<String>) -> Self {
        Self { session: Some(session.into()), ..self }
    }
}

impl fmt::Debug for SoftwareTokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftwareTokenResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

/// The response of `ConfirmDevice` (spec 11).
///
/// ```
/// use cognito_mfa::PoolPolicy;
/// use cognito_mfa::wire::ConfirmDeviceResponse;
///
/// let json = serde_json::to_string(&ConfirmDeviceResponse::new(&PoolPolicy::default()))?;
/// assert_eq!(json, r#"{"UserConfirmationNecessary":true}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ConfirmDeviceResponse {
    user_confirmation_necessary: bool,
}

impl ConfirmDeviceResponse {
    /// The response for a user of this pool.
    #[must_use]
    pub fn new(pool: &PoolPolicy) -> Self {
        Self { user_confirmation_necessary: Device::confirmed(pool) != Device::Remembered }
    }
}
