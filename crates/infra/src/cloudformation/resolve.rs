//! The functions of a template, as far as their values are known in one run.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use super::parameter;
use super::template::Resource;
use crate::choices::{Choices, Reason};
use crate::finding::ANOTHER;
use crate::node::{Entry, Node, NodeKind, Unknown};
use crate::place::Span;
use crate::read::yaml::boolean;

/// The deepest nesting of functions, conditions and values. A reader refuses deeper texts, so only a cycle gets here.
const MAX_DEPTH: usize = 160;

/// What the functions of a template refer to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) parameters: BTreeMap<String, Node>,
    pub(super) conditions: BTreeMap<String, Node>,
    pub(super) mappings: BTreeMap<String, Node>,
    /// The texts that conditions compare an unknown value with.
    compared: BTreeMap<String, BTreeSet<String>>,
    /// The values that parameters have because the properties that they set take no others.
    taken: BTreeMap<String, Vec<&'static str>>,
}

/// A value of a variable, as a person reads it.
struct Shown<T>(T, String);

impl<T> fmt::Display for Shown<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.1)
    }
}

impl Scope {
    pub(super) fn new(
        parameters: BTreeMap<String, Node>,
        conditions: BTreeMap<String, Node>,
        mappings: BTreeMap<String, Node>,
    ) -> Self {
        let mut compared = BTreeMap::new();
        for condition in conditions.values() {
            collect_compared(condition, &mut compared);
        }
        Self { parameters, conditions, mappings, compared, taken: BTreeMap::new() }
    }

    /// A condition. In YAML, one with the name `Yes` is used as the boolean true.
    fn condition(&self, name: &str) -> Option<&Node> {
        let is_it = |key: &str| boolean(key).is_some_and(|value| value.to_string() == name);
        let of_boolean = || self.conditions.iter().find(|(key, _)| is_it(key)).map(|(_, condition)| condition);
        self.conditions.get(name).or_else(of_boolean)
    }

    /// Limits the parameters that set properties of these resources to what the properties take.
    pub(super) fn limit(&mut self, resources: &[Resource]) {
        self.taken = parameter::taken(resources, &self.parameters);
    }
}

fn collect_compared(node: &Node, compared: &mut BTreeMap<String, BTreeSet<String>>) {
    for entry in node.entries() {
        if let ("Fn::Equals", [one, other]) = (entry.key.as_str(), entry.value.elements()) {
            for (value, text) in [(one, other), (other, one)] {
                if let (Some(name), Some(text)) = (unknown_name(value), scalar_text(text)) {
                    compared.entry(name).or_default().insert(text);
                }
            }
        }
        collect_compared(&entry.value, compared);
    }
    node.elements().iter().for_each(|element| collect_compared(element, compared));
}

/// The name of the unknown value that a function stands for.
fn unknown_name(node: &Node) -> Option<String> {
    let (function, argument) = function(node)?;
    Some(referred(node).map_or_else(|| name_of(function, argument), str::to_owned))
}

/// A reference has the name of what it refers to. Every other function has the name of itself and its arguments.
pub(super) fn name_of(function: &str, argument: &Node) -> String {
    if let ("Ref", Some(name)) = (function, argument.text()) {
        return name.to_owned();
    }
    let mut name = function.to_owned();
    write_name(argument, &mut name);
    name
}

/// The longest name of an unknown value. What is longer is cut.
const LONGEST_NAME: usize = 200;

fn write_name(node: &Node, name: &mut String) {
    if name.len() > LONGEST_NAME {
        return;
    }
    match &node.kind {
        NodeKind::Null => write_word("null", name),
        NodeKind::Bool(value) => write_word(&value.to_string(), name),
        NodeKind::Number(scalar) | NodeKind::String(scalar) => write_word(scalar, name),
        NodeKind::List(elements) => elements.iter().for_each(|element| write_name(element, name)),
        NodeKind::Map(entries) => {
            for entry in entries {
                write_word(&entry.key, name);
                write_name(&entry.value, name);
            }
        }
        NodeKind::Unknown(unknown) => write_word(&unknown.name, name),
    }
}

fn write_word(word: &str, name: &mut String) {
    name.push(' ');
    name.extend(word.chars().take(LONGEST_NAME));
}

