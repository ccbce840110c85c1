//! What a change of a pool's policy does to its users: exact, class by class, with examples.

use alloc::vec::Vec;

use super::population::Population;
use super::ways_in::SignInPaths;
use crate::codes::codes;
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::sign_in::{Attempt, Resolution, resolve};
use cognito_mfa::sign_in::{Challenge, Outcome};
use cognito_mfa::user::UserFacts;

codes! {
    /// What another policy does to a user, by its stable code.
    #[non_exhaustive]
    pub enum Effect {
        /// The user had a way in and has none any more.
        NewlyLockedOut = "newly-locked-out",
        /// The user had no way in and has one now.
        NoLongerLockedOut = "no-longer-locked-out",
        /// The sign-in is denied and was not.
        NewlyDenied = "newly-denied",
        /// The sign-in was denied and is not any more.
        NoLongerDenied = "no-longer-denied",
        /// The sign-in gets a challenge and got none.
        NewlyChallenged = "newly-challenged",
        /// The sign-in got a challenge and gets none any more.
        NoLongerChallenged = "no-longer-challenged",
        /// The sign-in gets another challenge than it did.
        ChallengedDifferently = "challenged-differently",
        /// The sign-in demands a set-up and did not.
        MustSetUp = "must-set-up",
        /// A passkey signed the user in and does not any more.
        LosesPasskeyPath = "loses-passkey-path",
        /// A passkey signs the user in and did not.
        GainsPasskeyPath = "gains-passkey-path",
        /// A finished sign-in of the user can be of a lower level than it could be.
        AssuranceDrops = "assurance-drops",
        /// Every finished sign-in of the user is of a higher level than the lowest was.
        AssuranceRises = "assurance-rises",
    }
}

impl Effect {}

/// One sign-in under two policies: what it gets, and what ways in the user has, before and after.
///
/// A service can decide each sign-in so while it thinks about a change (shadow mode).
///
/// ```
/// use cognito_mfa_insight::{Comparison, Effect};
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::{Attempt, PoolPolicy, User};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::CredentialStamp;
///
/// let before = PoolPolicy::default();
/// let after = PoolPolicy { mode: MfaMode::On, ..before };
/// let shadow = Comparison::new(&before, &after, User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts(), Attempt::password());
/// assert!(shadow.shows(Effect::NewlyLockedOut) && !shadow.shows(Effect::MustSetUp));
/// assert_eq!(shadow.after.reason().code(), "sms-cannot-be-set-up");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The answer under the first policy.
    pub before: Resolution,
    /// The answer under the second policy.
    pub after: Resolution,
    /// The ways in under the first policy.
    pub ways_before: SignInPaths,
    /// The ways in under the second policy.
    pub ways_after: SignInPaths,
}

impl Comparison {
    /// Decides the sign-in under both policies.
    #[must_use]
    pub fn new(before: &PoolPolicy, after: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Self {
        let context = SignInContext { device: attempt.device, risk: attempt.risk };
        Self {
            before: resolve(before, user, attempt),
            after: resolve(after, user, attempt),
            ways_before: SignInPaths::of(before, user, context),
            ways_after: SignInPaths::of(after, user, context),
        }
    }

    /// Whether the second policy has this effect on the user.
    #[must_use]
    pub fn shows(&self, effect: Effect) -> bool {
        let (was, is) = (self.before.outcome(), self.after.outcome());
        let (had, has) = (self.ways_before, self.ways_after);
        let both_get_in = !had.is_empty() && !has.is_empty();
        match effect {
            Effect::NewlyLockedOut => !had.is_empty() && has.is_empty(),
            Effect::NoLongerLockedOut => had.is_empty() && !has.is_empty(),
            Effect::NewlyDenied => !is_denied(was) && is_denied(is),
            Effect::NoLongerDenied => is_denied(was) && !is_denied(is),
            Effect::NewlyChallenged => was == Outcome::Authenticated && is_challenge(is),
            Effect::NoLongerChallenged => is_challenge(was) && is == Outcome::Authenticated,
            Effect::ChallengedDifferently => is_challenge(was) && is_challenge(is) && was != is,
            Effect::MustSetUp => !is_set_up(was) && is_set_up(is),
            Effect::LosesPasskeyPath => had.has_passkey() && !has.has_passkey(),
            Effect::GainsPasskeyPath => !had.has_passkey() && has.has_passkey(),
            Effect::AssuranceDrops => both_get_in && has.least() < had.least(),
            Effect::AssuranceRises => both_get_in && has.least() > had.least(),
        }
    }

    /// Every effect that the second policy has on the user.
    pub fn effects(&self) -> impl Iterator<Item = Effect> + '_ {
        Effect::ALL.iter().copied().filter(|effect| self.shows(*effect))
    }
}

