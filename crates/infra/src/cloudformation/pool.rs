//! A user pool of a template as a source of requests.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::handler::{EMAIL, EMAIL_TEXTS};
use super::resolve::{Resolver, Scope, Written, function, scalar_text};
use super::suppression::suppressions;
use super::template::{Duplicate, Resource, Template};
use super::{RISK, USER_POOL, check, handler, parameter, property};
use crate::call::Call;
use crate::choices::Choices;
use crate::edit::{Blocks, mechanisms, scalar, structure};
use crate::finding::{Code, Finding, Severity};
use crate::judge::{JudgeOptions, Judgment, PoolSource, Run, SET_RISK, have_succeeded, judge};
use crate::judged::{JudgedResource, PoolChange, ResourceKind};
use crate::node::{Entry, Node, NodeKind};
use crate::path::Path;
use crate::place::{Place, Position, Presence, Span};
use crate::setting::{Setting, Split, first_factors, full, is_first_factors, is_of_risk, quoted};
use cognito_mfa::Pool;
use cognito_mfa::pool::FactorConfiguration;
use cognito_mfa::rules::Rule;

/// What is known about a deployment besides the template.
///
/// Closed, because a caller makes it. Start from `Deployment::default()`: new members have defaults.
///
/// [`cloudformation`](crate::cloudformation) has an example.
#[derive(Debug, Clone, Default)]
pub struct Deployment<'d> {
    /// The values of parameters, and of pseudo parameters such as `AWS::Region`.
    pub parameters: BTreeMap<String, String>,
    /// The pool as it is now, if the deployment updates one. `None` judges the creation of each pool.
    pub before: Option<&'d Pool>,
    /// The logical ID of the resource that `before` is, if the template has several pools. The others are judged as new ones.
    /// `None` means each pool.
    pub updates: Option<String>,
    /// How to judge.
    pub options: JudgeOptions,
}

/// What places are made from: a pool and the risk configurations that refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    file: Arc<str>,
    /// The pool comes first, if there is one.
    resources: Vec<Resource>,
    /// The first factors of the pool, if the template doesn't set them.
    first_factors: Vec<String>,
}

/// One pool in one deployment.
#[derive(Clone)]
struct PoolOfTemplate {
    scope: Arc<Scope>,
    /// The values of parameters.
    parameters: Arc<BTreeMap<String, String>>,
    /// The pool as it is now, if it's the one that the deployment updates.
    before: Option<Arc<Pool>>,
    source: Arc<Source>,
    /// What is wrong with the text, whatever is open.
    structure: Vec<Finding>,
    /// The values of parameters that the template hides.
    secrets: Vec<String>,
    /// Where the values are written that aliases copy.
    copied: Vec<(Span, Place)>,
    /// How the update is split, if it's deployed in two steps.
    split: Option<Split>,
    /// Whether it has changes that aren't in the template.
    is_changed: bool,
}

