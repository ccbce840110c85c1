//! The fixes of a report: each is possible and judged, and the first ones fit together.

use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;

use super::found::{self, Found, Key};
use super::survey::Surveys;
use super::target::{target, with_sms_block};
use super::{Finding, Fix, Lint, NoFix, Safety, Setting, update};
use crate::ability::{Ability, representatives};
use crate::change::{Change, Subject};
use crate::keeper::witness;
use crate::plain::plainness;
use crate::plan::{NoPlan, Plan, PlanRequest, PlannedCall};
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{AccountRecovery, MfaMode, PasswordlessFactor, Pool, RiskLevel, Tier, UserVerification};
use cognito_mfa::rules::Violation;
use cognito_mfa::user::UserFacts;

/// The findings with their fixes.
///
/// The first safe fixes fit together: each one is chosen so that, after those of the findings before it, its own finding and
/// theirs are gone.
pub(super) fn findings(pool: &Pool, found: Vec<Found>, surveys: &mut Surveys) -> Vec<Finding> {
    let mut remedies = Remedies::new(pool, surveys);
    found.into_iter().map(|found| remedies.finding(found)).collect()
}

struct Remedies<'a> {
    pool: &'a Pool,
    surveys: &'a mut Surveys,
    /// The users to keep: those of the population, or else one of each kind.
    users: Rc<[UserFacts]>,
    ability: Ability,
    errors: Vec<Key>,
    /// Changes that can make a fix possible or safe.
    supports: Vec<Vec<Change>>,
    /// The pool after the first fixes of the findings so far.
    fixed: Pool,
    /// The findings that these fixes remove, each with its fix.
    chosen: Vec<(Key, Lint, Fix)>,
}

/// What changes of a pool lead to.
struct Leads {
    to: Pool,
    calls: Vec<PlannedCall>,
    locked_out: Option<(UserFacts, RiskLevel)>,
}

/// Why changes aren't a fix.
enum Fails {
    /// They don't remove the finding, or they add an error, or no call makes them.
    Useless,
    /// Cognito refuses them.
    Refused(Option<Violation>),
}

impl<'a> Remedies<'a> {
    fn new(pool: &'a Pool, surveys: &'a mut Surveys) -> Self {
        let survey = surveys.of(&pool.policy());
        let of_population = survey.population.iter().flat_map(|users| users.iter()).map(|(user, _)| *user);
        let mut users: Vec<UserFacts> = of_population.collect();
        users.sort_by_cached_key(|user| (plainness(*user), *user));
        let users = if surveys.has_population() { users } else { representatives() };
        let errors = found::errors(pool, surveys);
        Self {
            pool,
            users: users.into(),
            ability: survey.ability.clone(),
            errors,
            supports: supports(pool),
            fixed: pool.clone(),
            chosen: Vec::new(),
            surveys,
        }
    }

