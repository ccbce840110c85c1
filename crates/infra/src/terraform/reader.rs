//! From attributes to the members of a request, as the provider expands them.

use std::borrow::Cow;
use std::fmt;

use crate::choices::{Choices, Reason};
use crate::node::{Entry, Node, NodeKind, Unknown};
use crate::place::Span;

/// Reads the attributes of one resource in one run.
pub(super) struct Reader<'c> {
    pub(super) choices: &'c mut Choices,
}

/// A block that the provider sends: it's there, and not empty.
#[derive(Debug, Clone)]
pub(super) struct Block<'n>(Cow<'n, Node>);

/// One of the values that an unknown attribute can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Value<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("not set"),
        }
    }
}

/// Whether an unknown attribute can also be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It has a value.
    Required,
    /// It can be null, and the provider then sends nothing.
    Optional,
}

/// The lists of words that an unknown list can be, each joined by commas.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lists(pub(super) &'static [&'static [&'static str]]);

struct List(&'static [&'static str]);

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl Reader<'_> {
    /// A block. `None` if the resource doesn't have it, or if nothing in it is set: the provider then sends nothing.
    pub(super) fn block(&mut self, around: &Block<'_>, name: &str) -> Option<Block<'static>> {
        let block = around.attribute(name)?;
        if let NodeKind::Unknown(unknown) = &block.kind {
            let is_there = *self.choices.choose(&unknown.name, unknown.reason.clone(), &[Present::No, Present::Yes])?;
            return (is_there == Present::Yes).then_some(Block(Cow::Owned(block)));
        }
        // A block is a list with one element. Resources of newer providers have an object.
        let only = if let NodeKind::List(elements) = block.kind { elements.into_iter().next()? } else { block };
        (!is_empty(&only)).then_some(Block(Cow::Owned(only)))
    }

    /// A string out of these values. Another known string is sent as it is: the service refuses it.
    pub(super) fn word(
        &mut self,
        block: &Block<'_>,
        name: &str,
        values: &[&'static str],
        presence: Presence,
    ) -> Option<Node> {
        let value = block.attribute(name)?;
        let NodeKind::Unknown(unknown) = &value.kind else { return sent(value) };
        let unset = (presence == Presence::Optional).then_some(Value(None));
        let values: Vec<Value<&'static str>> =
            unset.into_iter().chain(values.iter().map(|value| Value(Some(*value)))).collect();
        let chosen = self.choices.choose(&unknown.name, unknown.reason.clone(), &values)?.0?;
        Some(string(value.span, chosen))
    }

    /// A number out of these values.
    pub(super) fn number(&mut self, block: &Block<'_>, name: &str, values: &[u8]) -> Option<Node> {
        let value = block.attribute(name)?;
        let NodeKind::Unknown(unknown) = &value.kind else { return sent(value) };
        let chosen = self.choices.choose(&unknown.name, unknown.reason.clone(), values)?;
        Some(Node { span: value.span, kind: NodeKind::Number(chosen.to_string()) })
    }

    /// A boolean. The provider sends false for one that isn't set.
    pub(super) fn flag(&mut self, block: &Block<'_>, name: &str) -> Node {
        let unset = Node { span: block.span(), kind: NodeKind::Bool(false) };
        let Some(value) = block.attribute(name) else { return unset };
        match &value.kind {
            NodeKind::Unknown(unknown) => {
                let chosen = self.choices.choose(&unknown.name, unknown.reason.clone(), &[false, true]);
                Node { span: value.span, kind: NodeKind::Bool(chosen.copied().unwrap_or_default()) }
            }
            NodeKind::Null => unset,
            NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) | NodeKind::List(_) | NodeKind::Map(_) => {
                value
            }
        }
    }

    /// A list of words. An unknown list is one of `lists`, and an unknown element is one of `words`.
    pub(super) fn words(
        &mut self,
        block: &Block<'_>,
        name: &str,
        words: &[&'static str],
        lists: Lists,
    ) -> Option<Node> {
        let list = block.attribute(name)?;
        let elements = match &list.kind {
            NodeKind::Unknown(unknown) => {
                let lists: Vec<List> = lists.0.iter().map(|list| List(list)).collect();
                let chosen = self.choices.choose(&unknown.name, unknown.reason.clone(), &lists)?;
                chosen.0.iter().map(|word| string(list.span, word)).collect()
            }
            NodeKind::List(elements) => elements.iter().filter_map(|element| self.element(element, words)).collect(),
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) | NodeKind::Map(_) => {
                return sent(list);
            }
        };
        Some(Node { span: list.span, kind: NodeKind::List(elements) })
    }

    /// An element of a list of words.
    fn element(&mut self, element: &Node, words: &[&'static str]) -> Option<Node> {
        let NodeKind::Unknown(unknown) = &element.kind else { return Some(element.clone()) };
        let chosen = self.choices.choose(&unknown.name, unknown.reason.clone(), words)?;
        Some(string(element.span, chosen))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Present {
    No,
    Yes,
}

impl fmt::Display for Present {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::No => "not set",
            Self::Yes => "set",
        })
    }
}

