//! From JSON text to shapes: borrowed strings, and errors that repeat no value.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::fault::Fault;
use super::reader::Reader;

/// The body is not JSON, or a member has the wrong JSON type (SPEC 4). It names the member and repeats no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Serialization {
    /// The body is not JSON throughout, in members that nobody reads as well.
    #[error("The request body is not valid JSON, at line {line} column {column}.")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
    },
    /// The body is nested more than 128 levels deep.
    #[error("The request body is nested more than 128 levels deep.")]
    TooDeep,
    /// A member is sent more than once.
    #[error("The request member '{member}' is sent more than once.")]
    Repeated {
        /// The name of the member.
        member: String,
    },
    /// A member is of the wrong JSON type.
    #[error("The request member '{member}' has the wrong JSON type.")]
    WrongType {
        /// The path of the member as it is spelt in the request; `.` for the body itself.
        member: String,
        /// What it must be: “a string”.
        expected: String,
    },
}

/// Reads a JSON object in one pass. Unknown members are judged and ignored, `null` is as omitted, a repeated member is an
/// error.
pub(super) fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Serialization> {
    let mut reader = Reader::new(json);
    let read = T::deserialize(&mut reader);
    read.and_then(|shape| reader.finish().map(|()| shape)).map_err(Fault::into_inner)
}

/// A string, borrowed from the input where it has no escapes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor).map(Text)
    }
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_string()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

/// A string that no error and no Debug output repeats.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Sensitive<'a>(pub(super) Cow<'a, str>);

impl<'a> Sensitive<'a> {
    /// A sensitive text.
    #[must_use]
    pub const fn new(text: Cow<'a, str>) -> Self {
        Self(text)
    }

    /// The text itself, for whoever needs it to look something up.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sensitive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive(…)")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Sensitive<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor).map(Sensitive)
    }
}

/// A whole number of any size that JSON is read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Integer(pub(super) i128);

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IntegerVisitor)
    }
}

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i128(self.0)
    }
}

struct IntegerVisitor;

impl Visitor<'_> for IntegerVisitor {
    type Value = Integer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Integer(value.into()))
    }
}
