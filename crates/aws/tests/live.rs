//! The command with `--live`, against this project's server.
#![cfg(feature = "live")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_cognitoidentityprovider::types::{SoftwareTokenMfaConfigType, UserPoolMfaType};

/// A server, which ends with the test, and a folder of the test.
struct Server {
    process: Child,
    url: String,
    folder: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Server {
    fn start(test: &str) -> Self {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/debug/cognito-mfa-server");
        let command = Command::new(&program).args(["--memory", "--port", "0"]).stdout(Stdio::piped()).spawn();
        let mut process = command.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().last().unwrap().to_owned();
        let folder = std::env::temp_dir().join(format!("cognito-mfa-live-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { process, url, folder }
    }

    fn client(&self) -> Client {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(&self.url)
            .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "static"))
            .http_client(aws_smithy_http_client::Builder::new().build_http());
        Client::from_conf(config.build())
    }

    /// A pool with optional TOTP and this many users.
    async fn pool(&self, users: usize) -> String {
        let client = self.client();
        let pool = client.create_user_pool().pool_name("shop").send().await.unwrap();
        let pool = pool.user_pool.unwrap().id.unwrap();
        let totp = SoftwareTokenMfaConfigType::builder().enabled(true).build();
        let set = client.set_user_pool_mfa_config().user_pool_id(&pool).mfa_configuration(UserPoolMfaType::Optional);
        set.software_token_mfa_configuration(totp).send().await.unwrap();
        for user in 0..users {
            let created = client.admin_create_user().user_pool_id(&pool).username(format!("ann-{user}"));
            created.send().await.unwrap();
        }
        pool
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run(&self.folder, &[arguments, &["--endpoint-url", &self.url]].concat(), true)
    }
}

fn run(folder: &Path, arguments: &[&str], has_credentials: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cognito-mfa"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("AWS_EC2_METADATA_DISABLED", "true");
    if has_credentials {
        command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "secret");
    }
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The command fails with this on standard error.
#[track_caller]
fn check_failure(output: &Output, expected: &[&str]) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    for part in expected {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(error.trim_end().lines().count(), 1, "{error}");
}

#[tokio::test]
async fn a_live_pool_is_linted() {
    let server = Server::start("lint");
    let pool = server.pool(0).await;
    let output = server.run(&["lint", "--live", &pool]);
    let printed = text(&output.stdout);
    assert!(printed.contains("optional-is-opt-in") && printed.contains(&pool), "{printed}{}", text(&output.stderr));
    assert!(output.status.code().is_some_and(|status| status < 2));
}

#[tokio::test]
async fn the_users_of_several_pages_are_counted_and_their_histogram_gives_the_same_answer() {
    let server = Server::start("impact");
    let pool = server.pool(70).await;
    let after = server.folder.join("after.json");
    let off = format!(
        r#"{{"UserPool":{{"Id":"{pool}","UserPoolTier":"ESSENTIALS","MfaConfiguration":"OFF"}}}} {{"MfaConfiguration":"OFF"}}"#
    );
    std::fs::write(&after, off).unwrap();
    let live = server.run(&[
        "impact",
        "--live",
        &pool,
        "after.json",
        "--json",
        "--calls-per-second",
        "1000",
        "--write-histogram",
        "counts.csv",
    ]);
    let printed = text(&live.stdout);
    assert_eq!(live.status.code(), Some(0), "{printed}{}", text(&live.stderr));
    assert!(printed.contains(r#""users":70"#), "{printed}");
    let counts = std::fs::read_to_string(server.folder.join("counts.csv")).unwrap();
    assert!(!counts.contains("ann") && counts.contains("FORCE_CHANGE_PASSWORD"), "{counts}");
    let again = server.run(&["impact", "--live", &pool, "after.json", "--json", "--histogram", "counts.csv"]);
    assert_eq!(text(&again.stdout), printed);
    let fewer = server.run(&[
        "impact",
        "--live",
        &pool,
        "after.json",
        "--json",
        "--calls-per-second",
        "1000",
        "--no-auth-factors",
    ]);
    assert!(text(&fewer.stdout).contains(r#""users":70"#), "{}", text(&fewer.stderr));
}

#[tokio::test]
async fn each_failed_call_is_one_sentence_with_the_pool_and_the_call() {
    let server = Server::start("failures");
    let output = server.run(&["lint", "--live", "local_Missing01"]);
    check_failure(&output, &["local_Missing01: DescribeUserPool", "ResourceNotFoundException", "Check the pool's ID"]);
    let arguments = ["lint", "--live", "local_a1", "--endpoint-url", &server.url];
    check_failure(&run(&server.folder, &arguments, false), &["DescribeUserPool of the pool local_a1", "AWS_PROFILE"]);
    let closed = ["lint", "--live", "local_a1", "--endpoint-url", "http://127.0.0.1:9"];
    check_failure(&run(&server.folder, &closed, true), &["DescribeUserPool of the pool local_a1", "Check the network"]);
}
