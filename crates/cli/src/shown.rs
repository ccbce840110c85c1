//! How users, attempts and answers are shown: for machines as objects, for people in colours.

use std::fmt;

use anstyle::{AnsiColor, Style};
use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::sign_in::Resolution;
use cognito_mfa::user::Totp;
use cognito_mfa::{Attempt, Outcome, PoolPolicy, UserFacts};
use cognito_mfa_insight::{Change, Severity, Witness};
use serde::Serialize;

/// A user by the members of `UserMember`, as `--user` reads one.
#[derive(Serialize)]
pub(crate) struct ShownUser {
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
pub(crate) struct ShownAttempt {
    first_factor: &'static str,
    device: &'static str,
    risk: &'static str,
}

/// An answer: what the sign-in gets, the factors in it, and the code of the reason.
#[derive(Serialize)]
pub(crate) struct ShownAnswer {
    outcome: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    factors: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<&'static str>,
    reason: &'static str,
}

/// Somebody who shows something, and what they get for it.
#[derive(Serialize)]
pub(crate) struct ShownWitness {
    user: ShownUser,
    attempt: ShownAttempt,
    answer: ShownAnswer,
}

impl From<UserFacts> for ShownUser {
    fn from(facts: UserFacts) -> Self {
        Self {
            status: facts.status().name(),
            password: facts.password().name(),
            enabled: !facts.is_disabled(),
            phone_number: facts.phone().name(),
            email: facts.email().name(),
            totp: if facts.has_totp() { Totp::Verified } else { Totp::Absent }.name(),
            passkeys: facts.passkeys().name(),
            list: facts.enabled().iter().map(Factor::name).collect(),
            preferred: facts.preferred().map(CodeFactor::name),
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
    pub(crate) fn new(witness: Witness, pool: &PoolPolicy) -> Self {
        let answer = witness.answer(pool).into();
        Self { user: witness.user.into(), attempt: witness.attempt.into(), answer }
    }
}

/// Changes in words, of which each is one.
pub(crate) fn changes(changes: &[Change]) -> Vec<String> {
    changes.iter().map(Change::to_string).collect()
}

/// A text in a colour.
pub(crate) struct Painted<T>(Style, T);

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:#}", self.0, self.1, self.0)
    }
}

/// What is as it should be.
pub(crate) const fn good<T>(text: T) -> Painted<T> {
    Painted(AnsiColor::Green.on_default().bold(), text)
}

/// What is not.
pub(crate) const fn bad<T>(text: T) -> Painted<T> {
    Painted(AnsiColor::Red.on_default().bold(), text)
}

/// What heads a paragraph.
pub(crate) const fn head<T>(text: T) -> Painted<T> {
    Painted(Style::new().bold(), text)
}

/// How bad a finding is.
pub(crate) const fn severity(severity: Severity) -> Painted<&'static str> {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Security => AnsiColor::Magenta,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Suggestion => AnsiColor::Cyan,
    };
    Painted(color.on_default().bold(), severity.code())
}

/// So many of something, in words.
pub(crate) fn number(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
