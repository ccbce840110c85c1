//! The AWS SDK for Rust against this project's server: the four operations of the API change, sign-ins, and reading a live pool.
//!
//! The tests need the server's program: `cargo build -p cognito-mfa-server` in the repository's root builds it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_imports,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking, and the conversions concern most types"
)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::operation::initiate_auth::InitiateAuthOutput;
use aws_sdk_cognitoidentityprovider::operation::respond_to_auth_challenge::{
    RespondToAuthChallengeError, RespondToAuthChallengeOutput,
};
use aws_sdk_cognitoidentityprovider::types::{
    AccountTakeoverActionType, AccountTakeoverActionsType, AccountTakeoverEventActionType,
    AccountTakeoverRiskConfigurationType, AdvancedSecurityModeType, AttributeType, AuthFactorType, AuthFlowType,
    ChallengeNameType, EmailConfigurationType, EmailSendingAccountType, ExplicitAuthFlowsType, SignInPolicyType,
    UserPoolAddOnsType, UserPoolPolicyType, UserPoolTierType,
};
use cognito_mfa::command::{CodeSetting, PreferenceChange, SetMfaConfig, SmsMfaBlock, Switch};
use cognito_mfa::evidence::Profile;
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{
    EmailMfa, FactorConfiguration, MfaMode, RiskAction, SmsConfiguration, SmsMfa, SoftwareTokenMfa, Tier,
    UserVerification, WebAuthnConfiguration,
};
use cognito_mfa_aws::live::{self, LiveError, UserOptions};
use cognito_mfa_aws::request;
use totp_rs::{Algorithm, Builder, Secret};

const PASSWORD: &str = "Correct-Horse-1";

/// A server of its own for each test. It ends with the test.
struct Server {
    process: Child,
    client: Client,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn start() -> Self {
        Self::with(&["--memory"])
    }

    /// A server that keeps everything in this file.
    fn on(data: &Path) -> Self {
        Self::with(&["--data", data.to_str().unwrap()])
    }

    fn with(storage: &[&str]) -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/debug/cognito-mfa-server");
        let command = Command::new(&program).args(storage).args(["--port", "0"]).stdout(Stdio::piped()).spawn();
        let mut process = command.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().last().unwrap();
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(url)
            .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "static"))
            .retry_config(RetryConfig::disabled())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Self { process, client: Client::from_conf(config) }
    }

    /// A pool in ESSENTIALS with only PASSWORD as a first factor that requires TOTP, an app client of it, and a user.
    async fn pool_with_totp(&self) -> (String, String) {
        let created = self.client.create_user_pool().pool_name("staff").user_pool_tier(UserPoolTierType::Essentials);
        let pool = created.send().await.unwrap().user_pool.unwrap().id.unwrap();
        self.set_mfa(&pool, &SetMfaConfig::new(MfaMode::On).with_software_token(SoftwareTokenMfa::ENABLED)).await;
        let client = self.client_of(&pool).await;
        self.user(&pool, "ann").await;
        (pool, client)
    }

    /// A pool in PLUS that sends its own email, with PASSWORD and `WEB_AUTHN` as first factors, and its ID.
    async fn pool(&self) -> String {
        let policy = SignInPolicyType::builder()
            .allowed_first_auth_factors(AuthFactorType::Password)
            .allowed_first_auth_factors(AuthFactorType::WebAuthn);
        let email = EmailConfigurationType::builder()
            .email_sending_account(EmailSendingAccountType::Developer)
            .source_arn("arn:aws:ses:us-east-1:123456789012:identity/shop@example.com");
        let add_ons = UserPoolAddOnsType::builder().advanced_security_mode(AdvancedSecurityModeType::Enforced);
        let created = self.client.create_user_pool();
        let created = created
            .pool_name("shop")
            .user_pool_tier(UserPoolTierType::Plus)
            .policies(UserPoolPolicyType::builder().sign_in_policy(policy.build()).build())
            .email_configuration(email.build())
            .user_pool_add_ons(add_ons.build().unwrap());
        created.send().await.unwrap().user_pool.unwrap().id.unwrap()
    }

    async fn set_mfa(&self, pool: &str, change: &SetMfaConfig<'_>) {
        let input = request::set_mfa_config(pool, change);
        input.send_with(&self.client).await.unwrap();
    }

    async fn client_of(&self, pool: &str) -> String {
        let created = self.client.create_user_pool_client().user_pool_id(pool).client_name("web");
        let created = created
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserPasswordAuth)
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserAuth);
        created.send().await.unwrap().user_pool_client.unwrap().client_id.unwrap()
    }

    async fn user(&self, pool: &str, name: &str) {
        let attribute = |name: &str, value: &str| AttributeType::builder().name(name).value(value).build().unwrap();
        let created = self.client.admin_create_user().user_pool_id(pool).username(name);
        let created = created
            .user_attributes(attribute("email", "ann@shop.example"))
            .user_attributes(attribute("email_verified", "true"));
        created.send().await.unwrap();
        let set = self.client.admin_set_user_password().user_pool_id(pool).username(name);
        set.password(PASSWORD).permanent(true).send().await.unwrap();
    }

    async fn password(&self, client: &str, name: &str) -> InitiateAuthOutput {
        let begun = self.client.initiate_auth().client_id(client).auth_flow(AuthFlowType::UserPasswordAuth);
        begun.auth_parameters("USERNAME", name).auth_parameters("PASSWORD", PASSWORD).send().await.unwrap()
    }

    /// Ann's answer to a challenge.
    async fn answer(
        &self,
        client: &str,
        challenge: ChallengeNameType,
        session: &str,
        responses: &[(&str, String)],
    ) -> Answered {
        let respond = self.client.respond_to_auth_challenge().client_id(client).challenge_name(challenge);
        let mut respond = respond.session(session).challenge_responses("USERNAME", "ann");
        for (name, value) in responses {
            respond = respond.challenge_responses(*name, value);
        }
        respond.send().await
    }
}

