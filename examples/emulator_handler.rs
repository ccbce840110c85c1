//! A request handler for an emulator: `X-Amz-Target` and a body in, an HTTP status and a JSON body out.
//!
//! It keeps everything in memory. It checks passwords, and accepts the code 123456. It is not a service: its session IDs
//! can be guessed, its sign-ins don't expire, and it stores passwords in the clear. The guide's chapter on embedding shows
//! what a service adds.
//!
//! ```sh
//! cargo run --example emulator_handler
//! ```

use std::collections::BTreeMap;

use cognito_mfa::assurance::Attachment;
use cognito_mfa::exception::Exception;
use cognito_mfa::sign_in::{Asked, FirstChallenge, FirstFactor, PasskeyProof, SignInContext, StepUp};
use cognito_mfa::user::UserEvent;
use cognito_mfa::wire::{
    AuthFlow, AuthResponse, Credential, Credentials, ErrorBody, GetUserResponse, PoolRequest, PoolResponse, Request,
    UserAddress, UserPoolResponse, UserRequest, operation_of_target, stored,
};
use cognito_mfa::{Answer, CredentialStamp, Pool, PoolPolicy, Profile, Progress, SignIn, Step, User};
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Default)]
struct Emulator {
    pools: BTreeMap<String, Pool>,
    /// By pool and name.
    accounts: BTreeMap<(String, String), Account>,
}

struct Account {
    user: User,
    password: String,
    /// The sign-in in progress: its session ID, and the form in which it is stored.
    session: Option<(String, String)>,
    /// The number of session IDs that this account has had.
    sessions: u32,
}

impl Emulator {
    /// Answers one HTTP request.
    fn handle(&mut self, target: &str, body: &str) -> (u16, String) {
        let called = match operation_of_target(target) {
            Some(operation) => self.call(operation, body),
            None => Err(not_served()),
        };
        match called {
            Ok(output) => (200, output.to_string()),
            Err(error) => (error.http_status(), json!(error).to_string()),
        }
    }

    fn call(&mut self, operation: &str, body: &str) -> Result<Value, ErrorBody> {
        match Request::decode(operation, body)? {
            Request::CreateUserPool(settings) => {
                let pool = Pool::create(&settings, Profile::Observed)?;
                let id = format!("local_{}", self.pools.len() + 1);
                let output = show(UserPoolResponse::new(&id, pool.next()));
                self.pools.insert(id, pool.into_next());
                output
            }
            Request::Pool(id, request) => {
                let pool = self.pools.get_mut(&*id).ok_or_else(pool_not_found)?;
                if let PoolRequest::Apply(command) = &request {
                    *pool = pool.apply(command)?.into_next();
                }
                show(PoolResponse::new(&request, &id, pool))
            }
            Request::User(address, request, credentials) => {
                // In this emulator, a client's ID is its pool's, and an access token is the pool and the name.
                let (pool, username) = match &address {
                    UserAddress::Admin { pool: id, username } | UserAddress::Client { client: id, username } => {
                        (&**id, username.reveal())
                    }
                    UserAddress::Token(token) => token.reveal().split_once('.').ok_or_else(not_authorized)?,
                };
                self.call_user(pool, username, request, &credentials)
            }
            Request::Session(..) | Request::Refresh(..) => Err(not_served()),
        }
    }

