//! `run`: calls, answers, expectations.

use std::io::{self, Write};

use cognito_mfa_cli::Console;
use indicatif::ProgressDrawTarget;

use crate::command::run;

#[test]
fn each_call_is_shown_with_its_answer_and_the_reason() {
    insta::assert_snapshot!(run("run sign-in.jsonl", b"").out);
    insta::assert_snapshot!("run_json", run("run --json sign-in.jsonl", b"").out);
}

#[test]
fn without_a_file_the_command_runs_standard_input() {
    let scenario = std::fs::read("tests/fixtures/sign-in.jsonl").unwrap();
    let from_file = run("run sign-in.jsonl", b"").out;
    assert_eq!(run("run", &scenario).out, from_file);
    assert_eq!(run("run -", &scenario).out, from_file);
}

#[test]
fn the_count_is_the_last_line_and_goes_to_standard_error_with_json() {
    let text = run("run sign-in.jsonl", b"");
    assert_eq!((text.out.lines().last(), text.err.as_str()), (Some("3 passed, 0 failed. Profile: Observed."), ""));
    let json = run("run --json sign-in.jsonl", b"");
    assert_eq!((json.err.as_str(), json.status), ("3 passed, 0 failed. Profile: Observed.\n", 0));
    assert!(json.out.lines().all(|line| line.starts_with('{')), "{}", json.out);
}

