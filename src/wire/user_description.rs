//! A user that exists already, read from what the service answers of them and from what their host knows besides.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use super::json::{Serialization, Text, read};
use super::user::{AttributeShape, attribute_changes};
use crate::factor::{CodeFactor, Factor, FactorSet};
use crate::names::Named;
use crate::pool::{AuthFactor, AuthFactorSet};
use crate::set::{Element, Set};
use crate::user::facts::UserFacts;
use crate::user::preference::{MfaPreference, PreferredIsOff};
use crate::user::{
    Account, AccountState, Attribute, CredentialStamp, Passkeys, Password, Totp, User, UserMember, UserStatus,
};

/// What is said of a user, member by member as [`UserMember`] names them; `None` where nothing is.
///
/// No answer of the service tells everything of a user. [`UserDescription::user`] infers what is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UserDescription {
    /// `UserStatus`
    pub status: Option<UserStatus>,
    /// `Password`
    pub password: Option<Password>,
    /// `Enabled`
    pub access: Option<AccountState>,
    /// `phone_number`
    pub phone: Option<Attribute>,
    /// `email`
    pub email: Option<Attribute>,
    /// `SoftwareToken`
    pub totp: Option<Totp>,
    /// `WebAuthnCredentials`
    pub passkeys: Option<Passkeys>,
    /// `UserMFASettingList`
    pub enabled: Option<FactorSet>,
    /// `PreferredMfaSetting`
    pub preferred: Option<CodeFactor>,
    /// `ConfiguredUserAuthFactors`, of `GetUserAuthFactors`
    pub configured: Option<AuthFactorSet>,
}

