//! Whether one policy is stricter than another, over all users and attempts, with an example in each direction.

use core::fmt;

use super::witness::Witness;
use crate::codes::codes;
use cognito_mfa::factor::CodeFactor;
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::sign_in::{Attempt, Challenge, Outcome};
use cognito_mfa::user::UserFacts;

codes! {
    /// How the first policy compares with the second.
    ///
    /// Closed: these are the four relations of a partial order.
    ///
    /// ```
    /// use cognito_mfa::PoolPolicy;
    /// use cognito_mfa_insight::{Diff, Strictness};
    ///
    /// let pool = PoolPolicy::default();
    /// assert_eq!(Diff::of(&pool, &pool).strictness(), Strictness::Equal);
    /// ```
    pub enum Strictness {
        /// The same sign-ins succeed under both.
        Equal = "equal",
        /// Everything that succeeds under the first succeeds under the second, but not the reverse.
        Stricter = "stricter",
        /// Everything that succeeds under the second succeeds under the first, but not the reverse.
        Looser = "looser",
        /// Under each, something succeeds that doesn't under the other.
        Neither = "neither",
    }
}

/// The comparison of two policies at every input.
///
/// One answer is stricter than another when everything that satisfies it satisfies the other, but not the reverse:
///
/// - Nothing satisfies a denial.
/// - Each of its factors satisfies a choice. So a choice is looser than the challenge of one of its factors.
/// - Each factor that can be set up satisfies a set-up.
/// - An authentication needs nothing.
///
/// A code and a device can't be compared.
///
/// Its `Display` is one sentence about the first policy.
///
/// ```
/// use cognito_mfa::PoolPolicy;
/// use cognito_mfa_insight::Diff;
///
/// let pool = PoolPolicy::default();
/// assert_eq!(
///     Diff::of(&pool, &pool).to_string(),
///     "Neither policy is stricter. 0 of 3265920 sign-ins get different answers."
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diff {
    /// The number of inputs: every user with every attempt.
    pub inputs: u32,
    /// The number of inputs with different outcomes.
    pub differing: u32,
    /// The smallest input at which the first policy is stricter, if there is one.
    pub stricter: Option<Witness>,
    /// The smallest input at which the first policy is looser, if there is one.
    pub looser: Option<Witness>,
}

impl Diff {
    /// Compares the first policy with the second over all users and attempts.
    ///
    /// ```
    /// use cognito_mfa::PoolPolicy;
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa_insight::{Diff, Strictness};
    ///
    /// let off = PoolPolicy::default().with_configured(FactorSet::of(&[Factor::Totp]));
    /// let on = off.with_mode(MfaMode::On);
    /// let diff = Diff::of(&on, &off);
    /// assert_eq!(diff.strictness(), Strictness::Stricter);
    /// assert!(diff.to_string().starts_with("The first policy is stricter."));
    /// let witness = diff.stricter.unwrap();
    /// assert_eq!(witness.answer(&on).reason().code(), "set-up-any");
    /// assert_eq!(witness.answer(&off).reason().code(), "mfa-not-demanded");
    /// ```
    #[must_use]
    pub fn of(one: &PoolPolicy, other: &PoolPolicy) -> Self {
        let (one, other) = (one.compile(), other.compile());
        let mut diff = Self { inputs: 0, differing: 0, stricter: None, looser: None };
        for user in UserFacts::all() {
            for attempt in Attempt::all() {
                diff.inputs += 1;
                let (this, that) = (one.resolve(user, attempt).outcome(), other.resolve(user, attempt).outcome());
                if this == that {
                    continue;
                }
                diff.differing += 1;
                let (this, that) = (satisfied_by(this), satisfied_by(that));
                let witness = Witness { user, attempt };
                if that & !this != 0 {
                    diff.stricter = Some(smaller(diff.stricter, witness));
                }
                if this & !that != 0 {
                    diff.looser = Some(smaller(diff.looser, witness));
                }
            }
        }
        diff
    }

    /// How the first policy compares with the second.
    ///
    /// ```
    /// use cognito_mfa::PoolPolicy;
    /// use cognito_mfa_insight::{Diff, Strictness};
    ///
    /// let pool = PoolPolicy::default();
    /// assert_eq!(Diff::of(&pool, &pool).strictness(), Strictness::Equal);
    /// ```
    #[must_use]
    pub const fn strictness(&self) -> Strictness {
        match (self.stricter, self.looser) {
            (None, None) => Strictness::Equal,
            (Some(_), None) => Strictness::Stricter,
            (None, Some(_)) => Strictness::Looser,
            (Some(_), Some(_)) => Strictness::Neither,
        }
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.strictness() {
            Strictness::Equal => "Neither policy is stricter.",
            Strictness::Stricter => "The first policy is stricter.",
            Strictness::Looser => "The first policy is looser.",
            Strictness::Neither => "Each policy is stricter than the other for some users.",
        })?;
        write!(f, " {} of {} sign-ins get different answers.", self.differing, self.inputs)
    }
}

fn smaller(found: Option<Witness>, witness: Witness) -> Witness {
    found.filter(|found| found.size() <= witness.size()).unwrap_or(witness)
}

/// What satisfies an outcome, one bit each: codes, set-ups, the device, a new password, and nothing.
fn satisfied_by(outcome: Outcome) -> u16 {
    const SET_UP: u32 = 3;
    const DEVICE: u16 = 1 << 6;
    const NEW_PASSWORD: u16 = 1 << 7;
    const EVERYTHING: u16 = (1 << 9) - 1;
    match outcome {
        Outcome::Denied(_) => 0,
        Outcome::Authenticated => EVERYTHING,
        Outcome::Challenge(Challenge::NewPassword) => NEW_PASSWORD,
        Outcome::Challenge(Challenge::DeviceSrp) => DEVICE,
        Outcome::Challenge(Challenge::Code(factor)) => 1 << factor as u16,
        Outcome::Challenge(Challenge::SelectMfaType(offered)) => offered.bits().into(),
        // A set-up lists SMS, but the user can't set it up.
        Outcome::Challenge(Challenge::MfaSetup(offered)) => {
            u16::from(offered.without(CodeFactor::Sms).bits()) << SET_UP
        }
    }
}
