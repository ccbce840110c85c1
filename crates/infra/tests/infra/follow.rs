//! Changes a template or a plan as the sentence of a fix says, as a person would.

use serde_json::{Value, json};

/// The name for the list of attributes or properties that a second step changes. A `*` in one stands for any text.
pub(crate) const LATER: &str = "later";

/// The name for the values that a parameter can have after a fix.
pub(crate) const LIMIT: &str = "limit";

/// Follows the instructions of a fix. Blocks of Terraform are lists of one map.
pub(crate) fn apply(properties: &mut Value, fix: &str) {
    let mut text = fix.strip_suffix('.').unwrap().to_owned();
    let verbs =
        [("set ", "Set "), ("add ", "Add "), ("remove ", "Remove "), ("apply ", "Apply "), ("deploy ", "Deploy ")];
    text = text.replace(". Deploy ", "|Deploy ").replace(". Apply ", "|Apply ");
    for (verb, capital) in verbs {
        for before in [" and ", ", "] {
            text = text.replace(&format!("{before}{verb}"), &format!("|{capital}"));
        }
    }
    for instruction in text.split('|') {
        follow(properties, instruction);
    }
}

fn follow(properties: &mut Value, instruction: &str) {
    // A list that the file doesn't set starts with what it has now.
    if let Some((rest, now)) = instruction.strip_suffix("])").and_then(|rest| rest.split_once(" (now [")) {
        let list = at(properties, rest.rsplit(' ').next().unwrap());
        if list.is_null() {
            *list = now.split(", ").map(Value::from).collect();
        }
        return follow(properties, rest);
    }
    if let Some((values, parameter)) = instruction.strip_prefix("Use ").and_then(|rest| rest.rsplit_once(" for ")) {
        let values = values.split(" or ").flat_map(|values| values.split("\", \""));
        properties[LIMIT][parameter] = values.map(|value| Value::from(value.trim_matches('"'))).collect();
    } else if instruction == "Add SmsConfiguration with a role and an external ID" {
        properties["SmsConfiguration"] = sms();
    } else if instruction == "Add sms_configuration with a role and an external ID" {
        let Value::Object(sms) = sms() else { unreachable!() };
        let names = [("SnsCallerArn", "sns_caller_arn"), ("ExternalId", "external_id")];
        let block: Value =
            names.iter().map(|(name, attribute)| ((*attribute).to_owned(), sms[*name].clone())).collect();
        properties["sms_configuration"] = json!([block]);
    } else if let Some((names, _)) = instruction
        .strip_prefix("Apply all changes of ")
        .or_else(|| instruction.strip_prefix("Deploy all changes of "))
        .and_then(|rest| rest.split_once(" in a second step"))
    {
        properties[LATER] = names.split(" and ").flat_map(|names| names.split(", ")).map(Value::from).collect();
    } else if let Some((path, value)) = instruction.strip_prefix("Set ").and_then(|rest| rest.split_once(" to ")) {
        let value = [", with ", " (with "].iter().fold(value, |value, end| value.split(end).next().unwrap());
        *at(properties, path) = value_of(path, value);
    } else if let Some((elements, path)) = instruction.strip_prefix("Add ").and_then(|rest| rest.split_once(" to ")) {
        let list = at(properties, path);
        if list.is_null() {
            *list = json!([]);
        }
        let list = list.as_array_mut().unwrap();
        for element in elements.split(" and ").map(Value::from) {
            if !list.contains(&element) {
                list.push(element);
            }
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
    path.split('.').fold(properties, |value, name| {
        let Some(block) = value.as_array().map(Vec::len) else { return &mut value[name] };
        if block == 0 {
            *value = json!([{}]);
        }
        &mut value[0][name]
    })
}

fn value_of(path: &str, text: &str) -> Value {
    if path.ends_with("RecoveryMechanisms") {
        let mechanism = |(index, name)| json!({"Name": name, "Priority": index + 1});
        return text.split(" before ").enumerate().map(mechanism).collect();
    }
    if path.ends_with("recovery_mechanism") {
        let mechanism = |(index, name)| json!({"name": name, "priority": index + 1});
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
