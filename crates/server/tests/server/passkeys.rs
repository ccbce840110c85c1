//! Passkeys in sign-ins, with a software authenticator.

use serde_json::{Value, json};

use crate::api::{Api, access_token, claims, merged, refused, text};
use crate::device::Device;

const ORIGIN: &str = "https://app.example.com";

/// A pool that requires MFA, in which a verified passkey satisfies it.
fn multi_factor() -> Api {
    let first = json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}});
    let web_authn = json!({"RelyingPartyId": "example.com", "UserVerification": "preferred",
        "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"});
    let api = Api::new(first, merged(crate::api::optional_mfa(), json!({"WebAuthnConfiguration": web_authn})));
    api.new_user("ann");
    api
}

fn register(api: &Api, token: &str, device: &mut Device) -> Result<Value, (String, String)> {
    let started = api.call("StartWebAuthnRegistration", json!({"AccessToken": token}))?;
    let credential = device.register(started["CredentialCreationOptions"].clone());
    api.call("CompleteWebAuthnRegistration", json!({"AccessToken": token, "Credential": credential}))
}

fn begin(api: &Api) -> Value {
    api.initiate("USER_AUTH", json!({"USERNAME": "ann", "PREFERRED_CHALLENGE": "WEB_AUTHN"})).unwrap()
}

fn assertion(asked: &Value, device: &mut Device) -> Value {
    assert_eq!(asked["ChallengeName"], "WEB_AUTHN", "{asked}");
    let options = text(&asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"]);
    json!({ "CREDENTIAL": device.sign_in(serde_json::from_str(&options).unwrap()).to_string() })
}

fn require_mfa(api: &Api) {
    let request = json!({"UserPoolId": api.pool, "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": {"Enabled": true}, "WebAuthnConfiguration": {"RelyingPartyId": "example.com",
        "UserVerification": "preferred", "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}});
    api.call("SetUserPoolMfaConfig", request).unwrap();
}

#[test]
fn verified_passkey_satisfies_mfa_and_an_unverified_one_does_not() {
    let api = multi_factor();
    let token = api.token("ann");
    let mut device = Device::new(ORIGIN, true);
    register(&api, &token, &mut device).unwrap();
    api.enroll("ann");
    let settings = json!({"SoftwareTokenMfaSettings": {"Enabled": true}, "WebAuthnMfaSettings": {"Enabled": true}});
    api.admin("AdminSetUserMFAPreference", "ann", settings).unwrap();
    require_mfa(&api);

    let asked = begin(&api);
    let answer = api.respond(&asked, "ann", assertion(&asked, &mut device)).unwrap();
    assert_eq!(claims(&access_token(&answer))["amr"], json!(["swk"]));

    let asked = begin(&api);
    device.verifies = false;
    let answer = api.respond(&asked, "ann", assertion(&asked, &mut device));
    assert!(answer.is_err(), "{answer:?}");
}

#[test]
fn assertion_counts_once_and_only_for_its_challenge() {
    let api = multi_factor();
    let token = api.token("ann");
    let mut device = Device::new(ORIGIN, true);
    register(&api, &token, &mut device).unwrap();
    let [one, other] = [begin(&api), begin(&api)];
    let sent = assertion(&one, &mut device);
    refused(api.respond(&other, "ann", sent.clone()), "NotAuthorizedException");
    api.respond(&one, "ann", sent.clone()).unwrap();
    refused(api.respond(&one, "ann", sent), "NotAuthorizedException");
    // A wrong assertion ends its sign-in.
    let late = assertion(&other, &mut device);
    refused(api.respond(&other, "ann", late), "NotAuthorizedException");
}

#[test]
fn registration_needs_its_own_start_and_counts_once() {
    let api = multi_factor();
    let token = api.token("ann");
    let mut device = Device::new(ORIGIN, true);
    let started = api.call("StartWebAuthnRegistration", json!({"AccessToken": token})).unwrap();
    let credential = device.register(started["CredentialCreationOptions"].clone());
    let complete = || api.call("CompleteWebAuthnRegistration", json!({"AccessToken": token, "Credential": credential}));
    api.call("StartWebAuthnRegistration", json!({"AccessToken": token})).unwrap();
    refused(complete(), "WebAuthnChallengeNotFoundException");

    register(&api, &token, &mut Device::new(ORIGIN, true)).unwrap();
    refused(complete(), "WebAuthnChallengeNotFoundException");
    refused(
        register(&api, &token, &mut Device::new("https://example.org.example.com", false)).and(complete()),
        "WebAuthnChallengeNotFoundException",
    );
}

#[test]
fn removing_one_of_two_passkeys_leaves_the_other() {
    let api = multi_factor();
    let token = api.token("ann");
    let mut verifying = Device::new(ORIGIN, true);
    register(&api, &token, &mut verifying).unwrap();
    register(&api, &token, &mut Device::new(ORIGIN, false)).unwrap();
    let list = || api.call("ListWebAuthnCredentials", json!({"AccessToken": token})).unwrap()["Credentials"].clone();
    let ids: Vec<_> = list().as_array().unwrap().iter().map(|it| text(&it["CredentialId"])).collect();
    assert_eq!(ids.len(), 2);
    let delete = |id: &str| api.call("DeleteWebAuthnCredential", json!({"AccessToken": token, "CredentialId": id}));
    refused(delete("unknown"), "ResourceNotFoundException");
    delete(&ids[1]).unwrap();
    let asked = begin(&api);
    api.respond(&asked, "ann", assertion(&asked, &mut verifying)).unwrap();
    delete(&ids[0]).unwrap();
    assert_eq!(list(), json!([]));
    assert_eq!(begin(&api)["ChallengeName"], "SELECT_CHALLENGE");
}

#[test]
fn pool_without_passkeys_refuses_before_the_browser_asks() {
    let api = Api::optional();
    api.new_user("ann");
    let token = api.token("ann");
    refused(api.call("StartWebAuthnRegistration", json!({"AccessToken": token})), "WebAuthnNotEnabledException");
}
