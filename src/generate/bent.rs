//! A JSON value with one faulty member, so that a valid request becomes nearly valid.

use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

/// How a member is made faulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bend {
    Omit,
    Null,
    WrongType,
    Empty,
    TooLong,
    /// A value that isn't in the enum and doesn't match the pattern.
    Unlisted,
    Twice,
    Misspelled,
}

impl Bend {
    pub(super) const ALL: &'static [Self] = &[
        Self::Omit,
        Self::Null,
        Self::WrongType,
        Self::Empty,
        Self::TooLong,
        Self::Unlisted,
        Self::Twice,
        Self::Misspelled,
    ];
}

/// Longer than any short member is allowed to be.
const TOO_LONG: usize = 2100;

/// The number of members, at any depth.
pub(super) fn members(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
        Value::Array(values) => values.iter().map(members).sum(),
        Value::Object(object) => object.values().map(|value| 1 + members(value)).sum(),
    }
}

/// A value that's written with a faulty member. It isn't a value itself, because a member can be written twice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bent<'a> {
    value: &'a Value,
    bend: Bend,
    /// The number of members before the faulty one, at any depth. The faulty member isn't in the value if it has fewer.
    before: Option<usize>,
}

impl<'a> Bent<'a> {
    pub(super) const fn new(value: &'a Value, bend: Bend, place: usize) -> Self {
        Self { value, bend, before: Some(place) }
    }

    fn object<S: Serializer>(&self, object: &Map<String, Value>, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let mut before = self.before;
        for (name, value) in object {
            if before == Some(0) {
                self.bend.write(name, value, &mut map)?;
            } else {
                // `checked_sub` is `None` after the faulty member.
                let inside = before.and_then(|before| before.checked_sub(1));
                map.serialize_entry(name, &Bent { value, before: inside, ..*self })?;
            }
            before = before.and_then(|before| before.checked_sub(1 + members(value)));
        }
        map.end()
    }
}

impl Serialize for Bent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain.serialize(serializer),
            Value::Array(values) => {
                let mut before = self.before;
                serializer.collect_seq(values.iter().map(|value| {
                    let bent = Bent { value, before, ..*self };
                    before = before.and_then(|before| before.checked_sub(members(value)));
                    bent
                }))
            }
            Value::Object(object) => self.object(object, serializer),
        }
    }
}

impl Bend {
    /// Writes what replaces a member: no member, one or two.
    fn write<M: SerializeMap>(self, name: &str, value: &Value, map: &mut M) -> Result<(), M::Error> {
        let mut entry = |name: &str, value: &Value| map.serialize_entry(name, value);
        match self {
            Self::Omit => Ok(()),
            Self::Null => entry(name, &Value::Null),
            Self::WrongType => entry(name, &of_wrong_type(value)),
            Self::Empty => entry(name, &emptied(value)),
            Self::TooLong => entry(name, &lengthened(value)),
            Self::Unlisted => entry(name, &unlisted(value)),
            Self::Twice => {
                entry(name, value)?;
                entry(name, value)
            }
            Self::Misspelled => entry(&name.to_lowercase(), value),
        }
    }
}

fn of_wrong_type(value: &Value) -> Value {
    match value {
        Value::String(_) => 7.into(),
        Value::Null | Value::Bool(_) | Value::Number(_) => "true".into(),
        Value::Array(_) => Value::Object(Map::new()),
        Value::Object(_) => Value::Array(Vec::new()),
    }
}

fn emptied(value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Value::Null,
        Value::String(_) => "".into(),
        Value::Array(_) => Value::Array(Vec::new()),
        Value::Object(_) => Value::Object(Map::new()),
    }
}

fn lengthened(value: &Value) -> Value {
    match value {
        Value::String(text) => (text.clone() + &"x".repeat(TOO_LONG)).into(),
        Value::Array(values) => values.iter().cycle().take(6 * values.len()).cloned().collect(),
        Value::Number(_) => u32::MAX.into(),
        Value::Null | Value::Bool(_) | Value::Object(_) => value.clone(),
    }
}

fn unlisted(value: &Value) -> Value {
    match value {
        Value::String(text) => (text.clone() + " ?\n").into(),
        Value::Array(values) => values.iter().cloned().chain(["?".into()]).collect(),
        Value::Number(_) => 0.into(),
        Value::Null | Value::Bool(_) | Value::Object(_) => value.clone(),
    }
}
