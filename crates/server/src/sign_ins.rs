//! The operations of a sign-in. Each reads the current pool and user, checks the credential, asks the engine what follows,
//! and stores the user together with the next session or the tokens.

use std::collections::BTreeMap;

use cognito_mfa::assurance::Attachment;
use cognito_mfa::factor::CodeFactor;
use cognito_mfa::pool::{Medium, RiskLevel};
use cognito_mfa::sign_in::{
    Asked, Device, FirstChallenge, FirstFactor, NextStep, PasskeyProof, SignInContext, StepUp, UserEvents,
};
use cognito_mfa::user::{AttributeChange, UserEvent};
use cognito_mfa::wire::{AuthFlow, AuthResponse, ChallengeResponse, Credential, Credentials, Initiation, stored};
use cognito_mfa::{Answer, Progress, SignIn, Step};
use serde::Deserialize;
use serde_json::Value;

use crate::accounts::check_password_policy;
use crate::clients::Place;
use crate::document::{Bound, Expected, NewSoftwareToken, SessionDocument, SoftwareToken, UserDocument, fingerprint};
use crate::fault::Fault;
use crate::messages::MOST_WRONG_ANSWERS;
use crate::operations::show;
use crate::random;
use crate::service::Call;
use crate::srp::{Challenge, Claim, Owner, Verifier};
use crate::totp::{self, TotpSecret};

/// How long a client may take for each answer.
const SESSION_SECONDS: u64 = 180;

/// The members of a response to a challenge that aren't credentials and that no policy reads.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResponseMembers {
    challenge_responses: Option<BTreeMap<String, Option<String>>>,
}

/// One request of a sign-in: what it's about, and what the sign-in keeps from one request to the next.
struct Turn<'t> {
    place: Place,
    user: UserDocument,
    bound: Bound,
    device_key: Option<String>,
    new_email: Option<String>,
    new_software_token: Option<NewSoftwareToken>,
    credentials: &'t Credentials<'t>,
    operation: Operation,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    InitiateAuth,
    RespondToAuthChallenge,
}

/// What a credential that isn't right means for the session.
enum Refused {
    /// The request is incomplete. Nothing changes.
    Incomplete(Fault),
    /// The client can try again, a few times.
    Wrong(Fault),
    /// The sign-in has ended: there is one answer to this challenge.
    Ended(Fault),
}

impl Call<'_, '_> {
    /// `InitiateAuth` and `AdminInitiateAuth`.
    pub(crate) fn initiate_auth(
        &mut self,
        place: Place,
        initiation: &Initiation<'_>,
        credentials: &Credentials<'_>,
    ) -> Result<Value, Fault> {
        let is_admin = place.client.is_none();
        let place = self.with_client(place, initiation.client_id.as_deref(), credentials)?;
        let flow = initiation.flow;
        if !is_admin && matches!(flow, AuthFlow::AdminUserPasswordAuth | AuthFlow::AdminNoSrpAuth) {
            return Err(Fault::invalid_parameter("Initiate Auth method not supported."));
        }
        if let Some((_, client)) = &place.client {
            client.check_flow(flow.name())?;
        }
        let bound = Bound::of(&place);
        let Some(user) = place.user.clone() else { return self.initiate_unknown(&place, bound, flow, credentials) };

        let device_key = credentials.get(Credential::DeviceKey).map(str::to_owned);
        let context = SignInContext { device: user.device(device_key.as_deref()), risk: RiskLevel::None };
        // The service's API has no member for an earlier session, so a step-up begins with a first factor.
        let step_up = initiation.target_acr_values.as_ref().map(|values| StepUp::to(values.reveal()));
        let policy = place.pool.policy();
        let step = match flow {
            AuthFlow::UserAuth => {
                SignIn::begin_user_auth(&policy, user.user.0, initiation.preferred, context, step_up.as_ref())?
            }
            AuthFlow::UserSrpAuth => SignIn::begin_srp(&policy, user.user.0, context, step_up.as_ref()),
            AuthFlow::UserPasswordAuth | AuthFlow::AdminUserPasswordAuth | AuthFlow::AdminNoSrpAuth => {
                let password = sent(credentials, Credential::Password)?;
                self.prove_password(&place, Some(&user), password)?;
                SignIn::begin(&policy, user.user.0, FirstFactor::Password, context, step_up.as_ref())
            }
            _ => return Err(Fault::invalid_parameter("Initiate Auth method not supported.")),
        };
        let operation = Operation::InitiateAuth;
        let turn =
            Turn { place, user, bound, device_key, new_email: None, new_software_token: None, credentials, operation };
        self.settle(turn, step)
    }

