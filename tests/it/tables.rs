//! The tables as text, so that you can review a change of policy as a diff.

use std::fmt::Write;

use cognito_mfa::evidence::Evidence;
use cognito_mfa::recovery::{RecoveryReason, RecoveryRow};
use cognito_mfa::rules::{Feature, Message, Operation, Rule, RuleRow};
use cognito_mfa::sign_in::{Reason, ReasonRow};

/// The text of a refusal. This crate's own texts are marked.
fn words(message: Message) -> String {
    match message {
        Message::Quoted(text, _) => format!("“{text}”"),
        Message::Own(text) => format!("“{text}” (own text)"),
    }
}

/// The letters of the evidence, as in the specification.
fn letters(evidence: &[Evidence]) -> String {
    let letters: Vec<&str> = evidence.iter().map(|one| one.name()).collect();
    letters.join(", ")
}

/// The letters of the evidence for a text, and for the labels in it.
fn text_letters(message: Message) -> String {
    let text = letters(message.evidence());
    if !message.template().contains("{features}") {
        return text;
    }
    let labels = Feature::ALL.iter().map(|label| format!("{label} {}", label.evidence()));
    format!("{text} ({})", labels.collect::<Vec<_>>().join(", "))
}

fn rules() -> String {
    let mut text = String::new();
    for operation in Operation::ALL {
        writeln!(text, "\n## {operation}\n").unwrap();
        writeln!(text, "| code | when | must | otherwise | rule | text | source | profile |").unwrap();
        writeln!(text, "|---|---|---|---|---|---|---|---|").unwrap();
        for row in RuleRow::all().filter(|row| row.operation == *operation) {
            let RuleRow { rule, when, must, exception, message, evidence, source, scope, .. } = row;
            let refusal = format!("{exception}: {}", words(*message));
            let (evidence, words) = (letters(evidence), text_letters(*message));
            writeln!(text, "| `{rule}` | {when} | {must} | {refusal} | {evidence} | {words} | {source} | {scope} |")
                .unwrap();
        }
    }
    text
}

fn decision() -> String {
    let mut text = String::from(
        "| # | code | when | answer | rule | text | source | profile |\n|---|---|---|---|---|---|---|---|\n",
    );
    for row in ReasonRow::ALL {
        let ReasonRow { reason, number, when, answer, message, evidence, source, scope, .. } = row;
        let answer = message.map_or_else(|| answer.to_string(), |message| format!("{answer}: {}", words(message)));
        let (evidence, words) = (letters(evidence), message.map_or_else(String::new, text_letters));
        writeln!(text, "| {number} | `{reason}` | {when} | {answer} | {evidence} | {words} | {source} | {scope} |")
            .unwrap();
    }
    text
}

fn recovery() -> String {
    let mut text = String::from("| code | when | answer | rule | text | source |\n|---|---|---|---|---|---|\n");
    for row in RecoveryRow::ALL {
        let RecoveryRow { reason, when, answer, message, evidence, source, .. } = row;
        let answer = message.map_or_else(|| (*answer).to_string(), |message| format!("{answer}: {}", words(message)));
        let (evidence, words) = (letters(evidence), message.map_or_else(String::new, text_letters));
        writeln!(text, "| `{reason}` | {when} | {answer} | {evidence} | {words} | {source} |").unwrap();
    }
    text
}

#[test]
fn the_rule_table() {
    insta::assert_snapshot!(rules());
}

#[test]
fn the_decision_table() {
    insta::assert_snapshot!(decision());
}

#[test]
fn the_recovery_table() {
    insta::assert_snapshot!(recovery());
}

/// Set `COGNITO_MFA_WRITE_TABLES` to update the tables in the documentation.
#[test]
fn the_documentation_shows_the_same_tables() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tables.md");
    let rules = rules();
    let text = format!(
        "# The refusals of a change\n{rules}\n# The decision of a sign-in\n\nThe first row that hits answers.\n\n{}\n\
         # The medium of a password reset\n\nThe first row that hits answers.\n\n{}",
        decision(),
        recovery()
    );
    if std::env::var_os("COGNITO_MFA_WRITE_TABLES").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
}

#[test]
fn every_rule_has_a_row() {
    for rule in Rule::ALL {
        assert!(rule.rows().count() > 0, "{rule}");
        assert_eq!(Rule::from_code(rule.code()), Some(*rule));
    }
}

#[test]
fn the_rows_are_in_the_order_of_the_reasons() {
    assert!(ReasonRow::ALL.iter().map(|row| row.reason).eq(Reason::ALL.iter().copied()));
    assert!(RecoveryRow::ALL.iter().map(|row| row.reason).eq(RecoveryReason::ALL.iter().copied()));
    for reason in Reason::ALL {
        assert_eq!(reason.row().reason, *reason);
    }
    for reason in RecoveryReason::ALL {
        assert_eq!(reason.row().reason, *reason);
    }
}
