//! Calls of the functions, and states.

use serde_json::Value;

/// The value of an answer that isn't an error.
#[track_caller]
pub(crate) fn ok(answer: &str) -> Value {
    let answer: Value = serde_json::from_str(answer).unwrap();
    assert!(answer["error"].is_null(), "{}", answer["error"]);
    answer["ok"].clone()
}

/// The message of an error.
#[track_caller]
pub(crate) fn error(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).unwrap();
    answer["error"].as_str().unwrap().into()
}

pub(crate) fn vocabulary() -> Value {
    ok(&cognito_mfa_playground::vocabulary())
}

#[track_caller]
pub(crate) fn decide(state: &Value) -> Value {
    ok(&cognito_mfa_playground::decide(&state.to_string()))
}

#[track_caller]
pub(crate) fn details(state: &Value) -> Value {
    ok(&cognito_mfa_playground::details(&state.to_string()))
}

/// The presets, each with its state.
pub(crate) fn presets() -> Vec<(String, Value)> {
    let form = vocabulary();
    let presets = form["presets"].as_array().unwrap().iter();
    presets.map(|preset| (preset["id"].as_str().unwrap().into(), preset["state"].clone())).collect()
}