/// A map with one key that is a function, as the function and its argument.
pub(super) fn function(node: &Node) -> Option<(&str, &Node)> {
    let [entry] = node.entries() else { return None };
    let is_function = entry.key == "Ref" || entry.key.starts_with("Fn::");
    is_function.then_some((entry.key.as_str(), &entry.value))
}

/// The name in `!Ref X` or `!Sub '${X}'`.
pub(super) fn referred(node: &Node) -> Option<&str> {
    match function(node)? {
        ("Ref", name) => name.text(),
        ("Fn::Sub", text) => {
            let name = text.text()?.strip_prefix("${")?.strip_suffix('}')?;
            (!name.contains(['$', '{', '}', '!', '.'])).then_some(name)
        }
        _ => None,
    }
}

/// The text of a scalar, as CloudFormation converts it.
pub(super) fn scalar_text(node: &Node) -> Option<String> {
    match &node.kind {
        NodeKind::Bool(value) => Some(value.to_string()),
        NodeKind::Number(text) | NodeKind::String(text) => Some(text.clone()),
        NodeKind::Null | NodeKind::List(_) | NodeKind::Map(_) | NodeKind::Unknown(_) => None,
    }
}

/// Evaluates the functions of a template in one run.
pub(super) struct Resolver<'r> {
    pub(super) scope: &'r Scope,
    /// The values that were given for parameters.
    pub(super) given: &'r BTreeMap<String, String>,
    /// The conditions of this run, so that each one is evaluated once. `None` while it's being evaluated.
    conditions: RefCell<BTreeMap<String, Option<bool>>>,
    /// Where the values of this run are written that the template only refers to.
    written: RefCell<Vec<Written>>,
}

/// What a mapping has.
enum Found {
    Value(NodeKind),
    /// It has no such key.
    Nothing,
    /// It isn't known which mapping it is.
    Unknown,
}

/// Where a value is written that the template only refers to.
pub(super) struct Written {
    /// The reference.
    pub(super) at: Span,
    /// The parameter or the mapping.
    pub(super) name: String,
    /// The path in it.
    pub(super) path: String,
    /// The value.
    pub(super) span: Span,
}

impl<'r> Resolver<'r> {
    pub(super) fn new(scope: &'r Scope, given: &'r BTreeMap<String, String>) -> Self {
        Self { scope, given, conditions: RefCell::default(), written: RefCell::default() }
    }

    /// Where the values are written that were resolved so far, if the template only refers to them.
    pub(super) fn into_written(self) -> Vec<Written> {
        self.written.into_inner()
    }

    fn write(&self, at: Span, name: &str, path: String, span: Span) {
        self.written.borrow_mut().push(Written { at, name: name.to_owned(), path, span });
    }

    /// The value in this run. `None` if it's `AWS::NoValue`.
    pub(super) fn resolve(&self, node: &Node, choices: &mut Choices) -> Option<Node> {
        self.value(node, choices, 0)
    }

    fn value(&self, node: &Node, choices: &mut Choices, depth: usize) -> Option<Node> {
        let at = |kind: NodeKind| Some(Node { span: node.span, kind });
        if depth > MAX_DEPTH {
            return Some(unknown(node.span, "nesting", "functions that are nested too deep"));
        }
        if let Some((name, argument)) = function(node) {
            return self.call(name, argument, node.span, choices, depth + 1);
        }
        match &node.kind {
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => Some(node.clone()),
            NodeKind::Unknown(inner) => Some(self.unknown(node.span, &inner.name, inner.reason.clone(), choices)),
            NodeKind::String(text) => Some(self.text(node, text, choices)),
            NodeKind::List(elements) => at(NodeKind::List(
                elements.iter().filter_map(|element| self.value(element, choices, depth + 1)).collect(),
            )),
            NodeKind::Map(entries) => {
                let entries = entries.iter().filter_map(|entry| {
                    let value = self.value(&entry.value, choices, depth + 1)?;
                    Some(Entry { key: entry.key.clone(), key_span: entry.key_span, value })
                });
                at(NodeKind::Map(entries.collect()))
            }
        }
    }

    /// A plain text. Dynamic references and the placeholders of other tools are unknown.
    fn text(&self, node: &Node, text: &str, choices: &mut Choices) -> Node {
        if text.contains("{{resolve:") || has_placeholder(text) {
            return self.unknown(node.span, text, Reason::Placeholder(text.to_owned()), choices);
        }
        node.clone()
    }

