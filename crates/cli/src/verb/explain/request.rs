//! An explained request: whether the service accepts it, and the smallest changes of it that it accepts.

use std::io::Write;

use cognito_mfa::command::{Caller, PreferenceChange, UserPoolSettings};
use cognito_mfa::note::{Note, NoteSet};
use cognito_mfa::pool::PoolMember;
use cognito_mfa::recovery::{RecoveryRefused, confirm_reset};
use cognito_mfa::user::{PasskeyAbility, Passkeys, UserEvent, UserMember};
use cognito_mfa::wire::{DecodeError, ErrorBody, PoolRequest, Request, RequestBody, UserRequest};
use cognito_mfa::{CredentialStamp, Pool, PoolCommand, PoolPolicy, Profile, User, UserCommand};
use cognito_mfa_insight::{Preparation, Refusal, Repair, Safety};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{Explain, RequestFile, VERB};
use crate::code::Table;
use crate::context::Context;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::other_profile::OtherProfile;
use crate::paint::{bad, good};
use crate::pool::Settings;
use crate::printable::{cut, printable};
use crate::user;
use crate::verb::plan::Call;
use crate::verdict::Verdict;

/// Explains the answer to a request.
pub(super) fn explain(
    explain: &Explain,
    file: &RequestFile,
    settings: Settings,
    context: &mut Context<'_>,
) -> Result<Verdict, Failure> {
    let profile = settings.profile;
    let RequestFile { operation, body } = file;
    let text = context.files.text(body)?;
    let body = text.object()?;
    let request = Request::decode(operation, body.json).map_err(|error| match error {
        DecodeError::UnknownOperation => unsuitable(operation, "is not a supported operation"),
        DecodeError::Serialization(_) | DecodeError::Constraints(_) => Fault::of_decoding(&body.place, &error).into(),
    })?;
    let (here, there) = match request {
        Request::CreateUserPool(settings) => (create(&settings, profile), Ok(create(&settings, profile.other()))),
        Request::Pool(id, PoolRequest::Apply(command)) => {
            let judged = |pool: &Pool| change(pool, &id, &command);
            explain.pool(settings, context)?.each(judged)
        }
        Request::Pool(_, PoolRequest::Describe | PoolRequest::GetMfaConfig | PoolRequest::DescribeRisk)
        | Request::Session(..)
        | Request::Refresh(..) => return Err(changes_nothing(operation)),
        Request::User(_, request, _) => {
            let change = UserChange::of(&request).ok_or_else(|| changes_nothing(operation))?;
            let pool = explain.pool(settings, context)?;
            let expected = || Failure::misuse(VERB, format!("expected --user: {operation} is a request for a user"));
            let (user, _) = user::read_one(explain.user.as_ref().ok_or_else(expected)?, &mut context.files)?;
            let user = user.user(ANY_STAMP);
            pool.each(|pool| match change {
                UserChange::Command(command) => change_user(&pool.policy(), &user, command),
                UserChange::PasswordReset => reset_password(&pool.policy(), &user),
                UserChange::OwnPassword => change_own_password(&pool.policy(), &user),
            })
        }
    };
    let other_profile = OtherProfile::than(profile, difference(&here, there));
    let answer = Answer { profile: profile.name(), other_profile, ..here };
    write(&answer, profile, context)?;
    Ok(Verdict::fine_if(answer.accepted))
}

/// The judgment of the other profile, as a part of a sentence, if it differs.
fn difference(here: &Answer, there: Result<Answer, String>) -> Option<String> {
    let there = match there {
        Err(why) => return Some(why),
        Ok(there) => there,
    };
    let codes = |answer: &Answer| answer.violations.iter().flatten().map(|broken| broken.code).collect::<Vec<_>>();
    match there.violations.as_deref() {
        _ if codes(here) == codes(&there) => None,
        Some([Broken { code, message, .. }, ..]) => Some(format!("it refuses the request with “{message}” ({code})")),
        Some([]) | None => Some("it accepts the request".into()),
    }
}

/// Only one user and one request are looked at, so every stamp gives the same answer.
const ANY_STAMP: CredentialStamp = CredentialStamp(0);

