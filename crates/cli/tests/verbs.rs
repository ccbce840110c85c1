//! The verbs of the command, run on small files: what they print for people and for machines, and how they answer bad input.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::ffi::OsString;

use anstream::adapter::strip_str;
use indicatif::ProgressDrawTarget;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use cognito_mfa_cli::Console;
use cognito_mfa_host::Scenario;

/// What a run printed, and its exit status.
struct Run {
    out: String,
    err: String,
    status: u8,
}

/// Runs the program; a name with an extension is that of a file of this test's folder.
fn run(arguments: &str, input: &[u8]) -> Run {
    let path = |argument: &str| match argument.split_once('=') {
        Some((option, file)) if file.contains('.') => format!("{option}=tests/fixtures/{file}"),
        None if argument.contains('.') => format!("tests/fixtures/{argument}"),
        Some(_) | None => argument.into(),
    };
    let (mut input, mut out, mut err) = (input, Vec::new(), Vec::new());
    let mut console = Console { input: &mut input, out: &mut out, err: &mut err, progress: ProgressDrawTarget::hidden };
    let status = cognito_mfa_cli::run(arguments.split_whitespace().map(path).map(OsString::from), &mut console);
    let text = |bytes: Vec<u8>| strip_str(&String::from_utf8(bytes).unwrap()).to_string();
    Run { out: text(out), err: text(err), status }
}

fn json(run: &Run) -> Value {
    assert_eq!(run.out.matches('\n').count(), 1, "{}", run.out);
    serde_json::from_str(&run.out).unwrap()
}

/// What the program prints for people, and for machines, which must be one line; then the exit status.
#[track_caller]
fn shown(arguments: &str) -> String {
    let people = run(arguments, b"");
    let machines = run(&format!("{arguments} --json"), b"");
    assert_eq!((machines.status, machines.err.as_str()), (people.status, ""), "{arguments}");
    let object = serde_json::to_string_pretty(&json(&machines)).unwrap();
    let err = if people.err.is_empty() { String::new() } else { format!("\non standard error:\n{}", people.err) };
    format!("inspect {arguments}\n\n{}{err}\n{object}\n\nexit status {}", people.out, people.status)
}

#[test]
fn lint_judges_a_configuration() {
    insta::assert_snapshot!(shown("lint pool.json mfa-required.json"));
    assert_eq!(run("lint pool.json mfa.json", b"").status, 0, "warnings alone are no failure");
}

#[test]
fn prove_says_that_nobody_is_locked_out_or_who_is() {
    insta::assert_snapshot!("prove_proven", shown("prove pool.json mfa.json"));
    insta::assert_snapshot!("prove_locked_out", shown("prove pool.json mfa-required.json --assume enabled,email"));
}

#[test]
fn explain_says_why_a_sign_in_is_answered_so() {
    insta::assert_snapshot!(shown("explain pool.json mfa-required.json --user ann.json"));
    let observed = json(&run("explain pool.json mfa-required.json --user ann.json --profile Observed --json", b""));
    assert_eq!(observed["answer"]["reason"], "no-factor-to-set-up");
    let federated = "explain mfa.json --user ann.json --first-factor external-provider --device known --risk Low";
    let federated = run(federated, b"").out;
    assert!(federated.starts_with("authenticated because federated: "), "{federated}");
}

#[test]
fn explain_says_why_a_request_is_refused_or_what_it_changes() {
    insta::assert_snapshot!(shown("explain pool.json mfa.json --request SetUserPoolMfaConfig=set-mfa-config.json"));
    let out = |arguments: &str, body: &str| run(arguments, body.as_bytes()).out;

    let update = r#"{"UserPoolId":"eu-west-1_Ab1Cd2Ef3","UserPoolTier":"PLUS"}"#;
    let accepted = out("explain pool.json mfa.json --request UpdateUserPool=-", update);
    assert_eq!(accepted, "Accepted; it changes UserPoolTier.\n");
    let create = r#"{"PoolName":"shop","MfaConfiguration":"ON"}"#;
    let refused = out("explain --request CreateUserPool=-", create);
    assert!(refused.starts_with("Refused: InvalidParameterException: SMS configuration and "), "{refused}");
    let preference = r#"{"UserPoolId":"a_1","Username":"ann","EmailMfaSettings":{"Enabled":true}}"#;
    let accepted = out("explain mfa.json --user ann.json --request AdminSetUserMFAPreference=-", preference);
    assert_eq!(accepted, "Accepted; it changes UserMFASettingList.\n");
    let set = r#"{"UserPoolId":"a_1","Username":"ann","SoftwareTokenMfaSettings":{"Enabled":true}}"#;
    let refused =
        json(&run("explain mfa.json --user ann.json --request AdminSetUserMFAPreference=- --json", set.as_bytes()));
    assert_eq!(refused["violations"][0]["code"], "totp-needs-verified-token");
}

