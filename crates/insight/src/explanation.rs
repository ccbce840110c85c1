//! Why a sign-in gets its answer: the rows of the decision (spec 10), the facts that they read, and the changes that would
//! give another answer.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::change::Change;
use super::fact::{Fact, reads};
use crate::codes::codes;
use crate::phrase::{Phrase, Steps, Then};
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::sign_in::{Attempt, Outcome, ReasonRow, Resolution, resolve};
use cognito_mfa::user::UserFacts;

/// One sign-in and its answer.
///
/// It holds only the input and the answer. It renders or searches nothing until you ask for it.
///
/// ```
/// use cognito_mfa::sign_in::Reason;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
/// use cognito_mfa_insight::Explanation;
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let why = Explanation::new(PoolPolicy::default(), ann.facts(), Attempt::password());
/// assert_eq!(why.resolution().reason(), Reason::MfaNotDemanded);
/// let text = why.to_string();
/// assert_eq!(
///     text.lines().next(),
///     Some("The user is signed in: nothing requires MFA for this sign-in (mfa-not-demanded, row 13).")
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Explanation {
    pool: PoolPolicy,
    user: UserFacts,
    attempt: Attempt,
    resolution: Resolution,
}

codes! {
    /// Whether a row decided a sign-in.
    ///
    /// Closed: the first row that applies wins, so there are these three.
    ///
    /// ```
    /// use cognito_mfa_insight::RowStatus;
    ///
    /// assert_eq!(RowStatus::NotReached.code(), "not reached");
    /// ```
    pub enum RowStatus {
        /// The row was reached and didn't apply.
        Miss = "miss",
        /// The row decided.
        Hit = "hit",
        /// A row above decided.
        NotReached = "not reached",
    }
}

/// A row of the decision in one sign-in.
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
/// use cognito_mfa_insight::{Explanation, Fact};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
/// let why = Explanation::new(PoolPolicy::default(), ann, Attempt::password());
/// let row = why.rows().next().unwrap();
/// assert_eq!((row.row.number, row.reads), ("1", [Fact::Access].as_slice()));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowTrace {
    /// The row.
    pub row: &'static ReasonRow,
    /// Whether it decided.
    pub status: RowStatus,
    /// The facts that it reads.
    pub reads: &'static [Fact],
}

impl Explanation {
    /// Decides the sign-in and keeps the input with the answer.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User, resolve};
    /// use cognito_mfa_insight::Explanation;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let (pool, attempt) = (PoolPolicy::default(), Attempt::password());
    /// assert_eq!(Explanation::new(pool, ann, attempt).resolution(), resolve(&pool, ann, attempt));
    /// ```
    #[must_use]
    #[inline]
    pub fn new(pool: PoolPolicy, user: UserFacts, attempt: Attempt) -> Self {
        let resolution = resolve(&pool, user, attempt);
        Self { pool, user, attempt, resolution }
    }

    /// The answer, the same that [`resolve`] returns.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::Explanation;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let why = Explanation::new(PoolPolicy::default(), ann, Attempt::password());
    /// assert_eq!(why.resolution().reason().code(), "mfa-not-demanded");
    /// ```
    #[must_use]
    pub const fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// The attempt.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::Explanation;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let why = Explanation::new(PoolPolicy::default(), ann, Attempt::password());
    /// assert_eq!(why.attempt(), Attempt::password());
    /// ```
    #[must_use]
    pub const fn attempt(&self) -> Attempt {
        self.attempt
    }

    /// The input of the decision.
    pub(super) const fn input(&self) -> (PoolPolicy, UserFacts, Attempt) {
        (self.pool, self.user, self.attempt)
    }

