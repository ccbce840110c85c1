//! Compares an answer of the engine with an answer of the naive model.

use serde_json::Value;

/// Whether the two answers are equal, except for texts that only one of them has. The naive model doesn't name tables.
pub(crate) fn agree(answer: Option<&Value>, other: Option<&Value>) -> bool {
    let (Some(answer), Some(other)) = (answer, other) else { return answer == other };
    let mut answer = answer.clone();
    if let Some(error) = answer.get_mut("error").and_then(Value::as_object_mut) {
        error.remove("table");
    }
    let answer = &answer;
    match (answer["error"]["code"].as_str(), other["error"]["code"].as_str()) {
        (Some("serialization"), Some("serialization")) => answer["op"] == other["op"],
        (Some(_), Some(_)) if other["error"]["message"] == "*" => {
            let wordless = |value: &Value| {
                let mut value = value.clone();
                value["error"]["message"] = Value::Null;
                value
            };
            wordless(answer) == wordless(other)
        }
        _ => answer == other,
    }
}
