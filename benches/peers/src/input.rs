//! The inputs, at random from the whole space, and the answer that a peer gives to each of them.

use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor, FactorSet};
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, Medium, MfaMode, PasswordlessFactor, PasswordlessFactorSet, RiskActions,
    RiskLevel, ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::sign_in::{Device, FirstFactor, Reason};
use cognito_mfa::{Attempt, PoolPolicy, Profile, UserFacts};
use serde_json::{Value, json};

/// One input: a pool, a user, and an attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input {
    pub(crate) pool: PoolPolicy,
    pub(crate) user: UserFacts,
    pub(crate) attempt: Attempt,
}

/// One answer: the row that decided, and the code factors that the answer asks for, offers or sets up. Both together
/// determine the outcome. The factors are `None` if a peer can't return them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) reason: Reason,
    pub(crate) factors: Option<CodeFactorSet>,
}

impl Answer {
    /// The answer of a policy that names the row and the factors.
    pub(crate) fn named<'a>(reason: &str, factors: impl IntoIterator<Item = &'a str>) -> Self {
        let factor = |name| CodeFactor::from_name(name).expect("a code factor");
        Self {
            reason: Reason::from_code(reason).expect("a row of spec 10"),
            factors: Some(factors.into_iter().map(factor).collect()),
        }
    }
}

/// A generator of small numbers. Every run gets the same ones.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }

    fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }
}

/// This many inputs. Each part takes each of its values equally often, with some exceptions. Two thirds of the users are
/// settled, and half of these have nothing enabled. Half of the attempts begin with a password. Half of the pools act on
/// risk. Without these exceptions, hardly any input would reach the rare rows.
pub(crate) fn inputs(count: usize) -> Vec<Input> {
    let users: Vec<UserFacts> = UserFacts::all().collect();
    let settled: Vec<UserFacts> = users.iter().copied().filter(|user| user.is_settled()).collect();
    let bare: Vec<UserFacts> = settled.iter().copied().filter(|user| user.enabled().is_empty()).collect();
    let devices: Vec<_> = std::iter::once(None).chain(DeviceConfiguration::all().map(Some)).collect();
    let actions: Vec<RiskActions> = RiskActions::all().collect();
    let factors: Vec<FactorSet> = FactorSet::subsets().collect();
    let passwordless: Vec<PasswordlessFactorSet> = PasswordlessFactorSet::subsets().collect();
    let mut dice = Dice(1);
    let mut input = || {
        let risky = dice.below(2) == 0;
        let kind = dice.one_of(&[&users, &settled, &bare]);
        let first_factor = if dice.below(2) == 0 { FirstFactor::Password } else { dice.one_of(FirstFactor::KINDS) };
        Input {
            pool: PoolPolicy::default()
                .with_profile(dice.one_of(Profile::ALL))
                .with_tier(if risky { Tier::Plus } else { dice.one_of(Tier::ALL) })
                .with_mode(dice.one_of(MfaMode::ALL))
                .with_configured(dice.one_of(&factors))
                .with_user_verification(dice.one_of(UserVerification::ALL))
                .with_passwordless(dice.one_of(&passwordless))
                .with_recovery(dice.one_of(AccountRecovery::ALL))
                .with_device(dice.one_of(&devices))
                .with_threat_protection(if risky {
                    ThreatProtection::Enforced
                } else {
                    dice.one_of(ThreatProtection::ALL)
                })
                .with_risk_actions(dice.one_of(&actions)),
            user: dice.one_of(kind),
            attempt: Attempt { first_factor, device: dice.one_of(Device::ALL), risk: dice.one_of(RiskLevel::ALL) },
        }
    };
    (0..count).map(|_| input()).collect()
}

impl Input {
    /// The input for the peers that read documents, with the service's names.
    pub(crate) fn document(&self) -> Value {
        let Self { pool, user, attempt } = self;
        let names = |factors: FactorSet| factors.iter().map(Factor::name).collect::<Vec<_>>();
        let device = pool.device.unwrap_or_default();
        json!({
            "pool": {
                "profile": pool.profile.name(),
                "tier": pool.tier.name(),
                "mode": pool.mode.name(),
                "configured": names(pool.configured),
                "user_verification": pool.user_verification.name(),
                "first_factors": pool.passwordless.iter().map(PasswordlessFactor::name).collect::<Vec<_>>(),
                // The recovery medium, as the factor with the same channel.
                "recovery": match pool.recovery.medium() {
                    None => "",
                    Some(Medium::Sms) => "SMS_MFA",
                    Some(Medium::Email) => "EMAIL_OTP",
                },
                "challenge_on_new_device": pool.device.is_some() && device.challenge_required_on_new_device,
                "remembered_on_prompt": device.device_only_remembered_on_user_prompt,
                "threat_protection": pool.threat_protection.name(),
                "risk_actions": {
                    "none": "NO_ACTION",
                    "Low": pool.risk_actions.low.name(),
                    "Medium": pool.risk_actions.medium.name(),
                    "High": pool.risk_actions.high.name(),
                },
            },
            "user": {
                "status": user.status().name(),
                "disabled": user.is_disabled(),
                "has_password": user.has_password(),
                "enabled": names(user.enabled()),
                "preferred": user.preferred().map_or("", CodeFactor::name),
                // A phone number, a verified token, an email address and a passkey, each as the name of the factor that needs it.
                "possesses": names(user.possessed()),
            },
            "attempt": {
                "first_factor": attempt.first_factor.name(),
                "device": attempt.device.name(),
                "risk": attempt.risk.name(),
            },
        })
    }
}
