//! The users of a pool who matter to the findings, and their answers.

use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::PLAIN;
use crate::ability::{Abilities, Ability};
use crate::assumption::Assumption;
use crate::change::Change;
use crate::plain::plainness;
use crate::population::Population;
use crate::witness::Witness;
use cognito_mfa::factor::CodeFactorSet;
use cognito_mfa::pool::{PoolPolicy, RiskLevel};
use cognito_mfa::sign_in::{Attempt, Resolution, resolve};
use cognito_mfa::user::{Account, Attribute, MfaPreference, Passkeys, Password, Totp, UserFacts, UserStatus};

/// A pool's policy and its users, the smallest first: confirmed, enabled, and with only such factors enabled as they possess.
pub(super) struct Survey {
    pub(super) policy: PoolPolicy,
    /// The ordinary users: with a permanent password, and with only such factors enabled as the pool offers.
    pub(super) users: Vec<UserFacts>,
    /// The users without a password, with only such factors enabled as the pool offers.
    pub(super) passwordless: Vec<UserFacts>,
    /// The users with a factor enabled that the pool doesn't offer. The factor can be older than the pool's settings.
    pub(super) outdated: Vec<UserFacts>,
    /// The users who can sign in.
    pub(super) ability: Ability,
    /// The users of the population, if there is one.
    pub(super) population: Option<Rc<[(UserFacts, u64)]>>,
}

/// The surveys that were made so far.
pub(super) struct Surveys {
    pub(super) abilities: Abilities,
    owners: Vec<UserFacts>,
    population: Option<Rc<[(UserFacts, u64)]>>,
    known: BTreeMap<PoolPolicy, Rc<Survey>>,
}

impl Surveys {
    pub(super) fn new(population: Option<&Population>) -> Self {
        let mut owners: Vec<UserFacts> = settled().collect();
        owners.sort_by_cached_key(|user| (plainness(*user), *user));
        let population = population.map(|population| population.classes().collect());
        Self { abilities: Abilities::default(), owners, population, known: BTreeMap::new() }
    }

    pub(super) const fn has_population(&self) -> bool {
        self.population.is_some()
    }

    pub(super) fn of(&mut self, policy: &PoolPolicy) -> Rc<Survey> {
        if let Some(known) = self.known.get(policy) {
            return Rc::clone(known);
        }
        let mut survey = Survey {
            policy: *policy,
            users: Vec::new(),
            passwordless: Vec::new(),
            outdated: Vec::new(),
            ability: self.abilities.of(policy),
            population: self.population.clone(),
        };
        for user in &self.owners {
            let group = if !Assumption::PreferenceOffered.holds(policy, *user) {
                &mut survey.outdated
            } else if user.has_password() {
                &mut survey.users
            } else {
                &mut survey.passwordless
            };
            group.push(*user);
        }
        let survey = Rc::new(survey);
        self.known.insert(*policy, Rc::clone(&survey));
        survey
    }
}

impl Survey {
    /// The smallest ordinary user for whose attempt `shows` is true.
    pub(super) fn find(&self, attempt: Attempt, shows: impl Fn(UserFacts, Resolution) -> bool) -> Option<Witness> {
        let found = self.users.iter().copied().find(|user| shows(*user, resolve(&self.policy, *user, attempt)));
        found.map(|user| Witness { user, attempt })
    }

    /// The code factors that a password sign-in asks for, offers or sets up, for any of the ordinary users.
    pub(super) fn asked(&self) -> CodeFactorSet {
        let codes = |user: &UserFacts| {
            let outcomes = at_each_risk().map(|attempt| resolve(&self.policy, *user, attempt).outcome());
            outcomes.fold(CodeFactorSet::EMPTY, |codes, outcome| codes.or(outcome.codes()))
        };
        self.users.iter().map(codes).fold(CodeFactorSet::EMPTY, CodeFactorSet::or)
    }

    /// All users, the ordinary ones first.
    pub(super) fn all(&self) -> impl Iterator<Item = UserFacts> + Clone + '_ {
        self.users.iter().chain(&self.passwordless).chain(&self.outdated).copied()
    }
}

/// Every confirmed, enabled user with a permanent password or none who possesses what they have enabled.
fn settled() -> impl Iterator<Item = UserFacts> {
    let passwords = [Password::Permanent, Password::Absent];
    let accounts = passwords.map(|password| PLAIN.with_account(Account::new(UserStatus::Confirmed, password)));
    let attributes = || Attribute::ALL.iter().copied();
    let tokens = || Totp::ALL.iter().flat_map(|totp| Passkeys::ALL.iter().map(move |passkeys| (*totp, *passkeys)));
    let any = PoolPolicy::default();
    accounts
        .into_iter()
        .flat_map(move |user| attributes().map(move |phone| user.with_phone(phone)))
        .flat_map(move |user| attributes().map(move |email| user.with_email(email)))
        .flat_map(move |user| tokens().map(move |(totp, passkeys)| user.with_totp(totp).with_passkeys(passkeys)))
        .flat_map(|user| MfaPreference::all().map(move |preference| user.with_preference(preference).facts()))
        .filter(move |user| Assumption::PreferencePossessed.holds(&any, *user))
}

/// A password at no risk and at each risk level.
pub(super) fn at_each_risk() -> impl Iterator<Item = Attempt> {
    RiskLevel::ALL.iter().map(|risk| Attempt { risk: *risk, ..Attempt::password() })
}

/// The policy after these changes of the pool.
pub(super) fn changed(policy: PoolPolicy, changes: &[Change]) -> PoolPolicy {
    let any_user = PLAIN.facts();
    changes.iter().fold(policy, |policy, change| change.applied_to(policy, any_user, Attempt::password()).0)
}
