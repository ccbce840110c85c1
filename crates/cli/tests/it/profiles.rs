//! The profile of an answer, and where the other profile differs.

use crate::command::{Run, json, run};

/// The two profiles differ for the users of this change who have only an email address.
const CHANGE: &str = "totp-optional.json totp-required.json";
const SET: &str = r#"{"UserPoolId":"eu-west-1_Ab1Cd2Ef3","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{}}"#;

/// The verbs that compute an answer, each with files that the two profiles judge differently.
fn differing() -> [String; 9] {
    [
        "prove totp-required.json".into(),
        "prove totp-required.json --profile Documented".into(),
        "prove totp-only.yaml".into(),
        "explain totp-required.json --user ann.json".into(),
        "explain totp-optional.json --request SetUserPoolMfaConfig=-".into(),
        format!("diff {CHANGE}"),
        format!("impact {CHANGE} --users users.jsonl"),
        format!("plan {CHANGE} --users users.jsonl"),
        format!("plan {CHANGE} --users users.jsonl --profile Documented"),
    ]
}

fn sentences(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with("The profile ")).collect()
}

#[test]
fn each_verb_says_where_the_other_profile_differs() {
    let mut shown = String::new();
    for arguments in differing() {
        let Run { out, err, .. } = run(&arguments, SET.as_bytes());
        let text = format!("{out}{err}");
        let [sentence] = sentences(&text)[..] else { panic!("{arguments}: {text}") };
        shown.extend(["$ cognito-mfa ", &arguments, "\n", sentence, "\n\n"]);
        let other = json(&run(&format!("{arguments} --json"), SET.as_bytes()))["other_profile"].clone();
        let (profile, message) = (other["profile"].as_str().unwrap(), other["message"].as_str().unwrap());
        assert_eq!(sentence, format!("The profile {profile} judges this differently: {message}."));
    }
    let table = run(&format!("export {CHANGE}"), b"");
    shown.extend(["$ cognito-mfa export ", CHANGE, "\n", &table.err]);
    insta::assert_snapshot!("other_profile", shown);
}

#[test]
fn where_both_profiles_agree_only_one_is_named() {
    for arguments in [
        "prove pool.json mfa.json",
        "explain pool.json mfa.json --user ann.json",
        "explain pool.json mfa.json --request SetUserPoolMfaConfig=set-mfa-config.json",
        "diff shop.json shop.json",
        "impact shop.json shop.json --users users.jsonl",
        "plan shop.json off.json --users users.jsonl",
    ] {
        let Run { out, err, .. } = run(arguments, b"");
        let text = format!("{out}{err}");
        assert!(text.contains("Profile: Observed.") && sentences(&text).is_empty(), "{arguments}: {text}");
        assert_eq!(json(&run(&format!("{arguments} --json"), b""))["other_profile"], serde_json::Value::Null);
    }
}

#[test]
fn the_configuration_file_sets_the_profile_and_the_parameters_of_each_verb() {
    for arguments in differing().iter().filter(|arguments| !arguments.contains("--profile")) {
        let profile = |options: &str| {
            let answer = json(&run(&format!("{arguments} --json {options}"), SET.as_bytes()));
            answer["profile"].as_str().unwrap().to_owned()
        };
        assert_eq!(profile(""), "Observed");
        assert_eq!(profile("--config documented.toml"), "Documented", "{arguments}");
        assert_eq!(profile("--config documented.toml --profile Observed"), "Observed", "an option wins");
    }
    let template = run("prove mode.yaml --config documented.toml", b"");
    assert_eq!((template.err.as_str(), template.status), ("", 0));
    let export = run("export totp-required.json --config documented.toml --json", b"").out;
    assert!(export.lines().all(|line| line.contains(r#""profile":"Documented""#)));
}

#[test]
fn a_profile_that_refuses_the_deployment_is_named_with_the_refusal() {
    // The profiles store different defaults for AccountRecoverySetting.
    let template = "Resources: {Pool: {Type: 'AWS::Cognito::UserPool', Properties: {MfaConfiguration: 'ON', \
                    EnabledMfas: [EMAIL_OTP, SOFTWARE_TOKEN_MFA], EmailConfiguration: {EmailSendingAccount: DEVELOPER, SourceArn: a}}}}";
    let observed = run("prove - --profile Observed", template.as_bytes());
    let documented = run("prove - --profile Documented", template.as_bytes());
    let both = [&observed, &documented];
    assert!(both.iter().any(|run| run.status < 2) && both.iter().any(|run| run.status == 2), "{}", observed.err);
    let accepted = both.into_iter().find(|run| run.status < 2).unwrap();
    let [sentence] = sentences(&accepted.out)[..] else { panic!("{}", accepted.out) };
    assert!(sentence.contains(": Pool: the deployment of this pool is refused ("), "{sentence}");
}

#[test]
fn parameters_of_the_configuration_file_need_not_be_used() {
    for arguments in ["lint shop.json", "prove shop.json", "diff shop.json off.json"] {
        let Run { err, status, .. } = run(&format!("{arguments} --config documented.toml"), b"");
        assert!(status < 2 && !err.contains("Mode"), "{arguments}: {err}");
    }
}
