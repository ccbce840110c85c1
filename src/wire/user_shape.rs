//! The members that describe a user, as JSON.

use alloc::vec::Vec;

use serde::Deserialize;

use super::json::{Sensitive, Text};
use super::user::{AttributeShape, attribute_changes};
use super::user_description::UserDescription;
use super::user_fault::UserFault;
use super::user_member::{not_modeled, set};
use crate::user::{AccountState, Attribute, UserMember};

#[derive(Debug, Deserialize)]
pub(super) struct Shape<'a> {
    #[serde(rename = "Username", borrow)]
    pub(super) username: Option<Sensitive<'a>>,
    #[serde(rename = "UserStatus", borrow)]
    status: Option<Text<'a>>,
    #[serde(rename = "Password", borrow)]
    password: Option<Text<'a>>,
    #[serde(rename = "Enabled")]
    enabled: Option<bool>,
    #[serde(borrow)]
    phone_number: Option<Text<'a>>,
    #[serde(borrow)]
    email: Option<Text<'a>>,
    #[serde(rename = "SoftwareToken", borrow)]
    totp: Option<Text<'a>>,
    #[serde(rename = "WebAuthnCredentials", borrow)]
    passkeys: Option<Text<'a>>,
    #[serde(rename = "UserMFASettingList", borrow)]
    list: Option<Vec<Text<'a>>>,
    #[serde(rename = "PreferredMfaSetting", borrow)]
    preferred: Option<Text<'a>>,
    #[serde(rename = "ConfiguredUserAuthFactors", borrow)]
    configured: Option<Vec<Text<'a>>>,
    #[serde(rename = "UserAttributes", borrow)]
    user_attributes: Option<Vec<AttributeShape<'a>>>,
    #[serde(rename = "Attributes", borrow)]
    attributes: Option<Vec<AttributeShape<'a>>>,
}

impl Shape<'_> {
    /// Whether the object is an element of the list from `ListUsers`.
    pub(super) const fn is_listed(&self) -> bool {
        self.attributes.is_some()
    }

    /// Whether the object contains nothing that `GetUserAuthFactors` doesn't return.
    pub(super) fn has_only_factors(&self) -> bool {
        let others = [&self.status, &self.password, &self.phone_number, &self.email, &self.totp, &self.passkeys];
        let has_attributes = self.user_attributes.is_some() || self.attributes.is_some();
        self.enabled.is_none() && !has_attributes && others.iter().all(|member| member.is_none())
    }

    /// What the object contains about the user, and a status that isn't modeled.
    pub(super) fn described(&self) -> Result<(UserDescription, Option<&'static str>), UserFault> {
        let list = self.user_attributes.as_deref().or(self.attributes.as_deref());
        let listed = list.map(|list| attribute_changes(list));
        let mut description = UserDescription {
            access: self.enabled.map(|enabled| if enabled { AccountState::Enabled } else { AccountState::Disabled }),
            phone: listed.map(|(phone, _)| phone.applied_to(Attribute::Absent)),
            email: listed.map(|(_, email)| email.applied_to(Attribute::Absent)),
            enabled: self.list.as_deref().map(|list| set("UserMFASettingList", list)).transpose()?,
            configured: self.configured.as_deref().map(|list| set("ConfiguredUserAuthFactors", list)).transpose()?,
            ..UserDescription::default()
        };
        let not_modeled = self.status.as_ref().and_then(|Text(said)| not_modeled(said));
        let status = if not_modeled.is_some() { &None } else { &self.status };
        for (member, said) in [
            (UserMember::Status, status),
            (UserMember::Password, &self.password),
            (UserMember::Phone, &self.phone_number),
            (UserMember::Email, &self.email),
            (UserMember::Totp, &self.totp),
            (UserMember::Passkeys, &self.passkeys),
            (UserMember::PreferredFactor, &self.preferred),
        ] {
            if let Some(Text(said)) = said {
                description.set_from_text(member, said)?;
            }
        }
        Ok((description, not_modeled))
    }
}
