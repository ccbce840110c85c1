//! Commands, written as the service's requests.

use serde::Serialize;
use serde::ser::Serializer;

use super::json::{Sensitive, Text};
use super::mfa_config::MfaConfigShape;
use super::risk::RiskShape;
use super::user_body::UserBody;
use super::user_pool::{Settings, named};
use crate::command::{PoolCommand, UserCommand, UserPoolSettings};

/// A request: the name of the operation, and the body as this value's serialized form.
///
/// [`Request::decode`](super::Request::decode) reads the same command from it, with three exceptions. The Region of
/// `SetUserPoolMfaConfig` comes from the pool ID, not from the command. An empty list of first factors breaks a constraint.
/// `CompleteWebAuthnRegistration` doesn't show whether the passkey can verify the user, and `DeleteWebAuthnCredential` doesn't
/// show which passkeys remain.
///
/// ```
/// use cognito_mfa::wire::{DecodeError, PoolRequest, Request, RequestBody};
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::PoolCommand;
///
/// let command = PoolCommand::SetMfaConfig(SetMfaConfig::default());
/// let request = RequestBody::of_pool("local_1", &command);
/// let body = serde_json::to_string(&request)?;
/// assert_eq!(body, r#"{"UserPoolId":"local_1","MfaConfiguration":"OFF"}"#);
/// let read = Request::decode(request.operation(), &body)?;
/// assert_eq!(read, Request::Pool("local_1".into(), PoolRequest::Apply(command.clone())));
///
/// // Not a pool ID: the body is written unchecked, and decoding it fails.
/// let body = serde_json::to_string(&RequestBody::of_pool("shop", &command))?;
/// assert!(matches!(Request::decode("SetUserPoolMfaConfig", &body), Err(DecodeError::Constraints(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestBody<'a> {
    operation: &'static str,
    body: Body<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Body<'a> {
    MfaConfig(MfaConfigShape<'a>),
    Create(CreateShape<'a>),
    Update(UpdateShape<'a>),
    Risk(SetRiskShape<'a>),
    User(UserBody<'a>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CreateShape<'a> {
    pool_name: Text<'a>,
    #[serde(flatten)]
    settings: Settings<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateShape<'a> {
    user_pool_id: Text<'a>,
    #[serde(flatten)]
    settings: Settings<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct SetRiskShape<'a> {
    user_pool_id: Text<'a>,
    #[serde(flatten)]
    risk: RiskShape<'a>,
}

impl<'a> RequestBody<'a> {
    /// The request of this command for the pool with this ID (spec 5 and 6).
    #[must_use]
    pub fn of_pool(id: &'a str, command: &'a PoolCommand<'_>) -> Self {
        let user_pool_id = named(id);
        let body = match command {
            PoolCommand::SetMfaConfig(change) => Body::MfaConfig(MfaConfigShape::of(id, change)),
            PoolCommand::Update(settings) => Body::Update(UpdateShape { user_pool_id, settings: settings.into() }),
            PoolCommand::SetRisk(actions) => Body::Risk(SetRiskShape { user_pool_id, risk: (*actions).into() }),
        };
        Self { operation: command.operation(), body }
    }

    /// The request of `CreateUserPool` with this pool name and these settings (spec 6).
    ///
    /// ```
    /// use cognito_mfa::command::UserPoolSettings;
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::wire::RequestBody;
    ///
    /// let settings = UserPoolSettings::new().with_tier(Tier::Lite);
    /// let request = RequestBody::create_user_pool("shop", &settings);
    /// assert_eq!(serde_json::to_string(&request)?, r#"{"PoolName":"shop","UserPoolTier":"LITE"}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn create_user_pool(name: &'a str, settings: &'a UserPoolSettings<'_>) -> Self {
        let body = Body::Create(CreateShape { pool_name: named(name), settings: settings.into() });
        Self { operation: "CreateUserPool", body }
    }

    /// The request of this command for a user (spec 7 and 8); `None` when no request causes the event.
    ///
    /// It's for tests, because a command doesn't hold every member of its request. The access token is `POOL.USERNAME`, as in
    /// scenario files. A new phone number, email address or password has a sample value, and there are no codes.
    ///
    /// ```
    /// use cognito_mfa::user::{Passkeys, UserEvent};
    /// use cognito_mfa::wire::RequestBody;
    /// use cognito_mfa::UserCommand;
    ///
    /// let disabled = UserCommand::Event(UserEvent::Disabled);
    /// let request = RequestBody::of_user("local_1", "ann", &disabled).ok_or("no request")?;
    /// assert_eq!(request.operation(), "AdminDisableUser");
    /// assert_eq!(serde_json::to_string(&request)?, r#"{"UserPoolId":"local_1","Username":"ann"}"#);
    ///
    /// // A request names the passkey that it removes, not those that remain.
    /// let one_less = UserCommand::Event(UserEvent::PasskeyRemoved(Passkeys::CanVerify));
    /// assert_eq!(RequestBody::of_user("local_1", "ann", &one_less), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of_user(pool: &'a str, username: &'a str, command: &UserCommand) -> Option<Self> {
        let (operation, body) = UserBody::of(pool, username, *command)?;
        Some(Self { operation, body: Body::User(body) })
    }

    /// Replaces the access token. A request without one stays unchanged.
    ///
    /// ```
    /// use cognito_mfa::user::UserEvent;
    /// use cognito_mfa::wire::{RequestBody, Sensitive};
    /// use cognito_mfa::UserCommand;
    ///
    /// let verified = UserCommand::Event(UserEvent::TotpVerified);
    /// let request = RequestBody::of_user("local_1", "ann", &verified).ok_or("no request")?;
    /// let request = request.with_access_token(Sensitive::new("eyJra".into()));
    /// assert_eq!(serde_json::to_string(&request)?, r#"{"AccessToken":"eyJra"}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_access_token(self, token: Sensitive<'a>) -> Self {
        let body = match self.body {
            Body::User(body) => Body::User(body.with_access_token(token)),
            of_pool @ (Body::MfaConfig(_) | Body::Create(_) | Body::Update(_) | Body::Risk(_)) => of_pool,
        };
        Self { body, ..self }
    }

    /// The name of the operation.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        self.operation
    }
}

impl Serialize for RequestBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.body.serialize(serializer)
    }
}