    fn call(&self, function: &str, argument: &Node, span: Span, choices: &mut Choices, depth: usize) -> Option<Node> {
        let known = match (function, argument.elements()) {
            ("Ref", _) => return self.reference(argument.text().unwrap_or_default(), span, choices),
            ("Fn::If", [condition, one, other]) => {
                let branch = if self.condition(&scalar_text(condition)?, choices, depth) { one } else { other };
                return self.value(branch, choices, depth);
            }
            ("Fn::Sub", _) => self.substitute(argument, choices, depth),
            ("Fn::Join", [separator, list]) => self.join(separator, list, choices, depth),
            ("Fn::Select", [index, list]) => {
                let index = self.scalar(index, choices, depth).and_then(|index| index.parse::<usize>().ok());
                let list = self.value(list, choices, depth)?;
                index.and_then(|index| list.elements().get(index).cloned()).map(|one| one.kind)
            }
            ("Fn::Split", [separator, text]) => self.split(separator, text, span, choices, depth),
            ("Fn::FindInMap", [map, first, second, options @ ..]) => {
                let default = options.first().and_then(|options| options.get("DefaultValue"));
                let found = self.find_in_map([map, first, second], default.is_some(), span, choices, depth);
                match (found, default) {
                    (Found::Value(kind), _) => Some(kind),
                    (Found::Nothing, Some(default)) => {
                        return self.value(default, choices, depth).map(|Node { kind, .. }| Node { span, kind });
                    }
                    (Found::Nothing, None) | (Found::Unknown, _) => None,
                }
            }
            _ => None,
        };
        let known = known.filter(|kind| !matches!(kind, NodeKind::Unknown(_)));
        Some(known.map_or_else(
            || {
                let name = name_of(function, argument);
                self.unknown(span, &name, Reason::Function(name.clone()), choices)
            },
            |kind| Node { span, kind },
        ))
    }

    /// A value that isn't known. If conditions compare it with texts, it's one of the texts, or another one. If it sets a property
    /// that takes only some texts, it's one of them.
    fn unknown(&self, span: Span, name: &str, reason: Reason, choices: &mut Choices) -> Node {
        self.unknown_or(span, name, None, reason, choices)
    }

    /// A value that isn't known, but has a default.
    fn unknown_or(&self, span: Span, name: &str, default: Option<&str>, reason: Reason, choices: &mut Choices) -> Node {
        let compared = self.scope.compared.get(name).into_iter().flatten().map(String::as_str);
        let taken = self.scope.taken.get(name).map(Vec::as_slice).unwrap_or_default();
        let mut texts: Vec<&str> = Vec::new();
        for text in default.into_iter().chain(taken.iter().copied()).chain(compared) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        if texts.is_empty() {
            return Node { span, kind: NodeKind::Unknown(Unknown { name: name.to_owned(), reason }) };
        }
        let shown = |text: &str| if text.is_empty() { "empty".to_owned() } else { text.to_owned() };
        let mut values: Vec<Shown<Option<&str>>> = texts.iter().map(|text| Shown(Some(*text), shown(text))).collect();
        // With another value, the deployment fails if it reaches the property.
        values.extend(taken.is_empty().then(|| Shown(None, "another value".into())));
        let chosen = choices.choose(name, reason.clone(), &values).and_then(|shown| shown.0);
        let kind = match chosen {
            Some(text) => NodeKind::String(text.to_owned()),
            None => NodeKind::Unknown(Unknown { name: format!("{name}{ANOTHER}"), reason }),
        };
        Node { span, kind }
    }