    /// `RespondToAuthChallenge` and `AdminRespondToAuthChallenge`.
    pub(crate) fn respond_to_auth_challenge(
        &mut self,
        place: Place,
        response: &ChallengeResponse<'_>,
        credentials: &Credentials<'_>,
        members: &ResponseMembers,
    ) -> Result<Value, Fault> {
        let place = self.with_client(place, response.client_id(), credentials)?;
        let bound = Bound::of(&place);
        let key = session_key(&place, credentials)?;
        let session = self.session(&key)?;
        if session.bound != bound {
            return Err(Fault::invalid_session());
        }
        let (Some(user), Some(stored::SignIn(mut sign_in))) = (place.user.clone(), session.sign_in) else {
            self.work.remove::<SessionDocument>(&key);
            return self.prove(&place, |_| Err(Fault::wrong_password())).and(Err(Fault::wrong_password()));
        };
        let policy = place.pool.policy();
        let mut device_key = session.device_key.clone();
        if let (Asked::FirstFactor(_), None, Some(key)) =
            (sign_in.asked, &device_key, credentials.get(Credential::DeviceKey))
        {
            // Amplify names its device only with the first factor. Nothing has asked about it yet, and its own proof follows.
            sign_in.context.device = user.device(Some(key));
            device_key = Some(key.to_owned());
        }

        // An answer to another challenge than the one that was asked last changes nothing.
        let claimed = response.answer(sign_in.asked, PasskeyProof::Presence, Attachment::Platform)?;
        let _accepted = sign_in.step(&policy, user.user.0, claimed)?;

        let mut turn = Turn {
            place,
            user,
            bound,
            device_key,
            new_email: session.new_email.clone(),
            new_software_token: session.new_software_token.clone(),
            credentials,
            operation: Operation::RespondToAuthChallenge,
        };
        if claimed == Answer::EmailSetUpBegun {
            turn.new_email = members.email();
        }
        let answer = match self.check(&mut turn, sign_in.asked, claimed, &session.expected) {
            Ok(answer) => answer,
            Err(Refused::Incomplete(fault)) => return Err(fault),
            Err(Refused::Wrong(fault)) => {
                self.count_wrong_answer(&key, session)?;
                return Err(fault.keeping_changes());
            }
            Err(Refused::Ended(fault)) => {
                self.work.remove::<SessionDocument>(&key);
                return Err(fault.keeping_changes());
            }
        };

        // A right answer uses the session up. If two clients send it, one of them finds the session gone.
        self.work.remove::<SessionDocument>(&key);
        let step = sign_in.step(&policy, turn.user.user.0, answer)?;
        self.settle(turn, step)
    }

    /// Counts a wrong answer. The fifth one ends the sign-in.
    pub(crate) fn count_wrong_answer(&mut self, key: &str, mut session: SessionDocument) -> Result<(), Fault> {
        session.wrong += 1;
        if session.wrong < MOST_WRONG_ANSWERS {
            return self.work.put(key, &session);
        }
        self.work.remove::<SessionDocument>(key);
        Ok(())
    }

