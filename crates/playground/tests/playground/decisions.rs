//! What `decide` answers, next to what the engine answers.

use cognito_mfa_playground::{decide, vocabulary};
use serde_json::Value;

fn ok(answer: &str) -> Value {
    let answer: Value = serde_json::from_str(answer).unwrap();
    assert!(answer["error"].is_null(), "{answer}");
    answer["ok"].clone()
}

#[test]
fn each_preset_is_read_without_a_problem() {
    let form = ok(&vocabulary());
    for preset in form["presets"].as_array().unwrap() {
        let decision = ok(&decide(&preset["state"].to_string()));
        assert_eq!(decision["problems"], Value::Array(Vec::new()), "{preset}");
        assert_eq!(decision["state"], preset["state"]);
    }
}
