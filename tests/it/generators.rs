//! The generators of the features `proptest` and `arbitrary` keep their promises and reach the interesting states.

use std::collections::BTreeMap;

use arbitrary::Unstructured;
use cognito_mfa::command::PreferenceChange;
use cognito_mfa::factor::Factor;
use cognito_mfa::generate::{Call, Move, Walk, arbitrary as from_bytes, proptest as strategies};
use cognito_mfa::invariants;
use cognito_mfa::pool::{AccountRecovery, MfaMode, RiskActions, Tier};
use cognito_mfa::sign_in::SignInDenied;
use cognito_mfa::user::UserStatus;
use cognito_mfa::wire::Request;
use cognito_mfa::{Attempt, Pool, PoolCommand, PoolPolicy, Profile, Progress, User, UserFacts};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// This many values of a strategy, the same in every run.
fn sample<S: Strategy>(strategy: S, count: usize) -> impl Iterator<Item = S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

/// Bytes that look random, like a fuzzer's.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u8::try_from(state >> 56).unwrap()
    };
    (0..4000).map(|_| next()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn requests_are_valid(request in strategies::requests()) {
        prop_assert!(Request::decode(request.operation, &request.body).is_ok(), "{:?}", request);
    }

    #[test]
    fn nearly_valid_and_hostile_requests_get_an_answer(
        request in prop_oneof![strategies::nearly_valid_requests(), strategies::hostile_requests()],
    ) {
        if let Err(error) = Request::decode(request.operation, &request.body) {
            prop_assert!(["constraint", "serialization"].contains(&error.code()), "{:?}: {}", request, error);
        }
    }

    #[test]
    fn every_generated_value_is_possible(pool: PoolPolicy, user: UserFacts, attempt: Attempt, change: PreferenceChange) {
        prop_assert_eq!(UserFacts::from_bits(user.to_bits()), Ok(user));
        prop_assert_eq!(invariants::check_decision(&pool, user, attempt), Ok(()));
        prop_assert!(PreferenceChange::all().any(|one| one == change));
    }

    #[test]
    fn the_laws_hold_for_reachable_pools_and_users(
        (documented, observed) in (strategies::reachable(Profile::Documented), strategies::reachable(Profile::Observed)),
    ) {
        for (pool, user) in [documented, observed] {
            prop_assert_eq!(invariants::check(&pool.policy(), &user), Ok(()));
        }
    }
}

#[test]
fn a_strategy_of_accepted_changes_is_worth_its_name() {
    // Of random changes the service refuses many. These numbers show why the strategies of accepted changes exist.
    let changes = sample((strategies::reachable(Profile::Observed), any::<Call>()), 4000);
    let (mut accepted, mut all) = ([0; 3], [0; 3]);
    for ((pool, user), call) in changes {
        let (kind, is_accepted) = match &call {
            Call::Pool(command @ PoolCommand::SetMfaConfig(_)) => (0, pool.apply(command).is_ok()),
            Call::Pool(command) => (1, pool.apply(command).is_ok()),
            Call::User(command) => (2, user.apply(&pool.policy(), command).is_ok()),
        };
        all[kind] += 1;
        accepted[kind] += usize::from(is_accepted);
    }
    assert!(accepted[0] * 4 < all[0], "{accepted:?} of {all:?}");

    let accepted = strategies::reachable(Profile::Observed).prop_flat_map(|(pool, user)| {
        let of_pool = strategies::accepted_pool_commands(&pool);
        let of_user = strategies::accepted_user_commands(&pool.policy(), &user);
        (Just((pool, user)), of_pool, of_user)
    });
    let mut effects = BTreeMap::new();
    for ((pool, user), of_pool, of_user) in sample(accepted, 2000) {
        let name = match of_pool {
            PoolCommand::SetMfaConfig(_) => "SetMfaConfig",
            PoolCommand::Update(_) => "Update",
            PoolCommand::SetRisk(_) => "SetRisk",
        };
        let of_pool = pool.apply(&of_pool).unwrap().changes().count() > 0;
        let policy = pool.policy();
        let user_changes = user.apply(&policy, &of_user).unwrap().next() != &user;
        *effects.entry(name).or_insert(0) += usize::from(of_pool);
        *effects.entry("the user").or_insert(0) += usize::from(user_changes);
    }
    assert!(effects["SetMfaConfig"] > 500 && effects["Update"] > 500 && effects["SetRisk"] > 0, "{effects:?}");
    assert!(effects["the user"] > 1200, "{effects:?}");
}

/// Checks the walks, and counts what happens in them and how they end.
#[track_caller]
fn check_walks(walks: impl Iterator<Item = Walk>) {
    let mut seen = BTreeMap::new();
    for walk in walks {
        assert_eq!(walk.check(), Ok(()), "{walk:?}");
        let Some(mut state) = walk.begun() else { continue };
        for next in &walk.moves {
            let is_change = !matches!(next, Move::Answer(_));
            match next {
                Move::Pool(command) => assert!(state.pool.apply(command).is_ok()),
                Move::User(command) => assert!(state.user.apply(&state.pool.policy(), command).is_ok()),
                Move::Answer(_) => {}
            }
            *seen.entry(if is_change { "a change" } else { "an answer" }).or_insert(0) += 1;
            state = state.after(next);
        }
        let end = match state.progress {
            Progress::Authenticated(proven) if proven.codes.is_empty() => "signed in with one factor",
            Progress::Authenticated(_) => "signed in with MFA",
            Progress::Denied(SignInDenied::Decision(_)) => "denied by the decision",
            Progress::Denied(SignInDenied::CredentialsReplaced) => "denied by the stamp",
            Progress::Denied(SignInDenied::MfaTypeNotOffered) => "denied by the choice",
            Progress::Denied(SignInDenied::StepUp(_)) => "denied by a step-up",
            Progress::Waiting(_) => "not ended",
        };
        *seen.entry(end).or_insert(0) += 1;
    }
    let common =
        ["a change", "an answer", "signed in with one factor", "denied by the decision", "denied by the stamp"];
    assert!(common.iter().all(|name| seen.get(name) > Some(&100)), "{seen:?}");
    assert!(seen["signed in with MFA"] > 30 && seen["not ended"] > 0, "{seen:?}");
    assert!(!seen.contains_key("denied by a step-up"));
}

