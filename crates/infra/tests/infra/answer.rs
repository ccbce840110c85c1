//! The service's own answers: what they don't show is open, and what contradicts itself is reported.

use cognito_mfa::pool::{PoolMember, RiskActions};
use cognito_mfa_infra::answer::PoolAnswers;
use cognito_mfa_infra::{Document, FileError, Finding, JudgeOptions};

/// The answers in these files.
fn answers(files: &[(&str, &str)]) -> Result<PoolAnswers, FileError> {
    let mut answers = PoolAnswers::default();
    for (file, text) in files {
        let file = (*file).into();
        let Document::PoolAnswers(documents) = Document::read(&file, text)? else { panic!("{text}") };
        for document in documents {
            answers.add(&file, document)?;
        }
    }
    Ok(answers)
}

fn lines(files: &[(&str, &str)]) -> Vec<String> {
    let judged = answers(files).unwrap().judge(JudgeOptions::default());
    let line = |Finding { severity, code, place, .. }: &Finding| format!("{severity} {code} {place}");
    judged.judgment.findings.iter().map(line).collect()
}

/// The number of possible pools.
fn pools(files: &[(&str, &str)]) -> usize {
    let judgment = answers(files).unwrap().judge(JudgeOptions::default()).judgment;
    assert!(judgment.is_complete);
    judgment.pools.len()
}

#[track_caller]
fn check_error(files: &[(&str, &str)], expected: &str) {
    let error = answers(files).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

const POOL: &str = r#"{"UserPool": {"Id": "eu-west-1_a", "MfaConfiguration": "ON", "UserPoolTier": "ESSENTIALS",
    "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "a"}}}"#;
const MFA: &str = r#"{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}"#;

#[test]
fn both_answers_are_one_pool() {
    assert_eq!(pools(&[("pool.json", POOL), ("mfa.json", MFA)]), 1);
    assert_eq!(lines(&[("pool.json", POOL), ("mfa.json", MFA)]), Vec::<String>::new());
    assert_eq!(pools(&[("both.json", &format!("{MFA}\n{POOL}"))]), 1);
}

#[test]
fn one_answer_leaves_the_settings_of_the_other_open() {
    // TOTP, and the mode of passkeys. SMS can be the factor.
    assert_eq!(pools(&[("pool.json", POOL)]), 2 * 2);
    assert_eq!(lines(&[("pool.json", POOL)]), ["warning incomplete-pool pool.json:1:1: eu-west-1_a"]);
    let finding = answers(&[("pool.json", POOL)]).unwrap().judge(JudgeOptions::default()).judgment.findings.remove(0);
    assert_eq!(finding.fixes, ["Add what GetUserPoolMfaConfig returns."]);
    let shown = "These answers don't show whether TOTP and email are MFA factors and how the pool uses passkeys.";
    assert_eq!(finding.message, shown);
    let judgment = answers(&[("pool.json", POOL)]).unwrap().judge(JudgeOptions::default()).judgment;
    let not_shown = [PoolMember::SmsMfa, PoolMember::SoftwareTokenMfa, PoolMember::EmailMfa, PoolMember::WebAuthn];
    assert_eq!(judgment.not_shown, not_shown);
    let judgment = answers(&[("pool.json", POOL), ("mfa.json", MFA)]).unwrap().judge(JudgeOptions::default()).judgment;
    assert_eq!(judgment.not_shown, []);

    // A pool that requires MFA has a factor. Without SMS and with the default sender, it's TOTP.
    let no_sms = r#"{"UserPool": {"Id": "eu-west-1_a", "MfaConfiguration": "ON", "UserPoolTier": "ESSENTIALS"}}"#;
    assert_eq!(pools(&[("pool.json", no_sms)]), 2);
    let sender = no_sms.replace("\"Id\"", "\"EmailConfiguration\": {\"EmailSendingAccount\": \"DEVELOPER\"}, \"Id\"");
    assert_eq!(pools(&[("pool.json", &sender)]), 3 * 2);
}

#[test]
fn the_risk_answer_matters_only_with_threat_protection() {
    let protected =
        POOL.replace("ESSENTIALS\",", "PLUS\", \"UserPoolAddOns\": {\"AdvancedSecurityMode\": \"ENFORCED\"},");
    assert_eq!(pools(&[("pool.json", &protected), ("mfa.json", MFA)]), 4);
    // Threat protection shows the tier, too.
    let old = protected.replace("\"UserPoolTier\": \"PLUS\",", "");
    assert_eq!(pools(&[("pool.json", &old), ("mfa.json", MFA)]), 4);
    let risk = r#"{"RiskConfiguration": {"UserPoolId": "eu-west-1_a"}}"#;
    assert_eq!(pools(&[("pool.json", &protected), ("mfa.json", MFA), ("risk.json", risk)]), 1);
}

#[test]
fn an_answer_without_a_tier_can_be_of_any_tier() {
    let old = POOL.replace("\"UserPoolTier\": \"ESSENTIALS\",", "");
    assert_eq!(pools(&[("pool.json", &old), ("mfa.json", MFA)]), 3);
}

#[test]
fn an_answer_that_shows_too_little_is_refused() {
    let enough = |files: &[(&str, &str)]| answers(files).unwrap().is_enough().map_err(|error| error.to_string());
    assert_eq!(
        enough(&[("mfa.json", MFA)]).unwrap_err(),
        "mfa.json:1:1: only what GetUserPoolMfaConfig returns, which doesn't show the tier, the sign-in policy and account \
         recovery. Add what DescribeUserPool returns"
    );
    assert!(
        enough(&[("r.json", r#"{"RiskConfiguration": {}}"#)])
            .unwrap_err()
            .contains("only what DescribeRiskConfiguration")
    );
    assert_eq!(enough(&[("pool.json", POOL)]), Ok(()));
}

#[test]
fn contradictions_name_both_places() {
    check_error(
        &[("pool.json", POOL), ("mfa.json", "{\n  \"MfaConfiguration\": \"OPTIONAL\"\n}")],
        "mfa.json:2:23: MfaConfiguration: another value than at pool.json:1:56. Expected answers from the same moment",
    );
    check_error(
        &[("mfa.json", MFA), ("old.json", r#"{"MfaConfiguration": "ON"}"#)],
        "old.json:1:1: SoftwareTokenMfaConfiguration: another value than at mfa.json:1:61, although both are what \
         GetUserPoolMfaConfig returns. Expected one of them",
    );
    check_error(
        &[("pool.json", POOL), ("other.json", &POOL.replace("west-1_a", "west-1_b"))],
        "other.json:1:21: the answer is about another pool than the one at pool.json:1:21. Expected answers about one pool",
    );
    let sms = r#"{"MfaConfiguration": "ON", "SmsMfaConfiguration": {"SmsConfiguration": {"SnsCallerArn":
        "arn:aws:iam::123456789012:role/sms", "ExternalId": "b"}}}"#;
    check_error(
        &[("pool.json", POOL), ("mfa.json", sms)],
        "mfa.json:2:61: SmsConfiguration.ExternalId: another value than at pool.json:2:94. Expected answers from the same moment",
    );
    // The same answer twice contradicts nothing.
    assert_eq!(pools(&[("pool.json", POOL), ("mfa.json", MFA), ("again.json", MFA)]), 1);
}

#[test]
fn a_risk_configuration_of_something_else_is_not_the_pools() {
    let risk = |members: &str| {
        format!(
            r#"{{"RiskConfiguration": {{{members}, "AccountTakeoverRiskConfiguration": {{"Actions": {{"HighAction":
            {{"EventAction": "BLOCK", "Notify": false}}}}}}}}}}"#
        )
    };
    let (other, client) =
        (risk("\"UserPoolId\": \"eu-west-1_b\""), risk("\"UserPoolId\": \"eu-west-1_a\", \"ClientId\": \"4abc\""));
    let judged = answers(&[("o.json", &other), ("c.json", &client), ("pool.json", POOL), ("mfa.json", MFA)]).unwrap();
    let judgment = judged.judge(JudgeOptions::default()).judgment;
    assert_eq!(judgment.pools.len(), 1);
    assert_eq!(judgment.pools[0].pool.risk_actions, RiskActions::default());
    let codes: Vec<String> = judgment.findings.iter().map(|one| format!("{} {}", one.code, one.place)).collect();
    assert_eq!(codes, ["risk-of-one-client c.json:1:65: 4abc", "risk-of-other-pool o.json:1:38: eu-west-1_b"]);
}

