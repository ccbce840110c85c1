//! Changes of a pool as changes of settings, in the service's own names.

use cognito_mfa::Pool;
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{AccountRecovery, DeviceConfiguration, RiskLevel};
use cognito_mfa_infra::Setting;
use cognito_mfa_insight::Change;

/// The settings that these changes of a pool set.
pub(super) fn settings(pool: &Pool, changes: &[Change]) -> Vec<Setting<'static>> {
    changes.iter().flat_map(|change| of_change(pool, *change)).collect()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a fix changes only a pool")]
fn of_change(pool: &Pool, change: Change) -> Vec<Setting<'static>> {
    vec![match change {
        Change::Tier(tier) => set("UserPoolTier", tier.name()),
        Change::Mode(mode) => set("MfaConfiguration", mode.name()),
        Change::Configure(Factor::Sms) => Setting::Configure { member: "SmsConfiguration" },
        Change::Configure(Factor::Totp) => set("SoftwareTokenMfaConfiguration.Enabled", "true"),
        Change::Configure(Factor::Email) => Setting::Configure { member: "EmailMfaConfiguration" },
        Change::Configure(Factor::Passkey) => set("FactorConfiguration", "MULTI_FACTOR_WITH_USER_VERIFICATION"),
        Change::Unconfigure(Factor::Sms) => remove("SmsConfiguration"),
        Change::Unconfigure(Factor::Totp) => remove("SoftwareTokenMfaConfiguration"),
        Change::Unconfigure(Factor::Email) => remove("EmailMfaConfiguration"),
        Change::Unconfigure(Factor::Passkey) => set("FactorConfiguration", "SINGLE_FACTOR"),
        Change::UserVerification(value) => set("UserVerification", value.name()),
        Change::Allow(first) => Setting::Add { member: "AllowedFirstAuthFactors", element: first.name() },
        Change::Disallow(first) => Setting::Drop { member: "AllowedFirstAuthFactors", element: first.name() },
        Change::Recovery(AccountRecovery::NotSet) => remove("AccountRecoverySetting"),
        Change::Recovery(recovery) => set("RecoveryMechanisms", mechanisms(recovery)),
        Change::Sender(value) => set("EmailSendingAccount", value.name()),
        Change::DeviceConfiguration(None) => remove("DeviceConfiguration"),
        Change::DeviceConfiguration(Some(device)) => return of_device(pool, device),
        Change::ThreatProtection(value) => set("AdvancedSecurityMode", value.name()),
        Change::RiskAction(level, action) => set(member_of(level), action.name()),
        _ => return Vec::new(),
    }]
}

/// The members of the device configuration that change.
fn of_device(pool: &Pool, device: DeviceConfiguration) -> Vec<Setting<'static>> {
    let now = pool.device.unwrap_or_default();
    let text = |value: bool| if value { "true" } else { "false" };
    let members = [
        (
            "ChallengeRequiredOnNewDevice",
            device.challenge_required_on_new_device,
            device.challenge_required_on_new_device != now.challenge_required_on_new_device,
        ),
        (
            "DeviceOnlyRememberedOnUserPrompt",
            device.device_only_remembered_on_user_prompt,
            device.device_only_remembered_on_user_prompt != now.device_only_remembered_on_user_prompt,
        ),
    ];
    let changed = members.into_iter().filter(|(.., is_new)| pool.device.is_none() || *is_new);
    changed.map(|(member, value, _)| set(member, text(value))).collect()
}

const fn set(member: &'static str, value: &'static str) -> Setting<'static> {
    Setting::Set { member, value }
}

const fn remove(member: &'static str) -> Setting<'static> {
    Setting::Remove { member }
}

const fn mechanisms(recovery: AccountRecovery) -> &'static str {
    match recovery {
        AccountRecovery::NotSet => "",
        AccountRecovery::AdminOnly => "admin_only",
        AccountRecovery::Email => "verified_email",
        AccountRecovery::Phone => "verified_phone_number",
        AccountRecovery::EmailThenPhone => "verified_email before verified_phone_number",
        AccountRecovery::PhoneThenEmail => "verified_phone_number before verified_email",
    }
}

const fn member_of(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::None | RiskLevel::Low => "LowAction",
        RiskLevel::Medium => "MediumAction",
        RiskLevel::High => "HighAction",
    }
}
