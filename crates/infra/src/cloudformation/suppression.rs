//! Findings that a resource's metadata suppresses.

use crate::finding::Finding;
use crate::node::Node;
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

/// The suppressions of a resource.
pub(super) fn suppressions(resource: &Node) -> Vec<Suppression> {
    let list = resource.get("Metadata").and_then(|metadata| metadata.get("cognito-mfa")?.get("suppress"));
    let suppression = |node: &Node| {
        let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        // The configuration file of the command names it `code`.
        Some(Suppression { id: text("id").or_else(|| text("code"))?, reason: text("reason"), span: node.span })
    };
    list.map(Node::elements).unwrap_or_default().iter().filter_map(suppression).collect()
}
