//! The engine compared with the naive model, on random scenarios.

use crate::agreement::agree;
use crate::generate::scenario;
use crate::naive::{OPERATIONS, Runner};
use cognito_mfa::wire::Request;
use cognito_mfa_host::Scenario;

/// The number of seeds. Set `COGNITO_MFA_SEEDS` for more.
const SEEDS: u64 = 1500;

#[test]
fn the_engine_and_the_naive_model_agree_on_random_scenarios() {
    let seeds = std::env::var("COGNITO_MFA_SEEDS").map_or(SEEDS, |seeds| seeds.parse().unwrap());
    let mut calls = 0;
    for seed in 0..seeds {
        let (mut host, mut naive) = (Scenario::default(), Runner::new());
        let lines = scenario(seed);
        for (number, line) in lines.iter().enumerate() {
            let answer = host.line(line.as_bytes()).map(|result| result.answer);
            let other = naive.line(line);
            calls += usize::from(answer.is_some());
            assert!(
                agree(answer.as_ref(), other.as_ref()),
                "seed {seed}, line {}:\n{}\nengine {answer:?}\nnaive  {other:?}",
                number + 1,
                lines.get(..=number).unwrap().join("\n")
            );
        }
    }
    assert!(calls > 30 * usize::try_from(seeds).unwrap(), "only {calls} calls");
}

#[test]
fn the_operations_of_both_models_are_the_same() {
    let (mut naive, mut engine) = (OPERATIONS.to_vec(), Request::OPERATIONS.to_vec());
    naive.sort_unstable();
    engine.sort_unstable();
    assert_eq!(naive, engine);
}
