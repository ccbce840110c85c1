//! The command without a process.

use std::ffi::OsString;

use anstream::adapter::strip_str;
use cognito_mfa_cli::Console;
use indicatif::ProgressDrawTarget;
use serde_json::Value;

use crate::schema;

/// What a command printed, and its exit status.
pub(crate) struct Run {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) status: u8,
}

/// Runs the command. An argument with a dot is a file in the folder of fixtures.
pub(crate) fn run(arguments: &str, input: &[u8]) -> Run {
    run_with(arguments.split_whitespace().map(fixture), input)
}

/// Runs the command with exactly these arguments. What it prints for programs is as its schema describes.
#[track_caller]
pub(crate) fn run_with(arguments: impl IntoIterator<Item = OsString>, input: &[u8]) -> Run {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let names: Vec<_> = arguments.iter().map(|argument| argument.to_str().unwrap_or_default()).collect();
    let names = names.join(" ");
    let run = run_unchecked(arguments, input);
    if (names.contains("--json") || names.contains("--format json")) && !names.contains("--help") {
        // All of the 38,880 lines of a table have the same form.
        let step = if names.starts_with("export") { 997 } else { 1 };
        for line in run.out.lines().step_by(step) {
            let line = serde_json::from_str(line).unwrap_or_else(|error| panic!("{names}: {error}: {line}"));
            schema::check(schema_of(&names), &line);
        }
    }
    run
}

/// Runs the command with exactly these arguments, without a look at what it prints.
pub(crate) fn run_unchecked(arguments: Vec<OsString>, input: &[u8]) -> Run {
    let (mut input, mut out, mut err) = (input, Vec::new(), Vec::new());
    let mut console = Console { input: &mut input, out: &mut out, err: &mut err, progress: ProgressDrawTarget::hidden };
    let status = cognito_mfa_cli::run(arguments, &mut console);
    let text = |bytes: Vec<u8>| strip_str(&String::from_utf8(bytes).unwrap()).to_string();
    Run { out: text(out), err: text(err), status }
}

fn fixture(argument: &str) -> OsString {
    match argument.split_once('=') {
        Some((option, file)) if file.contains('.') => format!("{option}=tests/fixtures/{file}"),
        None if argument.contains('.') => format!("tests/fixtures/{argument}"),
        Some(_) | None => argument.into(),
    }
    .into()
}

/// The only line of the output, as JSON.
#[track_caller]
pub(crate) fn json(run: &Run) -> Value {
    assert_eq!(run.out.matches('\n').count(), 1, "{}", run.out);
    serde_json::from_str(&run.out).unwrap()
}

/// The text that the command prints, then the same answer as JSON, then the exit status.
#[track_caller]
pub(crate) fn shown(arguments: &str) -> String {
    let text = run(arguments, b"");
    let machine = run(&format!("{arguments} --json"), b"");
    assert_eq!(machine.status, text.status, "{arguments}");
    let answer = json(&machine);
    let object = serde_json::to_string_pretty(&answer).unwrap();
    let err = if text.err.is_empty() { String::new() } else { format!("\non standard error:\n{}", text.err) };
    format!("$ cognito-mfa {arguments}\n{}{err}\n{object}\n\nexit status {}", text.out, text.status)
}

/// The schema of what a verb prints with `--json`.
fn schema_of(arguments: &str) -> &'static str {
    match arguments.split(' ').find(|argument| !argument.starts_with('-')).unwrap() {
        "explain" if arguments.contains(" --request ") => "explain-request.schema.json",
        "explain" => "explain.schema.json",
        "lint" if arguments.contains(" --explain ") => "explain-code.schema.json",
        "lint" => "lint.schema.json",
        "prove" => "prove.schema.json",
        "diff" => "diff.schema.json",
        "impact" => "impact.schema.json",
        "plan" => "plan.schema.json",
        "export" => "export.schema.json",
        "run" => "run.schema.json",
        "conform" => "conform.schema.json",
        verb => panic!("{verb} has no schema"),
    }
}
