//! The sign-in decision (spec 10): which challenge a user gets, and why.
//!
//! [`resolve`] checks the rows of the specification in order and returns the first one that applies. It never allocates and
//! has an answer for every input. It doesn't check credentials: you pass in what your service has already verified.

use crate::evidence::Profile;
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::names::named;
use crate::pool::{MfaMode, PasswordlessFactor, PoolPolicy, RiskAction, RiskLevel};
use crate::sign_in::first_factor::FirstFactor;
use crate::sign_in::first_factors::{allowed_and_possessed, has_passkey_mfa, is_withheld};
use crate::sign_in::outcome::Outcome;
use crate::sign_in::reason::Reason;
use crate::sign_in::session::PasskeyProof;
use crate::user::UserStatus;
use crate::user::facts::UserFacts;

named! {
    /// The device that the user signs in from.
    ///
    /// Closed, because a new value would change the sign-in decision.
    ///
    /// ```
    /// use cognito_mfa::sign_in::Device;
    ///
    /// assert_eq!(Device::from_name("remembered"), Some(Device::Remembered));
    /// assert_eq!(Device::from_name("trusted"), None);
    /// ```
    #[derive(Default)]
    pub enum Device {
        /// The user signs in from this device for the first time.
        #[default]
        Unknown = "unknown",
        /// The user has signed in from this device before. It isn't remembered.
        Known = "known",
        /// The device is remembered.
        Remembered = "remembered",
    }
}

/// One attempt to sign in.
///
/// Closed, because a new fact could change the sign-in decision. A host must then supply it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Attempt {
    /// The first factor that was proven.
    pub first_factor: FirstFactor,
    /// The device.
    pub device: Device,
    /// The risk level that the service assessed.
    pub risk: RiskLevel,
}

impl Attempt {
    /// This first factor, from an unknown device, without risk.
    #[must_use]
    pub const fn with(first_factor: FirstFactor) -> Self {
        Self { first_factor, device: Device::Unknown, risk: RiskLevel::None }
    }

    /// A password, from an unknown device, without risk.
    #[must_use]
    pub const fn password() -> Self {
        Self::with(FirstFactor::Password)
    }

    /// Every attempt that the decision distinguishes. There are 84, with the first factors of [`FirstFactor::KINDS`].
    ///
    /// ```
    /// assert_eq!(cognito_mfa::Attempt::all().count(), 84);
    /// ```
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        FirstFactor::KINDS.iter().flat_map(|first_factor| {
            Device::ALL.iter().flat_map(move |device| {
                let risks = RiskLevel::ALL.iter();
                risks.map(move |risk| Self { first_factor: *first_factor, device: *device, risk: *risk })
            })
        })
    }
}

/// The answer to a sign-in, and the one reason for it.
///
/// [`resolve`] has an example.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Resolution {
    reason: Reason,
    /// The factors that the answer asks for or offers.
    codes: CodeFactorSet,
}

impl Resolution {
    /// The row that decided.
    #[must_use]
    pub const fn reason(self) -> Reason {
        self.reason
    }

    /// The answer to the sign-in.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        self.reason.outcome(self.codes)
    }

    /// The answer of a row without factors.
    const fn plain(reason: Reason) -> Self {
        Self { reason, codes: CodeFactorSet::EMPTY }
    }

    /// The answer of a row that asks for these factors or offers them.
    const fn with_codes(reason: Reason, codes: CodeFactorSet) -> Self {
        Self { reason, codes }
    }
}

impl core::fmt::Debug for Resolution {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Resolution").field("outcome", &self.outcome()).field("reason", &self.reason()).finish()
    }
}

