//! The verb `conform`. The runs against servers are tested in its own crate, and in `.ci/conform`.

use std::collections::BTreeSet;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{fs, thread};

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
    let refused = TcpStream::connect("127.0.0.1:9").unwrap_err();
    let reason = format!("there is no server: {refused}");
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
fn a_baseline_lets_known_differences_pass_and_lists_the_fixed_ones() {
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

#[test]
#[ignore = "long: .ci/long runs it"]
fn a_run_against_a_broken_server_ends_in_time_and_with_a_status() {
    fn hang(_: &str, _: &mut TcpStream) {
        thread::sleep(Duration::from_secs(3));
    }
    fn page(_: &str, stream: &mut TcpStream) {
        lenient::respond(stream, "200 OK", b"<html><body>It works!</body></html>");
    }
    let calls = AtomicUsize::new(0);
    let hang_later = move |_: &str, stream: &mut TcpStream| match calls.fetch_add(1, Ordering::Relaxed) {
        0..50 => lenient::respond(stream, "200 OK", br#"{"UserPool":{"Id":"eu-west-1_A"}}"#),
        _ => thread::sleep(Duration::from_secs(3)),
    };
    let hang_once = |operation: &str, stream: &mut TcpStream| match operation {
        "AdminCreateUser" => thread::sleep(Duration::from_secs(3)),
        "CreateUserPoolClient" => {
            lenient::respond(stream, "200 OK", br#"{"UserPoolClient":{"ClientId":"client"}}"#);
        }
        _ => lenient::respond(stream, "200 OK", br#"{"UserPool":{"Id":"eu-west-1_A"}}"#),
    };
    let drip = |_: &str, stream: &mut TcpStream| {
        for byte in b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}" {
            let _ = std::io::Write::write_all(stream, &[*byte]);
            thread::sleep(Duration::from_millis(100));
        }
    };
    let long = vec![b' '; 10 << 20];
    let gave_up = "The run ended early: the server left 5 calls in a row without an answer: ";
    let no_answer = "The server gave no answer of the API: ";
    for (server, status, expected) in [
        (lenient::serve_with(hang), 2, format!("{gave_up}no answer in time.")),
        (lenient::serve_with(hang_later), 2, format!("{gave_up}no answer in time.")),
        (lenient::serve_with(drip), 2, format!("{gave_up}no answer in time.")),
        (lenient::serve_with(|_, _| {}), 2, gave_up.into()),
        (
            lenient::serve_with(hang_once),
            1,
            format!("{no_answer}the server left 5 calls of AdminCreateUser in a row without an answer."),
        ),
        (lenient::serve_with(page), 1, format!("{no_answer}an answer that isn't a JSON object.")),
        (
            lenient::serve_with(|_, stream| lenient::respond(stream, "200 OK", b"{\"A\":\"\xff\xfe\"}")),
            1,
            format!("{no_answer}an answer that isn't a JSON object."),
        ),
        (
            lenient::serve_with(move |_, stream| lenient::respond(stream, "200 OK", &long)),
            1,
            format!("{no_answer}an answer of more than 1048576 bytes."),
        ),
        (
            lenient::serve_with(|_, stream| lenient::respond(stream, "200 OK", b"")),
            1,
            "The server accepted the call. It must refuse the call with InvalidParameterException.".into(),
        ),
        (
            lenient::serve_with(|_, stream| {
                lenient::respond(stream, "302 Found\r\nlocation: http://127.0.0.1:9/", b"");
            }),
            1,
            format!("{no_answer}HTTP status 302."),
        ),
    ] {
        let started = Instant::now();
        let run = conform(&["--endpoint-url", &server, "--timeout", "1", "--code", "1"]);
        assert_eq!(run.status, status, "{expected}: {}", run.err);
        let output = [run.out, run.err].concat();
        assert!(output.contains(&expected), "{expected}: {output}");
        assert!(started.elapsed() < Duration::from_mins(1), "{expected}: {:?}", started.elapsed());
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_process_after_it_deleted_its_pools() {
    check_signal("-INT");
    // A CI system ends a job with this one.
    check_signal("-TERM");
}

#[cfg(unix)]
#[track_caller]
fn check_signal(signal: &str) {
    let pools = Arc::new(Mutex::new((BTreeSet::new(), 0)));
    let own = pools.clone();
    let server = lenient::serve_with(move |operation, stream| {
        thread::sleep(Duration::from_millis(20));
        let mut pools = own.lock().unwrap();
        match operation {
            "CreateUserPool" => {
                let id = format!("eu-west-1_{}", pools.0.len());
                lenient::respond(stream, "200 OK", format!(r#"{{"UserPool":{{"Id":"{id}"}}}}"#).as_bytes());
                pools.0.insert(id);
            }
            "DeleteUserPool" => {
                pools.1 += 1;
                lenient::respond(stream, "200 OK", b"{}");
            }
            _ => lenient::respond(stream, "200 OK", br#"{"UserPoolClient":{"ClientId":"client"}}"#),
        }
    });
    let mut command = Command::new(env!("CARGO_BIN_EXE_cognito-mfa"));
    command.args(["conform", "--endpoint-url", &server, "--jobs", "2"]).stdout(Stdio::null()).stderr(Stdio::piped());
    let run = command.spawn().unwrap();
    let started = Instant::now();
    while pools.lock().unwrap().0.len() < 5 {
        assert!(started.elapsed() < Duration::from_mins(1));
        thread::sleep(Duration::from_millis(10));
    }
    let interrupt = Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let ended = run.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(2), "{err}");
    assert!(err.contains("The run was interrupted. The lines after that count as not applicable."), "{err}");
    assert!(!err.contains("didn't delete"), "{err}");
    let pools = pools.lock().unwrap();
    assert_eq!(pools.0.len(), pools.1);
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn differences_from_measurements_show_their_evidence_and_source() {
    let server = lenient::serve();
    let measured = ["--endpoint-url", &server, "--only", "measured"];
    let human = conform(&measured);
    let shown: Vec<_> = human.out.lines().filter(|line| line.contains(": The ")).collect();
    assert!(shown.len() > 20 && shown.iter().all(|line| line.contains(" [") && line.ends_with(']')), "{}", human.out);
    assert!(shown.iter().any(|line| line.ends_with(", M]")));
    assert!(shown.iter().any(|line| line.ends_with("M: raw responses of the live service]")), "{}", human.out);
    let values = command::json(&conform(&[&measured[..], &["--format", "json"]].concat()));
    let lines = values["lines"].as_array().unwrap();
    assert!(lines.iter().all(|line| line["evidence"].as_str().unwrap().contains('M')));
    assert!(lines.iter().any(|line| line["source"] == "raw responses of the live service"));
}

#[test]
fn a_baseline_tells_new_differences_from_known_and_fixed_ones() {
    let folder = std::env::temp_dir().join(format!("cognito-mfa-conform-semantics-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("known.json");
    let known = file.to_str().unwrap();
    let server = lenient::serve();
    conform(&["--endpoint-url", &server, "tiers", "--write-baseline", known]);
    let baseline: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let entries: Vec<_> = baseline["known"].as_array().unwrap().iter().map(|entry| entry.as_str().unwrap()).collect();
    let run = |entries: &[String]| {
        fs::write(&file, json!({"vectors": baseline["vectors"], "known": entries}).to_string()).unwrap();
        let arguments = ["--endpoint-url", &server, "tiers", "--baseline", known];
        let values = command::json(&conform(&[&arguments[..], &["--format", "json"]].concat()));
        (conform(&arguments), values["new-differences"].as_u64().unwrap())
    };
    let owned = |entries: &[&str]| entries.iter().map(|entry| (*entry).to_string()).collect::<Vec<_>>();
    let (unchanged, count) = run(&owned(&entries));
    assert_eq!((unchanged.status, count), (0, 0), "{}", unchanged.out);
    let (new, count) = run(&owned(&entries[1..]));
    assert_eq!((new.status, count), (1, 1), "{}", new.out);
    let place = entries[0].split(' ').next().unwrap();
    assert!(new.out.contains(&format!("\n    {place} ")), "{}", new.out);
    assert!(new.out.ends_with("1 difference is not in the baseline.\n"), "{}", new.out);
    // A known line that differs in another way is new, too.
    let (other, count) = run(&[&owned(&entries[1..])[..], &[format!("{place} refused")]].concat());
    assert_eq!((other.status, count), (1, 1), "{}", other.out);
    // The line agrees with a server that accepts every call.
    let values = command::json(&conform(&["--endpoint-url", &server, "tiers", "--format", "json"]));
    let agrees = values["lines"].as_array().unwrap().iter().find(|line| line["result"] == "agrees").unwrap();
    let entry = format!("tiers.jsonl:{} refused", agrees["line"]);
    let (fixed, count) = run(&[&owned(&entries)[..], std::slice::from_ref(&entry)].concat());
    assert_eq!((fixed.status, count), (0, 0), "{}", fixed.out);
    assert!(
        fixed.out.contains(&format!("\nIn the baseline, but they agree now. Remove them\n  {entry}\n")),
        "{}",
        fixed.out
    );
    fs::remove_dir_all(folder).unwrap();
}
