//! What the operations of a sign-in have in common: who calls them, and the maps with their parameters.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::address::UserAddress;
use super::constraint::{Faults, Path};
use super::credentials::Credential;
use super::error::DecodeError;
use super::json::{Sensitive, Text};
use super::members::Members;

/// The caller of an operation: the user's client, or a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

/// The IDs with which the caller identifies the pool. An administrator's `ClientId` is optional.
pub(super) struct Host<'a> {
    pub(super) pool: Option<Cow<'a, str>>,
    pub(super) client: Option<Cow<'a, str>>,
}

impl<'a> Host<'a> {
    pub(super) fn read(members: &mut Members<'a>, side: Side) -> Result<Self, DecodeError> {
        Ok(match side {
            Side::Client => Self { pool: None, client: Some(members.client_id()?) },
            Side::Server => {
                let client = members.value("ClientId")?.map(|Text(id)| id);
                Self { pool: Some(members.user_pool_id()?), client }
            }
        })
    }

    /// The user's address, and an administrator's `ClientId`. A client's own ID is part of the address.
    pub(super) fn address(self, username: Sensitive<'a>) -> (UserAddress<'a>, Option<Cow<'a, str>>) {
        match self.pool {
            Some(pool) => (UserAddress::Admin { pool, username }, self.client),
            None => (UserAddress::Client { client: self.client.unwrap_or_default(), username }, None),
        }
    }
}

/// The keys of `AuthParameters` and `ChallengeResponses` that decide something. The others that are read contain credentials.
const KEYS: &[&str] =
    &["USERNAME", "PREFERRED_CHALLENGE", "TARGET_ACR_VALUES", "ANSWER", "EMAIL", "email", "PHONE_NUMBER"];

/// The entries of a map whose key is one of the [`KEYS`] or a credential's. All values are sensitive.
#[derive(Debug, Default)]
pub(super) struct Parameters<'a>(Vec<(&'static str, Option<Sensitive<'a>>)>);

impl<'a> Parameters<'a> {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, key: &str) -> Option<&Sensitive<'a>> {
        self.0.iter().find(|(sent, _)| *sent == key).and_then(|(_, value)| value.as_ref())
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key).map(Sensitive::reveal)
    }

    /// The value of a required entry. A missing entry is a fault.
    pub(super) fn required(&self, map: &'static str, key: &'static str, faults: &mut Faults) -> Sensitive<'a> {
        let value = self.get(key);
        faults.require(&Path::Member(&Path::Request, map), key, value.is_some());
        value.cloned().unwrap_or_default()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Parameters<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ParametersVisitor)
    }
}

struct ParametersVisitor;

impl<'de> Visitor<'de> for ParametersVisitor {
    type Value = Parameters<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut sent: Vec<(&'static str, Option<Sensitive<'de>>)> = Vec::new();
        while let Some(Text(key)) = map.next_key()? {
            let value = map.next_value()?;
            let Some(key) = known(&key) else { continue };
            if sent.iter().any(|(other, _)| *other == key) {
                return Err(A::Error::duplicate_field(key));
            }
            sent.push((key, value));
        }
        Ok(Parameters(sent))
    }
}

fn known(key: &str) -> Option<&'static str> {
    let credentials = Credential::ALL.iter().filter_map(|credential| credential.key());
    KEYS.iter().copied().chain(credentials).find(|known| *known == key)
}
