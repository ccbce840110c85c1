//! Where something is in a file.

use std::fmt;
use std::sync::Arc;

/// A position in a text.
///
/// Closed, because a position is a line and a column.
///
/// ```
/// use cognito_mfa_infra::Position;
///
/// assert_eq!(Position { line: 3, column: 7 }.to_string(), "3:7");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line. The first one is 1.
    pub line: usize,
    /// The column in Unicode code points. The first one is 1.
    pub column: usize,
}

/// A part of a text, from its first position up to the position after it.
///
/// Closed, because a text has nothing else between two positions.
///
/// [`Place`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Where it starts.
    pub start: Position,
    /// The position after its end.
    pub end: Position,
}

/// A place that a finding points to.
///
/// Closed, because an implementation of [`PoolSource`](crate::PoolSource) makes it.
///
/// A file without lines worth naming (a plan in one line) has a place whose resource and property say more than its span.
///
/// ```
/// use cognito_mfa_infra::{Place, Position, Presence, Span};
///
/// let start = Position { line: 14, column: 9 };
/// let span = Span { start, end: Position { line: 14, column: 12 } };
/// let (resource, property) = ("Pool".into(), "MfaConfiguration".into());
/// let place = Place { file: "template.yaml".into(), span, resource, property, presence: Presence::Set };
/// assert_eq!(place.to_string(), "template.yaml:14:9: Pool: MfaConfiguration");
/// let missing = Place { presence: Presence::NotSet, ..place };
/// assert_eq!(missing.to_string(), "template.yaml:14:9: Pool: MfaConfiguration (not set)");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's name, as it was given.
    pub file: Arc<str>,
    /// The part of the file.
    pub span: Span,
    /// The logical ID or the address of the resource.
    pub resource: Arc<str>,
    /// The path of the property in the file's own names, such as `Policies.SignInPolicy.AllowedFirstAuthFactors[1]`. Empty for
    /// the whole resource.
    pub property: String,
    /// Whether the property is there.
    pub presence: Presence,
}

/// Whether the property of a place is in the file.
///
/// Closed, because a file shows a property, or lacks it, or doesn't say.
///
/// [`Place`] has an example.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// The file has it, or the place is a whole resource.
    #[default]
    Set,
    /// The file doesn't have it. The span is where it would be added.
    NotSet,
    /// The file doesn't show whether it's set, and to what.
    NotShown,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.span.start)?;
        if !self.resource.is_empty() {
            write!(f, ": {}", self.resource)?;
        }
        if !self.property.is_empty() {
            write!(f, ": {}", self.property)?;
        }
        match self.presence {
            Presence::Set => Ok(()),
            Presence::NotSet => f.write_str(" (not set)"),
            Presence::NotShown => f.write_str(" (not shown)"),
        }
    }
}