    fn reference(&self, name: &str, span: Span, choices: &mut Choices) -> Option<Node> {
        if name == "AWS::NoValue" {
            return None;
        }
        let parameter = self.scope.parameters.get(name);
        let kind = parameter.and_then(|parameter| parameter.get("Type")).and_then(Node::text).unwrap_or("String");
        if let Some(given) = self.given.get(name) {
            return Some(Node { span, kind: typed(given, kind, span) });
        }
        let Some(parameter) = parameter else {
            let reason = Reason::Function(format!("Ref {name}"));
            return Some(self.unknown(span, name, reason, choices));
        };
        let reason = || Reason::Parameter(name.to_owned());
        if kind.starts_with("AWS::SSM::") {
            return Some(self.unknown(span, name, reason(), choices));
        }
        let (key, allowed) = parameter::allowed(parameter);
        let values: Vec<Shown<&Node>> =
            allowed.iter().filter_map(|value| Some(Shown(value, scalar_text(value)?))).collect();
        let default = parameter.get("Default").and_then(scalar_text).filter(|_| values.is_empty());
        if let Some(default) = default {
            let value = self.unknown_or(span, name, Some(&default), reason(), choices);
            if let (Some(node), true) = (parameter.get("Default"), value.text() == Some(&*default)) {
                self.write(span, name, "Default".into(), node.span);
            }
            let kind = value.text().map(|text| typed(text, kind, span));
            return Some(Node { span, kind: kind.unwrap_or(value.kind) });
        }
        match choices.choose(name, reason(), &values).map(|shown| shown.0) {
            Some(value) => {
                self.write(span, name, key.into(), value.span);
                let text = scalar_text(value);
                let list = text.as_deref().map(|text| typed(text, kind, span));
                let list = list.filter(|kind| matches!(kind, NodeKind::List(_)));
                Some(Node { span, kind: list.unwrap_or_else(|| value.kind.clone()) })
            }
            None => Some(self.unknown(span, name, reason(), choices)),
        }
    }

    /// The value of a condition in this run.
    pub(super) fn condition(&self, name: &str, choices: &mut Choices, depth: usize) -> bool {
        if let Some(Some(known)) = self.conditions.borrow().get(name) {
            return *known;
        }
        // A condition that depends on itself is open.
        let is_new = self.conditions.borrow_mut().insert(name.to_owned(), None).is_none();
        let condition = self.scope.condition(name).filter(|_| is_new && depth <= MAX_DEPTH);
        let known = condition.and_then(|condition| self.test(condition, choices, depth + 1));
        let holds = known.unwrap_or_else(|| {
            let values = [true, false];
            let reason = Reason::Condition(name.to_owned());
            choices.choose(&format!("condition {name}"), reason, &values).copied().unwrap_or(true)
        });
        self.conditions.borrow_mut().insert(name.to_owned(), Some(holds));
        holds
    }

    /// Whether an expression of the conditions holds. `None` if it isn't known.
    fn test(&self, node: &Node, choices: &mut Choices, depth: usize) -> Option<bool> {
        if depth > MAX_DEPTH {
            return None;
        }
        let [entry] = node.entries() else { return None };
        let operands = entry.value.elements();
        match entry.key.as_str() {
            "Condition" => Some(self.condition(&scalar_text(&entry.value)?, choices, depth)),
            "Fn::Not" => self.test(operands.first()?, choices, depth + 1).map(|holds| !holds),
            "Fn::And" => {
                let all: Vec<_> = operands.iter().map(|one| self.test(one, choices, depth + 1)).collect();
                if all.contains(&Some(false)) {
                    Some(false)
                } else {
                    all.into_iter().collect::<Option<Vec<_>>>().map(|_| true)
                }
            }
            "Fn::Or" => {
                let all: Vec<_> = operands.iter().map(|one| self.test(one, choices, depth + 1)).collect();
                if all.contains(&Some(true)) {
                    Some(true)
                } else {
                    all.into_iter().collect::<Option<Vec<_>>>().map(|_| false)
                }
            }
            "Fn::Equals" => {
                let [one, other] = operands else { return None };
                let (one, other) = (self.value(one, choices, depth)?, self.value(other, choices, depth)?);
                match (&one.kind, &other.kind) {
                    (NodeKind::Unknown(one), NodeKind::Unknown(other)) if one.name == other.name => Some(true),
                    // The other value of a variable differs from all texts that it's compared with.
                    (NodeKind::Unknown(one), NodeKind::String(_)) if one.name.ends_with(ANOTHER) => Some(false),
                    (NodeKind::String(_), NodeKind::Unknown(one)) if one.name.ends_with(ANOTHER) => Some(false),
                    _ => Some(scalar_text(&one)? == scalar_text(&other)?),
                }
            }
            _ => None,
        }
    }

    fn scalar(&self, node: &Node, choices: &mut Choices, depth: usize) -> Option<String> {
        scalar_text(&self.value(node, choices, depth)?)
    }

    fn join(&self, separator: &Node, list: &Node, choices: &mut Choices, depth: usize) -> Option<NodeKind> {
        let list = self.value(list, choices, depth)?;
        let NodeKind::List(elements) = &list.kind else { return None };
        let texts: Option<Vec<String>> = elements.iter().map(scalar_text).collect();
        Some(NodeKind::String(texts?.join(separator.text()?)))
    }

