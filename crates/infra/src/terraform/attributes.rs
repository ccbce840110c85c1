//! The attributes of a resource, with what the plan doesn't show as unknown values.

use super::configuration::{Configuration, Written};
use crate::choices::Reason;
use crate::file_error::FileError;
use crate::node::{Entry, Node, NodeKind, Unknown};
use crate::place::Span;
use crate::read::json::{Json, Member};

/// These members of an object, as far as it has them.
pub(super) fn relevant(object: Option<Json<'_>>, names: &[&str]) -> Result<Option<Node>, FileError> {
    let Some(object) = object else { return Ok(None) };
    let Some(members) = object.members().transpose()? else { return Ok(None) };
    let is_relevant = |member: &Member<'_>| names.contains(&member.key.as_ref());
    let entry = |member: Member<'_>| {
        let (key_span, value) = (member.key_span(), member.value.node()?);
        Ok(Entry { key: member.key.into_owned(), key_span, value })
    };
    let entries = members.into_iter().filter(is_relevant).map(entry).collect::<Result<_, FileError>>()?;
    Ok(Some(Node { span: object.span(), kind: NodeKind::Map(entries) }))
}

/// A value, with unknown values where the plan has `true` in `after_unknown`. What the plan leaves out is at `around`.
pub(super) fn merged(known: Option<&Node>, unknown: Option<&Node>, name: &str, around: Span) -> Node {
    let span = known.map_or(around, |node| node.span);
    let kind = match unknown.map(|node| &node.kind) {
        Some(NodeKind::Bool(true)) => {
            NodeKind::Unknown(Unknown { name: name.to_owned(), reason: Reason::KnownAfterApply })
        }
        Some(NodeKind::Map(marks)) => {
            let known_entries = known.map(Node::entries).unwrap_or_default();
            let merge = |entry: &Entry| {
                let mark = unknown.and_then(|node| node.get(&entry.key));
                let value = merged(Some(&entry.value), mark, &format!("{name}.{}", entry.key), around);
                Entry { value, ..entry.clone() }
            };
            let mut entries: Vec<Entry> = known_entries.iter().map(merge).collect();
            // The plan leaves out the key of an unknown value.
            let missing = marks.iter().filter(|mark| !known_entries.iter().any(|entry| entry.key == mark.key));
            entries.extend(missing.map(|mark| {
                let value = merged(None, Some(&mark.value), &format!("{name}.{}", mark.key), around);
                Entry { key: mark.key.clone(), key_span: around, value }
            }));
            NodeKind::Map(entries)
        }
        Some(NodeKind::List(marks)) => {
            let elements = known.map(Node::elements).unwrap_or_default();
            let count = elements.len().max(marks.len());
            let merge = |index| merged(elements.get(index), marks.get(index), &format!("{name}[{index}]"), around);
            NodeKind::List((0..count).map(merge).collect())
        }
        _ => known.map_or(NodeKind::Null, |node| node.kind.clone()),
    };
    Node { span, kind }
}

/// Takes back what is only unknown because nothing sets it: the service then chooses its default.
///
/// Such an attribute is optional and computed. The paths name those.
pub(super) fn settle(
    node: &mut Node,
    computed: &[&[&str]],
    configuration: Configuration<'_>,
    resource: Option<Json<'_>>,
    modules: &[&str],
) -> Result<(), FileError> {
    for path in computed {
        let Some(value) = find(node, path) else { continue };
        if matches!(value.kind, NodeKind::Unknown(_))
            && configuration.written(resource, modules, path)? == Written::Unset
        {
            value.kind = NodeKind::Null;
        }
    }
    Ok(())
}

fn find<'n>(node: &'n mut Node, path: &[&str]) -> Option<&'n mut Node> {
    let Some((name, rest)) = path.split_first() else { return Some(node) };
    match &mut node.kind {
        NodeKind::List(elements) => find(elements.first_mut()?, path),
        NodeKind::Map(entries) => {
            let entry = entries.iter_mut().rev().find(|entry| entry.key == *name)?;
            find(&mut entry.value, rest)
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) | NodeKind::Unknown(_) => None,
    }
}

/// Whether two values are the same, wherever they are in the file.
pub(super) fn is_same(one: &Node, other: &Node) -> bool {
    match (&one.kind, &other.kind) {
        (NodeKind::List(one), NodeKind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (NodeKind::Map(one), NodeKind::Map(other)) => {
            // A newer provider has more attributes, which are null in an older state.
            let is_in = |entry: &Entry, all: &[Entry]| {
                let same = all.iter().find(|other| other.key == entry.key);
                same.map_or(entry.value.kind == NodeKind::Null, |other| is_same(&entry.value, &other.value))
            };
            one.iter().all(|entry| is_in(entry, other)) && other.iter().all(|entry| is_in(entry, one))
        }
        (one, other) => one == other,
    }
}

/// The texts of the values that are marked as sensitive.
pub(super) fn sensitive(value: &Node, marks: &Node, texts: &mut Vec<String>) {
    let is_marked = marks.kind == NodeKind::Bool(true);
    match &value.kind {
        NodeKind::String(text) | NodeKind::Number(text) if is_marked => texts.push(text.clone()),
        NodeKind::List(elements) => {
            for (index, element) in elements.iter().enumerate() {
                let inner = if is_marked { Some(marks) } else { marks.elements().get(index) };
                if let Some(inner) = inner {
                    sensitive(element, inner, texts);
                }
            }
        }
        NodeKind::Map(entries) => {
            for entry in entries {
                let inner = if is_marked { Some(marks) } else { marks.get(&entry.key) };
                if let Some(inner) = inner {
                    sensitive(&entry.value, inner, texts);
                }
            }
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) | NodeKind::Unknown(_) => {}
    }
}
