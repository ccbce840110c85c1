//! Errors in the input: each names its place and what was expected.

use crate::command::run;

#[track_caller]
fn check(arguments: &str, input: impl AsRef<[u8]>, message: &str) {
    let run = run(arguments, input.as_ref());
    assert_eq!((run.err, run.out, run.status), (format!("error: {message}.\n"), String::new(), 2), "{arguments}");
}

#[test]
fn errors_in_a_pool_name_the_line() {
    let missing = "tests/fixtures/none.json: can't read this file: No such file or directory (os error 2)";
    check("prove none.json", "", missing);
    let nothing = "standard input: nothing to read. Expected the output of DescribeUserPool, GetUserPoolMfaConfig or \
                   DescribeRiskConfiguration";
    check("prove -", "", nothing);
    check("prove -", "\n[]", "standard input:2: expected a JSON object");
    check(
        "prove -",
        "{}\n{",
        "standard input:1: Value null at 'mfaConfiguration' failed to satisfy constraint: Member must not be null",
    );
    check("prove -", "{\n\"UserPool\": }", "standard input:2: not valid JSON at column 13. Expected a JSON object");
    check("prove -", b"{\n\"\xff\"}", "standard input:2: not UTF-8 text. Save the file as UTF-8");
    let tier = "Value 'FREE' at 'userPool.userPoolTier' failed to satisfy constraint: \
                Member must satisfy enum value set: [LITE, ESSENTIALS, PLUS]";
    let pool = "{\"MfaConfiguration\":\"ON\"}\n\n{\"UserPool\":{\"UserPoolTier\":\"FREE\"}}";
    check("prove -", pool, &format!("standard input:3: {tier}"));
    let list = "standard input:1: UserPool.Policies.SignInPolicy: expected an object";
    check("prove -", r#"{"UserPool":{"Policies":{"SignInPolicy":["PASSWORD"]}}}"#, list);
    let twice = "standard input:1: UserPool: appears more than once. Keep one of them";
    check("prove -", r#"{"UserPool":{},"UserPool":{}}"#, twice);
    let second =
        "tests/fixtures/mfa-required.json:1: a second output of GetUserPoolMfaConfig. Expected only one for a pool";
    check("prove mfa.json mfa-required.json", "", second);
    check(
        "diff - -",
        r#"{"MfaConfiguration":"ON"}"#,
        "standard input: `-` appears more than once. Standard input can be read only once",
    );
}

#[test]
fn errors_in_users_name_the_line_and_the_member_and_repeat_no_value() {
    let users = "impact mfa.json mfa-required.json --users -";
    let statuses = "CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, EXTERNAL_PROVIDER";
    let good = r#"{"Username":"ann"}"#;
    let status = format!("standard input:3: UserStatus: expected one of {statuses}");
    check(users, format!("{good}\n\n{{\"UserStatus\":\"secret\"}}\n"), &status);
    let archived = "standard input:2: UserStatus: \"ARCHIVED\" is not supported, because no rule covers it. Remove this user from the \
                    input";
    check(users, format!("{good}\n{{\"UserStatus\":\"ARCHIVED\"}}"), archived);
    check(users, r#"{"Enabled":"yes"}"#, "standard input:1: Enabled: expected a boolean");
    let value = "standard input:1: UserAttributes[0].Value: expected a string";
    check(users, r#"{"UserAttributes":[{"Name":"email","Value":7}]}"#, value);
    let off = "standard input:1: PreferredMfaSetting: SMS_MFA is not enabled. Add SMS_MFA to UserMFASettingList, or remove \
               PreferredMfaSetting";
    check(users, r#"{"PreferredMfaSetting":"SMS_MFA"}"#, off);
    let list = format!("{{\"Users\":[\n{good},\n{{\"email\":\"ann@example.com\"}}]}}");
    check(users, list, "standard input:3: email: expected one of absent, unverified, verified");
    check(users, format!("{good}\nann"), "standard input:2: not valid JSON at column 1. Expected a JSON object");
    check(users, format!("{good}\n7"), "standard input:2: expected a JSON object");
    let two = "standard input:2: a second JSON object starts here. Expected only one";
    check("explain mfa.json --user -", format!("{good}\n{good}"), two);
    check("explain mfa.json --user -", "", "standard input: nothing to read. Expected a JSON object");
}

#[test]
fn errors_in_tables_name_the_line_and_the_column() {
    let table = "impact mfa.json mfa-required.json --histogram -";
    let no_count =
        "standard input:1: no column `count`. Add a header with a column `count`: the number of users in each row";
    let columns = "UserStatus, Password, Enabled, phone_number, email, SoftwareToken, WebAuthnCredentials, \
                   UserMFASettingList, PreferredMfaSetting, count";
    check(
        table,
        "color,count\n",
        &format!("standard input:1: no column is called \"color\". Expected one of {columns}"),
    );
    check(table, "email\nverified\n", no_count);
    check(table, "count,count\n", "standard input:1: the column `count` appears more than once. Keep one of them");
    check(table, "email,count\n\nverified\n", "standard input:3: expected 2 cells, as in the header, and found 1");
    check(table, "count\n1\n-3\n", "standard input:3: count: expected a whole number, 0 or more");
    let email = "standard input:3: email: expected one of absent, unverified, verified";
    check(table, "email,count\nverified,7\nann@example.com,1\n", email);
    check(table, "Enabled,count\nyes,1\n", "standard input:2: Enabled: expected true or false");
    check(table, b"email,count\n\xff,1\n", "standard input:2: not UTF-8 text. Save the file as UTF-8");
}

#[test]
fn requests_that_break_a_constraint_are_errors() {
    let request = |operation: &str| format!("explain mfa.json --request {operation}=-");
    let mode = "standard input:1: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: \
                Member must satisfy enum value set: [OPTIONAL, OFF, ON]";
    let body = r#"{"UserPoolId":"a_1","MfaConfiguration":"MAYBE"}"#;
    check(&request("SetUserPoolMfaConfig"), body, mode);
}

#[track_caller]
fn check_unsuitable(operation: &str, body: &str, problem: &str) {
    let run = run(&format!("explain mfa.json --request {operation}=-"), body.as_bytes());
    let error = format!("error: {problem}\n\nFor more information, try 'cognito-mfa explain --help'.\n");
    assert_eq!((run.err, run.out.as_str(), run.status), (error, "", 2), "{operation}");
}

#[test]
fn explain_refuses_operations_that_change_nothing() {
    let example = "Expected an operation that changes a pool or a user, for example SetUserPoolMfaConfig or \
                   AdminSetUserMFAPreference";
    check_unsuitable("DeleteUserPool", "{}", &format!("DeleteUserPool is not a supported operation. {example}"));
    let nothing = |operation: &str| format!("{operation} changes no pool and no user. {example}");
    check_unsuitable("DescribeUserPool", r#"{"UserPoolId":"a_1"}"#, &nothing("DescribeUserPool"));
    let ann = r#"{"UserPoolId":"a_1","Username":"ann"}"#;
    check_unsuitable("AdminGetUser", ann, &nothing("AdminGetUser"));
    let user = "expected --user: AdminSetUserMFAPreference is a request for a user";
    check_unsuitable("AdminSetUserMFAPreference", ann, user);
}

#[test]
fn errors_in_a_file_cut_and_escape_the_input_that_they_repeat() {
    let long = "x".repeat(100_000);
    for (arguments, input) in [
        ("impact mfa.json mfa.json --histogram -", format!("{long},count\n")),
        ("impact mfa.json mfa.json --histogram -", "\u{1b}[31m,count\n".into()),
        ("lint -", format!(r#"{{"MfaConfiguration":"{long}"}}"#)),
        ("lint -", "{\"MfaConfiguration\":\"\u{9b}31m\"}".into()),
        ("lint -", format!(r#"{{"{long}":1,"{long}":2}}"#)),
        ("explain mfa.json --user -", format!(r#"{{"UserStatus":"{long}"}}"#)),
    ] {
        let run = run(arguments, input.as_bytes());
        assert_eq!((run.out.as_str(), run.status), ("", 2), "{arguments}");
        assert!(run.err.len() < 2000, "{arguments}: {} bytes", run.err.len());
        assert!(!run.err.contains(['\u{1b}', '\u{9b}']), "{}", run.err);
    }
}
