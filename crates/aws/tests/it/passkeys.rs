//! Passkeys that satisfy MFA, and that don't.

use std::collections::HashMap;

use aws_sdk_cognitoidentityprovider::types::{
    AuthFlowType, ChallengeNameType, SoftwareTokenMfaSettingsType, WebAuthnMfaSettingsType,
};
use aws_smithy_types::{Document, Number};
use cognito_mfa::pool::MfaMode;
use serde_json::{Value, json};

use crate::authenticator::{Manner, Passkey};
use crate::server::{Answered, Server, every_block};

const VERIFIES: Manner<'_> = Manner { verifies_user: true, attachment: "platform" };
const ONLY_PRESENT: Manner<'_> = Manner { verifies_user: false, attachment: "platform" };

fn value(document: &Document) -> Value {
    match document {
        Document::Object(members) => members.iter().map(|(name, member)| (name.clone(), value(member))).collect(),
        Document::Array(elements) => elements.iter().map(value).collect(),
        Document::Number(Number::PosInt(number)) => json!(number),
        Document::Number(Number::NegInt(number)) => json!(number),
        Document::Number(Number::Float(number)) => json!(number),
        Document::String(text) => json!(text),
        Document::Bool(is_true) => json!(is_true),
        Document::Null => Value::Null,
    }
}

fn document(value: &Value) -> Document {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, member)| (name.clone(), document(member)));
            Document::Object(members.collect::<HashMap<_, _>>())
        }
        Value::Array(elements) => Document::Array(elements.iter().map(document).collect()),
        Value::Number(number) => Document::Number(Number::PosInt(number.as_u64().unwrap())),
        Value::String(text) => Document::String(text.clone()),
        Value::Bool(is_true) => Document::Bool(*is_true),
        Value::Null => Document::Null,
    }
}

/// Registers a passkey for the user of the access token.
async fn register(server: &Server, token: &str) -> Passkey {
    let started = server.client.start_web_authn_registration().access_token(token).send().await.unwrap();
    let options = value(started.credential_creation_options());
    let (passkey, credential) = Passkey::register(&options, VERIFIES).unwrap();
    let completed = server.client.complete_web_authn_registration().access_token(token);
    completed.credential(document(&credential)).send().await.unwrap();
    passkey
}

/// Ann begins with her passkey.
async fn sign_in(server: &Server, client: &str, passkey: &mut Passkey, manner: Manner<'_>) -> Answered {
    let begun = server.client.initiate_auth().client_id(client).auth_flow(AuthFlowType::UserAuth);
    let begun = begun.auth_parameters("USERNAME", "ann").auth_parameters("PREFERRED_CHALLENGE", "WEB_AUTHN");
    let begun = begun.send().await.unwrap();
    assert_eq!(begun.challenge_name(), Some(&ChallengeNameType::WebAuthn));
    let options = &begun.challenge_parameters().unwrap()["CREDENTIAL_REQUEST_OPTIONS"];
    let credential = passkey.sign(&serde_json::from_str(options).unwrap(), manner).unwrap();
    let responses = [("CREDENTIAL", credential.to_string())];
    server.answer(client, ChallengeNameType::WebAuthn, begun.session().unwrap(), &responses).await
}

#[tokio::test]
async fn a_passkey_with_user_verification_satisfies_mfa() {
    let server = Server::start();
    let pool = server.pool().await;
    server.set_mfa(&pool, &every_block()).await;
    let client = server.client_of(&pool).await;
    server.user(&pool, "ann").await;
    let token = server.tokens(&client, "ann").await.access_token.unwrap();
    let mut passkey = register(&server, &token).await;
    let listed = server.client.list_web_authn_credentials().access_token(&token).send().await.unwrap();
    assert_eq!(listed.credentials()[0].relying_party_id(), "shop.example");

    // Passkeys alone can't be enabled for MFA.
    let passkeys = WebAuthnMfaSettingsType::builder().enabled(true).build();
    let alone = server.client.set_user_mfa_preference().access_token(&token).web_authn_mfa_settings(passkeys.clone());
    assert!(alone.send().await.unwrap_err().into_service_error().is_invalid_parameter_exception());
    server.enroll(&token).await;
    let totp = SoftwareTokenMfaSettingsType::builder().enabled(true).preferred_mfa(true).build();
    let both = server.client.set_user_mfa_preference().access_token(&token).web_authn_mfa_settings(passkeys);
    both.software_token_mfa_settings(totp).send().await.unwrap();
    let mut required = every_block();
    required.mode = MfaMode::On;
    server.set_mfa(&pool, &required).await;
    let user = server.client.get_user().access_token(&token).send().await.unwrap();
    assert_eq!(user.user_mfa_setting_list().len(), 2, "{user:?}");

    let ended = sign_in(&server, &client, &mut passkey, VERIFIES).await.unwrap();
    assert!(ended.authentication_result.is_some_and(|result| result.id_token.is_some()));
    // The pool requires user verification.
    let error = sign_in(&server, &client, &mut passkey, ONLY_PRESENT).await.unwrap_err().into_service_error();
    assert!(error.is_not_authorized_exception(), "{error:?}");
    // The password still needs the second factor.
    assert_eq!(server.password(&client, "ann").await.challenge_name(), Some(&ChallengeNameType::SoftwareTokenMfa));

    let deleted = server.client.delete_web_authn_credential().access_token(&token).credential_id(passkey.id());
    deleted.send().await.unwrap();
    let listed = server.client.list_web_authn_credentials().access_token(&token).send().await.unwrap();
    assert!(listed.credentials().is_empty());
}
