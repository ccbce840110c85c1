//! The operations: the host decodes each request, asks the engine, and stores the effect.

use std::fmt;

use cognito_mfa::assurance::AcrLevelNames;
use cognito_mfa::note::{Note, NoteSet};
use cognito_mfa::pool::Medium;
use cognito_mfa::recovery::{RecoveryReason, RecoveryRefused, confirm_reset, recovery};
use cognito_mfa::sign_in::{
    Asked, EarlierSession, FirstChallenge, FirstFactor, OutOfOrder, PasskeyProof, Reason, SignInDenied, StepUp,
    check_refresh,
};
use cognito_mfa::user::{PasskeyAbility, Passkeys, UserEvent};
use cognito_mfa::wire::{
    AssuranceClaims, AuthFlow, AuthResponse, ChallengeResponse, Credential, Cut, DecodeError, ErrorBody,
    ForgotPasswordResponse, GetUserResponse, Initiation, PoolRequest, PoolResponse, Request, Sensitive, SessionRequest,
    UserAddress, UserAuthFactorsResponse, UserCommandResponse, UserPoolResponse, UserRequest,
};
use cognito_mfa::{Answer, Pool, PoolPolicy, Profile, Progress, Rejection, SignIn, Step, User, UserCommand};
use serde::Serialize;
use serde_json::{Value, json};

use crate::facts::Facts;
use crate::host_error::HostError;
use crate::storage::{Finished, HostedUser, Memory, Storage};

/// A host of the engine over a storage.
///
/// It serves the operations that scenarios use. Every credential counts as right: the engine decides policy, and this
/// host checks no secrets.
///
/// ```
/// use cognito_mfa_host::{Facts, Host};
///
/// let mut host = Host::default();
/// let created = host.call("CreateUserPool", r#"{"PoolName":"shop"}"#, Facts::default()).unwrap();
/// assert_eq!(created.output["UserPool"]["Id"], "local_1");
///
/// let refused = host.call("SetUserPoolMfaConfig", r#"{"UserPoolId":"local_1","MfaConfiguration":"ON"}"#, Facts::default());
/// let failure = refused.unwrap_err();
/// assert_eq!((failure.table, failure.codes), ("mfa-config", vec!["mode-needs-factor-block"]));
/// ```
#[derive(Debug, Clone)]
pub struct Host<S = Memory> {
    /// The profile of every pool of this host. A scenario can change it between two lines.
    pub profile: Profile,
    storage: S,
}

/// An accepted call.
///
/// [`Host`] has an example.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Reply {
    /// The response, in the service's shape.
    pub output: Value,
    /// For a sign-in: the row that decided, in the last run of the decision.
    pub reason: Option<Reason>,
    /// The notes: what the change doesn't achieve.
    pub notes: NoteSet,
    /// The `acr` and `amr` claims of a finished sign-in.
    pub assurance: Option<Value>,
}

/// A refused call. Its `Display` is the service's error.
///
/// A refused change changes nothing. A refused sign-in ends the sign-in in progress and keeps what its step did to the
/// user. A refused `InitiateAuth` also ends the sign-in in progress.
///
/// [`Host`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The error, in the service's shape.
    pub body: ErrorBody,
    /// The table that the codes are in. Print it with them, because a few codes are in more than one table.
    pub table: &'static str,
    /// The codes of the rules that the call breaks, or of the row that denies it, in the order of evaluation.
    pub codes: Vec<&'static str>,
}

impl Default for Host {
    /// A host in memory, with the default profile.
    fn default() -> Self {
        Self::new(Memory::default(), Profile::default())
    }
}

impl<S: Storage> Host<S> {
    /// A host over this storage.
    #[must_use]
    pub const fn new(storage: S, profile: Profile) -> Self {
        Self { profile, storage }
    }

    /// The storage, to look at the pools and users.
    #[must_use]
    pub const fn storage(&self) -> &S {
        &self.storage
    }

    /// Serves a call: the name of the operation, its JSON body, and the facts that the caller has established.
    ///
    /// # Errors
    /// [`Failure`] with the service's error.
    pub fn call(&mut self, operation: &str, input: &str, facts: Facts) -> Result<Reply, Failure> {
        match Request::decode(operation, input)? {
            Request::CreateUserPool(settings) => {
                let transition = Pool::create(&settings, self.profile)?;
                let (notes, pool) = (transition.notes(), transition.into_next());
                let id = self.storage.add_pool(pool.clone());
                Ok(Reply { output: show(UserPoolResponse::new(&id, &pool)), notes, ..Reply::default() })
            }
            Request::Pool(id, request) => self.call_pool(&id, &request),
            Request::User(address, request, credentials) => {
                let (id, pool, username) = self.address(&address)?;
                let is_srp = credentials.get(Credential::SrpA).is_some();
                self.call_user(&id, &pool.policy(), username, request, Given { facts, is_srp }, operation)
            }
            Request::Session(session, request, _) => self.call_session(&session, request),
            Request::Refresh(refresh, _) => {
                let (id, _, username) = self.named(&refresh.token)?;
                let user = self.storage.user(&id, username).ok_or_else(|| Failure::user_not_found(operation))?.user;
                check_refresh(user.facts())?;
                Ok(Reply { output: show(AuthResponse::authenticated()), ..Reply::default() })
            }
        }
    }

