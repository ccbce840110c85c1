//! A user and an attempt that show a result.

use core::fmt;

use crate::phrase::Phrase;
use crate::plain::plainness;
use cognito_mfa::pool::{PoolPolicy, RiskLevel};
use cognito_mfa::sign_in::{Attempt, Device, FirstFactor, Resolution, resolve};
use cognito_mfa::user::UserFacts;

/// A user and an attempt that show a result about a pool.
///
/// Its `Display` is a noun phrase.
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, User};
/// use cognito_mfa_insight::Witness;
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let witness = Witness::new(ann.facts(), Attempt::password());
/// assert_eq!(witness.to_string(), "a confirmed user with a permanent password, signing in with a password");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Witness {
    /// The user.
    pub user: UserFacts,
    /// The attempt.
    pub attempt: Attempt,
}

impl Witness {
    /// A user and an attempt.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, User};
    /// use cognito_mfa_insight::Witness;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// assert_eq!(Witness::new(ann, Attempt::password()).user, ann);
    /// ```
    #[must_use]
    pub const fn new(user: UserFacts, attempt: Attempt) -> Self {
        Self { user, attempt }
    }

    /// The answer that the witness gets from a pool.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::Witness;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let witness = Witness::new(ann.facts(), Attempt::password());
    /// assert_eq!(witness.answer(&PoolPolicy::default()).reason().code(), "mfa-not-demanded");
    /// ```
    #[must_use]
    pub fn answer(&self, pool: &PoolPolicy) -> Resolution {
        resolve(pool, self.user, self.attempt)
    }

    /// The order of witnesses: the plainest user with the simplest attempt comes first.
    pub(super) fn size(self) -> impl Ord + use<> {
        let Attempt { first_factor, device, risk } = self.attempt;
        let plain = u32::from(first_factor != FirstFactor::Password)
            + u32::from(device != Device::Unknown)
            + u32::from(risk != RiskLevel::None);
        let (unusual, things) = plainness(self.user);
        (unusual + plain, things, plain, self.user, first_factor, device, risk)
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.user, Phrase(self.attempt))
    }
}
