//! Each row reads exactly the listed facts, and each fact has the value of the input.

use std::collections::HashMap;
use std::fmt::Write;

use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::pool::{
    DeviceConfiguration, MfaMode, PasswordlessFactor, PasswordlessFactorSet, RiskAction, RiskActions, RiskLevel,
    ThreatProtection, Tier, UserVerification,
};
use cognito_mfa::sign_in::{Device, ReasonRow};
use cognito_mfa::user::{Attribute, MfaPreference, Passkeys, Totp};
use cognito_mfa::{Attempt, PoolPolicy, resolve};
use cognito_mfa_insight::{Explanation, Fact, RowStatus, RowTrace};

use crate::dice::{Dice, all_users};

/// The reached rows of random sign-ins, each with the values of its facts.
fn reached_rows() -> Vec<(RowTrace, Vec<String>)> {
    let (all, settled) = all_users();
    let mut dice = Dice::new(7);
    let device = DeviceConfiguration::new().with_challenge_required_on_new_device(true);
    let sign_ins = (0..80_000).map(|number| {
        let (mut pool, mut attempt) = (dice.policy(), dice.attempt());
        // Every second sign-in reaches the row about devices, if it asks for a factor.
        if number % 2 == 0 {
            (pool.mode, pool.device) = (MfaMode::On, Some(device));
            attempt = Attempt { device: Device::Remembered, ..Attempt::password() };
        }
        // Some of these have a risk that requires MFA, and devices that are remembered on prompt.
        if number % 4 == 0 {
            (pool.tier, pool.threat_protection) = (Tier::Plus, ThreatProtection::Enforced);
            pool.risk_actions = RiskActions::every(RiskAction::MfaRequired);
            pool.device = Some(device.with_device_only_remembered_on_user_prompt(true));
            attempt.risk = [RiskLevel::None, RiskLevel::Low][number / 4 % 2];
        }
        // Others use a passkey without user verification, in pools that can accept it.
        if number % 4 == 1 {
            (pool.mode, pool.user_verification) = (MfaMode::Optional, UserVerification::Preferred);
            attempt = Attempt::with(crate::PRESENCE_PASSKEY);
        }
        Explanation::new(pool, dice.user(&all, &settled), attempt)
    });
    let values = |why: &Explanation, row: &RowTrace| row.reads.iter().map(|fact| why.value(*fact)).collect();
    let rows = |why: Explanation| {
        let reached = why.rows().filter(|row| row.status != RowStatus::NotReached);
        reached.map(|row| (row, values(&why, &row))).collect::<Vec<_>>()
    };
    sign_ins.flat_map(rows).collect()
}

#[test]
fn each_row_depends_on_its_facts_and_on_no_others() {
    let reached = reached_rows();
    let mut hits = HashMap::new();
    for (row, values) in &reached {
        let before = hits.entry((row.row.reason, values)).or_insert(row.status);
        assert_eq!(*before, row.status, "{} with {values:?}", row.row.reason);
    }
    let mut without_effect = Vec::new();
    for row in ReasonRow::ALL {
        let of_row = || reached.iter().filter(|(trace, _)| trace.row.reason == row.reason);
        for place in 0..of_row().next().unwrap().0.reads.len() {
            let mut others = HashMap::new();
            let matters = of_row().any(|(trace, values)| {
                let mut rest = values.clone();
                rest.remove(place);
                *others.entry(rest).or_insert(trace.status) != trace.status
            });
            if !matters {
                without_effect.push((row.reason, of_row().next().unwrap().0.reads[place]));
            }
        }
    }
    assert_eq!(without_effect, []);
}

#[test]
fn each_fact_has_the_value_of_the_input() {
    let user = crate::plain_user()
        .with_phone(Attribute::Verified)
        .with_email(Attribute::Unverified)
        .with_totp(Totp::Verified)
        .with_passkeys(Passkeys::CannotVerify)
        .with_preference(
            MfaPreference::new(FactorSet::of(&[Factor::Sms, Factor::Totp]), Some(CodeFactor::Totp)).unwrap(),
        );
    let device = DeviceConfiguration::new().with_challenge_required_on_new_device(true);
    let pool = PoolPolicy::default()
        .with_tier(Tier::Plus)
        .with_mode(MfaMode::Optional)
        .with_configured(FactorSet::of(&[Factor::Sms, Factor::Email]))
        .with_passwordless(PasswordlessFactorSet::of(&[PasswordlessFactor::WebAuthn]))
        .with_device(device)
        .with_threat_protection(ThreatProtection::Enforced)
        .with_risk_actions(RiskActions { low: RiskAction::MfaRequired, ..RiskActions::default() });
    let attempt = Attempt { device: Device::Known, risk: RiskLevel::Low, ..Attempt::password() };
    let why = Explanation::new(pool, user.facts(), attempt);
    assert_eq!(why.resolution(), resolve(&pool, user.facts(), attempt));
    let mut text = String::from("| fact | value | sentence |\n|---|---|---|\n");
    for fact in Fact::ALL {
        writeln!(text, "| {fact} | {} | {} |", why.value(*fact), why.sentence(*fact)).unwrap();
    }
    insta::assert_snapshot!(text);
}