pub(super) fn judge_all(template: &Template, deployment: &Deployment<'_>) -> Vec<JudgedResource> {
    let of = |kind: &'static str| template.resources.iter().filter(move |resource| resource.kind == kind);
    let belongs = |risk: &Resource, pool: &Resource| {
        let id = properties(&risk.node).and_then(|all| all.get("UserPoolId"));
        let target = id.and_then(function).and_then(|(name, argument)| match name {
            "Ref" => argument.text(),
            "Fn::GetAtt" => argument.elements().first()?.text(),
            _ => None,
        });
        target == Some(&*pool.name)
    };
    let pools = of(USER_POOL).map(|pool| {
        let risks = of(RISK).filter(|risk| belongs(risk, pool)).cloned();
        (ResourceKind::UserPool, std::iter::once(pool.clone()).chain(risks).collect())
    });
    let strays = of(RISK)
        .filter(|risk| !of(USER_POOL).any(|pool| belongs(risk, pool)))
        .map(|risk| (ResourceKind::RiskConfiguration, vec![risk.clone()]));
    let (scope, parameters) = (Arc::new(template.scope.clone()), Arc::new(deployment.parameters.clone()));
    let mut judged: Vec<JudgedResource> = pools
        .chain(strays)
        .map(|(kind, resources): (_, Vec<Resource>)| {
            let mut source = Source { resources, ..Source::empty(template) };
            source.first_factors = first_factors(deployment.before_of(&source));
            let source = Arc::new(source);
            let mut structure = Vec::new();
            for resource in &source.resources {
                check::structure(&check::At { source: &source, resource }, &mut structure);
            }
            let mut pool = PoolOfTemplate {
                scope: scope.clone(),
                parameters: parameters.clone(),
                before: deployment.before_of(&source).cloned().map(Arc::new),
                source: source.clone(),
                structure,
                secrets: template.secrets(&deployment.parameters),
                copied: source.copied(),
                split: None,
                is_changed: false,
            };
            pool.structure.extend(pool.not_allowed());
            let change = if pool.before.is_some() { PoolChange::Update } else { PoolChange::Create };
            let options = deployment.options;
            let mut judgment = judge(&pool, options);
            let at = |resource| check::At { source: &source, resource };
            let suppressions =
                source.resources.iter().flat_map(|one| suppressions(&at(one), &mut judgment.findings)).collect();
            judgment.findings.sort_by(|one, other| one.place.cmp(&other.place));
            let (place, source) = (source.whole(), Arc::new(pool));
            JudgedResource { kind, change, place, judgment, suppressions, source, options }
        })
        .collect();
    add_findings_of_file(template, deployment.options, &mut judged);
    let not_judged = |(name, span): &(String, Span)| {
        let (file, resource) = (template.file.clone(), name.as_str().into());
        Place { file, span: *span, resource, property: String::new(), presence: Presence::Set }
    };
    let expanded = template.not_judged.iter().map(|part| Finding::new(Code::NotJudged, not_judged(part)));
    let nested = template.nested.iter().map(|part| Finding {
        severity: Severity::Suggestion,
        message: "This nested stack isn't judged.".into(),
        notes: vec!["Its template is another file.".into()],
        fixes: vec!["Judge its template, too.".into()],
        ..Finding::new(Code::NotJudged, not_judged(part))
    });
    judged.extend(expanded.chain(nested).map(|finding| JudgedResource {
        kind: ResourceKind::NotJudged,
        change: PoolChange::Keep,
        place: finding.place.clone(),
        judgment: Judgment::not_judged(vec![finding]),
        suppressions: Vec::new(),
        source: Arc::new(Source::empty(template)),
        options: deployment.options,
    }));
    judged
}

/// Adds what is wrong with the template as a whole to its first resource.
fn add_findings_of_file(template: &Template, options: JudgeOptions, judged: &mut Vec<JudgedResource>) {
    let in_file = |span: Span, property: &str| Place {
        file: template.file.clone(),
        span,
        resource: "".into(),
        property: property.to_owned(),
        presence: Presence::Set,
    };
    let twice = |one: &Duplicate| {
        let place = |span: Span| in_file(span, &one.path);
        check::twice(Finding::new(Code::DuplicateKey, place(one.span)), place(one.last))
    };
    let alias = template.alias.map(|span| Finding::new(Code::YamlAlias, in_file(span, "")));
    let duplicates: Vec<Finding> = template.duplicates.iter().map(twice).collect();
    if let Some(first) = judged.first_mut() {
        first.judgment.findings.extend(alias.into_iter().chain(duplicates));
        first.judgment.findings.sort_by(|one, other| one.place.cmp(&other.place));
    } else if let Some(first) = duplicates.first() {
        let (kind, place) = (ResourceKind::NotJudged, first.place.clone());
        let source = Arc::new(Source::empty(template));
        let judgment = Judgment::not_judged(duplicates);
        judged.push(JudgedResource {
            kind,
            change: PoolChange::Keep,
            place,
            judgment,
            suppressions: Vec::new(),
            source,
            options,
        });
    }
}

/// The properties of a resource.
pub(super) fn properties(resource: &Node) -> Option<&Node> {
    resource.get("Properties")
}