type Answered = Result<RespondToAuthChallengeOutput, SdkError<RespondToAuthChallengeError, HttpResponse>>;

/// The code of this secret, so many steps of 30 seconds from now.
fn code(secret: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(30).with_secret(secret);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    totp.build_noncompliant().generate(now.checked_add_signed(steps * 30).unwrap()).to_string()
}

/// Every block of `SetUserPoolMfaConfig`.
fn every_block() -> SetMfaConfig<'static> {
    SetMfaConfig::new(MfaMode::Optional)
        .with_software_token(SoftwareTokenMfa::ENABLED)
        .with_email(EmailMfa::new().with_message("Code {####}").with_subject("Sign in"))
        .with_web_authn(
            WebAuthnConfiguration::new()
                .with_relying_party_id("shop.example")
                .with_user_verification(UserVerification::Required)
                .with_factor_configuration(FactorConfiguration::MultiFactorWithUserVerification),
        )
}

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
async fn the_exceptions_are_those_that_the_sdk_knows() {
    let server = Server::start();
    let pool = server.pool().await;
    let sms = SetMfaConfig::new(MfaMode::On).with_sms(SmsMfaBlock::new(SmsMfa::default()));
    let error = request::set_mfa_config(&pool, &sms).send_with(&server.client).await.unwrap_err().into_service_error();
    assert!(error.is_invalid_parameter_exception(), "{error:?}");
    let message = "Invalid SMS MFA configuration given, the user pool has no SMS configuration.";
    assert_eq!(error.message(), Some(message));

    let lite = server.client.create_user_pool().pool_name("lite").user_pool_tier(UserPoolTierType::Lite);
    let lite = lite.send().await.unwrap().user_pool.unwrap().id.unwrap();
    let email = SetMfaConfig::new(MfaMode::Optional).with_email(EmailMfa::default());
    let error =
        request::set_mfa_config(&lite, &email).send_with(&server.client).await.unwrap_err().into_service_error();
    assert!(error.is_feature_unavailable_in_tier_exception(), "{error:?}");

    let client = server.client_of(&pool).await;
    server.user(&pool, "ann").await;
    let wrong = server.client.initiate_auth().client_id(&client).auth_flow(AuthFlowType::UserPasswordAuth);
    let wrong = wrong.auth_parameters("USERNAME", "ann").auth_parameters("PASSWORD", "Wrong-Horse-1").send().await;
    let error = wrong.unwrap_err().into_service_error();
    assert!(error.is_not_authorized_exception(), "{error:?}");
    assert_eq!(error.message(), Some("Incorrect username or password."));
    let absent = server.client.admin_get_user().user_pool_id(&pool).username("bob").send().await.unwrap_err();
    assert!(absent.into_service_error().is_user_not_found_exception());

    let missing = live::pool_answers(&server.client, "us-east-1_Missing01").await.unwrap_err();
    let LiveError::Call { operation, reason, .. } = &missing else { panic!("{missing:?}") };
    assert_eq!(*operation, "DescribeUserPool");
    assert!(reason.starts_with("ResourceNotFoundException: "), "{reason}");
}

/// Sets up TOTP in the sign-in that the session is of, and returns the secret.
async fn set_up_totp(server: &Server, client: &str, session: &str) -> String {
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
    let token = server.password(&client, "ann").await.authentication_result.unwrap().access_token.unwrap();
    let associated = server.client.associate_software_token().access_token(&token).send().await.unwrap();
    let secret = associated.secret_code().unwrap();
    let verified = server.client.verify_software_token().access_token(&token).user_code(code(secret, 0));
    verified.send().await.unwrap();
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
    let right = [("SOFTWARE_TOKEN_MFA_CODE", code(secret, 1))];
    let session = selected.session().unwrap();
    let ended = server.answer(&client, ChallengeNameType::SoftwareTokenMfa, session, &right).await.unwrap();
    assert!(ended.authentication_result.is_some());
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
    let token = server.password(&client, "ann").await.authentication_result.unwrap().access_token.unwrap();
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
async fn one_of_two_clients_wins_and_no_change_is_lost() {
    let server = Server::start();
    let pool = server.pool().await;
    server.set_mfa(&pool, &every_block()).await;
    server.user(&pool, "ann").await;
    // Two clients set the whole configuration of one pool: the pool has exactly one of the two at the end.
    let totp = SetMfaConfig::new(MfaMode::Optional).with_software_token(SoftwareTokenMfa::ENABLED);
    let email = SetMfaConfig::new(MfaMode::Optional).with_email(EmailMfa::new());
    for _ in 0..20 {
        let (first, second) = tokio::join!(
            request::set_mfa_config(&pool, &totp).send_with(&server.client),
            request::set_mfa_config(&pool, &email).send_with(&server.client),
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

#[tokio::test]
async fn users_are_counted_with_their_preferences_and_without_their_names() {
    let server = Server::start();
    let pool = server.pool().await;
    server.set_mfa(&pool, &every_block()).await;
    let client = server.client_of(&pool).await;
    for name in ["ann", "ben", "cyd"] {
        server.user(&pool, name).await;
    }
    let token = server.password(&client, "ann").await.authentication_result.unwrap().access_token.unwrap();
    let associated = server.client.associate_software_token().access_token(&token).send().await.unwrap();
    let verified = server.client.verify_software_token().access_token(&token);
    verified.user_code(code(associated.secret_code().unwrap(), 0)).send().await.unwrap();
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
