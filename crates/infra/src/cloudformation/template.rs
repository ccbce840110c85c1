//! A template: its resources, and what its functions refer to.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check::duplicates_of;
use super::pool::Deployment;
use super::resolve::{Scope, scalar_text};
use super::{RISK, USER_POOL};
use crate::judged::JudgedResource;
use crate::node::{Entry, Node, NodeKind};
use crate::place::Span;
use crate::read::yaml::MERGE;

/// A template of `CloudFormation`, or the configuration of a Serverless service with its resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub(super) file: Arc<str>,
    pub(super) scope: Scope,
    /// The resources that bear on MFA, in the order of the file. The last one of a name counts.
    pub(super) resources: Vec<Resource>,
    /// The parts of the file that only another tool can expand.
    pub(super) not_judged: Vec<(String, Span)>,
    /// The nested stacks, whose templates are other files.
    pub(super) nested: Vec<(String, Span)>,
    /// The keys around the resources that occur more than once.
    pub(super) duplicates: Vec<Duplicate>,
    /// The first alias or merge key of the text.
    pub(super) alias: Option<Span>,
}

/// A key that occurs more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Duplicate {
    /// The path of the key.
    pub(super) path: String,
    pub(super) span: Span,
    /// The last key, whose value counts.
    pub(super) last: Span,
}

/// A resource that bears on MFA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) name: Arc<str>,
    pub(super) name_span: Span,
    pub(super) kind: &'static str,
    pub(super) node: Node,
}

impl Template {
    /// Whether a value is a template: whether its `Resources` have types, or whether it's a Serverless service with such resources.
    ///
    /// ```
    /// use cognito_mfa_infra::cloudformation::Template;
    /// use cognito_mfa_infra::read;
    ///
    /// let is_template = |text| read::yaml::node(&"x.yaml".into(), text).map(|node| Template::is_template(&node));
    /// assert!(is_template("Resources: {Pool: {Type: 'AWS::Cognito::UserPool'}}")?);
    /// assert!(is_template("service: shop\nresources: {Resources: {Pool: {Type: 'AWS::Cognito::UserPool'}}}")?);
    /// assert!(!is_template("kind: Deployment\nspec: {}")?);
    /// # Ok::<(), cognito_mfa_infra::FileError>(())
    /// ```
    #[must_use]
    pub fn is_template(root: &Node) -> bool {
        let has_type = |entry: &Entry| {
            let kind = entry.value.get("Type").and_then(Node::text);
            kind.is_some_and(|kind| kind.contains("::")) || entry.key.starts_with("Fn::")
        };
        root.get("AWSTemplateFormatVersion").is_some()
            || parts(root)
                .iter()
                .any(|part| part.get("Resources").is_some_and(|all| all.entries().iter().any(has_type)))
    }

    /// Reads the template of this file.
    #[must_use]
    pub fn new(file: &Arc<str>, root: &Node) -> Self {
        let parts = parts(root);
        let section = |name: &str| {
            let entries = parts.iter().filter_map(|part| part.get(name)).flat_map(Node::entries);
            entries.map(|entry| (entry.key.clone(), entry.value.clone())).collect::<BTreeMap<_, _>>()
        };
        let [parameters, conditions, mappings] = ["Parameters", "Conditions", "Mappings"].map(section);
        let scope = Scope::new(parameters, conditions, mappings);
        let mut template = Self {
            file: file.clone(),
            scope,
            resources: Vec::new(),
            not_judged: Vec::new(),
            nested: Vec::new(),
            duplicates: duplicates(root, &parts),
            alias: root.entries().iter().find(|entry| entry.key == MERGE).map(|entry| entry.key_span),
        };
        let includes = |entry: &&Entry| entry.key == "Transform" && mentions(&entry.value, &[INCLUDE]);
        let transform = root.entries().iter().find(includes);
        template.not_judged.extend(transform.map(|entry| (INCLUDE.to_owned(), entry.key_span)));
        for part in &parts {
            part.get("Resources").map(Node::entries).unwrap_or_default().iter().for_each(|entry| template.add(entry));
        }
        template.scope.limit(&template.resources);
        template
    }

