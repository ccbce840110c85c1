//! A body has exactly one meaning: it's valid JSON throughout, no known member appears twice, and the decoder returns the
//! credentials together with the request.

use std::collections::BTreeSet;

use cognito_mfa::generate::proptest as strategies;
use cognito_mfa::wire::{Credential, DecodeError, Request, Serialization};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Pieces of JSON, and pieces that are almost JSON.
const TOKENS: &[&str] = &[
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\"a\"", "null", "true", "tru", "0", "1", "-", ".", "e", "+", "e999",
    " ", "\n", "\u{b}", "\u{1}", "\u{e9}", "\\u", "d83d", "\\ud83d", "\\udd11", "\\u0041", "\\n", "\\x", "/", "999",
    "'",
];

#[track_caller]
fn check_same_verdict(text: &str) {
    let body = format!(r#"{{"UserPoolId":"local_1","Unknown":{text}}}"#);
    let ours = Request::decode("DescribeUserPool", &body);
    assert_eq!(ours.is_ok(), serde_json::from_str::<Value>(&body).is_ok(), "{body}: {ours:?}");
}

#[test]
fn unread_members_are_accepted_exactly_when_serde_json_accepts_them() {
    let zeros = "0".repeat(400);
    for text in [
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\ud83d\ud83d""#,
        r#""\ud83dA""#,
        r#""\ud83d\u0041""#,
        r#""\ud83d\udd11""#,
        r#""\u00e9\u0000""#,
        r#""\uD83D\uDD11""#,
        r#""\u12g4""#,
        "1e999",
        "-1e999",
        "1e308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "17976931348623157e292",
        "2e308",
        "0e999",
        "1e-999",
        "0.0e99999999999999999999",
        "1e-99999999999999999999",
        "1e99999999999999999999",
        "-0",
        "-0.0",
        "01",
        "1.",
        ".1",
        "+1",
        "-",
        "1e",
        "1e+",
        "18446744073709551616",
        "-9223372036854775809",
        "\"\t\"",
        "\"\u{7f}\"",
        "\"",
        "\"\\",
        "tru",
        "truer",
        "nul",
        "NaN",
        "Infinity",
        "[1,]",
        "[,1]",
        r#"{"a":1,}"#,
        r#"{"a"}"#,
        r"{a:1}",
        r#"{"a":1 "b":2}"#,
        r#"{"a":1,"a":2}"#,
        "[[]",
        "[]]",
        "{]",
        "",
        " ",
        "1 2",
        "/**/1",
        &format!("1{zeros}"),
        &format!("0.{zeros}1"),
        &format!("1{zeros}e-400"),
        &format!("{{\"\\ud800\":{zeros}}}"),
        r#"{"a":{"\udfff":1}}"#,
    ] {
        check_same_verdict(text);
    }
}

#[test]
fn short_texts_are_accepted_exactly_when_serde_json_accepts_them() {
    let mut texts = vec![String::new()];
    for _ in 0..3 {
        texts = texts.iter().flat_map(|text| TOKENS.iter().map(move |token| format!("{text}{token}"))).collect();
        for text in &texts {
            check_same_verdict(text);
            check_same_verdict(&format!("\"{text}\""));
            check_same_verdict(&format!("[{text}]"));
        }
    }
}

#[test]
fn serde_json_accepts_one_level_less() {
    let nested = |levels: usize| format!(r#"{{"a":{}{}}}"#, "[".repeat(levels - 1), "]".repeat(levels - 1));
    let accepts = |levels| Request::decode("CreateUserPool", &nested(levels)).is_ok();
    let serde_json_accepts = |levels| serde_json::from_str::<Value>(&nested(levels)).is_ok();
    assert!(accepts(127) && serde_json_accepts(127));
    assert!(accepts(128) && !serde_json_accepts(128));
    assert!(!accepts(129) && !serde_json_accepts(129));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn serde_json_accepts_every_accepted_body(
        request in strategies::requests(),
        mutations in proptest::collection::vec((any::<proptest::sample::Index>(), 0..TOKENS.len(), 0..4_usize), 1..4),
    ) {
        let mut body = request.body;
        for (place, token, removed) in mutations {
            let mut place = place.index(body.len() + 1);
            while !body.is_char_boundary(place) {
                place -= 1;
            }
            let end = body[place..].char_indices().nth(removed).map_or(body.len(), |(at, _)| place + at);
            body.replace_range(place..end, TOKENS[token]);
        }
        if Request::decode(request.operation, &body).is_ok() {
            prop_assert!(serde_json::from_str::<Value>(&body).is_ok(), "{}", body);
        }
    }
}

const SECRET: &str = "Zx9secret";

/// A request of each operation, with every member that the operation reads.
fn full_requests() -> Vec<(&'static str, Value)> {
    let arn = "arn:aws:iam::123456789012:role/sms";
    let sms = json!({"SnsCallerArn": arn, "ExternalId": "x", "SnsRegion": "us-east-1", "EumsSms": {
        "CallerArn": arn, "ExternalId": "x", "OriginationIdentity": "o", "ConfigurationSetName": "c",
        "InEntityId": "e", "InTemplateId": "t", "Region": "us-east-1"}});
    let policies = json!({
        "UserPoolTier": "PLUS", "MfaConfiguration": "OFF", "SmsConfiguration": sms,
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false},
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}});
    let settings = json!({
        "SMSMfaSettings": {"Enabled": true, "PreferredMfa": false},
        "SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": false},
        "EmailMfaSettings": {"Enabled": true, "PreferredMfa": true}, "WebAuthnMfaSettings": {"Enabled": false}});
    let attributes = json!({"UserAttributes": [{"Name": "email", "Value": "a@example.com"}]});
    let pool = json!({"UserPoolId": "local_1"});
    let admin = json!({"UserPoolId": "local_1", "Username": "ann"});
    let client = json!({"ClientId": "local_1", "Username": "ann"});
    let token = json!({"AccessToken": "local_1.ann"});
    let map = |keys: &[&str]| {
        let keys = Credential::ALL.iter().filter_map(|credential| credential.key()).chain(keys.iter().copied());
        keys.map(|key| (key.to_owned(), json!(format!("{SECRET} {key}")))).collect::<serde_json::Map<_, _>>()
    };
    let begin = json!({"AuthFlow": "USER_AUTH", "Session": SECRET,
        "AuthParameters": map(&["USERNAME", "PREFERRED_CHALLENGE", "TARGET_ACR_VALUES"])});
    let respond = json!({"ChallengeName": "SMS_MFA", "Session": SECRET,
        "ChallengeResponses": map(&["USERNAME", "ANSWER", "EMAIL", "email", "PHONE_NUMBER"])});
    let refresh = json!({"AuthFlow": "REFRESH_TOKEN_AUTH", "Session": SECRET, "AuthParameters": map(&[])});
    let host = json!({"ClientId": "local_1"});
    let mfa_config = json!({
        "MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Code {####}", "SmsConfiguration": sms},
        "EmailMfaConfiguration": {"Message": "Code {####}", "Subject": "Code"},
        "WebAuthnConfiguration":
            {"RelyingPartyId": "a.example", "UserVerification": "required", "FactorConfiguration": "SINGLE_FACTOR"}});
    let risk = json!({"AccountTakeoverRiskConfiguration": {"Actions": {"LowAction": {"EventAction": "BLOCK"},
        "MediumAction": {"EventAction": "BLOCK"}, "HighAction": {"EventAction": "BLOCK"}}}});
    let merged = |parts: &[&Value]| {
        let members = parts.iter().flat_map(|part| part.as_object().unwrap().clone());
        Value::Object(members.collect())
    };
    vec![
        ("CreateUserPool", policies.clone()),
        ("UpdateUserPool", merged(&[&pool, &policies])),
        ("DescribeUserPool", pool.clone()),
        ("SetRiskConfiguration", merged(&[&pool, &risk])),
        ("SetUserPoolMfaConfig", merged(&[&pool, &mfa_config])),
        ("GetUserPoolMfaConfig", pool.clone()),
        ("AdminCreateUser", merged(&[&admin, &attributes, &json!({"TemporaryPassword": SECRET})])),
        ("SignUp", merged(&[&client, &attributes, &json!({"Password": SECRET, "SecretHash": SECRET})])),
        ("AdminConfirmSignUp", admin.clone()),
        ("AdminDisableUser", admin.clone()),
        ("AdminEnableUser", admin.clone()),
        ("AdminResetUserPassword", admin.clone()),
        ("ConfirmSignUp", merged(&[&client, &json!({"ConfirmationCode": SECRET, "SecretHash": SECRET})])),
        ("ChangePassword", merged(&[&token, &json!({"PreviousPassword": SECRET, "ProposedPassword": SECRET})])),
        ("DescribeRiskConfiguration", pool.clone()),
        ("StartWebAuthnRegistration", token.clone()),
        ("GetUser", token.clone()),
        ("ForgotPassword", merged(&[&client, &json!({"SecretHash": SECRET})])),
        (
            "ConfirmForgotPassword",
            merged(&[&client, &json!({"ConfirmationCode": SECRET, "Password": SECRET, "SecretHash": SECRET})]),
        ),
        ("AdminSetUserPassword", merged(&[&admin, &json!({"Password": SECRET, "Permanent": true})])),
        ("AdminUpdateUserAttributes", merged(&[&admin, &attributes])),
        ("AdminDeleteUserAttributes", merged(&[&admin, &json!({"UserAttributeNames": ["email"]})])),
        ("AssociateSoftwareToken", json!({"Session": SECRET})),
        ("VerifySoftwareToken", json!({"UserCode": SECRET, "Session": SECRET})),
        ("VerifySoftwareToken", merged(&[&token, &json!({"UserCode": SECRET, "Session": SECRET})])),
        ("AdminDeleteSoftwareToken", admin.clone()),
        ("CompleteWebAuthnRegistration", merged(&[&token, &json!({"Credential": SECRET})])),
        ("DeleteWebAuthnCredential", merged(&[&token, &json!({"CredentialId": SECRET})])),
        ("SetUserMFAPreference", merged(&[&token, &settings])),
        ("AdminSetUserMFAPreference", merged(&[&admin, &settings])),
        ("AdminGetUser", admin.clone()),
        ("AdminGetUserAuthFactors", admin),
        ("GetUserAuthFactors", token),
        ("InitiateAuth", merged(&[&host, &begin])),
        ("AdminInitiateAuth", merged(&[&host, &pool, &begin])),
        (
            "GetTokensFromRefreshToken",
            merged(&[&host, &json!({"RefreshToken": SECRET, "ClientSecret": SECRET, "DeviceKey": SECRET})]),
        ),
        ("InitiateAuth", merged(&[&host, &refresh])),
        ("AdminInitiateAuth", merged(&[&host, &pool, &refresh])),
        ("RespondToAuthChallenge", merged(&[&host, &respond])),
        ("AdminRespondToAuthChallenge", merged(&[&host, &pool, &respond])),
    ]
}

