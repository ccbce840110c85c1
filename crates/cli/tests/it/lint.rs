//! `lint`: its formats, its configuration file and its codes.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::command::{Run, json, run, run_with};
use crate::schema;

/// A folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Lints the pool that requires MFA, with this configuration file.
fn configured(name: &str, toml: &str, arguments: &[&str]) -> Run {
    let file = folder(name).join("cognito-mfa.toml");
    fs::write(&file, toml).unwrap();
    let fixed =
        ["lint", "tests/fixtures/pool.json", "tests/fixtures/mfa-required.json", "--config"].map(OsString::from);
    let given = arguments.iter().map(OsString::from);
    let mut run = run_with(fixed.into_iter().chain([file.clone().into()]).chain(given), b"");
    for text in [&mut run.out, &mut run.err] {
        *text = text.replace(file.to_str().unwrap(), "cognito-mfa.toml");
    }
    run
}

const SUPPRESSED: &str = r#"fail-on = "warning"

[[suppress]]
code = "on-cannot-enrol"
reason = "Every user of this pool has TOTP | \"since\" 2025"

[[suppress]]
code = "mfa-is-off"
resource = "Legacy"
reason = "Retired in March"
"#;

#[test]
fn each_format_shows_the_same_problems() {
    for format in ["human", "sarif", "junit", "github"] {
        let Run { out, err, status } = configured(&format!("format-{format}"), SUPPRESSED, &["--format", format]);
        assert_eq!((err.as_str(), status), ("", 1));
        let out = match format {
            "sarif" => serde_json::to_string_pretty(&serde_json::from_str::<Value>(&out).unwrap()).unwrap(),
            _ => out,
        };
        insta::assert_snapshot!(format!("lint_{format}"), out);
    }
    let answer = json(&configured("format-json", SUPPRESSED, &["--format", "json"]));
    schema::check("lint.schema.json", &answer);
    let codes: Vec<_> =
        answer["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    let expected = [
        "on-cannot-enrol",
        "recovery-medium-blocks-mfa",
        "email-code-is-no-second-factor",
        "recovery-blocked-by-mfa",
        "unused-suppression",
    ];
    assert_eq!(codes, expected);
    assert_eq!((&answer["errors"], &answer["warnings"], &answer["suppressed"]), (&1.into(), &3.into(), &1.into()));
}

#[test]
fn the_formats_of_lint_are_refused_elsewhere() {
    let Run { out, err, status } = run("prove mfa.json --format sarif", b"");
    assert_eq!((out.as_str(), status), ("", 2));
    assert!(err.starts_with("error: --format sarif is for lint. Expected human or json\n"), "{err}");
    let Run { err, status, .. } = run("lint --explain mfa-is-off --format junit", b"");
    assert_eq!(status, 2);
    assert!(err.starts_with("error: --explain has no format junit. Expected human or json\n"), "{err}");
}

#[test]
fn fail_on_sets_the_least_severity_that_fails() {
    let status = |toml: &str, arguments: &[&str]| configured("fail-on", toml, arguments).status;
    let errors = "[[suppress]]\ncode = \"on-cannot-enrol\"\nreason = \"a\"\n[[suppress]]\ncode = \
                  \"recovery-medium-blocks-mfa\"\nreason = \"b\"\n";
    assert_eq!(status("", &[]), 1);
    assert_eq!(status(errors, &[]), 0, "only warnings are left");
    assert_eq!(status(errors, &["--fail-on", "warning"]), 1);
    assert_eq!(status(&format!("fail-on = \"warning\"\n{errors}"), &[]), 1);
    assert_eq!(status(&format!("fail-on = \"warning\"\n{errors}"), &["--fail-on", "error"]), 0, "the option wins");
}

#[test]
fn a_suppression_matches_by_code_resource_and_file() {
    let suppressed = |toml: &str| json(&configured("matches", toml, &["--json"]))["suppressed"].clone();
    let entry = |rest: &str| format!("[[suppress]]\ncode = \"on-cannot-enrol\"\nreason = \"a\"\n{rest}");
    let here = std::env::current_dir().unwrap().join("tests/fixtures");
    let here = here.to_str().unwrap();
    assert_eq!(suppressed(&entry("")), 1);
    assert_eq!(suppressed(&entry("resource = \"eu-west-1_Ab1Cd2Ef3\"")), 1);
    assert_eq!(suppressed(&entry("resource = \"eu-west-1_Other\"")), 0);
    assert_eq!(suppressed(&entry(&format!("file = '{here}'"))), 1, "a folder");
    assert_eq!(suppressed(&entry(&format!("file = '{here}/pool.json'"))), 1);
    assert_eq!(suppressed(&entry("file = \"other.json\"")), 0);
}

