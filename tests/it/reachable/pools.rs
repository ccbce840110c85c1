//! Every pool that calls can lead to, as far as the rules of spec 5 and 6 distinguish pools.

use std::collections::HashSet;

use cognito_mfa::factor::Factor;
use cognito_mfa::pool::MfaMode;
use cognito_mfa::{Pool, PoolCommand, Profile};

use super::calls::{self, PoolCall};
use super::key::Key;
use super::scenario;
use super::search::{Search, Steps};
use crate::threads::in_two_threads;

/// The accepted calls of a pool, checked for the laws of spec 13.5. `None` means that there's no pool yet.
fn steps(state: Option<Key>, calls: &[PoolCall], profile: Profile) -> Steps<Option<Key>> {
    let pool = state.map(|key| key.pool(profile));
    let mut steps = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        match (&pool, call) {
            (None, PoolCall::Create(settings)) => {
                let created = Pool::create(settings, profile);
                steps.extend(created.map(|created| (number, Some(Key::of(created.next())))).ok());
            }
            (Some(pool), PoolCall::Apply(command)) => {
                let Ok(transition) = pool.apply(command) else { continue };
                let next = transition.into_next();
                let again = next.apply(command);
                if !again.is_ok_and(|again| again.next() == &next && again.changes().count() == 0) {
                    return Err((number, "spec 13.5: making a call twice changes nothing the second time".into()));
                }
                steps.push((number, Some(Key::of(&next))));
            }
            (None, PoolCall::Apply(_)) | (Some(_), PoolCall::Create(_)) => {}
        }
    }
    Ok(steps)
}

fn lines(calls: &[PoolCall], numbers: &[usize], profile: Profile) -> String {
    scenario::options(profile) + &scenario::of_pool(numbers.iter().map(|number| &calls[*number]))
}

fn search(calls: &[PoolCall], profile: Profile) -> Search<Option<Key>> {
    let lines = |numbers: &[usize]| lines(calls, numbers, profile);
    let search = Search::from(None, |state| steps(*state, calls, profile))
        .unwrap_or_else(|failure| panic!("{}\n{}", failure.law, lines(&failure.calls)));
    for (number, state) in search.states.iter().enumerate() {
        if let Some(law) = state.and_then(|key| key.broken_law(profile)) {
            panic!("{law}\n{}", lines(&search.calls(number)));
        }
    }
    search
}

/// Checks the number of reached states (without the state before the creation) and of accepted calls.
#[track_caller]
fn check(profile: Profile, states: usize, steps: usize) {
    let calls = calls::all();
    let search = search(&calls, profile);
    let reached: HashSet<_> = search.states.iter().copied().flatten().collect();
    // Conversely, the search reaches every pool that the laws allow. So the laws are complete.
    let missed = Key::all().find(|key| key.broken_law(profile).is_none() && !reached.contains(key));
    assert_eq!(missed, None);
    assert_eq!(
        (reached.len(), search.steps),
        (states, steps),
        "pools and accepted calls: the left numbers are new. If you intended this, write them at this line"
    );
    // The decision reads the same offers as the laws. Only the Observed profile has a pool that requires MFA and doesn't
    // offer a factor.
    let is_stuck = |key: &Key| {
        let offered = key.pool(profile).policy().offered();
        key.mode == MfaMode::On && offered.without(Factor::Passkey).is_empty()
    };
    assert_eq!(reached.iter().any(is_stuck), profile == Profile::Observed);
    // A path is printed as a scenario. The runner accepts it, and it leads to the same state.
    for number in (0..search.states.len()).rev().step_by(97) {
        replay(&calls, &search, number, profile);
    }
}

fn replay(calls: &[PoolCall], search: &Search<Option<Key>>, number: usize, profile: Profile) {
    let (shown, _) = scenario::run(&lines(calls, &search.calls(number), profile));
    let key = search.states[number].unwrap();
    assert_eq!(
        (&shown["UserPoolTier"], &shown["MfaConfiguration"]),
        (&key.tier.name().into(), &key.mode.name().into())
    );
}

#[test]
fn every_reachable_documented_pool_keeps_the_laws() {
    check(Profile::Documented, 3015, 765_652);
}

#[test]
fn every_reachable_observed_pool_keeps_the_laws() {
    check(Profile::Observed, 3579, 876_214);
}

/// Settings with any number of members lead only to pools that the search reached. The rules for these settings are the
/// same in both profiles, and the Observed profile reaches the most pools. The threat protection before the call doesn't
/// matter, because the call sets or resets it.
#[test]
#[ignore = "long: .ci/long runs it"]
fn no_settings_lead_to_a_new_pool() {
    let profile = Profile::Observed;
    let states = search(&calls::all(), profile).states;
    let settings: Vec<_> = calls::whole_settings().into_iter().map(PoolCommand::Update).collect();
    let accepted = in_two_threads(&states, |state| {
        let Some(key) = state.filter(|key| !key.protected) else { return 0 };
        let pool = key.pool(profile);
        let mut accepted = 0;
        for command in &settings {
            if let Ok(transition) = pool.apply(command) {
                let law = Key::of(transition.next()).broken_law(profile);
                assert_eq!(law, None, "{command:?} of {pool:?}");
                accepted += 1;
            }
        }
        accepted
    });
    assert_eq!(
        accepted, 8_286_660,
        "accepted calls: the left number is new. If you intended this, write it at this line"
    );
}