    /// The session with this key, if it hasn't expired. It's not yet checked whose it is.
    pub(crate) fn session(&mut self, key: &str) -> Result<SessionDocument, Fault> {
        let session: SessionDocument = self.work.get(key)?.ok_or_else(Fault::invalid_session)?;
        if self.now < session.expires { Ok(session) } else { Err(Fault::expired_session()) }
    }

    /// Stores a session under a new name, and returns the name.
    pub(crate) fn put_session(&mut self, session: &SessionDocument) -> Result<String, Fault> {
        let name = match &session.expected {
            // pycognito sends the secret block back, and no session.
            Expected::Claim(claim) => claim.secret_block(),
            Expected::UserRecord | Expected::Code(_) | Expected::Passkey(_) => random::secret_name(self.random())?,
        };
        self.work.put(&fingerprint(&name), session)?;
        Ok(name)
    }

    pub(crate) fn session_expiry(&self) -> u64 {
        self.now + SESSION_SECONDS
    }

    /// The place with the client that an administrator named.
    fn with_client(
        &mut self,
        place: Place,
        client_id: Option<&str>,
        credentials: &Credentials<'_>,
    ) -> Result<Place, Fault> {
        if place.client.is_some() {
            return Ok(place);
        }
        let id = client_id.ok_or_else(|| Fault::missing("clientId"))?;
        let client = self.client_of(&place.pool_id, id)?;
        client.check_secret_hash(id, [&place.name, &place.username], credentials.get(Credential::SecretHash))?;
        Ok(Place { client: Some((id.to_owned(), client)), ..place })
    }

    /// A sign-in of a user who doesn't exist. If the client asks for it, the answers are those of a wrong password.
    fn initiate_unknown(
        &mut self,
        place: &Place,
        bound: Bound,
        flow: AuthFlow,
        credentials: &Credentials<'_>,
    ) -> Result<Value, Fault> {
        if !place.hides_unknown_users() {
            return Err(Fault::user_not_found());
        }
        if flow != AuthFlow::UserSrpAuth {
            let password = credentials.get(Credential::Password).unwrap_or_default();
            self.prove_password(place, None, password)?;
            return Err(Fault::wrong_password());
        }
        let owner = Owner::user(&place.pool_id, &place.username);
        let srp_a = sent(credentials, Credential::SrpA)?;
        let (challenge, claim) = Verifier::decoy(&place.pool.decoy_key, owner).challenge(self.random(), srp_a)?;
        let session = SessionDocument {
            bound,
            expires: self.session_expiry(),
            wrong: 0,
            sign_in: None,
            expected: Expected::Claim(claim),
            device_key: None,
            new_email: None,
            new_software_token: None,
        };
        let name = self.put_session(&session)?;
        let mut parameters = srp_parameters(challenge);
        parameters.extend(named(&place.username));
        Ok(serde_json::json!({
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeParameters": parameters.into_iter().collect::<BTreeMap<_, _>>(),
            "Session": name,
        }))
    }

    /// Checks a password in plain text with the verifier. Without a user or a password, it takes as long.
    pub(crate) fn check_password(
        &self,
        place: &Place,
        user: Option<&UserDocument>,
        password: &str,
    ) -> Result<(), Fault> {
        if self.accepts_any_credential() {
            return Ok(());
        }
        let owner = Owner::user(&place.pool_id, &place.username);
        let verifier = user.and_then(|user| user.password.clone());
        let verifier = verifier.unwrap_or_else(|| Verifier::decoy(&place.pool.decoy_key, owner));
        if verifier.matches(owner, password) { Ok(()) } else { Err(Fault::wrong_password()) }
    }

