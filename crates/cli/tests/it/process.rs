//! The command as a process: pipes, colors and exit statuses.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cognito-mfa"));
    // What the environment of the test sets must not change the result.
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn each_answer_of_run_arrives_before_the_next_call_is_sent() {
    let mut process = command(&["run", "--json"]).spawn().unwrap();
    let mut input = process.stdin.take().unwrap();
    let output = BufReader::new(process.stdout.take().unwrap());
    let (sender, answers) = mpsc::channel();
    let reader = thread::spawn(move || output.lines().for_each(|line| sender.send(line.unwrap()).unwrap()));
    for id in ["local_1", "local_2"] {
        writeln!(input, r#"{{"op":"CreateUserPool","input":{{"PoolName":"shop"}}}}"#).unwrap();
        let answer = answers.recv_timeout(Duration::from_secs(20)).expect("the answer arrives while the input is open");
        assert!(answer.contains(id), "{answer}");
    }
    drop(input);
    reader.join().unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(0));
}

const LINT: [&str; 2] = ["lint", "tests/fixtures/shop-required.json"];

#[track_caller]
fn check_colors(environment: &[(&str, &str)], colored: bool) {
    let mut lint = command(&LINT);
    let Output { stdout, status, .. } = lint.envs(environment.iter().copied()).output().unwrap();
    assert_eq!((stdout.contains(&b'\x1b'), status.code()), (colored, Some(1)), "{environment:?}");
    let mut misuse = command(&["lint", "--unknown"]);
    let Output { stderr, status, .. } = misuse.envs(environment.iter().copied()).output().unwrap();
    assert_eq!((stderr.contains(&b'\x1b'), status.code()), (colored, Some(2)), "{environment:?}");
}

#[test]
fn pipes_get_colors_only_when_the_environment_forces_them() {
    check_colors(&[], false);
    check_colors(&[("CLICOLOR_FORCE", "1")], true);
    check_colors(&[("NO_COLOR", "1")], false);
    check_colors(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false);
}

#[test]
fn a_pipe_that_closes_early_ends_the_process_quietly() {
    let mut process = command(&["run"]).spawn().unwrap();
    drop(process.stdout.take());
    let mut input = process.stdin.take().unwrap();
    writeln!(input, r#"{{"op":"CreateUserPool","input":{{"PoolName":"shop"}}}}"#).unwrap();
    // The input stays open: the command ends because nothing reads its answers.
    let Output { status, stderr, .. } = {
        let ended = thread::spawn(move || process.wait_with_output().unwrap());
        let output = ended.join().unwrap();
        drop(input);
        output
    };
    assert_eq!((status.code(), stderr), (Some(0), Vec::new()));
}

/// What a shell makes of `<(…)` is a pipe with a name.
#[cfg(target_os = "linux")]
#[test]
fn lint_reads_the_pipe_of_another_command() {
    let lint = "\"$0\" lint <(cat tests/fixtures/totp-only.yaml)";
    let Output { stdout, stderr, status } =
        Command::new("bash").args(["-c", lint, env!("CARGO_BIN_EXE_cognito-mfa")]).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert_eq!((err.as_ref(), status.code()), ("", Some(0)));
    assert!(out.contains("in 1 pool of 1 file"), "{out}");
}