/// Decides which challenge a user gets at sign-in, and why. It has an answer for every pool, user and attempt.
///
/// ```
/// use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::sign_in::Challenge;
/// use cognito_mfa::{Attempt, Outcome, PoolPolicy};
/// use cognito_mfa::sign_in::Reason;
/// use cognito_mfa::user::Totp;
/// use cognito_mfa::{User, resolve};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::CredentialStamp;
///
/// let mut pool = PoolPolicy::default().with_mode(MfaMode::On);
/// pool.configured = FactorSet::of(&[Factor::Totp]);
/// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// ann.totp = Totp::Verified;
/// let answer = resolve(&pool, ann.facts(), Attempt::password());
/// assert_eq!(answer.outcome(), Outcome::Challenge(Challenge::Code(CodeFactor::Totp)));
///
/// pool.mode = MfaMode::Off;
/// let answer = resolve(&pool, ann.facts(), Attempt::password());
/// assert_eq!((answer.outcome(), answer.reason()), (Outcome::Authenticated, Reason::MfaNotDemanded));
/// ```
#[must_use]
pub fn resolve(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Resolution {
    let Attempt { first_factor: first, device, .. } = attempt;
    let risk = pool.risk(attempt.risk);

    // Rows 1 to 4
    if let Some(answer) = before_first_factor(user, first, risk) {
        return answer;
    }
    // Row 5: an OTP confirms the user.
    if user.status() == UserStatus::Unconfirmed && !matches!(first, FirstFactor::EmailOtp | FirstFactor::SmsOtp) {
        return Resolution::plain(Reason::UserUnconfirmed);
    }
    // Row 6. Row 2 has answered for an external provider.
    if matches!(first, FirstFactor::CustomChallenge | FirstFactor::ExternalProvider) {
        return Resolution::plain(Reason::CustomChallenge);
    }
    let passwordless = passwordless(first);
    // Row 7
    if !passwordless.map_or(user.has_password(), |factor| allowed_and_possessed(pool, user, factor)) {
        return Resolution::plain(Reason::FirstFactorUnavailable);
    }
    if let Some(factor) = passwordless {
        let passkey_mfa = factor == PasswordlessFactor::WebAuthn && has_passkey_mfa(pool, user);
        // Row 8
        if is_withheld(pool, user, factor) || (risk == RiskAction::MfaRequired && !passkey_mfa) {
            return Resolution::plain(Reason::PasswordChallengeRequired);
        }
        // Row 9
        if matches!(first, FirstFactor::Passkey(PasskeyProof::Presence, _))
            && (pool.requires_user_verification() || passkey_mfa)
        {
            return Resolution::plain(Reason::UserVerificationRequired);
        }
        // Rows 10 and 11
        return Resolution::plain(if passkey_mfa { Reason::PasskeySatisfiesMfa } else { Reason::Passwordless });
    }
    // Row 12
    if user.status() == UserStatus::ForceChangePassword {
        return Resolution::plain(Reason::NewPasswordRequired);
    }
    // Row 13
    let nothing_enabled = user.enabled().is_empty();
    let risk_demands = matches!(risk, RiskAction::MfaIfConfigured | RiskAction::MfaRequired);
    let is_demanded = match pool.mode {
        MfaMode::Off => risk == RiskAction::MfaRequired,
        MfaMode::Optional => !nothing_enabled || risk_demands,
        MfaMode::On => true,
    };
    if !is_demanded {
        return Resolution::plain(Reason::MfaNotDemanded);
    }
    let candidates = candidates(pool, user, pool.mode == MfaMode::On || nothing_enabled);
    if !candidates.is_empty() {
        // Row 14: one of rows 15 to 17 would ask for a factor.
        if device == Device::Remembered && device_stands_in(pool, risk_demands) {
            return Resolution::plain(Reason::DeviceRemembered);
        }
        // Rows 15 to 17
        return ask(user, candidates);
    }
    // Row 18
    if risk == RiskAction::MfaIfConfigured && pool.mode == MfaMode::Optional && nothing_enabled {
        return Resolution::plain(Reason::RiskAllows);
    }
    // Row 19
    if risk == RiskAction::MfaRequired {
        return Resolution::plain(Reason::RiskDemandsMfa);
    }
    // Row 20
    if pool.mode != MfaMode::On {
        return Resolution::plain(Reason::NoUsableFactor);
    }
    let offered = pool.offered().codes();
    let attributes = user.possessed().codes().without(CodeFactor::Totp);
    // Row 21
    if pool.profile == Profile::Documented && !attributes.is_empty() && attributes == recovery_medium(pool) {
        return Resolution::plain(Reason::OnlyAttributeIsRecovery);
    }
    // Row 22
    if !attributes.is_empty() && offered.contains(CodeFactor::Totp) {
        return Resolution::with_codes(Reason::SetUpTotp, CodeFactorSet::EMPTY.with(CodeFactor::Totp));
    }
    // Row 23
    if !attributes.is_empty() {
        return Resolution::plain(Reason::NoFactorToSetUp);
    }
    // Row 24
    let rest = offered.minus(recovery_medium(pool));
    if !rest.without(CodeFactor::Sms).is_empty() {
        return Resolution::with_codes(Reason::SetUpAny, rest);
    }
    // Row 25
    Resolution::plain(Reason::SmsCannotBeSetUp)
}

/// Rows 1 to 4, which are judged even before the user chooses a first factor. `None` when none of them applies.
#[inline]
pub(crate) fn before_first_factor(user: UserFacts, first: FirstFactor, risk: RiskAction) -> Option<Resolution> {
    // Row 1
    if user.is_disabled() {
        return Some(Resolution::plain(Reason::UserDisabled));
    }
    // Row 2
    if first == FirstFactor::ExternalProvider {
        return Some(Resolution::plain(Reason::Federated));
    }
    // Row 2a
    if user.status() == UserStatus::ExternalProvider {
        return Some(Resolution::plain(Reason::FederatedOnly));
    }
    // Row 3: custom challenges have a threat protection setting of their own.
    if risk == RiskAction::Block && first != FirstFactor::CustomChallenge {
        return Some(Resolution::plain(Reason::RiskBlocked));
    }
    // Row 4
    (user.status() == UserStatus::ResetRequired).then(|| Resolution::plain(Reason::PasswordResetRequired))
}

/// Rows 15 to 17: the candidates that the answer asks for or offers.
#[inline]
fn ask(user: UserFacts, candidates: CodeFactorSet) -> Resolution {
    // Row 15: a preferred factor is enabled, and an enabled factor that works is a candidate.
    let preferred = user.preferred_set().and(candidates);
    // Rows 16 and 17. Both choices select a value, so that there's no branch to predict.
    let unpreferred = if candidates.is_single() { Reason::OnlyFactor } else { Reason::SeveralFactors };
    let (reason, codes) =
        if preferred.is_empty() { (unpreferred, candidates) } else { (Reason::PreferredFactor, preferred) };
    Resolution::with_codes(reason, codes)
}

/// The factors that rows 15 to 17 would ask for or offer without risk and from an unknown device, even if an earlier row
/// decides.
pub(crate) fn asked_without_risk(pool: &PoolPolicy, user: UserFacts) -> CodeFactorSet {
    ask(user, candidates(pool, user, pool.mode == MfaMode::On)).codes
}

/// The candidates: the enabled code factors. If `strict` is true, factors that aren't enabled count too. The mode OFF has
/// no candidates.
///
/// `strict` is true when the mode is ON, or when the user has nothing enabled and the risk demands MFA.
pub(crate) fn candidates(pool: &PoolPolicy, user: UserFacts, strict: bool) -> CodeFactorSet {
    if pool.mode == MfaMode::Off {
        return CodeFactorSet::EMPTY;
    }
    let totp = CodeFactorSet::EMPTY.with(CodeFactor::Totp);
    let offered = pool.offered().codes();
    let enabled = user.enabled().codes();
    let unasked = if strict { offered.minus(recovery_medium(pool)) } else { CodeFactorSet::EMPTY };
    // Enabled TOTP works even if the pool no longer offers it. A message factor doesn't.
    let wanted = enabled.and(totp.or(offered)).or(unasked);
    wanted.and(user.possessed().codes())
}

/// The passwordless first factor that was proven; `None` for any other first factor.
const fn passwordless(first: FirstFactor) -> Option<PasswordlessFactor> {
    match first {
        FirstFactor::EmailOtp => Some(PasswordlessFactor::EmailOtp),
        FirstFactor::SmsOtp => Some(PasswordlessFactor::SmsOtp),
        FirstFactor::Passkey(..) => Some(PasswordlessFactor::WebAuthn),
        FirstFactor::Password | FirstFactor::ExternalProvider | FirstFactor::CustomChallenge => None,
    }
}

/// Whether the pool asks for a remembered device instead of a code.
fn device_stands_in(pool: &PoolPolicy, risk_demands: bool) -> bool {
    pool.device.is_some_and(|device| {
        let without_asking = !device.device_only_remembered_on_user_prompt;
        device.challenge_required_on_new_device && (without_asking || !risk_demands)
    })
}

/// The factor with the same channel as the recovery medium.
fn recovery_medium(pool: &PoolPolicy) -> CodeFactorSet {
    pool.recovery.medium().map_or(CodeFactorSet::EMPTY, |medium| CodeFactorSet::EMPTY.with(medium.into()))
}
