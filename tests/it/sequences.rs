//! Long mixed sequences of calls, made with values and with JSON text in parallel, in both profiles.
//!
//! The calls change a pool, a user of it and a sign-in in progress. After every sequence, both ways end in equal states,
//! the laws of spec 13 hold, and the service's responses can be sent back.

mod round_trips;
mod ways;

use std::collections::BTreeMap;

use cognito_mfa::assurance::Proven;
use cognito_mfa::generate::{Call, proptest as strategies};
use cognito_mfa::invariants;
use cognito_mfa::pool::RiskLevel;
use cognito_mfa::sign_in::{Device, FirstChallenge, FirstFactor, SignInContext};
use cognito_mfa::{PoolCommand, Profile, Progress, User, UserCommand};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use cognito_mfa_host::Scenario;
use ways::{Begin, Move, State, by_text, by_values};

/// A step of a sequence, before the test knows what the sign-in asked for.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a sequence is short")]
pub(crate) enum Step {
    Call(Call),
    Begin(Begin),
    /// An answer that fits what the sign-in asked for, or any other answer.
    Fitting(Index),
    Any(Index),
}

fn context() -> impl Strategy<Value = SignInContext> {
    (any::<Device>(), any::<RiskLevel>()).prop_map(|(device, risk)| SignInContext { device, risk })
}

fn steps() -> impl Strategy<Value = Step> {
    let password = context().prop_map(Begin::Password);
    let preferred = proptest::option::of(select(FirstChallenge::ALL));
    let choice = (preferred, context()).prop_map(|(preferred, at)| Begin::Choice(preferred, at));
    prop_oneof![
        3 => any::<PoolCommand<'static>>().prop_map(|command| Step::Call(Call::Pool(command))),
        4 => any::<UserCommand>().prop_map(|command| Step::Call(Call::User(command))),
        2 => prop_oneof![password, choice].prop_map(Step::Begin),
        4 => any::<Index>().prop_map(Step::Fitting),
        1 => any::<Index>().prop_map(Step::Any),
    ]
}

/// A pool and a user after many calls, so that a sequence begins in an interesting state.
fn beginnings(profile: Profile) -> impl Strategy<Value = State> {
    let users = prop_oneof![Just(None), any::<User>().prop_map(Some)];
    (strategies::reachable(profile), users).prop_map(|((pool, user), other)| State::new(pool, other.unwrap_or(user)))
}

/// The IDs of pools: two without a Region, and one in the Region that has its own rule.
const POOLS: &[&str] = &["local_1", "eu-west-1_a1", "ap-northeast-2_a1"];

