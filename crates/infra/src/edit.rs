//! Changes of a resource's properties, to try what a fix leads to.

use crate::node::{Entry, Node, NodeKind};
use crate::place::Span;

/// How a file writes a structure inside another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blocks {
    /// As a map.
    Maps,
    /// As a list of one map.
    Lists,
}

impl Blocks {
    /// The value at this path.
    pub(crate) fn get<'n>(self, root: &'n Node, path: &str) -> Option<&'n Node> {
        let value = path.split('.').try_fold(root, |node, name| self.inner(node).get(name))?;
        (value.kind != NodeKind::Null).then_some(value)
    }

    fn inner(self, node: &Node) -> &Node {
        match self {
            Self::Maps => node,
            Self::Lists => node.elements().first().unwrap_or(node),
        }
    }

    /// Sets the value at this path. `None` if something on the way isn't a structure whose members are known.
    pub(crate) fn set(self, root: &mut Node, path: &str, value: NodeKind) -> Option<()> {
        let span = root.span;
        *self.place(root, path, span)? = Node { span, kind: value };
        Some(())
    }

    /// Removes the value at this path. `None` if there is none.
    pub(crate) fn remove(self, root: &mut Node, path: &str) -> Option<()> {
        let span = root.span;
        let (around, name) = path.rsplit_once('.').map_or((None, path), |(around, name)| (Some(around), name));
        let around = match around {
            Some(path) => self.place(root, path, span)?,
            None => root,
        };
        let entries = self.entries(around, span)?;
        let count = entries.len();
        entries.retain(|entry| entry.key != name);
        (entries.len() < count).then_some(())
    }

    /// The place of the value at this path. What isn't there is made.
    fn place<'n>(self, root: &'n mut Node, path: &str, span: Span) -> Option<&'n mut Node> {
        let mut node = root;
        for name in path.split('.') {
            let entries = self.entries(node, span)?;
            if !entries.iter().any(|entry| entry.key == name) {
                let value = Node { span, kind: NodeKind::Null };
                entries.push(Entry { key: name.to_owned(), key_span: span, value });
            }
            // The last one of a name counts.
            node = &mut entries.iter_mut().rev().find(|entry| entry.key == name)?.value;
        }
        Some(node)
    }

    fn entries(self, node: &mut Node, span: Span) -> Option<&mut Vec<Entry>> {
        let is_empty = node.kind == NodeKind::Null || node.kind == NodeKind::List(Vec::new());
        if is_empty {
            let map = NodeKind::Map(Vec::new());
            node.kind = match self {
                Self::Maps => map,
                Self::Lists => NodeKind::List(vec![Node { span, kind: map }]),
            };
        }
        let has_block = self == Self::Lists && !node.elements().is_empty();
        let node = if has_block { first(node)? } else { node };
        let NodeKind::Map(entries) = &mut node.kind else { return None };
        // A function's result isn't known here.
        let is_function = |entry: &Entry| entry.key == "Ref" || entry.key.starts_with("Fn::");
        (!entries.iter().any(is_function)).then_some(entries)
    }

    /// Adds an element to the list at this path, or makes the list.
    pub(crate) fn add(self, root: &mut Node, path: &str, element: &str) -> Option<()> {
        let span = root.span;
        let list = self.place(root, path, span)?;
        if list.kind == NodeKind::Null {
            list.kind = NodeKind::List(Vec::new());
        }
        let NodeKind::List(elements) = &mut list.kind else { return None };
        elements.push(Node { span, kind: NodeKind::String(element.to_owned()) });
        Some(())
    }

    /// Gives the list at this path these elements, if there is none.
    pub(crate) fn set_if_unset(self, root: &mut Node, path: &str, elements: &[String]) -> Option<()> {
        if self.get(root, path).is_none_or(|list| list.elements().is_empty()) {
            self.set(root, path, NodeKind::List(Vec::new()))?;
            elements.iter().try_for_each(|element| self.add(root, path, element))?;
        }
        Some(())
    }

    /// Removes an element of the list at this path. `None` if it isn't there.
    pub(crate) fn drop(self, root: &mut Node, path: &str, element: &str) -> Option<()> {
        let span = root.span;
        let NodeKind::List(elements) = &mut self.place(root, path, span)?.kind else { return None };
        let count = elements.len();
        elements.retain(|one| one.text() != Some(element));
        (elements.len() < count).then_some(())
    }
}

fn first(node: &mut Node) -> Option<&mut Node> {
    if let NodeKind::List(elements) = &mut node.kind { elements.first_mut() } else { None }
}

/// A value as a fix names it.
pub(crate) fn scalar(value: &str) -> NodeKind {
    match value {
        "true" => NodeKind::Bool(true),
        "false" => NodeKind::Bool(false),
        text => NodeKind::String(text.to_owned()),
    }
}

/// The mechanisms of account recovery that a fix names, each with its priority. The keys are the file's own.
pub(crate) fn mechanisms(value: &str, [name_key, priority_key]: [&str; 2], span: Span) -> NodeKind {
    let entry = |key: &str, kind: NodeKind| Entry { key: key.to_owned(), key_span: span, value: Node { span, kind } };
    let mechanism = |(index, name): (usize, &str)| {
        let priority = NodeKind::Number((index + 1).to_string());
        let entries = vec![entry(name_key, NodeKind::String(name.to_owned())), entry(priority_key, priority)];
        Node { span, kind: NodeKind::Map(entries) }
    };
    NodeKind::List(value.split(" before ").enumerate().map(mechanism).collect())
}

/// A structure of these texts.
pub(crate) fn structure(texts: &[(&str, &str)], span: Span) -> NodeKind {
    let entry = |(key, text): &(&str, &str)| Entry {
        key: (*key).to_owned(),
        key_span: span,
        value: Node { span, kind: NodeKind::String((*text).to_owned()) },
    };
    NodeKind::Map(texts.iter().map(entry).collect())
}
