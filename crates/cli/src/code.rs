//! Every code of the engine, the host and the command: what it means, why, and how to fix it.

use std::fmt::Write as _;

use cognito_mfa::evidence::{Evidence, RowScope};
use cognito_mfa::exception::Exception;
use cognito_mfa::invariants::Law;
use cognito_mfa::note::Note;
use cognito_mfa::recovery::{RecoveryReason, RecoveryRow};
use cognito_mfa::rules::{Message, Operation, RuleRow};
use cognito_mfa::sign_in::{OutOfOrder, Reason, ReasonRow, SignInDenied, StepUpError};
use cognito_mfa::wire::{DecodeError, Request};
use cognito_mfa_host::HostError;
use cognito_mfa_infra::{FindingRow, members_of};
use cognito_mfa_insight::LintRow;

/// A code in one of the tables.
pub(crate) struct Code {
    pub(crate) name: &'static str,
    pub(crate) table: Table,
    /// What it means, as sentences.
    pub(crate) meaning: String,
    /// What follows from it, as sentences.
    pub(crate) why: String,
    /// How to fix it, as sentences.
    pub(crate) fix: String,
    /// Where it comes from.
    pub(crate) sources: String,
}

/// A table of codes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// The findings of `lint` about a pool that the service accepts.
    Lint,
    /// The findings that only exist in files.
    File,
    /// The rules of requests.
    Rules(Operation),
    /// The rows of the sign-in decision.
    SignIn,
    /// The rows of password recovery.
    Recovery,
    /// The denials and errors of a step-up.
    StepUp,
    /// What an accepted change doesn't achieve.
    Note,
    /// The laws that must always hold.
    Law,
    /// The errors of a request that can't be read.
    Request,
    /// The errors of the host that runs scenarios.
    Host,
    /// The findings of the command about its own input.
    Command,
}

impl Table {
    /// The name in `TABLE/CODE`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::File => "file",
            Self::Rules(operation) => operation.table(),
            Self::SignIn => Reason::TABLE,
            Self::Recovery => RecoveryReason::TABLE,
            Self::StepUp => StepUpError::TABLE,
            Self::Note => Note::TABLE,
            Self::Law => Law::TABLE,
            Self::Request => DecodeError::TABLE,
            Self::Host => HostError::TABLE,
            Self::Command => "command",
        }
    }

    /// Whether another table whose codes `lint` prints has this code.
    fn is_ambiguous(self, code: &str) -> bool {
        let Self::Rules(operation) = self else { return false };
        let printed = [Operation::SetUserPoolMfaConfig, Operation::UserPool, Operation::SetRiskConfiguration];
        RuleRow::all()
            .any(|row| row.rule.code() == code && row.operation != operation && printed.contains(&row.operation))
    }

    fn title(self) -> String {
        match self {
            Self::Lint => "Findings about a pool".into(),
            Self::File => "Findings about a template or a plan".into(),
            Self::Rules(operation) => format!("Refusals of {operation}"),
            Self::SignIn => "Reasons for the answer to a sign-in".into(),
            Self::Recovery => "Reasons for the answer to a password reset".into(),
            Self::StepUp => "Denials and errors of a step-up".into(),
            Self::Note => "Notes on an accepted change".into(),
            Self::Law => "Laws that must always hold".into(),
            Self::Request => "Requests that can't be read".into(),
            Self::Host => "Errors of the host that runs scenarios".into(),
            Self::Command => "Findings about the command's own files".into(),
        }
    }
}

/// The finding about a suppression that suppresses nothing.
pub(crate) const UNUSED_SUPPRESSION: &str = "unused-suppression";
/// The finding about a suppression in a template that gives no reason.
pub(crate) const SUPPRESSION_WITHOUT_REASON: &str = "suppression-without-reason";

