//! Each fix of a refused deployment is applied as a person would, and judged again.

use std::collections::BTreeSet;

use cognito_mfa_infra::cloudformation::{Deployment, Template};
use cognito_mfa_infra::{Finding, Severity, read};
use serde_json::{Value, json};

fn findings(properties: &Value) -> Vec<Finding> {
    let template = json!({"Resources": {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": properties}}});
    let file = "t.json".into();
    let node = read::yaml::node(&file, &template.to_string()).unwrap();
    Template::new(&file, &node).judge(&Deployment::default())[0].judgment.findings.clone()
}

fn errors(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().filter(|one| one.severity == Severity::Error).map(|one| one.code).collect()
}

/// Follows the instructions of a fix.
fn apply(properties: &mut Value, fix: &str) {
    let mut text = fix.strip_suffix('.').unwrap().to_owned();
    for (verb, capital) in [("set ", "Set "), ("add ", "Add "), ("remove ", "Remove ")] {
        for before in [" and ", ", "] {
            text = text.replace(&format!("{before}{verb}"), &format!("|{capital}"));
        }
    }
    for instruction in text.split('|') {
        follow(properties, instruction);
    }
}

fn follow(properties: &mut Value, instruction: &str) {
    if instruction == "Add SmsConfiguration with a role and an external ID" {
        properties["SmsConfiguration"] = sms();
    } else if let Some((path, value)) = instruction.strip_prefix("Set ").and_then(|rest| rest.split_once(" to ")) {
        *at(properties, path) = value_of(path, value.split(", with ").next().unwrap());
    } else if let Some((element, path)) = instruction.strip_prefix("Add ").and_then(|rest| rest.split_once(" to ")) {
        let list = at(properties, path);
        if list.is_null() {
            *list = json!([]);
        }
        let list = list.as_array_mut().unwrap();
        if !list.contains(&element.into()) {
            list.push(element.into());
        }
    } else {
        let rest = instruction.strip_prefix("Remove ").unwrap_or_else(|| panic!("{instruction}"));
        match rest.split_once(" from ") {
            Some((element, path)) => {
                if let Some(list) = at(properties, path).as_array_mut() {
                    list.retain(|one| one != element);
                }
            }
            None => _ = properties.as_object_mut().unwrap().remove(rest),
        }
    }
}

fn at<'p>(properties: &'p mut Value, path: &str) -> &'p mut Value {
    path.split('.').fold(properties, |value, name| &mut value[name])
}

fn value_of(path: &str, text: &str) -> Value {
    if path.ends_with("RecoveryMechanisms") {
        let mechanism = |(index, name)| json!({"Name": name, "Priority": index + 1});
        return text.split(" before ").enumerate().map(mechanism).collect();
    }
    match text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(list) => list.split(", ").map(Value::from).collect(),
        None => text.trim_matches('"').into(),
    }
}

fn sms() -> Value {
    json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"})
}

/// Every combination of these settings. A null one is left out.
fn templates() -> Vec<Value> {
    let settings: [(&str, Vec<Value>); 7] = [
        ("MfaConfiguration", vec![Value::Null, "OFF".into(), "ON".into(), "OPTIONAL".into()]),
        (
            "EnabledMfas",
            vec![
                Value::Null,
                json!(["SOFTWARE_TOKEN_MFA"]),
                json!(["EMAIL_OTP"]),
                json!(["SMS_MFA", "EMAIL_OTP"]),
                json!(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]),
            ],
        ),
        (
            "Policies",
            [json!(["PASSWORD", "EMAIL_OTP"]), json!(["PASSWORD", "WEB_AUTHN", "SMS_OTP"]), json!(["WEB_AUTHN"])]
                .into_iter()
                .map(|list| json!({"SignInPolicy": {"AllowedFirstAuthFactors": list}}))
                .chain([Value::Null])
                .collect(),
        ),
        ("UserPoolTier", vec![Value::Null, "LITE".into()]),
        ("SmsConfiguration", vec![Value::Null, sms()]),
        ("EmailConfiguration", vec![Value::Null, json!({"EmailSendingAccount": "DEVELOPER"})]),
        (
            "AccountRecoverySetting",
            vec![Value::Null, json!({"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]})],
        ),
    ];
    settings.into_iter().fold(vec![json!({})], |templates, (name, values)| {
        let with = |template: &Value, value: &Value| {
            let mut template = template.clone();
            if !value.is_null() {
                template[name] = value.clone();
            }
            template
        };
        templates.iter().flat_map(|template| values.iter().map(move |value| with(template, value))).collect()
    })
}

#[test]
fn each_fix_of_a_refusal_removes_it_and_adds_no_error() {
    let (mut tried, mut untried) = (0_usize, BTreeSet::new());
    for properties in templates() {
        let findings = findings(&properties);
        let before = errors(&findings);
        for finding in findings.iter().filter(|one| one.rule.is_some()) {
            for fix in &finding.fixes {
                // A general fix has several ways to go.
                if fix.contains(", or ") {
                    untried.insert(finding.code);
                    continue;
                }
                let mut fixed = properties.clone();
                apply(&mut fixed, fix);
                let after = errors(&self::findings(&fixed));
                let is_fixed = !after.contains(finding.code) && after.is_subset(&before);
                assert!(is_fixed, "{properties}\n{}: {fix}\n{before:?} -> {after:?}", finding.code);
                tried += 1;
            }
        }
    }
    assert!(tried > 1000 && untried.is_empty(), "{tried} {untried:?}");
}
