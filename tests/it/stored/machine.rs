//! Every sign-in that the machine makes can be stored, whatever the pools, users and answers of its steps are.

use std::cell::Cell;
use std::collections::BTreeSet;

use cognito_mfa::assurance::{AcrLevel, Proven};
use cognito_mfa::pool::MfaMode;
use cognito_mfa::sign_in::{EarlierSession, FirstChallenge, FirstFactor, SignInContext, Step, StepUp};
use cognito_mfa::user::{Account, AccountState};
use cognito_mfa::wire::stored;
use cognito_mfa::{Answer, PoolPolicy, Progress, SignIn, User};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::golden;

/// Pools and users with which a sign-in takes many steps more often than with random ones.
fn scenes() -> impl Strategy<Value = (PoolPolicy, User)> {
    (any::<PoolPolicy>(), any::<User>(), 0..4_u8, 0..4_u8).prop_map(|(pool, user, pool_roll, user_roll)| {
        let pool = if pool_roll == 0 { pool } else { pool.with_mode(MfaMode::On) };
        let user = match user_roll {
            0 => user,
            1 => user.with_access(AccountState::Enabled),
            _ => user.with_access(AccountState::Enabled).with_account(Account::default()),
        };
        (pool, user)
    })
}

/// The sign-in with which the step waits. Checks that it can be stored, and notes what it asks for.
fn waiting(step: Step, asked: &mut BTreeSet<String>) -> Option<SignIn> {
    let Progress::Waiting(sign_in) = step.progress else { return None };
    let form: Value = serde_json::to_value(stored::SignIn(sign_in)).unwrap_or_else(|refusal| panic!("{refusal}"));
    asked.insert(form["asked"]["what"].as_str().unwrap().to_owned());
    Some(sign_in)
}

type Beginning = (FirstFactor, Option<FirstChallenge>, SignInContext, Option<(AcrLevel, Option<Proven>)>);

fn begin((pool, user): &(PoolPolicy, User), (first, preferred, context, step_up): Beginning) -> [Option<Step>; 2] {
    let step_up = step_up.map(|(level, earlier)| {
        StepUp::to(level.name()).with_earlier(earlier.map(|proven| EarlierSession {
            proven,
            age_seconds: 1,
            stamp: Some(user.stamp),
        }))
    });
    let chosen = SignIn::begin_user_auth(pool, *user, preferred, context, step_up.as_ref());
    [Some(SignIn::begin(pool, *user, first, context, step_up.as_ref())), chosen.ok()]
}

#[test]
fn every_sign_in_of_a_walk_can_be_stored() {
    let beginnings = any::<Beginning>();
    // Half of the steps change the pool and the user.
    let steps = (proptest::option::of(scenes()), any::<[Answer; 16]>());
    let walks = (scenes(), beginnings, proptest::collection::vec(steps, 8));
    let (mut runner, mut asked) = (TestRunner::deterministic(), BTreeSet::new());
    for _ in 0..5_000 {
        let (scene, beginning, steps) = walks.new_tree(&mut runner).unwrap().current();
        for step in begin(&scene, beginning).into_iter().flatten() {
            let (mut scene, mut sign_in) = (scene, waiting(step, &mut asked));
            for (other, answers) in &steps {
                let Some(now) = sign_in else { break };
                scene = other.unwrap_or(scene);
                let user = scene.1.with_stamp(now.stamp);
                let next = answers.iter().filter_map(|answer| now.step(&scene.0, user, *answer).ok());
                // The walk skips an answer that ends the sign-in.
                sign_in = next.filter_map(|step| waiting(step, &mut asked)).last().or(sign_in);
            }
        }
    }
    assert_eq!(asked.len(), 9, "{asked:?}");
}

/// Sign-ins that can be stored.
fn storable() -> impl Strategy<Value = SignIn> {
    let is_storable = |sign_in: &SignIn| serde_json::to_string(&stored::SignIn(*sign_in)).is_ok();
    any::<SignIn>().prop_filter("can't be stored", is_storable)
}

