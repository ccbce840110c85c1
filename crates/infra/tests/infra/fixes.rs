//! Each fix of a refused deployment is applied as a person would, and judged again.

use std::collections::BTreeSet;

use cognito_mfa::pool::{
    AccountRecoverySetting, EmailMfa, EmailSendingAccount, FactorConfiguration, MfaMode, PasswordlessFactor,
    PasswordlessFactorSet, SoftwareTokenMfa, Tier, WebAuthnConfiguration,
};
use cognito_mfa::{Pool, Profile};
use cognito_mfa_infra::cloudformation::{Deployment, Template};
use cognito_mfa_infra::{Finding, Severity, read};
use serde_json::{Value, json};

use crate::follow::{apply, sms};

fn findings(properties: &Value) -> Vec<Finding> {
    let template = json!({"Resources": {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": properties}}});
    let file = "t.json".into();
    let node = read::yaml::node(&file, &template.to_string()).unwrap();
    Template::new(&file, &node).judge(&Deployment::default())[0].judgment.findings.clone()
}

fn errors(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().filter(|one| one.severity == Severity::Error).map(|one| one.code).collect()
}

/// The settings that matter to the rules, each with its values. A null one is left out.
fn settings() -> [(&'static str, Vec<Value>); 9] {
    let list = |values: &[&str]| json!({"SignInPolicy": {"AllowedFirstAuthFactors": values}});
    let recovery = |names: &[&str]| {
        let mechanism = |(index, name)| json!({"Name": name, "Priority": index + 1});
        json!({"RecoveryMechanisms": names.iter().enumerate().map(mechanism).collect::<Vec<_>>()})
    };
    [
        ("MfaConfiguration", vec![Value::Null, "OFF".into(), "ON".into(), "OPTIONAL".into()]),
        (
            "EnabledMfas",
            vec![
                Value::Null,
                json!([]),
                json!(["SOFTWARE_TOKEN_MFA"]),
                json!(["SMS_MFA"]),
                json!(["EMAIL_OTP"]),
                json!(["SMS_MFA", "EMAIL_OTP"]),
                json!(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]),
                json!(["SMS_MFA", "SOFTWARE_TOKEN_MFA"]),
            ],
        ),
        (
            "WebAuthnFactorConfiguration",
            vec![Value::Null, "SINGLE_FACTOR".into(), "MULTI_FACTOR_WITH_USER_VERIFICATION".into()],
        ),
        (
            "Policies",
            vec![
                Value::Null,
                list(&["PASSWORD", "EMAIL_OTP"]),
                list(&["PASSWORD", "WEB_AUTHN", "SMS_OTP"]),
                list(&["WEB_AUTHN"]),
                list(&["PASSWORD", "WEB_AUTHN"]),
                list(&["PASSWORD", "SMS_OTP", "SOFTWARE_TOKEN"]),
            ],
        ),
        ("UserPoolTier", vec![Value::Null, "LITE".into(), "PLUS".into()]),
        ("SmsConfiguration", vec![Value::Null, sms()]),
        ("EmailConfiguration", vec![Value::Null, json!({"EmailSendingAccount": "DEVELOPER"})]),
        (
            "AccountRecoverySetting",
            vec![
                Value::Null,
                recovery(&["verified_email"]),
                recovery(&["admin_only"]),
                recovery(&["verified_email", "admin_only"]),
            ],
        ),
        ("UserPoolAddOns", vec![Value::Null, json!({"AdvancedSecurityMode": "ENFORCED"})]),
    ]
}

/// Each so many combination of the settings.
fn templates(step: usize) -> impl Iterator<Item = Value> {
    let settings = settings();
    let count: usize = settings.iter().map(|(_, values)| values.len()).product();
    (0..count).step_by(step).map(move |number| {
        let (mut template, mut rest) = (json!({}), number);
        for (name, values) in &settings {
            let value = &values[rest % values.len()];
            rest /= values.len();
            if !value.is_null() {
                template[*name] = value.clone();
            }
        }
        template
    })
}

/// Applies each fix alone, then the first fixes all at once.
fn check(properties: &Value, [tried, together]: &mut [usize; 2]) {
    let findings = findings(properties);
    let before = errors(&findings);
    let apply_all = |fixes: &[&String]| {
        let mut fixed = properties.clone();
        for fix in fixes {
            apply(&mut fixed, fix);
        }
        (errors(&self::findings(&fixed)), fixed)
    };
    let refusals: Vec<_> = findings.iter().filter(|one| one.severity == Severity::Error).collect();
    for finding in &refusals {
        for fix in &finding.fixes {
            let (after, _) = apply_all(&[fix]);
            let is_fixed = !after.contains(finding.code) && after.is_subset(&before);
            assert!(is_fixed, "{properties}\n{}: {fix}\n{before:?} -> {after:?}", finding.code);
            *tried += 1;
        }
    }
    let firsts: Vec<_> = refusals.iter().filter_map(|finding| finding.fixes.first()).collect();
    let (after, fixed) = apply_all(&firsts);
    assert!(after.is_empty(), "{properties}\n{before:?}: {firsts:?}\n{after:?} in {fixed}");
    *together += usize::from(firsts.len() > 1);
}

#[test]
fn fixes_of_refusals_are_accepted_alone_and_together() {
    let mut counts = [0; 2];
    templates(41).for_each(|properties| check(&properties, &mut counts));
    assert!(counts[0] > 3000 && counts[1] > 500, "{counts:?}");
}

/// Set `COGNITO_MFA_EVERY_POLICY` to search all templates instead of each 17th one.
#[test]
#[ignore = "long: .ci/long runs it"]
fn fixes_of_refusals_are_accepted_alone_and_together_in_many_templates() {
    let step = if std::env::var_os("COGNITO_MFA_EVERY_POLICY").is_some() { 1 } else { 17 };
    let mut counts = [0; 2];
    templates(step).for_each(|properties| check(&properties, &mut counts));
    assert!(counts[0] > 100_000 / step && counts[1] > 10_000 / step, "{counts:?}");
}

#[test]
fn first_fixes_fit_the_sms_configuration_that_one_of_them_adds() {
    let list = ["PASSWORD", "WEB_AUTHN", "SMS_OTP"];
    let policies = json!({"SignInPolicy": {"AllowedFirstAuthFactors": list}});
    let found = findings(&json!({"MfaConfiguration": "ON", "Policies": policies}));
    let firsts: Vec<_> = found.iter().map(|one| (one.code, one.fixes[0].as_str())).collect();
    let passkeys = "Add SOFTWARE_TOKEN_MFA to EnabledMfas, set WebAuthnFactorConfiguration to \
                    MULTI_FACTOR_WITH_USER_VERIFICATION and set WebAuthnUserVerification to required.";
    let no_otp = "Remove SMS_OTP from Policies.SignInPolicy.AllowedFirstAuthFactors.";
    let expected = [
        ("create-mode-needs-sms", passkeys),
        ("on-passkey-first-factor-needs-multi-factor", passkeys),
        ("sms-otp-needs-sms", no_otp),
        ("on-excludes-otp-first-factor", no_otp),
    ];
    assert_eq!(firsts, expected);
}

/// The fixes of each finding.
fn fixes(text: &str, before: Option<&Pool>) -> Vec<(&'static str, Vec<String>)> {
    let file = "t.yaml".into();
    let template = Template::new(&file, &read::yaml::node(&file, text).unwrap());
    let judged = template.judge(&Deployment { before, ..Deployment::default() });
    judged[0].judgment.findings.iter().map(|one| (one.code, one.fixes.clone())).collect()
}

fn first_fixes(text: &str, before: Option<&Pool>) -> Vec<(&'static str, String)> {
    let first = |fixes: Vec<String>| fixes.into_iter().next().unwrap_or_default();
    fixes(text, before).into_iter().map(|(code, fixes)| (code, first(fixes))).collect()
}

#[test]
fn first_fix_of_an_open_list_is_a_value_that_keeps_mfa_required() {
    let pool = |factors: &str| {
        format!(
            "Parameters:\n  One: {{Type: String, AllowedValues: [EMAIL_OTP, WEB_AUTHN, SMS_OTP, PASSWORD]}}\n\
             Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      MfaConfiguration: 'ON'\n      \
             EnabledMfas: [SOFTWARE_TOKEN_MFA]\n      \
             Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: {factors}}}}}\n"
        )
    };
    let passkeys = "Set WebAuthnFactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION and set WebAuthnUserVerification to required.".to_owned();
    let value = "Use \"WEB_AUTHN\" or \"PASSWORD\" for One.".to_owned();
    let sms = "Add SmsConfiguration with a role and an external ID and add SMS_MFA to EnabledMfas.".to_owned();
    let mut fixes = first_fixes(&pool("[PASSWORD, !Ref One]"), None);
    fixes.sort_unstable();
    let expected = [
        ("on-excludes-otp-first-factor", value),
        ("on-passkey-needs-multi-factor", passkeys),
        ("sms-otp-needs-sms", sms),
    ];
    assert_eq!(fixes, expected);
    // Without an open value, the element goes.
    let otp = "Remove EMAIL_OTP from Policies.SignInPolicy.AllowedFirstAuthFactors.".to_owned();
    assert_eq!(first_fixes(&pool("[PASSWORD, EMAIL_OTP]"), None), [("on-excludes-otp-first-factor", otp)]);
}

#[test]
fn update_that_only_the_stored_pool_refuses_takes_two_deployments() {
    let template = |properties: &str| {
        format!("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      {properties}\n")
    };
    let sends = "CloudFormation sends UpdateUserPool before SetUserPoolMfaConfig.";
    let passkeys = "MfaConfiguration: 'ON'\n      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n      UserPoolTier: ESSENTIALS\n      \
                    WebAuthnFactorConfiguration: MULTI_FACTOR_WITH_USER_VERIFICATION\n      \
                    Policies: {SignInPolicy: {AllowedFirstAuthFactors: [PASSWORD, WEB_AUTHN]}}";
    for tier in [Tier::Lite, Tier::Essentials] {
        let on = Pool::new(tier, Profile::Observed)
            .with_mode(MfaMode::On)
            .with_software_token_mfa(Some(SoftwareTokenMfa::ENABLED));
        let fix = format!("Deploy all changes of Policies in a second step, after the other changes: {sends}");
        let expected = [("on-passkey-first-factor-needs-multi-factor", fix)];
        assert_eq!(first_fixes(&template(passkeys), Some(&on)), expected);
    }
    // The pool still has email as a factor when it gets the tier that doesn't include it.
    let email = Pool::new(Tier::Essentials, Profile::Observed)
        .with_mode(MfaMode::On)
        .with_software_token_mfa(Some(SoftwareTokenMfa::ENABLED))
        .with_account_recovery(Some(AccountRecoverySetting::OBSERVED_DEFAULT))
        .with_email_sending_account(EmailSendingAccount::Developer)
        .with_email_mfa(Some(EmailMfa::default()));
    let lite = "MfaConfiguration: 'ON'\n      EnabledMfas: [SOFTWARE_TOKEN_MFA]\n      UserPoolTier: LITE";
    let fix = format!("Deploy all changes of UserPoolTier in a second step, after the other changes: {sends}");
    assert_eq!(first_fixes(&template(lite), Some(&email)), [("tier-excludes-features", fix)]);
    let block =
        WebAuthnConfiguration::new().with_factor_configuration(FactorConfiguration::MultiFactorWithUserVerification);
    // Without a factor and a property of passkeys, CloudFormation sends no SetUserPoolMfaConfig, so passkeys stay MFA.
    let passkeys = Pool::new(Tier::Essentials, Profile::Observed).with_web_authn(Some(block.clone()));
    let off = template("UserPoolTier: LITE\n      MfaConfiguration: 'OFF'");
    let fixes: Vec<String> = fixes(&off, Some(&passkeys)).into_iter().flat_map(|(_, fixes)| fixes).collect();
    let fix = format!(
        "Set WebAuthnFactorConfiguration to SINGLE_FACTOR. Deploy all changes of UserPoolTier in a second step, after the \
         other changes: {sends}"
    );
    assert!(fixes.contains(&fix), "{fixes:?}");
    // The first factors must change before passkeys stop counting as MFA, and the tier and the sender after email stops.
    let both =
        email.with_web_authn(Some(block)).with_passwordless(PasswordlessFactorSet::of(&[PasswordlessFactor::WebAuthn]));
    let sender = format!(
        "{lite}\n      EmailConfiguration: {{EmailSendingAccount: COGNITO_DEFAULT}}\n      WebAuthnFactorConfiguration: \
         SINGLE_FACTOR\n      Policies: {{SignInPolicy: {{AllowedFirstAuthFactors: [PASSWORD]}}}}"
    );
    let fix = format!(
        "Deploy all changes of UserPoolTier, AccountRecoverySetting, EmailConfiguration, DeviceConfiguration and \
         UserPoolAddOns in a second step, after the other changes: {sends}"
    );
    let codes = ["email-mfa-needs-own-sender", "tier-excludes-features"];
    let mut found = first_fixes(&template(&sender), Some(&both));
    found.sort_unstable();
    assert_eq!(found, codes.map(|code| (code, fix.clone())));
}

#[test]
fn first_fixes_change_no_more_than_one_of_them_needs() {
    let text = "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      MfaConfiguration: 'OFF'\n      \
                EmailAuthenticationMessage: 'Code: {####}'\n";
    let fixes = first_fixes(text, None);
    assert!(fixes.len() > 1, "{fixes:?}");
    assert!(fixes.iter().all(|(_, fix)| fix == "Remove EmailAuthenticationMessage."), "{fixes:?}");
}
