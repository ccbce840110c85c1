//! The choice of the first fixes: made all at once, they remove all their refusals.

use super::table::{
    ALL_BUT_FIRST_FACTORS_LAST, EMAIL, ESSENTIALS, MULTI, NO_THREAT_PROTECTION, OFF, OPTIONAL, OTHER_ORDER, PLUS,
    SINGLE, THREAT_PROTECTION, VERIFIED, candidates,
};
use super::{After, Refusal, Settings, Trial, Tried, together};
use crate::judge::PoolSource;
use crate::setting::Setting;

/// Moves one fix of each refusal to the front, so that these fit together. If none do, one change that removes all refusals
/// becomes the first fix of each.
///
/// Of those that fit, the safe ones come first. If only an unsafe one fits, the safe ones of this refusal go: each would undo the
/// fix of another refusal.
pub(super) fn put_first<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, refusals: &mut [Refusal]) {
    let counts: Vec<usize> = refusals.iter().map(|refusal| refusal.fixes.len()).collect();
    let needs_plus = |fix: &Tried| fix.settings.contains(&PLUS) || fix.settings.contains(&THREAT_PROTECTION);
    if refusals.iter().flat_map(|refusal| &refusal.fixes).any(needs_plus) {
        // Another refusal needs the higher tier.
        for refusal in &mut *refusals {
            add_with(trial, refusal, PLUS, |one| one == ESSENTIALS);
        }
    }
    let is_split = |setting: &Setting<'_>| matches!(setting, Setting::InTwoSteps(_));
    let all_settings = refusals.iter().flat_map(|refusal| &refusal.fixes).flat_map(|fix| &fix.settings);
    let mut splits = all_settings.filter(|setting| is_split(setting));
    let first = splits.next().copied();
    if splits.any(|split| Some(*split) != first) {
        // Each refusal needs other changes in the second step.
        for refusal in &mut *refusals {
            for wider in [OTHER_ORDER, ALL_BUT_FIRST_FACTORS_LAST] {
                add_with(trial, refusal, wider, |one| is_split(&one));
            }
        }
    }
    let best = best(trial, refusals);
    let all = if best.is_none() { of_all(trial, refusals) } else { None };
    for (number, (refusal, count)) in refusals.iter_mut().zip(counts).enumerate() {
        let index = best.as_ref().and_then(|indices| indices.get(number)).copied();
        let first = all.clone().or_else(|| refusal.fixes.get(index?).cloned());
        refusal.fixes.truncate(count);
        if let Some(first) = first {
            refusal.fixes.retain(|fix| fix.settings != first.settings && (first.is_safe || !fix.is_safe));
            refusal.fixes.insert(0, first);
        }
        refusal.fixes.sort_by_key(|fix| !fix.is_safe);
    }
}

/// Adds the fixes of a refusal with one setting in the place of others, if they are as good.
fn add_with<S: PoolSource + ?Sized>(
    trial: &Trial<'_, S>,
    refusal: &mut Refusal,
    setting: Setting<'static>,
    is_replaced: impl Fn(Setting<'static>) -> bool,
) {
    let other = |fix: &Tried| {
        let settings: Settings =
            fix.settings.iter().map(|one| if is_replaced(*one) { setting } else { *one }).collect();
        let after = trial.after(&settings).filter(|_| settings != fix.settings)?;
        let is_good = !after.errors.contains(&refusal.error) && trial.adds_none(&after);
        is_good.then(|| trial.tried(settings, after))
    };
    let more: Vec<Tried> = refusal.fixes.iter().filter_map(other).collect();
    refusal.fixes.extend(more);
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
        longer.sort_by_cached_key(|one| cost(trial, refusals, one));
        let mut known: Vec<Settings> = Vec::new();
        longer.retain(|one| {
            let is_new = !known.iter().any(|other| is_same(other, &one.settings));
            known.extend(is_new.then(|| one.settings.clone()));
            is_new
        });
        longer.truncate(MOST_COMPARED);
        combinations = longer;
    }
    let fits = |one: &Combination| trial.after(&one.settings).is_some_and(|after| is_good(trial, refusals, &after));
    combinations.into_iter().take(MOST_TRIED).find(fits).map(|one| one.indices)
}

