//! The checks of the users of a population. They find nothing without one.

use alloc::vec::Vec;

use super::found::{Found, Key};
use super::survey::Survey;
use super::{Lint, check};
use crate::VERIFIED_PASSKEY;
use crate::change::Change;
use crate::plain::plainness;
use crate::witness::Witness;
use cognito_mfa::factor::{CodeFactor, CodeFactorSet, Factor};
use cognito_mfa::pool::{AccountRecovery, MfaMode, RiskLevel};
use cognito_mfa::sign_in::{Attempt, FirstFactor};
use cognito_mfa::user::{UserFacts, UserStatus};

pub(super) fn findings(survey: &Survey) -> Vec<Found> {
    let locked_out = found(survey, Lint::UsersLockedOut, LOCKED_OUT_FIXES, |user| is_locked_out(survey, user));
    let outdated = found(survey, Lint::EnabledFactorNotOffered, OUTDATED_FIXES, |user| is_outdated(survey, user));
    locked_out.into_iter().chain(outdated).collect()
}

pub(super) fn errors(survey: &Survey) -> Option<Key> {
    let any = survey.population.iter().flat_map(|users| users.iter()).any(|(user, _)| is_locked_out(survey, *user));
    any.then_some(Key::Alone(Lint::UsersLockedOut))
}

const TOTP: Change = Change::Configure(Factor::Totp);
const ON: Change = Change::Mode(MfaMode::On);
const LOCKED_OUT_FIXES: &[&[Change]] = &[
    &[TOTP],
    &[Change::Configure(Factor::Passkey)],
    &[Change::Recovery(AccountRecovery::EmailThenPhone)],
    &[Change::Recovery(AccountRecovery::PhoneThenEmail)],
    &[Change::Recovery(AccountRecovery::AdminOnly)],
    // A pool that requires MFA lets users set up a factor. An optional one denies users whose factors don't work any more.
    &[ON, TOTP],
];
const OUTDATED_FIXES: &[&[Change]] = &[&[Change::Configure(Factor::Email)]];

/// A user who is meant to sign in and can't, for another reason than a finding of its own.
fn is_locked_out(survey: &Survey, user: UserFacts) -> bool {
    let has_own_finding = || check::MFA_LOCK_OUTS.iter().any(|lint| check::is_kept_out(survey, user, *lint));
    is_meant(user) && !survey.ability.can(user, RiskLevel::None) && !has_own_finding()
}

/// A user who is meant to sign in: enabled, and confirmed or in a password reset.
pub(super) fn is_meant(user: UserFacts) -> bool {
    match user.status() {
        UserStatus::Confirmed | UserStatus::ForceChangePassword | UserStatus::ResetRequired => !user.is_disabled(),
        UserStatus::Unconfirmed | UserStatus::ExternalProvider => false,
    }
}

/// A user with SMS or EMAIL enabled in a pool that doesn't offer it.
fn is_outdated(survey: &Survey, user: UserFacts) -> bool {
    let messages = CodeFactorSet::EMPTY.with(CodeFactor::Sms).with(CodeFactor::Email);
    let enabled = user.enabled().codes().and(messages);
    survey.policy.mode != MfaMode::Off
        && !user.is_disabled()
        && !enabled.minus(survey.policy.offered().codes()).is_empty()
}

fn found(survey: &Survey, lint: Lint, fixes: &[&[Change]], is_one: impl Fn(UserFacts) -> bool) -> Option<Found> {
    let users = survey.population.iter().flat_map(|users| users.iter()).filter(|(user, _)| is_one(*user));
    let smallest = users.clone().map(|(user, _)| *user).min_by_key(|user| (plainness(*user), *user))?;
    let users = users.fold(0_u64, |sum, (_, users)| sum.saturating_add(*users));
    let witness = Witness { user: smallest, attempt: attempt(smallest) };
    Some(Found { users: Some(users), ..Found::new(Key::Alone(lint), lint, Some(witness), fixes) })
}

/// The sign-in that the user would try.
fn attempt(user: UserFacts) -> Attempt {
    let possessed = user.possessed();
    Attempt::with(if user.has_password() {
        FirstFactor::Password
    } else if possessed.contains(Factor::Passkey) {
        VERIFIED_PASSKEY
    } else if possessed.contains(Factor::Email) {
        FirstFactor::EmailOtp
    } else if possessed.contains(Factor::Sms) {
        FirstFactor::SmsOtp
    } else {
        FirstFactor::Password
    })
}
