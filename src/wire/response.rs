//! The responses of operations that change or show a pool, and of operations that change a user.

use serde::Serialize;

use super::mfa_config::UserPoolMfaConfig;
use super::request::PoolRequest;
use super::risk::RiskConfigurationResponse;
use super::user_pool::UserPoolResponse;
use crate::command::{PoolCommand, UserCommand};
use crate::pool::Pool;
use crate::user::UserEvent;

/// The response of an operation on a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum PoolResponse<'a> {
    /// `DescribeUserPool`
    UserPool(UserPoolResponse<'a>),
    /// `SetUserPoolMfaConfig` and `GetUserPoolMfaConfig`
    MfaConfig(UserPoolMfaConfig<'a>),
    /// `DescribeRiskConfiguration`
    Risk(RiskConfigurationResponse<'a>),
    /// `UpdateUserPool` and `SetRiskConfiguration`: `{}`
    Empty {},
}

impl<'a> PoolResponse<'a> {
    /// The response to a request. `pool` is the pool after the request.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::wire::{PoolRequest, PoolResponse};
    /// use cognito_mfa::{Pool, Profile};
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let response = PoolResponse::new(&PoolRequest::GetMfaConfig, "eu-west-1_a1", &pool);
    /// assert_eq!(serde_json::to_string(&response)?, r#"{"MfaConfiguration":"OFF"}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn new(request: &PoolRequest<'_>, id: &'a str, pool: &'a Pool) -> Self {
        match request {
            PoolRequest::Describe => Self::UserPool(UserPoolResponse::new(id, pool)),
            PoolRequest::GetMfaConfig | PoolRequest::Apply(PoolCommand::SetMfaConfig(_)) => {
                Self::MfaConfig(UserPoolMfaConfig::from(pool))
            }
            PoolRequest::DescribeRisk => Self::Risk(RiskConfigurationResponse::new(id, pool)),
            PoolRequest::Apply(PoolCommand::Update(_) | PoolCommand::SetRisk(_)) => Self::Empty {},
        }
    }
}

/// The response of an operation that changes a user.
///
/// ```
/// use cognito_mfa::UserCommand;
/// use cognito_mfa::user::UserEvent;
/// use cognito_mfa::wire::UserCommandResponse;
///
/// let verified = UserCommandResponse::from(&UserCommand::Event(UserEvent::TotpVerified));
/// assert_eq!(serde_json::to_string(&verified)?, r#"{"Status":"SUCCESS"}"#);
/// let disabled = UserCommandResponse::from(&UserCommand::Event(UserEvent::Disabled));
/// assert_eq!(serde_json::to_string(&disabled)?, "{}");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum UserCommandResponse {
    /// `VerifySoftwareToken`: `{"Status":"SUCCESS"}`
    Status {
        /// `SUCCESS`
        #[serde(rename = "Status")]
        status: &'static str,
    },
    /// Every other operation: `{}`
    Empty {},
}

impl From<&UserCommand> for UserCommandResponse {
    fn from(command: &UserCommand) -> Self {
        match command {
            UserCommand::Event(UserEvent::TotpVerified) => Self::Status { status: "SUCCESS" },
            UserCommand::Event(_) | UserCommand::SetPreference(..) => Self::Empty {},
        }
    }
}
