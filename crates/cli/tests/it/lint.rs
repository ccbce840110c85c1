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
    let fixed = ["lint", "tests/fixtures/pool-required.json", "tests/fixtures/mfa-required.json", "--config"]
        .map(OsString::from);
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
    assert_eq!((&answer["errors"], &answer["warnings"], &answer["suppressed"]), (&0.into(), &4.into(), &1.into()));
}

/// The folder of templates, one of which is broken.
#[test]
fn a_folder_of_templates_is_judged_file_by_file() {
    let text = run("lint ./templates ./damaged", b"");
    assert_eq!(text.status, 2);
    insta::assert_snapshot!("lint_folder", format!("{}\non standard error:\n{}", text.out, text.err));
    for format in ["junit", "github"] {
        insta::assert_snapshot!(
            format!("lint_folder_{format}"),
            run(&format!("lint ./templates ./damaged --format {format}"), b"").out
        );
    }
    let answer = json(&run("lint ./templates ./damaged --json", b""));
    schema::check("lint.schema.json", &answer);
    insta::assert_snapshot!("lint_folder_json", serde_json::to_string_pretty(&answer).unwrap());
    let sarif: Value = serde_json::from_str(&run("lint ./templates ./damaged --format sarif", b"").out).unwrap();
    insta::assert_snapshot!("lint_folder_sarif", serde_json::to_string_pretty(&sarif["runs"][0]["results"]).unwrap());
    let notification = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["locations"][0]["physicalLocation"]["region"]["startLine"], 5);
}

#[test]
fn a_parameter_makes_a_finding_certain() {
    let finding = |parameter: &str| {
        let answer = json(&run(&format!("lint templates/staff.yaml --json {parameter}"), b""));
        let findings = answer["findings"].as_array().unwrap().clone();
        findings.into_iter().find(|one| one["code"] == "mode-is-boolean").map(|one| one["certainty"].clone())
    };
    assert_eq!(finding(""), Some("possible".into()));
    assert_eq!(finding("--parameter Stage=live"), Some("certain".into()));
    assert_eq!(finding("--parameter Stage=test"), None);
    let configured =
        configured("parameters", "[parameters]\nStage = \"live\"", &["tests/fixtures/templates/staff.yaml", "--json"]);
    let answer = json(&configured);
    assert!(
        answer["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["certainty"] == "certain" && one["code"] == "mode-is-boolean")
    );
}

/// The commonest pool: MFA is required, TOTP is its only factor, and reset codes go to the email address.
#[test]
fn each_profile_shows_where_the_other_one_differs() {
    let observed = run("lint totp-only.yaml", b"");
    assert_eq!(observed.status, 0);
    let note = "Staff: The profile Documented also finds recovery-medium-blocks-mfa.\n";
    assert!(observed.out.contains(note), "{}", observed.out);
    let answer = json(&run("lint totp-only.yaml --json", b""));
    schema::check("lint.schema.json", &answer);
    assert_eq!(answer["differences"][0]["codes"], Value::from(vec!["recovery-medium-blocks-mfa"]));
    for format in ["sarif", "junit", "github"] {
        let out = run(&format!("lint totp-only.yaml --format {format}"), b"").out;
        assert!(out.contains("Staff: The profile Documented also finds recovery-medium-blocks-mfa."), "{out}");
    }
    let documented = run("lint totp-only.yaml --profile Documented", b"");
    assert_eq!(documented.status, 0);
    insta::assert_snapshot!("lint_other_profile", documented.out);
}

#[test]
fn fixes_have_the_names_of_the_file() {
    let fixes = |file: &str| {
        let answer = json(&run(&format!("lint {file} --json"), b""));
        answer["findings"].as_array().unwrap().iter().map(|one| one["fixes"].to_string()).collect::<String>()
    };
    let template = fixes("totp-only.yaml");
    assert!(template.contains("set WebAuthnFactorConfiguration to MULTI_FACTOR"), "{template}");
    let answers = fixes("off.json");
    assert!(answers.contains("SoftwareTokenMfaConfiguration.Enabled to true"), "{answers}");
}

#[test]
fn a_run_that_judges_nothing_exits_with_2() {
    let nothing = |arguments: &str, error: &str| {
        let Run { err, status, .. } = run(arguments, b"");
        assert_eq!((err.as_str(), status), (error, 2));
    };
    let none = "Nothing was judged: no file contains a user pool.\n";
    nothing(
        "lint templates/main.tf",
        &format!(
            "Not judged: 1 file of Terraform source, such as tests/fixtures/templates/main.tf. Use the output of \
             `terraform show -json`.\n{none}"
        ),
    );
    let expected = "Expected what DescribeUserPool and GetUserPoolMfaConfig return, a CloudFormation template, or the output of \
                    `terraform show -json`.";
    nothing("lint users.jsonl", &format!("error: tests/fixtures/users.jsonl: users from AdminGetUser. {expected}\n"));
    nothing(
        "lint sign-in.jsonl",
        &format!("error: tests/fixtures/sign-in.jsonl: a scenario for `cognito-mfa run`. {expected}\n"),
    );
    nothing(
        "lint ./templates/node_modules/../empty",
        "error: tests/fixtures/./templates/node_modules/../empty: no such file or folder.\n",
    );
}

#[test]
fn the_formats_of_lint_are_refused_elsewhere() {
    let Run { out, err, status } = run("prove shop.json --format sarif", b"");
    assert_eq!((out.as_str(), status), ("", 2));
    assert!(err.starts_with("error: --format sarif isn't for this verb. Expected human or json or github\n"), "{err}");
    let Run { err, status, .. } = run("lint --explain mfa-is-off --format junit", b"");
    assert_eq!(status, 2);
    assert!(err.starts_with("error: --explain has no format junit. Expected human or json\n"), "{err}");
}

#[test]
fn fail_on_sets_the_least_severity_that_fails() {
    let status = |toml: &str, arguments: &[&str]| configured("fail-on", toml, arguments).status;
    let errors = "[[suppress]]\ncode = \"on-cannot-enrol\"\nreason = \"a\"\n[[suppress]]\ncode = \
                  \"recovery-medium-blocks-mfa\"\nreason = \"b\"\n";
    assert_eq!(status("", &[]), 0, "only warnings");
    assert_eq!(status("", &["--users", "tests/fixtures/users.jsonl"]), 1, "users are kept out");
    assert_eq!(status(errors, &["--users", "tests/fixtures/users.jsonl"]), 0, "only warnings are left");
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
    assert_eq!(suppressed(&entry(&format!("file = '{here}/mfa-required.json'"))), 1);
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
        "4: unknown field `ressource`, expected one of `code`, `id`, `resource`, `file`, `reason`.",
    );
    check_fault("a = 1\n", "1: unknown field `a`, expected one of `profile`, `fail-on`, `parameters`, `suppress`.");
    check_fault("profile = \"Observed\"\n[suppress\n", "2: unclosed table, expected `]`.");
}