    /// Checks the credential of an answer. Returns the answer, with what a passkey proved.
    fn check(
        &mut self,
        turn: &mut Turn<'_>,
        asked: Asked,
        claimed: Answer,
        expected: &Expected,
    ) -> Result<Answer, Refused> {
        if self.accepts_any_credential() {
            return taken_as_right(turn, claimed);
        }
        match claimed {
            Answer::PasswordProven if asked == Asked::FirstFactor(FirstChallenge::Password) => {
                let password = turn.sent(Credential::Password)?;
                self.prove_password(&turn.place, Some(&turn.user), password).map_err(Refused::Ended)?;
            }
            Answer::PasswordProven => {
                let claim = turn.claim()?;
                let owner = Owner::user(&turn.place.pool_id, &turn.place.username);
                self.prove(&turn.place, |_| check_claim(claim, expected, owner)).map_err(Refused::Ended)?;
            }
            Answer::EmailCodeProven | Answer::SmsOtpProven | Answer::SmsCodeProven => {
                let Expected::Code(sent) = expected else { return Err(Refused::Ended(Fault::invalid_session())) };
                let code = turn.sent(claimed.credential().unwrap_or(Credential::EmailOtpCode))?;
                if !sent.is(code) {
                    return Err(Refused::Wrong(Fault::code_mismatch()));
                }
            }
            Answer::TotpCodeProven => {
                let code = turn.sent(Credential::SoftwareTokenMfaCode)?.to_owned();
                turn.user.use_software_token(&code, self.now).map_err(Refused::Wrong)?;
            }
            Answer::TotpSetUpProven => {
                if turn.new_software_token.as_ref().is_none_or(|token| token.verified.is_none()) {
                    let fault = Fault::invalid_parameter("Verify the software token with VerifySoftwareToken first.");
                    return Err(Refused::Incomplete(fault));
                }
            }
            Answer::PasskeyProven(..) => {
                let Expected::Passkey(pending) = expected else { return Err(Refused::Ended(Fault::invalid_session())) };
                let credential = turn.sent(Credential::WebAuthnCredential)?.to_owned();
                let (proof, attachment) = turn
                    .user
                    .use_passkey(&turn.place.pool.pool.0, &credential, pending)
                    .map_err(|error| Refused::Ended(Fault::not_authorized(error.to_string())))?;
                return Ok(Answer::PasskeyProven(proof, attachment));
            }
            Answer::NewPasswordChosen => turn.check_new_password()?,
            Answer::DeviceBegun => {
                turn.sent(Credential::SrpA)?;
                if turn.sent(Credential::DeviceKey).ok() != turn.device_key.as_deref() {
                    return Err(Refused::Incomplete(Fault::resource_not_found("Device does not exist.")));
                }
            }
            Answer::DeviceProven => {
                let (group, key) = (&turn.place.pool.device_group_key, turn.device_key.as_deref().unwrap_or_default());
                check_claim(turn.claim()?, expected, Owner::device(group, key)).map_err(Refused::Ended)?;
            }
            Answer::EmailSetUpBegun => {
                if turn.new_email.as_ref().is_none_or(String::is_empty) {
                    return Err(Refused::Incomplete(Fault::missing_parameter("EMAIL")));
                }
            }
            Answer::FirstFactorChosen(_) | Answer::MfaTypeChosen(_) | Answer::SmsSetUpBegun => {}
        }
        Ok(claimed)
    }

    /// Stores what a step did, and answers with what follows.
    fn settle(&mut self, mut turn: Turn<'_>, mut step: Step) -> Result<Value, Fault> {
        loop {
            turn.user.user = stored::User(step.user);
            self.keep(&mut turn, step.events)?;
            match step.progress {
                Progress::Denied(denied) => {
                    // The sign-in has ended. What it did to the user stays.
                    self.put_user(&turn.place.pool_id, turn.user)?;
                    return Err(Fault::from(denied).keeping_changes());
                }
                Progress::Authenticated(proven) => {
                    let Turn { place, user, bound, device_key, .. } = turn;
                    return self.authenticated(&place, user, &bound.client, proven, device_key);
                }
                Progress::Waiting(sign_in) => {
                    let brought = turn.credentials.get(Credential::Password);
                    let (Asked::FirstFactor(FirstChallenge::Password), Some(password)) = (sign_in.asked, brought)
                    else {
                        return self.ask(turn, sign_in);
                    };
                    // The client sent the password together with its choice, so the password is proven at once.
                    self.prove_password(&turn.place, Some(&turn.user), password)?;
                    step = sign_in.step(&turn.place.pool.policy(), turn.user.user.0, Answer::PasswordProven)?;
                }
            }
        }
    }

