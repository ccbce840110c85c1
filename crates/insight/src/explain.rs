//! Why a sign-in is answered as it is: the rows of SPEC 10 in order, the facts that they read, and what would change it.

use core::fmt;

use super::change::Change;
use super::fact::{Fact, reads};
use super::smallest::ChangeSet;
use crate::codes::codes;
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::sign_in::ReasonRow;
use cognito_mfa::sign_in::{Attempt, Resolution, resolve};
use cognito_mfa::user::UserFacts;

/// One sign-in, its answer, and everything that can be said of it. It is a few words; nothing is rendered or searched
/// for until it is asked for.
///
/// ```
/// use cognito_mfa_insight::{Explanation, RowStatus};
/// use cognito_mfa::sign_in::Reason;
/// use cognito_mfa::{Attempt, PoolPolicy, User};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::CredentialStamp;
///
/// let why = Explanation::new(PoolPolicy::default(), User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts(), Attempt::password());
/// assert_eq!(why.resolution().reason(), Reason::MfaNotDemanded);
/// assert!(why.rows().filter(|row| row.hit == RowStatus::Hit).count() == 1);
/// assert!(why.to_string().contains("mfa-not-demanded"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Explanation {
    pool: PoolPolicy,
    user: UserFacts,
    attempt: Attempt,
    resolution: Resolution,
}

codes! {
    /// Whether a row of the decision was the one.
    ///
    /// Closed: first match wins, so there are these three.
    pub enum RowStatus {
        /// The row was looked at and did not match.
        Miss = "miss",
        /// The row decided.
        Hit = "hit",
        /// A row above had decided.
        NotReached = "not reached",
    }
}

/// A row of the decision as it was met in one sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowTrace {
    /// The row.
    pub row: &'static ReasonRow,
    /// Whether it was the one.
    pub hit: RowStatus,
    /// The facts that it reads.
    pub reads: &'static [Fact],
}

impl Explanation {
    /// Decides, and keeps what was decided on.
    #[must_use]
    pub fn new(pool: PoolPolicy, user: UserFacts, attempt: Attempt) -> Self {
        let resolution = resolve(&pool, user, attempt);
        Self { pool, user, attempt, resolution }
    }

    /// The answer, the same as [`resolve`] gives.
    #[must_use]
    pub const fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// The attempt that was decided on.
    #[must_use]
    pub const fn attempt(&self) -> Attempt {
        self.attempt
    }

    /// What was decided on.
    pub(super) const fn input(&self) -> (PoolPolicy, UserFacts, Attempt) {
        (self.pool, self.user, self.attempt)
    }

    /// The rows of SPEC 10 in order, with hit, miss or not reached.
    pub fn rows(&self) -> impl Iterator<Item = RowTrace> + '_ {
        let decided = self.resolution.reason();
        ReasonRow::ALL.iter().map(move |row| RowTrace {
            row,
            hit: match row.reason.cmp(&decided) {
                core::cmp::Ordering::Less => RowStatus::Miss,
                core::cmp::Ordering::Equal => RowStatus::Hit,
                core::cmp::Ordering::Greater => RowStatus::NotReached,
            },
            reads: reads(row.reason),
        })
    }

    /// The changes of one fact, preference or setting that alone give another outcome, each with the answer it gives.
    ///
    /// Exact: each of them is decided anew. A change of one fact is the smallest there is, so each is minimal.
    pub fn counterfactuals(&self) -> impl Iterator<Item = Counterfactual> + '_ {
        Change::all().filter_map(move |change| {
            let (pool, user, attempt) = change.applied_to(self.pool, self.user, self.attempt);
            let answer = resolve(&pool, user, attempt);
            (answer.outcome() != self.resolution.outcome()).then_some(Counterfactual { change, answer })
        })
    }
}

/// A change of one thing that gives another outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counterfactual {
    /// What would have to be different.
    pub change: Change,
    /// The answer that it gives.
    pub answer: Resolution,
}

impl fmt::Display for Explanation {
    /// The rows down to the one that hit, then each change of one thing that gives another answer, then the smallest
    /// changes to the kinds of answer that no single change gives; a line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for RowTrace { row, hit, reads } in self.rows().filter(|row| row.hit != RowStatus::NotReached) {
            write!(f, "{:>3}  {:<5} {:<30} when {}", row.number, hit, row.reason, row.when)?;
            let mut before = "; reads ";
            for fact in reads {
                write!(f, "{}{fact} {}", core::mem::replace(&mut before, ", "), self.value(*fact))?;
            }
            writeln!(f)?;
        }
        for Counterfactual { change, answer } in self.counterfactuals() {
            writeln!(f, "with {change}: {} because {}", answer.outcome(), answer.reason())?;
        }
        for ChangeSet { changes, answer } in self.alternatives().iter().filter(|set| set.changes.len() > 1) {
            let mut before = "with ";
            for change in changes {
                write!(f, "{}{change}", core::mem::replace(&mut before, " and "))?;
            }
            writeln!(f, ": {} because {}", answer.outcome(), answer.reason())?;
        }
        Ok(())
    }
}
