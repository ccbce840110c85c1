//! The answer of the decision.

use core::fmt;

use crate::exception::Exception;
use crate::factor::{CodeFactor, CodeFactorSet};

/// The answer to a sign-in.
///
/// Closed, because a caller that doesn't handle one of them could let a user in.
///
/// [`resolve`](crate::resolve) has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The user is signed in.
    Authenticated,
    /// The user must answer a challenge.
    Challenge(Challenge),
    /// The sign-in is denied.
    Denied(Denial),
}

/// The challenge that the user must answer.
///
/// Closed, because a caller must be able to show each of them.
///
/// [`resolve`](crate::resolve) has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Challenge {
    /// `NEW_PASSWORD_REQUIRED`
    NewPassword,
    /// `DEVICE_SRP_AUTH`
    DeviceSrp,
    /// The code of this factor: `SMS_MFA`, `SOFTWARE_TOKEN_MFA` or `EMAIL_OTP`.
    Code(CodeFactor),
    /// `SELECT_MFA_TYPE` with these factors. There are at least two.
    SelectMfaType(CodeFactorSet),
    /// `MFA_SETUP` with these factors.
    MfaSetup(CodeFactorSet),
}

impl Outcome {
    /// The code factors that the answer asks for, offers or sets up.
    #[must_use]
    pub fn codes(self) -> CodeFactorSet {
        match self {
            Self::Challenge(Challenge::Code(factor)) => CodeFactorSet::EMPTY.with(factor),
            Self::Challenge(Challenge::SelectMfaType(codes) | Challenge::MfaSetup(codes)) => codes,
            Self::Challenge(Challenge::NewPassword | Challenge::DeviceSrp) | Self::Authenticated | Self::Denied(_) => {
                CodeFactorSet::EMPTY
            }
        }
    }
}

impl Challenge {
    /// The service's `ChallengeName`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewPassword => "NEW_PASSWORD_REQUIRED",
            Self::DeviceSrp => "DEVICE_SRP_AUTH",
            Self::Code(factor) => factor.name(),
            Self::SelectMfaType(_) => "SELECT_MFA_TYPE",
            Self::MfaSetup(_) => "MFA_SETUP",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authenticated => f.write_str("authenticated"),
            Self::Challenge(challenge) => challenge.fmt(f),
            Self::Denied(denial) => write!(f, "denied {}", denial.exception()),
        }
    }
}

impl fmt::Display for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::NewPassword | Self::DeviceSrp | Self::Code(_) => Ok(()),
            Self::SelectMfaType(factors) | Self::MfaSetup(factors) => {
                let mut between = " of ";
                factors.iter().try_for_each(|factor| write!(f, "{}{factor}", core::mem::replace(&mut between, ", ")))
            }
        }
    }
}

/// The kind of a denial: an exception that a sign-in operation declares.
///
/// Closed, because a caller that doesn't handle one of them could let a user in.
///
/// [`resolve`](crate::resolve) has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Denial {
    /// `NotAuthorizedException`
    NotAuthorized,
    /// `PasswordResetRequiredException`
    PasswordResetRequired,
    /// `UserNotConfirmedException`
    UserNotConfirmed,
    /// `MFAMethodNotFoundException`
    MfaMethodNotFound,
}

impl Denial {
    /// The exception that the service returns.
    #[must_use]
    pub const fn exception(self) -> Exception {
        match self {
            Self::NotAuthorized => Exception::NotAuthorized,
            Self::PasswordResetRequired => Exception::PasswordResetRequired,
            Self::UserNotConfirmed => Exception::UserNotConfirmed,
            Self::MfaMethodNotFound => Exception::MfaMethodNotFound,
        }
    }
}
