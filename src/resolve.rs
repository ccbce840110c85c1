//! THE DECISION (SPEC 10): which challenge a sign-in gets, and why. First match wins, row for row.

use crate::evidence::Fidelity;
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::facts::UserFacts;
use crate::first_factor::{allowed_and_possessed, has_passkey_mfa, is_withheld};
use crate::names::named;
use crate::pool::{Medium, MfaMode, Passwordless, PoolPolicy, RiskAction, RiskLevel};
use crate::reason::{Denial, Reason};
use crate::user::UserStatus;

named! {
    /// The first factor that was proven, as the caller established it.
    ///
    /// Closed: the decision is written over these.
    #[derive(Default)]
    pub enum FirstFactor {
        /// A password, temporary or permanent.
        #[default]
        Password = "password",
        /// A code in an email message.
        EmailOtp = "email-otp",
        /// A code in a text message.
        SmsOtp = "sms-otp",
        /// A passkey that showed only that somebody was there.
        PasskeyPresence = "passkey-presence",
        /// A passkey that verified the user.
        PasskeyVerified = "passkey-verified",
        /// An external identity provider vouches for the user.
        ExternalProvider = "external-provider",
        /// A custom challenge, without a password.
        CustomChallenge = "custom-challenge",
    }
}

named! {
    /// The device that the user signs in from.
    ///
    /// Closed: the decision is written over these.
    #[derive(Default)]
    pub enum Device {
        /// Never seen.
        #[default]
        Unknown = "unknown",
        /// Seen, and not remembered.
        Known = "known",
        /// Remembered.
        Remembered = "remembered",
    }
}

/// One attempt to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Attempt {
    /// The first factor that was proven.
    pub first_factor: FirstFactor,
    /// The device.
    pub device: Device,
    /// The risk that was assessed.
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

    /// Every attempt there is: 84 of them.
    pub fn all() -> impl Iterator<Item = Self> + Clone {
        FirstFactor::ALL.iter().flat_map(|first_factor| {
            Device::ALL.iter().flat_map(move |device| {
                let risks = RiskLevel::ALL.iter();
                risks.map(move |risk| Self { first_factor: *first_factor, device: *device, risk: *risk })
            })
        })
    }
}

/// What a sign-in gets.
///
/// Closed: a caller that misses one might let the user in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The user is signed in.
    Authenticated,
    /// Something is asked for.
    Challenge(Challenge),
    /// The sign-in is denied.
    Denied(Denial),
}

/// What is asked for.
///
/// Closed: a caller that misses one could not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Challenge {
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword,
    /// `DEVICE_SRP_AUTH`
    DeviceSrp,
    /// The code of this factor: `SMS_MFA`, `SOFTWARE_TOKEN_MFA` or `EMAIL_OTP`.
    Code(CodeFactor),
    /// `SELECT_MFA_TYPE` with these, two or more.
    SelectMfaType(CodeFactorSet),
    /// `MFA_SETUP` with these.
    MfaSetup(CodeFactorSet),
}

impl Challenge {
    /// The service's `ChallengeName`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewPassword => "NEW_PASSWORD_REQUIRED",
            Self::DeviceSrp => "DEVICE_SRP_AUTH",
            Self::Code(factor) => factor.name(),
            Self::SelectMfaType(_) => "SELECT_MFA_TYPE",
            Self::MfaSetup(_) => "MFA_SETUP",
        }
    }
}

/// The answer to a sign-in, and the one reason for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Resolution {
    /// What the sign-in gets.
    pub outcome: Outcome,
    /// The row that decided.
    pub reason: Reason,
}

