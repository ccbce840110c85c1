//! A request of any operation, decoded by the operation's name.

use alloc::borrow::Cow;

use super::address::{PoolShape, USER_POOL_ID, UserAddress};
use super::challenge_response::{ChallengeResponse, decode_respond};
use super::constraint::{Faults, Path};
use super::credentials::Credentials;
use super::error::DecodeError;
use super::initiation::{Initiated, Initiation, Refresh, decode_initiate_auth, decode_refresh};
use super::json::{Sensitive, read};
use super::members::Members;
use super::sign_in::{Parameters, Side};
use super::{
    decode_admin_set_user_mfa_preference, decode_create_user_pool, decode_set_risk_configuration,
    decode_set_user_mfa_preference, decode_set_user_pool_mfa_config, decode_update_user_pool,
    user::{self, Addressed, TokenOrSession},
};
use crate::command::{Caller, NewUser, PoolCommand, PreferenceChange, UserCommand, UserPoolSettings};
use crate::user::UserEvent;

/// A valid request of any operation that concerns MFA.
///
/// Closed, because a host must handle each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request<'a> {
    /// `CreateUserPool`
    CreateUserPool(UserPoolSettings<'a>),
    /// An operation on the pool with this ID.
    Pool(Cow<'a, str>, PoolRequest<'a>),
    /// An operation on this user, with the credentials of the request. The host checks them.
    User(UserAddress<'a>, UserRequest<'a>, Credentials<'a>),
    /// An operation on the sign-in in progress with this `Session`. The host finds the sign-in and its user.
    Session(Sensitive<'a>, SessionRequest, Credentials<'a>),
    /// A request with a refresh token, which isn't a sign-in.
    Refresh(Refresh<'a>, Credentials<'a>),
}

/// A request about a sign-in in progress: the two operations that make and verify a TOTP token for its `MFA_SETUP`.
///
/// They belong to the sign-in, but they don't answer a challenge. The host keeps the token's secret and the fact that it was
/// verified in the stored sign-in. The answer to `MFA_SETUP` registers the token.
/// [`SignIn::sets_up_totp`](crate::SignIn::sets_up_totp) judges both.
///
/// Closed, because a host must handle both.
///
/// ```
/// use cognito_mfa::wire::{Request, SessionRequest};
///
/// let Request::Session(session, request, _) = Request::decode("AssociateSoftwareToken", r#"{"Session":"opaque"}"#)? else {
///     panic!("a session is sent")
/// };
/// assert_eq!((session.reveal(), request), ("opaque", SessionRequest::AssociateSoftwareToken));
///
/// // With an access token, it's a request about the user.
/// let request = Request::decode("AssociateSoftwareToken", r#"{"AccessToken":"local_1.ann"}"#)?;
/// assert!(matches!(request, Request::User(..)));
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionRequest {
    /// `AssociateSoftwareToken`
    AssociateSoftwareToken,
    /// `VerifySoftwareToken`
    VerifySoftwareToken,
}

/// A request about a pool.
///
/// Closed, because a host must handle each of them.
///
/// [`Request::decode`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a request lives only as long as one call, and a box would allocate")]
pub enum PoolRequest<'a> {
    /// `SetUserPoolMfaConfig`, `UpdateUserPool` or `SetRiskConfiguration`
    Apply(PoolCommand<'a>),
    /// `DescribeUserPool`
    Describe,
    /// `GetUserPoolMfaConfig`
    GetMfaConfig,
    /// `DescribeRiskConfiguration`
    DescribeRisk,
}

/// A request about a user.
///
/// Closed, because a host must handle each of them.
///
/// [`ChallengeResponse::challenge`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserRequest<'a> {
    /// `AdminCreateUser` or `SignUp`. The host creates the user with [`User::create`](crate::User::create).
    Create(NewUser),
    /// A preference, or something that happened to the user.
    Apply(UserCommand),
    /// `ConfirmSignUp`. [`User::confirm_sign_up`](crate::User::confirm_sign_up) judges it. The host knows where it sent the code.
    ConfirmSignUp,
    /// `ChangePassword`. [`User::change_password`](crate::User::change_password) judges it.
    ChangePassword,
    /// `StartWebAuthnRegistration`. The event
    /// [`PasskeyRegistered`](crate::user::UserEvent::PasskeyRegistered) judges it, and the host discards the transition.
    StartWebAuthnRegistration,
    /// `CompleteWebAuthnRegistration`. The host establishes whether the passkey can verify the user.
    CompleteWebAuthnRegistration,
    /// `DeleteWebAuthnCredential`. The host establishes which passkeys remain, and reports
    /// [`PasskeyRemoved`](crate::user::UserEvent::PasskeyRemoved).
    DeleteWebAuthnCredential,
    /// `AdminGetUser`
    Get,
    /// `GetUser`
    GetUser,
    /// `GetUserAuthFactors` or `AdminGetUserAuthFactors`
    GetAuthFactors,
    /// `ForgotPassword`
    ForgotPassword,
    /// `ConfirmForgotPassword`. [`confirm_reset`](crate::recovery::confirm_reset) judges it on the current pool and user.
    ConfirmForgotPassword,
    /// `InitiateAuth` or `AdminInitiateAuth`
    InitiateAuth(Initiation<'a>),
    /// `RespondToAuthChallenge` or `AdminRespondToAuthChallenge`
    RespondToAuthChallenge(ChallengeResponse<'a>),
}

impl<'a> Request<'a> {
    /// The operations that [`decode`](Self::decode) reads.
    ///
    /// ```
    /// use cognito_mfa::wire::Request;
    ///
    /// assert!(Request::OPERATIONS.contains(&"InitiateAuth"));
    /// assert!(!Request::OPERATIONS.contains(&"AddCustomAttributes"));
    /// ```
    pub const OPERATIONS: &'static [&'static str] = &[
        "CreateUserPool",
        "UpdateUserPool",
        "SetRiskConfiguration",
        "SetUserPoolMfaConfig",
        "DescribeUserPool",
        "GetUserPoolMfaConfig",
        "DescribeRiskConfiguration",
        "AdminCreateUser",
        "SignUp",
        "ConfirmSignUp",
        "ChangePassword",
        "AdminUpdateUserAttributes",
        "AdminDeleteUserAttributes",
        "AdminSetUserPassword",
        "AdminConfirmSignUp",
        "AdminDisableUser",
        "AdminEnableUser",
        "AdminResetUserPassword",
        "AdminDeleteSoftwareToken",
        "AssociateSoftwareToken",
        "VerifySoftwareToken",
        "DeleteWebAuthnCredential",
        "StartWebAuthnRegistration",
        "CompleteWebAuthnRegistration",
        "SetUserMFAPreference",
        "AdminSetUserMFAPreference",
        "AdminGetUser",
        "GetUser",
        "GetUserAuthFactors",
        "AdminGetUserAuthFactors",
        "ForgotPassword",
        "ConfirmForgotPassword",
        "InitiateAuth",
        "AdminInitiateAuth",
        "GetTokensFromRefreshToken",
        "RespondToAuthChallenge",
        "AdminRespondToAuthChallenge",
    ];

    /// Decodes the body of an operation. Strings are borrowed from the body, unless they contain escapes.
    ///
    /// ```
    /// use cognito_mfa::wire::{PoolRequest, Request};
    ///
    /// let request = Request::decode("DescribeUserPool", r#"{"UserPoolId":"local_1"}"#)?;
    /// assert_eq!(request, Request::Pool("local_1".into(), PoolRequest::Describe));
    ///
    /// assert_eq!(Request::decode("DescribePool", "{}").unwrap_err().code(), "unknown-operation");
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the operation is unknown, or when the body isn't JSON, doesn't have the operation's shape, or
    /// breaks a constraint of spec 4.
    pub fn decode(operation: &str, json: &'a str) -> Result<Self, DecodeError> {
        let pool = |(id, command)| Self::Pool(id, PoolRequest::Apply(command));
        Ok(match operation {
            "CreateUserPool" => Self::CreateUserPool(decode_create_user_pool(json)?),
            "UpdateUserPool" => {
                decode_update_user_pool(json).map(|(id, settings)| pool((id, PoolCommand::Update(settings))))?
            }
            "SetRiskConfiguration" => {
                decode_set_risk_configuration(json).map(|(id, actions)| pool((id, PoolCommand::SetRisk(actions))))?
            }
            "SetUserPoolMfaConfig" => decode_set_user_pool_mfa_config(json)
                .map(|(id, change)| pool((id, PoolCommand::SetMfaConfig(change))))?,
            "DescribeUserPool" => Self::Pool(decode_pool(json)?, PoolRequest::Describe),
            "GetUserPoolMfaConfig" => Self::Pool(decode_pool(json)?, PoolRequest::GetMfaConfig),
            "DescribeRiskConfiguration" => Self::Pool(decode_pool(json)?, PoolRequest::DescribeRisk),
            "SetUserMFAPreference" => preference(Caller::User, decode_set_user_mfa_preference(json)?),
            "AdminSetUserMFAPreference" => preference(Caller::Admin, decode_admin_set_user_mfa_preference(json)?),
            _ if !Self::OPERATIONS.contains(&operation) => return Err(DecodeError::UnknownOperation),
            _ => {
                let mut members = Members::read(json)?;
                let request = Self::read(operation, &mut members)?;
                members.finish()?;
                request
            }
        })
    }

    /// Reads a request about a user, a sign-in or a token. The body is read once, so credentials and request agree.
    fn read(operation: &str, members: &mut Members<'a>) -> Result<Self, DecodeError> {
        let map = match operation {
            "InitiateAuth" | "AdminInitiateAuth" => members.value("AuthParameters")?,
            "RespondToAuthChallenge" | "AdminRespondToAuthChallenge" => members.value("ChallengeResponses")?,
            _ => None,
        };
        let parameters: Parameters<'a> = map.unwrap_or_default();
        let credentials = Credentials::read(operation, members, &parameters)?;
        Ok(match operation {
            "AssociateSoftwareToken" | "VerifySoftwareToken" => {
                software_token(operation, user::decode_token_or_session(members)?, credentials)
            }
            "InitiateAuth" => initiated(decode_initiate_auth(members, &parameters, Side::Client)?, credentials),
            "AdminInitiateAuth" => initiated(decode_initiate_auth(members, &parameters, Side::Server)?, credentials),
            "GetTokensFromRefreshToken" => Self::Refresh(decode_refresh(members)?, credentials),
            _ => {
                let (address, request) = UserRequest::read(operation, members, &parameters)?;
                Self::User(address, request, credentials)
            }
        })
    }
}

/// The two operations that set a user's preference. They don't have credentials.
fn preference(caller: Caller, (address, change): (UserAddress<'_>, PreferenceChange)) -> Request<'_> {
    let request = UserRequest::Apply(UserCommand::SetPreference(caller, change));
    Request::User(address, request, Credentials::default())
}

fn initiated<'a>(initiated: Initiated<'a>, credentials: Credentials<'a>) -> Request<'a> {
    match initiated {
        Initiated::SignIn(address, begun) => Request::User(address, UserRequest::InitiateAuth(begun), credentials),
        Initiated::Refresh(refresh) => Request::Refresh(refresh, credentials),
    }
}

/// The two operations about a TOTP token: of a user, or of a sign-in in progress.
fn software_token<'a>(operation: &str, of: TokenOrSession<'a>, credentials: Credentials<'a>) -> Request<'a> {
    let verifies = operation == "VerifySoftwareToken";
    match of {
        TokenOrSession::Token(address) => {
            let event = if verifies { UserEvent::TotpVerified } else { UserEvent::TotpAssociated };
            Request::User(address, UserRequest::Apply(UserCommand::Event(event)), credentials)
        }
        TokenOrSession::Session(session) => {
            let request =
                if verifies { SessionRequest::VerifySoftwareToken } else { SessionRequest::AssociateSoftwareToken };
            Request::Session(session, request, credentials)
        }
    }
}

impl<'a> UserRequest<'a> {
    fn read(operation: &str, members: &mut Members<'a>, parameters: &Parameters<'a>) -> Addressed<'a, Self> {
        let event = |(address, event): (UserAddress<'a>, UserEvent)| (address, Self::Apply(UserCommand::Event(event)));
        Ok(match operation {
            "AdminCreateUser" => {
                user::decode_admin_create_user(members).map(|(address, new)| (address, Self::Create(new)))?
            }
            "SignUp" => user::decode_sign_up(members).map(|(address, new)| (address, Self::Create(new)))?,
            "AdminUpdateUserAttributes" => user::decode_update_attributes(members).map(event)?,
            "AdminDeleteUserAttributes" => user::decode_delete_attributes(members).map(event)?,
            "AdminSetUserPassword" => user::decode_admin_set_user_password(members).map(event)?,
            "AdminConfirmSignUp" => event((user::decode_admin(members)?, UserEvent::SignUpConfirmed)),
            "AdminDisableUser" => event((user::decode_admin(members)?, UserEvent::Disabled)),
            "AdminEnableUser" => event((user::decode_admin(members)?, UserEvent::Enabled)),
            "AdminResetUserPassword" => event((user::decode_admin(members)?, UserEvent::PasswordReset)),
            "AdminDeleteSoftwareToken" => event((user::decode_admin(members)?, UserEvent::TotpRemoved)),
            "ConfirmSignUp" => (user::decode_client(members)?, Self::ConfirmSignUp),
            "ChangePassword" => (user::decode_token(members)?, Self::ChangePassword),
            "DeleteWebAuthnCredential" => (user::decode_token(members)?, Self::DeleteWebAuthnCredential),
            "StartWebAuthnRegistration" => (user::decode_token(members)?, Self::StartWebAuthnRegistration),
            "CompleteWebAuthnRegistration" => (user::decode_token(members)?, Self::CompleteWebAuthnRegistration),
            "AdminGetUser" => (user::decode_admin(members)?, Self::Get),
            "GetUser" => (user::decode_token(members)?, Self::GetUser),
            "GetUserAuthFactors" => (user::decode_token(members)?, Self::GetAuthFactors),
            "AdminGetUserAuthFactors" => (user::decode_admin(members)?, Self::GetAuthFactors),
            "ForgotPassword" => (user::decode_client(members)?, Self::ForgotPassword),
            "ConfirmForgotPassword" => (user::decode_client(members)?, Self::ConfirmForgotPassword),
            "RespondToAuthChallenge" => decode_respond(members, parameters, Side::Client)
                .map(|(address, response)| (address, Self::RespondToAuthChallenge(response)))?,
            "AdminRespondToAuthChallenge" => decode_respond(members, parameters, Side::Server)
                .map(|(address, response)| (address, Self::RespondToAuthChallenge(response)))?,
            _ => return Err(DecodeError::UnknownOperation),
        })
    }
}

fn decode_pool(json: &str) -> Result<Cow<'_, str>, DecodeError> {
    let PoolShape { user_pool_id } = read(json)?;
    Faults::collect(|faults| faults.required_text(&Path::Request, &USER_POOL_ID, user_pool_id))
}
