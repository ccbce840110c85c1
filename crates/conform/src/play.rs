//! Plays one file against a server: it turns each line into real calls and keeps what the server gave out.

mod fill;
mod token;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use cognito_mfa::wire::Request;
use cognito_mfa_host::Scenario;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::authenticator::Passkey;
use crate::codes::Source;
use crate::connection::Connection;
use crate::endpoint::Reply;
use crate::pools::Pools;
use crate::reference::{Change, Line, set_ups, text, tokens_needed};
use crate::totp;
use crate::vector::{Vector, VectorFile};
use crate::verdict::{Verdict, compare, visible};

/// The password of every user.
const PASSWORD: &str = "Conformance-Passw0rd!";
/// What is sent in place of a code, token or session that doesn't exist.
const WRONG_CODE: &str = "000000";
const WRONG_TOKEN: &str = "conformance.no-such.token";
const WRONG_SESSION: &str = "AYABeConformanceNoSuchSession";

/// A file in progress.
///
/// The engine plays along twice: once every line, and once only the lines on which the server agreed. A line can be asked
/// of the server if the second one gives the answer that the line expects.
pub(crate) struct Play<'a> {
    connection: &'a Connection<'a>,
    codes: &'a Source<'a>,
    created: &'a Pools,
    stop: &'a AtomicBool,
    /// The engine after every line so far.
    whole: Scenario,
    /// The engine after the lines on which the server agreed: where the server must be.
    agreed: Scenario,
    /// The lines on which the server agreed and that change something, so that a pool can be made again.
    history: Vec<Line>,
    /// The server's pools, by the scenario's names.
    pools: BTreeMap<String, RemotePool>,
    users: BTreeMap<(String, String), RemoteUser>,
    /// The users whose token a line needs, by the number of the line.
    tokens_needed: Vec<(usize, (String, String))>,
    /// The numbers of the lines that set up a token in a sign-in, each with that of the line before it in the sign-in.
    set_ups: Vec<(usize, usize)>,
    /// The latest thing that went wrong.
    latest: Option<Trouble>,
    /// The calls of the current line.
    calls: Vec<Call>,
    /// Whether the next call has a code of an authenticator app that was used before.
    has_old_code: bool,
}

/// A call that was made for a line.
///
/// ```
/// use cognito_mfa_conform::{Call, Reply};
///
/// fn log(call: &Call) -> String {
///     match &call.reply {
///         Reply::Accepted(_) => format!("{} was accepted", call.operation),
///         Reply::Refused { exception, .. } => format!("{} was refused with {exception}", call.operation),
///         Reply::Missing => format!("{} is missing", call.operation),
///         Reply::Nothing(why) => format!("{}: {why}", call.operation),
///         _ => format!("{} was answered in a new way", call.operation),
///     }
/// }
/// # let _ = log;
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Call {
    /// The operation.
    pub operation: String,
    /// The body of the request, with the server's names and the credentials of the test.
    pub request: Value,
    /// What the server answered.
    pub reply: Reply,
}

#[derive(Default)]
struct RemotePool {
    id: String,
    client: String,
    /// The first thing that went wrong.
    trouble: Option<Trouble>,
    /// Why the server has no such pool.
    missing: Option<Trouble>,
    /// Why the pool must be made again before it's used: the server changed it, although it must refuse the change.
    spoiled: Option<Trouble>,
}

#[derive(Default)]
struct RemoteUser {
    token: Option<String>,
    refresh_token: Option<String>,
    secret: Option<totp::Secret>,
    passkeys: Vec<Passkey>,
    /// The session of the sign-in in progress.
    session: Option<String>,
    /// The session that the server gave last. It can be over.
    last_session: Option<String>,
    /// The server's latest challenge parameters.
    parameters: Value,
    /// The first thing that went wrong.
    trouble: Option<Trouble>,
    /// Why the server's sign-in isn't where it must be.
    sign_in_trouble: Option<Trouble>,
    /// The fact `user_verified` of the line that began the sign-in.
    verifies_user: bool,
    /// Whether the sign-in has a verified token for `MFA_SETUP`.
    has_verified: bool,
    /// The code of the scenario's latest message. A sign-in for a token can cause newer ones.
    code: Option<String>,
    /// The code of the latest challenge.
    challenge_code: Option<String>,
}

