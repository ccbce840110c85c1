//! A finding before its fixes are known.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::survey::Surveys;
use super::{Lint, Setting, Severity, check, of_population, risk, unused, update};
use crate::change::Change;
use crate::witness::Witness;
use cognito_mfa::pool::{Pool, RiskLevel};
use cognito_mfa::rules::{Rule, Violation};

/// What distinguishes a finding from all others of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// The only finding with this code.
    Alone(Lint),
    /// A finding about a risk level.
    AtRisk(Lint, RiskLevel),
    /// A setting without effect, and its removal.
    Unused(Setting, Change),
    /// A broken rule.
    Rule(Rule),
}

/// A finding, and the changes that can fix it.
pub(super) struct Found {
    pub(super) key: Key,
    pub(super) lint: Lint,
    pub(super) witness: Option<Witness>,
    pub(super) violation: Option<Violation>,
    pub(super) users: Option<u64>,
    /// What was found, with the users that it's about.
    pub(super) exact: Option<String>,
    /// The possible fixes. The ones that keep most of what the configuration is meant to do come first.
    pub(super) fixes: Vec<Vec<Change>>,
}

impl Found {
    pub(super) fn new(key: Key, lint: Lint, witness: Option<Witness>, fixes: &[&[Change]]) -> Self {
        let fixes = fixes.iter().map(|changes| changes.to_vec()).collect();
        Self { key, lint, witness, violation: None, users: None, exact: None, fixes }
    }
}

/// How bad a finding about so many users of the population is.
pub(super) fn severity(lint: Lint, users: Option<u64>) -> Severity {
    let is_lock_out = check::MFA_LOCK_OUTS.contains(&lint) && users.is_some_and(|users| users > 0);
    if is_lock_out { Severity::Error } else { lint.severity() }
}

/// Every finding of a pool, the worst first.
pub(super) fn all(pool: &Pool, surveys: &mut Surveys) -> Vec<Found> {
    let survey = surveys.of(&pool.policy());
    let mut found: Vec<Found> = check::findings(&survey).collect();
    found.extend(risk::findings(&survey));
    found.extend(unused::findings(&survey.policy));
    found.extend(update::findings(pool));
    found.extend(of_population::findings(&survey));
    found.sort_by_key(|found| (severity(found.lint, found.users), found.lint));
    found
}

/// Whether a pool has this finding.
pub(super) fn has(pool: &Pool, key: Key, surveys: &mut Surveys) -> bool {
    let policy = pool.policy();
    match key {
        Key::Alone(Lint::TierPaysForUnused) => update::findings(pool).iter().any(|found| found.key == key),
        Key::Alone(lint) => {
            let survey = surveys.of(&policy);
            check::shows(&survey, lint) || of_population::findings(&survey).iter().any(|found| found.key == key)
        }
        Key::AtRisk(..) => risk::findings(&surveys.of(&policy)).iter().any(|found| found.key == key),
        Key::Unused(_, change) => unused::is_unused(&policy, change),
        Key::Rule(rule) => update::broken(pool).iter().any(|violation| violation.rule() == rule),
    }
}

/// The findings that no fix may add: broken rules, and those about users who can't sign in.
pub(super) fn errors(pool: &Pool, surveys: &mut Surveys) -> Vec<Key> {
    let survey = surveys.of(&pool.policy());
    let mut errors: Vec<Key> = check::lock_outs(&survey).map(Key::Alone).collect();
    errors.extend(update::broken(pool).iter().map(|violation| Key::Rule(violation.rule())));
    errors.extend(of_population::errors(&survey));
    errors
}

/// One possible fix with one change.
pub(super) fn alone(change: Change) -> Vec<Vec<Change>> {
    vec![vec![change]]
}
