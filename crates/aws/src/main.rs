//! The command `cognito-mfa` with the option `--live`.
//!
//! It's the command of `cognito-mfa-cli` with the AWS SDK.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use anstream::{stderr, stdout};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use cognito_mfa_aws::live::{self, UserOptions};
use cognito_mfa_cli::{Console, LivePool, LivePools, LiveTarget, TakeUser};
use indicatif::ProgressDrawTarget;
use tokio::runtime::{self, Runtime};

/// How often a call is tried that is refused because of its rate. With the waits between them, it takes a few seconds.
const ATTEMPTS: u32 = 6;
const FIRST_WAIT: Duration = Duration::from_millis(250);
const CONNECT: Duration = Duration::from_secs(5);
const ATTEMPT: Duration = Duration::from_secs(20);

/// Live pools of AWS, or of another server.
struct Aws(Runtime);

impl LivePools for Aws {
    fn pool(&self, target: &LiveTarget) -> Result<LivePool, String> {
        let answers = self.0.block_on(async {
            let client = client(target).await;
            live::pool_answers(&client, &target.pool_id).await
        });
        let answers = answers.map_err(|error| error.to_string())?;
        let users = answers.user_pool.pointer("/UserPool/EstimatedNumberOfUsers");
        let estimated_users = users.and_then(serde_json::Value::as_u64);
        let answers = [&answers.user_pool, &answers.mfa_config, &answers.risk_configuration];
        Ok(LivePool { answers: answers.map(ToString::to_string).into(), estimated_users })
    }

    fn users(&self, target: &LiveTarget, take: TakeUser<'_>) -> Result<(), String> {
        let mut options = UserOptions::default();
        options.calls_per_second = target.calls_per_second;
        options.reads_auth_factors = target.reads_auth_factors;
        let read = self.0.block_on(async {
            let client = client(target).await;
            live::each_user(&client, &target.pool_id, &options, take).await
        });
        read.map_err(|error| error.to_string())
    }
}

/// A client for the Region of the pool, with the credentials of the SDK's default chain.
async fn client(target: &LiveTarget) -> Client {
    let region = target.pool_id.split('_').next().unwrap_or_default().to_owned();
    let http = aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build();
    let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(FIRST_WAIT);
    let config = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(region))
        .http_client(http.build_https())
        .timeout_config(timeouts)
        .retry_config(retries);
    let mut config = Builder::from(&config.load().await);
    if let Some(url) = &target.endpoint_url {
        config = config.endpoint_url(url);
    }
    Client::from_conf(config.build())
}

fn main() -> ExitCode {
    let runtime = match runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("cognito-mfa: {error}");
            return ExitCode::from(2);
        }
    };
    cognito_mfa_cli::read_live_pools_with(Box::new(Aws(runtime)));
    // Both streams remove the colors when they don't go to a terminal, or when NO_COLOR is set.
    let (mut out, mut err) = (io::BufWriter::new(stdout().lock()), stderr());
    let mut console =
        Console { input: &mut io::stdin(), out: &mut out, err: &mut err, progress: ProgressDrawTarget::stderr };
    ExitCode::from(cognito_mfa_cli::run(std::env::args_os().skip(1), &mut console))
}