    /// The rows of the decision (spec 10) in order, each with its status.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::{Explanation, RowStatus};
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let why = Explanation::new(PoolPolicy::default(), ann.facts(), Attempt::password());
    /// let hits: Vec<_> = why.rows().filter(|row| row.status == RowStatus::Hit).collect();
    /// assert_eq!((hits.len(), hits[0].row.number), (1, "13"));
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = RowTrace> + '_ {
        let decided = self.resolution.reason();
        ReasonRow::ALL.iter().map(move |row| RowTrace {
            row,
            status: match row.reason.cmp(&decided) {
                core::cmp::Ordering::Less => RowStatus::Miss,
                core::cmp::Ordering::Equal => RowStatus::Hit,
                core::cmp::Ordering::Greater => RowStatus::NotReached,
            },
            reads: reads(row.reason),
        })
    }

    /// The changes of one thing that give another outcome, each with its answer.
    ///
    /// The result is exact: each change is decided anew.
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::{Change, Explanation};
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let why = Explanation::new(PoolPolicy::default(), ann.facts(), Attempt::password());
    /// let changes = || why.counterfactuals().map(|found| found.change);
    /// assert!(changes().any(|change| change == Change::Mode(MfaMode::On)));
    /// assert!(!changes().any(|change| change == Change::Mode(MfaMode::Optional)));
    /// ```
    pub fn counterfactuals(&self) -> impl Iterator<Item = Counterfactual> + '_ {
        Change::all().filter_map(move |change| {
            let (pool, user, attempt) = change.applied_to(self.pool, self.user, self.attempt);
            let answer = resolve(&pool, user, attempt);
            (answer.outcome() != self.resolution.outcome()).then_some(Counterfactual { change, answer })
        })
    }
}

/// A change of one thing that gives another outcome.
///
/// Its `Display` is a line: the change as an instruction, then the answer.
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
/// use cognito_mfa_insight::Explanation;
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
/// let why = Explanation::new(PoolPolicy::default(), ann, Attempt::password());
/// let texts: Vec<_> = why.counterfactuals().map(|one| one.to_string()).collect();
/// assert!(texts.iter().any(|text| text.starts_with("Disable the user. Then the user is denied")));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Counterfactual {
    /// The change.
    pub change: Change,
    /// The answer after it.
    pub answer: Resolution,
}

impl fmt::Display for Counterfactual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.change, Then(self.answer))
    }
}

impl fmt::Display for Explanation {
    /// The answer and the facts of the deciding row as sentences, then the changes that give another answer, then the rows
    /// that don't apply.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}.", Phrase(self.resolution))?;
        for fact in reads(self.resolution.reason()) {
            writeln!(f, "  {}", self.sentence(*fact))?;
        }
        writeln!(f, "The user is {}, {}.", self.user, Phrase(self.attempt))?;
        writeln!(f, "The pool is {}.", Phrase(&self.pool))?;
        let mut heading = "Changes that give another answer:\n";
        for (answer, changes) in self.changes_by_answer() {
            writeln!(f, "{}  {}.", core::mem::take(&mut heading), Phrase(answer))?;
            changes.iter().try_for_each(|change| writeln!(f, "    {change}"))?;
        }
        let mut heading = "Rows above that don't apply:\n";
        for RowTrace { row, .. } in self.rows().filter(|row| row.status == RowStatus::Miss) {
            let heading = core::mem::take(&mut heading);
            writeln!(f, "{heading}  {:>2}  {:<28}  {}", row.number, row.reason, row.when)?;
        }
        Ok(())
    }
}

impl Explanation {
    /// The counterfactuals and the larger alternatives as instructions, by their answer. Denials come last.
    fn changes_by_answer(&self) -> Vec<(Resolution, Vec<String>)> {
        let single = self.counterfactuals().map(|found| (found.answer, found.change.to_string()));
        let several = self.alternatives().into_iter().filter(|set| set.changes.len() > 1);
        let several = several.map(|set| (set.answer, Steps::of(&set.changes).to_string()));
        let mut by_answer: Vec<(Resolution, Vec<String>)> = Vec::new();
        for (answer, change) in single.chain(several) {
            match by_answer.iter_mut().find(|(other, _)| *other == answer) {
                Some((_, changes)) => changes.push(change),
                None => by_answer.push((answer, vec![change])),
            }
        }
        by_answer.sort_by_key(|(answer, _)| matches!(answer.outcome(), Outcome::Denied(_)));
        by_answer
    }
}