#[test]
fn an_invalid_answer_is_named_with_the_operation() {
    check_error(
        &[("mfa.json", r#"{"MfaConfiguration": "SOMETIMES"}"#)],
        "mfa.json:1:22: not what GetUserPoolMfaConfig returns: Value 'SOMETIMES' at 'mfaConfiguration' failed to satisfy \
         constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
    );
}

#[test]
fn a_repeated_member_and_a_null_answer_are_refused() {
    check_error(
        &[("pool.json", "{\"UserPool\": {\"Id\": \"eu-west-1_a\",\n\"Id\": \"eu-west-1_b\"}}")],
        "pool.json:2:1: UserPool.Id: appears more than once, first at 1:15. Keep one of them",
    );
    check_error(
        &[("pool.json", r#"{"UserPool": null, "MfaConfiguration": "ON"}"#)],
        "pool.json:1:1: answers of several operations in one object. Write each answer as an object of its own, one after the \
         other",
    );
    check_error(
        &[("pool.json", r#"{"UserPool": {"Id": "eu-west-1_a", "SoftwareTokenMfaConfiguration": {"Enabled": true}}}"#)],
        "pool.json:1:69: SoftwareTokenMfaConfiguration: not a member of what DescribeUserPool returns. Add what \
         GetUserPoolMfaConfig returns as an object of its own",
    );
    check_error(
        &[("pool.json", r#"{"UserPool": {"Policies": {"SignInPolicy": []}}}"#)],
        "pool.json:1:44: not what DescribeUserPool returns: UserPool.Policies.SignInPolicy: expected an object",
    );
}

#[test]
fn a_setting_has_the_place_where_an_answer_shows_it() {
    let judged = answers(&[("pool.json", POOL), ("mfa.json", MFA)]).unwrap().judge(JudgeOptions::default());
    let pool = &judged.judgment.pools[0];
    let place = |member| judged.place_of(pool, member).to_string();
    assert_eq!(place(PoolMember::Mode), "mfa.json:1:22: eu-west-1_a: MfaConfiguration");
    assert_eq!(place(PoolMember::SoftwareTokenMfa), "mfa.json:1:61: eu-west-1_a: SoftwareTokenMfaConfiguration");
    assert_eq!(place(PoolMember::Tier), "pool.json:1:78: eu-west-1_a: UserPoolTier");
    assert_eq!(place(PoolMember::Device), "pool.json:1:1: eu-west-1_a: DeviceConfiguration (not set)");
}
