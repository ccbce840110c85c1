//! The values that a parameter can have.

use std::borrow::Cow;
use std::collections::BTreeMap;

use regex_lite::Regex;

use super::RISK;
use super::handler::FACTORS;
use super::pool::properties;
use super::property::{self, Kind, Members};
use super::resolve::{function, name_of, referred};
use super::template::Resource;
use crate::judge::body::{FIRST_FACTOR, texts};
use crate::node::{Node, NodeKind};

/// The key of a pattern that the values of a parameter match.
pub(super) const PATTERN: &str = "AllowedPattern";

/// The values that a parameter itself allows, and the key that lists them. None if it allows any value.
pub(super) fn allowed(parameter: &Node) -> (&'static str, Cow<'_, [Node]>) {
    const VALUES: &str = "AllowedValues";
    let values = parameter.get(VALUES).map(Node::elements).unwrap_or_default();
    let is_text = parameter.get("Type").and_then(Node::text).is_none_or(|kind| kind == "String");
    let pattern = parameter.get(PATTERN).filter(|_| values.is_empty() && is_text);
    let alternatives = pattern.and_then(|pattern| Some((pattern.span, alternatives(pattern.text()?)?)));
    alternatives.map_or((VALUES, Cow::Borrowed(values)), |(span, texts)| {
        let node = |text: &str| Node { span, kind: NodeKind::String(text.to_owned()) };
        (PATTERN, texts.into_iter().map(node).collect())
    })
}

/// The texts that a pattern such as `^(ON|OPTIONAL)$` matches, if it lists them. A pattern always has to match the whole value.
fn alternatives(pattern: &str) -> Option<Vec<&str>> {
    let inner = without_anchors(pattern);
    let group = inner.strip_prefix("(?:").or_else(|| inner.strip_prefix('('));
    let inner = group.and_then(|group| group.strip_suffix(')')).unwrap_or(inner);
    let texts: Vec<&str> = inner.split('|').map(without_anchors).collect();
    let is_literal = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | ' ');
    (!inner.is_empty() && texts.iter().all(|text| text.chars().all(is_literal))).then_some(texts)
}

fn without_anchors(pattern: &str) -> &str {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    inner.strip_suffix('$').unwrap_or(inner)
}

/// The values of the parameters that set properties of these resources, if the properties take only certain values: those that
/// all of its properties take and that its pattern allows. With another value, the deployment fails. A text in which `Fn::Sub`
/// replaces a part has the values that the other parts allow.
pub(super) fn taken(
    resources: &[Resource],
    parameters: &BTreeMap<String, Node>,
) -> BTreeMap<String, Vec<&'static str>> {
    let mut found = Found::default();
    for resource in resources {
        let members = if resource.kind == RISK { property::RISK } else { property::USER_POOL };
        if let Some(properties) = properties(&resource.node) {
            found.structure(properties, members);
        }
    }
    for (name, values) in &mut found.0 {
        let pattern = parameters.get(name).and_then(|parameter| parameter.get(PATTERN)?.text());
        // A pattern has to match the whole value. What isn't a pattern here can be one for CloudFormation.
        if let Some(pattern) = pattern.and_then(|pattern| Regex::new(&format!("^(?:{pattern})$")).ok()) {
            keep(values, |value| pattern.is_match(value));
        }
    }
    found.0.retain(|_, values| !values.is_empty());
    found.0
}

/// Keeps the values that fit. If none does, all stay: no value is better than another one.
fn keep(values: &mut Vec<&'static str>, is_kept: impl Fn(&str) -> bool) {
    if values.iter().any(|value| is_kept(value)) {
        values.retain(|value| is_kept(value));
    }
}

/// What the text of an `Fn::Sub` begins and ends with. `None` if it has no variable, or a part that only looks like one.
fn fixed_parts(argument: &Node) -> Option<(&str, &str)> {
    let text = argument.elements().first().unwrap_or(argument).text()?;
    let (start, rest) = text.split_once("${")?;
    let (_, end) = rest.rsplit_once('}')?;
    (!text.contains("${!")).then_some((start, end))
}

/// The values of each parameter.
#[derive(Default)]
struct Found(BTreeMap<String, Vec<&'static str>>);

impl Found {
    fn structure(&mut self, node: &Node, members: Members) {
        for (name, kind) in members {
            if let Some(entry) = property::entry_of(node.entries(), name, members) {
                self.value(&entry.value, name, *kind);
            }
        }
    }

    fn value(&mut self, node: &Node, name: &str, kind: Kind) {
        if let Some((function, argument)) = function(node) {
            if let ("Fn::If", [_, one, other]) = (function, argument.elements()) {
                self.value(one, name, kind);
                self.value(other, name, kind);
                return;
            }
            let Some(mut values) = values(name, kind) else { return };
            let variable = match (referred(node), function) {
                (Some(parameter), _) => parameter.to_owned(),
                (None, "Fn::Sub") => {
                    let Some((start, end)) = fixed_parts(argument) else { return };
                    let has_room = |value: &str| value.len() >= start.len() + end.len();
                    keep(&mut values, |value| has_room(value) && value.starts_with(start) && value.ends_with(end));
                    name_of(function, argument)
                }
                (None, _) => return,
            };
            let known = self.0.entry(variable).or_insert_with(|| values.clone());
            known.retain(|known| values.contains(known));
            return;
        }
        match kind {
            Kind::Structure(members) => self.structure(node, members),
            Kind::Structures(members) => {
                node.elements().iter().for_each(|element| self.value(element, name, Kind::Structure(members)));
            }
            Kind::Texts => node.elements().iter().for_each(|element| self.value(element, name, Kind::Text)),
            Kind::Text | Kind::OneOf(_) | Kind::Flag | Kind::Whole | Kind::Other => {}
        }
    }
}

/// The values that a property takes, or an element of a property that is a list. `None` if it takes others, too.
fn values(name: &str, kind: Kind) -> Option<Vec<&'static str>> {
    match (kind, name) {
        (Kind::OneOf(values), _) => Some(values.to_vec()),
        (Kind::Flag, _) => Some(vec!["false", "true"]),
        (Kind::Text, "EnabledMfas") => Some(FACTORS.to_vec()),
        (Kind::Text, "AllowedFirstAuthFactors") => texts(FIRST_FACTOR),
        (Kind::Text, _) => texts(name.strip_prefix("WebAuthn").unwrap_or(name)),
        _ => None,
    }
}
