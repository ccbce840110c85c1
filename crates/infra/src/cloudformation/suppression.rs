//! Findings that a resource's metadata suppresses.

use super::check::At;
use crate::finding::{Code, Finding};
use crate::node::{Node, NodeKind};
use crate::place::Span;

/// A finding that the metadata of a resource suppresses:
///
/// ```yaml
/// Metadata:
///   cognito-mfa:
///     suppress:
///       - id: mfa-is-off
///         reason: Machines sign in here.
/// ```
///
/// ```
/// use cognito_mfa_infra::cloudformation::{Deployment, Template};
/// use cognito_mfa_infra::read;
///
/// let file = "template.yaml".into();
/// let text = "Resources:
///   Pool:
///     Type: AWS::Cognito::UserPool
///     Metadata: {cognito-mfa: {suppress: [{id: optional-is-opt-in, reason: accepted by security}]}}
/// ";
/// let resources = Template::new(&file, &read::yaml::node(&file, text)?).judge(&Deployment::default());
/// assert_eq!(resources[0].suppressions[0].id, "optional-is-opt-in");
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suppression {
    /// The code of the finding, from the key `id` or `code`.
    pub id: String,
    /// Why it's suppressed. `None` if no reason is given.
    pub reason: Option<String>,
    /// Where it's suppressed.
    pub span: Span,
}

/// A finding, and the suppression that it has.
pub type Suppressed = (Finding, Suppression);

/// Takes out the findings that are suppressed. Returns them, and the suppressions that suppress nothing.
///
/// A suppression without a reason counts as well: whoever reports it decides what to say about it.
#[must_use]
pub fn suppress(findings: &mut Vec<Finding>, suppressions: &[Suppression]) -> (Vec<Suppressed>, Vec<Suppression>) {
    let mut suppressed: Vec<Suppressed> = Vec::new();
    findings.retain(|finding| {
        let by = suppressions.iter().find(|suppression| suppression.id == finding.code);
        suppressed.extend(by.map(|by| (finding.clone(), by.clone())));
        by.is_none()
    });
    let is_unused = |one: &&Suppression| !suppressed.iter().any(|(finding, _)| finding.code == one.id);
    let unused = suppressions.iter().filter(is_unused).cloned().collect();
    (suppressed, unused)
}

/// The suppressions of a resource. What isn't one is a finding.
pub(super) fn suppressions(at: &At<'_>, findings: &mut Vec<Finding>) -> Vec<Suppression> {
    let metadata = at.resource.node.get("Metadata");
    let Some(value) = metadata.and_then(|metadata| metadata.get("cognito-mfa")?.get("suppress")) else {
        return Vec::new();
    };
    let entries = match &value.kind {
        NodeKind::List(entries) => entries.as_slice(),
        NodeKind::Null => &[],
        // A list of one.
        NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) | NodeKind::Map(_) | NodeKind::Unknown(_) => {
            std::slice::from_ref(value)
        }
    };
    let mut suppressions = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        match suppression(entry) {
            Ok(suppression) => suppressions.push(suppression),
            Err(span) => {
                let is_list = !value.elements().is_empty();
                let index = if is_list { format!("[{index}]") } else { String::new() };
                findings.push(at.finding(
                    Code::UnknownSuppression,
                    span,
                    &format!("Metadata.cognito-mfa.suppress{index}"),
                ));
            }
        }
    }
    suppressions
}

/// The suppression of an entry, or the span of what is wrong with it.
fn suppression(entry: &Node) -> Result<Suppression, Span> {
    // The configuration file of the command names it `code`.
    const MEMBERS: [&str; 3] = ["id", "code", "reason"];
    let span = entry.span;
    if let Some(id) = entry.text() {
        return Ok(Suppression { id: id.to_owned(), reason: None, span });
    }
    if let Some(unknown) = entry.entries().iter().find(|one| !MEMBERS.contains(&one.key.as_str())) {
        return Err(unknown.key_span);
    }
    let text = |key: &str| entry.get(key).and_then(Node::text).map(str::to_owned);
    let id = text("id").or_else(|| text("code")).ok_or(span)?;
    Ok(Suppression { id, reason: text("reason"), span })
}
