//! The sentences that name users hold for exactly these users, and a finding is an error only if it keeps out users of the
//! population.

use std::collections::BTreeSet;

use cognito_mfa::user::Attribute;
use cognito_mfa::{Pool, UserFacts};
use cognito_mfa_insight::{Finding, Lint, Population, Severity, lint, lint_with};

use super::lint_expected::Place;
use super::lint_fixes::{every_policy, step};
use crate::dice::{Dice, all_users};

const LOCK_OUTS: [Lint; 2] = [Lint::OnCannotEnrol, Lint::RecoveryMediumBlocksMfa];

/// The users that a sentence names, by whether they have a phone number and an email address.
fn named(message: &str) -> fn(bool, bool) -> bool {
    let rest = message.strip_prefix("MFA is required, but users").unwrap();
    let end = rest.find(" can't ").unwrap();
    let users = rest[..end].trim();
    let users = users.strip_suffix("who have no factor yet").unwrap_or(users).trim();
    let unless = rest.split_once(" unless they have only ").map(|(_, unless)| unless);
    match (users, unless) {
        ("", None) => |_, _| true,
        ("", Some(only)) if only.starts_with("a phone number") => |phone, email| !phone || email,
        ("", Some(only)) if only.starts_with("an email address") => |phone, email| phone || !email,
        ("with an email address or without a phone number", None) => |phone, email| !phone || email,
        ("with a phone number or without an email address", None) => |phone, email| phone || !email,
        ("without a phone number", None) => |phone, _| !phone,
        ("without an email address", None) => |_, email| !email,
        ("with a phone number", None) => |phone, _| phone,
        ("with an email address", None) => |_, email| email,
        ("with neither a phone number nor an email address", None) => |phone, email| !phone && !email,
        ("with a phone number but no email address", None) => |phone, email| phone && !email,
        ("with an email address but no phone number", None) => |phone, email| !phone && email,
        other => panic!("{other:?} in {message}"),
    }
}

#[track_caller]
fn check(pool: &Pool, finding: &Finding) {
    let place = Place::new(pool.policy());
    let message = finding.message();
    let is_named = named(&message);
    let needs_nothing = finding.lint == Lint::OnCannotEnrol;
    for user in &place.users {
        let is_bare = user.enabled().codes().is_empty() && !user.has_totp();
        let is_it = place.is_denied(*user) == (true, needs_nothing);
        let is_of_kind = is_named(user.phone() != Attribute::Absent, user.email() != Attribute::Absent);
        assert!(!is_bare || is_it == is_of_kind, "{user} in {pool:?}: {message}");
        assert!(!is_it || is_of_kind, "{user} in {pool:?}: {message}");
        // The exception of a sentence is true, too.
        let is_kept_out = place.is_denied(*user).0;
        assert!(
            !message.contains(" unless ") || is_of_kind || !is_bare || !is_kept_out,
            "{user} in {pool:?}: {message}"
        );
    }
}

/// Checks the sentences for each so many policies, and returns them.
fn checked_sentences(step: usize) -> BTreeSet<String> {
    let mut messages = BTreeSet::new();
    for pool in every_policy().iter().step_by(step) {
        for finding in lint(pool).iter().filter(|finding| LOCK_OUTS.contains(&finding.lint)) {
            check(pool, finding);
            messages.insert(finding.message());
        }
    }
    messages
}

#[test]
fn sentences_about_users_who_cannot_sign_in_name_exactly_these_users() {
    let messages = checked_sentences(23);
    assert!(messages.len() > 3, "{messages:#?}");
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn sentences_about_users_of_many_policies_name_exactly_these_users() {
    let messages = checked_sentences(step(5));
    insta::assert_snapshot!(Vec::from_iter(messages).join("\n"));
}

/// Whether the finding keeps this user of a population out.
fn is_kept_out(pool: &Pool, user: UserFacts, lint: Lint) -> bool {
    use cognito_mfa::pool::{MfaMode, RiskLevel};
    use cognito_mfa::user::{Password, UserStatus};
    let place = Place::new(pool.policy());
    let is_meant =
        matches!(user.status(), UserStatus::Confirmed | UserStatus::ForceChangePassword | UserStatus::ResetRequired);
    let settled = user.user(crate::STAMP);
    let plain = crate::plain_user();
    let settled = plain
        .with_phone(settled.phone)
        .with_email(settled.email)
        .with_totp(settled.totp)
        .with_passkeys(settled.passkeys)
        .with_preference(settled.preference)
        .facts();
    user.password() != Password::Absent
        && is_meant
        && !user.is_disabled()
        && pool.mode == MfaMode::On
        && place.is_denied(settled) == (true, lint == Lint::OnCannotEnrol)
        && !place.gets_in(user, RiskLevel::None)
}

#[test]
fn finding_is_an_error_if_it_keeps_out_users_of_the_population() {
    let (all, settled) = all_users();
    let mut dice = Dice::new(66);
    let (mut errors, mut warnings) = (0, 0);
    for pool in every_policy().iter().step_by(41) {
        let users: Vec<UserFacts> = (0..24).map(|_| dice.user(&all, &settled)).collect();
        let population: Population = users.iter().copied().collect();
        for finding in lint_with(pool, Some(&population)).iter().filter(|one| LOCK_OUTS.contains(&one.lint)) {
            let kept_out = users.iter().filter(|user| is_kept_out(pool, **user, finding.lint)).count();
            assert_eq!(finding.users, Some(kept_out as u64), "{finding:?} in {pool:?}");
            let is_error = finding.severity() == Severity::Error;
            assert_eq!(is_error, kept_out > 0, "{finding:?} in {pool:?}");
            let witness = finding.witness.unwrap().user;
            assert!(!is_error || is_kept_out(pool, witness, finding.lint) && users.contains(&witness), "{finding:?}");
            (errors, warnings) = (errors + usize::from(is_error), warnings + usize::from(!is_error));
        }
    }
    assert!(errors > 5 && warnings > 2, "{errors} errors, {warnings} warnings");
}
