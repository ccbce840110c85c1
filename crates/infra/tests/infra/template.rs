//! Templates and what is found in them: code, line, column, property and certainty.

use std::fmt::Write as _;

use cognito_mfa::pool::{
    MfaMode, PasswordlessFactor, PasswordlessFactorSet, PoolMember, RiskActions, ThreatProtection, Tier,
    WebAuthnConfiguration,
};
use cognito_mfa::{Pool, Profile};
use cognito_mfa_infra::cloudformation::{Deployment, JudgedResource, Template};
use cognito_mfa_infra::{Certainty, Finding, JudgeOptions, PoolChange, PossiblePool, Setting, Severity, Verdict, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

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
        &[
            "error[email-only-mfa-at-creation] 6:20 Pool: EnabledMfas",
            "error[email-mfa-needs-own-sender] 6:21 Pool: EnabledMfas[0]",
            "Refused",
        ],
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
fn properties_that_are_not_a_map_are_refused() {
    let found = |properties: &str| {
        let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:{properties}\n");
        lines(&template(&text).judge(&Deployment::default()))
    };
    assert_eq!(found("\n      - MfaConfiguration: 'OFF'"), "error[wrong-type] 5:7 Pool: \nRefused\n");
    assert_eq!(found(" none"), "error[wrong-type] 4:17 Pool: \nRefused\n");
    assert_eq!(found(""), "error[null-value] 4:15 Pool: \nRefused\n");
    assert_eq!(found(" {}"), "Accepted\n");
}

#[test]
fn find_in_map_takes_its_default_for_a_key_that_the_mapping_lacks() {
    let found = |head: &str, mode: &str| {
        let text = format!(
            "Transform: AWS::LanguageExtensions\nMappings: {{Modes: {{prod: {{Mfa: 'ON'}}}}}}\n{head}Resources:\n  Pool:\n    \
             Type: AWS::Cognito::UserPool\n    Properties:\n      MfaConfiguration: {mode}\n"
        );
        lines(&template(&text).judge(&Deployment::default()))
    };
    let at = |stage: &str| format!("!FindInMap [Modes, {stage}, Mfa, DefaultValue: 'OFF']");
    let open = "Parameters: {Stage: {Type: String}}\n";
    let allowed = "Parameters: {Stage: {Type: String, AllowedValues: [dev, test]}}\n";
    assert_eq!(found("", &at("dev")), "Accepted\n");
    assert_eq!(found("", &at("prod")), "error[create-mode-needs-sms] 7:25 Pool: MfaConfiguration\nRefused\n");
    assert_eq!(found(allowed, &at("!Ref Stage")), "Accepted\n");
    assert_eq!(
        found(open, &at("!Ref Stage")),
        "warning[create-mode-needs-sms] 8:25 Pool: MfaConfiguration when, for example, Stage is prod\nDepends\n"
    );
    assert_eq!(found("", "!FindInMap [Modes, dev, Mfa, DefaultValue: !Ref AWS::NoValue]"), "Accepted\n");
    assert_eq!(
        found("", "!FindInMap [Modes, dev, Mfa, DefaultValue: OPTIONAL]"),
        "error[create-mode-needs-sms] 7:25 Pool: MfaConfiguration\nRefused\n"
    );
}

#[test]
fn a_duplicate_key_is_found_and_the_last_value_counts() {
    check(
        "      MfaConfiguration: 'ON'\n      MfaConfiguration: 'OFF'\n",
        &["warning[duplicate-key] 5:7 Pool: MfaConfiguration", "Accepted"],
    );
    let found = |text: &str| lines(&template(text).judge(&Deployment::default()));
    let pool = "    Type: AWS::Cognito::UserPool\n    Properties: {UserPoolName: a}\n";
    assert_eq!(
        found(&format!("Resources:\n  Pool:\n{pool}  Pool:\n{pool}")),
        "warning[duplicate-key] 2:3 : Resources.Pool\nAccepted\n"
    );
    assert_eq!(
        found(&format!("Resources:\n  Pool:\n    Properties: {{UserPoolName: b, UserPoolName: c}}\n{pool}")),
        "warning[duplicate-key] 3:5 Pool: Properties\nwarning[duplicate-key] 3:18 Pool: UserPoolName\nAccepted\n"
    );
    let topic = "    Type: AWS::SNS::Topic\n";
    assert_eq!(
        found(&format!("Resources:\n  Pool:\n{pool}  Pool:\n{topic}  T:\n{topic}  T:\n{topic}")),
        "warning[duplicate-key] 2:3 : Resources.Pool\nDepends\n"
    );
    let twice = template(&format!("Resources: {{}}\nResources:\n  Pool:\n{pool}")).judge(&Deployment::default());
    let finding = &twice[0].judgment.findings[0];
    assert_eq!(finding.message, "The key occurs more than once in the same map: also in line 2.");
    assert_eq!((finding.place.span.start.line, finding.related[0].span.start.line), (1, 2));
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
    check_template(&text, &[], &[&format!("warning[{place} when, for example, Mode is ON"), "Depends"]);
    check_template(&text, &[("Mode", "ON")], &[&format!("error[{place}"), "Refused"]);
    check_template(&text, &[("Mode", "OPTIONAL")], &["Accepted"]);
    // A default only preselects a value.
    let with_default = text.replace("{Type: String, ", "{Type: String, Default: OPTIONAL, ");
    check_template(&with_default, &[], &[&format!("warning[{place} when, for example, Mode is ON"), "Depends"]);
    // Unquoted, the allowed value is a boolean.
    let expected = [
        "error[mode-is-boolean] 8:25 Pool: MfaConfiguration",
        "error[off-with-enabled-mfas] 9:21 Pool: EnabledMfas[0]",
        "Refused",
    ];
    check_template(&text.replace("[OPTIONAL, 'ON']", "[OFF]"), &[], &expected);
}

#[test]
fn a_finding_that_no_open_value_changes_is_certain() {
    check_template(
        WITH_MODE,
        &[],
        &[
            "error[sms-mfa-dropped] 9:20 Pool: EnabledMfas",
            "warning[on-excludes-otp-first-factor] 10:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1] when, for example, Mode is ON",
            "Refused",
        ],
    );
}

#[test]
fn a_default_is_only_one_of_the_possible_values() {
    let text = WITH_MODE
        .replace("AllowedValues: [OPTIONAL, 'ON']", "Default: 'ON'")
        .replace("[SOFTWARE_TOKEN_MFA]", "[SOFTWARE_TOKEN_MFA, SMS_MFA]");
    let place = "on-excludes-otp-first-factor] 10:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]";
    check_template(&text, &[("Mode", "ON")], &[&format!("error[{place}"), "Refused"]);
    check_template(&text, &[("Mode", "OPTIONAL")], &["Accepted"]);
    // Every mode is tried, with or without a default.
    for open in [&text, &text.replace(", Default: 'ON'", "")] {
        check_template(
            open,
            &[],
            &[
                "warning[off-with-enabled-mfas] 9:21 Pool: EnabledMfas[0] when, for example, Mode is OFF",
                &format!("warning[{place} when, for example, Mode is ON"),
                "Depends",
            ],
        );
    }
    // What every value has in common is certain.
    let dropped = text.replace(", SMS_MFA", "");
    let found = lines(&template(&dropped).judge(&Deployment::default()));
    assert!(found.starts_with("error[sms-mfa-dropped]") && found.ends_with("Refused\n"), "{found}");
}

#[test]
fn a_text_that_conditions_compare_a_parameter_with_is_possible() {
    let text = "
Parameters:
  Stage: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: !If [IsProd, 'ON', 'OFF']
      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}
";
    let refused = "create-mode-needs-sms] 10:38 Pool: MfaConfiguration";
    let found = lines(&template(text).judge(&Deployment::default()));
    assert!(found.contains(&format!("warning[{refused} when, for example, Stage is prod\n")), "{found}");
    assert!(found.ends_with("Depends\n"), "{found}");
    check_template(text, &[("Stage", "dev")], &["Accepted"]);
}

