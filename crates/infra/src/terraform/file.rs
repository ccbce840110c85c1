//! A plan or a state: which resources are in it, and what happens to them.

use std::sync::Arc;

use crate::file_error::FileError;
use crate::node::{Node, NodeKind};
use crate::place::Span;
use crate::read::json::Json;

use super::address::{index_of, modules, segments, without_index};
use super::attributes::{merged, relevant, sensitive, settle};
use super::configuration::Configuration;
use super::risk::{self, Target, TerraformRisk};
use super::user_pool::{self, Action, TerraformPool};

/// What a plan or a state has to do with MFA.
///
/// ```
/// use cognito_mfa_infra::read::json::JsonText;
/// use cognito_mfa_infra::terraform::{Action, TerraformFile, TerraformKind};
///
/// let plan = r#"{"format_version": "1.2", "terraform_version": "1.13.4", "resource_changes": [{
///     "address": "aws_cognito_user_pool.staff", "mode": "managed", "type": "aws_cognito_user_pool", "name": "staff",
///     "change": {"actions": ["create"], "before": null, "after": {"name": "staff", "mfa_configuration": "OFF"}}}]}"#;
/// let text = JsonText::new("plan.json".into(), plan);
/// let file = TerraformFile::read(text.values().next().unwrap()?)?.unwrap();
/// assert_eq!((file.kind, file.pools[0].action), (TerraformKind::Plan, Action::Create));
/// assert_eq!(&*file.pools[0].address, "aws_cognito_user_pool.staff");
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TerraformFile {
    /// Whether it's a plan or a state.
    pub kind: TerraformKind,
    /// The user pools, in the order of the file. One that the plan only deletes isn't among them.
    pub pools: Vec<TerraformPool>,
    /// The addresses of the pools that the plan only deletes.
    pub deleted: Vec<(Arc<str>, Span)>,
    /// Risk configurations of one app client of a pool that isn't in the file.
    pub client_risks: Vec<TerraformRisk>,
    /// Risk configurations of a pool that isn't in the file.
    pub other_risks: Vec<TerraformRisk>,
}

/// What `terraform show -json` printed.
///
/// [`TerraformFile`] has an example.
///
/// Closed, because Terraform shows nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TerraformKind {
    /// A saved plan.
    Plan,
    /// A state.
    State,
}

const POOL: &str = "aws_cognito_user_pool";
const RISKS: &[&str] = &["aws_cognito_risk_configuration", "awscc_cognito_user_pool_risk_configuration_attachment"];

/// How deep the modules of a state are nested at most.
const DEEPEST_MODULE: usize = 64;

/// A resource that bears on MFA.
struct Resource<'t> {
    address: Arc<str>,
    type_name: String,
    name: String,
    span: Span,
    action: Action,
    before: Option<Json<'t>>,
    after: Option<Json<'t>>,
    after_unknown: Option<Json<'t>>,
    sensitive: Vec<(Option<Json<'t>>, Option<Json<'t>>)>,
}

impl TerraformFile {
    /// Reads what `terraform show -json` printed. `None` if this is something else.
    ///
    /// # Errors
    ///
    /// [`FileError`] if the format has another major version than 1, or if a part of it doesn't have the format's shape.
    pub fn read(json: Json<'_>) -> Result<Option<Self>, FileError> {
        let Some(version) = json.get("format_version")? else { return Ok(None) };
        let parts = ["resource_changes", "planned_values", "configuration", "values", "terraform_version"];
        let Some(members) = json.members().transpose()? else { return Ok(None) };
        let has = |name: &str| members.iter().any(|member| member.key == name);
        if !parts.iter().any(|part| has(part)) {
            return Ok(None);
        }
        let text = version.text().transpose()?.unwrap_or_default();
        if text.split('.').next() != Some("1") {
            let message = "format_version: another major version than 1. Expected the output of `terraform show -json` or \
                           `tofu show -json` with format version 1";
            return Err(version.error(message));
        }
        let configuration = Configuration::new(json)?;
        let is_plan = has("resource_changes") || has("planned_values") || has("configuration");
        let (kind, resources) =
            if is_plan { (TerraformKind::Plan, changes(json)?) } else { (TerraformKind::State, values(json)?) };
        let deleted = if is_plan { deleted(json)? } else { Vec::new() };
        Ok(Some(Self { deleted, ..Self::of(kind, &resources, configuration)? }))
    }

