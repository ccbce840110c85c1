//! Every pool that can be, told apart as far as the rules of SPEC 5 and 6 can tell.

use std::collections::HashSet;

use cognito_mfa::factor::Factor;
use cognito_mfa::pool::MfaMode;
use cognito_mfa::{Pool, PoolCommand, Profile};

use super::calls::{self, PoolCall};
use super::key::Key;
use super::scenario;
use super::search::{Search, Steps};

/// The accepted calls of a pool, `None` being that there is none yet, with the laws of SPEC 13.5.
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
    assert_eq!(pool, state.map(|key| key.pool(profile)));
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

/// Counts the states that are reached, without the one that there is no pool yet, and the accepted calls.
#[track_caller]
fn check(profile: Profile, states: usize, steps: usize) {
    let calls = calls::all();
    let search = search(&calls, profile);
    let reached: HashSet<_> = search.states.iter().copied().flatten().collect();
    // The other way round: every pool that the laws allow can be reached, so the laws say all that there is to say.
    let missed = Key::all().find(|key| key.broken_law(profile).is_none() && !reached.contains(key));
    assert_eq!(missed, None);
    assert_eq!((reached.len(), search.steps), (states, steps));
    // A path is told as a scenario that the runner accepts, and that leads there.
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
fn every_reachable_pool_keeps_the_laws_as_documented() {
    check(Profile::Documented, 3015, 765_652);
}

#[test]
fn every_reachable_pool_keeps_the_laws_as_observed() {
    check(Profile::Observed, 3579, 876_214);
}

/// Settings of any number of members lead to no pool but those that the search reached. The rules of these settings are
/// the same in both profiles, and the Observed one reaches the most pools; threat protection that was there does not
/// matter, since it is sent or dropped.
#[test]
#[ignore = "long: .ci/long runs it"]
fn no_settings_lead_further() {
    let profile = Profile::Observed;
    let states = search(&calls::all(), profile).states;
    let settings: Vec<_> = calls::whole_settings().into_iter().map(PoolCommand::Update).collect();
    let check = |states: &[Option<Key>]| {
        let mut accepted = 0;
        for pool in states.iter().flatten().filter(|key| !key.protected).map(|key| key.pool(profile)) {
            for command in &settings {
                if let Ok(transition) = pool.apply(command) {
                    let law = Key::of(transition.next()).broken_law(profile);
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
    assert_eq!(accepted, 8_286_660);
}

/// The offers that the decision reads are those of the laws: a pool that requires MFA and offers none is the one that
/// only the live service makes.
#[test]
fn only_the_observed_profile_makes_a_pool_that_requires_mfa_and_offers_none() {
    for profile in Profile::ALL {
        let search = search(&calls::all(), *profile);
        let stuck = search.states.iter().flatten().filter(|key| {
            let offered = key.pool(*profile).policy().offered();
            key.mode == MfaMode::On && offered.without(Factor::Passkey).is_empty()
        });
        assert_eq!(stuck.count() > 0, *profile == Profile::Observed);
    }
}
