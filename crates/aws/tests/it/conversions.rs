//! Each conversion between the SDK and the engine, and the traps of the SDK.

use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::operation::admin_get_user_auth_factors::AdminGetUserAuthFactorsOutput;
use aws_sdk_cognitoidentityprovider::operation::describe_risk_configuration::DescribeRiskConfigurationOutput;
use aws_sdk_cognitoidentityprovider::operation::describe_user_pool::DescribeUserPoolOutput;
use aws_sdk_cognitoidentityprovider::operation::get_user_pool_mfa_config::GetUserPoolMfaConfigOutput;
use aws_sdk_cognitoidentityprovider::types::*;
use cognito_mfa::command::{CodeSetting, PreferenceChange, SetMfaConfig, SmsMfaBlock, Switch};
use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::pool::{
    AuthFactor, DeviceConfiguration, EmailMfa, EmailSendingAccount, EumsSms, FactorConfiguration, MfaMode,
    RecoveryMechanism, RiskAction, RiskActions, SmsConfiguration, SmsMfa, SoftwareTokenMfa, ThreatProtection, Tier,
    UserVerification, WebAuthnConfiguration,
};
use cognito_mfa::user::{AccountState, Attribute, UserStatus};
use cognito_mfa::wire::{DescribedPool, PoolAnswer, UserDescription};
use cognito_mfa_aws::value::Sdk;
use cognito_mfa_aws::{answer, request};

/// Both directions of each value, by the service's name, and a value that only a newer service has.
macro_rules! each_name {
    ($( $test:ident: $Sdk:ident is $Engine:ident, $member:literal; )+) => {
        $(
            #[test]
            fn $test() {
                let known: Vec<&str> = $Engine::ALL.iter().map(|value| value.name()).collect();
                for value in $Engine::ALL {
                    let sdk = Sdk::<$Sdk>::from(*value).0;
                    assert_eq!(sdk.as_str(), value.name());
                    assert!($Sdk::values().contains(&value.name()), "the SDK doesn't know {}", value.name());
                    assert_eq!($Engine::try_from(Sdk(&sdk)), Ok(*value));
                }
                let error = $Engine::try_from(Sdk(&$Sdk::from("NEWER"))).unwrap_err();
                let known = known.join(", ");
                let expected = format!("{}: \"NEWER\" is not supported. Expected one of {known}.", $member);
                assert_eq!(error.to_string(), expected);
            }
        )+
    };
}

each_name! {
    each_mode_converts: UserPoolMfaType is MfaMode, "MfaConfiguration";
    each_tier_converts: UserPoolTierType is Tier, "UserPoolTier";
    each_first_factor_converts: AuthFactorType is AuthFactor, "AllowedFirstAuthFactors";
    each_user_verification_converts: UserVerificationType is UserVerification, "UserVerification";
    each_factor_configuration_converts: WebAuthnFactorConfigurationType is FactorConfiguration, "FactorConfiguration";
    each_risk_action_converts: AccountTakeoverEventActionType is RiskAction, "EventAction";
    each_threat_protection_converts: AdvancedSecurityModeType is ThreatProtection, "AdvancedSecurityMode";
    each_sending_account_converts: EmailSendingAccountType is EmailSendingAccount, "EmailSendingAccount";
    each_recovery_mechanism_converts: RecoveryOptionNameType is RecoveryMechanism, "Name";
    each_status_converts: UserStatusType is UserStatus, "UserStatus";
}

#[test]
fn a_long_unknown_value_is_cut_in_the_error() {
    let error = Tier::try_from(Sdk(&UserPoolTierType::from("X".repeat(5_000).as_str()))).unwrap_err();
    assert_eq!(error.value.len(), 100);
}

#[test]
fn the_passkey_block_converts() {
    for block in [
        WebAuthnConfiguration::new(),
        WebAuthnConfiguration::new().with_relying_party_id("shop.example"),
        WebAuthnConfiguration::new()
            .with_user_verification(UserVerification::Required)
            .with_factor_configuration(FactorConfiguration::MultiFactorWithUserVerification),
    ] {
        let sdk: WebAuthnConfigurationType = Sdk::from(&block).0;
        assert_eq!(WebAuthnConfiguration::try_from(Sdk(&sdk)), Ok(block));
    }
    let newer = WebAuthnConfigurationType::builder().factor_configuration("TRIPLE".into()).build();
    let error = WebAuthnConfiguration::try_from(Sdk(&newer)).unwrap_err();
    assert_eq!((error.member, error.value.as_str()), ("FactorConfiguration", "TRIPLE"));
}

