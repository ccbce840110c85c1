//! Whether one policy is stricter than another: over all users and attempts, with a witness each way.

use super::witness::Witness;
use crate::codes::codes;
use cognito_mfa::factor::CodeFactor;
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::sign_in::Attempt;
use cognito_mfa::sign_in::{Challenge, Outcome};
use cognito_mfa::user::UserFacts;

codes! {
    /// How a policy compares with another.
    ///
    /// Closed: these are the four relations of a partial order.
    pub enum Strictness {
        /// Each signs in by what the other does.
        Equal = "equal",
        /// What goes on under it goes on under the other, and not the other way round.
        Stricter = "stricter",
        /// What goes on under the other goes on under it, and not the other way round.
        Looser = "looser",
        /// Under each, something goes on that does not under the other.
        Neither = "neither",
    }
}

/// Two policies compared at every input.
///
/// An answer is stricter than another when whatever satisfies it satisfies the other, and not the other way round. A
/// denial is satisfied by nothing; a choice by each of its factors, so that it is looser than one of them alone; a set-up
/// by each factor that can be set up; nothing has to satisfy an authentication. A code and a device are not comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Diff {
    /// How many inputs there are: every user and every attempt.
    pub inputs: u32,
    /// At how many of them the two give another outcome.
    pub differing: u32,
    /// The smallest input at which something satisfies the second policy and not the first, if there is one.
    pub stricter: Option<Witness>,
    /// The smallest input at which something satisfies the first policy and not the second, if there is one.
    pub looser: Option<Witness>,
}

impl Diff {
    /// Compares the first policy with the second over all users and attempts.
    ///
    /// ```
    /// use cognito_mfa_insight::{Diff, Strictness};
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::PoolPolicy;
    ///
    /// let off = PoolPolicy { configured: FactorSet::of(&[Factor::Totp]), ..PoolPolicy::default() };
    /// let on = PoolPolicy { mode: MfaMode::On, ..off };
    /// let diff = Diff::of(&on, &off);
    /// assert_eq!(diff.strictness(), Strictness::Stricter);
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

fn smaller(found: Option<Witness>, witness: Witness) -> Witness {
    found.filter(|found| found.size() <= witness.size()).unwrap_or(witness)
}

/// What satisfies an outcome, one bit each: codes, set-ups, a device, a new password, and nothing at all.
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
        // SMS stands in a set-up and cannot be set up in it.
        Outcome::Challenge(Challenge::MfaSetup(offered)) => {
            u16::from(offered.without(CodeFactor::Sms).bits()) << SET_UP
        }
    }
}