    fn finding(&mut self, found: Found) -> Finding {
        let Found { key, lint, witness, violation, users, exact, fixes: bases } = found;
        let setting = match key {
            Key::Unused(setting, _) => setting,
            Key::AtRisk(_, level) => Setting::RiskAction(level),
            Key::Alone(_) | Key::Rule(_) => Setting::of(lint),
        };
        let mut finding = Finding { lint, witness, violation, setting, users, fixes: Vec::new(), no_fix: None, exact };
        let (mut first, mut safe, mut harmful) = (None, Vec::new(), Vec::new());
        let mut refused = None;
        for base in &bases {
            let mut of_base: Option<Fix> = None;
            let mut is_harmful = false;
            for changes in self.combinations(lint, base) {
                let leads = match self.leads(&self.pool.clone(), &changes, &[key]) {
                    Ok(leads) => leads,
                    Err(Fails::Useless) => continue,
                    Err(Fails::Refused(violation)) => {
                        refused = refused.or(violation);
                        continue;
                    }
                };
                let fix = self.fix(changes, leads);
                if fix.safety != Safety::Safe {
                    let is_new = !is_harmful && harmful.iter().all(|other| !is_the_same(other, &fix));
                    is_harmful = true;
                    harmful.extend(is_new.then_some(fix));
                    continue;
                }
                if first.is_none() && self.choose(key, lint, &fix) {
                    first = Some(fix);
                    of_base = None;
                    break;
                }
                of_base = of_base.or(Some(fix));
                if first.is_some() {
                    break;
                }
            }
            let others = || first.iter().chain(&safe);
            let of_base = of_base.filter(|fix| others().all(|other| !is_the_same(other, fix)));
            safe.extend(of_base);
        }
        if first.is_none() {
            first = self.borrow(key, lint);
        }
        finding.no_fix = match (&first, safe.is_empty(), harmful.is_empty()) {
            (Some(_), _, _) => None,
            (None, false, _) => Some(NoFix::Contradicts(self.opponent(&safe, key))),
            (None, true, false) => Some(NoFix::LocksUsersOut),
            (None, true, true) if lint == Lint::AdminResetLocksOut => Some(NoFix::NotASetting),
            (None, true, true) => Some(refused.map_or(NoFix::NoSetting, NoFix::Refused)),
        };
        finding.fixes = match finding.no_fix {
            None => first.into_iter().chain(safe).collect(),
            Some(NoFix::LocksUsersOut) => harmful,
            Some(NoFix::Contradicts(_) | NoFix::NoSetting | NoFix::NotASetting | NoFix::Refused(_)) => Vec::new(),
        };
        finding
    }

    /// Makes the fix the first one of its finding, if it fits those of the findings before.
    fn choose(&mut self, key: Key, lint: Lint, fix: &Fix) -> bool {
        let keys: Vec<Key> = self.chosen.iter().map(|(key, ..)| *key).chain([key]).collect();
        match self.leads(&self.fixed.clone(), &fix.changes, &keys) {
            Ok(Leads { to, locked_out: None, .. }) => {
                self.fixed = to;
                self.chosen.push((key, lint, fix.clone()));
                true
            }
            Ok(_) | Err(_) => false,
        }
    }

    /// The first fix of an earlier finding that removes this one too.
    fn borrow(&mut self, key: Key, lint: Lint) -> Option<Fix> {
        // Using a tier's features is no reason to pay for it.
        if lint == Lint::TierPaysForUnused || found::has(&self.fixed.clone(), key, self.surveys) {
            return None;
        }
        let earlier: Vec<Fix> = self.chosen.iter().map(|(_, _, fix)| fix.clone()).collect();
        let removes = |fix: &Fix| match fix.calls.last() {
            Some(last) => !found::has(&last.pool, key, self.surveys),
            None => false,
        };
        let fix = earlier.into_iter().find(removes)?;
        self.choose(key, lint, &fix).then_some(fix)
    }

    /// The finding whose fix prevents these.
    fn opponent(&mut self, fixes: &[Fix], key: Key) -> Lint {
        let chosen: Vec<(Key, Lint, Fix)> = self.chosen.clone();
        let prevents = |(other, _, first): &&(Key, Lint, Fix)| {
            let Some(after) = first.calls.last().map(|call| call.pool.clone()) else { return false };
            let fits = |fix: &Fix| {
                matches!(self.leads(&after, &fix.changes, &[*other, key]), Ok(Leads { locked_out: None, .. }))
            };
            !fixes.iter().any(fits)
        };
        let found = chosen.iter().find(prevents).or(chosen.last());
        found.map_or(Lint::TierLacksSetting, |(_, lint, _)| *lint)
    }

