//! A load test: requests per second, their latency, and the share of the time that policy takes.
//!
//! `cargo run --release -p cognito-mfa-server --example load` measures with the store in memory and in a file. The clients and
//! the server share the machine, so each takes its part of the processor.

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use cognito_mfa::factor::{CodeFactor, Factor, FactorSet};
use cognito_mfa::pool::MfaMode;
use cognito_mfa::sign_in::{FirstFactor, SignInContext};
use cognito_mfa::user::{MfaPreference, Password, Totp, UserStatus};
use cognito_mfa::wire::Request;
use cognito_mfa::{CredentialStamp, PoolPolicy, SignIn, User};
use cognito_mfa_server::clock::SystemClock;
use cognito_mfa_server::http::{Limits, Server};
use cognito_mfa_server::random::SystemRandom;
use cognito_mfa_server::store::{Durable, Memory, Store};
use cognito_mfa_server::{Service, Settings};
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const CLIENTS: usize = 4;
const SECONDS: u64 = 5;
const PASSWORD: &str = "Correct-Horse-1";

fn main() -> Outcome<()> {
    let path = std::env::temp_dir().join(format!("cognito-mfa-load-{}.redb", std::process::id()));
    measure("memory", Box::new(Memory::default()))?;
    let measured = Durable::open(&path).map_err(Into::into).and_then(|store| measure("file", Box::new(store)));
    std::fs::remove_file(&path)?;
    measured
}

fn measure(name: &str, store: Box<dyn Store>) -> Outcome<()> {
    let service = Service::open(store, Box::new(SystemRandom), Box::new(SystemClock), Settings::default())?;
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    thread::spawn(move || -> Outcome<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            Server::new(service, Limits::default(), None).run(listener, std::future::pending()).await;
            Ok(())
        })
    });

    let mut client = Client::connect(address)?;
    let pool = id(&client.call("CreateUserPool", &json!({"PoolName": "load"}))?, "/UserPool/Id")?;
    let mfa = json!({"UserPoolId": pool, "MfaConfiguration": "OPTIONAL",
        "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    client.call("SetUserPoolMfaConfig", &mfa)?;
    let app = json!({"UserPoolId": pool, "ClientName": "load", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]});
    let app = id(&client.call("CreateUserPoolClient", &app)?, "/UserPoolClient/ClientId")?;
    for number in 0..CLIENTS {
        let username = format!("user-{number}");
        client.call("AdminCreateUser", &json!({"UserPoolId": pool, "Username": username}))?;
        let password = json!({"UserPoolId": pool, "Username": username, "Password": PASSWORD, "Permanent": true});
        client.call("AdminSetUserPassword", &password)?;
    }
    let policy = policy_time(&sign_in(&app, 0))?;
    println!("store      operation           clients  requests/s     p50     p99   policy of one request");
    for clients in [1, CLIENTS] {
        for operation in ["AdminGetUser", "AdminUpdateUserAttributes", "InitiateAuth"] {
            let body = |number: usize, turn: usize| match operation {
                "InitiateAuth" => sign_in(&app, number),
                "AdminGetUser" => json!({"UserPoolId": pool, "Username": format!("user-{number}")}),
                _ => json!({"UserPoolId": pool, "Username": format!("user-{number}"),
                    "UserAttributes": [{"Name": "name", "Value": turn.to_string()}]}),
            };
            let mut times = load(address, operation, clients, &body)?;
            times.sort_unstable();
            let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
            let mean = times.iter().sum::<Duration>() / u32::try_from(times.len())?;
            let per_second = times.len() as u64 / SECONDS;
            print!("{name:<10} {operation:<26} {clients:>1} {per_second:>11} {:>7.2?} {:>7.2?}", at(50), at(99));
            if operation == "InitiateAuth" && clients == 1 {
                print!("   {policy:.2?}, {:.3} %", 100.0 * policy.as_secs_f64() / mean.as_secs_f64());
            }
            println!();
        }
    }
    Ok(())
}

/// The ID at this place of an answer.
fn id(answer: &Value, place: &str) -> Outcome<Value> {
    Ok(answer.pointer(place).ok_or("the answer has no ID")?.clone())
}

fn sign_in(client: &Value, number: usize) -> Value {
    let parameters = json!({"USERNAME": format!("user-{number}"), "PASSWORD": PASSWORD});
    json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters})
}

/// The time of each request.
fn load(
    address: SocketAddr,
    operation: &str,
    clients: usize,
    body: &(impl Fn(usize, usize) -> Value + Sync),
) -> Outcome<Vec<Duration>> {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|number| {
                scope.spawn(move || -> Outcome<Vec<Duration>> {
                    let mut client = Client::connect(address)?;
                    let (mut times, begun) = (Vec::new(), Instant::now());
                    while begun.elapsed() < Duration::from_secs(SECONDS) {
                        let sent = Instant::now();
                        client.call(operation, &body(number, times.len()))?;
                        times.push(sent.elapsed());
                    }
                    Ok(times)
                })
            })
            .collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(thread.join().map_err(|_| "a client panicked")??);
        }
        Ok(all)
    })
}

/// What the engine takes for a sign-in: decoding the request, and deciding.
fn policy_time(body: &Value) -> Outcome<Duration> {
    const TURNS: u32 = 100_000;
    let body = body.to_string();
    let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    ann.totp = Totp::Verified;
    ann.preference = MfaPreference::new(FactorSet::of(&[Factor::Totp]), Some(CodeFactor::Totp))?;
    let mode = MfaMode::Optional;
    let pool = PoolPolicy::default().with_mode(mode).with_configured(FactorSet::of(&[Factor::Totp]));
    let begun = Instant::now();
    for _ in 0..TURNS {
        black_box(Request::decode("InitiateAuth", black_box(&body))?);
        let context = SignInContext::default();
        let _ = black_box(SignIn::begin(black_box(&pool), black_box(ann), FirstFactor::Password, context, None));
    }
    Ok(begun.elapsed() / TURNS)
}

/// A connection that stays open.
struct Client {
    stream: BufReader<TcpStream>,
}

impl Client {
    fn connect(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    fn call(&mut self, operation: &str, body: &Value) -> Outcome<Value> {
        let body = body.to_string();
        let request = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n\
             X-Amz-Target: AWSCognitoIdentityProviderService.{operation}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length) = (String::new(), 0);
        self.stream.read_line(&mut status)?;
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            let line = line.trim_end().to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse()?;
            }
        }
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer)?;
        if !status.contains(" 200 ") {
            return Err(String::from_utf8_lossy(&answer).into_owned().into());
        }
        Ok(serde_json::from_slice(&answer)?)
    }
}
