//! The mode OFF with a risk that requires MFA: there are no candidates, so every sign-in is denied (spec 10, rows 8, 13
//! and 19).

use cognito_mfa::assurance::Attachment;
use cognito_mfa::factor::FactorSet;
use cognito_mfa::pool::{MfaMode, PasswordlessFactorSet, RiskAction, RiskActions, RiskLevel, ThreatProtection, Tier};
use cognito_mfa::sign_in::{FirstFactor, PasskeyProof, Reason};
use cognito_mfa::user::{Attribute, Passkeys, Totp};
use cognito_mfa::{Attempt, Outcome, PoolPolicy, UserFacts, resolve};

fn pool(action: RiskAction) -> PoolPolicy {
    PoolPolicy::default()
        .with_tier(Tier::Plus)
        .with_mode(MfaMode::Off)
        .with_configured(FactorSet::all())
        .with_passwordless(PasswordlessFactorSet::all())
        .with_threat_protection(ThreatProtection::Enforced)
        .with_risk_actions(RiskActions::every(action))
}

#[track_caller]
fn check(action: RiskAction, first_factor: FirstFactor, reason: Reason) {
    let (phone, email) = (Attribute::Verified, Attribute::Verified);
    let ann = crate::plain_user()
        .with_phone(phone)
        .with_email(email)
        .with_totp(Totp::Verified)
        .with_passkeys(Passkeys::CanVerify);
    let attempt = Attempt { risk: RiskLevel::Low, ..Attempt::with(first_factor) };
    assert_eq!(resolve(&pool(action), ann.facts(), attempt).reason(), reason, "{first_factor} {action}");
}

#[test]
fn a_risk_that_requires_mfa_denies_in_mode_off() {
    use FirstFactor::{EmailOtp, Password, SmsOtp};
    check(RiskAction::MfaRequired, Password, Reason::RiskDemandsMfa);
    let passkey = |proof| FirstFactor::Passkey(proof, Attachment::Platform);
    for passwordless in [EmailOtp, SmsOtp, passkey(PasskeyProof::Presence), passkey(PasskeyProof::UserVerified)] {
        check(RiskAction::MfaRequired, passwordless, Reason::PasswordChallengeRequired);
        check(RiskAction::MfaIfConfigured, passwordless, Reason::Passwordless);
    }
    check(RiskAction::MfaIfConfigured, Password, Reason::MfaNotDemanded);
    check(RiskAction::NoAction, Password, Reason::MfaNotDemanded);
}

/// For every user, only federation and a custom challenge sign in.
#[test]
fn no_user_passes_a_risk_that_requires_mfa_in_mode_off() {
    let pool = pool(RiskAction::MfaRequired);
    for attempt in Attempt::all().filter(|attempt| attempt.risk != RiskLevel::None) {
        let exempt = matches!(attempt.first_factor, FirstFactor::ExternalProvider | FirstFactor::CustomChallenge);
        for user in UserFacts::all() {
            let answer = resolve(&pool, user, attempt);
            let passes = match answer.outcome() {
                Outcome::Denied(_) => false,
                // After the new password, the decision runs again.
                Outcome::Challenge(challenge) => challenge.name() != "NEW_PASSWORD_REQUIRED",
                Outcome::Authenticated => true,
            };
            assert!(!passes || exempt, "{user:?} {attempt:?} {answer:?}");
        }
    }
}
