//! Any request, by the name of its operation.

use alloc::borrow::Cow;

use super::address::{PoolShape, USER_POOL_ID, UserAddress};
use super::constraint::{Faults, Path};
use super::error::DecodeError;
use super::json::read;
use super::sign_in::{ChallengeResponse, Initiation, Side, decode_initiate_auth, decode_respond};
use super::{
    decode_admin_set_user_mfa_preference, decode_create_user_pool, decode_set_risk_configuration,
    decode_set_user_mfa_preference, decode_set_user_pool_mfa_config, decode_update_user_pool, user,
};
use crate::command::{Caller, PoolCommand, Report, UserCommand, UserPoolSettings};
use crate::user::User;

/// A request of any operation that touches the MFA policy, free of faults.
///
/// Closed: a host has to serve each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request<'a> {
    /// `CreateUserPool`
    CreateUserPool(UserPoolSettings<'a>),
    /// An operation on the pool of this id.
    Pool(Cow<'a, str>, PoolRequest<'a>),
    /// An operation on this user.
    User(UserAddress<'a>, UserRequest<'a>),
}

/// What is asked of a pool.
///
/// Closed: a host has to serve each.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a request lives as long as one call; a box would allocate")]
pub enum PoolRequest<'a> {
    /// `SetUserPoolMfaConfig`, `UpdateUserPool` or `SetRiskConfiguration`
    Apply(PoolCommand<'a>),
    /// `DescribeUserPool`
    Describe,
    /// `GetUserPoolMfaConfig`
    GetMfaConfig,
}

/// What is asked of a user.
///
/// Closed: a host has to serve each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserRequest<'a> {
    /// `AdminCreateUser` or `SignUp`, with the user as they would be.
    Create(User),
    /// A preference, or a report of what happened.
    Apply(UserCommand),
    /// `CompleteWebAuthnRegistration`; whether the passkey can verify the user, the caller has established.
    CompleteWebAuthnRegistration,
    /// `AdminGetUser`
    Get,
    /// `GetUserAuthFactors`
    GetAuthFactors,
    /// `ForgotPassword`
    ForgotPassword,
    /// `InitiateAuth` or `AdminInitiateAuth`
    InitiateAuth(Initiation<'a>),
    /// `RespondToAuthChallenge` or `AdminRespondToAuthChallenge`
    RespondToAuthChallenge(ChallengeResponse),
}

impl<'a> Request<'a> {
    /// Decodes the body of an operation. Strings are borrowed from it where they can be.
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
    /// [`DecodeError`] when the operation is not known, the body not of its shape, or a constraint of SPEC 4 broken.
    pub fn decode(operation: &str, json: &'a str) -> Result<Self, DecodeError> {
        let pool = |decoded: (Cow<'a, str>, PoolCommand<'a>)| Self::Pool(decoded.0, PoolRequest::Apply(decoded.1));
        let user = |(address, request)| Self::User(address, request);
        let report = |decoded: (UserAddress<'a>, Report)| {
            Self::User(decoded.0, UserRequest::Apply(UserCommand::Report(decoded.1)))
        };
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
            "AdminCreateUser" => {
                user::decode_admin_create_user(json).map(|(address, new)| user((address, UserRequest::Create(new))))?
            }
            "SignUp" => user::decode_sign_up(json).map(|(address, new)| user((address, UserRequest::Create(new))))?,
            "AdminUpdateUserAttributes" => user::decode_update_attributes(json).map(report)?,
            "AdminDeleteUserAttributes" => user::decode_delete_attributes(json).map(report)?,
            "AdminSetUserPassword" => user::decode_admin_set_user_password(json).map(report)?,
            "AdminConfirmSignUp" => report((user::decode_admin(json)?, Report::SignUpConfirmed)),
            "AdminDisableUser" => report((user::decode_admin(json)?, Report::Disabled)),
            "AdminEnableUser" => report((user::decode_admin(json)?, Report::Enabled)),
            "AdminResetUserPassword" => report((user::decode_admin(json)?, Report::PasswordReset)),
            "AdminDeleteSoftwareToken" => report((user::decode_admin(json)?, Report::TotpRemoved)),
            "ConfirmForgotPassword" => report((user::decode_client(json)?, Report::PermanentPasswordSet)),
            "VerifySoftwareToken" => report((user::decode_token(json)?, Report::TotpVerified)),
            "DeleteWebAuthnCredential" => report((user::decode_token(json)?, Report::PasskeysRemoved)),
            "CompleteWebAuthnRegistration" => {
                user((user::decode_token(json)?, UserRequest::CompleteWebAuthnRegistration))
            }
            "SetUserMFAPreference" => decode_set_user_mfa_preference(json).map(|(address, change)| {
                user((address, UserRequest::Apply(UserCommand::SetPreference(Caller::User, change))))
            })?,
            "AdminSetUserMFAPreference" => decode_admin_set_user_mfa_preference(json).map(|(address, change)| {
                user((address, UserRequest::Apply(UserCommand::SetPreference(Caller::Admin, change))))
            })?,
            "AdminGetUser" => user((user::decode_admin(json)?, UserRequest::Get)),
            "GetUserAuthFactors" => user((user::decode_token(json)?, UserRequest::GetAuthFactors)),
            "ForgotPassword" => user((user::decode_client(json)?, UserRequest::ForgotPassword)),
            "InitiateAuth" => decode_initiate_auth(json, Side::Client)
                .map(|(address, initiation)| user((address, UserRequest::InitiateAuth(initiation))))?,
            "AdminInitiateAuth" => decode_initiate_auth(json, Side::Server)
                .map(|(address, initiation)| user((address, UserRequest::InitiateAuth(initiation))))?,
            "RespondToAuthChallenge" => decode_respond(json, Side::Client)
                .map(|(address, response)| user((address, UserRequest::RespondToAuthChallenge(response))))?,
            "AdminRespondToAuthChallenge" => decode_respond(json, Side::Server)
                .map(|(address, response)| user((address, UserRequest::RespondToAuthChallenge(response))))?,
            _ => return Err(DecodeError::UnknownOperation),
        })
    }
}

fn decode_pool(json: &str) -> Result<Cow<'_, str>, DecodeError> {
    let PoolShape { user_pool_id } = read(json)?;
    Ok(Faults::collect(|faults| faults.required_text(&Path::Request, &USER_POOL_ID, user_pool_id))?)
}
