//! The bodies of requests, made from commands.

use alloc::vec::Vec;

use super::json::Json;
use crate::command::{CodeSetting, PreferenceChange, Preferred, SetMfaConfig, Switch, UserPoolSettings};
use crate::pool::{
    AuthFactor, AuthFactorSet, DeviceConfiguration, EmailMfa, EmailSendingAccount, EumsSms, FactorConfiguration,
    MfaMode, RecoveryChange, RecoveryOption, RiskAction, RiskActions, SmsConfiguration, SoftwareTokenMfa,
    ThreatProtection, Tier, UserVerification, WebAuthnConfiguration,
};
use crate::user::AttributeChange;

pub(super) fn mfa_config_body(request: &SetMfaConfig<'_>) -> Json {
    let sms = request.sms.as_ref().map(|sms| {
        Json::object([
            ("SmsAuthenticationMessage", text(sms.block.message.as_deref())),
            ("SmsConfiguration", sms.configuration.as_ref().map(sms_configuration)),
        ])
    });
    Json::object([
        ("SmsMfaConfiguration", sms),
        ("SoftwareTokenMfaConfiguration", request.software_token.map(software_token)),
        ("EmailMfaConfiguration", request.email.as_ref().map(email)),
        ("MfaConfiguration", text(Some(request.mode.name()))),
        ("WebAuthnConfiguration", request.web_authn.as_ref().map(web_authn)),
    ])
}

pub(super) fn settings_body(settings: &UserPoolSettings<'_>) -> Json {
    let sender = settings.email_sending_account.map(EmailSendingAccount::name);
    let threat = settings.threat_protection.map(ThreatProtection::name);
    Json::object([
        ("Policies", settings.first_factors.map(policies)),
        ("MfaConfiguration", text(settings.mode.map(MfaMode::name))),
        ("DeviceConfiguration", settings.device.map(device)),
        ("EmailConfiguration", sender.map(|name| Json::object([("EmailSendingAccount", text(Some(name)))]))),
        ("SmsConfiguration", settings.sms_configuration.as_ref().map(sms_configuration)),
        ("UserPoolAddOns", threat.map(|name| Json::object([("AdvancedSecurityMode", text(Some(name)))]))),
        ("AccountRecoverySetting", settings.account_recovery.map(account_recovery)),
        ("UserPoolTier", text(settings.tier.map(Tier::name))),
    ])
}

pub(super) fn risk_body(actions: RiskActions) -> Json {
    let action = |action: RiskAction| Some(Json::object([("EventAction", text(Some(action.name())))]));
    let actions = Json::object([
        ("LowAction", action(actions.low)),
        ("MediumAction", action(actions.medium)),
        ("HighAction", action(actions.high)),
    ]);
    Json::object([("AccountTakeoverRiskConfiguration", Some(Json::object([("Actions", Some(actions))])))])
}

pub(super) fn preference_body(change: PreferenceChange) -> Json {
    let enabled = |switch| ("Enabled", Some(Json::Bool(switch == Switch::On)));
    let code = |setting: CodeSetting| {
        let preferred = ("PreferredMfa", Some(Json::Bool(setting.preferred == Preferred::Yes)));
        Json::object([enabled(setting.switch), preferred])
    };
    Json::object([
        ("SMSMfaSettings", change.sms.map(code)),
        ("SoftwareTokenMfaSettings", change.totp.map(code)),
        ("EmailMfaSettings", change.email.map(code)),
        ("WebAuthnMfaSettings", change.passkey.map(|switch| Json::object([enabled(switch)]))),
    ])
}

pub(super) fn attributes_body(phone: AttributeChange, email: AttributeChange) -> Json {
    let mut list = Vec::new();
    for (change, name, verified, value) in [
        (phone, "phone_number", "phone_number_verified", "+15550100"),
        (email, "email", "email_verified", "a@b.example"),
    ] {
        let (value, is_verified) = match change {
            AttributeChange::Keep => (None, None),
            AttributeChange::Set => (Some(value), None),
            AttributeChange::SetVerified => (Some(value), Some("true")),
            AttributeChange::Verify => (None, Some("true")),
            AttributeChange::Unverify => (None, Some("false")),
            AttributeChange::Remove => (Some(""), None),
        };
        for (name, value) in [(name, value), (verified, is_verified)] {
            let named = value.map(|value| Json::object([("Name", text(Some(name))), ("Value", text(Some(value)))]));
            list.extend(named);
        }
    }
    Json::object([("UserAttributes", Some(Json::List(list)))])
}

fn sms_configuration(sms: &SmsConfiguration<'_>) -> Json {
    Json::object([
        ("SnsCallerArn", text(sms.sns_caller_arn.as_deref())),
        ("ExternalId", text(sms.external_id.as_deref())),
        ("SnsRegion", text(sms.sns_region.as_deref())),
        ("EumsSms", sms.eums.as_deref().map(eums)),
    ])
}

fn eums(eums: &EumsSms<'_>) -> Json {
    Json::object([
        ("CallerArn", text(Some(&eums.caller_arn))),
        ("ExternalId", text(eums.external_id.as_deref())),
        ("OriginationIdentity", text(eums.origination_identity.as_deref())),
        ("ConfigurationSetName", text(eums.configuration_set_name.as_deref())),
        ("InEntityId", text(eums.in_entity_id.as_deref())),
        ("InTemplateId", text(eums.in_template_id.as_deref())),
        ("Region", text(eums.region.as_deref())),
    ])
}

fn software_token(block: SoftwareTokenMfa) -> Json {
    Json::object([("Enabled", block.enabled.map(Json::Bool))])
}

fn email(block: &EmailMfa<'_>) -> Json {
    Json::object([("Message", text(block.message.as_deref())), ("Subject", text(block.subject.as_deref()))])
}

fn web_authn(block: &WebAuthnConfiguration<'_>) -> Json {
    Json::object([
        ("RelyingPartyId", text(block.relying_party_id.as_deref())),
        ("UserVerification", text(block.user_verification.map(UserVerification::name))),
        ("FactorConfiguration", text(block.factor_configuration.map(FactorConfiguration::name))),
    ])
}

fn policies(list: AuthFactorSet) -> Json {
    let list = Json::List(list.iter().map(AuthFactor::name).map(Json::text).collect());
    Json::object([("SignInPolicy", Some(Json::object([("AllowedFirstAuthFactors", Some(list))])))])
}

fn device(device: DeviceConfiguration) -> Json {
    Json::object([
        ("ChallengeRequiredOnNewDevice", Some(Json::Bool(device.challenge_required_on_new_device))),
        ("DeviceOnlyRememberedOnUserPrompt", Some(Json::Bool(device.device_only_remembered_on_user_prompt))),
    ])
}

fn account_recovery(change: RecoveryChange) -> Json {
    let Some(setting) = change.setting() else { return Json::object([]) };
    let option = |option: RecoveryOption| {
        let priority = Json::Number(option.priority.into());
        Json::object([("Priority", Some(priority)), ("Name", text(Some(option.mechanism.name())))])
    };
    Json::object([("RecoveryMechanisms", Some(Json::List(setting.options().map(option).collect())))])
}

fn text(text: Option<&str>) -> Option<Json> {
    text.map(Json::text)
}