/// Decides which challenge a sign-in gets, and why. Total: every pool, user and attempt has an answer.
///
/// ```
/// use cognito_mfa::{Attempt, Challenge, CodeFactor, Factor, FactorSet, MfaMode, Outcome, PoolPolicy};
/// use cognito_mfa::{Reason, Totp, User, resolve};
///
/// let mut pool = PoolPolicy { mode: MfaMode::On, ..PoolPolicy::default() };
/// pool.configured = FactorSet::of(&[Factor::Totp]);
/// let mut ann = User::default();
/// ann.totp = Totp::Verified;
/// let answer = resolve(&pool, ann.facts(), Attempt::password());
/// assert_eq!(answer.outcome, Outcome::Challenge(Challenge::Code(CodeFactor::Totp)));
///
/// pool.mode = MfaMode::Off;
/// let answer = resolve(&pool, ann.facts(), Attempt::password());
/// assert_eq!((answer.outcome, answer.reason), (Outcome::Authenticated, Reason::MfaNotDemanded));
/// ```
#[must_use]
pub fn resolve(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Resolution {
    use FirstFactor::{
        CustomChallenge, EmailOtp, ExternalProvider, PasskeyPresence, PasskeyVerified, Password, SmsOtp,
    };
    if let Some(answer) = before_first_factor(pool, user, attempt) {
        return answer; // rows 1 to 4
    }
    // Row 5: an OTP confirms the user.
    if user.status() == UserStatus::Unconfirmed && !matches!(attempt.first_factor, EmailOtp | SmsOtp) {
        return denied(Denial::UserNotConfirmed, Reason::UserUnconfirmed);
    }
    match attempt.first_factor {
        // Row 6; row 2 has answered for the external provider.
        CustomChallenge | ExternalProvider => authenticated(Reason::CustomChallenge),
        EmailOtp => after_passwordless(pool, user, attempt, Passwordless::EmailOtp),
        SmsOtp => after_passwordless(pool, user, attempt, Passwordless::SmsOtp),
        PasskeyPresence | PasskeyVerified => after_passwordless(pool, user, attempt, Passwordless::WebAuthn),
        Password => after_password(pool, user, attempt),
    }
}

/// Rows 1 to 4: what is judged even before the first factor is known. `None` when none of them hits.
pub(crate) fn before_first_factor(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Option<Resolution> {
    // Row 1
    if user.is_disabled() {
        return Some(denied(Denial::NotAuthorized, Reason::UserDisabled));
    }
    // Row 2
    if attempt.first_factor == FirstFactor::ExternalProvider {
        return Some(authenticated(Reason::Federated));
    }
    // Row 2a
    if user.status() == UserStatus::ExternalProvider {
        return Some(denied(Denial::NotAuthorized, Reason::FederatedOnly));
    }
    // Row 3: the threat protection of custom challenges is a setting of its own.
    if pool.risk(attempt.risk) == RiskAction::Block && attempt.first_factor != FirstFactor::CustomChallenge {
        return Some(denied(Denial::NotAuthorized, Reason::RiskBlocked));
    }
    // Row 4
    if user.status() == UserStatus::ResetRequired {
        return Some(denied(Denial::PasswordResetRequired, Reason::PasswordResetRequired));
    }
    None
}

/// Rows 7 to 11.
fn after_passwordless(pool: &PoolPolicy, user: UserFacts, attempt: Attempt, factor: Passwordless) -> Resolution {
    let is_passkey = factor == Passwordless::WebAuthn;
    let passkey_mfa = is_passkey && has_passkey_mfa(pool, user);
    let verified = attempt.first_factor == FirstFactor::PasskeyVerified;
    let mfa_required = pool.mode != MfaMode::Off && pool.risk(attempt.risk) == RiskAction::MfaRequired;

    // Row 7
    if !allowed_and_possessed(pool, user, factor) {
        return denied(Denial::NotAuthorized, Reason::FirstFactorUnavailable);
    }
    // Row 8
    if is_withheld(pool, user, factor) || (mfa_required && !passkey_mfa) {
        return denied(Denial::NotAuthorized, Reason::PasswordChallengeRequired);
    }
    // Row 9
    if is_passkey && !verified && (pool.requires_user_verification() || passkey_mfa) {
        return denied(Denial::NotAuthorized, Reason::UserVerificationRequired);
    }
    // Rows 10 and 11
    authenticated(if passkey_mfa { Reason::PasskeySatisfiesMfa } else { Reason::Passwordless })
}

/// Rows 7, and 12 to 25.
fn after_password(pool: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Resolution {
    let nothing_enabled = user.enabled().is_empty();
    let risk = pool.risk(attempt.risk);
    let risk_demands = matches!(risk, RiskAction::MfaIfConfigured | RiskAction::MfaRequired);

    // Row 7
    if !user.has_password() {
        return denied(Denial::NotAuthorized, Reason::FirstFactorUnavailable);
    }
    // Row 12
    if user.status() == UserStatus::ForceChangePassword {
        return challenge(Challenge::NewPassword, Reason::NewPasswordRequired);
    }
    // Row 13
    let demanded = match pool.mode {
        MfaMode::Off => false,
        MfaMode::Optional => !nothing_enabled || risk_demands,
        MfaMode::On => true,
    };
    if !demanded {
        return authenticated(Reason::MfaNotDemanded);
    }

    let candidates = candidates(pool, user, pool.mode == MfaMode::On || nothing_enabled);
    if candidates.is_empty() {
        return without_candidates(pool, user, risk);
    }
    // Row 14
    if attempt.device == Device::Remembered && device_stands_in(pool, risk_demands) {
        return challenge(Challenge::DeviceSrp, Reason::DeviceRemembered);
    }
    // Row 15: a preferred factor is enabled, and an enabled factor that works is a candidate.
    if let Some(preferred) = user.preferred().filter(|factor| candidates.contains(*factor)) {
        return challenge(Challenge::Code(preferred), Reason::PreferredFactor);
    }
    match candidates.only() {
        // Row 16
        None => challenge(Challenge::SelectMfaType(candidates), Reason::SeveralFactors),
        // Row 17
        Some(factor) => challenge(Challenge::Code(factor), Reason::OnlyFactor),
    }
}

/// The code factors that can be asked for: the enabled ones and, where it is `strict`, those that nobody enabled.
///
/// `strict` is: mode ON, or nothing enabled (then it is the risk that demands).
pub(crate) fn candidates(pool: &PoolPolicy, user: UserFacts, strict: bool) -> CodeFactorSet {
    let totp = CodeFactorSet::EMPTY.with(CodeFactor::Totp);
    let offered = pool.offered().codes();
    let enabled = user.enabled().codes();
    let unasked = if strict { offered.minus(recovery_medium(pool)) } else { CodeFactorSet::EMPTY };
    // An enabled token outlives the pool's offer; a message factor does not.
    let wanted = enabled.and(totp.or(offered)).or(unasked);
    wanted.and(user.means().codes())
}

/// Rows 18 to 25: MFA is demanded, and no factor can be asked for.
fn without_candidates(pool: &PoolPolicy, user: UserFacts, risk: RiskAction) -> Resolution {
    let offered = pool.offered().codes();
    let sms = CodeFactorSet::EMPTY.with(CodeFactor::Sms);
    let email = CodeFactorSet::EMPTY.with(CodeFactor::Email);
    let attributes = user.means().codes().and(sms.or(email));

    // Row 18
    if risk == RiskAction::MfaIfConfigured && pool.mode == MfaMode::Optional && user.enabled().is_empty() {
        return authenticated(Reason::RiskAllows);
    }
    // Row 19
    if risk == RiskAction::MfaRequired {
        return denied(Denial::NotAuthorized, Reason::RiskDemandsMfa);
    }
    // Row 20
    if pool.mode != MfaMode::On {
        return denied(Denial::MfaMethodNotFound, Reason::NoUsableFactor);
    }
    // Row 21
    if pool.fidelity == Fidelity::Documented && !attributes.is_empty() && attributes == recovery_medium(pool) {
        return denied(Denial::MfaMethodNotFound, Reason::OnlyAttributeIsRecovery);
    }
    // Rows 22 and 23
    if !attributes.is_empty() {
        return if offered.contains(CodeFactor::Totp) {
            let totp = CodeFactorSet::EMPTY.with(CodeFactor::Totp);
            challenge(Challenge::MfaSetup(totp), Reason::SetUpTotp)
        } else {
            denied(Denial::MfaMethodNotFound, Reason::NoFactorToSetUp)
        };
    }
    // Rows 24 and 25
    let rest = offered.minus(recovery_medium(pool));
    if rest.minus(sms).is_empty() {
        denied(Denial::MfaMethodNotFound, Reason::SmsCannotBeSetUp)
    } else {
        challenge(Challenge::MfaSetup(rest), Reason::SetUpAny)
    }
}

/// Whether a remembered device is asked for in place of a code.
fn device_stands_in(pool: &PoolPolicy, risk_demands: bool) -> bool {
    pool.device.is_some_and(|device| {
        let without_asking = !device.device_only_remembered_on_user_prompt;
        device.challenge_required_on_new_device && (without_asking || !risk_demands)
    })
}

/// The recovery medium, as the factor that uses the same channel.
fn recovery_medium(pool: &PoolPolicy) -> CodeFactorSet {
    match pool.recovery.medium() {
        None => CodeFactorSet::EMPTY,
        Some(Medium::Email) => CodeFactorSet::EMPTY.with(CodeFactor::Email),
        Some(Medium::Sms) => CodeFactorSet::EMPTY.with(CodeFactor::Sms),
    }
}

const fn authenticated(reason: Reason) -> Resolution {
    Resolution { outcome: Outcome::Authenticated, reason }
}

const fn challenge(challenge: Challenge, reason: Reason) -> Resolution {
    Resolution { outcome: Outcome::Challenge(challenge), reason }
}

const fn denied(denial: Denial, reason: Reason) -> Resolution {
    Resolution { outcome: Outcome::Denied(denial), reason }
}
