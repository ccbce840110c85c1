//! Values of the SDK as values of the engine, and the other way around.
//!
//! [`Sdk`] marks the SDK's side, so that `From` and `TryFrom` can be implemented here. A value that the SDK got from a newer service
//! and doesn't know becomes an [`UnknownValue`].
//!
//! The SDK shows some absent members as `false` or `""`:
//!
//! - `Enabled`, `PreferredMfa` and the members of a device configuration are plain Booleans. An absent one is `false`, and the SDK
//!   sends `false` even if you set nothing. The service treats both the same.
//! - An absent `SnsCallerArn` is `""`. It becomes `None`. In the other direction, the SDK sends `""` for a configuration without
//!   it, because it always sends the member.

use std::borrow::Cow;

use aws_sdk_cognitoidentityprovider::types::{
    AccountTakeoverActionType, AccountTakeoverActionsType, AccountTakeoverEventActionType, AdvancedSecurityModeType,
    AuthFactorType, DeviceConfigurationType, EmailMfaConfigType, EmailMfaSettingsType, EmailSendingAccountType,
    EumsSmsConfigurationType, RecoveryOptionNameType, SmsConfigurationType, SmsMfaConfigType, SmsMfaSettingsType,
    SoftwareTokenMfaConfigType, SoftwareTokenMfaSettingsType, UserPoolMfaType, UserPoolTierType, UserStatusType,
    UserVerificationType, WebAuthnConfigurationType, WebAuthnFactorConfigurationType, WebAuthnMfaSettingsType,
};
use cognito_mfa::command::{CodeSetting, Preferred, SmsMfaBlock, Switch};
use cognito_mfa::pool::{
    AuthFactor, DeviceConfiguration, EmailMfa, EmailSendingAccount, EumsSms, FactorConfiguration, MfaMode,
    RecoveryMechanism, RiskAction, RiskActions, SmsConfiguration, SmsMfa, SoftwareTokenMfa, ThreatProtection, Tier,
    UserVerification, WebAuthnConfiguration,
};
use cognito_mfa::user::UserStatus;

/// A value of the SDK, or a reference to one.
///
/// ```
/// use aws_sdk_cognitoidentityprovider::types::UserPoolTierType;
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa_aws::value::Sdk;
///
/// assert_eq!(Tier::try_from(Sdk(&UserPoolTierType::Plus))?, Tier::Plus);
/// assert_eq!(Sdk::<UserPoolTierType>::from(Tier::Lite).0, UserPoolTierType::Lite);
///
/// let error = Tier::try_from(Sdk(&UserPoolTierType::from("ENTERPRISE"))).unwrap_err();
/// assert_eq!(error.to_string(), "UserPoolTier: \"ENTERPRISE\" is not supported. Expected one of LITE, ESSENTIALS, PLUS.");
/// # Ok::<(), cognito_mfa_aws::value::UnknownValue>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sdk<T>(pub T);

/// A value of the SDK that the engine doesn't know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{member}: \"{value}\" is not supported. Expected one of {}.", .expected.join(", "))]
#[non_exhaustive]
pub struct UnknownValue {
    /// The member of the API.
    pub member: &'static str,
    /// The value. A long one is cut.
    pub value: String,
    /// The values that the engine knows.
    pub expected: Vec<&'static str>,
}

/// Converts enums by the service's names, which are the same on both sides.
macro_rules! by_name {
    ($( $member:literal: $Sdk:ident is $Engine:ident, )+) => {
        $(
            impl TryFrom<Sdk<&$Sdk>> for $Engine {
                type Error = UnknownValue;

                fn try_from(Sdk(value): Sdk<&$Sdk>) -> Result<Self, UnknownValue> {
                    Self::from_name(value.as_str()).ok_or_else(|| UnknownValue {
                        member: $member,
                        value: value.as_str().chars().take(100).collect(),
                        expected: Self::ALL.iter().map(|known| known.name()).collect(),
                    })
                }
            }

            impl From<$Engine> for Sdk<$Sdk> {
                fn from(value: $Engine) -> Self {
                    Self($Sdk::from(value.name()))
                }
            }
        )+
    };
}

by_name! {
    "MfaConfiguration": UserPoolMfaType is MfaMode,
    "UserPoolTier": UserPoolTierType is Tier,
    "AllowedFirstAuthFactors": AuthFactorType is AuthFactor,
    "UserVerification": UserVerificationType is UserVerification,
    "FactorConfiguration": WebAuthnFactorConfigurationType is FactorConfiguration,
    "EventAction": AccountTakeoverEventActionType is RiskAction,
    "AdvancedSecurityMode": AdvancedSecurityModeType is ThreatProtection,
    "EmailSendingAccount": EmailSendingAccountType is EmailSendingAccount,
    "Name": RecoveryOptionNameType is RecoveryMechanism,
    "UserStatus": UserStatusType is UserStatus,
}

