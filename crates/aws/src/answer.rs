//! The SDK's outputs as the JSON of the API.
//!
//! The SDK can't write its outputs, and it shows some absent members as `false` or `""`. These functions write the
//! members that the engine reads. The rest, such as tags and templates, is left out. `TryFrom` works the same way: the
//! engine decodes the JSON, with the Observed profile where a profile matters.
//!
//! ```
//! use aws_sdk_cognitoidentityprovider::operation::get_user_pool_mfa_config::GetUserPoolMfaConfigOutput;
//! use aws_sdk_cognitoidentityprovider::types::UserPoolMfaType;
//! use cognito_mfa::pool::MfaMode;
//! use cognito_mfa::wire::DescribedPool;
//! use cognito_mfa_aws::{answer, value::Sdk};
//!
//! let output = GetUserPoolMfaConfigOutput::builder().mfa_configuration(UserPoolMfaType::Optional).build();
//! assert_eq!(answer::mfa_config(&output).to_string(), r#"{"MfaConfiguration":"OPTIONAL"}"#);
//! assert_eq!(DescribedPool::try_from(Sdk(&output))?.pool.mode, MfaMode::Optional);
//!
//! // A value that the SDK doesn't know reaches the engine, which refuses it.
//! let output = GetUserPoolMfaConfigOutput::builder().mfa_configuration("SOMETIMES".into()).build();
//! let error = DescribedPool::try_from(Sdk(&output)).unwrap_err();
//! assert!(error.to_string().contains("'SOMETIMES' at 'mfaConfiguration'"));
//! # Ok::<(), cognito_mfa::wire::DecodeError>(())
//! ```

use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::operation::admin_get_user_auth_factors::AdminGetUserAuthFactorsOutput;
use aws_sdk_cognitoidentityprovider::operation::describe_risk_configuration::DescribeRiskConfigurationOutput;
use aws_sdk_cognitoidentityprovider::operation::describe_user_pool::DescribeUserPoolOutput;
use aws_sdk_cognitoidentityprovider::operation::get_user_pool_mfa_config::GetUserPoolMfaConfigOutput;
use aws_sdk_cognitoidentityprovider::types::{
    AccountTakeoverActionType, AttributeType, AuthFactorType, SmsConfigurationType, UserPoolType, UserType,
};
use cognito_mfa::evidence::Profile;
use cognito_mfa::pool::RiskActions;
use cognito_mfa::wire::{DecodeError, DescribedPool, PoolAnswer, UserDescription, UserFault};
use serde_json::{Map, Value, json};

use crate::value::Sdk;

/// `DescribeUserPool`
#[must_use]
pub fn user_pool(output: &DescribeUserPoolOutput) -> Value {
    object([("UserPool", output.user_pool().map(pool))])
}

/// `GetUserPoolMfaConfig`
#[must_use]
pub fn mfa_config(output: &GetUserPoolMfaConfigOutput) -> Value {
    object([
        (
            "SmsMfaConfiguration",
            output.sms_mfa_configuration().map(|block| {
                object([
                    ("SmsAuthenticationMessage", block.sms_authentication_message().map(Value::from)),
                    ("SmsConfiguration", block.sms_configuration().and_then(sms)),
                ])
            }),
        ),
        (
            "SoftwareTokenMfaConfiguration",
            output.software_token_mfa_configuration().map(|block| json!({"Enabled": block.enabled()})),
        ),
        (
            "EmailMfaConfiguration",
            output.email_mfa_configuration().map(|block| {
                object([("Message", block.message().map(Value::from)), ("Subject", block.subject().map(Value::from))])
            }),
        ),
        ("MfaConfiguration", output.mfa_configuration().map(|mode| mode.as_str().into())),
        (
            "WebAuthnConfiguration",
            output.web_authn_configuration().map(|block| {
                object([
                    ("RelyingPartyId", block.relying_party_id().map(Value::from)),
                    ("UserVerification", block.user_verification().map(|value| value.as_str().into())),
                    ("FactorConfiguration", block.factor_configuration().map(|value| value.as_str().into())),
                ])
            }),
        ),
    ])
}

