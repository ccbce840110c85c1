//! Why a file can't be read.

use std::fmt;
use std::sync::Arc;

use crate::place::Position;

/// Why a file, or a part of it, can't be read.
///
/// Closed, because a reader of another format makes it.
///
/// It contains no value of the file.
///
/// ```
/// use cognito_mfa_infra::{FileError, Position};
///
/// let position = Some(Position { line: 3, column: 7 });
/// let error = FileError { file: "plan.json".into(), position, message: "not valid JSON: expected value".into() };
/// assert_eq!(error.to_string(), "plan.json:3:7: not valid JSON: expected value");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileError {
    /// The file's name, as it was given.
    pub file: Arc<str>,
    /// Where in the file. `None` means the whole file.
    pub position: Option<Position>,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl std::error::Error for FileError {}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, position, message } = self;
        match position {
            Some(position) => write!(f, "{file}:{position}: {message}"),
            None => write!(f, "{file}: {message}"),
        }
    }
}
