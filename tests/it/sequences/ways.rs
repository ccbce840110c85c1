//! A call made with values, and the same call made with JSON text.

use std::borrow::Cow;

use cognito_mfa::apply::Transition;
use cognito_mfa::assurance::Attachment;
use cognito_mfa::factor::CodeFactor;
use cognito_mfa::generate::Call;
use cognito_mfa::sign_in::{Asked, FirstChallenge, FirstFactor, NextStep, OutOfOrder, PasskeyProof, SignInContext};
use cognito_mfa::wire::{AuthFlow, PoolRequest, Request, RequestBody, UserRequest, stored};
use cognito_mfa::{Answer, Pool, PoolCommand, PoolPolicy, Progress, SignIn, Step as Stepped, User, UserCommand};

use super::Step;

/// How a sign-in begins.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Begin {
    Password(SignInContext),
    Choice(Option<FirstChallenge>, SignInContext),
}

/// A call, with all its details.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "only one value is alive at a time")]
pub(crate) enum Move {
    Pool(PoolCommand<'static>),
    User(UserCommand),
    Begin(Begin),
    Answer(Answer),
}

/// A pool, a user and a sign-in in progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) pool: Pool,
    pub(crate) user: User,
    pub(crate) sign_in: Option<SignIn>,
    /// The progress of the last sign-in after its last step.
    pub(crate) progress: Option<Progress>,
    /// Whether `SetUserPoolMfaConfig` accepted the MFA configuration last.
    pub(crate) set_last: Option<SetLast>,
}

/// `SetUserPoolMfaConfig` accepted the MFA configuration last. No later update sent a mode or an SMS configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetLast {
    pub(crate) id: String,
    /// Whether the operation itself set the pool's SMS configuration. If so, the configuration keeps the operation's rules.
    pub(crate) brought_sms: bool,
}

impl State {
    pub(crate) const fn new(pool: Pool, user: User) -> Self {
        Self { pool, user, sign_in: None, progress: None, set_last: None }
    }

    /// Stores the result of a step of the sign-in.
    fn stepped(self, step: Stepped) -> Self {
        let sign_in = match step.progress {
            Progress::Waiting(sign_in) => Some(sign_in),
            Progress::Authenticated(_) | Progress::Denied(_) => None,
        };
        Self { user: step.user, sign_in, progress: Some(step.progress), ..self }
    }
}

impl Move {
    /// The call in this state, for the pool with this ID.
    pub(crate) fn of(step: &Step, state: &State, id: &str) -> Self {
        match step {
            Step::Call(Call::Pool(PoolCommand::SetMfaConfig(request))) => {
                let region = id.split_once('_').map(|(region, _)| region).filter(|region| *region != "local");
                let mut request = request.clone();
                request.region = region.map(|region| Cow::Owned(region.to_owned()));
                Self::Pool(PoolCommand::SetMfaConfig(request))
            }
            Step::Call(Call::Pool(command)) => Self::Pool(command.clone()),
            Step::Call(Call::User(command)) => Self::User(*command),
            Step::Begin(begin) => Self::Begin(*begin),
            Step::Fitting(index) => Self::Answer(state.sign_in.map_or(Answer::EmailCodeProven, |sign_in| {
                let answers = fitting(sign_in.asked);
                answers[index.index(answers.len())]
            })),
            Step::Any(index) => {
                let any = [Answer::SmsOtpProven, Answer::SmsCodeProven, Answer::DeviceBegun, Answer::NewPasswordChosen];
                Self::Answer(any[index.index(any.len())])
            }
        }
    }
}

