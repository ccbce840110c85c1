//! Writes the seeds of the fuzz targets into `fuzz/corpus/`, from the scenario files in `conformance/`.
//!
//! `cargo run --manifest-path fuzz/Cargo.toml --example seeds`

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use cognito_mfa::wire::Request;
use cognito_mfa_host::Scenario;
use serde_json::Value;

/// A longer input makes each run slow and doesn't find more.
const MAX_LENGTH: usize = 20_000;

/// Members of a user's description that no response in a scenario contains.
const DESCRIPTION: &str = r#"{"UserStatus":"FORCE_CHANGE_PASSWORD","Password":"temporary","Enabled":false,"phone_number":"unverified","email":"verified","SoftwareToken":"absent","WebAuthnCredentials":"can-verify"}"#;

/// A response of `DescribeRiskConfiguration`, which no scenario contains.
const RISK: &str = r#"{"RiskConfiguration":{"UserPoolId":"a_1","AccountTakeoverRiskConfiguration":{"Actions":{"LowAction":{"Notify":false,"EventAction":"NO_ACTION"},"HighAction":{"Notify":false,"EventAction":"BLOCK"}}}}}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut requests = BTreeSet::new();
    let mut answers = BTreeSet::from([DESCRIPTION.to_owned(), RISK.to_owned()]);
    let mut files = BTreeSet::new();
    for path in scenario_files(&fuzz.join("../conformance"))? {
        let text = fs::read_to_string(path)?;
        let mut scenario = Scenario::default();
        for result in text.lines().filter_map(|line| scenario.line(line.as_bytes())) {
            let operation = Request::OPERATIONS.iter().position(|name| *name == result.operation);
            if let Some(letter) = operation.and_then(|index| u8::try_from(index).ok()) {
                requests.insert(format!("{}{}", char::from(b'A' + letter), result.input));
            }
            if is_description(&result.answer["output"]) {
                answers.insert(result.answer["output"].to_string());
            }
        }
        files.insert(text);
    }
    write(fuzz, "request", requests.into_iter().map(String::into_bytes))?;
    write(fuzz, "answers", answers.into_iter().map(String::into_bytes))?;
    write(fuzz, "line", files.into_iter().map(String::into_bytes))?;
    write(fuzz, "commands", (0..8).map(whole_scenario))?;
    // Random bytes easily become a sign-in as a value, but hardly ever the text of a stored one.
    let stored = fs::read_dir(fuzz.join("../tests/golden"))?.filter_map(Result::ok).map(|entry| entry.path());
    let is_sign_in =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sign-in-"));
    let stored = stored.filter(is_sign_in).map(fs::read).collect::<Result<Vec<_>, _>>()?;
    write(fuzz, "sign_in", stored.into_iter())
}

fn scenario_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(scenario_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            files.push(path);
        }
    }
    Ok(files)
}

/// Whether a response describes a pool or a user.
fn is_description(output: &Value) -> bool {
    ["UserPool", "MfaConfiguration", "UserAttributes", "ConfiguredUserAuthFactors"]
        .iter()
        .any(|name| !output[name].is_null())
}

/// The first 64 lines of the scenario that this seed generates, with three bytes for each line, as `commands` reads them.
fn whole_scenario(seed: u8) -> Vec<u8> {
    (0..64).flat_map(|line| [seed, 0, line]).collect()
}

fn write(fuzz: &Path, target: &str, seeds: impl Iterator<Item = Vec<u8>>) -> Result<(), Box<dyn Error>> {
    let folder = fuzz.join("corpus").join(target);
    fs::create_dir_all(&folder)?;
    let mut written = 0;
    for seed in seeds.filter(|seed| seed.len() <= MAX_LENGTH) {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        fs::write(folder.join(format!("seed-{:016x}", hasher.finish())), seed)?;
        written += 1;
    }
    println!("{target}: {written} seeds");
    Ok(())
}
