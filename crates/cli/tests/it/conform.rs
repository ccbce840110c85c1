//! The verb `conform`. The runs against servers are tested in its own crate, and in `.ci/conform`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::command::{run, run_with};
use crate::{command, lenient};

/// Nothing listens on this port.
const NOWHERE: &str = "http://127.0.0.1:9";

fn conform(arguments: &[&str]) -> crate::command::Run {
    run_with(["conform"].iter().chain(arguments).map(Into::into), b"")
}

#[test]
fn the_engine_agrees_with_every_vector() {
    let all = command::json(&conform(&["--in-process", "--format", "json"]));
    assert_eq!(all["counts"]["agrees"].as_u64().unwrap(), all["lines"].as_array().unwrap().len() as u64);
    let shown = conform(&["--in-process", "recovery-setting", "tiers"]);
    assert_eq!(shown.status, 0, "{}", shown.err);
    assert!(shown.out.starts_with("Conformance of the engine of this command\n"), "{}", shown.out);
    assert!(shown.out.ends_with("agree.\n"), "{}", shown.out);
}

#[test]
fn filters_and_only_choose_the_lines_to_compare() {
    let count = |arguments: &[&str]| {
        command::json(&conform(&[arguments, &["--in-process", "--format", "json"]].concat()))["lines"]
            .as_array()
            .unwrap()
            .len()
    };
    let (tiers, all) = (count(&["tiers"]), count(&[]));
    assert!(0 < tiers && tiers < all);
    assert_eq!(count(&["tiers.jsonl:25"]), 1);
    let (measured, classic) = (count(&["--only", "measured"]), count(&["--only", "classic"]));
    let both = count(&["--only", "measured", "--only", "classic"]);
    assert!(0 < both && both < measured.min(classic) && measured.max(classic) < all);
    let folder = "../../conformance/field-reports";
    assert!((1..all).contains(&count(&["--vectors", folder])));
}