/// Why a description is no user. It names the member and what was expected of it, and repeats no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UserFault {
    /// The text is not JSON, or a member is of the wrong JSON type.
    #[error(transparent)]
    Serialization(#[from] Serialization),
    /// A member says what it cannot say.
    #[error("{member}: expected {expected}")]
    Unexpected {
        /// The member.
        member: &'static str,
        /// What was expected of it.
        expected: String,
    },
    /// A status that the service has and that no rule is written over.
    #[error("UserStatus: {0} is not modelled; expected {expected}", expected = one_of::<UserStatus>())]
    StatusNotModelled(&'static str),
    /// The preferred factor is not enabled.
    #[error("PreferredMfaSetting: expected a factor that is enabled, and {} is not", .0.0)]
    PreferredIsOff(#[from] PreferredIsOff),
}

/// What the service's enum has and the model has not.
const NOT_MODELLED: &[&str] = &["ARCHIVED", "COMPROMISED", "UNKNOWN"];

#[derive(Debug, Deserialize)]
struct Shape<'a> {
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

impl UserDescription {
    /// Reads a description from one JSON object: what `AdminGetUser` or `GetUserAuthFactors` answers, an element of what
    /// `ListUsers` does, or several of them put together.
    ///
    /// `email`, `email_verified`, `phone_number` and `phone_number_verified` count of the attributes. Beside the service's
    /// members there can be those that [`UserMember`] names and no answer has, each of which overrides what would be
    /// inferred: `Password` (absent, temporary, permanent), `SoftwareToken` (absent, verified), `WebAuthnCredentials`
    /// (absent, cannot-verify, can-verify), `phone_number` and `email` (absent, unverified, verified).
    ///
    /// ```
    /// use cognito_mfa::user::Attribute;
    /// use cognito_mfa::wire::UserDescription;
    ///
    /// let ann = r#"{"Username":"ann","UserStatus":"CONFIRMED","Enabled":true,"UserMFASettingList":["SOFTWARE_TOKEN_MFA"],
    ///     "UserAttributes":[{"Name":"email","Value":"ann@example.com"},{"Name":"email_verified","Value":"true"}]}"#;
    /// let ann = UserDescription::decode(ann)?.facts()?;
    /// assert_eq!((ann.email(), ann.phone(), ann.has_totp()), (Attribute::Verified, Attribute::Absent, true));
    ///
    /// let refusal = UserDescription::decode(r#"{"Password":"secret"}"#).unwrap_err();
    /// assert_eq!(refusal.to_string(), "Password: expected one of absent, temporary, permanent");
    /// # Ok::<(), cognito_mfa::wire::UserFault>(())
    /// ```
    ///
    /// # Errors
    /// [`UserFault`], when the text is no JSON object or a member of it says what it cannot say.
    pub fn decode(json: &str) -> Result<Self, UserFault> {
        let shape: Shape<'_> = read(json)?;
        let list = shape.user_attributes.as_deref().or(shape.attributes.as_deref());
        let listed = list.map(|list| attribute_changes(Some(list)));
        let mut description = Self {
            access: shape.enabled.map(|enabled| if enabled { AccountState::Enabled } else { AccountState::Disabled }),
            phone: listed.map(|(phone, _)| phone.applied_to(Attribute::Absent)),
            email: listed.map(|(_, email)| email.applied_to(Attribute::Absent)),
            enabled: shape.list.map(|list| set("UserMFASettingList", &list)).transpose()?,
            configured: shape.configured.map(|list| set("ConfiguredUserAuthFactors", &list)).transpose()?,
            ..Self::default()
        };
        for (member, said) in [
            (UserMember::Status, &shape.status),
            (UserMember::Password, &shape.password),
            (UserMember::Phone, &shape.phone_number),
            (UserMember::Email, &shape.email),
            (UserMember::Totp, &shape.totp),
            (UserMember::Passkeys, &shape.passkeys),
            (UserMember::PreferredFactor, &shape.preferred),
        ] {
            if let Some(Text(said)) = said {
                description.set_from_text(member, said)?;
            }
        }
        Ok(description)
    }

    /// Says one member, in the words of [`decode`](Self::decode); `Enabled` is true or false, and the factors of
    /// `UserMFASettingList` are divided by spaces or by `|`. So a table of users, or of how many there are of each, is read.
    ///
    /// ```
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::user::UserMember;
    /// use cognito_mfa::wire::UserDescription;
    ///
    /// let mut row = UserDescription::default();
    /// row.set_from_text(UserMember::EnabledFactors, "SMS_MFA|EMAIL_OTP")?;
    /// assert_eq!(row.facts()?.enabled(), FactorSet::of(&[Factor::Sms, Factor::Email]));
    /// assert!(row.set_from_text(UserMember::Access, "perhaps").is_err());
    /// # Ok::<(), cognito_mfa::wire::UserFault>(())
    /// ```
    ///
    /// # Errors
    /// [`UserFault`], when the member cannot say so; the description is then as it was.
    pub fn set_from_text(&mut self, member: UserMember, said: &str) -> Result<(), UserFault> {
        match member {
            UserMember::Status => self.status = Some(status(said)?),
            UserMember::Password => self.password = Some(one(member, said)?),
            UserMember::Access => self.access = Some(access(said)?),
            UserMember::Phone => self.phone = Some(one(member, said)?),
            UserMember::Email => self.email = Some(one(member, said)?),
            UserMember::Totp => self.totp = Some(one(member, said)?),
            UserMember::Passkeys => self.passkeys = Some(one(member, said)?),
            UserMember::EnabledFactors => {
                let names = said.split([' ', '|']).filter(|name| !name.is_empty());
                self.enabled = Some(names.map(|name| one(member, name)).collect::<Result<_, _>>()?);
            }
            UserMember::PreferredFactor => self.preferred = Some(one(member, said)?),
        }
        Ok(())
    }

    /// The facts of the user who is so described.
    ///
    /// What is not said is inferred, from the first of these that says it:
    ///
    /// | member | inferred |
    /// |---|---|
    /// | `UserStatus` | `FORCE_CHANGE_PASSWORD` with a temporary password, else CONFIRMED |
    /// | `Password` | temporary with `FORCE_CHANGE_PASSWORD`; absent with `EXTERNAL_PROVIDER`, or where `ConfiguredUserAuthFactors` is there without PASSWORD; else permanent |
    /// | `Enabled` | true |
    /// | `phone_number`, `email` | unverified where `ConfiguredUserAuthFactors` has `SMS_OTP` (`EMAIL_OTP`); else absent |
    /// | `SoftwareToken` | verified where `ConfiguredUserAuthFactors` has `SOFTWARE_TOKEN` or `UserMFASettingList` has `SOFTWARE_TOKEN_MFA`; else absent |
    /// | `WebAuthnCredentials` | can-verify where they have `WEB_AUTHN` (`WEB_AUTHN_MFA`); else absent |
    /// | `UserMFASettingList`, `PreferredMfaSetting` | nothing |
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::wire::UserDescription;
    ///
    /// let invited = UserDescription { status: Some(UserStatus::ForceChangePassword), ..UserDescription::default() };
    /// assert_eq!(invited.facts()?.password(), Password::Temporary);
    ///
    /// let torn = UserDescription { password: Some(Password::Absent), ..invited };
    /// assert_eq!(torn.facts().unwrap_err().to_string(), "Password: expected temporary, as UserStatus is FORCE_CHANGE_PASSWORD");
    /// # Ok::<(), cognito_mfa::wire::UserFault>(())
    /// ```
    ///
    /// # Errors
    /// [`UserFault`], when the preferred factor is not enabled, or a temporary password stands beside another status than
    /// `FORCE_CHANGE_PASSWORD`, or another password beside that.
    pub fn facts(&self) -> Result<UserFacts, UserFault> {
        let enabled = self.enabled.unwrap_or_default();
        let configured = self.configured.unwrap_or_default();
        let attribute = |said: Option<Attribute>, factor| {
            let inferred = if configured.contains(factor) { Attribute::Unverified } else { Attribute::Absent };
            said.unwrap_or(inferred)
        };
        let has = |factor, mfa| configured.contains(factor) || enabled.contains(mfa);
        let totp = if has(AuthFactor::SoftwareToken, Factor::Totp) { Totp::Verified } else { Totp::Absent };
        let passkey = has(AuthFactor::WebAuthn, Factor::Passkey);
        let passkeys = if passkey { Passkeys::CanVerify } else { Passkeys::Absent };
        let user = User {
            account: self.account()?,
            access: self.access.unwrap_or_default(),
            phone: attribute(self.phone, AuthFactor::SmsOtp),
            email: attribute(self.email, AuthFactor::EmailOtp),
            totp: self.totp.unwrap_or(totp),
            passkeys: self.passkeys.unwrap_or(passkeys),
            preference: MfaPreference::new(enabled, self.preferred)?,
            // The facts leave it out.
            stamp: CredentialStamp(0),
        };
        Ok(user.facts())
    }

    fn account(&self) -> Result<Account, UserFault> {
        let temporary = self.password == Some(Password::Temporary);
        let inferred = if temporary { UserStatus::ForceChangePassword } else { UserStatus::Confirmed };
        let status = self.status.unwrap_or(inferred);
        let has_none = self.configured.is_some_and(|factors| !factors.contains(AuthFactor::Password));
        let password = match (status, self.password) {
            (UserStatus::ForceChangePassword, None) => Password::Temporary,
            (UserStatus::ExternalProvider, None) => Password::Absent,
            (_, None) if has_none => Password::Absent,
            (_, None) => Password::Permanent,
            (_, Some(password)) => password,
        };
        let account = Account::new(status, password);
        if account.password() == password {
            return Ok(account);
        }
        let expected = if temporary { "absent or permanent" } else { "temporary" };
        Err(UserFault::unexpected(UserMember::Password, format!("{expected}, as UserStatus is {status}")))
    }
}

impl UserFault {
    fn unexpected(member: UserMember, expected: String) -> Self {
        Self::Unexpected { member: member.name(), expected }
    }
}

fn status(said: &str) -> Result<UserStatus, UserFault> {
    match NOT_MODELLED.iter().find(|name| **name == said) {
        Some(name) => Err(UserFault::StatusNotModelled(name)),
        None => one(UserMember::Status, said),
    }
}

fn access(said: &str) -> Result<AccountState, UserFault> {
    match said {
        "true" => Ok(AccountState::Enabled),
        "false" => Ok(AccountState::Disabled),
        _ => Err(UserFault::unexpected(UserMember::Access, "true or false".into())),
    }
}

fn one<T: Named>(member: UserMember, said: &str) -> Result<T, UserFault> {
    named(member.name(), said)
}

fn set<T: Named + Element>(member: &'static str, names: &[Text<'_>]) -> Result<Set<T>, UserFault> {
    names.iter().map(|Text(name)| named(member, name)).collect()
}

fn named<T: Named>(member: &'static str, said: &str) -> Result<T, UserFault> {
    T::from_name(said).ok_or_else(|| UserFault::Unexpected { member, expected: one_of::<T>() })
}

fn one_of<T: Named>() -> String {
    let names: Vec<_> = T::ALL.iter().map(|value| value.name()).collect();
    format!("one of {}", names.join(", "))
}
