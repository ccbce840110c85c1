//! The report as SARIF 2.1.0: the members that code scanning reads.

use cognito_mfa_insight::Severity;
use serde::Serialize;

use super::Report;
use super::problem::{Location, Problem, Region, SuppressionPlace};
use super::summary::summary;
use crate::code::{self, Code, Table};
use crate::fault::Fault;

#[derive(Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Vec<SarifResult>,
    properties: RunProperties,
}

#[derive(Serialize)]
struct RunProperties {
    profile: &'static str,
    summary: String,
    /// What only the other profile finds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<String>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Text,
    full_description: Text,
    help: Help,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    tags: Vec<&'static str>,
    /// Code scanning shows a finding with this number as a security finding.
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    security_severity: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
    locations: [SarifLocation; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [SarifLocation; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<SarifLocation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    properties: ResultProperties,
}

#[derive(Serialize)]
struct ResultProperties {
    certainty: &'static str,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    justification: String,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifLocation {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<SarifRegion>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRegion {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

impl Log {
    pub(super) fn new(report: &Report) -> Self {
        let mut codes: Vec<(Table, &str)> = Vec::new();
        for problem in &report.problems {
            if !codes.contains(&key(problem)) {
                codes.push(key(problem));
            }
        }
        let result = |problem: &Problem| SarifResult {
            rule_id: problem.shown_code(),
            rule_index: codes.iter().position(|code| *code == key(problem)).unwrap_or_default(),
            level: level(problem.severity),
            message: Text { text: message(problem) },
            locations: [SarifLocation::from(&problem.location)],
            related_locations: problem.related.iter().enumerate().map(SarifLocation::related).collect(),
            suppressions: problem.suppressed.iter().map(Suppression::from).collect(),
            properties: ResultProperties { certainty: problem.certainty.code() },
        };
        let driver = Driver {
            name: "cognito-mfa",
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: env!("CARGO_PKG_REPOSITORY"),
            rules: codes.iter().filter_map(|code| Rule::new(*code, report)).collect(),
        };
        let invocation = Invocation {
            execution_successful: report.faults.is_empty(),
            tool_execution_notifications: report.faults.iter().map(Notification::from).collect(),
        };
        let run = Run {
            tool: Tool { driver },
            invocations: [invocation],
            column_kind: "unicodeCodePoints",
            results: report.problems.iter().map(result).collect(),
            properties: RunProperties {
                profile: report.profile.name(),
                summary: summary(report),
                differences: report.differences().map(|(location, text)| format!("{location}: {text}")).collect(),
            },
        };
        Self { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }
    }
}

/// What distinguishes the code of a problem.
fn key(problem: &Problem) -> (Table, &str) {
    (problem.table, &problem.code)
}

/// The message: what is wrong, what the service answers, and the first fix.
fn message(problem: &Problem) -> String {
    let mut lines = vec![problem.title.clone()];
    lines.extend(problem.service.as_ref().map(ToString::to_string));
    lines.extend(problem.explanation.iter().cloned());
    lines.extend(problem.other_profile.clone());
    lines.extend(problem.fix().map(|fix| format!("Fix: {}", fix.text)));
    lines.join("\n")
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error | Severity::Security => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "note",
    }
}

impl Rule {
    /// The rule of a code, with the texts of its table.
    fn new((table, name): (Table, &str), report: &Report) -> Option<Self> {
        let severity = report.problems.iter().find(|problem| key(problem) == (table, name))?.severity;
        let code = code::named(&format!("{}/{name}", table.name())).into_iter().next()?;
        let Code { meaning, why, fix, sources, .. } = &code;
        let text = format!("{why}\nTo fix it: {fix}\nSource: {sources}");
        let markdown = format!("{meaning}\n\n{why}\n\n**Fix:** {fix}\n\n**Source:** {sources}");
        let is_security = severity == Severity::Security;
        Some(Self {
            id: code::shown(table, name),
            short_description: Text { text: meaning.clone() },
            full_description: Text { text: format!("{meaning} {why}") },
            help: Help { text, markdown },
            default_configuration: Configuration { level: level(severity) },
            properties: RuleProperties {
                tags: if is_security { vec!["security", "cognito", "mfa"] } else { vec!["cognito", "mfa"] },
                security_severity: is_security.then_some("7.0"),
            },
        })
    }
}

impl From<&super::problem::Suppressed> for Suppression {
    fn from(suppressed: &super::problem::Suppressed) -> Self {
        let kind = match suppressed.place {
            SuppressionPlace::InSource => "inSource",
            SuppressionPlace::External => "external",
        };
        Self { kind, justification: suppressed.reason.clone() }
    }
}

impl From<&Fault> for Notification {
    fn from(fault: &Fault) -> Self {
        let place = fault.place();
        let region = place.line.map(|line| SarifRegion {
            start_line: line,
            start_column: place.column,
            end_line: None,
            end_column: None,
        });
        let artifact_location = Artifact { uri: uri(&place.file) };
        let location = SarifLocation {
            id: None,
            message: None,
            physical_location: PhysicalLocation { artifact_location, region },
            logical_locations: Vec::new(),
        };
        Self { level: "error", message: Text { text: fault.sentence() }, locations: [location] }
    }
}

impl From<&Location> for SarifLocation {
    fn from(location: &Location) -> Self {
        let region = match location.region {
            Some(Region { line, column, end_line, end_column }) => SarifRegion {
                start_line: line,
                start_column: Some(column),
                end_line: Some(end_line),
                end_column: Some(end_column),
            },
            // Code scanning shows only results that have a line.
            None => SarifRegion { start_line: 1, start_column: None, end_line: None, end_column: None },
        };
        let name = |name: String| LogicalLocation { fully_qualified_name: name, kind: "resource" };
        Self {
            id: None,
            message: None,
            physical_location: PhysicalLocation {
                artifact_location: Artifact { uri: uri(&location.file) },
                region: Some(region),
            },
            logical_locations: location.logical().into_iter().map(name).collect(),
        }
    }
}

impl SarifLocation {
    /// Another place that takes part in a result, with its name.
    fn related((index, location): (usize, &Location)) -> Self {
        let message = location.described().map(|text| Text { text });
        Self { id: Some(index + 1), message, ..Self::from(location) }
    }
}

/// The name of a file as a reference of RFC 3986. A relative name stays relative.
fn uri(file: &str) -> String {
    let absolute = file.starts_with('/');
    let mut uri = String::from(if absolute { "file://" } else { "" });
    for byte in file.strip_prefix("./").unwrap_or(file).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => uri.push(char::from(byte)),
            // Only Windows separates folders with it.
            b'\\' if cfg!(windows) => uri.push('/'),
            _ => {
                let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default().to_ascii_uppercase();
                uri.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    uri
}
