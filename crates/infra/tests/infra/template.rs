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

/// Judges a whole template with parameters.
#[track_caller]
fn check_template(text: &str, parameters: &[(&str, &str)], expected: &[&str]) {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let found = lines(&template(text).judge(&Deployment { parameters, ..Deployment::default() }));
    let found: Vec<&str> = found.lines().collect();
    assert_eq!(found, expected, "{text}");
}

const WITH_MODE: &str = "
Parameters:
  Mode: {Type: String, AllowedValues: [OPTIONAL, 'ON']}
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: !Ref Mode
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, SMS_OTP]}}
      SmsConfiguration: {SnsCallerArn: !GetAtt Role.Arn, ExternalId: !Ref Id}
";

#[test]
fn a_parameter_with_allowed_values_is_tried_with_each_of_them() {
    let text = WITH_MODE.replace("[SOFTWARE_TOKEN_MFA]", "[SOFTWARE_TOKEN_MFA, SMS_MFA]");
    let place = "on-excludes-otp-first-factor] 10:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]";
    check_template(&text, &[], &[&format!("warning[{place} when Mode is ON"), "Depends"]);
    check_template(&text, &[("Mode", "ON")], &[&format!("error[{place}"), "Refused"]);
    check_template(&text, &[("Mode", "OPTIONAL")], &["Accepted"]);
    // A default only preselects a value.
    let with_default = text.replace("{Type: String, ", "{Type: String, Default: OPTIONAL, ");
    check_template(&with_default, &[], &[&format!("warning[{place} when Mode is ON"), "Depends"]);
    // Unquoted, the allowed value is a boolean.
    let expected = ["error[mode-is-boolean] 8:25 Pool: MfaConfiguration", "Refused"];
    check_template(&text.replace("[OPTIONAL, 'ON']", "[OFF]"), &[], &expected);
}

#[test]
fn a_finding_that_no_open_value_changes_is_certain() {
    check_template(
        WITH_MODE,
        &[],
        &[
            "error[sms-mfa-dropped] 9:20 Pool: EnabledMfas",
            "warning[on-excludes-otp-first-factor] 10:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1] when Mode is ON",
            "Refused",
        ],
    );
}

#[test]
fn a_default_without_allowed_values_is_the_value() {
    let text = WITH_MODE
        .replace("AllowedValues: [OPTIONAL, 'ON']", "Default: 'ON'")
        .replace("[SOFTWARE_TOKEN_MFA]", "[SOFTWARE_TOKEN_MFA, SMS_MFA]");
    let place = "on-excludes-otp-first-factor] 10:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]";
    check_template(&text, &[], &[&format!("error[{place}"), "Refused"]);
    check_template(&text, &[("Mode", "OPTIONAL")], &["Accepted"]);
    // Without a default, every mode is tried.
    let open = text.replace(", Default: 'ON'", "");
    check_template(
        &open,
        &[],
        &[
            "warning[off-with-enabled-mfas] 9:21 Pool: EnabledMfas[0] when Mode is OFF",
            &format!("warning[{place} when Mode is ON"),
            "Depends",
        ],
    );
}

const WITH_CONDITIONS: &str = "
Parameters:
  Stage: {Type: String}
Mappings:
  Modes: {prod: {mode: 'ON'}, other: {mode: 'OFF'}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Equals [!Ref Stage, dev]
  IsEither: !Or [!Condition IsProd, !Condition IsDev]
  IsFar: !Equals [!Ref 'AWS::Region', us-west-2]
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Condition: IsEither
    Properties:
      MfaConfiguration: !If [IsProd, 'ON', 'OFF']
      EnabledMfas: !If [IsProd, [SOFTWARE_TOKEN_MFA, !If [IsDev, EMAIL_OTP, !Ref AWS::NoValue]], !Ref AWS::NoValue]
      UserPoolTier: !If [IsFar, LITE, ESSENTIALS]
      Policies:
        SignInPolicy:
          AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]
      WebAuthnFactorConfiguration: !If [IsProd, MULTI_FACTOR_WITH_USER_VERIFICATION, !Ref 'AWS::NoValue']
";

#[test]
fn conditions_have_one_value_in_the_whole_template() {
    // No run has a production pool without MFA or with email, and none has a pool that's neither for production nor for development.
    check_template(
        WITH_CONDITIONS,
        &[],
        &["warning[tier-excludes-features] 18:33 Pool: UserPoolTier when AWS::Region is \"us-west-2\"", "Depends"],
    );
    check_template(WITH_CONDITIONS, &[("AWS::Region", "eu-west-1")], &["Accepted"]);
    check_template(WITH_CONDITIONS, &[("Stage", "test")], &["Absent"]);
    check_template(
        &WITH_CONDITIONS.replace("MULTI_FACTOR_WITH_USER_VERIFICATION", "SINGLE_FACTOR"),
        &[("AWS::Region", "eu-west-1"), ("Stage", "prod")],
        &["error[on-passkey-needs-multi-factor] 22:49 Pool: WebAuthnFactorConfiguration", "Refused"],
    );
}

#[test]
fn functions_with_known_arguments_have_values() {
    let text = "
Parameters:
  Stage: {Type: String, Default: prod}
  Factors: {Type: CommaDelimitedList, Default: 'PASSWORD, EMAIL_OTP'}
Mappings:
  Modes: {prod: {mode: 'ON'}}
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: !FindInMap [Modes, !Ref Stage, mode]
      EnabledMfas: !Split [',', !Join ['', [SOFTWARE_, TOKEN_MFA]]]
      Policies: {SignInPolicy: {AllowedFirstAuthFactors: !Ref Factors}}
      UserPoolTier: !Select [1, [LITE, PLUS]]
      WebAuthnRelyingPartyID: !Sub '${Stage}.example.com'
      UserPoolAddOns: {AdvancedSecurityMode: !Sub ['${A}IT', {A: AUD}]}
";
    let place = "Pool: Policies.SignInPolicy.AllowedFirstAuthFactors";
    check_template(text, &[], &[&format!("error[on-excludes-otp-first-factor] 13:58 {place}"), "Refused"]);
    check_template(text, &[("Factors", "PASSWORD")], &["Accepted"]);
    check_template(
        text,
        &[("Factors", "PASSWORD"), ("Stage", "test")],
        &[
            "warning[off-with-enabled-mfas] 12:20 Pool: EnabledMfas when Fn::FindInMap Modes Ref Stage mode is OFF",
            "Depends",
        ],
    );
}

#[test]
fn cycles_and_endless_conditions_end() {
    let mut text = String::from(
        "Conditions:\n  C0: !Equals [!ImportValue X, !ImportValue Y]\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n",
    );
    for level in 1..60 {
        let before = level - 1;
        writeln!(text, "  C{level}: !And [!Condition C{before}, !Condition C{before}]").unwrap();
    }
    text.push_str("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {MfaConfiguration: !If [A, 'ON', !If [C59, 'ON', 'ON']]}\n");
    let found = lines(&template(&text).judge(&Deployment::default()));
    assert!(found.ends_with("Refused\n"), "{found}");
}