const fn is_denied(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Denied(_))
}

const fn is_challenge(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Challenge(_))
}

const fn is_set_up(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Challenge(Challenge::MfaSetup(_)))
}

/// What another policy does to a population.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    users: u64,
    classes: u64,
    affected: Vec<Affected>,
}

/// The users whom one effect concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// The effect.
    pub effect: Effect,
    /// How many users.
    pub users: u64,
    /// Of how many kinds.
    pub classes: u64,
    /// The most numerous kinds, at most [`EXAMPLES`](Self::EXAMPLES) of them, with their numbers.
    pub examples: Vec<(UserFacts, u64)>,
}

impl Affected {
    /// How many examples are kept.
    pub const EXAMPLES: usize = 3;

    fn count(&mut self, user: UserFacts, users: u64) {
        self.users = self.users.saturating_add(users);
        self.classes += 1;
        self.examples.push((user, users));
        // The most numerous first; of equals the one that has the least.
        self.examples.sort_by_key(|(user, users)| (core::cmp::Reverse(*users), user.size(), *user));
        self.examples.truncate(Self::EXAMPLES);
    }
}

impl Impact {
    /// Decides a sign-in of every user of the population under both policies, and counts the effects.
    ///
    /// ```
    /// use cognito_mfa_insight::{Effect, Impact, Population};
    /// use cognito_mfa::factor::{Factor, FactorSet};
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::{Attempt, PoolPolicy, User};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::CredentialStamp;
    ///
    /// let before = PoolPolicy::default();
    /// let after = PoolPolicy { mode: MfaMode::On, configured: FactorSet::of(&[Factor::Totp]), ..before };
    /// let population: Population = (0..100).map(|_| User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts()).collect();
    /// let impact = Impact::of(&before, &after, &population, Attempt::password());
    /// assert_eq!((impact.on(Effect::MustSetUp), impact.on(Effect::NewlyLockedOut)), (100, 0));
    /// ```
    #[must_use]
    pub fn of(before: &PoolPolicy, after: &PoolPolicy, population: &Population, attempt: Attempt) -> Self {
        let none = |effect: &Effect| Affected { effect: *effect, users: 0, classes: 0, examples: Vec::new() };
        let mut impact = Self { users: 0, classes: 0, affected: Effect::ALL.iter().map(none).collect() };
        for (user, users) in population.classes() {
            let shadow = Comparison::new(before, after, user, attempt);
            impact.users = impact.users.saturating_add(users);
            impact.classes += 1;
            let shown = impact.affected.iter_mut().filter(|affected| shadow.shows(affected.effect));
            shown.for_each(|affected| affected.count(user, users));
        }
        impact
    }

    /// How many users were decided.
    #[must_use]
    pub const fn users(&self) -> u64 {
        self.users
    }

    /// Of how many kinds they are.
    #[must_use]
    pub const fn classes(&self) -> u64 {
        self.classes
    }

    /// How many users the effect concerns.
    #[must_use]
    pub fn on(&self, effect: Effect) -> u64 {
        self.affected.iter().find(|affected| affected.effect == effect).map_or(0, |affected| affected.users)
    }

    /// The effects that concern anybody, in order, with examples.
    pub fn affected(&self) -> impl Iterator<Item = &Affected> {
        self.affected.iter().filter(|affected| affected.users > 0)
    }
}
