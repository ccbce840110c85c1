//! The report for people, in the style of rustc. Only this module uses annotate-snippets.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Message, Origin, Renderer, Snippet};
use cognito_mfa_insight::Severity;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use unicode_width::UnicodeWidthStr;

use super::problem::{Excerpt, Location, Problem, ProblemFix, Region, Safety};
use super::{Report, summary::summary};
use crate::paint::{bad, good, head};
use crate::printable::printable;

/// The widest line of a note.
const WIDTH: usize = 100;

/// The problems with their source lines, then the numbers.
pub(super) fn text(report: &Report) -> String {
    let renderer = Renderer::styled();
    let open: Vec<&Problem> = report.open().collect();
    let mut text: String = open.into_par_iter().map(|problem| renderer.render(&[group(problem)]) + "\n\n").collect();
    for (location, sentence) in report.differences() {
        let _ = writeln!(text, "{} {}: {sentence}\n", head("note:"), printable(&location.to_string()));
    }
    let line = summary(report);
    let fails = report.open().any(|problem| report.is_failure(problem));
    let _ = if fails {
        writeln!(text, "{}", bad(line))
    } else if report.faults.is_empty() && report.open().next().is_none() {
        writeln!(text, "{}", good(line))
    } else {
        writeln!(text, "{}", head(line))
    };
    text
}

fn group(problem: &Problem) -> Group<'static> {
    let title = level(problem.severity).primary_title(printable(&problem.title)).id(problem.shown_code());
    let group = Group::with_title(title).element(source(problem));
    group.elements(notes(problem))
}

fn level(severity: Severity) -> Level<'static> {
    let level = match severity {
        Severity::Error | Severity::Security => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Suggestion => Level::HELP,
    };
    level.with_name(severity.code())
}

/// The source line with the marked part, or the name of the place alone.
fn source(problem: &Problem) -> Element<'static> {
    let Location { file, region, excerpt, .. } = &problem.location;
    let name = printable(file);
    if let (Some(region), Some(excerpt)) = (region, excerpt)
        && let Some((text, span)) = marked(excerpt, *region)
    {
        let mark = AnnotationKind::Primary.span(span);
        return Snippet::source(text).line_start(excerpt.line).path(name).annotation(mark).into();
    }
    let origin = Origin::path(name);
    match region {
        Some(region) => origin.line(region.line).char_column(region.column).into(),
        None => origin.into(),
    }
}

/// The line, safe to print, and the marked part of it in bytes. A region over several lines is marked in the first one.
fn marked(excerpt: &Excerpt, region: Region) -> Option<(String, Range<usize>)> {
    let line = excerpt.text.trim_end();
    let offset =
        |column: usize| line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(offset, _)| offset);
    // A long line is cut, and what is behind the cut can't be shown.
    if region.column > line.chars().count() + 1 {
        return None;
    }
    let start = offset(region.column);
    let end = if region.end_line == region.line { offset(region.end_column) } else { line.len() };
    let (before, part, after) = (line.get(..start)?, line.get(start..end.max(start))?, line.get(end.max(start)..)?);
    // Hidden characters would move the marks.
    let (before, part, after) = (printable(&tabs(before)), printable(&tabs(part)), printable(&tabs(after)));
    let span = before.len()..before.len() + part.len();
    Some((before + &part + &after, span))
}

/// A tab counts as hidden. One space keeps the columns: a place counts a tab as one character.
fn tabs(text: &str) -> String {
    text.replace('\t', " ")
}

fn notes(problem: &Problem) -> Vec<Message<'static>> {
    let mut notes = Vec::new();
    let mut add = |name: &str, text: &str| {
        // The renderer indents the following lines by the width of `= name: `.
        let text = wrapped(&printable(text), WIDTH.saturating_sub(name.len()));
        notes.push(Level::NOTE.with_name(name.to_owned()).message(text));
    };
    if let Some(name) = problem.location.described() {
        add("in", &name);
    }
    if let Some(service) = &problem.service {
        add("service", &service.to_string());
    }
    for place in &problem.related {
        add("see also", &place.to_string());
    }
    for sentence in &problem.explanation {
        add("note", sentence);
    }
    if let Some(witness) = &problem.witness {
        add("example", &witness.text);
    }
    for fix in &problem.fixes {
        let ProblemFix { safety, text } = fix;
        match safety {
            Safety::Safe | Safety::Unjudged => add("fix", text),
            Safety::Unsafe { locks_out } => {
                add("unsafe fix", &format!("{text} This locks out users such as {locks_out}."));
            }
        }
    }
    if let Some(other) = &problem.other_profile {
        add("other profile", other);
    }
    notes
}

/// The text with a line break wherever a line would be too wide.
fn wrapped(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.width();
        if used > 0 && used + 1 + length > width {
            wrapped.push('\n');
            used = 0;
        } else if used > 0 {
            wrapped.push(' ');
            used += 1;
        }
        wrapped.push_str(word);
        used += length;
    }
    wrapped
}