#[test]
fn a_file_without_expectations_gets_no_count() {
    let run = run("run", br#"{"op":"CreateUserPool","input":{"PoolName":"shop"}}"#);
    assert!(!run.out.contains("passed"), "{}", run.out);
    assert!(run.out.ends_with("\nProfile: Observed.\n"), "{}", run.out);
    assert_eq!((run.err.as_str(), run.status), ("", 0));
}

#[test]
fn each_profile_of_a_run_is_named() {
    let call = r#"{"op":"CreateUserPool","input":{"PoolName":"shop"},"expect":{}}"#;
    let documented = r#"{"options":{"fidelity":"Documented"}}"#;
    let last = |lines: &[&str]| run("run", lines.join("\n").as_bytes()).out.lines().last().unwrap().to_owned();
    assert_eq!(last(&[documented, call]), "1 passed, 0 failed. Profile: Documented.");
    assert_eq!(last(&[call, documented, call]), "2 passed, 0 failed. Profiles: Documented, Observed.");
}

#[test]
fn a_run_without_a_call_exits_with_2() {
    for input in ["", "{\"remark\":\"nothing yet\"}", "{\"options\":{\"fidelity\":\"Documented\"}}\n\n"] {
        let run = run("run", input.as_bytes());
        assert_eq!((run.err.as_str(), run.status), ("Nothing was run: no line is a call.\n", 2), "{input}");
    }
}

#[test]
fn each_file_has_its_own_pools_and_all_files_are_counted() {
    let run = run("run sign-in.jsonl sign-in.jsonl", b"");
    assert_eq!((run.out.lines().last(), run.status), (Some("6 passed, 0 failed. Profile: Observed."), 0));
}

#[test]
fn a_failed_expectation_is_named_and_exits_with_1() {
    let run = run("run", b"\n{\"op\":\"Ping\",\"expect\":{\"output\":{}}}");
    assert_eq!(run.status, 1);
    assert_eq!(run.out.lines().last(), Some("0 passed, 1 failed. Profile: Observed."));
    assert!(run.err.starts_with("failed: standard input:2: "), "{}", run.err);
}

#[test]
fn a_missing_file_is_named_and_the_other_files_still_run() {
    let run = run("run none.jsonl sign-in.jsonl", b"");
    let missing = "error: tests/fixtures/none.jsonl: can't read this file: No such file or directory (os error 2).\n";
    assert_eq!((run.err.as_str(), run.status), (missing, 2));
    assert_eq!(run.out.lines().last(), Some("3 passed, 0 failed. Profile: Observed."));
}

#[test]
fn a_folder_is_a_file_that_cannot_be_read() {
    let run = run("run ../fixtures sign-in.jsonl", b"");
    assert!(run.err.starts_with("error: tests/fixtures/../fixtures: can't read this file: "), "{}", run.err);
    assert_eq!((run.out.lines().last(), run.status), (Some("3 passed, 0 failed. Profile: Observed."), 2));
}

#[test]
fn control_characters_of_the_input_are_escaped() {
    let line = b"{\"op\":\"\\u001b[2J\",\"input\":{\"a\":\"\xc2\x9b\xe2\x80\xae\"},\"expect\":{\"\\u001b\":1}}";
    let run = run("run", line);
    let hidden = |char: char| char != '\n' && (char.is_control() || char == '\u{202e}');
    assert!(!run.out.contains(hidden) && !run.err.contains(hidden), "{}{}", run.out, run.err);
    assert!(run.out.contains("\\u{1b}[2J") && run.out.contains("\\u{9b}\\u{202e}"), "{}", run.out);
}

#[test]
fn a_line_that_is_not_json_gets_an_error_and_the_run_goes_on() {
    let run = run("run", b"not json\n{\"op\":\"CreateUserPool\",\"input\":{\"PoolName\":\"shop\"}}\n\xff\n");
    assert_eq!(run.out.matches("✗ SerializationException").count(), 2, "{}", run.out);
    assert_eq!((run.out.matches("✓").count(), run.status), (1, 0));
}

/// A pipe that closes after this many bytes.
struct Pipe(usize);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs the command with a pipe that closes after this many bytes.
#[track_caller]
fn check_closed(arguments: &str, input: &str, bytes: usize, status: u8) {
    let (mut input, mut out, mut err) = (input.as_bytes(), Pipe(bytes), Vec::new());
    let mut console = Console { input: &mut input, out: &mut out, err: &mut err, progress: ProgressDrawTarget::hidden };
    let found = cognito_mfa_cli::run(arguments.split(' ').map(Into::into), &mut console);
    let errors = String::from_utf8(err).unwrap();
    assert_eq!(found, status, "{arguments}: {errors}");
    assert!(!errors.contains("error:"), "{errors}");
}

#[test]
fn a_closed_pipe_ends_the_command_quietly() {
    let fails = "{\"op\":\"Ping\",\"expect\":{}}\n{\"op\":\"Ping\",\"expect\":{\"output\":{}}}\n{\"op\":\"Ping\"}\n";
    // The pipe closes before the failed expectation, and after it.
    check_closed("run --json", fails, 0, 0);
    check_closed("run --json", fails, 300, 1);
    let pool = r#"{"UserPool":{"MfaConfiguration":"OFF","UserPoolTier":"PLUS"}}{"MfaConfiguration":"OFF"}"#;
    check_closed("prove -", pool, 0, 0);
    let refused = r#"{"UserPool":{"UserPoolTier":"ESSENTIALS"}}{"MfaConfiguration":"ON"}"#;
    check_closed("lint - --fail-on warning", refused, 0, 1);
    check_closed("explain - --user tests/fixtures/ann.json", pool, 10, 0);
    check_closed("diff - tests/fixtures/shop.json", pool, 10, 0);
    check_closed("impact - tests/fixtures/shop.json --users tests/fixtures/users.jsonl", pool, 10, 0);
    check_closed("plan tests/fixtures/shop.json tests/fixtures/shop-wanted.json", "", 10, 0);
    check_closed("--help", "", 0, 0);
}

#[test]
fn an_output_that_fails_otherwise_is_an_error() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (mut input, mut out, mut err) = (io::empty(), Full, Vec::new());
    let mut console = Console { input: &mut input, out: &mut out, err: &mut err, progress: ProgressDrawTarget::hidden };
    let arguments = ["lint", "tests/fixtures/shop.json"];
    assert_eq!(cognito_mfa_cli::run(arguments.map(Into::into), &mut console), 2);
    let err = String::from_utf8(err).unwrap();
    assert!(err.contains("can't write to standard output"), "{err}");
}

#[test]
fn each_answer_of_the_conformance_vectors_is_as_its_schema_describes() {
    for entry in std::fs::read_dir("../../conformance").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            let scenario = std::fs::read(&path).unwrap();
            // `run` checks each line of the output.
            assert_eq!(run("run --json", &scenario).status, 0, "{}", path.display());
        }
    }
}
