//! What all runs found, in one judgment.

use std::collections::HashMap;

use cognito_mfa::pool::{Pool, PoolMember, PoolPolicy};

use super::{JudgeOptions, Judged, Judgment, PoolSource, PossiblePool, Verdict, fix};
use crate::call::Call;
use crate::choices::{Reason, Variable};
use crate::finding::{Certainty, Code, Finding, Severity};
use crate::place::{Place, Presence, Span};

/// Merges what the runs found.
#[derive(Default)]
pub(super) struct Merge {
    /// The variables of each run in which the pool exists.
    runs: Vec<Vec<Variable>>,
    findings: Vec<(Finding, Vec<usize>)>,
    pools: Pools,
    before: Pools,
    accepted: usize,
    open: usize,
    not_shown: Vec<PoolMember>,
    has_other_risk: bool,
}

/// Different pools, each with the runs that lead to it.
#[derive(Default)]
struct Pools {
    all: Vec<(PossiblePool, Vec<usize>)>,
    by_policy: HashMap<PoolPolicy, Vec<usize>>,
}

impl Pools {
    fn add(&mut self, pool: Pool, calls: Vec<Call>, written: Vec<(Span, Place)>, run: usize) {
        // Pools that are equal have equal policies.
        let same_policy = self.by_policy.entry(pool.policy()).or_default();
        let is_it = |index: &&usize| self.all.get(**index).is_some_and(|(known, _)| known.pool == pool);
        if let Some((_, runs)) = same_policy.iter().find(is_it).and_then(|index| self.all.get_mut(*index)) {
            runs.push(run);
        } else {
            same_policy.push(self.all.len());
            self.all.push((PossiblePool { pool, certainty: Certainty::Always, calls, written }, vec![run]));
        }
    }

    fn finish(
        self,
        certainty: &dyn Fn(&[usize]) -> Certainty,
        all_values: &dyn Fn(&[usize]) -> Certainty,
    ) -> Vec<PossiblePool> {
        // The fewest values take time to find. For many pools, all values are as true.
        let of_pool = if self.all.len() > MANY { all_values } else { certainty };
        self.all.into_iter().map(|(pool, of)| PossiblePool { certainty: of_pool(&of), ..pool }).collect()
    }
}

impl Merge {
    pub(super) fn add(&mut self, judged: Judged, variables: &[Variable]) {
        let run = self.runs.len();
        self.runs.push(variables.to_vec());
        self.open += usize::from(judged.is_open);
        self.not_shown
            .extend(judged.not_shown.iter().filter(|one| !self.not_shown.contains(one)).copied().collect::<Vec<_>>());
        self.has_other_risk |= judged.has_other_risk;
        for finding in judged.findings {
            let is_it =
                |(known, _): &&mut (Finding, Vec<usize>)| known.code == finding.code && known.place == finding.place;
            match self.findings.iter_mut().find(is_it) {
                Some((_, runs)) if runs.last() == Some(&run) => {}
                Some((known, runs)) => {
                    runs.push(run);
                    // It's enough that it's the first error in one run.
                    if let (Some(known), Some(service)) = (&mut known.service, &finding.service) {
                        known.is_first |= service.is_first;
                    }
                }
                None => self.findings.push((finding, vec![run])),
            }
        }
        self.accepted += usize::from(judged.is_accepted);
        if let Some(pool) = judged.before {
            self.before.add(pool, Vec::new(), Vec::new(), run);
        }
        if let Some((pool, calls)) = judged.pool {
            self.pools.add(pool, calls, judged.written, run);
        }
    }