    fn call_user(
        &mut self,
        id: &str,
        username: &str,
        request: UserRequest<'_>,
        credentials: &Credentials<'_>,
    ) -> Result<Value, ErrorBody> {
        let pool = self.pools.get(id).ok_or_else(pool_not_found)?.policy();
        let key = (id.to_owned(), username.to_owned());
        let password =
            credentials.get(Credential::Password).or(credentials.get(Credential::TemporaryPassword)).map(str::to_owned);
        if let UserRequest::Create(new) = request {
            if self.accounts.contains_key(&key) {
                return Err(ErrorBody::new(Exception::UsernameExists, "User account already exists"));
            }
            // A service uses a random stamp. In this emulator, the number of accounts is enough, because it never deletes one.
            let stamp = CredentialStamp((self.accounts.len() as u64) << 32);
            let user = User::create(&pool, new, stamp);
            let password = password.unwrap_or_default();
            self.accounts.insert(key, Account { user, password, session: None, sessions: 0 });
            return Ok(json!({}));
        }
        let account = self.accounts.get_mut(&key).ok_or_else(not_authorized)?;
        match request {
            UserRequest::Apply(command) => {
                account.user = account.user.apply(&pool, &command)?.into_next();
                account.password = password.unwrap_or(std::mem::take(&mut account.password));
                Ok(json!({}))
            }
            UserRequest::Get => show(GetUserResponse::new(username, &account.user)),
            UserRequest::InitiateAuth(initiation) => {
                account.session = None;
                let context = SignInContext::default();
                // This emulator has no earlier sessions that a step-up could build on.
                let step_up = initiation.target_acr_values.as_ref().map(|values| StepUp::to(values.reveal()));
                let step = if initiation.flow == AuthFlow::UserAuth {
                    SignIn::begin_user_auth(&pool, account.user, initiation.preferred, context, step_up.as_ref())?
                } else if account.has_password(password.as_deref()) {
                    SignIn::begin(&pool, account.user, FirstFactor::Password, context, step_up.as_ref())
                } else {
                    return Err(not_authorized());
                };
                account.settle(&pool, step, credentials, |sign_in, user| AuthResponse::begun(sign_in, &pool, user))
            }
            UserRequest::RespondToAuthChallenge(response) => {
                // Each session is used once: remove it before anything is checked.
                let (session, text) = account.session.take().ok_or_else(not_authorized)?;
                let stored::SignIn(sign_in) = serde_json::from_str(&text).map_err(|_| not_authorized())?;
                let answer = response.answer(sign_in.asked, PasskeyProof::Presence, Attachment::Platform)?;
                if credentials.get(Credential::Session) != Some(&session) || !account.proves(answer, credentials) {
                    return Err(not_authorized());
                }
                let step = sign_in.step(&pool, account.user, answer)?;
                account.settle(&pool, step, credentials, |sign_in, _| AuthResponse::waiting(sign_in))
            }
            UserRequest::Create(_)
            | UserRequest::ConfirmSignUp
            | UserRequest::ChangePassword
            | UserRequest::StartWebAuthnRegistration
            | UserRequest::CompleteWebAuthnRegistration
            | UserRequest::DeleteWebAuthnCredential
            | UserRequest::GetUser
            | UserRequest::GetAuthFactors
            | UserRequest::ForgotPassword
            | UserRequest::ConfirmForgotPassword => Err(not_served()),
        }
    }
}

impl Account {
    /// Stores the user and the sign-in after a step, and returns the response. `challenge` writes that of a waiting sign-in.
    fn settle(
        &mut self,
        pool: &PoolPolicy,
        mut step: Step,
        credentials: &Credentials<'_>,
        challenge: impl Fn(&SignIn, &User) -> AuthResponse,
    ) -> Result<Value, ErrorBody> {
        // If the request chooses the password and contains it, check it at once.
        if let Progress::Waiting(sign_in) = step.progress
            && sign_in.asked == Asked::FirstFactor(FirstChallenge::Password)
            && let Some(password) = credentials.get(Credential::Password)
        {
            if !self.has_password(Some(password)) {
                return Err(not_authorized());
            }
            step = sign_in.step(pool, step.user, Answer::PasswordProven)?;
        }
        self.user = step.user;
        // Store the new password only if the engine lists the event.
        if step.events.iter().any(|event| event == UserEvent::PermanentPasswordSet) {
            credentials.get(Credential::NewPassword).unwrap_or_default().clone_into(&mut self.password);
        }
        match step.progress {
            Progress::Waiting(sign_in) => {
                self.sessions += 1;
                let session = format!("session-{}", self.sessions);
                let response = challenge(&sign_in, &self.user).with_session(session.clone());
                self.session = Some((session, json!(stored::SignIn(sign_in)).to_string()));
                show(response)
            }
            Progress::Authenticated(_) => show(AuthResponse::authenticated()),
            Progress::Denied(denied) => Err(ErrorBody::from(&denied)),
        }
    }

