//! The smallest sets of changes that lead where one wants to be.

use alloc::vec::Vec;

use super::change::Change;
use super::explain::Explanation;
use cognito_mfa::sign_in::Outcome;
use cognito_mfa::sign_in::{Resolution, resolve};

/// Changes of several things that together give an answer that fewer would not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    /// What would have to be different, in the order in which it is made so.
    pub changes: Vec<Change>,
    /// The answer that it gives.
    pub answer: Resolution,
}

impl Explanation {
    /// The smallest sets of changes, at most `most` of them in each, after which the answer is one that is wanted: all
    /// sets of the smallest size that there is, and none where even `most` changes would not do.
    ///
    /// Exact: every set of each size is tried, the smaller sizes first, of those changes that are allowed. Four changes
    /// take milliseconds, each further one some twenty times as long.
    ///
    /// ```
    /// use cognito_mfa_insight::{Change, Explanation, Subject};
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::{Attempt, Outcome, PoolPolicy, User};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::CredentialStamp;
    ///
    /// let mut pool = PoolPolicy { mode: MfaMode::Optional, ..PoolPolicy::default() };
    /// pool.configured = FactorSet::of(&[Factor::Sms]);
    /// let why = Explanation::new(pool, User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts(), Attempt::password());
    /// let of_user = |change: Change| change.subject() == Subject::User;
    /// let found = why.smallest_changes(of_user, |outcome| outcome.to_string() == "SMS_MFA", 3);
    /// assert!(found.iter().all(|set| set.changes.len() == 2 && set.changes[1] == Change::Enable(Factor::Sms)));
    /// assert_eq!(found.len(), 2); // a phone number, verified or not, and SMS enabled
    ///
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
        // A factor can be preferred only once it is enabled: that change may have to wait for another.
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

    /// The smallest way to each other kind of answer that is no denial, of at most three changes each: to be authenticated
    /// and to each challenge. Of several that are as small, the first.
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

/// The kind of an answer: the challenge that it is; none for a denial.
const fn kind(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Authenticated => Some(AUTHENTICATED),
        Outcome::Challenge(challenge) => Some(challenge.name()),
        Outcome::Denied(_) => None,
    }
}

/// The sets of changes of the smallest size, up to `most`, that lead from the start to what is wanted, and what they lead
/// to. The changes of a set are made in their order; one that would change nothing is left out.
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
    /// The changes that lead to what is looked at.
    made: Vec<C>,
    found: Vec<(Vec<C>, S)>,
}

impl<C: Clone, S: Clone + PartialEq, F: Fn(&C, &S) -> S, W: Fn(&S) -> bool> Search<C, S, F, W> {
    /// Tries every set of so many of these changes.
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