    /// Serves the two operations of a TOTP set-up in a sign-in. They change nothing: every code counts as right.
    fn call_session(&self, session: &Sensitive<'_>, request: SessionRequest) -> Result<Reply, Failure> {
        let (id, pool, username) = self.named(session).map_err(|_| OutOfOrder)?;
        let HostedUser { user, sign_in, .. } = self.storage.user(&id, username).ok_or(OutOfOrder)?;
        let (sign_in, _) = sign_in.ok_or(OutOfOrder)?;
        sign_in.sets_up_totp()?;
        let _accepted = user.apply(&pool.policy(), &UserCommand::Event(UserEvent::TotpAssociated))?;
        let event = match request {
            SessionRequest::AssociateSoftwareToken => UserEvent::TotpAssociated,
            SessionRequest::VerifySoftwareToken => UserEvent::TotpVerified,
        };
        Ok(Reply { output: show(UserCommandResponse::from(&UserCommand::Event(event))), ..Reply::default() })
    }

    fn call_pool(&mut self, id: &str, request: &PoolRequest<'_>) -> Result<Reply, Failure> {
        let mut pool = self.pool(id).ok_or_else(|| Failure::pool_not_found(id))?;
        let mut notes = NoteSet::EMPTY;
        if let PoolRequest::Apply(command) = request {
            let transition = pool.apply(command)?;
            notes = transition.notes();
            pool = transition.into_next();
            self.storage.set_pool(id, pool.clone());
        }
        Ok(Reply { output: show(PoolResponse::new(request, id, &pool)), notes, ..Reply::default() })
    }

    fn call_user(
        &mut self,
        id: &str,
        pool: &PoolPolicy,
        username: &str,
        request: UserRequest<'_>,
        given: Given,
        operation: &str,
    ) -> Result<Reply, Failure> {
        let Some(before) = self.storage.user(id, username) else {
            let UserRequest::Create(new) = request else { return Err(Failure::user_not_found(operation)) };
            let user = User::create(pool, new, self.storage.new_stamp());
            self.storage.set_user(id, username, HostedUser { user, sign_in: None, finished: None });
            return Ok(Reply::empty());
        };
        let mut after = before.clone();
        let answer = after.call(username, request, pool, given, operation);
        // A denied sign-in has ended, but its changes to the user stay.
        if after != before {
            self.storage.set_user(id, username, after);
        }
        answer
    }

    fn pool(&self, id: &str) -> Option<Pool> {
        self.storage.pool(id).map(|pool| pool.with_profile(self.profile))
    }

    /// The pool and the name of the user that a request is about.
    fn address<'a>(&self, address: &'a UserAddress<'_>) -> Result<(String, Pool, &'a str), Failure> {
        match address {
            UserAddress::Admin { pool: id, username } | UserAddress::Client { client: id, username } => {
                let pool = self.pool(id).ok_or_else(|| Failure::pool_not_found(id))?;
                Ok(((**id).to_owned(), pool, username.reveal()))
            }
            UserAddress::Token(token) => self.named(token),
        }
    }

    /// The pool and the name of the user in a token: `<pool id>.<username>`.
    fn named<'a>(&self, token: &'a Sensitive<'_>) -> Result<(String, Pool, &'a str), Failure> {
        let (id, username) = token.reveal().split_once('.').ok_or_else(Failure::token_unknown)?;
        let pool = self.pool(id).ok_or_else(Failure::token_unknown)?;
        Ok((id.to_owned(), pool, username))
    }
}

