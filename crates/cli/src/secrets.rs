//! Request bodies as the command prints them: without the values of passwords, codes and tokens.

/// Words that a member's name contains if its value is a secret, in lowercase.
const SECRET: [&str; 6] = ["password", "code", "secret", "session", "credential", "signature"];

/// Returns JSON text with `"…"` in place of every secret string. The rest stays as written.
///
/// The access tokens of scenarios name a pool and a user, so they are no secrets. A signed token is hidden.
pub(crate) fn without_secrets(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    let (mut rest, mut is_secret) = (json, false);
    while let Some(start) = rest.find('"') {
        let (before, string) = rest.split_at(start);
        let (string, after) = string.split_at(end_of_string(string));
        shown.push_str(before);
        let value = serde_json::from_str(string).unwrap_or_else(|_| string.to_string());
        let is_name = after.trim_start().starts_with(':');
        if is_name {
            let name = value.to_ascii_lowercase();
            is_secret = SECRET.iter().any(|word| name.contains(word));
        }
        let is_hidden = !is_name && (is_secret || is_signed_token(&value));
        shown.push_str(if is_hidden { "\"…\"" } else { string });
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// Where the string ends that the text starts with.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = true; // the first quotation mark
    for (at, character) in text.char_indices() {
        match character {
            '"' if !is_escaped => return at + 1,
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    text.len()
}

/// Whether the value looks like a JSON Web Token, whose header starts with `{"`.
fn is_signed_token(value: &str) -> bool {
    value.starts_with("eyJ")
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn secrets_are_hidden_and_the_rest_stays_as_written() {
        let cases = [
            (r#"{"Username": "ann", "Password" : "hunter2"}"#, r#"{"Username": "ann", "Password" : "…"}"#),
            (r#"{"Pass\u0077ord":"a\"b\\","SecretHash":"x"}"#, r#"{"Pass\u0077ord":"…","SecretHash":"…"}"#),
            (
                r#"{"ChallengeResponses":{"USERNAME":"ann","SMS_MFA_CODE":"123456"},"Session":"s"}"#,
                r#"{"ChallengeResponses":{"USERNAME":"ann","SMS_MFA_CODE":"…"},"Session":"…"}"#,
            ),
            (r#"{"AccessToken":"local_1.ann"}"#, r#"{"AccessToken":"local_1.ann"}"#),
            (r#"{"AccessToken":"eyJhbGciOi.a.b"}"#, r#"{"AccessToken":"…"}"#),
            (r#"{"Password":["a","b"],"Enabled":true}"#, r#"{"Password":["…","…"],"Enabled":true}"#),
            ("", ""),
            ("\"unclosed\\", "\"unclosed\\"),
        ];
        for (json, shown) in cases {
            assert_eq!(without_secrets(json), shown);
        }
    }
}