/// Every code, table by table.
pub(crate) fn all() -> Vec<Code> {
    let mut codes: Vec<Code> = LintRow::ALL.iter().map(of_lint).collect();
    codes.extend(FindingRow::ALL.iter().map(of_file));
    for operation in Operation::ALL {
        for row in RuleRow::all().filter(|row| row.operation == *operation) {
            add(&mut codes, of_rule(row));
        }
    }
    codes.extend(ReasonRow::ALL.iter().map(of_reason));
    codes.extend(of_steps());
    codes.extend(StepUpError::ALL.iter().map(|error| of_step_up(*error)));
    for code in RecoveryRow::ALL.iter().map(of_recovery) {
        add(&mut codes, code);
    }
    codes.extend(Note::ALL.iter().map(|note| of_note(*note)));
    codes.extend(Law::ALL.iter().map(|law| of_law(*law)));
    codes.extend(of_requests());
    codes.extend(HostError::ALL.iter().map(|error| of_host(*error)));
    codes.push(Code {
        name: UNUSED_SUPPRESSION,
        table: Table::Command,
        meaning: "A suppression matches no problem.".into(),
        why: "The problem was fixed, or the suppression has a typo. If the problem comes back, no one sees it.".into(),
        fix: "Remove the suppression, or correct its code, resource or file.".into(),
        sources: "This command.".into(),
    });
    codes.push(Code {
        name: SUPPRESSION_WITHOUT_REASON,
        table: Table::Command,
        meaning: "A suppression has no reason, so it suppresses nothing.".into(),
        why: "No one looks again at a problem that is suppressed without a reason.".into(),
        fix: "Add a reason next to the code.".into(),
        sources: "This command.".into(),
    });
    codes
}

/// The entries of a code, as `CODE` or as `TABLE/CODE`.
pub(crate) fn named(text: &str) -> Vec<Code> {
    let (table, name) = text.split_once('/').map_or((None, text), |(table, name)| (Some(table), name));
    let is_wanted = |code: &Code| code.name == name && table.is_none_or(|table| code.table.name() == table);
    all().into_iter().filter(is_wanted).collect()
}

/// The code that was probably meant, for a typo.
pub(crate) fn similar(text: &str) -> Option<&'static str> {
    let name = text.rsplit('/').next().unwrap_or(text);
    let distance = |code: &Code| strsim::damerau_levenshtein(code.name, name);
    let best = all().into_iter().min_by_key(distance)?;
    (distance(&best) <= best.name.len().div_ceil(3)).then_some(best.name)
}

/// Whether a text, as `CODE` or as `TABLE/CODE`, names this code of this table. A code alone names it in every table.
pub(crate) fn names(text: &str, table: Table, code: &str) -> bool {
    match text.split_once('/') {
        Some((name, rest)) => name == table.name() && rest == code,
        None => text == code,
    }
}

/// The name of a code that `lint` prints: with its table if the code alone can be that of another finding.
pub(crate) fn shown(table: Table, code: &str) -> String {
    if table.is_ambiguous(code) { format!("{}/{code}", table.name()) } else { code.to_owned() }
}

/// Adds a code. The second row of a code in one table extends the first.
fn add(codes: &mut Vec<Code>, code: Code) {
    let same = |other: &&mut Code| other.name == code.name && other.table == code.table;
    match codes.iter_mut().find(same) {
        None => codes.push(code),
        Some(first) => {
            if first.meaning != code.meaning {
                let _ = write!(first.meaning, " Or: {}", code.meaning);
            }
            if first.why != code.why {
                let _ = write!(first.why, " Or: {}", code.why);
            }
            if first.sources != code.sources {
                let _ = write!(first.sources, " {}", code.sources);
            }
        }
    }
}