#[test]
fn the_email_block_converts() {
    for block in [EmailMfa::new(), EmailMfa::new().with_message("Code {####}").with_subject("Sign in")] {
        let sdk: EmailMfaConfigType = Sdk::from(&block).0;
        assert_eq!(EmailMfa::from(Sdk(&sdk)), block);
    }
}

#[test]
fn the_software_token_block_converts_and_an_absent_value_counts_as_false() {
    let sdk: SoftwareTokenMfaConfigType = Sdk::from(SoftwareTokenMfa::ENABLED).0;
    assert_eq!(SoftwareTokenMfa::from(Sdk(&sdk)), SoftwareTokenMfa::ENABLED);
    let absent = SoftwareTokenMfaConfigType::builder().build();
    assert_eq!(SoftwareTokenMfa::from(Sdk(&absent)), SoftwareTokenMfa::new(Some(false)));
}

#[test]
fn the_sms_block_converts_with_its_configuration() {
    let eums = EumsSms::new("arn:aws:iam::123456789012:role/eums")
        .with_external_id("e1")
        .with_region("us-east-1")
        .with_origination_identity("shop")
        .with_configuration_set_name("set")
        .with_in_entity_id("entity")
        .with_in_template_id("template");
    let sns = SmsConfiguration::new().with_sns_caller_arn("arn:aws:iam::123456789012:role/sms");
    for block in [
        SmsMfaBlock::new(SmsMfa::new()),
        SmsMfaBlock::new(SmsMfa::new().with_message("Code {####}")).with_configuration(sns.clone()),
        SmsMfaBlock::new(SmsMfa::new()).with_configuration(sns.with_external_id("x1").with_sns_region("us-east-1")),
        SmsMfaBlock::new(SmsMfa::new()).with_configuration(SmsConfiguration::new().with_eums(Box::new(eums))),
    ] {
        let sdk: SmsMfaConfigType = Sdk::from(&block).0;
        assert_eq!(SmsMfaBlock::from(Sdk(&sdk)), block);
    }
}

#[test]
fn an_empty_arn_is_an_absent_one() {
    let sdk = SmsConfigurationType::builder().external_id("x1").build();
    assert_eq!(sdk.sns_caller_arn(), "");
    assert_eq!(SmsConfiguration::from(Sdk(&sdk)).sns_caller_arn, None);
    let output = GetUserPoolMfaConfigOutput::builder()
        .mfa_configuration(UserPoolMfaType::Off)
        .sms_mfa_configuration(SmsMfaConfigType::builder().sms_configuration(sdk).build());
    let json = answer::mfa_config(&output.build());
    assert_eq!(json["SmsMfaConfiguration"]["SmsConfiguration"], serde_json::json!({"ExternalId": "x1"}));
}

#[test]
fn the_device_configuration_converts() {
    for device in DeviceConfiguration::all() {
        assert_eq!(DeviceConfiguration::from(Sdk(&Sdk::<DeviceConfigurationType>::from(device).0)), device);
    }
}

#[test]
fn the_risk_actions_convert_and_an_absent_level_has_no_action() {
    for actions in RiskActions::all() {
        let sdk = Sdk::<AccountTakeoverActionsType>::try_from(actions).unwrap().0;
        assert_eq!(RiskActions::try_from(Sdk(&sdk)), Ok(actions));
    }
    let none = AccountTakeoverActionsType::builder().build();
    assert_eq!(RiskActions::try_from(Sdk(&none)), Ok(RiskActions::default()));
    let newer = AccountTakeoverActionType::builder().notify(false).event_action("CALL".into()).build().unwrap();
    let newer = AccountTakeoverActionsType::builder().low_action(newer).build();
    assert_eq!(RiskActions::try_from(Sdk(&newer)).unwrap_err().value, "CALL");
}

#[test]
fn every_preference_converts_into_both_operations_and_back() {
    for change in PreferenceChange::all() {
        let admin = request::admin_set_preference("local_a1", "ann", &change).build().unwrap();
        assert_eq!(PreferenceChange::from(Sdk(&admin)), change);
        let own = request::set_preference("token", &change).build().unwrap();
        assert_eq!(PreferenceChange::from(Sdk(&own)), change);
    }
}

