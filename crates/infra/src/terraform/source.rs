//! A user pool of a plan or state as a source of requests.

use std::sync::Arc;

use cognito_mfa::Profile;
use cognito_mfa::pool::PoolMember;
use cognito_mfa::rules::Rule;
use cognito_mfa::wire::{DescribedPool, PoolAnswer};

use crate::call::Call;
use crate::choices::Choices;
use crate::edit::{Blocks, mechanisms, scalar, structure};
use crate::finding::{Code, Finding};
use crate::judge::{JudgeOptions, Judgment, PoolSource, Rename, Run, SET_RISK, body, have_succeeded, judge};
use crate::judged::{JudgedResource, PoolChange, ResourceKind};
use crate::node::{Node, NodeKind};
use crate::path::Path;
use crate::place::{Place, Presence, Span};
use crate::setting::{Setting, Split, first_factors, full, is_first_factors, is_of_risk, quoted};

use super::file::{TerraformFile, TerraformKind};
use super::reader::is_empty;
use super::risk::TerraformRisk;
use super::user_pool::{Action, TerraformPool};

/// A pool of a file.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) file: Arc<str>,
    pub(crate) kind: TerraformKind,
    pub(crate) pool: TerraformPool,
    /// How the update is split, if it's applied in two steps.
    pub(crate) split: Option<Split>,
    /// Whether it has changes that aren't in the file.
    pub(crate) is_changed: bool,
}

impl Source {
    fn place(&self, span: Span, property: String) -> Place {
        Place { file: self.file.clone(), span, resource: self.pool.address.clone(), property, presence: Presence::Set }
    }

    /// The resource itself.
    pub(crate) fn whole(&self) -> Place {
        self.place(self.pool.span, String::new())
    }

    fn risks(&self) -> impl Iterator<Item = &TerraformRisk> {
        self.pool.risk.iter().chain(&self.pool.client_risks)
    }

    fn block(&self, name: &str) -> Option<&Node> {
        let block = self.pool.after.get(name)?;
        Some(block.elements().first().unwrap_or(block)).filter(|block| !matches!(block.kind, NodeKind::Null))
    }

    fn calls(&self, choices: &mut Choices) -> Vec<Call> {
        match self.split.and_then(|split| self.pool.in_two_steps(split)) {
            Some(steps) => steps.iter().flat_map(|step| step.calls(choices)).collect(),
            None => self.pool.calls(choices),
        }
    }

    /// Whether the file says that the pool has no account recovery.
    fn shows_no_recovery(&self) -> bool {
        let setting = self.pool.after.get("account_recovery_setting").map(|setting| &setting.kind);
        matches!(setting, Some(NodeKind::List(blocks)) if blocks.is_empty())
    }

    /// Whether the pool exists and the provider doesn't show its first factors.
    fn hides_first_factors(&self) -> bool {
        let has_list = self.pool.after.entries().iter().any(|entry| entry.key == "sign_in_policy");
        matches!(self.pool.action, Action::Update | Action::Keep) && !has_list
    }

    /// The elements of a list that the pool doesn't set.
    fn unset(&self, list: &str) -> Option<Vec<String>> {
        let path = attribute(full(list));
        let of = |pool| Blocks::Lists.get(pool, &path).filter(|list| !is_empty(list));
        if !is_first_factors(list) || of(&self.pool.after).is_some() {
            return None;
        }
        let now = self.pool.before.as_ref().and_then(of);
        let texts = |list: &Node| list.elements().iter().filter_map(Node::text).map(str::to_owned).collect();
        Some(now.map_or_else(|| first_factors(None), texts))
    }

    fn findings(&self, run: &Run) -> Vec<Finding> {
        let mut findings = Vec::new();
        let block = |name: &str| {
            let block = self.block(name)?;
            Some((block, self.place(block.span, format!("{name}[0]"))))
        };
        if self.pool.action == Action::Replace {
            findings.push(Finding::new(Code::PlanReplacesPool, self.whole()));
        }
        if let Some((block, place)) = block("email_mfa_configuration")
            && !matches!(block.kind, NodeKind::List(_))
            && is_empty(block)
        {
            findings.push(Finding::new(Code::EmptyEmailMfa, place));
        }
        let is_sent = run.calls.iter().any(|call| call.body.get("WebAuthnConfiguration").is_some());
        if let Some((block, place)) = block("web_authn_configuration")
            && is_sent
            && self.pool.action != Action::Keep
            && matches!(block.kind, NodeKind::Map(_))
            && block.get("factor_configuration").is_none()
        {
            findings.push(Finding::new(Code::ProviderResetsPasskeys, place));
        }
        let is_gone = |node: Option<&Node>| node.is_none_or(is_empty);
        let had_sms = self.pool.before.as_ref().is_some_and(|before| !is_gone(before.get("sms_configuration")));
        if had_sms && is_gone(self.pool.after.get("sms_configuration")) {
            findings.push(Finding::new(Code::SmsConfigurationStays, self.place_to_add("SmsConfiguration")));
        }
        findings
    }