    fn add(&mut self, entry: &Entry) {
        if entry.key == "Fn::Transform" || entry.key.starts_with("Fn::") && mentions_pool(&entry.value) {
            self.not_judged.push((entry.key.clone(), entry.key_span));
        }
        // Of several resources with the same name, the last one counts.
        self.resources.retain(|one| *one.name != *entry.key);
        let kind = entry.value.get("Type").and_then(Node::text);
        if kind == Some(STACK) {
            self.nested.push((entry.key.clone(), entry.key_span));
        }
        let Some(kind) = [USER_POOL, RISK].into_iter().find(|one| kind == Some(one)) else { return };
        let (name, name_span) = (entry.key.as_str().into(), entry.key_span);
        self.resources.push(Resource { name, name_span, kind, node: entry.value.clone() });
    }

    /// Whether the template has a parameter of this name. Pseudo parameters such as `AWS::Region` count.
    #[must_use]
    pub fn has_parameter(&self, name: &str) -> bool {
        name.starts_with("AWS::") || self.scope.parameters.contains_key(name)
    }

    /// The logical IDs of the user pools.
    #[must_use]
    pub fn pools(&self) -> Vec<&str> {
        self.resources.iter().filter(|one| one.kind == USER_POOL).map(|one| &*one.name).collect()
    }

    /// The values of the parameters with `NoEcho`: the given ones and the defaults.
    pub(super) fn secrets(&self, given: &BTreeMap<String, String>) -> Vec<String> {
        let is_hidden = |parameter: &Node| {
            let flag = parameter.get("NoEcho").and_then(scalar_text);
            flag.is_some_and(|flag| flag.eq_ignore_ascii_case("true"))
        };
        let hidden = self.scope.parameters.iter().filter(|(_, parameter)| is_hidden(parameter));
        hidden
            .flat_map(|(name, parameter)| {
                let default = parameter.get("Default").and_then(scalar_text);
                given.get(name).cloned().into_iter().chain(default)
            })
            .collect()
    }

    /// Judges every user pool of the template, each with its risk configuration.
    #[must_use]
    pub fn judge(&self, deployment: &Deployment<'_>) -> Vec<JudgedResource> {
        super::pool::judge_all(self, deployment)
    }
}

/// The maps that can have `Resources`: the template itself, or the resources of a Serverless service.
fn parts(root: &Node) -> Vec<&Node> {
    match root.get("resources").filter(|_| root.get("Resources").is_none()) {
        Some(resources) if resources.elements().is_empty() => vec![resources],
        Some(resources) => resources.elements().iter().collect(),
        None => vec![root],
    }
}

/// The duplicate keys of the template, of the sections that resources refer to, and of the resources that bear on MFA.
fn duplicates(root: &Node, parts: &[&Node]) -> Vec<Duplicate> {
    let mut found = Vec::new();
    let mut add = |node: &Node, path: &str, is_wanted: &dyn Fn(&str) -> bool| {
        for (entry, last) in duplicates_of(node).into_iter().filter(|(entry, _)| is_wanted(&entry.key)) {
            let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
            found.push(Duplicate { path, span: entry.key_span, last: last.key_span });
        }
    };
    if !parts.iter().any(|part| std::ptr::eq(*part, root)) {
        add(root, "", &|key| key == "resources");
    }
    for part in parts {
        add(part, "", &|_| true);
        for section in part.entries() {
            match section.key.as_str() {
                "Resources" => {
                    let is_ours = |entry: &&Entry| {
                        entry.value.entries().iter().any(|one| one.key == "Type" && mentions_pool(&one.value))
                    };
                    let ours: Vec<&str> =
                        section.value.entries().iter().filter(is_ours).map(|entry| entry.key.as_str()).collect();
                    add(&section.value, "Resources", &|key| ours.contains(&key));
                }
                name @ ("Parameters" | "Conditions" | "Mappings") => {
                    add(&section.value, name, &|_| true);
                    for entry in section.value.entries() {
                        add(&entry.value, &format!("{name}.{}", entry.key), &|_| true);
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// The macro that adds parts of another file.
const INCLUDE: &str = "AWS::Include";

/// A nested stack.
const STACK: &str = "AWS::CloudFormation::Stack";

fn mentions_pool(node: &Node) -> bool {
    mentions(node, &[USER_POOL, RISK])
}

/// Whether one of these texts is in a value.
fn mentions(node: &Node, texts: &[&str]) -> bool {
    match &node.kind {
        NodeKind::String(text) => texts.contains(&text.as_str()),
        NodeKind::List(elements) => elements.iter().any(|element| mentions(element, texts)),
        NodeKind::Map(entries) => entries.iter().any(|entry| mentions(&entry.value, texts)),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Unknown(_) => false,
    }
}