impl<'a> TryFrom<Sdk<&'a WebAuthnConfigurationType>> for WebAuthnConfiguration<'a> {
    type Error = UnknownValue;

    fn try_from(Sdk(block): Sdk<&'a WebAuthnConfigurationType>) -> Result<Self, UnknownValue> {
        let mut converted = Self::new();
        converted.relying_party_id = block.relying_party_id().map(Cow::from);
        converted.user_verification = block.user_verification().map(|value| Sdk(value).try_into()).transpose()?;
        converted.factor_configuration = block.factor_configuration().map(|value| Sdk(value).try_into()).transpose()?;
        Ok(converted)
    }
}

impl From<&WebAuthnConfiguration<'_>> for Sdk<WebAuthnConfigurationType> {
    fn from(block: &WebAuthnConfiguration<'_>) -> Self {
        Self(
            WebAuthnConfigurationType::builder()
                .set_relying_party_id(text(block.relying_party_id.as_ref()))
                .set_user_verification(block.user_verification.map(|value| Sdk::from(value).0))
                .set_factor_configuration(block.factor_configuration.map(|value| Sdk::from(value).0))
                .build(),
        )
    }
}

impl<'a> From<Sdk<&'a EmailMfaConfigType>> for EmailMfa<'a> {
    fn from(Sdk(block): Sdk<&'a EmailMfaConfigType>) -> Self {
        let mut converted = Self::new();
        converted.message = block.message().map(Cow::from);
        converted.subject = block.subject().map(Cow::from);
        converted
    }
}

impl From<&EmailMfa<'_>> for Sdk<EmailMfaConfigType> {
    fn from(block: &EmailMfa<'_>) -> Self {
        let builder = EmailMfaConfigType::builder().set_message(text(block.message.as_ref()));
        Self(builder.set_subject(text(block.subject.as_ref())).build())
    }
}

impl From<Sdk<&SoftwareTokenMfaConfigType>> for SoftwareTokenMfa {
    /// An absent `Enabled` counts as `false`, which means the same.
    fn from(Sdk(block): Sdk<&SoftwareTokenMfaConfigType>) -> Self {
        Self::new(Some(block.enabled()))
    }
}

impl From<SoftwareTokenMfa> for Sdk<SoftwareTokenMfaConfigType> {
    fn from(block: SoftwareTokenMfa) -> Self {
        Self(SoftwareTokenMfaConfigType::builder().enabled(block.is_enabled()).build())
    }
}

impl<'a> From<Sdk<&'a SmsMfaConfigType>> for SmsMfaBlock<'a> {
    fn from(Sdk(block): Sdk<&'a SmsMfaConfigType>) -> Self {
        let mut sms = SmsMfa::new();
        sms.message = block.sms_authentication_message().map(Cow::from);
        let mut converted = Self::new(sms);
        converted.configuration = block.sms_configuration().map(|configuration| Sdk(configuration).into());
        converted
    }
}

impl From<&SmsMfaBlock<'_>> for Sdk<SmsMfaConfigType> {
    fn from(block: &SmsMfaBlock<'_>) -> Self {
        let builder = SmsMfaConfigType::builder().set_sms_authentication_message(text(block.block.message.as_ref()));
        let configuration = block.configuration.as_ref().map(|configuration| Sdk::from(configuration).0);
        Self(builder.set_sms_configuration(configuration).build())
    }
}

impl<'a> From<Sdk<&'a SmsConfigurationType>> for SmsConfiguration<'a> {
    /// The SDK shows an absent `SnsCallerArn` as `""`.
    fn from(Sdk(configuration): Sdk<&'a SmsConfigurationType>) -> Self {
        let mut converted = Self::new();
        converted.sns_caller_arn = present(configuration.sns_caller_arn()).map(Cow::from);
        converted.external_id = configuration.external_id().map(Cow::from);
        converted.sns_region = configuration.sns_region().map(Cow::from);
        converted.eums = configuration.eums_sms().map(|eums| Box::new(Sdk(eums).into()));
        converted
    }
}

impl From<&SmsConfiguration<'_>> for Sdk<SmsConfigurationType> {
    fn from(configuration: &SmsConfiguration<'_>) -> Self {
        let builder = SmsConfigurationType::builder()
            .set_sns_caller_arn(text(configuration.sns_caller_arn.as_ref()))
            .set_external_id(text(configuration.external_id.as_ref()))
            .set_sns_region(text(configuration.sns_region.as_ref()));
        // The builder needs nothing but the ARN, which the engine's value always has.
        let eums = configuration.eums.as_ref().and_then(|eums| Sdk::try_from(&**eums).ok());
        Self(builder.set_eums_sms(eums.map(|Sdk(eums)| eums)).build())
    }
}