impl Deployment<'_> {
    /// The pool as it is now, if it's the one that the deployment updates.
    fn before_of(&self, source: &Source) -> Option<&Pool> {
        let is_it = |name: &String| source.resources.iter().any(|resource| *resource.name == **name);
        self.before.filter(|_| self.updates.as_ref().is_none_or(is_it))
    }
}

impl PoolOfTemplate {
    /// The parameters whose given value the template doesn't allow.
    fn not_allowed(&self) -> Vec<Finding> {
        let given = self.parameters.iter();
        let finding = |(name, value): (&String, &String)| {
            let parameter = self.scope.parameters.get(name)?;
            let (key, elements) = parameter::allowed(parameter);
            let allowed = parameter.get(key)?;
            let is_known = |node: &Node| scalar_text(node).is_some();
            let is_it = |node: &Node| scalar_text(node).as_ref() == Some(value);
            if elements.is_empty() || !elements.iter().all(is_known) || elements.iter().any(is_it) {
                return None;
            }
            let place = Place {
                file: self.source.file.clone(),
                span: allowed.span,
                resource: name.as_str().into(),
                property: key.into(),
                presence: Presence::Set,
            };
            let names: Vec<String> = elements.iter().filter_map(scalar_text).collect();
            let fixes = vec![format!("Use one of these values for {name}: {}.", names.join(", "))];
            let finding = Finding { fixes, ..Finding::new(Code::ParameterNotAllowed, place) };
            if key == parameter::PATTERN {
                let message = "The given value of this parameter doesn't match its AllowedPattern.".into();
                return Some(Finding { message, ..finding });
            }
            Some(finding)
        };
        given.filter_map(finding).collect()
    }
}

impl PoolSource for PoolOfTemplate {
    fn run(&self, choices: &mut Choices) -> Option<Run> {
        let (parameters, before) = (&*self.parameters, self.before.as_deref());
        let resolver = Resolver::new(&self.scope, parameters);
        let mut run = Run {
            pool: before.cloned(),
            region: parameters.get("AWS::Region").filter(|region| !region.is_empty()).cloned(),
            findings: self.structure.clone(),
            ..Run::default()
        };
        let mut has_pool = false;
        for resource in &self.source.resources {
            let condition = resource.node.get("Condition").and_then(scalar_text);
            let exists = condition.is_none_or(|condition| resolver.condition(&condition, choices, 0));
            let is_pool = resource.kind == USER_POOL;
            if !exists && is_pool {
                return None;
            }
            if !exists {
                continue;
            }
            let at = check::At { source: &self.source, resource };
            if let Some(finding) = check::unknown_properties(&at) {
                run.findings.push(finding);
                run.is_open = true;
            } else if is_pool {
                has_pool = true;
                handler::user_pool(&resolver, &at, before, choices, &mut run);
            } else {
                handler::risk(&resolver, &at, has_pool || before.is_some(), choices, &mut run);
            }
        }
        if let (Some(split), Some(before)) = (self.split, before) {
            let first = handler::first_step(&run.calls, split, before);
            run.calls.splice(0..0, first);
        }
        run.written.clone_from(&self.copied);
        run.written.extend(resolver.into_written().into_iter().map(|Written { at, name, path, span }| {
            let resource = name.as_str().into();
            let place =
                Place { file: self.source.file.clone(), span, resource, property: path, presence: Presence::Set };
            (at, place)
        }));
        Some(run)
    }

    fn place_of(&self, value: &Node, member: &str) -> Place {
        self.source.place_of(value.span, member)
    }

    fn place_to_add(&self, member: &str) -> Place {
        self.source.place_to_add(member)
    }

    fn property(&self, member: &str) -> String {
        property::property(member)
    }

