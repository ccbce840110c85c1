//! A response of the service about one user: which user it's about, which operation returned it, and what it describes.

use super::json::{Sensitive, read};
use super::user_description::UserDescription;
use super::user_fault::UserFault;
use super::user_shape::Shape;
use crate::factor::FactorSet;
use crate::pool::AuthFactorSet;

/// A response about one user. Its members are a [`UserDescription`].
///
/// ```
/// use cognito_mfa::wire::{UserAnswer, UserRead};
///
/// let ann = UserAnswer::decode(r#"{"Username":"ann","Enabled":true,"UserStatus":"CONFIRMED"}"#)?;
/// let factors = UserAnswer::decode(r#"{"Username":"ann","ConfiguredUserAuthFactors":["PASSWORD","SOFTWARE_TOKEN"]}"#)?;
/// assert_eq!((ann.read, factors.read), (UserRead::AdminGetUser, UserRead::GetUserAuthFactors));
/// assert!(ann.username == factors.username);
///
/// // AdminGetUser doesn't show a TOTP token that isn't enabled. GetUserAuthFactors does.
/// assert!(!ann.description.facts()?.has_totp());
/// assert!(ann.description.with_auth_factors(factors.description).facts()?.has_totp());
/// # Ok::<(), cognito_mfa::wire::UserFault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserAnswer<'a> {
    /// `Username`
    pub username: Option<Sensitive<'a>>,
    /// The operation.
    pub read: UserRead,
    /// What the response contains about the user.
    pub description: UserDescription,
    /// A status that the service has and this crate doesn't model: `ARCHIVED`, `COMPROMISED` or `UNKNOWN`. The status of the
    /// description is then `None`.
    pub status_not_modeled: Option<&'static str>,
}

/// An operation that returns users. [`UserAnswer`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UserRead {
    /// `AdminGetUser`, or a description that no operation returns.
    AdminGetUser,
    /// `ListUsers`. It never shows `UserMFASettingList` and `PreferredMfaSetting`.
    ListUsers,
    /// `GetUserAuthFactors` or `AdminGetUserAuthFactors`
    GetUserAuthFactors,
}

impl<'a> UserAnswer<'a> {
    /// Decodes a response. Its members determine the operation:
    ///
    /// - `Attributes`: an element of the list from `ListUsers`
    /// - nothing but `Username`, `UserMFASettingList`, `PreferredMfaSetting` and `ConfiguredUserAuthFactors`:
    ///   `GetUserAuthFactors`
    /// - any others: `AdminGetUser`
    ///
    /// [`UserDescription::decode`] reads the same members, and refuses a status that this crate doesn't model.
    ///
    /// ```
    /// use cognito_mfa::wire::{UserAnswer, UserRead};
    ///
    /// let listed = UserAnswer::decode(r#"{"Username":"ann","Attributes":[],"UserStatus":"CONFIRMED"}"#)?;
    /// assert_eq!(listed.read, UserRead::ListUsers);
    ///
    /// let refusal = UserAnswer::decode(r#"{"Username":7}"#).unwrap_err();
    /// assert_eq!(refusal.to_string(), "The request member 'Username' has the wrong JSON type.");
    /// # Ok::<(), cognito_mfa::wire::UserFault>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`UserFault`] when the text isn't a JSON object, or a member has a value that it can't have.
    pub fn decode(json: &'a str) -> Result<Self, UserFault> {
        let shape: Shape<'a> = read(json)?;
        let read = if shape.is_listed() {
            UserRead::ListUsers
        } else if shape.has_only_factors() {
            UserRead::GetUserAuthFactors
        } else {
            UserRead::AdminGetUser
        };
        let (description, status_not_modeled) = shape.described()?;
        Ok(Self { username: shape.username, read, description, status_not_modeled })
    }
}

impl UserDescription {
    /// The description with what `GetUserAuthFactors` or `AdminGetUserAuthFactors` returns for the same user.
    ///
    /// This response is complete: `UserMFASettingList`, `PreferredMfaSetting` and `ConfiguredUserAuthFactors` are empty
    /// when it doesn't contain them. [`UserAnswer`] has an example.
    #[must_use]
    pub fn with_auth_factors(self, answer: Self) -> Self {
        Self {
            enabled: Some(answer.enabled.unwrap_or(FactorSet::EMPTY)),
            preferred: answer.preferred,
            configured: Some(answer.configured.unwrap_or(AuthFactorSet::EMPTY)),
            ..self
        }
    }
}
