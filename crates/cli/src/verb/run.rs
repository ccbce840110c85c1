//! `cognito-mfa run`: scenario files, each call with its answer.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use clap::Args;
use cognito_mfa::Profile;
use cognito_mfa_host::{LineResult, Scenario};
use serde_json::Value;

use crate::context::Context;
use crate::failure::Failure;
use crate::files::unreadable;
use crate::format::Format;
use crate::paint::bad;
use crate::place::Place;
use crate::printable::printable;
use crate::secrets::without_secrets;
use crate::source::Source;
use crate::verdict::Verdict;

/// Run scenario files and check the expectations in them
///
/// It prints each call, the answer, and the reason for it. Each file has its own pools.
#[derive(Args)]
#[command(after_help = "\
Example:
  cognito-mfa run scenario.jsonl")]
pub(crate) struct Run {
    /// Scenario files (JSON Lines). Without a file, the command reads standard input
    #[arg(value_name = "FILE")]
    files: Vec<Source>,
}

impl Run {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let input = [Source::standard_input()];
        let mut tally = Tally::default();
        for source in if self.files.is_empty() { &input } else { self.files.as_slice() } {
            match scenario(source, &mut tally, context) {
                // The other files still run.
                Err(Failure::Input(fault)) => {
                    tally.unreadable += 1;
                    context.err.report(&Failure::Input(fault));
                }
                finished => finished?,
            }
            if context.out.is_closed() {
                return Ok(tally.verdict());
            }
        }
        match tally.line() {
            Some(line) if context.json() => context.err.remark(line),
            Some(line) => writeln!(context.out, "{line}")?,
            None if tally.unreadable > 0 => {}
            None => {
                context.err.remark("Nothing was run: no line is a call.");
                return Ok(Verdict::Unreadable);
            }
        }
        Ok(tally.verdict())
    }
}

/// The numbers of expectations and of files that can't be read.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    unreadable: usize,
    /// The profiles that the calls were judged in.
    profiles: BTreeSet<Profile>,
}

impl Tally {
    /// The last line of the output. `None` if there was no call.
    fn line(&self) -> Option<String> {
        let names: Vec<_> = self.profiles.iter().map(|profile| profile.name()).collect();
        let profiles = match names.as_slice() {
            [] => return None,
            [name] => format!("Profile: {name}."),
            names => format!("Profiles: {}.", names.join(", ")),
        };
        let Self { passed, failed, .. } = self;
        Some(if passed + failed > 0 { format!("{passed} passed, {failed} failed. {profiles}") } else { profiles })
    }

    const fn verdict(&self) -> Verdict {
        match self {
            Self { unreadable: 1.., .. } => Verdict::Unreadable,
            Self { failed, .. } => Verdict::fine_if(*failed == 0),
        }
    }
}

/// Runs one file until its end, or until nothing reads the answers.
fn scenario(source: &Source, tally: &mut Tally, context: &mut Context<'_>) -> Result<(), Failure> {
    let name = source.name();
    let Context { files, out, err, format } = context;
    let (mut reader, _) = files.open(source)?;
    let mut scenario = Scenario::default();
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let read = reader.read_until(b'\n', &mut bytes);
        if read.map_err(|error| Place::file(&name).fault(unreadable(&error)))? == 0 {
            break;
        }
        let Some(result) = scenario.line(bytes.trim_ascii_end()) else { continue };
        tally.profiles.insert(scenario.host().profile);
        writeln!(out, "{}", if *format == Format::Json { result.answer.to_string() } else { text(&result) })?;
        // A program that waits for this answer gets it now.
        out.flush()?;
        match result.difference {
            None => {}
            Some(Ok(())) => tally.passed += 1,
            Some(Err(difference)) => {
                tally.failed += 1;
                let place = Place::line(&name, number);
                err.remark(format_args!("{} {}", bad("failed:"), printable(&format!("{place}: {difference}"))));
            }
        }
        if out.is_closed() {
            break;
        }
    }
    Ok(())
}

/// A call and its answer for a person to read.
fn text(result: &LineResult) -> String {
    let LineResult { operation, input, answer, .. } = result;
    let list =
        |value: &Value| value.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let mut lines = vec![format!("{operation:<28} {}", without_secrets(input))];
    match answer.get("error") {
        Some(error) => {
            lines.push(format!("  ✗ {}: {}", text(&error["__type"]), text(&error["message"])));
            // A few codes are in more than one table.
            let codes = error["codes"].as_array().into_iter().flatten().map(text);
            let codes: Vec<_> = codes.map(|code| format!("{}/{code}", text(&error["table"]))).collect();
            lines.push(format!("    reason: {}", codes.join(", ")));
        }
        None => lines.push(format!("  ✓ {}", answer["output"])),
    }
    lines.extend(answer.get("reason").map(|reason| format!("    reason: {}", text(reason))));
    lines.extend(answer.get("notes").map(|notes| format!("    note: {}", list(notes))));
    lines.extend(answer.get("assurance").map(|assurance| format!("    assurance: {assurance}")));
    lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n")
}
