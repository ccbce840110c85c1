//! The name of an input.

use std::ffi::OsString;

/// A file as it's named on the command line. `-` is standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source(pub(crate) OsString);

impl Source {
    pub(crate) fn standard_input() -> Self {
        Self("-".into())
    }

    /// The name for a person to read.
    pub(crate) fn name(&self) -> String {
        if self.is_standard_input() { "standard input".into() } else { self.0.to_string_lossy().into_owned() }
    }

    pub(crate) fn is_standard_input(&self) -> bool {
        self.0 == "-"
    }
}

impl From<OsString> for Source {
    fn from(name: OsString) -> Self {
        Self(name)
    }
}