    /// Keeps the secrets that belong to what happened to the user. Nothing of an answer that was dropped is kept.
    fn keep(&self, turn: &mut Turn<'_>, events: UserEvents) -> Result<(), Fault> {
        for event in events.iter() {
            match event {
                UserEvent::PermanentPasswordSet => {
                    let password = sent(turn.credentials, Credential::NewPassword)?;
                    turn.user.password = Some(self.verifier(&turn.place, password)?);
                }
                UserEvent::TotpVerified => {
                    let token = match turn.new_software_token.take() {
                        Some(NewSoftwareToken { secret, verified }) => {
                            SoftwareToken { secret, last: verified.unwrap_or_default() }
                        }
                        None => SoftwareToken { secret: TotpSecret::new(self.random())?, last: totp::Step::default() },
                    };
                    turn.user.software_token = Some(token);
                }
                UserEvent::Attributes { email: AttributeChange::SetVerified, .. } => {
                    let address = turn.new_email.take().unwrap_or_default();
                    turn.user.attributes.insert("email".to_owned(), address);
                }
                UserEvent::Attributes { .. }
                | UserEvent::SignUpConfirmed
                | UserEvent::TotpAssociated
                | UserEvent::TotpRemoved
                | UserEvent::PasskeyRegistered(_)
                | UserEvent::PasskeyRemoved(_)
                | UserEvent::TemporaryPasswordSet
                | UserEvent::Disabled
                | UserEvent::Enabled
                | UserEvent::PasswordReset => {}
            }
        }
        Ok(())
    }