#[test]
fn a_configuration_file_that_is_named_must_exist() {
    let missing = run("lint shop.json --config missing.toml", b"");
    assert_eq!(missing.status, 2);
    assert!(missing.err.starts_with("error: tests/fixtures/missing.toml: can't read this file"), "{}", missing.err);
}

#[test]
fn a_tab_is_one_column_in_each_format() {
    let text = "{\n\t\"Resources\": {\"Pool\": {\"Type\": \"AWS::Cognito::UserPool\", \"Properties\": {\n\t\t\"MfaConfiguration\":\t\"ON\"\n}}}}";
    let column = |format: &str| run(&format!("lint - --format {format}"), text.as_bytes()).out;
    let human = column("human");
    assert!(human.contains(":3:23\n"), "{human}");
    assert!(human.contains("\n3 |   \"MfaConfiguration\": \"ON\"\n  |                       ^^^^\n"), "{human}");
    assert_eq!(json(&run("lint - --json", text.as_bytes()))["findings"][0]["column"], 23);
    let github = column("github");
    assert!(github.contains("line=3,col=23,"), "{github}");
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
    for code in cognito_mfa_infra::Code::ALL {
        assert!(page.contains(&format!("\n| `{}` | ", code.code())), "{code:?}");
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

#[test]
fn an_unused_setting_is_named_and_shown_where_it_is_set() {
    let out = run("lint unused.json", b"").out;
    assert!(out.contains(" = in: eu-west-1_Ab1Cd2Ef3: UserPoolAddOns.AdvancedSecurityMode\n"), "{out}");
    assert_eq!(out.matches("[unused-setting]").count(), 1, "{out}");
}

#[test]
fn settings_that_the_answers_do_not_show_are_not_called_unused() {
    let all = include_str!("../fixtures/unused.json");
    let described = all.lines().next().unwrap();
    let out = run("lint -", described.as_bytes()).out;
    assert!(out.contains("[incomplete-pool]") && !out.contains("[unused-setting]"), "{out}");
}

/// A pool that requires MFA with email codes only. Whether that is an error depends on the users.
#[test]
fn users_who_are_kept_out_make_a_warning_an_error() {
    let finding = |code: &str, arguments: &str| {
        let lint = "lint pool-required.json mfa-required.json --json";
        let answer = json(&run(&format!("{lint} {arguments}"), b""));
        schema::check("lint.schema.json", &answer);
        let findings = answer["findings"].as_array().unwrap().clone();
        findings.into_iter().find(|one| one["code"] == code)
    };
    let severity = |arguments: &str| finding("on-cannot-enrol", arguments).unwrap()["severity"].clone();
    assert_eq!(severity(""), "warning");
    assert_eq!(severity("--users users.jsonl"), "error");
    let of_users = finding("on-cannot-enrol", "--users users.jsonl").unwrap();
    assert!(of_users.to_string().contains("of your population "), "{of_users}");
    let human = run("lint pool-required.json mfa-required.json --users users.jsonl", b"");
    assert_eq!(human.status, 1);
    insta::assert_snapshot!("lint_users", human.out);
    let nobody = folder("no-users").join("counts.csv");
    let header = "UserStatus,email,phone_number,UserMFASettingList,PreferredMfaSetting,WebAuthnCredentials,count\n";
    fs::write(&nobody, format!("{header}CONFIRMED,verified,verified,EMAIL_OTP,EMAIL_OTP,,3\n")).unwrap();
    let arguments = ["lint", "tests/fixtures/pool-required.json", "tests/fixtures/mfa-required.json", "--histogram"];
    let arguments = arguments.map(OsString::from).into_iter().chain([nobody.into()]);
    let Run { out, status, .. } = run_with(arguments, b"");
    assert_eq!(status, 0, "{out}");
    assert!(
        out.contains("warning[on-cannot-enrol]") && out.contains("No user of your population is affected."),
        "{out}"
    );
}

#[test]
fn a_file_that_is_named_twice_is_judged_once() {
    let once = run("lint totp-only.yaml", b"");
    assert_eq!(run("lint totp-only.yaml ./totp-only.yaml", b"").out, once.out);
}

#[test]
fn a_plan_that_only_deletes_a_pool_is_a_finding() {
    let plan = folder("deletes").join("plan.json");
    let change = r#"{"actions": ["delete"], "before": {"name": "staff"}, "after": null}"#;
    let resource =
        r#""address": "aws_cognito_user_pool.a", "mode": "managed", "type": "aws_cognito_user_pool", "name": "a""#;
    let text = format!(
        r#"{{"format_version": "1.2", "terraform_version": "1.13.4", "resource_changes": [{{{resource}, "change": {change}}}]}}"#
    );
    fs::write(&plan, text).unwrap();
    let Run { out, err, status } = run_with(["lint".into(), plan.into_os_string()], b"");
    assert!(out.starts_with("security[plan-deletes-pool]: The plan deletes this pool.\n"), "{out}");
    assert_eq!((err.as_str(), status), ("", 1));
}

/// Each bad file is a fault with a position, where there is one. The sound file is judged.
#[test]
fn bad_files_are_named_and_the_others_are_judged() {
    let folder = folder("bad");
    let write = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, content).unwrap();
        path.into_os_string()
    };
    let bomb: Vec<String> = (1..40).map(|line| format!("a{line}: &a{line} [*a{0}, *a{0}]\n", line - 1)).collect();
    let paths = [
        write("1-indented.yaml", b"Resources:\n  Pool: {\n"),
        write("2-bomb.yaml", format!("a0: &a0 [x, x]\n{}", bomb.concat()).as_bytes()),
        write("3-deep.json", "[".repeat(100_000).as_bytes()),
        write("4-binary.json", b"\x7fELF\0\0"),
        write("5-plan.json", br#"{"format_version": "2.0", "terraform_version": "3.0.0", "resource_changes": []}"#),
        write("6-sound.yaml", include_bytes!("../fixtures/totp-only.yaml")),
    ];
    let Run { out, err, status } = run_with(std::iter::once("lint".into()).chain(paths), b"");
    let prefix = format!("error: {}/", folder.display());
    let faults: Vec<&str> = err.lines().map(|line| line.strip_prefix(&prefix).unwrap()).collect();
    let starts =
        ["1-indented.yaml:", "2-bomb.yaml:", "3-deep.json:1:", "4-binary.json: a binary file", "5-plan.json:1:20:"];
    assert_eq!(faults.len(), starts.len(), "{err}");
    assert!(faults.iter().zip(starts).all(|(fault, start)| fault.starts_with(start)), "{err}");
    assert!(out.contains("[no-phishing-resistant-path]") && out.contains("in 1 pool of "), "{out}");
    assert_eq!(status, 2);
}

/// A named pipe that no one writes to would wait forever.
#[cfg(unix)]
#[test]
fn a_named_pipe_is_refused() {
    let pipe = folder("pipes").join("pipe");
    let _ = fs::remove_file(&pipe);
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let Run { err, status, .. } = run_with(["lint".into(), pipe.clone().into_os_string()], b"");
    let error = format!(
        "error: {}: not a regular file. Expected a file, a folder, or `-` for standard input.\n",
        pipe.display()
    );
    assert_eq!((err, status), (error, 2));
}

/// The findings about a template with one pool.
fn findings(properties: &str, more: &str, arguments: &[&str]) -> Vec<Value> {
    let text = format!("{more}\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {properties}\n");
    let arguments = ["lint", "-", "--json"].into_iter().chain(arguments.iter().copied()).map(OsString::from);
    let answer = json(&run_with(arguments, text.as_bytes()));
    answer["findings"].as_array().unwrap().clone()
}

fn fixes_of(findings: &[Value], code: &str) -> Vec<(String, String)> {
    let finding = findings.iter().find(|one| one["code"] == code).unwrap_or_else(|| panic!("no {code}: {findings:#?}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let fix = |fix: &Value| (text(&fix["safety"]), text(&fix["text"]));
    finding["fixes"].as_array().unwrap().iter().map(fix).collect()
}

#[test]
fn fix_of_a_finding_never_turns_mfa_off() {
    let folder = folder("never-off");
    let describe = r#"{"UserPool":{"Id":"us-east-1_A","MfaConfiguration":"ON","UserPoolTier":"ESSENTIALS"}}"#;
    let mfa = r#"{"MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#;
    let [describe, mfa] = [("describe.json", describe), ("mfa.json", mfa)].map(|(name, text)| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.into_os_string().into_string().unwrap()
    });
    let findings = findings("{MfaConfiguration: 'ON'}", "", &["--before", &describe, "--before", &mfa]);
    // The passkeys must count as MFA before the pool allows them, so it takes two deployments.
    assert_eq!(fixes_of(&findings, "no-phishing-resistant-path"), []);
}

#[test]
fn fix_is_accepted_for_every_value_that_the_template_leaves_open() {
    let more = "Parameters:\n  Mode: {Type: String, AllowedValues: ['OFF', 'ON', OPTIONAL]}\n\
                Conditions:\n  HasMfa: !Not [!Equals [!Ref Mode, 'OFF']]";
    let properties = "{MfaConfiguration: !Ref Mode, EnabledMfas: !If [HasMfa, [SOFTWARE_TOKEN_MFA], !Ref AWS::NoValue], \
                      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, !If [HasMfa, !Ref AWS::NoValue, EMAIL_OTP]]}}}";
    let text = "Add WEB_AUTHN to Policies.SignInPolicy.AllowedFirstAuthFactors, set WebAuthnFactorConfiguration to \
                MULTI_FACTOR_WITH_USER_VERIFICATION and set WebAuthnUserVerification to required.";
    let findings = findings(properties, more, &[]);
    assert_eq!(fixes_of(&findings, "no-phishing-resistant-path"), [("safe".to_owned(), text.to_owned())]);
}

#[test]
fn passkeys_that_begin_to_count_as_mfa_verify_their_users() {
    let on = "MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA]";
    let first = |properties: &str, code: &str| fixes_of(&findings(properties, "", &[]), code).remove(0).1;
    let refused = format!("{{{on}, Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}}}}}");
    assert_eq!(
        first(&refused, "on-passkey-needs-multi-factor"),
        "Set WebAuthnFactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION and set WebAuthnUserVerification to required."
    );
    let unused = format!("{{{on}, WebAuthnFactorConfiguration: MULTI_FACTOR_WITH_USER_VERIFICATION}}");
    for code in ["no-phishing-resistant-path", "unused-setting"] {
        assert_eq!(
            first(&unused, code),
            "Set Policies.SignInPolicy.AllowedFirstAuthFactors to [PASSWORD, WEB_AUTHN] and set WebAuthnUserVerification to \
             required."
        );
    }
}

#[test]
fn fix_does_not_remove_a_block_whose_values_have_fixes_of_their_own() {
    let properties = "{MfaConfiguration: OPTIONAL, EnabledMfas: [SOFTWARE_TOKEN_MFA], \
                      SmsConfiguration: {SnsCallerArn: short, ExternalId: x}}";
    let findings = findings(properties, "", &[]);
    let fixes = |code: &str| fixes_of(&findings, code).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(fixes("constraint"), ["Use an ARN, such as \"arn:aws:iam::123456789012:role/sms\"."]);
    assert_eq!(fixes("sms-mfa-dropped"), ["Add SMS_MFA to EnabledMfas."]);
}

#[test]
fn value_that_the_schema_or_the_api_limits_has_one_fix() {
    let of = |properties: &str| -> Vec<(String, Vec<String>)> {
        let findings = findings(&format!("{{MfaConfiguration: OPTIONAL, {properties}}}"), "", &[]);
        let errors = findings.iter().filter(|finding| finding["severity"] == "error");
        let fixes = |finding: &Value| fixes_of(std::slice::from_ref(finding), finding["code"].as_str().unwrap());
        errors
            .map(|finding| {
                let code = finding["code"].as_str().unwrap().to_owned();
                (code, fixes(finding).into_iter().map(|(_, text)| text).collect())
            })
            .collect()
    };
    let totp = "EnabledMfas: [SOFTWARE_TOKEN_MFA]";
    let expected = |code: &str, fix: &str| vec![(code.to_owned(), vec![fix.to_owned()])];
    let domain = |length: usize| format!("{totp}, WebAuthnRelyingPartyID: {}.com", "a".repeat(length - 4));
    assert_eq!(of(&domain(128)), expected("relying-party-id-too-long", "Use a domain with at most 63 characters."));
    assert_eq!(
        of(&domain(127)),
        expected(
            "relying-party-id-too-long",
            "Use a shorter domain, or set the relying party ID with SetUserPoolMfaConfig."
        )
    );
    assert_eq!(of(&domain(63)), []);
    let subject = |length: usize| {
        format!(
            "EnabledMfas: [SOFTWARE_TOKEN_MFA, EMAIL_OTP], EmailConfiguration: \
        {{EmailSendingAccount: DEVELOPER, SourceArn: 'arn:aws:ses:eu-west-1:123456789012:identity/a@example.com'}}, \
        EmailAuthenticationSubject: {}",
            "s".repeat(length)
        )
    };
    assert_eq!(of(&subject(140)), []);
    assert_eq!(of(&subject(141)), expected("not-in-schema", "Use a subject with 1 to 140 characters."));
    assert_eq!(
        of("EnabledMfas: [SOFTWARE_TOKEN_MFA, WEB_AUTHN]"),
        expected("unknown-mfa", "Remove WEB_AUTHN from EnabledMfas.")
    );
    assert_eq!(
        of("EnabledMfas: [WEB_AUTHN]"),
        expected("unknown-mfa", "Use SMS_MFA, SOFTWARE_TOKEN_MFA or EMAIL_OTP.")
    );
    let first = |elements: &str| {
        format!("{totp}, UserPoolTier: LITE, Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: [{elements}]}}}}")
    };
    // The tier allows no other first factor.
    assert_eq!(of(&first("PASSWORD, MAIL")), expected("constraint", "Remove this value from the list."));
    assert_eq!(of(&first("MAIL")), expected("constraint", "Write \"PASSWORD\"."));
    let essentials = first("PASSWORD, MAIL").replace("LITE", "ESSENTIALS");
    // Without an SMS configuration, SMS_OTP is refused.
    let of_three = "Use one of these values: PASSWORD, EMAIL_OTP, WEB_AUTHN.";
    assert_eq!(of(&essentials), expected("constraint", of_three));
    let tier = first("PASSWORD, EMAIL_OTP").replace("LITE", "TINY");
    assert_eq!(of(&tier), expected("not-in-schema", "Use one of these values: ESSENTIALS, PLUS."));
    assert_eq!(of("EnabledMfas: SOFTWARE_TOKEN_MFA"), expected("wrong-type", "Use a list of strings."));
}

#[test]
fn what_a_first_fix_gives_an_effect_has_no_fix_that_undoes_it() {
    let sms = "SmsConfiguration: {SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: x}";
    let required = "WebAuthnRelyingPartyID: example.com, WebAuthnUserVerification: required";
    let properties =
        format!("{{MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA, SMS_MFA], {sms}, {required}}}");
    let findings = findings(&properties, "", &[]);
    let passkeys = "Set Policies.SignInPolicy.AllowedFirstAuthFactors to [PASSWORD, WEB_AUTHN] and set \
                    WebAuthnFactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION.";
    assert_eq!(fixes_of(&findings, "no-phishing-resistant-path"), [("safe".to_owned(), passkeys.to_owned())]);
    // Without "required", passkeys that can't verify the user would be of no use.
    let unused = findings.iter().find(|one| one["code"] == "unused-setting").unwrap();
    assert_eq!(unused["message"], "WebAuthnUserVerification required has no effect.");
    assert_eq!(unused["fixes"], serde_json::json!([]));
    let notes = unused["explanation"].to_string();
    assert!(notes.contains("The first fixes of the other findings fix this, too."), "{notes}");
}

#[test]
fn safety_compares_pools_with_the_same_open_values() {
    let more = "Parameters:\n  Mode: {Type: String, AllowedValues: ['ON', OPTIONAL]}";
    let sms = "SmsConfiguration: {SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: x}";
    let properties = format!("{{MfaConfiguration: !Ref Mode, EnabledMfas: [SMS_MFA], {sms}}}");
    let findings = findings(&properties, more, &[]);
    let is_safe = |code: &str| fixes_of(&findings, code).iter().all(|(safety, _)| safety == "safe");
    assert!(is_safe("no-phishing-resistant-path") && is_safe("optional-is-opt-in") && is_safe("sms-is-only-factor"));
}

#[test]
fn threat_protection_against_compromised_credentials_is_of_use() {
    let pool = "{UserPoolTier: PLUS, MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA], \
                UserPoolAddOns: {AdvancedSecurityMode: ENFORCED}}";
    let risk = |properties: &str| {
        format!(
            "{pool}\n  Risk:\n    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment\n    Properties: {{UserPoolId: !Ref Pool, \
             ClientId: ALL, {properties}}}"
        )
    };
    let is_unused = |properties: &str| findings(properties, "", &[]).iter().any(|one| one["code"] == "unused-setting");
    assert!(is_unused(pool));
    assert!(!is_unused(&risk("CompromisedCredentialsRiskConfiguration: {Actions: {EventAction: BLOCK}}")));
    assert!(!is_unused(&risk("RiskExceptionConfiguration: {BlockedIPRangeList: [203.0.113.0/24]}")));
    let message = &findings(pool, "", &[]);
    let message = message.iter().find(|one| one["code"] == "unused-setting").map(|one| &one["message"]);
    assert_eq!(message.unwrap(), "UserPoolAddOns.AdvancedSecurityMode ENFORCED has no effect on MFA.");
}

#[test]
fn findings_of_every_accepted_deployment_keep_their_severity() {
    let more = "Parameters:\n  Mode: {Type: String, AllowedValues: ['OFF', 'ON']}";
    let is_off = |properties: &str, more: &str| {
        let findings = findings(properties, more, &[]);
        findings.iter().find(|one| one["code"] == "mfa-is-off").map(|one| one["severity"].as_str().unwrap().to_owned())
    };
    // ON without a factor is refused.
    assert_eq!(is_off("{MfaConfiguration: !Ref Mode}", more), Some("security".into()));
    assert_eq!(is_off("{MfaConfiguration: !Ref Mode, EnabledMfas: [SOFTWARE_TOKEN_MFA]}", more), None);
}

#[test]
fn fixes_of_a_tier_and_of_a_risk_configuration_fit_together() {
    let pool = "{UserPoolTier: LITE, Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]}}}";
    let risk = "\n  Risk:\n    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment\n    Properties: {UserPoolId: !Ref Pool, \
                ClientId: ALL, AccountTakeoverRiskConfiguration: {Actions: {HighAction: {EventAction: BLOCK, Notify: false}}}}";
    let findings = findings(&format!("{pool}{risk}"), "", &[]);
    assert_eq!(fixes_of(&findings, "tier-excludes-features")[0].1, "Set UserPoolTier to PLUS.");
    let threat_protection = "Set UserPoolAddOns.AdvancedSecurityMode to \"ENFORCED\".";
    assert_eq!(fixes_of(&findings, "risk-needs-threat-protection")[0].1, threat_protection);
}

#[test]
fn each_risk_level_has_its_own_finding_and_fixes() {
    let risk = "{UserPoolTier: PLUS, MfaConfiguration: OPTIONAL, EnabledMfas: [SOFTWARE_TOKEN_MFA], \
                UserPoolAddOns: {AdvancedSecurityMode: ENFORCED}}\n  Risk:\n    \
                Type: AWS::Cognito::UserPoolRiskConfigurationAttachment\n    Properties: {UserPoolId: !Ref Pool, ClientId: ALL, \
                AccountTakeoverRiskConfiguration: {Actions: {LowAction: {EventAction: BLOCK, Notify: false}, \
                MediumAction: {EventAction: BLOCK, Notify: false}}}}";
    let findings = findings(risk, "", &[]);
    let blocks: Vec<&Value> = findings.iter().filter(|one| one["code"] == "risk-blocks-everyone").collect();
    assert_eq!(blocks.len(), 2);
    for (finding, level) in blocks.iter().zip(["LowAction", "MediumAction"]) {
        let fixes = finding["fixes"].as_array().unwrap();
        assert!(
            !fixes.is_empty() && fixes.iter().all(|fix| fix["text"].as_str().unwrap().contains(level)),
            "{finding:#}"
        );
    }
}

#[test]
fn a_fix_of_an_update_is_safe_if_it_keeps_out_nobody_who_can_sign_in_now() {
    let folder = folder("safe-today");
    let describe = r#"{"UserPool":{"Id":"us-east-1_A","MfaConfiguration":"OPTIONAL","UserPoolTier":"ESSENTIALS",
        "EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"},
        "AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]}}}"#;
    let mfa = r#"{"MfaConfiguration":"OPTIONAL","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#;
    let [describe, mfa] = [("describe.json", describe), ("mfa.json", mfa)].map(|(name, text)| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.into_os_string().into_string().unwrap()
    });
    // Users who have enabled only EMAIL are denied as long as the pool doesn't offer it.
    let findings = findings(
        "{MfaConfiguration: OPTIONAL, EnabledMfas: [SOFTWARE_TOKEN_MFA, EMAIL_OTP]}",
        "",
        &["--before", &describe, "--before", &mfa],
    );
    let fix = ("safe".to_owned(), "Remove EMAIL_OTP from EnabledMfas.".to_owned());
    assert_eq!(fixes_of(&findings, "email-code-is-no-second-factor"), [fix]);
    let finding = findings.iter().find(|one| one["code"] == "email-code-is-no-second-factor").unwrap();
    assert!(!finding["explanation"].to_string().contains("No fix"), "{finding:#}");
}

#[test]
fn threat_protection_without_effect_on_mfa_can_stay() {
    let addons = "{UserPoolTier: PLUS, UserPoolAddOns: {AdvancedSecurityMode: ENFORCED}}";
    let findings = findings(addons, "", &[]);
    let unused = findings.iter().find(|one| one["code"] == "unused-setting").unwrap();
    assert_eq!(unused["fixes"], serde_json::json!([]), "{unused:#}");
    assert!(unused["explanation"].to_string().contains("It can stay"), "{unused:#}");
}

#[test]
fn what_is_not_a_user_is_an_error() {
    for text in [r#"{"UserPools":[{"Id":"us-east-1_A"}]}"#, "{}", r#"{"Resources":{}}"#] {
        let run = run("lint totp-only.yaml --users -", text.as_bytes());
        assert_eq!(run.status, 2, "{text}");
        assert!(run.err.contains(":1: not a user: it has no member of one."), "{}", run.err);
    }
    let list = r#"{"Users":[{"Username":"ann","UserStatus":"CONFIRMED","Attributes":[]}]}"#;
    let one = run("explain shop.json --first-factor password --user -", list.as_bytes());
    assert!(one.err.contains("the users of ListUsers. Expected one user"), "{}", one.err);
}
