//! Hostile requests get a clear error that contains no secret, and they change nothing.

use cognito_mfa::pool::Tier;
use cognito_mfa::wire::{
    Credential, DecodeError, Request, Sensitive, Serialization, UserPoolMfaConfig, decode_set_user_pool_mfa_config,
};
use cognito_mfa::{Pool, PoolCommand, Profile};

use cognito_mfa_host::Scenario;

/// Every member that an operation reads, without the credentials.
const NOT_CREDENTIALS: &[&str] = &[
    "UserPoolId",
    "ClientId",
    "Username",
    "AccessToken",
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

/// Every member that an operation reads.
pub(crate) fn members() -> impl Iterator<Item = &'static str> {
    NOT_CREDENTIALS.iter().copied().chain(Credential::ALL.iter().filter_map(|credential| credential.member()))
}

#[track_caller]
fn check_code(operation: &str, body: &str, code: &str) {
    let error = Request::decode(operation, body).expect_err(operation);
    assert_eq!(error.code(), code, "{operation} {}", body.get(..80).unwrap_or(body));
}

#[test]
fn a_body_that_is_not_an_object_is_refused() {
    for operation in Request::OPERATIONS {
        for body in
            ["", " ", "null", "[]", "7", "\"x\"", "true", "{", "{]", "{}{}", "{\"a\":}", "{'a':1}", "\u{feff}{}"]
        {
            check_code(operation, body, "serialization");
        }
    }
}

#[test]
fn wrong_types_and_repeated_members_are_refused_with_the_member_named() {
    let mut known = 0;
    for operation in Request::OPERATIONS {
        for member in members() {
            let error = |body: String| match Request::decode(operation, &body) {
                Err(DecodeError::Serialization(error)) => Some(error.to_string()),
                Ok(_) | Err(_) => None,
            };
            let wrong = error(format!(r#"{{"{member}":[[7]]}}"#));
            let twice = error(format!(r#"{{"{member}":null,"{member}":null}}"#));
            let is_known = twice.is_some();
            // A passkey's credential can be any JSON.
            assert_eq!(is_known && member != "Credential", wrong.is_some(), "{operation} {member}");
            if is_known {
                known += 1;
                let is_named = |error: String| error.contains(member);
                assert!(wrong.is_none_or(is_named) && twice.is_some_and(is_named), "{operation} {member}");
                check_code(operation, &format!(r#"{{"{member}":1e999}}"#), "serialization");
                check_code(operation, &format!(r#"{{"{member}":"\ud800"}}"#), "serialization");
            }
        }
    }
    assert_eq!(known, 121);
}

#[test]
fn deep_and_long_bodies_are_refused() {
    let deep = "[".repeat(200_000);
    let deep_and_closed = format!("{{\"Unknown\":{deep}{}}}", "]".repeat(200_000));
    let objects = "{\"a\":".repeat(100_000);
    let long = "x".repeat(10_000_000);
    for operation in Request::OPERATIONS {
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
fn a_body_nests_at_most_128_levels_in_every_decoder() {
    #[track_caller]
    fn check(body: &str, answer: &Result<Request<'_>, DecodeError>) {
        assert_eq!(&Request::decode("CreateUserPool", body), answer, "{body}");
    }
    let (ignored, too_deep) = (Request::decode("CreateUserPool", "{}"), Err(Serialization::TooDeep.into()));
    // The body and its list are two levels. Brackets inside a string don't count.
    let nested = |(open, close): (&str, &str), string, more: usize| {
        format!(r#"{{"Unknown":["{string}",{}7{}]}}"#, open.repeat(more), close.repeat(more))
    };
    for brackets in [("[", "]"), (r#"{"a":"#, "}")] {
        for string in ["", "[[{{", "]]}}", r#"\"[[{{"#, r#"\\\"]]}}"#, r#"\\","\\"#, r#"\""#, "\u{10ffff}"] {
            check(&nested(brackets, string, 126), &ignored);
            check(&nested(brackets, string, 127), &too_deep);
        }
    }
    check(&format!(r#"{{"Unknown":{}"#, "[".repeat(128)), &too_deep);
    // A closed bracket doesn't count, however many there are.
    for pair in ["[],", "{},"] {
        check(&format!(r#"{{"Unknown":[{}7]}}"#, pair.repeat(1000)), &ignored);
    }
}

#[test]
fn a_null_member_counts_as_omitted() {
    for operation in Request::OPERATIONS {
        let nulls: Vec<_> = members().map(|member| format!(r#""{member}":null"#)).collect();
        let body = format!("{{{}}}", nulls.join(","));
        assert_eq!(Request::decode(operation, &body), Request::decode(operation, "{}"), "{operation}");
    }
}

#[test]
fn secrets_are_never_repeated() {
    const SECRET: &str = "Zx9secret";
    let secret = Sensitive::new(SECRET.into());
    assert_eq!((secret.reveal(), format!("{secret:?}").as_str()), (SECRET, "Sensitive(…)"));
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
    for operation in Request::OPERATIONS {
        for body in &bodies {
            let shown = match Request::decode(operation, body) {
                Ok(request) => format!("{request:?}"),
                Err(error) => format!("{error} {error:?}"),
            };
            // An error can contain the name of a member with the wrong type. No operation has a member with this name.
            assert!(!shown.contains(SECRET), "{operation} {body}: {shown}");
        }
    }
}

#[test]
fn a_refused_call_changes_nothing() {
    let mut host = Scenario::default();
    let mut answer = |line: &str| host.line(line.as_bytes()).unwrap().answer;
    answer(r#"{"op":"CreateUserPool","input":{}}"#);
    let describe = r#"{"op":"DescribeUserPool","input":{"UserPoolId":"local_1"}}"#;
    let before = answer(describe);
    for line in [
        r#"{"op":"SetUserPoolMfaConfig","input":{"UserPoolId":"local_1","MfaConfiguration":"ON"}}"#,
        r#"{"op":"UpdateUserPool","input":{"UserPoolId":"local_1","MfaConfiguration":"ON"}}"#,
        r#"{"op":"UpdateUserPool","input":{"UserPoolId":"local_1","UserPoolTier":7}}"#,
    ] {
        assert!(answer(line).get("error").is_some(), "{line}");
    }
    assert_eq!(answer(describe), before);
}

#[test]
fn a_get_response_can_be_sent_back() {
    let body = r#"{"UserPoolId":"local_1","MfaConfiguration":"OPTIONAL",
        "SmsMfaConfiguration":{"SmsAuthenticationMessage":"Code {####}","SmsConfiguration":{"SnsCallerArn":
        "arn:aws:iam::123456789012:role/sms","ExternalId":"x","SnsRegion":"eu-west-1"}},
        "SoftwareTokenMfaConfiguration":{"Enabled":true},
        "WebAuthnConfiguration":{"RelyingPartyId":"example.com","UserVerification":"required","FactorConfiguration":
        "MULTI_FACTOR_WITH_USER_VERIFICATION"}}"#;
    let set = |pool: &Pool, body: &str| {
        let (_, change) = decode_set_user_pool_mfa_config(body).unwrap();
        pool.apply(&PoolCommand::SetMfaConfig(change)).unwrap().into_next()
    };
    let pool = set(&Pool::new(Tier::Essentials, Profile::Observed), body);
    let answer = serde_json::to_string(&UserPoolMfaConfig::from(&pool)).unwrap();
    let again = set(&pool, &answer.replacen('{', r#"{"UserPoolId":"local_1","#, 1));
    assert_eq!(again, pool);
}
