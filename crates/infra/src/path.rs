//! The path of a value inside another one.

use std::fmt::{self, Write as _};

/// A path such as `RecoveryMechanisms[0].Name`, that follows a walk through a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Path(String);

/// How long a path was.
#[derive(Clone, Copy)]
pub(crate) struct Length(usize);

impl Path {
    /// A path of one name.
    pub(crate) fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    pub(crate) fn length(&self) -> Length {
        Length(self.0.len())
    }

    /// Goes back to where the path was this long.
    pub(crate) fn back_to(&mut self, Length(length): Length) {
        self.0.truncate(length);
    }

    pub(crate) fn push_index(&mut self, index: usize) {
        // Writing to a string never fails.
        _ = write!(self.0, "[{index}]");
    }

    pub(crate) fn push_name(&mut self, name: &str) {
        self.0.extend((!self.0.is_empty()).then_some('.'));
        self.0.push_str(name);
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
