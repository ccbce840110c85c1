//! Changes of a file that lead to an accepted deployment, with what else they need.

use std::collections::{BTreeSet, VecDeque};

use super::table::candidates;
use super::{Error, Settings, together};
use crate::choices::Choices;
use crate::finding::Severity;
use crate::judge::{JudgeOptions, PoolSource, judge_run};
use crate::setting::Setting;
use cognito_mfa::pool::Pool;

/// What some changes of a file lead to.
///
/// [`JudgedResource::completed`](crate::JudgedResource::completed) has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Completion {
    /// The deployment is accepted.
    Accepted {
        /// The changes, with those that the file needs in addition.
        settings: Vec<Setting<'static>>,
        /// The pools that the deployment then leads to. They are those after the changes alone.
        pools: Vec<Pool>,
    },
    /// The deployment is refused, whatever else was tried.
    Refused,
    /// The file leaves open what the changes lead to, or it's the service's answer about a pool.
    NotTried,
}

/// These changes with what else the file needs, so that the deployment is accepted with them alone, and with those that were
/// made before.
pub(crate) fn completed(
    source: &(impl PoolSource + ?Sized),
    options: JudgeOptions,
    made: &[Setting<'static>],
    changes: &[Setting<'static>],
) -> Completion {
    let Some(before) = outcome(source, options) else { return Completion::NotTried };
    let mut untried: VecDeque<(Settings, usize)> = [(changes.to_vec(), 0)].into();
    let mut tried: Vec<Settings> = Vec::new();
    while let Some((settings, steps)) = untried.pop_front() {
        if tried.contains(&settings) || tried.len() >= MOST_TRIED {
            continue;
        }
        tried.push(settings.clone());
        let Some(all) = together(made, &settings) else { continue };
        let after = |settings: &[Setting<'static>]| {
            let altering: Settings = settings.iter().copied().filter(|one| source.alters(*one)).collect();
            outcome(&*source.changed(&altering)?, options)
        };
        let Some(alone) = after(&settings) else { return Completion::NotTried };
        let added: Vec<Error> = match after(&all) {
            Some(Outcome { errors, .. }) => errors.union(&alone.errors).copied().collect(),
            None => return Completion::NotTried,
        };
        let added: Vec<Error> = added.into_iter().filter(|error| !before.errors.contains(error)).collect();
        if added.is_empty() {
            return Completion::Accepted { settings, pools: alone.pools };
        }
        if steps < MOST_STEPS {
            let more = added.into_iter().flat_map(|error| candidates(error).iter());
            untried.extend(more.filter_map(|more| Some((together(&settings, more)?, steps + 1))));
        }
    }
    Completion::Refused
}

/// So many changes are tried.
const MOST_TRIED: usize = 24;

/// So many times, changes are extended.
const MOST_STEPS: usize = 2;

/// In so many combinations of open values, changes are tried.
const MOST_RUNS: usize = 64;

struct Outcome {
    errors: BTreeSet<Error>,
    pools: Vec<Pool>,
}

/// What a deployment leads to in every run. `None` if there are too many runs, or if a run's requests are open.
fn outcome(source: &(impl PoolSource + ?Sized), options: JudgeOptions) -> Option<Outcome> {
    let mut outcome = Outcome { errors: BTreeSet::new(), pools: Vec::new() };
    let mut is_known = true;
    let is_complete = Choices::every(options.limit.min(MOST_RUNS), |choices| {
        let Some(run) = source.run(choices) else { return };
        let judged = judge_run(source, run, options.profile, choices);
        is_known &= !judged.is_open;
        let errors = judged.findings.iter().filter(|finding| finding.severity == Severity::Error);
        outcome.errors.extend(errors.map(|finding| (finding.code, finding.rule)));
        outcome.pools.extend(judged.pool.map(|(pool, _)| pool));
    });
    (is_complete && is_known).then_some(outcome)
}
