//! What the operations of a sign-in have in common: who calls them, and the maps with their parameters.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use core::fmt;

use serde::Deserialize as DeserializeShape;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::address::{CLIENT_ID, PoolShape, USER_POOL_ID, UserAddress};
use super::constraint::{Faults, Member, Path};
use super::error::DecodeError;
use super::json::{Sensitive, Text, read};

/// The caller of an operation: the user's client, or a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

/// The ID that identifies the pool: a client's ID or a pool's.
#[derive(Clone)]
pub(super) struct HostId<'a>(&'static Member, Option<Text<'a>>);

impl<'a> HostId<'a> {
    pub(super) fn read(json: &'a str, side: Side) -> Result<Self, DecodeError> {
        Ok(match side {
            Side::Client => Self(&CLIENT_ID, read::<ClientIdShape<'a>>(json)?.client_id),
            Side::Server => Self(&USER_POOL_ID, read::<PoolShape<'a>>(json)?.user_pool_id),
        })
    }

    pub(super) fn checked(self, faults: &mut Faults) -> Cow<'a, str> {
        faults.required_text(&Path::Request, self.0, self.1)
    }
}

impl Side {
    /// The `ClientId` of an administrator's request. A client's own ID is part of the address.
    pub(super) fn client_id(self, json: &str) -> Result<Option<Cow<'_, str>>, DecodeError> {
        Ok(match self {
            Self::Client => None,
            Self::Server => read::<ClientIdShape<'_>>(json)?.client_id.map(|Text(id)| id),
        })
    }

    pub(super) const fn address<'a>(self, id: Cow<'a, str>, username: Sensitive<'a>) -> UserAddress<'a> {
        match self {
            Self::Client => UserAddress::Client { client: id, username },
            Self::Server => UserAddress::Admin { pool: id, username },
        }
    }
}

#[derive(Debug, DeserializeShape)]
#[serde(rename_all = "PascalCase")]
struct ClientIdShape<'a> {
    #[serde(borrow)]
    client_id: Option<Text<'a>>,
}

/// The keys of `AuthParameters` and `ChallengeResponses` that this module reads.
const KEYS: &[&str] = &[
    "USERNAME",
    "REFRESH_TOKEN",
    "PREFERRED_CHALLENGE",
    "TARGET_ACR_VALUES",
    "ANSWER",
    "EMAIL",
    "email",
    "PHONE_NUMBER",
];

/// The entries of a map with one of the [`KEYS`]. All values are sensitive.
#[derive(Debug, Default)]
pub(super) struct Parameters<'a>(BTreeMap<&'static str, Sensitive<'a>>);

impl<'a> Parameters<'a> {
    pub(super) fn take(&mut self, key: &str) -> Option<Sensitive<'a>> {
        self.0.remove(key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(Sensitive::reveal)
    }

    /// Takes the entry out. A missing entry is a fault.
    pub(super) fn required(&mut self, map: &'static str, key: &'static str, faults: &mut Faults) -> Sensitive<'a> {
        let value = self.0.remove(key);
        faults.require(&Path::Member(&Path::Request, map), key, value.is_some());
        value.unwrap_or_default()
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
        let mut sent: BTreeMap<&'static str, Option<Sensitive<'de>>> = BTreeMap::new();
        while let Some(Text(key)) = map.next_key()? {
            let value = map.next_value()?;
            let Some(key) = KEYS.iter().find(|known| **known == key) else { continue };
            if sent.insert(*key, value).is_some() {
                return Err(A::Error::duplicate_field(key));
            }
        }
        Ok(Parameters(sent.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()))
    }
}
