//! Two clients at the same time.

use aws_sdk_cognitoidentityprovider::types::{AttributeType, ChallengeNameType};
use cognito_mfa::command::SetMfaConfig;
use cognito_mfa::evidence::Profile;
use cognito_mfa::pool::{EmailMfa, MfaMode, SoftwareTokenMfa};
use cognito_mfa_aws::{live, request};

use crate::server::{Server, client, code, every_block};
use crate::sign_ins::set_up_totp;

#[tokio::test]
async fn one_of_two_clients_wins_and_no_change_is_lost() {
    let server = Server::start();
    let pool = server.pool().await;
    server.set_mfa(&pool, &every_block()).await;
    let other = client(&server.url);
    // Two clients set the whole configuration of one pool: the pool has exactly one of the two at the end.
    let totp = SetMfaConfig::new(MfaMode::Optional).with_software_token(SoftwareTokenMfa::ENABLED);
    let email = SetMfaConfig::new(MfaMode::Optional).with_email(EmailMfa::new());
    for _ in 0..20 {
        let (first, second) = tokio::join!(
            request::set_mfa_config(&pool, &totp).send_with(&server.client),
            request::set_mfa_config(&pool, &email).send_with(&other),
        );
        for error in [first.err(), second.err()].into_iter().flatten() {
            assert!(error.into_service_error().is_concurrent_modification_exception());
        }
        let read = live::pool_answers(&server.client, &pool).await.unwrap().pool(Profile::Observed).unwrap().pool;
        assert!(read.software_token_mfa.is_some() != read.email_mfa.is_some(), "{read:?}");
    }
    // Two clients answer the same session with the same right code: exactly one signs in.
    let (_, client) = server.pool_with_totp().await;
    let begun = server.password(&client, "ann").await;
    let secret = set_up_totp(&server, &client, begun.session().unwrap()).await;
    let begun = server.password(&client, "ann").await;
    let (session, right) = (begun.session().unwrap(), [("SOFTWARE_TOKEN_MFA_CODE", code(&secret, 1))]);
    let answer = || server.answer(&client, ChallengeNameType::SoftwareTokenMfa, session, &right);
    let (first, second) = tokio::join!(answer(), answer());
    assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
}

#[tokio::test]
async fn two_clients_change_one_user_and_no_change_is_lost() {
    let server = Server::start();
    let pool = server.pool().await;
    server.user(&pool, "ann").await;
    let change = async |number: usize| {
        let client = client(&server.url);
        for turn in 0..15 {
            let attribute =
                AttributeType::builder().name(format!("custom:{number}-{turn}")).value("set").build().unwrap();
            let changed = client.admin_update_user_attributes().user_pool_id(&pool).username("ann");
            changed.user_attributes(attribute).send().await.unwrap();
        }
    };
    tokio::join!(change(0), change(1));
    let user = server.client.admin_get_user().user_pool_id(&pool).username("ann").send().await.unwrap();
    let set = user.user_attributes().iter().filter(|attribute| attribute.name().starts_with("custom:"));
    assert_eq!(set.count(), 30);
}