#[test]
fn an_absent_flag_of_a_preference_counts_as_false() {
    let block = SmsMfaSettingsType::builder().build();
    assert_eq!(CodeSetting::from(Sdk(&block)), CodeSetting::OFF);
    assert_eq!(Switch::from(Sdk(&WebAuthnMfaSettingsType::builder().build())), Switch::Off);
}

#[test]
fn a_change_of_the_mfa_configuration_converts_and_back() {
    for change in [
        SetMfaConfig::new(MfaMode::On),
        SetMfaConfig::new(MfaMode::Optional)
            .with_sms(SmsMfaBlock::new(SmsMfa::new().with_message("Code {####}")))
            .with_software_token(SoftwareTokenMfa::ENABLED)
            .with_email(EmailMfa::new().with_subject("Sign in"))
            .with_web_authn(WebAuthnConfiguration::new().with_user_verification(UserVerification::Preferred)),
    ] {
        let input = request::set_mfa_config("local_a1", &change).build().unwrap();
        assert_eq!(input.user_pool_id(), Some("local_a1"));
        assert_eq!(SetMfaConfig::try_from(Sdk(&input)), Ok(change));
    }
    let newer = request::set_mfa_config("local_a1", &SetMfaConfig::default()).mfa_configuration("SOMETIMES".into());
    assert_eq!(SetMfaConfig::try_from(Sdk(&newer.build().unwrap())).unwrap_err().member, "MfaConfiguration");
}

#[test]
fn describe_user_pool_converts() {
    let factors = SignInPolicyType::builder()
        .allowed_first_auth_factors(AuthFactorType::Password)
        .allowed_first_auth_factors(AuthFactorType::EmailOtp);
    let add_ons = UserPoolAddOnsType::builder().advanced_security_mode(AdvancedSecurityModeType::Audit).build();
    let recovery =
        RecoveryOptionType::builder().name(RecoveryOptionNameType::VerifiedEmail).priority(1).build().unwrap();
    let pool = UserPoolType::builder()
        .id("local_a1")
        .user_pool_tier(UserPoolTierType::Plus)
        .mfa_configuration(UserPoolMfaType::Optional)
        .policies(UserPoolPolicyType::builder().sign_in_policy(factors.build()).build())
        .device_configuration(DeviceConfigurationType::builder().challenge_required_on_new_device(true).build())
        .user_pool_add_ons(add_ons.unwrap())
        .email_configuration(
            EmailConfigurationType::builder().email_sending_account(EmailSendingAccountType::Developer).build(),
        )
        .account_recovery_setting(AccountRecoverySettingType::builder().recovery_mechanisms(recovery).build());
    let described =
        DescribedPool::try_from(Sdk(&DescribeUserPoolOutput::builder().user_pool(pool.build()).build())).unwrap();
    assert_eq!(described.id.as_deref(), Some("local_a1"));
    let pool = described.pool;
    assert_eq!((pool.tier, pool.mode), (Tier::Plus, MfaMode::Optional));
    assert_eq!(pool.threat_protection, ThreatProtection::Audit);
    assert_eq!(pool.email_sending_account, EmailSendingAccount::Developer);
    assert_eq!(pool.device, Some(DeviceConfiguration::new().with_challenge_required_on_new_device(true)));
    assert_eq!(pool.passwordless.len(), 1);
    assert!(pool.account_recovery.is_some_and(|setting| setting.has(RecoveryMechanism::VerifiedEmail)));

    let newer = UserPoolType::builder().id("local_a1").user_pool_tier("ENTERPRISE".into()).build();
    let error = DescribedPool::try_from(Sdk(&DescribeUserPoolOutput::builder().user_pool(newer).build())).unwrap_err();
    assert!(error.to_string().contains("'ENTERPRISE'"), "{error}");
}

#[test]
fn get_user_pool_mfa_config_converts() {
    let output = GetUserPoolMfaConfigOutput::builder()
        .mfa_configuration(UserPoolMfaType::On)
        .software_token_mfa_configuration(SoftwareTokenMfaConfigType::builder().enabled(true).build())
        .email_mfa_configuration(EmailMfaConfigType::builder().subject("Sign in").build());
    let pool = DescribedPool::try_from(Sdk(&output.clone().build())).unwrap().pool;
    assert_eq!(pool.mode, MfaMode::On);
    assert_eq!(pool.software_token_mfa, Some(SoftwareTokenMfa::ENABLED));
    assert_eq!(pool.email_mfa, Some(EmailMfa::new().with_subject("Sign in")));

    let newer = output
        .web_authn_configuration(WebAuthnConfigurationType::builder().user_verification("discouraged".into()).build());
    let error = DescribedPool::try_from(Sdk(&newer.build())).unwrap_err();
    assert!(error.to_string().contains("'discouraged'"), "{error}");
}

