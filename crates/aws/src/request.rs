//! The engine's commands as inputs of the SDK, and the SDK's inputs as commands.
//!
//! ```
//! use cognito_mfa::command::SetMfaConfig;
//! use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa};
//! use cognito_mfa_aws::{request, value::Sdk};
//!
//! let change = SetMfaConfig::new(MfaMode::Optional).with_software_token(SoftwareTokenMfa::ENABLED);
//! let input = request::set_mfa_config("local_a1", &change).build()?;
//! assert!(input.software_token_mfa_configuration().is_some_and(|block| block.enabled()));
//! assert_eq!(SetMfaConfig::try_from(Sdk(&input))?, change);
//!
//! let unknown = request::set_mfa_config("local_a1", &change).mfa_configuration("SOMETIMES".into()).build()?;
//! assert!(SetMfaConfig::try_from(Sdk(&unknown)).unwrap_err().to_string().contains("\"SOMETIMES\" is not supported"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use aws_sdk_cognitoidentityprovider::operation::admin_set_user_mfa_preference::AdminSetUserMfaPreferenceInput;
use aws_sdk_cognitoidentityprovider::operation::admin_set_user_mfa_preference::builders::AdminSetUserMfaPreferenceInputBuilder;
use aws_sdk_cognitoidentityprovider::operation::set_user_mfa_preference::SetUserMfaPreferenceInput;
use aws_sdk_cognitoidentityprovider::operation::set_user_mfa_preference::builders::SetUserMfaPreferenceInputBuilder;
use aws_sdk_cognitoidentityprovider::operation::set_user_pool_mfa_config::SetUserPoolMfaConfigInput;
use aws_sdk_cognitoidentityprovider::operation::set_user_pool_mfa_config::builders::SetUserPoolMfaConfigInputBuilder;
use cognito_mfa::command::{PreferenceChange, SetMfaConfig};

use crate::value::{Sdk, UnknownValue};

/// `SetUserPoolMfaConfig` of this pool.
#[must_use]
pub fn set_mfa_config(pool_id: &str, change: &SetMfaConfig<'_>) -> SetUserPoolMfaConfigInputBuilder {
    SetUserPoolMfaConfigInputBuilder::default()
        .user_pool_id(pool_id)
        .mfa_configuration(Sdk::from(change.mode).0)
        .set_sms_mfa_configuration(change.sms.as_ref().map(|block| Sdk::from(block).0))
        .set_software_token_mfa_configuration(change.software_token.map(|block| Sdk::from(block).0))
        .set_email_mfa_configuration(change.email.as_ref().map(|block| Sdk::from(block).0))
        .set_web_authn_configuration(change.web_authn.as_ref().map(|block| Sdk::from(block).0))
}

/// `AdminSetUserMFAPreference` of this user.
#[must_use]
pub fn admin_set_preference(
    pool_id: &str,
    username: &str,
    change: &PreferenceChange,
) -> AdminSetUserMfaPreferenceInputBuilder {
    AdminSetUserMfaPreferenceInputBuilder::default()
        .user_pool_id(pool_id)
        .username(username)
        .set_sms_mfa_settings(change.sms.map(|block| Sdk::from(block).0))
        .set_software_token_mfa_settings(change.totp.map(|block| Sdk::from(block).0))
        .set_email_mfa_settings(change.email.map(|block| Sdk::from(block).0))
        .set_web_authn_mfa_settings(change.passkey.map(|block| Sdk::from(block).0))
}

/// `SetUserMFAPreference` of the user with this access token.
#[must_use]
pub fn set_preference(access_token: &str, change: &PreferenceChange) -> SetUserMfaPreferenceInputBuilder {
    SetUserMfaPreferenceInputBuilder::default()
        .access_token(access_token)
        .set_sms_mfa_settings(change.sms.map(|block| Sdk::from(block).0))
        .set_software_token_mfa_settings(change.totp.map(|block| Sdk::from(block).0))
        .set_email_mfa_settings(change.email.map(|block| Sdk::from(block).0))
        .set_web_authn_mfa_settings(change.passkey.map(|block| Sdk::from(block).0))
}

impl<'a> TryFrom<Sdk<&'a SetUserPoolMfaConfigInput>> for SetMfaConfig<'a> {
    type Error = UnknownValue;

    /// The command doesn't contain the pool's ID or its Region. Lengths and patterns aren't checked: the service does that.
    fn try_from(Sdk(input): Sdk<&'a SetUserPoolMfaConfigInput>) -> Result<Self, UnknownValue> {
        let mut change = Self::default();
        if let Some(mode) = input.mfa_configuration() {
            change.mode = Sdk(mode).try_into()?;
        }
        change.sms = input.sms_mfa_configuration().map(|block| Sdk(block).into());
        change.software_token = input.software_token_mfa_configuration().map(|block| Sdk(block).into());
        change.email = input.email_mfa_configuration().map(|block| Sdk(block).into());
        change.web_authn = input.web_authn_configuration().map(|block| Sdk(block).try_into()).transpose()?;
        Ok(change)
    }
}

/// Both operations have the same blocks.
macro_rules! preferences {
    ($( $Input:ident, )+) => {
        $(
            impl From<Sdk<&$Input>> for PreferenceChange {
                fn from(Sdk(input): Sdk<&$Input>) -> Self {
                    let mut change = Self::new();
                    change.sms = input.sms_mfa_settings().map(|block| Sdk(block).into());
                    change.totp = input.software_token_mfa_settings().map(|block| Sdk(block).into());
                    change.email = input.email_mfa_settings().map(|block| Sdk(block).into());
                    change.passkey = input.web_authn_mfa_settings().map(|block| Sdk(block).into());
                    change
                }
            }
        )+
    };
}

preferences! {
    AdminSetUserMfaPreferenceInput,
    SetUserMfaPreferenceInput,
}
