//! A service with a clock that a test moves, and a pool with users to sign in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cognito_mfa_server::clock::Clock;
use cognito_mfa_server::random::SystemRandom;
use cognito_mfa_server::store::{Memory, Store};
use cognito_mfa_server::{Request, Service, Settings};
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "Correct-Horse-1";
/// An answer's error: its type and its message.
pub(crate) type Refused = (String, String);

#[derive(Debug, Clone)]
pub(crate) struct Now(pub(crate) Arc<AtomicU64>);

impl Clock for Now {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

pub(crate) struct Api {
    pub(crate) service: Service,
    pub(crate) now: Now,
    pub(crate) pool: String,
    pub(crate) client: String,
}

impl Api {
    /// A pool with these settings, and one client that allows every flow.
    pub(crate) fn new(pool_settings: Value, mfa: Value) -> Self {
        Self::over(Box::new(Memory::default()), pool_settings, mfa)
    }

    pub(crate) fn over(store: Box<dyn Store>, pool_settings: Value, mfa: Value) -> Self {
        let now = Now(Arc::new(AtomicU64::new(1_800_000_000)));
        let service = open(store, &now);
        let mut api = Self { service, now, pool: String::new(), client: String::new() };
        let created = api.call("CreateUserPool", merged(json!({"PoolName": "shop"}), pool_settings)).unwrap();
        api.pool = text(&created["UserPool"]["Id"]);
        if mfa != json!(null) {
            api.call("SetUserPoolMfaConfig", merged(json!({"UserPoolId": api.pool}), mfa)).unwrap();
        }
        api.client = api.new_client(json!({}));
        api
    }

    /// A pool in which MFA is optional and TOTP and EMAIL are offered.
    pub(crate) fn optional() -> Self {
        Self::new(json!(null), optional_mfa())
    }

    pub(crate) fn new_client(&self, settings: Value) -> String {
        let flows =
            ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH", "REFRESH_TOKEN_AUTH"]
                .map(|flow| format!("ALLOW_{flow}"));
        let request = json!({"UserPoolId": self.pool, "ClientName": "web", "ExplicitAuthFlows": flows});
        text(&self.call("CreateUserPoolClient", merged(request, settings)).unwrap()["UserPoolClient"]["ClientId"])
    }

    pub(crate) fn call(&self, operation: &str, body: Value) -> Result<Value, Refused> {
        let body = body.to_string();
        let request = Request { operation, body: &body, base_url: "http://127.0.0.1:9229" };
        self.service.call(request).map_err(|fault| (fault.error_type().to_owned(), fault.message().to_owned()))
    }

    /// A call of an administrator about this pool.
    pub(crate) fn admin(&self, operation: &str, username: &str, members: Value) -> Result<Value, Refused> {
        self.call(operation, merged(json!({"UserPoolId": self.pool, "Username": username}), members))
    }

    /// A confirmed user with a password and a verified address.
    pub(crate) fn new_user(&self, username: &str) {
        let email = format!("{username}@example.com");
        let attributes = json!([{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]);
        self.admin("AdminCreateUser", username, json!({"UserAttributes": attributes})).unwrap();
        self.set_password(username, PASSWORD);
    }

    pub(crate) fn set_password(&self, username: &str, password: &str) {
        self.admin("AdminSetUserPassword", username, json!({"Password": password, "Permanent": true})).unwrap();
    }

    pub(crate) fn initiate(&self, flow: &str, parameters: Value) -> Result<Value, Refused> {
        self.call("InitiateAuth", json!({"ClientId": self.client, "AuthFlow": flow, "AuthParameters": parameters}))
    }

    pub(crate) fn password(&self, username: &str) -> Result<Value, Refused> {
        self.initiate("USER_PASSWORD_AUTH", json!({"USERNAME": username, "PASSWORD": PASSWORD}))
    }

    pub(crate) fn respond(&self, asked: &Value, username: &str, responses: Value) -> Result<Value, Refused> {
        self.respond_as(&self.client, asked, username, responses)
    }

    pub(crate) fn respond_as(
        &self,
        client: &str,
        asked: &Value,
        username: &str,
        responses: Value,
    ) -> Result<Value, Refused> {
        let responses = merged(json!({"USERNAME": username}), responses);
        let (challenge, session) = (&asked["ChallengeName"], &asked["Session"]);
        self.call(
            "RespondToAuthChallenge",
            json!({"ClientId": client, "ChallengeName": challenge, "Session": session, "ChallengeResponses": responses}),
        )
    }

    /// The access token of a user who needs only a password.
    pub(crate) fn token(&self, username: &str) -> String {
        access_token(&self.password(username).unwrap())
    }

    /// Enrolls and enables a software token. Returns its secret.
    pub(crate) fn enroll(&self, username: &str) -> String {
        let token = self.token(username);
        let associated = self.call("AssociateSoftwareToken", json!({"AccessToken": token})).unwrap();
        let secret = text(&associated["SecretCode"]);
        let code = self.code(&secret);
        let verified = self.call("VerifySoftwareToken", json!({"AccessToken": token, "UserCode": code})).unwrap();
        assert_eq!(verified["Status"], "SUCCESS");
        let settings = json!({"SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": true}});
        self.admin("AdminSetUserMFAPreference", username, settings).unwrap();
        self.wait(30);
        secret
    }

    pub(crate) fn code(&self, secret: &str) -> String {
        code_at(secret, self.now.now())
    }

    /// The code of the latest message to this user.
    pub(crate) fn message(&self, username: &str) -> String {
        let outbox = self.service.outbox().unwrap();
        let messages: Vec<&Value> = outbox.as_array().unwrap().iter().filter(|it| it["Username"] == username).collect();
        text(&messages.last().unwrap()["Code"])
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.now.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

pub(crate) fn optional_mfa() -> Value {
    json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}})
}

pub(crate) fn open(store: Box<dyn Store>, now: &Now) -> Service {
    Service::open(store, Box::new(SystemRandom), Box::new(now.clone()), Settings::default()).unwrap()
}

/// The code of an authenticator app, made by the same library. The tests with Python clients use another one.
pub(crate) fn code_at(secret: &str, now: u64) -> String {
    use totp_rs::{Algorithm, Builder, Secret};
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(secret)
        .build_noncompliant();
    totp.generate(now).to_string()
}

pub(crate) fn access_token(answer: &Value) -> String {
    text(&answer["AuthenticationResult"]["AccessToken"])
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is a text")).to_owned()
}

pub(crate) fn merged(mut one: Value, other: Value) -> Value {
    if let Value::Object(other) = other {
        one.as_object_mut().unwrap().extend(other);
    }
    one
}

#[track_caller]
pub(crate) fn refused(answer: Result<Value, Refused>, error_type: &str) {
    assert_eq!(answer.map_err(|(found, _)| found), Err(error_type.to_owned()));
}

#[track_caller]
pub(crate) fn refused_with(answer: Result<Value, Refused>, error_type: &str, message: &str) {
    assert_eq!(answer, Err((error_type.to_owned(), message.to_owned())));
}

/// The payload of a token.
pub(crate) fn claims(token: &str) -> Value {
    use base64::Engine as _;
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}