    /// The changes of a fix: alone, and together with each support.
    fn combinations(&self, lint: Lint, base: &[Change]) -> Vec<Vec<Change>> {
        if !base.iter().any(|change| self.alters(*change)) {
            return Vec::new();
        }
        let repairs = matches!(lint, Lint::UpdateIsRefused | Lint::TierLacksSetting);
        let is_apt = |support: &&Vec<Change>| {
            let recovers = support.iter().any(|change| matches!(change, Change::Recovery(_)));
            // Turning off resets doesn't fix a blocked reset. The fixes of a broken rule already contain the changes without email.
            let is_blocked_by_reset = recovers && lint == Lint::RecoveryBlockedByMfa;
            let is_repeated = repairs && support.starts_with(&update::WITHOUT_EMAIL);
            !is_blocked_by_reset && !is_repeated
        };
        let with = |support: &Vec<Change>| {
            let mut changes = base.to_vec();
            changes.extend(support.iter().filter(|change| !base.iter().any(|one| one.is_about_the_same(**change))));
            changes
        };
        let mut combinations: Vec<Vec<Change>> = Vec::new();
        for changes in self.supports.iter().filter(is_apt).map(with) {
            let changes: Vec<Change> = changes.into_iter().filter(|change| self.alters(*change)).collect();
            for changes in self.verified(&changes).into_iter().chain([changes]) {
                if !changes.is_empty() && !combinations.contains(&changes) {
                    combinations.push(changes);
                }
            }
        }
        combinations
    }

    /// The changes with required user verification, if passkeys begin to count as MFA by them without it: then they don't work
    /// for every user.
    fn verified(&self, changes: &[Change]) -> Option<Vec<Change>> {
        let only_prefers = |pool: &Pool| {
            pool.passwordless.contains(PasswordlessFactor::WebAuthn)
                && pool.has_multi_factor_passkeys()
                && !pool.policy().requires_user_verification()
        };
        let decides = changes.iter().any(|change| matches!(change, Change::UserVerification(_)));
        let begins = !decides && !only_prefers(self.pool) && only_prefers(&target(self.pool, changes)?);
        begins.then(|| [changes, &[Change::UserVerification(UserVerification::Required)]].concat())
    }

    fn alters(&self, change: Change) -> bool {
        let of_rules = |pool: &Pool| (pool.policy(), pool.account_recovery, pool.email_sending_account);
        target(self.pool, &[change]).is_none_or(|to| of_rules(&to) != of_rules(self.pool))
    }

    /// Where the changes lead from a pool, if they remove these findings, add no error and Cognito accepts them.
    fn leads(&mut self, from: &Pool, changes: &[Change], keys: &[Key]) -> Result<Leads, Fails> {
        let to = target(from, changes).ok_or(Fails::Useless)?;
        // A refusal is found sooner than a finding.
        let (to, calls) = any_plan(from, to)?;
        if keys.iter().any(|key| found::has(&to, *key, self.surveys)) {
            return Err(Fails::Useless);
        }
        let errors = found::errors(&to, self.surveys);
        if errors.iter().any(|error| !self.errors.contains(error)) {
            return Err(Fails::Useless);
        }
        let mut locked_out = self.locked_out(&to);
        if locked_out.is_none() {
            // The shortest plan can lock users out in between.
            let keeps = |pool: &Pool| match self.locked_out(pool) {
                Some((user, level)) => {
                    locked_out = locked_out.or(Some((user, level)));
                    Err(user)
                }
                None => Ok(()),
            };
            if let Ok(plan) = Plan::short(&PlanRequest::new(from, &to), keeps) {
                return Ok(Leads { to, calls: plan.calls, locked_out: None });
            }
        }
        Ok(Leads { to, calls, locked_out })
    }

    /// The smallest user who can sign in to the pool of the report, but not to this one.
    fn locked_out(&mut self, pool: &Pool) -> Option<(UserFacts, RiskLevel)> {
        let after = self.surveys.abilities.of(&pool.policy());
        self.ability.first_locked_out(&after, self.users.iter().copied(), |user| user)
    }

    fn fix(&self, changes: Vec<Change>, leads: Leads) -> Fix {
        let policy = self.pool.policy();
        let unsafe_for = |(user, risk)| Safety::Unsafe(witness(&policy, user, risk));
        let safety = leads.locked_out.map_or(Safety::Safe, unsafe_for);
        Fix { changes, calls: leads.calls, safety }
    }
}

/// Whether two fixes lead to the same pool.
fn is_the_same(one: &Fix, other: &Fix) -> bool {
    one.calls.last().map(|call| &call.pool) == other.calls.last().map(|call| &call.pool)
}

