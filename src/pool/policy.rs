//! The part of a pool that the sign-in decision reads.

use super::setters::state_setters;
use super::{
    AccountRecovery, DeviceConfiguration, MfaMode, PasswordlessFactorSet, RiskAction, RiskActions, RiskLevel,
    ThreatProtection, Tier, UserVerification,
};
use crate::evidence::Profile;
use crate::factor::{Factor, FactorSet};

/// The policy of a pool: everything that the sign-in decision reads of it, without texts.
///
/// It's small and `Copy`. Every field can have any value, so all fields are public. The default is the policy of a new pool in
/// the tier ESSENTIALS, and each `with_` method returns the policy with one field changed. [`PoolPolicy::all`] lists every
/// policy.
///
/// ```
/// use cognito_mfa::PoolPolicy;
/// use cognito_mfa::factor::{Factor, FactorSet};
/// use cognito_mfa::pool::MfaMode;
///
/// let configured = FactorSet::of(&[Factor::Totp]);
/// let pool = PoolPolicy::default().with_mode(MfaMode::Optional).with_configured(configured);
/// assert!(pool.offers(Factor::Totp) && !pool.offers(Factor::Sms));
///
/// let off = pool.with_mode(MfaMode::Off);
/// assert!(!off.offers(Factor::Totp));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub struct PoolPolicy {
    /// The profile that judges the pool.
    pub profile: Profile,
    /// The tier.
    pub tier: Tier,
    /// The mode.
    pub mode: MfaMode,
    /// The factors that the pool is configured for, whatever the mode (spec 3): SMS with an SMS configuration, TOTP with
    /// `Enabled=true`, EMAIL with an email block, and PASSKEY with `MULTI_FACTOR_WITH_USER_VERIFICATION`.
    pub configured: FactorSet,
    /// Whether passkeys must verify the user.
    pub user_verification: UserVerification,
    /// The first factors that the pool allows, without PASSWORD.
    pub passwordless: PasswordlessFactorSet,
    /// How users recover their password.
    pub recovery: AccountRecovery,
    /// The device configuration. `None` means that the pool doesn't remember devices.
    pub device: Option<DeviceConfiguration>,
    /// Threat protection.
    pub threat_protection: ThreatProtection,
    /// The action of each risk level.
    pub risk_actions: RiskActions,
}

impl PoolPolicy {
    state_setters! {
        /// The same policy in this profile.
        with_profile(profile: Profile)
        /// The same policy in this tier.
        with_tier(tier: Tier)
        /// The same policy in this mode.
        with_mode(mode: MfaMode)
        /// The same policy, configured for exactly these factors.
        with_configured(configured: FactorSet)
        /// The same policy with this user verification of passkeys.
        with_user_verification(user_verification: UserVerification)
        /// The same policy with exactly these first factors next to PASSWORD.
        with_passwordless(passwordless: PasswordlessFactorSet)
        /// The same policy with this account recovery.
        with_recovery(recovery: AccountRecovery)
        /// The same policy with this device configuration, or without one.
        with_device(device: Option<DeviceConfiguration>)
        /// The same policy with threat protection in this mode.
        with_threat_protection(threat_protection: ThreatProtection)
        /// The same policy with these actions of the risk levels.
        with_risk_actions(risk_actions: RiskActions)
    }

    /// The factors that the pool lets users use as MFA (spec 3). Empty when the mode is OFF.
    #[must_use]
    pub fn offered(&self) -> FactorSet {
        match self.mode {
            MfaMode::Off => FactorSet::EMPTY,
            MfaMode::Optional | MfaMode::On => self.configured,
        }
    }

    /// Whether the pool lets users use this factor as MFA.
    #[must_use]
    pub fn offers(&self, factor: Factor) -> bool {
        self.offered().contains(factor)
    }

    /// Whether passkeys must verify the user.
    #[must_use]
    pub fn requires_user_verification(&self) -> bool {
        self.user_verification == UserVerification::Required
    }

    /// The action for a sign-in at this risk level (spec 10).
    ///
    /// It's the action of the level when the tier is PLUS and threat protection is ENFORCED. Otherwise it's `NO_ACTION`.
    ///
    /// ```
    /// use cognito_mfa::PoolPolicy;
    /// use cognito_mfa::pool::{RiskAction, RiskActions, RiskLevel, ThreatProtection, Tier};
    ///
    /// let plus = PoolPolicy::default()
    ///     .with_tier(Tier::Plus)
    ///     .with_threat_protection(ThreatProtection::Enforced)
    ///     .with_risk_actions(RiskActions::every(RiskAction::Block));
    /// assert_eq!(plus.risk(RiskLevel::High), RiskAction::Block);
    ///
    /// let audit = plus.with_threat_protection(ThreatProtection::Audit);
    /// assert_eq!(audit.risk(RiskLevel::High), RiskAction::NoAction);
    /// ```
    #[must_use]
    pub fn risk(&self, level: RiskLevel) -> RiskAction {
        if level == RiskLevel::None || !self.acts_on_risk() {
            return RiskAction::NoAction;
        }
        self.risk_actions.of(level)
    }

    fn acts_on_risk(&self) -> bool {
        self.tier == Tier::Plus && self.threat_protection == ThreatProtection::Enforced
    }

    /// Every policy, in both profiles. There are 26,542,080.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let modes = || MfaMode::ALL.iter().copied();
        let base = Profile::ALL.iter().flat_map(move |profile| {
            Tier::ALL.iter().flat_map(move |tier| {
                modes().map(move |mode| Self { profile: *profile, tier: *tier, mode, ..Self::default() })
            })
        });
        base.flat_map(|pool| FactorSet::subsets().map(move |configured| Self { configured, ..pool }))
            .flat_map(|pool| UserVerification::ALL.iter().map(move |uv| Self { user_verification: *uv, ..pool }))
            .flat_map(|pool| PasswordlessFactorSet::subsets().map(move |passwordless| Self { passwordless, ..pool }))
            .flat_map(|pool| AccountRecovery::ALL.iter().map(move |recovery| Self { recovery: *recovery, ..pool }))
            .flat_map(|pool| {
                let devices = core::iter::once(None).chain(DeviceConfiguration::all().map(Some));
                devices.map(move |device| Self { device, ..pool })
            })
            .flat_map(|pool| {
                ThreatProtection::ALL.iter().map(move |threat| Self { threat_protection: *threat, ..pool })
            })
            .flat_map(|pool| RiskActions::all().map(move |risk_actions| Self { risk_actions, ..pool }))
    }
}