impl HostedUser {
    fn call(
        &mut self,
        username: &str,
        request: UserRequest<'_>,
        pool: &PoolPolicy,
        given: Given,
        operation: &str,
    ) -> Result<Reply, Failure> {
        let facts = given.facts;
        let output = match request {
            UserRequest::Create(_) => return Err(Failure::user_exists(operation)),
            UserRequest::Apply(command) => return self.apply(pool, command),
            UserRequest::ConfirmSignUp => {
                // The service prefers the phone number.
                let has_phone = self.user.phone.is_present();
                let sent_to = if has_phone { Medium::Sms } else { Medium::Email };
                self.user = self.user.confirm_sign_up(pool, Some(sent_to))?.into_next();
                json!({})
            }
            UserRequest::ChangePassword => {
                self.user = self.user.change_password(pool)?.into_next();
                json!({})
            }
            UserRequest::StartWebAuthnRegistration => {
                let registered = UserCommand::Event(UserEvent::PasskeyRegistered(PasskeyAbility::VerifiesUser));
                let _accepted = self.user.apply(pool, &registered)?;
                json!({})
            }
            UserRequest::DeleteWebAuthnCredential => {
                return self.apply(pool, UserCommand::Event(UserEvent::PasskeyRemoved(Passkeys::Absent)));
            }
            UserRequest::CompleteWebAuthnRegistration => {
                let ability = facts.ability.unwrap_or(PasskeyAbility::VerifiesUser);
                return self.apply(pool, UserCommand::Event(UserEvent::PasskeyRegistered(ability)));
            }
            UserRequest::Get => show(GetUserResponse::new(username, &self.user)),
            UserRequest::GetUser => show(GetUserResponse::for_user(username, &self.user)),
            UserRequest::GetAuthFactors => show(UserAuthFactorsResponse::new(username, &self.user)),
            UserRequest::ForgotPassword => show(ForgotPasswordResponse::from(self.recovery_medium(pool)?)),
            UserRequest::ConfirmForgotPassword => {
                self.user = confirm_reset(pool, &self.user)?.into_next();
                json!({})
            }
            UserRequest::InitiateAuth(initiation) => return self.initiate(pool, &initiation, given),
            UserRequest::RespondToAuthChallenge(response) => return self.respond(pool, &response, given),
        };
        Ok(Reply { output, ..Reply::default() })
    }

    /// The medium for a reset code.
    fn recovery_medium(&self, pool: &PoolPolicy) -> Result<Medium, Failure> {
        let recovery = recovery(pool, self.user.facts());
        Ok(recovery.medium()?)
    }

    fn apply(&mut self, pool: &PoolPolicy, command: UserCommand) -> Result<Reply, Failure> {
        let transition = self.user.apply(pool, &command)?;
        let notes = transition.notes();
        self.user = transition.into_next();
        Ok(Reply { output: show(UserCommandResponse::from(&command)), notes, ..Reply::default() })
    }

    /// Begins a sign-in. The one in progress ends, whatever the answer is.
    fn initiate(&mut self, pool: &PoolPolicy, initiation: &Initiation<'_>, given: Given) -> Result<Reply, Failure> {
        let Given { facts, is_srp } = given;
        self.sign_in = None;
        let step_up = initiation.target_acr_values.as_ref().map(|values| {
            StepUp::to(values.reveal())
                .with_earlier(facts.session.zip(self.finished).map(|(session, finished)| EarlierSession {
                    proven: finished.proven,
                    age_seconds: session.age,
                    stamp: Some(finished.stamp),
                }))
                .with_max_age_seconds(facts.session.and_then(|session| session.max_age))
        });
        let context = facts.context();
        let step = if initiation.flow == AuthFlow::UserAuth {
            SignIn::begin_user_auth(pool, self.user, initiation.preferred, context, step_up.as_ref())?
        } else if initiation.flow == AuthFlow::UserSrpAuth && is_srp {
            SignIn::begin_srp(pool, self.user, context, step_up.as_ref())
        } else {
            SignIn::begin(pool, self.user, FirstFactor::Password, context, step_up.as_ref())
        };
        let step = with_password(step, pool, is_srp)?;
        self.settle(step, facts, |sign_in, user| AuthResponse::begun(sign_in, pool, user))
    }

    fn respond(&mut self, pool: &PoolPolicy, response: &ChallengeResponse<'_>, given: Given) -> Result<Reply, Failure> {
        let Given { facts, is_srp } = given;
        let (sign_in, begun) = self.sign_in.ok_or(OutOfOrder)?;
        let passkey = facts.passkey.or(begun.passkey).unwrap_or(PasskeyProof::Presence);
        let attachment = facts.attachment.or(begun.attachment).unwrap_or_default();
        let step = sign_in.step(pool, self.user, response.answer(sign_in.asked, passkey, attachment)?)?;
        let step = with_password(step, pool, is_srp)?;
        self.settle(step, begun, |sign_in, _| AuthResponse::waiting(sign_in))
    }

    /// Stores the user and the sign-in after a step, and returns the response.
    fn settle(
        &mut self,
        step: Step,
        begun: Facts,
        shown: impl FnOnce(&SignIn, &User) -> AuthResponse,
    ) -> Result<Reply, Failure> {
        self.user = step.user;
        self.sign_in = None;
        let mut reply = Reply { reason: step.reason, ..Reply::default() };
        match step.progress {
            Progress::Waiting(sign_in) => {
                self.sign_in = Some((sign_in, begun));
                reply.output = show(shown(&sign_in, &self.user));
            }
            Progress::Authenticated(proven) => {
                self.finished = Some(Finished { proven, stamp: self.user.stamp });
                reply.output = show(AuthResponse::authenticated());
                let is_shown = proven.amr().next().is_some();
                reply.assurance = is_shown.then(|| show(AssuranceClaims::new(proven, &AcrLevelNames::default())));
            }
            Progress::Denied(denied) => {
                return Err(denied.into());
            }
        }
        Ok(reply)
    }
}