/// Checks the error about a configuration file.
#[track_caller]
fn check_fault(toml: &str, error: &str) {
    let Run { out, err, status } = configured("faults", toml, &[]);
    assert_eq!((out.as_str(), status), ("", 2), "{err}");
    assert_eq!(err, format!("error: cognito-mfa.toml:{error}\n"));
}

#[test]
fn errors_in_the_configuration_name_the_line_and_the_key() {
    check_fault("fail-on = \"warnings\"", "1: fail-on: expected one of error, security, warning, suggestion.");
    check_fault("\nprofile = \"Exact\"", "2: profile: expected one of Documented, Observed.");
    check_fault(
        "[[suppress]]\ncode = \"mfa-is-of\"\nreason = \"a\"",
        "2: suppress.code: \"mfa-is-of\" is not a code. Did you mean mfa-is-off?",
    );
    check_fault(
        "[[suppress]]\ncode = \"mfa-is-off\"\nreason = \" \"",
        "3: suppress.reason: expected a reason, for the people who read this later.",
    );
    check_fault("[[suppress]]\ncode = \"mfa-is-off\"", "1: missing field `reason`.");
    check_fault(
        "[[suppress]]\ncode = \"mfa-is-off\"\nreason = \"a\"\nressource = \"b\"",
        "4: unknown field `ressource`, expected one of `code`, `resource`, `file`, `reason`.",
    );
    check_fault("a = 1\n", "1: unknown field `a`, expected one of `profile`, `fail-on`, `suppress`.");
    check_fault("profile = \"Observed\"\n[suppress\n", "2: unclosed table, expected `]`.");
}

#[test]
fn a_configuration_file_that_is_named_must_exist() {
    let missing = run("lint mfa.json --config missing.toml", b"");
    assert_eq!(missing.status, 2);
    assert!(missing.err.starts_with("error: tests/fixtures/missing.toml: can't read this file"), "{}", missing.err);
}

#[test]
fn a_code_is_explained_in_each_table_that_has_it() {
    insta::assert_snapshot!("explain_code", run("lint --explain user-disabled", b"").out);
    let one = run("lint --explain recovery/user-disabled", b"").out;
    assert!(one.starts_with("recovery/user-disabled\n") && !one.contains("sign-in/"), "{one}");
    let answer = json(&run("lint --explain mfa-is-off --json", b""));
    assert_eq!((&answer["codes"][0]["table"], answer["codes"].as_array().unwrap().len()), (&"lint".into(), 1));
    let Run { err, status, .. } = run("lint --explain mfa-is-of", b"");
    assert_eq!(status, 2);
    assert!(err.starts_with("error: \"mfa-is-of\" is not a code. Did you mean mfa-is-off?\n"), "{err}");
    let Run { err, .. } = run("lint --explain quite-different-from-all", b"");
    assert!(err.starts_with("error: \"quite-different-from-all\" is not a code\n"), "{err}");
}

/// Set `COGNITO_MFA_WRITE_TABLES` to write the page anew.
#[test]
fn the_page_of_codes_lists_the_table_of_every_code() {
    let page = run("codes", b"").out;
    let path = "../../docs/codes.md";
    if std::env::var_os("COGNITO_MFA_WRITE_TABLES").is_some() {
        fs::write(path, &page).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), page);
    for lint in cognito_mfa_insight::Lint::ALL {
        assert!(page.contains(&format!("\n| `{lint}` | ")), "{lint}");
    }
    for rule in cognito_mfa::rules::Rule::ALL {
        assert!(page.contains(&format!("\n| `{rule}` | ")), "{rule}");
    }
    for reason in cognito_mfa::sign_in::Reason::ALL {
        assert!(page.contains(&format!("\n| `{reason}` | ")), "{reason}");
    }
}

#[test]
fn the_hidden_verbs_print_completions_and_a_man_page() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let Run { out, status, .. } = run(&format!("completions {shell}"), b"");
        assert_eq!(status, 0);
        for text in ["cognito-mfa", "fail-on", "prove"] {
            assert!(out.contains(text), "{shell}: {text}");
        }
    }
    let Run { out, status, .. } = run("man", b"");
    assert_eq!(status, 0);
    for verb in ["run", "lint", "prove", "explain", "impact", "diff", "plan"] {
        assert!(out.contains(&format!(".SH \"COGNITO-MFA {}\"", verb.to_uppercase())), "{verb}");
    }
    assert!(out.contains(".TH cognito-mfa 1") && out.contains("\\-\\-fail\\-on"), "{out}");
    assert!(!run("--help", b"").out.contains("completions"), "the verbs are hidden");
}
