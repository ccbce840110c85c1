//! From JSON text to shapes: borrowed strings, objects that are objects, and errors that repeat no value.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// The body is no JSON, or a member is of the wrong JSON type (SPEC 4). It names the member and repeats no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Serialization {
    /// The body is not JSON.
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

/// Reads a JSON object. Unknown members are ignored, `null` is as omitted, a repeated member is an error.
///
/// A first pass reads without keeping track of where it is; only where that fails does a second one find the member.
pub(super) fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Serialization> {
    if is_too_deep(json) {
        return Err(Serialization::TooDeep);
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let read = T::deserialize(OnlyObjects(&mut deserializer));
    match read.and_then(|shape| deserializer.end().map(|()| shape)) {
        Ok(shape) => Ok(shape),
        Err(error) => Err(fault::<T>(json, &error)),
    }
}

/// Whether arrays and objects nest too deeply, in members that nobody reads as well.
fn is_too_deep(json: &str) -> bool {
    const DEEPEST: usize = 128;
    // What opens no more often than that cannot be deeper, and many bytes are looked at at once: the two brackets
    // differ in one bit, and a chunk is short enough to be counted in a byte.
    let count = |count: u8, byte: &u8| count.wrapping_add(u8::from(byte | 0x20 == b'{'));
    let opens = json.as_bytes().chunks(192).map(|chunk| usize::from(chunk.iter().fold(0, count)));
    if opens.sum::<usize>() <= DEEPEST {
        return false;
    }
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    json.bytes().any(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_string => is_escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}

#[cold]
fn fault<'a, T: Deserialize<'a>>(json: &'a str, error: &serde_json::Error) -> Serialization {
    if error.is_data() {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        if let Err(error) = serde_path_to_error::deserialize::<_, Object<T>>(&mut deserializer) {
            // Of serde's own words only the name of a repeated member is used, and what was expected, which stands last:
            // they are ours, never the caller's.
            let words = error.inner().to_string();
            let expected = words.rsplit_once(", expected ").map_or("another", |(_, expected)| expected);
            let expected = expected.rsplit_once(" at line ").map_or(expected, |(expected, _)| expected);
            let repeated = words.strip_prefix("duplicate field `").and_then(|rest| rest.split_once('`'));
            return match repeated {
                Some((member, _)) => Serialization::Repeated { member: member.to_string() },
                None => Serialization::WrongType { member: error.path().to_string(), expected: expected.to_string() },
            };
        }
    }
    Serialization::NotJson { line: error.line(), column: error.column() }
}

/// A shape that is read from a JSON object and from nothing else; derived code alone would take an array as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(OnlyObjects(deserializer)).map(Object)
    }
}

/// A deserializer, or a visitor, that knows of nothing but objects.
struct OnlyObjects<T>(T);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for OnlyObjects<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(OnlyObjects(visitor))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for OnlyObjects<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(map)
    }
}

impl<T: Serialize> Serialize for Object<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
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