const COMPARED: &str = "
Parameters:
  Mode: {Type: String}
Conditions:
  IsOn: !Equals [!Ref Mode, 'ON']
  IsOpen: !And [!Not [!Condition IsOn], !Not [!Equals [!Sub '${Mode}', 'NONE']]]
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: !Ref Mode
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
      Policies: {SignInPolicy: {AllowedFirstAuthFactors: !If [IsOpen, [PASSWORD, EMAIL_OTP], [PASSWORD]]}}
";

#[test]
fn a_parameter_that_sets_a_mode_has_the_same_value_in_conditions() {
    let off = "warning[off-with-enabled-mfas] 12:21 Pool: EnabledMfas[0] when, for example, Mode is OFF";
    let none = "warning[constraint] 11:25 Pool: MfaConfiguration when, for example, Mode is NONE";
    check_template(COMPARED, &[], &[none, off, "Depends"]);
    check_template(COMPARED, &[("Mode", "ON")], &["Accepted"]);
    // With a default, too.
    let with_default = COMPARED.replace("{Type: String}", "{Type: String, Default: 'OFF'}");
    check_template(&with_default, &[], &[none, off, "Depends"]);
    // A branch that a condition guards is as good as the property itself, and the other texts only decide about the condition.
    let guarded = COMPARED.replace("!Ref Mode\n", "!If [IsOn, !Ref Mode, OPTIONAL]\n");
    check_template(&guarded, &[], &["Accepted"]);
    // The conditions are the wrong way round.
    let place = "13:82 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]";
    let expected =
        [none, off, &format!("warning[on-excludes-otp-first-factor] {place} when, for example, Mode is ON"), "Depends"];
    check_template(&COMPARED.replace("!Not [!Condition IsOn]", "!Condition IsOn"), &[], &expected);
}

#[test]
fn texts_that_conditions_compare_one_parameter_with_exclude_one_another() {
    let text = "
Parameters:
  Env: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  IsDev: !Equals [dev, !Ref Env]
  IsBoth: !And [!Condition IsProd, !Condition IsDev]
  IsNone: !Not [!Or [!Condition IsProd, !Condition IsDev]]
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: !If [IsBoth, 'ON', !If [IsNone, 'ON', 'OFF']]
";
    check_template(
        text,
        &[],
        &[
            "warning[create-mode-needs-sms] 13:57 Pool: MfaConfiguration when, for example, Env is another value",
            "Depends",
        ],
    );
}

#[test]
fn a_parameter_that_sets_an_element_or_a_flag_has_the_same_value_in_conditions() {
    let text = "
Parameters:
  Factor: {Type: String}
  Remember: {Type: String}
Conditions:
  HasFactor: !Not [!Equals [!Ref Factor, '']]
  IsTotp: !Equals [!Ref Factor, SOFTWARE_TOKEN_MFA]
  Remembers: !Equals [!Ref Remember, 'true']
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: !If [IsTotp, OPTIONAL, 'OFF']
      EnabledMfas: !If [IsTotp, [!Ref Factor], !Ref AWS::NoValue]
      DeviceConfiguration: {ChallengeRequiredOnNewDevice: !Ref Remember}
      UserPoolTier: !If [HasFactor, PLUS, LITE]
      WebAuthnFactorConfiguration: !If [Remembers, SINGLE_FACTOR, SINGLE_FACTOR]
";
    check_template(text, &[], &["Accepted"]);
}

/// The verdict on a pool whose second first factor is open.
fn verdict_on(mode: &str, parameter: &str, factor: &str) -> String {
    let text = format!(
        "Parameters:\n  Factor: {parameter}\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: \
         {{MfaConfiguration: '{mode}', EnabledMfas: [SOFTWARE_TOKEN_MFA], Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: \
         [PASSWORD, {factor}]}}}}}}\n"
    );
    lines(&template(&text).judge(&Deployment::default())).lines().last().unwrap().to_owned()
}

#[test]
fn a_pattern_and_the_fixed_parts_of_a_text_limit_what_is_tried() {
    // A pool that requires MFA has no one-time password as a first factor.
    let of_pattern =
        |pattern: &str| verdict_on("ON", &format!("{{Type: String, AllowedPattern: '{pattern}'}}"), "!Ref Factor");
    assert_eq!(of_pattern("[A-Z]+_OTP"), "Refused");
    // It matches PASSWORD, or isn't a pattern, or matches no first factor.
    for pattern in ["[A-Z_]+", "PASS.*", "[A-Z", "[0-9]+"] {
        assert_eq!(of_pattern(pattern), if pattern == "PASS.*" { "Accepted" } else { "Depends" }, "{pattern}");
    }
    let of_text = |mode: &str, text: &str| verdict_on(mode, "{Type: String}", &format!("!Sub '{text}'"));
    assert_eq!(of_text("ON", "${Factor}_OTP"), "Refused");
    assert_eq!(of_text("ON", "PASS${Factor}"), "Accepted");
    assert_eq!(of_text("ON", "P${Factor}D"), "Accepted");
    assert_eq!(of_text("OPTIONAL", "WEB${AWS::Region}${Factor}AUTHN"), "Accepted");
    // Every first factor, no first factor, and the beginning and the end of one that share letters.
    for text in ["${Factor}", "MAIL${Factor}", "PASSWO${Factor}WORD"] {
        assert_eq!(of_text("ON", text), "Depends", "{text}");
    }
}

#[test]
fn a_pattern_that_lists_texts_is_like_allowed_values() {
    let text = COMPARED.replace("{Type: String}", "{Type: String, Default: 'ON', AllowedPattern: ^(ON|OPTIONAL)$}");
    check_template(&text, &[], &["Accepted"]);
    for pattern in ["ON|OPTIONAL", "^ON$|^OPTIONAL$", "^(?:OPTIONAL|ON)$"] {
        check_template(&text.replace("^(ON|OPTIONAL)$", &format!("'{pattern}'")), &[], &["Accepted"]);
    }
    let found = |pattern: &str| {
        let text = COMPARED.replace("{Type: String}", &format!("{{Type: String, AllowedPattern: '{pattern}'}}"));
        let parameters = [("Mode".to_owned(), "OFF".to_owned())].into();
        lines(&template(&text).judge(&Deployment { parameters, ..Deployment::default() }))
    };
    let off = "error[off-with-enabled-mfas] 12:21 Pool: EnabledMfas[0]\nRefused\n";
    let not_allowed = "error[parameter-not-allowed] 3:40 Mode: AllowedPattern\n";
    assert_eq!(found("ON|OPTIONAL"), format!("{not_allowed}{off}"));
    // Every other pattern is left.
    for pattern in ["O.*", "(ON)|(OPTIONAL)", "[A-Z]+", "", "ON|OP\\w+"] {
        assert_eq!(found(pattern), off, "{pattern}");
    }
}

