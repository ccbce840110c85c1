//! Changes of a pool (spec 5 and 6).

use alloc::borrow::Cow;

use crate::pool::setters::setters;
use crate::pool::{
    AuthFactorSet, DeviceConfiguration, EmailMfa, EmailSendingAccount, MfaMode, RecoveryChange, RiskActions,
    SmsConfiguration, SmsMfa, SoftwareTokenMfa, ThreatProtection, Tier, WebAuthnConfiguration,
};

/// A change of an existing pool.
///
/// Closed, so that code that forwards commands fails to compile when there is a new one.
///
/// ```
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa, Tier};
/// use cognito_mfa::{Pool, PoolCommand, Profile};
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed);
/// let request = SetMfaConfig::new(MfaMode::On);
/// assert!(pool.apply(&PoolCommand::SetMfaConfig(request.clone())).is_err());
///
/// let request = request.with_software_token(SoftwareTokenMfa::ENABLED);
/// assert!(pool.apply(&PoolCommand::SetMfaConfig(request)).is_ok());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PoolCommand<'a> {
    /// `SetUserPoolMfaConfig` (spec 5)
    SetMfaConfig(SetMfaConfig<'a>),
    /// `UpdateUserPool` (spec 6)
    Update(UserPoolSettings<'a>),
    /// `SetRiskConfiguration` (spec 6)
    SetRisk(RiskActions),
}

impl PoolCommand<'_> {
    /// The name of the operation that makes the change.
    ///
    /// ```
    /// use cognito_mfa::PoolCommand;
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::pool::MfaMode;
    ///
    /// assert_eq!(PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::Off)).operation(), "SetUserPoolMfaConfig");
    /// ```
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::SetMfaConfig(_) => "SetUserPoolMfaConfig",
            Self::Update(_) => "UpdateUserPool",
            Self::SetRisk(_) => "SetRiskConfiguration",
        }
    }
}

/// A request of `SetUserPoolMfaConfig` (spec 5). It replaces all blocks: a block that's `None` becomes absent.
///
/// ```
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::pool::{EmailMfa, MfaMode};
///
/// let request = SetMfaConfig::new(MfaMode::Optional).with_email(EmailMfa::new());
/// assert_eq!((request.mode, request.sms), (MfaMode::Optional, None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct SetMfaConfig<'a> {
    /// The Region that `UserPoolId` begins with. `None` when the prefix isn't a Region, such as `local`.
    pub region: Option<Cow<'a, str>>,
    /// `MfaConfiguration`. It's OFF when the request omits it.
    pub mode: MfaMode,
    /// `SmsMfaConfiguration`
    pub sms: Option<SmsMfaBlock<'a>>,
    /// `SoftwareTokenMfaConfiguration`
    pub software_token: Option<SoftwareTokenMfa>,
    /// `EmailMfaConfiguration`
    pub email: Option<EmailMfa<'a>>,
    /// `WebAuthnConfiguration`
    pub web_authn: Option<WebAuthnConfiguration<'a>>,
}

impl<'a> SetMfaConfig<'a> {
    /// A request with this mode, without any block, for a pool that isn't in a Region.
    #[must_use]
    pub const fn new(mode: MfaMode) -> Self {
        Self { region: None, mode, sms: None, software_token: None, email: None, web_authn: None }
    }

    setters! {
        /// Sets the Region of the pool.
        with_region(region: Cow<'a, str>)
        /// Sends `SmsMfaConfiguration`.
        with_sms(sms: SmsMfaBlock<'a>)
        /// Sends `SoftwareTokenMfaConfiguration`.
        with_software_token(software_token: SoftwareTokenMfa)
        /// Sends `EmailMfaConfiguration`.
        with_email(email: EmailMfa<'a>)
        /// Sends `WebAuthnConfiguration`.
        with_web_authn(web_authn: WebAuthnConfiguration<'a>)
    }
}

/// `SmsMfaConfiguration` of a request: the SMS block, and optionally a new SMS configuration of the pool.
///
/// ```
/// use cognito_mfa::command::SmsMfaBlock;
/// use cognito_mfa::pool::{SmsConfiguration, SmsMfa};
///
/// let block = SmsMfaBlock::new(SmsMfa::new().with_message("Your code is {####}."));
/// assert_eq!(block.configuration, None);
///
/// let sms = SmsConfiguration::new().with_sns_caller_arn("arn:aws:iam::123456789012:role/sms").with_external_id("x1");
/// assert!(block.with_configuration(sms).configuration.is_some());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct SmsMfaBlock<'a> {
    /// The SMS block that the pool stores.
    pub block: SmsMfa<'a>,
    /// `SmsConfiguration`, which replaces the pool's SMS configuration. `None` keeps it.
    pub configuration: Option<SmsConfiguration<'a>>,
}

impl<'a> SmsMfaBlock<'a> {
    /// A request's SMS block, without `SmsConfiguration`.
    #[must_use]
    pub const fn new(block: SmsMfa<'a>) -> Self {
        Self { block, configuration: None }
    }

    setters! {
        /// Sends `SmsConfiguration`.
        with_configuration(configuration: SmsConfiguration<'a>)
    }
}

/// The policy members of `CreateUserPool` and `UpdateUserPool` (spec 6). A member that the request omits is `None`.
///
/// ```
/// use cognito_mfa::command::UserPoolSettings;
/// use cognito_mfa::pool::{MfaMode, Tier};
///
/// let settings = UserPoolSettings::new().with_tier(Tier::Plus).with_mode(MfaMode::Off);
/// assert_eq!((settings.tier, settings.device), (Some(Tier::Plus), None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct UserPoolSettings<'a> {
    /// `UserPoolTier`
    pub tier: Option<Tier>,
    /// `MfaConfiguration`
    pub mode: Option<MfaMode>,
    /// `SmsConfiguration`
    pub sms_configuration: Option<SmsConfiguration<'a>>,
    /// `Policies.SignInPolicy.AllowedFirstAuthFactors`
    pub first_factors: Option<AuthFactorSet>,
    /// `AccountRecoverySetting`
    pub account_recovery: Option<RecoveryChange>,
    /// `EmailConfiguration.EmailSendingAccount`
    pub email_sending_account: Option<EmailSendingAccount>,
    /// `DeviceConfiguration`
    pub device: Option<DeviceConfiguration>,
    /// `UserPoolAddOns.AdvancedSecurityMode`
    pub threat_protection: Option<ThreatProtection>,
}

impl<'a> UserPoolSettings<'a> {
    /// A request that omits every member.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            tier: None,
            mode: None,
            sms_configuration: None,
            first_factors: None,
            account_recovery: None,
            email_sending_account: None,
            device: None,
            threat_protection: None,
        }
    }

    setters! {
        /// Sends `UserPoolTier`.
        with_tier(tier: Tier)
        /// Sends `MfaConfiguration`.
        with_mode(mode: MfaMode)
        /// Sends `SmsConfiguration`.
        with_sms_configuration(sms_configuration: SmsConfiguration<'a>)
        /// Sends `AllowedFirstAuthFactors`.
        with_first_factors(first_factors: AuthFactorSet)
        /// Sends `AccountRecoverySetting`.
        with_account_recovery(account_recovery: RecoveryChange)
        /// Sends `EmailSendingAccount`.
        with_email_sending_account(email_sending_account: EmailSendingAccount)
        /// Sends `DeviceConfiguration`.
        with_device(device: DeviceConfiguration)
        /// Sends `AdvancedSecurityMode`.
        with_threat_protection(threat_protection: ThreatProtection)
    }
}
