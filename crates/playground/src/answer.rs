//! The form of every answer.

use serde::Serialize;

/// An answer as JSON: `{"ok": …}` or `{"error": …}`.
pub(crate) fn written<T: Serialize>(answer: Result<T, String>) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Answer<T> {
        Ok(T),
        Error(String),
    }
    let answer = answer.map_or_else(Answer::Error, Answer::Ok);
    // All keys are strings, so that writing can't fail.
    serde_json::to_string(&answer).unwrap_or_else(|_| r#"{"error":"The answer can't be written."}"#.into())
}