    /// Answers with a challenge, and stores the session that waits for its answer.
    fn ask(&mut self, turn: Turn<'_>, sign_in: SignIn) -> Result<Value, Fault> {
        let mut parameters = named(&turn.user.username);
        let expected = match sign_in.asked {
            Asked::FirstFactorChoice
            | Asked::FirstFactor(FirstChallenge::Password)
            | Asked::After(_, NextStep::MfaChoice(_) | NextStep::MfaSetUp(_) | NextStep::Code(CodeFactor::Totp)) => {
                Expected::UserRecord
            }
            Asked::After(_, NextStep::NewPassword) => {
                parameters.push(("requiredAttributes", "[]".to_owned()));
                parameters.push(("userAttributes", show(turn.user.shown_attributes()).to_string()));
                Expected::UserRecord
            }
            Asked::FirstFactor(FirstChallenge::PasswordSrp) => {
                let owner = Owner::user(&turn.place.pool_id, &turn.user.username);
                let decoy = || Verifier::decoy(&turn.place.pool.decoy_key, owner);
                let verifier = turn.user.password.clone().unwrap_or_else(decoy);
                let srp_a = sent(turn.credentials, Credential::SrpA)?;
                let (challenge, claim) = verifier.challenge(self.random(), srp_a)?;
                parameters.extend(srp_parameters(challenge));
                Expected::Claim(claim)
            }
            Asked::FirstFactor(FirstChallenge::EmailOtp) | Asked::After(_, NextStep::Code(CodeFactor::Email)) => {
                self.ask_for_code(&turn, Medium::Email, &mut parameters)?
            }
            Asked::FirstFactor(FirstChallenge::SmsOtp) | Asked::After(_, NextStep::Code(CodeFactor::Sms)) => {
                self.ask_for_code(&turn, Medium::Sms, &mut parameters)?
            }
            Asked::After(_, NextStep::EmailSetUpCode) => {
                let address = turn.new_email.clone().unwrap_or_default();
                let (pool, username) = (&turn.place.pool_id, &turn.user.username);
                let code = self.send_code_to(pool, username, Medium::Email, address, "MFA_SETUP")?;
                parameters.push(("CODE_DELIVERY_DESTINATION", code.masked_address()));
                Expected::Code(code)
            }
            Asked::FirstFactor(FirstChallenge::WebAuthn) => {
                let (options, pending) = turn.user.start_passkey(&turn.place.pool.pool.0)?;
                parameters.push(("CREDENTIAL_REQUEST_OPTIONS", options));
                Expected::Passkey(pending)
            }
            Asked::After(_, NextStep::Device) => {
                parameters.push(("DEVICE_KEY", turn.device_key.clone().unwrap_or_default()));
                Expected::UserRecord
            }
            Asked::After(_, NextStep::DevicePassword) => {
                let device = turn.device_key.as_deref().and_then(|key| turn.user.devices.get(key));
                let device = device.ok_or_else(|| Fault::resource_not_found("Device does not exist."))?;
                let srp_a = sent(turn.credentials, Credential::SrpA)?;
                let (challenge, claim) = device.verifier.challenge(self.random(), srp_a)?;
                parameters.extend(srp_parameters(challenge));
                parameters.push(("DEVICE_KEY", turn.device_key.clone().unwrap_or_default()));
                Expected::Claim(claim)
            }
        };
        let mut response = match turn.operation {
            Operation::InitiateAuth => AuthResponse::begun(&sign_in, &turn.place.pool.policy(), &turn.user.user.0),
            Operation::RespondToAuthChallenge => AuthResponse::waiting(&sign_in),
        };
        for (name, value) in parameters {
            response = response.with_parameter(name, value);
        }
        let session = SessionDocument {
            bound: turn.bound,
            expires: self.session_expiry(),
            wrong: 0,
            sign_in: Some(stored::SignIn(sign_in)),
            expected,
            device_key: turn.device_key,
            new_email: turn.new_email,
            new_software_token: turn.new_software_token,
        };
        let name = self.put_session(&session)?;
        let mut user = turn.user;
        if let (Asked::After(_, NextStep::Device), Some(key)) = (sign_in.asked, &session.device_key)
            && let Some(device) = user.devices.get_mut(key)
        {
            device.waiting = Some(fingerprint(&name));
        }
        self.put_user(&turn.place.pool_id, user)?;
        Ok(show(response.with_session(name)))
    }

    /// Sends a code to the user's address of this medium.
    fn ask_for_code(
        &mut self,
        turn: &Turn<'_>,
        medium: Medium,
        parameters: &mut Vec<(&'static str, String)>,
    ) -> Result<Expected, Fault> {
        let code = self.send_code(&turn.place.pool_id, &turn.user, medium, "SIGN_IN")?;
        parameters.push(("CODE_DELIVERY_DESTINATION", code.masked_address()));
        Ok(Expected::Code(code))
    }
}

impl Turn<'_> {
    fn sent(&self, credential: Credential) -> Result<&str, Refused> {
        sent(self.credentials, credential).map_err(Refused::Incomplete)
    }

    /// Checks that the pool accepts the new password.
    fn check_new_password(&self) -> Result<(), Refused> {
        let password = self.sent(Credential::NewPassword)?;
        check_password_policy(&self.place, password).map_err(Refused::Incomplete)
    }

    /// The client's signature of Secure Remote Password.
    fn claim(&self) -> Result<Claim<'_>, Refused> {
        Ok(Claim {
            secret_block: self.sent(Credential::PasswordClaimSecretBlock)?,
            timestamp: self.sent(Credential::Timestamp)?,
            signature: self.sent(Credential::PasswordClaimSignature)?,
        })
    }
}