/// How many fixes of a combination lock users out.
fn unsafe_fixes(refusals: &[Refusal], one: &Combination) -> usize {
    let fixes = refusals.iter().zip(&one.indices).filter_map(|(refusal, index)| refusal.fixes.get(*index));
    fixes.filter(|fix| !fix.is_safe).count()
}

fn is_same(one: &Settings, other: &Settings) -> bool {
    one.len() == other.len() && one.iter().all(|setting| other.contains(setting))
}

/// Whether the changes remove these refusals and add none.
fn is_good<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, refusals: &[Refusal], after: &After) -> bool {
    let is_left = refusals.iter().any(|refusal| after.errors.contains(&refusal.error));
    !is_left && trial.adds_none(after)
}

/// How harmful a combination is, and how far from what the file is meant to do: what its fixes give up together, how many of them
/// give up MFA, how much they change, and how far down they are in their lists.
fn cost<S: PoolSource + ?Sized>(
    trial: &Trial<'_, S>,
    refusals: &[Refusal],
    one: &Combination,
) -> (usize, usize, usize, usize, Vec<usize>) {
    let fixes = refusals.iter().zip(&one.indices).filter_map(|(refusal, index)| refusal.fixes.get(*index));
    let is_on = trial.is_on();
    let lost = |settings: &Settings| {
        let is_unverified = settings.contains(&MULTI) && !settings.contains(&VERIFIED);
        let unverified = usize::from(is_unverified && trial.source.alters(VERIFIED));
        settings.iter().map(|setting| loss(*setting, is_on)).sum::<usize>() + unverified
    };
    let lost_by_each = fixes.map(|fix| lost(&fix.settings)).filter(|lost| *lost >= LESS_MFA).sum();
    (unsafe_fixes(refusals, one), lost(&one.settings), lost_by_each, one.settings.len(), one.indices.clone())
}

/// What a change to optional MFA gives up.
const LESS_MFA: usize = 100;

/// What a change gives up. Less MFA is worse than any number of features.
fn loss(setting: Setting<'static>, is_on: bool) -> usize {
    match setting {
        OFF => 10_000,
        OPTIONAL if is_on => LESS_MFA,
        // NIST doesn't accept codes by email as a second factor, so removing the text comes first.
        EMAIL => 10,
        Setting::Remove { .. } | Setting::Drop { .. } => 1,
        one if one == SINGLE || one == NO_THREAT_PROTECTION => 1,
        Setting::Set { .. } | Setting::Configure { .. } | Setting::Add { .. } | Setting::InTwoSteps(_) => 0,
    }
}

/// A change that removes all refusals. The changes that leave the fewest errors are extended first.
fn of_all<S: PoolSource + ?Sized>(trial: &Trial<'_, S>, refusals: &[Refusal]) -> Option<Tried> {
    let mut untried: Vec<(usize, Settings)> =
        refusals.iter().flat_map(|refusal| &refusal.fixes).map(|fix| (refusals.len(), fix.settings.clone())).collect();
    let mut tried: Vec<Settings> = Vec::new();
    while tried.len() < MOST_COMPARED {
        let (next, _) = untried.iter().enumerate().min_by_key(|(index, (left, _))| (*left, *index))?;
        let (_, settings) = untried.remove(next);
        let settings = trial.altering(settings);
        if tried.iter().any(|other| is_same(other, &settings)) {
            continue;
        }
        tried.push(settings.clone());
        let Some(after) = trial.after(&settings) else { continue };
        if is_good(trial, refusals, &after) {
            return Some(trial.tried(settings, after));
        }
        let more = after.errors.iter().flat_map(|error| candidates(*error).iter());
        let more = more.filter_map(|more| together(&settings, more));
        untried.extend(more.map(|more| (after.errors.len(), more)));
    }
    None
}
