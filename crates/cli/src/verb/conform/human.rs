//! The report for people.

use std::io::Write;

use cognito_mfa_conform::{Counts, DifferenceKind, LineReport, Theme, Verdict};

use super::{Conform, Run};
use crate::context::Context;
use crate::count::{counted, grouped};
use crate::failure::Failure;
use crate::paint::{bad, good, head};
use crate::printable::printable;

const LEGEND: &str =
    "M: measured on the live service, O: observed by users of it, S: API model, D: AWS's documents, I: inferred.";

pub(super) fn write(run: &Run, options: &Conform, context: &mut Context<'_>) -> Result<(), Failure> {
    let out = &mut context.out;
    writeln!(out, "{}\n", head(format_args!("Conformance of {}", printable(&run.target))))?;
    table(run, out)?;
    let faults = run.new_faults();
    if !faults.is_empty() {
        writeln!(out, "\nTo repeat a line: {}", printable(&run.repeat.pattern()))?;
        if !run.repeat.variables().is_empty() {
            writeln!(out, "Set {} first. A report contains no secrets.", run.repeat.variables().join(", "))?;
        }
        writeln!(out, "The letters in brackets are the evidence. {LEGEND}")?;
    }
    let (dangers, others): (Vec<_>, Vec<_>) = faults.iter().partition(|line| line.weakens_security());
    if !dangers.is_empty() {
        let title = "A sign-in ends with less proven than the specification asks for";
        writeln!(out, "\n{}", bad(title))?;
        for line in dangers {
            fault(line, out)?;
        }
    }
    for theme in Theme::ALL {
        let own: Vec<_> = others.iter().filter(|line| line.vector.theme() == theme).collect();
        for kind in DifferenceKind::ALL.map(Some).into_iter().chain([None]) {
            let of_kind: Vec<_> = own.iter().filter(|line| kind_of(line) == kind).collect();
            if of_kind.is_empty() {
                continue;
            }
            let title = kind.map_or("operation missing", DifferenceKind::title);
            writeln!(
                out,
                "\n{}",
                head(format_args!("{}: {title} ({})", theme.title(), grouped(of_kind.len() as u64)))
            )?;
            for line in of_kind {
                fault(line, out)?;
            }
        }
    }
    if options.all {
        writeln!(out, "\n{}", head("Blocked and not applicable"))?;
        for line in &run.report.lines {
            if !line.verdict.is_fault() && line.verdict != Verdict::Agrees {
                let sentence = printable(&line.verdict.sentence());
                writeln!(out, "  {}:{} {}\n    {sentence}", line.file, line.vector.number, line.vector.op)?;
            }
        }
    }
    let mended = run.baseline.mended(&run.report);
    if !mended.is_empty() {
        writeln!(out, "\n{}", head("In the baseline, but they agree now. Remove them"))?;
        for entry in mended {
            writeln!(out, "  {}", printable(entry))?;
        }
    }
    let counts = run.report.counts();
    let asked = counts.agrees + counts.differs + counts.operation_missing;
    let agrees = format!(
        "{} of {} agree.",
        grouped(counts.agrees as u64),
        counted(asked as u64, "line that could be asked", "lines that could be asked")
    );
    if faults.is_empty() {
        let known = if run.baseline.is_empty() { "" } else { " The baseline has all other lines." };
        writeln!(out, "\n{}{known}", good(agrees))?;
    } else {
        writeln!(out, "\n{}", bad(agrees))?;
        if !run.baseline.is_empty() {
            writeln!(out, "{} not in the baseline.", counted(faults.len() as u64, "difference is", "differences are"))?;
        }
    }
    Ok(())
}

/// The numbers by theme.
fn table(run: &Run, out: &mut impl Write) -> Result<(), Failure> {
    let titles = ["agrees", "differs", "missing", "blocked", "not applicable"];
    writeln!(out, "{:23}{:>8}{:>9}{:>9}{:>9}{:>16}", "", titles[0], titles[1], titles[2], titles[3], titles[4])?;
    let mut row = |title: &str, counts: Counts| {
        let Counts { agrees, differs, not_applicable, blocked, operation_missing, .. } = counts;
        let number = |count: usize| grouped(count as u64);
        writeln!(
            out,
            "{title:23}{:>8}{:>9}{:>9}{:>9}{:>16}",
            number(agrees),
            number(differs),
            number(operation_missing),
            number(blocked),
            number(not_applicable)
        )
    };
    for theme in Theme::ALL {
        let counts = Counts::of(run.report.lines.iter().filter(|line| line.vector.theme() == theme));
        row(theme.title(), counts)?;
    }
    row("all", run.report.counts())?;
    Ok(())
}

fn kind_of(line: &LineReport) -> Option<DifferenceKind> {
    if let Verdict::Differs(difference) = &line.verdict { Some(difference.kind) } else { None }
}

/// The difference in sentences, and how it's known.
fn fault(line: &LineReport, out: &mut impl Write) -> Result<(), Failure> {
    let request = printable(&crate::printable::cut(&line.vector.input.to_string()));
    writeln!(out, "  {}:{} {} {request}", line.file, line.vector.number, line.vector.op)?;
    writeln!(out, "    {}{}", printable(&line.verdict.sentence()), printable(&known_from(line)))?;
    Ok(())
}

/// The letter and source of the evidence, in brackets.
fn known_from(line: &LineReport) -> String {
    let Some(evidence) = &line.vector.evidence else { return String::new() };
    match &line.vector.source {
        Some(source) => format!(" [{evidence}: {source}]"),
        None => format!(" [{evidence}]"),
    }
}