/// Why a pool, user or sign-in isn't in the state that the scenario is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Trouble {
    Blocked { line: Option<usize>, reason: String },
    NotApplicable(String),
}

impl Trouble {
    fn verdict(self) -> Verdict {
        match self {
            Self::Blocked { line, reason } => Verdict::Blocked { line, reason },
            Self::NotApplicable(reason) => Verdict::NotApplicable { reason },
        }
    }
}

/// What became of a line.
enum Outcome {
    /// The server replied to the call itself, or to one that had to come before it.
    Replied { operation: String, reply: Reply },
    /// The call can't be made.
    NotMade(Trouble),
}

impl Outcome {
    /// Whether the server accepted what the engine accepts, with the same challenge, or refused what the engine refuses.
    fn agrees_with(&self, line: &Line) -> bool {
        match self {
            Self::Replied { reply: Reply::Accepted(output), .. } => {
                !line.is_refused() && text(output, "/ChallengeName") == text(&line.answer, "/output/ChallengeName")
            }
            Self::Replied { reply: Reply::Refused { .. }, .. } => line.is_refused(),
            Self::Replied { reply: Reply::Missing | Reply::Nothing(_), .. } | Self::NotMade(_) => false,
        }
    }
}

/// The result of a step that comes before the call: a value, or the reason why the line ends here.
type Step<T> = Result<T, Box<Outcome>>;

fn not_made<T>(reason: &str) -> Step<T> {
    Err(Box::new(Outcome::NotMade(Trouble::NotApplicable(reason.into()))))
}

impl<'a> Play<'a> {
    pub(crate) fn new(
        file: &VectorFile,
        connection: &'a Connection<'a>,
        codes: &'a Source<'a>,
        created: &'a Pools,
        stop: &'a AtomicBool,
    ) -> Self {
        Self {
            connection,
            codes,
            created,
            stop,
            whole: Scenario::default(),
            agreed: Scenario::default(),
            history: Vec::new(),
            pools: BTreeMap::new(),
            users: BTreeMap::new(),
            tokens_needed: tokens_needed(file),
            set_ups: set_ups(file),
            latest: None,
            calls: Vec::new(),
            has_old_code: false,
        }
    }

    /// Plays a line. Returns its verdict, if it expects something, and the calls that were made for it.
    pub(crate) fn line(&mut self, vector: &Vector) -> (Option<Verdict>, Vec<Call>) {
        self.calls.clear();
        let whole = self.whole.line(&vector.bytes);
        let mut next = self.agreed.clone();
        let (Some(whole), Some(line)) = (whole, Line::run(&mut next, vector)) else {
            self.agreed = next;
            return (None, Vec::new());
        };
        self.make_spoiled_again(&line);
        self.calls.clear();
        let holds = match &vector.expect {
            Some(expect) => cognito_mfa_host::check(&visible(expect), &line.answer).is_ok(),
            // No expectation depends on this answer. What matters is that the call does what it did in the scenario.
            None => whole.answer.get("error").is_some() == line.is_refused(),
        };
        let outcome = if holds { self.attempt(&line).unwrap_or_else(|outcome| *outcome) } else { self.blocked(&line) };
        // An interrupt also ends the wait for a code, so the server perhaps got a wrong one.
        let outcome = self.check_interrupt().err().map_or(outcome, |interrupted| *interrupted);
        let verdict = match &outcome {
            Outcome::NotMade(trouble) => trouble.clone().verdict(),
            Outcome::Replied { operation, reply } => compare(operation, &expectation(&line), reply),
        };
        self.settle(line, next, outcome);
        (vector.expect.is_some().then_some(verdict), std::mem::take(&mut self.calls))
    }

    /// The reason why a line can't be asked: what went wrong before.
    fn blocked(&self, line: &Line) -> Outcome {
        let user = line.key().and_then(|key| self.users.get(&key));
        let pool = line.pool.as_ref().and_then(|pool| self.pools.get(pool));
        let trouble = user
            .and_then(|user| user.sign_in_trouble.clone().or_else(|| user.trouble.clone()))
            .or_else(|| pool.and_then(|pool| pool.trouble.clone()))
            .or_else(|| self.latest.clone());
        // Nothing went wrong, so only the profile can make the difference.
        let profile = || Trouble::NotApplicable("the line holds in the other profile only".into());
        Outcome::NotMade(trouble.unwrap_or_else(profile))
    }

