//! Where the codes that a server sends by message come from.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::Agent;

use crate::connection::PATIENCE;

/// The most that is read from a source, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;
/// The time between two looks at a command that has closed its output.
const POLL: Duration = Duration::from_millis(10);

/// Where the codes come from that a server sends by message.
///
/// [`Suite`](crate::Suite) has an example.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Codes {
    /// There is no source. What needs a code isn't applicable.
    #[default]
    None,
    /// Every code is this one.
    Fixed(String),
    /// A URL that answers with a JSON array of messages, the newest last. Each message has the members `Username` and
    /// `Code`.
    Outbox(String),
    /// A shell command that prints the newest code. The environment variables `COGNITO_USERNAME` and
    /// `COGNITO_USER_POOL_ID` have the server's names.
    Command(String),
}

/// A source of codes in a run. It isn't asked again after it failed several times in a row.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    codes: &'a Codes,
    /// The time for each code.
    timeout: Duration,
    /// The failures since the last answer.
    failures: AtomicUsize,
}

/// The source can't be asked: nothing answers, in time, in the form that it must have.
struct Unavailable;

impl<'a> Source<'a> {
    pub(crate) const fn new(codes: &'a Codes, timeout: Duration) -> Self {
        Self { codes, timeout, failures: AtomicUsize::new(0) }
    }

    /// The newest code for this user, or the reason why there is none.
    pub(crate) fn newest(&self, pool: &str, username: &str) -> Result<String, &'static str> {
        if self.failures.load(Ordering::Relaxed) >= PATIENCE {
            return Err("the source of codes failed 5 times in a row");
        }
        let newest = match self.codes {
            Codes::None => return Err("there is no source of codes"),
            Codes::Fixed(code) => return Ok(code.clone()),
            Codes::Outbox(url) => self.newest_message(url, pool, username),
            Codes::Command(command) => self.printed(command, pool, username),
        };
        if let Ok(code) = newest {
            self.failures.store(0, Ordering::Relaxed);
            code.ok_or("the source has no code for this user")
        } else {
            self.failures.fetch_add(1, Ordering::Relaxed);
            Err("the source of codes can't be read")
        }
    }

    fn newest_message(&self, url: &str, pool: &str, username: &str) -> Result<Option<String>, Unavailable> {
        let agent: Agent = Agent::config_builder().proxy(None).timeout_global(Some(self.timeout)).build().into();
        let mut response = agent.get(url).call().map_err(|_| Unavailable)?;
        let body = response.body_mut().with_config().limit(LIMIT).read_to_vec().map_err(|_| Unavailable)?;
        let messages: Vec<Value> = serde_json::from_slice(&body).map_err(|_| Unavailable)?;
        let is_for =
            |message: &Value, name: &str, value: &str| message.get(name).is_none_or(|own| own.as_str() == Some(value));
        let code = |message: &Value| {
            let is_own = is_for(message, "Username", username) && is_for(message, "UserPoolId", pool);
            message.get("Code").filter(|_| is_own).and_then(Value::as_str).map(String::from)
        };
        Ok(messages.iter().rev().find_map(code))
    }

    /// What the command prints, without spaces around it. A command that fails has no code.
    fn printed(&self, command: &str, pool: &str, username: &str) -> Result<Option<String>, Unavailable> {
        let mut shell = Command::new("sh")
            .args(["-c", command])
            .env("COGNITO_USERNAME", username)
            .env("COGNITO_USER_POOL_ID", pool)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| Unavailable)?;
        let started = Instant::now();
        let (sender, receiver) = mpsc::channel();
        if let Some(output) = shell.stdout.take() {
            thread::spawn(move || {
                let mut code = String::new();
                // Without a receiver, the time is over.
                let _ = sender.send(output.take(LIMIT).read_to_string(&mut code).map(|_| code));
            });
        }
        let printed = receiver.recv_timeout(self.timeout);
        // A command can close its output and go on.
        let status = loop {
            match shell.try_wait() {
                Ok(None) if printed.is_ok() && started.elapsed() < self.timeout => thread::sleep(POLL),
                Ok(Some(status)) => break Some(status),
                Ok(None) | Err(_) => break None,
            }
        };
        let (Ok(printed), Some(status)) = (printed, status) else {
            let _ = shell.kill().and_then(|()| shell.wait());
            return Err(Unavailable);
        };
        let code = printed.map_err(|_| Unavailable)?.trim().to_string();
        Ok(Some(code).filter(|code| status.success() && !code.is_empty()))
    }
}