    /// The pool before the apply. `None` if the apply creates it.
    fn before(&self, choices: &mut Choices) -> Option<cognito_mfa::Pool> {
        let answers = self.pool.answers_before(choices)?;
        let bodies: Vec<String> = answers.iter().map(|answer| body::json(answer, "", choices, 0).to_string()).collect();
        let answers: Vec<PoolAnswer<'_>> = bodies.iter().filter_map(|body| PoolAnswer::decode(body).ok()).collect();
        Some(DescribedPool::new(answers, Profile::default()).pool)
    }
}

impl PoolSource for Source {
    fn run(&self, choices: &mut Choices) -> Option<Run> {
        let mut run = Run {
            pool: self.before(choices),
            calls: self.calls(choices),
            // A state is judged as if a configuration asked for it.
            is_deployment: self.kind == TerraformKind::State || self.pool.action != Action::Keep,
            is_risk_sent: self.pool.risk.as_ref().is_none_or(|risk| risk.action != Action::Keep),
            not_shown: self.hides_first_factors().then_some(PoolMember::FirstFactors).into_iter().collect(),
            has_no_recovery: self.pool.action == Action::Keep && self.shows_no_recovery(),
            ..Run::default()
        };
        run.findings = self.findings(&run);
        for risk in &self.pool.client_risks {
            let of_client = RiskSource { file: self.file.clone(), risk: risk.clone(), code: Code::RiskOfOneClient };
            run.findings.push(of_client.finding());
            run.asides.extend(risk.call(choices));
            run.has_other_risk = true;
        }
        run.has_other_risk |= self.risks().any(TerraformRisk::has_others);
        if run.pool.is_none() {
            let sms = run.calls.iter().find_map(|call| call.body.get("SmsMfaConfiguration")).map(|block| block.span);
            run.renames.push(Rename {
                from: "off-excludes-factors",
                at: sms,
                to: Code::SmsBlockUnderOff,
                place: None,
                texts: None,
            });
        }
        Some(run)
    }

    fn place_of(&self, value: &Node, member: &str) -> Place {
        let is_left_out = |resource: Span| value.span == resource;
        if is_left_out(self.pool.span) || self.risks().any(|risk| is_left_out(risk.span)) {
            // The plan has no such attribute: its value is made up or unknown.
            return Place { presence: Presence::NotShown, ..self.place_to_add(member) };
        }
        let of_risk = |risk: &TerraformRisk| {
            let place = self.place(value.span, path_to(&risk.attributes, value.span)?);
            Some(Place { resource: risk.address.clone(), ..place })
        };
        let of_pool = || Some(self.place(value.span, path_to(&self.pool.after, value.span)?));
        self.risks().find_map(of_risk).or_else(of_pool).unwrap_or_else(|| self.place_to_add(member))
    }

    fn place_to_add(&self, member: &str) -> Place {
        let property = attribute(member);
        let name = property.split(['.', '[']).next().unwrap_or_default();
        if name == "account_takeover_risk_configuration"
            && let Some(TerraformRisk { address, span, attributes, .. }) = self.risks().next()
        {
            // A risk configuration that doesn't change isn't in a request.
            let kept = Blocks::Lists.get(attributes, &property).filter(|node| !is_empty(node));
            let place = match kept.and_then(|node| Some(self.place(node.span, path_to(attributes, node.span)?))) {
                Some(place) => place,
                None => Place { presence: Presence::NotSet, ..self.place(*span, property) },
            };
            return Place { resource: address.clone(), ..place };
        }
        let span =
            self.pool.after.get(name).filter(|node| node.kind != NodeKind::Null).map_or(self.pool.span, |node| {
                // A block that is there gets the attribute.
                node.elements().first().map_or(node.span, |block| block.span)
            });
        let presence = match presence(&self.pool.after, &property) {
            // The pool exists, and something else can have set an attribute that the provider doesn't have.
            None if matches!(self.pool.action, Action::Update | Action::Keep) => Presence::NotShown,
            presence => presence.unwrap_or(Presence::NotSet),
        };
        Place { presence, ..self.place(span, property) }
    }

    fn property(&self, member: &str) -> String {
        attribute(member)
    }

