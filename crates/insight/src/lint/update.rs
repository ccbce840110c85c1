//! The checks of the rules of `UpdateUserPool`.

use alloc::vec;
use alloc::vec::Vec;

use super::Lint;
use super::found::{Found, Key, alone};
use super::target::target;
use crate::change::Change;
use cognito_mfa::apply::Transition;
use cognito_mfa::command::{PoolCommand, UserPoolSettings};
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{
    AccountRecovery, EmailSendingAccount, MfaMode, PasswordlessFactor, Pool, ThreatProtection, Tier,
};
use cognito_mfa::rules::{Rejection, Rule, Violation};

/// The rules that an update without changes breaks. Every update breaks them, unless it fixes them.
pub(super) fn broken(pool: &Pool) -> Vec<Violation> {
    update(pool, None).err().iter().flat_map(Rejection::violations).copied().collect()
}

pub(super) fn findings(pool: &Pool) -> Vec<Found> {
    let broken = broken(pool);
    if broken.is_empty() {
        let lower = Tier::ALL.iter().copied().find(|tier| *tier < pool.tier && update(pool, Some(*tier)).is_ok());
        let found = |tier| {
            let lint = Lint::TierPaysForUnused;
            Found { fixes: alone(Change::Tier(tier)), ..Found::new(Key::Alone(lint), lint, None, &[]) }
        };
        return lower.map(found).into_iter().collect();
    }
    let found = |violation: &Violation| {
        let lint =
            if violation.rule() == Rule::TierExcludesFeatures { Lint::TierLacksSetting } else { Lint::UpdateIsRefused };
        let fixes = repairs(pool, violation.rule()).into_iter().map(|changes| with_others(pool, changes)).collect();
        Found { violation: Some(*violation), fixes, ..Found::new(Key::Rule(violation.rule()), lint, None, &[]) }
    };
    broken.iter().map(found).collect()
}

/// The changes that fix every broken rule of `UpdateUserPool`.
pub(super) fn first_repairs(pool: &Pool) -> Vec<Change> {
    with_others(pool, Vec::new())
}

/// These changes with the first repairs of the rules that they leave broken: an update is accepted only if it fixes all.
fn with_others(pool: &Pool, mut changes: Vec<Change>) -> Vec<Change> {
    for violation in broken(pool) {
        let rule = violation.rule();
        let is_left = target(pool, &changes).is_none_or(|to| broken(&to).iter().any(|one| one.rule() == rule));
        let repair = repairs(pool, rule).into_iter().next().filter(|_| is_left).unwrap_or_default();
        for change in repair {
            // What sets the same setting fixes both rules, or else its own fix stands.
            if !changes.iter().any(|one| one.is_about_the_same(change)) {
                changes.push(change);
            }
        }
    }
    changes
}

fn update(pool: &Pool, tier: Option<Tier>) -> Result<Transition<'_, Pool>, Rejection> {
    let mut same = UserPoolSettings::new();
    (same.tier, same.device, same.threat_protection) = (tier, pool.device, Some(pool.threat_protection));
    pool.apply(&PoolCommand::Update(same))
}

/// Users who have enabled only email set up TOTP at their next sign-in.
pub(super) const WITHOUT_EMAIL: [Change; 3] =
    [Change::Unconfigure(Factor::Email), Change::Mode(MfaMode::On), Change::Configure(Factor::Totp)];

/// The changes that can fix a broken rule. The ones that keep more features come first.
#[expect(clippy::wildcard_enum_match_arm, reason = "an update without members breaks no other rule")]
fn repairs(pool: &Pool, rule: Rule) -> Vec<Vec<Change>> {
    let disallow =
        |firsts: &[PasswordlessFactor]| -> Vec<Change> { firsts.iter().copied().map(Change::Disallow).collect() };
    let otps = || disallow(&[PasswordlessFactor::EmailOtp, PasswordlessFactor::SmsOtp]);
    let [email, passkey] = [Factor::Email, Factor::Passkey].map(Change::Unconfigure);
    match rule {
        Rule::TierExcludesFeatures => {
            let is_enough = |tier: &&Tier| {
                let lacks = |rejection: Rejection| rejection.violations().any(|one| one.rule() == rule);
                !update(pool, Some(**tier)).err().is_some_and(lacks)
            };
            let enough = Tier::ALL.iter().find(is_enough).map(|tier| vec![Change::Tier(*tier)]);
            let mut without = disallow(PasswordlessFactor::ALL);
            without.extend([email, passkey, Change::ThreatProtection(ThreatProtection::Off)]);
            enough.into_iter().chain([vec![Change::ThreatProtection(ThreatProtection::Off)], without]).collect()
        }
        Rule::SmsOtpNeedsSms => vec![disallow(&[PasswordlessFactor::SmsOtp])],
        Rule::OnExcludesOtpFirstFactor => vec![otps(), vec![Change::Mode(MfaMode::Optional)]],
        Rule::OnPasskeyFirstFactorNeedsMultiFactor => {
            vec![vec![Change::Configure(Factor::Passkey)], disallow(&[PasswordlessFactor::WebAuthn])]
        }
        Rule::EmailMfaNeedsOwnSender => {
            let own = Change::Sender(EmailSendingAccount::Developer);
            vec![vec![own], vec![email], vec![Change::Configure(Factor::Totp), email], WITHOUT_EMAIL.to_vec()]
        }
        Rule::EmailMfaNeedsOtherRecovery => {
            let recoveries =
                [AccountRecovery::EmailThenPhone, AccountRecovery::PhoneThenEmail, AccountRecovery::AdminOnly];
            recoveries
                .map(|recovery| vec![Change::Recovery(recovery)])
                .into_iter()
                .chain([vec![email], WITHOUT_EMAIL.to_vec()])
                .collect()
        }
        Rule::AdminOnlyStandsAlone => {
            vec![vec![Change::Recovery(pool.policy().recovery)], vec![Change::Recovery(AccountRecovery::AdminOnly)]]
        }
        _ => Vec::new(),
    }
}
