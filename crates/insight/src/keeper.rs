//! Whether changes of a pool keep the sign-in of its users.

use alloc::vec::Vec;

use crate::ANY_STAMP;
use crate::ability::{Abilities, Ability, representatives};
use crate::lint::Safety;
use crate::plain::plainness;
use crate::population::Population;
use crate::sign_in_paths::SignInPaths;
use crate::witness::Witness;
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{Pool, PoolPolicy, RiskLevel};
use cognito_mfa::sign_in::{Attempt, FirstFactor, SignInContext};
use cognito_mfa::user::{MfaPreference, Passkeys, UserFacts};

/// The users of a pool, or else one of each kind, and who of them can sign in now.
pub(crate) struct Keeper {
    pool: Pool,
    /// The plainest ones come first.
    users: Vec<UserFacts>,
    abilities: Abilities,
    now: Ability,
}

impl Keeper {
    pub(crate) fn new(pool: &Pool, population: Option<&Population>) -> Self {
        let users = population.map_or_else(representatives, |population| {
            let mut users: Vec<UserFacts> = population.classes().map(|(user, _)| user).collect();
            users.sort_by_cached_key(|user| (plainness(*user), *user));
            users
        });
        let mut abilities = Abilities::default();
        let now = abilities.of(&pool.policy());
        Self { pool: pool.clone(), users, abilities, now }
    }

    /// Whether every user who can sign in now can do so in each of these pools.
    pub(crate) fn safety<'p>(&mut self, pools: impl IntoIterator<Item = &'p Pool>) -> Safety {
        let locked_out = pools.into_iter().find_map(|pool| {
            let after = self.abilities.of(&pool.policy());
            let loses_passkeys = self.pool.loses_passkeys(pool);
            let then = |user| if loses_passkeys { without_passkeys(user) } else { user };
            self.now.first_locked_out(&after, self.users.iter().copied(), then)
        });
        locked_out.map_or(Safety::Safe, |(user, risk)| Safety::Unsafe(witness(&self.pool.policy(), user, risk)))
    }
}

/// The user after a change of the relying party ID: registered passkeys no longer work (spec 2).
fn without_passkeys(user: UserFacts) -> UserFacts {
    let user = user.user(ANY_STAMP);
    let preference = user.preference;
    let enabled = preference.enabled().set(Factor::Passkey, false);
    let preference = MfaPreference::with_valid_preferred(enabled, preference.preferred());
    user.with_passkeys(Passkeys::Absent).with_preference(preference).facts()
}

/// A user who can sign in to a pool at a risk level, with such a sign-in.
pub(crate) fn witness(policy: &PoolPolicy, user: UserFacts, risk: RiskLevel) -> Witness {
    let paths = SignInPaths::of(policy, user, SignInContext { risk, ..SignInContext::default() });
    let first_factor = paths.first_factors().next().unwrap_or(FirstFactor::Password);
    Witness { user, attempt: Attempt { risk, ..Attempt::with(first_factor) } }
}