#[test]
fn there_is_a_full_request_of_each_operation() {
    let names: BTreeSet<_> = full_requests().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, Request::OPERATIONS.iter().copied().collect());
}

/// The tests of wrong types and of omitted members go through this list.
#[test]
fn the_list_of_members_has_every_member_of_a_full_request() {
    let known: BTreeSet<_> = crate::wire::members().collect();
    for (operation, request) in full_requests() {
        for member in request.as_object().unwrap().keys() {
            assert!(known.contains(member.as_str()) || member == "PoolName", "{operation} {member}");
        }
    }
}

/// Every way to write a value with one repeated member: the name of the member, and the text.
fn doubled(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(members) => {
            let written: Vec<_> = members.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
            let mut doubled_here = Vec::new();
            for (index, (name, value)) in members.iter().enumerate() {
                let with = |text: String| {
                    let mut written = written.clone();
                    written[index] = text;
                    format!("{{{}}}", written.join(","))
                };
                let quoted = json!(name);
                for (first, second) in [(value, value), (&Value::Null, value), (value, &Value::Null)] {
                    doubled_here.push((name.clone(), with(format!("{quoted}:{first},{quoted}:{second}"))));
                }
                // A name with an escape is still the same name.
                let escaped = format!("\"\\u{:04x}{}\"", u32::from(name.as_bytes()[0]), &name[1..]);
                doubled_here.push((name.clone(), with(format!("{quoted}:{value},{escaped}:{value}"))));
                let inner = doubled(value).into_iter();
                doubled_here.extend(inner.map(|(inner, text)| (inner, with(format!("{quoted}:{text}")))));
            }
            doubled_here
        }
        Value::Array(elements) => {
            elements.iter().flat_map(doubled).map(|(name, text)| (name, format!("[{text}]"))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[test]
fn a_repeated_known_member_is_refused_at_every_depth() {
    let mut count = 0;
    for (operation, body) in full_requests() {
        for (name, text) in doubled(&body) {
            let refused = Err(DecodeError::Serialization(Serialization::Repeated { member: name }));
            assert_eq!(Request::decode(operation, &text), refused, "{operation} {text}");
            count += 1;
        }
    }
    assert!(count > 900, "{count}");
}

#[test]
fn a_repeated_password_is_refused() {
    let body = r#"{"ClientId":"local_1","AuthFlow":"USER_PASSWORD_AUTH",
        "AuthParameters":{"USERNAME":"ann","PASSWORD":"one","PASSWORD":"two"}}"#;
    let refusal = Request::decode("InitiateAuth", body).unwrap_err();
    assert_eq!(refusal.to_string(), "The request member 'PASSWORD' is sent more than once.");
}

#[test]
fn decode_returns_every_credential_with_the_request() {
    for (operation, body) in full_requests() {
        let text = body.to_string();
        let request = Request::decode(operation, &text);
        assert!(!format!("{request:?}").contains(SECRET), "{operation}: {request:?}");
        let credentials = match request.unwrap_or_else(|error| panic!("{operation}: {error}")) {
            Request::User(_, _, credentials)
            | Request::Session(_, _, credentials)
            | Request::Refresh(_, credentials) => credentials,
            Request::CreateUserPool(_) | Request::Pool(..) => continue,
        };
        let map = ["AuthParameters", "ChallengeResponses"].iter().find_map(|map| body.get(map));
        for credential in Credential::ALL {
            let by_member = credential.member().and_then(|name| body.get(name)).map(|value| {
                let is_json = *credential == Credential::WebAuthnCredential;
                if is_json { value.to_string() } else { value.as_str().unwrap().to_owned() }
            });
            let by_key = credential.key().and_then(|key| map?.get(key)?.as_str()).map(str::to_owned);
            assert_eq!(credentials.get(*credential), by_key.or(by_member).as_deref(), "{operation} {credential:?}");
        }
    }
}

#[test]
fn a_credential_of_the_wrong_type_is_refused_with_its_name() {
    #[track_caller]
    fn check(operation: &str, body: &str, member: &str) {
        let error = Request::decode(operation, body).unwrap_err().to_string();
        assert_eq!(error, format!("The request member '{member}' has the wrong JSON type."));
    }
    check("SignUp", r#"{"Password":["Zx9secret"]}"#, "Password");
    check("VerifySoftwareToken", r#"{"UserCode":123456}"#, "UserCode");
    check("InitiateAuth", r#"{"AuthParameters":{"PASSWORD":7}}"#, "AuthParameters.PASSWORD");
    check("InitiateAuth", r#"{"AuthParameters":{"Anything":{}}}"#, "AuthParameters.Anything");
    check("InitiateAuth", r#"{"AuthParameters":"PASSWORD"}"#, "AuthParameters");
    check("RespondToAuthChallenge", r#"{"Session":false}"#, "Session");
}
