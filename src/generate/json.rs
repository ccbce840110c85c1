//! A JSON value and its text. One member can be made faulty, so that a valid request becomes nearly valid.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// A JSON value. An object keeps the order of its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(u32),
    Text(String),
    List(Vec<Json>),
    Object(Vec<Member>),
}

pub(super) type Member = (Cow<'static, str>, Json);

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

impl Json {
    /// An object with the members that are `Some`.
    pub(super) fn object<const N: usize>(members: [(&'static str, Option<Self>); N]) -> Self {
        let there = members.into_iter().filter_map(|(name, value)| Some((Cow::Borrowed(name), value?)));
        Self::Object(there.collect())
    }

    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_string())
    }

    /// This object, followed by the members of another object.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Object(mut members), Self::Object(more)) => {
                members.extend(more);
                Self::Object(members)
            }
            (other, _) => other,
        }
    }

    /// The number of members, at any depth.
    pub(super) fn members(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => 0,
            Self::List(values) => values.iter().map(Self::members).sum(),
            Self::Object(members) => members.iter().map(|(_, value)| 1 + value.members()).sum(),
        }
    }

    /// The value with a faulty member at this position. Members at any depth are counted, from zero.
    pub(super) fn bent(self, place: usize, bend: Bend) -> Self {
        self.bent_after(&mut Some(place), bend)
    }

    /// `left` is the number of members before the faulty one. It's `None` after that one.
    fn bent_after(self, left: &mut Option<usize>, bend: Bend) -> Self {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => self,
            Self::List(values) => Self::List(values.into_iter().map(|value| value.bent_after(left, bend)).collect()),
            Self::Object(members) => {
                let mut after = Vec::with_capacity(members.len() + 1);
                for (name, value) in members {
                    match left {
                        Some(0) => {
                            *left = None;
                            after.extend(bend.of(name, value));
                        }
                        Some(more) => {
                            *more -= 1;
                            after.push((name, value.bent_after(left, bend)));
                        }
                        None => after.push((name, value)),
                    }
                }
                Self::Object(after)
            }
        }
    }

    fn of_wrong_type(&self) -> Self {
        match self {
            Self::Text(_) => Self::Number(7),
            Self::Null | Self::Bool(_) | Self::Number(_) => Self::text("true"),
            Self::List(_) => Self::Object(Vec::new()),
            Self::Object(_) => Self::List(Vec::new()),
        }
    }

    fn emptied(&self) -> Self {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => Self::Null,
            Self::Text(_) => Self::text(""),
            Self::List(_) => Self::List(Vec::new()),
            Self::Object(_) => Self::Object(Vec::new()),
        }
    }

    fn lengthened(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(text + &"x".repeat(TOO_LONG)),
            Self::List(values) => Self::List(values.iter().cycle().take(6 * values.len()).cloned().collect()),
            Self::Number(_) => Self::Number(u32::MAX),
            Self::Null | Self::Bool(_) | Self::Object(_) => self,
        }
    }

    fn unlisted(self) -> Self {
        match self {
            Self::Text(text) => Self::Text(text + " ?\n"),
            Self::List(mut values) => {
                values.push(Self::text("?"));
                Self::List(values)
            }
            Self::Number(_) => Self::Number(0),
            Self::Null | Self::Bool(_) | Self::Object(_) => self,
        }
    }
}

impl Bend {
    /// The members that replace a member: none, one or two.
    fn of(self, name: Cow<'static, str>, value: Json) -> Vec<Member> {
        let one = |name, value| Vec::from([(name, value)]);
        match self {
            Self::Omit => Vec::new(),
            Self::Null => one(name, Json::Null),
            Self::WrongType => one(name, value.of_wrong_type()),
            Self::Empty => one(name, value.emptied()),
            Self::TooLong => one(name, value.lengthened()),
            Self::Unlisted => one(name, value.unlisted()),
            Self::Twice => Vec::from([(name.clone(), value.clone()), (name, value)]),
            Self::Misspelled => one(Cow::Owned(name.to_lowercase()), value),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Text(text) => quoted(text, f),
            Self::List(values) => {
                f.write_str("[")?;
                for (index, value) in values.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "," })?;
                    value.fmt(f)?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "," })?;
                    quoted(name, f)?;
                    f.write_str(":")?;
                    value.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for char in text.chars() {
        match char {
            '"' | '\\' => write!(f, "\\{char}")?,
            control if control < ' ' => write!(f, "\\u{:04x}", u32::from(control))?,
            other => write!(f, "{other}")?,
        }
    }
    f.write_str("\"")
}
