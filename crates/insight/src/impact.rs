//! What a change of a pool's policy does to its users: exact, kind by kind, with examples.

use alloc::vec::Vec;

use super::comparison::Comparison;
use super::effect::Effect;
use super::population::Population;
use crate::plain::plainness;
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::sign_in::Attempt;
use cognito_mfa::user::UserFacts;

/// What a change of the policy does to a population.
///
/// ```
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::{Attempt, PoolPolicy};
/// use cognito_mfa_insight::{Effect, Impact, Population};
///
/// let off = PoolPolicy::default();
/// let on = off.with_mode(MfaMode::On);
/// let impact = Impact::of(&off, &on, &Population::all_kinds(), Attempt::password());
/// assert!(impact.on(Effect::NewlyLockedOut) > 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    users: u64,
    classes: u64,
    affected: Vec<Affected>,
}

/// The users affected in one way.
///
/// ```
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::{Attempt, PoolPolicy};
/// use cognito_mfa_insight::{Effect, Impact, Population};
///
/// let off = PoolPolicy::default();
/// let on = off.with_mode(MfaMode::On);
/// let impact = Impact::of(&off, &on, &Population::all_kinds(), Attempt::password());
/// let locked_out = impact.affected().find(|affected| affected.effect == Effect::NewlyLockedOut).unwrap();
/// assert_eq!((locked_out.users, locked_out.examples.len()), (locked_out.classes, 3));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Affected {
    /// The effect.
    pub effect: Effect,
    /// The number of these users.
    pub users: u64,
    /// The number of kinds of these users.
    pub classes: u64,
    /// The most numerous kinds, at most [`EXAMPLES`](Self::EXAMPLES) of them, each with its number of users.
    pub examples: Vec<(UserFacts, u64)>,
}

impl Affected {
    /// The largest number of examples.
    pub const EXAMPLES: usize = 3;

    fn count(&mut self, user: UserFacts, users: u64) {
        self.users = self.users.saturating_add(users);
        self.classes += 1;
        self.examples.push((user, users));
        // The most numerous kind comes first. Of equally numerous kinds, the smallest does.
        self.examples.sort_by_key(|(user, users)| (core::cmp::Reverse(*users), plainness(*user), *user));
        self.examples.truncate(Self::EXAMPLES);
    }
}

impl Impact {
    /// Decides the attempt for every user of the population under both policies, and counts the effects.
    ///
    /// ```
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::{Effect, Impact, Population};
    ///
    /// let before = PoolPolicy::default();
    /// let after = before.with_mode(MfaMode::On).with_configured(FactorSet::of(&[Factor::Totp]));
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let mut population = Population::default();
    /// population.add(ann.facts(), 100);
    /// let impact = Impact::of(&before, &after, &population, Attempt::password());
    /// assert_eq!((impact.on(Effect::MustSetUp), impact.on(Effect::NewlyLockedOut)), (100, 0));
    /// assert_eq!(impact.affected().next().unwrap().examples, [(ann.facts(), 100)]);
    /// ```
    #[must_use]
    pub fn of(before: &PoolPolicy, after: &PoolPolicy, population: &Population, attempt: Attempt) -> Self {
        let unaffected = |effect: &Effect| Affected { effect: *effect, users: 0, classes: 0, examples: Vec::new() };
        let mut impact = Self { users: 0, classes: 0, affected: Effect::ALL.iter().map(unaffected).collect() };
        for (user, users) in population.classes() {
            let comparison = Comparison::new(before, after, user, attempt);
            impact.users = impact.users.saturating_add(users);
            impact.classes += 1;
            let shown = impact.affected.iter_mut().filter(|affected| comparison.shows(affected.effect));
            shown.for_each(|affected| affected.count(user, users));
        }
        impact
    }

    /// The number of users in the population.
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::{Attempt, PoolPolicy};
    /// use cognito_mfa_insight::{Impact, Population};
    ///
    /// let off = PoolPolicy::default();
    /// let on = off.with_mode(MfaMode::On);
    /// let impact = Impact::of(&off, &on, &Population::all_kinds(), Attempt::password());
    /// assert_eq!(impact.users(), 38_880);
    /// ```
    #[must_use]
    pub const fn users(&self) -> u64 {
        self.users
    }

    /// The number of kinds of users in the population.
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::{Attempt, PoolPolicy};
    /// use cognito_mfa_insight::{Impact, Population};
    ///
    /// let off = PoolPolicy::default();
    /// let on = off.with_mode(MfaMode::On);
    /// let impact = Impact::of(&off, &on, &Population::all_kinds(), Attempt::password());
    /// assert_eq!(impact.classes(), 38_880);
    /// ```
    #[must_use]
    pub const fn classes(&self) -> u64 {
        self.classes
    }

    /// The number of users that this effect concerns.
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::{Attempt, PoolPolicy};
    /// use cognito_mfa_insight::{Effect, Impact, Population};
    ///
    /// let off = PoolPolicy::default();
    /// let on = off.with_mode(MfaMode::On);
    /// let impact = Impact::of(&off, &on, &Population::all_kinds(), Attempt::password());
    /// assert_eq!(impact.on(Effect::GainsPasskeyPath), 0);
    /// ```
    #[must_use]
    pub fn on(&self, effect: Effect) -> u64 {
        self.affected.iter().find(|affected| affected.effect == effect).map_or(0, |affected| affected.users)
    }

    /// The effects that concern at least one user, in the order of [`Effect::ALL`].
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::{Attempt, PoolPolicy};
    /// use cognito_mfa_insight::{Effect, Impact, Population};
    ///
    /// let off = PoolPolicy::default();
    /// let on = off.with_mode(MfaMode::On);
    /// let impact = Impact::of(&off, &on, &Population::all_kinds(), Attempt::password());
    /// assert!(impact.affected().any(|affected| affected.effect == Effect::NewlyDenied));
    /// ```
    pub fn affected(&self) -> impl Iterator<Item = &Affected> {
        self.affected.iter().filter(|affected| affected.users > 0)
    }
}
