//! A server of its own for each test, and what most tests do with it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::config::retry::RetryConfig;
use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_cognitoidentityprovider::error::SdkError;
use aws_sdk_cognitoidentityprovider::operation::initiate_auth::InitiateAuthOutput;
use aws_sdk_cognitoidentityprovider::operation::respond_to_auth_challenge::{
    RespondToAuthChallengeError, RespondToAuthChallengeOutput,
};
use aws_sdk_cognitoidentityprovider::types::{
    AdvancedSecurityModeType, AttributeType, AuthFactorType, AuthFlowType, AuthenticationResultType, ChallengeNameType,
    EmailConfigurationType, EmailSendingAccountType, ExplicitAuthFlowsType, SignInPolicyType, UserPoolAddOnsType,
    UserPoolPolicyType, UserPoolTierType,
};
use cognito_mfa::command::SetMfaConfig;
use cognito_mfa::pool::{
    EmailMfa, FactorConfiguration, MfaMode, SoftwareTokenMfa, UserVerification, WebAuthnConfiguration,
};
use cognito_mfa_aws::request;
use serde_json::Value;
use totp_rs::{Algorithm, Builder, Secret};

pub(crate) const PASSWORD: &str = "Correct-Horse-1";

/// A server of its own for each test. It ends with the test.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
    pub(crate) client: Client,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A client that sends each request once, in plain HTTP.
pub(crate) fn client(url: &str) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(url)
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "static"))
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    Client::from_conf(config.build())
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::with(&["--memory"])
    }

    /// A server that keeps everything in this file.
    pub(crate) fn on(data: &Path) -> Self {
        Self::with(&["--data", data.to_str().unwrap()])
    }

    fn with(storage: &[&str]) -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/debug/cognito-mfa-server");
        let command = Command::new(&program).args(storage).args(["--port", "0"]).stdout(Stdio::piped()).spawn();
        let mut process = command.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().last().unwrap().to_owned();
        Self { process, client: client(&url), url }
    }

    /// The code that was last sent to the user.
    pub(crate) fn message(&self, username: &str) -> String {
        let host = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET /outbox HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let messages: Vec<Value> = serde_json::from_str(response.split_once("\r\n\r\n").unwrap().1).unwrap();
        let last = messages.iter().rev().find(|message| message["Username"] == username).unwrap();
        last["Code"].as_str().unwrap().to_owned()
    }

    /// A pool in ESSENTIALS with only PASSWORD as a first factor that requires TOTP, an app client of it, and a user.
    pub(crate) async fn pool_with_totp(&self) -> (String, String) {
        let created = self.client.create_user_pool().pool_name("staff").user_pool_tier(UserPoolTierType::Essentials);
        let pool = created.send().await.unwrap().user_pool.unwrap().id.unwrap();
        self.set_mfa(&pool, &SetMfaConfig::new(MfaMode::On).with_software_token(SoftwareTokenMfa::ENABLED)).await;
        let client = self.client_of(&pool).await;
        self.user(&pool, "ann").await;
        (pool, client)
    }

    /// A pool in PLUS that sends its own email, with PASSWORD and `WEB_AUTHN` as first factors, and its ID.
    pub(crate) async fn pool(&self) -> String {
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

    pub(crate) async fn set_mfa(&self, pool: &str, change: &SetMfaConfig<'_>) {
        let input = request::set_mfa_config(pool, change);
        input.send_with(&self.client).await.unwrap();
    }

    pub(crate) async fn client_of(&self, pool: &str) -> String {
        let created = self.client.create_user_pool_client().user_pool_id(pool).client_name("web");
        let created = created
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserPasswordAuth)
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowAdminUserPasswordAuth)
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserSrpAuth)
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowRefreshTokenAuth)
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserAuth);
        created.send().await.unwrap().user_pool_client.unwrap().client_id.unwrap()
    }

    pub(crate) async fn user(&self, pool: &str, name: &str) {
        let attribute = |name: &str, value: &str| AttributeType::builder().name(name).value(value).build().unwrap();
        let created = self.client.admin_create_user().user_pool_id(pool).username(name);
        let created = created
            .user_attributes(attribute("email", "ann@shop.example"))
            .user_attributes(attribute("email_verified", "true"));
        created.send().await.unwrap();
        let set = self.client.admin_set_user_password().user_pool_id(pool).username(name);
        set.password(PASSWORD).permanent(true).send().await.unwrap();
    }

    pub(crate) async fn password(&self, client: &str, name: &str) -> InitiateAuthOutput {
        let begun = self.client.initiate_auth().client_id(client).auth_flow(AuthFlowType::UserPasswordAuth);
        begun.auth_parameters("USERNAME", name).auth_parameters("PASSWORD", PASSWORD).send().await.unwrap()
    }

    /// The tokens of a user who needs only a password.
    pub(crate) async fn tokens(&self, client: &str, name: &str) -> AuthenticationResultType {
        self.password(client, name).await.authentication_result.unwrap()
    }

    /// Enrolls a software token for the user of the access token, and returns the secret. The code of this step is used up.
    pub(crate) async fn enroll(&self, token: &str) -> String {
        let associated = self.client.associate_software_token().access_token(token).send().await.unwrap();
        let secret = associated.secret_code.unwrap();
        let verified = self.client.verify_software_token().access_token(token).user_code(code(&secret, 0));
        verified.send().await.unwrap();
        secret
    }

    /// Ann's answer to a challenge.
    pub(crate) async fn answer(
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

pub(crate) type Answered = Result<RespondToAuthChallengeOutput, SdkError<RespondToAuthChallengeError, HttpResponse>>;

/// The code of this secret, so many steps of 30 seconds from now.
pub(crate) fn code(secret: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(30).with_secret(secret);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    totp.build_noncompliant().generate(now.checked_add_signed(steps * 30).unwrap()).to_string()
}

/// Every block of `SetUserPoolMfaConfig`.
pub(crate) fn every_block() -> SetMfaConfig<'static> {
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
