use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cognito_mfa_server::random::NoRandomness;
use cognito_mfa_server::token::{AccessClaims, RefreshToken, SignIn, SigningKey, TokenError, Validity, issuer};
use serde_json::{Map, Value, json};

use crate::seeded::{Given, Seeded};

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate(&Seeded::new(1)).unwrap());

const VALIDITY: Validity = Validity { issued_at: 1000, expires_at: 4600 };

fn sign_in() -> SignIn {
    SignIn {
        issuer: issuer("http://127.0.0.1:9229", "local_Ab3dE5gH9"),
        client_id: "client".to_owned(),
        sub: "sub".to_owned(),
        username: "ann".to_owned(),
        auth_time: 900,
        origin_jti: "origin".to_owned(),
        device_key: None,
        acr: Some("urn:cognito:loa:4".to_owned()),
        amr: vec!["pwd".to_owned(), "otp".to_owned()],
    }
}

fn access_token() -> String {
    KEY.access_token(&Seeded::new(2), &sign_in(), VALIDITY).unwrap()
}

fn part(token: &str, index: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap()).unwrap()
}

#[test]
fn access_token_has_the_claims_of_cognito() {
    let mut claims = part(&access_token(), 1);
    let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert_eq!(jti.as_str().unwrap().len(), 36);
    assert_eq!(
        claims,
        json!({
            "sub": "sub",
            "iss": "http://127.0.0.1:9229/local_Ab3dE5gH9",
            "client_id": "client",
            "username": "ann",
            "scope": "aws.cognito.signin.user.admin",
            "token_use": "access",
            "auth_time": 900,
            "iat": 1000,
            "exp": 4600,
            "origin_jti": "origin",
            "acr": "urn:cognito:loa:4",
            "amr": ["pwd", "otp"],
        })
    );
    assert_eq!(part(&access_token(), 0), json!({ "alg": "RS256", "kid": KEY.key_id() }));
}

#[test]
fn id_token_has_the_attributes_and_they_replace_no_claim() {
    let attributes =
        json!({ "email": "ann@example.com", "email_verified": true, "iss": "elsewhere", "exp": 9, "sub": "ben" });
    let Value::Object(attributes) = attributes else { unreachable!() };
    let sign_in = SignIn { acr: None, amr: vec![], ..sign_in() };
    let mut claims = part(&KEY.id_token(&Seeded::new(2), &sign_in, VALIDITY, &attributes).unwrap(), 1);
    claims.as_object_mut().unwrap().remove("jti").unwrap();
    assert_eq!(
        claims,
        json!({
            "sub": "sub",
            "iss": "http://127.0.0.1:9229/local_Ab3dE5gH9",
            "aud": "client",
            "cognito:username": "ann",
            "token_use": "id",
            "auth_time": 900,
            "iat": 1000,
            "exp": 4600,
            "origin_jti": "origin",
            "email": "ann@example.com",
            "email_verified": true,
        })
    );
}

#[test]
fn access_token_is_valid_until_it_expires() {
    let token = access_token();
    let claims: AccessClaims = KEY.verify_access_token(&token, 4599).unwrap();
    assert_eq!(claims.user_pool_id(), "local_Ab3dE5gH9");
    assert_eq!((claims.sign_in.username.as_str(), claims.sign_in.auth_time, claims.validity), ("ann", 900, VALIDITY));
    assert_eq!(KEY.verify_access_token(&token, 4600), Err(TokenError::Expired));
}

#[test]
fn id_token_is_no_access_token() {
    let token = KEY.id_token(&Seeded::new(2), &sign_in(), VALIDITY, &Map::new()).unwrap();
    assert_eq!(KEY.verify_access_token(&token, 1000), Err(TokenError::Invalid));
}

