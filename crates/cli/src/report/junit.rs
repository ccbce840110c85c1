//! The report as `JUnit` XML: a test suite per file, and a test case per problem.

use std::io;

use quick_junit::{NonSuccessKind, Property, Report as Xml, TestCase, TestCaseStatus, TestSuite};

use super::Report;
use super::problem::Problem;
use crate::failure::Failure;
use crate::printable::printable;

/// A problem that fails the run is a failed test, another problem is a passed one with a text, and a suppressed problem is
/// a skipped one. A file without a problem has one test, which passes.
pub(super) fn text(report: &Report) -> Result<String, Failure> {
    let mut xml = Xml::new("cognito-mfa");
    let mut names: Vec<&str> = report.files.iter().map(String::as_str).collect();
    names.extend(report.problems.iter().map(|problem| problem.location.file.as_str()));
    names.extend(report.faults.iter().map(|fault| fault.place().file.as_str()));
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let mut suite = TestSuite::new(name);
        suite.add_property(Property::new("profile", report.profile.name()));
        for problem in report.problems.iter().filter(|problem| problem.location.file == name) {
            suite.add_test_case(case(report, problem));
        }
        for fault in report.faults.iter().filter(|fault| fault.place().file == name) {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(fault.to_string());
            suite.add_test_case(named(TestCase::new("input", status), name));
        }
        let differences = report.differences().filter(|(location, _)| location.file == name);
        let differences: Vec<_> =
            differences.map(|(location, text)| format!("{}: {text}", printable(&location.to_string()))).collect();
        if !differences.is_empty() {
            suite.set_system_out(differences.join("\n"));
        }
        if suite.test_cases.is_empty() {
            suite.add_test_case(named(TestCase::new("no problems", TestCaseStatus::success()), name));
        }
        xml.add_test_suite(suite);
    }
    let text = xml.to_string().map_err(|error| Failure::Output(io::Error::other(error)))?;
    // The schema of Jenkins' plugin allows this attribute only in a test suite.
    let skipped = format!(" skipped=\"{}\"", report.suppressed());
    Ok(text.replacen(&skipped, "", 1))
}

fn named(mut case: TestCase, file: &str) -> TestCase {
    case.set_classname(file);
    case
}

fn case(report: &Report, problem: &Problem) -> TestCase {
    let name = match problem.location.logical() {
        Some(logical) => format!("{}[{}] {logical}", problem.severity.code(), problem.shown_code()),
        None => format!("{}[{}]", problem.severity.code(), problem.shown_code()),
    };
    let place =
        problem.location.region.map_or_else(String::new, |region| format!(":{}:{}", region.line, region.column));
    let mut lines = vec![format!("{}{place}", problem.location.file)];
    lines.extend(problem.service.as_ref().map(ToString::to_string));
    lines.extend(problem.explanation.iter().cloned());
    lines.extend(problem.fixes.iter().map(|fix| format!("Fix ({}): {}", fix.safety.code(), fix.text)));
    let text = lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n");
    let mut status = match &problem.suppressed {
        Some(suppressed) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(suppressed.reason.as_str());
            status
        }
        None if report.is_failure(problem) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(problem.shown_code()).set_message(problem.title.as_str());
            status
        }
        None => TestCaseStatus::success(),
    };
    let passes = matches!(status, TestCaseStatus::Success { .. });
    if !passes {
        status.set_description(text.as_str());
    }
    let mut case = named(TestCase::new(name, status), &problem.location.file);
    if passes {
        case.set_system_out(format!("{}\n{text}", problem.title));
    }
    case
}
