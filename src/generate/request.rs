//! A request of the service: the name of the operation, and the body as JSON text.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::body::{attributes_body, mfa_config_body, preference_body, risk_body, settings_body};
use super::json::{Bend, Json};
use crate::command::{Caller, PoolCommand, UserCommand, UserPoolSettings};
use crate::user::Passkeys;
use crate::user::{AttributeChange, UserEvent};

/// A request as JSON text. [`RequestText::of_pool`] has an example.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestText {
    /// The name of the operation.
    pub operation: &'static str,
    /// The body.
    pub body: String,
}

/// A request before it's written as text.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) operation: &'static str,
    pub(super) body: Json,
}

impl RequestText {
    /// The request of `CreateUserPool` with these settings (spec 6).
    ///
    /// ```
    /// use cognito_mfa::command::UserPoolSettings;
    /// use cognito_mfa::generate::RequestText;
    /// use cognito_mfa::pool::Tier;
    ///
    /// let settings = UserPoolSettings::new().with_tier(Tier::Lite);
    /// assert_eq!(RequestText::create_user_pool(&settings).body, r#"{"PoolName":"shop","UserPoolTier":"LITE"}"#);
    /// ```
    #[must_use]
    pub fn create_user_pool(settings: &UserPoolSettings<'_>) -> Self {
        Draft::create_user_pool(settings).written()
    }

    /// The request of this command for the pool with this ID (spec 5 and 6). The Region of `SetUserPoolMfaConfig` comes from
    /// the pool ID, not from the command.
    ///
    /// ```
    /// use cognito_mfa::command::SetMfaConfig;
    /// use cognito_mfa::generate::RequestText;
    /// use cognito_mfa::PoolCommand;
    ///
    /// let off = PoolCommand::SetMfaConfig(SetMfaConfig::default());
    /// let request = RequestText::of_pool("local_1", &off);
    /// assert_eq!(request.operation, "SetUserPoolMfaConfig");
    /// assert_eq!(request.body, r#"{"UserPoolId":"local_1","MfaConfiguration":"OFF"}"#);
    /// ```
    #[must_use]
    pub fn of_pool(id: &str, command: &PoolCommand<'_>) -> Self {
        Draft::of_pool(id, command).written()
    }

    /// The request of this command for a user (spec 7 and 8); `None` when no request causes the event. A request doesn't
    /// show whether a registered passkey can verify the user.
    ///
    /// ```
    /// use cognito_mfa::generate::RequestText;
    /// use cognito_mfa::user::UserEvent;
    /// use cognito_mfa::UserCommand;
    ///
    /// let disabled = RequestText::of_user("local_1", "ann", &UserCommand::Event(UserEvent::Disabled));
    /// assert!(disabled.is_some_and(|request| request.body == r#"{"UserPoolId":"local_1","Username":"ann"}"#));
    ///
    /// assert_eq!(RequestText::of_user("local_1", "ann", &UserCommand::Event(UserEvent::TotpAssociated)), None);
    /// ```
    #[must_use]
    pub fn of_user(pool: &str, username: &str, command: &UserCommand) -> Option<Self> {
        Some(Draft::of_user(pool, username, *command)?.written())
    }
}

impl Draft {
    pub(super) fn written(&self) -> RequestText {
        RequestText { operation: self.operation, body: self.body.to_string() }
    }

    /// The same request with one faulty member. All members of the body are counted.
    pub(super) fn bent(self, place: usize, bend: Bend) -> Self {
        let place = place.checked_rem(self.body.members()).unwrap_or_default();
        Self { body: self.body.bent(place, bend), ..self }
    }

    pub(super) fn create_user_pool(settings: &UserPoolSettings<'_>) -> Self {
        let name = Json::object([("PoolName", Some(Json::text("shop")))]);
        Self { operation: "CreateUserPool", body: name.and(settings_body(settings)) }
    }

    pub(super) fn of_pool(id: &str, command: &PoolCommand<'_>) -> Self {
        let (operation, body) = match command {
            PoolCommand::SetMfaConfig(request) => ("SetUserPoolMfaConfig", mfa_config_body(request)),
            PoolCommand::Update(settings) => ("UpdateUserPool", settings_body(settings)),
            PoolCommand::SetRisk(actions) => ("SetRiskConfiguration", risk_body(*actions)),
        };
        Self { operation, body: Json::object([("UserPoolId", Some(Json::text(id)))]).and(body) }
    }

