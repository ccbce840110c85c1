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

/// Compares the evidence with the specification, row by row: the letters of the rule, then the letters of its text. A text
/// that the specification doesn't quote is our own, and its evidence is I.
#[track_caller]
fn check_evidence(
    found: impl Iterator<Item = (&'static str, &'static [Evidence], Option<Message>)>,
    expected: &[(&str, &str, &str)],
) {
    let found: Vec<(&str, String, String)> = found
        .map(|(code, rule, message)| {
            let text = match message {
                None => "-".to_string(),
                Some(Message::Own(_)) => "own".to_string(),
                Some(Message::Quoted(_, evidence)) => letters(evidence),
            };
            (code, letters(rule), text)
        })
        .collect();
    let expected: Vec<(&str, String, String)> =
        expected.iter().map(|(code, rule, text)| (*code, (*rule).to_string(), (*text).to_string())).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_rule_and_its_text_have_the_evidence_of_the_specification() {
    let rules = RuleRow::all().map(|row| (row.rule.code(), row.evidence, Some(row.message)));
    check_evidence(
        rules,
        &[
            ("sms-one-origin", "D", "own"),
            ("sms-caller-required", "S", "M"),
            ("sms-external-id-required", "M", "M"),
            ("seoul-uses-tokyo", "S", "own"),
            ("eums-region-is-pool-region", "D", "own"),
            ("off-excludes-factors", "M", "M"),
            ("mode-needs-factor-block", "M", "M"),
            ("mode-needs-enabled-factor", "I", "M"),
            ("sms-needs-configuration", "I", "own"),
            ("email-mfa-needs-essentials", "S", "M"),
            ("passkey-mfa-needs-essentials", "S", "M"),
            ("email-mfa-needs-own-sender", "M", "M"),
            ("email-mfa-needs-other-recovery", "M", "M"),
            ("on-excludes-otp-first-factor", "M", "M"),
            ("on-passkey-needs-multi-factor", "M", "M"),
            ("create-mode-needs-sms", "M", "M"),
            ("sms-one-origin", "D", "own"),
            ("sms-caller-required", "D", "own"),
            ("on-needs-offered-factor", "M", "M"),
            ("password-is-first-factor", "M", "M"),
            ("totp-not-first-factor", "D", "own"),
            ("sms-otp-needs-sms", "M", "M"),
            ("tier-excludes-features", "M", "M"),
            ("on-excludes-otp-first-factor", "M", "M"),
            ("on-passkey-first-factor-needs-multi-factor", "M", "M"),
            ("admin-only-stands-alone", "M", "M"),
            ("email-mfa-needs-own-sender", "I", "M"),
            ("email-mfa-needs-other-recovery", "I", "M"),
            ("risk-needs-threat-protection", "D, I", "own"),
            ("user-disabled", "D", "own"),
            ("user-confirmed", "D", "D"),
            ("password-not-in-reset", "D", "D"),
            ("one-preferred", "S, M", "own"),
            ("preferred-is-enabled", "O", "own"),
            ("email-needs-essentials", "S", "own"),
            ("passkey-needs-essentials", "S", "own"),
            ("passkey-needs-multi-factor-pool", "S", "own"),
            ("passkey-needs-companion", "S", "M"),
            ("passkey-companion-in-request", "M", "M"),
            ("passkey-needs-credential", "O, I", "O"),
            ("sms-needs-phone", "I", "I"),
            ("totp-needs-verified-token", "M", "M"),
            ("email-needs-address", "I", "I"),
            ("totp-registration-needs-pool", "D", "D"),
            ("passkey-registration-needs-pool", "M", "own"),
            ("passkey-must-verify", "S", "own"),
            ("attribute-in-use", "O, I", "own"),
            ("no-token-to-delete", "D", "own"),
            ("not-unconfirmed", "O", "O"),
            ("password-not-resettable", "O", "O"),
            ("tier-excludes-features", "D", "own"),
        ],
    );
}

#[test]
fn every_reason_and_its_text_have_the_evidence_of_the_specification() {
    let reasons = ReasonRow::ALL.iter().map(|row| (row.reason.code(), row.evidence, row.message));
    check_evidence(
        reasons,
        &[
            ("user-disabled", "D", "D"),
            ("federated", "D", "-"),
            ("federated-only", "D, I", "own"),
            ("risk-blocked", "D", "own"),
            ("password-reset-required", "D", "D"),
            ("user-unconfirmed", "O, D", "O, D"),
            ("custom-challenge", "D", "-"),
            ("first-factor-unavailable", "I", "own"),
            ("password-challenge-required", "O, I", "O"),
            ("user-verification-required", "S", "own"),
            ("passkey-satisfies-mfa", "S", "-"),
            ("passwordless", "D", "-"),
            ("new-password-required", "D", "-"),
            ("mfa-not-demanded", "D", "-"),
            ("device-remembered", "D, I", "-"),
            ("preferred-factor", "D", "-"),
            ("several-factors", "D", "-"),
            ("only-factor", "D", "-"),
            ("risk-allows", "D", "-"),
            ("risk-demands-mfa", "D, I", "own"),
            ("no-usable-factor", "O", "O"),
            ("only-attribute-is-recovery", "D", "O"),
            ("set-up-totp", "D", "-"),
            ("no-factor-to-set-up", "D, O", "O"),
            ("set-up-any", "D", "-"),
            ("sms-cannot-be-set-up", "O", "O"),
        ],
    );
    let recoveries = RecoveryRow::ALL.iter().map(|row| (row.reason.code(), row.evidence, row.message));
    check_evidence(
        recoveries,
        &[
            ("user-disabled", "O", "O"),
            ("password-not-resettable", "O, I", "O"),
            ("recovery-by-admin-only", "O", "O"),
            ("recovery-medium", "D, I", "-"),
            ("recovery-legacy", "D", "-"),
            ("no-recovery-medium", "D", "O"),
        ],
    );
    let labels: Vec<_> = Feature::ALL.iter().map(|label| (label.name(), label.evidence().name())).collect();
    let expected =
        [("Passwordless Sign-In", "M"), ("Email MFA", "I"), ("Passkey MFA", "I"), ("Threat Protection", "M")];
    assert_eq!(labels, expected);
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
