//! The user pool: what is stored of it, and what of that matters to a sign-in.

mod account_recovery;
mod device;
mod email;
mod mode;
mod policy;
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

/// The stored state of a user pool (SPEC 2), each block as it was set.
///
/// The fields are public because any combination of them can be met in a pool that exists already; the rules
/// judge *changes*, and [`resolve`](crate::resolve()) answers for every pool. Use [`Pool::apply`](Pool::apply) for a
/// change that the service would accept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pool {
    /// Which service the pool's rules model. It is decided where the pool is made or loaded, and travels with it.
    pub profile: Profile,
    /// `UserPoolTier`
    pub tier: Tier,
    /// `MfaConfiguration`
    pub mode: MfaMode,
    /// The pool's SMS configuration, from whichever operation; it cannot be taken away again.
    pub sms_configuration: Option<SmsConfiguration<'static>>,
    /// The SMS MFA block.
    pub sms_mfa: Option<SmsMfa<'static>>,
    /// The software token block.
    pub software_token_mfa: Option<SoftwareTokenMfa>,
    /// The email MFA block.
    pub email_mfa: Option<EmailMfa<'static>>,
    /// The `WebAuthn` block.
    pub web_authn: Option<WebAuthnConfiguration<'static>>,
    /// `AllowedFirstAuthFactors` beside PASSWORD, which every pool allows.
    pub passwordless: PasswordlessFactorSet,
    /// `AccountRecoverySetting`; `None` is *not set*.
    pub account_recovery: Option<AccountRecoverySetting>,
    /// `EmailSendingAccount`
    pub email_sending_account: EmailSendingAccount,
    /// `DeviceConfiguration`
    pub device: Option<DeviceConfiguration>,
    /// `AdvancedSecurityMode`; not set means OFF.
    pub threat_protection: ThreatProtection,
    /// The actions of `SetRiskConfiguration`.
    pub risk_actions: RiskActions,
}

named! {
    /// A part of a pool's state that a change can touch.
    #[non_exhaustive]
    pub enum PoolMember {
        /// The tier.
        Tier = "UserPoolTier",
        /// The mode.
        Mode = "MfaConfiguration",
        /// The SMS configuration.
        SmsConfiguration = "SmsConfiguration",
        /// The SMS MFA block.
        SmsMfa = "SmsMfaConfiguration",
        /// The software token block.
        SoftwareTokenMfa = "SoftwareTokenMfaConfiguration",
        /// The email MFA block.
        EmailMfa = "EmailMfaConfiguration",
        /// The passkey block.
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
        /// The actions on risk.
        RiskActions = "AccountTakeoverRiskConfiguration",
    }
}

impl Pool {
    /// A pool of this tier and profile with MFA off, nothing configured, and PASSWORD the only first factor.
    ///
    /// Account recovery is not set, as in pools from before 2023. A new pool of today is [`Pool::create`], which gives it
    /// the recovery of the profile (SPEC 2).
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

    /// What of the pool matters to a sign-in.
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
            .set(Factor::Passkey, web_authn.is_some_and(WebAuthnConfiguration::is_multi_factor));
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
    /// Whether passkeys are configured as multi-factor authentication.
    #[must_use]
    pub fn has_multi_factor_passkeys(&self) -> bool {
        self.web_authn.as_ref().is_some_and(WebAuthnConfiguration::is_multi_factor)
    }

    /// The relying party id, when one was set.
    #[must_use]
    pub fn relying_party_id(&self) -> Option<&str> {
        self.web_authn.as_ref()?.relying_party_id.as_deref()
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

/// A text that borrows from nothing.
fn owned(text: Option<Cow<'_, str>>) -> Option<Cow<'static, str>> {
    text.map(|text| Cow::Owned(text.into_owned()))
}
