//! A sign-in as the engine's machine walks it: each challenge, each answer to it, and how it ends.

use cognito_mfa::PoolPolicy;
use cognito_mfa::factor::CodeFactor;
use cognito_mfa::sign_in::assurance::{AcrLevel, Attachment, Proven};
use cognito_mfa::sign_in::{
    Answer, Asked, FirstChallenge, NextStep, PasskeyProof, Progress, SignIn, SignInDenied, Step, StepUp,
};
use serde::Serialize;

use crate::state::State;

/// A state of the sign-in, with the answers that lead on from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// The name of the challenge, or the code of the denial.
    pub(crate) code: String,
    pub(crate) sentence: String,
    /// What the finished sign-in proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) assurance: Option<Assurance>,
    pub(crate) steps: Vec<Branch>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Challenge,
    Authenticated,
    Denied,
}

/// An answer of the user, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Branch {
    pub(crate) answer: &'static str,
    pub(crate) to: Node,
}

/// The claims of a finished sign-in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Assurance {
    /// The level. `None` if the proofs have none.
    pub(crate) acr: Option<&'static str>,
    pub(crate) amr: Vec<&'static str>,
}

/// No sign-in has as many challenges in a row.
const DEEPEST: usize = 12;

/// The first step of the sign-in, from the first factor on.
pub(crate) fn begin(state: &State) -> Step {
    let levels = state.asked.level.map(AcrLevel::name);
    let step_up = levels.map(StepUp::to);
    SignIn::begin(
        &state.policy(),
        state.stamped_user(),
        state.attempt().first_factor,
        state.context(),
        step_up.as_ref(),
    )
}

/// The whole walk, from the first factor to each end.
pub(crate) fn walk(state: &State) -> Node {
    node(&state.policy(), begin(state), DEEPEST)
}

/// The ends at which the user is signed in, each once.
pub(crate) fn ends(node: &Node) -> Vec<Assurance> {
    let mut ends: Vec<Assurance> = node.assurance.iter().cloned().collect();
    ends.extend(node.steps.iter().flat_map(|branch| self::ends(&branch.to)));
    ends.sort();
    ends.dedup();
    ends
}

/// A state without the steps that follow it.
pub(crate) fn alone(step: &Step) -> Node {
    let steps = Vec::new();
    match step.progress {
        Progress::Authenticated(proven) => Node {
            kind: Kind::Authenticated,
            code: "authenticated".into(),
            sentence: "The user is signed in.".into(),
            assurance: Some(proven.into()),
            steps,
        },
        Progress::Denied(denied) => {
            Node { kind: Kind::Denied, code: denied.code().into(), sentence: denial(denied), assurance: None, steps }
        }
        Progress::Waiting(SignIn { asked, .. }) => {
            let (code, sentence) = challenge(asked);
            Node { kind: Kind::Challenge, code: code.into(), sentence, assurance: None, steps }
        }
    }
}

fn node(pool: &PoolPolicy, step: Step, deepest: usize) -> Node {
    let mut node = alone(&step);
    let Progress::Waiting(sign_in) = step.progress else { return node };
    let Some(deepest) = deepest.checked_sub(1) else { return node };
    // The machine knows which answers fit. All others are out of order.
    let next = answers().filter_map(|answer| {
        let next = sign_in.step(pool, step.user, answer).ok()?;
        is_choice(answer, &next).then(|| Branch { answer: said(answer), to: self::node(pool, next, deepest) })
    });
    node.steps = next.collect();
    node
}

/// A choice that wasn't offered isn't drawn, except for the SMS that a set-up lists and refuses.
fn is_choice(answer: Answer, next: &Step) -> bool {
    answer == Answer::SmsSetUpBegun || next.progress != Progress::Denied(SignInDenied::MfaTypeNotOffered)
}

fn denial(denied: SignInDenied) -> String {
    format!("The user is denied with {}: “{denied}”", denied.exception())
}

