//! The operations that create, report of and show users (SPEC 8 and 14, SCENARIOS.md).

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::address::{AdminShape, ClientShape, TokenShape, UserAddress};
use super::constraint::Faults;
use super::error::DecodeError;
use super::json::{Object, Sensitive, Text, read};
use crate::command::{AttributeChange, Report};
use crate::factor::{CodeFactor, Factor};
use crate::first_factor::configured_auth_factors;
use crate::pool::{AuthFactor, Medium, PoolPolicy};
use crate::user::{Password, User, UserStatus};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes<'a> {
    #[serde(borrow)]
    user_attributes: Option<Vec<Object<AttributeShape<'a>>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttributeNames<'a> {
    #[serde(borrow)]
    user_attribute_names: Option<Vec<Text<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SignUpPassword<'a> {
    #[serde(borrow)]
    password: Option<Sensitive<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SetPassword {
    permanent: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttributeShape<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    value: Option<Sensitive<'a>>,
}

/// A request about a user, and the user.
pub(super) type Addressed<'a, T> = Result<(UserAddress<'a>, T), DecodeError>;

/// `AdminCreateUser`: a new user with a temporary password.
pub(super) fn decode_admin_create_user(json: &str) -> Addressed<'_, User> {
    let (address, report) = decode_update_attributes(json)?;
    Ok((address, User::new(UserStatus::ForceChangePassword, Password::Temporary).after(report)))
}

/// `SignUp`: a new user who is not confirmed, with a permanent password if one is sent.
pub(super) fn decode_sign_up(json: &str) -> Addressed<'_, User> {
    let (request, SignUpPassword { password }): (Attributes<'_>, _) = (read(json)?, read(json)?);
    let password = if password.is_some() { Password::Permanent } else { Password::Absent };
    let user = User::new(UserStatus::Unconfirmed, password).after(attributes(request.user_attributes.as_deref()));
    Ok((decode_client(json)?, user))
}

/// `AdminUpdateUserAttributes`: what becomes of the attributes.
pub(super) fn decode_update_attributes(json: &str) -> Addressed<'_, Report> {
    let request: Attributes<'_> = read(json)?;
    Ok((decode_admin(json)?, attributes(request.user_attributes.as_deref())))
}

/// `AdminDeleteUserAttributes`: the same with attributes whose values are left out.
pub(super) fn decode_delete_attributes(json: &str) -> Addressed<'_, Report> {
    let request: AttributeNames<'_> = read(json)?;
    let nameless = |name| Object(AttributeShape { name: Some(name), value: None });
    let removed: Option<Vec<_>> = request.user_attribute_names.map(|names| names.into_iter().map(nameless).collect());
    Ok((decode_admin(json)?, attributes(removed.as_deref())))
}

/// `AdminSetUserPassword`
pub(super) fn decode_admin_set_user_password(json: &str) -> Addressed<'_, Report> {
    let SetPassword { permanent } = read(json)?;
    let report = if permanent == Some(true) { Report::PermanentPasswordSet } else { Report::TemporaryPasswordSet };
    Ok((decode_admin(json)?, report))
}

/// An operation by which an administrator names a user.
pub(super) fn decode_admin(json: &str) -> Result<UserAddress<'_>, DecodeError> {
    let shape: AdminShape<'_> = read(json)?;
    Ok(Faults::collect(|faults| shape.checked(faults))?)
}

/// An operation by which a client names a user.
pub(super) fn decode_client(json: &str) -> Result<UserAddress<'_>, DecodeError> {
    let shape: ClientShape<'_> = read(json)?;
    Ok(Faults::collect(|faults| shape.checked(faults))?)
}

/// An operation by which a user shows a token.
pub(super) fn decode_token(json: &str) -> Result<UserAddress<'_>, DecodeError> {
    let shape: TokenShape<'_> = read(json)?;
    Ok(Faults::collect(|faults| shape.checked(faults))?)
}

/// What a list of attributes does to the two that the policy knows. Of repeated names the last counts; a value that
/// is empty or left out removes; a new value is unverified unless the same call says otherwise.
pub(super) fn attributes(named: Option<&[Object<AttributeShape<'_>>]>) -> Report {
    let named = named.unwrap_or_default();
    let last = |name: &str| {
        let mut values = named
            .iter()
            .rev()
            .filter(|Object(attribute)| attribute.name.as_ref().is_some_and(|Text(other)| other == name));
        values.next().map(|Object(attribute)| attribute.value.as_ref().map_or("", Sensitive::reveal))
    };
    let change = |value, verified: &str| match (last(value), last(verified)) {
        (Some(""), _) => AttributeChange::Remove,
        (Some(_), Some("true")) => AttributeChange::SetVerified,
        (Some(_), _) => AttributeChange::Set,
        (None, Some("true")) => AttributeChange::Verify,
        (None, Some("") | None) => AttributeChange::Keep,
        (None, Some(_)) => AttributeChange::Unverify,
    };
    Report::Attributes {
        phone: change("phone_number", "phone_number_verified"),
        email: change("email", "email_verified"),
    }
}

/// What `AdminGetUser` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetUserResponse<'a> {
    username: &'a str,
    enabled: bool,
    user_status: &'static str,
    #[serde(flatten)]
    preference: PreferenceShape,
}

/// What `GetUserAuthFactors` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserAuthFactorsResponse<'a> {
    username: &'a str,
    #[serde(flatten)]
    preference: PreferenceShape,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    configured_user_auth_factors: Vec<&'static str>,
}

/// A preference: nothing in it is absent, never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct PreferenceShape {
    #[serde(rename = "UserMFASettingList", skip_serializing_if = "Vec::is_empty")]
    list: Vec<&'static str>,
    #[serde(rename = "PreferredMfaSetting", skip_serializing_if = "Option::is_none")]
    preferred: Option<&'static str>,
}

/// What `ForgotPassword` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ForgotPasswordResponse {
    code_delivery_details: DeliveryShape,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct DeliveryShape {
    delivery_medium: &'static str,
    attribute_name: &'static str,
}

impl<'a> GetUserResponse<'a> {
    /// The user of this name.
    #[must_use]
    pub fn new(username: &'a str, user: &User) -> Self {
        let enabled = !user.facts().is_disabled();
        Self { username, enabled, user_status: user.status().name(), preference: user.into() }
    }
}

impl<'a> UserAuthFactorsResponse<'a> {
    /// The user of this name, in a pool of this policy.
    #[must_use]
    pub fn new(username: &'a str, user: &User, pool: &PoolPolicy) -> Self {
        let factors = configured_auth_factors(pool, user.facts()).iter().map(AuthFactor::name).collect();
        Self { username, preference: user.into(), configured_user_auth_factors: factors }
    }
}

impl From<&User> for PreferenceShape {
    fn from(user: &User) -> Self {
        Self {
            list: user.preference.enabled().iter().map(Factor::name).collect(),
            preferred: user.preference.preferred().map(CodeFactor::name),
        }
    }
}

impl From<Medium> for ForgotPasswordResponse {
    fn from(medium: Medium) -> Self {
        let attribute_name = match medium {
            Medium::Email => "email",
            Medium::Sms => "phone_number",
        };
        Self { code_delivery_details: DeliveryShape { delivery_medium: medium.name(), attribute_name } }
    }
}
