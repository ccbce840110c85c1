//! Commands: the changes that a caller can request for a pool or a user.
//!
//! A command is never malformed. Each member that the request omits has its meaning filled in, or is `None`.

use alloc::borrow::Cow;

use crate::factor::CodeFactor;
use crate::pool::setters::setters;
use crate::pool::{
    AuthFactorSet, DeviceConfiguration, EmailMfa, EmailSendingAccount, MfaMode, RecoveryChange, RiskActions,
    SmsConfiguration, SmsMfa, SoftwareTokenMfa, ThreatProtection, Tier, WebAuthnConfiguration,
};
use crate::user::{Attribute, UserEvent};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PoolCommand<'a> {
    /// `SetUserPoolMfaConfig` (spec 5)
    SetMfaConfig(SetMfaConfig<'a>),
    /// `UpdateUserPool` (spec 6)
    Update(UserPoolSettings<'a>),
    /// `SetRiskConfiguration` (spec 6)
    SetRisk(RiskActions),
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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

/// A change of a user.
///
/// Closed, so that code that forwards commands fails to compile when there is a new one.
///
/// ```
/// use cognito_mfa::user::{Password, UserEvent, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User, UserCommand};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let pool = PoolPolicy::default();
/// assert!(ann.apply(&pool, &UserCommand::Event(UserEvent::PasswordReset)).is_ok());
/// assert!(ann.apply(&pool, &UserCommand::Event(UserEvent::SignUpConfirmed)).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserCommand {
    /// `SetUserMFAPreference` and `AdminSetUserMFAPreference` (spec 7)
    SetPreference(Caller, PreferenceChange),
    /// Something that happened to the user (spec 8)
    Event(UserEvent),
}

/// A new user, as a request of `AdminCreateUser` or `SignUp` describes them (spec 8).
///
/// ```
/// use cognito_mfa::command::{NewUser, UserOrigin};
/// use cognito_mfa::user::Attribute;
///
/// let ann = NewUser::new(UserOrigin::SignUpWithPassword).with_email(Attribute::Unverified);
/// assert!(ann.email.is_present() && !ann.phone.is_present());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NewUser {
    /// How the user comes into the pool.
    pub origin: UserOrigin,
    /// The phone number.
    pub phone: Attribute,
    /// The email address.
    pub email: Attribute,
}

impl NewUser {
    /// A new user without a phone number or an email address.
    #[must_use]
    pub const fn new(origin: UserOrigin) -> Self {
        Self { origin, phone: Attribute::Absent, email: Attribute::Absent }
    }

    /// Sets the phone number.
    #[must_use]
    pub const fn with_phone(self, phone: Attribute) -> Self {
        Self { phone, ..self }
    }

    /// Sets the email address.
    #[must_use]
    pub const fn with_email(self, email: Attribute) -> Self {
        Self { email, ..self }
    }
}

/// How a new user comes into the pool. [`User::create`](crate::User::create) has an example.
///
/// Closed, because each way gives the user another status or password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UserOrigin {
    /// `AdminCreateUser` with a `TemporaryPassword`.
    AdminWithPassword,
    /// `AdminCreateUser` without a `TemporaryPassword`.
    AdminWithoutPassword,
    /// `SignUp` with a `Password`.
    SignUpWithPassword,
    /// `SignUp` without a `Password`.
    SignUpWithoutPassword,
}

/// The caller of an operation that exists for users and for administrators.
/// [`User::apply`](crate::User::apply) has an example.
///
/// Closed, because the service has no other callers of these operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Caller {
    /// The user, with an access token.
    User,
    /// An administrator.
    Admin,
}

/// A change of a user's MFA preference (spec 7). It has one block for each factor. A block that the request omits is
/// `None` and leaves its factor unchanged.
///
/// ```
/// use cognito_mfa::command::{CodeSetting, PreferenceChange, Switch};
///
/// let change = PreferenceChange::new().with_totp(CodeSetting::PREFERRED).with_passkey(Switch::On);
/// assert!(change.sends_a_block());
/// assert!(!PreferenceChange::new().sends_a_block());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PreferenceChange {
    /// `SMSMfaSettings`
    pub sms: Option<CodeSetting>,
    /// `SoftwareTokenMfaSettings`
    pub totp: Option<CodeSetting>,
    /// `EmailMfaSettings`
    pub email: Option<CodeSetting>,
    /// `WebAuthnMfaSettings`
    pub passkey: Option<Switch>,
}

