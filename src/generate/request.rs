//! A request of the service: the name of the operation, and the body as JSON text.

use alloc::string::{String, ToString};

use serde_json::Value;

use super::bent::{Bend, Bent, members};
use crate::command::{PoolCommand, UserCommand, UserPoolSettings};
use crate::wire::RequestBody;

/// A request as JSON text, as the generators make it. The body can be valid, nearly valid or hostile.
///
/// ```
/// use cognito_mfa::command::UserPoolSettings;
/// use cognito_mfa::generate::RequestText;
/// use cognito_mfa::wire::RequestBody;
///
/// let request = RequestText::from(&RequestBody::create_user_pool("shop", &UserPoolSettings::new()));
/// assert_eq!((request.operation, request.body.as_str()), ("CreateUserPool", r#"{"PoolName":"shop"}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RequestText {
    /// The name of the operation.
    pub operation: &'static str,
    /// The body.
    pub body: String,
}

impl From<&RequestBody<'_>> for RequestText {
    fn from(request: &RequestBody<'_>) -> Self {
        Self { operation: request.operation(), body: text(request) }
    }
}

/// The pool and the user of the generated requests.
const POOL: &str = "local_1";
const USER: &str = "ann";

/// Requests that aren't commands: requests that read, sign in, or create users.
pub(super) const OTHERS: &[(&str, &str)] = &[
    ("DescribeUserPool", r#"{"UserPoolId":"local_1"}"#),
    ("GetUserPoolMfaConfig", r#"{"UserPoolId":"local_1"}"#),
    ("DescribeRiskConfiguration", r#"{"UserPoolId":"local_1"}"#),
    ("AdminGetUser", r#"{"UserPoolId":"local_1","Username":"ann"}"#),
    ("GetUser", r#"{"AccessToken":"local_1.ann"}"#),
    ("StartWebAuthnRegistration", r#"{"AccessToken":"local_1.ann"}"#),
    ("ChangePassword", r#"{"AccessToken":"local_1.ann","ProposedPassword":"…"}"#),
    ("AssociateSoftwareToken", r#"{"Session":"local_1.ann"}"#),
    ("VerifySoftwareToken", r#"{"Session":"local_1.ann","UserCode":"1"}"#),
    ("ConfirmSignUp", r#"{"ClientId":"local_1","Username":"ann","ConfirmationCode":"1"}"#),
    ("GetTokensFromRefreshToken", r#"{"ClientId":"local_1","RefreshToken":"local_1.ann"}"#),
    (
        "AdminCreateUser",
        r#"{"UserPoolId":"local_1","Username":"ann","UserAttributes":[{"Name":"phone_number","Value":"+15550100"},{"Name":"email","Value":"a@b.example"},{"Name":"email_verified","Value":"true"}]}"#,
    ),
    ("SignUp", r#"{"ClientId":"local_1","Username":"ann","Password":"…"}"#),
    ("ForgotPassword", r#"{"ClientId":"local_1","Username":"ann"}"#),
    ("ConfirmForgotPassword", r#"{"ClientId":"local_1","Username":"ann"}"#),
    (
        "InitiateAuth",
        r#"{"ClientId":"local_1","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"USERNAME":"ann","PASSWORD":"…"}}"#,
    ),
    (
        "InitiateAuth",
        r#"{"ClientId":"local_1","AuthFlow":"USER_AUTH","AuthParameters":{"USERNAME":"ann","PASSWORD":"…","PREFERRED_CHALLENGE":"WEB_AUTHN"}}"#,
    ),
    (
        "RespondToAuthChallenge",
        r#"{"ClientId":"local_1","ChallengeName":"SELECT_CHALLENGE","ChallengeResponses":{"USERNAME":"ann","ANSWER":"PASSWORD"}}"#,
    ),
    (
        "RespondToAuthChallenge",
        r#"{"ClientId":"local_1","ChallengeName":"SELECT_MFA_TYPE","ChallengeResponses":{"USERNAME":"ann","ANSWER":"SMS_MFA"}}"#,
    ),
    (
        "RespondToAuthChallenge",
        r#"{"ClientId":"local_1","ChallengeName":"SOFTWARE_TOKEN_MFA","ChallengeResponses":{"USERNAME":"ann"}}"#,
    ),
];

impl RequestText {
    pub(super) fn create_user_pool(settings: &UserPoolSettings<'_>) -> Self {
        Self::from(&RequestBody::create_user_pool("shop", settings))
    }

    /// The request of this command, for a pool in the Region of the command or for a local one.
    pub(super) fn of_pool(command: &PoolCommand<'_>) -> Self {
        let region = match command {
            PoolCommand::SetMfaConfig(request) => request.region.as_deref(),
            PoolCommand::Update(_) | PoolCommand::SetRisk(_) => None,
        };
        let id = region.map(|region| region.to_string() + "_1");
        Self::from(&RequestBody::of_pool(id.as_deref().unwrap_or(POOL), command))
    }

    /// The request of this command; `None` when no request causes the event.
    pub(super) fn of_user(command: UserCommand) -> Option<Self> {
        Some(Self::from(&RequestBody::of_user(POOL, USER, &command)?))
    }

    pub(super) fn other((operation, body): (&'static str, &str)) -> Self {
        Self { operation, body: body.to_string() }
    }

    /// The same request with one faulty member. All members of the body are counted. `place` chooses from their number.
    pub(super) fn bent<E>(&self, bend: Bend, place: impl FnOnce(usize) -> Result<usize, E>) -> Result<Self, E> {
        // A valid request is JSON.
        let value: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let place = place(members(&value).max(1))?;
        Ok(Self { body: text(&Bent::new(&value, bend, place)), ..*self })
    }
}

/// Neither a request nor a bent value has a map whose keys aren't strings, so writing it can't fail.
fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