    fn instruction(&self, setting: Setting<'_>) -> String {
        if let Setting::InTwoSteps(split) = setting {
            // Other fixes can change more of these properties, so the sentence names all of them.
            let names: Vec<&str> = handler::later(split).collect();
            let names = match names.as_slice() {
                [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
                names => names.concat(),
            };
            return format!(
                "Deploy all changes of {names} in a second step, after the other changes: CloudFormation sends UpdateUserPool \
                 before SetUserPoolMfaConfig"
            );
        }
        self.source.instruction(setting)
    }

    fn can_make(&self, setting: Setting<'_>) -> bool {
        self.before.is_some() || !matches!(setting, Setting::InTwoSteps(_))
    }

    fn alters(&self, setting: Setting<'_>) -> bool {
        if let Setting::InTwoSteps(split) = setting {
            return self.can_make(setting) && self.split != Some(split);
        }
        self.source.alters(setting)
    }

    fn changed(&self, settings: &[Setting<'_>]) -> Option<Box<dyn PoolSource + '_>> {
        let base = &self.source;
        let (mut source, mut split) = ((**base).clone(), self.split);
        for setting in settings {
            if let Setting::InTwoSteps(new) = *setting {
                split = Some(new);
            } else {
                source = source.with(*setting, base)?;
            }
        }
        let (secrets, copied) = (Vec::new(), Vec::new());
        Some(Box::new(Self { source: Arc::new(source), secrets, copied, split, is_changed: true, ..self.clone() }))
    }

    fn fixes(&self, rule: Rule, _calls: &[Call]) -> Option<Vec<String>> {
        self.source.fix(rule, self.before.is_none()).map(|fix| vec![fix])
    }

    fn is_as_written(&self) -> bool {
        !self.is_changed
    }

    fn secrets(&self) -> &[String] {
        &self.secrets
    }

    fn half_applied(&self, done: &[&'static str], refused: &'static str) -> String {
        let done = have_succeeded(done);
        match &self.before {
            None => format!("By then, {done}. CloudFormation rolls back and deletes what it has created."),
            Some(_) if refused == SET_RISK => {
                format!("By then, {done}, so the pool is updated. CloudFormation rolls the whole update back.")
            }
            Some(_) => format!(
                "By then, {done}, so the update is half applied. CloudFormation's rollback sends the previous template, which \
                 doesn't reset what that template doesn't set."
            ),
        }
    }
}

impl PoolSource for Source {
    fn run(&self, _choices: &mut Choices) -> Option<Run> {
        None
    }

    fn place_of(&self, value: &Node, member: &str) -> Place {
        Self::place_of(self, value.span, member)
    }

    fn place_to_add(&self, member: &str) -> Place {
        Self::place_to_add(self, member)
    }

    fn property(&self, member: &str) -> String {
        property::property(member)
    }

    fn instruction(&self, setting: Setting<'_>) -> String {
        Self::instruction(self, setting)
    }
}

impl Source {
    fn empty(template: &Template) -> Self {
        Self { file: template.file.clone(), resources: Vec::new(), first_factors: Vec::new() }
    }

    /// Whether the pool has a property.
    fn has(&self, name: &str) -> bool {
        let pool = self.resources.first().and_then(|resource| properties(&resource.node));
        pool.is_some_and(|all| all.get(name).is_some())
    }

    /// The resource that has a setting. The actions of a risk are in a resource of their own.
    fn resource_of(&self, setting: Setting<'_>) -> Option<&Resource> {
        self.resources.iter().find(|resource| is_of_risk(setting) == (resource.kind == RISK))
    }

    /// A risk configuration of the whole pool.
    fn new_risk(&self) -> Option<Resource> {
        let pool = self.resources.first()?;
        let span = pool.name_span;
        let client = structure(&[("ClientId", "ALL")], span);
        let properties = Entry { key: "Properties".into(), key_span: span, value: Node { span, kind: client } };
        let node = Node { span, kind: NodeKind::Map(vec![properties]) };
        Some(Resource { name: pool.name.clone(), name_span: span, kind: RISK, node })
    }

    /// Whether the setting alters the properties of its resource.
    fn alters(&self, setting: Setting<'_>) -> bool {
        let Some(resource) = self.resource_of(setting) else { return is_of_risk(setting) };
        let none = no_properties(resource);
        let properties = properties(&resource.node).unwrap_or(&none.value);
        if let Some(factor) = factor(setting) {
            return if is_removed(setting) {
                has_element(properties, "EnabledMfas", factor) || !self.texts_of(factor).is_empty()
            } else {
                !has_element(properties, "EnabledMfas", factor)
            };
        }
        let path = property::property(full(setting.member()));
        let value = Blocks::Maps.get(properties, &path);
        match setting {
            Setting::Set { value: new, .. } => value.is_none_or(|node| node.kind != scalar(new)),
            Setting::Configure { .. } => value.is_none(),
            // The texts go with the factor.
            Setting::Remove { member } => value.is_some() && !member.starts_with("EmailMfaConfiguration."),
            Setting::Add { member, element } | Setting::Drop { member, element } => {
                let has_element = match self.unset(member) {
                    Some(now) => now.iter().any(|one| one == element),
                    None => has_element(properties, &path, element),
                };
                has_element == matches!(setting, Setting::Drop { .. })
            }
            Setting::InTwoSteps(_) => false,
        }
    }

    /// The same resources after a change of the pool, as the instruction for the base words it. `None` if a function decides
    /// what the change leads to.
    fn with(mut self, setting: Setting<'_>, base: &Self) -> Option<Self> {
        let names_sms = base.has("SmsConfiguration") && !base.has("EnabledMfas");
        if is_of_risk(setting) && self.resource_of(setting).is_none() {
            let new = self.new_risk()?;
            self.resources.push(new);
        }
        let is_it = |resource: &&mut Resource| is_of_risk(setting) == (resource.kind == RISK);
        let resource = self.resources.iter_mut().find(is_it)?;
        let none = no_properties(resource);
        let NodeKind::Map(entries) = &mut resource.node.kind else { return None };
        if !entries.iter().any(|entry| entry.key == none.key) {
            entries.push(none);
        }
        let root = &mut entries.iter_mut().rev().find(|entry| entry.key == "Properties")?.value;
        let span = root.span;
        let maps = Blocks::Maps;
        if let Some(factor) = factor(setting) {
            if is_removed(setting) {
                let texts = base.texts_of(factor);
                if texts.is_empty() || has_element(root, "EnabledMfas", factor) {
                    maps.drop(root, "EnabledMfas", factor)?;
                }
                texts.into_iter().try_for_each(|text| maps.remove(root, text))?;
            } else if names_sms && factor != "SMS_MFA" {
                maps.set(root, "EnabledMfas", NodeKind::List(Vec::new()))?;
                maps.add(root, "EnabledMfas", "SMS_MFA")?;
                maps.add(root, "EnabledMfas", factor)?;
            } else {
                maps.add(root, "EnabledMfas", factor)?;
            }
            return Some(self);
        }
        let path = property::property(full(setting.member()));
        match setting {
            Setting::Set { member: "RecoveryMechanisms", value } => {
                maps.set(root, &path, mechanisms(value, ["Name", "Priority"], span))?;
            }
            Setting::Set { value, .. } => maps.set(root, &path, scalar(value))?,
            Setting::Configure { .. } => {
                let role = "arn:aws:iam::123456789012:role/placeholder";
                maps.set(root, &path, structure(&[("SnsCallerArn", role), ("ExternalId", "x")], span))?;
            }
            Setting::Remove { .. } => maps.remove(root, &path)?,
            Setting::Add { member, element } | Setting::Drop { member, element } => {
                if let Some(now) = base.unset(member) {
                    maps.set_if_unset(root, &path, now)?;
                }
                if let Setting::Drop { .. } = setting {
                    maps.drop(root, &path, element)?;
                } else {
                    maps.add(root, &path, element)?;
                }
            }
            Setting::InTwoSteps(_) => return None,
        }
        Some(self)
    }

    /// The texts of the template that turn on a factor by themselves.
    fn texts_of(&self, factor: &str) -> Vec<&'static str> {
        let texts = EMAIL_TEXTS.iter().map(|(name, _)| *name);
        texts.filter(|name| factor == EMAIL && self.has(name)).collect()
    }

    /// How to turn off a factor: by its name in `EnabledMfas`, and by the texts that turn it on as well.
    fn removal(&self, factor: &str) -> String {
        let texts = self.texts_of(factor);
        let pool = self.resources.first().and_then(|resource| properties(&resource.node));
        let is_named = pool.is_some_and(|all| has_element(all, "EnabledMfas", factor));
        let name = (is_named || texts.is_empty()).then(|| format!("{factor} from EnabledMfas"));
        let parts: Vec<String> = name.into_iter().chain(texts.into_iter().map(str::to_owned)).collect();
        match parts.as_slice() {
            [] => String::new(),
            [one] => format!("Remove {one}"),
            [others @ .., last] => format!("Remove {} and remove {last}", others.join(", remove ")),
        }
    }

    /// The elements of a list that the template doesn't set.
    fn unset(&self, list: &str) -> Option<&[String]> {
        let path = property::property(full(list));
        let properties = self.resources.first().and_then(|resource| properties(&resource.node));
        let value = properties.and_then(|all| Blocks::Maps.get(all, &path));
        (is_first_factors(list) && value.is_none()).then_some(&self.first_factors)
    }

    /// A change as an instruction. The factors are names in `EnabledMfas`.
    fn instruction(&self, setting: Setting<'_>) -> String {
        let of_unset = |now| setting.of_unset_list(&property::property(full(setting.member())), now);
        if let Some(text) = self.unset(setting.member()).and_then(of_unset) {
            return text;
        }
        let is_removed = is_removed(setting);
        match factor(setting) {
            Some(factor) if is_removed => self.removal(factor),
            // Without EnabledMfas, an SMS configuration turns on SMS. With it, SMS has to be named.
            Some(factor) if factor != "SMS_MFA" && !self.has("EnabledMfas") && self.has("SmsConfiguration") => {
                format!("Add SMS_MFA and {factor} to EnabledMfas")
            }
            Some(factor) => format!("Add {factor} to EnabledMfas"),
            None => setting.instruction(property::property, |value| match setting.member() {
                "MfaConfiguration" | "AdvancedSecurityMode" => quoted(value),
                _ => value.to_owned(),
            }),
        }
    }

    /// How to satisfy a rule with the names that `EnabledMfas` has.
    fn fix(&self, rule: Rule, is_creation: bool) -> Option<String> {
        let totp = || self.instruction(Setting::Configure { member: "SoftwareTokenMfaConfiguration" });
        #[expect(clippy::wildcard_enum_match_arm, reason = "the other rules have the general fix")]
        Some(match rule {
            Rule::CreateModeNeedsSms => format!("{}, or add SmsConfiguration.", totp()),
            Rule::ModeNeedsFactorBlock => format!("{}, or set MfaConfiguration to \"OFF\".", totp()),
            Rule::ModeNeedsEnabledFactor | Rule::OnNeedsOfferedFactor => format!("{}.", totp()),
            Rule::SmsNeedsConfiguration => {
                "Add SmsConfiguration with a role and an external ID, or remove SMS_MFA from EnabledMfas.".into()
            }
            Rule::EmailMfaNeedsEssentials => {
                let removal = self.removal(EMAIL);
                let removal = removal.strip_prefix('R').unwrap_or(&removal);
                format!("Set UserPoolTier to ESSENTIALS or PLUS, or r{removal}.")
            }
            Rule::OnExcludesOtpFirstFactor => "Remove EMAIL_OTP and SMS_OTP from \
                Policies.SignInPolicy.AllowedFirstAuthFactors, or set MfaConfiguration to \"OPTIONAL\"."
                .into(),
            Rule::OnPasskeyFirstFactorNeedsMultiFactor if is_creation => {
                let multi = FactorConfiguration::MultiFactorWithUserVerification.name();
                let pool = self.resources.first().and_then(|resource| properties(&resource.node));
                let factor = pool.and_then(|all| all.get("WebAuthnFactorConfiguration")).and_then(Node::text);
                let also = if factor == Some(multi) {
                    String::new()
                } else {
                    format!(" Also set WebAuthnFactorConfiguration to {multi}.")
                };
                format!("{}, so that CloudFormation sends the mode after the settings of passkeys.{also}", totp())
            }
            _ => return None,
        })
    }

    pub(super) fn place(&self, resource: &Resource, span: Span, property: String) -> Place {
        Place { file: self.file.clone(), span, resource: resource.name.clone(), property, presence: Presence::Set }
    }

    /// The first resource itself.
    fn whole(&self) -> Place {
        if let Some(resource) = self.resources.first() {
            return self.place(resource, resource.name_span, String::new());
        }
        let start = Position { line: 1, column: 1 };
        let span = Span { start, end: start };
        Place { file: self.file.clone(), span, resource: "".into(), property: String::new(), presence: Presence::Set }
    }

    /// The place of a value by its span.
    fn place_of(&self, span: Span, member: &str) -> Place {
        let found = self.resources.iter().find_map(|resource| {
            let (mut path, properties) = (Path::default(), properties(&resource.node)?);
            let is_found = find(properties, span, &mut path);
            // All properties together are the resource.
            let is_whole = path.as_str().is_empty();
            let whole = || if is_whole { resource.name_span } else { span };
            let at = || alias_of(properties, span).unwrap_or_else(whole);
            is_found.then(|| self.place(resource, at(), path.to_string()))
        });
        found.unwrap_or_else(|| Place { span, property: property::property(member), ..self.whole() })
    }

    /// The aliases of lists and maps, each with the place of the anchor.
    fn copied(&self) -> Vec<(Span, Place)> {
        let mut copied = Vec::new();
        for resource in &self.resources {
            let mut add = |alias: &Node, content: Span| {
                let place = self.place(resource, content, String::new());
                copied.push((alias.span, Place { resource: "".into(), ..place }));
            };
            each_alias(&resource.node, &mut add);
        }
        copied
    }

    /// Where a property would be added: the key of `Properties`, or the resource if it has none.
    fn place_to_add(&self, member: &str) -> Place {
        // The actions of a risk are in a resource of their own.
        let is_risk = member.starts_with("AccountTakeoverRiskConfiguration");
        let resource = self.resources.iter().find(|resource| is_risk == (resource.kind == RISK));
        let Some(resource) = resource.or(self.resources.first()) else { return self.whole() };
        let key = resource.node.entries().iter().rev().find(|entry: &&Entry| entry.key == "Properties");
        let property = property::property(member);
        // A member is missing from the innermost block that's there.
        let block = key.filter(|_| !member.is_empty());
        let span = block.map_or(resource.name_span, |entry| innermost(entry, &property));
        let is_set = member.is_empty() || is_set(key, &property);
        Place {
            presence: if is_set { Presence::Set } else { Presence::NotSet },
            ..self.place(resource, span, property)
        }
    }
}

/// The name in `EnabledMfas` that a setting stands for.
fn factor(setting: Setting<'_>) -> Option<&'static str> {
    match setting.member() {
        "SoftwareTokenMfaConfiguration" | "SoftwareTokenMfaConfiguration.Enabled" => Some("SOFTWARE_TOKEN_MFA"),
        "SmsMfaConfiguration" => Some("SMS_MFA"),
        "EmailMfaConfiguration" => Some(EMAIL),
        _ => None,
    }
}

/// The properties of a resource that has none.
fn no_properties(resource: &Resource) -> Entry {
    let span = resource.name_span;
    Entry { key: "Properties".into(), key_span: span, value: Node { span, kind: NodeKind::Map(Vec::new()) } }
}

/// Whether the list at this path has an element.
fn has_element(properties: &Node, path: &str, element: &str) -> bool {
    let list = Blocks::Maps.get(properties, path).map(Node::elements).unwrap_or_default();
    list.iter().any(|one| one.text() == Some(element))
}

fn is_removed(setting: Setting<'_>) -> bool {
    matches!(setting, Setting::Remove { .. } | Setting::Drop { .. } | Setting::Set { value: "false", .. })
}

/// The span of what an alias copies: of the content of the list or map, which is elsewhere.
fn content_elsewhere(node: &Node) -> Option<Span> {
    let spans = || {
        let keys = node.entries().iter().flat_map(|entry| [entry.key_span, entry.value.span]);
        node.elements().iter().map(|element| element.span).chain(keys)
    };
    // The map of a short form has the span of the whole.
    let is_elsewhere = |span: Span| span.end <= node.span.start || node.span.end <= span.start;
    let (start, end) = (spans().map(|span| span.start).min()?, spans().map(|span| span.end).max()?);
    spans().all(is_elsewhere).then_some(Span { start, end })
}

fn each_alias(node: &Node, add: &mut impl FnMut(&Node, Span)) {
    if let Some(content) = content_elsewhere(node) {
        add(node, content);
    }
    node.elements().iter().for_each(|element| each_alias(element, add));
    node.entries().iter().for_each(|entry| each_alias(&entry.value, add));
}

/// The alias that copies the value with this span. The outermost one is the one that the resource itself has.
fn alias_of(node: &Node, span: Span) -> Option<Span> {
    let is_copied = content_elsewhere(node).is_some();
    let mut parts = node.elements().iter().chain(node.entries().iter().map(|entry| &entry.value));
    if is_copied {
        return parts.any(|part| contains(part, span)).then_some(node.span);
    }
    parts.find_map(|part| alias_of(part, span))
}

fn contains(node: &Node, span: Span) -> bool {
    let mut parts = node.elements().iter().chain(node.entries().iter().map(|entry| &entry.value));
    node.span == span || parts.any(|part| contains(part, span))
}

/// The innermost block that a path leads to: its key, or an element of a list.
fn innermost(properties: &Entry, path: &str) -> Span {
    let (mut span, mut node) = (properties.key_span, &properties.value);
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let (name, index) = part.strip_suffix(']').and_then(|part| part.split_once('[')).unwrap_or((part, ""));
        let Some(inner) = node.entries().iter().rev().find(|inner| inner.key == name) else { break };
        let element = index.parse().ok().and_then(|index: usize| inner.value.elements().get(index));
        let (at, value) = element.map_or((inner.key_span, &inner.value), |element| (element.span, element));
        // The last part of the path is there, so it's the place.
        if parts.peek().is_some() && !matches!(value.kind, NodeKind::Map(_)) {
            break;
        }
        (span, node) = (at, value);
    }
    span
}

/// Whether the properties have a value at this path.
fn is_set(properties: Option<&Entry>, path: &str) -> bool {
    let mut node = properties.map(|entry| &entry.value);
    for name in path.split('.') {
        // What a function leads to can have it.
        if node.is_some_and(|node| function(node).is_some()) {
            return true;
        }
        node = node.and_then(|node| node.get(name));
    }
    node.is_some()
}

/// Finds the value with this span, and its path. Functions aren't part of a path.
pub(super) fn find(node: &Node, span: Span, path: &mut Path) -> bool {
    if node.span == span {
        return true;
    }
    // A copy of an anchor is outside of the value that it belongs to, so the span of a value doesn't limit the search.
    let length = path.length();
    for (index, element) in node.elements().iter().enumerate() {
        path.push_index(index);
        if find(element, span, path) {
            return true;
        }
        path.back_to(length);
    }
    if let Some((_, argument)) = function(node) {
        let arguments = argument.elements();
        return find_any(arguments, span, path) || arguments.is_empty() && find(argument, span, path);
    }
    for entry in node.entries().iter().rev() {
        path.push_name(&entry.key);
        if find(&entry.value, span, path) {
            return true;
        }
        path.back_to(length);
    }
    false
}

/// Finds the span in the arguments of a function. `Fn::If` has a value in each branch.
fn find_any(arguments: &[Node], span: Span, path: &mut Path) -> bool {
    arguments.iter().any(|argument| find(argument, span, path))
}
