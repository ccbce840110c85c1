//! The decision by hand: a `match` over a struct of plain enums, as you would write it from spec 10 for your own service.
//! The structs are made before the clock starts.

use cognito_mfa::Profile;
use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor};
use cognito_mfa::pool::{
    Medium, MfaMode, PasswordlessFactor, RiskAction, RiskActions, RiskLevel, ThreatProtection, Tier,
};
use cognito_mfa::sign_in::{Device, FirstFactor, PasskeyProof, Reason};
use cognito_mfa::user::UserStatus;

use crate::Peer;
use crate::input::{Answer, Input};

/// A flag for each of the three code factors, in their order.
type Codes = [bool; 3];
const CODES: [CodeFactor; 3] = [CodeFactor::Sms, CodeFactor::Totp, CodeFactor::Email];
const NONE: Codes = [false; 3];

/// The facts of one sign-in.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "as you would write them from the specification")]
struct Facts {
    profile: Profile,
    tier: Tier,
    mode: MfaMode,
    threat_protection: ThreatProtection,
    risk_actions: RiskActions,
    risk_level: RiskLevel,
    first: FirstFactor,
    allows: [bool; 3],
    requires_verification: bool,
    configured: Codes,
    configured_passkey: bool,
    recovery: Option<Medium>,
    device: Device,
    challenges_devices: bool,
    asks_to_remember: bool,
    disabled: bool,
    status: UserStatus,
    has_password: bool,
    enabled: Codes,
    enabled_passkey: bool,
    preferred: Option<CodeFactor>,
    phone: bool,
    totp: bool,
    email: bool,
    passkey: bool,
}

pub(crate) struct Plain(Vec<Facts>);

impl Peer for Plain {
    fn name(&self) -> &'static str {
        "match"
    }

    fn decide(&mut self, number: usize) -> Answer {
        let (reason, codes) = decide(&self.0[number]);
        let factors = CODES.into_iter().zip(codes).filter(|(_, is_in)| *is_in).map(|(factor, _)| factor);
        Answer { reason, factors: Some(factors.collect::<CodeFactorSet>()) }
    }
}

fn decide(facts: &Facts) -> (Reason, Codes) {
    use FirstFactor::{CustomChallenge, EmailOtp, ExternalProvider, Passkey, Password, SmsOtp};
    let is_otp = matches!(facts.first, EmailOtp | SmsOtp);
    let risk = match (facts.tier, facts.threat_protection) {
        (Tier::Plus, ThreatProtection::Enforced) => facts.risk_actions.of(facts.risk_level),
        _ => RiskAction::NoAction,
    };
    let passkey_mfa = facts.mode != MfaMode::Off && facts.configured_passkey && facts.enabled_passkey;
    let has_enabled = facts.enabled != NONE || facts.enabled_passkey;
    let is_gated = match facts.mode {
        MfaMode::Off => false,
        MfaMode::Optional => has_enabled,
        MfaMode::On => true,
    };
    let demands_mfa = risk == RiskAction::MfaRequired;
    let [allows_email, allows_sms, allows_passkey] = facts.allows;
    let reason = match (facts.first, facts.status) {
        _ if facts.disabled => Reason::UserDisabled,
        (ExternalProvider, _) => Reason::Federated,
        (_, UserStatus::ExternalProvider) => Reason::FederatedOnly,
        (first, _) if risk == RiskAction::Block && first != CustomChallenge => Reason::RiskBlocked,
        (_, UserStatus::ResetRequired) => Reason::PasswordResetRequired,
        (_, UserStatus::Unconfirmed) if !is_otp => Reason::UserUnconfirmed,
        (CustomChallenge, _) => Reason::CustomChallenge,
        (EmailOtp, _) if !(allows_email && facts.email) => Reason::FirstFactorUnavailable,
        (SmsOtp, _) if !(allows_sms && facts.phone) => Reason::FirstFactorUnavailable,
        (Passkey(..), _) if !(allows_passkey && facts.passkey) => Reason::FirstFactorUnavailable,
        (Password, _) if !facts.has_password => Reason::FirstFactorUnavailable,
        (Password, UserStatus::ForceChangePassword) => Reason::NewPasswordRequired,
        (Password, _) => return after_password(facts, risk, has_enabled),
        (_, UserStatus::ForceChangePassword) => Reason::PasswordChallengeRequired,
        (EmailOtp | SmsOtp, _) if is_gated || demands_mfa => Reason::PasswordChallengeRequired,
        (Passkey(..), _) if (is_gated || demands_mfa) && !passkey_mfa => Reason::PasswordChallengeRequired,
        (Passkey(PasskeyProof::Presence, _), _) if facts.requires_verification || passkey_mfa => {
            Reason::UserVerificationRequired
        }
        (Passkey(PasskeyProof::UserVerified, _), _) if passkey_mfa => Reason::PasskeySatisfiesMfa,
        (EmailOtp | SmsOtp | Passkey(..), _) => Reason::Passwordless,
    };
    (reason, NONE)
}

