//! A refused body with the values that were probably meant, to judge its rules.

use serde_json::Value;

use super::body::{FIRST_FACTOR, FIRST_FACTORS, placeholder, texts};
use cognito_mfa::Pool;

/// Replaces the values of a body that Cognito refuses: an enumerated text by the one that was meant, and what no rule looks at by
/// a valid value. `None` if it isn't clear what was meant.
///
/// The pool is the one that the request changes.
pub(super) fn repaired(mut body: Value, pool: Option<&Pool>) -> Option<Value> {
    let relying_party = pool.and_then(|pool| pool.web_authn.as_ref()?.relying_party_id.as_deref());
    repair("", &mut body, relying_party)?;
    Some(body)
}

fn repair(name: &str, value: &mut Value, relying_party: Option<&str>) -> Option<()> {
    match value {
        Value::Object(members) => members.iter_mut().try_for_each(|(name, value)| repair(name, value, relying_party)),
        Value::Array(elements) if name == "RecoveryMechanisms" => {
            for (index, element) in elements.iter_mut().enumerate() {
                if let Some(priority) = element.get_mut("Priority") {
                    let is_valid = matches!(priority.as_u64(), Some(1 | 2));
                    *priority = if is_valid { priority.take() } else { (index + 1).into() };
                }
                repair(name, element, relying_party)?;
            }
            Some(())
        }
        Value::Array(elements) => {
            let element = if name == FIRST_FACTORS { FIRST_FACTOR } else { name };
            elements.iter_mut().try_for_each(|value| repair(element, value, relying_party))
        }
        Value::String(text) => {
            *text = valid(name, text, relying_party)?;
            Some(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(()),
    }
}

/// The text that was probably meant, or a valid one if no rule looks at it.
fn valid(name: &str, text: &str, relying_party: Option<&str>) -> Option<String> {
    if let Some(texts) = texts(name) {
        // No rule looks at an action, so any one will do.
        let any = if name == "EventAction" { texts.first().copied() } else { None };
        return texts.iter().copied().find(|one| is_meant(one, text)).or(any).map(str::to_owned);
    }
    let has_length = |least: usize, most: usize| (least..=most).contains(&text.chars().count());
    let valid = match name {
        "PoolName" => Some("pool"),
        // Another relying party ID costs users their passkeys.
        "RelyingPartyId" if !has_length(1, 127) => relying_party.or(placeholder(name)),
        "SnsRegion" if !has_length(5, 32) => placeholder(name),
        "RelyingPartyId" | "SnsRegion" | "Region" | "UserPoolId" => None,
        _ => placeholder(name),
    };
    Some(valid.unwrap_or(text).to_owned())
}

/// Whether an enumerated text was probably meant by another one: by other letter case, without its underscores, or by the boolean
/// that YAML 1.1 makes of a plain ON or OFF.
pub(crate) fn is_meant(meant: &str, text: &str) -> bool {
    let text = match text {
        "true" => "ON",
        "false" => "OFF",
        _ => text,
    };
    letters(meant).eq(letters(text))
}

fn letters(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}