/// `DescribeRiskConfiguration`
///
/// The answer for one app client says so by its `ClientId`.
#[must_use]
pub fn risk_configuration(output: &DescribeRiskConfigurationOutput) -> Value {
    let action = |action: &AccountTakeoverActionType| json!({"Notify": action.notify(), "EventAction": action.event_action().as_str()});
    let risk = output.risk_configuration().map(|risk| {
        let takeover = risk.account_takeover_risk_configuration().map(|takeover| {
            let actions = takeover.actions().map(|actions| {
                object([
                    ("LowAction", actions.low_action().map(action)),
                    ("MediumAction", actions.medium_action().map(action)),
                    ("HighAction", actions.high_action().map(action)),
                ])
            });
            object([("Actions", actions)])
        });
        object([
            ("UserPoolId", risk.user_pool_id().map(Value::from)),
            ("ClientId", risk.client_id().map(Value::from)),
            ("AccountTakeoverRiskConfiguration", takeover),
        ])
    });
    object([("RiskConfiguration", risk)])
}

/// `AdminGetUser`
///
/// Of the attributes, only `phone_number`, `email` and whether they are verified are written, and their values are made up: a
/// decision doesn't depend on them.
#[must_use]
pub fn user(output: &AdminGetUserOutput) -> Value {
    object([
        ("Username", Some(output.username().into())),
        ("UserAttributes", Some(attributes(output.user_attributes()))),
        ("Enabled", Some(output.enabled().into())),
        ("UserStatus", output.user_status().map(|status| status.as_str().into())),
        ("PreferredMfaSetting", output.preferred_mfa_setting().map(Value::from)),
        ("UserMFASettingList", output.user_mfa_setting_list.as_ref().map(|list| json!(list))),
    ])
}

/// An element of the list from `ListUsers`, with the same attributes as [`user`].
#[must_use]
pub fn listed_user(user: &UserType) -> Value {
    object([
        ("Username", user.username().map(Value::from)),
        ("Attributes", Some(attributes(user.attributes()))),
        ("Enabled", Some(user.enabled().into())),
        ("UserStatus", user.user_status().map(|status| status.as_str().into())),
    ])
}

/// `AdminGetUserAuthFactors`
#[must_use]
pub fn auth_factors(output: &AdminGetUserAuthFactorsOutput) -> Value {
    let configured = output.configured_user_auth_factors.as_ref();
    object([
        ("Username", Some(output.username().into())),
        ("PreferredMfaSetting", output.preferred_mfa_setting().map(Value::from)),
        ("UserMFASettingList", output.user_mfa_setting_list.as_ref().map(|list| json!(list))),
        (
            "ConfiguredUserAuthFactors",
            configured.map(|factors| factors.iter().map(|factor| Value::from(factor.as_str())).collect()),
        ),
    ])
}

/// Implements `TryFrom` by way of the JSON, so that the engine checks every value.
macro_rules! try_from {
    ($( $Output:ident -> $Engine:ty, $Error:ty: |$json:ident| $decode:expr; )+) => {
        $(
            impl TryFrom<Sdk<&$Output>> for $Engine {
                type Error = $Error;

                fn try_from(Sdk(output): Sdk<&$Output>) -> Result<Self, $Error> {
                    let $json = &output.to_json();
                    $decode
                }
            }
        )+
    };
}

try_from! {
    DescribeUserPoolOutput -> DescribedPool, DecodeError:
        |json| Ok(Self::new([PoolAnswer::decode(json)?], Profile::default()));
    GetUserPoolMfaConfigOutput -> DescribedPool, DecodeError:
        |json| Ok(Self::new([PoolAnswer::decode(json)?], Profile::default()));
    DescribeRiskConfigurationOutput -> RiskActions, DecodeError:
        |json| Ok(DescribedPool::new([PoolAnswer::decode(json)?], Profile::default()).pool.risk_actions);
    AdminGetUserOutput -> UserDescription, UserFault: |json| Self::decode(json);
    UserType -> UserDescription, UserFault: |json| Self::decode(json);
    AdminGetUserAuthFactorsOutput -> UserDescription, UserFault: |json| Self::decode(json);
}

/// An output of the SDK with a function of this module.
trait ToJson {
    fn to_json(&self) -> String;
}

macro_rules! to_json {
    ($( $Output:ident: $write:ident, )+) => {
        $( impl ToJson for $Output { fn to_json(&self) -> String { $write(self).to_string() } } )+
    };
}

