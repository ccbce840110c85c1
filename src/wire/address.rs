//! The pool or the user that a request is about.

use alloc::borrow::Cow;

use serde::Deserialize;

use super::constraint::{Member, Path};
use super::error::DecodeError;
use super::json::{Sensitive, Text};
use super::members::Members;
use super::pattern;

pub(super) const USER_POOL_ID: Member = Member::new("userPoolId").length(1, 55).pattern(&pattern::USER_POOL_ID);
pub(super) const CLIENT_ID: Member = Member::new("clientId");
pub(super) const USERNAME: Member = Member::new("username").length(1, 128).pattern(&pattern::USERNAME);
pub(super) const ACCESS_TOKEN: Member = Member::new("accessToken").pattern(&pattern::ACCESS_TOKEN);

/// How a request identifies its user.
///
/// Closed, because the service has exactly these three ways.
///
/// ```
/// use cognito_mfa::wire::{UserAddress, decode_admin_set_user_mfa_preference};
///
/// let (address, _) = decode_admin_set_user_mfa_preference(r#"{"Username":"ann","UserPoolId":"local_1"}"#)?;
/// assert!(matches!(address, UserAddress::Admin { pool, username } if pool == "local_1" && username.reveal() == "ann"));
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserAddress<'a> {
    /// An administrator sends the pool and the user name.
    Admin {
        /// `UserPoolId`
        pool: Cow<'a, str>,
        /// `Username`
        username: Sensitive<'a>,
    },
    /// An app client sends its own ID and the user name.
    Client {
        /// `ClientId`
        client: Cow<'a, str>,
        /// `Username`
        username: Sensitive<'a>,
    },
    /// The user sends an access token.
    Token(Sensitive<'a>),
}

/// The member that identifies a pool.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PoolShape<'a> {
    #[serde(borrow)]
    pub(super) user_pool_id: Option<Text<'a>>,
}

impl<'a> Members<'a> {
    /// `UserPoolId`, which is required.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"UserPoolId":"shop"}"#)?;
    /// assert_eq!(members.user_pool_id()?, "shop");
    /// // It isn't a pool ID.
    /// assert_eq!(members.finish().unwrap_err().code(), "constraint");
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DecodeError::Serialization`], as for every member: the member is sent twice, or it has the wrong JSON type.
    pub fn user_pool_id(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let value = self.value::<Text<'a>>("UserPoolId")?;
        Ok(self.faults.required_text(&Path::Request, &USER_POOL_ID, value))
    }

    /// `ClientId`, which is required.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"ClientId":"web"}"#)?;
    /// assert_eq!(members.client_id()?, "web");
    /// assert_eq!(Members::read("{}")?.client_id()?, "");
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn client_id(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let value = self.value::<Text<'a>>("ClientId")?;
        Ok(self.faults.required_text(&Path::Request, &CLIENT_ID, value))
    }

    /// `Username`, which is required.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"Username":"ann"}"#)?;
    /// assert_eq!(members.username()?.reveal(), "ann");
    /// assert!(Members::read(r#"{"Username":7}"#)?.username().is_err());
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn username(&mut self) -> Result<Sensitive<'a>, DecodeError> {
        let value = self.value("Username")?;
        Ok(self.faults.required_sensitive(&Path::Request, &USERNAME, value))
    }

    /// `AccessToken`, which is required.
    ///
    /// ```
    /// use cognito_mfa::wire::Members;
    ///
    /// let mut members = Members::read(r#"{"AccessToken":"a.b.c"}"#)?;
    /// assert_eq!(members.access_token()?.reveal(), "a.b.c");
    ///
    /// let mut members = Members::read(r#"{"AccessToken":"a b"}"#)?;
    /// members.access_token()?;
    /// assert!(members.finish().is_err());
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`user_pool_id`](Self::user_pool_id).
    pub fn access_token(&mut self) -> Result<Sensitive<'a>, DecodeError> {
        let value = self.value("AccessToken")?;
        Ok(self.faults.required_sensitive(&Path::Request, &ACCESS_TOKEN, value))
    }
}
