//! The operations that begin a sign-in, and those with a refresh token (spec 9, 11 and 12).

use alloc::borrow::Cow;

use super::address::UserAddress;
use super::constraint::{Member, Path};
use super::error::DecodeError;
use super::json::{Sensitive, Text};
use super::members::Members;
use super::pattern;
use super::sign_in::{Host, Parameters, Side};
use crate::names::{Named, named};
use crate::sign_in::first_factors::FirstChallenge;

named! {
    /// `AuthFlow`: how a sign-in begins. Flows that the engine doesn't model are missing here.
    ///
    /// ```
    /// use cognito_mfa::wire::AuthFlow;
    ///
    /// assert_eq!(AuthFlow::from_name("USER_AUTH"), Some(AuthFlow::UserAuth));
    /// assert_eq!(AuthFlow::from_name("CUSTOM_AUTH"), None);
    /// ```
    #[non_exhaustive]
    pub enum AuthFlow {
        /// A client proves the password with Secure Remote Password.
        UserSrpAuth = "USER_SRP_AUTH",
        /// A server sends the password. This is the earlier name of `ADMIN_USER_PASSWORD_AUTH`.
        AdminNoSrpAuth = "ADMIN_NO_SRP_AUTH",
        /// A client sends the password.
        UserPasswordAuth = "USER_PASSWORD_AUTH",
        /// A server sends the password.
        AdminUserPasswordAuth = "ADMIN_USER_PASSWORD_AUTH",
        /// The user chooses a first factor.
        UserAuth = "USER_AUTH",
    }
}

/// A request of `InitiateAuth` or `AdminInitiateAuth` that begins a sign-in.
///
/// ```
/// use cognito_mfa::wire::{AuthFlow, Request, UserRequest};
///
/// let body = r#"{"ClientId":"local_1","AuthFlow":"USER_AUTH","AuthParameters":{"USERNAME":"ann"}}"#;
/// let Request::User(_, UserRequest::InitiateAuth(initiation), _) = Request::decode("InitiateAuth", body)? else {
///     panic!("a sign-in begins")
/// };
/// assert_eq!((initiation.flow, initiation.preferred), (AuthFlow::UserAuth, None));
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Initiation<'a> {
    /// `ClientId` of `AdminInitiateAuth`; `None` when it's omitted. The [`UserAddress`] has the one of `InitiateAuth`.
    pub client_id: Option<Cow<'a, str>>,
    /// `AuthFlow`
    pub flow: AuthFlow,
    /// `PREFERRED_CHALLENGE`; `None` when it's omitted or isn't a first factor.
    pub preferred: Option<FirstChallenge>,
    /// `TARGET_ACR_VALUES`: names of levels, separated by white space, in order of preference.
    pub target_acr_values: Option<Sensitive<'a>>,
}

/// A request with a refresh token: `InitiateAuth` or `AdminInitiateAuth` with the flow `REFRESH_TOKEN_AUTH` or `REFRESH_TOKEN`,
/// or `GetTokensFromRefreshToken`.
///
/// The host finds the user of the token, and checks that the token belongs to the app client. Then
/// [`check_refresh`](crate::sign_in::check_refresh) judges the user.
///
/// ```
/// use cognito_mfa::wire::Request;
///
/// let body = r#"{"ClientId":"local_1","AuthFlow":"REFRESH_TOKEN_AUTH","AuthParameters":{"REFRESH_TOKEN":"opaque"}}"#;
/// let Request::Refresh(refresh, _) = Request::decode("InitiateAuth", body)? else { panic!("a refresh token is sent") };
/// assert_eq!((refresh.client_id.as_deref(), refresh.token.reveal()), (Some("local_1"), "opaque"));
///
/// let missing = body.replace("REFRESH_TOKEN\":", "REFRESH\":");
/// assert_eq!(Request::decode("InitiateAuth", &missing).unwrap_err().code(), "constraint");
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refresh<'a> {
    /// `ClientId`; `None` when `AdminInitiateAuth` omits it.
    pub client_id: Option<Cow<'a, str>>,
    /// `UserPoolId` of `AdminInitiateAuth`; `None` in the other operations.
    pub pool: Option<Cow<'a, str>>,
    /// The refresh token.
    pub token: Sensitive<'a>,
}

/// `AuthFlow` in a request: the flows that begin a sign-in, and those with a refresh token.
#[derive(Debug, Clone, Copy)]
enum Flow {
    SignIn(AuthFlow),
    RefreshTokenAuth,
    RefreshToken,
}

impl Named for Flow {
    const ALL: &'static [Self] = &[
        Self::SignIn(AuthFlow::UserSrpAuth),
        Self::RefreshTokenAuth,
        Self::RefreshToken,
        Self::SignIn(AuthFlow::AdminNoSrpAuth),
        Self::SignIn(AuthFlow::UserPasswordAuth),
        Self::SignIn(AuthFlow::AdminUserPasswordAuth),
        Self::SignIn(AuthFlow::UserAuth),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::SignIn(flow) => flow.name(),
            Self::RefreshTokenAuth => "REFRESH_TOKEN_AUTH",
            Self::RefreshToken => "REFRESH_TOKEN",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|flow| flow.name() == name)
    }
}

const REFRESH_TOKEN: Member = Member::new("refreshToken").pattern(&pattern::ACCESS_TOKEN);

/// What a request of `InitiateAuth` or `AdminInitiateAuth` asks for.
pub(super) enum Initiated<'a> {
    SignIn(UserAddress<'a>, Initiation<'a>),
    Refresh(Refresh<'a>),
}

/// `InitiateAuth` and `AdminInitiateAuth`. Faults are in the member order of the API model, with `UserPoolId` first.
pub(super) fn decode_initiate_auth<'a>(
    members: &mut Members<'a>,
    parameters: &Parameters<'a>,
    side: Side,
) -> Result<Initiated<'a>, DecodeError> {
    let server = (side == Side::Server).then(|| Host::read(members, side)).transpose()?;
    let name: Option<Text<'a>> = members.value("AuthFlow")?;
    let flow = members.faults.required_choice::<Flow>(&Path::Request, "authFlow", name.as_ref());
    let (flow, key) = match flow {
        Some(Flow::RefreshTokenAuth | Flow::RefreshToken) => (None, "REFRESH_TOKEN"),
        Some(Flow::SignIn(flow)) => (Some(flow), "USERNAME"),
        None => (Some(AuthFlow::UserAuth), "USERNAME"),
    };
    let named = parameters.required("authParameters", key, &mut members.faults);
    let host = server.map_or_else(|| Host::read(members, side), Ok)?;
    let Some(flow) = flow else {
        return Ok(Initiated::Refresh(Refresh { client_id: host.client, pool: host.pool, token: named }));
    };
    let (address, client_id) = host.address(named);
    let initiation = Initiation {
        client_id,
        flow,
        preferred: parameters.text("PREFERRED_CHALLENGE").and_then(FirstChallenge::from_name),
        target_acr_values: parameters.get("TARGET_ACR_VALUES").cloned(),
    };
    Ok(Initiated::SignIn(address, initiation))
}

/// `GetTokensFromRefreshToken`. Faults are in the member order of the API model.
pub(super) fn decode_refresh<'a>(members: &mut Members<'a>) -> Result<Refresh<'a>, DecodeError> {
    let token = members.sensitive("RefreshToken")?;
    let token = members.faults.required_sensitive(&Path::Request, &REFRESH_TOKEN, token);
    Ok(Refresh { client_id: Some(members.client_id()?), pool: None, token })
}
