//! Where the codes come from that a server sends by message.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

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

impl Codes {
    /// The newest code for this user.
    pub(crate) fn newest(&self, pool: &str, username: &str) -> Option<String> {
        match self {
            Self::None => None,
            Self::Fixed(code) => Some(code.clone()),
            Self::Outbox(url) => {
                let agent: Agent =
                    Agent::config_builder().proxy(None).timeout_global(Some(Duration::from_secs(10))).build().into();
                let body =
                    agent.get(url).call().ok()?.body_mut().with_config().limit(16 * 1024 * 1024).read_to_vec().ok()?;
                let messages: Vec<Value> = serde_json::from_slice(&body).ok()?;
                let is_for = |message: &&Value, name: &str, value: &str| {
                    message.get(name).is_none_or(|own| own.as_str() == Some(value))
                };
                let message = messages.iter().rev().find(|message| {
                    is_for(message, "Username", username)
                        && is_for(message, "UserPoolId", pool)
                        && message.get("Code").is_some()
                })?;
                message.get("Code")?.as_str().map(Into::into)
            }
            Self::Command(command) => {
                let shell = Command::new("sh")
                    .args(["-c", command])
                    .env("COGNITO_USERNAME", username)
                    .env("COGNITO_USER_POOL_ID", pool)
                    .output()
                    .ok()?;
                let code = String::from_utf8(shell.stdout).ok()?;
                Some(code.trim().to_string()).filter(|code| shell.status.success() && !code.is_empty())
            }
        }
    }
}