/// Rows 13 to 25. Where these rows read the configured factors, the mode isn't OFF, so they're the offered factors.
fn after_password(facts: &Facts, risk: RiskAction, has_enabled: bool) -> (Reason, Codes) {
    let demands = matches!(risk, RiskAction::MfaIfConfigured | RiskAction::MfaRequired);
    if facts.mode == MfaMode::Off {
        let is_denied = risk == RiskAction::MfaRequired;
        return (if is_denied { Reason::RiskDemandsMfa } else { Reason::MfaNotDemanded }, NONE);
    }
    if facts.mode == MfaMode::Optional && !has_enabled && !demands {
        return (Reason::MfaNotDemanded, NONE);
    }
    let strict = facts.mode == MfaMode::On || !has_enabled;
    let [offers_sms, offers_totp, offers_email] = facts.configured;
    let [enabled_sms, enabled_totp, enabled_email] = facts.enabled;
    let spare_sms = offers_sms && facts.recovery != Some(Medium::Sms);
    let spare_email = offers_email && facts.recovery != Some(Medium::Email);
    let sms = facts.phone && ((offers_sms && enabled_sms) || (strict && spare_sms));
    let totp = facts.totp && (enabled_totp || (strict && offers_totp));
    let email = facts.email && ((offers_email && enabled_email) || (strict && spare_email));
    let candidates = [sms, totp, email];
    let count = candidates.into_iter().filter(|is_in| *is_in).count();
    let device_stands_in = facts.challenges_devices && (!demands || !facts.asks_to_remember);

    if count > 0 && facts.device == Device::Remembered && device_stands_in {
        return (Reason::DeviceRemembered, NONE);
    }
    match facts.preferred {
        Some(CodeFactor::Sms) if sms => return (Reason::PreferredFactor, [true, false, false]),
        Some(CodeFactor::Totp) if totp => return (Reason::PreferredFactor, [false, true, false]),
        Some(CodeFactor::Email) if email => return (Reason::PreferredFactor, [false, false, true]),
        Some(CodeFactor::Sms | CodeFactor::Totp | CodeFactor::Email) | None => {}
    }
    match (count, facts.phone, facts.email, facts.recovery) {
        (2.., ..) => (Reason::SeveralFactors, candidates),
        (1, ..) => (Reason::OnlyFactor, candidates),
        _ if risk == RiskAction::MfaIfConfigured && facts.mode == MfaMode::Optional && !has_enabled => {
            (Reason::RiskAllows, NONE)
        }
        _ if risk == RiskAction::MfaRequired => (Reason::RiskDemandsMfa, NONE),
        _ if facts.mode != MfaMode::On => (Reason::NoUsableFactor, NONE),
        (_, true, false, Some(Medium::Sms)) | (_, false, true, Some(Medium::Email))
            if facts.profile == Profile::Documented =>
        {
            (Reason::OnlyAttributeIsRecovery, NONE)
        }
        (_, false, false, _) if offers_totp || spare_email => (Reason::SetUpAny, [spare_sms, offers_totp, spare_email]),
        (_, false, false, _) => (Reason::SmsCannotBeSetUp, NONE),
        _ if offers_totp => (Reason::SetUpTotp, [false, true, false]),
        _ => (Reason::NoFactorToSetUp, NONE),
    }
}

impl Plain {
    pub(crate) fn new(inputs: &[Input]) -> Self {
        Self(inputs.iter().map(facts).collect())
    }
}

fn facts(Input { pool, user, attempt }: &Input) -> Facts {
    let codes = |has: &dyn Fn(Factor) -> bool| [has(Factor::Sms), has(Factor::Totp), has(Factor::Email)];
    let allows = |factor| pool.passwordless.contains(factor);
    Facts {
        profile: pool.profile,
        tier: pool.tier,
        mode: pool.mode,
        threat_protection: pool.threat_protection,
        risk_actions: pool.risk_actions,
        risk_level: attempt.risk,
        first: attempt.first_factor,
        allows: [
            allows(PasswordlessFactor::EmailOtp),
            allows(PasswordlessFactor::SmsOtp),
            allows(PasswordlessFactor::WebAuthn),
        ],
        requires_verification: pool.requires_user_verification(),
        configured: codes(&|factor| pool.configured.contains(factor)),
        configured_passkey: pool.configured.contains(Factor::Passkey),
        recovery: pool.recovery.medium(),
        device: attempt.device,
        challenges_devices: pool.device.is_some_and(|device| device.challenge_required_on_new_device),
        asks_to_remember: pool.device.is_some_and(|device| device.device_only_remembered_on_user_prompt),
        disabled: user.is_disabled(),
        status: user.status(),
        has_password: user.has_password(),
        enabled: codes(&|factor| user.enabled().contains(factor)),
        enabled_passkey: user.enabled().contains(Factor::Passkey),
        preferred: user.preferred(),
        phone: user.possessed().contains(Factor::Sms),
        totp: user.has_totp(),
        email: user.possessed().contains(Factor::Email),
        passkey: user.possessed().contains(Factor::Passkey),
    }
}
