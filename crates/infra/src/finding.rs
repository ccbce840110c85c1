//! What is found in a file: refusals of the service, and faults that only exist in such files.

mod table;

use std::fmt;

use crate::choices::{Reason, Variable};
use crate::place::Place;
use crate::setting::Setting;
use cognito_mfa::Pool;
use cognito_mfa::rules::Rule;

pub use table::{Code, FindingRow};

/// A finding about a resource of a file.
///
/// [`cloudformation`](crate::cloudformation) has an example.
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
    /// Where those of the fixes lead that were tried, in each run. A fix can have several outcomes, or none.
    pub outcomes: Vec<Outcome>,
}

/// Where a fix of a refusal leads: the pools of the deployment after it.
///
/// [`cloudformation`](crate::cloudformation) has an example of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The sentence of the fix.
    pub fix: String,
    /// Its changes.
    pub settings: Vec<Setting<'static>>,
    /// The pool as it is now. `None` if the deployment creates it, so that it has no users.
    pub before: Option<Pool>,
    /// The pool after each request. If the file has other errors, the requests with them are assumed to be accepted.
    pub through: Vec<Pool>,
}

/// How bad a finding is.
///
/// [`cloudformation`](crate::cloudformation) has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The deployment fails.
    Error,
    /// The deployment succeeds, but users can't sign in any more, or an account loses protection.
    Security,
    /// The deployment fails for some values of what the file leaves open, or does something unexpected.
    Warning,
    /// Something to know or to improve.
    Suggestion,
}

/// Whether a finding is so for every value of what the file leaves open.
///
/// Closed, because there is nothing between the two.
///
/// [`cloudformation`](crate::cloudformation) has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certainty {
    /// For every value.
    Always,
    /// For some values. These are an example: whenever they have these values, it's so.
    Sometimes(Vec<Variable>),
}

/// The error that the service or the tool returns.
///
/// [`cloudformation`](crate::cloudformation) has an example.
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
            outcomes: Vec::new(),
        }
    }
}

impl Severity {
    /// The severity in lower case, such as `error`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Security => "security",
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

/// `always`, or the example: `when, for example, Mode is ON`.
impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Sometimes(example) = self else { return f.write_str("always") };
        // Leave out “another value” if a second variable shows which value that is.
        let is_refined = |one: &Variable| {
            let refined = format!("{}{ANOTHER}", one.name);
            one.value == "another value" && example.iter().any(|other| other.name.starts_with(&refined))
        };
        let shown: Vec<&Variable> = example.iter().filter(|one| !is_refined(one)).collect();
        if shown.is_empty() {
            return f.write_str("sometimes");
        }
        f.write_str("when, for example, ")?;
        for (index, one) in shown.into_iter().enumerate() {
            let value = if one.value.is_empty() { "empty" } else { &one.value };
            write!(f, "{}{} is {value}", if index == 0 { "" } else { " and " }, readable(one))?;
        }
        Ok(())
    }
}

/// Ends the name of a variable that is none of the texts that it's compared with.
pub(crate) const ANOTHER: &str = " (another value)";

/// The name of a variable, as a person reads it.
fn readable(variable: &Variable) -> String {
    let name = variable.name.replace(ANOTHER, "");
    let Reason::Function(_) = &variable.reason else { return name };
    let mut words = name.split(' ');
    let function = words.next().unwrap_or_default();
    let arguments: Vec<&str> = words.collect();
    let is_nested = arguments.iter().any(|word| word.starts_with("Fn::") || *word == "Ref");
    match arguments.as_slice() {
        _ if !function.starts_with("Fn::") => name,
        [argument] if !is_nested => format!("{function} of {argument}"),
        [resource, attribute] if function == "Fn::GetAtt" => format!("{function} of {resource}.{attribute}"),
        _ if name.chars().count() <= 80 => format!("the result of {function} ({})", arguments.join(" ")),
        _ => format!("the result of {function}"),
    }
}