#[test]
fn a_step_from_a_sign_in_that_can_be_stored_leads_to_another() {
    const CASES: u32 = 5_000;
    let (made, next) = (Cell::new(0_u32), Cell::new(0_u32));
    let count = |cell: &Cell<u32>| cell.set(cell.get() + 1);
    let config =
        ProptestConfig { max_local_rejects: u32::MAX, failure_persistence: None, ..ProptestConfig::with_cases(CASES) };
    let cases = (storable(), scenes(), any::<[Answer; 16]>());
    let result = TestRunner::new(config).run(&cases, |(sign_in, (pool, user), answers)| {
        let user = user.with_stamp(sign_in.stamp);
        for step in answers.into_iter().filter_map(|answer| sign_in.step(&pool, user, answer).ok()) {
            count(&made);
            if waiting(step, &mut BTreeSet::new()).is_some() {
                count(&next);
            }
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let (made, next) = (made.get(), next.get());
    assert!(made > CASES && next > CASES / 20, "{made} steps, of which {next} lead to another sign-in");
}

/// Sign-ins that the machine never makes: a file, the changed member and its new value, and the problem.
fn never_made() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    vec![
        ("sign-in-first-factor-choice", "/target/earlier_codes", json!([]), EARLIER),
        ("sign-in-first-factor", "/target/earlier_codes", json!(["SMS_MFA"]), EARLIER),
        (
            "sign-in-first-factor",
            "/target/level",
            json!("urn:cognito:loa:3"),
            "`target.level` must be a level that the first factor can reach",
        ),
        ("sign-in-code", "/proven/first_factor", json!("email-otp"), NO_FIRST),
        ("sign-in-new-password", "/proven/first_factor", json!("custom-challenge"), FIRST),
        ("sign-in-email-set-up-code", "/proven/first_factor", json!("external-provider"), NO_FIRST),
        ("sign-in-device", "/proven/first_factor", json!("passkey-verified"), NO_FIRST),
        (
            "sign-in-device",
            "/proven/codes",
            json!(["EMAIL_OTP"]),
            "`proven.codes` must be empty after a custom challenge",
        ),
        (
            "sign-in-device",
            "/target",
            json!({"level": "urn:cognito:loa:1"}),
            "`target` must be absent after a custom challenge",
        ),
        ("sign-in-mfa-set-up", "/target", json!({"level": "urn:cognito:loa:1"}), SETS_UP),
        ("sign-in-email-set-up-code", "/target", json!({"level": "urn:cognito:loa:1"}), SETS_UP),
        ("sign-in-device", "/device", json!("known"), REMEMBERED),
        ("sign-in-device-password", "/device", json!("unknown"), REMEMBERED),
        ("sign-in-code", "/proven/device", json!(true), REMEMBERED),
        ("sign-in-device", "/proven/device", json!(true), UNPROVEN),
        ("sign-in-device-password", "/proven/device", json!(true), UNPROVEN),
        ("sign-in-mfa-choice", "/asked/offered", json!([]), CHOICE),
        ("sign-in-mfa-choice", "/asked/offered", json!(["SMS_MFA"]), CHOICE),
        ("sign-in-mfa-choice", "/proven/codes", json!(["SMS_MFA"]), CHOICE),
        ("sign-in-mfa-choice", "/target/earlier_codes", json!(["SOFTWARE_TOKEN_MFA"]), CHOICE),
        ("sign-in-mfa-set-up", "/asked/offered", json!([]), SET_UP),
        ("sign-in-mfa-set-up", "/asked/offered", json!(["SMS_MFA"]), SET_UP),
        ("sign-in-code", "/proven/codes", json!(["EMAIL_OTP"]), NEW),
        ("sign-in-step-up", "/asked/factor", json!("SMS_MFA"), NEW),
    ]
}

/// The refusal names the member at fault.
#[test]
fn a_sign_in_that_the_machine_never_makes_is_not_read() {
    for (name, path, value, problem) in never_made() {
        let (_, sign_in) = golden::sign_ins().into_iter().find(|(one, _)| *one == name).unwrap();
        let mut form = serde_json::to_value(stored::SignIn(sign_in)).unwrap();
        super::refusals::put(&mut form, path, value);
        let refusal = serde_json::from_value::<stored::SignIn>(form).unwrap_err();
        assert_eq!(refusal.to_string(), format!("The stored sign-in can't be read: {problem}."), "{name} {path}");
    }
}

const EARLIER: &str = "`target.earlier_codes` must be absent before the first factor is proven";
const FIRST: &str = "`proven.first_factor` must be a first factor that the question in `asked` can follow";
const NO_FIRST: &str = "`proven.first_factor` must be password or custom-challenge";
const SETS_UP: &str = "`target` must be absent while a factor is set up";
const REMEMBERED: &str = "`device` must be remembered if the sign-in asks for the device or has proven it";
const UNPROVEN: &str = "`proven.device` must be false while the sign-in asks for the device";
const NEW: &str = "`asked.factor` must be a factor that isn't proven yet";
const CHOICE: &str = "`asked.offered` must contain two or more factors that aren't proven yet";
const SET_UP: &str = "`asked.offered` must contain a factor other than SMS_MFA";

#[test]
fn a_sign_in_that_the_machine_never_makes_is_not_stored() {
    let forged = SignIn { target: None, context: SignInContext::default(), ..golden::full_sign_in() };
    let refusal = serde_json::to_string(&stored::SignIn(forged)).unwrap_err();
    let expected =
        "The sign-in can't be stored: `device` must be remembered if the sign-in asks for the device or has proven it.";
    assert_eq!(refusal.to_string(), expected);
}
