//! The report for people.

use std::cmp::Reverse;
use std::io::Write;

use cognito_mfa_conform::{Counts, DifferenceKind, LineReport, Theme, Verdict};
use serde_json::Value;

use super::{Conform, Run};
use crate::context::Context;
use crate::count::{counted, grouped};
use crate::failure::Failure;
use crate::paint::{bad, good, head};
use crate::printable::printable;

const LEGEND: &str = "The brackets contain the rule of the specification, and the evidence for it. M: measured on the live service, \
                      O: observed by users of it, S: API model, D: AWS's documents, I: inferred.";
/// So many requests are shown for each difference, unless all are wanted.
const SHOWN: usize = 3;
/// So many reasons for blocked lines are shown, unless all are wanted.
const BLOCKERS: usize = 5;

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
        writeln!(out, "{LEGEND}")?;
    }
    blockers(run, options, out)?;
    let (dangers, others): (Vec<_>, Vec<_>) = faults.iter().partition(|line| line.weakens_security());
    if !dangers.is_empty() {
        let title = "A sign-in ends with less proven than the specification asks for";
        writeln!(out, "\n{}", bad(title))?;
        differences(&dangers, options, out)?;
    }
    for theme in Theme::ALL {
        let own: Vec<_> = others.iter().copied().filter(|line| line.vector.theme() == theme).collect();
        for kind in DifferenceKind::ALL.map(Some).into_iter().chain([None]) {
            let of_kind: Vec<_> = own.iter().copied().filter(|line| kind_of(line) == kind).collect();
            if of_kind.is_empty() {
                continue;
            }
            let title = kind.map_or("operation missing", DifferenceKind::title);
            writeln!(
                out,
                "\n{}",
                head(format_args!("{}: {title} ({})", theme.title(), grouped(of_kind.len() as u64)))
            )?;
            differences(&of_kind, options, out)?;
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

/// What keeps the most other lines from being asked.
fn blockers(run: &Run, options: &Conform, out: &mut impl Write) -> Result<(), Failure> {
    let mut blockers: Vec<(&str, usize, String)> = Vec::new();
    for line in &run.report.lines {
        let Verdict::Blocked { line: Some(number), reason } = &line.verdict else { continue };
        match blockers.iter_mut().find(|(known, ..)| known == reason) {
            Some((_, count, _)) => *count += 1,
            None => blockers.push((reason, 1, format!("{}:{number}", line.file))),
        }
    }
    if blockers.is_empty() {
        return Ok(());
    }
    blockers.sort_by_key(|(_, count, _)| Reverse(*count));
    writeln!(out, "\n{}", head("Fix these first. Other lines depend on them"))?;
    let shown = if options.all { blockers.len() } else { BLOCKERS };
    for (reason, count, place) in blockers.iter().take(shown) {
        let lines = counted(*count as u64, "line", "lines");
        writeln!(out, "  {} ({lines} blocked, the first one by {})", printable(reason), printable(place))?;
    }
    Ok(())
}

/// Each difference in sentences, with the requests that show it. The most frequent one comes first.
fn differences(lines: &[&LineReport], options: &Conform, out: &mut impl Write) -> Result<(), Failure> {
    let mut groups: Vec<(String, Vec<&LineReport>)> = Vec::new();
    for line in lines {
        let sentence = format!("{}: {}{}", line.vector.op, line.verdict.sentence(), known_from(line));
        match groups.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, own)) => own.push(line),
            None => groups.push((sentence, vec![line])),
        }
    }
    groups.sort_by_key(|(_, own)| Reverse(own.len()));
    for (sentence, own) in groups {
        writeln!(out, "  {}", printable(&sentence))?;
        let shown = if options.all { own.len() } else { SHOWN };
        for line in own.iter().take(shown) {
            let request = printable(&crate::printable::cut(&line.vector.input.to_string()));
            writeln!(out, "    {}:{} {request}", line.file, line.vector.number)?;
        }
        if own.len() > shown {
            writeln!(out, "    and {} more (--all lists them)", grouped((own.len() - shown) as u64))?;
        }
    }
    Ok(())
}

/// The rule, and the letter and source of the evidence, in brackets.
fn known_from(line: &LineReport) -> String {
    let expect = line.vector.expect.as_ref();
    let text = |pointer| expect.and_then(|expect| expect.pointer(pointer)).and_then(Value::as_str);
    let rule = text("/error/code").or_else(|| text("/reason")).filter(|rule| *rule != "$absent");
    let known: Vec<_> = [rule, line.vector.evidence.as_deref()].into_iter().flatten().collect();
    let source = line.vector.source.as_ref().map_or_else(String::new, |source| format!(": {source}"));
    if known.is_empty() { String::new() } else { format!(" [{}{source}]", known.join(", ")) }
}
