//! The operations that create, change and show users (spec 8 and 14, `docs/scenarios.md`).

use alloc::vec::Vec;

use serde::Deserialize;

use super::address::UserAddress;
use super::error::DecodeError;
use super::json::{Sensitive, Text};
use super::members::Members;
use crate::command::{NewUser, UserOrigin};
use crate::user::{Attribute, AttributeChange, UserEvent};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttributeShape<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    value: Option<Sensitive<'a>>,
}

/// The user that a request is about, and the rest of the request.
pub(super) type Addressed<'a, T> = Result<(UserAddress<'a>, T), DecodeError>;

/// `AdminCreateUser`. An empty `TemporaryPassword` counts as omitted.
pub(super) fn decode_admin_create_user<'a>(members: &mut Members<'a>) -> Addressed<'a, NewUser> {
    let password = members.sensitive("TemporaryPassword")?;
    let origin = match password {
        Some(password) if !password.reveal().is_empty() => UserOrigin::AdminWithPassword,
        Some(_) | None => UserOrigin::AdminWithoutPassword,
    };
    Ok((decode_admin(members)?, new_user(origin, members)?))
}

/// `SignUp`. An empty `Password` counts as omitted.
pub(super) fn decode_sign_up<'a>(members: &mut Members<'a>) -> Addressed<'a, NewUser> {
    let password = members.sensitive("Password")?;
    let origin = match password {
        Some(password) if !password.reveal().is_empty() => UserOrigin::SignUpWithPassword,
        Some(_) | None => UserOrigin::SignUpWithoutPassword,
    };
    Ok((decode_client(members)?, new_user(origin, members)?))
}

fn new_user(origin: UserOrigin, members: &Members<'_>) -> Result<NewUser, DecodeError> {
    let (phone, email) = attribute_changes(&listed(members)?);
    Ok(NewUser { origin, phone: phone.applied_to(Attribute::Absent), email: email.applied_to(Attribute::Absent) })
}

/// `AdminUpdateUserAttributes`: what happens to the attributes.
pub(super) fn decode_update_attributes<'a>(members: &mut Members<'a>) -> Addressed<'a, UserEvent> {
    Ok((decode_admin(members)?, attributes(&listed(members)?)))
}

/// `AdminDeleteUserAttributes`: the same as updating attributes without a value.
pub(super) fn decode_delete_attributes<'a>(members: &mut Members<'a>) -> Addressed<'a, UserEvent> {
    let names: Vec<Text<'a>> = members.value("UserAttributeNames")?.unwrap_or_default();
    let nameless = |name| AttributeShape { name: Some(name), value: None };
    let removed: Vec<_> = names.into_iter().map(nameless).collect();
    Ok((decode_admin(members)?, attributes(&removed)))
}

/// `AdminSetUserPassword`
pub(super) fn decode_admin_set_user_password<'a>(members: &mut Members<'a>) -> Addressed<'a, UserEvent> {
    let is_permanent = members.flag("Permanent")? == Some(true);
    let event = if is_permanent { UserEvent::PermanentPasswordSet } else { UserEvent::TemporaryPasswordSet };
    Ok((decode_admin(members)?, event))
}

/// The user in a request of an administrator.
pub(super) fn decode_admin<'a>(members: &mut Members<'a>) -> Result<UserAddress<'a>, DecodeError> {
    Ok(UserAddress::Admin { pool: members.user_pool_id()?, username: members.username()? })
}

/// The user in a request of an app client.
pub(super) fn decode_client<'a>(members: &mut Members<'a>) -> Result<UserAddress<'a>, DecodeError> {
    Ok(UserAddress::Client { client: members.client_id()?, username: members.username()? })
}

/// The user in a request with an access token.
pub(super) fn decode_token<'a>(members: &mut Members<'a>) -> Result<UserAddress<'a>, DecodeError> {
    members.access_token().map(UserAddress::Token)
}

/// Whose TOTP token a request is about: the user with an access token, or the sign-in in progress with a session.
pub(super) enum TokenOrSession<'a> {
    Token(UserAddress<'a>),
    Session(Sensitive<'a>),
}

/// `AssociateSoftwareToken` and `VerifySoftwareToken`. If both are sent, the access token counts.
pub(super) fn decode_token_or_session<'a>(members: &mut Members<'a>) -> Result<TokenOrSession<'a>, DecodeError> {
    let token = members.sensitive("AccessToken")?;
    Ok(match members.sensitive("Session")? {
        Some(session) if token.is_none() => TokenOrSession::Session(session),
        Some(_) | None => TokenOrSession::Token(decode_token(members)?),
    })
}

/// `UserAttributes`
fn listed<'a>(members: &Members<'a>) -> Result<Vec<AttributeShape<'a>>, DecodeError> {
    Ok(members.value("UserAttributes")?.unwrap_or_default())
}

/// What a list of attributes does to the phone number and the email address.
///
/// If a name is repeated, the last one counts. An empty or missing value removes the attribute. A new value is unverified
/// unless the same call marks it as verified.
pub(super) fn attribute_changes(named: &[AttributeShape<'_>]) -> (AttributeChange, AttributeChange) {
    let last = |name: &str| {
        let mut values =
            named.iter().rev().filter(|attribute| attribute.name.as_ref().is_some_and(|Text(other)| other == name));
        values.next().map(|attribute| attribute.value.as_ref().map_or("", Sensitive::reveal))
    };
    let change = |value, verified: &str| match (last(value), last(verified)) {
        (Some(""), _) => AttributeChange::Remove,
        (Some(_), Some("true")) => AttributeChange::SetVerified,
        (Some(_), _) => AttributeChange::Set,
        (None, Some("true")) => AttributeChange::Verify,
        (None, Some("") | None) => AttributeChange::Keep,
        (None, Some(_)) => AttributeChange::Unverify,
    };
    (change("phone_number", "phone_number_verified"), change("email", "email_verified"))
}

/// The event of a list of attributes.
fn attributes(named: &[AttributeShape<'_>]) -> UserEvent {
    let (phone, email) = attribute_changes(named);
    UserEvent::Attributes { phone, email }
}
