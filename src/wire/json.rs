//! From JSON text to shapes. Strings are borrowed, and errors don't repeat values.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::fault::Fault;
use super::reader::Reader;

/// The body isn't JSON, or a member has the wrong JSON type (spec 4). The error names the member but doesn't repeat values.
///
/// Closed, because a program that words these errors itself needs to know each of them.
///
/// ```
/// use cognito_mfa::wire::Request;
///
/// let error = Request::decode("GetUserPoolMfaConfig", r#"{"UserPoolId":7}"#).unwrap_err();
/// assert_eq!(error.to_string(), "The request member 'UserPoolId' has the wrong JSON type.");
/// let error = Request::decode("GetUserPoolMfaConfig", r#"{"UserPoolId":"local_1""#).unwrap_err();
/// assert_eq!(error.to_string(), "The request body is not valid JSON, at line 1 column 23.");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Serialization {
    /// The body isn't valid JSON throughout. Members that the crate doesn't read count too.
    #[error("The request body is not valid JSON, at line {line} column {column}.")]
    NotJson {
        /// The line, counted from 1.
        line: usize,
        /// The column in bytes, counted from 1.
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
    /// A member has the wrong JSON type.
    #[error("The request member '{member}' has the wrong JSON type.")]
    WrongType {
        /// The path of the member, as the request spells it. It's `.` for the body itself.
        member: String,
        /// The expected type, such as “a string”.
        expected: String,
    },
}

/// Reads a JSON object in one pass. It checks and ignores unknown members. `null` counts as omitted. A repeated member is
/// an error.
pub(super) fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Serialization> {
    let mut reader = Reader::new(json);
    let read = T::deserialize(&mut reader);
    read.and_then(|shape| reader.finish().map(|()| shape)).map_err(Fault::into_inner)
}

/// A string. It's borrowed from the input unless it contains escapes.
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

/// A string that errors and Debug output never repeat.
///
/// ```
/// use cognito_mfa::wire::Sensitive;
///
/// let token = Sensitive::new("local_1.ann".into());
/// assert_eq!(token.reveal(), "local_1.ann");
/// assert_eq!(format!("{token:?}"), "Sensitive(…)");
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Sensitive<'a>(pub(super) Cow<'a, str>);

impl<'a> Sensitive<'a> {
    /// A sensitive text.
    #[must_use]
    pub const fn new(text: Cow<'a, str>) -> Self {
        Self(text)
    }

    /// The text itself, for example to look up a user.
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

/// A whole number.
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
