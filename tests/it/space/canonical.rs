//! The inputs of the decision. Everything that the answer doesn't depend on is folded. (`fold` tests that.)

use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, Medium, MfaMode, PasswordlessFactor, PasswordlessFactorSet, RiskAction,
    RiskActions, RiskLevel, ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::sign_in::{Device, FirstFactor};
use cognito_mfa::user::{Account, AccountState, Attribute, MfaPreference, Passkeys, Password, Totp, UserStatus};
use cognito_mfa::{Attempt, PoolPolicy, Profile, User, UserFacts};

/// An input of the decision without its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Scene {
    pub(crate) pool: PoolPolicy,
    pub(crate) attempt: Attempt,
}

/// The canonical inputs of one first factor: every scene with every user.
pub(crate) struct Region {
    pub(crate) first_factor: FirstFactor,
    pub(crate) scenes: Vec<Scene>,
    pub(crate) users: Vec<UserFacts>,
}

impl Region {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        FirstFactor::KINDS.iter().map(|first_factor| {
            let (scenes, users) = match own(*first_factor) {
                None => (password_scenes(), password_users()),
                Some(own) => (other_scenes(*first_factor, own), other_users(own)),
            };
            Self { first_factor: *first_factor, scenes, users }
        })
    }
}

/// The passwordless factor that the answer can depend on; `None` for a password.
///
/// The answers to an external provider and a custom challenge don't depend on any. They get the passkey, so that the
/// tests cover them with and without a factor.
pub(super) fn own(first_factor: FirstFactor) -> Option<PasswordlessFactor> {
    match first_factor {
        FirstFactor::Password => None,
        FirstFactor::EmailOtp => Some(PasswordlessFactor::EmailOtp),
        FirstFactor::SmsOtp => Some(PasswordlessFactor::SmsOtp),
        FirstFactor::Passkey(..) | FirstFactor::ExternalProvider | FirstFactor::CustomChallenge => {
            Some(PasswordlessFactor::WebAuthn)
        }
    }
}

/// Every item with every value.
pub(super) fn times<S: Copy, T: Copy>(
    these: &[S],
    values: impl IntoIterator<Item = T>,
    set: impl Fn(&mut S, T),
) -> Vec<S> {
    let mut all = Vec::new();
    for value in values {
        for one in these {
            let mut one = *one;
            set(&mut one, value);
            all.push(one);
        }
    }
    all
}

/// The scenes of this first factor that differ only in the risk. The level is Low.
fn risky_scenes(first_factor: FirstFactor) -> Vec<Scene> {
    let pool = PoolPolicy::default().with_tier(Tier::Plus).with_threat_protection(ThreatProtection::Enforced);
    let attempt = Attempt { risk: RiskLevel::Low, ..Attempt::with(first_factor) };
    times(&[Scene { pool, attempt }], RiskAction::ALL, |scene, low| scene.pool.risk_actions.low = *low)
}

fn password_scenes() -> Vec<Scene> {
    let demanding = [(MfaMode::Optional, FactorSet::EMPTY), (MfaMode::On, FactorSet::EMPTY)];
    let mut offers = times(&demanding, code_sets(), |(_, configured), set| *configured = set);
    offers.push((MfaMode::Off, FactorSet::EMPTY));
    let recoveries = [AccountRecovery::NotSet, AccountRecovery::Email, AccountRecovery::Phone];
    let challenges = [None, Some(challenge(false)), Some(challenge(true))];

    let scenes = times(&risky_scenes(FirstFactor::Password), Profile::ALL, |scene, profile| {
        scene.pool.profile = *profile;
    });
    let scenes = times(&scenes, &offers, |scene, (mode, configured)| {
        (scene.pool.mode, scene.pool.configured) = (*mode, *configured);
    });
    let scenes = times(&scenes, &recoveries, |scene, recovery| scene.pool.recovery = *recovery);
    let scenes = times(&scenes, &challenges, |scene, device| scene.pool.device = *device);
    times(&scenes, &[Device::Unknown, Device::Remembered], |scene, device| scene.attempt.device = *device)
}

/// The sets of factors without the passkey.
fn code_sets() -> impl Iterator<Item = FactorSet> {
    FactorSet::subsets().filter(|set| !set.contains(Factor::Passkey))
}

/// A device configuration in which a remembered device replaces MFA.
fn challenge(only_on_prompt: bool) -> DeviceConfiguration {
    DeviceConfiguration::new()
        .with_challenge_required_on_new_device(true)
        .with_device_only_remembered_on_user_prompt(only_on_prompt)
}

