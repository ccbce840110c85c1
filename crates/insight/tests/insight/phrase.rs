//! Phrases: exact texts, and a different phrase for each attempt.

use std::collections::HashSet;

use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, MfaMode, PasswordlessFactor, PasswordlessFactorSet, RiskAction, RiskActions,
    RiskLevel, ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::sign_in::Device;
use cognito_mfa::{Attempt, PoolPolicy, Profile, resolve};
use cognito_mfa_insight::{Change, Phrase};

#[test]
fn attempt_phrases_differ_and_leave_out_what_is_usual() {
    let phrases: HashSet<_> = Attempt::all().map(|attempt| Phrase(attempt).to_string()).collect();
    assert_eq!(phrases.len(), Attempt::all().count());
    assert_eq!(Phrase(Attempt::password()).to_string(), "signing in with a password");
    let risky = Attempt { first_factor: crate::VERIFIED_PASSKEY, device: Device::Remembered, risk: RiskLevel::High };
    assert_eq!(
        Phrase(risky).to_string(),
        "signing in with a passkey with user verification from a remembered device at high risk"
    );
}

#[test]
fn pool_phrases() {
    assert_eq!(Phrase(&PoolPolicy::default()).to_string(), "an ESSENTIALS pool with MFA off and no factor");
    let device = DeviceConfiguration::new().with_challenge_required_on_new_device(true);
    let pool = PoolPolicy::default()
        .with_profile(Profile::Documented)
        .with_tier(Tier::Plus)
        .with_mode(MfaMode::On)
        .with_configured(FactorSet::of(&[Factor::Sms, Factor::Totp]))
        .with_user_verification(UserVerification::Required)
        .with_passwordless(PasswordlessFactorSet::of(&[PasswordlessFactor::WebAuthn]))
        .with_recovery(AccountRecovery::EmailThenPhone)
        .with_device(device)
        .with_threat_protection(ThreatProtection::Enforced)
        .with_risk_actions(RiskActions { high: RiskAction::Block, ..RiskActions::default() });
    insta::assert_snapshot!(Phrase(&pool));
}

/// One answer for each outcome and reason, in the order of the rows.
#[test]
fn answer_sentences() {
    let mut dice = crate::dice::Dice::new(81);
    let (all, settled) = crate::dice::all_users();
    let mut sentences = std::collections::BTreeMap::new();
    for _ in 0..300_000 {
        let (pool, user, attempt) = (dice.policy(), dice.user(&all, &settled), dice.attempt());
        let answer = resolve(&pool, user, attempt);
        sentences.entry((answer.reason(), answer.outcome().to_string())).or_insert(answer);
    }
    let lines: Vec<_> = sentences.values().map(|answer| format!("{}.", Phrase(*answer))).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn changes_are_instructions() {
    let lines: Vec<_> = Change::all().map(|change| change.to_string()).collect();
    let different: HashSet<_> = lines.iter().collect();
    assert_eq!(different.len(), lines.len());
    insta::assert_snapshot!(lines.join("\n"));
}
