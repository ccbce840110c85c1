//! `cargo bench -p cognito-mfa-cli`: `impact` on users as JSON Lines, next to `serde_json` parsing the same lines into an
//! owned struct with the same members. Both read the same file and take turns; the figures are medians of one run.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark fails by panicking"
)]
#![allow(dead_code, reason = "serde_json fills in the struct, and nothing reads it")]

use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use cognito_mfa_cli::Console;
use indicatif::ProgressDrawTarget;
use serde::Deserialize;

const USERS: u64 = 200_000;
const ROUNDS: usize = 21;

/// The most that the ratio may be.
const BOUND: f64 = 1.3;

fn main() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let lines = folder.join("bench-users.jsonl");
    write_users(&lines);
    let pools = [("bench-before.json", BEFORE), ("bench-after.json", AFTER)];
    let pools = pools.map(|(name, text)| {
        std::fs::write(folder.join(name), text).unwrap();
        folder.join(name)
    });
    let (mut impact, mut parse) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        impact.push(seconds(|| run_impact(&pools, &lines)));
        parse.push(seconds(|| parse_owned(&lines)));
    }
    let (impact, parse) = (median(impact), median(parse));
    let each = |seconds: f64| seconds * 1e9 / USERS as f64;
    println!("impact/serde_json {:>9.0} ns next to {:>9.0} ns for one user", each(impact), each(parse));
    let ratio = impact / parse;
    println!("ratio impact/serde_json {ratio:.2}");
    assert!(ratio <= BOUND, "the ratio is {ratio:.2}, and its bound is {BOUND}");
}

const BEFORE: &str =
    r#"{"Resources":{"Pool":{"Type":"AWS::Cognito::UserPool","Properties":{"MfaConfiguration":"OFF"}}}}"#;

const AFTER: &str = r#"{"Resources":{"Pool":{"Type":"AWS::Cognito::UserPool","Properties":{
    "MfaConfiguration":"ON","EnabledMfas":["SOFTWARE_TOKEN_MFA"]}}}}"#;

/// Users as `AdminGetUser` returns them, with attributes of different lengths.
fn write_users(path: &Path) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    for user in 0..USERS {
        let name =
            format!("{:08x}-5c1d-70aa-b2b1-{:012x}", user.wrapping_mul(2_654_435_761) % (1 << 32), user * 48_271);
        write!(file, r#"{{"Username":"{name}","UserAttributes":[{{"Name":"sub","Value":"{name}"}}"#).unwrap();
        write!(file, r#",{{"Name":"email","Value":"user{user}@example.com"}}"#).unwrap();
        write!(file, r#",{{"Name":"email_verified","Value":"{}"}}"#, user % 5 != 0).unwrap();
        if user % 3 == 0 {
            write!(file, r#",{{"Name":"phone_number","Value":"+1555{user:07}"}}"#).unwrap();
            write!(file, r#",{{"Name":"phone_number_verified","Value":"true"}}"#).unwrap();
        }
        if user % 7 == 0 {
            write!(file, r#",{{"Name":"custom:note","Value":"said \"hello\" on day {user}"}}"#).unwrap();
        }
        write!(file, r#"],"UserCreateDate":"2024-02-05T09:15:42.512000+01:00","UserLastModifiedDate":1732600000.5"#)
            .unwrap();
        write!(file, r#","Enabled":true,"UserStatus":"CONFIRMED""#).unwrap();
        match user % 8 {
            0 => write!(
                file,
                r#","PreferredMfaSetting":"SOFTWARE_TOKEN_MFA","UserMFASettingList":["SMS_MFA","SOFTWARE_TOKEN_MFA"]"#
            ),
            1 => write!(file, r#","UserMFASettingList":["EMAIL_OTP"]"#),
            _ => Ok(()),
        }
        .unwrap();
        writeln!(file, "}}").unwrap();
    }
    file.flush().unwrap();
}

fn run_impact([before, after]: &[PathBuf; 2], lines: &Path) {
    let (mut input, mut out, mut err) = (std::io::empty(), Vec::new(), Vec::new());
    let mut console = Console { input: &mut input, out: &mut out, err: &mut err, progress: ProgressDrawTarget::hidden };
    let arguments = ["impact".as_ref(), before.as_os_str(), after.as_os_str(), "--users".as_ref(), lines.as_os_str()];
    let json = ["--json".as_ref()];
    let status = cognito_mfa_cli::run(arguments.into_iter().chain(json).map(Into::into), &mut console);
    let answer: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert!(status == 0 && answer["users"] == USERS, "{}", String::from_utf8_lossy(&err));
}

/// The members that the command reads, owned.
#[derive(Deserialize)]
struct User {
    #[serde(rename = "Username")]
    username: Option<String>,
    #[serde(rename = "UserStatus")]
    status: Option<String>,
    #[serde(rename = "Password")]
    password: Option<String>,
    #[serde(rename = "Enabled")]
    enabled: Option<bool>,
    phone_number: Option<String>,
    email: Option<String>,
    #[serde(rename = "SoftwareToken")]
    totp: Option<String>,
    #[serde(rename = "WebAuthnCredentials")]
    passkeys: Option<String>,
    #[serde(rename = "UserMFASettingList")]
    list: Option<Vec<String>>,
    #[serde(rename = "PreferredMfaSetting")]
    preferred: Option<String>,
    #[serde(rename = "ConfiguredUserAuthFactors")]
    configured: Option<Vec<String>>,
    #[serde(rename = "UserAttributes")]
    user_attributes: Option<Vec<Attribute>>,
    #[serde(rename = "Attributes")]
    attributes: Option<Vec<Attribute>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attribute {
    name: Option<String>,
    value: Option<String>,
}

fn parse_owned(lines: &Path) {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(lines).unwrap());
    let (mut line, mut users) = (Vec::new(), 0);
    while reader.read_until(b'\n', &mut line).unwrap() > 0 {
        let user: User = serde_json::from_slice(&line).unwrap();
        users += 1;
        black_box(&user);
        line.clear();
    }
    assert_eq!(users, USERS);
}

fn seconds(run: impl Fn()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