#[test]
fn describe_risk_configuration_converts_and_keeps_the_client() {
    let action = |action| AccountTakeoverActionType::builder().notify(true).event_action(action).build().unwrap();
    let actions = AccountTakeoverActionsType::builder().high_action(action(AccountTakeoverEventActionType::Block));
    let takeover = AccountTakeoverRiskConfigurationType::builder().actions(actions.build()).build();
    let risk = RiskConfigurationType::builder().client_id("web1").account_takeover_risk_configuration(takeover);
    let output = DescribeRiskConfigurationOutput::builder().risk_configuration(risk.build()).build();
    assert_eq!(RiskActions::try_from(Sdk(&output)).unwrap().high, RiskAction::Block);
    assert_eq!(answer::risk_configuration(&output)["RiskConfiguration"]["ClientId"], "web1");

    let empty = RiskConfigurationType::builder().user_pool_id("local_a1").build();
    let output = DescribeRiskConfigurationOutput::builder().risk_configuration(empty).build();
    assert_eq!(RiskActions::try_from(Sdk(&output)).unwrap(), RiskActions::default());
    assert!(matches!(PoolAnswer::decode(&answer::risk_configuration(&output).to_string()), Ok(PoolAnswer::Risk(_))));
}

fn attribute(name: &str, value: &str) -> AttributeType {
    AttributeType::builder().name(name).value(value).build().unwrap()
}

#[test]
fn admin_get_user_converts_without_the_users_own_values() {
    let output = AdminGetUserOutput::builder()
        .username("ann")
        .enabled(true)
        .user_status(UserStatusType::Confirmed)
        .user_attributes(attribute("email", "ann@shop.example"))
        .user_attributes(attribute("email_verified", "true"))
        .user_attributes(attribute("phone_number", "+4912345678"))
        .user_attributes(attribute("family_name", "Miller"))
        .user_mfa_setting_list("EMAIL_OTP")
        .user_mfa_setting_list("WEB_AUTHN_MFA")
        .preferred_mfa_setting("EMAIL_OTP");
    let output = output.build().unwrap();
    let user = UserDescription::try_from(Sdk(&output)).unwrap();
    assert_eq!((user.email, user.phone), (Some(Attribute::Verified), Some(Attribute::Unverified)));
    assert_eq!((user.status, user.access), (Some(UserStatus::Confirmed), Some(AccountState::Enabled)));
    assert_eq!(user.enabled, Some(FactorSet::of(&[Factor::Email, Factor::Passkey])));
    assert_eq!(user.preferred, Some(CodeFactor::Email));
    let json = answer::user(&output).to_string();
    for own in ["ann@", "+49", "Miller"] {
        assert!(!json.contains(own), "{json}");
    }
}

#[test]
fn an_element_of_list_users_converts() {
    let user = UserType::builder()
        .username("ann")
        .enabled(false)
        .user_status(UserStatusType::ForceChangePassword)
        .attributes(attribute("phone_number", "+4912345678"))
        .attributes(attribute("phone_number_verified", "true"));
    let user = UserDescription::try_from(Sdk(&user.build())).unwrap();
    assert_eq!((user.status, user.access), (Some(UserStatus::ForceChangePassword), Some(AccountState::Disabled)));
    assert_eq!(user.phone, Some(Attribute::Verified));

    let newer = UserType::builder().username("ann").user_status("FROZEN".into()).build();
    let error = UserDescription::try_from(Sdk(&newer)).unwrap_err();
    assert!(error.to_string().starts_with("UserStatus: expected one of "), "{error}");
}

#[test]
fn the_auth_factors_of_a_user_convert() {
    let output = AdminGetUserAuthFactorsOutput::builder()
        .username("ann")
        .configured_user_auth_factors(AuthFactorType::Password)
        .configured_user_auth_factors(AuthFactorType::SoftwareToken);
    let user = UserDescription::try_from(Sdk(&output.build().unwrap())).unwrap();
    assert!(user.configured.is_some_and(|factors| factors.contains(AuthFactor::SoftwareToken)));
    assert!(user.facts().unwrap().has_totp());
}
