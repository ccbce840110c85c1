//! The body of a request in one run: every value that the file leaves open gets one of its possible values.

use serde_json::{Map, Value};

use crate::choices::Choices;
use crate::node::{Entry, Node, NodeKind, Unknown};
use crate::place::Span;
use cognito_mfa::pool::{
    AuthFactor, EmailSendingAccount, FactorConfiguration, MfaMode, RecoveryMechanism, RiskAction, ThreatProtection,
    Tier, UserVerification,
};

/// The deepest nesting of a body. The engine refuses deeper ones anyway.
const MAX_DEPTH: usize = 128;

/// The JSON value of a node. `name` is the member that it's the value of.
pub(crate) fn json(node: &Node, name: &str, choices: &mut Choices, depth: usize) -> Value {
    match &node.kind {
        _ if depth > MAX_DEPTH => Value::Null,
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => Value::Bool(*value),
        NodeKind::Number(number) => number.parse().map_or_else(|_| number.as_str().into(), Value::Number),
        NodeKind::String(text) => text.as_str().into(),
        NodeKind::List(elements) => {
            // An element has the singular meaning of its list.
            let element = if name == FIRST_FACTORS { FIRST_FACTOR } else { name };
            elements.iter().map(|one| json(one, element, choices, depth + 1)).collect()
        }
        NodeKind::Map(entries) => {
            let entries =
                entries.iter().map(|entry| (entry.key.clone(), json(&entry.value, &entry.key, choices, depth + 1)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        NodeKind::Unknown(unknown) => open(unknown, name, choices),
    }
}

/// The node of a JSON value. Each part has this span.
pub(crate) fn node(value: Value, span: Span) -> Node {
    let kind = match value {
        Value::Null => NodeKind::Null,
        Value::Bool(value) => NodeKind::Bool(value),
        Value::Number(number) => NodeKind::Number(number.to_string()),
        Value::String(text) => NodeKind::String(text),
        Value::Array(elements) => NodeKind::List(elements.into_iter().map(|one| node(one, span)).collect()),
        Value::Object(members) => {
            let entry = |(key, value)| Entry { key, key_span: span, value: node(value, span) };
            NodeKind::Map(members.into_iter().map(entry).collect())
        }
    };
    Node { span, kind }
}

pub(super) const FIRST_FACTORS: &str = "AllowedFirstAuthFactors";
pub(crate) const FIRST_FACTOR: &str = "AllowedFirstAuthFactor";

/// A possible value of a member, and how a person reads it.
struct Possible {
    value: Value,
    text: String,
}

impl std::fmt::Display for Possible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

fn open(unknown: &Unknown, name: &str, choices: &mut Choices) -> Value {
    if let Some(members) = structure(name) {
        let members = members.iter().map(|member| {
            let inner = Unknown { name: format!("{}.{member}", unknown.name), reason: unknown.reason.clone() };
            ((*member).to_owned(), open(&inner, member, choices))
        });
        return Value::Object(members.collect());
    }
    if let Some(text) = placeholder(name) {
        return text.into();
    }
    let values: Vec<Possible> =
        values(name).into_iter().map(|value| Possible { text: readable(&value), value }).collect();
    let first = values.first();
    // A variable that also stands for a member with other values has no value of its own here.
    let chosen = choices.choose(&unknown.name, unknown.reason.clone(), &values).or(first);
    chosen.map_or(Value::Null, |possible| possible.value.clone())
}

/// A value, as a person reads it: `PASSWORD, WEB_AUTHN` for a list, and the names of recovery mechanisms in their order.
fn readable(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(elements) => elements.iter().map(readable).collect::<Vec<_>>().join(", "),
        Value::Object(members) => members.get("Name").map_or_else(|| value.to_string(), readable),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// The members of a structure whose every value is open.
fn structure(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "Policies" => &["SignInPolicy"],
        "SignInPolicy" => &[FIRST_FACTORS],
        "SmsConfiguration" => &["SnsCallerArn", "ExternalId"],
        "EumsSms" => &["CallerArn"],
        "EmailConfiguration" => &["EmailSendingAccount"],
        "UserPoolAddOns" => &["AdvancedSecurityMode"],
        "AccountRecoverySetting" => &["RecoveryMechanisms"],
        "DeviceConfiguration" => &["ChallengeRequiredOnNewDevice", "DeviceOnlyRememberedOnUserPrompt"],
        "SoftwareTokenMfaConfiguration" => &["Enabled"],
        "WebAuthnConfiguration" => &["RelyingPartyId", "UserVerification", "FactorConfiguration"],
        "SmsMfaConfiguration" => &["SmsAuthenticationMessage"],
        "EmailMfaConfiguration" => &["Message", "Subject"],
        "AccountTakeoverRiskConfiguration" => &["Actions"],
        "Actions" => &["LowAction", "MediumAction", "HighAction"],
        "LowAction" | "MediumAction" | "HighAction" => &["EventAction"],
        _ => return None,
    })
}

/// A valid value for a member whose exact value doesn't matter.
pub(super) fn placeholder(name: &str) -> Option<&'static str> {
    Some(match name {
        "SnsCallerArn" | "CallerArn" => "arn:aws:iam::123456789012:role/placeholder",
        "SnsRegion" | "Region" => "us-east-1",
        "SmsAuthenticationMessage" | "Message" => "Your code: {####}",
        "RelyingPartyId" => "example.com",
        "UserPoolId" => "local_1",
        "ExternalId" | "Subject" | "OriginationIdentity" | "ConfigurationSetName" | "InEntityId" | "InTemplateId" => {
            "x"
        }
        _ => return None,
    })
}

/// The texts that a member takes. `None` if it isn't one of several texts.
pub(crate) fn texts(name: &str) -> Option<Vec<&'static str>> {
    Some(match name {
        "UserPoolTier" => Tier::ALL.iter().map(|value| value.name()).collect(),
        "MfaConfiguration" => MfaMode::ALL.iter().map(|value| value.name()).collect(),
        FIRST_FACTOR => AuthFactor::ALL.iter().map(|value| value.name()).collect(),
        "EmailSendingAccount" => EmailSendingAccount::ALL.iter().map(|value| value.name()).collect(),
        "AdvancedSecurityMode" => ThreatProtection::ALL.iter().map(|value| value.name()).collect(),
        "UserVerification" => UserVerification::ALL.iter().map(|value| value.name()).collect(),
        "FactorConfiguration" => FactorConfiguration::ALL.iter().map(|value| value.name()).collect(),
        "EventAction" => RiskAction::ALL.iter().map(|value| value.name()).collect(),
        "Name" => RecoveryMechanism::ALL.iter().map(|value| value.name()).collect(),
        _ => return None,
    })
}

