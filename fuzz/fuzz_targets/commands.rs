//! Runs random sequences of calls on the engine and on the naive model. Their answers are equal, line for line.
#![no_main]

use std::array;
use std::sync::{LazyLock, OnceLock};

use cognito_mfa_host::Scenario;
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/agreement.rs"]
mod agreement;
#[path = "../../tests/it/generate/mod.rs"]
mod generate;
#[path = "../../tests/it/naive/mod.rs"]
mod naive;

/// The scenarios of the first seeds. Each is made once, because that takes longer than running it.
static SCENARIOS: LazyLock<[OnceLock<Vec<String>>; 1024]> = LazyLock::new(|| array::from_fn(|_| OnceLock::new()));

// Three bytes choose a call: the seed of a scenario, and one of its lines. So libFuzzer can splice and cut sequences.
fuzz_target!(|choices: &[u8]| {
    let (mut engine, mut second) = (Scenario::default(), naive::Runner::new());
    for choice in choices.chunks_exact(3).take(64) {
        let seed = u16::from_le_bytes([choice[0], choice[1]]) % 1024;
        let scenario = SCENARIOS[usize::from(seed)].get_or_init(|| generate::scenario(u64::from(seed)));
        let line = &scenario[usize::from(choice[2]) % scenario.len()];
        let answer = engine.line(line.as_bytes()).map(|result| result.answer);
        let other = second.line(line);
        assert!(agreement::agree(answer.as_ref(), other.as_ref()), "{line}\n{answer:?}\n{other:?}");
    }
});
