//! A user and an attempt that show something.

use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::pool::RiskLevel;
use cognito_mfa::sign_in::{Attempt, Device, FirstFactor, Resolution, resolve};
use cognito_mfa::user::UserFacts;

/// A user and an attempt that show what is claimed of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness {
    /// The user.
    pub user: UserFacts,
    /// The attempt.
    pub attempt: Attempt,
}

impl Witness {
    /// The answer that the witness gets from a pool.
    #[must_use]
    pub fn answer(&self, pool: &PoolPolicy) -> Resolution {
        resolve(pool, self.user, self.attempt)
    }

    /// The order of witnesses: the one with the fewest facts and the plainest attempt first.
    pub(super) fn size(self) -> impl Ord + use<> {
        let Attempt { first_factor, device, risk } = self.attempt;
        let plain = u32::from(first_factor != FirstFactor::Password)
            + u32::from(device != Device::Unknown)
            + u32::from(risk != RiskLevel::None);
        (self.user.size() + plain, plain, self.user, first_factor, device, risk)
    }
}

impl core::fmt::Display for Witness {
    /// The user by what sets them apart from one who has nothing, then the attempt.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Attempt { first_factor, device, risk } = self.attempt;
        write!(f, "{}; first factor {first_factor}", self.user)?;
        if device != Device::Unknown {
            write!(f, ", a device that is {device}")?;
        }
        if risk != RiskLevel::None {
            write!(f, ", a risk of {risk}")?;
        }
        Ok(())
    }
}