    fn split(
        &self,
        separator: &Node,
        text: &Node,
        span: Span,
        choices: &mut Choices,
        depth: usize,
    ) -> Option<NodeKind> {
        let (separator, text) = (separator.text()?, self.scalar(text, choices, depth)?);
        let part = |part: &str| Node { span, kind: NodeKind::String(part.to_owned()) };
        (!separator.is_empty()).then(|| NodeKind::List(text.split(separator).map(part).collect()))
    }

    fn find_in_map(&self, path: [&Node; 3], has_default: bool, at: Span, choices: &mut Choices, depth: usize) -> Found {
        let [map, first, second] = path;
        let Some(name) = self.scalar(map, choices, depth) else { return Found::Unknown };
        let mut find = || {
            let map = self.scope.mappings.get(&name)?;
            let first = self.key(first, map, has_default, choices, depth)?;
            let inner = map.get(&first)?;
            let second = self.key(second, inner, has_default, choices, depth)?;
            Some((format!("{first}.{second}"), inner.get(&second)?))
        };
        let Some((path, value)) = find() else { return Found::Nothing };
        self.write(at, &name, path, value.span);
        Found::Value(value.kind.clone())
    }

    /// A key of a map. An open one is one of the keys that the map has: with another one, the deployment fails, or `FindInMap` takes its
    /// default.
    fn key(&self, key: &Node, map: &Node, has_default: bool, choices: &mut Choices, depth: usize) -> Option<String> {
        let key = self.value(key, choices, depth)?;
        let NodeKind::Unknown(Unknown { name, reason }) = key.kind else { return scalar_text(&key) };
        if let Some(known) = choices.value_of(&name) {
            return Some(known.to_owned());
        }
        let mut keys: Vec<Shown<Option<&str>>> = Vec::new();
        for entry in map.entries() {
            if !keys.iter().any(|key| key.0 == Some(&*entry.key)) {
                keys.push(Shown(Some(&entry.key), entry.key.clone()));
            }
        }
        // Each text that conditions compare it with has a run of its own.
        let compared = self.scope.compared.get(name.strip_suffix(ANOTHER).unwrap_or_default());
        keys.retain(|key| compared.is_none_or(|texts| !key.0.is_some_and(|key| texts.contains(key))));
        keys.extend(has_default.then(|| Shown(None, "another value".into())));
        choices.choose(&name, reason, &keys)?.0.map(str::to_owned)
    }

    fn substitute(&self, argument: &Node, choices: &mut Choices, depth: usize) -> Option<NodeKind> {
        let (template, values) = match argument.elements() {
            [template, values] => (template.text()?, Some(values)),
            _ => (argument.text()?, None),
        };
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}')?;
            text.push_str(before);
            if let Some(literal) = name.strip_prefix('!') {
                _ = write!(text, "${{{literal}}}");
            } else if let Some(value) = values.and_then(|values| values.get(name)) {
                text.push_str(&self.scalar(value, choices, depth)?);
            } else {
                let value = self.reference(name, argument.span, choices)?;
                text.push_str(&scalar_text(&value)?);
            }
            rest = after;
        }
        Some(NodeKind::String(text + rest))
    }
}

/// Whether a text has a variable of the Serverless Framework, such as `${self:custom.mode}` or `${file(mode.yml)}`.
///
/// In a template, `${AWS::Region}` outside of `Fn::Sub` is a plain text.
fn has_placeholder(text: &str) -> bool {
    text.split("${").skip(1).any(|rest| {
        let is_source = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '_';
        let after = rest.trim_start_matches(is_source);
        after.len() < rest.len() && (after.starts_with('(') || after.starts_with(':') && !after.starts_with("::"))
    })
}

/// The value of a parameter: a list if its type is one.
fn typed(text: &str, kind: &str, span: Span) -> NodeKind {
    if kind == "CommaDelimitedList" || kind.starts_with("List<") {
        let element = |part: &str| Node { span, kind: NodeKind::String(part.trim().to_owned()) };
        let parts = text.split(',').filter(|part| !part.trim().is_empty());
        NodeKind::List(parts.map(element).collect())
    } else {
        NodeKind::String(text.to_owned())
    }
}

fn unknown(span: Span, name: &str, function: &str) -> Node {
    Node { span, kind: NodeKind::Unknown(Unknown { name: name.into(), reason: Reason::Function(function.into()) }) }
}
