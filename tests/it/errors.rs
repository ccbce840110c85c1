//! The size of an error is proportional to the request, and bounded.

use cognito_mfa::generate::proptest as strategies;
use cognito_mfa::wire::{DecodeError, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The text of the error, after checking its bounds.
#[track_caller]
fn error(operation: &str, body: &str) -> String {
    let error = Request::decode(operation, body).expect_err(operation).to_string();
    check_size(&error, body);
    error
}

#[track_caller]
fn check_size(error: &str, body: &str) {
    assert!(error.len() <= DecodeError::MAX_LEN, "{} bytes", error.len());
    assert!(error.len() <= 8 * 1024 + 2 * body.len(), "{} bytes about {}", error.len(), body.len());
}

#[test]
fn an_error_shows_a_list_as_its_length() {
    let body = |entries: usize| {
        let list = vec![r#""""#; entries].join(",");
        format!(r#"{{"Policies":{{"SignInPolicy":{{"AllowedFirstAuthFactors":[{list}]}}}}}}"#)
    };
    let enum_value_set = "[PASSWORD, EMAIL_OTP, SMS_OTP, WEB_AUTHN, SOFTWARE_TOKEN]";
    let path = "policies.signInPolicy.allowedFirstAuthFactors";
    let long = "Member must have length less than or equal to 5";
    let judged: Vec<_> = (1..=5)
        .map(|element| {
            format!(
                "; Value '' at '{path}.{element}.member' failed to satisfy constraint: Member must satisfy enum value set: {enum_value_set}"
            )
        })
        .collect();
    for entries in [6, 300_000] {
        assert_eq!(
            error("CreateUserPool", &body(entries)),
            format!(
                "6 validation errors detected: Value '[{entries} elements]' at '{path}' failed to satisfy constraint: {long}{}",
                judged.concat()
            )
        );
    }
    assert!(error("CreateUserPool", &body(0)).contains("Value '[0 elements]' at"));
    // The JSON types of the elements beyond the maximum are still checked.
    let wrong = body(6).replace(r#""","",""]"#, r#""","",7]"#);
    assert!(error("CreateUserPool", &wrong).ends_with("AllowedFirstAuthFactors[5]' has the wrong JSON type."));
}

#[test]
fn a_long_value_is_cut_after_256_code_points() {
    for wide in ["a", "\u{e9}", "\u{1f511}"] {
        let value = |count: usize| wide.repeat(count);
        let shown = |count| error("GetUserPoolMfaConfig", &json!({"UserPoolId": value(count)}).to_string());
        assert!(shown(256).contains(&format!("Value '{}' at 'userPoolId'", value(256))));
        assert!(shown(257).contains(&format!("Value '{}… (257 characters)' at 'userPoolId'", value(256))));
    }
}

#[test]
fn the_key_of_a_map_is_cut() {
    let body = json!({"AuthParameters": {"k".repeat(100_000): 7}}).to_string();
    let expected = format!("'AuthParameters.{}… (100000 characters)' has the wrong JSON type.", "k".repeat(256));
    assert!(error("InitiateAuth", &body).ends_with(&expected));
}

/// Requests that break as many constraints as possible, with this text in every string member.
fn worst(text: &str) -> [(&'static str, Value); 3] {
    let eums = json!({"CallerArn": text, "ExternalId": text, "OriginationIdentity": text, "ConfigurationSetName": text,
        "InEntityId": text, "InTemplateId": text, "Region": text});
    let sms = json!({"SnsCallerArn": text, "ExternalId": text, "SnsRegion": text, "EumsSms": eums});
    let mechanism = json!({"Name": text, "Priority": u64::MAX});
    let action = json!({"EventAction": text});
    [
        (
            "SetUserPoolMfaConfig",
            json!({
                "UserPoolId": text, "MfaConfiguration": text,
                "SmsMfaConfiguration": {"SmsAuthenticationMessage": text, "SmsConfiguration": sms},
                "EmailMfaConfiguration": {"Message": text, "Subject": text.to_owned() + "\u{7}"},
                "WebAuthnConfiguration":
                    {"RelyingPartyId": text, "UserVerification": text, "FactorConfiguration": text},
            }),
        ),
        (
            "UpdateUserPool",
            json!({
                "UserPoolId": text, "MfaConfiguration": text, "UserPoolTier": text, "SmsConfiguration": sms,
                "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": [text, text, text, text, text, text, text]}},
                "EmailConfiguration": {"EmailSendingAccount": text},
                "UserPoolAddOns": {"AdvancedSecurityMode": text},
                "AccountRecoverySetting": {"RecoveryMechanisms": [mechanism, mechanism, mechanism, mechanism]},
            }),
        ),
        (
            "SetRiskConfiguration",
            json!({
                "UserPoolId": text, "AccountTakeoverRiskConfiguration":
                    {"Actions": {"LowAction": action, "MediumAction": action, "HighAction": action}},
            }),
        ),
    ]
}

#[test]
fn the_worst_request_has_a_bounded_error() {
    let mut most = 0;
    for text in [String::new(), "x".into(), "\u{1f511}".repeat(257), "\u{1f511}".repeat(131_073)] {
        for (operation, body) in worst(&text) {
            let body = body.to_string();
            let Err(DecodeError::Constraints(constraints)) = Request::decode(operation, &body) else {
                panic!("{operation}")
            };
            assert!(constraints.faults().count() <= 32);
            assert!(constraints.faults().all(|fault| fault.len() <= 1500));
            most = most.max(error(operation, &body).len());
        }
    }
    // The limit isn't far above the longest possible error.
    assert!(most > DecodeError::MAX_LEN / 2, "{most}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn an_error_is_a_small_multiple_of_its_request_and_bounded(
        request in prop_oneof![strategies::nearly_valid_requests(), strategies::hostile_requests()],
        operation in "[A-Za-z]{0,40}",
    ) {
        for operation in [request.operation, &operation] {
            if let Err(error) = Request::decode(operation, &request.body) {
                check_size(&error.to_string(), &request.body);
            }
        }
    }
}