    /// Keeps what the line did, on the server and in the engine.
    fn settle(&mut self, line: Line, next: Scenario, outcome: Outcome) {
        let is_agreed = outcome.agrees_with(&line);
        if is_agreed || line.vector.op == "CreateUserPool" {
            // A pool that the server refused has its number nevertheless.
            self.agreed = next;
        }
        if is_agreed {
            let user = line.key().filter(|_| line.changes >= Change::User);
            let number = line.vector.number;
            if user.is_some_and(|user| self.tokens_needed.iter().any(|(later, own)| *later > number && *own == user)) {
                // Later, the pool can ask for more than this user has. A failure shows when the token is needed.
                let _ = self.token(&line);
            }
            if line.changes != Change::Nothing {
                self.history.push(line);
            }
        } else {
            self.remember(&line, outcome);
        }
    }

    /// Remembers what went wrong, and what later lines can't rely on.
    fn remember(&mut self, line: &Line, outcome: Outcome) {
        let accepted = line.is_refused() && matches!(&outcome, Outcome::Replied { reply: Reply::Accepted(_), .. });
        let trouble = match outcome {
            Outcome::NotMade(trouble) => trouble,
            Outcome::Replied { operation, reply } => {
                let reason = match &reply {
                    Reply::Accepted(output) if !line.is_refused() => {
                        let challenge = text(output, "/ChallengeName").unwrap_or("the end of the sign-in");
                        format!("{operation} was answered with {challenge}")
                    }
                    Reply::Accepted(_) => format!("{operation} was accepted"),
                    Reply::Refused { exception, .. } => format!("{operation} was refused with {exception}"),
                    Reply::Missing => format!("{operation} is missing"),
                    Reply::Nothing(why) => format!("{operation}: {why}"),
                };
                Trouble::Blocked { line: Some(line.vector.number), reason }
            }
        };
        self.latest = Some(trouble.clone());
        let op = line.vector.op.as_str();
        let (Some(pool), is_creation) = (line.pool.clone(), op == "CreateUserPool") else { return };
        if is_creation {
            if !line.is_refused() {
                self.pools.insert(pool, RemotePool { missing: Some(trouble), ..RemotePool::default() });
            }
            return;
        }
        if is_read(op) {
            return;
        }
        if op.ends_with("InitiateAuth") || op.ends_with("RespondToAuthChallenge") {
            self.user(line).sign_in_trouble = Some(trouble.clone());
        } else if accepted {
            self.pools.entry(pool.clone()).or_default().spoiled = Some(trouble.clone());
        }
        if line.key().is_some() {
            self.user(line).trouble.get_or_insert(trouble);
        } else {
            self.pools.entry(pool).or_default().trouble.get_or_insert(trouble);
        }
    }

    /// Makes the pool of a line again, with all that the server agreed on, if the server changed it against the rules.
    fn make_spoiled_again(&mut self, line: &Line) {
        let Some(name) = line.pool.as_ref().filter(|_| line.vector.op != "CreateUserPool" && !line.is_malformed())
        else {
            return;
        };
        let Some(trouble) = self.pools.get_mut(name).and_then(|pool| pool.spoiled.take()) else { return };
        let old = self.pools.remove(name).unwrap_or_default();
        self.users.retain(|(own, _), _| own != name);
        let history: Vec<_> = self.history.iter().filter(|line| line.pool.as_ref() == Some(name)).cloned().collect();
        for line in history {
            let outcome = self.attempt(&line).unwrap_or_else(|outcome| *outcome);
            if !outcome.agrees_with(&line) {
                let missing = Some(trouble);
                self.pools.insert(name.clone(), RemotePool { missing, trouble: old.trouble, ..RemotePool::default() });
                return;
            }
            if line.changes >= Change::User
                && line.key().is_some_and(|user| self.tokens_needed.iter().any(|(_, own)| *own == user))
            {
                let _ = self.token(&line);
            }
        }
    }

