//! A control of the form: one setting, its values, and how it's read and set.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value as Json;

/// A control for a setting of `S`: a pool, a user or an attempt.
pub(crate) struct Control<S: 'static> {
    /// The name in the state. It's AWS's name where there is one.
    pub(crate) id: &'static str,
    /// One line of help.
    pub(crate) help: &'static str,
    pub(crate) kind: Kind,
    /// The values, each with its label. A switch has none.
    pub(crate) values: fn() -> Vec<Choice>,
    pub(crate) get: fn(&S) -> Value,
    /// Sets the value. `None` if it isn't one of the values.
    pub(crate) set: fn(&mut S, &Value) -> Option<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// One of the values.
    Choice,
    /// Any number of the values.
    Flags,
    /// True or false.
    Switch,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub(crate) code: &'static str,
    pub(crate) label: String,
}

/// The value of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Value {
    Choice(String),
    Flags(Vec<String>),
    Switch(bool),
}

/// Values whose labels are their codes.
pub(crate) fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<Choice> {
    labels(all, name, |value| name(value).into())
}

pub(crate) fn labels<T: Copy>(all: &[T], name: fn(T) -> &'static str, label: impl Fn(T) -> String) -> Vec<Choice> {
    all.iter().map(|value| Choice { code: name(*value), label: label(*value) }).collect()
}

/// The values of a switch.
pub(crate) const fn no_values() -> Vec<Choice> {
    Vec::new()
}

impl Value {
    pub(crate) fn choice(name: &str) -> Self {
        Self::Choice(name.into())
    }

    pub(crate) fn flags(names: impl Iterator<Item = &'static str>) -> Self {
        Self::Flags(names.map(Into::into).collect())
    }

    /// The one value, read with `from_name`.
    pub(crate) fn one<T>(&self, from_name: impl Fn(&str) -> Option<T>) -> Option<T> {
        if let Self::Choice(name) = self { from_name(name) } else { None }
    }

    /// The several values, each read with `from_name`.
    pub(crate) fn several<T, C: FromIterator<T>>(&self, from_name: impl Fn(&str) -> Option<T>) -> Option<C> {
        if let Self::Flags(names) = self { names.iter().map(|name| from_name(name)).collect() } else { None }
    }

    pub(crate) const fn switch(&self) -> Option<bool> {
        if let Self::Switch(is_on) = self { Some(*is_on) } else { None }
    }

    /// Reads the value of a control of this kind.
    fn from_json(kind: Kind, json: &Json) -> Option<Self> {
        match kind {
            Kind::Choice => json.as_str().map(Self::choice),
            Kind::Switch => json.as_bool().map(Self::Switch),
            Kind::Flags => {
                let names = json.as_array()?.iter();
                names.map(|name| name.as_str().map(Into::into)).collect::<Option<_>>().map(Self::Flags)
            }
        }
    }
}

impl<S> Control<S> {
    /// Sets the value from a state. The error is what was expected.
    pub(crate) fn set_from(&self, subject: &mut S, json: &Json) -> Result<(), String> {
        let value = Value::from_json(self.kind, json);
        value.and_then(|value| (self.set)(subject, &value)).ok_or_else(|| self.expected())
    }

    /// What a value must be, as a part of a sentence.
    fn expected(&self) -> String {
        let mut expected = String::from(match self.kind {
            Kind::Choice => "one of ",
            Kind::Flags => "a list of ",
            Kind::Switch => "true or false",
        });
        for (index, choice) in (self.values)().iter().enumerate() {
            let _ = write!(expected, "{}{}", if index == 0 { "" } else { ", " }, choice.code);
        }
        expected
    }
}