#[test]
fn the_first_alias_or_merge_key_of_a_template_is_found_once() {
    let pool = "{Type: AWS::Cognito::UserPool, Properties: {UserPoolName: a}}";
    let found = |text: &str| lines(&template(text).judge(&Deployment::default()));
    let two = |rest: &str| {
        format!("Metadata:\n  A: &a x\n  B: &b {{C: c}}\nResources:\n  One: {pool}\n  Two: {pool}\n{rest}")
    };
    assert_eq!(found(&two("")), "Accepted\nAccepted\n");
    assert_eq!(found(&two("  T: {Type: *a}\nOutputs: *b\n")), "warning[yaml-alias] 7:13 : \nAccepted\nAccepted\n");
    assert_eq!(found(&two("  T:\n    <<: *b\n")), "warning[yaml-alias] 8:5 : \nAccepted\nAccepted\n");
    assert_eq!(found(&two("  T: {<<: {Type: a}}\n")), "warning[yaml-alias] 7:7 : \nAccepted\nAccepted\n");
    // The Serverless Framework expands its own file.
    let serverless = format!("service: a\nx: &x y\nresources: {{Resources: {{One: {pool}}}, Outputs: *x}}\n");
    assert_eq!(found(&serverless), "Accepted\n");
    // Without a resource that is judged, nothing is said.
    assert_eq!(found("Resources: {A: &a {Type: AWS::SNS::Topic}, B: *a}"), "");
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
        &[
            "warning[tier-excludes-features] 18:33 Pool: UserPoolTier when, for example, AWS::Region is us-west-2",
            "warning[passkey-mfa-needs-essentials] 22:49 Pool: WebAuthnFactorConfiguration when, for example, Stage is prod and \
             AWS::Region is us-west-2",
            "Depends",
        ],
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
    let prod = ("Stage", "prod");
    let refused = format!("on-excludes-otp-first-factor] 13:58 {place}");
    check_template(text, &[prod, ("Factors", "PASSWORD,EMAIL_OTP")], &[&format!("error[{refused}"), "Refused"]);
    check_template(
        text,
        &[prod],
        &[
            &format!("warning[{refused} when, for example, Factors is PASSWORD, EMAIL_OTP"),
            &format!("warning[sms-otp-needs-sms] 13:58 {place} when, for example, Factors is PASSWORD, SMS_OTP"),
            &format!(
                "warning[on-passkey-needs-multi-factor] 13:58 {place} when, for example, Factors is PASSWORD, WEB_AUTHN"
            ),
            "Depends",
        ],
    );
    check_template(text, &[("Factors", "PASSWORD")], &["Accepted"]);
    check_template(
        text,
        &[("Factors", "PASSWORD"), ("Stage", "test")],
        &[
            "warning[off-with-enabled-mfas] 12:20 Pool: EnabledMfas when, for example, the result of Fn::FindInMap (Modes Ref Stage mode) is OFF",
            "Depends",
        ],
    );
}

#[test]
fn an_open_key_of_a_mapping_is_one_that_it_has() {
    let text = "
Mappings:
  Modes: {us-east-1: {Mode: 'ON'}, eu-west-1: {Mode: OPTIONAL}}
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: !FindInMap [Modes, !Ref AWS::Region, Mode]
      EnabledMfas: [SOFTWARE_TOKEN_MFA]
      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]}}
";
    let place = "10:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]";
    check_template(
        text,
        &[],
        &[
            &format!("warning[on-excludes-otp-first-factor] {place} when, for example, AWS::Region is us-east-1"),
            "Depends",
        ],
    );
    check_template(&text.replace("{Mode: 'ON'}", "{Mode: OPTIONAL}"), &[], &["Accepted"]);
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

/// The service's error and the texts of the first finding.
#[track_caller]
fn check_texts(properties: &str, service: &str, message: &str, fixes: &[&str]) {
    let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n{properties}");
    let judged = template(&text).judge(&Deployment::default());
    let finding = &judged[0].judgment.findings[0];
    let error = finding.service.as_ref().unwrap();
    assert_eq!(format!("{} {}: {}", error.operation, error.exception.unwrap_or("-"), error.message), service);
    assert_eq!(finding.message, message);
    assert_eq!(finding.fixes, fixes);
}

#[test]
fn the_message_of_the_live_service_is_exact() {
    check_texts(
        "      MfaConfiguration: OFF\n",
        "CreateUserPool InvalidParameterException: 1 validation error detected: Value 'false' at 'mfaConfiguration' failed to \
         satisfy constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
        "MfaConfiguration is a boolean, not a string.",
        &["Put the value in quotation marks: \"OFF\"."],
    );
    check_texts(
        "      MfaConfiguration: 'ON'\n",
        "CreateUserPool InvalidParameterException: SMS configuration and Auto verification for phone_number are required when \
         MFA is required/optional",
        "Cognito can't create a pool with MFA on and no SMS configuration.",
        &["Add SOFTWARE_TOKEN_MFA to EnabledMfas.", "Add SmsConfiguration with a role and an external ID."],
    );
    check_texts(
        &format!("{SMS}{ON}"),
        "SetUserPoolMfaConfig -: Invalid request provided: Can't turn off SMS_MFA when SMS configuration is set for the user pool",
        "EnabledMfas doesn't contain SMS_MFA, but the pool has an SMS configuration.",
        &["Add SMS_MFA to EnabledMfas.", "Remove SmsConfiguration."],
    );
    check_texts(
        "      EmailAuthenticationMessage: 'Code {####}'\n",
        "SetUserPoolMfaConfig InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and configure an \
         MFA together.",
        "MFA is off, but the template enables an MFA factor.",
        &[
            "Remove EmailAuthenticationMessage.",
            "Set MfaConfiguration to \"OPTIONAL\", add SOFTWARE_TOKEN_MFA to EnabledMfas and add EMAIL_OTP to EnabledMfas.",
        ],
    );
}

#[test]
fn a_fix_keeps_what_the_template_has_even_if_it_takes_several_changes() {
    let fixes = |properties: &str, code: &str| {
        let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {{{properties}}}\n");
        let judged = template(&text).judge(&Deployment::default());
        let found = judged[0].judgment.findings.iter().find(|one| one.code == code).unwrap();
        found.fixes.clone()
    };
    let totp = "MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA]";
    let factors = |list: &str| format!("Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: [{list}]}}}}");
    let lite = format!("{totp}, UserPoolTier: LITE, {}", factors("PASSWORD, WEB_AUTHN"));
    assert_eq!(fixes(&lite, "tier-excludes-features")[0], "Set UserPoolTier to ESSENTIALS.");
    assert_eq!(
        fixes(&lite, "on-passkey-needs-multi-factor")[0],
        "Set WebAuthnFactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION, set WebAuthnUserVerification to required and \
         set UserPoolTier to ESSENTIALS."
    );
    // Without EMAIL_OTP, the list would be empty. The other refusal asks for PASSWORD.
    let list = "Policies.SignInPolicy.AllowedFirstAuthFactors";
    assert_eq!(
        fixes(&format!("{totp}, {}", factors("EMAIL_OTP")), "on-excludes-otp-first-factor")[0],
        format!("Remove EMAIL_OTP from {list} and add PASSWORD to {list}.")
    );
    let sms = "SmsConfiguration: {SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: x}";
    assert_eq!(
        fixes(&format!("EnabledMfas: [SOFTWARE_TOKEN_MFA], {sms}"), "off-with-enabled-mfas")[0],
        "Set MfaConfiguration to \"OPTIONAL\" and add SMS_MFA to EnabledMfas."
    );
}

