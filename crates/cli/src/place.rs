//! A place in the input: a file and a line.

use std::fmt;

use cognito_mfa_infra::Position;

use crate::fault::Fault;

/// A file, and a line in it.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) file: String,
    /// From 1. `None` means the whole file.
    pub(crate) line: Option<usize>,
    /// From 1. `None` means the whole line.
    pub(crate) column: Option<usize>,
}

impl Place {
    pub(crate) fn file(file: &str) -> Self {
        Self { file: file.into(), line: None, column: None }
    }

    pub(crate) fn line(file: &str, line: usize) -> Self {
        Self { file: file.into(), line: Some(line), column: None }
    }

    pub(crate) fn position(file: &str, position: Position) -> Self {
        let Position { line, column } = position;
        Self { file: file.into(), line: Some(line), column: Some(column) }
    }

    /// The line, or the first one.
    pub(crate) fn number(&self) -> usize {
        self.line.unwrap_or(1)
    }

    /// The place after this text, which starts here.
    pub(crate) fn after(&self, text: Option<&str>) -> Self {
        self.down(text.unwrap_or_default().matches('\n').count())
    }

    /// The place this many lines further down.
    pub(crate) fn down(&self, lines: usize) -> Self {
        Self::line(&self.file, self.number() + lines)
    }

    /// An error at this place.
    pub(crate) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::new(self.clone(), message.into())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))?;
        self.column.map_or(Ok(()), |column| write!(f, ":{column}"))
    }
}
