//! Users, attempts and answers as JSON.

use cognito_mfa::factor::{CodeFactor, Factor};
use cognito_mfa::sign_in::Resolution;
use cognito_mfa::user::Totp;
use cognito_mfa::{Attempt, Outcome, PoolPolicy, UserFacts};
use cognito_mfa_insight::{Change, Witness};
use serde::Serialize;

use crate::code::Table;

/// A user with the members of `UserMember`. `--user` reads the same form.
#[derive(Serialize)]
pub(crate) struct UserView {
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

/// A sign-in attempt.
#[derive(Serialize)]
pub(crate) struct AttemptView {
    first_factor: &'static str,
    device: &'static str,
    risk: &'static str,
}

/// The answer to a sign-in: the outcome, the factors in it, and the code of the reason.
#[derive(Serialize)]
pub(crate) struct AnswerView {
    outcome: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    factors: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<&'static str>,
    reason: &'static str,
    reason_table: &'static str,
}

/// A user and an attempt that demonstrate a finding, and the answer that they get.
#[derive(Serialize)]
pub(crate) struct WitnessView {
    /// Both as a phrase.
    pub(crate) text: String,
    user: UserView,
    attempt: AttemptView,
    answer: AnswerView,
}

impl From<UserFacts> for UserView {
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

impl From<Attempt> for AttemptView {
    fn from(attempt: Attempt) -> Self {
        let Attempt { first_factor, device, risk } = attempt;
        Self { first_factor: first_factor.name(), device: device.name(), risk: risk.name() }
    }
}

impl From<Resolution> for AnswerView {
    fn from(answer: Resolution) -> Self {
        let (outcome, exception) = match answer.outcome() {
            Outcome::Authenticated => ("authenticated", None),
            Outcome::Challenge(challenge) => (challenge.name(), None),
            Outcome::Denied(denial) => ("denied", Some(denial.exception().name())),
        };
        let factors = answer.outcome().codes().iter().map(CodeFactor::name).collect();
        let (reason, reason_table) = (answer.reason().code(), Table::SignIn.name());
        Self { outcome, factors, exception, reason, reason_table }
    }
}

impl WitnessView {
    pub(crate) fn new(witness: Witness, pool: &PoolPolicy) -> Self {
        let answer = witness.answer(pool).into();
        Self { text: witness.to_string(), user: witness.user.into(), attempt: witness.attempt.into(), answer }
    }
}

/// A sentence for each change.
pub(crate) fn changes(changes: &[Change]) -> Vec<String> {
    changes.iter().map(Change::to_string).collect()
}
