//! Requests that a host decodes itself are read as strictly as the engine's own, and get errors with the same words.

use cognito_mfa::wire::{DecodeError, Members, Request};

/// The error of a request that these calls read.
#[track_caller]
fn error(body: &str, read: impl FnOnce(&mut Members<'_>) -> Result<(), DecodeError>) -> String {
    let result = Members::read(body).and_then(|mut members| read(&mut members).and_then(|()| members.finish()));
    result.expect_err(body).to_string()
}

const STATUSES: &[&str] = &["remembered", "not_remembered"];

type Reader = fn(&mut Members<'_>) -> Result<(), DecodeError>;

/// Reads the member `M` with each function. An error of `required` is one of `text`.
fn readers() -> [(&'static str, Reader); 7] {
    [
        ("a string", |members| members.text("M", 0..=10).map(drop)),
        ("a string", |members| members.sensitive("M").map(drop)),
        ("a string", |members| members.choice("M", STATUSES).map(drop)),
        ("a list", |members| members.choices("M", STATUSES).map(drop)),
        ("a number", |members| members.number("M", 0..=9).map(drop)),
        ("a flag", |members| members.flag("M").map(drop)),
        ("an object", |members| members.object("M").map(drop)),
    ]
}

#[test]
fn a_member_of_the_wrong_type_is_named() {
    let values =
        [("a string", r#""remembered""#), ("a list", "[]"), ("a number", "7"), ("a flag", "true"), ("an object", "{}")];
    for (kind, reader) in readers() {
        for (of, value) in values {
            let body = format!(r#"{{"M":{value}}}"#);
            if of == kind {
                let mut members = Members::read(&body).unwrap();
                assert_eq!((reader(&mut members), members.finish()), (Ok(()), Ok(())), "{kind} {body}");
            } else {
                assert_eq!(error(&body, reader), "The request member 'M' has the wrong JSON type.", "{kind}");
            }
        }
    }
}

#[test]
fn a_repeated_member_is_refused_and_a_null_counts_as_omitted() {
    for (kind, reader) in readers() {
        for twice in [r#"{"M":null,"M":null}"#, r#"{"M":7,"N":1,"M":7}"#] {
            assert_eq!(error(twice, reader), "The request member 'M' is sent more than once.", "{kind}");
        }
        for omitted in [r#"{"M":null}"#, r#"{ "M" : null }"#, "{}", r#"{"N":1,"N":2}"#] {
            let mut members = Members::read(omitted).unwrap();
            assert_eq!((reader(&mut members), members.finish()), (Ok(()), Ok(())), "{kind} {omitted}");
        }
    }
}

/// The engine's own decoder has the same errors, except for the path.
#[test]
fn a_body_that_is_not_an_object_gets_the_same_error_as_a_request_of_the_engine() {
    let deep = format!(r#"{{"M":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    for body in ["", "7", "[]", "null", "{", r#"{"M":}"#, r#"{"M":1e999}"#, r#"{"M":"\ud800"}"#, "{}{}", &deep] {
        let expected = Request::decode("DescribeUserPool", body).unwrap_err();
        assert_eq!(Members::read(body).unwrap_err(), expected, "{body}");
    }
}

#[test]
fn the_named_members_get_the_same_faults_as_in_a_request_of_the_engine() {
    for (user_pool_id, username) in [("\"shop\"", "\"\""), ("null", "null"), ("\"\"", "\"a b\""), ("\"_\"", "\"\\n\"")]
    {
        let body = format!(r#"{{"UserPoolId":{user_pool_id},"Username":{username}}}"#);
        let expected = Request::decode("AdminGetUser", &body).unwrap_err().to_string();
        let found = error(&body, |members| members.user_pool_id().and(members.username()).map(drop));
        assert_eq!(found, expected, "{body}");
    }
    let body = r#"{"ClientId":null,"Username":"ann"}"#;
    let expected = Request::decode("ForgotPassword", body).unwrap_err().to_string();
    assert_eq!(error(body, |members| members.client_id().map(drop)), expected);
    for token in ["null", "\"\"", "\"a b\""] {
        let body = format!(r#"{{"AccessToken":{token}}}"#);
        let expected = Request::decode("GetUser", &body).unwrap_err().to_string();
        assert_eq!(error(&body, |members| members.access_token().map(drop)), expected, "{body}");
    }
}

#[test]
fn a_length_counts_code_points_and_includes_its_limits() {
    let read = |text: &str| {
        let body = format!(r#"{{"DeviceName":"{text}"}}"#);
        let mut members = Members::read(&body).unwrap();
        assert_eq!(members.text("DeviceName", 2..=3).unwrap().as_deref(), Some(text));
        members.finish().err().map(|error| error.to_string())
    };
    let fault = |text: &str, relation: &str, bound: u8| {
        let what = format!("Member must have length {relation} than or equal to {bound}");
        let start = "1 validation error detected: Value";
        Some(format!("{start} '{text}' at 'deviceName' failed to satisfy constraint: {what}"))
    };
    assert_eq!(read("é"), fault("é", "greater", 2));
    assert_eq!(read("éé"), None);
    assert_eq!(read("ééé"), None);
    assert_eq!(read("éééé"), fault("éééé", "less", 3));
}

#[test]
fn a_number_includes_its_limits_and_has_no_limit_of_size() {
    let read = |text: &str| {
        let body = format!(r#"{{"Limit":{text}}}"#);
        let mut members = Members::read(&body).unwrap();
        (members.number("Limit", 1..=60).unwrap(), members.finish().err().map(|error| error.to_string()))
    };
    let fault = |text: &str, relation: &str, bound: u8| {
        let what = format!("Member must have value {relation} than or equal to {bound}");
        let start = "1 validation error detected: Value";
        (None, Some(format!("{start} '{text}' at 'limit' failed to satisfy constraint: {what}")))
    };
    assert_eq!(read("0"), fault("0", "greater", 1));
    assert_eq!(read("1"), (Some(1), None));
    assert_eq!(read("60"), (Some(60), None));
    assert_eq!(read("61"), fault("61", "less", 60));
    assert_eq!(read("-9223372036854775808"), fault("-9223372036854775808", "greater", 1));
    assert_eq!(read("18446744073709551615"), fault("18446744073709551615", "less", 60));
}

#[test]
fn faults_are_in_the_order_of_the_calls_and_a_list_has_at_most_one() {
    let body = r#"{"A":"x","B":"y","C":["remembered","no","never"],"D":"","E":null}"#;
    let found = error(body, |members| {
        members.choice("B", STATUSES)?;
        members.choice("A", STATUSES)?;
        assert_eq!(members.choices("C", STATUSES)?, Some(vec!["remembered"]));
        assert_eq!(members.required("D", 1..=9)?, "");
        assert_eq!(members.required("E", 1..=9)?, "");
        Ok(())
    });
    let values = "Member must satisfy enum value set: [remembered, not_remembered]";
    let expected = [
        format!("Value 'y' at 'b' failed to satisfy constraint: {values}"),
        format!("Value 'x' at 'a' failed to satisfy constraint: {values}"),
        format!("Value 'no' at 'c.2.member' failed to satisfy constraint: {values}"),
        "Value '' at 'd' failed to satisfy constraint: Member must have length greater than or equal to 1".to_owned(),
        "Value null at 'e' failed to satisfy constraint: Member must not be null".to_owned(),
    ];
    assert_eq!(found, format!("5 validation errors detected: {}", expected.join("; ")));
}

#[test]
fn secrets_are_in_no_error_and_in_no_debug_output() {
    const SECRET: &str = "Zx9secret";
    let body = format!(r#"{{"AccessToken":"{SECRET} !","Username":"{SECRET} {SECRET}","Token":"{SECRET}"}}"#);
    let shown = error(&body, |members| {
        assert_eq!(format!("{members:?}"), r#"["AccessToken", "Username", "Token"]"#);
        members.access_token()?;
        members.username()?;
        let token = members.sensitive("Token")?;
        assert!(!format!("{token:?}").contains(SECRET));
        Ok(())
    });
    assert!(shown.starts_with("2 validation errors detected: ") && !shown.contains(SECRET), "{shown}");
}

#[test]
fn an_object_is_read_with_its_own_members() {
    let mut members = Members::read(r#"{"Config":{"Salt":"s","Salt":"t"},"Other": {} }"#).unwrap();
    let inner = members.object("Config").unwrap().unwrap();
    assert_eq!(members.object("Other"), Ok(Some("{}")));
    let twice = Members::read(inner).unwrap().text("Salt", 0..=9).unwrap_err();
    assert_eq!(twice.to_string(), "The request member 'Salt' is sent more than once.");
}