#[test]
fn the_first_error_is_the_one_that_stops_the_deployment() {
    let firsts = |properties: &str, more: &str| {
        let text =
            format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {{{properties}}}\n{more}");
        let judged = template(&text).judge(&Deployment::default());
        let found = judged[0].judgment.findings.iter();
        let first = |one: &Finding| Some((one.code, one.service.as_ref()?.is_first));
        let (mut all, has_by_then): (Vec<_>, Vec<_>) =
            found.map(|one| (first(one), one.notes.iter().any(|note| note.starts_with("By then")))).unzip();
        all.retain(Option::is_some);
        (all.into_iter().flatten().collect::<Vec<_>>(), has_by_then.contains(&true))
    };
    let sms = "SmsConfiguration: {SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: x}";
    let dropped = format!("MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA], {sms}");
    let risk = "  Risk:\n    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment\n    Properties: {UserPoolId: !Ref Pool, \
                ClientId: ALL, AccountTakeoverRiskConfiguration: {Actions: {HighAction: {EventAction: BLOCK, Notify: false}}}}\n";
    assert_eq!(
        firsts(&dropped, risk),
        (vec![("sms-mfa-dropped", true), ("risk-needs-threat-protection", false)], false)
    );
    let audit = format!("{dropped}, UserPoolTier: LITE, UserPoolAddOns: {{AdvancedSecurityMode: AUDIT}}");
    assert_eq!(firsts(&audit, "").0, [("sms-mfa-dropped", false), ("tier-excludes-features", true)]);
    // CloudFormation refuses this template before any request.
    let otp = "MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA], UserPoolTier: essentials, \
               Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]}}";
    assert_eq!(firsts(otp, ""), (vec![("on-excludes-otp-first-factor", false)], false));
}

#[test]
fn a_null_block_is_not_an_sms_configuration() {
    let text = "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      MfaConfiguration: 'ON'\n      \
                EnabledMfas: [SOFTWARE_TOKEN_MFA]\n      SmsConfiguration:\n";
    check_template(text, &[], &["error[null-value] 7:23 Pool: SmsConfiguration", "Refused"]);
}

#[test]
fn a_refusal_of_the_second_request_says_what_has_happened_by_then() {
    let text = format!(
        "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n{ON}      Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}}}\n"
    );
    let notes = |deployment: &Deployment<'_>| template(&text).judge(deployment)[0].judgment.findings[0].notes.clone();
    assert_eq!(
        notes(&Deployment::default()),
        ["By then, CreateUserPool has succeeded. CloudFormation rolls back and deletes what it has created."]
    );
    let before = Pool::new(Tier::Essentials, Profile::Observed);
    let update = Deployment { before: Some(&before), ..Deployment::default() };
    let [note] = notes(&update).try_into().unwrap();
    assert!(note.starts_with("By then, UpdateUserPool has succeeded, so the update is half applied."), "{note}");
}

/// Judges the update of a pool to these properties.
#[track_caller]
fn check_update(before: &Pool, properties: &str, expected: &[&str]) {
    let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n{properties}");
    let found = lines(&template(&text).judge(&Deployment { before: Some(before), ..Deployment::default() }));
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn an_update_is_judged_from_the_pool_as_it_is() {
    let fresh = Pool::new(Tier::Essentials, Profile::Observed);
    // Email alone works in an update.
    let sender = "      EmailConfiguration: {EmailSendingAccount: DEVELOPER}\n      AccountRecoverySetting: {RecoveryMechanisms: [{Name: admin_only, Priority: 1}]}\n";
    check_update(
        &fresh,
        &format!("      MfaConfiguration: OPTIONAL\n      EnabledMfas: [EMAIL_OTP]\n{sender}"),
        &["Accepted"],
    );
    // Turning on MFA without a factor doesn't.
    let expected = ["error[on-needs-offered-factor] 5:25 Pool: MfaConfiguration", "Refused"];
    check_update(&fresh, "      MfaConfiguration: 'ON'\n", &expected);
    // Removing the sign-in policy leaves it.
    let passwordless = fresh.clone().with_passwordless(PasswordlessFactorSet::EMPTY.with(PasswordlessFactor::EmailOtp));
    let kept = "warning[removal-keeps-sign-in-policy] 4:5 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors";
    check_update(&passwordless, "      MfaConfiguration: 'OFF'\n", &[kept, "Accepted"]);
    check_update(&fresh, "      MfaConfiguration: 'OFF'\n", &["Accepted"]);
}

/// The fixes of the only finding about these properties.
#[track_caller]
fn fixes(properties: &str) -> Vec<String> {
    let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n{properties}");
    let judged = template(&text).judge(&Deployment::default());
    let [finding] = judged[0].judgment.findings.as_slice() else { panic!("{judged:?}") };
    finding.fixes.clone()
}

#[test]
fn a_missing_member_is_missing_from_its_block() {
    let caller = "SmsConfiguration: {SnsCallerArn: 'arn:aws:iam::123456789012:role/sms'}";
    check(
        &format!("      {caller}\n      MfaConfiguration: OPTIONAL\n      EnabledMfas: [SMS_MFA]\n"),
        &["error[sms-external-id-required] 5:25 Pool: SmsConfiguration", "Refused"],
    );
    let policy = "      Policies: {PasswordPolicy: {MinimumLength: 8}}\n";
    let passwordless = Pool::new(Tier::Essentials, Profile::Observed)
        .with_passwordless(PasswordlessFactorSet::EMPTY.with(PasswordlessFactor::EmailOtp));
    let kept = "warning[removal-keeps-sign-in-policy] 5:7 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors";
    check_update(&passwordless, policy, &[kept, "Accepted"]);
}

#[test]
fn a_fix_works_when_it_is_applied() {
    let passkeys = "      MfaConfiguration: 'ON'\n      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}\n      WebAuthnFactorConfiguration: MULTI_FACTOR_WITH_USER_VERIFICATION\n";
    let with_sms = format!("{passkeys}{SMS}");
    assert_eq!(
        fixes(&with_sms),
        [
            "Add SMS_MFA and SOFTWARE_TOKEN_MFA to EnabledMfas.",
            "Remove WEB_AUTHN from Policies.SignInPolicy.AllowedFirstAuthFactors.",
            "Set MfaConfiguration to \"OPTIONAL\"."
        ]
    );
    check(&format!("{with_sms}      EnabledMfas: [SMS_MFA, SOFTWARE_TOKEN_MFA]\n"), &["Accepted"]);
    assert_eq!(
        fixes("      MfaConfiguration: OPTIONAL\n      EnabledMfas: [SMS_MFA, SOFTWARE_TOKEN_MFA]\n"),
        ["Add SmsConfiguration with a role and an external ID.", "Remove SMS_MFA from EnabledMfas."]
    );
    check("      MfaConfiguration: OPTIONAL\n      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n", &["Accepted"]);
    assert_eq!(
        fixes("      UserPoolAddOns: {AdvancedSecurityMode: AUDIT}\n"),
        ["Set UserPoolTier to PLUS.", "Set UserPoolAddOns.AdvancedSecurityMode to \"OFF\"."]
    );
    check("      UserPoolTier: PLUS\n      UserPoolAddOns: {AdvancedSecurityMode: AUDIT}\n", &["Accepted"]);
    assert_eq!(
        fixes(
            "      UserPoolTier: LITE\n      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}\n"
        ),
        ["Set UserPoolTier to ESSENTIALS.", "Remove WEB_AUTHN from Policies.SignInPolicy.AllowedFirstAuthFactors."]
    );
    assert_eq!(fixes("      MfaConfiguration: 'on'\n      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n"), ["Write \"ON\"."]);
    assert_eq!(fixes("      MfaConfiguration: REQUIRED\n"), ["Use one of these values: OPTIONAL, OFF, ON."]);
    assert_eq!(fixes("      UserPoolTier: PRO\n"), ["Use one of these values: LITE, ESSENTIALS, PLUS."]);
}

#[test]
fn each_boolean_in_the_place_of_a_string_is_named() {
    check_texts(
        "      UserPoolAddOns: {AdvancedSecurityMode: OFF}\n",
        "CreateUserPool InvalidParameterException: 1 validation error detected: Value 'false' at \
         'userPoolAddOns.advancedSecurityMode' failed to satisfy constraint: Member must satisfy enum value set: [OFF, AUDIT, \
         ENFORCED]",
        "AdvancedSecurityMode is a boolean, not a string.",
        &["Put the value in quotation marks: \"OFF\"."],
    );
    let text =
        r#"{"Resources": {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"MfaConfiguration": true}}}}"#;
    let judged = template(text).judge(&Deployment::default());
    let finding = &judged[0].judgment.findings[0];
    assert_eq!(
        (finding.code, finding.fixes.as_slice()),
        ("mode-is-boolean", &["Write \"ON\" or \"OPTIONAL\".".to_owned()][..])
    );
    assert_eq!(finding.notes, ["CloudFormation sends a boolean as the text true or false."]);
}

#[test]
fn a_change_is_an_instruction_in_the_names_of_the_template() {
    let instruction = |properties: &str, setting: Setting<'_>| {
        let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n{properties}");
        template(&text).judge(&Deployment::default())[0].instruction(setting)
    };
    let totp = Setting::Set { member: "SoftwareTokenMfaConfiguration.Enabled", value: "true" };
    assert_eq!(instruction("      UserPoolName: a\n", totp), "Add SOFTWARE_TOKEN_MFA to EnabledMfas");
    assert_eq!(instruction(SMS, totp), "Add SMS_MFA and SOFTWARE_TOKEN_MFA to EnabledMfas");
    assert_eq!(instruction("      EnabledMfas: [SMS_MFA]\n", totp), "Add SOFTWARE_TOKEN_MFA to EnabledMfas");
    let gone = Setting::Remove { member: "EmailMfaConfiguration" };
    assert_eq!(instruction("      EnabledMfas: [EMAIL_OTP]\n", gone), "Remove EMAIL_OTP from EnabledMfas");
    let mode = Setting::Set { member: "MfaConfiguration", value: "ON" };
    assert_eq!(instruction(SMS, mode), "Set MfaConfiguration to \"ON\"");
    let factor = Setting::Set { member: "FactorConfiguration", value: "SINGLE_FACTOR" };
    assert_eq!(instruction(SMS, factor), "Set WebAuthnFactorConfiguration to SINGLE_FACTOR");
    let add = Setting::Add { member: "AllowedFirstAuthFactors", element: "WEB_AUTHN" };
    let list = "Policies.SignInPolicy.AllowedFirstAuthFactors";
    assert_eq!(instruction(SMS, add), format!("Set {list} to [PASSWORD, WEB_AUTHN]"));
    let has_list = "      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD]}}\n";
    assert_eq!(instruction(has_list, add), format!("Add WEB_AUTHN to {list}"));
}

