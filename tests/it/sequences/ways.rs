//! One call made of values, and the same made of JSON text.

use std::borrow::Cow;

use cognito_mfa::generate::{Call, RequestText};
use cognito_mfa::wire::{AuthFlow, PoolRequest, Request, UserRequest};
use cognito_mfa::{
    Answer, Attachment, Awaits, Circumstances, CodeFactor, Fidelity, FirstChallenge, FirstFactor, PasskeyProof,
    Passwordless, Pool, PoolCommand, PoolPolicy, Progress, Proven, SignIn, Step as Stepped, Transition, User,
    UserCommand,
};

use super::Step;

/// How a sign-in begins.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Begin {
    Password(Circumstances),
    Choice(Option<FirstChallenge>, Circumstances),
}

/// What is done, to the last detail.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "one is alive at a time")]
pub(crate) enum Move {
    Pool(PoolCommand<'static>),
    User(UserCommand),
    Begin(Begin),
    Answer(Answer),
}

/// A pool, a user and a sign-in under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) pool: Pool,
    pub(crate) user: User,
    pub(crate) sign_in: Option<SignIn>,
    /// Where the last sign-in stood after its last step.
    pub(crate) progress: Option<Progress>,
    /// Whether `SetUserPoolMfaConfig` accepted the MFA configuration last.
    pub(crate) set_last: Option<SetLast>,
}

/// `SetUserPoolMfaConfig` accepted the MFA configuration last: no later update sent a mode or an SMS configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetLast {
    pub(crate) id: String,
    /// Whether the pool's SMS configuration was brought by the operation itself, whose rules it then keeps.
    pub(crate) brought_sms: bool,
}

impl State {
    pub(crate) const fn new(pool: Pool, user: User) -> Self {
        Self { pool, user, sign_in: None, progress: None, set_last: None }
    }

    /// Keeps what a step of the sign-in led to.
    fn stepped(self, step: Stepped) -> Self {
        let sign_in = match step.progress {
            Progress::Waiting(sign_in) => Some(sign_in),
            Progress::Authenticated(_)
            | Progress::Denied(..)
            | Progress::TargetMissed(_)
            | Progress::MfaTypeNotOffered => None,
        };
        Self { user: step.user, sign_in, progress: Some(step.progress), ..self }
    }
}

impl Move {
    /// The step in this state, of the pool of this id.
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
            Step::Fitting(index) => Self::Answer(state.sign_in.map_or(Answer::EmailOtp, |sign_in| {
                let answers = fitting(sign_in.awaits);
                answers[index.index(answers.len())]
            })),
            Step::Any(index) => {
                let any = [Answer::SmsOtp, Answer::SmsMfa, Answer::DeviceSrpAuth, Answer::NewPasswordRequired];
                Self::Answer(any[index.index(any.len())])
            }
        }
    }
}

/// The answers that fit what a sign-in waits for.
fn fitting(awaits: Awaits) -> Vec<Answer> {
    let passkeys = |attachment| {
        [PasskeyProof::UserVerified, PasskeyProof::Presence].map(|proof| Answer::WebAuthn(proof, attachment))
    };
    match awaits {
        Awaits::FirstFactorChoice => FirstChallenge::ALL.iter().copied().map(Answer::SelectChallenge).collect(),
        Awaits::FirstFactor(Passwordless::SmsOtp) => vec![Answer::SmsOtp],
        Awaits::FirstFactor(Passwordless::WebAuthn) => Attachment::ALL.iter().copied().flat_map(passkeys).collect(),
        Awaits::NewPassword(_) => vec![Answer::NewPasswordRequired],
        Awaits::MfaChoice(..) | Awaits::StepUpChoice(..) => {
            CodeFactor::ALL.iter().copied().map(Some).chain([None]).map(Answer::SelectMfaType).collect()
        }
        Awaits::Code(_, CodeFactor::Sms) | Awaits::StepUpCode(_, CodeFactor::Sms, _) => vec![Answer::SmsMfa],
        Awaits::Code(_, CodeFactor::Totp) | Awaits::StepUpCode(_, CodeFactor::Totp, _) => {
            vec![Answer::SoftwareTokenMfa]
        }
        Awaits::FirstFactor(Passwordless::EmailOtp)
        | Awaits::Code(_, CodeFactor::Email)
        | Awaits::StepUpCode(_, CodeFactor::Email, _)
        | Awaits::EmailSetUpCode(_) => vec![Answer::EmailOtp],
        Awaits::MfaSetUp(..) => CodeFactor::ALL.iter().copied().map(Answer::MfaSetup).collect(),
        Awaits::Device(..) => vec![Answer::DeviceSrpAuth],
        Awaits::DevicePassword(..) => vec![Answer::DevicePasswordVerifier],
    }
}

/// Makes the call of values. What is refused leaves the state as it was.
pub(crate) fn by_values(state: State, next: &Move, fidelity: Fidelity) -> State {
    let policy = state.pool.policy_in(fidelity);
    match next {
        Move::Pool(command) => applied(state, command, "local_1", fidelity),
        Move::User(command) => {
            let user = state.user.apply(&policy, command).map_or(state.user, Transition::into_next);
            State { user, ..state }
        }
        Move::Begin(begin) => begun(state, *begin, &policy),
        Move::Answer(answer) => answered(state, *answer, &policy),
    }
}

