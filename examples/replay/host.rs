//! A host: it keeps pools, users and sign-ins, checks no secrets, and leaves every decision to the library.

use std::collections::BTreeMap;

use cognito_mfa::wire::{
    AssuranceClaims, AuthFlow, AuthResponse, ChallengeResponse, DecodeError, ErrorBody, ForgotPasswordResponse,
    GetUserResponse, Initiation, PoolRequest, Request, UserAddress, UserAuthFactorsResponse, UserPoolMfaConfig,
    UserPoolResponse, UserRequest,
};
use cognito_mfa::{
    Attachment, Exception, Fidelity, FirstFactor, Note, NoteSet, OutOfOrder, PasskeyAbility, PasskeyProof, Pool,
    PoolPolicy, Progress, Proven, Reason, Rejection, Report, SignIn, Step, StepUp, User, UserCommand, recovery,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::line::{self, Facts, Line};

/// The pools of one scenario.
#[derive(Default)]
pub(crate) struct Host {
    fidelity: Fidelity,
    pools: Vec<HostedPool>,
}

struct HostedPool {
    pool: Pool,
    users: BTreeMap<String, HostedUser>,
}

struct HostedUser {
    user: User,
    /// The sign-in under way, and the facts that hold for it.
    sign_in: Option<(SignIn, Facts)>,
}

/// An accepted call.
#[derive(Default)]
struct Reply {
    output: Value,
    reason: Option<&'static str>,
    notes: NoteSet,
    assurance: Option<AssuranceClaims>,
}

/// A refused call.
struct Failure {
    body: ErrorBody,
    codes: Vec<&'static str>,
}

impl Host {
    /// Runs a line; `None` where it is no call.
    pub(crate) fn line(&mut self, bytes: &[u8]) -> Option<(Line, Value)> {
        let (line, answer) = match line::read(bytes) {
            Ok(content) => {
                self.fidelity = content.fidelity.unwrap_or(self.fidelity);
                let line = content.call?;
                let answer = match &line.facts {
                    Ok(facts) => self.call(&line.op, &line.input, *facts),
                    Err(error) => Err(error.into()),
                };
                (line, answer)
            }
            Err(error) => {
                let line = Line::unreadable(bytes);
                (line, Err(Failure::from(&error)))
            }
        };
        let answer = match answer {
            Ok(reply) => reply.shown(&line.op),
            Err(failure) => failure.shown(&line.op),
        };
        Some((line, answer))
    }

    fn call(&mut self, op: &str, input: &str, facts: Facts) -> Result<Reply, Failure> {
        let input = if input == "null" { "{}" } else { input };
        match Request::decode(op, input)? {
            Request::CreateUserPool(settings) => {
                let transition = Pool::create(&settings, self.fidelity)?;
                let notes = transition.notes();
                self.pools.push(HostedPool { pool: transition.into_next(), users: BTreeMap::new() });
                let id = format!("local_{}", self.pools.len());
                let output = self.pools.last().map(|hosted| show(UserPoolResponse::new(&id, &hosted.pool)));
                Ok(Reply { output: output.unwrap_or_default(), notes, ..Reply::default() })
            }
            Request::Pool(id, request) => {
                let fidelity = self.fidelity;
                let hosted = self.pool(&id).ok_or_else(|| Failure::pool_not_found(&id))?;
                hosted.call(&id, &request, fidelity, op)
            }
            Request::User(address, request) => {
                let fidelity = self.fidelity;
                let (hosted, username) = self.address(&address)?;
                let policy = hosted.pool.policy_in(fidelity);
                if let UserRequest::Create(user) = request {
                    if hosted.users.contains_key(username) {
                        return Err(Failure::of(
                            Exception::UsernameExists,
                            "User account already exists",
                            "user-exists",
                        ));
                    }
                    hosted.users.insert(username.to_string(), HostedUser { user, sign_in: None });
                    return Ok(Reply::empty());
                }
                let not_found = || Failure::of(Exception::UserNotFound, "User does not exist.", "user-not-found");
                hosted.users.get_mut(username).ok_or_else(not_found)?.call(username, request, &policy, facts, op)
            }
        }
    }

    /// The pool `local_N` is the Nth that was created.
    fn pool(&mut self, id: &str) -> Option<&mut HostedPool> {
        let number = id.strip_prefix("local_").filter(|number| !number.starts_with('0'))?;
        let index = number.parse::<usize>().ok()?.checked_sub(1)?;
        self.pools.get_mut(index).filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// The pool and the name of the user whom a request is about.
    fn address<'a>(&mut self, address: &'a UserAddress<'_>) -> Result<(&mut HostedPool, &'a str), Failure> {
        match address {
            UserAddress::Admin { pool: id, username } | UserAddress::Client { client: id, username } => {
                let hosted = self.pool(id).ok_or_else(|| Failure::pool_not_found(id))?;
                Ok((hosted, username.reveal()))
            }
            UserAddress::Token(token) => {
                let unknown = || Failure::of(Exception::NotAuthorized, "Invalid Access Token", "token-unknown");
                let (id, username) = token.reveal().split_once('.').ok_or_else(unknown)?;
                Ok((self.pool(id).ok_or_else(unknown)?, username))
            }
        }
    }
}

impl HostedPool {
    fn call(&mut self, id: &str, request: &PoolRequest<'_>, fidelity: Fidelity, op: &str) -> Result<Reply, Failure> {
        let mut notes = NoteSet::EMPTY;
        if let PoolRequest::Apply(command) = request {
            let transition = self.pool.apply(command, fidelity)?;
            notes = transition.notes();
            self.pool = transition.into_next();
        }
        let output = match op {
            "DescribeUserPool" => show(UserPoolResponse::new(id, &self.pool)),
            "GetUserPoolMfaConfig" | "SetUserPoolMfaConfig" => show(UserPoolMfaConfig::from(&self.pool)),
            _ => json!({}),
        };
        Ok(Reply { output, notes, ..Reply::default() })
    }
}

impl HostedUser {
    fn call(
        &mut self,
        username: &str,
        request: UserRequest<'_>,
        pool: &PoolPolicy,
        facts: Facts,
        op: &str,
    ) -> Result<Reply, Failure> {
        let output = match request {
            UserRequest::Create(_) => json!({}),
            UserRequest::Apply(command) => return self.apply(pool, command, op),
            UserRequest::CompleteWebAuthnRegistration => {
                let ability = facts.ability.unwrap_or(PasskeyAbility::VerifiesUser);
                return self.apply(pool, UserCommand::Report(Report::PasskeyRegistered(ability)), op);
            }
            UserRequest::Get => show(GetUserResponse::new(username, &self.user)),
            UserRequest::GetAuthFactors => show(UserAuthFactorsResponse::new(username, &self.user, pool)),
            UserRequest::ForgotPassword => {
                let recovery = recovery(pool, self.user.facts());
                match (recovery.answer, ErrorBody::of_recovery(&recovery)) {
                    (Ok(medium), _) => show(ForgotPasswordResponse::from(medium)),
                    (Err(_), body) => {
                        let body = body.unwrap_or_else(|| ErrorBody::new(Exception::InvalidParameter, ""));
                        return Err(Failure { body, codes: vec![recovery.reason.code()] });
                    }
                }
            }
            UserRequest::InitiateAuth(initiation) => return self.initiate(pool, &initiation, facts),
            UserRequest::RespondToAuthChallenge(response) => return self.respond(pool, &response, facts),
        };
        Ok(Reply { output, ..Reply::default() })
    }

    fn apply(&mut self, pool: &PoolPolicy, command: UserCommand, op: &str) -> Result<Reply, Failure> {
        let transition = self.user.apply(pool, &command)?;
        let notes = transition.notes();
        self.user = transition.into_next();
        let output = if op == "VerifySoftwareToken" { json!({"Status": "SUCCESS"}) } else { json!({}) };
        Ok(Reply { output, notes, ..Reply::default() })
    }

    /// A sign-in starts anew, and one that is refused ends the one under way.
    fn initiate(&mut self, pool: &PoolPolicy, initiation: &Initiation<'_>, facts: Facts) -> Result<Reply, Failure> {
        self.sign_in = None;
        let step_up = initiation.target_acr_values.as_ref().map(|values| StepUp::to(values.reveal()));
        let circumstances = facts.circumstances();
        let step = if initiation.flow == AuthFlow::UserAuth {
            SignIn::begin_user_auth(pool, self.user, initiation.preferred, circumstances, step_up.as_ref())?
        } else {
            let proven = Proven::first(FirstFactor::Password, Attachment::default());
            SignIn::begin(pool, self.user, proven, circumstances, step_up.as_ref())
        };
        self.settle(step, pool, facts)
    }

    fn respond(&mut self, pool: &PoolPolicy, response: &ChallengeResponse, facts: Facts) -> Result<Reply, Failure> {
        let (sign_in, earlier) = self.sign_in.ok_or(OutOfOrder)?;
        let facts = facts.or(earlier);
        let passkey = facts.passkey.unwrap_or(PasskeyProof::Presence);
        let answer = response.answer(passkey, facts.attachment.unwrap_or_default())?;
        let sign_in = SignIn { circumstances: facts.circumstances(), ..sign_in };
        let step = sign_in.step(pool, self.user, answer)?;
        self.settle(step, pool, facts)
    }

    /// Keeps what a step left, and shows where the sign-in stands.
    fn settle(&mut self, step: Step, pool: &PoolPolicy, facts: Facts) -> Result<Reply, Failure> {
        self.user = step.user;
        self.sign_in = None;
        let mut reply = Reply { reason: step.reason.map(Reason::code), ..Reply::default() };
        match step.progress {
            Progress::Waiting(sign_in) => {
                self.sign_in = Some((sign_in, facts));
                reply.output = show(AuthResponse::waiting(&sign_in, pool, self.user));
            }
            Progress::Authenticated(proven) => {
                reply.output = show(AuthResponse::authenticated());
                reply.assurance = Some(proven.into());
            }
            Progress::Denied(denial, reason) => {
                let codes = vec![reason.code()];
                return Err(Failure { body: ErrorBody::of_denial(denial, reason), codes });
            }
            Progress::TargetMissed(error) => {
                return Err(Failure::of(error.exception(), &error.to_string(), error.code()));
            }
            Progress::MfaTypeNotOffered => {
                let message = Progress::MFA_TYPE_NOT_OFFERED_MESSAGE;
                return Err(Failure::of(Exception::InvalidParameter, message, Progress::MFA_TYPE_NOT_OFFERED));
            }
        }
        Ok(reply)
    }
}

impl Reply {
    fn empty() -> Self {
        Self { output: json!({}), ..Self::default() }
    }

    fn shown(self, op: &str) -> Value {
        let notes: Vec<_> = self.notes.iter().map(Note::code).collect();
        let mut answer = BTreeMap::from([("op", op.into()), ("output", self.output)]);
        answer.extend(self.reason.map(|reason| ("reason", reason.into())));
        answer.extend((!notes.is_empty()).then(|| ("notes", notes.into())));
        answer.extend(self.assurance.map(|claims| ("assurance", show(claims))));
        show(answer)
    }
}

impl Failure {
    fn of(exception: Exception, message: &str, code: &'static str) -> Self {
        Self { body: ErrorBody::new(exception, message), codes: vec![code] }
    }

    fn pool_not_found(id: &str) -> Self {
        let message = format!("User pool {id} does not exist.");
        Self::of(Exception::ResourceNotFound, &message, "pool-not-found")
    }

    fn shown(self, op: &str) -> Value {
        let ErrorBody { kind, message } = self.body;
        let code = self.codes.first();
        json!({"op": op, "error": {"__type": kind, "message": message, "code": code, "codes": self.codes}})
    }
}

impl From<&DecodeError> for Failure {
    fn from(error: &DecodeError) -> Self {
        Self { body: error.into(), codes: vec![error.code()] }
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Self::from(&error)
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        let codes = rejection.violations().map(|violation| violation.rule().code()).collect();
        Self { body: (&rejection).into(), codes }
    }
}

impl From<OutOfOrder> for Failure {
    fn from(error: OutOfOrder) -> Self {
        Self { body: ErrorBody::new(Exception::NotAuthorized, &error), codes: vec![OutOfOrder::CODE] }
    }
}

fn show(response: impl Serialize) -> Value {
    serde_json::to_value(response).unwrap_or_default()
}