/// `Enabled`, as on or off. [`PreferenceChange`] has an example.
///
/// Closed, because a switch has two positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Switch {
    /// `Enabled` is false or omitted.
    Off,
    /// `Enabled` is true.
    On,
}

/// `PreferredMfa`, as yes or no. [`CodeSetting`] has an example.
///
/// Closed, because the member is true or false.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Preferred {
    /// `PreferredMfa` is false or omitted.
    No,
    /// `PreferredMfa` is true.
    Yes,
}

/// The block of a code factor.
///
/// ```
/// use cognito_mfa::command::{CodeSetting, Preferred, Switch};
///
/// assert_eq!(CodeSetting::ON, CodeSetting { switch: Switch::On, preferred: Preferred::No });
/// assert_eq!(CodeSetting::PREFERRED, CodeSetting { switch: Switch::On, preferred: Preferred::Yes });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeSetting {
    /// `Enabled`
    pub switch: Switch,
    /// `PreferredMfa`
    pub preferred: Preferred,
}

impl CodeSetting {
    /// `Enabled=false`
    pub const OFF: Self = Self { switch: Switch::Off, preferred: Preferred::No };
    /// `Enabled=true`
    pub const ON: Self = Self { switch: Switch::On, preferred: Preferred::No };
    /// `Enabled=true` and `PreferredMfa=true`
    pub const PREFERRED: Self = Self { switch: Switch::On, preferred: Preferred::Yes };

    /// Every value. There are four.
    pub const ALL: &'static [Self] = &[
        Self { switch: Switch::Off, preferred: Preferred::No },
        Self { switch: Switch::Off, preferred: Preferred::Yes },
        Self { switch: Switch::On, preferred: Preferred::No },
        Self { switch: Switch::On, preferred: Preferred::Yes },
    ];
}

impl PreferenceChange {
    /// A change that doesn't send a block.
    #[must_use]
    pub const fn new() -> Self {
        Self { sms: None, totp: None, email: None, passkey: None }
    }

    setters! {
        /// Sends `SMSMfaSettings`.
        with_sms(sms: CodeSetting)
        /// Sends `SoftwareTokenMfaSettings`.
        with_totp(totp: CodeSetting)
        /// Sends `EmailMfaSettings`.
        with_email(email: CodeSetting)
        /// Sends `WebAuthnMfaSettings`.
        with_passkey(passkey: Switch)
    }

    /// The block of this code factor; `None` when the request omits it.
    #[must_use]
    pub const fn of(&self, factor: CodeFactor) -> Option<CodeSetting> {
        match factor {
            CodeFactor::Sms => self.sms,
            CodeFactor::Totp => self.totp,
            CodeFactor::Email => self.email,
        }
    }

    /// The code factor blocks that the request sends, in the order SMS, TOTP, EMAIL.
    pub fn codes(&self) -> impl Iterator<Item = (CodeFactor, CodeSetting)> + Clone + '_ {
        CodeFactor::ALL.iter().filter_map(|factor| Some((*factor, self.of(*factor)?)))
    }

    /// Whether the request sends at least one block.
    #[must_use]
    pub fn sends_a_block(&self) -> bool {
        self.codes().next().is_some() || self.passkey.is_some()
    }

    /// Every possible change. There are 375.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let codes = || core::iter::once(None).chain(CodeSetting::ALL.iter().copied().map(Some));
        codes().flat_map(move |sms| {
            codes().flat_map(move |totp| {
                codes().flat_map(move |email| {
                    [None, Some(Switch::Off), Some(Switch::On)].into_iter().map(move |passkey| Self {
                        sms,
                        totp,
                        email,
                        passkey,
                    })
                })
            })
        })
    }
}