fn check(id: &str, mut state: State, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut text = state.clone();
    for step in steps {
        let next = Move::of(step, &state, id);
        state = by_values(state, &next);
        text = by_text(text, &next, id);
        prop_assert_eq!(&state, &text, "{:?}", next);
        prop_assert_eq!(invariants::check_user(&state.user), Ok(()));
    }
    prop_assert_eq!(invariants::check(&state.pool.policy(), &state.user), Ok(()));
    round_trips::check(&state)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn values_and_text_end_in_equal_states_in_the_documented_profile(
        (beginning, steps) in (beginnings(Profile::Documented), proptest::collection::vec(steps(), 1..80)),
        id in select(POOLS),
    ) {
        check(id, beginning, &steps)?;
    }

    #[test]
    fn values_and_text_end_in_equal_states_in_the_observed_profile(
        (beginning, steps) in (beginnings(Profile::Observed), proptest::collection::vec(steps(), 1..80)),
        id in select(POOLS),
    ) {
        check(id, beginning, &steps)?;
    }

    /// Spec 13.5 for a host: after a request that gets an error, including a hostile one, the responses stay the same.
    #[test]
    fn a_refused_request_changes_nothing_that_is_shown(
        requests in proptest::collection::vec(
            prop_oneof![
                3 => strategies::requests(),
                2 => strategies::nearly_valid_requests(),
                1 => strategies::hostile_requests(),
            ],
            1..30,
        ),
    ) {
        let mut host = Scenario::default();
        call(&mut host, "CreateUserPool", "{}");
        call(&mut host, "AdminCreateUser", r#"{"UserPoolId":"local_1","Username":"ann"}"#);
        for request in requests {
            let before = shown(&mut host);
            let answer = call(&mut host, request.operation, &request.body);
            let Some(error) = answer.as_ref().map_or(Some(&Value::Null), |answer| answer.get("error")) else { continue };
            let after = shown(&mut host);
            prop_assert_eq!(&after[..2], &before[..2], "{:?}", request);
            // A denied sign-in still changes the user. Only a body that can't be read never reaches a sign-in.
            let is_unread = ["serialization", "constraint"].iter().any(|code| error["code"] == *code);
            if is_unread || !request.operation.contains("Respond") {
                prop_assert_eq!(after, before, "{:?}", request);
            }
        }
    }
}

fn call(host: &mut Scenario, op: &str, input: &str) -> Option<Value> {
    let line = format!(r#"{{"op":"{op}","input":{input}}}"#);
    host.line(line.as_bytes()).map(|result| result.answer)
}

/// All responses that describe the pool and its user.
fn shown(host: &mut Scenario) -> [Option<Value>; 4] {
    let input = r#"{"UserPoolId":"local_1","Username":"ann","AccessToken":"local_1.ann"}"#;
    ["DescribeUserPool", "GetUserPoolMfaConfig", "AdminGetUser", "GetUserAuthFactors"].map(|op| call(host, op, input))
}

const fn proven_by(progress: Progress) -> Option<Proven> {
    match progress {
        Progress::Authenticated(proven) => Some(proven),
        Progress::Waiting(_) | Progress::Denied(_) => None,
    }
}

/// The kind of the call, if the service accepts it in this state. A sign-in has no such kind.
fn accepted(state: &State, next: &Move) -> Option<&'static str> {
    match next {
        Move::Pool(command) => {
            let kind = match command {
                PoolCommand::SetMfaConfig(_) => "an accepted SetUserPoolMfaConfig",
                PoolCommand::Update(_) => "an accepted UpdateUserPool",
                PoolCommand::SetRisk(_) => "an accepted SetRiskConfiguration",
            };
            state.pool.apply(command).is_ok().then_some(kind)
        }
        Move::User(command) => {
            state.user.apply(&state.pool.policy(), command).is_ok().then_some("an accepted change of the user")
        }
        Move::Begin(_) | Move::Answer(_) => None,
    }
}

/// The sequences reach the states that the tests above are about. Otherwise those tests would prove little.
#[test]
fn sequences_reach_the_tested_states() {
    let mut runner = TestRunner::deterministic();
    let mut census = BTreeMap::new();
    for _ in 0..600 {
        let sequence = (beginnings(Profile::Observed), proptest::collection::vec(steps(), 1..80));
        let (mut state, steps) = sequence.new_tree(&mut runner).unwrap().current();
        for step in steps {
            let (before, next) = (state.progress, Move::of(&step, &state, "local_1"));
            if let Some(kind) = accepted(&state, &next) {
                *census.entry(kind).or_insert(0) += 1;
            }
            state = by_values(state, &next);
            let (is_new, proven) = (before != state.progress, state.progress.and_then(proven_by));
            let facts = [
                ("a configuration that Set accepted last", state.set_last.is_some()),
                (
                    "such a configuration with its own SMS configuration",
                    state
                        .set_last
                        .as_ref()
                        .is_some_and(|last| last.brought_sms && state.pool.sms_configuration.is_some()),
                ),
                ("a challenge", is_new && state.sign_in.is_some()),
                ("a denial", is_new && matches!(state.progress, Some(Progress::Denied(..)))),
                (
                    "a password signed in",
                    is_new && proven.is_some_and(|proven| proven.first_factor == FirstFactor::Password),
                ),
                ("a code signed in", is_new && proven.is_some_and(|proven| !proven.codes.is_empty())),
            ];
            for (fact, holds) in facts {
                *census.entry(fact).or_insert(0) += usize::from(holds);
            }
        }
    }
    assert_eq!(census.len(), 10, "{census:?}");
    let rare: Vec<_> = census.iter().filter(|(_, count)| **count < 20).collect();
    assert!(rare.is_empty(), "{rare:?} of {census:?}");
}