fn other_scenes(first_factor: FirstFactor, own: PasswordlessFactor) -> Vec<Scene> {
    let configured = [FactorSet::EMPTY, FactorSet::of(&[Factor::Passkey])];
    let allowed = [PasswordlessFactorSet::EMPTY, PasswordlessFactorSet::of(&[own])];
    let scenes = times(&risky_scenes(first_factor), MfaMode::ALL, |scene, mode| scene.pool.mode = *mode);
    let scenes = times(&scenes, &configured, |scene, set| scene.pool.configured = *set);
    let scenes = times(&scenes, UserVerification::ALL, |scene, uv| scene.pool.user_verification = *uv);
    times(&scenes, &allowed, |scene, set| scene.pool.passwordless = *set)
}

/// The users who differ only in status, password and access. There are nine accounts, because `FORCE_CHANGE_PASSWORD`
/// always has a password.
pub(super) fn accounts() -> Vec<User> {
    let mut users = times(&[crate::plain_user()], UserStatus::ALL, |user, status| {
        user.account = Account::new(*status, Password::Permanent);
    });
    let others = UserStatus::ALL.iter().filter(|status| **status != UserStatus::ForceChangePassword);
    users.extend(others.map(|status| User::new(*status, Password::Absent, crate::STAMP)));
    times(&users, AccountState::ALL, |user, access| user.access = *access)
}

fn password_users() -> Vec<UserFacts> {
    let attributes = [Attribute::Absent, Attribute::Verified];
    let users = times(&accounts(), &attributes, |user, phone| user.phone = *phone);
    let users = times(&users, &attributes, |user, email| user.email = *email);
    let users = times(&users, Totp::ALL, |user, totp| user.totp = *totp);
    times(&users, MfaPreference::all(), |user, preference| user.preference = preference)
        .iter()
        .map(User::facts)
        .collect()
}

fn other_users(own: PasswordlessFactor) -> Vec<UserFacts> {
    let users = times(&accounts(), [false, true], |user, possesses| set_means(user, own, possesses));
    let users = times(&users, FactorSet::subsets(), |user, enabled| {
        user.preference = MfaPreference::with_valid_preferred(enabled, None);
    });
    users.iter().map(User::facts).collect()
}

fn set_means(user: &mut User, factor: PasswordlessFactor, possesses: bool) {
    let attribute = if possesses { Attribute::Verified } else { Attribute::Absent };
    match factor {
        PasswordlessFactor::EmailOtp => user.email = attribute,
        PasswordlessFactor::SmsOtp => user.phone = attribute,
        PasswordlessFactor::WebAuthn => user.passkeys = if possesses { Passkeys::CanVerify } else { Passkeys::Absent },
    }
}

/// The canonical scene of this scene.
pub(super) fn fold_scene(scene: Scene) -> Scene {
    let Scene { pool, attempt } = scene;
    let plain = PoolPolicy::default()
        .with_tier(Tier::Plus)
        .with_threat_protection(ThreatProtection::Enforced)
        .with_risk_actions(RiskActions { low: pool.risk(attempt.risk), ..RiskActions::default() })
        .with_mode(pool.mode);
    let attempt = Attempt { risk: RiskLevel::Low, ..attempt };
    match own(attempt.first_factor) {
        None => fold_password_scene(&pool, plain, attempt),
        Some(own) => Scene {
            pool: plain
                .with_configured(pool.configured.and(FactorSet::of(&[Factor::Passkey])))
                .with_user_verification(pool.user_verification)
                .with_passwordless(pool.passwordless.and(PasswordlessFactorSet::of(&[own]))),
            attempt: Attempt { device: Device::Unknown, ..attempt },
        },
    }
}

fn fold_password_scene(pool: &PoolPolicy, plain: PoolPolicy, attempt: Attempt) -> Scene {
    let recovery = match pool.recovery.medium() {
        None => AccountRecovery::NotSet,
        Some(Medium::Email) => AccountRecovery::Email,
        Some(Medium::Sms) => AccountRecovery::Phone,
    };
    let device = match attempt.device {
        Device::Unknown | Device::Known => Device::Unknown,
        Device::Remembered => Device::Remembered,
    };
    Scene {
        pool: plain
            .with_profile(pool.profile)
            .with_configured(pool.offered().without(Factor::Passkey))
            .with_recovery(recovery)
            .with_device(pool.device.filter(|device| device.challenge_required_on_new_device)),
        attempt: Attempt { device, ..attempt },
    }
}

/// The canonical user of this user, for this first factor.
pub(super) fn fold_user(first_factor: FirstFactor, facts: UserFacts) -> UserFacts {
    let user = facts.user(crate::STAMP);
    let plain = crate::plain_user().with_account(user.account).with_access(user.access);
    let mut folded = match own(first_factor) {
        None => plain.with_totp(user.totp).with_preference(user.preference),
        Some(_) => plain.with_preference(MfaPreference::with_valid_preferred(user.preference.enabled(), None)),
    };
    for factor in
        own(first_factor).map_or(vec![PasswordlessFactor::EmailOtp, PasswordlessFactor::SmsOtp], |own| vec![own])
    {
        set_means(&mut folded, factor, user.possesses(factor));
    }
    folded.facts()
}
