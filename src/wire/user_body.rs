//! Commands of a user, written as the service's requests (spec 7 and 8).

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use serde::ser::{Serialize, Serializer};

use super::json::Sensitive;
use super::preference::Blocks;
use crate::command::{Caller, UserCommand};
use crate::user::{AttributeChange, Passkeys, UserEvent};

/// The body of a request about a user.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct UserBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    user_pool_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "revealed")]
    username: Option<Sensitive<'a>>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "revealed")]
    access_token: Option<Sensitive<'a>>,
    #[serde(flatten)]
    blocks: Option<Blocks>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_attributes: Option<Vec<NamedValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permanent: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct NamedValue {
    name: &'static str,
    value: &'static str,
}

impl<'a> UserBody<'a> {
    /// The operation and the body of this command; `None` when no request causes the event.
    pub(super) fn of(pool: &'a str, username: &'a str, command: UserCommand) -> Option<(&'static str, Self)> {
        let admin = || Self::from_admin(pool, username);
        let token = || Self::from_user(pool, username);
        let password = |permanent| Self { password: Some("…"), permanent: Some(permanent), ..admin() };
        Some(match command {
            UserCommand::SetPreference(Caller::User, change) => {
                ("SetUserMFAPreference", Self { blocks: Some(change.into()), ..token() })
            }
            UserCommand::SetPreference(Caller::Admin, change) => {
                ("AdminSetUserMFAPreference", Self { blocks: Some(change.into()), ..admin() })
            }
            UserCommand::Event(event) => match event {
                UserEvent::Attributes { phone, email } => {
                    let user_attributes = Some(user_attributes(phone, email));
                    ("AdminUpdateUserAttributes", Self { user_attributes, ..admin() })
                }
                // A removal doesn't show which passkeys remain.
                UserEvent::PasskeyRemoved(Passkeys::CannotVerify | Passkeys::CanVerify) => return None,
                UserEvent::TotpAssociated => ("AssociateSoftwareToken", token()),
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
        })
    }

    /// The same body with this access token, if it has one.
    pub(super) fn with_access_token(self, token: Sensitive<'a>) -> Self {
        Self { access_token: self.access_token.map(|_| token), ..self }
    }

    const EMPTY: Self = Self {
        user_pool_id: None,
        username: None,
        access_token: None,
        blocks: None,
        user_attributes: None,
        password: None,
        permanent: None,
    };

    const fn from_admin(pool: &'a str, username: &'a str) -> Self {
        let username = Some(Sensitive::new(Cow::Borrowed(username)));
        Self { user_pool_id: Some(pool), username, ..Self::EMPTY }
    }

    fn from_user(pool: &str, username: &str) -> Self {
        Self { access_token: Some(Sensitive::new(format!("{pool}.{username}").into())), ..Self::EMPTY }
    }
}

/// The attributes that make this change.
fn user_attributes(phone: AttributeChange, email: AttributeChange) -> Vec<NamedValue> {
    let mut list = Vec::new();
    for (change, name, verified, value) in [
        (phone, "phone_number", "phone_number_verified", "+15550100"),
        (email, "email", "email_verified", "a@b.example"),
    ] {
        let (value, is_verified) = match change {
            AttributeChange::Keep => (None, None),
            AttributeChange::Set => (Some(value), None),
            AttributeChange::SetVerified => (Some(value), Some("true")),
            AttributeChange::Verify => (None, Some("true")),
            AttributeChange::Unverify => (None, Some("false")),
            AttributeChange::Remove => (Some(""), None),
        };
        list.extend(value.map(|value| NamedValue { name, value }));
        list.extend(is_verified.map(|value| NamedValue { name: verified, value }));
    }
    list
}

#[expect(clippy::ref_option, reason = "serde passes a reference")]
fn revealed<S: Serializer>(text: &Option<Sensitive<'_>>, serializer: S) -> Result<S::Ok, S::Error> {
    text.as_ref().map(Sensitive::reveal).serialize(serializer)
}
