//! Why a body can't be read, and where.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{Error, Expected, Unexpected};

use super::cut::Cut;
use super::json::Serialization;

/// Why a body can't be read. It's boxed because it's rare.
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

    /// The error that callers get.
    pub(super) fn into_inner(self) -> Serialization {
        *self.0
    }

    /// The same fault, with this member's name at the front of its path.
    #[cold]
    pub(super) fn in_member(self, name: &str) -> Self {
        // The name is a known member or a key of a map. Keys can have any length.
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
