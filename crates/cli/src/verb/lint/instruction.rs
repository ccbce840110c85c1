//! A change of a pool as an instruction in the names of the file that the pool is from.

use cognito_mfa::factor::Factor;
use cognito_mfa_infra::Setting;
use cognito_mfa_infra::cloudformation::JudgedResource;
use cognito_mfa_insight::Change;

/// The changes as one sentence.
pub(super) fn instructions(resource: &JudgedResource, changes: &[Change]) -> String {
    let mut sentence = String::new();
    for (index, change) in changes.iter().enumerate() {
        let mut instruction = instruction(resource, *change);
        if index > 0 {
            sentence.push_str(if index + 1 == changes.len() { " and " } else { ", " });
            // An instruction starts with a verb.
            if let Some(first) = instruction.get_mut(..1) {
                first.make_ascii_lowercase();
            }
        }
        sentence.push_str(&instruction);
    }
    sentence + "."
}

#[expect(clippy::wildcard_enum_match_arm, reason = "a fix changes only a pool")]
fn instruction(resource: &JudgedResource, change: Change) -> String {
    let set = |member: &str, value: &str| resource.instruction(Setting::Set { member, value });
    let configure = |member: &str| resource.instruction(Setting::Configure { member });
    let remove = |member: &str| resource.instruction(Setting::Remove { member });
    match change {
        Change::Tier(tier) => set("UserPoolTier", tier.name()),
        Change::Mode(mode) => set("MfaConfiguration", mode.name()),
        Change::Configure(Factor::Sms) => configure("SmsConfiguration"),
        Change::Configure(Factor::Totp) => set("SoftwareTokenMfaConfiguration.Enabled", "true"),
        Change::Configure(Factor::Email) => configure("EmailMfaConfiguration"),
        Change::Configure(Factor::Passkey) => set("FactorConfiguration", "MULTI_FACTOR_WITH_USER_VERIFICATION"),
        Change::Unconfigure(Factor::Sms) => remove("SmsConfiguration"),
        Change::Unconfigure(Factor::Totp) => remove("SoftwareTokenMfaConfiguration"),
        Change::Unconfigure(Factor::Email) => remove("EmailMfaConfiguration"),
        Change::Unconfigure(Factor::Passkey) => set("FactorConfiguration", "SINGLE_FACTOR"),
        Change::UserVerification(value) => set("UserVerification", value.name()),
        Change::Allow(first) => {
            resource.instruction(Setting::Add { member: "AllowedFirstAuthFactors", element: first.name() })
        }
        Change::Disallow(first) => {
            resource.instruction(Setting::Drop { member: "AllowedFirstAuthFactors", element: first.name() })
        }
        Change::Sender(value) => set("EmailSendingAccount", value.name()),
        Change::DeviceConfiguration(None) => remove("DeviceConfiguration"),
        Change::ThreatProtection(value) => set("AdvancedSecurityMode", value.name()),
        Change::RiskAction(level, action) => set(&format!("{level}Action"), action.name()),
        // The mechanisms, and two members at once: the change has the words.
        _ => ["AccountRecoverySetting", "ChallengeRequiredOnNewDevice", "DeviceOnlyRememberedOnUserPrompt"]
            .iter()
            .fold(change.to_string(), |text, member| text.replace(member, &resource.property(member))),
    }
}