/// What a call brings with it, other than the request.
#[derive(Clone, Copy)]
struct Given {
    facts: Facts,
    /// The request contains `SRP_A`.
    is_srp: bool,
}

/// In a scenario, every credential is right. So a chosen password is proven at once, unless the request begins a proof by
/// Secure Remote Password, which takes a second request.
fn with_password(step: Step, pool: &PoolPolicy, is_srp: bool) -> Result<Step, OutOfOrder> {
    match step.progress {
        Progress::Waiting(sign_in) => match sign_in.asked {
            Asked::FirstFactor(FirstChallenge::PasswordSrp) if is_srp => Ok(step),
            Asked::FirstFactor(FirstChallenge::Password | FirstChallenge::PasswordSrp) => {
                sign_in.step(pool, step.user, Answer::PasswordProven)
            }
            Asked::FirstFactor(FirstChallenge::EmailOtp | FirstChallenge::SmsOtp | FirstChallenge::WebAuthn)
            | Asked::FirstFactorChoice
            | Asked::After(..) => Ok(step),
        },
        Progress::Authenticated(_) | Progress::Denied(_) => Ok(step),
    }
}

impl Reply {
    fn empty() -> Self {
        Self { output: json!({}), ..Self::default() }
    }

    /// The answer as one JSON object, in the form of `docs/scenarios.md`.
    #[must_use]
    pub fn to_json(&self, operation: &str) -> Value {
        let notes: Vec<_> = self.notes.iter().map(Note::code).collect();
        let mut answer = serde_json::Map::new();
        answer.insert("op".into(), operation.into());
        answer.insert("output".into(), self.output.clone());
        answer.extend(self.reason.map(|reason| ("reason".into(), reason.code().into())));
        answer.extend((!notes.is_empty()).then(|| ("notes".into(), notes.into())));
        answer.extend(self.assurance.clone().map(|claims| ("assurance".into(), claims)));
        Value::Object(answer)
    }
}

impl Failure {
    fn of(error: HostError, message: &str) -> Self {
        let body = ErrorBody::new(error.exception(), message);
        Self { body, table: HostError::TABLE, codes: vec![error.code()] }
    }

    fn user_exists(operation: &str) -> Self {
        let message = if operation == "SignUp" { "User already exists" } else { "User account already exists" };
        Self::of(HostError::UserExists, message)
    }

    fn user_not_found(operation: &str) -> Self {
        let message = if operation == "ForgotPassword" {
            "Username/client id combination not found."
        } else {
            "User does not exist."
        };
        Self::of(HostError::UserNotFound, message)
    }

    fn pool_not_found(id: &str) -> Self {
        // A client's ID has no limit of its own.
        let message = format!("User pool {} does not exist.", Cut(id));
        Self::of(HostError::PoolNotFound, &message)
    }

    fn token_unknown() -> Self {
        Self::of(HostError::TokenUnknown, "Invalid Access Token")
    }

    /// The answer as one JSON object, in the form of `docs/scenarios.md`.
    #[must_use]
    pub fn to_json(&self, operation: &str) -> Value {
        let (body, code) = (&self.body, self.codes.first());
        json!({"op": operation, "error": {
            "__type": body.error_type(), "message": body.message(), "table": self.table, "code": code, "codes": self.codes,
        }})
    }
}

impl From<&DecodeError> for Failure {
    fn from(error: &DecodeError) -> Self {
        Self { body: error.into(), table: DecodeError::TABLE, codes: vec![error.code()] }
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
        Self { body: (&rejection).into(), table: rejection.first().table(), codes }
    }
}

impl From<SignInDenied> for Failure {
    fn from(denied: SignInDenied) -> Self {
        Self { body: (&denied).into(), table: denied.table(), codes: vec![denied.code()] }
    }
}

impl From<RecoveryRefused> for Failure {
    fn from(refused: RecoveryRefused) -> Self {
        Self { body: refused.into(), table: RecoveryReason::TABLE, codes: vec![refused.reason.code()] }
    }
}

impl From<OutOfOrder> for Failure {
    fn from(error: OutOfOrder) -> Self {
        Self { body: error.into(), table: OutOfOrder::TABLE, codes: vec![OutOfOrder::CODE] }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.body.fmt(f)
    }
}

impl std::error::Error for Failure {}

fn show(response: impl Serialize) -> Value {
    serde_json::to_value(response).unwrap_or_default()
}
