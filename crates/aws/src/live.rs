//! A live user pool: its settings, and how many users of each kind it has.
//!
//! Reading users needs one call for each of them, because `ListUsers` shows neither the MFA preference nor TOTP tokens. The calls
//! run one after another, and start at most as often as you allow. Your application shares their quota.

use std::time::Duration;

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::types::UserType;
use cognito_mfa::evidence::Profile;
use cognito_mfa::wire::{DecodeError, DescribedPool, PoolAnswer, UserAnswer, UserDescription, UserFault};
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
    #[error("{operation} of the pool {pool_id} failed: {}. {}", .reason.trim_end_matches('.'), .fault.advice())]
    Call {
        /// The pool.
        pool_id: String,
        /// The operation.
        operation: &'static str,
        /// What kind of fault it is.
        fault: CallFault,
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

/// Why a call failed, as far as it decides what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallFault {
    /// The pool doesn't exist in this account and Region.
    NoSuchPool,
    /// There are no credentials, or the service refuses them.
    NoCredentials,
    /// The credentials don't allow the call.
    AccessDenied,
    /// The call was refused because of its rate, each time that it was tried.
    Throttled,
    /// The endpoint can't be reached, or doesn't answer in time.
    Unreachable,
    /// Something else. The reason says what.
    Other,
}

/// What to read about users.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserOptions {
    /// The largest number of calls that start in a second. The default is 20.
    pub calls_per_second: u32,
    /// Whether to call `AdminGetUserAuthFactors` for each user instead of `AdminGetUser`. Only it shows a TOTP token that is
    /// enrolled, but not enabled.
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
    let user_pool = user_pool.map_err(|error| failed(pool_id, "DescribeUserPool", error))?;
    let mfa_config = client.get_user_pool_mfa_config().user_pool_id(pool_id).send().await;
    let mfa_config = mfa_config.map_err(|error| failed(pool_id, "GetUserPoolMfaConfig", error))?;
    let risk = client.describe_risk_configuration().user_pool_id(pool_id).send().await;
    let risk = risk.map_err(|error| failed(pool_id, "DescribeRiskConfiguration", error))?;
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

/// Counts the users of the pool. `progress` is called with the number of users after each of them.
///
/// # Errors
///
/// As [`each_user`], and [`LiveError::User`] if the engine can't read an answer.
pub async fn count_users(
    client: &Client,
    pool_id: &str,
    options: &UserOptions,
    mut progress: impl FnMut(u64),
) -> Result<CountedUsers, LiveError> {
    let mut users = CountedUsers::default();
    let (mut total, mut fault) = (0, None);
    let counted = each_user(client, pool_id, options, |answers| {
        total += 1;
        progress(total);
        fault = users.add(answers).err();
        fault.is_none()
    });
    counted.await?;
    fault.map_or(Ok(users), |fault| Err(fault.into()))
}

/// Reads the users of the pool, page by page. `take` is called with the answers about each user, as JSON without the user's own
/// values. It returns whether to go on.
///
/// The answers are an element of the list from `ListUsers` and what `AdminGetUserAuthFactors` returns, or only what `AdminGetUser`
/// returns, as the options say. So there's one call for each user.
///
/// A call that is refused because of its rate is tried again by the SDK, as the client's configuration says.
///
/// # Errors
///
/// [`LiveError::Call`] if a call fails. A user that was deleted since its page was read is left out.
pub async fn each_user(
    client: &Client,
    pool_id: &str,
    options: &UserOptions,
    mut take: impl FnMut(&[String]) -> bool,
) -> Result<(), LiveError> {
    let mut pace = Pace::new(options.calls_per_second);
    let mut token = None;
    loop {
        pace.wait().await;
        let listed = client.list_users().user_pool_id(pool_id).set_pagination_token(token).send().await;
        let listed = listed.map_err(|error| failed(pool_id, "ListUsers", error))?;
        for user in listed.users() {
            pace.wait().await;
            let answers = answers_about(client, pool_id, user, options).await?;
            if answers.is_some_and(|answers| !take(&answers)) {
                return Ok(());
            }
        }
        token = listed.pagination_token;
        if token.is_none() {
            return Ok(());
        }
    }
}

