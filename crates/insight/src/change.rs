//! A change of one fact, preference or setting: the smallest that can give another answer.

use core::fmt;

use crate::ANY_STAMP;
use crate::codes::codes;
use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, MfaMode, PasswordlessFactor, PoolPolicy, RiskAction, RiskLevel,
    ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::sign_in::{Attempt, Device, FirstFactor};
use cognito_mfa::user::MfaPreference;
use cognito_mfa::user::UserFacts;
use cognito_mfa::user::{Account, AccountState, Attribute, Passkeys, Totp, User};

/// A change of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The user's status and password become these.
    Account(Account),
    /// The user's phone number becomes this.
    Phone(Attribute),
    /// The user's email address becomes this.
    Email(Attribute),
    /// The user's TOTP token becomes this.
    Totp(Totp),
    /// The user's passkeys become this.
    Passkeys(Passkeys),
    /// The user is enabled or disabled.
    Access(AccountState),
    /// The user enables this factor.
    Enable(Factor),
    /// The user disables this factor.
    Disable(Factor),
    /// The user prefers this enabled factor, or none.
    Prefer(Option<CodeFactor>),
    /// The sign-in begins with this first factor.
    FirstFactor(FirstFactor),
    /// The sign-in comes from such a device.
    Device(Device),
    /// The sign-in is of this risk.
    Risk(RiskLevel),
    /// The pool's tier becomes this.
    Tier(Tier),
    /// The pool's mode becomes this.
    Mode(MfaMode),
    /// The pool switches this factor on.
    Configure(Factor),
    /// The pool switches this factor off.
    Unconfigure(Factor),
    /// What the pool asks of passkeys becomes this.
    UserVerification(UserVerification),
    /// The pool allows this first factor.
    Allow(PasswordlessFactor),
    /// The pool no longer allows this first factor.
    Disallow(PasswordlessFactor),
    /// The pool's account recovery becomes this.
    Recovery(AccountRecovery),
    /// The pool's device configuration becomes this.
    DeviceConfiguration(Option<DeviceConfiguration>),
    /// The pool's threat protection becomes this.
    ThreatProtection(ThreatProtection),
    /// The pool's action on this level of risk becomes this.
    RiskAction(RiskLevel, RiskAction),
}

codes! {
    /// Whose thing a change changes.
    ///
    /// Closed: the decision reads these three.
    pub enum Subject {
        /// The user's facts and preference.
        User = "user",
        /// The attempt to sign in.
        SignIn = "sign-in",
        /// The pool's policy.
        Pool = "pool",
    }
}

