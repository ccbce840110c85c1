//! `inspect explain` of a request: which rules it breaks, and the smallest changes of it that would be accepted.

use cognito_mfa::command::UserPoolSettings;
use cognito_mfa::note::{Note, NoteSet};
use cognito_mfa::pool::PoolMember;
use cognito_mfa::user::{PasskeyAbility, UserEvent, UserMember};
use cognito_mfa::wire::{ErrorBody, PoolRequest, Request, RequestBody, UserRequest};
use cognito_mfa::{CredentialStamp, Pool, PoolCommand, Profile, User, UserCommand};
use cognito_mfa_insight::{Refusal, Repair};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::fault::{Misuse, Place};
use crate::files::Source;
use crate::shown::{bad, good};
use crate::{Desk, Failure, Verdict, pools, users};

/// What becomes of a request: accepted with its changes and notes, or refused with what is wrong.
#[derive(Serialize, Default)]
struct Answer {
    accepted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    violations: Option<Vec<Broken>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repairs: Option<Vec<ShownRepair>>,
    /// Those with the mode that the request asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    repairs_in_its_mode: Option<Vec<ShownRepair>>,
    /// The refusal, for people.
    #[serde(skip)]
    text: String,
}

/// A rule that is broken.
#[derive(Serialize)]
struct Broken {
    code: &'static str,
    when: &'static str,
    must: &'static str,
    exception: &'static str,
    message: String,
}

#[derive(Serialize)]
struct ShownRepair {
    edits: Vec<&'static str>,
    /// The request as it would be accepted, a line of a scenario; of a pool only.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Box<RawValue>>,
}

pub(crate) fn run(
    pool: &[Source],
    user: Option<&Source>,
    operation: &str,
    body: &Source,
    desk: &mut Desk<'_>,
) -> Result<Verdict, Failure> {
    let text = desk.files.text(body)?;
    let body = text.object()?;
    let request = Request::decode(operation, body.json).map_err(|error| body.place.decode_error(&error))?;
    if let Request::CreateUserPool(settings) = &request {
        return write(&create(settings, desk.profile), desk);
    }
    let pool = pools::read(pool, &mut desk.files, desk.profile)?.pool;
    let answer = match request {
        Request::Pool(id, PoolRequest::Apply(command)) => change(&pool, &id, &command),
        Request::User(_, request, _) => {
            let command = command(&request).ok_or_else(|| changes_nothing(&body.place))?;
            let user = user.ok_or_else(|| Misuse(format!("--request {operation}: expected --user")))?;
            let user = users::read_one(user, &mut desk.files)?.user(ANY_STAMP);
            preference(&pool, &user, command)
        }
        Request::Pool(_, PoolRequest::Describe | PoolRequest::GetMfaConfig) | Request::CreateUserPool(_) => {
            return Err(changes_nothing(&body.place));
        }
    };
    write(&answer, desk)
}

/// A request is judged for one user, so that any stamp will do.
const ANY_STAMP: CredentialStamp = CredentialStamp(0);

fn changes_nothing(place: &Place) -> Failure {
    place.fault("expected a request that changes a pool or a user").into()
}

fn command(request: &UserRequest<'_>) -> Option<UserCommand> {
    match request {
        UserRequest::Apply(command) => Some(*command),
        UserRequest::CompleteWebAuthnRegistration => {
            Some(UserCommand::Event(UserEvent::PasskeyRegistered(PasskeyAbility::VerifiesUser)))
        }
        UserRequest::ConfirmForgotPassword => Some(UserCommand::Event(UserEvent::PermanentPasswordSet)),
        UserRequest::Create(_)
        | UserRequest::Get
        | UserRequest::GetAuthFactors
        | UserRequest::ForgotPassword
        | UserRequest::InitiateAuth(_)
        | UserRequest::RespondToAuthChallenge(_) => None,
    }
}

fn create(settings: &UserPoolSettings<'_>, profile: Profile) -> Answer {
    match (Pool::create(settings, profile), Refusal::of_create(settings, profile)) {
        (_, Some(refusal)) => {
            Answer::refused(&refusal, |settings| line(&RequestBody::create_user_pool("pool", settings)))
        }
        (Ok(transition), None) => Answer::accepted(transition.changes().map(PoolMember::name), transition.notes()),
        (Err(_), None) => Answer::default(),
    }
}

fn change(pool: &Pool, id: &str, command: &PoolCommand<'_>) -> Answer {
    match (pool.apply(command), Refusal::of_pool_command(pool, command)) {
        (_, Some(refusal)) => Answer::refused(&refusal, |command| line(&RequestBody::of_pool(id, command))),
        (Ok(transition), None) => Answer::accepted(transition.changes().map(PoolMember::name), transition.notes()),
        (Err(_), None) => Answer::default(),
    }
}

fn preference(pool: &Pool, user: &User, command: UserCommand) -> Answer {
    let policy = pool.policy();
    match (user.apply(&policy, &command), Refusal::of_user_command(&policy, user, &command)) {
        (_, Some(refusal)) => Answer::refused(&refusal, |_| None),
        (Ok(transition), None) => Answer::accepted(transition.changes().map(UserMember::name), transition.notes()),
        (Err(_), None) => Answer::default(),
    }
}

/// A call as scenario files have it.
#[derive(Serialize)]
pub(crate) struct Line<'a> {
    op: &'static str,
    input: &'a RequestBody<'a>,
}

impl<'a> Line<'a> {
    pub(crate) fn new(request: &'a RequestBody<'a>) -> Self {
        Self { op: request.operation(), input: request }
    }
}

fn line(request: &RequestBody<'_>) -> Option<Box<RawValue>> {
    to_raw_value(&Line::new(request)).ok()
}

fn write(answer: &Answer, desk: &mut Desk<'_>) -> Result<Verdict, Failure> {
    if desk.json {
        desk.write_json(answer)?;
    } else if answer.accepted {
        let list = |names: Option<&Vec<&str>>| names.filter(|names| !names.is_empty()).map(|names| names.join(", "));
        let changes = list(answer.changes.as_ref()).unwrap_or_else(|| "nothing".into());
        writeln!(desk.out, "{}; it changes {changes}.", good("Accepted"))?;
        if let Some(notes) = list(answer.notes.as_ref()) {
            writeln!(desk.out, "note: {notes}")?;
        }
    } else {
        write!(desk.out, "{}: {}", bad("Refused"), answer.text)?;
    }
    Ok(Verdict::Well)
}

impl Answer {
    fn accepted(changes: impl Iterator<Item = &'static str>, notes: NoteSet) -> Self {
        Self {
            accepted: true,
            changes: Some(changes.collect()),
            notes: Some(notes.iter().map(Note::code).collect()),
            ..Self::default()
        }
    }

    fn refused<R>(refusal: &Refusal<R>, request: impl Fn(&R) -> Option<Box<RawValue>>) -> Self {
        let rejection = refusal.rejection();
        let broken = rejection.violations().map(|violation| Broken {
            code: violation.rule().code(),
            when: violation.row().when,
            must: violation.row().must,
            exception: violation.exception().name(),
            message: violation.message(),
        });
        let repair =
            |repair: &Repair<R>| ShownRepair { edits: repair.edits.clone(), request: request(&repair.request) };
        Self {
            error: Some(ErrorBody::from(rejection)),
            violations: Some(broken.collect()),
            repairs: Some(refusal.repairs().iter().map(repair).collect()),
            repairs_in_its_mode: Some(refusal.repairs_in_its_mode().iter().map(repair).collect()),
            text: refusal.to_string(),
            ..Self::default()
        }
    }
}
