//! The tables of `docs/specification.md` equal the tables of the code, row for row.

use cognito_mfa::evidence::{Evidence, RowScope};
use cognito_mfa::note::Note;
use cognito_mfa::recovery::RecoveryRow;
use cognito_mfa::rules::{Feature, Message, Operation, RuleRow};
use cognito_mfa::sign_in::{OutOfOrder, ReasonRow, RowAnswer, SignInDenied, StepUpError};

const SPECIFICATION: &str = include_str!("../../docs/specification.md");

/// The rows of a section's tables whose header begins with this text. Each row is a list of its cells.
fn rows(section: &str, header: &str) -> Vec<Vec<&'static str>> {
    let begin = SPECIFICATION.find(&format!("\n## {section}. ")).expect("the section");
    let text = &SPECIFICATION[begin + 1..];
    let text = &text[..text.find("\n## ").unwrap_or(text.len())];
    let mut rows = Vec::new();
    let mut is_in_table = false;
    for line in text.lines() {
        if line.starts_with(header) {
            is_in_table = true;
        } else if !line.starts_with('|') {
            is_in_table = false;
        } else if is_in_table && !line.starts_with("|---") {
            rows.push(line.trim_matches('|').split('|').map(str::trim).collect());
        }
    }
    rows
}

fn code(cell: &str) -> &str {
    cell.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).expect("a code in backticks")
}

fn letters(evidence: &[Evidence]) -> String {
    evidence.iter().map(|one| one.name()).collect::<Vec<_>>().join(", ")
}

/// Whether the cell quotes the template. In the cell, other text stands in the place of each placeholder.
fn quotes(cell: &str, template: &str) -> bool {
    let Some(mut rest) = cell.strip_prefix('“').and_then(|rest| rest.strip_suffix('”')) else { return false };
    let mut parts = template.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    let first = parts.next().unwrap_or_default();
    let Some(after) = rest.strip_prefix(first) else { return false };
    rest = after;
    let parts: Vec<_> = parts.collect();
    for (number, part) in parts.iter().enumerate() {
        let is_last = number + 1 == parts.len();
        let Some(place) = (if is_last { rest.rfind(part) } else { rest.find(part) }) else { return false };
        rest = &rest[place + part.len()..];
    }
    rest.is_empty() || template.ends_with('}')
}

#[track_caller]
fn check_message(code: &str, cells: [&str; 2], message: Option<Message>) {
    let [text, evidence] = cells;
    match message {
        None => assert_eq!((text, evidence), ("—", "—"), "{code}"),
        Some(Message::Own(_)) => assert_eq!((text, evidence), ("*own text*", "I"), "{code}"),
        Some(Message::Quoted(template, letters_of)) => {
            assert!(quotes(text, template), "{code}: {text} is not {template}");
            let expected = letters(letters_of);
            // In the message of a rule about features, the labels of the features have letters of their own.
            let has_more = template.contains("{features}") && evidence.starts_with(&format!("{expected}, "));
            assert!(evidence == expected || has_more, "{code}: {evidence}");
        }
    }
}

fn scope(scope: RowScope) -> String {
    scope.to_string()
}

#[track_caller]
fn check_rules(section: &str, operations: &[Operation]) {
    let rows = rows(section, "| code | profile | refused when |");
    let expected: Vec<_> = RuleRow::all().filter(|row| operations.contains(&row.operation)).collect();
    let codes: Vec<_> = rows.iter().map(|cells| code(cells[0])).collect();
    assert_eq!(codes, expected.iter().map(|row| row.rule.code()).collect::<Vec<_>>(), "section {section}");
    for (cells, row) in rows.iter().zip(expected) {
        let [_, profile, when, exception, text, rule_evidence, message_evidence] = cells[..] else {
            panic!("{cells:?}")
        };
        assert!(!when.is_empty());
        assert_eq!(profile, scope(row.scope), "{}", row.rule);
        assert_eq!(exception, row.exception.name(), "{}", row.rule);
        assert_eq!(rule_evidence, letters(row.evidence), "{}", row.rule);
        check_message(row.rule.code(), [text, message_evidence], Some(row.message));
    }
}

/// Section 2 describes the state, and its only table with this header lists the notes.
#[test]
fn the_notes_equal_section_2() {
    let rows = rows("2", "| code | when |");
    let codes: Vec<_> = rows.iter().map(|cells| code(cells[0])).collect();
    assert_eq!(codes, Note::ALL.iter().map(|note| note.code()).collect::<Vec<_>>());
    for cells in rows {
        let [code, when] = cells[..] else { panic!("{cells:?}") };
        assert!(!when.is_empty(), "{code}");
    }
}

