//! Random policies, users and attempts, the same in each run, and a pool for each policy.

use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::{
    AccountRecovery, AccountRecoverySetting, DeviceConfiguration, EmailMfa, EmailSendingAccount, FactorConfiguration,
    MfaMode, PasswordlessFactorSet, RecoveryMechanism, RecoveryOption, RiskAction, RiskActions, RiskLevel,
    SmsConfiguration, SoftwareTokenMfa, ThreatProtection, Tier, UserVerification, WebAuthnConfiguration,
};
use cognito_mfa::sign_in::{Device, FirstFactor, SignInContext};
use cognito_mfa::{Attempt, Pool, PoolPolicy, Profile, UserFacts};

/// Pseudorandom numbers (splitmix64) from a seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 33).unwrap() % bound
    }

    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Risk has an effect in every second policy. Everything else has the same chance.
    pub(super) fn policy(&mut self) -> PoolPolicy {
        let acts = self.below(2) == 0;
        let devices: Vec<_> = std::iter::once(None).chain(DeviceConfiguration::all().map(Some)).collect();
        PoolPolicy::default()
            .with_profile(self.pick(Profile::ALL))
            .with_tier(if acts { Tier::Plus } else { self.pick(Tier::ALL) })
            .with_mode(self.pick(MfaMode::ALL))
            .with_configured(FactorSet::from_bits(u8::try_from(self.below(16)).unwrap()).unwrap())
            .with_user_verification(self.pick(UserVerification::ALL))
            .with_passwordless(PasswordlessFactorSet::from_bits(u8::try_from(self.below(8)).unwrap()).unwrap())
            .with_recovery(self.pick(AccountRecovery::ALL))
            .with_device(self.pick(&devices))
            .with_threat_protection(if acts { ThreatProtection::Enforced } else { self.pick(ThreatProtection::ALL) })
            .with_risk_actions(RiskActions {
                low: self.pick(RiskAction::ALL),
                medium: self.pick(RiskAction::ALL),
                high: self.pick(RiskAction::ALL),
            })
    }

    pub(super) fn context(&mut self) -> SignInContext {
        SignInContext { device: self.pick(Device::ALL), risk: self.pick(RiskLevel::ALL) }
    }

    pub(super) fn attempt(&mut self) -> Attempt {
        // Most sign-ins start with a password.
        let passwords = [FirstFactor::Password; 5];
        let first_factor = self.pick(&[FirstFactor::KINDS, &passwords].concat());
        Attempt { first_factor, device: self.pick(Device::ALL), risk: self.pick(RiskLevel::ALL) }
    }

    /// Any user in half of the cases, and a settled user in the other half.
    pub(super) fn user(&mut self, all: &[UserFacts], settled: &[UserFacts]) -> UserFacts {
        if self.below(2) == 0 { self.pick(all) } else { self.pick(settled) }
    }
}

/// All users, and the settled ones: confirmed, enabled, with a password.
pub(super) fn all_users() -> (Vec<UserFacts>, Vec<UserFacts>) {
    (UserFacts::all().collect(), UserFacts::all().filter(|user| user.is_settled()).collect())
}

/// A pool with this policy that sends mail from its own account.
pub(super) fn pool_of(policy: &PoolPolicy) -> Pool {
    let has = |factor| policy.configured.contains(factor);
    let pool = Pool::new(policy.tier, policy.profile)
        .with_mode(policy.mode)
        .with_sms_configuration(has(Factor::Sms).then(SmsConfiguration::default))
        .with_software_token_mfa(has(Factor::Totp).then_some(SoftwareTokenMfa::new(Some(true))))
        .with_email_mfa(has(Factor::Email).then(EmailMfa::default))
        .with_web_authn({
            let mut block = WebAuthnConfiguration::new();
            block.user_verification = Some(policy.user_verification);
            block.factor_configuration =
                has(Factor::Passkey).then_some(FactorConfiguration::MultiFactorWithUserVerification);
            block
        })
        .with_passwordless(policy.passwordless)
        .with_account_recovery(recovery_setting(policy.recovery))
        .with_email_sending_account(EmailSendingAccount::Developer)
        .with_device(policy.device)
        .with_threat_protection(policy.threat_protection)
        .with_risk_actions(policy.risk_actions);
    assert_eq!(pool.policy(), *policy);
    pool
}

fn recovery_setting(recovery: AccountRecovery) -> Option<AccountRecoverySetting> {
    let email = RecoveryOption::new(RecoveryMechanism::VerifiedEmail, 1);
    let phone = RecoveryOption::new(RecoveryMechanism::VerifiedPhoneNumber, 1);
    let admin = RecoveryOption::new(RecoveryMechanism::AdminOnly, 1);
    let later = |option: RecoveryOption| Some(RecoveryOption::new(option.mechanism, 2));
    let (first, second) = match recovery {
        AccountRecovery::NotSet => return None,
        AccountRecovery::AdminOnly => (admin, None),
        AccountRecovery::Email => (email, None),
        AccountRecovery::Phone => (phone, None),
        AccountRecovery::EmailThenPhone => (email, later(phone)),
        AccountRecovery::PhoneThenEmail => (phone, later(email)),
    };
    Some(AccountRecoverySetting { first, second })
}
