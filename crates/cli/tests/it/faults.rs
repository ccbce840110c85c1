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
    let expected = "Expected what DescribeUserPool and GetUserPoolMfaConfig return, a CloudFormation template, or the output of \
                    `terraform show -json`";
    let nothing = format!("standard input: nothing to read. {expected}");
    check("prove -", "", &nothing);
    check("prove -", " \n", &nothing);
    let other = format!("standard input: not something with a user pool in it. {expected}");
    check("prove -", "\n[]", &other);
    check("prove -", "{}\n{", &other);
    check("prove -", "{\n\"UserPool\": }", "standard input:2:13: not valid JSON: expected value");
    check("prove -", b"{\n\"\xff\"}", "standard input:2:2: not UTF-8 text. Save the file as UTF-8");
    let tier = "not what DescribeUserPool returns: Value 'FREE' at 'userPool.userPoolTier' failed to satisfy constraint: \
                Member must satisfy enum value set: [LITE, ESSENTIALS, PLUS]";
    let pool = "{\"MfaConfiguration\":\"ON\"}\n\n{\"UserPool\":{\"UserPoolTier\":\"FREE\"}}";
    check("prove -", pool, &format!("standard input:3:29: {tier}"));
    let list =
        "standard input:1:41: not what DescribeUserPool returns: UserPool.Policies.SignInPolicy: expected an object";
    check("prove -", r#"{"UserPool":{"Policies":{"SignInPolicy":["PASSWORD"]}}}"#, list);
    let twice = "standard input:1:16: UserPool: appears more than once, first at 1:2. Keep one of them";
    check("prove -", r#"{"UserPool":{},"UserPool":{}}"#, twice);
}

#[test]
fn answers_that_contradict_each_other_are_errors_with_both_places() {
    let run = run("prove mfa.json mfa-required.json", b"");
    assert!(run.err.contains("although both are what GetUserPoolMfaConfig returns"), "{}", run.err);
    assert_eq!((run.out.as_str(), run.status), ("", 2));
    check(
        "lint pool.json mfa-required.json",
        "",
        "tests/fixtures/mfa-required.json:3:23: MfaConfiguration: another value than at tests/fixtures/pool.json:10:25. Expected \
         answers from the same moment",
    );
}

#[test]
fn half_of_a_pool_is_not_compared() {
    let half = "tests/fixtures/mfa.json:1:1: only what GetUserPoolMfaConfig returns, which doesn't show the tier, the sign-in policy \
                and account recovery. Add what DescribeUserPool returns";
    check("diff shop.json mfa.json", "", half);
    check("lint mfa.json", "", half);
    let open = "SoftwareTokenMfaConfiguration.Enabled (not shown by DescribeUserPool)";
    let run = run("diff pool.json mfa.json", b"");
    assert!(run.err.contains(open) && run.err.ends_with(". Add what GetUserPoolMfaConfig returns.\n"), "{}", run.err);
    assert_eq!((run.out.as_str(), run.status), ("", 2));
}

#[test]
fn standard_input_is_read_once() {
    check(
        "diff - -",
        r#"{"UserPool":{"UserPoolTier":"PLUS"}}{"MfaConfiguration":"OFF"}"#,
        "standard input: `-` appears more than once. Standard input can be read only once",
    );
}

#[test]
fn errors_in_users_name_the_line_and_the_member_and_repeat_no_value() {
    let users = "impact shop.json shop-required.json --users -";
    let statuses = "CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, EXTERNAL_PROVIDER";
    let good = r#"{"Username":"ann"}"#;
    let status = format!("standard input:3: UserStatus: expected one of {statuses}");
    check(users, format!("{good}\n\n{{\"UserStatus\":\"secret\"}}\n"), &status);
    let archived = "standard input:2: UserStatus: \"ARCHIVED\" is not supported, because no rule covers it. Remove this user from the \
                    input";
    check("explain shop.json --user -", "\n{\"UserStatus\":\"ARCHIVED\"}", archived);
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
    let two = "standard input:2: a second JSON object starts here. Expected only one, or also the output of \
               GetUserAuthFactors for the same user";
    check("explain shop.json --user -", format!("{good}\n{good}"), two);
    check("explain shop.json --user -", "", "standard input: nothing to read. Expected a JSON object");
}

#[test]
fn errors_in_tables_name_the_line_and_the_column() {
    let table = "impact shop.json shop-required.json --histogram -";
    let no_count =
        "standard input:1: no column `count`. Add a header with a column `count`: the number of users in each row";
    let columns = "user_status, enabled, password, phone_number, email, software_token, web_authn_credentials, \
                   sms_mfa_enabled, software_token_mfa_enabled, email_otp_enabled, web_authn_mfa_enabled, \
                   preferred_mfa_setting, user_mfa_setting_list, count";
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
    let phone = "standard input:2: phone_number: expected one of absent, unverified, verified";
    check(table, "user_status,phone_number,count\nCONFIRMED,+15550100,1\n", phone);
    check(
        table,
        "user_status,count\nLOST,1\n",
        "standard input:2: user_status: expected one of CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, EXTERNAL_PROVIDER",
    );
    check(table, "sms_mfa_enabled,count\n1,1\n", "standard input:2: sms_mfa_enabled: expected true or false");
    let both = "standard input:1: the column `sms_mfa_enabled` and another one both contain the enabled factors. Use either \
                `user_mfa_setting_list` or the columns that end with `_enabled`";
    check(table, "UserMFASettingList,sms_mfa_enabled,count\n", both);
    check(
        table,
        "email;count\n",
        "standard input:1: the columns are separated by other characters than commas. Save the table with commas",
    );
    check(
        table,
        "email,count\n\"verified,1\n",
        "standard input:2: not a CSV row: a quote is not closed. No cell spans several lines",
    );
    check(table, "", "standard input: nothing to read. Expected a table with a column `count`");
}

#[test]
fn counts_are_whole_numbers_that_add_up() {
    let table = "impact shop.json shop-required.json --histogram -";
    let largest = u64::MAX;
    for count in ["-1", "1.0", "1e3", "+1", "", "x", " ", "0x10"] {
        let message = "standard input:2: count: expected a whole number, 0 or more";
        check(table, format!("email,count\nverified,{count}\n"), message);
    }
    let huge = format!("standard input:2: count: expected at most {largest}");
    check(table, format!("count\n{largest}0\n"), &huge);
    let sum = format!("standard input:4: count: the counts of all rows add up to more than {largest}");
    check(table, format!("email,count\nverified,{largest}\nabsent,0\nabsent,1\n"), &sum);
}

#[test]
fn files_that_are_not_text_are_named_with_the_conversion() {
    let impact = "impact shop.json shop-required.json";
    let parquet = |copy| format!("standard input: a Parquet file. Convert it with DuckDB: duckdb -c \"COPY {copy}\"");
    let users = parquet("(FROM 'standard input') TO 'users.jsonl' (FORMAT json)");
    check(&format!("{impact} --users -"), b"PAR1\x15\x04\n", &users);
    check(&format!("{impact} --histogram -"), b"PAR1\x15\x04\n", &parquet("(FROM 'standard input') TO 'counts.csv'"));
    let compressed = "standard input: a compressed file. Decompress it, for example with gunzip";
    check(&format!("{impact} --users -"), b"\x1f\x8b\x08\x00", compressed);
    check(&format!("{impact} --users -"), b"\x00\xfe\x01", "standard input:1: not UTF-8 text. Save the file as UTF-8");
    check(&format!("{impact} --users -"), "\u{feff}\n \n", "standard input: nothing to read. Expected users as JSON");
}

#[test]
fn auth_factors_that_cannot_be_joined_are_errors() {
    let (ann, factors) = (
        r#"{"Username":"ann","UserStatus":"CONFIRMED"}"#,
        r#"{"Username":"ann","ConfiguredUserAuthFactors":["PASSWORD"]}"#,
    );
    let bob = r#"{"Username":"bob","UserStatus":"CONFIRMED"}"#;
    let apart = "standard input:3: the output of GetUserAuthFactors must come right before or after the other output for the \
                 same user. Or put these outputs into a file of their own, and pass it with --auth-factors";
    check("impact shop.json shop.json --users -", format!("{ann}\n{bob}\n{factors}\n"), apart);
    let other = "standard input:2: not the output of GetUserAuthFactors or AdminGetUserAuthFactors. Expected Username, and \
                 nothing but ConfiguredUserAuthFactors, UserMFASettingList and PreferredMfaSetting";
    check("impact shop.json shop.json --users users.jsonl --auth-factors -", format!("{factors}\n{ann}\n"), other);
}

#[test]
fn requests_that_break_a_constraint_are_errors() {
    let request = |operation: &str| format!("explain shop.json --request {operation}=-");
    let mode = "standard input:1: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: \
                Member must satisfy enum value set: [OPTIONAL, OFF, ON]";
    let body = r#"{"UserPoolId":"a_1","MfaConfiguration":"MAYBE"}"#;
    check(&request("SetUserPoolMfaConfig"), body, mode);
}

#[track_caller]
fn check_unsuitable(operation: &str, body: &str, problem: &str) {
    let run = run(&format!("explain shop.json --request {operation}=-"), body.as_bytes());
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
        ("impact shop.json shop.json --histogram -", format!("{long},count\n")),
        ("impact shop.json shop.json --histogram -", "\u{1b}[31m,count\n".into()),
        ("lint -", format!(r#"{{"MfaConfiguration":"{long}"}}"#)),
        ("lint -", "{\"MfaConfiguration\":\"\u{9b}31m\"}".into()),
        ("lint -", format!(r#"{{"{long}":1,"{long}":2}}"#)),
        ("explain shop.json --user -", format!(r#"{{"UserStatus":"{long}"}}"#)),
    ] {
        let run = run(arguments, input.as_bytes());
        assert_eq!((run.out.as_str(), run.status), ("", 2), "{arguments}");
        assert!(run.err.len() < 2000, "{arguments}: {} bytes", run.err.len());
        assert!(!run.err.contains(['\u{1b}', '\u{9b}']), "{}", run.err);
    }
}