fn changes_nothing(operation: &str) -> Failure {
    unsuitable(operation, "changes no pool and no user")
}

fn unsuitable(operation: &str, problem: &str) -> Failure {
    let operation = cut(operation);
    let expected = "Expected an operation that changes a pool or a user, for example SetUserPoolMfaConfig or \
                    AdminSetUserMFAPreference";
    Failure::misuse(VERB, format!("{operation} {problem}. {expected}"))
}

/// A change of a user, by the table that judges it.
enum UserChange {
    Command(UserCommand),
    PasswordReset,
    OwnPassword,
}

impl UserChange {
    /// The change that a request asks for. `None` if it asks for none.
    fn of(request: &UserRequest<'_>) -> Option<Self> {
        match request {
            UserRequest::Apply(command) => Some(Self::Command(*command)),
            UserRequest::CompleteWebAuthnRegistration => {
                Some(Self::Command(UserCommand::Event(UserEvent::PasskeyRegistered(PasskeyAbility::VerifiesUser))))
            }
            UserRequest::ConfirmSignUp => Some(Self::Command(UserCommand::Event(UserEvent::SignUpConfirmed))),
            UserRequest::DeleteWebAuthnCredential => {
                Some(Self::Command(UserCommand::Event(UserEvent::PasskeyRemoved(Passkeys::Absent))))
            }
            UserRequest::ChangePassword => Some(Self::OwnPassword),
            UserRequest::ConfirmForgotPassword => Some(Self::PasswordReset),
            UserRequest::Create(_)
            | UserRequest::StartWebAuthnRegistration
            | UserRequest::Get
            | UserRequest::GetUser
            | UserRequest::GetAuthFactors
            | UserRequest::ForgotPassword
            | UserRequest::InitiateAuth(_)
            | UserRequest::RespondToAuthChallenge(_) => None,
        }
    }
}

fn create(settings: &UserPoolSettings<'_>, profile: Profile) -> Answer {
    match Refusal::of_create(settings, profile) {
        Ok(transition) => Answer::accepted(transition.changes().map(PoolMember::name), transition.notes()),
        Err(refusal) => Answer::refused(&refusal, |settings| line(&RequestBody::create_user_pool("pool", settings))),
    }
}

fn change(pool: &Pool, id: &str, command: &PoolCommand<'_>) -> Answer {
    let refusal = match Refusal::of_pool_command(pool, command) {
        Ok(transition) => return Answer::accepted(transition.changes().map(PoolMember::name), transition.notes()),
        Err(refusal) => refusal,
    };
    let call = |call: &PoolCommand<'_>| line(&RequestBody::of_pool(id, call));
    let preparation = |one: &Preparation| PreparationView {
        edits: one.edits.clone(),
        request: call(&one.call),
        of_request: one.of_request.clone(),
        safety: one.safety.into(),
    };
    let preparations = refusal.preparations().iter().map(preparation).collect();
    Answer { preparations, ..Answer::refused(&refusal, call) }
}

fn change_user(pool: &PoolPolicy, user: &User, command: UserCommand) -> Answer {
    match Refusal::of_user_command(pool, user, &command) {
        Ok(transition) => Answer::accepted(transition.changes().map(UserMember::name), transition.notes()),
        Err(refusal) => Answer::refused(&refusal, |_| None),
    }
}

fn change_own_password(pool: &PoolPolicy, user: &User) -> Answer {
    match user.change_password(pool) {
        Ok(transition) => Answer::accepted(transition.changes().map(UserMember::name), transition.notes()),
        // The rules about the user's status are those of a request without a block.
        Err(_) => change_user(pool, user, UserCommand::SetPreference(Caller::User, PreferenceChange::new())),
    }
}

fn reset_password(pool: &PoolPolicy, user: &User) -> Answer {
    match confirm_reset(pool, user) {
        Ok(transition) => Answer::accepted(transition.changes().map(UserMember::name), transition.notes()),
        Err(refused) => Answer::refused_reset(refused),
    }
}

