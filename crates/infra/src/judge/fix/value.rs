//! Fixes that limit what the file leaves open: which first factors an unknown list or element can have.

use super::table::OPTIONAL;
use super::{After, Error, Refusal, Seen, Settings, Trial, together};
use crate::choices::{Reason, Variable};
use crate::finding::{ANOTHER, Certainty, Finding};
use crate::judge::repair::is_meant;
use crate::judge::{PoolSource, members_of};
use cognito_mfa::pool::AuthFactor;

/// The first factors that remove a finding.
struct Limit {
    /// The index of the finding.
    finding: usize,
    /// The variable that has them.
    name: String,
    values: Vec<String>,
}

/// Adds the first factors with which no run has a finding, if the finding's first fix makes MFA optional or wasn't tried. They
/// come first if the first fixes of the other findings fit without that one.
///
/// The fixes of one report name the same values of a variable.
pub(super) fn put<S: PoolSource + ?Sized>(
    trial: &Trial<'_, S>,
    refusals: &[Refusal],
    findings: &mut [Finding],
    Seen { of, runs, .. }: Seen<'_>,
) {
    let limit = |(index, finding): (usize, &Finding)| limit(index, finding, of.get(index)?, runs);
    let limits: Vec<Limit> = findings.iter().enumerate().filter_map(limit).collect();
    if limits.is_empty() {
        return;
    }
    let is_limited = |error: Error| {
        let mut limited = limits.iter().filter_map(|limit| findings.get(limit.finding));
        limited.any(|finding| (finding.code, finding.rule) == error)
    };
    let others: Vec<&Refusal> = refusals.iter().filter(|refusal| !is_limited(refusal.error)).collect();
    let mut firsts = others.iter().filter_map(|refusal| refusal.fixes.first());
    let firsts = firsts.try_fold(Vec::new(), |all: Settings, fix| together(&all, &fix.settings));
    let after = firsts.and_then(|firsts| trial.after(&firsts));
    let is_left = |after: &After| others.iter().any(|refusal| after.errors.contains(&refusal.error));
    let comes_first = after.is_some_and(|after| trial.adds_none(&after) && !is_left(&after));
    for Limit { finding, name, values } in &limits {
        let others = || limits.iter().filter(|other| other.name == *name);
        let fits = |value: &&String| others().all(|other| other.values.contains(value));
        let quoted: Vec<String> = values.iter().filter(fits).map(|value| format!("\"{value}\"")).collect();
        let quoted = match quoted.as_slice() {
            [] => continue,
            [one] => one.clone(),
            [others @ .., last] => format!("{} or {last}", others.join(", ")),
        };
        if let Some(finding) = findings.get_mut(*finding) {
            if finding.outcomes.is_empty() {
                // The list has no such element to remove.
                finding.fixes.clear();
            }
            let index = if comes_first { 0 } else { finding.fixes.len() };
            finding.fixes.insert(index, format!("Use {quoted} for {}.", name.trim_end_matches(ANOTHER)));
        }
    }
}

fn limit(index: usize, finding: &Finding, of: &[usize], runs: &[Vec<Variable>]) -> Option<Limit> {
    let Certainty::Sometimes(example) = &finding.certainty else { return None };
    let first = finding.outcomes.first();
    if first.is_some_and(|first| !first.settings.contains(&OPTIONAL)) {
        return None;
    }
    // After another refusal of the same list, a run doesn't show this one.
    let elements = members_of(finding.rule?)?.members.iter().filter_map(|member| member.split_once('='));
    let breaks = |value: &str| elements.clone().any(|(_, element)| names(value).any(|name| name == element));
    let is_open = |one: &&Variable| one.reason != Reason::Faulty;
    example.iter().filter(is_open).find_map(|Variable { name, .. }| {
        let value_of = |run: &'_ [Variable]| run.iter().find(|one| one.name == *name).map(|one| one.value.clone());
        let values = || runs.iter().enumerate().filter_map(|(run, all)| Some((run, value_of(all)?)));
        let is_found = |value: &str| values().any(|(run, other)| other == value && of.binary_search(&run).is_ok());
        let means_factor = |name: &str| AuthFactor::ALL.iter().any(|factor| is_meant(factor.name(), name));
        if !values().all(|(_, value)| names(&value).all(means_factor)) {
            return None;
        }
        let mut good: Vec<String> = Vec::new();
        for (_, value) in values() {
            let is_valid = names(&value).all(is_factor);
            if is_valid && !good.contains(&value) && !breaks(&value) && !is_found(&value) {
                good.push(value);
            }
        }
        Some(Limit { finding: index, name: name.clone(), values: good })
    })
}

/// The factors of a value: of an element, or of a whole list.
fn names(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim)
}

fn is_factor(name: &str) -> bool {
    AuthFactor::ALL.iter().any(|factor| factor.name() == name)
}