/// The answers that fit what the sign-in asked last.
fn fitting(asked: Asked) -> Vec<Answer> {
    let passkeys = |attachment| {
        [PasskeyProof::UserVerified, PasskeyProof::Presence].map(|proof| Answer::PasskeyProven(proof, attachment))
    };
    match asked {
        Asked::FirstFactorChoice => FirstChallenge::ALL.iter().copied().map(Answer::FirstFactorChosen).collect(),
        Asked::FirstFactor(FirstChallenge::Password | FirstChallenge::PasswordSrp) => vec![Answer::PasswordProven],
        Asked::FirstFactor(FirstChallenge::SmsOtp) => vec![Answer::SmsOtpProven],
        Asked::FirstFactor(FirstChallenge::WebAuthn) => Attachment::ALL.iter().copied().flat_map(passkeys).collect(),
        Asked::FirstFactor(FirstChallenge::EmailOtp)
        | Asked::After(_, NextStep::Code(CodeFactor::Email) | NextStep::EmailSetUpCode) => {
            vec![Answer::EmailCodeProven]
        }
        Asked::After(_, NextStep::NewPassword) => vec![Answer::NewPasswordChosen],
        Asked::After(_, NextStep::MfaChoice(_)) => {
            CodeFactor::ALL.iter().copied().map(Some).chain([None]).map(Answer::MfaTypeChosen).collect()
        }
        Asked::After(_, NextStep::Code(CodeFactor::Sms)) => vec![Answer::SmsCodeProven],
        Asked::After(_, NextStep::Code(CodeFactor::Totp)) => vec![Answer::TotpCodeProven],
        Asked::After(_, NextStep::MfaSetUp(_)) => {
            vec![Answer::TotpSetUpProven, Answer::EmailSetUpBegun, Answer::SmsSetUpBegun]
        }
        Asked::After(_, NextStep::Device) => vec![Answer::DeviceBegun],
        Asked::After(_, NextStep::DevicePassword) => vec![Answer::DeviceProven],
    }
}

/// Makes the call with values. A refused call leaves the state unchanged.
pub(crate) fn by_values(state: State, next: &Move) -> State {
    let policy = state.pool.policy();
    match next {
        Move::Pool(command) => applied(state, command, "local_1"),
        Move::User(command) => {
            let user = state.user.apply(&policy, command).map_or(state.user, Transition::into_next);
            State { user, ..state }
        }
        Move::Begin(begin) => begun(state, *begin, &policy),
        Move::Answer(answer) => answered(state, *answer, &policy),
    }
}

/// Makes the same call with JSON text. Between two calls, a sign-in is stored as text.
pub(crate) fn by_text(state: State, next: &Move, id: &str) -> State {
    let policy = state.pool.policy();
    let request = match next {
        Move::Pool(command) => Some(text(&RequestBody::of_pool(id, command))),
        Move::User(command) => RequestBody::of_user(id, "ann", command).as_ref().map(text),
        Move::Begin(begin) => Some(initiate(*begin)),
        Move::Answer(answer) => Some(respond(*answer, state.sign_in.map(|sign_in| sign_in.asked))),
    };
    // No request states which passkeys remain after a removal.
    let Some((operation, body)) = request else { return by_values(state, next) };
    match (Request::decode(operation, &body).unwrap(), next) {
        (Request::Pool(address, PoolRequest::Apply(command)), _) => {
            assert_eq!(address, id);
            applied(state, &command, "local_1")
        }
        (Request::User(_, UserRequest::Apply(command), _), _) => by_values(state, &Move::User(command)),
        // The request doesn't state whether the passkey can verify the user, or which passkeys remain.
        (
            Request::User(_, UserRequest::CompleteWebAuthnRegistration | UserRequest::DeleteWebAuthnCredential, _),
            Move::User(command),
        ) => by_values(state, &Move::User(*command)),
        (Request::User(_, UserRequest::InitiateAuth(initiation), _), Move::Begin(begin)) => {
            let (Begin::Password(at) | Begin::Choice(_, at)) = *begin;
            let is_choice = initiation.flow == AuthFlow::UserAuth;
            begun(state, if is_choice { Begin::Choice(initiation.preferred, at) } else { Begin::Password(at) }, &policy)
        }
        (Request::User(_, UserRequest::RespondToAuthChallenge(response), _), Move::Answer(answer)) => {
            let shown = if let Answer::PasskeyProven(proof, at) = answer {
                (*proof, *at)
            } else {
                (PasskeyProof::Presence, Attachment::Platform)
            };
            let text = state.sign_in.map(|sign_in| serde_json::to_string(&stored::SignIn(sign_in)).unwrap());
            let sign_in = text.map(|text| serde_json::from_str::<stored::SignIn>(&text).unwrap().0);
            let state = State { sign_in, ..state };
            match sign_in.map(|sign_in| response.answer(sign_in.asked, shown.0, shown.1)) {
                Some(Ok(answer)) => answered(state, answer, &policy),
                Some(Err(OutOfOrder)) | None => state,
            }
        }
        (request, next) => panic!("{next:?} is read as {request:?}"),
    }
}

