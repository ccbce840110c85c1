//! Templates and what is found in them: code, line, column, property and certainty.

use std::fmt::Write as _;

use cognito_mfa_infra::cloudformation::{Deployment, JudgedResource, Template};
use cognito_mfa_infra::{Certainty, Finding, read};

pub(crate) fn template(text: &str) -> Template {
    let file = "t.yaml".into();
    Template::new(&file, &read::yaml::node(&file, text).unwrap())
}

fn line(finding: &Finding) -> String {
    let Finding { code, severity, certainty, place, .. } = finding;
    let when = if *certainty == Certainty::Always { String::new() } else { format!(" {certainty}") };
    format!("{severity}[{code}] {} {}: {}{when}", place.span.start, place.resource, place.property)
}

pub(crate) fn lines(resources: &[JudgedResource]) -> String {
    let mut text = String::new();
    for JudgedResource { judgment, .. } in resources {
        for finding in &judgment.findings {
            writeln!(text, "{}", line(finding)).unwrap();
        }
        writeln!(text, "{:?}", judgment.verdict).unwrap();
    }
    text
}

/// Judges a pool with these properties, as lines of a map in flow or block style that starts in column 7.
#[track_caller]
fn check(properties: &str, expected: &[&str]) {
    let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n{properties}");
    let found = lines(&template(&text).judge(&Deployment::default()));
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(found, expected, "{text}");
}

const SMS: &str = "      SmsConfiguration: {SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: shop}\n";
const ON: &str = "      MfaConfiguration: 'ON'\n      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n";

/// A template with one fault that the live service, or CloudFormation itself, refuses.
#[test]
fn each_of_ten_faults_is_an_error_at_its_place() {
    check("      MfaConfiguration: OFF\n", &["error[mode-is-boolean] 5:25 Pool: MfaConfiguration", "Refused"]);
    check("      MfaConfiguration: 'ON'\n", &["error[create-mode-needs-sms] 5:25 Pool: MfaConfiguration", "Refused"]);
    check(
        &format!(
            "{ON}      Policies:\n        SignInPolicy:\n          AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]\n"
        ),
        &[
            "error[on-passkey-needs-multi-factor] 9:47 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]",
            "Refused",
        ],
    );
    check(
        &format!("{ON}      Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]}}}}\n"),
        &["error[on-excludes-otp-first-factor] 7:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]", "Refused"],
    );
    check(
        &format!("{SMS}      MfaConfiguration: OPTIONAL\n      EnabledMfas:\n        - SOFTWARE_TOKEN_MFA\n"),
        &["error[sms-mfa-dropped] 8:9 Pool: EnabledMfas", "Refused"],
    );
    check(
        "      MfaConfiguration: OPTIONAL\n      EnabledMfas: [EMAIL_OTP]\n",
        &["error[email-only-mfa-at-creation] 6:20 Pool: EnabledMfas", "Refused"],
    );
    check(
        "      MfaConfiguration: 'OFF'\n      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n",
        &["error[off-with-enabled-mfas] 6:21 Pool: EnabledMfas[0]", "Refused"],
    );
    check(
        "      WebAuthnUserVerification: REQUIRED\n",
        &["error[user-verification-case] 5:33 Pool: WebAuthnUserVerification", "Refused"],
    );
    check(
        "      UserPoolAddOns: {AdvancedSecurityMode: ENFORCED}\n",
        &["error[tier-excludes-features] 5:46 Pool: UserPoolAddOns.AdvancedSecurityMode", "Refused"],
    );
    check(
        "      UserPoolTier: LITE\n      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}\n",
        &["error[tier-excludes-features] 5:21 Pool: UserPoolTier", "Refused"],
    );
}

#[test]
fn several_faults_of_one_request_are_all_found() {
    check(
        "      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [EMAIL_OTP, SOFTWARE_TOKEN, SMS_OTP]}}\n",
        &[
            "error[password-is-first-factor] 5:58 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors",
            "error[totp-not-first-factor] 5:70 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]",
            "error[sms-otp-needs-sms] 5:86 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[2]",
            "Refused",
        ],
    );
    check(
        "      AccountRecoverySetting: {RecoveryMechanisms: [{Name: verified_mail, Priority: 3}]}\n",
        &[
            "error[constraint] 5:60 Pool: AccountRecoverySetting.RecoveryMechanisms[0].Name",
            "error[constraint] 5:85 Pool: AccountRecoverySetting.RecoveryMechanisms[0].Priority",
            "Refused",
        ],
    );
}

#[test]
fn a_duplicate_key_is_found_and_the_last_value_counts() {
    check(
        "      MfaConfiguration: 'ON'\n      MfaConfiguration: 'OFF'\n",
        &["warning[duplicate-key] 5:7 Pool: MfaConfiguration", "Accepted"],
    );
}

#[test]
fn names_that_the_resource_type_lacks_are_found() {
    check(
        "      SoftwareTokenMfaConfiguration: {Enabled: true}\n      Mfaconfiguration: 'OFF'\n",
        &[
            "error[api-only-property] 5:7 Pool: SoftwareTokenMfaConfiguration",
            "error[misspelled-property] 6:7 Pool: Mfaconfiguration",
            "Refused",
        ],
    );
    check(
        "      MfaConfiguration: OPTIONAL\n      EnabledMfas: [TOTP, SOFTWARE_TOKEN_MFA]\n",
        &["error[unknown-mfa] 6:21 Pool: EnabledMfas[0]", "Refused"],
    );
}
