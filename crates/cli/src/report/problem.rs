//! A problem: what is wrong, where, and how to fix it.

use std::fmt;
use std::ops::Range;

use cognito_mfa_infra::{Place, Presence, Span};
use cognito_mfa_insight::Severity;

use crate::code::{self, Table};
use crate::view::WitnessView;

/// A problem in a pool's configuration.
pub(crate) struct Problem {
    /// The stable code. Another table can have the same one.
    pub(crate) code: String,
    pub(crate) table: Table,
    pub(crate) severity: Severity,
    pub(crate) certainty: Certainty,
    /// What is wrong, as one sentence.
    pub(crate) title: String,
    /// Where it is. The first location is the main one.
    pub(crate) location: Location,
    /// Other places that take part in it.
    pub(crate) related: Vec<Location>,
    /// What the service answers.
    pub(crate) service: Option<ServiceError>,
    /// What it means, as sentences.
    pub(crate) explanation: Vec<String>,
    /// The fixes. The safe ones come first.
    pub(crate) fixes: Vec<ProblemFix>,
    /// How the other profile judges the pool, as a sentence.
    pub(crate) other_profile: Option<String>,
    /// A user and an attempt that show the problem.
    pub(crate) witness: Option<WitnessView>,
    /// Why the problem doesn't count.
    pub(crate) suppressed: Option<Suppressed>,
}

impl Problem {
    /// The code, with its table if another table has it too.
    pub(crate) fn shown_code(&self) -> String {
        code::shown(self.table, &self.code)
    }

    /// The first fix that keeps every user's sign-in, as far as that is known.
    pub(crate) fn fix(&self) -> Option<&ProblemFix> {
        self.fixes.iter().find(|fix| !matches!(fix.safety, Safety::Unsafe { .. }))
    }

    /// A certain finding about the command's own input, with one fix.
    pub(crate) fn of_command(
        code: &str,
        severity: Severity,
        title: String,
        location: Location,
        fix: ProblemFix,
    ) -> Self {
        Self {
            code: code.into(),
            table: Table::Command,
            severity,
            certainty: Certainty::Certain,
            title,
            location,
            related: Vec::new(),
            service: None,
            explanation: Vec::new(),
            fixes: vec![fix],
            other_profile: None,
            witness: None,
            suppressed: None,
        }
    }
}

/// Whether every value that the file leaves open leads to the problem.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// Every combination of the open values does.
    Certain,
    /// At least one combination does.
    Possible,
}

impl Certainty {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Possible => "possible",
        }
    }
}

/// Where a problem is.
#[derive(Clone)]
pub(crate) struct Location {
    /// The name of the file.
    pub(crate) file: String,
    /// The part of the file, if the file has lines worth naming.
    pub(crate) region: Option<Region>,
    /// The logical ID, the address or the ID of the resource.
    pub(crate) resource: Option<String>,
    /// The path of the property.
    pub(crate) property: Option<String>,
    /// Whether the file has the property.
    pub(crate) presence: Presence,
    /// The source lines to show. Absent if they may contain secrets, as those of a plan or a state.
    pub(crate) excerpt: Option<Excerpt>,
}

/// A part of a text. Lines and columns start at 1, and the end is exclusive. A column counts Unicode code points.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) end_line: usize,
    pub(crate) end_column: usize,
}

/// The line of a file where a region starts.
#[derive(Clone)]
pub(crate) struct Excerpt {
    /// Its number.
    pub(crate) line: usize,
    pub(crate) text: String,
}

/// What the service answers.
pub(crate) struct ServiceError {
    /// The operation that is refused.
    pub(crate) operation: String,
    /// The exception. Absent when the tool refuses the file before it sends a request.
    pub(crate) exception: Option<String>,
    pub(crate) message: String,
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, exception, message } = self;
        match exception {
            Some(exception) => write!(f, "{operation}: {exception}: {message}"),
            None => f.write_str(message),
        }
    }
}

/// A fix.
pub(crate) struct ProblemFix {
    pub(crate) safety: Safety,
    /// The changes, as instructions.
    pub(crate) text: String,
}

/// Whether a fix keeps every user's sign-in.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Safety {
    /// It locks out no user.
    Safe,
    /// It locks out users.
    Unsafe {
        /// One of them, as a phrase.
        locks_out: String,
    },
    /// It depends on users who aren't known here.
    Unjudged,
}

impl Safety {
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe { .. } => "unsafe",
            Self::Unjudged => "unjudged",
        }
    }
}

/// What only the other profile finds about a resource.
pub(crate) struct Difference {
    pub(crate) location: Location,
    /// The codes, each one once.
    pub(crate) codes: Vec<String>,
}

/// Why a problem doesn't count.
#[derive(Clone)]
pub(crate) struct Suppressed {
    pub(crate) reason: String,
    pub(crate) place: SuppressionPlace,
}

/// Where a suppression is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SuppressionPlace {
    /// In the file with the problem.
    InSource,
    /// In the configuration file.
    External,
}

impl Location {
    /// A whole file.
    pub(crate) fn file(file: &str) -> Self {
        Self { file: file.into(), region: None, resource: None, property: None, presence: Presence::Set, excerpt: None }
    }

    /// Where a finding of a file is. The text is absent if its lines may contain secrets.
    pub(crate) fn of(place: &Place, text: Option<&str>) -> Self {
        let Place { file, span, resource, property, presence } = place;
        let Span { start, end } = span;
        let region = Region { line: start.line, column: start.column, end_line: end.line, end_column: end.column };
        let name = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        Self {
            file: file.as_ref().into(),
            region: Some(region),
            resource: name(resource),
            property: name(property),
            presence: *presence,
            excerpt: text.map(|text| Excerpt::around(text, region)),
        }
    }

    /// The resource and the property, as one name, and whether the file has it.
    pub(crate) fn described(&self) -> Option<String> {
        let name = self.logical()?;
        Some(match self.presence {
            Presence::Set => name,
            Presence::NotSet => format!("{name} (not set)"),
            Presence::NotShown => format!("{name} (not shown)"),
        })
    }

    /// The resource and the property, as one name.
    pub(crate) fn logical(&self) -> Option<String> {
        match (&self.resource, &self.property) {
            (Some(resource), Some(property)) => Some(format!("{resource}: {property}")),
            (Some(name), None) | (None, Some(name)) => Some(name.clone()),
            (None, None) => None,
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(Region { line, column, .. }) = self.region {
            write!(f, ":{line}:{column}")?;
        }
        self.described().map_or(Ok(()), |name| write!(f, ": {name}"))
    }
}

impl Region {
    /// The region of these bytes of a text.
    pub(crate) fn of(text: &str, bytes: Range<usize>) -> Self {
        let position = |offset: usize| {
            let before = text.get(..offset).unwrap_or(text);
            let line = before.rsplit('\n').next().unwrap_or_default();
            (before.matches('\n').count() + 1, line.chars().count() + 1)
        };
        let ((line, column), (end_line, end_column)) = (position(bytes.start), position(bytes.end));
        Self { line, column, end_line, end_column }
    }
}

impl Excerpt {
    /// The line where the region starts, from a whole text.
    pub(crate) fn around(text: &str, region: Region) -> Self {
        let line = text.lines().nth(region.line.saturating_sub(1)).unwrap_or_default();
        let text = line.chars().take(LONGEST).collect();
        Self { line: region.line, text }
    }
}

/// The most characters of a line that are shown.
const LONGEST: usize = 240;
