//! A place in the input: a file and a line.

use std::fmt;

use crate::fault::Fault;

/// A file, and a line in it.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) file: String,
    /// From 1. `None` means the whole file.
    pub(crate) line: Option<usize>,
}

impl Place {
    pub(crate) fn file(file: &str) -> Self {
        Self { file: file.into(), line: None }
    }

    pub(crate) fn line(file: &str, line: usize) -> Self {
        Self { file: file.into(), line: Some(line) }
    }

    /// The place after this text, which starts here.
    pub(crate) fn after(&self, text: Option<&str>) -> Self {
        self.down(text.unwrap_or_default().matches('\n').count())
    }

    /// The place this many lines further down.
    pub(crate) fn down(&self, lines: usize) -> Self {
        Self::line(&self.file, self.line.unwrap_or(1) + lines)
    }

    /// An error at this place.
    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.clone(), message.into())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}