#[test]
fn changed_or_foreign_token_is_refused() {
    let token = access_token();
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("{token}") };
    let encode = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let mut richer = part(&token, 1);
    richer["username"] = json!("ben");
    let other = SigningKey::generate(&Seeded::new(3)).unwrap();
    let foreign = other.access_token(&Seeded::new(2), &sign_in(), VALIDITY).unwrap();
    let unsigned = encode(json!({ "alg": "none", "kid": KEY.key_id() }));
    for token in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        format!("{header}.{claims}"),
        format!("{header}.{claims}."),
        format!("{header}.{}.{signature}", encode(richer)),
        format!("{unsigned}.{claims}."),
        format!("{unsigned}.{claims}.{signature}"),
        format!("{token}="),
        format!("{token}.{signature}"),
        foreign,
        "é.é.é".to_owned(),
    ] {
        assert_eq!(KEY.verify_access_token(&token, 1000), Err(TokenError::Invalid), "{token}");
    }
}

#[test]
fn every_changed_character_is_noticed() {
    let token = access_token();
    for (at, character) in token.char_indices().step_by(7) {
        let other = if character == 'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
        assert_eq!(KEY.verify_access_token(&changed, 1000), Err(TokenError::Invalid), "character {at}");
    }
}

#[test]
fn stored_key_verifies_what_it_signed_before() {
    let stored = KEY.to_pkcs8().unwrap();
    let restarted = SigningKey::from_pkcs8(&stored).unwrap();
    assert_eq!(restarted.key_id(), KEY.key_id());
    assert_eq!(restarted.jwks(), KEY.jwks());
    assert_eq!(restarted.verify_access_token(&access_token(), 1000).unwrap().sign_in.sub, "sub");
    for damaged in [&stored[..100], &[]] {
        assert_eq!(SigningKey::from_pkcs8(damaged).map(|_| ()), Err(TokenError::Key));
    }
}

#[test]
fn jwks_holds_a_public_key_of_2048_bits() {
    let jwks = KEY.jwks();
    let [key] = &jwks["keys"].as_array().unwrap()[..] else { panic!("{jwks}") };
    let members: Vec<&String> = key.as_object().unwrap().keys().collect();
    assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
    assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&json!("RSA"), &json!("RS256"), &json!("sig")));
    assert_eq!(key["kid"], KEY.key_id());
    assert_eq!(key["e"], "AQAB");
    let n = URL_SAFE_NO_PAD.decode(key["n"].as_str().unwrap()).unwrap();
    assert!(n.len() == 256 && n[0] >= 0x80, "{} bytes", n.len());
}

#[test]
fn issuer_is_what_clients_build_of_their_endpoint() {
    assert_eq!(issuer("http://localhost:9229", "local_a"), "http://localhost:9229/local_a");
    assert_eq!(issuer("http://localhost:9229/", "local_a"), "http://localhost:9229/local_a");
}

#[test]
fn refresh_token_is_stored_by_its_fingerprint() {
    let random = Seeded::new(4);
    let [token, other] = [(), ()].map(|()| RefreshToken::new(&random).unwrap());
    assert_ne!(token, other);
    assert_ne!(token.fingerprint(), other.fingerprint());
    assert_eq!(RefreshToken::from_client(token.as_str()).fingerprint(), token.fingerprint());
    // The SHA-256 of "abc" (FIPS 180-2, appendix B.1).
    assert_eq!(RefreshToken::from_client("abc").fingerprint(), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

#[test]
fn debug_shows_no_secret() {
    assert_eq!(format!("{:?}", *KEY), format!("SigningKey {{ key_id: {:?}, .. }}", KEY.key_id()));
    assert_eq!(format!("{:?}", RefreshToken::from_client("secret")), "RefreshToken { .. }");
}

#[test]
fn no_randomness_is_reported() {
    let none = || Given::new(vec![]);
    assert_eq!(SigningKey::generate(&none()).map(|_| ()), Err(TokenError::NoRandomness(NoRandomness)));
    assert_eq!(KEY.access_token(&none(), &sign_in(), VALIDITY), Err(TokenError::NoRandomness(NoRandomness)));
}
