//! Which users can sign in under a policy, at each risk level.
//!
//! Users who differ only in what no sign-in path reads share an answer. So a table has one answer for each of 1,920 kinds
//! of users instead of 38,880.

use alloc::collections::BTreeMap;
use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::Cell;

use crate::plain::plainness;
use crate::sign_in_paths::SignInPaths;
use crate::{ANY_STAMP, PLAIN};
use cognito_mfa::factor::FactorSet;
use cognito_mfa::pool::{PoolPolicy, RiskAction, RiskActions, RiskLevel, ThreatProtection, Tier};
use cognito_mfa::recovery::recovery;
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::user::{Account, Attribute, MfaPreference, Passkeys, Password, Totp, UserFacts, UserStatus};

/// The tables that were made so far.
#[derive(Default)]
pub(crate) struct Abilities {
    tables: BTreeMap<(PoolPolicy, RiskLevel), Rc<Table>>,
}

/// Who can sign in under one policy, at no risk and at each risk level.
#[derive(Clone)]
pub(crate) struct Ability {
    policy: PoolPolicy,
    tables: [Rc<Table>; 4],
}

/// Which kinds of users can sign in under a policy at a risk level. Each answer is found when it's needed.
struct Table {
    policy: PoolPolicy,
    context: SignInContext,
    answers: Vec<Cell<Option<bool>>>,
}

impl Table {
    fn can(&self, user: UserFacts) -> bool {
        let Some(answer) = self.answers.get(place(user)) else { return false };
        answer.get().unwrap_or_else(|| {
            let can = SignInPaths::exist(&self.policy, user, self.context);
            answer.set(Some(can));
            can
        })
    }
}

impl Abilities {
    pub(crate) fn of(&mut self, policy: &PoolPolicy) -> Ability {
        let levels = [RiskLevel::None, RiskLevel::Low, RiskLevel::Medium, RiskLevel::High];
        Ability { policy: *policy, tables: levels.map(|level| self.table(policy, level)) }
    }

    fn table(&mut self, policy: &PoolPolicy, level: RiskLevel) -> Rc<Table> {
        let key = essence(policy, level);
        Rc::clone(self.tables.entry(key).or_insert_with(|| {
            let (policy, risk) = key;
            let context = SignInContext { risk, ..SignInContext::default() };
            Rc::new(Table { policy, context, answers: vec![Cell::new(None); KINDS] })
        }))
    }
}

impl Ability {
    /// Whether the user can sign in from an unknown device at this risk level.
    pub(crate) fn can(&self, user: UserFacts, level: RiskLevel) -> bool {
        if user.is_disabled() {
            return false;
        }
        let after = match user.status() {
            UserStatus::ExternalProvider => return true,
            UserStatus::ResetRequired if recovery(&self.policy, user).answer.is_err() => return false,
            UserStatus::ResetRequired => user.user(ANY_STAMP).with_account(PLAIN.account).facts(),
            UserStatus::Confirmed | UserStatus::Unconfirmed | UserStatus::ForceChangePassword => user,
        };
        let [none, low, medium, high] = &self.tables;
        let table = match level {
            RiskLevel::None => none,
            RiskLevel::Low => low,
            RiskLevel::Medium => medium,
            RiskLevel::High => high,
        };
        table.can(after)
    }

    /// The first of these users who can sign in under this policy at a risk level, but not under the other one. `then` is the
    /// user after the change of the pool.
    pub(crate) fn first_locked_out(
        &self,
        after: &Self,
        mut users: impl Iterator<Item = UserFacts>,
        then: impl Fn(UserFacts) -> UserFacts,
    ) -> Option<(UserFacts, RiskLevel)> {
        let mut pairs: Vec<(RiskLevel, [&Rc<Table>; 2])> = Vec::new();
        for (level, pair) in RiskLevel::ALL.iter().zip(self.tables.iter().zip(&after.tables)) {
            let known =
                |(_, [one, other]): &(RiskLevel, [&Rc<Table>; 2])| Rc::ptr_eq(one, pair.0) && Rc::ptr_eq(other, pair.1);
            if !pairs.iter().any(known) {
                pairs.push((*level, [pair.0, pair.1]));
            }
        }
        users.find_map(|user| {
            let mut levels = pairs.iter().map(|(level, _)| *level);
            let changed = then(user);
            levels.find(|level| self.can(user, *level) && !after.can(changed, *level)).map(|level| (user, level))
        })
    }
}

