//! A refused body with the values that were probably meant, to judge its rules.

use serde_json::Value;

use super::body::{FIRST_FACTOR, FIRST_FACTORS, placeholder, texts};

/// Replaces the values of a body that Cognito refuses: an enumerated text by the one that was meant, and a text that no rule
/// looks at by a valid one. `None` if it isn't clear what was meant.
pub(super) fn repaired(mut body: Value) -> Option<Value> {
    repair("", &mut body)?;
    Some(body)
}

fn repair(name: &str, value: &mut Value) -> Option<()> {
    match value {
        Value::Object(members) => members.iter_mut().try_for_each(|(name, value)| repair(name, value)),
        Value::Array(elements) => {
            let element = if name == FIRST_FACTORS { FIRST_FACTOR } else { name };
            elements.iter_mut().try_for_each(|value| repair(element, value))
        }
        Value::String(text) => {
            *text = meant(name, text)?;
            Some(())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(()),
    }
}

/// The text that was probably meant.
fn meant(name: &str, text: &str) -> Option<String> {
    if let Some(texts) = texts(name) {
        // YAML 1.1 reads a plain ON or OFF as a boolean.
        let text = match text {
            "true" => "ON",
            "false" => "OFF",
            _ => text,
        };
        return texts.into_iter().find(|one| one.eq_ignore_ascii_case(text)).map(str::to_owned);
    }
    // The rules look at Regions, and a change of the relying party ID costs users their passkeys.
    let matters = matches!(name, "SnsRegion" | "Region" | "UserPoolId" | "RelyingPartyId");
    let valid = if name == "PoolName" { Some("pool") } else { placeholder(name) };
    Some(valid.filter(|_| !matters).unwrap_or(text).to_owned())
}
