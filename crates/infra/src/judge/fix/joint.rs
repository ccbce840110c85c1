//! The choice of the first fixes: made all at once, they remove all their refusals.

use std::collections::VecDeque;

use super::table::{NO_THREAT_PROTECTION, OFF, ON, OPTIONAL, SINGLE, candidates};
use super::{MOST_STEPS, Refusal, Settings, Trial, Tried, together};
use crate::judge::PoolSource;
use crate::setting::Setting;

/// Moves one fix of each refusal to the front, so that these fit together. If none do, one change that removes all refusals
/// becomes the first fix of each.
pub(super) fn put_first<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, refusals: &mut [Refusal]) {
    if let Some(indices) = best(trial, refusals) {
        for (refusal, index) in refusals.iter_mut().zip(indices) {
            if let Some(upto) = refusal.fixes.get_mut(..=index) {
                upto.rotate_right(1);
            }
        }
    } else if let Some(all) = of_all(trial, refusals) {
        refusals.iter_mut().for_each(|refusal| refusal.fixes.insert(0, all.clone()));
    }
}

/// One fix of each refusal.
#[derive(Clone, Default)]
struct Combination {
    settings: Settings,
    /// Which fix of each refusal.
    indices: Vec<usize>,
}

/// So many combinations are compared.
const MOST_COMPARED: usize = 256;

/// So many combinations are tried.
const MOST_TRIED: usize = 64;

/// The best combination that fits.
fn best<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, refusals: &[Refusal]) -> Option<Vec<usize>> {
    let mut combinations = vec![Combination::default()];
    for refusal in refusals {
        let mut longer: Vec<Combination> = Vec::new();
        for (combination, (index, fix)) in
            combinations.iter().flat_map(|one| refusal.fixes.iter().enumerate().map(move |fix| (one, fix)))
        {
            let Some(settings) = together(&combination.settings, &fix.settings) else { continue };
            let mut indices = combination.indices.clone();
            indices.push(index);
            longer.push(Combination { settings, indices });
        }
        longer.sort_by_cached_key(|one| cost(trial, one));
        let mut known: Vec<Settings> = Vec::new();
        longer.retain(|one| {
            let is_new = !known.iter().any(|other| is_same(other, &one.settings));
            known.extend(is_new.then(|| one.settings.clone()));
            is_new
        });
        longer.truncate(MOST_COMPARED);
        combinations = longer;
    }
    let fits = |one: &Combination| is_good(trial, refusals, &one.settings).is_some();
    combinations.into_iter().take(MOST_TRIED).find(fits).map(|one| one.indices)
}

fn is_same(one: &Settings, other: &Settings) -> bool {
    one.len() == other.len() && one.iter().all(|setting| other.contains(setting))
}

/// What the changes lead to, if they remove these refusals and add none.
fn is_good<S: PoolSource + ?Sized>(
    trial: &Trial<'_, S>,
    refusals: &[Refusal],
    settings: &Settings,
) -> Option<super::After> {
    let after = trial.after(settings)?;
    let is_left = refusals.iter().any(|refusal| after.errors.contains_key(refusal.code));
    (!is_left && trial.adds_none(&after)).then_some(after)
}

/// How far a combination is from what the file is meant to do: what it gives up, how much it changes, and how far down its
/// fixes are in their lists.
fn cost<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, one: &Combination) -> (usize, usize, Vec<usize>) {
    let is_on = !trial.source.alters(ON);
    let given_up = one.settings.iter().map(|setting| loss(*setting, is_on)).sum();
    (given_up, one.settings.len(), one.indices.clone())
}

/// What a change gives up. Less MFA is worse than any number of features.
fn loss(setting: Setting<'static>, is_on: bool) -> usize {
    match setting {
        OFF => 10_000,
        OPTIONAL if is_on => 100,
        Setting::Remove { .. } | Setting::Drop { .. } => 1,
        one if one == SINGLE || one == NO_THREAT_PROTECTION => 1,
        Setting::Set { .. } | Setting::Configure { .. } | Setting::Add { .. } => 0,
    }
}

/// The shortest change that removes all refusals.
fn of_all<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, refusals: &[Refusal]) -> Option<Tried> {
    let starts = refusals.iter().flat_map(|refusal| refusal.fixes.iter().map(|fix| (fix.settings.clone(), 1)));
    let mut untried: VecDeque<(Settings, usize)> = starts.collect();
    let mut tried: Vec<Settings> = Vec::new();
    while let Some((settings, steps)) = untried.pop_front() {
        let settings = trial.altering(settings);
        if tried.len() >= MOST_COMPARED || tried.iter().any(|other| is_same(other, &settings)) {
            continue;
        }
        tried.push(settings.clone());
        let Some(after) = trial.after(&settings) else { continue };
        let is_left = refusals.iter().any(|refusal| after.errors.contains_key(refusal.code));
        if !is_left && trial.adds_none(&after) {
            return Some(Tried { settings, after });
        }
        if steps < MOST_STEPS {
            let more = after.errors().flat_map(|error| candidates(error).iter());
            untried.extend(more.filter_map(|more| Some((together(&settings, more)?, steps + 1))));
        }
    }
    None
}
