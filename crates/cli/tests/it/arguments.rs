//! The command line: help texts and wrong arguments.

use std::ffi::OsString;

use crate::command::{Run, run, run_with};

#[test]
fn every_help_text_has_an_example() {
    for verb in ["run", "lint", "prove", "explain", "impact", "diff", "plan", "export", "conform"] {
        let Run { out, err, status } = run(&format!("{verb} --help"), b"");
        assert_eq!((err.as_str(), status), ("", 0));
        assert!(out.contains(&format!("Example:\n  cognito-mfa {verb} ")), "{out}");
        insta::assert_snapshot!(snapshot(verb), out);
    }
    insta::assert_snapshot!(snapshot(""), run("--help", b"").out);
}

/// The name of the snapshot of a help text. Two verbs have more options with the feature `live`.
fn snapshot(verb: &str) -> String {
    let is_live = cfg!(feature = "live") && ["", "lint", "impact"].contains(&verb);
    [if is_live { "live_help" } else { "help" }, verb].join("_").trim_end_matches('_').to_owned()
}

#[test]
fn only_the_feature_live_has_options_that_call_aws() {
    let is_live = cfg!(feature = "live");
    assert_eq!(run("--help", b"").out.contains("never calls AWS"), !is_live);
    for verb in ["lint", "impact"] {
        for option in ["--live", "--endpoint-url", "--calls-per-second", "--no-auth-factors", "--write-histogram"] {
            assert_eq!(run(&format!("{verb} --help"), b"").out.contains(option), is_live, "{verb} {option}");
        }
    }
}

#[cfg(feature = "live")]
#[test]
fn wrong_arguments_about_a_live_pool_exit_with_2() {
    for id in ["us-east-1", "us-east-1_", "_AbC", "us east_AbC", "us-east-1_Ab-C", "arn:aws:cognito_AbC"] {
        let error =
            format!("invalid value '{id}' for '--live <POOL_ID>': expected a pool ID, such as us-east-1_AbCdEf");
        let Run { out, err, status } = run_with(["lint", "--live", id].map(OsString::from), b"");
        assert_eq!((out.as_str(), status), ("", 2), "{err}");
        assert!(err.starts_with(&format!("error: {error}\n")), "{err}");
    }
    check(
        "lint --live us-east-1_AbC --endpoint-url localhost",
        "invalid value 'localhost' for '--endpoint-url <URL>': expected http://… or https://…",
    );
    check(
        "lint --live us-east-1_AbC --calls-per-second 0",
        "invalid value '0' for '--calls-per-second <NUMBER>': 0 is not in 1..=1000",
    );
    for option in ["--endpoint-url http://a", "--calls-per-second 5", "--no-auth-factors", "--write-histogram a"] {
        let Run { err, status, .. } = run(&format!("lint a {option}"), b"");
        assert_eq!(status, 2, "{err}");
        assert!(err.contains("required arguments were not provided") && err.contains("--live"), "{err}");
    }
}

#[cfg(feature = "live")]
#[test]
fn a_program_without_a_reader_names_the_package_that_has_one() {
    let Run { out, err, status } = run("lint --live us-east-1_AbC", b"");
    let expected = "error: us-east-1_AbC: this command can't call AWS. Install the one that can: cargo install --locked \
                    cognito-mfa-aws --features live.\n";
    assert_eq!((out.as_str(), err.as_str(), status), ("", expected, 2));
}

#[test]
fn the_version_is_printed() {
    let Run { out, status, .. } = run("--version", b"");
    assert_eq!((out, status), (format!("cognito-mfa {}\n", env!("CARGO_PKG_VERSION")), 0));
}

#[track_caller]
fn check(arguments: &str, message: &str) {
    let Run { out, err, status } = run(arguments, b"");
    assert_eq!((out.as_str(), status), ("", 2), "{arguments}: {err}");
    assert!(err.starts_with(&format!("error: {message}\n")), "{arguments}: {err}");
    assert!(err.ends_with("--help'.\n"), "{arguments}: {err}");
}

