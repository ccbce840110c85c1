//! A live user pool: its settings, and how many users of each kind it has.
//!
//! Reading users needs one or two calls for each of them, because `ListUsers` shows neither the MFA preference nor TOTP tokens.
//! The calls wait for each other, at most so many a second as you allow. The quota of `AdminGetUser` is shared with your
//! application.

use std::time::Duration;

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use cognito_mfa::evidence::Profile;
use cognito_mfa::wire::{DecodeError, DescribedPool, PoolAnswer, UserAnswer, UserFault};
use cognito_mfa_insight::Population;
use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use crate::answer;

/// The answers that describe a pool, as the JSON of the API.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PoolAnswers {
    /// `DescribeUserPool`
    pub user_pool: Value,
    /// `GetUserPoolMfaConfig`
    pub mfa_config: Value,
    /// `DescribeRiskConfiguration`
    pub risk_configuration: Value,
}

/// Why a live pool can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LiveError {
    /// A call failed.
    #[error("{operation} failed: {reason}")]
    Call {
        /// The operation.
        operation: &'static str,
        /// The exception and its message, or what happened to the connection. It holds no credentials.
        reason: String,
    },
    /// An answer describes a pool that the engine refuses.
    #[error("The answer of the service can't be read: {0}")]
    Pool(#[from] DecodeError),
    /// An answer describes a user that the engine refuses.
    #[error("The answer of the service about a user can't be read: {0}")]
    User(#[from] UserFault),
}

/// What to read about users.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserOptions {
    /// The most calls per second. The default is 20.
    pub calls_per_second: u32,
    /// Whether to call `AdminGetUserAuthFactors`, too. Only it shows a TOTP token that is enrolled, but not enabled.
    pub reads_auth_factors: bool,
}

impl Default for UserOptions {
    fn default() -> Self {
        Self { calls_per_second: 20, reads_auth_factors: true }
    }
}

/// The users of a pool, counted by what matters to the decision. No name, attribute or other personal data is kept.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CountedUsers {
    /// The users that the engine models.
    pub population: Population,
    /// How many users have the status `ARCHIVED`, `COMPROMISED` or `UNKNOWN`, which the engine doesn't model.
    pub skipped: u64,
}

/// Fetches what describes the pool.
///
/// # Errors
///
/// [`LiveError::Call`] if a call fails.
pub async fn pool_answers(client: &Client, pool_id: &str) -> Result<PoolAnswers, LiveError> {
    let user_pool = client.describe_user_pool().user_pool_id(pool_id).send().await;
    let user_pool = user_pool.map_err(|error| failed("DescribeUserPool", error))?;
    let mfa_config = client.get_user_pool_mfa_config().user_pool_id(pool_id).send().await;
    let mfa_config = mfa_config.map_err(|error| failed("GetUserPoolMfaConfig", error))?;
    let risk = client.describe_risk_configuration().user_pool_id(pool_id).send().await;
    let risk = risk.map_err(|error| failed("DescribeRiskConfiguration", error))?;
    Ok(PoolAnswers {
        user_pool: answer::user_pool(&user_pool),
        mfa_config: answer::mfa_config(&mfa_config),
        risk_configuration: answer::risk_configuration(&risk),
    })
}

impl PoolAnswers {
    /// The pool.
    ///
    /// # Errors
    ///
    /// [`LiveError::Pool`] if an answer has a value that the engine doesn't know.
    pub fn pool(&self, profile: Profile) -> Result<DescribedPool, LiveError> {
        let texts = [&self.user_pool, &self.mfa_config, &self.risk_configuration].map(Value::to_string);
        let answers = texts.iter().map(|text| PoolAnswer::decode(text)).collect::<Result<Vec<_>, _>>()?;
        Ok(DescribedPool::new(answers, profile))
    }
}

/// Counts the users of the pool, page by page. `progress` is called with the number of users after each of them.
///
/// A call that is refused because of its rate is tried again by the SDK, as its configuration says.
///
/// # Errors
///
/// [`LiveError::Call`] if a call fails, and [`LiveError::User`] if the engine can't read an answer. A user that was deleted since
/// its page was read is left out.
pub async fn count_users(
    client: &Client,
    pool_id: &str,
    options: &UserOptions,
    mut progress: impl FnMut(u64),
) -> Result<CountedUsers, LiveError> {
    let mut pace = Pace::new(options.calls_per_second);
    let mut users = CountedUsers::default();
    let mut total = 0;
    let mut token = None;
    loop {
        pace.wait().await;
        let listed = client.list_users().user_pool_id(pool_id).set_pagination_token(token).send().await;
        let listed = listed.map_err(|error| failed("ListUsers", error))?;
        for username in listed.users().iter().filter_map(|user| user.username()) {
            if users.add(client, pool_id, username, options, &mut pace).await? {
                total += 1;
                progress(total);
            }
        }
        token = listed.pagination_token;
        if token.is_none() {
            return Ok(users);
        }
    }
}

impl CountedUsers {
    /// Reads and counts a user. Returns whether the user still exists.
    async fn add(
        &mut self,
        client: &Client,
        pool_id: &str,
        username: &str,
        options: &UserOptions,
        pace: &mut Pace,
    ) -> Result<bool, LiveError> {
        pace.wait().await;
        let answered = client.admin_get_user().user_pool_id(pool_id).username(username).send().await;
        let json = match answered {
            Ok(user) => answer::user(&user).to_string(),
            Err(error) if is_gone(&error) => return Ok(false),
            Err(error) => return Err(failed("AdminGetUser", error)),
        };
        let user = UserAnswer::decode(&json)?;
        if user.status_not_modelled.is_some() {
            self.skipped = self.skipped.saturating_add(1);
            return Ok(true);
        }
        let mut description = user.description;
        if options.reads_auth_factors {
            pace.wait().await;
            let factors = client.admin_get_user_auth_factors().user_pool_id(pool_id).username(username).send().await;
            let factors = match factors {
                Ok(factors) => answer::auth_factors(&factors).to_string(),
                Err(error) if is_gone(&error) => return Ok(false),
                Err(error) => return Err(failed("AdminGetUserAuthFactors", error)),
            };
            description = description.with_auth_factors(UserAnswer::decode(&factors)?.description);
        }
        self.population.add(description.facts()?, 1);
        Ok(true)
    }
}

/// Lets a call start at most so many times a second.
struct Pace {
    interval: Duration,
    next: Instant,
}

impl Pace {
    fn new(per_second: u32) -> Self {
        Self { interval: Duration::from_secs(1) / per_second.max(1), next: Instant::now() }
    }

    async fn wait(&mut self) {
        sleep_until(self.next).await;
        self.next = Instant::now() + self.interval;
    }
}

fn is_gone<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error.code() == Some("UserNotFoundException")
}

#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn failed<E, R>(operation: &'static str, error: SdkError<E, R>) -> LiveError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let reason = match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        (None, _) => DisplayErrorContext(&error).to_string(),
    };
    // The service's messages can be as long as a request.
    LiveError::Call { operation, reason: reason.chars().take(400).collect() }
}
