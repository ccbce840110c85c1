//! Why a body can't be read, and where.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::cut::Cut;
use super::json::Serialization;

/// Why a body can't be read, boxed because it is rare.
#[derive(Debug)]
pub(super) struct Fault(Box<Serialization>);

pub(super) type Read<T> = Result<T, Fault>;

impl Fault {
    pub(super) fn new(error: Serialization) -> Self {
        Self(Box::new(error))
    }

    pub(super) fn repeated(member: String) -> Self {
        Self::new(Serialization::Repeated { member })
    }

    /// The error, as it is reported.
    pub(super) fn into_inner(self) -> Serialization {
        *self.0
    }

    /// The same fault seen from the structure that has the faulty value as this member.
    #[cold]
    pub(super) fn in_member(self, name: &str) -> Self {
        // Only the names of known members and the keys of the maps get here. Keys can be of any length.
        self.within(&Cut(name).to_string())
    }

    #[cold]
    pub(super) fn in_element(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }

    fn within(mut self, place: &str) -> Self {
        if let Serialization::WrongType { member, .. } = &mut *self.0 {
            *member = match member.as_str() {
                "." => place.to_string(),
                rest if rest.starts_with('[') => format!("{place}{rest}"),
                rest => format!("{place}.{rest}"),
            };
        }
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl core::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new(Serialization::WrongType { member: ".".into(), expected: "another".into() })
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Serialization::WrongType { member: ".".into(), expected: expected.to_string() })
    }

    fn duplicate_field(member: &'static str) -> Self {
        Self::repeated(member.into())
    }
}
