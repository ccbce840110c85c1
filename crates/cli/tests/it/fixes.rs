//! Each fix that `lint` prints is applied to the template as a person would, and the template is judged again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::command::run_unchecked;
use crate::follow::{apply, sms};

/// The settings that matter to the rules and to the decision, each with its values. A null one is left out.
fn settings() -> [(&'static str, Vec<Value>); 11] {
    let list = |values: &[&str]| json!({"SignInPolicy": {"AllowedFirstAuthFactors": values}});
    let recovery = |names: &[&str]| {
        let mechanism = |(index, name)| json!({"Name": name, "Priority": index + 1});
        json!({"RecoveryMechanisms": names.iter().enumerate().map(mechanism).collect::<Vec<_>>()})
    };
    let device = json!({"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true});
    [
        ("MfaConfiguration", vec![Value::Null, "OFF".into(), "ON".into(), "OPTIONAL".into()]),
        (
            "EnabledMfas",
            vec![
                Value::Null,
                json!([]),
                json!(["SOFTWARE_TOKEN_MFA"]),
                json!(["SMS_MFA"]),
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
                list(&["PASSWORD", "WEB_AUTHN"]),
                list(&["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]),
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
                recovery(&["verified_phone_number", "verified_email"]),
            ],
        ),
        ("UserPoolAddOns", vec![Value::Null, json!({"AdvancedSecurityMode": "ENFORCED"})]),
        ("DeviceConfiguration", vec![Value::Null, device]),
        ("WebAuthnUserVerification", vec![Value::Null, "required".into(), "preferred".into()]),
    ]
}

/// Each so many combination of the settings.
fn pools(step: usize) -> impl Iterator<Item = Value> {
    let settings = settings();
    let count: usize = settings.iter().map(|(_, values)| values.len()).product();
    (0..count).step_by(step).map(move |number| {
        let (mut pool, mut rest) = (json!({}), number);
        for (name, values) in &settings {
            let value = &values[rest % values.len()];
            rest /= values.len();
            if !value.is_null() {
                pool[*name] = value.clone();
            }
        }
        pool
    })
}

/// The findings of each of these pools, in one template.
fn lint(pools: &[Value]) -> Vec<Vec<Value>> {
    let mut resources = json!({});
    for (number, properties) in pools.iter().enumerate() {
        let mut properties = properties.clone();
        // An action at a risk level is in a resource of its own.
        let risk = properties.as_object_mut().unwrap().remove("AccountTakeoverRiskConfiguration");
        if let Some(mut actions) = risk {
            for action in actions["Actions"].as_object_mut().unwrap().values_mut() {
                action["Notify"] = false.into();
            }
            let name = format!("P{number}");
            resources[format!("{name}Risk")] = json!({
                "Type": "AWS::Cognito::UserPoolRiskConfigurationAttachment",
                "Properties": {"UserPoolId": {"Ref": name}, "ClientId": "ALL", "AccountTakeoverRiskConfiguration": actions},
            });
        }
        resources[format!("P{number}")] = json!({"Type": "AWS::Cognito::UserPool", "Properties": properties});
    }
    let template = json!({"Resources": resources}).to_string();
    let run = run_unchecked(["lint", "-", "--json"].map(Into::into).into(), template.as_bytes());
    assert_eq!(run.err, "");
    let mut findings: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    for finding in answer["findings"].as_array().unwrap() {
        let name = finding["resource"].as_str().unwrap();
        findings.entry(name.strip_suffix("Risk").unwrap_or(name).to_owned()).or_default().push(finding.clone());
    }
    (0..pools.len()).map(|number| findings.remove(&format!("P{number}")).unwrap_or_default()).collect()
}

/// What a finding is about: its code, and the setting without effect or the risk level.
fn key(finding: &Value) -> String {
    let code = finding["code"].as_str().unwrap();
    let is_one_of_several = code == "unused-setting" || code.starts_with("risk-");
    let what = if is_one_of_several { &finding["message"] } else { &Value::Null };
    format!("{code} {what}")
}

fn keys(findings: &[Value], is_one: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    findings.iter().filter(|finding| is_one(finding)).map(key).collect()
}

fn is_error(finding: &Value) -> bool {
    finding["severity"] == "error"
}

/// A pool after some fixes, with what must be gone then.
struct Fixed<'p> {
    from: &'p Value,
    properties: Value,
    fixes: Vec<String>,
    gone: Vec<String>,
    errors: BTreeSet<String>,
}

/// The pools after each fix alone, and after all first fixes at once.
fn fixed<'p>(from: &'p Value, findings: &[Value]) -> Vec<Fixed<'p>> {
    let errors = keys(findings, is_error);
    let of = |of: &[(&Value, &Value)], errors: &BTreeSet<String>| {
        let mut properties = from.clone();
        let fixes: Vec<String> = of.iter().map(|(_, fix)| fix["text"].as_str().unwrap().to_owned()).collect();
        for fix in &fixes {
            apply(&mut properties, fix);
        }
        let gone = of.iter().map(|(finding, _)| key(finding)).collect();
        Fixed { from, properties, fixes, gone, errors: errors.clone() }
    };
    let all = |finding: &Value| finding["fixes"].as_array().unwrap().clone();
    let mut fixed = Vec::new();
    let mut firsts = Vec::new();
    for finding in findings {
        for fix in all(finding) {
            fixed.push(of(&[(finding, &fix)], &errors));
        }
        let first = all(finding).into_iter().next().filter(|fix| fix["safety"] != "unsafe");
        firsts.extend(first.map(|fix| (finding, fix)));
    }
    let firsts: Vec<_> = firsts.iter().map(|(finding, fix)| (*finding, fix)).collect();
    fixed.push(of(&firsts, &BTreeSet::new()));
    fixed
}

/// Checks the fixes of these pools. Returns how many changed templates were judged.
fn check(pools: &[Value]) -> usize {
    let findings = lint(pools);
    let fixed: Vec<Fixed<'_>> =
        pools.iter().zip(&findings).flat_map(|(pool, findings)| self::fixed(pool, findings)).collect();
    for fixed in fixed.chunks(64) {
        let properties: Vec<Value> = fixed.iter().map(|one| one.properties.clone()).collect();
        for (one, findings) in fixed.iter().zip(lint(&properties)) {
            let Fixed { from, properties, fixes, gone, errors } = one;
            let (left, errors_left) = (keys(&findings, |_| true), keys(&findings, is_error));
            let place = || format!("{fixes:#?}\nof {from}\nlead to {properties}\nwith {left:?}");
            assert!(errors_left.is_subset(errors), "{}", place());
            assert!(gone.iter().all(|gone| !left.contains(gone)), "{}", place());
        }
    }
    fixed.len()
}

#[test]
fn printed_fixes_remove_their_findings_alone_and_together() {
    let pools: Vec<Value> = pools(1999).collect();
    let count: usize = pools.chunks(32).map(check).sum();
    assert!(count > 500, "{count}");
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn printed_fixes_of_many_templates_remove_their_findings_alone_and_together() {
    let pools: Vec<Value> = pools(199).collect();
    let count: usize = pools.chunks(32).map(check).sum();
    assert!(count > 5_000, "{count}");
}
