//! One level of an object or array: what is in it, in order, without looking into it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The most members or elements of one object or array.
const MAX_LENGTH: usize = 1_000_000;

/// Keys and values.
pub(super) struct MemberList<'t>(pub(super) Vec<(&'t RawValue, &'t RawValue)>);

/// The elements of an array.
pub(super) struct ElementList<'t>(pub(super) Vec<&'t RawValue>);

impl<'t> Deserialize<'t> for MemberList<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

impl<'t> Deserialize<'t> for ElementList<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Elements)
    }
}

struct Members;

impl<'t> Visitor<'t> for Members {
    type Value = MemberList<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(pair) = map.next_entry()? {
            push(&mut list, pair)?;
        }
        Ok(MemberList(list))
    }
}

struct Elements;

impl<'t> Visitor<'t> for Elements {
    type Value = ElementList<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = sequence.next_element()? {
            push(&mut list, element)?;
        }
        Ok(ElementList(list))
    }
}

fn push<T, E: Error>(list: &mut Vec<T>, item: T) -> Result<(), E> {
    if list.len() == MAX_LENGTH {
        return Err(E::custom(format_args!("more than {MAX_LENGTH} members in one object or array")));
    }
    list.push(item);
    Ok(())
}