to_json! {
    DescribeUserPoolOutput: user_pool,
    GetUserPoolMfaConfigOutput: mfa_config,
    DescribeRiskConfigurationOutput: risk_configuration,
    AdminGetUserOutput: user,
    UserType: listed_user,
    AdminGetUserAuthFactorsOutput: auth_factors,
}

fn pool(pool: &UserPoolType) -> Value {
    let policies = pool.policies().and_then(|policies| policies.sign_in_policy()).map(|policy| {
        let factors: Vec<_> = policy.allowed_first_auth_factors().iter().map(AuthFactorType::as_str).collect();
        json!({"SignInPolicy": {"AllowedFirstAuthFactors": factors}})
    });
    let device = pool.device_configuration().map(|device| {
        json!({
            "ChallengeRequiredOnNewDevice": device.challenge_required_on_new_device(),
            "DeviceOnlyRememberedOnUserPrompt": device.device_only_remembered_on_user_prompt(),
        })
    });
    let email = pool.email_configuration().map(|email| {
        object([("EmailSendingAccount", email.email_sending_account().map(|account| account.as_str().into()))])
    });
    let recovery = pool.account_recovery_setting().map(|setting| {
        let mechanism = |mechanism: &aws_sdk_cognitoidentityprovider::types::RecoveryOptionType| {
            json!({"Priority": mechanism.priority(), "Name": mechanism.name().as_str()})
        };
        let mechanisms = setting.recovery_mechanisms.as_ref();
        object([("RecoveryMechanisms", mechanisms.map(|list| list.iter().map(mechanism).collect()))])
    });
    object([
        ("Id", pool.id().map(Value::from)),
        ("Name", pool.name().map(Value::from)),
        ("Policies", policies),
        ("MfaConfiguration", pool.mfa_configuration().map(|mode| mode.as_str().into())),
        ("DeviceConfiguration", device),
        ("EmailConfiguration", email),
        ("SmsConfiguration", pool.sms_configuration().and_then(sms)),
        (
            "UserPoolAddOns",
            pool.user_pool_add_ons()
                .map(|add_ons| json!({"AdvancedSecurityMode": add_ons.advanced_security_mode().as_str()})),
        ),
        ("AccountRecoverySetting", recovery),
        ("EstimatedNumberOfUsers", Some(pool.estimated_number_of_users()).filter(|users| *users > 0).map(Value::from)),
        ("UserPoolTier", pool.user_pool_tier().map(|tier| tier.as_str().into())),
    ])
}

/// An SMS configuration. The SDK shows an absent ARN as `""`.
fn sms(configuration: &SmsConfigurationType) -> Option<Value> {
    let arn = Some(configuration.sns_caller_arn()).filter(|arn| !arn.is_empty());
    let eums = configuration.eums_sms().map(|eums| {
        object([
            ("CallerArn", Some(eums.caller_arn()).filter(|arn| !arn.is_empty()).map(Value::from)),
            ("ExternalId", eums.external_id().map(Value::from)),
            ("OriginationIdentity", eums.origination_identity().map(Value::from)),
            ("ConfigurationSetName", eums.configuration_set_name().map(Value::from)),
            ("InEntityId", eums.in_entity_id().map(Value::from)),
            ("InTemplateId", eums.in_template_id().map(Value::from)),
            ("Region", eums.region().map(Value::from)),
        ])
    });
    let value = object([
        ("SnsCallerArn", arn.map(Value::from)),
        ("ExternalId", configuration.external_id().map(Value::from)),
        ("SnsRegion", configuration.sns_region().map(Value::from)),
        ("EumsSms", eums),
    ]);
    Some(value).filter(|value| value.as_object().is_some_and(|members| !members.is_empty()))
}

/// The attributes that the decision depends on, without the user's own values.
fn attributes(attributes: &[AttributeType]) -> Value {
    let shown = |attribute: &AttributeType| {
        let (name, value) = (attribute.name(), attribute.value()?);
        let value = match name {
            "phone_number" => "+12065550100",
            "email" => "user@example.com",
            "phone_number_verified" | "email_verified" => value,
            _ => return None,
        };
        Some(json!({"Name": name, "Value": value}))
    };
    attributes.iter().filter_map(shown).collect()
}

/// An object of the members that are present.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect::<Map<_, _>>())
}
