//! The report for programs: JSON, `JUnit` XML, and workflow commands of GitHub Actions.

use std::io::{self, Write};

use cognito_mfa_conform::{Counts, LineReport, Theme, Verdict};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;

use super::Run;
use crate::context::Context;
use crate::failure::Failure;
use crate::printable::printable;

/// What a report calls a sign-in that ends with less proven.
const WEAKENS_SECURITY: &str = "weakens security";

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Answer<'a> {
    target: &'a str,
    counts: Counts,
    themes: Vec<ThemeCounts>,
    new_differences: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_early: Option<&'a str>,
    lines: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct ThemeCounts {
    theme: Theme,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    line: usize,
    operation: &'a str,
    theme: Theme,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    in_baseline: bool,
    #[serde(flatten)]
    verdict: &'a Verdict,
    /// The command that repeats a difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeat: Option<String>,
}

pub(super) fn json(run: &Run) -> Answer<'_> {
    let of_theme = |theme| Counts::of(run.report.lines.iter().filter(|line| line.vector.theme() == theme));
    Answer {
        target: &run.target,
        counts: run.report.counts(),
        themes: Theme::ALL.map(|theme| ThemeCounts { theme, counts: of_theme(theme) }).into(),
        new_differences: run.new_faults().len(),
        ended_early: run.report.lost.as_deref(),
        lines: run.report.lines.iter().map(|line| line_of(line, run)).collect(),
    }
}

fn line_of<'a>(line: &'a LineReport, run: &Run) -> Line<'a> {
    Line {
        file: &line.file,
        line: line.vector.number,
        operation: &line.vector.op,
        theme: line.vector.theme(),
        evidence: line.vector.evidence.as_deref(),
        source: line.vector.source.as_deref(),
        in_baseline: run.baseline.contains(line),
        verdict: &line.verdict,
        repeat: line.verdict.is_fault().then(|| run.repeat.command(line)),
    }
}

/// A test suite for what weakens security, and one per file. Each line is a test case, and one that couldn't be asked is
/// skipped.
pub(super) fn junit(run: &Run, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut xml = Report::new("cognito-mfa conform");
    let mut suites: Vec<TestSuite> = Vec::new();
    for line in &run.report.lines {
        let mut status = match &line.verdict {
            Verdict::Agrees => TestCaseStatus::success(),
            verdict if verdict.is_fault() && !run.baseline.contains(line) => {
                TestCaseStatus::non_success(NonSuccessKind::Failure)
            }
            Verdict::Differs(_)
            | Verdict::OperationMissing { .. }
            | Verdict::NotApplicable { .. }
            | Verdict::Blocked { .. } => TestCaseStatus::skipped(),
        };
        if line.verdict != Verdict::Agrees {
            status.set_message(printable(&line.verdict.sentence()));
        }
        if let Some(code) = line.verdict.fault_code() {
            status.set_type(if line.weakens_security() { WEAKENS_SECURITY } else { code });
            status.set_description(printable(&format!("To repeat: {}", run.repeat.command(line))));
        }
        let mut case = TestCase::new(format!("line {}: {}", line.vector.number, line.vector.op), status);
        case.set_classname(line.file.as_str());
        let suite = if line.weakens_security() { WEAKENS_SECURITY } else { &line.file };
        if suites.last().is_none_or(|last| last.name.as_str() != suite) {
            suites.push(TestSuite::new(suite));
        }
        if let Some(suite) = suites.last_mut() {
            suite.add_test_case(case);
        }
    }
    xml.add_test_suites(suites);
    let text = xml.to_string().map_err(|error| Failure::Output(io::Error::other(error)))?;
    Ok(context.out.write_all(text.as_bytes())?)
}

/// A command per new difference, and the numbers.
pub(super) fn github(run: &Run, context: &mut Context<'_>) -> Result<(), Failure> {
    let escape = |text: &str| printable(text).replace('%', "%25");
    for line in run.new_faults() {
        let title = if line.weakens_security() { WEAKENS_SECURITY } else { "differs" };
        writeln!(
            context.out,
            "::error title=conformance {title}::{}:{} {}: {}%0ATo repeat: {}",
            escape(&line.file),
            line.vector.number,
            escape(&line.vector.op),
            escape(&line.verdict.sentence()),
            escape(&run.repeat.command(line))
        )?;
    }
    let counts = run.report.counts();
    writeln!(
        context.out,
        "{} agree, {} differ, {} missing, {} blocked, {} not applicable",
        counts.agrees, counts.differs, counts.operation_missing, counts.blocked, counts.not_applicable
    )?;
    Ok(())
}
