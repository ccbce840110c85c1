//! Replays scenario files: `cargo run --example replay -- [--json] [FILE…]`, or standard input.
//!
//! Each call is shown with its answer, for a person to read or, with `--json`, as one JSON object a line. Lines that say
//! what they expect are checked; the exit status is 1 when one of them got another answer.

mod expectation;
mod host;
mod line;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::ExitCode;

use host::Host;
use line::Line;
use serde_json::Value;

fn main() -> ExitCode {
    let (flags, files): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    if let Some(unknown) = flags.iter().find(|flag| *flag != "--json") {
        eprintln!("replay: unknown option {unknown}; usage: replay [--json] [FILE…]");
        return ExitCode::from(2);
    }
    let mut run = Run { json: !flags.is_empty(), passed: 0, failed: 0 };
    match run.files(&files) {
        Ok(()) => run.verdict(),
        Err(error) => {
            eprintln!("replay: {error}");
            ExitCode::from(2)
        }
    }
}

struct Run {
    json: bool,
    passed: usize,
    failed: usize,
}

impl Run {
    fn files(&mut self, files: &[String]) -> io::Result<()> {
        if files.is_empty() {
            return self.replay("standard input", io::stdin());
        }
        files.iter().try_for_each(|name| {
            let file = std::fs::File::open(name).map_err(|error| io::Error::other(format!("{name}: {error}")))?;
            self.replay(name, file)
        })
    }

    /// One file, with a host of its own.
    fn replay(&mut self, name: &str, file: impl Read) -> io::Result<()> {
        let mut host = Host::default();
        let mut out = io::BufWriter::new(io::stdout().lock());
        for (number, bytes) in BufReader::new(file).split(b'\n').enumerate() {
            let Some((line, answer)) = host.line(&bytes?) else { continue };
            if self.json {
                writeln!(out, "{answer}")?;
            } else {
                writeln!(out, "{}", shown(&line, &answer))?;
            }
            match line.expect.map(|expected| expectation::check(&expected, &answer)) {
                None => {}
                Some(Ok(())) => self.passed += 1,
                Some(Err(difference)) => {
                    self.failed += 1;
                    out.flush()?;
                    eprintln!("{name}:{}: {difference}", number + 1);
                }
            }
        }
        out.flush()
    }

    fn verdict(&self) -> ExitCode {
        let (passed, failed) = (self.passed, self.failed);
        match (passed + failed, self.json) {
            (0, _) => {}
            (_, true) => eprintln!("{passed} passed, {failed} failed"),
            (_, false) => println!("{passed} passed, {failed} failed"),
        }
        ExitCode::from(u8::from(failed > 0))
    }
}

/// A call and its answer, for a person to read.
fn shown(line: &Line, answer: &Value) -> String {
    let call = format!("{:<28} {}", line.op, line.input);
    let list =
        |value: &Value| value.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let mut lines = vec![call];
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
    lines.join("\n")
}
