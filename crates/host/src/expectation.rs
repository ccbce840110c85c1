//! Compares an answer with what a line expects.

use serde_json::Value;

/// The service's lists whose order doesn't matter.
const SETS: [&str; 2] = ["AllowedFirstAuthFactors", "AvailableChallenges"];

/// Compares an answer with what a line expects. Each expected member must be present and equal. The text `$absent` means that
/// the member must be missing.
///
/// ```
/// use cognito_mfa_host::check;
/// use serde_json::json;
///
/// let answer = json!({"op": "AdminGetUser", "output": {"Username": "ann", "Enabled": true}});
/// check(&json!({"output": {"Username": "ann", "PreferredMfaSetting": "$absent"}}), &answer)?;
///
/// let difference = check(&json!({"output": {"Username": "bob"}}), &answer).unwrap_err();
/// assert_eq!(difference, r#"expected "bob" at 'output.Username', got "ann""#);
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
/// The first difference, as a text.
pub fn check(expected: &Value, answer: &Value) -> Result<(), String> {
    compare("", expected, Some(answer))
}

fn compare(path: &str, expected: &Value, answer: Option<&Value>) -> Result<(), String> {
    match (expected, answer) {
        (Value::String(text), None) if text == "$absent" => Ok(()),
        (_, None) => Err(format!("expected {expected} at '{path}', which is missing")),
        (Value::Object(expected), Some(Value::Object(answer))) => expected.iter().try_for_each(|(name, expected)| {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            compare(&path, expected, answer.get(name))
        }),
        (expected, Some(answer)) => {
            let same = if SETS.iter().any(|set| path.ends_with(set)) {
                sorted(expected) == sorted(answer)
            } else {
                expected == answer
            };
            if same { Ok(()) } else { Err(format!("expected {expected} at '{path}', got {answer}")) }
        }
    }
}

/// The elements of a list whose order doesn't matter.
fn sorted(list: &Value) -> Vec<String> {
    let mut names: Vec<_> = list.as_array().into_iter().flatten().map(Value::to_string).collect();
    names.sort();
    names
}
