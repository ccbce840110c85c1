//! The user pool: its stored state, and the part of it that the sign-in decision reads (spec 1 to 3).
//!
//! - [`Pool`] is the stored state, with one block for each part of the requests.
//! - [`PoolPolicy`] is what the decision reads: small, `Copy`, and without texts. [`Pool::policy`] returns it.
//! - The other types are the values of the blocks, with AWS's names.
//!
//! The values judge nothing. [`Pool::apply`] changes a pool by the rules of spec 5 and 6.

mod account_recovery;
mod device;
mod email;
mod mode;
mod policy;
pub(crate) mod setters;
mod sign_in_policy;
mod sms;
mod software_token;
mod threat;
mod tier;
mod web_authn;

use alloc::borrow::Cow;

pub use account_recovery::{
    AccountRecovery, AccountRecoverySetting, Medium, RecoveryChange, RecoveryMechanism, RecoveryOption,
};
pub use device::DeviceConfiguration;
pub use email::{EmailMfa, EmailSendingAccount};
pub use mode::MfaMode;
pub use policy::PoolPolicy;
pub use sign_in_policy::{AuthFactor, AuthFactorSet, PasswordlessFactor, PasswordlessFactorSet};
pub use sms::{EumsSms, SmsConfiguration, SmsMfa};
pub use software_token::SoftwareTokenMfa;
pub use threat::{RiskAction, RiskActions, RiskLevel, ThreatProtection};
pub use tier::Tier;
pub use web_authn::{FactorConfiguration, UserVerification, WebAuthnConfiguration};

use crate::evidence::Profile;
use crate::factor::{Factor, FactorSet};
use crate::names::named;
use setters::state_setters;

/// The stored state of a user pool (spec 2). Each block contains the members that a request set.
///
/// The fields are public because an existing pool can have any combination of them. The rules judge *changes*, and
/// [`resolve`](crate::resolve()) has an answer for every pool. To make only changes that the service accepts, use
/// [`Pool::create`] and [`Pool::apply`].
///
/// [`Pool::new`] returns a pool without MFA, and each `with_` method returns the pool with one member changed.
///
/// ```
/// use cognito_mfa::factor::Factor;
/// use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa, Tier};
/// use cognito_mfa::{Pool, Profile};
///
/// let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
/// pool.software_token_mfa = Some(SoftwareTokenMfa::ENABLED);
/// assert!(!pool.policy().offers(Factor::Totp));
///
/// pool.mode = MfaMode::Optional;
/// assert!(pool.policy().offers(Factor::Totp));
///
/// // The same in one expression.
/// let same = Pool::new(Tier::Essentials, Profile::Observed);
/// let same = same.with_mode(MfaMode::Optional).with_software_token_mfa(SoftwareTokenMfa::ENABLED);
/// assert_eq!(same, pool);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct Pool {
    /// The profile that judges the pool: the service as measured, or as documented. Set it when you create or load the pool.
    pub profile: Profile,
    /// `UserPoolTier`
    pub tier: Tier,
    /// `MfaConfiguration`
    pub mode: MfaMode,
    /// The pool's SMS configuration, from whichever operation set it. No operation removes it.
    pub sms_configuration: Option<SmsConfiguration<'static>>,
    /// The SMS block.
    pub sms_mfa: Option<SmsMfa<'static>>,
    /// The software token block.
    pub software_token_mfa: Option<SoftwareTokenMfa>,
    /// The email block.
    pub email_mfa: Option<EmailMfa<'static>>,
    /// The WebAuthn block.
    pub web_authn: Option<WebAuthnConfiguration<'static>>,
    /// `AllowedFirstAuthFactors` without PASSWORD, which every pool allows.
    pub passwordless: PasswordlessFactorSet,
    /// `AccountRecoverySetting`. `None` means *not set*.
    pub account_recovery: Option<AccountRecoverySetting>,
    /// `EmailSendingAccount`
    pub email_sending_account: EmailSendingAccount,
    /// `DeviceConfiguration`. `None` means that the pool doesn't remember devices.
    pub device: Option<DeviceConfiguration>,
    /// `AdvancedSecurityMode`. *Not set* means OFF.
    pub threat_protection: ThreatProtection,
    /// The action of each risk level, as `SetRiskConfiguration` sets it.
    pub risk_actions: RiskActions,
}