/// The fewest calls that lead to the target, or to the target with an SMS block.
fn any_plan(from: &Pool, to: Pool) -> Result<(Pool, Vec<PlannedCall>), Fails> {
    let plan = |to: &Pool| Plan::short(&PlanRequest::new(from, to), |_| Ok(()));
    let refused = match plan(&to) {
        Ok(plan) => return Ok((to, plan.calls)),
        Err(NoPlan::Unreachable { blocked, .. }) => blocked.first().copied(),
        Err(NoPlan::TargetLocksOut { .. } | NoPlan::TooFar(_)) => None,
    };
    if let Some((to, plan)) =
        with_sms_block(&to).and_then(|to| Some((plan(&to).ok()?, to))).map(|(plan, to)| (to, plan))
    {
        return Ok((to, plan.calls));
    }
    Err(Fails::Refused(refused))
}

/// The rule because of which no calls make these changes of a pool. `None` if calls make them, if they change only a user or an
/// attempt, or if it takes what this crate doesn't know: an SMS configuration needs a role.
///
/// ```
/// use cognito_mfa::factor::Factor;
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::rules::Rule;
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{Change, refused_by};
///
/// // A pool without MFA has no factors.
/// let pool = Pool::new(Tier::Lite, Profile::Observed);
/// let totp = [Change::Configure(Factor::Totp)];
/// assert_eq!(refused_by(&pool, &totp).map(|violation| violation.rule()), Some(Rule::OffExcludesFactors));
/// assert_eq!(refused_by(&pool, &[Change::Tier(Tier::Essentials)]), None);
/// ```
#[must_use]
pub fn refused_by(pool: &Pool, changes: &[Change]) -> Option<Violation> {
    let of_pool: Vec<Change> = changes.iter().copied().filter(|change| change.subject() == Subject::Pool).collect();
    let to = target(pool, &of_pool)?;
    // A request that turns MFA off can't configure factors.
    let to = if to.mode == MfaMode::Off && pool.mode != MfaMode::Off {
        to.with_sms_mfa(None).with_software_token_mfa(None).with_email_mfa(None)
    } else {
        to
    };
    match any_plan(pool, to) {
        Err(Fails::Refused(violation)) => violation,
        Ok(_) | Err(Fails::Useless) => None,
    }
}

/// Changes that can make a fix possible or safe. The first set is empty, and smaller sets come before larger ones.
fn supports(pool: &Pool) -> Vec<Vec<Change>> {
    let multi_factor = Change::Configure(Factor::Passkey);
    let otps = [PasswordlessFactor::EmailOtp, PasswordlessFactor::SmsOtp].map(Change::Disallow);
    let [email_first, phone_first, by_admin] =
        [AccountRecovery::EmailThenPhone, AccountRecovery::PhoneThenEmail, AccountRecovery::AdminOnly]
            .map(Change::Recovery);
    let higher = Tier::ALL.iter().copied().find(|tier| *tier > pool.tier).map(Change::Tier);
    let with_passkeys = |others: &[Change]| [others.to_vec(), [others, &[multi_factor]].concat()];
    let mut supports: Vec<Vec<Change>> = with_passkeys(&[]).into();
    supports.extend(higher.into_iter().flat_map(|tier| with_passkeys(&[tier])));
    supports.extend([vec![email_first], vec![phone_first], vec![by_admin]]);
    supports.extend(with_passkeys(&otps));
    let repairs = update::first_repairs(pool);
    if !repairs.is_empty() {
        let with = |support: &Vec<Change>| {
            let mut changes = repairs.clone();
            changes.extend(support.iter().filter(|change| !repairs.iter().any(|one| one.is_about_the_same(**change))));
            changes
        };
        let repaired: Vec<Vec<Change>> = supports.iter().map(with).collect();
        supports.extend(repaired);
        if pool.email_mfa.is_some() {
            let without = update::WITHOUT_EMAIL;
            supports.extend(with_passkeys(&without));
        }
    }
    supports
}
