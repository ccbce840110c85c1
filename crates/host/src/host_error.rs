//! The host's own errors: what a request names doesn't exist, or exists already.

use core::fmt;

use cognito_mfa::exception::Exception;

/// An error of the host, not of a rule. `Display` describes when it occurs.
///
/// ```
/// use cognito_mfa_host::{Facts, Host, HostError};
///
/// let call = Host::default().call("DescribeUserPool", r#"{"UserPoolId":"local_9"}"#, Facts::default());
/// let failure = call.unwrap_err();
/// assert_eq!((failure.table, failure.codes), (HostError::TABLE, vec![HostError::PoolNotFound.code()]));
/// assert_eq!(failure.body.to_string(), "ResourceNotFoundException: User pool local_9 does not exist.");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HostError {
    /// No pool has this ID (`pool-not-found`).
    PoolNotFound,
    /// No user of the pool has this name (`user-not-found`).
    UserNotFound,
    /// A user of the pool already has this name (`user-exists`).
    UserExists,
    /// The access token belongs to no pool (`token-unknown`).
    TokenUnknown,
}

impl HostError {
    /// The name of the table.
    pub const TABLE: &'static str = "host";

    /// Every value.
    pub const ALL: &'static [Self] = &[Self::PoolNotFound, Self::UserNotFound, Self::UserExists, Self::TokenUnknown];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PoolNotFound => "pool-not-found",
            Self::UserNotFound => "user-not-found",
            Self::UserExists => "user-exists",
            Self::TokenUnknown => "token-unknown",
        }
    }

    /// The error with this code. `None` if no error has it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|error| error.code() == code)
    }

    /// The exception that the service returns.
    #[must_use]
    pub const fn exception(self) -> Exception {
        match self {
            Self::PoolNotFound => Exception::ResourceNotFound,
            Self::UserNotFound => Exception::UserNotFound,
            Self::UserExists => Exception::UsernameExists,
            Self::TokenUnknown => Exception::NotAuthorized,
        }
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PoolNotFound => "No pool has this ID.",
            Self::UserNotFound => "No user of the pool has this name.",
            Self::UserExists => "A user of the pool already has this name.",
            Self::TokenUnknown => "The access token belongs to no pool.",
        })
    }
}