fn applied(state: State, command: &PoolCommand<'_>, id: &str) -> State {
    let Ok(transition) = state.pool.apply(command) else { return state };
    let set_last = match command {
        PoolCommand::SetMfaConfig(request) => {
            let brings = request.sms.as_ref().is_some_and(|sms| sms.configuration.is_some());
            let kept = state.set_last.as_ref().is_some_and(|last| last.brought_sms);
            let brought_sms = brings || kept || state.pool.sms_configuration.is_none();
            let id = request.region.as_ref().map_or_else(|| id.to_owned(), |region| format!("{region}_a1"));
            Some(SetLast { id, brought_sms })
        }
        PoolCommand::Update(sent) if sent.mode.is_some() || sent.sms_configuration.is_some() => None,
        PoolCommand::Update(_) | PoolCommand::SetRisk(_) => state.set_last.clone(),
    };
    let pool = transition.into_next();
    State { pool, set_last, ..state }
}

fn begun(state: State, begin: Begin, policy: &PoolPolicy) -> State {
    let step = match begin {
        Begin::Password(at) => SignIn::begin(policy, state.user, FirstFactor::Password, at, None),
        Begin::Choice(preferred, at) => match SignIn::begin_user_auth(policy, state.user, preferred, at, None) {
            Ok(step) => step,
            Err(_) => return State { sign_in: None, ..state },
        },
    };
    state.stepped(step)
}

fn answered(state: State, answer: Answer, policy: &PoolPolicy) -> State {
    let step = state.sign_in.and_then(|sign_in| sign_in.step(policy, state.user, answer).ok());
    match step {
        Some(step) => state.stepped(step),
        None => state,
    }
}

fn text(request: &RequestBody<'_>) -> (&'static str, String) {
    (request.operation(), serde_json::to_string(request).unwrap())
}

fn initiate(begin: Begin) -> (&'static str, String) {
    let (flow, preferred) = match begin {
        Begin::Password(_) => (AuthFlow::UserPasswordAuth, None),
        Begin::Choice(preferred, _) => (AuthFlow::UserAuth, preferred),
    };
    let mut parameters = serde_json::json!({"USERNAME": "ann", "PASSWORD": "…"});
    if let Some(preferred) = preferred {
        parameters["PREFERRED_CHALLENGE"] = preferred.name().into();
    }
    let body = serde_json::json!({"ClientId": "local_1", "AuthFlow": flow.name(), "AuthParameters": parameters});
    ("InitiateAuth", body.to_string())
}

fn respond(answer: Answer, asked: Option<Asked>) -> (&'static str, String) {
    let (name, member, value) = match answer {
        Answer::PasswordProven if asked == Some(Asked::FirstFactor(FirstChallenge::Password)) => {
            ("PASSWORD", "PASSWORD", "…")
        }
        Answer::PasswordProven => ("PASSWORD_VERIFIER", "PASSWORD_CLAIM_SIGNATURE", "…"),
        Answer::FirstFactorChosen(challenge) => ("SELECT_CHALLENGE", "ANSWER", challenge.name()),
        Answer::EmailCodeProven => ("EMAIL_OTP", "EMAIL_OTP_CODE", "1"),
        Answer::SmsOtpProven => ("SMS_OTP", "SMS_OTP_CODE", "1"),
        Answer::PasskeyProven(..) => ("WEB_AUTHN", "CREDENTIAL", "{}"),
        Answer::NewPasswordChosen => ("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD", "…"),
        Answer::MfaTypeChosen(factor) => {
            ("SELECT_MFA_TYPE", "ANSWER", factor.map_or("WEB_AUTHN_MFA", CodeFactor::name))
        }
        Answer::SmsCodeProven => ("SMS_MFA", "SMS_MFA_CODE", "1"),
        Answer::TotpCodeProven => ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE", "1"),
        Answer::SmsSetUpBegun => ("MFA_SETUP", "PHONE_NUMBER", "+15550100"),
        Answer::TotpSetUpProven => ("MFA_SETUP", "SESSION", "s"),
        Answer::EmailSetUpBegun => ("MFA_SETUP", "EMAIL", "a@b.example"),
        Answer::DeviceBegun => ("DEVICE_SRP_AUTH", "SRP_A", "1"),
        Answer::DeviceProven => ("DEVICE_PASSWORD_VERIFIER", "TIMESTAMP", "1"),
    };
    let responses = serde_json::json!({"USERNAME": "ann", member: value});
    let body = serde_json::json!({"ClientId": "local_1", "ChallengeName": name, "ChallengeResponses": responses});
    ("RespondToAuthChallenge", body.to_string())
}