    pub(super) fn finish(
        self,
        source: &(impl PoolSource + ?Sized),
        options: JudgeOptions,
        is_complete: bool,
    ) -> Judgment {
        let Self { runs, findings, pools, before, accepted, open, not_shown, has_other_risk, .. } = self;
        let verdict = match accepted {
            _ if runs.is_empty() => Verdict::Absent,
            0 if is_complete && open == 0 => Verdict::Refused,
            all if all == runs.len() && is_complete => Verdict::Accepted,
            _ => Verdict::Depends,
        };
        let certainty = |of: &[usize]| {
            if of.len() == runs.len() && is_complete {
                Certainty::Always
            } else {
                Certainty::Sometimes(example(&runs, of))
            }
        };
        let mut found: Vec<(Finding, Vec<usize>)> = with_one_place(findings)
            .into_iter()
            .map(|(finding, of)| (Finding { certainty: certainty(&of), ..finding }, of))
            .collect();
        // What only follows from another fault goes away with it.
        let follows = |certainty: &Certainty| match certainty {
            Certainty::Always => false,
            Certainty::Sometimes(example) => example.iter().any(|one| one.reason == Reason::Faulty),
        };
        found.retain(|(finding, _)| !follows(&finding.certainty));
        let (mut findings, of): (Vec<Finding>, Vec<Vec<usize>>) = found.into_iter().unzip();
        if options.fixes {
            let seen = fix::Seen { of: &of, runs: &runs, is_complete };
            fix::add(source, &mut findings, seen, options.profile);
        }
        // A deployment that fails in every run fails for certain, even if no single reason is the same in all of them.
        let has_certain_error =
            findings.iter().any(|one| one.severity == Severity::Error && one.certainty == Certainty::Always);
        let always_fails = verdict == Verdict::Refused && !has_certain_error;
        for finding in findings.iter_mut().filter(|one| one.certainty != Certainty::Always && !always_fails) {
            finding.severity = finding.severity.max(Severity::Warning);
        }
        if !is_complete {
            findings.push(Finding::new(Code::TooManyCombinations, source.place_to_add("")));
        }
        findings.sort_by(|one, other| one.place.cmp(&other.place));
        let all_values =
            |of: &[usize]| Certainty::Sometimes(of.first().and_then(|run| runs.get(*run)).cloned().unwrap_or_default());
        let (pools, before) = (pools.finish(&certainty, &all_values), before.finish(&certainty, &all_values));
        Judgment { findings, pools, before, verdict, is_complete, is_shown: open == 0, not_shown, has_other_risk }
    }
}

/// Merges a refusal that different runs have at different places, if it's about each of these places.
fn with_one_place(findings: Vec<(Finding, Vec<usize>)>) -> Vec<(Finding, Vec<usize>)> {
    let mut all: Vec<(Finding, Vec<usize>)> = Vec::new();
    for (finding, runs) in findings {
        let is_it = |(known, of): &&mut (Finding, Vec<usize>)| {
            is_same_refusal(known, &finding) && !runs.iter().any(|run| of.binary_search(run).is_ok())
        };
        let Some((known, of)) = all.iter_mut().find(is_it) else {
            all.push((finding, runs));
            continue;
        };
        of.extend(runs);
        of.sort_unstable();
        let is_first = [&*known, &finding].iter().any(|one| one.service.as_ref().is_some_and(|error| error.is_first));
        if known.place.presence != Presence::Set && finding.place.presence == Presence::Set {
            *known = finding;
        }
        if let Some(service) = &mut known.service {
            service.is_first = is_first;
        }
    }
    all
}

/// Whether two findings are the same refusal, and the place of one is among those that the other is about.
fn is_same_refusal(one: &Finding, other: &Finding) -> bool {
    let operation = |finding: &Finding| finding.service.as_ref().map(|service| service.operation);
    let is_about = |one: &Finding, other: &Finding| one.related.contains(&other.place);
    one.rule.is_some()
        && (one.code, one.rule, operation(one)) == (other.code, other.rule, operation(other))
        && (is_about(one, other) || is_about(other, one))
}

/// From so many pools on, the fewest values that lead to each one aren't searched.
const MANY: usize = 64;

/// The fewest values of the first of these runs that no run outside of them has, too.
fn example(runs: &[Vec<Variable>], of: &[usize]) -> Vec<Variable> {
    let mut example: Vec<Variable> = of.first().and_then(|run| runs.get(*run)).cloned().unwrap_or_default();
    let has = |run: &[Variable], values: &[Variable]| {
        values.iter().all(|value| run.iter().any(|one| one.name == value.name && one.value == value.value))
    };
    let others: Vec<&Vec<Variable>> =
        runs.iter().enumerate().filter(|(index, _)| of.binary_search(index).is_err()).map(|(_, run)| run).collect();
    let mut index = example.len();
    while let Some(last) = index.checked_sub(1) {
        index = last;
        let mut fewer = example.clone();
        fewer.remove(last);
        if !others.iter().any(|run| has(run, &fewer)) {
            example = fewer;
        }
    }
    example
}
