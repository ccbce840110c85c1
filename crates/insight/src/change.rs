//! A change of one thing: a fact or preference of the user, a part of the attempt, or a setting of the pool.

use crate::ANY_STAMP;
use crate::codes::codes;
use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, EmailSendingAccount, MfaMode, PasswordlessFactor, PoolPolicy, RiskAction,
    RiskLevel, ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::sign_in::{Attempt, Device, FirstFactor};
use cognito_mfa::user::{Account, AccountState, Attribute, MfaPreference, Passkeys, Totp, User, UserFacts};

/// A change of one thing.
///
/// Its `Display` is an instruction that names the setting and the value to set.
///
/// ```
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::user::Attribute;
/// use cognito_mfa_insight::Change;
///
/// assert_eq!(Change::Mode(MfaMode::On).to_string(), "Set MfaConfiguration to ON");
/// assert_eq!(Change::Phone(Attribute::Verified).to_string(), "Give the user a verified phone number");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// The user's status and password are set to these.
    Account(Account),
    /// The user's phone number is set to this.
    Phone(Attribute),
    /// The user's email address is set to this.
    Email(Attribute),
    /// The user's TOTP token is set to this.
    Totp(Totp),
    /// The user's passkeys are set to this.
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
    /// The user signs in from this kind of device.
    Device(Device),
    /// The sign-in has this risk level.
    Risk(RiskLevel),
    /// The pool's tier is set to this.
    Tier(Tier),
    /// The pool's mode is set to this.
    Mode(MfaMode),
    /// The pool's configuration of this factor is added.
    Configure(Factor),
    /// The pool's configuration of this factor is removed.
    Unconfigure(Factor),
    /// The pool's user verification is set to this.
    UserVerification(UserVerification),
    /// The pool allows this first factor.
    Allow(PasswordlessFactor),
    /// The pool no longer allows this first factor.
    Disallow(PasswordlessFactor),
    /// The pool's account recovery is set to this.
    Recovery(AccountRecovery),
    /// The account that sends the pool's email is set to this. No sign-in depends on it, but the rules about email MFA do.
    Sender(EmailSendingAccount),
    /// The pool's device configuration is set to this.
    DeviceConfiguration(Option<DeviceConfiguration>),
    /// The pool's threat protection is set to this.
    ThreatProtection(ThreatProtection),
    /// The pool's action at this risk level is set to this.
    RiskAction(RiskLevel, RiskAction),
}

codes! {
    /// What a change belongs to.
    ///
    /// Closed: these three are the decision's input.
    ///
    /// ```
    /// use cognito_mfa::user::AccountState;
    /// use cognito_mfa_insight::{Change, Subject};
    ///
    /// assert_eq!(Change::Access(AccountState::Disabled).subject(), Subject::User);
    /// ```
    pub enum Subject {
        /// The user.
        User = "user",
        /// The attempt to sign in.
        SignIn = "sign-in",
        /// The pool's policy.
        Pool = "pool",
    }
}

impl Change {
    /// Whether two changes set one setting.
    pub(crate) fn is_about_the_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Configure(one) | Self::Unconfigure(one), Self::Configure(other) | Self::Unconfigure(other)) => {
                one == other
            }
            (Self::Allow(one) | Self::Disallow(one), Self::Allow(other) | Self::Disallow(other)) => one == other,
            (Self::RiskAction(one, _), Self::RiskAction(other, _)) => one == other,
            _ => core::mem::discriminant(&self) == core::mem::discriminant(&other),
        }
    }

    /// Every change of one thing, including changes to the current value.
    ///
    /// ```
    /// use cognito_mfa_insight::{Change, Subject};
    ///
    /// assert!(Change::all().any(|change| change.subject() == Subject::Pool));
    /// ```
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        let account = Account::all().map(Self::Account);
        // What users have most often comes first: it's the example of several changes with the same effect.
        let means = Attribute::ALL.iter().rev().flat_map(|value| [Self::Phone(*value), Self::Email(*value)]);
        let totp = Totp::ALL.iter().copied().map(Self::Totp);
        let passkeys = Passkeys::ALL.iter().rev().copied().map(Self::Passkeys);
        let access = AccountState::ALL.iter().copied().map(Self::Access);
        let enabled = Factor::ALL.iter().flat_map(|factor| [Self::Enable(*factor), Self::Disable(*factor)]);
        let prefer = core::iter::once(None).chain(CodeFactor::ALL.iter().copied().map(Some)).map(Self::Prefer);
        let first = FirstFactor::KINDS.iter().copied().map(Self::FirstFactor);
        let device = Device::ALL.iter().copied().map(Self::Device);
        let risk = RiskLevel::ALL.iter().copied().map(Self::Risk);
        let tier = Tier::ALL.iter().copied().map(Self::Tier);
        let mode = MfaMode::ALL.iter().copied().map(Self::Mode);
        let offer = Factor::ALL.iter().flat_map(|factor| [Self::Configure(*factor), Self::Unconfigure(*factor)]);
        let verification = UserVerification::ALL.iter().copied().map(Self::UserVerification);
        let allow = PasswordlessFactor::ALL.iter().flat_map(|first| [Self::Allow(*first), Self::Disallow(*first)]);
        let recovery = AccountRecovery::ALL.iter().copied().map(Self::Recovery);
        let sender = EmailSendingAccount::ALL.iter().copied().map(Self::Sender);
        let devices = core::iter::once(None).chain(DeviceConfiguration::all().map(Some)).map(Self::DeviceConfiguration);
        let threat = ThreatProtection::ALL.iter().copied().map(Self::ThreatProtection);
        let actions = [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High]
            .into_iter()
            .flat_map(|level| RiskAction::ALL.iter().map(move |action| Self::RiskAction(level, *action)));
        let of_user = account.chain(means).chain(totp).chain(passkeys).chain(access).chain(enabled).chain(prefer);
        let of_sign_in = first.chain(device).chain(risk);
        let of_pool = tier.chain(mode).chain(offer).chain(verification).chain(allow).chain(recovery).chain(sender);
        of_user.chain(of_sign_in).chain(of_pool).chain(devices).chain(threat).chain(actions)
    }

    /// What the change belongs to.
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa_insight::{Change, Subject};
    ///
    /// assert_eq!(Change::Mode(MfaMode::On).subject(), Subject::Pool);
    /// ```
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
            | Self::Sender(_)
            | Self::DeviceConfiguration(_)
            | Self::ThreatProtection(_)
            | Self::RiskAction(..) => Subject::Pool,
        }
    }

    /// Makes the change.
    ///
    /// Returns the decision's input after the change. The input stays the same where the change has no effect: a factor
    /// that isn't enabled can't become the preferred one.
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::{Attempt, PoolPolicy, UserFacts};
    /// use cognito_mfa_insight::Change;
    ///
    /// let user = UserFacts::from_bits(0)?;
    /// let (pool, same, _) = Change::Mode(MfaMode::On).applied_to(PoolPolicy::default(), user, Attempt::password());
    /// assert_eq!((pool.mode, same), (MfaMode::On, user));
    /// # Ok::<(), cognito_mfa::user::NotUserFacts>(())
    /// ```
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
            // A factor that isn't enabled can't be preferred.
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
            // It isn't part of the decision's input.
            Self::Sender(_) => {}
            Self::DeviceConfiguration(value) => pool.device = value,
            Self::ThreatProtection(value) => pool.threat_protection = value,
            Self::RiskAction(level, action) => pool.risk_actions = pool.risk_actions.with(level, action),
        }
        (pool, user.facts(), attempt)
    }
}
