//! A value of a YAML or JSON text with its position.

use crate::choices::Reason;
use crate::place::Span;

/// A value of a YAML or JSON text.
///
/// Closed, because a reader of another format makes it.
///
/// ```
/// use cognito_mfa_infra::{NodeKind, read};
///
/// let pool = read::yaml::node(&"pool.yaml".into(), "MfaConfiguration: 'ON'\nEnabledMfas: [SMS_MFA]\n")?;
/// assert_eq!(pool.get("MfaConfiguration").and_then(|mode| mode.text()), Some("ON"));
/// assert_eq!(pool.get("EnabledMfas").map(|list| list.elements()[0].kind.clone()), Some(NodeKind::String("SMS_MFA".into())));
/// assert_eq!(pool.entries()[1].key_span.start.to_string(), "2:1");
/// assert!(pool.get("UserPoolTier").is_none());
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where the value is in the file. A value that a reader made up has the span of what it was made from.
    pub span: Span,
    /// The value.
    pub kind: NodeKind,
}

/// What a value is.
///
/// Closed, because a reader has to handle each of them.
///
/// [`Node`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// `null`, or nothing.
    Null,
    /// A boolean. A plain `ON`, `OFF`, `yes` or `no` of a YAML template is one too, because CloudFormation reads YAML 1.1.
    Bool(bool),
    /// A number, as it's written.
    Number(String),
    /// A string.
    String(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of the file. A key can occur more than once: [`Node::get`] returns the last one.
    Map(Vec<Entry>),
    /// A value that the file doesn't show.
    Unknown(Unknown),
}

/// A key of a map and its value.
///
/// Closed, because a reader of another format makes it.
///
/// [`Node`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// Why a file doesn't show a value, and which value it is: two unknown values with the same name are equal.
///
/// Closed, because a reader of another format makes it.
///
/// ```
/// use cognito_mfa_infra::{Reason, Unknown};
///
/// let tier = Unknown { name: "aws_cognito_user_pool.staff.user_pool_tier".into(), reason: Reason::KnownAfterApply };
/// assert_eq!(tier.reason.to_string(), "known after apply");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The name of the variable, such as `Ref MfaMode` or `aws_cognito_user_pool.staff.user_pool_tier`.
    pub name: String,
    /// Why the value is unknown.
    pub reason: Reason,
}

impl Node {
    /// The value of a key. If the key occurs more than once, the last one counts, as in CloudFormation and Terraform.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().rev().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The entries of a map. Empty for every other value.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        if let NodeKind::Map(entries) = &self.kind { entries } else { &[] }
    }

    /// The elements of a list. Empty for every other value.
    #[must_use]
    pub fn elements(&self) -> &[Self] {
        if let NodeKind::List(elements) = &self.kind { elements } else { &[] }
    }

    /// The text of a string.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let NodeKind::String(text) = &self.kind { Some(text) } else { None }
    }
}