    fn of(
        kind: TerraformKind,
        resources: &[Resource<'_>],
        configuration: Configuration<'_>,
    ) -> Result<Self, FileError> {
        let deleted = Vec::new();
        let mut file = Self { kind, pools: Vec::new(), deleted, client_risks: Vec::new(), other_risks: Vec::new() };
        for resource in resources.iter().filter(|resource| resource.type_name == POOL) {
            file.pools.push(resource.pool(configuration)?);
        }
        for resource in resources.iter().filter(|resource| resource.type_name != POOL) {
            let risk = resource.risk(configuration)?;
            let pool = resource.pool_of(&risk, &file.pools, configuration)?;
            match (risk.target(), pool.and_then(|index| file.pools.get_mut(index))) {
                (Target::Client, Some(pool)) => pool.client_risks.push(risk),
                (Target::Client, None) => file.client_risks.push(risk),
                (Target::Pool, Some(pool)) => pool.risk = Some(risk),
                (Target::Pool, None) => file.other_risks.push(risk),
            }
        }
        Ok(file)
    }
}

/// The user pools that a plan only deletes.
fn deleted(plan: Json<'_>) -> Result<Vec<(Arc<str>, Span)>, FileError> {
    let mut deleted = Vec::new();
    for change in every_change(plan)? {
        let Some((address, type_name, _)) = identity(change)? else { continue };
        let actions = change.get("change")?.map(|change| change.get("actions")).transpose()?.flatten();
        let actions = list(actions, "actions")?;
        let [action] = actions.as_slice() else { continue };
        if type_name == POOL && action.text().transpose()?.as_deref() == Some("delete") {
            deleted.push((Arc::from(address.text().transpose()?.unwrap_or_default()), address.span()));
        }
    }
    Ok(deleted)
}

/// The changes of a plan, and those that it leaves to a later plan.
fn every_change(plan: Json<'_>) -> Result<Vec<Json<'_>>, FileError> {
    let mut changes = list(plan.get("resource_changes")?, "resource_changes")?;
    for deferred in list(plan.get("deferred_changes")?, "deferred_changes")? {
        changes.extend(deferred.get("resource_change")?);
    }
    Ok(changes)
}

/// The resources of a plan.
fn changes(plan: Json<'_>) -> Result<Vec<Resource<'_>>, FileError> {
    let mut resources = Vec::new();
    for change in every_change(plan)? {
        let Some((address, type_name, name)) = identity(change)? else { continue };
        let Some(plan) = change.get("change")? else {
            return Err(change.error("change: missing. Expected the change that the plan makes"));
        };
        let mut actions = Vec::new();
        for action in list(plan.get("actions")?, "actions")? {
            actions.push(action.text().transpose()?.unwrap_or_default());
        }
        let has = |name: &str| actions.iter().any(|action| action == name);
        let action = match (has("create"), has("delete"), has("update"), has("no-op")) {
            (true, true, ..) => Action::Replace,
            (true, false, ..) => Action::Create,
            (false, _, true, _) => Action::Update,
            (false, _, false, true) => Action::Keep,
            (false, _, false, false) => continue,
        };
        let (before, after) = (object(plan, "before")?, object(plan, "after")?);
        resources.push(Resource {
            span: address.span(),
            address: Arc::from(address.text().transpose()?.unwrap_or_default()),
            type_name,
            name,
            action,
            before,
            after,
            after_unknown: object(plan, "after_unknown")?,
            sensitive: vec![(before, plan.get("before_sensitive")?), (after, plan.get("after_sensitive")?)],
        });
    }
    Ok(resources)
}

/// A member that is an object, or `null`.
fn object<'t>(change: Json<'t>, name: &str) -> Result<Option<Json<'t>>, FileError> {
    let Some(value) = change.get(name)?.filter(|value| value.as_written() != "null") else { return Ok(None) };
    match value.members() {
        Some(_) => Ok(Some(value)),
        // Terraform writes `false` where nothing is unknown.
        None if name == "after_unknown" && value.as_written() == "false" => Ok(None),
        None => Err(value.error(format!("{name}: expected an object"))),
    }
}

/// The resources of a state.
fn values(state: Json<'_>) -> Result<Vec<Resource<'_>>, FileError> {
    let mut resources = Vec::new();
    let root = state.get("values")?.map(|values| values.get("root_module")).transpose()?.flatten();
    let mut modules: Vec<(Json<'_>, usize)> = root.into_iter().map(|root| (root, 0)).collect();
    while let Some((module, depth)) = modules.pop() {
        if depth > DEEPEST_MODULE {
            return Err(module.error(format!("more than {DEEPEST_MODULE} levels of modules. Expected fewer levels")));
        }
        for resource in list(module.get("resources")?, "resources")? {
            let Some((address, type_name, name)) = identity(resource)? else { continue };
            let after = object(resource, "values")?;
            resources.push(Resource {
                span: address.span(),
                address: Arc::from(address.text().transpose()?.unwrap_or_default()),
                type_name,
                name,
                action: Action::Keep,
                before: None,
                after,
                after_unknown: None,
                sensitive: vec![(after, resource.get("sensitive_values")?)],
            });
        }
        let children = list(module.get("child_modules")?, "child_modules")?;
        modules.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
    }
    Ok(resources)
}

/// The address, the type and the name of a managed resource that bears on MFA.
fn identity(resource: Json<'_>) -> Result<Option<(Json<'_>, String, String)>, FileError> {
    let text = |key| resource.get(key)?.and_then(|value| value.text()).transpose();
    let Some(type_name) = text("type")? else { return Ok(None) };
    let is_managed = text("mode")?.is_none_or(|mode| mode == "managed");
    if !is_managed || (type_name != POOL && !RISKS.contains(&type_name.as_ref())) {
        return Ok(None);
    }
    let Some(address) = resource.get("address")? else {
        return Err(resource.error("address: missing. Expected the address of the resource"));
    };
    let name = text("name")?.unwrap_or_default();
    Ok(Some((address, type_name.into_owned(), name.into_owned())))
}

fn list<'t>(value: Option<Json<'t>>, name: &str) -> Result<Vec<Json<'t>>, FileError> {
    let Some(value) = value.filter(|value| value.as_written() != "null") else { return Ok(Vec::new()) };
    value.elements().unwrap_or_else(|| Err(value.error(format!("{name}: expected an array"))))
}

impl<'t> Resource<'t> {
    fn pool(&self, configuration: Configuration<'t>) -> Result<TerraformPool, FileError> {
        let (after, texts) = self.attributes(user_pool::ATTRIBUTES, user_pool::COMPUTED, configuration)?;
        let is_update = self.action == Action::Update;
        let before = if is_update { relevant(self.before, user_pool::ATTRIBUTES)? } else { None };
        Ok(TerraformPool {
            address: self.address.clone(),
            span: self.span,
            action: self.action,
            after,
            before,
            risk: None,
            client_risks: Vec::new(),
            sensitive: texts,
        })
    }

