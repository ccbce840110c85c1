//! A user, as a host stores it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::fault::{Fault, Place};
use super::form::{self, Form};
use super::members::{Members, Part, Unknown, wrong};
use super::tree::Tree;
use crate::user::{Account, CredentialStamp, MfaPreference};

/// A user.
///
/// The stamp is 16 lowercase hexadecimal digits, because some stores read numbers as floating point. A user is refused if the
/// stamp is missing, or if [`Account`] or [`MfaPreference`] can't hold the values.
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::wire::stored;
/// use cognito_mfa::{CredentialStamp, User};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let text = serde_json::to_string(&stored::User(ann))?;
/// let stored::User(again) = serde_json::from_str(&text)?;
/// assert_eq!(again, ann);
///
/// let without_stamp = text.replacen(r#""stamp":"0000000000000007","#, "", 1);
/// let refusal = serde_json::from_str::<stored::User>(&without_stamp).unwrap_err();
/// assert_eq!(
///     refusal.to_string(),
///     "The stored user can't be read: `stamp` is missing. It must be 16 lowercase hexadecimal digits."
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct User(pub crate::user::User);

impl Serialize for User {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(user) = self;
        form::versions()
            .with("stamp", &user.stamp)
            .with("status", &user.status())
            .with("password", &user.password())
            .with("access", &user.access)
            .with("phone", &user.phone)
            .with("email", &user.email)
            .with("totp", &user.totp)
            .with("passkeys", &user.passkeys)
            .with("enabled_factors", &user.preference.enabled())
            .with_some("preferred_factor", user.preference.preferred().as_ref())
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for User {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        form::read(deserializer)
    }
}

impl Form for User {
    const NAME: &'static str = "user";
    const UNKNOWN: Unknown = Unknown::Ignored;

    fn read(members: &mut Members<'_, '_>) -> Result<Self, Fault> {
        Ok(Self(crate::user::User {
            stamp: members.required("stamp")?,
            account: account(members)?,
            access: members.required("access")?,
            phone: members.required("phone")?,
            email: members.required("email")?,
            totp: members.required("totp")?,
            passkeys: members.required("passkeys")?,
            preference: preference(members)?,
        }))
    }
}

/// The status and the password. They must agree, because the constructor would change a password that doesn't.
fn account(members: &mut Members<'_, '_>) -> Result<Account, Fault> {
    let (status, password) = (members.required("status")?, members.required("password")?);
    let problem = "must be temporary if `status` is FORCE_CHANGE_PASSWORD, and only then";
    Account::exact(status, password).ok_or_else(|| members.fault("password", problem))
}

fn preference(members: &mut Members<'_, '_>) -> Result<MfaPreference, Fault> {
    let (enabled, preferred) = (members.required("enabled_factors")?, members.optional("preferred_factor")?);
    MfaPreference::new(enabled, preferred)
        .map_err(|_| members.fault("preferred_factor", "must be one of `enabled_factors`"))
}

impl Part for CredentialStamp {
    fn expected() -> Cow<'static, str> {
        "16 lowercase hexadecimal digits".into()
    }

    fn write(&self) -> Tree<'_> {
        Tree::Text(written(*self).into())
    }

    fn read(tree: Tree<'_>, place: Place<'_>, _: Unknown) -> Result<Self, Fault> {
        let Tree::Text(digits) = tree else { return Err(wrong::<Self>(place)) };
        let stamp = u64::from_str_radix(&digits, 16).map(Self).ok();
        // This refuses numbers with a sign, an uppercase digit or another length.
        stamp.filter(|stamp| written(*stamp) == digits).ok_or_else(|| wrong::<Self>(place))
    }
}

fn written(CredentialStamp(stamp): CredentialStamp) -> String {
    format!("{stamp:016x}")
}