/// The answers about a user; `None` if the user doesn't exist any more.
async fn answers_about(
    client: &Client,
    pool_id: &str,
    user: &UserType,
    options: &UserOptions,
) -> Result<Option<Vec<String>>, LiveError> {
    let username = user.username().unwrap_or_default();
    if options.reads_auth_factors {
        return match client.admin_get_user_auth_factors().user_pool_id(pool_id).username(username).send().await {
            Ok(factors) => {
                let answers = [answer::listed_user(user), answer::auth_factors(&factors)];
                Ok(Some(answers.iter().map(Value::to_string).collect()))
            }
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(failed(pool_id, "AdminGetUserAuthFactors", error).without_values_of(user)),
        };
    }
    match client.admin_get_user().user_pool_id(pool_id).username(username).send().await {
        Ok(user) => Ok(Some(vec![answer::user(&user).to_string()])),
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(failed(pool_id, "AdminGetUser", error).without_values_of(user)),
    }
}

impl CountedUsers {
    /// Counts the user that these answers describe.
    fn add(&mut self, answers: &[String]) -> Result<(), UserFault> {
        let mut description: Option<UserDescription> = None;
        for json in answers {
            let user = UserAnswer::decode(json)?;
            if user.status_not_modeled.is_some() {
                self.skipped = self.skipped.saturating_add(1);
                return Ok(());
            }
            description = Some(match description {
                Some(known) => known.with_auth_factors(user.description),
                None => user.description,
            });
        }
        if let Some(description) = description {
            self.population.add(description.facts()?, 1);
        }
        Ok(())
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
fn failed<E, R>(pool_id: &str, operation: &'static str, error: SdkError<E, R>) -> LiveError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let reason = match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        (None, _) => DisplayErrorContext(&error).to_string(),
    };
    let fault = match (error.code(), &error) {
        (Some("ResourceNotFoundException"), _) => CallFault::NoSuchPool,
        (Some("AccessDeniedException" | "NotAuthorizedException"), _) => CallFault::AccessDenied,
        (Some("TooManyRequestsException" | "ThrottlingException" | "LimitExceededException"), _) => {
            CallFault::Throttled
        }
        (
            Some(
                "UnrecognizedClientException"
                | "InvalidSignatureException"
                | "ExpiredTokenException"
                | "IncompleteSignature"
                | "MissingAuthenticationTokenException"
                | "InvalidClientTokenId",
            ),
            _,
        ) => CallFault::NoCredentials,
        // The credentials are loaded before a call is sent.
        (None, _) if reason.to_ascii_lowercase().contains("credential") => CallFault::NoCredentials,
        (None, SdkError::DispatchFailure(_) | SdkError::TimeoutError(_)) => CallFault::Unreachable,
        (Some(_) | None, _) => CallFault::Other,
    };
    // The service's messages can be as long as a request, and the SDK's debug output is longer still.
    let reason = reason.split_once(" (").filter(|_| error.code().is_none()).map_or(reason.as_str(), |(start, _)| start);
    LiveError::Call { pool_id: pool_id.into(), operation, fault, reason: reason.chars().take(300).collect() }
}

impl LiveError {
    /// Cuts off what the reason repeats about a user.
    fn without_values_of(mut self, user: &UserType) -> Self {
        if let Self::Call { reason, .. } = &mut self {
            let attributes = user.attributes().iter().filter_map(|attribute| attribute.value());
            let values = user.username().into_iter().chain(attributes).filter(|value| !value.is_empty());
            let end = values.filter_map(|value| reason.find(value)).min();
            reason.truncate(end.unwrap_or(reason.len()));
        }
        self
    }
}

impl CallFault {
    /// What to do about it, as a sentence.
    const fn advice(self) -> &'static str {
        match self {
            Self::NoSuchPool => "Check the pool's ID, and that your credentials are of the pool's account.",
            Self::NoCredentials => "Give valid credentials, for example with AWS_PROFILE or `aws sso login`.",
            Self::AccessDenied => "Allow the call in the IAM policy of your credentials.",
            Self::Throttled => "Allow fewer calls per second.",
            Self::Unreachable => "Check the network, the Region in the pool's ID and the endpoint's URL.",
            Self::Other => "",
        }
    }
}
