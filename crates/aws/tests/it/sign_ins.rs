//! Sign-ins with the AWS SDK for Rust, step by step.

use aws_sdk_cognitoidentityprovider::types::{AttributeType, AuthFactorType, AuthFlowType, ChallengeNameType};
use cognito_mfa::command::{CodeSetting, PreferenceChange};
use cognito_mfa_aws::request;
use serde_json::{Value, json};

use crate::server::{PASSWORD, Server, code, every_block};
use crate::srp;

/// Sets up TOTP in the sign-in that the session is of, and returns the secret.
pub(crate) async fn set_up_totp(server: &Server, client: &str, session: &str) -> String {
    let associated = server.client.associate_software_token().session(session).send().await.unwrap();
    let secret = associated.secret_code().unwrap().to_owned();
    let verified = server.client.verify_software_token().session(associated.session().unwrap());
    let verified = verified.user_code(code(&secret, 0)).send().await.unwrap();
    let ended = server.answer(client, ChallengeNameType::MfaSetup, verified.session().unwrap(), &[]).await.unwrap();
    assert!(ended.authentication_result.is_some_and(|result| result.access_token.is_some()));
    secret
}

#[tokio::test]
async fn a_token_is_set_up_in_a_sign_in_and_then_asked_for() {
    let server = Server::start();
    let (_, client) = server.pool_with_totp().await;
    let begun = server.password(&client, "ann").await;
    assert_eq!(begun.challenge_name(), Some(&ChallengeNameType::MfaSetup));
    let secret = set_up_totp(&server, &client, begun.session().unwrap()).await;

    let again = server.password(&client, "ann").await;
    assert_eq!(again.challenge_name(), Some(&ChallengeNameType::SoftwareTokenMfa));
    let session = again.session().unwrap();
    let totp = ChallengeNameType::SoftwareTokenMfa;
    // A code of long ago.
    let wrong = [("SOFTWARE_TOKEN_MFA_CODE", code(&secret, -1_000))];
    let error = server.answer(&client, totp.clone(), session, &wrong).await.unwrap_err().into_service_error();
    assert!(error.is_code_mismatch_exception(), "{error:?}");
    // The set-up has used the code of this step up.
    let right = [("SOFTWARE_TOKEN_MFA_CODE", code(&secret, 1))];
    let ended = server.answer(&client, totp.clone(), session, &right).await.unwrap();
    assert!(ended.authentication_result.is_some_and(|result| result.id_token.is_some()));
    // The right answer has used the session up.
    let error = server.answer(&client, totp, session, &right).await.unwrap_err().into_service_error();
    assert!(error.is_not_authorized_exception(), "{error:?}");
}

#[tokio::test]
async fn a_user_with_two_factors_selects_one() {
    let server = Server::start();
    let pool = server.pool().await;
    server.set_mfa(&pool, &every_block()).await;
    let client = server.client_of(&pool).await;
    server.user(&pool, "ann").await;
    let token = server.tokens(&client, "ann").await.access_token.unwrap();
    let secret = server.enroll(&token).await;
    let both = PreferenceChange::new().with_totp(CodeSetting::ON).with_email(CodeSetting::ON);
    request::set_preference(&token, &both).send_with(&server.client).await.unwrap();

    let begun = server.password(&client, "ann").await;
    assert_eq!(begun.challenge_name(), Some(&ChallengeNameType::SelectMfaType));
    let choices = &begun.challenge_parameters.as_ref().unwrap()["MFAS_CAN_CHOOSE"];
    assert!(choices.contains("SOFTWARE_TOKEN_MFA") && choices.contains("EMAIL_OTP"), "{choices}");
    let select = [("ANSWER", "SOFTWARE_TOKEN_MFA".to_owned())];
    let selected = server.answer(&client, ChallengeNameType::SelectMfaType, begun.session().unwrap(), &select).await;
    let selected = selected.unwrap();
    assert_eq!(selected.challenge_name(), Some(&ChallengeNameType::SoftwareTokenMfa));
    let right = [("SOFTWARE_TOKEN_MFA_CODE", code(&secret, 1))];
    let session = selected.session().unwrap();
    let ended = server.answer(&client, ChallengeNameType::SoftwareTokenMfa, session, &right).await.unwrap();
    assert!(ended.authentication_result.is_some());

    // The other factor, with the code of its message.
    let begun = server.password(&client, "ann").await;
    let select = [("ANSWER", "EMAIL_OTP".to_owned())];
    let selected = server.answer(&client, ChallengeNameType::SelectMfaType, begun.session().unwrap(), &select).await;
    let right = [("EMAIL_OTP_CODE", server.message("ann"))];
    let session = selected.unwrap().session.unwrap();
    let ended = server.answer(&client, ChallengeNameType::EmailOtp, &session, &right).await.unwrap();
    assert!(ended.authentication_result.is_some());
}