#[test]
fn an_update_shows_the_pool_before_and_after() {
    let text = "Resources:\n  A:\n    Type: AWS::Cognito::UserPool\n  B:\n    Type: AWS::Cognito::UserPool\n";
    let before = Pool::new(Tier::Essentials, Profile::Observed)
        .with_passwordless(PasswordlessFactorSet::EMPTY.with(PasswordlessFactor::EmailOtp));
    let deployment = Deployment { before: Some(&before), updates: Some("B".into()), ..Deployment::default() };
    let judged = template(text).judge(&deployment);
    let pools = |index: usize| {
        let JudgedResource { change, judgment, .. } = &judged[index];
        let passwordless =
            |pools: &[PossiblePool]| pools.iter().map(|one| one.pool.passwordless.len()).collect::<Vec<_>>();
        (*change, passwordless(&judgment.before), passwordless(&judgment.pools))
    };
    assert_eq!(pools(0), (PoolChange::Create, vec![], vec![0]));
    // The sign-in policy stays.
    assert_eq!(pools(1), (PoolChange::Update, vec![1], vec![1]));
    assert_eq!(template(text).pools(), ["A", "B"]);
}

#[test]
fn given_values_of_parameters_are_checked_and_hidden() {
    let text = "
Parameters:
  Mode: {Type: String, AllowedValues: ['ON', 'OFF']}
  Secret: {Type: String, NoEcho: true, Default: hunter22}
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
      MfaConfiguration: !Ref Mode
      UserPoolAddOns: {AdvancedSecurityMode: !Ref Secret}
";
    let deployment = |mode: &str| Deployment {
        parameters: [("Mode".to_owned(), mode.to_owned()), ("Secret".to_owned(), "hunter2".to_owned())].into(),
        ..Deployment::default()
    };
    let judged = template(text).judge(&deployment("FOO"));
    let finding = &judged[0].judgment.findings[0];
    assert_eq!((finding.code, &*finding.place.resource), ("parameter-not-allowed", "Mode"));
    assert_eq!(finding.fixes, ["Use one of these values for Mode: ON, OFF."]);
    assert_eq!(
        lines(&template(text).judge(&deployment("ON"))).lines().filter(|line| line.contains("allowed")).count(),
        0
    );
    for deployment in [deployment("OFF"), Deployment::default()] {
        let judged = format!("{:?}", template(text).judge(&deployment)[0].judgment.findings);
        assert!(judged.contains("constraint") && !judged.contains("hunter2"), "{judged}");
    }
    assert!(template(text).has_parameter("Mode") && template(text).has_parameter("AWS::Region"));
    assert!(!template(text).has_parameter("Nope"));
}

#[test]
fn names_that_are_almost_right_are_found_at_every_level() {
    check(
        &format!("{ON}      Policies: {{SignInPolicy: {{AllowedFirstAuthFactor: [PASSWORD, EMAIL_OTP]}}}}\n"),
        &[
            "error[misspelled-property] 7:33 Pool: Policies.SignInPolicy.AllowedFirstAuthFactor",
            "error[on-excludes-otp-first-factor] 7:68 Pool: Policies.SignInPolicy.AllowedFirstAuthFactor[1]",
            "Refused",
        ],
    );
    check(
        "      MfaConfiguration: OPTIONAL\n      SmsConfiguration: {SnsCallerARN: 'arn:aws:iam::123456789012:role/sms', ExternalId: a}\n",
        &["error[misspelled-property] 6:26 Pool: SmsConfiguration.SnsCallerARN", "Refused"],
    );
    // A name that belongs to something else isn't a fault.
    check("      Policies: {PasswordPolicy: {MinimumLength: 8}}\n", &["Accepted"]);
    check("      EmailConfiguration: {From: a@example.com, SourceArn: b}\n", &["Accepted"]);
}

#[test]
fn what_only_follows_from_another_fault_is_not_reported() {
    check(
        "      MfaConfiguration: 'ON'\n      EnabledMFAs: [SOFTWARE_TOKEN_MFA]\n",
        &["error[misspelled-property] 6:7 Pool: EnabledMFAs", "Refused"],
    );
    check(
        "      MfaConfiguration: 'ON'\n      EnabledMfas: SOFTWARE_TOKEN_MFA\n",
        &["error[wrong-type] 6:20 Pool: EnabledMfas", "Refused"],
    );
    check(
        "      MfaConfiguration: 'ON'\n      EnabledMfas: [TOTP]\n",
        &["error[unknown-mfa] 6:21 Pool: EnabledMfas[0]", "Refused"],
    );
    check(
        "      MfaConfiguration: 'ON'\n      SoftwareTokenMfaConfiguration: {Enabled: true}\n",
        &["error[api-only-property] 6:7 Pool: SoftwareTokenMfaConfiguration", "Refused"],
    );
    // What no value of the faulty property changes is reported.
    check(
        "      UserPoolTier: LITE\n      MfaConfiguration: [a]\n      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}\n",
        &[
            "error[tier-excludes-features] 5:21 Pool: UserPoolTier",
            "error[wrong-type] 6:25 Pool: MfaConfiguration",
            "Refused",
        ],
    );
}

