//! What of a pool matters to a sign-in: the pool side of the decision's input.

use super::{
    AccountRecovery, DeviceConfiguration, MfaMode, PasswordlessFactorSet, RiskAction, RiskActions, RiskLevel,
    ThreatProtection, Tier, UserVerification,
};
use crate::evidence::Profile;
use crate::factor::{Factor, FactorSet};

/// The policy of a pool, without its texts: small, `Copy`, and finite.
///
/// Every field may hold any value, so each is public and [`PoolPolicy::all`] can list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PoolPolicy {
    /// The profile that the pool is judged in.
    pub profile: Profile,
    /// The tier.
    pub tier: Tier,
    /// The mode.
    pub mode: MfaMode,
    /// The factors that the pool's blocks switch on, whatever the mode: SMS with an SMS configuration, TOTP with
    /// Enabled=true, EMAIL with the email block, PASSKEY with `MULTI_FACTOR_WITH_USER_VERIFICATION` (SPEC 3).
    pub configured: FactorSet,
    /// What the pool asks of passkeys.
    pub user_verification: UserVerification,
    /// The first factors allowed beside PASSWORD.
    pub passwordless: PasswordlessFactorSet,
    /// How passwords are recovered.
    pub recovery: AccountRecovery,
    /// The device configuration.
    pub device: Option<DeviceConfiguration>,
    /// Threat protection.
    pub threat_protection: ThreatProtection,
    /// The actions on risk.
    pub risk_actions: RiskActions,
}

impl PoolPolicy {
    /// The factors that the pool lets users use as MFA (SPEC 3): none while the mode is OFF.
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

    /// Whether passkeys must verify their user.
    #[must_use]
    pub fn requires_user_verification(&self) -> bool {
        self.user_verification == UserVerification::Required
    }

    /// What is done about a sign-in of this risk (SPEC 10): the level's action where the tier is PLUS and threat
    /// protection is ENFORCED, and nothing elsewhere.
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

    /// Every policy there is, in both profiles: 26,542,080 of them.
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
