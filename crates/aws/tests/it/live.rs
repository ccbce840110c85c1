//! The command with `--live`, against this project's server, and against one that fails on purpose.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::server::{PASSWORD, Server};
use aws_sdk_cognitoidentityprovider::types::{
    AccountTakeoverActionType, AccountTakeoverActionsType, AccountTakeoverEventActionType,
    AccountTakeoverRiskConfigurationType, AdvancedSecurityModeType, AttributeType, SoftwareTokenMfaConfigType,
    UserPoolAddOnsType, UserPoolMfaType, UserPoolTierType,
};

/// A server, and a folder for the command. Both end with the test.
struct Shell {
    server: Server,
    folder: PathBuf,
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Shell {
    fn start(test: &str) -> Self {
        Self { server: Server::start(), folder: folder(test) }
    }

    /// A pool with optional TOTP and this many users.
    async fn pool(&self, users: usize) -> String {
        let client = &self.server.client;
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
        run(&self.folder, &[arguments, &["--endpoint-url", &self.server.url]].concat(), true)
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
    let shell = Shell::start("lint");
    let pool = shell.pool(0).await;
    let output = shell.run(&["lint", "--live", &pool]);
    let printed = text(&output.stdout);
    assert!(printed.contains("optional-is-opt-in") && printed.contains(&pool), "{printed}{}", text(&output.stderr));
    assert!(output.status.code().is_some_and(|status| status < 2));
}

#[tokio::test]
async fn the_users_of_several_pages_are_counted_and_their_histogram_gives_the_same_answer() {
    let shell = Shell::start("impact");
    let pool = shell.pool(70).await;
    let after = shell.folder.join("after.json");
    let off = format!(
        r#"{{"UserPool":{{"Id":"{pool}","UserPoolTier":"ESSENTIALS","MfaConfiguration":"OFF"}}}} {{"MfaConfiguration":"OFF"}}"#
    );
    std::fs::write(&after, off).unwrap();
    let live = shell.run(&[
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
    let counts = std::fs::read_to_string(shell.folder.join("counts.csv")).unwrap();
    assert!(!counts.contains("ann") && counts.contains("FORCE_CHANGE_PASSWORD"), "{counts}");
    let again = shell.run(&["impact", "--live", &pool, "after.json", "--json", "--histogram", "counts.csv"]);
    assert_eq!(text(&again.stdout), printed);
    let fewer = shell.run(&[
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
    let shell = Shell::start("failures");
    let output = shell.run(&["lint", "--live", "local_Missing01"]);
    check_failure(&output, &["local_Missing01: DescribeUserPool", "ResourceNotFoundException", "Check the pool's ID"]);
    let arguments = ["lint", "--live", "local_a1", "--endpoint-url", &shell.server.url];
    check_failure(&run(&shell.folder, &arguments, false), &["DescribeUserPool of the pool local_a1", "AWS_PROFILE"]);
    let closed = ["lint", "--live", "local_a1", "--endpoint-url", "http://127.0.0.1:9"];
    check_failure(&run(&shell.folder, &closed, true), &["DescribeUserPool of the pool local_a1", "Check the network"]);
}

/// A server that answers each call as a function of the operation and of how often it was called before: with a status and a body.
struct Fake {
    url: String,
    calls: Arc<Mutex<BTreeMap<String, u32>>>,
}

impl Fake {
    fn start(answer: impl Fn(&str, u32) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let calls: Arc<Mutex<BTreeMap<String, u32>>> = Arc::default();
        let (counted, answer) = (Arc::clone(&calls), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (counted, answer) = (Arc::clone(&counted), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &counted, &*answer));
            }
        });
        Self { url, calls }
    }

    /// A pool that can be read, with answers to the calls about users.
    fn with_users(answer: impl Fn(&str, u32) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self::start(move |operation, before| match operation {
            "DescribeUserPool" => (200, r#"{"UserPool":{"Id":"local_a1","MfaConfiguration":"OFF"}}"#.into()),
            "GetUserPoolMfaConfig" => (200, r#"{"MfaConfiguration":"OFF"}"#.into()),
            "DescribeRiskConfiguration" => (200, r#"{"RiskConfiguration":{"UserPoolId":"local_a1"}}"#.into()),
            _ => answer(operation, before),
        })
    }

    fn calls(&self, operation: &str) -> u32 {
        self.calls.lock().unwrap().get(operation).copied().unwrap_or_default()
    }
}

/// Serves the requests of a connection.
fn serve(stream: TcpStream, calls: &Mutex<BTreeMap<String, u32>>, answer: &dyn Fn(&str, u32) -> (u16, String)) {
    let mut stream = BufReader::new(stream);
    loop {
        let (mut operation, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).is_ok_and(|read| read == 0) {
                return;
            }
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                if line.trim_end().is_empty() {
                    break;
                }
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                "x-amz-target" => value.split('.').next_back().unwrap().clone_into(&mut operation),
                "content-length" => length = value.parse().unwrap(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        let before = {
            let mut calls = calls.lock().unwrap();
            let count = calls.entry(operation.clone()).or_default();
            *count += 1;
            *count - 1
        };
        let (status, body) = answer(&operation, before);
        let head = format!(
            "HTTP/1.1 {status} Status\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.get_mut().write_all(format!("{head}{body}").as_bytes()).unwrap();
    }
}

fn refusal(error_type: &str, message: &str) -> (u16, String) {
    (400, format!(r#"{{"__type":"{error_type}","message":"{message}"}}"#))
}

const ANN: &str = r#"{"Username":"secret-ann","Enabled":true,"UserStatus":"CONFIRMED","Attributes":[{"Name":"email","Value":"ann@secret.example"},{"Name":"email_verified","Value":"true"}]}"#;

fn folder(test: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cognito-mfa-live-{test}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn wrong_arguments_are_reported_before_the_first_call() {
    let fake = Fake::with_users(|_, _| refusal("AccessDeniedException", "Not called"));
    let folder = folder("arguments");
    for files in [&["before.json", "after.json"][..], &[], &["--before", "before.json"]] {
        let arguments = [&["impact", "--live", "local_a1", "--endpoint-url", &fake.url][..], files].concat();
        let output = run(&folder, &arguments, true);
        let error = text(&output.stderr);
        assert!(error.contains("--live is the pool before the change. Expected one file, AFTER"), "{error}");
        assert_eq!(output.status.code(), Some(2));
    }
    assert_eq!(fake.calls("DescribeUserPool"), 0);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_call_that_is_throttled_is_tried_again() {
    let fake = Fake::with_users(|operation, before| match operation {
        _ if before < 2 => refusal("TooManyRequestsException", "Rate exceeded"),
        "ListUsers" => (200, format!(r#"{{"Users":[{ANN}]}}"#)),
        _ => (200, r#"{"Username":"secret-ann","ConfiguredUserAuthFactors":["PASSWORD"]}"#.into()),
    });
    let folder = folder("throttled");
    let lint = ["lint", "--live", "local_a1", "--count-users", "--write-histogram", "counts.csv"];
    let output = run(&folder, &[&lint[..], &["--endpoint-url", &fake.url]].concat(), true);
    assert!(output.status.code().is_some_and(|status| status < 2), "{}", text(&output.stderr));
    assert_eq!((fake.calls("ListUsers"), fake.calls("AdminGetUserAuthFactors")), (3, 3));
    let counts = std::fs::read_to_string(folder.join("counts.csv")).unwrap();
    assert_eq!(counts.lines().count(), 2, "{counts}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_call_that_is_always_throttled_ends_with_advice() {
    let fake = Fake::start(|_, _| refusal("TooManyRequestsException", "Rate exceeded"));
    let folder = folder("always-throttled");
    let output = run(&folder, &["lint", "--live", "local_a1", "--endpoint-url", &fake.url], true);
    check_failure(
        &output,
        &["DescribeUserPool", "TooManyRequestsException: Rate exceeded. Allow fewer calls per second"],
    );
    assert_eq!(fake.calls("DescribeUserPool"), 6);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_call_that_is_not_allowed_names_the_call_and_is_not_repeated() {
    let denied = "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: cognito-idp:ListUsers";
    let fake = Fake::with_users(move |_, _| refusal("AccessDeniedException", denied));
    let folder = folder("denied");
    let arguments = ["lint", "--live", "local_a1", "--count-users", "--endpoint-url", &fake.url];
    check_failure(
        &run(&folder, &arguments, true),
        &["ListUsers of the pool local_a1", denied, "Allow the call in the IAM"],
    );
    assert_eq!(fake.calls("ListUsers"), 1);

    let expired = Fake::start(|_, _| refusal("ExpiredTokenException", "The security token has expired"));
    let arguments = ["lint", "--live", "local_a1", "--endpoint-url", &expired.url];
    check_failure(&run(&folder, &arguments, true), &["ExpiredTokenException", "AWS_PROFILE"]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_endpoint_that_is_no_user_pool_service_is_named() {
    let folder = folder("html");
    for (status, body) in [(200, "<html>Sign in</html>"), (404, "<html>Not found</html>"), (200, "")] {
        let fake = Fake::start(move |_, _| (status, body.to_owned()));
        let output = run(&folder, &["lint", "--live", "local_a1", "--endpoint-url", &fake.url], true);
        check_failure(&output, &["local_a1"]);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_failed_call_about_a_user_does_not_name_the_user() {
    let message = "Internal problem with secret-ann (ann@secret.example)";
    let fake = Fake::with_users(move |operation, _| match operation {
        "ListUsers" => (200, format!(r#"{{"Users":[{ANN}]}}"#)),
        _ => refusal("InvalidParameterException", message),
    });
    let folder = folder("private");
    for option in [&["--write-histogram", "counts.csv"][..], &["--no-auth-factors"]] {
        let arguments =
            [&["lint", "--live", "local_a1", "--count-users", "--endpoint-url", &fake.url][..], option].concat();
        let output = run(&folder, &arguments, true);
        check_failure(&output, &["InvalidParameterException: Internal problem with"]);
        let written = std::fs::read_to_string(folder.join("counts.csv")).unwrap_or_default();
        for shown in [text(&output.stderr), text(&output.stdout), written] {
            assert!(!shown.contains("secret"), "{shown}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

impl Shell {
    /// A user of the pool with a verified TOTP token that isn't enabled.
    async fn enrolled_user(&self, pool: &str, name: &str) -> String {
        let client = &self.server.client;
        let app = self.server.client_of(pool).await;
        let email = format!("{name}@secret.example");
        let email = AttributeType::builder().name("email").value(email).build().unwrap();
        client.admin_create_user().user_pool_id(pool).username(name).user_attributes(email).send().await.unwrap();
        let set = client.admin_set_user_password().user_pool_id(pool).username(name);
        set.password(PASSWORD).permanent(true).send().await.unwrap();
        let token = self.server.tokens(&app, name).await.access_token.unwrap();
        self.server.enroll(&token).await;
        token
    }
}

#[tokio::test]
async fn a_token_that_is_enrolled_and_not_enabled_is_counted_and_no_user_is_named() {
    let shell = Shell::start("enrolled");
    let pool = shell.pool(1).await;
    let token = shell.enrolled_user(&pool, "secret-ben").await;
    let count = |options: &[&str]| {
        let lint = ["lint", "--live", &pool, "--count-users", "--calls-per-second", "1000"];
        let output = shell.run(&[&lint[..], options].concat());
        let shown = text(&output.stdout) + &text(&output.stderr);
        assert!(output.status.code().is_some_and(|status| status < 2), "{shown}");
        assert!(!shown.contains("secret") && !shown.contains(&token), "{shown}");
        shown
    };
    let shown = count(&["--write-histogram", "counts.csv"]);
    let counts = std::fs::read_to_string(shell.folder.join("counts.csv")).unwrap();
    assert!(!counts.contains("secret") && !counts.contains(&token), "{counts}");
    let place = counts.lines().next().unwrap().split(',').position(|name| name == "software_token").unwrap();
    let verified = counts.lines().filter(|line| line.split(',').nth(place) == Some("verified"));
    assert_eq!(verified.count(), 1, "{counts}{shown}");
    // Without that operation, the token isn't shown, and no file may say that there's none.
    count(&["--no-auth-factors"]);
    let both = ["--count-users", "--no-auth-factors", "--write-histogram", "counts.csv"];
    let output = shell.run(&[&["lint", "--live", &pool], &both[..]].concat());
    let error = text(&output.stderr);
    assert!(error.contains("cannot be used with") && output.status.code() == Some(2), "{error}");
}

#[tokio::test]
async fn the_risk_configuration_of_a_live_pool_is_judged() {
    let shell = Shell::start("risk");
    let client = &shell.server.client;
    let add_ons = UserPoolAddOnsType::builder().advanced_security_mode(AdvancedSecurityModeType::Enforced);
    let pool = client.create_user_pool().pool_name("shop").user_pool_tier(UserPoolTierType::Plus);
    let pool = pool.user_pool_add_ons(add_ons.build().unwrap()).send().await.unwrap().user_pool.unwrap().id.unwrap();
    let lint = || text(&shell.run(&["lint", "--live", &pool, "--json"]).stdout);
    assert!(!lint().contains("risk-blocks-everyone"), "{}", lint());
    let block = AccountTakeoverActionType::builder().notify(false);
    let block = block.event_action(AccountTakeoverEventActionType::Block).build().unwrap();
    let actions = AccountTakeoverActionsType::builder().high_action(block).build();
    let takeover = AccountTakeoverRiskConfigurationType::builder().actions(actions).build();
    let set = client.set_risk_configuration().user_pool_id(&pool);
    set.account_takeover_risk_configuration(takeover).send().await.unwrap();
    assert!(lint().contains("risk-blocks-everyone"), "{}", lint());
}