    fn instruction(&self, setting: Setting<'_>) -> String {
        let of_unset = |now: Vec<String>| setting.of_unset_list(&attribute(full(setting.member())), &now);
        if let Some(text) = self.unset(setting.member()).and_then(of_unset) {
            return text;
        }
        if let Setting::InTwoSteps(split) = setting {
            // Other fixes can change more of these attributes, so the sentence names all of them.
            let attributes = if split == Split::FirstFactorsLast {
                "mfa_configuration, *_mfa_configuration, sign_in_policy, sms_* and web_authn_configuration"
            } else {
                "mfa_configuration, *_mfa_configuration, sms_* and web_authn_configuration"
            };
            return format!(
                "Apply all changes of {attributes} in a second step, after the other changes: the provider sends \
                 SetUserPoolMfaConfig before UpdateUserPool"
            );
        }
        let text = setting.instruction(attribute, quoted);
        let needs_newer = full(setting.member()) == "WebAuthnConfiguration.FactorConfiguration"
            && self.block("web_authn_configuration").is_some_and(|block| block.get("factor_configuration").is_none());
        if needs_newer { format!("{text} (with a version of the provider that has it)") } else { text }
    }

    fn can_make(&self, setting: Setting<'_>) -> bool {
        if let Setting::InTwoSteps(split) = setting {
            return self.pool.in_two_steps(split).is_some();
        }
        // Some versions of the provider don't have the attribute.
        let path = attribute(full(setting.member()));
        let name = path.split('.').next().unwrap_or_default();
        // A plan or state shows each attribute that the provider has, whether it's set or not.
        let has = |node: &Node, name: &str| node.entries().iter().any(|entry| entry.key == name);
        if !is_of_risk(setting) && !has(&self.pool.after, name) {
            return false;
        }
        // A block that isn't set doesn't show its attributes.
        let block = self.block("web_authn_configuration").filter(|block| matches!(block.kind, NodeKind::Map(_)));
        path != "web_authn_configuration.factor_configuration"
            || block.is_none_or(|block| has(block, "factor_configuration"))
    }

    fn alters(&self, setting: Setting<'_>) -> bool {
        if !self.can_make(setting) {
            return false;
        }
        let path = attribute(full(setting.member()));
        let root = match &self.pool.risk {
            Some(risk) if is_of_risk(setting) => &risk.attributes,
            _ => &self.pool.after,
        };
        let value = Blocks::Lists.get(root, &path).filter(|value| !is_empty(value));
        let has_element =
            |element: &str| value.is_some_and(|list| list.elements().iter().any(|one| one.text() == Some(element)));
        match setting {
            Setting::Set { value: new, .. } => value.is_none_or(|node| node.kind != scalar(new)),
            Setting::Configure { .. } => value.is_none(),
            // The pool keeps an SMS configuration. The other members of a removed block go with it.
            Setting::Remove { member: "SmsMfaConfiguration" } => value.is_some() && self.pool.action != Action::Update,
            Setting::Remove { member } => value.is_some() && !member.starts_with("EmailMfaConfiguration."),
            Setting::Add { member, element } | Setting::Drop { member, element } => {
                let has_element = match self.unset(member) {
                    Some(now) => now.iter().any(|one| one == element),
                    None => has_element(element),
                };
                has_element == matches!(setting, Setting::Drop { .. })
            }
            Setting::InTwoSteps(split) => self.split != Some(split),
        }
    }