    /// Whether the credential that came with the answer is right. An answer that proves nothing needs no credential.
    fn proves(&self, answer: Answer, credentials: &Credentials<'_>) -> bool {
        let sent = answer.credential().and_then(|credential| credentials.get(credential));
        match answer {
            Answer::PasswordProven => self.has_password(sent),
            Answer::SmsCodeProven | Answer::EmailCodeProven | Answer::SmsOtpProven | Answer::TotpCodeProven => {
                sent == Some("123456")
            }
            Answer::NewPasswordChosen => sent.is_some(),
            Answer::FirstFactorChosen(_)
            | Answer::MfaTypeChosen(_)
            | Answer::EmailSetUpBegun
            | Answer::SmsSetUpBegun
            | Answer::DeviceBegun => true,
            // This emulator can't check these answers.
            Answer::PasskeyProven(..) | Answer::TotpSetUpProven | Answer::DeviceProven => false,
        }
    }

    /// Whether the account has this password. An account without a password has no right one.
    fn has_password(&self, sent: Option<&str>) -> bool {
        sent.is_some_and(|sent| !sent.is_empty() && sent == self.password)
    }
}

fn show(output: impl Serialize) -> Result<Value, ErrorBody> {
    serde_json::to_value(output).map_err(|error| ErrorBody::new(Exception::Serialization, &error))
}

fn not_served() -> ErrorBody {
    ErrorBody::new(Exception::UnknownOperation, "This emulator doesn't serve the operation.")
}

fn pool_not_found() -> ErrorBody {
    ErrorBody::new(Exception::ResourceNotFound, "User pool does not exist.")
}

/// The same error for an unknown user, a wrong password, a wrong code and an unknown session.
fn not_authorized() -> ErrorBody {
    ErrorBody::new(Exception::NotAuthorized, "Incorrect username or password.")
}

fn main() {
    let mut emulator = Emulator::default();
    let calls = [
        ("CreateUserPool", r#"{"PoolName":"shop"}"#),
        ("AdminCreateUser", r#"{"UserPoolId":"local_1","Username":"ann","TemporaryPassword":"first"}"#),
        (
            "InitiateAuth",
            r#"{"ClientId":"local_1","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"ann","PASSWORD":"first"}}"#,
        ),
        (
            "RespondToAuthChallenge",
            r#"{"ClientId":"local_1","ChallengeName":"NEW_PASSWORD_REQUIRED","Session":"session-1",
                "ChallengeResponses":{"USERNAME":"ann","NEW_PASSWORD":"second"}}"#,
        ),
        ("InitiateAuth", r#"{"ClientId":"local_1","AuthFlow":"USER_AUTH","AuthParameters":{"USERNAME":"ann"}}"#),
        (
            "RespondToAuthChallenge",
            r#"{"ClientId":"local_1","ChallengeName":"SELECT_CHALLENGE","Session":"session-2",
                "ChallengeResponses":{"USERNAME":"ann","ANSWER":"PASSWORD"}}"#,
        ),
        (
            "RespondToAuthChallenge",
            r#"{"ClientId":"local_1","ChallengeName":"PASSWORD","Session":"session-3",
                "ChallengeResponses":{"USERNAME":"ann","PASSWORD":"second"}}"#,
        ),
        ("SetUserPoolMfaConfig", r#"{"UserPoolId":"local_1","MfaConfiguration":"ON"}"#),
    ];
    for (operation, body) in calls {
        let (status, output) = emulator.handle(&format!("AWSCognitoIdentityProviderService.{operation}"), body);
        println!("{operation}: {status} {output}");
    }
}
