//! `SetUserMFAPreference` and `AdminSetUserMFAPreference` (spec 7).

use serde::{Deserialize, Serialize};

use super::address::{ACCESS_TOKEN, USER_POOL_ID, USERNAME, UserAddress};
use super::constraint::{Faults, Path};
use super::error::DecodeError;
use super::json::{Sensitive, Text, read};
use crate::command::{CodeSetting, PreferenceChange, Preferred, Switch};

#[derive(Debug, Deserialize)]
struct Request<'a> {
    #[serde(rename = "SMSMfaSettings")]
    sms: Option<CodeShape>,
    #[serde(rename = "SoftwareTokenMfaSettings")]
    software_token: Option<CodeShape>,
    #[serde(rename = "EmailMfaSettings")]
    email: Option<CodeShape>,
    #[serde(rename = "WebAuthnMfaSettings")]
    web_authn: Option<WebAuthnShape>,
    #[serde(rename = "AccessToken", borrow)]
    access_token: Option<Sensitive<'a>>,
}

#[derive(Debug, Deserialize)]
struct AdminRequest<'a> {
    #[serde(rename = "SMSMfaSettings")]
    sms: Option<CodeShape>,
    #[serde(rename = "SoftwareTokenMfaSettings")]
    software_token: Option<CodeShape>,
    #[serde(rename = "EmailMfaSettings")]
    email: Option<CodeShape>,
    #[serde(rename = "WebAuthnMfaSettings")]
    web_authn: Option<WebAuthnShape>,
    #[serde(rename = "Username", borrow)]
    username: Option<Sensitive<'a>>,
    #[serde(rename = "UserPoolId", borrow)]
    user_pool_id: Option<Text<'a>>,
}

/// The blocks of a change, as a request sends them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Blocks {
    #[serde(rename = "SMSMfaSettings", skip_serializing_if = "Option::is_none")]
    sms: Option<CodeShape>,
    #[serde(rename = "SoftwareTokenMfaSettings", skip_serializing_if = "Option::is_none")]
    software_token: Option<CodeShape>,
    #[serde(rename = "EmailMfaSettings", skip_serializing_if = "Option::is_none")]
    email: Option<CodeShape>,
    #[serde(rename = "WebAuthnMfaSettings", skip_serializing_if = "Option::is_none")]
    web_authn: Option<WebAuthnShape>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CodeShape {
    enabled: Option<bool>,
    preferred_mfa: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WebAuthnShape {
    enabled: Option<bool>,
}

/// Decodes a request of `SetUserMFAPreference` (spec 4 and 7). It doesn't allocate.
///
/// ```
/// use cognito_mfa::command::Switch;
/// use cognito_mfa::wire::decode_set_user_mfa_preference;
///
/// let body = r#"{"WebAuthnMfaSettings":{"Enabled":true},"AccessToken":"local_1.ann"}"#;
/// let (_, change) = decode_set_user_mfa_preference(body)?;
/// assert_eq!(change.passkey, Some(Switch::On));
///
/// let refusal = decode_set_user_mfa_preference(r#"{"AccessToken":"?"}"#).unwrap_err();
/// assert!(refusal.to_string().contains("Value at 'accessToken' failed"));
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`] when the body isn't JSON, doesn't have the request's shape, or breaks a constraint.
pub fn decode_set_user_mfa_preference(json: &str) -> Result<(UserAddress<'_>, PreferenceChange), DecodeError> {
    let request: Request<'_> = read(json)?;
    let address = Faults::collect(|faults| {
        UserAddress::Token(faults.required_sensitive(&Path::Request, &ACCESS_TOKEN, request.access_token))
    })?;
    Ok((address, change(request.sms, request.software_token, request.email, request.web_authn)))
}

/// Decodes a request of `AdminSetUserMFAPreference` (spec 4 and 7). It doesn't allocate.
///
/// ```
/// use cognito_mfa::command::CodeSetting;
/// use cognito_mfa::wire::decode_admin_set_user_mfa_preference;
///
/// let body = r#"{"SMSMfaSettings":{"Enabled":true},"Username":"ann","UserPoolId":"local_1"}"#;
/// let (_, change) = decode_admin_set_user_mfa_preference(body)?;
/// assert_eq!(change.sms, Some(CodeSetting::ON));
///
/// let refusal = decode_admin_set_user_mfa_preference(r#"{"Username":"ann"}"#).unwrap_err();
/// assert!(refusal.to_string().contains("Value null at 'userPoolId' failed"));
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`] when the body isn't JSON, doesn't have the request's shape, or breaks a constraint.
pub fn decode_admin_set_user_mfa_preference(json: &str) -> Result<(UserAddress<'_>, PreferenceChange), DecodeError> {
    let request: AdminRequest<'_> = read(json)?;
    // In the API model, the user name comes first here.
    let address = Faults::collect(|faults| {
        let username = faults.required_sensitive(&Path::Request, &USERNAME, request.username);
        let pool = faults.required_text(&Path::Request, &USER_POOL_ID, request.user_pool_id);
        UserAddress::Admin { pool, username }
    })?;
    Ok((address, change(request.sms, request.software_token, request.email, request.web_authn)))
}

fn change(
    sms: Option<CodeShape>,
    totp: Option<CodeShape>,
    email: Option<CodeShape>,
    passkey: Option<WebAuthnShape>,
) -> PreferenceChange {
    let code = |block: Option<CodeShape>| {
        block.map(|block| CodeSetting {
            switch: switch(block.enabled),
            preferred: if block.preferred_mfa == Some(true) { Preferred::Yes } else { Preferred::No },
        })
    };
    PreferenceChange {
        sms: code(sms),
        totp: code(totp),
        email: code(email),
        passkey: passkey.map(|block| switch(block.enabled)),
    }
}

fn switch(enabled: Option<bool>) -> Switch {
    if enabled == Some(true) { Switch::On } else { Switch::Off }
}

impl From<PreferenceChange> for Blocks {
    fn from(change: PreferenceChange) -> Self {
        Self {
            sms: change.sms.map(Into::into),
            software_token: change.totp.map(Into::into),
            email: change.email.map(Into::into),
            web_authn: change.passkey.map(|switch| WebAuthnShape { enabled: Some(switch == Switch::On) }),
        }
    }
}

impl From<CodeSetting> for CodeShape {
    fn from(setting: CodeSetting) -> Self {
        let (enabled, preferred) = (setting.switch == Switch::On, setting.preferred == Preferred::Yes);
        Self { enabled: Some(enabled), preferred_mfa: Some(preferred) }
    }
}