impl<'a> From<Sdk<&'a EumsSmsConfigurationType>> for EumsSms<'a> {
    fn from(Sdk(eums): Sdk<&'a EumsSmsConfigurationType>) -> Self {
        let mut converted = Self::new(eums.caller_arn());
        converted.external_id = eums.external_id().map(Cow::from);
        converted.region = eums.region().map(Cow::from);
        converted.origination_identity = eums.origination_identity().map(Cow::from);
        converted.configuration_set_name = eums.configuration_set_name().map(Cow::from);
        converted.in_entity_id = eums.in_entity_id().map(Cow::from);
        converted.in_template_id = eums.in_template_id().map(Cow::from);
        converted
    }
}

impl TryFrom<&EumsSms<'_>> for Sdk<EumsSmsConfigurationType> {
    type Error = aws_sdk_cognitoidentityprovider::error::BuildError;

    fn try_from(eums: &EumsSms<'_>) -> Result<Self, Self::Error> {
        let builder = EumsSmsConfigurationType::builder()
            .caller_arn(&*eums.caller_arn)
            .set_external_id(text(eums.external_id.as_ref()))
            .set_region(text(eums.region.as_ref()))
            .set_origination_identity(text(eums.origination_identity.as_ref()))
            .set_configuration_set_name(text(eums.configuration_set_name.as_ref()))
            .set_in_entity_id(text(eums.in_entity_id.as_ref()))
            .set_in_template_id(text(eums.in_template_id.as_ref()));
        builder.build().map(Self)
    }
}

impl From<Sdk<&DeviceConfigurationType>> for DeviceConfiguration {
    fn from(Sdk(device): Sdk<&DeviceConfigurationType>) -> Self {
        Self::new()
            .with_challenge_required_on_new_device(device.challenge_required_on_new_device())
            .with_device_only_remembered_on_user_prompt(device.device_only_remembered_on_user_prompt())
    }
}

impl From<DeviceConfiguration> for Sdk<DeviceConfigurationType> {
    fn from(device: DeviceConfiguration) -> Self {
        Self(
            DeviceConfigurationType::builder()
                .challenge_required_on_new_device(device.challenge_required_on_new_device)
                .device_only_remembered_on_user_prompt(device.device_only_remembered_on_user_prompt)
                .build(),
        )
    }
}

impl TryFrom<Sdk<&AccountTakeoverActionsType>> for RiskActions {
    type Error = UnknownValue;

    /// A level without an action has `NO_ACTION`.
    fn try_from(Sdk(actions): Sdk<&AccountTakeoverActionsType>) -> Result<Self, UnknownValue> {
        let action = |action: Option<&AccountTakeoverActionType>| {
            action.map_or(Ok(RiskAction::default()), |action| Sdk(action.event_action()).try_into())
        };
        Ok(Self {
            low: action(actions.low_action())?,
            medium: action(actions.medium_action())?,
            high: action(actions.high_action())?,
        })
    }
}

impl TryFrom<RiskActions> for Sdk<AccountTakeoverActionsType> {
    type Error = aws_sdk_cognitoidentityprovider::error::BuildError;

    /// `NO_ACTION` is sent as such, and no action sends a notification.
    fn try_from(actions: RiskActions) -> Result<Self, Self::Error> {
        let action = |action: RiskAction| {
            AccountTakeoverActionType::builder().notify(false).event_action(Sdk::from(action).0).build()
        };
        let builder = AccountTakeoverActionsType::builder().low_action(action(actions.low)?);
        Ok(Self(builder.medium_action(action(actions.medium)?).high_action(action(actions.high)?).build()))
    }
}

/// Converts the blocks of the code factors, which differ only in their names.
macro_rules! code_settings {
    ($( $Sdk:ident, )+) => {
        $(
            impl From<Sdk<&$Sdk>> for CodeSetting {
                fn from(Sdk(block): Sdk<&$Sdk>) -> Self {
                    let preferred = if block.preferred_mfa() { Preferred::Yes } else { Preferred::No };
                    Self::new(switch(block.enabled()), preferred)
                }
            }

            impl From<CodeSetting> for Sdk<$Sdk> {
                fn from(setting: CodeSetting) -> Self {
                    let builder = $Sdk::builder().enabled(setting.switch == Switch::On);
                    Self(builder.preferred_mfa(setting.preferred == Preferred::Yes).build())
                }
            }
        )+
    };
}

code_settings! {
    SmsMfaSettingsType,
    SoftwareTokenMfaSettingsType,
    EmailMfaSettingsType,
}

impl From<Sdk<&WebAuthnMfaSettingsType>> for Switch {
    fn from(Sdk(block): Sdk<&WebAuthnMfaSettingsType>) -> Self {
        switch(block.enabled())
    }
}

impl From<Switch> for Sdk<WebAuthnMfaSettingsType> {
    fn from(switch: Switch) -> Self {
        Self(WebAuthnMfaSettingsType::builder().enabled(switch == Switch::On).build())
    }
}

fn switch(is_on: bool) -> Switch {
    if is_on { Switch::On } else { Switch::Off }
}

fn text(text: Option<&Cow<'_, str>>) -> Option<String> {
    text.map(|text| text.as_ref().into())
}

/// A text, unless the SDK writes an absent one like this.
fn present(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
