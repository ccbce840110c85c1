//! A change as an instruction.

use core::fmt;

use super::{
    attribute_phrase, device_phrase, factor_phrase, first_factor_phrase, passkeys_phrase, password_phrase,
    recovery_phrase, risk_phrase,
};
use crate::change::Change;
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{AccountRecovery, RiskLevel};
use cognito_mfa::user::{AccountState, Attribute, Passkeys, Totp, UserStatus};

impl fmt::Display for Change {
    /// An instruction without a period: `Set MfaConfiguration to ON` or `Give the user a verified phone number`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => match account.status() {
                UserStatus::ForceChangePassword => f.write_str("Give the user a temporary password"),
                status @ (UserStatus::Confirmed
                | UserStatus::Unconfirmed
                | UserStatus::ResetRequired
                | UserStatus::ExternalProvider) => {
                    write!(f, "Give the user the status {status} and {}", password_phrase(account.password()))
                }
            },
            Self::Phone(Attribute::Absent) => f.write_str("Remove the user's phone number"),
            Self::Phone(value) => write!(f, "Give the user {} phone number", attribute_phrase(*value)),
            Self::Email(Attribute::Absent) => f.write_str("Remove the user's email address"),
            Self::Email(value) => write!(f, "Give the user {} email address", attribute_phrase(*value)),
            Self::Totp(Totp::Absent) => f.write_str("Remove the user's TOTP token"),
            Self::Totp(Totp::Verified) => f.write_str("Give the user a verified TOTP token"),
            Self::Passkeys(Passkeys::Absent) => f.write_str("Remove the user's passkeys"),
            Self::Passkeys(Passkeys::CannotVerify) => {
                f.write_str("Give the user only passkeys that can't verify the user")
            }
            Self::Passkeys(value @ Passkeys::CanVerify) => write!(f, "Give the user {}", passkeys_phrase(*value)),
            Self::Access(AccountState::Enabled) => f.write_str("Enable the user"),
            Self::Access(AccountState::Disabled) => f.write_str("Disable the user"),
            Self::Enable(factor) => write!(f, "Enable {} for the user", factor_phrase(*factor)),
            Self::Disable(factor) => write!(f, "Disable {} for the user", factor_phrase(*factor)),
            Self::Prefer(Some(factor)) => {
                write!(f, "Make {} the user's preferred factor", factor_phrase((*factor).into()))
            }
            Self::Prefer(None) => f.write_str("Remove the user's preferred factor"),
            Self::FirstFactor(value) => write!(f, "Sign in {}", first_factor_phrase(*value)),
            Self::Device(value) => write!(f, "Sign in from {}", device_phrase(*value)),
            Self::Risk(value) => write!(f, "Sign in at {}", risk_phrase(*value)),
            // A change of a pool has the service's name of the setting.
            Self::Tier(value) => write!(f, "Set UserPoolTier to {value}"),
            Self::Mode(value) => write!(f, "Set MfaConfiguration to {value}"),
            Self::Configure(Factor::Sms) => f.write_str("Add SmsConfiguration"),
            Self::Configure(Factor::Totp) => f.write_str("Set SoftwareTokenMfaConfiguration.Enabled to true"),
            Self::Configure(Factor::Email) => f.write_str("Add EmailMfaConfiguration"),
            Self::Configure(Factor::Passkey) => {
                f.write_str("Set FactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION")
            }
            Self::Unconfigure(Factor::Sms) => f.write_str("Remove SmsConfiguration"),
            Self::Unconfigure(Factor::Totp) => f.write_str("Remove SoftwareTokenMfaConfiguration"),
            Self::Unconfigure(Factor::Email) => f.write_str("Remove EmailMfaConfiguration"),
            Self::Unconfigure(Factor::Passkey) => f.write_str("Set FactorConfiguration to SINGLE_FACTOR"),
            Self::UserVerification(value) => write!(f, "Set UserVerification to {value}"),
            Self::Allow(first) => write!(f, "Add {first} to AllowedFirstAuthFactors"),
            Self::Disallow(first) => write!(f, "Remove {first} from AllowedFirstAuthFactors"),
            Self::Recovery(AccountRecovery::NotSet) => f.write_str("Unset AccountRecoverySetting"),
            Self::Recovery(value) => write!(f, "Set AccountRecoverySetting to {}", recovery_phrase(*value)),
            Self::Sender(value) => write!(f, "Set EmailSendingAccount to {value}"),
            Self::DeviceConfiguration(None) => f.write_str("Remove DeviceConfiguration"),
            Self::DeviceConfiguration(Some(device)) => write!(
                f,
                "Set ChallengeRequiredOnNewDevice to {} and DeviceOnlyRememberedOnUserPrompt to {}",
                device.challenge_required_on_new_device, device.device_only_remembered_on_user_prompt
            ),
            Self::ThreatProtection(value) => write!(f, "Set AdvancedSecurityMode to {value}"),
            Self::RiskAction(RiskLevel::None, action) => write!(f, "Set the action at no risk to {action}"),
            Self::RiskAction(level, action) => write!(f, "Set {level}Action to {action}"),
        }
    }
}
