//! The report as workflow commands of GitHub Actions, which annotate the lines of a pull request.

use std::fmt::Write as _;

use cognito_mfa_insight::Severity;

use super::problem::{Location, Problem, Region};
use super::{Report, summary::summary};
use crate::printable::printable;

/// One command per problem, then the numbers.
pub(super) fn text(report: &Report) -> String {
    let mut text = String::new();
    for problem in report.open() {
        let command = match problem.severity {
            Severity::Error | Severity::Security => "error",
            Severity::Warning => "warning",
            Severity::Suggestion => "notice",
        };
        let _ = writeln!(
            text,
            "::{command} {},title={}::{}",
            place(&problem.location),
            property(&format!("{}[{}]", problem.severity.code(), problem.shown_code())),
            data(&message(problem))
        );
    }
    for (location, sentence) in report.differences() {
        let name = location.logical().map_or_else(String::new, |name| printable(&format!("{name}: ")));
        let _ = writeln!(text, "::notice {}::{}", place(location), data(&format!("{name}{sentence}")));
    }
    for fault in &report.faults {
        let mut line = fault.place().line.map_or_else(String::new, |line| format!(",line={line}"));
        line.extend(fault.place().column.map(|column| format!(",col={column}")));
        let _ = writeln!(text, "::error file={}{line}::{}", property(&fault.place().file), data(&fault.sentence()));
    }
    if report.has_judged() {
        let _ = writeln!(text, "{}", summary(report));
    }
    text
}

fn place(location: &Location) -> String {
    let file = format!("file={}", property(&location.file));
    match location.region {
        // The columns of a command lie in one line.
        Some(Region { line, column, end_line, end_column }) if line == end_line => {
            format!("{file},line={line},col={column},endColumn={end_column}")
        }
        Some(Region { line, end_line, .. }) => format!("{file},line={line},endLine={end_line}"),
        None => file,
    }
}

fn message(problem: &Problem) -> String {
    let mut lines = vec![problem.title.clone()];
    lines.extend(problem.location.described());
    lines.extend(problem.service.as_ref().map(ToString::to_string));
    lines.extend(problem.explanation.iter().cloned());
    lines.extend(problem.fix().map(|fix| format!("Fix: {}", fix.text)));
    lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n")
}

/// The escapes that the runner undoes in a message.
pub(crate) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The escapes that the runner undoes in a property.
fn property(text: &str) -> String {
    data(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}