/// Makes the same call of JSON text; a sign-in is stored as text between two calls.
pub(crate) fn by_text(state: State, next: &Move, id: &str, fidelity: Fidelity) -> State {
    let policy = state.pool.policy_in(fidelity);
    let request = match next {
        Move::Pool(command) => Some(RequestText::of_pool(id, command)),
        Move::User(command) => RequestText::of_user(id, "ann", command),
        Move::Begin(begin) => Some(initiate(*begin)),
        Move::Answer(answer) => Some(respond(*answer)),
    };
    // No request says that a token was associated, and nothing comes of it.
    let Some(request) = request else { return state };
    match (Request::decode(request.operation, &request.body).unwrap(), next) {
        (Request::Pool(address, PoolRequest::Apply(command)), _) => {
            assert_eq!(address, id);
            applied(state, &command, "local_1", fidelity)
        }
        (Request::User(_, UserRequest::Apply(command)), _) => by_values(state, &Move::User(command), fidelity),
        // Whether the passkey can verify the user is no part of the request.
        (Request::User(_, UserRequest::CompleteWebAuthnRegistration), Move::User(command)) => {
            by_values(state, &Move::User(*command), fidelity)
        }
        (Request::User(_, UserRequest::InitiateAuth(initiation)), Move::Begin(begin)) => {
            let (Begin::Password(at) | Begin::Choice(_, at)) = *begin;
            let is_choice = initiation.flow == AuthFlow::UserAuth;
            begun(state, if is_choice { Begin::Choice(initiation.preferred, at) } else { Begin::Password(at) }, &policy)
        }
        (Request::User(_, UserRequest::RespondToAuthChallenge(response)), Move::Answer(answer)) => {
            let shown = if let Answer::WebAuthn(proof, at) = answer {
                (*proof, *at)
            } else {
                (PasskeyProof::Presence, Attachment::Platform)
            };
            let stored = state.sign_in.map(|sign_in| serde_json::to_string(&sign_in).unwrap());
            let sign_in = stored.map(|stored| serde_json::from_str(&stored).unwrap());
            answered(State { sign_in, ..state }, response.answer(shown.0, shown.1).unwrap(), &policy)
        }
        (request, next) => panic!("{next:?} is read as {request:?}"),
    }
}

fn applied(state: State, command: &PoolCommand<'_>, id: &str, fidelity: Fidelity) -> State {
    let Ok(transition) = state.pool.apply(command, fidelity) else { return state };
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
        Begin::Password(at) => {
            let proven = Proven::first(FirstFactor::Password, Attachment::default());
            SignIn::begin(policy, state.user, proven, at, None)
        }
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

fn initiate(begin: Begin) -> RequestText {
    let (flow, preferred) = match begin {
        Begin::Password(_) => (AuthFlow::UserPasswordAuth, None),
        Begin::Choice(preferred, _) => (AuthFlow::UserAuth, preferred),
    };
    let mut parameters = serde_json::json!({"USERNAME": "ann", "PASSWORD": "…"});
    if let Some(preferred) = preferred {
        parameters["PREFERRED_CHALLENGE"] = preferred.name().into();
    }
    let body = serde_json::json!({"ClientId": "local_1", "AuthFlow": flow.name(), "AuthParameters": parameters});
    RequestText { operation: "InitiateAuth", body: body.to_string() }
}

fn respond(answer: Answer) -> RequestText {
    let (name, member, value) = match answer {
        Answer::SelectChallenge(challenge) => ("SELECT_CHALLENGE", "ANSWER", challenge.name()),
        Answer::EmailOtp => ("EMAIL_OTP", "EMAIL_OTP_CODE", "1"),
        Answer::SmsOtp => ("SMS_OTP", "SMS_OTP_CODE", "1"),
        Answer::WebAuthn(..) => ("WEB_AUTHN", "CREDENTIAL", "{}"),
        Answer::NewPasswordRequired => ("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD", "…"),
        Answer::SelectMfaType(factor) => {
            ("SELECT_MFA_TYPE", "ANSWER", factor.map_or("WEB_AUTHN_MFA", CodeFactor::name))
        }
        Answer::SmsMfa => ("SMS_MFA", "SMS_MFA_CODE", "1"),
        Answer::SoftwareTokenMfa => ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE", "1"),
        Answer::MfaSetup(CodeFactor::Sms) => ("MFA_SETUP", "PHONE_NUMBER", "+15550100"),
        Answer::MfaSetup(CodeFactor::Totp) => ("MFA_SETUP", "SESSION", "s"),
        Answer::MfaSetup(CodeFactor::Email) => ("MFA_SETUP", "EMAIL", "a@b.example"),
        Answer::DeviceSrpAuth => ("DEVICE_SRP_AUTH", "SRP_A", "1"),
        Answer::DevicePasswordVerifier => ("DEVICE_PASSWORD_VERIFIER", "TIMESTAMP", "1"),
    };
    let responses = serde_json::json!({"USERNAME": "ann", member: value});
    let body = serde_json::json!({"ClientId": "local_1", "ChallengeName": name, "ChallengeResponses": responses});
    RequestText { operation: "RespondToAuthChallenge", body: body.to_string() }
}