#[test]
fn requests_after_a_refused_one_are_judged_as_if_it_were_accepted() {
    let text = format!(
        "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n{ON}      Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: [EMAIL_OTP]}}}}\n"
    );
    let judged = template(&text).judge(&Deployment::default());
    let found: Vec<_> =
        judged[0].judgment.findings.iter().map(|one| (one.code, one.service.as_ref().unwrap().is_first)).collect();
    assert_eq!(found, [("password-is-first-factor", true), ("on-excludes-otp-first-factor", false)]);
    // Nothing has succeeded by then.
    assert!(judged[0].judgment.findings.iter().all(|one| one.notes.is_empty()), "{judged:?}");
    // A request that can't be read has no pool to go on with.
    let unread = text.replace("[EMAIL_OTP]", "[EMAIL]");
    let judged = template(&unread).judge(&Deployment::default());
    let [finding] = judged[0].judgment.findings.as_slice() else { panic!("{judged:?}") };
    assert_eq!(finding.notes.last().unwrap(), "The requests after this one weren't judged, because they depend on it.");
}

#[test]
fn an_update_that_changes_the_relying_party_id_is_found() {
    let mut block = WebAuthnConfiguration::new();
    block.relying_party_id = Some("old.example.com".into());
    let before = Pool::new(Tier::Essentials, Profile::Observed).with_web_authn(block);
    let first = "      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}\n";
    let id = |id: &str| format!("      WebAuthnRelyingPartyID: {id}\n");
    let place = "passkeys-unusable] 5:31 Pool: WebAuthnRelyingPartyID";
    check_update(&before, &id("new.example.com"), &[&format!("warning[{place}"), "Accepted"]);
    // Users may have no other way to sign in.
    check_update(&before, &(id("new.example.com") + first), &[&format!("security[{place}"), "Accepted"]);
    check_update(&before, &id("old.example.com"), &["Accepted"]);
    check_update(&before, &id("!ImportValue Domain"), &["Accepted"]);
    check(&id("new.example.com"), &["Accepted"]);
}

#[test]
fn a_risk_configuration_of_a_client_is_judged_but_not_merged() {
    let text = |mode: &str| {
        format!(
            "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {{UserPoolTier: PLUS, UserPoolAddOns: {{AdvancedSecurityMode: {mode}}}}}
  Risk:\n    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment\n    Properties:
      UserPoolId: !Ref Pool\n      ClientId: !Ref Client\n      AccountTakeoverRiskConfiguration: {{Actions: {{HighAction: {{EventAction: BLOCK}}}}}}\n"
        )
    };
    let client = "suggestion[risk-of-one-client] 9:17 Risk: ClientId";
    check_template(
        &text("'OFF'"),
        &[],
        &[client, "error[risk-needs-threat-protection] 10:41 Risk: AccountTakeoverRiskConfiguration", "Refused"],
    );
    check_template(&text("ENFORCED"), &[], &[client, "Accepted"]);
    let judgment = template(&text("ENFORCED")).judge(&Deployment::default()).remove(0).judgment;
    assert!(judgment.has_other_risk);
    assert_eq!(judgment.pools[0].pool.risk_actions, RiskActions::default());
    check_template(
        &text("ENFORCED").replace("BLOCK", "DENY"),
        &[],
        &[
            client,
            "error[constraint] 10:78 Risk: AccountTakeoverRiskConfiguration.Actions.HighAction.EventAction",
            "Refused",
        ],
    );
}

#[test]
fn other_findings_of_templates() {
    let on = "      MfaConfiguration: OPTIONAL\n      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n";
    let sender = "      EmailConfiguration: {EmailSendingAccount: DEVELOPER}\n";
    check(
        &format!("{on}{sender}      EmailAuthenticationSubject: Code\n"),
        &["warning[email-text-enables-email-mfa] 8:35 Pool: EmailAuthenticationSubject", "Accepted"],
    );
    let id = "a".repeat(64);
    check(
        &format!("      WebAuthnRelyingPartyID: {id}\n"),
        &["error[relying-party-id-too-long] 5:31 Pool: WebAuthnRelyingPartyID", "Refused"],
    );
    check(&format!("      WebAuthnRelyingPartyID: {}\n", &id[1..]), &["Accepted"]);
    check("      MfaConfiguration:\n", &["error[null-value] 5:23 Pool: MfaConfiguration", "Refused"]);
    check("      EnabledMfas: SMS_MFA\n", &["error[wrong-type] 5:20 Pool: EnabledMfas", "Refused"]);
    check("      Fn::Transform: {Name: AWS::Include}\n", &["warning[not-judged] 5:7 Pool: Fn::Transform", "Depends"]);
    check(
        "      UserPoolName: a\n    UpdateReplacePolicy: Delete\n",
        &["suggestion[replacement-loses-users] 6:26 Pool: UpdateReplacePolicy", "Accepted"],
    );
    check("      DeletionProtection: ACTIVE\n    DeletionPolicy: Delete\n", &["Accepted"]);
    let risk =
        "Type: AWS::Cognito::UserPoolRiskConfigurationAttachment, Properties: {UserPoolId: !Ref Other, ClientId: ";
    check_template(
        &format!("Resources:\n  Risk: {{{risk} !Ref Client}}}}\n"),
        &[],
        &["suggestion[risk-of-one-client] 2:115 Risk: ClientId", "Accepted"],
    );
    check_template(
        &format!(
            "Resources:\n  Risk: {{{risk} ALL, AccountTakeoverRiskConfiguration: {{Actions: {{LowAction: {{EventAction: DENY}}}}}}}}}}\n"
        ),
        &[],
        &[
            "suggestion[risk-of-unknown-pool] 2:3 Risk: ",
            "error[constraint] 2:190 Risk: AccountTakeoverRiskConfiguration.Actions.LowAction.EventAction",
            "Refused",
        ],
    );
    let each = "Resources:\n  Fn::ForEach::Pools:\n    - Name\n    - [A, B]\n    - '${Name}': {Type: AWS::Cognito::UserPool}\n";
    check_template(each, &[], &["warning[not-judged] 2:3 Fn::ForEach::Pools: ", "Depends"]);
}

#[test]
fn a_parameter_of_two_properties_has_a_value_that_both_take() {
    let text = "Parameters:\n  Switch: {Type: String}\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n\
                \x20     MfaConfiguration: !Ref Switch\n      UserPoolAddOns: {AdvancedSecurityMode: !Ref Switch}\n";
    let judged = template(text).judge(&Deployment::default());
    let pools: Vec<_> =
        judged[0].judgment.pools.iter().map(|one| (one.pool.mode, one.pool.threat_protection)).collect();
    assert_eq!(pools, [(MfaMode::Off, ThreatProtection::Off)]);
}

#[test]
fn a_condition_can_have_the_name_of_a_boolean() {
    let text = "
Parameters:
  Mode: {Type: String, AllowedValues: ['OFF', 'ON']}
Conditions:
  Yes: !Equals [!Ref Mode, 'ON']
  No: !Not [!Condition Yes]
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Condition: Yes
    Properties:
      MfaConfiguration: !Ref Mode
      EnabledMfas: !If [Yes, [SOFTWARE_TOKEN_MFA], !Ref AWS::NoValue]
      WebAuthnFactorConfiguration: !If [No, SINGLE_FACTOR, MULTI_FACTOR_WITH_USER_VERIFICATION]
";
    check_template(text, &[("Mode", "ON")], &["Accepted"]);
    check_template(text, &[("Mode", "OFF")], &["Absent"]);
}

