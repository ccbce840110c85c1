//! Names that users sign in with besides their username: an email address, a phone number or a preferred username, as the
//! pool's `UsernameAttributes` or `AliasAttributes` allow.
//!
//! Each of them has an entry in the store that names its user, and changes in the same transaction as the user. So no two users
//! have one, and a sign-in reads one more entry.

use cognito_mfa::user::Attribute;

use crate::document::{AliasDocument, PoolDocument, UserDocument, user_key};
use crate::fault::Fault;
use crate::service::Call;

const EMAIL: &str = "email";
const PHONE: &str = "phone_number";

impl Call<'_, '_> {
    /// The username of the user with this name: it's their username, or one of their aliases.
    pub(crate) fn username_of(&mut self, pool_id: &str, pool: &PoolDocument, name: &str) -> Result<String, Fault> {
        if self.user(pool_id, name)?.is_none() {
            for attribute in pool.username_attributes.iter().chain(&pool.alias_attributes) {
                if let Some(AliasDocument { username }) = self.work.get(&alias_key(pool_id, attribute, name))? {
                    return Ok(username);
                }
            }
        }
        Ok(name.to_owned())
    }

    /// Takes over the aliases that a user has now in place of those before.
    ///
    /// # Errors
    ///
    /// `AliasExistsException` if another user has one of them.
    pub(crate) fn replace_aliases(
        &mut self,
        pool_id: &str,
        before: Option<&UserDocument>,
        now: Option<&UserDocument>,
    ) -> Result<(), Fault> {
        // The pool may be gone, together with its aliases.
        let Some(pool) = self.work.get::<PoolDocument>(pool_id)? else { return Ok(()) };
        let aliases = |user: Option<&UserDocument>| user.map(|user| pool.aliases(user)).unwrap_or_default();
        let (before, after) = (aliases(before), aliases(now));
        for (attribute, value) in before.iter().filter(|alias| !after.contains(alias)) {
            self.work.remove::<AliasDocument>(&alias_key(pool_id, attribute, value));
        }
        let Some(user) = now else { return Ok(()) };
        for (attribute, value) in after.iter().filter(|alias| !before.contains(alias)) {
            let key = alias_key(pool_id, attribute, value);
            if self.work.get::<AliasDocument>(&key)?.is_some_and(|alias| alias.username != user.username) {
                return Err(Fault::alias_exists(attribute));
            }
            self.work.put(&key, &AliasDocument { username: user.username.clone() })?;
        }
        Ok(())
    }
}

impl PoolDocument {
    /// The aliases of a user, each with its attribute. An address of `AliasAttributes` counts once it's verified.
    fn aliases(&self, user: &UserDocument) -> Vec<(String, String)> {
        let is_verified = |attribute: &str| match attribute {
            EMAIL => user.user.0.email == Attribute::Verified,
            PHONE => user.user.0.phone == Attribute::Verified,
            _ => true,
        };
        let names = self.username_attributes.iter();
        let names = names.chain(self.alias_attributes.iter().filter(|attribute| is_verified(attribute)));
        let aliases = names.filter_map(|name| user.attributes.get(name).map(|value| (name.clone(), value.clone())));
        aliases.collect()
    }

    /// The attribute that the name of a new user is stored in; `None` if the name is the username itself.
    ///
    /// # Errors
    ///
    /// `InvalidParameterException` if the pool doesn't take such a name.
    pub(crate) fn attribute_of_name(&self, name: &str) -> Result<Option<&'static str>, Fault> {
        let has = |attributes: &[String], attribute: &str| attributes.iter().any(|it| it == attribute);
        let (is_email, is_phone) = (name.contains('@'), is_phone_number(name));
        let (email, phone) = (has(&self.username_attributes, EMAIL), has(&self.username_attributes, PHONE));
        match (email, phone) {
            (true, _) if is_email => Ok(Some(EMAIL)),
            (_, true) if is_phone => Ok(Some(PHONE)),
            (true, true) => Err(Fault::invalid_parameter("Username should be either an email or a phone number.")),
            (true, false) => Err(Fault::invalid_parameter("Username should be an email.")),
            (false, true) => Err(Fault::invalid_parameter("Username should be a phone number.")),
            (false, false) if is_email && has(&self.alias_attributes, EMAIL) => Err(Fault::invalid_parameter(
                "Username cannot be of email format, since user pool is configured for email alias.",
            )),
            (false, false) if is_phone && has(&self.alias_attributes, PHONE) => Err(Fault::invalid_parameter(
                "Username cannot be of phone number format, since user pool is configured for phone number alias.",
            )),
            (false, false) => Ok(None),
        }
    }
}

fn is_phone_number(name: &str) -> bool {
    name.strip_prefix('+').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The key of an alias. An email address counts in any case of its letters.
fn alias_key(pool_id: &str, attribute: &str, value: &str) -> String {
    let value = if attribute == EMAIL { value.to_lowercase() } else { value.to_owned() };
    user_key(pool_id, &format!("{attribute}/{value}"))
}
