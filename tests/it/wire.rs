//! Requests that are hostile, not merely wrong: a clear error, nothing repeated that is secret, nothing changed.

use cognito_mfa::wire::{DecodeError, Request, UserPoolMfaConfig, decode_set_user_pool_mfa_config};
use cognito_mfa::{Fidelity, Pool, PoolCommand, Tier};
use proptest::prelude::*;
use regex::Regex;

use crate::host::Host;

const OPERATIONS: &[&str] = &[
    "CreateUserPool",
    "UpdateUserPool",
    "DescribeUserPool",
    "SetRiskConfiguration",
    "SetUserPoolMfaConfig",
    "GetUserPoolMfaConfig",
    "AdminCreateUser",
    "SignUp",
    "AdminConfirmSignUp",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminResetUserPassword",
    "ForgotPassword",
    "ConfirmForgotPassword",
    "AdminSetUserPassword",
    "AdminUpdateUserAttributes",
    "AdminDeleteUserAttributes",
    "VerifySoftwareToken",
    "AdminDeleteSoftwareToken",
    "CompleteWebAuthnRegistration",
    "DeleteWebAuthnCredential",
    "SetUserMFAPreference",
    "AdminSetUserMFAPreference",
    "AdminGetUser",
    "GetUserAuthFactors",
    "InitiateAuth",
    "AdminInitiateAuth",
    "RespondToAuthChallenge",
    "AdminRespondToAuthChallenge",
];

/// Every member that some operation reads.
const MEMBERS: &[&str] = &[
    "UserPoolId",
    "ClientId",
    "Username",
    "AccessToken",
    "Password",
    "Permanent",
    "UserAttributes",
    "UserAttributeNames",
    "MfaConfiguration",
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
    "SmsConfiguration",
    "Policies",
    "AccountRecoverySetting",
    "EmailConfiguration",
    "DeviceConfiguration",
    "UserPoolAddOns",
    "UserPoolTier",
    "SMSMfaSettings",
    "SoftwareTokenMfaSettings",
    "EmailMfaSettings",
    "WebAuthnMfaSettings",
    "AuthFlow",
    "AuthParameters",
    "ChallengeName",
    "ChallengeResponses",
    "AccountTakeoverRiskConfiguration",
];

#[track_caller]
fn check_code(operation: &str, body: &str, code: &str) {
    let error = Request::decode(operation, body).expect_err(operation);
    assert_eq!(error.code(), code, "{operation} {}", body.get(..80).unwrap_or(body));
}

#[test]
fn what_is_no_object_is_refused() {
    for operation in OPERATIONS {
        for body in
            ["", " ", "null", "[]", "7", "\"x\"", "true", "{", "{]", "{}{}", "{\"a\":}", "{'a':1}", "\u{feff}{}"]
        {
            check_code(operation, body, "serialization");
        }
    }
}