/// Every value of a member that the engine tells apart.
fn values(name: &str) -> Vec<Value> {
    if let Some(texts) = texts(name) {
        return texts.into_iter().map(Value::from).collect();
    }
    match name {
        "Priority" => vec![1.into(), 2.into()],
        FIRST_FACTORS => (0..8_u8).map(first_factors).collect(),
        "RecoveryMechanisms" => recoveries(),
        "Enabled" | "ChallengeRequiredOnNewDevice" | "DeviceOnlyRememberedOnUserPrompt" => {
            vec![false.into(), true.into()]
        }
        _ => vec![Value::Null],
    }
}

/// PASSWORD, which a pool always needs, and the passwordless factors of these bits.
fn first_factors(bits: u8) -> Value {
    let passwordless = [AuthFactor::EmailOtp, AuthFactor::SmsOtp, AuthFactor::WebAuthn];
    let chosen = passwordless.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1);
    let factors = std::iter::once(&AuthFactor::Password).chain(chosen.map(|(_, factor)| factor));
    factors.map(|factor| Value::from(factor.name())).collect()
}

/// Every account recovery, except in another order.
fn recoveries() -> Vec<Value> {
    let one = |mechanism: RecoveryMechanism| serde_json::json!({ "Name": mechanism.name(), "Priority": 1 });
    let mut lists: Vec<Value> =
        RecoveryMechanism::ALL.iter().map(|mechanism| Value::Array(vec![one(*mechanism)])).collect();
    let second = serde_json::json!({ "Name": RecoveryMechanism::VerifiedPhoneNumber.name(), "Priority": 2 });
    lists.push(Value::Array(vec![one(RecoveryMechanism::VerifiedEmail), second]));
    lists
}
