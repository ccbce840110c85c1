//! The report as JSON. `schema/lint.schema.json` describes it.

use cognito_mfa_infra::Presence;
use cognito_mfa_insight::Severity;
use serde::Serialize;

use super::Report;
use super::problem::{Difference, Location, Problem, Safety};
use crate::fault::Fault;
use crate::view::WitnessView;

/// The report.
#[derive(Serialize)]
pub(super) struct Answer<'r> {
    profile: &'static str,
    /// The number of files that were judged.
    files: usize,
    /// The number of pools that were judged.
    pools: usize,
    errors: usize,
    security: usize,
    warnings: usize,
    suggestions: usize,
    suppressed: usize,
    findings: Vec<FindingView<'r>>,
    /// What only the other profile finds.
    differences: Vec<DifferenceView<'r>>,
    /// The input that couldn't be read.
    faults: Vec<FaultView>,
}

#[derive(Serialize)]
struct FindingView<'r> {
    code: &'r str,
    /// The table that has the code.
    table: &'static str,
    severity: &'static str,
    certainty: &'static str,
    message: &'r str,
    file: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    property: Option<&'r str>,
    /// Whether the file has the property.
    is_set: bool,
    /// The other places that take part in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedView<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exception: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_message: Option<&'r str>,
    explanation: &'r [String],
    fixes: Vec<FixView<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    other_profile: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<&'r WitnessView>,
    /// Why the finding doesn't count.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<&'r str>,
}

#[derive(Serialize)]
struct DifferenceView<'r> {
    profile: &'static str,
    file: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'r str>,
    codes: &'r [String],
}

impl<'r> DifferenceView<'r> {
    fn new(difference: &'r Difference, report: &Report) -> Self {
        let Difference { location, codes } = difference;
        let resource = location.resource.as_deref();
        Self { profile: report.other_profile().name(), file: &location.file, resource, codes }
    }
}

#[derive(Serialize)]
struct RelatedView<'r> {
    file: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    property: Option<&'r str>,
    /// Whether the file has the property.
    is_set: bool,
}

impl<'r> From<&'r Location> for RelatedView<'r> {
    fn from(location: &'r Location) -> Self {
        Self {
            file: &location.file,
            line: location.region.map(|region| region.line),
            column: location.region.map(|region| region.column),
            resource: location.resource.as_deref(),
            property: location.property.as_deref(),
            is_set: location.presence == Presence::Set,
        }
    }
}

#[derive(Serialize)]
struct FixView<'r> {
    safety: &'static str,
    text: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    locks_out: Option<&'r str>,
}

#[derive(Serialize)]
struct FaultView {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    message: String,
}

impl<'r> Answer<'r> {
    pub(super) fn new(report: &'r Report) -> Self {
        let fault = |fault: &Fault| FaultView {
            file: fault.place().file.clone(),
            line: fault.place().line,
            column: fault.place().column,
            message: fault.sentence(),
        };
        Self {
            profile: report.profile.name(),
            files: report.files.len(),
            pools: report.pools,
            errors: report.count(Severity::Error),
            security: report.count(Severity::Security),
            warnings: report.count(Severity::Warning),
            suggestions: report.count(Severity::Suggestion),
            suppressed: report.suppressed(),
            findings: report.problems.iter().map(FindingView::new).collect(),
            differences: report.differences.iter().map(|one| DifferenceView::new(one, report)).collect(),
            faults: report.faults.iter().map(fault).collect(),
        }
    }
}

impl<'r> FindingView<'r> {
    fn new(problem: &'r Problem) -> Self {
        let location = &problem.location;
        Self {
            code: &problem.code,
            table: problem.table.name(),
            severity: problem.severity.code(),
            certainty: problem.certainty.code(),
            message: &problem.title,
            file: &location.file,
            line: location.region.map(|region| region.line),
            column: location.region.map(|region| region.column),
            end_line: location.region.map(|region| region.end_line),
            end_column: location.region.map(|region| region.end_column),
            resource: location.resource.as_deref(),
            property: location.property.as_deref(),
            is_set: location.presence == Presence::Set,
            related: problem.related.iter().map(RelatedView::from).collect(),
            operation: problem.service.as_ref().map(|error| error.operation.as_str()),
            exception: problem.service.as_ref().and_then(|error| error.exception.as_deref()),
            service_message: problem.service.as_ref().map(|error| error.message.as_str()),
            explanation: &problem.explanation,
            fixes: problem.fixes.iter().map(FixView::from).collect(),
            other_profile: problem.other_profile.as_deref(),
            witness: problem.witness.as_ref(),
            suppressed: problem.suppressed.as_ref().map(|suppressed| suppressed.reason.as_str()),
        }
    }
}

impl<'r> From<&'r super::ProblemFix> for FixView<'r> {
    fn from(fix: &'r super::ProblemFix) -> Self {
        let locks_out = match &fix.safety {
            Safety::Unsafe { locks_out } => Some(locks_out.as_str()),
            Safety::Safe | Safety::Unjudged => None,
        };
        Self { safety: fix.safety.code(), text: &fix.text, locks_out }
    }
}