fn of_lint(row: &LintRow) -> Code {
    Code {
        name: row.lint.code(),
        table: Table::Lint,
        meaning: row.finds.into(),
        why: row.means.into(),
        fix: row.fix.into(),
        sources: format!("{}.", row.sources.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")),
    }
}

fn of_file(row: &FindingRow) -> Code {
    Code {
        name: row.code.code(),
        table: Table::File,
        meaning: row.finds.into(),
        why: row.means.into(),
        fix: row.fix.into(),
        sources: format!("{}.", row.source),
    }
}

fn of_rule(row: &RuleRow) -> Code {
    let RuleRow { rule, operation, when, must, exception, message, evidence, source, scope, .. } = row;
    let required = format!("When {when}, the service requires: {must}{}.", only(*scope));
    let refused = format!("Otherwise it refuses the request with {exception}: {}", quoted(*message));
    let (meaning, why) = match members_of(*rule) {
        Some(row) => (row.finds.to_owned(), format!("{required} {refused}")),
        None => (required, refused),
    };
    Code {
        name: rule.code(),
        table: Table::Rules(*operation),
        meaning,
        why,
        fix: format!("Change the request so that this is true: {must}."),
        sources: sources(source, evidence),
    }
}

fn of_reason(row: &ReasonRow) -> Code {
    let ReasonRow { reason, number, when, answer, message, evidence, source, scope, .. } = row;
    let message = message.map_or_else(String::new, |message| format!(": {}", quoted(message)));
    let message = if message.is_empty() { ".".into() } else { message };
    Code {
        name: reason.code(),
        table: Table::SignIn,
        meaning: format!("Row {number} of the decision: {when}{}.", only(*scope)),
        why: format!("The answer is {answer}{message}"),
        fix: "Run `cognito-mfa explain` with the pool and the user. It lists the changes that lead to another answer."
            .into(),
        sources: sources(source, evidence),
    }
}

fn of_recovery(row: &RecoveryRow) -> Code {
    let RecoveryRow { reason, when, answer, message, evidence, source, .. } = row;
    let message = message.map_or_else(|| ".".into(), |message| format!(": {}", quoted(message)));
    Code {
        name: reason.code(),
        table: Table::Recovery,
        meaning: format!("In a password reset: {when}."),
        why: format!("The answer is: {answer}{message}"),
        fix: "Change AccountRecoverySetting, or the user's attributes and factors.".into(),
        sources: sources(source, evidence),
    }
}

/// The codes of the steps of a sign-in, which are next to the reasons for its answers (spec 11).
fn of_steps() -> [Code; 3] {
    let code = |name, meaning: &str, why: String, fix: &str, sources: &str| Code {
        name,
        table: Table::SignIn,
        meaning: meaning.into(),
        why,
        fix: fix.into(),
        sources: sources.into(),
    };
    let again = "Begin the sign-in again.";
    let out_of_order = OutOfOrder;
    let replaced = SignInDenied::CredentialsReplaced;
    let not_offered = SignInDenied::MfaTypeNotOffered;
    [
        code(
            OutOfOrder::CODE,
            "The response to a challenge doesn't fit what the sign-in asked last.",
            format!("Nothing changes. {}", answer(out_of_order.exception(), &out_of_order.to_string())),
            "Respond to the challenge of the last response, with its Session.",
            "section 11 (inferred).",
        ),
        code(
            replaced.code(),
            "The user's credentials have changed since the sign-in began, or the sign-in is another user's.",
            answer(replaced.exception(), &replaced.to_string()),
            again,
            "section 11, rule 2 (inferred).",
        ),
        code(
            not_offered.code(),
            "The user chose or set up a factor that the challenge didn't offer.",
            answer(not_offered.exception(), &not_offered.to_string()),
            "Choose one of the factors in ChallengeParameters.",
            "section 11, rule 3 (inferred).",
        ),
    ]
}

fn of_step_up(error: StepUpError) -> Code {
    let evidence: Vec<_> = error.evidence().iter().map(|one| words(*one)).collect();
    let (meaning, fix) = match error {
        StepUpError::Tier => ("The sign-in has TARGET_ACR_VALUES, and the tier is LITE.", "Use ESSENTIALS or PLUS."),
        StepUpError::UnknownValues => {
            ("None of the names in TARGET_ACR_VALUES is a level of the pool.", "Send the name of a level of the pool.")
        }
        StepUpError::Unreachable => (
            "The user has no factors that reach a level of TARGET_ACR_VALUES.",
            "Request a lower level, or let the user enable another factor.",
        ),
        StepUpError::Reached => (
            "The earlier session already has the level, and the decision asks for nothing more.",
            "Use the earlier session.",
        ),
    };
    Code {
        name: error.code(),
        table: Table::StepUp,
        meaning: meaning.into(),
        why: answer(error.exception(), &error.to_string()),
        fix: fix.into(),
        sources: format!("section 12 ({}; the text is inferred).", evidence.join("; ")),
    }
}

fn of_note(note: Note) -> Code {
    Code {
        name: note.code(),
        table: Table::Note,
        meaning: note.sentence().into(),
        why: "The service accepts the change without a remark.".into(),
        fix: "Check whether the change does what you want.".into(),
        sources: "section 2, notes on a transition.".into(),
    }
}

fn of_law(law: Law) -> Code {
    Code {
        name: law.code(),
        table: Table::Law,
        meaning: law.sentence().into(),
        why: "An implementation that breaks the law has a bug.".into(),
        fix: "Correct the implementation.".into(),
        sources: format!("section {}.", law.number()),
    }
}

/// The errors that a host returns before it judges a request (spec 4).
fn of_requests() -> Vec<Code> {
    let requests = [("DescribeUserPool", "{}"), ("DescribeUserPool", "{"), ("", "{}")];
    let errors = requests.into_iter().filter_map(|(operation, body)| Request::decode(operation, body).err());
    let of = |error: DecodeError| {
        let (meaning, fix) = match &error {
            DecodeError::Constraints(_) => (
                "The request breaks a constraint of the API model: a length, a pattern, an enum or a missing member.",
                "Correct the members that the message names.",
            ),
            DecodeError::Serialization(_) => {
                ("The body isn't JSON, or a member has the wrong JSON type.", "Send JSON in the operation's shape.")
            }
            DecodeError::UnknownOperation => {
                ("The operation isn't one that the engine models.", "Correct the name of the operation.")
            }
        };
        let exception = error.exception();
        Code {
            name: error.code(),
            table: Table::Request,
            meaning: meaning.into(),
            why: format!("The answer is {exception}. No rule judges the request."),
            fix: fix.into(),
            sources: "section 4 (API model).".into(),
        }
    };
    errors.map(of).collect()
}

fn of_host(error: HostError) -> Code {
    Code {
        name: error.code(),
        table: Table::Host,
        meaning: error.to_string(),
        why: format!("The answer is {}.", error.exception()),
        fix: "Correct the name in the request.".into(),
        sources: "docs/scenarios.md.".into(),
    }
}

/// An answer whose text is this crate's own.
fn answer(exception: Exception, text: &str) -> String {
    format!("The answer is {exception}: {}", quoted_own(text))
}

fn only(scope: RowScope) -> String {
    match scope {
        RowScope::Both => String::new(),
        RowScope::Only(profile) => format!(" (only in the profile {profile})"),
    }
}

fn quoted(message: Message) -> String {
    match message {
        Message::Quoted(text, _) => format!("“{text}”"),
        Message::Own(text) => quoted_own(text),
    }
}

fn quoted_own(text: &str) -> String {
    format!("“{text}” (not the service's own words)")
}

fn sources(source: &str, evidence: &[Evidence]) -> String {
    let source = source.trim_end_matches('.');
    // Some sources name their evidence themselves.
    let evidence = evidence.iter().map(|one| words(*one)).filter(|words| !source.contains(words));
    let evidence: Vec<_> = evidence.collect();
    if evidence.is_empty() { format!("{source}.") } else { format!("{source} ({}).", evidence.join("; ")) }
}

const fn words(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::ApiChange => "the API change of 2026-04-16",
        Evidence::Documented => "documented by AWS",
        Evidence::Measured => "measured on the live service",
        Evidence::Reported => "reported by users of the live service",
        Evidence::Inferred | _ => "inferred",
    }
}

/// The page of the documentation that lists every code.
pub(crate) fn page() -> String {
    let mut text = String::from(PAGE);
    let codes = all();
    let mut table = None;
    for code in &codes {
        if table != Some(code.table) {
            let _ = writeln!(text, "\n## {} (`{}`)\n", code.table.title(), code.table.name());
            text.push_str("| code | meaning | what follows | source |\n|---|---|---|---|\n");
            table = Some(code.table);
        }
        let Code { name, meaning, why, sources, .. } = code;
        let cell = |text: &str| text.replace('|', "\\|");
        let _ = writeln!(text, "| `{name}` | {} | {} | {} |", cell(meaning), cell(why), cell(sources));
    }
    text
}

const PAGE: &str = "\
# All codes

The engine, the command `cognito-mfa` and the host that runs scenarios have these codes. They're stable: branch on them.
`cognito-mfa lint --explain CODE` prints one of them with its fix. If several tables have a code, `TABLE/CODE` names one
of them.

This page is generated: `COGNITO_MFA_WRITE_TABLES=1 cargo test -p cognito-mfa-cli table`.
";