    fn call(&mut self, operation: &str, request: &Value) -> Reply {
        let reply = self.connection.call(operation, request);
        self.calls.push(Call { operation: operation.into(), request: request.clone(), reply: reply.clone() });
        reply
    }

    fn attempt(&mut self, line: &Line) -> Step<Outcome> {
        let op = line.vector.op.as_str();
        self.check_interrupt()?;
        if let Some(reason) = self.connection.lost() {
            return Err(Box::new(Outcome::NotMade(Trouble::Blocked { line: None, reason: reason.into() })));
        }
        if !Request::OPERATIONS.contains(&op) {
            return not_made(if op.is_empty() {
                "the line isn't a call"
            } else {
                "the operation isn't one of the API's"
            });
        }
        let begins = matches!(op, "InitiateAuth" | "AdminInitiateAuth");
        if begins && let Some(user) = line.key().and_then(|key| self.users.get_mut(&key)) {
            // A new sign-in ends the one in progress.
            user.session = None;
            user.sign_in_trouble = None;
            user.verifies_user = line.vector.facts.get("user_verified").and_then(Value::as_bool).unwrap_or(false);
        }
        check_facts(line, begins)?;
        if op == "CreateUserPool" {
            return Ok(self.create_pool(line));
        }
        self.check_trouble(line)?;
        let mut input = line.vector.input.clone();
        self.rename(&mut input, line)?;
        if is_only_text(line) {
            let reply = self.send_text(line, op, &input);
            return Ok(Outcome::Replied { operation: op.into(), reply });
        }
        if !line.is_malformed() {
            self.fill(&mut input, line)?;
        }
        let mut reply = self.send(line, op, &input);
        if std::mem::take(&mut self.has_old_code) && matches!(reply, Reply::Refused { .. }) && !line.is_refused() {
            // The server accepts each code once. A server that doesn't check saves the wait.
            let stop = self.stop;
            let code = self.user(line).secret.as_mut().map(|secret| secret.new_code(stop));
            answer(&mut input, "SOFTWARE_TOKEN_MFA_CODE", &code.unwrap_or_default());
            reply = self.send(line, op, &input);
        }
        if challenge(&reply) == Some("PASSWORD_VERIFIER") && proves_at_once(line) {
            let (operation, input) = self.proof_call(op, &input, line);
            reply = self.send(line, operation, &input);
        }
        Ok(Outcome::Replied { operation: op.into(), reply })
    }

    fn check_interrupt(&self) -> Step<()> {
        if self.stop.load(Ordering::Relaxed) { not_made("the run was interrupted") } else { Ok(()) }
    }

    fn check_trouble(&self, line: &Line) -> Step<()> {
        let pool = line.pool.as_ref().and_then(|pool| self.pools.get(pool)).and_then(|pool| pool.missing.as_ref());
        let user = line.key().and_then(|key| self.users.get(&key)).and_then(|user| user.sign_in_trouble.as_ref());
        let user = user.filter(|_| line.vector.op.ends_with("RespondToAuthChallenge"));
        match pool.or(user) {
            Some(trouble) if !line.is_malformed() => Err(Box::new(Outcome::NotMade(trouble.clone()))),
            Some(_) | None => Ok(()),
        }
    }

    fn create_pool(&mut self, line: &Line) -> Outcome {
        let operation = "CreateUserPool".to_string();
        let reply = self.call(&operation, &line.vector.input);
        let Reply::Accepted(output) = &reply else { return Outcome::Replied { operation, reply } };
        let id = text(output, "/UserPool/Id").unwrap_or_default().to_string();
        self.created.add(&id);
        let Some(local) = line.pool.clone() else { return Outcome::Replied { operation, reply } };
        let flows =
            ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH"];
        let flows: Vec<_> = flows.iter().map(|flow| format!("ALLOW_{flow}")).collect();
        let client = json!({
            "UserPoolId": id,
            "ClientName": "conformance",
            "ExplicitAuthFlows": flows,
            "PreventUserExistenceErrors": "LEGACY",
        });
        let client = self.call("CreateUserPoolClient", &client);
        let (client, trouble) = match &client {
            _ if id.is_empty() => {
                let reason = "CreateUserPool returned no UserPool.Id".to_string();
                (String::new(), Some(Trouble::Blocked { line: Some(line.vector.number), reason }))
            }
            Reply::Accepted(output) => (text(output, "/UserPoolClient/ClientId").unwrap_or_default().to_string(), None),
            Reply::Refused { .. } | Reply::Missing | Reply::Nothing(_) => {
                let reason = "CreateUserPoolClient failed".to_string();
                (String::new(), Some(Trouble::Blocked { line: Some(line.vector.number), reason }))
            }
        };
        let output = renamed(output, &id, &local);
        self.pools.insert(local, RemotePool { id, client, missing: trouble, ..RemotePool::default() });
        Outcome::Replied { operation, reply: Reply::Accepted(output) }
    }

