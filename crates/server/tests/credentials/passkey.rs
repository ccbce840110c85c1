use cognito_mfa_server::passkey::{
    Assertion, Attachment, Passkey, PasskeyError, PendingAuthentication, PendingRegistration, Registrant, RelyingParty,
    UserVerification, Verified,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::device::Device;

const ANN: Uuid = Uuid::from_u128(0xa);
const BEN: Uuid = Uuid::from_u128(0xb);
const ORIGIN: &str = "https://app.example.com";

const REQUIRED: UserVerification = UserVerification::Required;
const PREFERRED: UserVerification = UserVerification::Preferred;
const MALFORMED: Result<(), PasskeyError> = Err(PasskeyError::Malformed);

fn pool(user_verification: UserVerification) -> RelyingParty {
    RelyingParty::new("example.com", user_verification).unwrap()
}

fn host(origin: &str) -> &str {
    origin.trim_start_matches("https://")
}

/// The value after a restart: written to the store and read back.
fn stored<T: Serialize + DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

fn start_registration(pool: &RelyingParty, sub: Uuid) -> (Value, PendingRegistration) {
    let (options, pending) = pool.start_registration(Registrant { sub, name: "ann" }, &[]).unwrap();
    (options, stored(&pending))
}

fn register(pool: &RelyingParty, device: &mut Device, sub: Uuid) -> Result<Passkey, PasskeyError> {
    let (options, pending) = start_registration(pool, sub);
    pool.finish_registration(&device.register(options), &pending).map(|passkey| stored(&passkey))
}

fn start_sign_in(pool: &RelyingParty, passkeys: &[Passkey]) -> (Value, PendingAuthentication) {
    let (options, pending) = pool.start_authentication(ANN, passkeys).unwrap();
    (serde_json::from_str(&options).unwrap(), stored(&pending))
}

fn sign_in(pool: &RelyingParty, device: &mut Device, passkey: &Passkey) -> Result<Assertion, PasskeyError> {
    let (options, pending) = start_sign_in(pool, std::slice::from_ref(passkey));
    pool.finish_authentication(&device.sign_in(options).to_string(), &pending)
}

/// Registers with the first authenticator's behavior and signs in with the second: what either step returns.
fn ceremony(setting: UserVerification, [at_registration, at_sign_in]: [bool; 2]) -> Result<Verified, PasskeyError> {
    let pool = pool(setting);
    let mut device = Device::new(ORIGIN, at_registration);
    let passkey = register(&pool, &mut device, ANN)?;
    device.verifies = at_sign_in;
    sign_in(&pool, &mut device, &passkey).map(|assertion| assertion.user_verification())
}

#[test]
fn preferred_accepts_a_passkey_without_user_verification_and_shows_the_flag() {
    assert_eq!(ceremony(PREFERRED, [true, true]), Ok(Verified::Yes));
    assert_eq!(ceremony(PREFERRED, [true, false]), Ok(Verified::No));
    assert_eq!(ceremony(PREFERRED, [false, false]), Ok(Verified::No));
    assert_eq!(ceremony(PREFERRED, [false, true]), Ok(Verified::Yes));
}

#[test]
fn required_refuses_a_passkey_without_user_verification() {
    assert_eq!(ceremony(REQUIRED, [true, true]), Ok(Verified::Yes));
    assert_eq!(ceremony(REQUIRED, [true, false]), Err(PasskeyError::NotVerified));
    assert_eq!(ceremony(REQUIRED, [false, false]), Err(PasskeyError::NotVerified));
    assert_eq!(ceremony(REQUIRED, [false, true]), Err(PasskeyError::NotVerified));
}

#[test]
fn setting_of_the_sign_in_counts_not_that_of_the_registration() {
    let mut device = Device::new(ORIGIN, true);
    let passkey = register(&pool(REQUIRED), &mut device, ANN).unwrap();
    device.verifies = false;
    assert_eq!(sign_in(&pool(PREFERRED), &mut device, &passkey).unwrap().user_verification(), Verified::No);
    assert_eq!(sign_in(&pool(REQUIRED), &mut device, &passkey).unwrap_err(), PasskeyError::NotVerified);

    let passkey = register(&pool(PREFERRED), &mut device, ANN).unwrap();
    assert_eq!(sign_in(&pool(REQUIRED), &mut device, &passkey).unwrap_err(), PasskeyError::NotVerified);
    device.verifies = true;
    assert_eq!(sign_in(&pool(REQUIRED), &mut device, &passkey).unwrap().user_verification(), Verified::Yes);
}

#[test]
fn passkey_has_the_values_that_the_client_sent() {
    let mut device = Device::new(ORIGIN, true);
    let passkey = register(&pool(PREFERRED), &mut device, ANN).unwrap();
    assert_eq!(passkey.relying_party_id(), "example.com");
    assert_eq!(passkey.attachment(), Some(Attachment::Platform));
    assert_eq!(passkey.transports(), ["internal", "hybrid"]);
    let assertion = sign_in(&pool(PREFERRED), &mut device, &passkey).unwrap();
    assert_eq!(assertion.credential_id(), passkey.credential_id());
    assert_eq!(assertion.attachment(), Some(Attachment::Platform));

    let (options, pending) = start_sign_in(&pool(PREFERRED), &[passkey]);
    let mut credential = device.sign_in(options);
    for (attachment, expected) in [
        (json!("cross-platform"), Ok(Some(Attachment::CrossPlatform))),
        (Value::Null, Ok(None)),
        (json!("elsewhere"), Err(PasskeyError::Malformed)),
    ] {
        credential["authenticatorAttachment"] = attachment;
        let assertion = pool(PREFERRED).finish_authentication(&credential.to_string(), &pending);
        assert_eq!(assertion.map(|assertion| assertion.attachment()), expected);
    }
}

#[test]
fn registration_options_are_cognitos() {
    for (setting, name) in [(REQUIRED, "required"), (PREFERRED, "preferred")] {
        let (mut options, _) = start_registration(&pool(setting), ANN);
        let members = options.as_object_mut().unwrap();
        assert!(members.remove("challenge").unwrap().as_str().unwrap().len() >= 43);
        assert!(members.remove("pubKeyCredParams").unwrap()[0]["alg"].is_i64());
        members.remove("extensions");
        assert_eq!(
            options,
            json!({
                "rp": { "id": "example.com", "name": "example.com" },
                "user": { "id": "AAAAAAAAAAAAAAAAAAAACg", "name": "ann", "displayName": "ann" },
                "timeout": 300_000,
                "attestation": "none",
                "excludeCredentials": [],
                "authenticatorSelection": {
                    "requireResidentKey": true,
                    "residentKey": "required",
                    "userVerification": name,
                },
            })
        );
    }
}

#[test]
fn request_options_are_cognitos() {
    let passkey = register(&pool(PREFERRED), &mut Device::new(ORIGIN, true), ANN).unwrap();
    for (setting, name) in [(REQUIRED, "required"), (PREFERRED, "preferred")] {
        let (mut options, _) = start_sign_in(&pool(setting), std::slice::from_ref(&passkey));
        let challenge = options.as_object_mut().unwrap().remove("challenge").unwrap();
        assert!(challenge.as_str().unwrap().len() >= 43);
        options["allowCredentials"][0].as_object_mut().unwrap().remove("transports");
        assert_eq!(
            options,
            json!({
                "rpId": "example.com",
                "timeout": 300_000,
                "allowCredentials": [{ "type": "public-key", "id": passkey.credential_id() }],
                "userVerification": name,
            })
        );
    }
}

#[test]
fn existing_passkeys_are_excluded() {
    let passkey = register(&pool(REQUIRED), &mut Device::new(ORIGIN, true), ANN).unwrap();
    let (options, _) = pool(REQUIRED)
        .start_registration(Registrant { sub: ANN, name: "ann" }, std::slice::from_ref(&passkey))
        .unwrap();
    assert_eq!(options["excludeCredentials"][0]["id"], passkey.credential_id());
}

#[test]
fn user_without_a_name_or_a_passkey_is_refused() {
    let nameless = pool(REQUIRED).start_registration(Registrant { sub: ANN, name: "" }, &[]);
    assert_eq!(nameless.unwrap_err(), PasskeyError::Registrant);
    assert_eq!(pool(REQUIRED).start_authentication(ANN, &[]).unwrap_err(), PasskeyError::NoPasskey);
}

#[test]
fn passkey_of_another_relying_party_is_not_asked_for() {
    let passkey = register(&pool(PREFERRED), &mut Device::new(ORIGIN, true), ANN).unwrap();
    let moved = RelyingParty::new("example.org", PREFERRED).unwrap();
    assert_eq!(moved.start_authentication(ANN, &[passkey]).unwrap_err(), PasskeyError::NoPasskey);
}

#[test]
fn origin_must_be_the_relying_partys_domain_or_below_it() {
    for (origin, id, expected) in [
        ("https://example.com", "example.com", Ok(())),
        ("https://a.b.example.com:8443", "example.com", Ok(())),
        ("http://localhost:3000", "localhost", Ok(())),
        ("https://evil.org", "example.com", Err(PasskeyError::Origin)),
        ("https://notexample.com", "example.com", Err(PasskeyError::Origin)),
    ] {
        let pool = RelyingParty::new(id, PREFERRED).unwrap();
        let mut device = Device::new(origin, true);
        // The browser refuses the pool's ID at a foreign origin, so a page there must ask with its own.
        let (mut options, pending) = start_registration(&pool, ANN);
        let page_id = if expected.is_ok() { id } else { host(origin) };
        options["rp"]["id"] = json!(page_id);
        let registered = pool.finish_registration(&device.register(options), &pending);
        assert_eq!(registered.map(|_| ()), expected, "registration at {origin}");

        let honest = if id == "localhost" { "http://localhost:9" } else { ORIGIN };
        let mut device = Device::new(honest, true);
        let passkey = register(&pool, &mut device, ANN).unwrap();
        device.origin = origin;
        let (mut options, pending) = start_sign_in(&pool, &[passkey]);
        options["rpId"] = json!(page_id);
        let signed_in = pool.finish_authentication(&device.sign_in(options).to_string(), &pending);
        assert_eq!(signed_in.map(|_| ()), expected, "sign-in at {origin}");
    }
}

#[test]
fn credential_for_another_relying_party_is_refused() {
    let mut device = Device::new(ORIGIN, true);
    let (mut options, pending) = start_registration(&pool(PREFERRED), ANN);
    options["rp"]["id"] = json!("app.example.com");
    let registered = pool(PREFERRED).finish_registration(&device.register(options), &pending);
    assert_eq!(registered.unwrap_err(), PasskeyError::RelyingParty);

    let passkey = register(&pool(PREFERRED), &mut device, ANN).unwrap();
    let (mut options, pending) = start_sign_in(&pool(PREFERRED), &[passkey]);
    options["rpId"] = json!("app.example.com");
    let signed_in = pool(PREFERRED).finish_authentication(&device.sign_in(options).to_string(), &pending);
    assert_eq!(signed_in.unwrap_err(), PasskeyError::RelyingParty);
}

#[test]
fn replayed_credential_answers_no_other_ceremony() {
    let mut device = Device::new(ORIGIN, true);
    let (options, pending) = start_registration(&pool(PREFERRED), ANN);
    let registration = device.register(options);
    let passkey = pool(PREFERRED).finish_registration(&registration, &pending).unwrap();
    let (_, next) = start_registration(&pool(PREFERRED), ANN);
    assert_eq!(pool(PREFERRED).finish_registration(&registration, &next).unwrap_err(), PasskeyError::Challenge);

    let (options, pending) = start_sign_in(&pool(PREFERRED), std::slice::from_ref(&passkey));
    let credential = device.sign_in(options).to_string();
    pool(PREFERRED).finish_authentication(&credential, &pending).unwrap();
    let (_, next) = start_sign_in(&pool(PREFERRED), &[passkey]);
    assert_eq!(pool(PREFERRED).finish_authentication(&credential, &next).unwrap_err(), PasskeyError::Challenge);
}

#[test]
fn passkey_of_another_user_is_refused() {
    let [mut anns, mut bens] = [(); 2].map(|()| Device::new(ORIGIN, true));
    let ann = register(&pool(PREFERRED), &mut anns, ANN).unwrap();
    let ben = register(&pool(PREFERRED), &mut bens, BEN).unwrap();
    let (mut options, pending) = start_sign_in(&pool(PREFERRED), &[ann]);
    options["allowCredentials"][0]["id"] = json!(ben.credential_id());
    let signed_in = pool(PREFERRED).finish_authentication(&bens.sign_in(options).to_string(), &pending);
    assert_eq!(signed_in.unwrap_err(), PasskeyError::OtherUser);

    // Ben's passkey was stored for Ann, but it's still Ben's handle that the authenticator returns.
    assert_eq!(sign_in(&pool(PREFERRED), &mut bens, &ben).unwrap_err(), PasskeyError::OtherUser);
}

#[test]
fn user_handle_may_be_missing() {
    let mut device = Device::new(ORIGIN, true);
    let passkey = register(&pool(PREFERRED), &mut device, ANN).unwrap();
    let (options, pending) = start_sign_in(&pool(PREFERRED), &[passkey]);
    let mut credential = device.sign_in(options);
    credential["response"].as_object_mut().unwrap().remove("userHandle").unwrap();
    pool(PREFERRED).finish_authentication(&credential.to_string(), &pending).unwrap();
}

#[test]
fn changed_signature_or_data_is_refused() {
    let mut device = Device::new(ORIGIN, true);
    let passkey = register(&pool(PREFERRED), &mut device, ANN).unwrap();
    let (options, pending) = start_sign_in(&pool(PREFERRED), std::slice::from_ref(&passkey));
    let credential = device.sign_in(options);
    let (options, _) = start_sign_in(&pool(PREFERRED), &[passkey]);
    let other = device.sign_in(options);
    for member in ["signature", "authenticatorData", "clientDataJSON"] {
        let mut mixed = credential.clone();
        // The authenticator's data is the same in each sign-in of this device, so its counter is changed.
        mixed["response"][member] = if member == "authenticatorData" {
            let text = credential["response"][member].as_str().unwrap();
            json!(format!("{}AAAB", &text[..text.len() - 4]))
        } else {
            other["response"][member].clone()
        };
        assert_ne!(mixed, credential);
        let signed_in = pool(PREFERRED).finish_authentication(&mixed.to_string(), &pending);
        assert!(signed_in.is_err(), "{member}");
    }
}

#[test]
fn cloned_authenticator_is_noticed_by_its_counter() {
    let mut device = Device::new(ORIGIN, true);
    device.counts = true;
    let mut passkey = register(&pool(PREFERRED), &mut device, ANN).unwrap();
    let mut clone = device.clone();
    for _ in 0..3 {
        let assertion = sign_in(&pool(PREFERRED), &mut device, &passkey).unwrap();
        assert!(passkey.update(&assertion), "the counter has changed");
    }
    passkey = stored(&passkey);
    assert_eq!(sign_in(&pool(PREFERRED), &mut clone, &passkey).unwrap_err(), PasskeyError::Invalid);
}

#[test]
fn assertion_updates_no_other_passkey() {
    let [mut device, mut other] = [(); 2].map(|()| Device::new(ORIGIN, true));
    device.counts = true;
    let passkey = register(&pool(PREFERRED), &mut device, ANN).unwrap();
    let mut another = register(&pool(PREFERRED), &mut other, ANN).unwrap();
    let assertion = sign_in(&pool(PREFERRED), &mut device, &passkey).unwrap();
    assert!(!another.update(&assertion));
}

#[test]
fn text_without_a_credential_is_malformed() {
    let mut device = Device::new(ORIGIN, true);
    let (options, pending) = start_registration(&pool(PREFERRED), ANN);
    let registration = device.register(options);
    let passkey = pool(PREFERRED).finish_registration(&registration, &pending).unwrap();
    let (options, pending_sign_in) = start_sign_in(&pool(PREFERRED), &[passkey]);
    let credential = device.sign_in(options);

    let check = |credential: &Value| {
        let registered = pool(PREFERRED).finish_registration(credential, &pending);
        let signed_in = pool(PREFERRED).finish_authentication(&credential.to_string(), &pending_sign_in);
        (registered.map(|_| ()), signed_in.map(|_| ()))
    };
    // Each is a credential of its own ceremony only.
    assert_eq!(check(&registration), (Ok(()), MALFORMED));
    assert_eq!(check(&credential), (MALFORMED, Ok(())));
    for member in ["id", "rawId", "response", "type"] {
        for whole in [&registration, &credential] {
            let mut part = whole.clone();
            part.as_object_mut().unwrap().remove(member).unwrap();
            assert_eq!(check(&part), (MALFORMED, MALFORMED), "without {member}");
        }
    }
    for text in ["null", "[]", "{}", "1", "\"\"", r#"{"response":{"transports":"usb"}}"#, r#"{"response":null}"#] {
        let value = serde_json::from_str(text).unwrap();
        assert_eq!(check(&value), (MALFORMED, MALFORMED), "{text}");
    }
    for text in ["", "{", "no JSON"] {
        let signed_in = pool(PREFERRED).finish_authentication(text, &pending_sign_in);
        assert_eq!(signed_in.map(|_| ()), MALFORMED, "{text}");
    }
}

#[test]
fn relying_party_id_must_be_a_domain_name() {
    for id in ["example.com", "localhost", "auth.localhost", "xn--e1afmkfd.example"] {
        assert!(RelyingParty::new(id, REQUIRED).is_ok(), "{id}");
    }
    for id in [
        "",
        " ",
        "127.0.0.1",
        "[::1]",
        "example.com:1",
        "user@example.com",
        "example.com/path",
        "EXAMPLE.com",
        "ex ample",
    ] {
        assert_eq!(RelyingParty::new(id, REQUIRED).map(|_| ()), Err(PasskeyError::RelyingPartyId), "{id}");
    }
}