#[test]
fn what_cannot_be_run_is_said_before_anything_is_created() {
    for (arguments, expected) in [
        (vec!["--endpoint-url", "http://cognito-idp.us-east-1.amazonaws.com"], "--endpoint-url: this is AWS itself"),
        (vec!["--endpoint-url", "https://localhost"], "this build has no TLS"),
        (vec!["--endpoint-url", "localhost:4566"], "not a URL of the form http://HOST:PORT"),
        (vec!["--in-process", "no-such-file"], "no vector fits the filters"),
        (vec!["--in-process", "tiers.jsonl:x"], "expected a part of a file's name"),
        (vec!["--in-process", "--vectors", "no-such-folder"], "no-such-folder: can't read this file"),
        (vec!["--in-process", "--baseline", "tests/fixtures/shop-required.json"], "not a baseline"),
        (vec!["--in-process", "tiers", "--write-baseline", "no-such-folder/known.json"], "can't write this file"),
        (vec!["--endpoint-url", NOWHERE, "--save", "Cargo.toml"], "Cargo.toml: can't write this file"),
        (vec!["--in-process", "--format", "sarif"], "sarif isn't for this verb"),
        (vec![], "--endpoint-url <URL>"),
        (vec!["--endpoint-url", NOWHERE, "--code", "1", "--outbox", "x"], "cannot be used with"),
        (vec!["--endpoint-url", NOWHERE, "--header", "x"], "expected NAME:VALUE"),
    ] {
        let run = conform(&arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.out);
        assert!(run.err.contains(expected), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn a_run_without_a_server_blocks_each_line_and_says_why() {
    let tiers = ["--endpoint-url", NOWHERE, "tiers"];
    let human = conform(&tiers);
    assert_eq!(human.status, 2);
    let reason = "there is no server: Connection refused (os error 111)";
    assert!(human.err.contains(&format!("The run ended early: {reason}. The lines after that are blocked.")));
    let junit = conform(&[&tiers[..], &["--format", "junit"]].concat());
    assert!(junit.out.contains("<skipped") && !junit.out.contains("<failure"), "{}", junit.out);
    let values = command::json(&conform(&[&tiers[..], &["--format", "json"]].concat()));
    assert_eq!(values["counts"]["blocked"], values["lines"].as_array().unwrap().len());
    assert_eq!(values["ended-early"], reason);
    assert!(values["lines"][0].get("blocked_by").is_none());
}

#[test]
fn what_weakens_security_comes_first_in_every_format() {
    let server = lenient::serve();
    let run = |format: &str| conform(&["--endpoint-url", &server, "sign-in-decision", "--format", format]).out;
    let values: Value = serde_json::from_str(&run("json")).unwrap();
    let lines = values["lines"].as_array().unwrap();
    let weakens: Vec<_> = lines.iter().map(|line| line["weakens_security"] == true).collect();
    let count = weakens.iter().filter(|weakens| **weakens).count();
    assert!(0 < count && count < weakens.len());
    assert!(weakens[..count].iter().all(|weakens| *weakens));
    let others: Vec<_> = lines[count..].iter().map(|line| line["line"].as_u64()).collect();
    assert!(others.is_sorted());
    // A test report keeps the names of its test cases, in a suite of their own.
    let junit = run("junit");
    let names: Vec<_> = junit.lines().filter_map(|line| line.trim().strip_prefix("<testsuite name=\"")).collect();
    assert!(names[0].starts_with(&format!("weakens security\" tests=\"{count}\"")), "{names:?}");
    assert!(names[1].starts_with("sign-in-decision.jsonl\"") && names.len() == 2, "{names:?}");
    assert!(junit.contains(r#"type="weakens security""#), "{junit}");
    let github = run("github");
    let titles: Vec<_> = github.lines().take(count + 1).map(|line| line.contains("weakens security")).collect();
    assert!(titles[..count].iter().all(|weakens| *weakens) && !titles[count], "{titles:?}");
    let human = run("human");
    let themes = human.find("\nsign-in: ").unwrap();
    assert!(human.find("ends with less proven").unwrap() < themes, "{human}");
}

#[test]
fn the_command_of_a_difference_repeats_exactly_this_difference() {
    let server = lenient::serve();
    let options = ["--endpoint-url", &server, "--code", "12 3", "--region", "eu-west-1", "--timeout", "20"];
    let secrets = ["--access-key", "AK", "--secret-key", "k3y", "--header", "x-a:s3cret", "--header", "x-b's:t0 ken"];
    let run = conform(&[&options[..], &secrets, &["--format", "json", "mfa-config"]].concat());
    assert!(!["k3y", "s3cret", "t0 ken"].iter().any(|secret| run.out.contains(secret)));
    let values = command::json(&run);
    // Other files have names that end as this one's.
    let is_chosen = |line: &&Value| line["file"] == "mfa-config.jsonl" && line.get("repeat").is_some();
    let chosen = values["lines"].as_array().unwrap().iter().find(is_chosen).unwrap();
    let command = chosen["repeat"].as_str().unwrap();
    let secrets = r#"--secret-key "${SECRET_KEY:?}" --header x-a:"${HEADER_1:?}" --header 'x-b'\''s:'"${HEADER_2:?}""#;
    let options = "--code '12 3' --region eu-west-1 --timeout 20 --access-key AK";
    let filter = format!("mfa-config.jsonl:{}", chosen["line"]);
    assert_eq!(command, format!("cognito-mfa conform --endpoint-url {server} {options} {secrets} {filter}"));
    let binary = Path::new(env!("CARGO_BIN_EXE_cognito-mfa"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let shell = |variables: &[(&str, &str)]| {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{command} --json")).env("PATH", &path);
        shell.envs(variables.iter().copied()).output().unwrap()
    };
    let run = shell(&[("SECRET_KEY", "k3y"), ("HEADER_1", "s3cret"), ("HEADER_2", "t0 ken")]);
    let again: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(again["lines"], json!([chosen]));
    let unset = shell(&[]);
    assert!(!unset.status.success() && String::from_utf8_lossy(&unset.stderr).contains("SECRET_KEY"));
}

#[test]
fn a_baseline_lets_known_differences_pass_and_names_the_mended_ones() {
    let folder = std::env::temp_dir().join(format!("cognito-mfa-conform-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("known.json");
    let known = file.to_str().unwrap();
    let server = lenient::serve();
    assert_eq!(conform(&["--endpoint-url", &server, "tiers", "--write-baseline", known]).status, 1);
    let run = conform(&["--endpoint-url", &server, "tiers", "--baseline", known]);
    assert_eq!(run.status, 0, "{}", run.out);
    assert!(run.out.contains("The baseline has all other lines."), "{}", run.out);
    let mended = conform(&["--in-process", "tiers", "--baseline", known]);
    assert!(mended.out.contains("In the baseline, but they agree now. Remove them\n  tiers.jsonl:"), "{}", mended.out);
    fs::write(&file, r#"{"vectors":"2020-01-01","known":[]}"#).unwrap();
    let old = conform(&["--in-process", "tiers", "--baseline", known]);
    assert!(old.status == 2 && old.err.contains("is for the vectors of 2020-01-01"), "{}", old.err);
    let saved = folder.join("calls");
    conform(&["--endpoint-url", &server, "tiers", "--save", saved.to_str().unwrap()]);
    assert!(fs::read_to_string(saved.join("tiers.jsonl")).unwrap().contains(r#""operation":"CreateUserPool""#));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn saved_calls_contain_those_before_a_line_that_is_chosen_alone() {
    let folder = std::env::temp_dir().join(format!("cognito-mfa-conform-saved-{}", std::process::id()));
    let server = lenient::serve();
    conform(&["--endpoint-url", &server, "tiers.jsonl:25", "--save", folder.to_str().unwrap()]);
    let saved = fs::read_to_string(folder.join("tiers.jsonl")).unwrap();
    assert!(saved.lines().next().unwrap().contains(r#""operation":"CreateUserPool""#), "{saved}");
    assert!(!folder.join(".writable").exists());
    let file = folder.join("tiers.jsonl");
    let refused = conform(&["--endpoint-url", NOWHERE, "tiers", "--save", file.to_str().unwrap()]);
    fs::remove_dir_all(folder).unwrap();
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("tiers.jsonl: can't write this file"), "{}", refused.err);
}

#[test]
fn the_command_to_repeat_a_line_has_the_source_of_codes_as_a_shell_reads_it() {
    let server = lenient::serve();
    let run = conform(&["--endpoint-url", &server, "--outbox-command", "echo 'a'", "--header", "x:y", "tiers"]);
    let command = format!(r#"{server} --outbox-command 'echo '\''a'\''' --header x:"${{HEADER_1:?}}" FILE:LINE"#);
    assert!(run.out.contains(&command), "{}", run.out);
    assert!(run.out.contains("\nSet HEADER_1 first. A report contains no secrets.\n"), "{}", run.out);
}

#[test]
fn the_help_text_says_what_the_results_mean() {
    assert!(run("conform --help", b"").out.contains("not applicable    No client can ask this of a server"));
}
