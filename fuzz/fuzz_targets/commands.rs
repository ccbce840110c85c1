//! Random sequences of calls, the engine beside the naive model: equal answers, line for line.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/it/agreement.rs"]
mod agreement;
#[path = "../../tests/it/generate/mod.rs"]
mod generate;
#[path = "../../examples/replay/host.rs"]
mod host;
#[path = "../../examples/replay/line.rs"]
mod line;
#[path = "../../tests/it/naive/mod.rs"]
mod naive;

// The input chooses calls out of the scenarios of several seeds, so that libFuzzer can splice and cut sequences.
fuzz_target!(|choices: Vec<(u16, u8)>| {
    let (mut engine, mut second) = (host::Host::default(), naive::Runner::new());
    for (seed, number) in choices.into_iter().take(64) {
        let scenario = generate::scenario(seed.into());
        let line = &scenario[usize::from(number) % scenario.len()];
        let answer = engine.line(line.as_bytes()).map(|(_, answer)| answer);
        let other = second.line(line);
        assert!(agreement::agree(answer.as_ref(), other.as_ref()), "{line}\n{answer:?}\n{other:?}");
    }
});