    fn risk(&self, configuration: Configuration<'t>) -> Result<TerraformRisk, FileError> {
        let (attributes, _) = self.attributes(risk::ATTRIBUTES, risk::COMPUTED, configuration)?;
        Ok(TerraformRisk { address: self.address.clone(), span: self.span, action: self.action, attributes })
    }

    /// The attributes after the apply, and the texts that are marked as sensitive.
    fn attributes(
        &self,
        names: &[&str],
        computed: &[&[&str]],
        configuration: Configuration<'t>,
    ) -> Result<(Node, Vec<String>), FileError> {
        let nothing = Node { span: self.span, kind: NodeKind::Map(Vec::new()) };
        let known = relevant(self.after, names)?.unwrap_or(nothing);
        let unknown = relevant(self.after_unknown, names)?;
        let mut after = merged(Some(&known), unknown.as_ref(), &self.address, self.span);
        let modules = modules(&self.address);
        let written = configuration.resource(&modules, &self.type_name, &self.name)?;
        settle(&mut after, computed, configuration, written, &modules)?;
        let mut texts = Vec::new();
        for (values, marks) in &self.sensitive {
            let marked = marks.filter(|marks| marks.as_written() != "false");
            if let (Some(values), Some(marks)) = (relevant(*values, names)?, marked) {
                let marks = relevant(Some(marks), names)?.map_or_else(|| marks.node(), Ok)?;
                sensitive(&values, &marks, &mut texts);
            }
        }
        Ok((after, texts))
    }

    /// The pool that a risk configuration belongs to: by its ID, else by what the expression of `user_pool_id` refers to.
    fn pool_of(
        &self,
        risk: &TerraformRisk,
        pools: &[TerraformPool],
        configuration: Configuration<'t>,
    ) -> Result<Option<usize>, FileError> {
        if let Some(id) = risk.attributes.get("user_pool_id").and_then(Node::text) {
            let has_id = |node: Option<&Node>| node.and_then(|node| node.get("id")).and_then(Node::text) == Some(id);
            return Ok(pools.iter().position(|pool| has_id(Some(&pool.after)) || has_id(pool.before.as_ref())));
        }
        let modules = modules(&self.address);
        let Some(resource) = configuration.resource(&modules, &self.type_name, &self.name)? else { return Ok(None) };
        let Some(target) = configuration.resource_behind(resource, &modules, "user_pool_id", POOL)? else {
            return Ok(None);
        };
        let last = |address: &str| segments(address).last().map(|&last| last.to_owned()).unwrap_or_default();
        let around =
            |address: &str, type_name: &str| address.rsplit_once(type_name).map(|(around, _)| around.to_owned());
        let own_index = index_of(&last(&self.address)).to_owned();
        let index = if target.index.is_empty() { own_index } else { target.index };
        let own_module = around(&self.address, &self.type_name);

        let is_named = |address: &str| {
            super::address::modules(address) == target.modules && without_index(&last(address)) == target.name
        };
        let all: Vec<(usize, &str)> =
            pools.iter().enumerate().map(|(at, pool)| (at, &*pool.address)).filter(|(_, one)| is_named(one)).collect();
        let all = narrowed(all, |address| around(address, POOL) == own_module);
        let candidates = narrowed(all, |address| index_of(&last(address)) == index);
        Ok(if let [(only, _)] = candidates.as_slice() { Some(*only) } else { None })
    }
}

/// The candidates for which the condition holds. If it holds for none, it doesn't choose between them.
fn narrowed(all: Vec<(usize, &str)>, is_right: impl Fn(&str) -> bool) -> Vec<(usize, &str)> {
    let right: Vec<_> = all.iter().copied().filter(|(_, address)| is_right(address)).collect();
    if right.is_empty() { all } else { right }
}