#[test]
fn the_limit_of_combinations_leaves_nothing_certain() {
    let options = JudgeOptions::default().with_limit(3);
    let text = WITH_MODE.replace("AllowedValues: [OPTIONAL, 'ON']", "AllowedValues: ['ON', 'ON', 'ON', 'ON']");
    let judged = template(&text).judge(&Deployment { options, ..Deployment::default() });
    let found = lines(&judged);
    assert!(found.contains("warning[too-many-combinations] 5:3 Pool: \n") && found.ends_with("Depends\n"), "{found}");
    assert!(!found.contains("error["), "{found}");
}

#[test]
fn pools_of_accepted_runs_have_the_places_of_their_settings() {
    let text = WITH_MODE.replace("[SOFTWARE_TOKEN_MFA]", "[SOFTWARE_TOKEN_MFA, SMS_MFA]");
    let judged = template(&text).judge(&Deployment::default());
    let [resource] = judged.as_slice() else { panic!() };
    let [pool] = resource.judgment.pools.as_slice() else { panic!() };
    assert_eq!(
        (pool.pool.mode, pool.certainty.to_string()),
        (MfaMode::Optional, "when, for example, Mode is OPTIONAL".into())
    );
    let place = |member| resource.place_of(pool, member).to_string();
    assert_eq!(place(PoolMember::Mode), "t.yaml:8:25: Pool: MfaConfiguration");
    assert_eq!(place(PoolMember::SoftwareTokenMfa), "t.yaml:9:21: Pool: EnabledMfas[0]");
    assert_eq!(place(PoolMember::SmsMfa), "t.yaml:9:41: Pool: EnabledMfas[1]");
    assert_eq!(place(PoolMember::FirstFactors), "t.yaml:10:58: Pool: Policies.SignInPolicy.AllowedFirstAuthFactors");
    // What would be added points to the key of the properties.
    assert_eq!(place(PoolMember::Tier), "t.yaml:7:5: Pool: UserPoolTier (not set)");
    assert_eq!(place(PoolMember::WebAuthn), "t.yaml:7:5: Pool: WebAuthnFactorConfiguration (not set)");
}

