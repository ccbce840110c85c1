//! The smallest sets of changes that give a wanted answer.

use alloc::vec::Vec;
use core::fmt;

use super::change::Change;
use super::explanation::Explanation;
use crate::phrase::{Steps, Then};
use cognito_mfa::sign_in::{Outcome, Resolution, resolve};

/// Several changes that give an answer only together.
///
/// Its `Display` is a line: the changes as instructions, then the answer.
///
/// ```
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
/// use cognito_mfa_insight::Explanation;
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
/// let why = Explanation::new(PoolPolicy::default(), ann, Attempt::password());
/// let found = why.smallest_changes(|_| true, |outcome| outcome.to_string() == "NEW_PASSWORD_REQUIRED", 1);
/// assert!(found[0].to_string().starts_with("Give the user a temporary password. Then the user must choose a new password"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangeSet {
    /// The changes, in the order in which to make them.
    pub changes: Vec<Change>,
    /// The answer after all of them.
    pub answer: Resolution,
}

impl fmt::Display for ChangeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", Steps::of(&self.changes), Then(self.answer))
    }
}

impl Explanation {
    /// Finds the smallest sets of changes that give a wanted answer.
    ///
    /// Tries the changes for which `allowed` is true, at most `most` of them together, and keeps the answers for which
    /// `wanted` is true. Returns every set of the smallest size that exists, and an empty list if `most` changes aren't
    /// enough.
    ///
    /// The result is exact: the search tries every set of each size, the smaller sizes first. Four changes take
    /// milliseconds. Each further change takes about twenty times as long.
    ///
    /// ```
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::{Change, Explanation, Subject};
    ///
    /// let mut pool = PoolPolicy::default().with_mode(MfaMode::Optional);
    /// pool.configured = FactorSet::of(&[Factor::Sms]);
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let why = Explanation::new(pool, ann.facts(), Attempt::password());
    /// let of_user = |change: Change| change.subject() == Subject::User;
    ///
    /// // A phone number, verified or not, and SMS enabled.
    /// let found = why.smallest_changes(of_user, |outcome| outcome.to_string() == "SMS_MFA", 3);
    /// assert_eq!(found.len(), 2);
    /// assert!(found.iter().all(|set| set.changes[1] == Change::Enable(Factor::Sms)));
    ///
    /// // The pool offers only one factor, so that a choice is out of reach.
    /// assert!(why.smallest_changes(of_user, |outcome| outcome.to_string() == "SELECT_MFA_TYPE", 3).is_empty());
    /// ```
    #[must_use]
    pub fn smallest_changes(
        &self,
        allowed: impl Fn(Change) -> bool,
        wanted: impl Fn(Outcome) -> bool,
        most: usize,
    ) -> Vec<ChangeSet> {
        let input = self.input();
        let apply = |change: Change, (pool, user, attempt)| change.applied_to(pool, user, attempt);
        // A preference has no effect until the factor is enabled, so that it may need another change first.
        let is_one = |change: &Change| matches!(change, Change::Prefer(_)) || apply(*change, input) != input;
        let changes: Vec<Change> = Change::all().filter(|change| allowed(*change)).filter(is_one).collect();
        let answer = |(pool, user, attempt)| resolve(&pool, user, attempt);
        let found = smallest_sets(
            &changes,
            &input,
            |change, input| apply(*change, *input),
            |input| wanted(answer(*input).outcome()),
            most,
        );
        found.into_iter().map(|(changes, input)| ChangeSet { changes, answer: answer(input) }).collect()
    }

    /// The smallest change set for each other kind of answer except denials: authenticated, and each challenge.
    ///
    /// Returns at most one set for each kind, of at most three changes. Of several sets of the same size, the first counts.
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::Explanation;
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let why = Explanation::new(PoolPolicy::default(), ann.facts(), Attempt::password());
    /// assert!(why.alternatives().iter().any(|set| set.answer.outcome().to_string() == "NEW_PASSWORD_REQUIRED"));
    /// ```
    #[must_use]
    pub fn alternatives(&self) -> Vec<ChangeSet> {
        let own = kind(self.resolution().outcome());
        let others = KINDS.iter().filter(|other| Some(**other) != own);
        let smallest = |other| self.smallest_changes(|_| true, |outcome| kind(outcome) == Some(other), 3);
        others.filter_map(|other| smallest(*other).into_iter().next()).collect()
    }
}

const AUTHENTICATED: &str = "authenticated";
const KINDS: [&str; 8] = [
    AUTHENTICATED,
    "SMS_MFA",
    "SOFTWARE_TOKEN_MFA",
    "EMAIL_OTP",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "DEVICE_SRP_AUTH",
    "NEW_PASSWORD_REQUIRED",
];

/// The kind of an answer. A denial has none.
const fn kind(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Authenticated => Some(AUTHENTICATED),
        Outcome::Challenge(challenge) => Some(challenge.name()),
        Outcome::Denied(_) => None,
    }
}

/// The sets of changes of the smallest size, up to `most`, that lead from the start to a wanted state, with that state.
///
/// Makes the changes of a set in their order, and leaves out a change that has no effect.
pub(super) fn smallest_sets<C: Clone, S: Clone + PartialEq>(
    changes: &[C],
    start: &S,
    apply: impl Fn(&C, &S) -> S,
    wanted: impl Fn(&S) -> bool,
    most: usize,
) -> Vec<(Vec<C>, S)> {
    let mut search = Search { apply, wanted, made: Vec::new(), found: Vec::new() };
    for size in 0..=most {
        search.of_size(size, changes, start);
        if !search.found.is_empty() {
            break;
        }
    }
    search.found
}

struct Search<C, S, F, W> {
    apply: F,
    wanted: W,
    /// The changes that lead to the current state.
    made: Vec<C>,
    found: Vec<(Vec<C>, S)>,
}

impl<C: Clone, S: Clone + PartialEq, F: Fn(&C, &S) -> S, W: Fn(&S) -> bool> Search<C, S, F, W> {
    /// Tries every set of `size` of these changes.
    fn of_size(&mut self, size: usize, changes: &[C], from: &S) {
        let Some(smaller) = size.checked_sub(1) else {
            if (self.wanted)(from) {
                self.found.push((self.made.clone(), from.clone()));
            }
            return;
        };
        let mut rest = changes;
        while let Some((change, later)) = rest.split_first() {
            let next = (self.apply)(change, from);
            if next != *from {
                self.made.push(change.clone());
                self.of_size(smaller, later, &next);
                self.made.pop();
            }
            rest = later;
        }
    }
}
