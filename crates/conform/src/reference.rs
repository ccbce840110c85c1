//! How the engine answers a line. It shows what the line changes, and what a real call must contain.

use std::borrow::Cow;

use cognito_mfa::User;
use cognito_mfa_host::{HostedUser, Memory, Scenario, Storage};
use serde_json::Value;

use crate::vector::{Vector, VectorFile};

/// A call, with what the engine makes of it.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) vector: Vector,
    /// The pool and the user that the call is about, by the names of the scenario.
    pub(crate) pool: Option<String>,
    pub(crate) user: Option<String>,
    /// The engine's answer.
    pub(crate) answer: Value,
    /// What the call changes.
    pub(crate) changes: Change,
    /// The user after the call.
    pub(crate) after: Option<User>,
}

/// Where requests have a user's access token or refresh token.
const TOKENS: [&str; 3] = ["/AccessToken", "/RefreshToken", "/AuthParameters/REFRESH_TOKEN"];

/// The widest thing that a call changes. What is wider is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    Nothing,
    SignIn,
    User,
    Pool,
}

/// The users whose access token each line of a file or a later one contains, by the number of the line.
pub(crate) fn tokens_needed(file: &VectorFile) -> Vec<(usize, (String, String))> {
    let is_token = |at: &&str, vector: &Vector| vector.input.pointer(at).is_some();
    let users = file.lines.iter().filter(|vector| TOKENS.iter().any(|at| is_token(at, vector)));
    users.filter_map(|vector| Some((vector.number, user_key(address(&vector.input))?))).collect()
}

/// The lines that set up a token in a sign-in, each with the line of the sign-in before it.
pub(crate) fn set_ups(file: &VectorFile) -> Vec<(usize, usize)> {
    let is_step =
        |vector: &&Vector| vector.op.ends_with("InitiateAuth") || vector.op.ends_with("RespondToAuthChallenge");
    let is_set_up = |vector: &Vector| {
        let answered = ["EMAIL", "email", "PHONE_NUMBER"].map(|key| format!("/ChallengeResponses/{key}"));
        text(&vector.input, "/ChallengeName") == Some("MFA_SETUP")
            && answered.iter().all(|pointer| vector.input.pointer(pointer).is_none())
    };
    let steps: Vec<_> = file.lines.iter().filter(is_step).collect();
    let before = |index: usize, user: &(Option<String>, Option<String>)| {
        steps.iter().take(index).rev().find(|step| address(&step.input) == *user).map(|step| step.number)
    };
    let numbers = steps.iter().enumerate().filter(|(_, step)| is_set_up(step));
    numbers.filter_map(|(index, step)| Some((step.number, before(index, &address(&step.input))?))).collect()
}

fn user_key((pool, user): (Option<String>, Option<String>)) -> Option<(String, String)> {
    pool.zip(user)
}

impl Line {
    /// Runs a line on the engine. Returns `None` if it isn't a call.
    pub(crate) fn run(scenario: &mut Scenario, vector: &Vector) -> Option<Self> {
        let (mut pool, user) = address(&vector.input);
        let before = state(scenario, pool.as_deref(), user.as_deref());
        let answer = scenario.line(&without_options(vector))?.answer;
        if vector.op == "CreateUserPool" {
            pool = text(&answer, "/output/UserPool/Id").map(Into::into);
        }
        let after = state(scenario, pool.as_deref(), user.as_deref());
        let changes = if before.0 != after.0 {
            Change::Pool
        } else if before.1.as_ref().map(|user| user.user) != after.1.as_ref().map(|user| user.user) {
            Change::User
        } else if before.1 != after.1 {
            Change::SignIn
        } else {
            Change::Nothing
        };
        let after = after.1.map(|user| user.user);
        Some(Self { vector: vector.clone(), pool, user, answer, changes, after })
    }

    /// Whether the engine refuses the call.
    pub(crate) fn is_refused(&self) -> bool {
        self.answer.get("error").is_some()
    }

    /// Whether the engine refuses the request for its form, before it looks at any pool or user.
    pub(crate) fn is_malformed(&self) -> bool {
        matches!(text(&self.answer, "/error/code"), Some("constraint" | "serialization"))
    }

    /// The user that the call is about: the pool's name, and the user's.
    pub(crate) fn key(&self) -> Option<(String, String)> {
        user_key((self.pool.clone(), self.user.clone()))
    }
}

/// The line without a change of the profile: a server has one profile.
fn without_options(vector: &Vector) -> Cow<'_, [u8]> {
    let mut line: Value = serde_json::from_slice(&vector.bytes).unwrap_or_default();
    match line.as_object_mut().and_then(|members| members.remove("options")) {
        Some(_) => line.to_string().into_bytes().into(),
        None => vector.bytes.as_slice().into(),
    }
}

/// The pool and user that a request names.
fn address(input: &Value) -> (Option<String>, Option<String>) {
    // A scenario's tokens are a pool and a user.
    let token = TOKENS.iter().find_map(|at| text(input, at));
    let session = text(input, "/Session").filter(|_| input.get("ChallengeName").is_none());
    if let Some((pool, user)) = token.or(session).and_then(|token| token.split_once('.')) {
        return (Some(pool.into()), Some(user.into()));
    }
    let find = |pointers: &[&str]| pointers.iter().find_map(|pointer| text(input, pointer)).map(String::from);
    let user = find(&["/Username", "/AuthParameters/USERNAME", "/ChallengeResponses/USERNAME"]);
    (find(&["/UserPoolId", "/ClientId"]), user)
}

fn state(
    scenario: &Scenario<Memory>,
    pool: Option<&str>,
    user: Option<&str>,
) -> (Option<cognito_mfa::Pool>, Option<HostedUser>) {
    let storage = scenario.host().storage();
    (pool.and_then(|pool| storage.pool(pool)), pool.zip(user).and_then(|(pool, user)| storage.user(pool, user)))
}

/// The text at a JSON pointer.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}
