//! `cognito-mfa run`: scenario files, each call with its answer.

use std::io::{self, BufRead, BufReader, Read, Write};

use cognito_mfa_host::{LineResult, Scenario};
use serde_json::Value;

use crate::files::Source;
use crate::{Failure, Verdict};

/// The streams of a run, and what became of the expectations.
struct Run<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    json: bool,
    passed: usize,
    failed: usize,
}

/// Runs scenario files, or standard input where there are none. Each answer is flushed, so that a client that waits for
/// it gets it.
pub(crate) fn run(
    files: &[Source],
    json: bool,
    input: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Verdict, Failure> {
    let mut run = Run { out, err, json, passed: 0, failed: 0 };
    let finished = run.files(files, input).and_then(|()| run.verdict());
    match finished {
        // Whoever reads the answers has seen enough. What failed so far has failed.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => return Err(Failure::Output(error)),
        Ok(()) => {}
    }
    Ok(if run.failed == 0 { Verdict::Well } else { Verdict::Found })
}

impl Run<'_> {
    fn files(&mut self, files: &[Source], input: &mut dyn Read) -> io::Result<()> {
        if files.is_empty() {
            return self.scenario("standard input", input);
        }
        for source in files {
            let name = source.name();
            if source.is_input() {
                self.scenario(&name, &mut *input)?;
                continue;
            }
            let file = std::fs::File::open(&source.0).map_err(|error| io::Error::other(format!("{name}: {error}")))?;
            self.scenario(&name, file)?;
        }
        Ok(())
    }

    /// One file, with pools of its own.
    fn scenario(&mut self, name: &str, file: impl Read) -> io::Result<()> {
        let mut scenario = Scenario::default();
        for (number, bytes) in BufReader::new(file).split(b'\n').enumerate() {
            let Some(result) = scenario.line(&bytes?) else { continue };
            let text = if self.json { result.answer.to_string() } else { shown(&result) };
            writeln!(self.out, "{text}")?;
            self.out.flush()?;
            match result.difference {
                None => {}
                Some(Ok(())) => self.passed += 1,
                Some(Err(difference)) => {
                    self.failed += 1;
                    // A closed standard error doesn't end the run.
                    let _ = writeln!(self.err, "{name}:{}: {}", number + 1, printable(&difference));
                }
            }
        }
        Ok(())
    }

    fn verdict(&mut self) -> io::Result<()> {
        let verdict = format!("{} passed, {} failed", self.passed, self.failed);
        match (self.passed + self.failed, self.json) {
            (0, _) => Ok(()),
            (_, true) => writeln!(self.err, "{verdict}").or(Ok(())),
            (_, false) => {
                writeln!(self.out, "{verdict}")?;
                self.out.flush()
            }
        }
    }
}

/// A call and its answer, for a person to read.
fn shown(result: &LineResult) -> String {
    let LineResult { operation, input, answer, .. } = result;
    let list =
        |value: &Value| value.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let mut lines = vec![format!("{operation:<28} {input}")];
    match answer.get("error") {
        Some(error) => {
            lines.push(format!("  ✗ {}: {}", text(&error["__type"]), text(&error["message"])));
            lines.push(format!("    because: {}", list(&error["codes"])));
        }
        None => lines.push(format!("  ✓ {}", answer["output"])),
    }
    lines.extend(answer.get("reason").map(|reason| format!("    because: {}", text(reason))));
    lines.extend(answer.get("notes").map(|notes| format!("    note: {}", list(notes))));
    lines.extend(answer.get("assurance").map(|assurance| format!("    assurance: {assurance}")));
    lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n")
}

/// The text with its control characters escaped, so that no input can move the cursor or forge a line.
fn printable(text: &str) -> String {
    let escaped = |char: char| if char.is_control() { char.escape_default().collect() } else { String::from(char) };
    text.chars().map(escaped).collect()
}
