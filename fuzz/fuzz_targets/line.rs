//! Runs raw bytes as a scenario file. It never panics, and equal files get equal answers.
#![no_main]

use cognito_mfa_host::Scenario;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let (mut one, mut other) = (Scenario::default(), Scenario::default());
    for line in file.split(|byte| *byte == b'\n') {
        let answers = [&mut one, &mut other].map(|scenario| scenario.line(line).map(|result| result.answer));
        assert_eq!(answers[0], answers[1]);
    }
});
