//! Changes a template as the sentence of a fix says, as a person would.

use serde_json::{Value, json};

/// Follows the instructions of a fix.
pub(crate) fn apply(properties: &mut Value, fix: &str) {
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
        None if matches!(text, "true" | "false") => (text == "true").into(),
        None => text.trim_matches('"').into(),
    }
}

pub(crate) fn sms() -> Value {
    json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"})
}
