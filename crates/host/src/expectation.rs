//! Compares an answer with what a line expects.

use std::error::Error;
use std::fmt;

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
/// assert_eq!(difference.to_string(), r#"expected "bob" at 'output.Username', got "ann""#);
/// # Ok::<(), Box<cognito_mfa_host::Mismatch>>(())
/// ```
///
/// # Errors
/// The first difference.
pub fn check(expected: &Value, answer: &Value) -> Result<(), Box<Mismatch>> {
    compare("", expected, Some(answer))
}

/// A member of an answer that isn't what a line expects. The text names all three.
///
/// ```
/// use cognito_mfa_host::check;
/// use serde_json::json;
///
/// let mismatch = check(&json!({"Pool": {"Mode": "ON"}}), &json!({"Pool": {}})).unwrap_err();
/// assert_eq!((mismatch.path.as_str(), mismatch.got.as_ref()), ("Pool.Mode", None));
/// assert_eq!(mismatch.to_string(), r#"expected "ON" at 'Pool.Mode', which is missing"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The names of the members that lead to this one, with periods.
    pub path: String,
    /// The expected value. `$absent` means that the member must be missing.
    pub expected: Value,
    /// The value in the answer, if there is one.
    pub got: Option<Value>,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, expected, got } = self;
        match got {
            Some(got) => write!(f, "expected {expected} at '{path}', got {got}"),
            None => write!(f, "expected {expected} at '{path}', which is missing"),
        }
    }
}

impl Error for Mismatch {}

fn compare(path: &str, expected: &Value, answer: Option<&Value>) -> Result<(), Box<Mismatch>> {
    let mismatch = || Box::new(Mismatch { path: path.into(), expected: expected.clone(), got: answer.cloned() });
    match (expected, answer) {
        (Value::String(text), None) if text == "$absent" => Ok(()),
        (_, None) => Err(mismatch()),
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
            if same { Ok(()) } else { Err(mismatch()) }
        }
    }
}

/// The elements of a list whose order doesn't matter.
fn sorted(list: &Value) -> Vec<String> {
    let mut names: Vec<_> = list.as_array().into_iter().flatten().map(Value::to_string).collect();
    names.sort();
    names
}
