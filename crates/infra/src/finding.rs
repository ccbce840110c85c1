//! What is found in a file: refusals of the service, and faults that only exist in such files.

mod table;

use std::fmt;

use crate::choices::Variable;
use crate::place::Place;
use cognito_mfa::rules::Rule;

pub use table::{Code, FindingRow};

/// A finding about a resource of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The stable code: of a [`Code`], or of the broken [`Rule`].
    pub code: &'static str,
    /// The rule of the service that the deployment would break.
    pub rule: Option<Rule>,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it's so for every value of what the file leaves open.
    pub certainty: Certainty,
    /// What was found, as a sentence.
    pub message: String,
    /// Where it was found.
    pub place: Place,
    /// Other places that take part in it, such as the other setting that it contradicts.
    pub related: Vec<Place>,
    /// The error that the service returns.
    pub service: Option<ServiceError>,
    /// What it means, as sentences.
    pub notes: Vec<String>,
    /// Ways to fix it, as sentences. Each one names the file's own properties.
    pub fixes: Vec<String>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The deployment fails.
    Error,
    /// The deployment fails for some values of what the file leaves open, or does something unexpected.
    Warning,
    /// Something to know or to improve.
    Suggestion,
}

/// Whether a finding is so for every value of what the file leaves open.
///
/// Closed, because there is nothing between the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certainty {
    /// For every value.
    Always,
    /// For some values. These are an example: whenever they have these values, it's so.
    Sometimes(Vec<Variable>),
}

/// The error that the service or the tool returns.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceError {
    /// The operation that is refused.
    pub operation: &'static str,
    /// The exception's name. `None` when the tool refuses the file before it sends a request.
    pub exception: Option<&'static str>,
    /// The exact message.
    pub message: String,
    /// Whether it's the error that the service returns first. The others come when this one is fixed.
    pub is_first: bool,
}

impl Finding {
    /// A finding of the table, at a place.
    pub(crate) fn new(code: Code, place: Place) -> Self {
        let row = code.row();
        Self {
            code: code.code(),
            rule: None,
            severity: row.severity,
            certainty: Certainty::Always,
            message: row.finds.into(),
            place,
            related: Vec::new(),
            service: None,
            notes: vec![row.means.into()],
            fixes: vec![row.fix.into()],
        }
    }
}

impl Severity {
    /// The severity in lower case, such as `error`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Suggestion => "suggestion",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// `always`, or the example: `when Mode is ON`.
impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => f.write_str("always"),
            Self::Sometimes(example) if example.is_empty() => f.write_str("sometimes"),
            Self::Sometimes(example) => {
                for (index, Variable { name, value, .. }) in example.iter().enumerate() {
                    write!(f, "{} {name} is {value}", if index == 0 { "when" } else { " and" })?;
                }
                Ok(())
            }
        }
    }
}
