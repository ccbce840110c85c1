//! The four operations of the API change, and reading a live pool and its users.

use aws_sdk_cognitoidentityprovider::types::{
    AccountTakeoverActionType, AccountTakeoverActionsType, AccountTakeoverEventActionType,
    AccountTakeoverRiskConfigurationType,
};
use cognito_mfa::command::{CodeSetting, PreferenceChange, SmsMfaBlock, Switch};
use cognito_mfa::evidence::Profile;
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{MfaMode, RiskAction, SmsConfiguration, SmsMfa, Tier};
use cognito_mfa_aws::live::{self, UserOptions};
use cognito_mfa_aws::request;

use crate::server::{Server, every_block};

#[tokio::test]
async fn a_live_pool_equals_the_pool_of_the_engine() {
    let server = Server::start();
    let pool = server.pool().await;
    server.set_mfa(&pool, &every_block()).await;
    let action = AccountTakeoverActionType::builder()
        .notify(false)
        .event_action(AccountTakeoverEventActionType::MfaRequired)
        .build()
        .unwrap();
    let actions = AccountTakeoverActionsType::builder().high_action(action).build();
    let takeover = AccountTakeoverRiskConfigurationType::builder().actions(actions).build();
    let set = server.client.set_risk_configuration().user_pool_id(&pool);
    set.account_takeover_risk_configuration(takeover).send().await.unwrap();

    let read = live::pool_answers(&server.client, &pool).await.unwrap().pool(Profile::Observed).unwrap();
    assert_eq!(read.id.as_deref(), Some(pool.as_str()));
    let read = read.pool;
    assert_eq!((read.tier, read.mode), (Tier::Plus, MfaMode::Optional));
    assert_eq!(read.email_mfa.as_ref().and_then(|email| email.subject.as_deref()), Some("Sign in"));
    assert_eq!(read.web_authn, every_block().web_authn);
    assert!(read.policy().offers(Factor::Totp) && read.policy().offers(Factor::Email));
    assert_eq!(read.risk_actions.high, RiskAction::MfaRequired);
}

#[tokio::test]
async fn the_four_operations_take_every_member() {
    let server = Server::start();
    let pool = server.pool().await;
    let sms = SmsConfiguration::new().with_sns_caller_arn("arn:aws:iam::123456789012:role/sms").with_external_id("x1");
    let sms = SmsMfaBlock::new(SmsMfa::new().with_message("Code {####}")).with_configuration(sms);
    let change = every_block().with_sms(sms);
    let set = request::set_mfa_config(&pool, &change).send_with(&server.client).await.unwrap();
    let get = server.client.get_user_pool_mfa_config().user_pool_id(&pool).send().await.unwrap();
    let change = request::set_mfa_config(&pool, &change).build().unwrap();
    for (name, same) in [
        (
            "mode",
            set.mfa_configuration == change.mfa_configuration && get.mfa_configuration == change.mfa_configuration,
        ),
        ("email", get.email_mfa_configuration == change.email_mfa_configuration),
        ("software token", get.software_token_mfa_configuration == change.software_token_mfa_configuration),
        ("passkeys of the answer", set.web_authn_configuration == change.web_authn_configuration),
        ("passkeys", get.web_authn_configuration == change.web_authn_configuration),
        ("message", get.sms_mfa_configuration().unwrap().sms_authentication_message() == Some("Code {####}")),
        ("role", get.sms_mfa_configuration().unwrap().sms_configuration().unwrap().external_id() == Some("x1")),
    ] {
        assert!(same, "{name}: {set:?} {get:?}");
    }

    let client = server.client_of(&pool).await;
    server.user(&pool, "ann").await;
    let token = server.tokens(&client, "ann").await.access_token.unwrap();
    let change = PreferenceChange::new()
        .with_sms(CodeSetting::OFF)
        .with_totp(CodeSetting::OFF)
        .with_email(CodeSetting::PREFERRED)
        .with_passkey(Switch::Off);
    request::admin_set_preference(&pool, "ann", &change).send_with(&server.client).await.unwrap();
    request::set_preference(&token, &change).send_with(&server.client).await.unwrap();
    let user = server.client.admin_get_user().user_pool_id(&pool).username("ann").send().await.unwrap();
    assert_eq!(user.preferred_mfa_setting(), Some("EMAIL_OTP"));
    assert_eq!(user.user_mfa_setting_list(), ["EMAIL_OTP"]);
}

#[tokio::test]
async fn users_are_counted_with_their_preferences_and_without_their_names() {
    let server = Server::start();
    let pool = server.pool().await;
    server.set_mfa(&pool, &every_block()).await;
    let client = server.client_of(&pool).await;
    for name in ["ann", "ben", "cyd"] {
        server.user(&pool, name).await;
    }
    let token = server.tokens(&client, "ann").await.access_token.unwrap();
    server.enroll(&token).await;
    let email = PreferenceChange::new().with_email(CodeSetting::PREFERRED);
    request::admin_set_preference(&pool, "ben", &email).send_with(&server.client).await.unwrap();
    let none = PreferenceChange::new().with_totp(CodeSetting::OFF).with_passkey(Switch::Off);
    request::set_preference(&token, &none).send_with(&server.client).await.unwrap();

    let mut seen = 0;
    let mut options = UserOptions::default();
    options.calls_per_second = 1_000;
    let users = live::count_users(&server.client, &pool, &options, |count| seen = count).await.unwrap();
    assert_eq!((seen, users.population.users(), users.skipped), (3, 3, 0));
    let classes: Vec<_> = users.population.classes().collect();
    assert_eq!(classes.len(), 3, "{classes:?}");
    let count = |has: &dyn Fn(cognito_mfa::UserFacts) -> bool| -> u64 {
        classes.iter().filter(|(facts, _)| has(*facts)).map(|(_, count)| count).sum()
    };
    // Ann's token isn't enabled, so only AdminGetUserAuthFactors shows it.
    assert_eq!(count(&|facts| facts.has_totp()), 1);
    assert_eq!(count(&|facts| facts.enabled().contains(Factor::Email)), 1);

    options.reads_auth_factors = false;
    let fewer = live::count_users(&server.client, &pool, &options, |_| {}).await.unwrap();
    assert_eq!(fewer.population.classes().filter(|(facts, _)| facts.has_totp()).count(), 0);
}