impl<'n> Block<'n> {
    pub(super) fn of(node: &'n Node) -> Self {
        Self(Cow::Borrowed(node))
    }

    pub(super) fn span(&self) -> Span {
        self.0.span
    }

    /// An attribute. Those of an unknown block are unknown too.
    pub(super) fn attribute(&self, name: &str) -> Option<Node> {
        if let NodeKind::Unknown(unknown) = &self.0.kind {
            let name = format!("{}.{name}", unknown.name);
            let unknown = Unknown { name, reason: unknown.reason.clone() };
            return Some(Node { span: self.0.span, kind: NodeKind::Unknown(unknown) });
        }
        self.0.get(name).filter(|value| value.kind != NodeKind::Null).cloned()
    }

    /// Whether the provider has this attribute at all.
    pub(super) fn has(&self, name: &str) -> bool {
        matches!(self.0.kind, NodeKind::Unknown(_)) || self.0.get(name).is_some()
    }

    /// A string whose value doesn't matter, such as an ARN. An unknown one becomes this one.
    pub(super) fn text(&self, name: &str, placeholder: &str) -> Option<Node> {
        let value = self.attribute(name)?;
        if matches!(value.kind, NodeKind::Unknown(_)) { Some(string(value.span, placeholder)) } else { sent(value) }
    }
}

/// A value as the provider sends it: an empty string isn't sent.
fn sent(value: Node) -> Option<Node> {
    (value.text() != Some("")).then_some(value)
}

/// Whether nothing in a block is set.
pub(super) fn is_empty(block: &Node) -> bool {
    match &block.kind {
        NodeKind::Null => true,
        NodeKind::List(elements) => elements.iter().all(is_empty),
        NodeKind::Map(entries) => entries.iter().all(|entry| is_empty(&entry.value)),
        NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) | NodeKind::Unknown(_) => false,
    }
}

pub(super) fn string(span: Span, text: &str) -> Node {
    Node { span, kind: NodeKind::String(text.to_owned()) }
}

/// A map of the members that are there, at this place.
pub(super) fn map<const N: usize>(span: Span, members: [(&str, Option<Node>); N]) -> Node {
    let entry = |(key, value): (&str, Option<Node>)| {
        value.map(|value| Entry { key: key.to_owned(), key_span: value.span, value })
    };
    Node { span, kind: NodeKind::Map(members.into_iter().filter_map(entry).collect()) }
}

/// An attribute that the provider doesn't have, or doesn't read back.
pub(super) fn not_shown(span: Span, name: String) -> Node {
    let reason = Reason::NotShownBy("the Terraform provider".into());
    Node { span, kind: NodeKind::Unknown(Unknown { name, reason }) }
}