#[test]
fn wrong_types_and_repeated_members_are_refused_and_named() {
    for operation in OPERATIONS {
        for member in MEMBERS {
            let error = |body: String| match Request::decode(operation, &body) {
                Err(DecodeError::Serialization(error)) => Some(error.to_string()),
                Ok(_) | Err(_) => None,
            };
            let wrong = error(format!(r#"{{"{member}":[[7]]}}"#));
            let twice = error(format!(r#"{{"{member}":null,"{member}":null}}"#));
            let is_known = wrong.is_some();
            assert_eq!(is_known, twice.is_some(), "{operation} {member}");
            if is_known {
                let named = |error: Option<String>| error.is_some_and(|error| error.contains(member));
                assert!(named(wrong) && named(twice), "{operation} {member}");
                check_code(operation, &format!(r#"{{"{member}":1e999}}"#), "serialization");
                check_code(operation, &format!(r#"{{"{member}":"\ud800"}}"#), "serialization");
            }
        }
    }
}

#[test]
fn depth_and_length_are_survived() {
    let deep = "[".repeat(200_000);
    let deep_and_closed = format!("{{\"Unknown\":{deep}{}}}", "]".repeat(200_000));
    let objects = "{\"a\":".repeat(100_000);
    let long = "x".repeat(10_000_000);
    for operation in OPERATIONS {
        check_code(operation, &deep, "serialization");
        check_code(operation, &format!("{{\"UserPoolId\":{objects}"), "serialization");
        check_code(operation, &format!("{{\"Policies\":{deep}"), "serialization");
        check_code(operation, &deep_and_closed, "serialization");
        let brackets_in_a_string = format!(r#"{{"Unknown":"\"{deep}"}}"#);
        assert_eq!(Request::decode(operation, &brackets_in_a_string), Request::decode(operation, "{}"));
    }
    check_code("GetUserPoolMfaConfig", &format!(r#"{{"UserPoolId":"{long}"}}"#), "constraint");
    check_code("VerifySoftwareToken", &format!(r#"{{"AccessToken":"{long}!"}}"#), "constraint");
    check_code("GetUserPoolMfaConfig", &format!(r#"{{"{long}":{{}}}}"#), "constraint");
}

#[test]
fn a_null_member_is_as_omitted() {
    for operation in OPERATIONS {
        let nulls: Vec<_> = MEMBERS.iter().map(|member| format!(r#""{member}":null"#)).collect();
        let body = format!("{{{}}}", nulls.join(","));
        assert_eq!(Request::decode(operation, &body), Request::decode(operation, "{}"), "{operation}");
    }
}

#[test]
fn secrets_are_never_repeated() {
    const SECRET: &str = "Zx9secret";
    let bodies = [
        format!(r#"{{"AccessToken":"{SECRET} !"}}"#),
        format!(r#"{{"AccessToken":{{"{SECRET}":"{SECRET}"}}}}"#),
        format!(r#"{{"UserPoolId":"local_1","Username":"{SECRET} {SECRET}"}}"#),
        format!(r#"{{"ClientId":"local_1","Username":"a","Password":["{SECRET}"]}}"#),
        format!(r#"{{"ClientId":"local_1","Username":"a","Password":"{SECRET}"}}"#),
        format!(
            r#"{{"ClientId":"local_1","AuthFlow":"USER_AUTH","AuthParameters":{{"USERNAME":"{SECRET}","PASSWORD":"{SECRET}"}}}}"#
        ),
        format!(r#"{{"ClientId":"local_1","AuthParameters":{{"USERNAME":["{SECRET}"]}}}}"#),
        format!(
            r#"{{"ClientId":"local_1","ChallengeName":"SMS_MFA","ChallengeResponses":{{"USERNAME":"u","SMS_MFA_CODE":"{SECRET}","ANSWER":"{SECRET}"}}}}"#
        ),
        format!(
            r#"{{"UserPoolId":"local_1","Username":"u","UserAttributes":[{{"Name":"email","Value":"{SECRET}"}}]}}"#
        ),
        format!(
            r#"{{"UserPoolId":"local_1","Username":"u","UserAttributes":[{{"Name":"email","Value":{{"{SECRET}":1}}}}]}}"#
        ),
    ];
    for operation in OPERATIONS {
        for body in &bodies {
            let shown = match Request::decode(operation, body) {
                Ok(request) => format!("{request:?}"),
                Err(error) => format!("{error} {error:?}"),
            };
            // The name of a member that is of the wrong type may be told, and no operation has one of this name.
            assert!(!shown.contains(SECRET), "{operation} {body}: {shown}");
        }
    }
}

#[test]
fn a_refused_call_changes_nothing() {
    let mut host = Host::default();
    let mut answer = |line: &str| host.line(line.as_bytes()).unwrap().1;
    answer(r#"{"op":"CreateUserPool","input":{}}"#);
    let describe = r#"{"op":"DescribeUserPool","input":{"UserPoolId":"local_1"}}"#;
    let before = answer(describe);
    for input in [r#"{"UserPoolId":"local_1","MfaConfiguration":"ON"}"#, r#"{"UserPoolId":"local_1","UserPoolTier":7}"#]
    {
        for op in ["SetUserPoolMfaConfig", "UpdateUserPool"] {
            let line = format!(r#"{{"op":"{op}","input":{input}}}"#);
            answer(&line);
        }
    }
    assert_eq!(answer(describe), before);
}

#[test]
fn what_get_answers_can_be_sent_back() {
    let body = r#"{"UserPoolId":"local_1","MfaConfiguration":"OPTIONAL",
        "SmsMfaConfiguration":{"SmsAuthenticationMessage":"Code {####}","SmsConfiguration":{"SnsCallerArn":
        "arn:aws:iam::123456789012:role/sms","ExternalId":"x","SnsRegion":"eu-west-1"}},
        "SoftwareTokenMfaConfiguration":{"Enabled":true},
        "WebAuthnConfiguration":{"RelyingPartyId":"example.com","UserVerification":"required","FactorConfiguration":
        "MULTI_FACTOR_WITH_USER_VERIFICATION"}}"#;
    let set = |pool: &Pool, body: &str| {
        let (_, change) = decode_set_user_pool_mfa_config(body).unwrap();
        pool.apply(&PoolCommand::SetMfaConfig(change), Fidelity::Observed).unwrap().into_next()
    };
    let pool = set(&Pool::new(Tier::Essentials), body);
    let answer = serde_json::to_string(&UserPoolMfaConfig::from(&pool)).unwrap();
    let again = set(&pool, &answer.replacen('{', r#"{"UserPoolId":"local_1","#, 1));
    assert_eq!(again, pool);
}

/// A string of the characters that the patterns tell apart.
fn odd_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "{####}", "{", "####", "}", "a", "Z", "9", "_", "-", ":", "arn", "arn:", "aws", "+", "=", "/", ",", ".", "@",
        " ", "\t", "\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{a0}", "\u{2028}", "\u{2029}", "é", "ß", "漢", "\u{301}",
        "€", "٣", "😀", "\u{0}", "\u{7f}", "\u{200d}", "\u{e000}", "*", "#", "!",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

/// A string that is nearly an ARN.
fn nearly_arn() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec!["arn", "aws", "iam", "", "eu-west-1", "123456789012", "role/x", "a b", "12x"]);
    prop::collection::vec(part, 4..10).prop_map(|parts| parts.join(":"))
}

/// Whether a member of `SetUserPoolMfaConfig` breaks its pattern.
fn breaks_pattern(path: &str, value: &str) -> bool {
    let mut member = serde_json::Value::String(value.into());
    for name in path.rsplit('.') {
        member = serde_json::json!({ name: member });
    }
    if path != "UserPoolId" {
        member["UserPoolId"] = "local_1".into();
    }
    decode_set_user_pool_mfa_config(&member.to_string())
        .is_err_and(|error| error.to_string().contains("regular expression pattern"))
}

fn whole(pattern: &str) -> Regex {
    Regex::new(&format!(r"\A(?:{pattern})\z")).unwrap()
}

const LINE: &str = r"[^\n\r\x{85}\x{2028}\x{2029}]*";
const TEXT: &str = r"[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\x0B\x0C\r*]";
const ARN: &str = r"arn:[0-9A-Za-z_+=/,.@-]+:[0-9A-Za-z_+=/,.@-]+:([0-9A-Za-z_+=/,.@-]*)?:[0-9]+:[0-9A-Za-z_+=/,.@-]+(:[0-9A-Za-z_+=/,.@-]+)?(:[0-9A-Za-z_+=/,.@-]+)?";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn patterns_are_those_of_the_api_model(value in odd_text()) {
        let cases = [
            ("UserPoolId", r"[0-9A-Za-z_-]+_[0-9a-zA-Z]+".to_string()),
            ("SmsMfaConfiguration.SmsAuthenticationMessage", format!(r"{LINE}\{{####\}}{LINE}")),
            ("EmailMfaConfiguration.Message", format!(r"{TEXT}*\{{####\}}{TEXT}*")),
            ("EmailMfaConfiguration.Subject", format!("{TEXT}+")),
        ];
        for (path, pattern) in cases {
            prop_assert_eq!(breaks_pattern(path, &value), !whole(&pattern).is_match(&value), "{} {:?}", path, value);
        }
    }

    #[test]
    fn arns_are_those_of_the_api_model(value in nearly_arn()) {
        let sns = "SmsMfaConfiguration.SmsConfiguration.SnsCallerArn";
        let eums = "SmsMfaConfiguration.SmsConfiguration.EumsSms.CallerArn";
        prop_assert_eq!(breaks_pattern(sns, &value), !whole(&format!("({ARN})?")).is_match(&value));
        prop_assert_eq!(breaks_pattern(eums, &value), !whole(ARN).is_match(&value));
    }

    #[test]
    fn no_line_panics(line in "\\PC{0,60}|[\\[{\"}:,a-z0-9]{0,60}") {
        Host::default().line(line.as_bytes());
    }
}
