//! The part of a plan that shows how it was written: which attributes have an expression, and what they refer to.

use super::address::{index_of, segments, without_index};
use crate::file_error::FileError;
use crate::read::json::Json;

/// `configuration` of a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Configuration<'t> {
    root: Option<Json<'t>>,
    /// The values of the root module's variables.
    variables: Option<Json<'t>>,
}

/// Whether an attribute that the plan doesn't show has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// No expression sets it, so the service chooses its default.
    Unset,
    /// An expression sets it, or the plan doesn't have the configuration of the resource.
    Maybe,
}

/// A resource that an expression refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The names of the modules that it's in.
    pub(super) modules: Vec<String>,
    pub(super) name: String,
    /// The index with its brackets. Empty if the reference has none.
    pub(super) index: String,
}

/// How deep variables are followed through modules.
const DEEPEST_MODULE: usize = 32;

impl<'t> Configuration<'t> {
    pub(super) fn new(plan: Json<'t>) -> Result<Self, FileError> {
        let root = plan.get("configuration")?.map(|configuration| configuration.get("root_module"));
        Ok(Self { root: root.transpose()?.flatten(), variables: plan.get("variables")? })
    }

    /// The configuration of a resource.
    pub(super) fn resource(self, modules: &[&str], type_name: &str, name: &str) -> Result<Option<Json<'t>>, FileError> {
        let Some(module) = self.module(modules)? else { return Ok(None) };
        let resources = module.get("resources")?.and_then(|list| list.elements()).transpose()?;
        for resource in resources.unwrap_or_default() {
            let has = |key, expected| Ok::<_, FileError>(text(resource.get(key)?)?.as_deref() == Some(expected));
            let is_managed = text(resource.get("mode")?)?.is_none_or(|mode| mode == "managed");
            if is_managed && has("type", type_name)? && has("name", name)? {
                return Ok(Some(resource));
            }
        }
        Ok(None)
    }

    /// Whether an expression sets the attribute at this path of the resource. The names of the path are those of nested blocks.
    pub(super) fn written(
        self,
        resource: Option<Json<'t>>,
        modules: &[&str],
        path: &[&str],
    ) -> Result<Written, FileError> {
        let Some(resource) = resource else { return Ok(Written::Maybe) };
        let Some(mut here) = resource.get("expressions")? else { return Ok(Written::Unset) };
        for name in path {
            // A nested block is a list of its occurrences.
            let block = here.elements().transpose()?.and_then(|list| list.first().copied());
            match block.unwrap_or(here).get(name)? {
                Some(next) => here = next,
                None => return Ok(Written::Unset),
            }
        }
        // Terraform knows the result of an expression of known values. If it doesn't show it, the result is `null`.
        let is_known = here.get("constant_value")?.is_some()
            || (here.get("references")?.is_some() && self.refers_to_known(here, resource, modules)?);
        Ok(if is_known { Written::Unset } else { Written::Maybe })
    }

    /// The resource of a type that an attribute's expression refers to, directly or through variables and outputs.
    pub(super) fn resource_behind(
        self,
        resource: Json<'t>,
        modules: &[&str],
        attribute: &str,
        type_name: &str,
    ) -> Result<Option<Target>, FileError> {
        let expressions = resource.get("expressions")?;
        let expression = expressions.map(|all| all.get(attribute)).transpose()?.flatten();
        let Some(expression) = expression else { return Ok(None) };
        self.follow(expression, modules, type_name, DEEPEST_MODULE)
    }

    fn follow(
        self,
        expression: Json<'t>,
        modules: &[&str],
        type_name: &str,
        steps: usize,
    ) -> Result<Option<Target>, FileError> {
        let Some(steps) = steps.checked_sub(1) else { return Ok(None) };
        // The first reference is the longest.
        let references = expression.get("references")?.and_then(|list| list.elements()).transpose()?;
        let first = references.unwrap_or_default().into_iter().next();
        let Some(reference) = text(first)? else { return Ok(None) };
        match segments(&reference).as_slice() {
            [this_type, name, ..] if *this_type == type_name => Ok(Some(Target {
                modules: modules.iter().map(|&name| name.to_owned()).collect(),
                name: without_index(name).to_owned(),
                index: index_of(name).to_owned(),
            })),
            ["module", name, output, ..] => {
                let inner: Vec<&str> = modules.iter().copied().chain([without_index(name)]).collect();
                let module = self.module(&inner)?;
                let outputs = module.map(|module| module.get("outputs")).transpose()?.flatten();
                let output = outputs.map(|outputs| outputs.get(without_index(output))).transpose()?.flatten();
                let expression = output.map(|output| output.get("expression")).transpose()?.flatten();
                expression.map_or(Ok(None), |expression| self.follow(expression, &inner, type_name, steps))
            }
            ["var", name, ..] => {
                let Some((module, callers)) = modules.split_last() else { return Ok(None) };
                let call = call(self.module(callers)?, module)?;
                let passed = call.map(|call| call.get("expressions")).transpose()?.flatten();
                let passed = passed.map(|passed| passed.get(without_index(name))).transpose()?.flatten();
                passed.map_or(Ok(None), |expression| self.follow(expression, callers, type_name, steps))
            }
            _ => Ok(None),
        }
    }

    fn module(self, modules: &[&str]) -> Result<Option<Json<'t>>, FileError> {
        let mut module = self.root;
        for name in modules {
            module = call(module, name)?.map(|call| call.get("module")).transpose()?.flatten();
        }
        Ok(module)
    }

    /// Whether all references of an expression are known. `repeated` is the resource or module that the expression is in.
    fn refers_to_known(self, expression: Json<'t>, repeated: Json<'t>, modules: &[&str]) -> Result<bool, FileError> {
        let references = expression.get("references")?.and_then(|list| list.elements()).transpose()?;
        for reference in references.unwrap_or_default() {
            let Some(reference) = text(Some(reference))? else { return Ok(false) };
            if !self.is_known(&reference, repeated, modules)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn is_known(self, reference: &str, repeated: Json<'t>, modules: &[&str]) -> Result<bool, FileError> {
        let names = segments(reference);
        match names.as_slice() {
            ["var", name, ..] => self.is_known_variable(without_index(name), modules),
            ["each", "key", ..] | ["count" | "path" | "terraform", ..] => Ok(true),
            ["each", ..] => {
                let values = repeated.get("for_each_expression")?;
                let is_inner = |values: Json<'t>| Ok::<_, FileError>(values.get("references")?.is_some());
                match values {
                    // `each` doesn't refer to itself.
                    Some(values) if is_inner(values)? && !mentions_each(values)? => {
                        self.refers_to_known(values, repeated, modules)
                    }
                    Some(_) | None => Ok(false),
                }
            }
            _ => Ok(false),
        }
    }

    /// A variable of the root module is known if the plan has it. Terraform writes all of them, but a plan can be shortened. One of
    /// another module is what its caller passes, or its default.
    fn is_known_variable(self, name: &str, modules: &[&str]) -> Result<bool, FileError> {
        let Some((module, callers)) = modules.split_last() else {
            return Ok(self.variables.map(|all| all.get(name)).transpose()?.flatten().is_some());
        };
        if modules.len() > DEEPEST_MODULE {
            return Ok(false);
        }
        let Some(call) = call(self.module(callers)?, module)? else { return Ok(false) };
        let passed = call.get("expressions")?.map(|passed| passed.get(name)).transpose()?.flatten();
        let Some(passed) = passed else { return Ok(true) };
        if passed.get("constant_value")?.is_some() {
            return Ok(true);
        }
        Ok(passed.get("references")?.is_some() && self.refers_to_known(passed, call, callers)?)
    }
}

fn call<'t>(module: Option<Json<'t>>, name: &str) -> Result<Option<Json<'t>>, FileError> {
    let calls = module.map(|module| module.get("module_calls")).transpose()?.flatten();
    Ok(calls.map(|calls| calls.get(name)).transpose()?.flatten())
}

fn mentions_each(expression: Json<'_>) -> Result<bool, FileError> {
    let references = expression.get("references")?.and_then(|list| list.elements()).transpose()?;
    for reference in references.unwrap_or_default() {
        if text(Some(reference))?.is_some_and(|reference| reference.starts_with("each")) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn text(value: Option<Json<'_>>) -> Result<Option<String>, FileError> {
    let text = value.and_then(|value| value.text()).transpose()?;
    Ok(text.map(std::borrow::Cow::into_owned))
}