#[test]
fn walks_keep_the_laws_and_reach_every_question_and_every_kind_of_end() {
    check_walks(Profile::ALL.iter().flat_map(|profile| sample(strategies::walks(*profile), 2000)));
}

#[test]
fn walks_from_bytes_keep_the_laws_and_reach_every_kind_of_end() {
    check_walks((1..=4000).map(|seed| {
        let profile = Profile::ALL[usize::try_from(seed).unwrap() % Profile::ALL.len()];
        from_bytes::walk(&mut Unstructured::new(&bytes(seed)), profile).unwrap()
    }));
}

#[test]
fn changes_from_bytes_are_accepted_and_most_have_an_effect() {
    const CASES: usize = 2000;
    let (mut of_pool, mut of_user) = (0, 0);
    for (seed, (pool, user)) in (1..).zip(sample(strategies::reachable(Profile::Observed), CASES)) {
        let (bytes, policy) = (bytes(seed), pool.policy());
        let mut input = Unstructured::new(&bytes);
        let command = from_bytes::accepted_pool_command(&mut input, &pool).unwrap();
        of_pool += usize::from(pool.apply(&command).unwrap().next() != &pool);
        let command = from_bytes::accepted_user_command(&mut input, &policy, &user).unwrap();
        of_user += usize::from(user.apply(&policy, &command).unwrap().next() != &user);
    }
    assert!(of_pool * 2 > CASES && of_user * 2 > CASES, "{of_pool} and {of_user} of {CASES}");
}

/// The interesting states, and how many of the reached ones are in each.
fn census(reached: impl Iterator<Item = (Pool, User)>) -> BTreeMap<&'static str, usize> {
    let mut census = BTreeMap::new();
    for (pool, user) in reached {
        let policy = pool.policy();
        let traits = [
            ("mode ON", pool.mode == MfaMode::On),
            ("mode OPTIONAL", pool.mode == MfaMode::Optional),
            ("tier LITE", pool.tier == Tier::Lite),
            ("email MFA", pool.email_mfa.is_some()),
            ("passkey MFA", policy.offers(Factor::Passkey)),
            ("SMS offered", policy.offers(Factor::Sms)),
            ("passwordless", !pool.passwordless.is_empty()),
            ("recovery set", policy.recovery != AccountRecovery::NotSet),
            ("risk actions", pool.risk_actions != RiskActions::default()),
            ("confirmed", user.status() == UserStatus::Confirmed),
            ("a factor enabled", !user.preference.enabled().is_empty()),
            ("a factor preferred", user.preference.preferred().is_some()),
            ("a passkey", user.passkeys.is_present()),
            (
                "an enabled factor that the pool doesn't offer",
                !user.preference.enabled().minus(policy.offered()).is_empty(),
            ),
        ];
        for (name, has) in traits {
            *census.entry(name).or_default() += usize::from(has);
        }
    }
    census
}

#[test]
fn strategies_and_bytes_reach_every_interesting_state() {
    let by_strategies = census(sample(strategies::reachable(Profile::Documented), 4000));
    let by_bytes = census((0..4000).map(|seed| {
        let bytes = bytes(seed + 1);
        from_bytes::reachable(&mut Unstructured::new(&bytes), Profile::Documented).unwrap()
    }));
    for (name, census) in [("strategies", by_strategies), ("bytes", by_bytes)] {
        let rare: Vec<_> = census.iter().filter(|(_, count)| **count < 40).collect();
        assert!(rare.is_empty(), "{name}: {rare:?} of 4000, {census:?}");
    }
}

#[test]
fn requests_from_bytes_are_valid_nearly_valid_or_hostile_as_requested() {
    let mut refused = [0_usize; 3];
    for seed in 1..2000 {
        let bytes = bytes(seed);
        let mut input = Unstructured::new(&bytes);
        let requests = [
            from_bytes::request(&mut input).unwrap(),
            from_bytes::nearly_valid_request(&mut input).unwrap(),
            from_bytes::hostile_request(&mut input).unwrap(),
        ];
        for (refused, request) in refused.iter_mut().zip(&requests) {
            *refused += usize::from(Request::decode(request.operation, &request.body).is_err());
        }
    }
    let [valid, nearly, hostile] = refused;
    assert_eq!(valid, 0);
    assert!((400..1600).contains(&nearly) && hostile > 800, "{refused:?}");
}

#[test]
fn an_empty_input_still_gives_a_value() {
    let mut input = Unstructured::new(&[]);
    assert_eq!(input.arbitrary::<PreferenceChange>().unwrap(), PreferenceChange::default());
    assert!(input.arbitrary::<Pool>().is_ok() && from_bytes::reachable_pool(&mut input, Profile::Observed).is_ok());
}