    fn user(&mut self, line: &Line) -> &mut RemoteUser {
        self.users.entry(line.key().unwrap_or_default()).or_default()
    }

    /// Sends a body that a JSON object can't hold as it's in the file.
    fn send_text(&mut self, line: &Line, operation: &str, renamed: &Value) -> Reply {
        let mut body = line.vector.input_text.clone();
        for name in ["UserPoolId", "ClientId", "AccessToken"] {
            if let (Some(own), Some(other)) = (line.vector.input.get(name), renamed.get(name)) {
                body = body.replace(&own.to_string(), &other.to_string());
            }
        }
        if line.vector.input.is_null() {
            // A text that isn't valid has no members, but the server can see its pool.
            let names = self.pools.keys().flat_map(|local| [("UserPoolId", local, false), ("ClientId", local, true)]);
            for (member, local, is_client) in names {
                let own = format!("\"{member}\":\"{local}\"");
                let other = self.remote_name(local, is_client).unwrap_or_default();
                body = body.replace(&own, &format!("\"{member}\":{}", Value::from(other)));
            }
        }
        let reply = self.connection.call_text(operation, &body);
        self.calls.push(Call { operation: operation.into(), request: body.into(), reply: reply.clone() });
        reply
    }

    /// Sends the call, and keeps what later calls need.
    fn send(&mut self, line: &Line, operation: &str, input: &Value) -> Reply {
        let reply = self.call(operation, input);
        let id = line.pool.as_ref().and_then(|local| self.remote_name(local, false));
        let reply = match (reply, id, &line.pool) {
            (Reply::Accepted(output), Some(id), Some(local)) => Reply::Accepted(renamed(&output, &id, local)),
            (Reply::Refused { exception, message }, Some(id), Some(local)) => {
                Reply::Refused { exception, message: message.map(|message| message.replace(&id, local)) }
            }
            (reply, ..) => reply,
        };
        if operation.ends_with("InitiateAuth") || operation.ends_with("RespondToAuthChallenge") {
            self.keep(line, &reply);
        }
        if let Reply::Accepted(output) = &reply
            && operation.ends_with("SoftwareToken")
            && input.get("Session").is_some()
        {
            let user = self.user(line);
            if let Some(session) = text(output, "/Session") {
                user.session = Some(session.into());
                user.last_session = Some(session.into());
            }
            match text(output, "/SecretCode") {
                Some(secret) => {
                    user.secret = Some(totp::Secret::new(secret));
                    user.has_verified = false;
                }
                None => user.has_verified = true,
            }
        }
        if let Reply::Accepted(output) = &reply {
            if text(output, "/ChallengeName").is_some_and(|name| name.starts_with("SMS_") || name == "EMAIL_OTP") {
                self.user(line).challenge_code = self.message_code(line).ok();
            } else if output.get("CodeDeliveryDetails").is_some() {
                self.user(line).code = self.message_code(line).ok();
            }
        }
        reply
    }

    /// Keeps the session, or the token of a finished sign-in.
    fn keep(&mut self, line: &Line, reply: &Reply) {
        let is_out_of_order = is_out_of_order(line);
        let sets_up = self.set_ups.iter().any(|(number, begun)| *begun == line.vector.number && *number > *begun);
        let user = self.user(line);
        match reply {
            Reply::Accepted(output) => {
                user.has_verified = false;
                user.session = text(output, "/Session").map(Into::into);
                if user.session.is_some() {
                    user.last_session.clone_from(&user.session);
                }
                user.parameters = output.get("ChallengeParameters").cloned().unwrap_or_default();
                if let Some(token) = text(output, "/AuthenticationResult/AccessToken") {
                    user.token = Some(token.into());
                }
                if let Some(token) = text(output, "/AuthenticationResult/RefreshToken") {
                    user.refresh_token = Some(token.into());
                }
                if sets_up && text(output, "/ChallengeName") == Some("MFA_SETUP") {
                    self.begin_set_up(line);
                }
            }
            // A step that doesn't fit leaves the sign-in unchanged.
            Reply::Refused { .. } if !is_out_of_order => user.session = None,
            Reply::Refused { .. } | Reply::Missing | Reply::Nothing(_) => {}
        }
    }
}