fn write(answer: &Answer, profile: Profile, context: &mut Context<'_>) -> Result<(), Failure> {
    if context.json() {
        return context.write_json(answer);
    }
    if !answer.accepted {
        write!(context.out, "{}: ", bad("Refused"))?;
        for line in answer.text.lines() {
            writeln!(context.out, "{}", printable(line))?;
        }
        return context.write_profile(profile, answer.other_profile.as_ref());
    }
    let list = |names: &Option<Vec<&str>>| names.as_deref().unwrap_or_default().join(", ");
    let (changes, notes) = (list(&answer.changes), list(&answer.notes));
    let changes = if changes.is_empty() { "nothing".into() } else { changes };
    writeln!(context.out, "{}. The request changes {changes}.", good("Accepted"))?;
    if !notes.is_empty() {
        writeln!(context.out, "note: {notes}")?;
    }
    context.write_profile(profile, answer.other_profile.as_ref())
}

fn line(request: &RequestBody<'_>) -> Option<Box<RawValue>> {
    to_raw_value(&Call::new(request)).ok()
}

/// The answer to a request: the changes and notes, or the broken rules.
#[derive(Serialize, Default)]
struct Answer {
    profile: &'static str,
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
    repairs: Option<Vec<RepairView>>,
    /// The repairs that keep the mode of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    repairs_in_its_mode: Option<Vec<RepairView>>,
    /// Calls after which the pool accepts the request, as it is or after more edits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    preparations: Vec<PreparationView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_profile: Option<OtherProfile>,
    /// The refusal for a person to read.
    #[serde(skip)]
    text: String,
}

/// A broken rule.
#[derive(Serialize)]
struct Broken {
    table: &'static str,
    code: &'static str,
    when: &'static str,
    must: &'static str,
    exception: &'static str,
    message: String,
}

#[derive(Serialize)]
struct RepairView {
    edits: Vec<&'static str>,
    /// The repaired request as a scenario line, if it changes a pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Box<RawValue>>,
    #[serde(flatten)]
    safety: SafetyView,
}

/// Whether it locks users out.
#[derive(Serialize)]
struct SafetyView {
    safety: &'static str,
    /// A user that it locks out, as a phrase.
    #[serde(skip_serializing_if = "Option::is_none")]
    locks_out: Option<String>,
}

impl From<Safety> for SafetyView {
    fn from(safety: Safety) -> Self {
        match safety {
            Safety::Safe => Self { safety: "safe", locks_out: None },
            Safety::Unsafe(witness) => Self { safety: "unsafe", locks_out: Some(witness.user.to_string()) },
        }
    }
}

#[derive(Serialize)]
struct PreparationView {
    edits: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Box<RawValue>>,
    /// The edits that the request needs, too.
    of_request: Vec<&'static str>,
    #[serde(flatten)]
    safety: SafetyView,
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

    /// A refused password reset. No change of its request makes it acceptable.
    fn refused_reset(refused: RecoveryRefused) -> Self {
        let error = ErrorBody::from(&refused);
        let row = refused.reason.row();
        let (code, message) = (row.reason.code(), error.message().to_owned());
        let must = "no password is reset";
        let broken = Broken {
            table: Table::Recovery.name(),
            code,
            when: row.when,
            must,
            exception: error.error_type(),
            message,
        };
        let text = format!("{}: {} ({}/{code})", error.error_type(), error.message(), Table::Recovery.name());
        Self { error: Some(error), violations: Some(vec![broken]), text, ..Self::default() }
    }

    fn refused<R>(refusal: &Refusal<R>, request: impl Fn(&R) -> Option<Box<RawValue>>) -> Self {
        let rejection = refusal.rejection();
        let broken = rejection.violations().map(|violation| Broken {
            table: Table::Rules(violation.row().operation).name(),
            code: violation.rule().code(),
            when: violation.row().when,
            must: violation.row().must,
            exception: violation.exception().name(),
            message: violation.message(),
        });
        let repair = |repair: &Repair<R>| RepairView {
            edits: repair.edits.clone(),
            request: request(&repair.request),
            safety: repair.safety.into(),
        };
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
