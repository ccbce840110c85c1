//! The server has no policy of its own: no code and no message of the engine's tables is in its sources.

use std::fs;
use std::path::{Path, PathBuf};

use cognito_mfa::recovery::{RecoveryReason, RecoveryRow};
use cognito_mfa::rules::{Rule, RuleRow};
use cognito_mfa::sign_in::{Reason, ReasonRow};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

/// The fixed parts of a message, without its placeholders.
fn parts(message: &'static str) -> impl Iterator<Item = &'static str> {
    message.split(['{', '}']).step_by(2).map(str::trim).filter(|part| part.len() > 12)
}

#[test]
fn sources_contain_no_code_and_no_message_of_the_tables() {
    let rules = RuleRow::all().map(|row| row.message.template());
    let reasons = ReasonRow::ALL.iter().filter_map(|row| row.message).map(cognito_mfa::rules::Message::template);
    let recovery = RecoveryRow::ALL.iter().filter_map(|row| row.message).map(cognito_mfa::rules::Message::template);
    let messages: Vec<_> = rules.chain(reasons).chain(recovery).flat_map(parts).collect();
    let codes: Vec<_> = Rule::ALL
        .iter()
        .map(|rule| rule.code())
        .chain(Reason::ALL.iter().map(|reason| reason.code()))
        .chain(RecoveryReason::ALL.iter().map(|reason| reason.code()))
        .filter(|code| code.contains('-'))
        .collect();
    assert!(messages.len() > 40 && codes.len() > 60, "{} messages, {} codes", messages.len(), codes.len());

    let files = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(files.len() > 20, "{files:?}");
    let mut found = Vec::new();
    for file in &files {
        let source = fs::read_to_string(file).unwrap();
        for text in messages.iter().chain(&codes).filter(|text| source.contains(**text)) {
            found.push(format!("{}: {text}", file.display()));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}