    pub(super) fn of_user(pool: &str, username: &str, command: UserCommand) -> Option<Self> {
        let admin = || Json::object([("UserPoolId", Some(Json::text(pool))), ("Username", Some(Json::text(username)))]);
        let token = || Json::object([("AccessToken", Some(Json::Text(format!("{pool}.{username}"))))]);
        let password = |permanent| {
            let members = [("Password", Some(Json::text("…"))), ("Permanent", Some(Json::Bool(permanent)))];
            admin().and(Json::object(members))
        };
        let (operation, body) = match command {
            UserCommand::SetPreference(Caller::User, change) => {
                ("SetUserMFAPreference", preference_body(change).and(token()))
            }
            UserCommand::SetPreference(Caller::Admin, change) => {
                ("AdminSetUserMFAPreference", preference_body(change).and(admin()))
            }
            UserCommand::Event(report) => match report {
                UserEvent::Attributes { phone, email } => {
                    ("AdminUpdateUserAttributes", admin().and(attributes_body(phone, email)))
                }
                // AssociateSoftwareToken changes nothing, and a removal doesn't show which passkeys remain.
                UserEvent::TotpAssociated | UserEvent::PasskeyRemoved(Passkeys::CannotVerify | Passkeys::CanVerify) => {
                    return None;
                }
                UserEvent::TotpVerified => ("VerifySoftwareToken", token()),
                UserEvent::TotpRemoved => ("AdminDeleteSoftwareToken", admin()),
                UserEvent::PasskeyRegistered(_) => ("CompleteWebAuthnRegistration", token()),
                UserEvent::PasskeyRemoved(Passkeys::Absent) => ("DeleteWebAuthnCredential", token()),
                UserEvent::PermanentPasswordSet => ("AdminSetUserPassword", password(true)),
                UserEvent::TemporaryPasswordSet => ("AdminSetUserPassword", password(false)),
                UserEvent::SignUpConfirmed => ("AdminConfirmSignUp", admin()),
                UserEvent::Disabled => ("AdminDisableUser", admin()),
                UserEvent::Enabled => ("AdminEnableUser", admin()),
                UserEvent::PasswordReset => ("AdminResetUserPassword", admin()),
            },
        };
        Some(Self { operation, body })
    }

    /// Requests that aren't commands: requests that read, sign in, or create users.
    pub(super) fn others(pool: &str, username: &str) -> Vec<Self> {
        let text = |text| Some(Json::text(text));
        let id = Json::object([("UserPoolId", text(pool))]);
        let admin = id.clone().and(Json::object([("Username", text(username))]));
        let client = Json::object([("ClientId", text(pool)), ("Username", text(username))]);
        let initiate = |flow, preferred: Option<&str>| {
            let parameters = Json::object([
                ("USERNAME", text(username)),
                ("PASSWORD", text("…")),
                ("PREFERRED_CHALLENGE", preferred.map(Json::text)),
            ]);
            Json::object([("ClientId", text(pool)), ("AuthFlow", text(flow)), ("AuthParameters", Some(parameters))])
        };
        let respond = |name, answer: Option<&str>| {
            let responses = Json::object([("USERNAME", text(username)), ("ANSWER", answer.map(Json::text))]);
            let members =
                [("ClientId", text(pool)), ("ChallengeName", text(name)), ("ChallengeResponses", Some(responses))];
            Json::object(members)
        };
        [
            ("DescribeUserPool", id.clone()),
            ("GetUserPoolMfaConfig", id),
            ("AdminGetUser", admin.clone()),
            ("AdminCreateUser", admin.and(attributes_body(AttributeChange::Set, AttributeChange::SetVerified))),
            ("SignUp", client.clone().and(Json::object([("Password", text("…"))]))),
            ("ForgotPassword", client.clone()),
            ("ConfirmForgotPassword", client),
            ("InitiateAuth", initiate("USER_PASSWORD_AUTH", None)),
            ("InitiateAuth", initiate("USER_AUTH", Some("WEB_AUTHN"))),
            ("RespondToAuthChallenge", respond("SELECT_CHALLENGE", Some("PASSWORD"))),
            ("RespondToAuthChallenge", respond("SELECT_MFA_TYPE", Some("SMS_MFA"))),
            ("RespondToAuthChallenge", respond("SOFTWARE_TOKEN_MFA", None)),
        ]
        .into_iter()
        .map(|(operation, body)| Self { operation, body })
        .collect()
    }
}