fn check_claim(claim: Claim<'_>, expected: &Expected, owner: Owner<'_>) -> Result<(), Fault> {
    match expected {
        Expected::Claim(pending) if pending.is_proven_by(owner, claim) => Ok(()),
        Expected::Claim(_) | Expected::UserRecord | Expected::Code(_) | Expected::Passkey(_) => {
            Err(Fault::wrong_password())
        }
    }
}

impl Bound {
    fn of(place: &Place) -> Self {
        Self {
            pool: place.pool_id.clone(),
            client: place.client.as_ref().map(|(id, _)| id.clone()).unwrap_or_default(),
            username: place.username.clone(),
            sub: place.user.as_ref().map(|user| user.sub),
        }
    }
}

impl ResponseMembers {
    /// The address of an EMAIL set-up. The engine reads that it was sent, and not what it is.
    fn email(&self) -> Option<String> {
        let responses = self.challenge_responses.as_ref()?;
        responses.get("EMAIL").or_else(|| responses.get("email"))?.clone()
    }
}

impl UserDocument {
    /// What is known about a device with this key.
    pub(crate) fn device(&self, key: Option<&str>) -> Device {
        match key.and_then(|key| self.devices.get(key)) {
            Some(device) if device.is_remembered => Device::Remembered,
            Some(_) => Device::Known,
            None => Device::Unknown,
        }
    }
}

/// With `--accept-any-credential`, every credential counts as right, and a passkey has verified its user.
fn taken_as_right(turn: &Turn<'_>, claimed: Answer) -> Result<Answer, Refused> {
    if claimed == Answer::NewPasswordChosen {
        turn.check_new_password()?;
    }
    Ok(match claimed {
        Answer::PasskeyProven(_, attachment) => Answer::PasskeyProven(PasskeyProof::UserVerified, attachment),
        Answer::FirstFactorChosen(_)
        | Answer::PasswordProven
        | Answer::EmailCodeProven
        | Answer::SmsOtpProven
        | Answer::NewPasswordChosen
        | Answer::MfaTypeChosen(_)
        | Answer::SmsCodeProven
        | Answer::TotpCodeProven
        | Answer::TotpSetUpProven
        | Answer::EmailSetUpBegun
        | Answer::SmsSetUpBegun
        | Answer::DeviceBegun
        | Answer::DeviceProven => claimed,
    })
}

/// The key of the session that a response belongs to.
///
/// pycognito sends no `Session` with its proofs by Secure Remote Password. Then the secret block identifies the sign-in: it's
/// as long and as random as a session's name, and its challenge was sent only to the client. For the first step of a
/// device, it's the sign-in that last asked for this device. That step proves nothing.
fn session_key(place: &Place, credentials: &Credentials<'_>) -> Result<String, Fault> {
    let secret = credentials.get(Credential::Session).or(credentials.get(Credential::PasswordClaimSecretBlock));
    if let Some(secret) = secret {
        return Ok(fingerprint(secret));
    }
    let devices = place.user.as_ref().map(|user| &user.devices);
    let device = devices.zip(credentials.get(Credential::DeviceKey)).and_then(|(devices, key)| devices.get(key));
    device.and_then(|device| device.waiting.clone()).ok_or_else(|| Fault::missing_parameter("Session"))
}

/// The credential, under the key of `AuthParameters` or `ChallengeResponses`.
fn sent<'c>(credentials: &'c Credentials<'_>, credential: Credential) -> Result<&'c str, Fault> {
    let missing = || Fault::missing_parameter(credential.key().or(credential.member()).unwrap_or_default());
    credentials.get(credential).ok_or_else(missing)
}

/// The names that clients take from the parameters of a challenge.
fn named(username: &str) -> Vec<(&'static str, String)> {
    vec![("USER_ID_FOR_SRP", username.to_owned()), ("USERNAME", username.to_owned())]
}

fn srp_parameters(Challenge { salt, srp_b, secret_block }: Challenge) -> Vec<(&'static str, String)> {
    vec![("SALT", salt), ("SRP_B", srp_b), ("SECRET_BLOCK", secret_block)]
}
