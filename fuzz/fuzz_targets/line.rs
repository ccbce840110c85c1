//! Scenario files of raw bytes: no panic, and equal files get equal answers.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../examples/replay/host.rs"]
mod host;
#[path = "../../examples/replay/line.rs"]
mod line;

fuzz_target!(|file: &[u8]| {
    let (mut one, mut other) = (host::Host::default(), host::Host::default());
    for line in file.split(|byte| *byte == b'\n') {
        let answers = (one.line(line).map(|(_, answer)| answer), other.line(line).map(|(_, answer)| answer));
        assert_eq!(answers.0, answers.1);
    }
});
