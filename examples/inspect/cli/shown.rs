//! How users, attempts and answers are shown: for machines as objects, for people in colours.

use std::fmt;

use anstyle::{AnsiColor, Style};
use cognito_mfa::insight::{Change, Severity, Witness};
use cognito_mfa::{Attempt, CodeFactor, Factor, Outcome, PoolPolicy, Resolution, UserFacts};
use serde::Serialize;

/// A user by the members of `UserMember`, as `--user` reads one.
#[derive(Serialize)]
pub(super) struct ShownUser {
    #[serde(rename = "UserStatus")]
    status: &'static str,
    #[serde(rename = "Password")]
    password: &'static str,
    #[serde(rename = "Enabled")]
    enabled: bool,
    phone_number: &'static str,
    email: &'static str,
    #[serde(rename = "SoftwareToken")]
    totp: &'static str,
    #[serde(rename = "WebAuthnCredentials")]
    passkeys: &'static str,
    #[serde(rename = "UserMFASettingList", skip_serializing_if = "Vec::is_empty")]
    list: Vec<&'static str>,
    #[serde(rename = "PreferredMfaSetting", skip_serializing_if = "Option::is_none")]
    preferred: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct ShownAttempt {
    first_factor: &'static str,
    device: &'static str,
    risk: &'static str,
}

/// An answer: what the sign-in gets, the factors in it, and the code of the reason.
#[derive(Serialize)]
pub(super) struct ShownAnswer {
    outcome: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    factors: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<&'static str>,
    reason: &'static str,
}

/// Somebody who shows something, and what they get for it.
#[derive(Serialize)]
pub(super) struct ShownWitness {
    user: ShownUser,
    attempt: ShownAttempt,
    answer: ShownAnswer,
}

impl From<UserFacts> for ShownUser {
    fn from(facts: UserFacts) -> Self {
        let user = facts.user();
        Self {
            status: user.status().name(),
            password: user.password().name(),
            enabled: !facts.is_disabled(),
            phone_number: user.phone.name(),
            email: user.email.name(),
            totp: user.totp.name(),
            passkeys: user.passkeys.name(),
            list: user.preference.enabled().iter().map(Factor::name).collect(),
            preferred: user.preference.preferred().map(CodeFactor::name),
        }
    }
}

impl From<Attempt> for ShownAttempt {
    fn from(attempt: Attempt) -> Self {
        let Attempt { first_factor, device, risk } = attempt;
        Self { first_factor: first_factor.name(), device: device.name(), risk: risk.name() }
    }
}

impl From<Resolution> for ShownAnswer {
    fn from(answer: Resolution) -> Self {
        let (outcome, exception) = match answer.outcome() {
            Outcome::Authenticated => ("authenticated", None),
            Outcome::Challenge(challenge) => (challenge.name(), None),
            Outcome::Denied(denial) => ("denied", Some(denial.exception().name())),
        };
        let factors = answer.outcome().codes().iter().map(CodeFactor::name).collect();
        Self { outcome, factors, exception, reason: answer.reason().code() }
    }
}

impl ShownWitness {
    pub(super) fn new(witness: Witness, pool: &PoolPolicy) -> Self {
        let answer = witness.answer(pool).into();
        Self { user: witness.user.into(), attempt: witness.attempt.into(), answer }
    }
}

/// Changes in words, of which each is one.
pub(super) fn changes(changes: &[Change]) -> Vec<String> {
    changes.iter().map(Change::to_string).collect()
}

/// A text in a colour.
pub(super) struct Painted<T>(Style, T);

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:#}", self.0, self.1, self.0)
    }
}

/// What is as it should be.
pub(super) const fn good<T>(text: T) -> Painted<T> {
    Painted(AnsiColor::Green.on_default().bold(), text)
}

/// What is not.
pub(super) const fn bad<T>(text: T) -> Painted<T> {
    Painted(AnsiColor::Red.on_default().bold(), text)
}

/// What heads a paragraph.
pub(super) const fn head<T>(text: T) -> Painted<T> {
    Painted(Style::new().bold(), text)
}

/// How bad a finding is.
pub(super) const fn severity(severity: Severity) -> Painted<&'static str> {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Security => AnsiColor::Magenta,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Suggestion => AnsiColor::Cyan,
    };
    Painted(color.on_default().bold(), severity.name())
}

/// So many of something, in words.
pub(super) fn number(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
