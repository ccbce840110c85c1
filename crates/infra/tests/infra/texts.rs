//! The texts of fixes say what to write, for the value that the template has.

use cognito_mfa_infra::Setting;
use cognito_mfa_infra::cloudformation::{Deployment, JudgedResource};

use super::template::template;

fn judged(properties: &str) -> JudgedResource {
    let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n{properties}");
    template(&text).judge(&Deployment::default()).remove(0)
}

/// The fixes of each finding about these properties.
#[track_caller]
fn check(properties: &str, expected: &[(&str, &[&str])]) {
    let judged = judged(properties);
    let texts = judged.judgment.findings.iter().map(|finding| {
        let fixes: Vec<&str> = finding.fixes.iter().map(String::as_str).collect();
        (finding.code, fixes)
    });
    let expected: Vec<(&str, Vec<&str>)> = expected.iter().map(|(code, fixes)| (*code, fixes.to_vec())).collect();
    assert_eq!(texts.collect::<Vec<_>>(), expected, "{properties}");
}

const EMAIL: &str = "      MfaConfiguration: 'ON'\n      EnabledMfas: [SOFTWARE_TOKEN_MFA, EMAIL_OTP]\n";
const MESSAGE: &str = "      EmailAuthenticationMessage: 'Code {####}'\n";
const SUBJECT: &str = "      EmailAuthenticationSubject: Code\n";

#[test]
fn email_is_turned_off_with_its_texts() {
    let instruction =
        |properties: &str| judged(properties).instruction(Setting::Remove { member: "EmailMfaConfiguration" });
    assert_eq!(instruction(EMAIL), "Remove EMAIL_OTP from EnabledMfas");
    assert_eq!(
        instruction(&format!("{EMAIL}{SUBJECT}{MESSAGE}")),
        "Remove EMAIL_OTP from EnabledMfas, remove EmailAuthenticationMessage and remove EmailAuthenticationSubject"
    );
    let without = EMAIL.replace(", EMAIL_OTP", "");
    assert_eq!(instruction(&format!("{without}{MESSAGE}")), "Remove EmailAuthenticationMessage");
    let tier = "      UserPoolTier: LITE\n      EmailConfiguration: {EmailSendingAccount: DEVELOPER}\n";
    check(
        &format!("{EMAIL}{MESSAGE}{tier}"),
        &[(
            "email-mfa-needs-essentials",
            &[
                "Set UserPoolTier to ESSENTIALS.",
                "Remove EMAIL_OTP from EnabledMfas and remove EmailAuthenticationMessage.",
            ],
        )],
    );
}

#[test]
fn a_resource_without_properties_gets_them() {
    let text = "Resources:\n  Pool: {Type: 'AWS::Cognito::UserPool'}\n";
    let bare = template(text).judge(&Deployment::default()).remove(0);
    let empty = template(&text.replace("Pool'", "Pool', Properties: {}")).judge(&Deployment::default()).remove(0);
    let set = |member, value| Setting::Set { member, value };
    let changes = [set("MfaConfiguration", "ON"), set("SoftwareTokenMfaConfiguration.Enabled", "true")];
    let completed = bare.completions().of(&[], &changes);
    assert_eq!(completed, empty.completions().of(&[], &changes));
    assert!(matches!(completed, cognito_mfa_infra::Completion::Accepted { .. }), "{completed:?}");
}

#[test]
fn email_alone_is_created_without_what_turns_it_on() {
    let fix = "Add SOFTWARE_TOKEN_MFA to EnabledMfas. Or create the pool with MfaConfiguration \"OFF\" and without \
               EnabledMfas, EmailAuthenticationMessage and EmailAuthenticationSubject, and turn MFA on in an update.";
    assert_eq!(cognito_mfa_infra::Code::EmailOnlyAtCreation.row().fix, fix);
}

#[test]
fn a_text_with_a_line_break_is_to_be_one_line() {
    let sms = "      MfaConfiguration: 'ON'\n      EnabledMfas: [SMS_MFA]\n      SmsConfiguration: {SnsCallerArn: \
               'arn:aws:iam::123456789012:role/sms', ExternalId: shop}\n";
    check(
        &format!("{sms}      SmsAuthenticationMessage: |\n        Hello,\n        {{####}}\n"),
        &[("constraint", &["Write the text in one line."])],
    );
    check(
        &format!("{sms}      SmsAuthenticationMessage: Your code is\n"),
        &[("constraint", &["Put {####} into the text. Cognito replaces it with the code."])],
    );
}

#[test]
fn a_boolean_becomes_the_mode_that_was_meant() {
    let totp = "      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n";
    let on = |written: &str, fix: &str| {
        check(&format!("      MfaConfiguration: {written}\n{totp}"), &[("mode-is-boolean", &[fix])]);
    };
    on("ON", "Put the value in quotation marks: \"ON\".");
    on("yes", "Write \"ON\" or \"OPTIONAL\".");
    on("true", "Write \"ON\" or \"OPTIONAL\".");
    let off = |written: &str, fix: &str| {
        check(&format!("      MfaConfiguration: {written}\n"), &[("mode-is-boolean", &[fix])]);
        let mode = format!("      UserPoolAddOns: {{AdvancedSecurityMode: {written}}}\n");
        check(&mode, &[("mode-is-boolean", &[fix])]);
    };
    off("Off", "Put the value in quotation marks: \"OFF\".");
    off("no", "Write \"OFF\".");
    off("false", "Write \"OFF\".");
}

#[test]
fn a_missing_value_is_one_of_these() {
    check("      UserPoolAddOns: {}\n", &[("constraint", &["Set AdvancedSecurityMode to OFF, AUDIT or ENFORCED."])]);
    check(
        "      AccountRecoverySetting: {RecoveryMechanisms: [{Priority: 1}, {Name: verified_email}]}\n",
        &[
            ("constraint", &["Set Name to verified_email, verified_phone_number or admin_only."]),
            ("constraint", &["Set Priority to 1 or 2."]),
        ],
    );
}

#[test]
fn an_unknown_name_beside_the_right_one_goes() {
    let mode = "      MfaConfiguration: 'ON'\n";
    check(
        &format!("{mode}      EnabledMfas: [SOFTWARE_TOKEN_MFA, TOTP]\n"),
        &[("unknown-mfa", &["Remove TOTP from EnabledMfas."])],
    );
    check(&format!("{mode}      EnabledMfas: [TOTP]\n"), &[("unknown-mfa", &["Write SOFTWARE_TOKEN_MFA."])]);
}