impl From<Proven> for Assurance {
    fn from(proven: Proven) -> Self {
        Self { acr: proven.level().map(AcrLevel::name), amr: proven.amr().collect() }
    }
}

/// Every answer of a user.
fn answers() -> impl Iterator<Item = Answer> {
    let first = FirstChallenge::ALL.iter().copied().map(Answer::FirstFactorChosen);
    let passkeys = PasskeyProof::ALL.iter().map(|proof| Answer::PasskeyProven(*proof, Attachment::Platform));
    let choices = CodeFactor::ALL.iter().copied().map(|factor| Answer::MfaTypeChosen(Some(factor)));
    let others = [
        Answer::PasswordProven,
        Answer::EmailCodeProven,
        Answer::SmsOtpProven,
        Answer::NewPasswordChosen,
        Answer::SmsCodeProven,
        Answer::TotpCodeProven,
        Answer::TotpSetUpProven,
        Answer::EmailSetUpBegun,
        Answer::SmsSetUpBegun,
        Answer::DeviceBegun,
        Answer::DeviceProven,
    ];
    first.chain(passkeys).chain(choices).chain(others)
}

/// An answer as a short phrase.
const fn said(answer: Answer) -> &'static str {
    match answer {
        Answer::FirstFactorChosen(first) => first.name(),
        Answer::PasswordProven => "enters the password",
        Answer::EmailCodeProven => "enters the email code",
        Answer::SmsOtpProven | Answer::SmsCodeProven => "enters the SMS code",
        Answer::PasskeyProven(PasskeyProof::Presence, _) => "uses a passkey without user verification",
        Answer::PasskeyProven(PasskeyProof::UserVerified, _) => "uses a passkey with user verification",
        Answer::NewPasswordChosen => "chooses a new password",
        Answer::MfaTypeChosen(Some(CodeFactor::Sms)) => "chooses SMS",
        Answer::MfaTypeChosen(Some(CodeFactor::Totp)) => "chooses TOTP",
        Answer::MfaTypeChosen(Some(CodeFactor::Email)) => "chooses email",
        Answer::MfaTypeChosen(None) => "chooses something else",
        Answer::TotpCodeProven => "enters the TOTP code",
        Answer::TotpSetUpProven => "sets up TOTP",
        Answer::EmailSetUpBegun => "enters an email address",
        Answer::SmsSetUpBegun => "chooses to set up SMS",
        Answer::DeviceBegun => "starts to prove the device",
        Answer::DeviceProven => "proves the device",
    }
}

/// The name and the task of what a sign-in asks.
fn challenge(asked: Asked) -> (&'static str, String) {
    let (name, task) = match asked {
        Asked::FirstFactorChoice => ("SELECT_CHALLENGE", "chooses how to sign in"),
        Asked::FirstFactor(first) => (first.name(), "proves the first factor"),
        Asked::After(_, NextStep::NewPassword) => ("NEW_PASSWORD_REQUIRED", "chooses a new password"),
        Asked::After(_, NextStep::MfaChoice(_)) => ("SELECT_MFA_TYPE", "chooses a second factor"),
        Asked::After(_, NextStep::Code(factor)) => (
            factor.name(),
            match factor {
                CodeFactor::Sms => "enters the code that was sent by SMS",
                CodeFactor::Totp => "enters the code of the authenticator app",
                CodeFactor::Email => "enters the code that was sent by email",
            },
        ),
        Asked::After(_, NextStep::MfaSetUp(_)) => ("MFA_SETUP", "sets up a second factor"),
        Asked::After(_, NextStep::EmailSetUpCode) => ("EMAIL_OTP", "enters the code that was sent to the new address"),
        Asked::After(_, NextStep::Device) => ("DEVICE_SRP_AUTH", "proves the remembered device"),
        Asked::After(_, NextStep::DevicePassword) => ("DEVICE_PASSWORD_VERIFIER", "proves the key of the device"),
    };
    (name, format!("The user {task}."))
}
