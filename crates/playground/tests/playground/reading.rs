//! Pasted texts.

use std::path::Path;

use cognito_mfa_playground::read;
use serde_json::{Value, json};

use crate::fixture::{error, ok};

/// Reads a text into the start of the form.
#[track_caller]
fn pasted(text: &Value) -> Value {
    ok(&read(&text.to_string(), "{}"))
}

#[test]
fn mfa_config_alone_keeps_what_only_the_description_shows() {
    let state = json!({"pool": {"UserPoolTier": "PLUS", "AllowedFirstAuthFactors": ["WEB_AUTHN"]}});
    let text = json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    let answer = ok(&read(&text.to_string(), &state.to_string()));
    let pool = &answer["state"]["pool"];
    assert_eq!((&pool["MfaConfiguration"], &pool["SoftwareTokenMfaConfiguration"]), (&json!("ON"), &json!(true)));
    assert_eq!((&pool["UserPoolTier"], &pool["AllowedFirstAuthFactors"]), (&json!("PLUS"), &json!(["WEB_AUTHN"])));
    assert_eq!(
        answer["notices"],
        json!(["Add what DescribeUserPool returns. What it shows stays as it is in the form."])
    );
}

#[test]
fn description_alone_keeps_the_factors_of_the_form() {
    let state = json!({"pool": {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": true}});
    let text = json!({"UserPool": {
        "Id": "eu-west-1_a1", "UserPoolTier": "PLUS", "MfaConfiguration": "ON",
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    }});
    let answer = ok(&read(&text.to_string(), &state.to_string()));
    let pool = &answer["state"]["pool"];
    assert_eq!((&pool["MfaConfiguration"], &pool["SoftwareTokenMfaConfiguration"]), (&json!("ON"), &json!(true)));
    assert_eq!((&pool["UserPoolTier"], &pool["AllowedFirstAuthFactors"]), (&json!("PLUS"), &json!(["WEB_AUTHN"])));
    assert_eq!(answer["kind"], "DescribeUserPool");
}

#[test]
fn template_fills_the_form() {
    let template = "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      MfaConfiguration: \"ON\"\n      \
                    EnabledMfas: [SOFTWARE_TOKEN_MFA]\n      UserPoolTier: PLUS\n";
    let answer = ok(&read(template, "{}"));
    assert_eq!((&answer["kind"], &answer["notices"]), (&json!("CloudFormation template"), &json!([])));
    let pool = &answer["state"]["pool"];
    assert_eq!((&pool["MfaConfiguration"], &pool["UserPoolTier"]), (&json!("ON"), &json!("PLUS")));
}

#[test]
fn refused_template_names_the_rule() {
    let template =
        "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      MfaConfiguration: \"ON\"\n";
    let message = error(&read(template, "{}"));
    assert!(message.starts_with("Pool: no pool results from this CloudFormation template."), "{message}");
}

#[test]
fn user_of_an_answer_fills_the_form() {
    let user = json!({
        "Username": "ann", "UserStatus": "CONFIRMED", "Enabled": true,
        "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}, {"Name": "email_verified", "Value": "true"}],
        "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"], "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA"
    });
    let answer = pasted(&user);
    assert_eq!(answer["kind"], "AdminGetUser");
    let read = &answer["state"]["user"];
    assert_eq!((&read["email"], &read["SoftwareToken"]), (&json!("verified"), &json!("verified")));
    assert_eq!(read["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA");
    // No attribute of the person gets into the state.
    assert!(!answer.to_string().contains("example.com") && !answer.to_string().contains("ann"));

    let listed = pasted(&json!({"Users": [user, {"Username": "bob", "UserStatus": "CONFIRMED", "Attributes": []}]}));
    assert_eq!(listed["notices"][0], "The list has 2 users. The form has the first.");
}

#[test]
fn wrong_texts_are_errors_that_name_the_fault() {
    let cases = [
        ("", "There is nothing to read."),
        ("   \n", "There is nothing to read."),
        ("hello", "This is neither a pool nor a user."),
        ("[1, 2]", "This is neither a pool nor a user."),
        ("{", "Line 1, column "),
        (r#"{"MfaConfiguration": "MAYBE"}"#, "mfaConfiguration"),
        (r#"{"UserStatus": "ARCHIVED", "Username": "x", "UserAttributes": []}"#, "UserStatus is ARCHIVED"),
        ("resource \"aws_cognito_user_pool\" \"a\" {}", "This is Terraform source"),
        ("Resources:\n  A:\n    Type: AWS::S3::Bucket\n", "This CloudFormation template has no user pool."),
    ];
    for (text, expected) in cases {
        let message = error(&read(text, "{}"));
        assert!(message.contains(expected), "{text:?}: {message}");
    }
}

#[test]
fn ten_megabytes_of_junk_give_a_short_error() {
    const SIZE: usize = 10_000_000;
    let junk = [
        "x".repeat(SIZE),
        "{".repeat(SIZE),
        "[".repeat(SIZE),
        "\"".repeat(SIZE),
        "a: ".repeat(SIZE / 3),
        "- ".repeat(SIZE / 2),
        format!("{{\"MfaConfiguration\": \"{}\"}}", "O".repeat(SIZE)),
        format!("{{\"UserStatus\": \"{}\"}}", "O".repeat(SIZE)),
        format!("{{\"{}\": 1}}", "O".repeat(SIZE)),
        "\u{1f600}".repeat(SIZE / 4),
    ];
    for text in junk {
        let start = text.get(..40).unwrap_or_default();
        let answer = read(&text, "{}");
        assert!(answer.starts_with("{\"error\""), "{start}");
        assert!(answer.len() <= 2_000, "{start}: {}", answer.len());
        // As a state, too.
        let answer = cognito_mfa_playground::decide(&text);
        assert!(answer.len() <= 20_000, "{start}: {}", answer.len());
    }
}

/// Every file of other crates' tests and of the conformance suite.
#[test]
fn every_fixture_gives_a_short_answer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = 0;
    for folder in ["crates/infra/tests", "crates/cli/tests", "conformance"] {
        each_file(&root.join(folder), &mut |path| {
            let Ok(text) = std::fs::read_to_string(path) else { return };
            files += 1;
            let answer = read(&text, "{}");
            assert!(answer.len() <= 10_000, "{}: {}", path.display(), answer.len());
            let json: Value = serde_json::from_str(&answer).unwrap();
            assert_ne!(json["ok"].is_null(), json["error"].is_null(), "{}", path.display());
        });
    }
    assert!(files > 20, "{files}");
}

fn each_file(folder: &Path, take: &mut impl FnMut(&Path)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { each_file(&path, take) } else { take(&path) }
    }
}
