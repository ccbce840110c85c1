//! A change of a pool as an instruction in the file's own names.

use cognito_mfa::factor::Factor;
use cognito_mfa::pool::AccountRecovery;
use cognito_mfa_insight::Change;

/// What the settings of a pool are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    /// The service's own requests and answers.
    Service,
    CloudFormation,
    Terraform,
}

impl Tool {
    /// The instruction without a period. Where the tool has no other names, it's the service's.
    pub(super) fn instruction(self, change: Change) -> String {
        let other = match self {
            Self::Service => None,
            Self::CloudFormation => in_cloudformation(change),
            Self::Terraform => in_terraform(change),
        };
        other.unwrap_or_else(|| change.to_string())
    }

    /// The changes as one sentence.
    pub(super) fn instructions(self, changes: &[Change]) -> String {
        let mut sentence = String::new();
        for (index, change) in changes.iter().enumerate() {
            let mut instruction = self.instruction(*change);
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
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other changes have the same names in the API")]
fn in_cloudformation(change: Change) -> Option<String> {
    Some(match change {
        // YAML 1.1 reads ON and OFF as booleans.
        Change::Mode(mode) => format!("Set MfaConfiguration to \"{mode}\""),
        Change::Configure(Factor::Sms) => "Add SmsConfiguration and SMS_MFA in EnabledMfas".into(),
        Change::Configure(Factor::Totp) => "Add SOFTWARE_TOKEN_MFA to EnabledMfas".into(),
        Change::Configure(Factor::Email) => "Add EMAIL_OTP to EnabledMfas".into(),
        Change::Configure(Factor::Passkey) => {
            "Set WebAuthnFactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION".into()
        }
        Change::Unconfigure(Factor::Sms) => "Remove SMS_MFA from EnabledMfas".into(),
        Change::Unconfigure(Factor::Totp) => "Remove SOFTWARE_TOKEN_MFA from EnabledMfas".into(),
        Change::Unconfigure(Factor::Email) => {
            "Remove EMAIL_OTP from EnabledMfas, EmailAuthenticationMessage and EmailAuthenticationSubject".into()
        }
        Change::Unconfigure(Factor::Passkey) => "Set WebAuthnFactorConfiguration to SINGLE_FACTOR".into(),
        Change::UserVerification(value) => format!("Set WebAuthnUserVerification to {value}"),
        _ => return None,
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "Terraform can't make the other changes of a pool")]
fn in_terraform(change: Change) -> Option<String> {
    Some(match change {
        Change::Tier(tier) => format!("Set user_pool_tier to \"{tier}\""),
        Change::Mode(mode) => format!("Set mfa_configuration to \"{mode}\""),
        Change::Configure(Factor::Sms) => "Add a block sms_configuration".into(),
        Change::Configure(Factor::Totp) => "Add a block software_token_mfa_configuration with enabled = true".into(),
        Change::Configure(Factor::Email) => "Add a block email_mfa_configuration with a message and a subject".into(),
        Change::Configure(Factor::Passkey) => {
            "Set factor_configuration in web_authn_configuration to \"MULTI_FACTOR_WITH_USER_VERIFICATION\"".into()
        }
        Change::Unconfigure(Factor::Sms) => "Remove the block sms_configuration".into(),
        Change::Unconfigure(Factor::Totp) => "Remove the block software_token_mfa_configuration".into(),
        Change::Unconfigure(Factor::Email) => "Remove the block email_mfa_configuration".into(),
        Change::Unconfigure(Factor::Passkey) => {
            "Set factor_configuration in web_authn_configuration to \"SINGLE_FACTOR\"".into()
        }
        Change::UserVerification(value) => format!("Set user_verification in web_authn_configuration to \"{value}\""),
        Change::Allow(first) => format!("Add \"{first}\" to allowed_first_auth_factors in sign_in_policy"),
        Change::Disallow(first) => format!("Remove \"{first}\" from allowed_first_auth_factors in sign_in_policy"),
        Change::Recovery(AccountRecovery::NotSet) => "Remove the block account_recovery_setting".into(),
        Change::Recovery(_) => change.to_string().replace("AccountRecoverySetting", "account_recovery_setting"),
        Change::DeviceConfiguration(None) => "Remove the block device_configuration".into(),
        Change::DeviceConfiguration(Some(device)) => format!(
            "Set challenge_required_on_new_device to {} and device_only_remembered_on_user_prompt to {} in \
             device_configuration",
            device.challenge_required_on_new_device, device.device_only_remembered_on_user_prompt
        ),
        Change::ThreatProtection(value) => format!("Set advanced_security_mode in user_pool_add_ons to \"{value}\""),
        Change::RiskAction(level, action) => format!(
            "Set event_action of {}_action in account_takeover_risk_configuration to \"{action}\"",
            level.name().to_lowercase()
        ),
        _ => return None,
    })
}
