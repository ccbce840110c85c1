//! The fast part: the decision about one sign-in, row by row.

use cognito_mfa::factor::CodeFactor;
use cognito_mfa::rules::Message;
use cognito_mfa::sign_in::assurance::Attachment;
use cognito_mfa::sign_in::{
    FirstChallenge, FirstFactor, Outcome, PasskeyProof, Resolution, available_challenges, check_user_auth,
};
use cognito_mfa::{Attempt, resolve};
use cognito_mfa_insight::{Explanation, Fact, Phrase, RowStatus, RowTrace};
use serde::Serialize;

use crate::answer::written;
use crate::refusal::{RefusalView, refusal};
use crate::state::{Problem, State};
use crate::walk::{Assurance, Node, alone, begin, ends, walk};

/// Decides the sign-in of a state.
///
/// The answer has the challenge, a sentence with its reason, every row of the decision with its status, the first factors on
/// offer, the level of assurance, the refusal of a pool that the service doesn't accept, and the values of the state that were
/// ignored.
///
/// ```
/// let answer = cognito_mfa_playground::decide(r#"{"pool": {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": true}}"#);
/// assert!(answer.starts_with(r#"{"ok":{"challenge":{"code":"MFA_SETUP""#));
///
/// let answer = cognito_mfa_playground::decide(r#"{"pool": {"MfaConfiguration": "MAYBE"}}"#);
/// assert!(answer.contains(r#""member":"pool.MfaConfiguration","message":"\"MAYBE\" is ignored. Expected one of "#));
///
/// assert!(cognito_mfa_playground::decide("[]").starts_with(r#"{"error":""#));
/// ```
#[must_use]
pub fn decide(state: &str) -> String {
    written(State::read(state).map(|(state, problems)| Decision::new(state, problems)))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Decision {
    challenge: ChallengeView,
    /// The challenge with its reason.
    sentence: String,
    /// The user, the sign-in and the pool as sentences.
    facts: [String; 3],
    deciding_row: Option<RowView>,
    rows: Vec<RowView>,
    /// What the service asks first. It differs from the challenge when a remembered device or a level to reach adds a step.
    next: Node,
    first_factors: FirstFactors,
    /// What a finished sign-in proves. `None` if none of its ways ends well.
    assurance: Option<AssuranceView>,
    refusal: Option<RefusalView>,
    problems: Vec<Problem>,
    /// The state as it was understood.
    state: State,
}

/// The answer to a sign-in.
#[derive(Serialize)]
pub(crate) struct ChallengeView {
    /// The name of the challenge, `authenticated`, or `denied`.
    code: &'static str,
    /// The challenge with its factors, or the exception.
    name: String,
    factors: Vec<&'static str>,
    exception: Option<&'static str>,
    /// The message of a denial.
    message: Option<&'static str>,
    reason: &'static str,
}

#[derive(Clone, Serialize)]
struct RowView {
    number: &'static str,
    code: &'static str,
    text: &'static str,
    answer: String,
    status: &'static str,
    facts: Vec<FactView>,
    /// The section of the specification.
    specification: &'static str,
    source: &'static str,
}

#[derive(Clone, Serialize)]
struct FactView {
    code: &'static str,
    value: String,
    sentence: String,
}

#[derive(Serialize)]
struct FirstFactors {
    /// Why the pool has no choice of first factors.
    refused: Option<String>,
    list: Vec<FirstFactorView>,
}

#[derive(Serialize)]
struct FirstFactorView {
    code: &'static str,
    offered: bool,
    sentence: String,
}

#[derive(Serialize)]
struct AssuranceView {
    /// The lowest level that a way ends with.
    acr: Option<&'static str>,
    amr: Vec<&'static str>,
    sentence: String,
    /// What each way ends with.
    all: Vec<Assurance>,
}

impl Decision {
    fn new(state: State, problems: Vec<Problem>) -> Self {
        let policy = state.policy();
        let why = Explanation::new(policy, state.user, state.attempt());
        let answer = why.resolution();
        let rows: Vec<_> = why.rows().map(|row| RowView::new(&why, row)).collect();
        Self {
            challenge: answer.into(),
            sentence: format!("{}.", Phrase(answer)),
            facts: [
                format!("The user is {}.", state.user),
                format!("The user is {}.", Phrase(state.attempt())),
                format!("The pool is {}.", Phrase(&policy)),
            ],
            deciding_row: rows.iter().find(|row| row.status == RowStatus::Hit.code()).cloned(),
            rows,
            next: alone(&begin(&state)),
            first_factors: FirstFactors::new(&state),
            assurance: AssuranceView::new(ends(&walk(&state))),
            refusal: refusal(&state),
            problems,
            state,
        }
    }
}

impl From<Resolution> for ChallengeView {
    fn from(answer: Resolution) -> Self {
        let outcome = answer.outcome();
        let (code, name, exception) = match outcome {
            Outcome::Authenticated => ("authenticated", "authenticated".into(), None),
            Outcome::Challenge(challenge) => (challenge.name(), challenge.to_string(), None),
            Outcome::Denied(denial) => ("denied", denial.exception().to_string(), Some(denial.exception().name())),
        };
        let message = exception.and_then(|_| answer.reason().row().message).map(Message::template);
        let factors = outcome.codes().iter().map(CodeFactor::name).collect();
        Self { code, name, factors, exception, message, reason: answer.reason().code() }
    }
}

/// The section of the specification that has the rows.
const SECTION: &str = "10";

impl RowView {
    fn new(why: &Explanation, trace: RowTrace) -> Self {
        let RowTrace { row, status, reads, .. } = trace;
        let fact = |fact: &Fact| FactView { code: fact.code(), value: why.value(*fact), sentence: why.sentence(*fact) };
        Self {
            number: row.number,
            code: row.reason.code(),
            text: row.when,
            answer: row.answer.to_string(),
            status: status.code(),
            facts: reads.iter().map(fact).collect(),
            specification: SECTION,
            source: row.source,
        }
    }
}

impl FirstFactors {
    /// Each first factor with what it leads to.
    fn new(state: &State) -> Self {
        let policy = state.policy();
        let offered = available_challenges(&policy, state.user);
        let view = |challenge: &FirstChallenge| {
            let attempt = Attempt { first_factor: first_factor(*challenge), ..state.attempt() };
            FirstFactorView {
                code: challenge.name(),
                offered: offered.contains(*challenge),
                sentence: format!("{}.", Phrase(resolve(&policy, state.user, attempt))),
            }
        };
        let refused = check_user_auth(&policy).err().map(|refused| refused.first().message());
        Self { refused, list: FirstChallenge::ALL.iter().map(view).collect() }
    }
}

/// What the user proves with a first challenge, if a passkey verifies the user.
const fn first_factor(challenge: FirstChallenge) -> FirstFactor {
    match challenge {
        FirstChallenge::Password | FirstChallenge::PasswordSrp => FirstFactor::Password,
        FirstChallenge::EmailOtp => FirstFactor::EmailOtp,
        FirstChallenge::SmsOtp => FirstFactor::SmsOtp,
        FirstChallenge::WebAuthn => FirstFactor::Passkey(PasskeyProof::UserVerified, Attachment::Platform),
    }
}

impl AssuranceView {
    fn new(all: Vec<Assurance>) -> Option<Self> {
        // A proof without a level is the lowest: levels are in the order of their names.
        let (lowest, highest) = (all.first()?.clone(), all.last()?.clone());
        let level = |one: &Assurance| one.acr.unwrap_or("no level").to_owned();
        let range = if lowest.acr == highest.acr {
            format!("with {}", level(&lowest))
        } else {
            format!("with {} to {}, depending on what the user chooses", level(&lowest), level(&highest))
        };
        let sentence = format!("The sign-in ends {range}.");
        Some(Self { acr: lowest.acr, amr: lowest.amr, sentence, all })
    }
}
