//! Enrolling a software token, with an access token and in a sign-in.

use serde_json::{Value, json};

use crate::api::{Api, access_token, claims, merged, refused, text};

fn required() -> Api {
    Api::new(json!(null), json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}))
}

/// A sign-in that waits for a set-up, and the answer to `AssociateSoftwareToken` with its session.
fn set_up(api: &Api) -> (Value, Value) {
    let asked = api.password("ann").unwrap();
    assert_eq!(asked["ChallengeName"], "MFA_SETUP");
    let associated = api.call("AssociateSoftwareToken", json!({"Session": asked["Session"]})).unwrap();
    (asked, associated)
}

fn verify(api: &Api, associated: &Value, code: &str) -> Result<Value, (String, String)> {
    api.call("VerifySoftwareToken", json!({"Session": associated["Session"], "UserCode": code}))
}

/// The challenge again, with the session of another answer.
fn with_session(asked: &Value, answer: &Value) -> Value {
    merged(asked.clone(), json!({"Session": answer["Session"]}))
}

#[test]
fn set_up_registers_the_token_with_its_last_answer() {
    let api = required();
    api.new_user("ann");
    let (asked, associated) = set_up(&api);
    let secret = text(&associated["SecretCode"]);
    let verified = verify(&api, &associated, &api.code(&secret)).unwrap();
    assert_eq!(verified["Status"], "SUCCESS");
    let factors = |api: &Api| api.admin("AdminGetUserAuthFactors", "ann", json!({})).unwrap().to_string();
    let before = factors(&api);
    let answer = api.respond(&with_session(&asked, &verified), "ann", json!({})).unwrap();
    assert_eq!(claims(&access_token(&answer))["amr"], json!(["pwd", "otp", "mfa"]));
    assert_ne!(before, factors(&api));

    // The code that verified the token counted.
    let asked = api.password("ann").unwrap();
    let code = |api: &Api| json!({"SOFTWARE_TOKEN_MFA_CODE": api.code(&secret)});
    refused(api.respond(&asked, "ann", code(&api)), "ExpiredCodeException");
    api.wait(30);
    api.respond(&asked, "ann", code(&api)).unwrap();
}

#[test]
fn set_up_needs_a_verified_token() {
    let api = required();
    api.new_user("ann");
    let asked = api.password("ann").unwrap();
    refused(api.respond(&asked, "ann", json!({})), "InvalidParameterException");
    let associated = api.call("AssociateSoftwareToken", json!({"Session": asked["Session"]})).unwrap();
    refused(api.respond(&with_session(&asked, &associated), "ann", json!({})), "InvalidParameterException");
    refused(verify(&api, &associated, "000000"), "EnableSoftwareTokenMFAException");
    refused(api.respond(&with_session(&asked, &associated), "ann", json!({})), "InvalidParameterException");

    // A token that was verified before it was replaced doesn't count.
    let code = api.code(&text(&associated["SecretCode"]));
    let verified = verify(&api, &associated, &code).unwrap();
    let replaced = api.call("AssociateSoftwareToken", json!({"Session": verified["Session"]})).unwrap();
    refused(api.respond(&with_session(&asked, &replaced), "ann", json!({})), "InvalidParameterException");
}

#[test]
fn session_of_a_set_up_is_used_up_by_each_answer() {
    let api = required();
    api.new_user("ann");
    let (asked, associated) = set_up(&api);
    refused(api.call("AssociateSoftwareToken", json!({"Session": asked["Session"]})), "NotAuthorizedException");
    let verified = verify(&api, &associated, &api.code(&text(&associated["SecretCode"]))).unwrap();
    for used in [&asked, &associated] {
        refused(api.respond(&with_session(&asked, used), "ann", json!({})), "NotAuthorizedException");
    }
    api.respond(&with_session(&asked, &verified), "ann", json!({})).unwrap();
    refused(api.respond(&with_session(&asked, &verified), "ann", json!({})), "NotAuthorizedException");
}

#[test]
fn fifth_wrong_code_ends_a_set_up() {
    let api = required();
    api.new_user("ann");
    let (_, associated) = set_up(&api);
    for _ in 0..5 {
        refused(verify(&api, &associated, "000000"), "EnableSoftwareTokenMFAException");
    }
    refused(verify(&api, &associated, &api.code(&text(&associated["SecretCode"]))), "NotAuthorizedException");
}

#[test]
fn session_of_another_challenge_sets_nothing_up() {
    let api = Api::optional();
    api.new_user("ann");
    api.enroll("ann");
    let asked = api.password("ann").unwrap();
    refused(api.call("AssociateSoftwareToken", json!({"Session": asked["Session"]})), "NotAuthorizedException");
}

#[test]
fn new_token_does_not_replace_the_old_one_before_it_is_verified() {
    let api = Api::optional();
    api.new_user("ann");
    let old = api.enroll("ann");
    let asked = api.password("ann").unwrap();
    let answer = api.respond(&asked, "ann", json!({"SOFTWARE_TOKEN_MFA_CODE": api.code(&old)})).unwrap();
    let token = access_token(&answer);
    let associated = api.call("AssociateSoftwareToken", json!({"AccessToken": token})).unwrap();
    let new = text(&associated["SecretCode"]);
    refused(
        api.call("VerifySoftwareToken", json!({"AccessToken": token, "UserCode": "000000"})),
        "EnableSoftwareTokenMFAException",
    );

    api.wait(30);
    let asked = api.password("ann").unwrap();
    refused(api.respond(&asked, "ann", json!({"SOFTWARE_TOKEN_MFA_CODE": api.code(&new)})), "CodeMismatchException");
    api.respond(&asked, "ann", json!({"SOFTWARE_TOKEN_MFA_CODE": api.code(&old)})).unwrap();
}

#[test]
fn set_up_in_a_pool_that_stopped_to_offer_software_tokens_registers_nothing() {
    let api = required();
    api.new_user("ann");
    let (asked, associated) = set_up(&api);
    let verified = verify(&api, &associated, &api.code(&text(&associated["SecretCode"]))).unwrap();
    let off = json!({"UserPoolId": api.pool, "MfaConfiguration": "OFF"});
    api.call("SetUserPoolMfaConfig", off).unwrap();
    let answer = api.respond(&with_session(&asked, &verified), "ann", json!({})).unwrap();
    assert_eq!(claims(&access_token(&answer))["amr"], json!(["pwd"]));
    let factors = api.admin("AdminGetUserAuthFactors", "ann", json!({})).unwrap();
    assert_eq!(factors["ConfiguredUserAuthFactors"], json!(["PASSWORD", "EMAIL_OTP"]));
}
