//! A stored form while it's read or written: a tree of values, whatever the format.
//!
//! Derived code would accept an array as an object, and its errors would contain wrong values. A tree avoids both.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::members::Part;

/// A value of a stored form.
pub(super) enum Tree<'a> {
    Text(Cow<'a, str>),
    Number(u64),
    Flag(bool),
    List(Vec<Tree<'a>>),
    Object(Object<'a>),
    /// A value of a kind that no member has, or a value that's nested too deep.
    Other,
}

/// The members of an object, in their order.
pub(super) struct Object<'a>(pub(super) Vec<(Cow<'a, str>, Tree<'a>)>);

impl<'a> Object<'a> {
    /// This object with one more member.
    pub(super) fn with(mut self, name: &'static str, value: &'a impl Part) -> Self {
        self.0.push((Cow::Borrowed(name), value.write()));
        self
    }

    /// This object with one more member, if the member has a value.
    pub(super) fn with_some(self, name: &'static str, value: Option<&'a impl Part>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::List(list) => serializer.collect_seq(list),
            Self::Object(object) => object.serialize(serializer),
            Self::Other => serializer.serialize_unit(),
        }
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Depth(0).deserialize(deserializer)
    }
}

/// The number of lists and objects around a value.
#[derive(Clone, Copy)]
struct Depth(u8);

/// The depth of the deepest list or object in a form. Anything deeper is skipped.
const DEEPEST: Depth = Depth(2);

/// With its feature `arbitrary_precision`, `serde_json` passes a number as an object with only this member.
const NUMBER: &str = "$serde_json::private::Number";

impl Depth {
    /// The depth of the values in a list or an object at this depth; `None` when they're skipped.
    const fn inner(self) -> Option<Self> {
        if self.0 > DEEPEST.0 { None } else { Some(Self(self.0 + 1)) }
    }
}

impl<'de> DeserializeSeed<'de> for Depth {
    type Value = Tree<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a stored form")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Tree<'de>, E> {
        Ok(u64::try_from(number).map_or(Tree::Other, Tree::Number))
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<Tree<'de>, E> {
        Ok(Tree::Other)
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<Tree<'de>, E> {
        Ok(Tree::Other)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Tree<'de>, E> {
        Ok(Tree::Other)
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Tree<'de>, E> {
        Ok(Tree::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Other)
    }

    fn visit_none<E: Error>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Other)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree<'de>, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree<'de>, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text.into())))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Tree<'de>, A::Error> {
        let Some(inner) = self.inner() else {
            while elements.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Tree::Other);
        };
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(inner)? {
            list.push(element);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree<'de>, A::Error> {
        let Some(inner) = self.inner() else {
            while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Tree::Other);
        };
        let mut members = Vec::new();
        while let Some((name, value)) = entries.next_entry_seed(inner, inner)? {
            // Binary formats can have keys that aren't strings. They're never the name of a member.
            let name = if let Tree::Text(name) = name { name } else { Cow::Borrowed("") };
            members.push((name, value));
        }
        Ok(number(&members).unwrap_or(Tree::Object(Object(members))))
    }
}

/// The number in such an object of `serde_json`.
fn number<'a>(members: &[(Cow<'_, str>, Tree<'a>)]) -> Option<Tree<'a>> {
    let [(name, Tree::Text(number))] = members else { return None };
    // A number has one spelling: only digits, and no zero before the first.
    let is_canonical = number.bytes().all(|byte| byte.is_ascii_digit()) && (number == "0" || !number.starts_with('0'));
    let digits = Some(number).filter(|_| name == NUMBER && is_canonical)?;
    digits.parse().ok().map(Tree::Number)
}
