//! What can be asked of a pool or a user.
//!
//! Commands are values that cannot be malformed: what the request left out has been resolved to its meaning.

use alloc::borrow::Cow;

use crate::factor::CodeFactor;
use crate::pool::{
    AuthFactorSet, DeviceConfiguration, EmailMfa, EmailSendingAccount, MfaMode, RecoveryChange, RiskActions,
    SmsConfiguration, SmsMfa, SoftwareTokenMfa, ThreatProtection, Tier, WebAuthnConfiguration,
};
use crate::user::{Attribute, UserEvent};

/// What can be asked of a pool that exists.
///
/// Closed: a host that forwards commands wants to know of a new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PoolCommand<'a> {
    /// `SetUserPoolMfaConfig` (SPEC 5)
    SetMfaConfig(SetMfaConfig<'a>),
    /// `UpdateUserPool` (SPEC 6)
    Update(UserPoolSettings<'a>),
    /// `SetRiskConfiguration` (SPEC 6)
    SetRisk(RiskActions),
}

/// The request of `SetUserPoolMfaConfig`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetMfaConfig<'a> {
    /// The Region that `UserPoolId` begins with; a prefix such as `local` is no Region.
    pub region: Option<Cow<'a, str>>,
    /// `MfaConfiguration`; OFF when it is omitted.
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

/// `SmsMfaConfiguration` of a request: the block, and with it perhaps the pool's SMS configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmsMfaBlock<'a> {
    /// What is stored as the block.
    pub block: SmsMfa<'a>,
    /// `SmsConfiguration`, which becomes the pool's.
    pub configuration: Option<SmsConfiguration<'a>>,
}

/// The policy members of `CreateUserPool` and `UpdateUserPool`; what a request omits is `None`.
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

/// What can be asked of a user, or has happened to one.
///
/// Closed: a host that forwards commands wants to know of a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserCommand {
    /// `SetUserMFAPreference` and `AdminSetUserMFAPreference` (SPEC 7)
    SetPreference(Caller, PreferenceChange),
    /// Something that happened to the user (SPEC 8)
    Event(UserEvent),
}

/// A new user, as `AdminCreateUser` or `SignUp` describes one (SPEC 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NewUser {
    /// How the user comes into the pool.
    pub origin: UserOrigin,
    /// The phone number.
    pub phone: Attribute,
    /// The email address.
    pub email: Attribute,
}

/// How a new user comes into the pool.
///
/// Closed: a host that creates users knows which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UserOrigin {
    /// `AdminCreateUser` with a `TemporaryPassword`.
    AdminWithPassword,
    /// `AdminCreateUser` without one.
    AdminWithoutPassword,
    /// `SignUp` with a `Password`.
    SignUpWithPassword,
    /// `SignUp` without one.
    SignUpWithoutPassword,
}

/// Who calls an operation that a user and an administrator both have.
///
/// Closed: there are these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Caller {
    /// The user, with an access token.
    User,
    /// An administrator.
    Admin,
}

/// A change of a user's MFA preference: one block a factor, a block that is not sent being `None`.
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

/// On or off: `Enabled`.
///
/// Closed: there are these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Switch {
    /// `Enabled` is false or omitted.
    Off,
    /// `Enabled` is true.
    On,
}

/// `PreferredMfa`.
///
/// Closed: there are these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Preferred {
    /// `PreferredMfa` is false or omitted.
    No,
    /// `PreferredMfa` is true.
    Yes,
}

/// The block of a code factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeSetting {
    /// `Enabled`
    pub switch: Switch,
    /// `PreferredMfa`
    pub preferred: Preferred,
}

impl CodeSetting {
    /// Every value: four of them.
    pub const ALL: &'static [Self] = &[
        Self { switch: Switch::Off, preferred: Preferred::No },
        Self { switch: Switch::Off, preferred: Preferred::Yes },
        Self { switch: Switch::On, preferred: Preferred::No },
        Self { switch: Switch::On, preferred: Preferred::Yes },
    ];
}

impl PreferenceChange {
    /// The block of a code factor.
    #[must_use]
    pub const fn of(&self, factor: CodeFactor) -> Option<CodeSetting> {
        match factor {
            CodeFactor::Sms => self.sms,
            CodeFactor::Totp => self.totp,
            CodeFactor::Email => self.email,
        }
    }

    /// The blocks of code factors that are sent, in order.
    pub fn codes(&self) -> impl Iterator<Item = (CodeFactor, CodeSetting)> + Clone + '_ {
        CodeFactor::ALL.iter().filter_map(|factor| Some((*factor, self.of(*factor)?)))
    }

    /// Whether any block is sent.
    #[must_use]
    pub fn sends_a_block(&self) -> bool {
        self.codes().next().is_some() || self.passkey.is_some()
    }

    /// Every change there is: 375 of them.
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