named! {
    /// A part of a pool's state that a change can touch. The names are the names of the members in requests.
    ///
    /// ```
    /// use cognito_mfa::pool::{MfaMode, PoolMember, Tier};
    /// use cognito_mfa::{Pool, Profile};
    ///
    /// let before = Pool::new(Tier::Essentials, Profile::Observed);
    /// let after = before.clone().with_mode(MfaMode::On);
    /// assert!(before.differs(&after, PoolMember::Mode));
    /// assert!(!before.differs(&after, PoolMember::Tier));
    /// assert_eq!(PoolMember::Mode.name(), "MfaConfiguration");
    /// ```
    #[non_exhaustive]
    pub enum PoolMember {
        /// The tier.
        Tier = "UserPoolTier",
        /// The mode.
        Mode = "MfaConfiguration",
        /// The SMS configuration.
        SmsConfiguration = "SmsConfiguration",
        /// The SMS block.
        SmsMfa = "SmsMfaConfiguration",
        /// The software token block.
        SoftwareTokenMfa = "SoftwareTokenMfaConfiguration",
        /// The email block.
        EmailMfa = "EmailMfaConfiguration",
        /// The WebAuthn block.
        WebAuthn = "WebAuthnConfiguration",
        /// The allowed first factors.
        FirstFactors = "AllowedFirstAuthFactors",
        /// The account recovery.
        AccountRecovery = "AccountRecoverySetting",
        /// The email sending account.
        EmailSendingAccount = "EmailSendingAccount",
        /// The device configuration.
        Device = "DeviceConfiguration",
        /// Threat protection.
        ThreatProtection = "AdvancedSecurityMode",
        /// The action of each risk level.
        RiskActions = "AccountTakeoverRiskConfiguration",
    }
}

impl Pool {
    /// A pool with this tier and profile. MFA is off, nothing is configured, and PASSWORD is the only first factor.
    ///
    /// Account recovery isn't set, as in pools from before 2023. [`Pool::create`] returns the pool that a new
    /// `CreateUserPool` request creates. That pool has the profile's default account recovery (spec 2).
    #[must_use]
    pub const fn new(tier: Tier, profile: Profile) -> Self {
        Self {
            profile,
            tier,
            mode: MfaMode::Off,
            sms_configuration: None,
            sms_mfa: None,
            software_token_mfa: None,
            email_mfa: None,
            web_authn: None,
            passwordless: PasswordlessFactorSet::EMPTY,
            account_recovery: None,
            email_sending_account: EmailSendingAccount::CognitoDefault,
            device: None,
            threat_protection: ThreatProtection::Off,
            risk_actions: RiskActions::every(RiskAction::NoAction),
        }
    }

