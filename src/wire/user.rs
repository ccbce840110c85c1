//! The operations that create, change and show users (spec 8 and 14, `docs/scenarios.md`).

use alloc::vec::Vec;

use serde::Deserialize;

use super::address::{AdminShape, ClientShape, SessionShape, TokenShape, UserAddress};
use super::constraint::Faults;
use super::error::DecodeError;
use super::json::{Sensitive, Text, read};
use crate::command::{NewUser, UserOrigin};
use crate::user::{Attribute, AttributeChange, UserEvent};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes<'a> {
    #[serde(borrow)]
    user_attributes: Option<Vec<AttributeShape<'a>>>,
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
struct TemporaryPassword<'a> {
    #[serde(borrow)]
    temporary_password: Option<Sensitive<'a>>,
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

/// The user that a request is about, and the rest of the request.
pub(super) type Addressed<'a, T> = Result<(UserAddress<'a>, T), DecodeError>;

/// `AdminCreateUser`. An empty `TemporaryPassword` counts as omitted.
pub(super) fn decode_admin_create_user(json: &str) -> Addressed<'_, NewUser> {
    let (request, TemporaryPassword { temporary_password }): (Attributes<'_>, _) = (read(json)?, read(json)?);
    let origin = match temporary_password {
        Some(password) if !password.reveal().is_empty() => UserOrigin::AdminWithPassword,
        Some(_) | None => UserOrigin::AdminWithoutPassword,
    };
    Ok((decode_admin(json)?, new_user(origin, &request)))
}

/// `SignUp`. An empty `Password` counts as omitted.
pub(super) fn decode_sign_up(json: &str) -> Addressed<'_, NewUser> {
    let (request, SignUpPassword { password }): (Attributes<'_>, _) = (read(json)?, read(json)?);
    let origin = match password {
        Some(password) if !password.reveal().is_empty() => UserOrigin::SignUpWithPassword,
        Some(_) | None => UserOrigin::SignUpWithoutPassword,
    };
    Ok((decode_client(json)?, new_user(origin, &request)))
}

fn new_user(origin: UserOrigin, request: &Attributes<'_>) -> NewUser {
    let (phone, email) = attribute_changes(request.user_attributes.as_deref());
    NewUser { origin, phone: phone.applied_to(Attribute::Absent), email: email.applied_to(Attribute::Absent) }
}

/// `AdminUpdateUserAttributes`: what happens to the attributes.
pub(super) fn decode_update_attributes(json: &str) -> Addressed<'_, UserEvent> {
    let request: Attributes<'_> = read(json)?;
    Ok((decode_admin(json)?, attributes(request.user_attributes.as_deref())))
}

/// `AdminDeleteUserAttributes`: the same as updating attributes without a value.
pub(super) fn decode_delete_attributes(json: &str) -> Addressed<'_, UserEvent> {
    let request: AttributeNames<'_> = read(json)?;
    let nameless = |name| AttributeShape { name: Some(name), value: None };
    let removed: Option<Vec<_>> = request.user_attribute_names.map(|names| names.into_iter().map(nameless).collect());
    Ok((decode_admin(json)?, attributes(removed.as_deref())))
}

/// `AdminSetUserPassword`
pub(super) fn decode_admin_set_user_password(json: &str) -> Addressed<'_, UserEvent> {
    let SetPassword { permanent } = read(json)?;
    let report =
        if permanent == Some(true) { UserEvent::PermanentPasswordSet } else { UserEvent::TemporaryPasswordSet };
    Ok((decode_admin(json)?, report))
}

/// The user in a request of an administrator.
pub(super) fn decode_admin(json: &str) -> Result<UserAddress<'_>, DecodeError> {
    let shape: AdminShape<'_> = read(json)?;
    Ok(Faults::collect(|faults| shape.checked(faults))?)
}

/// The user in a request of an app client.
pub(super) fn decode_client(json: &str) -> Result<UserAddress<'_>, DecodeError> {
    let shape: ClientShape<'_> = read(json)?;
    Ok(Faults::collect(|faults| shape.checked(faults))?)
}

/// The user in a request with an access token.
pub(super) fn decode_token(json: &str) -> Result<UserAddress<'_>, DecodeError> {
    let shape: TokenShape<'_> = read(json)?;
    Ok(Faults::collect(|faults| shape.checked(faults))?)
}

/// Whose TOTP token a request is about: the user with an access token, or the sign-in in progress with a session.
pub(super) enum TokenOrSession<'a> {
    Token(UserAddress<'a>),
    Session(Sensitive<'a>),
}

/// `AssociateSoftwareToken` and `VerifySoftwareToken`. If both are sent, the access token counts.
pub(super) fn decode_token_or_session(json: &str) -> Result<TokenOrSession<'_>, DecodeError> {
    let (token, SessionShape { session }): (TokenShape<'_>, _) = (read(json)?, read(json)?);
    Ok(match session {
        Some(session) if token.access_token.is_none() => TokenOrSession::Session(session),
        Some(_) | None => TokenOrSession::Token(Faults::collect(|faults| token.checked(faults))?),
    })
}

/// What a list of attributes does to the phone number and the email address.
///
/// If a name is repeated, the last one counts. An empty or missing value removes the attribute. A new value is unverified
/// unless the same call marks it as verified.
pub(super) fn attribute_changes(named: Option<&[AttributeShape<'_>]>) -> (AttributeChange, AttributeChange) {
    let named = named.unwrap_or_default();
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
fn attributes(named: Option<&[AttributeShape<'_>]>) -> UserEvent {
    let (phone, email) = attribute_changes(named);
    UserEvent::Attributes { phone, email }
}
