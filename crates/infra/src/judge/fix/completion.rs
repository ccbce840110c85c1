//! Changes of a file that lead to an accepted deployment, with what else they need.

use std::collections::VecDeque;

use super::table::candidates;
use super::{After, Settings, after, together};
use crate::judge::{JudgeOptions, PoolSource};
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
        /// The pools that the deployment leads to with these changes alone.
        pools: Vec<Pool>,
        /// The pools that it leads to with the changes that were made before, too.
        together: Vec<Pool>,
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
    if source.changed(&[]).is_none() {
        return Completion::NotTried;
    }
    let can_make = |changes: &[Setting<'static>]| changes.iter().all(|change| source.can_make(*change));
    // The file can lack what the changes remove.
    if !can_make(changes) || !changes.iter().any(|change| source.alters(*change)) {
        return Completion::Refused;
    }
    let made_with = |settings: &[Setting<'static>]| {
        let altering: Settings = settings.iter().copied().filter(|one| source.alters(*one)).collect();
        after(&*source.changed(&altering)?, options.profile).filter(|after| after.is_complete)
    };
    let (Some(before), Some(before_all)) = (made_with(&[]), made_with(made)) else { return Completion::NotTried };
    let mut untried: VecDeque<(Settings, usize)> = [(changes.to_vec(), 0)].into();
    let mut tried: Vec<Settings> = Vec::new();
    while let Some((settings, steps)) = untried.pop_front() {
        if tried.contains(&settings) || tried.len() >= MOST_TRIED {
            continue;
        }
        tried.push(settings.clone());
        let Some(all) = together(made, &settings) else { continue };
        let Some(alone) = made_with(&settings) else { return Completion::NotTried };
        let mut added = alone.added(&before);
        let all = if all == settings { alone.clone() } else { made_with(&all).unwrap_or_default() };
        if !all.is_complete {
            return Completion::NotTried;
        }
        added.extend(all.added(&before_all));
        if added.is_empty() {
            return Completion::Accepted { settings, pools: alone.accepted_pools(), together: all.accepted_pools() };
        }
        if steps < MOST_STEPS {
            let more = added.into_iter().flat_map(|error| candidates(error).iter());
            let more = more.filter(|more| can_make(more));
            untried.extend(more.filter_map(|more| Some((together(&settings, more)?, steps + 1))));
        }
    }
    Completion::Refused
}

impl After {
    /// The pools of the runs in which the deployment is accepted.
    fn accepted_pools(self) -> Vec<Pool> {
        let accepted = self.runs.into_iter().filter(|run| run.is_accepted);
        accepted.filter_map(|mut run| run.through.pop()).collect()
    }
}

/// So many changes are tried.
const MOST_TRIED: usize = 24;

/// So many times, changes are extended.
const MOST_STEPS: usize = 2;
