//! Findings that a resource's metadata suppresses.

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
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suppression {
    /// The code of the finding.
    pub id: String,
    /// Why it's suppressed. `None` if no reason is given.
    pub reason: Option<String>,
    /// Where it's suppressed.
    pub span: Span,
}

/// The suppressions of a resource.
pub(super) fn suppressions(resource: &Node) -> Vec<Suppression> {
    let list = resource.get("Metadata").and_then(|metadata| metadata.get("cognito-mfa")?.get("suppress"));
    let suppression = |node: &Node| {
        let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        Some(Suppression { id: text("id")?, reason: text("reason"), span: node.span })
    };
    list.map(Node::elements).unwrap_or_default().iter().filter_map(suppression).collect()
}
