//! Runs the conformance vectors in the same way as the command `cognito-mfa run`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cognito_mfa::note::Note;
use cognito_mfa::recovery::RecoveryReason;
use cognito_mfa::rules::Rule;
use cognito_mfa::sign_in::Reason;
use cognito_mfa_host::Scenario;
use serde_json::{Value, json};

/// Codes that no scenario file can reach: the runner has no federation, no custom challenge and no pool in a real Region.
const OUT_OF_REACH: &[&str] =
    &["federated", "federated-only", "custom-challenge", "seoul-uses-tokyo", "eums-region-is-pool-region"];

fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    let mut files = Vec::new();
    scenario_files(&folder, &mut files);
    files.sort();
    let name = |path: &Path| path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())).collect()
}

fn scenario_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            scenario_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            into.push(path);
        }
    }
}

#[test]
fn every_scenario_gets_its_expected_answers() {
    let mut differences = Vec::new();
    let mut expectations = 0;
    for (name, text) in files() {
        let mut scenario = Scenario::default();
        for (number, line) in text.lines().enumerate() {
            let Some(checked) = scenario.line(line.as_bytes()).and_then(|result| result.difference) else { continue };
            expectations += 1;
            if let Err(difference) = checked {
                differences.push(format!("{name}:{}: {difference}", number + 1));
            }
        }
    }
    assert_eq!(differences, Vec::<String>::new());
    assert!(expectations > 2000, "only {expectations} expectations");
}

#[test]
fn only_lines_with_a_profile_tag_differ_in_the_other_profile() {
    let other = |profile: &str| if profile == "Documented" { "Observed" } else { "Documented" };
    let options = |profile: &str| json!({"options": {"fidelity": profile}}).to_string();
    let mut wrong = Vec::new();
    let mut tagged = 0;
    for (name, text) in files() {
        let mut scenario = Scenario::default();
        scenario.line(options(other("Observed")).as_bytes());
        let mut profile = "Observed".to_owned();
        for (number, line) in text.lines().enumerate() {
            let read = serde_json::from_str::<Value>(line).unwrap_or_default();
            if let Some(chosen) = read["options"]["fidelity"].as_str() {
                chosen.clone_into(&mut profile);
                scenario.line(options(other(chosen)).as_bytes());
                continue;
            }
            let Some(checked) = scenario.line(line.as_bytes()).and_then(|result| result.difference) else { continue };
            let has_tag = |profile: &str| {
                read["tags"].as_array().is_some_and(|tags| tags.contains(&profile.to_lowercase().into()))
            };
            let is_tagged = has_tag(&profile);
            tagged += usize::from(is_tagged);
            if is_tagged == checked.is_ok() || has_tag(other(&profile)) {
                wrong.push(format!("{name}:{}: {}", number + 1, checked.err().unwrap_or_default()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tagged > 50, "{tagged}");
}

#[test]
fn every_code_is_expected_in_a_scenario() {
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

#[test]
fn every_expectation_has_its_evidence_and_tags() {
    let mut without = Vec::new();
    for (name, text) in files() {
        for (number, line) in text.lines().enumerate() {
            let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
            let evidence = line["evidence"].as_str().unwrap_or_default();
            let letters = !evidence.is_empty() && evidence.chars().all(|letter| "SDMOI".contains(letter));
            let tags = line["tags"].as_array().is_some_and(|tags| !tags.is_empty());
            if line.get("expect").is_some() && !(letters && tags) {
                without.push(format!("{name}:{}", number + 1));
            }
        }
    }
    assert_eq!(without, Vec::<String>::new());
}

fn strings(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(into.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| strings(value, into)),
        Value::Object(members) => members.values().for_each(|value| strings(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
