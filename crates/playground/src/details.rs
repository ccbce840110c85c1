//! The slower part: the whole walk, the changes that give another answer, the findings with their fixes, and the snippets.

use cognito_mfa::sign_in::Resolution;
use cognito_mfa_insight::{Change, Explanation, Finding, Fix, OtherProfile, Phrase, Safety, Subject, lint_with};
use serde::Serialize;

use crate::answer::written;
use crate::impact::Counted;
use crate::pool_controls::pool_of;
use crate::snippets::Snippets;
use crate::state::State;
use crate::walk::{Node, walk};

/// Looks at a state from all sides.
///
/// The answer has the walk through the sign-in to each end, the single changes (and the smallest sets of changes) that give another
/// answer, the findings about the pool with their fixes, what the other profile says, and the snippets. Each change and each fix
/// contains the state after it.
///
/// ```
/// let details = cognito_mfa_playground::details(r#"{"pool": {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": true}}"#);
/// assert!(details.starts_with(r#"{"ok":{"walk":{"kind":"challenge","code":"MFA_SETUP""#));
/// assert!(details.contains("Set MfaConfiguration to OFF") && !details.contains("Set MfaConfiguration to ON"));
/// ```
#[must_use]
pub fn details(state: &str) -> String {
    written(State::read(state).map(|(state, _)| Details::of(&state)))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    walk: Node,
    single_changes: Vec<ChangeView>,
    findings: Vec<FindingView>,
    other_profile: Option<String>,
    snippets: Snippets,
}

#[derive(Serialize)]
struct ChangeView {
    /// What it changes: `user`, `sign-in` or `pool`.
    subject: &'static str,
    sentence: String,
    answer: String,
    state: State,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FindingView {
    code: &'static str,
    severity: &'static str,
    message: String,
    advice: &'static str,
    /// The users that it concerns.
    affected: Option<String>,
    /// A user and a sign-in that show it.
    witness: Option<String>,
    fixes: Vec<FixView>,
    /// Why no fix is recommended.
    no_fix: Option<String>,
}

#[derive(Serialize)]
struct FixView {
    sentence: String,
    safe: bool,
    /// A user that an unsafe fix locks out.
    witness: Option<String>,
    state: State,
}

impl Details {
    fn of(state: &State) -> Self {
        let why = Explanation::new(state.policy(), state.user, state.attempt());
        // A table that can't be read is an error of the impact, and not of every change.
        let users = state.population.as_deref().and_then(|table| Counted::read(table).ok());
        let findings = lint_with(&state.pool, users.as_ref().map(|counted| &counted.population));
        let other_profile = OtherProfile::of_resolution(&state.policy(), state.user, state.attempt());
        Self {
            walk: walk(state),
            single_changes: changes(state, &why),
            findings: findings.iter().map(|finding| FindingView::new(state, finding)).collect(),
            other_profile: other_profile.map(|other| other.to_string()),
            snippets: Snippets::of(&state.pool),
        }
    }
}

/// The single changes, then the smallest sets of several changes for answers that no single change gives.
fn changes(state: &State, why: &Explanation) -> Vec<ChangeView> {
    let single = why.counterfactuals().map(|found| (vec![found.change], found.answer));
    let several = why.alternatives().into_iter().filter(|set| set.changes.len() > 1);
    let several = several.map(|set| (set.changes, set.answer));
    single.chain(several).map(|(changes, answer)| ChangeView::new(state, &changes, answer)).collect()
}

impl ChangeView {
    fn new(state: &State, changes: &[Change], answer: Resolution) -> Self {
        let steps: Vec<_> = changes.iter().map(Change::to_string).collect();
        let subject = changes.first().map_or(Subject::Pool, |change| change.subject());
        Self {
            subject: subject.code(),
            sentence: format!("{}.", steps.join(". ")),
            answer: format!("{}.", Phrase(answer)),
            state: changed(state, changes),
        }
    }
}

/// The state after these changes.
pub(crate) fn changed(state: &State, changes: &[Change]) -> State {
    let start = (state.policy(), state.user, state.attempt());
    let (policy, user, attempt) =
        changes.iter().fold(start, |(policy, user, attempt), change| change.applied_to(policy, user, attempt));
    let mut next = state.clone();
    next.pool = pool_of(&policy, state.pool.email_sending_account);
    next.user = user;
    next.asked.attempt = attempt;
    next
}

impl FindingView {
    fn new(state: &State, finding: &Finding) -> Self {
        Self {
            code: finding.lint.code(),
            severity: finding.severity().code(),
            message: finding.message(),
            advice: finding.lint.row().advice,
            affected: finding.affected(),
            witness: finding.witness.map(|witness| witness.to_string()),
            fixes: finding.fixes.iter().map(|fix| FixView::new(state, fix)).collect(),
            no_fix: finding.no_fix.as_ref().map(ToString::to_string),
        }
    }
}

impl FixView {
    fn new(state: &State, fix: &Fix) -> Self {
        let witness = match fix.safety {
            Safety::Safe => None,
            Safety::Unsafe(witness) => Some(witness.to_string()),
        };
        let pool = fix.calls.last().map_or(&state.pool, |call| &call.pool);
        Self { sentence: format!("{fix}."), safe: fix.safety == Safety::Safe, witness, state: state.with_pool(pool) }
    }
}