#[test]
fn impact_counts_whom_a_change_touches() {
    insta::assert_snapshot!(shown(
        "impact --before pool.json mfa.json --after pool.json mfa-required.json --histogram counts.csv"
    ));
    let one_by_one = json(&run("impact mfa.json mfa-required.json --users users.jsonl --json", b""));
    assert_eq!(one_by_one["users"], 6);
    let unmoved = run("impact mfa.json mfa.json --users users.jsonl", b"");
    assert_eq!(unmoved.out, "None of 6 users would notice.\n");
}

#[test]
fn diff_says_which_pool_is_stricter() {
    insta::assert_snapshot!(shown("diff --before pool.json mfa.json --after pool.json mfa-required.json"));
}

const PLAN: &str = "plan --before pool.json mfa.json --after pool-wanted.json mfa-wanted.json --histogram counts.csv";

#[test]
fn plan_gives_the_calls_and_the_reasons() {
    insta::assert_snapshot!(shown(PLAN));
    let for_a_pool = run(&format!("{PLAN} --pool-id eu-west-1_Ab1Cd2Ef3"), b"").out;
    assert!(
        for_a_pool.lines().all(|line| line.contains(r#""input":{"UserPoolId":"eu-west-1_Ab1Cd2Ef3","#)),
        "{for_a_pool}"
    );
    let nothing = run("plan mfa.json mfa.json", b"");
    assert_eq!((nothing.status, nothing.err.as_str()), (0, "There is nothing to do.\n"));
}

#[test]
fn a_plan_is_a_scenario_that_ends_as_it_expects() {
    let scenario = run(PLAN, b"").out;
    let mut replay = Scenario::default();
    let checked: Vec<_> = scenario.lines().filter_map(|line| replay.line(line.as_bytes())?.difference).collect();
    assert_eq!(checked, vec![Ok(()); 5]);
}

#[test]
fn there_is_no_plan_where_the_pool_that_is_wanted_locks_users_out() {
    let plan = "plan --before pool.json mfa.json --after pool.json mfa-required.json --histogram counts.csv";
    insta::assert_snapshot!(shown(plan));
    assert_eq!(run(plan, b"").out, "");
}

#[test]
fn users_are_counted_however_they_are_laid_out() {
    let one =
        r#"{"Username":"ann","UserMFASettingList":["SMS_MFA"],"Attributes":[{"Name":"email","Value":"\"Users\""}]}"#;
    let list = format!("{{\"Users\":[{one},\n{one}],\n\"PaginationToken\":\"x\"}}");
    let table = "email,count,UserMFASettingList\nunverified,1,SMS_MFA\n,0,EMAIL_OTP|SMS_MFA\nunverified,1,SMS_MFA\n";
    let effects = |option: &str, text: &str| {
        let run = run(&format!("impact mfa.json mfa-required.json --json {option} -"), text.as_bytes());
        assert_eq!(run.err, "");
        json(&run)
    };
    let expected = effects("--users", &format!("{one}\n{one}"));
    assert_eq!(expected["users"], 2);
    for text in
        [list.as_str(), &list.replace('\n', "\r\n"), &format!("\u{feff}{one}\r\n\r\n {one} \n"), &format!("{one}{one}")]
    {
        assert_eq!(effects("--users", text), expected, "{text}");
    }
    for text in [table, &format!("\u{feff}{}", table.replace('\n', "\r\n"))] {
        assert_eq!(effects("--histogram", text), expected, "{text}");
    }
}

#[test]
fn a_user_who_is_shown_can_be_asked_about() {
    let locked_out = json(&run("prove pool.json mfa-required.json --json", b""));
    let example = &locked_out["example"];
    let user = example["user"].to_string();
    let why = json(&run("explain pool.json mfa-required.json --user - --json", user.as_bytes()));
    assert_eq!((&why["user"], &why["answer"]), (&example["user"], &example["attempts"][0]["answer"]));
}

#[track_caller]
fn check_bad_input(arguments: &str, input: impl AsRef<[u8]>, message: &str) {
    let run = run(arguments, input.as_ref());
    assert_eq!((run.err, run.out, run.status), (format!("inspect: {message}\n"), String::new(), 2), "{arguments}");
}

#[test]
fn bad_answers_of_the_service_name_the_file_and_the_line_and_what_was_expected() {
    let missing = "tests/fixtures/none.json: expected a file that can be read: No such file or directory (os error 2)";
    check_bad_input("lint none.json", "", missing);
    let nothing =
        "standard input: expected what DescribeUserPool, GetUserPoolMfaConfig or DescribeRiskConfiguration answers";
    check_bad_input("lint -", "", nothing);
    check_bad_input("lint -", "\n[]", "standard input:2: expected a JSON object");
    check_bad_input(
        "lint -",
        "{}\n{",
        "standard input:1: Value null at 'mfaConfiguration' failed to satisfy constraint: Member must not be null",
    );
    check_bad_input(
        "lint -",
        "{\n\"UserPool\": }",
        "standard input:2: expected a JSON object, and column 13 is not JSON",
    );
    check_bad_input("lint -", b"{\n\"\xff\"}", "standard input:2: expected text in UTF-8");
    let tier = "Value 'FREE' at 'userPool.userPoolTier' failed to satisfy constraint: \
                Member must satisfy enum value set: [LITE, ESSENTIALS, PLUS]";
    let pool = "{\"MfaConfiguration\":\"ON\"}\n\n{\"UserPool\":{\"UserPoolTier\":\"FREE\"}}";
    check_bad_input("lint -", pool, &format!("standard input:3: {tier}"));
    let list = "standard input:1: UserPool.Policies.SignInPolicy: expected an object";
    check_bad_input("lint -", r#"{"UserPool":{"Policies":{"SignInPolicy":["PASSWORD"]}}}"#, list);
    let twice = "standard input:1: UserPool: expected once";
    check_bad_input("lint -", r#"{"UserPool":{},"UserPool":{}}"#, twice);
    let second = "tests/fixtures/mfa-required.json:1: expected one answer of GetUserPoolMfaConfig, and this is another";
    check_bad_input("lint mfa.json mfa-required.json", "", second);
    check_bad_input("diff - -", r#"{"MfaConfiguration":"ON"}"#, "standard input: expected to be named once");
}

#[test]
fn bad_users_name_the_line_and_the_member_and_repeat_no_value() {
    let users = "impact mfa.json mfa-required.json --users -";
    let statuses = "CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, EXTERNAL_PROVIDER";
    let good = r#"{"Username":"ann"}"#;
    let status = format!("standard input:3: UserStatus: expected one of {statuses}");
    check_bad_input(users, format!("{good}\n\n{{\"UserStatus\":\"secret\"}}\n"), &status);
    let archived = format!("standard input:2: UserStatus: ARCHIVED is not modeled; expected one of {statuses}");
    check_bad_input(users, format!("{good}\n{{\"UserStatus\":\"ARCHIVED\"}}"), &archived);
    check_bad_input(users, r#"{"Enabled":"yes"}"#, "standard input:1: Enabled: expected a boolean");
    let value = "standard input:1: UserAttributes[0].Value: expected a string";
    check_bad_input(users, r#"{"UserAttributes":[{"Name":"email","Value":7}]}"#, value);
    let off = "standard input:1: PreferredMfaSetting: expected an enabled factor, but SMS_MFA is not enabled";
    check_bad_input(users, r#"{"PreferredMfaSetting":"SMS_MFA"}"#, off);
    let list = format!("{{\"Users\":[\n{good},\n{{\"email\":\"ann@example.com\"}}]}}");
    check_bad_input(users, list, "standard input:3: email: expected one of absent, unverified, verified");
    check_bad_input(
        users,
        format!("{good}\nann"),
        "standard input:2: expected a JSON object, and column 1 is not JSON",
    );
    check_bad_input(users, format!("{good}\n7"), "standard input:2: expected a JSON object");
    let two = "standard input:2: expected the end of the file";
    check_bad_input("explain mfa.json --user -", format!("{good}\n{good}"), two);
    check_bad_input("explain mfa.json --user -", "", "standard input: expected a JSON object");
}

#[test]
fn bad_tables_name_the_line_and_the_column() {
    let table = "impact mfa.json mfa-required.json --histogram -";
    let columns = "UserStatus, Password, Enabled, phone_number, email, SoftwareToken, WebAuthnCredentials, \
                   UserMFASettingList, PreferredMfaSetting, count";
    check_bad_input(table, "colour,count\n", &format!("standard input:1: colour: expected a column of {columns}"));
    check_bad_input(table, "email\nverified\n", "standard input:1: expected a column count");
    check_bad_input(table, "count,count\n", "standard input:1: count: expected one column of this name");
    check_bad_input(table, "email,count\n\nverified\n", "standard input:3: expected 2 cells, and there are 1");
    check_bad_input(table, "count\n1\n-3\n", "standard input:3: count: expected a whole number");
    let email = "standard input:3: email: expected one of absent, unverified, verified";
    check_bad_input(table, "email,count\nverified,7\nann@example.com,1\n", email);
    check_bad_input(table, "Enabled,count\nyes,1\n", "standard input:2: Enabled: expected true or false");
    check_bad_input(table, b"email,count\n\xff,1\n", "standard input:2: expected text in UTF-8");
}

#[test]
fn bad_requests_are_told_apart_from_refused_ones() {
    let request = |operation: &str| format!("explain mfa.json --request {operation}=-");
    let mode = "standard input:1: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: \
                Member must satisfy enum value set: [OPTIONAL, OFF, ON]";
    let body = r#"{"UserPoolId":"a_1","MfaConfiguration":"MAYBE"}"#;
    check_bad_input(&request("SetUserPoolMfaConfig"), body, mode);
    let unknown = "standard input:1: expected a request of an operation that is modelled";
    check_bad_input(&request("DeleteUserPool"), "{}", unknown);
    let asks = "standard input:1: expected a request that changes a pool or a user";
    check_bad_input(&request("DescribeUserPool"), r#"{"UserPoolId":"a_1"}"#, asks);
    check_bad_input(&request("AdminGetUser"), r#"{"UserPoolId":"a_1","Username":"ann"}"#, asks);
}

#[test]
fn what_cannot_be_understood_is_answered_with_the_usage() {
    let help = run("--help", b"");
    assert_eq!((help.status, help.err.as_str()), (0, ""));
    for (arguments, message) in [
        ("", "expected a verb"),
        ("judge", "judge: expected one of run, lint, prove, explain, impact, diff, plan"),
        ("lint", "expected a file with what the service answers of the pool"),
        ("lint a.json --users b.jsonl", "--users: lint has no such option"),
        ("lint a.json --colour", "--colour: there is no such option"),
        ("lint -x", "invalid option '-x'"),
        ("lint a.json --profile Exact", "--profile: expected one of Documented, Observed"),
        ("prove a.json --device mine", "--device: expected one of unknown, known, remembered"),
        ("prove a.json --assume", "missing argument for option '--assume'"),
        ("explain a.json", "explain: expected --user or --request"),
        ("explain a.json --request body.json", "--request: expected OPERATION=BODY.json"),
        ("impact a.json b.json", "impact: expected --users or --histogram"),
        ("impact a.json b.json --users c.jsonl --histogram d.csv", "expected --users or --histogram, and not both"),
        ("diff a.json", "expected two files, before and after; or --before POOL… --after POOL…"),
        (
            "diff a.json b.json --before c.json --after d.json",
            "expected two files, before and after; or --before POOL… --after POOL…",
        ),
        ("diff --before a.json", "expected two files, before and after; or --before POOL… --after POOL…"),
    ] {
        let Run { out, err, status } = run(arguments, b"");
        assert_eq!((out.as_str(), status), ("", 2), "{arguments}");
        assert_eq!(err, format!("inspect: {message}\n\n{}", help.out), "{arguments}");
    }
    let preference = r#"{"UserPoolId":"a_1","Username":"ann"}"#;
    let run = run("explain mfa.json --request AdminSetUserMFAPreference=-", preference.as_bytes());
    assert!(run.err.starts_with("inspect: --request AdminSetUserMFAPreference: expected --user\n"), "{}", run.err);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// What is read is cut off somewhere, and a byte of it is another.
    #[test]
    fn damaged_input_is_read_or_refused_by_its_place(
        (file, arguments) in select(vec![
            ("pool.json", "lint -"),
            ("mfa-required.json", "prove - --assume totp --json"),
            ("users.jsonl", "impact mfa.json mfa-required.json --users - --json"),
            ("counts.csv", "impact mfa.json mfa-required.json --histogram - --json"),
            ("set-mfa-config.json", "explain mfa.json --request SetUserPoolMfaConfig=- --json"),
        ]),
        end: Index,
        damage in option::of((any::<Index>(), any::<u8>())),
    ) {
        let mut bytes = std::fs::read(format!("tests/fixtures/{file}")).unwrap();
        bytes.truncate(end.index(bytes.len()) + 1);
        if let Some((place, byte)) = damage {
            *place.get_mut(&mut bytes) = byte;
        }
        let Run { out, err, status } = run(arguments, &bytes);
        if status == 2 {
            prop_assert!(out.is_empty() && err.starts_with("inspect: standard input"), "{}", err);
        } else {
            prop_assert!(!out.is_empty() && err.is_empty(), "{}", err);
        }
    }
}
