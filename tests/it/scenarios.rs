//! The conformance vectors, run as `examples/replay` runs them.

use std::collections::BTreeSet;
use std::path::Path;

use cognito_mfa::{Note, Reason, RecoveryReason, Rule};
use serde_json::Value;

use crate::expectation;
use crate::host::Host;

/// What no scenario file can reach: the runner has no federation, no custom challenge and no pool in a real Region.
const OUT_OF_REACH: &[&str] =
    &["federated", "federated-only", "custom-challenge", "seoul-uses-tokyo", "eums-region-is-pool-region"];

fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())).collect()
}

#[test]
fn every_answer_is_as_expected() {
    let mut differences = Vec::new();
    let mut expectations = 0;
    for (name, text) in files() {
        let mut host = Host::default();
        for (number, line) in text.lines().enumerate() {
            let Some((line, answer)) = host.line(line.as_bytes()) else { continue };
            let Some(expected) = line.expect else { continue };
            expectations += 1;
            if let Err(difference) = expectation::check(&expected, &answer) {
                differences.push(format!("{name}:{}: {difference}", number + 1));
            }
        }
    }
    assert_eq!(differences, Vec::<String>::new());
    assert!(expectations > 400, "only {expectations} expectations");
}

#[test]
fn every_code_is_expected_somewhere() {
    let mut expected = BTreeSet::new();
    for (_, text) in files() {
        for line in text.lines() {
            let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
            strings(&line["expect"], &mut expected);
        }
    }
    let rules = Rule::ALL.iter().map(|rule| rule.code());
    let reasons = Reason::ALL.iter().map(|reason| reason.code());
    let notes = Note::ALL.iter().map(|note| note.code());
    let refusals = RecoveryReason::ALL.iter().filter(|reason| reason.row().message.is_some());
    let all = rules.chain(reasons).chain(notes).chain(refusals.map(|reason| reason.code()));
    let missing: BTreeSet<_> = all.filter(|code| !expected.contains(*code)).collect();
    assert_eq!(missing, OUT_OF_REACH.iter().copied().collect());
}

fn strings(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(into.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| strings(value, into)),
        Value::Object(members) => members.values().for_each(|value| strings(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