/// The smallest user of each kind who can be locked out by a change of the pool, the smallest first: those in password
/// reset with all their facts, and the others with those that a sign-in path reads.
///
/// Disabled users can't sign in, and no change of the pool locks out users of an external provider.
pub(crate) fn representatives() -> Vec<UserFacts> {
    let mut users: Vec<UserFacts> = kinds().chain(in_reset()).collect();
    users.sort_by_cached_key(|user| (plainness(*user), *user));
    users
}

/// The parts of a policy that a sign-in from an unknown device at this risk level reads, and a level with the same action.
fn essence(policy: &PoolPolicy, level: RiskLevel) -> (PoolPolicy, RiskLevel) {
    let action = policy.risk(level);
    let mut essence = *policy;
    essence.device = None;
    essence.risk_actions = RiskActions::every(action);
    if action == RiskAction::NoAction {
        essence.threat_protection = ThreatProtection::Off;
        essence.tier = essence.tier.min(Tier::Essentials);
        (essence, RiskLevel::None)
    } else {
        (essence, RiskLevel::High)
    }
}

/// The number of kinds: of accounts, of three possessions that the user has or doesn't have, of passkeys and of enabled
/// factors.
const KINDS: usize = ACCOUNTS.len() * 8 * 3 * 16;

const ACCOUNTS: [(UserStatus, Password); 5] = [
    (UserStatus::Confirmed, Password::Permanent),
    (UserStatus::Confirmed, Password::Absent),
    (UserStatus::ForceChangePassword, Password::Temporary),
    (UserStatus::Unconfirmed, Password::Permanent),
    (UserStatus::Unconfirmed, Password::Absent),
];

/// The plainest user of each kind, in the order of [`place`].
fn kinds() -> impl Iterator<Item = UserFacts> {
    let attributes = || [Attribute::Absent, Attribute::Verified].into_iter();
    let accounts = ACCOUNTS.into_iter().map(|(status, password)| PLAIN.with_account(Account::new(status, password)));
    accounts
        .flat_map(move |user| attributes().map(move |phone| user.with_phone(phone)))
        .flat_map(move |user| attributes().map(move |email| user.with_email(email)))
        .flat_map(|user| [Totp::Absent, Totp::Verified].map(|totp| user.with_totp(totp)))
        .flat_map(|user| {
            [Passkeys::Absent, Passkeys::CannotVerify, Passkeys::CanVerify].map(|passkeys| user.with_passkeys(passkeys))
        })
        .flat_map(|user| {
            let preferences = FactorSet::subsets().map(|enabled| MfaPreference::with_valid_preferred(enabled, None));
            preferences.map(move |preference| user.with_preference(preference).facts())
        })
}

/// Every user whose password was reset, except disabled ones and those without a password. [`UserFacts::all`] takes longer.
fn in_reset() -> impl Iterator<Item = UserFacts> {
    let user = PLAIN.with_account(Account::new(UserStatus::ResetRequired, Password::Permanent));
    let attributes = || [Attribute::Absent, Attribute::Unverified, Attribute::Verified].into_iter();
    attributes()
        .map(move |phone| user.with_phone(phone))
        .flat_map(move |user| attributes().map(move |email| user.with_email(email)))
        .flat_map(|user| [Totp::Absent, Totp::Verified].map(|totp| user.with_totp(totp)))
        .flat_map(|user| {
            [Passkeys::Absent, Passkeys::CannotVerify, Passkeys::CanVerify].map(|passkeys| user.with_passkeys(passkeys))
        })
        .flat_map(|user| {
            let preferences = FactorSet::subsets().flat_map(|enabled| {
                let preferred = core::iter::once(None).chain(enabled.codes().iter().map(Some));
                preferred.map(move |preferred| MfaPreference::with_valid_preferred(enabled, preferred))
            });
            preferences.map(move |preference| user.with_preference(preference).facts())
        })
}

/// The place of a user's kind among all kinds.
fn place(user: UserFacts) -> usize {
    let account = match (user.status(), user.has_password()) {
        (UserStatus::ForceChangePassword, _) => 2,
        (UserStatus::Unconfirmed, true) => 3,
        (UserStatus::Unconfirmed, false) => 4,
        (UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ExternalProvider, false) => 1,
        (UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ExternalProvider, true) => 0,
    };
    let passkeys = match user.passkeys() {
        Passkeys::Absent => 0,
        Passkeys::CannotVerify => 1,
        Passkeys::CanVerify => 2,
    };
    let [phone, email, totp] = [user.phone().is_present(), user.email().is_present(), user.has_totp()].map(usize::from);
    let possessed = (((account * 2 + phone) * 2 + email) * 2 + totp) * 3 + passkeys;
    possessed * 16 + usize::from(user.enabled().bits())
}