fn challenge(reply: &Reply) -> Option<&str> {
    match reply {
        Reply::Accepted(output) => text(output, "/ChallengeName"),
        Reply::Refused { .. } | Reply::Missing | Reply::Nothing(_) => None,
    }
}

/// Some facts are a host's own. No client can establish them.
fn check_facts(line: &Line, begins: bool) -> Step<()> {
    let facts = &line.vector.facts;
    let is = |name: &str, values: &[&str]| {
        facts.get(name).is_none_or(|fact| fact.is_null() || fact.as_str().is_some_and(|fact| values.contains(&fact)))
    };
    if !facts.is_null() && text(&line.answer, "/error/code") == Some("serialization") {
        return not_made("the line is about malformed facts");
    }
    if begins {
        if !is("risk", &["none"]) {
            return not_made("no client can set the risk of a sign-in");
        }
        if !is("device", &["unknown"]) {
            return not_made("no client can make its device trusted in one call");
        }
        if facts.get("session").is_some_and(|session| !session.is_null()) {
            return not_made("no client can set the age of an earlier session");
        }
    }
    if text(&line.vector.input, "/ChallengeName").is_some_and(|name| name.starts_with("DEVICE_"))
        && !line.is_malformed()
        && !is_out_of_order(line)
    {
        return not_made("no client can make its device trusted in one call");
    }
    Ok(())
}

/// What a server's answer must contain. A scenario has no app clients, so its message is about the pool.
fn expectation(line: &Line) -> Value {
    let mut expect = line.vector.expect.clone().unwrap_or_default();
    let is_about_client =
        text(&line.answer, "/error/code") == Some("pool-not-found") && line.vector.input.get("ClientId").is_some();
    if let Some(Value::Object(error)) = expect.get_mut("error").filter(|_| is_about_client) {
        error.remove("message");
    }
    expect
}

/// Whether the operation only reads.
fn is_read(operation: &str) -> bool {
    operation.starts_with("Get")
        || operation.starts_with("Describe")
        || operation.starts_with("AdminGet")
        || operation == "ForgotPassword"
}

/// Whether only the request's text shows what it is: a member is repeated, or it isn't an object.
fn is_only_text(line: &Line) -> bool {
    let quotes = |text: &str| text.bytes().filter(|byte| *byte == b'"').count();
    !line.vector.input.is_object() || quotes(&line.vector.input_text) > quotes(&line.vector.input.to_string())
}

/// Whether the scenario proves a password by SRP in one call. Without `SRP_A`, it does.
fn proves_at_once(line: &Line) -> bool {
    let input = &line.vector.input;
    let has_value = ["/AuthParameters/SRP_A", "/ChallengeResponses/SRP_A"].iter().any(|at| text(input, at).is_some());
    !has_value && text(input, "/ChallengeName") != Some("PASSWORD_VERIFIER")
}

fn is_out_of_order(line: &Line) -> bool {
    text(&line.answer, "/error/code") == Some("step-out-of-order")
}

fn set(object: &mut Value, name: &str, value: &str) {
    if let Value::Object(members) = object {
        members.insert(name.into(), value.into());
    }
}

fn answer(input: &mut Value, name: &str, value: &str) {
    if let Some(responses) = input.get_mut("ChallengeResponses") {
        set(responses, name, value);
    }
}

/// An answer with the scenario's name of a pool in place of the server's.
fn renamed(value: &Value, id: &str, local: &str) -> Value {
    let each = |value: &Value| renamed(value, id, local);
    match value {
        Value::String(text) if text == id => local.into(),
        Value::Array(values) => values.iter().map(each).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), each(value))).collect::<Map<_, _>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