    fn changed(&self, settings: &[Setting<'_>]) -> Option<Box<dyn PoolSource + '_>> {
        let mut changed = Self { is_changed: true, ..self.clone() };
        let (span, lists) = (self.pool.span, Blocks::Lists);
        let new_risk = || TerraformRisk {
            address: self.pool.address.clone(),
            span,
            action: Action::Create,
            attributes: Node { span, kind: NodeKind::Map(Vec::new()) },
        };
        for setting in settings {
            let path = attribute(full(setting.member()));
            let root = if is_of_risk(*setting) {
                &mut changed.pool.risk.get_or_insert_with(new_risk).attributes
            } else {
                &mut changed.pool.after
            };
            match *setting {
                Setting::Set { member: "RecoveryMechanisms", value } => {
                    lists.set(root, &path, mechanisms(value, ["name", "priority"], span))?;
                }
                Setting::Set { value, .. } => lists.set(root, &path, scalar(value))?,
                Setting::Configure { .. } => {
                    let role = "arn:aws:iam::123456789012:role/placeholder";
                    let block = structure(&[("sns_caller_arn", role), ("external_id", "x")], span);
                    lists.set(root, &path, NodeKind::List(vec![Node { span, kind: block }]))?;
                }
                Setting::Remove { .. } => lists.remove(root, &path)?,
                Setting::Add { member, element } | Setting::Drop { member, element } => {
                    if let Some(now) = self.unset(member) {
                        lists.set_if_unset(root, &path, &now)?;
                    }
                    if let Setting::Drop { .. } = setting {
                        lists.drop(root, &path, element)?;
                    } else {
                        lists.add(root, &path, element)?;
                    }
                }
                Setting::InTwoSteps(split) => changed.split = Some(split),
            }
        }
        Some(Box::new(changed))
    }

    fn fixes(&self, rule: Rule, _calls: &[Call]) -> Option<Vec<String>> {
        let block = self.block("web_authn_configuration");
        let has_attribute = block.is_some_and(|block| block.get("factor_configuration").is_some());
        let is_it = matches!(rule, Rule::OnPasskeyNeedsMultiFactor | Rule::OnPasskeyFirstFactorNeedsMultiFactor);
        (is_it && !has_attribute).then(|| {
            vec![
                "Remove WEB_AUTHN from sign_in_policy.allowed_first_auth_factors, or set mfa_configuration to \"OPTIONAL\". \
                 Only a version of the provider with web_authn_configuration.factor_configuration can keep both."
                    .into(),
            ]
        })
    }

    fn half_applied(&self, done: &[&'static str], refused: &'static str) -> String {
        let done = have_succeeded(done);
        match self.pool.action {
            Action::Keep if refused == SET_RISK => "This plan or state doesn't change the pool itself.".into(),
            Action::Keep => format!(
                "This plan or state doesn't change the pool. In the requests that would create it again, {done} before this one."
            ),
            _ if refused == SET_RISK => format!(
                "By then, {done}, so the pool is complete. Only the risk configuration is missing, and the next plan shows it."
            ),
            Action::Create | Action::Replace => format!(
                "By then, {done}. The pool exists without MFA, and Terraform marks it as tainted: the next apply replaces it."
            ),
            Action::Update => {
                format!("By then, {done}, so the update is half applied. The next plan shows only what is left.")
            }
        }
    }

    fn is_as_written(&self) -> bool {
        !self.is_changed
    }

    fn secrets(&self) -> &[String] {
        &self.pool.sensitive
    }
}

impl TerraformFile {
    /// Judges every pool of the file, and the risk configurations that belong to none of them.
    #[must_use]
    pub fn judge(&self, file: &Arc<str>, options: JudgeOptions) -> Vec<JudgedResource> {
        let pools = self.pools.iter().map(|pool| {
            let (file, pool) = (file.clone(), pool.clone());
            let source = Source { file, kind: self.kind, pool, split: None, is_changed: false };
            let place = source.whole();
            judged(ResourceKind::UserPool, change(source.pool.action), place, source, options)
        });
        let client = self.client_risks.iter().map(|risk| (risk, Code::RiskOfOneClient));
        let risks = client.chain(self.other_risks.iter().map(|risk| (risk, Code::RiskOfUnknownPool)));
        let risks = risks.map(|(risk, code)| {
            let source = RiskSource { file: file.clone(), risk: risk.clone(), code };
            let place = source.place_to_add("");
            judged(ResourceKind::RiskConfiguration, PoolChange::Keep, place, source, options)
        });
        let deleted = self.deleted.iter().map(|(address, span)| {
            let source = Deleted { file: file.clone(), address: address.clone(), span: *span };
            let place = source.place();
            let judgment = Judgment::not_judged(vec![Finding::new(Code::PlanDeletesPool, place.clone())]);
            let (kind, change, suppressions) = (ResourceKind::NotJudged, PoolChange::Delete, Vec::new());
            JudgedResource { kind, change, place, judgment, suppressions, source: Arc::new(source), options }
        });
        pools.chain(risks).chain(deleted).collect()
    }
}

/// A pool that the plan deletes. There is nothing to judge.
struct Deleted {
    file: Arc<str>,
    address: Arc<str>,
    span: Span,
}

impl Deleted {
    fn place(&self) -> Place {
        let (file, resource) = (self.file.clone(), self.address.clone());
        Place { file, span: self.span, resource, property: String::new(), presence: Presence::Set }
    }
}

impl PoolSource for Deleted {
    fn run(&self, _choices: &mut Choices) -> Option<Run> {
        None
    }

    fn place_of(&self, _value: &Node, _member: &str) -> Place {
        self.place()
    }

    fn place_to_add(&self, _member: &str) -> Place {
        self.place()
    }

    fn property(&self, member: &str) -> String {
        attribute(member)
    }
}

const fn change(action: Action) -> PoolChange {
    match action {
        Action::Create => PoolChange::Create,
        Action::Update => PoolChange::Update,
        Action::Replace => PoolChange::Replace,
        Action::Keep => PoolChange::Keep,
    }
}

fn judged(
    kind: ResourceKind,
    change: PoolChange,
    place: Place,
    source: impl PoolSource + Send + Sync + 'static,
    options: JudgeOptions,
) -> JudgedResource {
    let judgment = judge(&source, options);
    JudgedResource { kind, change, place, judgment, suppressions: Vec::new(), source: Arc::new(source), options }
}

/// A risk configuration that belongs to no pool of the file.
#[derive(Debug, Clone)]
struct RiskSource {
    file: Arc<str>,
    risk: TerraformRisk,
    code: Code,
}

impl RiskSource {
    fn place(&self, span: Span, property: String) -> Place {
        Place { file: self.file.clone(), span, resource: self.risk.address.clone(), property, presence: Presence::Set }
    }
}

impl RiskSource {
    fn finding(&self) -> Finding {
        if self.code == Code::RiskOfOneClient {
            let fixes = vec!["For the whole pool, remove client_id.".into()];
            return Finding { fixes, ..Finding::new(self.code, self.place_to_add("ClientId")) };
        }
        Finding::new(self.code, self.place_to_add(""))
    }
}

impl PoolSource for RiskSource {
    fn run(&self, choices: &mut Choices) -> Option<Run> {
        let calls = self.risk.call(choices).into_iter().collect();
        Some(Run { calls, findings: vec![self.finding()], ..Run::default() })
    }

    fn place_of(&self, value: &Node, member: &str) -> Place {
        let path = path_to(&self.risk.attributes, value.span);
        self.place(value.span, path.unwrap_or_else(|| attribute(member)))
    }

    fn place_to_add(&self, member: &str) -> Place {
        let property = attribute(member);
        let value = self.risk.attributes.get(&property).filter(|value| value.kind != NodeKind::Null);
        let presence = presence(&self.risk.attributes, &property).unwrap_or(Presence::NotSet);
        Place { presence, ..self.place(value.map_or(self.risk.span, |value| value.span), property) }
    }

    fn property(&self, member: &str) -> String {
        attribute(member)
    }
}

/// Whether the attributes have a value at this path. Blocks are lists of one map. `None` if the provider has no such attribute.
fn presence(attributes: &Node, path: &str) -> Option<Presence> {
    let mut node = attributes;
    for name in path.split('.').filter(|name| !name.is_empty()) {
        if matches!(node.kind, NodeKind::Unknown(_)) {
            return Some(Presence::NotShown);
        }
        let value = node.get(name.split('[').next().unwrap_or(name))?;
        node = value.elements().first().unwrap_or(value);
        if is_empty(node) {
            return Some(Presence::NotSet);
        }
    }
    Some(Presence::Set)
}

/// The path of the value with this span.
fn path_to(attributes: &Node, span: Span) -> Option<String> {
    let mut path = Path::default();
    find(attributes, span, &mut path).then(|| path.to_string())
}

fn find(node: &Node, span: Span, path: &mut Path) -> bool {
    if node.span == span {
        return true;
    }
    let length = path.length();
    for entry in node.entries().iter().rev() {
        path.push_name(&entry.key);
        if find(&entry.value, span, path) {
            return true;
        }
        path.back_to(length);
    }
    for (index, element) in node.elements().iter().enumerate() {
        path.push_index(index);
        if find(element, span, path) {
            return true;
        }
        path.back_to(length);
    }
    false
}

/// The attribute for a member of a request: `sign_in_policy.allowed_first_auth_factors` for
/// `Policies.SignInPolicy.AllowedFirstAuthFactors`.
pub(super) fn attribute(member: &str) -> String {
    let member = member.split_once('=').map_or(member, |(member, _)| member);
    let member = member.strip_prefix("Policies.").unwrap_or(member);
    let member = member.strip_prefix("SmsMfaConfiguration.").unwrap_or(member);
    let mut attribute = String::new();
    for (index, char) in member.char_indices() {
        if char.is_ascii_uppercase() {
            let is_first = index == 0 || member.as_bytes().get(index - 1) == Some(&b'.');
            attribute.extend((!is_first).then_some('_'));
        }
        attribute.push(char.to_ascii_lowercase());
    }
    match attribute.as_str() {
        "sms_mfa_configuration" => "sms_configuration".into(),
        "pool_name" => "name".into(),
        other => other.replace("recovery_mechanisms", "recovery_mechanism"),
    }
}