#[tokio::test]
async fn a_sign_in_goes_on_after_a_restart_of_the_server() {
    let folder = std::env::temp_dir().join(format!("cognito-mfa-aws-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let data = folder.join("pools.redb");
    let server = Server::on(&data);
    let (_, client) = server.pool_with_totp().await;
    let begun = server.password(&client, "ann").await;
    let associated = server.client.associate_software_token().session(begun.session().unwrap()).send().await.unwrap();
    drop(server);

    let server = Server::on(&data);
    let verified = server.client.verify_software_token().session(associated.session().unwrap());
    let verified = verified.user_code(code(associated.secret_code().unwrap(), 0)).send().await.unwrap();
    drop(server);

    let server = Server::on(&data);
    let session = verified.session().unwrap();
    let ended = server.answer(&client, ChallengeNameType::MfaSetup, session, &[]).await.unwrap();
    assert!(ended.authentication_result.is_some());
    assert_eq!(server.password(&client, "ann").await.challenge_name(), Some(&ChallengeNameType::SoftwareTokenMfa));
    drop(server);
    std::fs::remove_dir_all(folder).unwrap();
}

/// What a client needs from an answer to prove a password, as JSON.
fn parameters(of: Option<&std::collections::HashMap<String, String>>) -> Value {
    json!(of.unwrap())
}

#[tokio::test]
async fn a_password_is_proven_with_srp_and_the_second_factor_follows() {
    let server = Server::start();
    let pool = server.pool().await;
    server.set_mfa(&pool, &every_block()).await;
    let client = server.client_of(&pool).await;
    server.user(&pool, "ann").await;
    let first_step = || {
        let begun = server.client.initiate_auth().client_id(&client).auth_flow(AuthFlowType::UserSrpAuth);
        begun.auth_parameters("USERNAME", "ann").auth_parameters("SRP_A", srp::public_value()).send()
    };
    let prove = async |password: &str| {
        let begun = first_step().await.unwrap();
        assert_eq!(begun.challenge_name(), Some(&ChallengeNameType::PasswordVerifier));
        let proof = srp::proof(&pool, &parameters(begun.challenge_parameters()), password);
        let proof =
            proof.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap().into()));
        let proof: Vec<(&str, String)> = proof.collect();
        let session = begun.session().unwrap_or_default();
        server.answer(&client, ChallengeNameType::PasswordVerifier, session, &proof).await
    };
    let error = prove("Wrong-Horse-1").await.unwrap_err().into_service_error();
    assert!(error.is_not_authorized_exception(), "{error:?}");
    let token = prove(PASSWORD).await.unwrap().authentication_result.unwrap().access_token.unwrap();

    let secret = server.enroll(&token).await;
    let totp = PreferenceChange::new().with_totp(CodeSetting::PREFERRED);
    request::set_preference(&token, &totp).send_with(&server.client).await.unwrap();
    let asked = prove(PASSWORD).await.unwrap();
    assert_eq!(asked.challenge_name(), Some(&ChallengeNameType::SoftwareTokenMfa));
    let right = [("SOFTWARE_TOKEN_MFA_CODE", code(&secret, 1))];
    let ended = server.answer(&client, ChallengeNameType::SoftwareTokenMfa, asked.session().unwrap(), &right).await;
    let refresh = ended.unwrap().authentication_result.unwrap().refresh_token.unwrap();
    let refreshed = server.client.get_tokens_from_refresh_token().client_id(&client).refresh_token(&refresh);
    let access = refreshed.send().await.unwrap().authentication_result.unwrap().access_token.unwrap();
    assert_eq!(server.client.get_user().access_token(access).send().await.unwrap().username(), "ann");
}

#[tokio::test]
async fn an_administrator_creates_a_user_who_chooses_a_password_and_sets_up_totp() {
    let server = Server::start();
    let (pool, client) = server.pool_with_totp().await;
    let email = AttributeType::builder().name("email").value("ben@shop.example").build().unwrap();
    let created = server.client.admin_create_user().user_pool_id(&pool).username("ben").user_attributes(email);
    created.temporary_password("Temporary-1").send().await.unwrap();
    let begun = server.client.admin_initiate_auth().user_pool_id(&pool).client_id(&client);
    let begun = begun.auth_flow(AuthFlowType::AdminUserPasswordAuth);
    let begun =
        begun.auth_parameters("USERNAME", "ben").auth_parameters("PASSWORD", "Temporary-1").send().await.unwrap();
    assert_eq!(begun.challenge_name(), Some(&ChallengeNameType::NewPasswordRequired));
    let parameters = begun.challenge_parameters().unwrap();
    assert_eq!(parameters["USER_ID_FOR_SRP"], "ben");
    assert!(parameters["userAttributes"].contains("ben@shop.example"), "{parameters:?}");

    let answer = |challenge: ChallengeNameType, session: &str| {
        let respond = server.client.admin_respond_to_auth_challenge().user_pool_id(&pool).client_id(&client);
        respond.challenge_name(challenge).session(session).challenge_responses("USERNAME", "ben")
    };
    let session = begun.session().unwrap();
    let weak = answer(ChallengeNameType::NewPasswordRequired, session).challenge_responses("NEW_PASSWORD", "short");
    let error = weak.send().await.unwrap_err().into_service_error();
    assert!(error.is_invalid_password_exception(), "{error:?}");
    let chosen = answer(ChallengeNameType::NewPasswordRequired, session).challenge_responses("NEW_PASSWORD", PASSWORD);
    let chosen = chosen.send().await.unwrap();
    assert_eq!(chosen.challenge_name(), Some(&ChallengeNameType::MfaSetup));

    let associated = server.client.associate_software_token().session(chosen.session().unwrap()).send().await.unwrap();
    let verified = server.client.verify_software_token().session(associated.session().unwrap());
    let verified = verified.user_code(code(associated.secret_code().unwrap(), 0)).send().await.unwrap();
    let ended = answer(ChallengeNameType::MfaSetup, verified.session().unwrap()).send().await.unwrap();
    assert!(ended.authentication_result.is_some_and(|result| result.refresh_token.is_some()));
    let factors = server.client.admin_get_user_auth_factors().user_pool_id(&pool).username("ben").send().await.unwrap();
    assert!(factors.configured_user_auth_factors().contains(&AuthFactorType::SoftwareToken), "{factors:?}");
}