fn hostile_templates() -> impl Strategy<Value = (Vec<&'static str>, Vec<&'static str>)> {
    (vec(select(VALUES), 8), vec(select(VALUES), 3))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn hostile_templates_never_panic((values, conditions) in hostile_templates()) {
        check_hostile_template(&values, &conditions)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    #[ignore = "long: .ci/long runs it"]
    fn many_hostile_templates_never_panic((values, conditions) in hostile_templates()) {
        check_hostile_template(&values, &conditions)?;
    }
}

fn check_hostile_template(values: &[&str], conditions: &[&str]) -> Result<(), TestCaseError> {
    let names = [
        "MfaConfiguration",
        "EnabledMfas",
        "Policies",
        "SmsConfiguration",
        "AccountRecoverySetting",
        "UserPoolAddOns",
        "WebAuthnUserVerification",
        "EmailAuthenticationMessage",
    ];
    let mut text = String::from("Conditions:\n");
    for (index, value) in conditions.iter().enumerate() {
        writeln!(text, "  C{index}: {value}").unwrap();
    }
    text.push_str("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n");
    for (name, value) in names.iter().zip(values) {
        writeln!(text, "      {name}: {value}").unwrap();
    }
    let options = JudgeOptions::default().with_limit(64);
    for resource in template(&text).judge(&Deployment { options, ..Deployment::default() }) {
        let judgment = resource.judgment;
        let has = |severity: Severity| judgment.findings.iter().any(|finding| finding.severity == severity);
        prop_assert_eq!(judgment.verdict == Verdict::Refused, has(Severity::Error));
        prop_assert_eq!(judgment.verdict == Verdict::Refused, judgment.is_complete && judgment.pools.is_empty());
        for finding in judgment.findings {
            let line = text.lines().nth(finding.place.span.start.line - 1).unwrap_or_default();
            prop_assert!(finding.place.span.start.column <= line.chars().count() + 1, "{}", finding.place);
        }
    }
    Ok(())
}

const VALUES: &[&str] = &[
    "OFF",
    "'ON'",
    "OPTIONAL",
    "[SOFTWARE_TOKEN_MFA]",
    "[!Ref X, SMS_MFA]",
    "!Ref X",
    "!Ref C0",
    "!Ref AWS::NoValue",
    "~",
    "1",
    "{}",
    "[]",
    "!If [C0, 'ON', !If [C1, [PASSWORD], {SignInPolicy: {AllowedFirstAuthFactors: !Ref Y}}]]",
    "!If []",
    "!If [C2]",
    "!Sub '${X'",
    "!Sub ['${A}${!B}${C}', {A: 1}]",
    "!Join [',', !Ref X]",
    "!Select [99, [a]]",
    "!Select [x, !Split ['', a]]",
    "!FindInMap [A, B, C]",
    "!Equals [!Ref X, a]",
    "!Equals [!Ref X, !Ref X]",
    "!Not [!Condition C0]",
    "!And [!Condition C1, !Equals [a, b]]",
    "!Or []",
    "{SnsCallerArn: !GetAtt R.Arn, ExternalId: [x]}",
    "{RecoveryMechanisms: [{Name: !Ref X, Priority: !Ref Y}, 1, ~]}",
    "{AdvancedSecurityMode: !Ref Z}",
    "{SignInPolicy: !Ref X}",
    "!Transform {Name: x}",
    "'{{resolve:ssm:x}}'",
    "'${self:x}'",
    "{Fn::If: [C0, a, b], Ref: X}",
    "&a [x, {b: c}]",
    "!Condition C0",
    "'Your code {####}'",
];

/// The related places of the first finding.
#[track_caller]
fn check_related(properties: &str, expected: &[&str]) {
    let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n{properties}");
    let judged = template(&text).judge(&Deployment::default());
    let related = &judged[0].judgment.findings[0].related;
    assert_eq!(related.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
}

#[test]
fn related_places_are_the_other_settings_and_what_could_be_added() {
    check_related(
        "      MfaConfiguration: 'ON'\n      MfaConfiguration: 'OFF'\n",
        &["t.yaml:6:7: Pool: MfaConfiguration"],
    );
    check_related(
        "      MfaConfiguration: 'ON'\n",
        &["t.yaml:4:5: Pool: SmsConfiguration (not set)", "t.yaml:4:5: Pool: EnabledMfas (not set)"],
    );
    check_related(
        &format!("{ON}      Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}}}\n"),
        &["t.yaml:5:25: Pool: MfaConfiguration", "t.yaml:4:5: Pool: WebAuthnFactorConfiguration (not set)"],
    );
}

#[test]
fn a_value_that_is_written_elsewhere_has_both_places() {
    let check = |text: &str, expected: &[&str]| {
        let judged = template(text).judge(&Deployment::default());
        let finding = judged[0].judgment.findings.iter().find(|one| one.code != "yaml-alias").unwrap();
        let places = std::iter::once(&finding.place).chain(&finding.related);
        assert_eq!(places.map(ToString::to_string).collect::<Vec<_>>(), expected, "{text}");
    };
    check(
        "Parameters:\n  Tokens: {Type: CommaDelimitedList, Default: 'SOFTWARE_TOKEN_MFA'}\nResources:\n  Pool:\n    \
         Type: AWS::Cognito::UserPool\n    Properties:\n      MfaConfiguration: 'OFF'\n      EnabledMfas: !Ref Tokens\n",
        &["t.yaml:8:20: Pool: EnabledMfas", "t.yaml:7:25: Pool: MfaConfiguration", "t.yaml:2:47: Tokens: Default"],
    );
    check(
        "Mappings:\n  Modes:\n    all:\n      mode: 'ON'\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    \
         Properties:\n      MfaConfiguration: !FindInMap [Modes, all, mode]\n",
        &[
            "t.yaml:9:25: Pool: MfaConfiguration",
            "t.yaml:8:5: Pool: SmsConfiguration (not set)",
            "t.yaml:8:5: Pool: EnabledMfas (not set)",
            "t.yaml:4:13: Modes: all.mode",
        ],
    );
    check(
        "Metadata: {Factors: &factors [SOFTWARE_TOKEN_MFA]}\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    \
         Properties:\n      MfaConfiguration: 'OFF'\n      EnabledMfas: *factors\n",
        &["t.yaml:7:20: Pool: EnabledMfas[0]", "t.yaml:6:25: Pool: MfaConfiguration", "t.yaml:1:31"],
    );
}

#[test]
fn values_that_the_schema_lists_are_checked_before_any_request() {
    let found = |properties: &str| {
        let text = format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {properties}\n");
        let [resource] = template(&text).judge(&Deployment::default()).try_into().unwrap();
        assert_eq!(resource.judgment.verdict, Verdict::Refused);
        let find = |finding: &Finding| (finding.code, finding.service.is_some(), finding.fixes.clone());
        resource.judgment.findings.iter().map(find).collect::<Vec<_>>()
    };
    let values = "Use one of these values: SINGLE_FACTOR, MULTI_FACTOR_WITH_USER_VERIFICATION.";
    let expected = [("not-in-schema", false, vec![values.to_owned()])];
    assert_eq!(found("{WebAuthnFactorConfiguration: MULTI_FACTOR}"), expected);
    assert_eq!(found("{UserPoolTier: Plus}"), [("not-in-schema", false, vec!["Write PLUS.".to_owned()])]);
}

#[test]
fn a_request_with_a_refused_value_is_judged_with_the_value_that_was_meant() {
    let otp = "      Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]}}\n";
    let totp = "      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n";
    let rule = "error[on-excludes-otp-first-factor] 7:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]";
    check(
        &format!("      MfaConfiguration: 'on'\n{totp}{otp}"),
        &["error[constraint] 5:25 Pool: MfaConfiguration", rule, "Refused"],
    );
    check(
        &format!("      MfaConfiguration: ON\n{totp}{otp}"),
        &["error[mode-is-boolean] 5:25 Pool: MfaConfiguration", rule, "Refused"],
    );
    // Nothing was meant for certain.
    check(
        &format!("      MfaConfiguration: REQUIRED\n{totp}{otp}"),
        &["error[constraint] 5:25 Pool: MfaConfiguration", "Refused"],
    );
    // No rule looks at this text.
    check(
        &format!("      EmailAuthenticationMessage: Code\n      MfaConfiguration: 'OFF'\n{otp}"),
        &[
            "error[constraint] 5:35 Pool: EmailAuthenticationMessage",
            "error[off-with-enabled-mfas] 5:35 Pool: EmailAuthenticationMessage",
            "error[email-mfa-needs-own-sender] 5:35 Pool: EmailAuthenticationMessage",
            "Refused",
        ],
    );
    // CloudFormation refuses the tier before Cognito sees it.
    check(
        &format!("      UserPoolTier: lite\n      MfaConfiguration: 'OFF'\n{otp}"),
        &[
            "error[not-in-schema] 5:21 Pool: UserPoolTier",
            "error[tier-excludes-features] 5:21 Pool: UserPoolTier",
            "Refused",
        ],
    );
}

#[test]
fn the_first_fix_of_a_refused_value_is_what_another_refusal_needs() {
    let text = "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      UserPoolTier: lite\n      \
                Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]}}\n";
    let judged = template(text).judge(&Deployment::default());
    let findings = &judged[0].judgment.findings;
    let fixes: Vec<(&str, &str)> = findings.iter().map(|one| (one.code, one.fixes[0].as_str())).collect();
    let fix = "Set UserPoolTier to ESSENTIALS.";
    assert_eq!(fixes, [("not-in-schema", fix), ("tier-excludes-features", fix)]);
    assert_eq!(findings[0].fixes[1..], ["Write LITE."]);
}

#[test]
fn what_no_rule_looks_at_hides_no_rule() {
    let rule = "error[on-excludes-otp-first-factor] 7:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]";
    let rest = "      MfaConfiguration: 'ON'\n      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n      \
                Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, EMAIL_OTP]}}\n";
    let priority = "      AccountRecoverySetting: {RecoveryMechanisms: [{Name: verified_email, Priority: 3}]}\n";
    let place = "8:86 Pool: AccountRecoverySetting.RecoveryMechanisms[0].Priority";
    check(&format!("{rest}{priority}"), &[rule, &format!("error[constraint] {place}"), "Refused"]);
    let rule = "error[on-excludes-otp-first-factor] 5:25 Pool: MfaConfiguration";
    let first = "error[constraint] 7:69 Pool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]";
    check(&rest.replace("EMAIL_OTP", "email-otp"), &[rule, first, "Refused"]);
}

#[test]
fn unclear_action_at_a_risk_hides_no_rule() {
    let text = "Resources:\n  Pool: {Type: 'AWS::Cognito::UserPool'}\n  Risk:\n    Type: \
                AWS::Cognito::UserPoolRiskConfigurationAttachment\n    Properties: {UserPoolId: !Ref Pool, ClientId: ALL, \
                AccountTakeoverRiskConfiguration: {Actions: {HighAction: {EventAction: STOP, Notify: false}}}}\n";
    let judged = template(text).judge(&Deployment::default());
    let findings = judged.iter().flat_map(|one| &one.judgment.findings);
    let mut codes: Vec<&str> = findings.map(|one| one.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["constraint", "risk-needs-threat-protection"]);
}

#[test]
fn mode_that_means_off_sends_no_sms_block() {
    for (mode, code) in [("OFF", "mode-is-boolean"), ("'off'", "constraint")] {
        check(
            &format!("      MfaConfiguration: {mode}\n{SMS}"),
            &[&format!("error[{code}] 5:25 Pool: MfaConfiguration"), "Refused"],
        );
    }
}

#[test]
fn value_with_two_faults_has_one_fix_of_both() {
    let long = "a".repeat(141);
    let text = format!(
        "      MfaConfiguration: OPTIONAL\n      EnabledMfas: [SMS_MFA]\n      SmsAuthenticationMessage: {long}\n{SMS}"
    );
    let fix = "Shorten it to a length of at most 140. Put {####} into the text. Cognito replaces it with the code.";
    assert_eq!(fixes(&text), [fix]);
    let sender = "      MfaConfiguration: OPTIONAL\n      EnabledMfas: [SOFTWARE_TOKEN_MFA, EMAIL_OTP]\n      \
                  EmailConfiguration: {EmailSendingAccount: cognito_default}\n";
    let place = "7:49 Pool: EmailConfiguration.EmailSendingAccount";
    let expected =
        [format!("error[constraint] {place}"), format!("error[email-mfa-needs-own-sender] {place}"), "Refused".into()];
    check(sender, &expected.each_ref().map(String::as_str));
}
