//! The laws that the vectors keep: the mark `classic`, and the texts that no line expects.

use std::collections::BTreeSet;

use cognito_mfa::recovery::RecoveryRow;
use cognito_mfa::rules::{Message, RuleRow};
use cognito_mfa::sign_in::ReasonRow;
use cognito_mfa_conform::{Vector, VectorFile};
use serde_json::Value;

/// What a line contains if it needs more than SMS and TOTP: tiers, email MFA, one-time passwords as a first factor, passkeys,
/// `USER_AUTH`, step-up, threat protection, devices, or AWS End User Messaging.
const NEWER: [&str; 18] = [
    "Tier",
    "EMAIL_OTP",
    "SMS_OTP",
    "EmailMfa",
    "WEB_AUTHN",
    "WebAuthn",
    r#""USER_AUTH""#,
    "SignInPolicy",
    "UserAuthFactors",
    "SELECT_CHALLENGE",
    "AvailableChallenges",
    "ACR_VALUES",
    "UserPoolAddOns",
    "Risk",
    r#""risk":"#,
    r#""device":"#,
    "Device",
    "EumsSms",
];

#[test]
fn classic_marks_each_line_that_needs_only_sms_and_totp() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in VectorFile::built_in() {
        let mut pools = 0;
        let mut newer_pools = BTreeSet::new();
        for line in &file.lines {
            let is_refused = line.expect.as_ref().is_some_and(|expect| expect.get("error").is_some());
            let pool = if line.op == "CreateUserPool" {
                pools += usize::from(!is_refused);
                (!is_refused).then(|| format!("local_{pools}"))
            } else {
                pool(&line.input)
            };
            let is_newer = is_newer(line);
            let needs_newer = is_newer || pool.as_ref().is_some_and(|pool| newer_pools.contains(pool));
            newer_pools.extend(pool.filter(|_| is_newer && !is_refused));
            if line.expect.is_some() && line.has("classic") == needs_newer {
                wrong.push(format!("{}:{}", file.name, line.number));
            }
            count += usize::from(line.has("classic"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(count > 500, "{count}");
}

/// Whether the line itself is about something newer. A member that must be missing isn't needed.
fn is_newer(line: &Vector) -> bool {
    let output = line.expect.as_ref().and_then(|expect| expect.get("output")).map(present);
    let texts = [Some(&line.facts), output.as_ref()].into_iter().flatten().map(Value::to_string);
    let text: String = texts.chain([line.op.clone(), line.input_text.clone()]).collect();
    // An age of an earlier session is a fact of step-up.
    NEWER.iter().any(|name| text.contains(name)) || line.facts.get("session").is_some()
}

fn present(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(_, own)| *own != "$absent")
            .map(|(name, own)| (name.clone(), present(own)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => value.clone(),
    }
}

/// The pool that a request names, by itself or in a token.
fn pool(input: &Value) -> Option<String> {
    let token = input.pointer("/AuthParameters/REFRESH_TOKEN");
    let names = ["UserPoolId", "ClientId", "AccessToken", "RefreshToken", "Session"];
    let found = names.iter().filter_map(|name| input.get(name)).chain(token).find_map(Value::as_str)?;
    Some(found.split('.').next().unwrap_or_default().into())
}

#[test]
fn no_line_expects_a_text_that_this_project_made_up() {
    let rules = RuleRow::all().map(|row| row.message);
    let reasons = ReasonRow::ALL.iter().filter_map(|row| row.message);
    let recovery = RecoveryRow::ALL.iter().filter_map(|row| row.message);
    let (mut own, mut quoted) = (BTreeSet::new(), BTreeSet::new());
    for message in rules.chain(reasons).chain(recovery) {
        match message {
            Message::Own(text) => own.insert(text),
            Message::Quoted(text, _) => quoted.insert(text),
        };
    }
    // A text of the service can be this project's guess for another operation.
    let own: Vec<_> = own.difference(&quoted).collect();
    assert!(own.len() > 20, "{}", own.len());
    let mut expected = 0;
    for file in VectorFile::built_in() {
        for line in &file.lines {
            let message = line.expect.as_ref().and_then(|expect| expect.pointer("/error/message"));
            let Some(message) = message.and_then(Value::as_str) else { continue };
            expected += 1;
            let made_up = own.iter().find(|template| is_made_from(template, message));
            assert_eq!(made_up, None, "{}:{}", file.name, line.number);
        }
    }
    assert!(expected > 300, "{expected}");
}

/// Whether the message is the template with its placeholders filled.
fn is_made_from(template: &str, message: &str) -> bool {
    let mut rest = message;
    let mut parts = template.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    let starts = parts.next().is_some_and(|first| rest.strip_prefix(first).map(|after| rest = after).is_some());
    starts
        && parts.all(|part| rest.find(part).map(|at| rest = rest.get(at + part.len()..).unwrap_or_default()).is_some())
}