impl Change {
    /// Every change of one thing.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let account = Account::all().map(Self::Account);
        let means = Attribute::ALL.iter().flat_map(|value| [Self::Phone(*value), Self::Email(*value)]);
        let totp = Totp::ALL.iter().copied().map(Self::Totp);
        let passkeys = Passkeys::ALL.iter().copied().map(Self::Passkeys);
        let access = AccountState::ALL.iter().copied().map(Self::Access);
        let enabled = Factor::ALL.iter().flat_map(|factor| [Self::Enable(*factor), Self::Disable(*factor)]);
        let prefer = core::iter::once(None).chain(CodeFactor::ALL.iter().copied().map(Some)).map(Self::Prefer);
        let first = FirstFactor::ALL.iter().copied().map(Self::FirstFactor);
        let device = Device::ALL.iter().copied().map(Self::Device);
        let risk = RiskLevel::ALL.iter().copied().map(Self::Risk);
        let tier = Tier::ALL.iter().copied().map(Self::Tier);
        let mode = MfaMode::ALL.iter().copied().map(Self::Mode);
        let offer = Factor::ALL.iter().flat_map(|factor| [Self::Configure(*factor), Self::Unconfigure(*factor)]);
        let verification = UserVerification::ALL.iter().copied().map(Self::UserVerification);
        let allow = PasswordlessFactor::ALL.iter().flat_map(|first| [Self::Allow(*first), Self::Disallow(*first)]);
        let recovery = AccountRecovery::ALL.iter().copied().map(Self::Recovery);
        let devices = core::iter::once(None).chain(DeviceConfiguration::all().map(Some)).map(Self::DeviceConfiguration);
        let threat = ThreatProtection::ALL.iter().copied().map(Self::ThreatProtection);
        let actions = [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High]
            .into_iter()
            .flat_map(|level| RiskAction::ALL.iter().map(move |action| Self::RiskAction(level, *action)));
        let of_user = account.chain(means).chain(totp).chain(passkeys).chain(access).chain(enabled).chain(prefer);
        let of_sign_in = first.chain(device).chain(risk);
        let of_pool = tier.chain(mode).chain(offer).chain(verification).chain(allow).chain(recovery).chain(devices);
        of_user.chain(of_sign_in).chain(of_pool).chain(threat).chain(actions)
    }

    /// Whose thing it changes.
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::Account(_)
            | Self::Phone(_)
            | Self::Email(_)
            | Self::Totp(_)
            | Self::Passkeys(_)
            | Self::Access(_)
            | Self::Enable(_)
            | Self::Disable(_)
            | Self::Prefer(_) => Subject::User,
            Self::FirstFactor(_) | Self::Device(_) | Self::Risk(_) => Subject::SignIn,
            Self::Tier(_)
            | Self::Mode(_)
            | Self::Configure(_)
            | Self::Unconfigure(_)
            | Self::UserVerification(_)
            | Self::Allow(_)
            | Self::Disallow(_)
            | Self::Recovery(_)
            | Self::DeviceConfiguration(_)
            | Self::ThreatProtection(_)
            | Self::RiskAction(..) => Subject::Pool,
        }
    }

    /// The inputs with the change made.
    #[must_use]
    pub fn applied_to(self, pool: PoolPolicy, user: UserFacts, attempt: Attempt) -> (PoolPolicy, UserFacts, Attempt) {
        let (mut pool, mut user, mut attempt): (_, User, _) = (pool, user.user(ANY_STAMP), attempt);
        let (enabled, preferred) = (user.preference.enabled(), user.preference.preferred());
        match self {
            Self::Account(value) => user.account = value,
            Self::Phone(value) => user.phone = value,
            Self::Email(value) => user.email = value,
            Self::Totp(value) => user.totp = value,
            Self::Passkeys(value) => user.passkeys = value,
            Self::Access(value) => user.access = value,
            Self::Enable(factor) => {
                user.preference = MfaPreference::with_valid_preferred(enabled.with(factor), preferred);
            }
            Self::Disable(factor) => user.preference = user.preference.without(factor),
            // A factor that is not enabled cannot be preferred: then nothing changes.
            Self::Prefer(factor) => user.preference = MfaPreference::new(enabled, factor).unwrap_or(user.preference),
            Self::FirstFactor(value) => attempt.first_factor = value,
            Self::Device(value) => attempt.device = value,
            Self::Risk(value) => attempt.risk = value,
            Self::Tier(value) => pool.tier = value,
            Self::Mode(value) => pool.mode = value,
            Self::Configure(factor) => pool.configured = pool.configured.with(factor),
            Self::Unconfigure(factor) => pool.configured = pool.configured.without(factor),
            Self::UserVerification(value) => pool.user_verification = value,
            Self::Allow(first) => pool.passwordless = pool.passwordless.with(first),
            Self::Disallow(first) => pool.passwordless = pool.passwordless.without(first),
            Self::Recovery(value) => pool.recovery = value,
            Self::DeviceConfiguration(value) => pool.device = value,
            Self::ThreatProtection(value) => pool.threat_protection = value,
            Self::RiskAction(level, action) => pool.risk_actions = pool.risk_actions.with(level, action),
        }
        (pool, user.facts(), attempt)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => write!(f, "status {} and password {}", account.status(), account.password()),
            Self::Phone(value) => write!(f, "phone_number {value}"),
            Self::Email(value) => write!(f, "email {value}"),
            Self::Totp(value) => write!(f, "software token {value}"),
            Self::Passkeys(value) => write!(f, "WebAuthn credentials {value}"),
            Self::Access(value) => write!(f, "the user {value}"),
            Self::Enable(factor) => write!(f, "{factor} enabled by the user"),
            Self::Disable(factor) => write!(f, "{factor} not enabled by the user"),
            Self::Prefer(Some(factor)) => write!(f, "{factor} preferred"),
            Self::Prefer(None) => f.write_str("no factor preferred"),
            Self::FirstFactor(value) => write!(f, "the first factor {value}"),
            Self::Device(value) => write!(f, "a device that is {value}"),
            Self::Risk(value) => write!(f, "a risk of {value}"),
            Self::Tier(value) => write!(f, "UserPoolTier {value}"),
            Self::Mode(value) => write!(f, "MfaConfiguration {value}"),
            Self::Configure(factor) => write!(f, "{factor} switched on in the pool"),
            Self::Unconfigure(factor) => write!(f, "{factor} switched off in the pool"),
            Self::UserVerification(value) => write!(f, "UserVerification {value}"),
            Self::Allow(first) => write!(f, "{first} among the AllowedFirstAuthFactors"),
            Self::Disallow(first) => write!(f, "{first} not among the AllowedFirstAuthFactors"),
            Self::Recovery(value) => write!(f, "account recovery {value}"),
            Self::DeviceConfiguration(None) => f.write_str("no DeviceConfiguration"),
            Self::DeviceConfiguration(Some(device)) => write!(
                f,
                "DeviceConfiguration with ChallengeRequiredOnNewDevice {} and DeviceOnlyRememberedOnUserPrompt {}",
                device.challenge_required_on_new_device, device.device_only_remembered_on_user_prompt
            ),
            Self::ThreatProtection(value) => write!(f, "AdvancedSecurityMode {value}"),
            Self::RiskAction(level, action) => write!(f, "{action} on a risk of {level}"),
        }
    }
}
