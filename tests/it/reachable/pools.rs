//! Every pool that can be, told apart as far as the rules of SPEC 5 and 6 can tell.

use std::collections::HashSet;

use cognito_mfa::{Factor, Fidelity, MfaMode, Pool, PoolCommand};

use super::calls::{self, PoolCall};
use super::key::Key;
use super::scenario;
use super::search::{Search, Steps};

/// The accepted calls of a pool, `None` being that there is none yet, with the laws of SPEC 13.5.
fn steps(state: Option<Key>, calls: &[PoolCall], fidelity: Fidelity) -> Steps<Option<Key>> {
    let pool = state.map(Key::pool);
    let mut steps = Vec::new();
    for (number, call) in calls.iter().enumerate() {
        match (&pool, call) {
            (None, PoolCall::Create(settings)) => {
                let created = Pool::create(settings, fidelity);
                steps.extend(created.map(|created| (number, Some(Key::of(created.next())))).ok());
            }
            (Some(pool), PoolCall::Apply(command)) => {
                let Ok(transition) = pool.apply(command, fidelity) else { continue };
                let next = transition.into_next();
                let again = next.apply(command, fidelity);
                if !again.is_ok_and(|again| again.next() == &next && again.changes().count() == 0) {
                    return Err((
                        number,
                        "SPEC 13.5: a call that is made twice changes nothing the second time".into(),
                    ));
                }
                steps.push((number, Some(Key::of(&next))));
            }
            (None, PoolCall::Apply(_)) | (Some(_), PoolCall::Create(_)) => {}
        }
    }
    // Whatever was refused has left the pool as it was.
    assert_eq!(pool, state.map(Key::pool));
    Ok(steps)
}

fn lines(calls: &[PoolCall], numbers: &[usize], fidelity: Fidelity) -> String {
    scenario::options(fidelity) + &scenario::of_pool(numbers.iter().map(|number| &calls[*number]))
}

fn search(calls: &[PoolCall], fidelity: Fidelity) -> Search<Option<Key>> {
    let lines = |numbers: &[usize]| lines(calls, numbers, fidelity);
    let search = Search::from(None, |state| steps(*state, calls, fidelity))
        .unwrap_or_else(|failure| panic!("{}\n{}", failure.law, lines(&failure.calls)));
    for (number, state) in search.states.iter().enumerate() {
        if let Some(law) = state.and_then(|key| key.broken_law(fidelity)) {
            panic!("{law}\n{}", lines(&search.calls(number)));
        }
    }
    search
}

/// Counts the states that are reached, without the one that there is no pool yet, and the accepted calls.
#[track_caller]
fn check(fidelity: Fidelity, states: usize, steps: usize) {
    let calls = calls::all();
    let search = search(&calls, fidelity);
    let reached: HashSet<_> = search.states.iter().copied().flatten().collect();
    // The other way round: every pool that the laws allow can be reached, so the laws say all that there is to say.
    let missed = Key::all().find(|key| key.broken_law(fidelity).is_none() && !reached.contains(key));
    assert_eq!(missed, None);
    assert_eq!((reached.len(), search.steps), (states, steps));
    // A path is told as a scenario that the runner accepts, and that leads there.
    for number in (0..search.states.len()).rev().step_by(97) {
        replay(&calls, &search, number, fidelity);
    }
}

fn replay(calls: &[PoolCall], search: &Search<Option<Key>>, number: usize, fidelity: Fidelity) {
    let (shown, _) = scenario::run(&lines(calls, &search.calls(number), fidelity));
    let key = search.states[number].unwrap();
    assert_eq!(
        (&shown["UserPoolTier"], &shown["MfaConfiguration"]),
        (&key.tier.name().into(), &key.mode.name().into())
    );
}

#[test]
fn every_reachable_pool_keeps_the_laws_as_documented() {
    check(Fidelity::Documented, 3015, 703_284);
}

#[test]
fn every_reachable_pool_keeps_the_laws_as_observed() {
    check(Fidelity::Observed, 3579, 801_198);
}

/// Settings of any number of members lead to no pool but those that the search reached. The rules of these settings are
/// the same in both profiles, and the Observed one reaches the most pools; threat protection that was there does not
/// matter, since it is sent or dropped.
#[test]
fn no_settings_lead_further() {
    let fidelity = Fidelity::Observed;
    let states = search(&calls::all(), fidelity).states;
    let settings: Vec<_> = calls::whole_settings().into_iter().map(PoolCommand::Update).collect();
    let check = |states: &[Option<Key>]| {
        let mut accepted = 0;
        for pool in states.iter().flatten().filter(|key| !key.protected).map(|key| key.pool()) {
            for command in &settings {
                if let Ok(transition) = pool.apply(command, fidelity) {
                    let law = Key::of(transition.next()).broken_law(fidelity);
                    assert_eq!(law, None, "{command:?} of {pool:?}");
                    accepted += 1;
                }
            }
        }
        accepted
    };
    let (left, right) = states.split_at(states.len() / 2);
    let accepted: usize = std::thread::scope(|scope| {
        let other = scope.spawn(|| check(right));
        check(left) + other.join().unwrap()
    });
    assert_eq!(accepted, 6_686_352);
}

/// The offers that the decision reads are those of the laws: a pool that requires MFA and offers none is the one that
/// only the live service makes.
#[test]
fn only_the_observed_profile_makes_a_pool_that_requires_mfa_and_offers_none() {
    for fidelity in Fidelity::ALL {
        let search = search(&calls::all(), *fidelity);
        let stuck = search.states.iter().flatten().filter(|key| {
            let offered = key.pool().policy().offered();
            key.mode == MfaMode::On && offered.without(Factor::Passkey).is_empty()
        });
        assert_eq!(stuck.count() > 0, *fidelity == Fidelity::Observed);
    }
}
