//! The rule table and the decision table as text, so that a change of policy is one readable difference.

use std::fmt::Write;

use cognito_mfa::insight::LintRow;
use cognito_mfa::{
    Attempt, Attribute, Evidence, Factor, FactorSet, Message, MfaMode, Operation, PoolPolicy, Reason, ReasonRow,
    RecoveryReason, RecoveryRow, Row, Rule, Totp, User, resolve,
};

/// The words of a refusal; our own ones are marked.
fn words(message: Message) -> String {
    match message {
        Message::Exact(text) => format!("“{text}”"),
        Message::Own(text) => format!("“{text}” (own text)"),
    }
}

fn rules() -> String {
    let mut text = String::new();
    for operation in Operation::ALL {
        writeln!(text, "\n## {operation}\n").unwrap();
        writeln!(text, "| code | when | must | otherwise | evidence | source | profile |").unwrap();
        writeln!(text, "|---|---|---|---|---|---|---|").unwrap();
        for row in Row::all().filter(|row| row.operation == *operation) {
            let Row { rule, when, must, exception, message, evidence, source, profile, .. } = row;
            let refusal = format!("{exception}: {}", words(*message));
            writeln!(text, "| `{rule}` | {when} | {must} | {refusal} | {evidence} | {source} | {profile} |").unwrap();
        }
    }
    text
}

fn decision() -> String {
    let mut text =
        String::from("| # | code | when | answer | evidence | source | profile |\n|---|---|---|---|---|---|---|\n");
    for row in ReasonRow::ALL {
        let ReasonRow { reason, number, when, answer, message, evidence, source, profile } = row;
        let answer = message.map_or_else(|| (*answer).to_string(), |message| format!("{answer}: {}", words(message)));
        writeln!(text, "| {number} | `{reason}` | {when} | {answer} | {evidence} | {source} | {profile} |").unwrap();
    }
    text
}

fn recovery() -> String {
    let mut text = String::from("| code | when | answer | evidence | source |\n|---|---|---|---|---|\n");
    for row in RecoveryRow::ALL {
        let RecoveryRow { reason, when, answer, message, evidence, source } = row;
        let answer = message.map_or_else(|| (*answer).to_string(), |message| format!("{answer}: {}", words(message)));
        writeln!(text, "| `{reason}` | {when} | {answer} | {evidence} | {source} |").unwrap();
    }
    text
}

fn lints() -> String {
    let mut text =
        String::from("| code | severity | what is found | what it means | what to do |\n|---|---|---|---|---|\n");
    for row in LintRow::ALL {
        let LintRow { lint, severity, finds, means, fix } = row;
        writeln!(text, "| `{lint}` | {severity} | {finds} | {means} | {fix} |").unwrap();
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

#[test]
fn the_lint_table() {
    insta::assert_snapshot!(lints());
}

/// Set `COGNITO_MFA_WRITE_TABLES` to write the documentation's tables anew.
#[test]
fn the_documentation_shows_the_same_tables() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tables.md");
    let rules = rules();
    let text = format!(
        "# The refusals of a change\n{rules}\n# The decision of a sign-in\n\nThe first row that hits answers.\n\n{}\n\
         # The medium of a password reset\n\nThe first row that hits answers.\n\n{}\n\
         # The findings in a pool's configuration\n\nThe worst come first.\n\n{}",
        decision(),
        recovery(),
        lints()
    );
    if std::env::var_os("COGNITO_MFA_WRITE_TABLES").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
}

#[test]
fn every_rule_has_a_row_and_every_row_says_everything() {
    for rule in Rule::ALL {
        assert!(rule.rows().count() > 0, "{rule}");
        assert_eq!(Rule::from_name(rule.code()), Some(*rule));
    }
    for row in Row::all() {
        let texts = [row.when, row.must, row.source, row.message.template()];
        assert!(texts.iter().all(|text| !text.is_empty()), "{row:?}");
        let own = matches!(row.message, Message::Own(_));
        assert_eq!(row.message_evidence() == Evidence::Inferred, own || row.evidence == Evidence::Inferred);
    }
}

#[test]
fn the_rows_stand_in_the_order_of_the_reasons() {
    assert!(ReasonRow::ALL.iter().map(|row| row.reason).eq(Reason::ALL.iter().copied()));
    assert!(RecoveryRow::ALL.iter().map(|row| row.reason).eq(RecoveryReason::ALL.iter().copied()));
    for reason in Reason::ALL {
        assert_eq!(reason.row().reason, *reason);
    }
    for reason in RecoveryReason::ALL {
        assert_eq!(reason.row().reason, *reason);
    }
}

#[test]
fn the_byte_of_an_answer_is_the_place_of_its_row_and_its_factors() {
    let off = PoolPolicy::default();
    let on = PoolPolicy { mode: MfaMode::On, configured: FactorSet::of(&[Factor::Sms, Factor::Totp]), ..off };
    let bare = User::default();
    let phone = User { phone: Attribute::Verified, ..bare };
    // The place among all rows, counted from none, and of SMS, TOTP and EMAIL the ones that are asked for or offered.
    let rows: &[(PoolPolicy, User, u8, u8)] = &[
        (off, bare, 13, 0b000),
        (on, User { totp: Totp::Verified, ..phone }, 16, 0b011),
        (on, phone, 17, 0b001),
        (on, bare, 24, 0b011),
    ];
    for (pool, user, place, factors) in rows {
        let answer = resolve(pool, user.facts(), Attempt::password());
        assert_eq!(answer.to_bits(), place * 8 + factors, "{answer:?}");
        assert_eq!(ReasonRow::ALL[usize::from(*place)].reason, answer.reason());
    }
}
