//! What the command prints of request bodies. The module is private, so the tests have it as one of their own.

#[path = "../../src/secrets.rs"]
mod source;

use cognito_mfa::wire::Credential;

use source::without_secrets;

#[test]
fn secrets_are_hidden_and_the_rest_stays_as_written() {
    let cases = [
        (r#"{"Username":"ann","Password" : "hunter2"}"#, r#"{"Username":"ann","Password":"…"}"#),
        (r#"{"Pass\u0077ord":"a\"b\\","SecretHash":"x"}"#, r#"{"Pass\u0077ord":"…","SecretHash":"…"}"#),
        (
            r#"{"ChallengeResponses":{"USERNAME":"ann","SMS_MFA_CODE":"123456"},"Session":"s"}"#,
            r#"{"ChallengeResponses":{"USERNAME":"ann","SMS_MFA_CODE":"…"},"Session":"…"}"#,
        ),
        (r#"{"AccessToken":"local_1.ann"}"#, r#"{"AccessToken":"local_1.ann"}"#),
        (r#"{"AccessToken":"eyJhbGciOi.a.b"}"#, r#"{"AccessToken":"…"}"#),
        (r#"{"Password":["a","b"],"Enabled":true}"#, r#"{"Password":"…","Enabled":true}"#),
        (r#"{"UserCode":123456}"#, r#"{"UserCode":"…"}"#),
        (r#"{"Credential":{"id":"x","response":{"clientDataJSON":"y"}}}"#, r#"{"Credential":"…"}"#),
        (r#"[{"Name":"email"},["eyJ.a.b",null,1e999]]"#, r#"[{"Name":"email"},["…",null,1e999]]"#),
        ("", ""),
    ];
    for (json, shown) in cases {
        assert_eq!(without_secrets(json), shown);
    }
}

#[test]
fn each_credential_is_hidden() {
    let names: Vec<_> = Credential::ALL.iter().flat_map(|one| [one.member(), one.key()]).flatten().collect();
    assert_eq!(names.len(), 28);
    for name in names {
        assert_eq!(without_secrets(&format!(r#"{{"{name}":"x"}}"#)), format!(r#"{{"{name}":"…"}}"#));
    }
}
