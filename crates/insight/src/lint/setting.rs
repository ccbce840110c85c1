//! The setting that a finding is about.

use core::fmt;

use super::Lint;
use cognito_mfa::pool::{PasswordlessFactor, PoolMember, RiskLevel};

/// A setting of a pool that a finding is about.
///
/// Its `Display` is the setting with the value that turns it on, by the service's names.
///
/// ```
/// use cognito_mfa::pool::{PasswordlessFactor, PoolMember};
/// use cognito_mfa_insight::Setting;
///
/// let setting = Setting::FirstFactor(PasswordlessFactor::EmailOtp);
/// assert_eq!(setting.to_string(), "EMAIL_OTP in AllowedFirstAuthFactors");
/// assert_eq!(setting.path(), "Policies.SignInPolicy.AllowedFirstAuthFactors");
/// assert_eq!((setting.element(), setting.member()), (Some("EMAIL_OTP"), PoolMember::FirstFactors));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Setting {
    /// The tier.
    Tier,
    /// The mode.
    Mode,
    /// The SMS configuration.
    SmsConfiguration,
    /// Whether TOTP is on.
    SoftwareToken,
    /// The email block.
    EmailMfa,
    /// Whether passkeys count as MFA.
    FactorConfiguration,
    /// Whether a passkey must verify its user.
    UserVerification,
    /// The first factors that the pool allows.
    FirstFactors,
    /// One of the first factors.
    FirstFactor(PasswordlessFactor),
    /// The account recovery.
    AccountRecovery,
    /// Whether a new device is challenged.
    NewDeviceChallenge,
    /// Whether users decide about remembering a device.
    DevicePrompt,
    /// Threat protection.
    ThreatProtection,
    /// The action at a risk level.
    RiskAction(RiskLevel),
}

impl Setting {
    /// The part of the pool that the setting belongs to.
    #[must_use]
    pub const fn member(self) -> PoolMember {
        match self {
            Self::Tier => PoolMember::Tier,
            Self::Mode => PoolMember::Mode,
            Self::SmsConfiguration => PoolMember::SmsConfiguration,
            Self::SoftwareToken => PoolMember::SoftwareTokenMfa,
            Self::EmailMfa => PoolMember::EmailMfa,
            Self::FactorConfiguration | Self::UserVerification => PoolMember::WebAuthn,
            Self::FirstFactors | Self::FirstFactor(_) => PoolMember::FirstFactors,
            Self::AccountRecovery => PoolMember::AccountRecovery,
            Self::NewDeviceChallenge | Self::DevicePrompt => PoolMember::Device,
            Self::ThreatProtection => PoolMember::ThreatProtection,
            Self::RiskAction(_) => PoolMember::RiskActions,
        }
    }

    /// The path of the member in the service's requests.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Tier => "UserPoolTier",
            Self::Mode => "MfaConfiguration",
            Self::SmsConfiguration => "SmsConfiguration",
            Self::SoftwareToken => "SoftwareTokenMfaConfiguration.Enabled",
            Self::EmailMfa => "EmailMfaConfiguration",
            Self::FactorConfiguration => "WebAuthnConfiguration.FactorConfiguration",
            Self::UserVerification => "WebAuthnConfiguration.UserVerification",
            Self::FirstFactors | Self::FirstFactor(_) => "Policies.SignInPolicy.AllowedFirstAuthFactors",
            Self::AccountRecovery => "AccountRecoverySetting",
            Self::NewDeviceChallenge => "DeviceConfiguration.ChallengeRequiredOnNewDevice",
            Self::DevicePrompt => "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt",
            Self::ThreatProtection => "UserPoolAddOns.AdvancedSecurityMode",
            Self::RiskAction(RiskLevel::Low) => "AccountTakeoverRiskConfiguration.Actions.LowAction.EventAction",
            Self::RiskAction(RiskLevel::Medium) => "AccountTakeoverRiskConfiguration.Actions.MediumAction.EventAction",
            Self::RiskAction(RiskLevel::High) => "AccountTakeoverRiskConfiguration.Actions.HighAction.EventAction",
            Self::RiskAction(RiskLevel::None) => "AccountTakeoverRiskConfiguration.Actions",
        }
    }

    /// The element of the list that the setting is. `None` if it's a whole member.
    #[must_use]
    pub fn element(self) -> Option<&'static str> {
        let Self::FirstFactor(first) = self else { return None };
        Some(first.name())
    }

    /// The value that turns the setting on. `None` if there is no single one.
    #[must_use]
    pub const fn value(self) -> Option<&'static str> {
        match self {
            Self::SoftwareToken | Self::NewDeviceChallenge | Self::DevicePrompt => Some("true"),
            Self::FactorConfiguration => Some("MULTI_FACTOR_WITH_USER_VERIFICATION"),
            Self::UserVerification => Some("required"),
            Self::ThreatProtection => Some("ENFORCED"),
            Self::Tier
            | Self::Mode
            | Self::SmsConfiguration
            | Self::EmailMfa
            | Self::FirstFactors
            | Self::FirstFactor(_)
            | Self::AccountRecovery
            | Self::RiskAction(_) => None,
        }
    }

    /// The setting that findings with this code are about, unless they're about a single value.
    pub(super) const fn of(lint: Lint) -> Self {
        match lint {
            Lint::TierLacksSetting | Lint::TierPaysForUnused => Self::Tier,
            Lint::RecoveryMediumBlocksMfa
            | Lint::RecoveryBlockedByMfa
            | Lint::ResetGivesPassword
            | Lint::ResetSharesChannel
            | Lint::AdminResetLocksOut => Self::AccountRecovery,
            Lint::SmsIsOnlyFactor => Self::SmsConfiguration,
            Lint::EmailCodeIsNoSecondFactor => Self::EmailMfa,
            Lint::NoPhishingResistantPath | Lint::OtpWithheldFromMfaUsers => Self::FirstFactors,
            Lint::PasskeysAreSingleFactor => Self::FactorConfiguration,
            Lint::VerificationIsOnlyPreferred => Self::UserVerification,
            Lint::RememberedDeviceSkipsMfa => Self::NewDeviceChallenge,
            Lint::RiskIgnoresRememberedDevice => Self::DevicePrompt,
            Lint::UpdateIsRefused
            | Lint::OnCannotEnrol
            | Lint::OptionalPromptsNobody
            | Lint::UsersLockedOut
            | Lint::MfaIsOff
            | Lint::OptionalIsOptIn
            | Lint::EnabledFactorNotOffered
            | Lint::RiskBlocksEveryone
            | Lint::RiskLocksOutUnenrolled
            | Lint::UnusedSetting => Self::Mode,
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::RiskAction(level @ (RiskLevel::Low | RiskLevel::Medium | RiskLevel::High)) = self {
            return write!(f, "{level}Action");
        }
        // The name without its block is enough, unless it could be of several blocks.
        let last = self.path().rsplit('.').next().unwrap_or_default();
        let short = if *self == Self::SoftwareToken { self.path() } else { last };
        match (self.element(), self.value()) {
            (Some(element), _) => write!(f, "{element} in {short}"),
            (None, Some(value)) => write!(f, "{short} {value}"),
            (None, None) => f.write_str(short),
        }
    }
}
