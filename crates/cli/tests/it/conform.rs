//! The verb `conform`. The runs against servers are tested in its own crate, and in `.ci/conform`.

use std::fs;

use crate::command::{json, run, run_with};

/// Nothing listens on this port.
const NOWHERE: &str = "http://127.0.0.1:9";

fn conform(arguments: &[&str]) -> crate::command::Run {
    run_with(["conform"].iter().chain(arguments).map(Into::into), b"")
}

#[test]
fn the_engine_agrees_with_every_vector() {
    let all = json(&conform(&["--in-process", "--format", "json"]));
    assert_eq!(all["counts"]["agrees"].as_u64().unwrap(), all["lines"].as_array().unwrap().len() as u64);
    let shown = conform(&["--in-process", "recovery-setting", "tiers"]);
    assert_eq!(shown.status, 0, "{}", shown.err);
    assert!(shown.out.starts_with("Conformance of the engine of this command\n"), "{}", shown.out);
    assert!(shown.out.ends_with("agree.\n"), "{}", shown.out);
}

#[test]
fn filters_and_only_choose_the_lines_to_compare() {
    let count = |arguments: &[&str]| {
        json(&conform(&[arguments, &["--in-process", "--format", "json"]].concat()))["lines"].as_array().unwrap().len()
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
fn a_run_without_a_server_names_each_line_in_every_format() {
    let tiers = ["--endpoint-url", NOWHERE, "tiers"];
    let human = conform(&tiers);
    assert_eq!(human.status, 1);
    assert!(human.out.contains("The server gave no answer of the API"), "{}", human.out);
    assert!(
        human.out.contains("To repeat a line: cognito-mfa conform --endpoint-url http://127.0.0.1:9 FILE:LINE\n"),
        "{}",
        human.out
    );
    let junit = conform(&[&tiers[..], &["--format", "junit"]].concat());
    assert!(junit.out.contains("<failure") && junit.out.contains("<skipped"), "{}", junit.out);
    let github = conform(&[&tiers[..], &["--format", "github"]].concat());
    assert!(github.out.starts_with("::error title=conformance differs::tiers.jsonl:"), "{}", github.out);
    let values = json(&conform(&[&tiers[..], &["--format", "json"]].concat()));
    assert_eq!(values["counts"]["agrees"], 0);
}

#[test]
fn a_baseline_lets_known_differences_pass_and_names_the_mended_ones() {
    let folder = std::env::temp_dir().join(format!("cognito-mfa-conform-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("known.json");
    let known = file.to_str().unwrap();
    assert_eq!(conform(&["--endpoint-url", NOWHERE, "tiers", "--write-baseline", known]).status, 1);
    let run = conform(&["--endpoint-url", NOWHERE, "tiers", "--baseline", known]);
    assert_eq!(run.status, 0, "{}", run.out);
    assert!(run.out.contains("The baseline has all other lines."), "{}", run.out);
    let mended = conform(&["--in-process", "tiers", "--baseline", known]);
    assert!(mended.out.contains("In the baseline, but they agree now. Remove them\n  tiers.jsonl:"), "{}", mended.out);
    fs::write(&file, r#"{"vectors":"2020-01-01","known":[]}"#).unwrap();
    let old = conform(&["--in-process", "tiers", "--baseline", known]);
    assert!(old.status == 2 && old.err.contains("is for the vectors of 2020-01-01"), "{}", old.err);
    let saved = folder.join("calls");
    conform(&["--endpoint-url", NOWHERE, "tiers", "--save", saved.to_str().unwrap()]);
    assert!(fs::read_to_string(saved.join("tiers.jsonl")).unwrap().contains(r#""operation":"CreateUserPool""#));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn saved_calls_contain_those_before_a_line_that_is_chosen_alone() {
    let folder = std::env::temp_dir().join(format!("cognito-mfa-conform-saved-{}", std::process::id()));
    conform(&["--endpoint-url", NOWHERE, "tiers.jsonl:25", "--save", folder.to_str().unwrap()]);
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
    let run = conform(&["--endpoint-url", NOWHERE, "--outbox-command", "echo 'a'", "tiers"]);
    let command = r"--endpoint-url http://127.0.0.1:9 --outbox-command 'echo '\''a'\''' FILE:LINE";
    assert!(run.out.contains(command), "{}", run.out);
}

#[test]
fn the_help_text_says_what_the_results_mean() {
    assert!(run("conform --help", b"").out.contains("not applicable    No client can ask this of a server"));
}
