//! Each exception arrives as the type that the SDK has for it in that operation.

use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata as _;
use aws_sdk_cognitoidentityprovider::types::{
    AccountTakeoverActionType, AccountTakeoverActionsType, AccountTakeoverEventActionType,
    AccountTakeoverRiskConfigurationType, AuthFlowType, ChallengeNameType, UserPoolTierType,
};
use cognito_mfa::command::{PreferenceChange, SetMfaConfig, SmsMfaBlock, Switch};
use cognito_mfa::pool::{EmailMfa, MfaMode, SmsMfa};
use cognito_mfa_aws::live::{self, LiveError};
use cognito_mfa_aws::request;

use crate::server::{PASSWORD, Server, code};
use crate::sign_ins::set_up_totp;

/// The call fails with the exception that this method recognizes, and with this message.
macro_rules! refused {
    ($call:expr, $is:ident) => {{
        let error = $call.await.unwrap_err().into_service_error();
        assert!(error.$is(), "{}: {error:?}", stringify!($is));
        error
    }};
    ($call:expr, $is:ident, $message:expr) => {
        assert_eq!(refused!($call, $is).message(), Some($message))
    };
}

#[tokio::test]
async fn a_refused_pool_is_a_typed_exception_with_the_services_message() {
    let server = Server::start();
    let (pool, aws) = (server.pool().await, &server.client);
    let sms = SetMfaConfig::new(MfaMode::On).with_sms(SmsMfaBlock::new(SmsMfa::default()));
    refused!(
        request::set_mfa_config(&pool, &sms).send_with(aws),
        is_invalid_parameter_exception,
        "Invalid SMS MFA configuration given, the user pool has no SMS configuration."
    );
    refused!(
        request::set_mfa_config(&pool, &SetMfaConfig::new(MfaMode::On)).send_with(aws),
        is_invalid_parameter_exception,
        "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."
    );
    let lite = aws.create_user_pool().pool_name("lite").user_pool_tier(UserPoolTierType::Lite).send().await.unwrap();
    let lite = lite.user_pool.unwrap().id.unwrap();
    let email = SetMfaConfig::new(MfaMode::Optional).with_email(EmailMfa::default());
    refused!(request::set_mfa_config(&lite, &email).send_with(aws), is_feature_unavailable_in_tier_exception);
    let action = AccountTakeoverActionType::builder().notify(false);
    let action = action.event_action(AccountTakeoverEventActionType::Block).build().unwrap();
    let actions = AccountTakeoverActionsType::builder().high_action(action).build();
    let takeover = AccountTakeoverRiskConfigurationType::builder().actions(actions).build();
    let risk = aws.set_risk_configuration().user_pool_id(&lite).account_takeover_risk_configuration(takeover);
    refused!(risk.send(), is_user_pool_add_on_not_enabled_exception);
    refused!(aws.describe_user_pool().user_pool_id("us-east-1_Missing01").send(), is_resource_not_found_exception);

    let missing = live::pool_answers(aws, "us-east-1_Missing01").await.unwrap_err();
    let LiveError::Call { operation, reason, .. } = &missing else { panic!("{missing:?}") };
    assert_eq!(*operation, "DescribeUserPool");
    assert!(reason.starts_with("ResourceNotFoundException: "), "{reason}");
}

#[tokio::test]
async fn a_refused_sign_in_is_a_typed_exception() {
    let server = Server::start();
    let (pool, aws) = (server.pool().await, &server.client);
    let client = server.client_of(&pool).await;
    server.user(&pool, "ann").await;
    let start = |name: &str, password: &str| {
        let begun = aws.initiate_auth().client_id(&client).auth_flow(AuthFlowType::UserPasswordAuth);
        begun.auth_parameters("USERNAME", name).auth_parameters("PASSWORD", password).send()
    };
    let wrong = "Incorrect username or password.";
    refused!(start("ann", "Wrong-Horse-1"), is_not_authorized_exception, wrong);
    refused!(start("bob", PASSWORD), is_user_not_found_exception, "User does not exist.");
    refused!(aws.admin_get_user().user_pool_id(&pool).username("bob").send(), is_user_not_found_exception);
    refused!(
        aws.initiate_auth()
            .client_id("missing")
            .auth_flow(AuthFlowType::UserPasswordAuth)
            .auth_parameters("USERNAME", "ann")
            .auth_parameters("PASSWORD", PASSWORD)
            .send(),
        is_resource_not_found_exception
    );

    let sign_up =
        |name: &str, password: &str| aws.sign_up().client_id(&client).username(name).password(password).send();
    refused!(sign_up("ann", PASSWORD), is_username_exists_exception);
    refused!(sign_up("ben", "short"), is_invalid_password_exception);
    sign_up("ben", PASSWORD).await.unwrap();
    refused!(start("ben", PASSWORD), is_user_not_confirmed_exception);
    let confirm = aws.confirm_sign_up().client_id(&client).username("ben").confirmation_code("no-code");
    // The user has no address, so no code was sent.
    refused!(confirm.send(), is_expired_code_exception);
    aws.admin_reset_user_password().user_pool_id(&pool).username("ann").send().await.unwrap();
    refused!(start("ann", PASSWORD), is_password_reset_required_exception);
}

#[tokio::test]
async fn a_refused_factor_is_a_typed_exception() {
    let server = Server::start();
    let (pool, aws) = (server.pool().await, &server.client);
    let client = server.client_of(&pool).await;
    server.user(&pool, "ann").await;
    let token = server.tokens(&client, "ann").await.access_token.unwrap();
    // The pool has neither TOTP nor a relying party.
    refused!(aws.associate_software_token().access_token(&token).send(), is_software_token_mfa_not_found_exception);
    let passkey = PreferenceChange::new().with_passkey(Switch::On);
    refused!(request::set_preference(&token, &passkey).send_with(aws), is_invalid_parameter_exception);
    refused!(aws.get_user().access_token("not.a.token").send(), is_not_authorized_exception);
    let (lite, _) = server.pool_with_totp().await;
    let client = server.client_of(&lite).await;
    let begun = server.password(&client, "ann").await;
    let associated = aws.associate_software_token().session(begun.session().unwrap()).send().await.unwrap();
    let verify = aws.verify_software_token().session(associated.session().unwrap()).user_code("000000");
    refused!(verify.send(), is_enable_software_token_mfa_exception);

    let begun = server.password(&client, "ann").await;
    let secret = set_up_totp(&server, &client, begun.session().unwrap()).await;
    let begun = server.password(&client, "ann").await;
    let totp = |code: String| {
        let respond = aws.respond_to_auth_challenge().client_id(&client).session(begun.session().unwrap());
        let respond = respond.challenge_name(ChallengeNameType::SoftwareTokenMfa);
        respond.challenge_responses("USERNAME", "ann").challenge_responses("SOFTWARE_TOKEN_MFA_CODE", code).send()
    };
    refused!(totp(code(&secret, -1_000)), is_code_mismatch_exception);
    // The set-up has used the code of this step up.
    refused!(totp(code(&secret, 0)), is_expired_code_exception);
    totp(code(&secret, 1)).await.unwrap();
    refused!(totp(code(&secret, 1)), is_not_authorized_exception);
}