    state_setters! {
        /// The same pool in this profile.
        with_profile(profile: Profile)
        /// The same pool in this tier.
        with_tier(tier: Tier)
        /// The same pool in this mode.
        with_mode(mode: MfaMode)
        /// The same pool with this SMS configuration, or without one.
        with_sms_configuration(sms_configuration: Option<SmsConfiguration<'static>>)
        /// The same pool with this SMS block, or without one.
        with_sms_mfa(sms_mfa: Option<SmsMfa<'static>>)
        /// The same pool with this software token block, or without one.
        with_software_token_mfa(software_token_mfa: Option<SoftwareTokenMfa>)
        /// The same pool with this email block, or without one.
        with_email_mfa(email_mfa: Option<EmailMfa<'static>>)
        /// The same pool with this WebAuthn block, or without one.
        with_web_authn(web_authn: Option<WebAuthnConfiguration<'static>>)
        /// The same pool with exactly these first factors next to PASSWORD.
        with_passwordless(passwordless: PasswordlessFactorSet)
        /// The same pool with this account recovery, or with account recovery *not set*.
        with_account_recovery(account_recovery: Option<AccountRecoverySetting>)
        /// The same pool with this email sending account.
        with_email_sending_account(email_sending_account: EmailSendingAccount)
        /// The same pool with this device configuration, or without one.
        with_device(device: Option<DeviceConfiguration>)
        /// The same pool with threat protection in this mode.
        with_threat_protection(threat_protection: ThreatProtection)
        /// The same pool with these actions of the risk levels.
        with_risk_actions(risk_actions: RiskActions)
    }

    /// The part of the pool that the sign-in decision reads.
    ///
    /// ```
    /// use cognito_mfa::factor::FactorSet;
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, Profile};
    ///
    /// assert_eq!(Pool::new(Tier::Plus, Profile::Observed).policy().offered(), FactorSet::EMPTY);
    /// ```
    #[must_use]
    pub fn policy(&self) -> PoolPolicy {
        let web_authn = self.web_authn.as_ref();
        let configured = FactorSet::EMPTY
            .set(Factor::Sms, self.sms_configuration.is_some())
            .set(Factor::Totp, self.software_token_mfa.is_some_and(SoftwareTokenMfa::is_enabled))
            .set(Factor::Email, self.email_mfa.is_some())
            .set(Factor::Passkey, self.has_multi_factor_passkeys());
        PoolPolicy {
            profile: self.profile,
            tier: self.tier,
            mode: self.mode,
            configured,
            user_verification: web_authn.and_then(|block| block.user_verification).unwrap_or_default(),
            passwordless: self.passwordless,
            recovery: self.account_recovery.map_or(AccountRecovery::NotSet, AccountRecoverySetting::meaning),
            device: self.device,
            threat_protection: self.threat_protection,
            risk_actions: self.risk_actions,
        }
    }

    /// Whether the WebAuthn block has `FactorConfiguration` `MULTI_FACTOR_WITH_USER_VERIFICATION`.
    #[must_use]
    pub fn has_multi_factor_passkeys(&self) -> bool {
        self.web_authn.as_ref().is_some_and(WebAuthnConfiguration::is_multi_factor)
    }

    /// The relying party ID; `None` when no request set one.
    #[must_use]
    pub fn relying_party_id(&self) -> Option<&str> {
        self.web_authn.as_ref()?.relying_party_id.as_deref()
    }

    /// Whether registered passkeys no longer work in the next pool, because it has another relying party ID (spec 2).
    ///
    /// ```
    /// use cognito_mfa::pool::{Tier, WebAuthnConfiguration};
    /// use cognito_mfa::{Pool, Profile};
    ///
    /// let fresh = Pool::new(Tier::Essentials, Profile::Observed);
    /// let block = WebAuthnConfiguration::new().with_relying_party_id("login.example.com");
    /// let pool = fresh.clone().with_web_authn(Some(block));
    /// assert!(pool.loses_passkeys(&fresh) && !fresh.loses_passkeys(&pool));
    /// ```
    #[must_use]
    pub fn loses_passkeys(&self, next: &Self) -> bool {
        self.relying_party_id().is_some() && next.relying_party_id() != self.relying_party_id()
    }

    /// The parts in which the two pools differ, in the order of [`PoolMember::ALL`].
    ///
    /// ```
    /// use cognito_mfa::pool::{PoolMember, Tier};
    /// use cognito_mfa::{Pool, Profile};
    ///
    /// let (lite, plus) = (Pool::new(Tier::Lite, Profile::Observed), Pool::new(Tier::Plus, Profile::Observed));
    /// assert!(lite.differences(&plus).eq([PoolMember::Tier]));
    /// assert_eq!(lite.differences(&lite).count(), 0);
    /// ```
    pub fn differences<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = PoolMember> + 'a {
        PoolMember::ALL.iter().copied().filter(|member| self.differs(other, *member))
    }

    /// Whether the two pools differ in this part.
    #[must_use]
    pub fn differs(&self, other: &Self, member: PoolMember) -> bool {
        match member {
            PoolMember::Tier => self.tier != other.tier,
            PoolMember::Mode => self.mode != other.mode,
            PoolMember::SmsConfiguration => self.sms_configuration != other.sms_configuration,
            PoolMember::SmsMfa => self.sms_mfa != other.sms_mfa,
            PoolMember::SoftwareTokenMfa => self.software_token_mfa != other.software_token_mfa,
            PoolMember::EmailMfa => self.email_mfa != other.email_mfa,
            PoolMember::WebAuthn => self.web_authn != other.web_authn,
            PoolMember::FirstFactors => self.passwordless != other.passwordless,
            PoolMember::AccountRecovery => self.account_recovery != other.account_recovery,
            PoolMember::EmailSendingAccount => self.email_sending_account != other.email_sending_account,
            PoolMember::Device => self.device != other.device,
            PoolMember::ThreatProtection => self.threat_protection != other.threat_protection,
            PoolMember::RiskActions => self.risk_actions != other.risk_actions,
        }
    }
}

/// A copy of the text, without a borrow. A clone that [`owned`] takes would be moved more often.
fn copied(text: Option<&Cow<'_, str>>) -> Option<Cow<'static, str>> {
    text.map(|text| Cow::Owned(text.as_ref().into()))
}

/// The same text, without a borrow.
fn owned(text: Option<Cow<'_, str>>) -> Option<Cow<'static, str>> {
    text.map(|text| Cow::Owned(text.into_owned()))
}