#[test]
fn the_rules_equal_sections_5_to_9() {
    check_rules("5", &[Operation::SetUserPoolMfaConfig]);
    check_rules("6", &[Operation::UserPool, Operation::SetRiskConfiguration]);
    check_rules("7", &[Operation::SetUserMfaPreference]);
    check_rules("8", &[Operation::UserEvent]);
    check_rules("9", &[Operation::UserAuth]);
}

#[test]
fn the_labels_of_features_equal_section_6() {
    let rows = rows("6", "| feature | tiers without it |");
    let found: Vec<_> = rows.iter().map(|cells| (cells[2].to_owned(), cells[3])).collect();
    let expected: Vec<_> = Feature::ALL.iter().map(|label| (format!("“{label}”"), label.evidence().name())).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_decision_equals_section_10() {
    let rows = rows("10", "| # | code |");
    let codes: Vec<_> = rows.iter().map(|cells| (cells[0], code(cells[1]))).collect();
    let expected: Vec<_> = ReasonRow::ALL.iter().map(|row| (row.number, row.reason.code())).collect();
    assert_eq!(codes, expected);
    for (cells, row) in rows.iter().zip(ReasonRow::ALL) {
        let [_, code, profile, when, answer, exception, text, rule_evidence, message_evidence] = cells[..] else {
            panic!("{cells:?}")
        };
        assert!(!when.is_empty());
        assert_eq!(profile, scope(row.scope), "{code}");
        match row.answer {
            RowAnswer::Denied(denial) => {
                assert_eq!((answer, exception), ("denied", denial.exception().name()), "{code}");
            }
            RowAnswer::Authenticated => assert!(answer.starts_with("authenticated") && exception == "—", "{code}"),
            RowAnswer::NewPassword | RowAnswer::DeviceSrp => {
                assert!(answer.contains(&row.answer.to_string()) && exception == "—", "{code}");
            }
            RowAnswer::Code => assert!(answer.contains("challenge") && exception == "—", "{code}: {answer}"),
            RowAnswer::SelectMfaType => assert!(answer.contains("SELECT_MFA_TYPE") && exception == "—", "{code}"),
            RowAnswer::MfaSetup => assert!(answer.contains("MFA_SETUP") && exception == "—", "{code}"),
        }
        assert_eq!(rule_evidence, letters(row.evidence), "{code}");
        check_message(code, [text, message_evidence], row.message);
    }
}

#[test]
fn the_recovery_equals_section_14() {
    let rows = rows("14", "| code | when |");
    let codes: Vec<_> = rows.iter().map(|cells| code(cells[0])).collect();
    assert_eq!(codes, RecoveryRow::ALL.iter().map(|row| row.reason.code()).collect::<Vec<_>>());
    for (cells, row) in rows.iter().zip(RecoveryRow::ALL) {
        let [code, when, answer, exception, text, rule_evidence, message_evidence] = cells[..] else {
            panic!("{cells:?}")
        };
        assert!(!when.is_empty());
        let is_refused = row.message.is_some();
        assert_eq!(answer == "refused", is_refused, "{code}");
        assert_eq!(exception, if is_refused { row.answer } else { "—" }, "{code}");
        assert_eq!(rule_evidence, letters(row.evidence), "{code}");
        check_message(code, [text, message_evidence], row.message);
    }
}

#[test]
fn the_errors_equal_sections_11_and_12() {
    let denied = |denied: SignInDenied| (denied.code(), denied.exception().name());
    let step = (OutOfOrder::CODE, OutOfOrder.exception().name());
    let denials = [SignInDenied::CredentialsReplaced, SignInDenied::MfaTypeNotOffered].map(denied);
    let step_up = [StepUpError::Tier, StepUpError::UnknownValues, StepUpError::Unreachable, StepUpError::Reached];
    let step_up = step_up.map(SignInDenied::StepUp).map(denied);
    for (section, expected) in [("11", [&[step][..], &denials].concat()), ("12", step_up.to_vec())] {
        let rows = rows(section, "| code | when | answer |");
        let found: Vec<_> = rows.iter().map(|cells| (code(cells[0]), cells[3])).collect();
        assert_eq!(found, expected, "section {section}");
        // The code has a text of its own for each of them. No text of the service is known.
        for cells in rows {
            assert_eq!((cells[4], cells[6]), ("*own text*", "I"), "{}", cells[0]);
        }
    }
    let found: Vec<_> = rows("12", "| code | when | answer |").iter().map(|cells| cells[5]).collect();
    let letters: Vec<_> = StepUpError::ALL.iter().map(|error| letters(error.evidence())).collect();
    assert_eq!(found, letters);
}