#[test]
fn wrong_arguments_exit_with_2() {
    check("judge", "unrecognized subcommand 'judge'");
    check("lint", "the following required arguments were not provided:\n  <PATH>...");
    check("lint a --count 1", "unexpected argument '--count' found");
    check("lint a -x", "unexpected argument '-x' found");
    check("run --profile Observed", "unexpected argument '--profile' found");
    let profiles = "invalid value 'Exact' for '--profile <NAME>'\n  [possible values: Documented, Observed]";
    check("lint a --profile Exact", profiles);
    let devices = "invalid value 'mine' for '--device <NAME>'\n  [possible values: unknown, known, remembered]";
    check("prove a --device mine", devices);
    check("prove a --assume", "a value is required for '--assume <NAME[,NAME...]>' but none was supplied");
    let assumptions = "invalid value 'rich' for '--assume <NAME[,NAME...]>': expected one of enabled, confirmed, native, \
                       password, phone, verified-phone, email, verified-email, totp, passkey, nothing-enabled, \
                       code-enabled, preference-possessed, preference-offered";
    check("prove a --assume rich", assumptions);
    check("explain a", "expected --user or --request");
    let pool = "expected a POOL: a file with the output of DescribeUserPool, GetUserPoolMfaConfig or \
                DescribeRiskConfiguration";
    check("explain --user ann.json", pool);
    let request =
        "invalid value 'body' for '--request <OPERATION=BODY.json>': expected the name of an operation, `=` and a file";
    check("explain a --request body", request);
    let population = if cfg!(feature = "live") {
        "the following required arguments were not provided:\n  <--users <USERS>|--histogram <COUNTS>|--live <POOL_ID>>"
    } else {
        "the following required arguments were not provided:\n  <--users <USERS>|--histogram <COUNTS>>"
    };
    check("impact a b", population);
    let both = "the argument '--users <USERS>' cannot be used with '--histogram <COUNTS>'";
    check("impact a b --users c --histogram d", both);
    let pair = "expected two files, BEFORE and AFTER, or one Terraform plan. If a pool has several files, use --before POOL... \
                --after POOL...";
    for arguments in ["diff", "diff a b c", "diff a b --before c --after d", "diff --before a", "plan"] {
        check(arguments, pair);
    }
}

#[test]
fn without_a_verb_the_help_goes_to_standard_error() {
    let Run { out, err, status } = run("", b"");
    assert_eq!((out.as_str(), status), ("", 2));
    assert!(err.contains("Usage: cognito-mfa [OPTIONS] <VERB>"), "{err}");
}

#[test]
fn options_can_stand_before_the_verb_and_can_be_repeated() {
    let expected = run("prove shop.json --json --assume totp", b"");
    for arguments in
        ["--json prove shop.json --assume totp", "prove --json --assume email --assume totp shop.json --json"]
    {
        let Run { out, status, .. } = run(arguments, b"");
        assert_eq!((out, status), (expected.out.clone(), expected.status), "{arguments}");
    }
}

#[test]
fn an_empty_list_of_assumptions_assumes_nothing() {
    let run = run_with(["prove", "tests/fixtures/shop.json", "--assume", ""].map(OsString::from), b"");
    assert!(run.out.contains("\nAssumptions: none.\n"), "{}", run.out);
}

#[test]
fn errors_cut_and_escape_the_arguments_that_they_repeat() {
    let long = "x".repeat(100_000);
    for arguments in [
        vec![long.clone()],
        vec!["lint".into(), format!("--{long}")],
        vec!["lint".into(), "a".into(), "--profile".into(), long.clone()],
        vec!["prove".into(), "a".into(), "--assume".into(), long.clone()],
        vec!["explain".into(), "a".into(), "--request".into(), long.clone()],
        vec!["explain".into(), "--request".into(), format!("{long}=tests/fixtures/ann.json")],
        vec!["lint".into(), "a".into(), "--profile".into(), "\u{1b}[31m\u{9b}\u{202e}".into()],
        vec!["lint".into(), "\u{1b}[31m".into()],
    ] {
        let Run { out, err, status } = run_with(arguments.into_iter().map(OsString::from), b"");
        assert_eq!((out.as_str(), status), ("", 2));
        assert!(err.len() < 1000, "{} bytes: {}", err.len(), &err[..500]);
        assert!(!err.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf_8_are_files_or_errors() {
    use std::os::unix::ffi::OsStringExt;

    let bad = || OsString::from_vec(b"\xff".to_vec());
    let file = run_with(["lint".into(), bad()], b"");
    assert_eq!(file.err, "error: \u{fffd}: no such file or folder.\n");
    for arguments in [
        vec![bad()],
        vec!["lint".into(), "a".into(), "--profile".into(), bad()],
        vec!["lint".into(), OsString::from_vec(b"--\xff".to_vec())],
        vec!["explain".into(), "a".into(), "--request".into(), bad()],
        vec!["plan".into(), "a".into(), "b".into(), "--pool-id".into(), bad()],
    ] {
        let Run { out, err, status } = run_with(arguments, b"");
        assert_eq!((out.as_str(), status), ("", 2), "{err}");
        assert!(err.starts_with("error: "), "{err}");
    }
}
