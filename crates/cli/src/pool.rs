//! Pools from templates, plans, states, and what the service returns about them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;
use cognito_mfa::wire::DescribedPool;
use cognito_mfa::{Pool, Profile};
use cognito_mfa_infra::answer::PoolAnswers;
use cognito_mfa_infra::cloudformation::{Deployment, Template};
use cognito_mfa_infra::{
    Certainty, Document, FileError, JudgeOptions, JudgedResource, Judgment, Origin, PoolDocument, PossiblePool, Reason,
    ResourceKind, Severity, Verdict, read_text,
};

use crate::choice::choice;
use crate::configuration::Configuration;
use crate::fault::Fault;
use crate::files::Files;
use crate::place::Place;
use crate::source::Source;

// A doc comment on these structs would replace the help text of the verbs that use them.
#[expect(clippy::doc_markdown, reason = "these comments are help texts")]
#[derive(Args)]
pub(crate) struct PoolFiles {
    /// The output of DescribeUserPool, GetUserPoolMfaConfig and DescribeRiskConfiguration,
    /// in one or several files. Or a template, a plan or a state
    #[arg(verbatim_doc_comment, value_name = "POOL", required = true)]
    files: Vec<Source>,
    #[command(flatten)]
    rules: Rules,
}

#[derive(Args)]
pub(crate) struct Rules {
    /// The rules to apply: what was measured on the live service, or what AWS documents [default: Observed]
    #[arg(long, display_order = 80, value_name = "NAME", value_parser = choice(Profile::ALL, Profile::name))]
    pub(crate) profile: Option<Profile>,
    /// The configuration file [default: cognito-mfa.toml, if it exists]
    #[arg(long, display_order = 83, value_name = "FILE")]
    pub(crate) config: Option<Source>,
    /// The pool to use, if a file has several: its logical ID or its address
    #[arg(long, display_order = 81, value_name = "NAME")]
    pub(crate) resource: Option<String>,
    /// A value for a parameter of a template, or for a pseudo parameter such as `AWS::Region`
    #[arg(long = "parameter", display_order = 82, value_name = "NAME=VALUE", value_parser = parameter)]
    pub(crate) parameters: Vec<(String, String)>,
}

fn parameter(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("expected a name, `=` and a value")?;
    Ok((name.into(), value.into()))
}

impl Rules {
    /// These options, completed from the configuration file.
    pub(crate) fn settings(&self, files: &mut Files<'_>) -> Result<Settings, Fault> {
        let Configuration { profile, mut parameters, .. } = Configuration::read(self.config.as_ref(), files)?;
        let given: BTreeMap<String, String> = self.parameters.iter().cloned().collect();
        let unused = UnusedParameters::new(&given);
        parameters.extend(given);
        let profile = self.profile.or(profile).unwrap_or_default();
        Ok(Settings { profile, resource: self.resource.clone(), parameters, unused })
    }
}

/// How to read pools.
pub(crate) struct Settings {
    pub(crate) profile: Profile,
    resource: Option<String>,
    parameters: BTreeMap<String, String>,
    unused: UnusedParameters,
}

impl PoolFiles {
    pub(crate) fn read(&self, files: &mut Files<'_>) -> Result<ReadPool, Fault> {
        let settings = self.rules.settings(files)?;
        read(&self.files, files, settings)
    }
}

/// Answers of the service, each with its file.
pub(crate) type Answers = Vec<(Arc<str>, PoolDocument)>;

/// Reads the one pool of these files. No setting that matters may be open.
pub(crate) fn read(sources: &[Source], files: &mut Files<'_>, settings: Settings) -> Result<ReadPool, Fault> {
    let mut reader = PoolReader::new(settings);
    let pool = reader.read(sources, None, files);
    reader.finish()?;
    pool
}

/// Reads the pool as it is now.
pub(crate) fn read_live(sources: &[Source], files: &mut Files<'_>, profile: Profile) -> Result<Pool, Fault> {
    let unused = UnusedParameters::new(&BTreeMap::new());
    let settings = Settings { profile, resource: None, parameters: BTreeMap::new(), unused };
    read(sources, files, settings).map(|pool| pool.described.pool)
}

/// The pool of some files.
pub(crate) struct ReadPool {
    pub(crate) described: DescribedPool,
    pub(crate) there: PoolThere,
}

/// The same pool in the other profile, or the reason why there is none. The reason is a part of a sentence.
pub(crate) type PoolThere = Result<Pool, String>;

impl ReadPool {
    /// What is made of the pool, here and in the other profile.
    pub(crate) fn each<T>(&self, judged: impl Fn(&Pool) -> T) -> (T, Result<T, String>) {
        (judged(&self.described.pool), self.there.as_ref().map(&judged).map_err(Clone::clone))
    }
}

/// The one pool of some files, judged in both profiles.
struct BothJudged {
    here: JudgedResource,
    /// `None` if the other profile has another number of pools.
    there: Option<JudgedResource>,
    /// The ID of the pool, if the files show it.
    id: Option<String>,
}

impl BothJudged {
    /// The pool after the deployment.
    fn pool(&self) -> Result<ReadPool, Fault> {
        let there = self.there(exact);
        let pool = exact(&self.here).map_err(|message| at(&self.here, &message))?;
        Ok(ReadPool { described: described(without_secrets(pool, &self.here), self.id.clone()), there })
    }

    /// The pool before the deployment.
    fn pool_before(&self) -> Result<ReadPool, Fault> {
        let before = |judged: &JudgedResource| only(judged, &judged.judgment.before).cloned();
        let there = self.there(before);
        let pool = before(&self.here).map_err(|message| at(&self.here, &message))?;
        Ok(ReadPool { described: described(without_secrets(pool, &self.here), self.id.clone()), there })
    }

    fn there(&self, pool: impl Fn(&JudgedResource) -> Result<Pool, String>) -> PoolThere {
        let there = self.there.as_ref().ok_or_else(|| "it finds other pools in the input".to_owned())?;
        pool(there).map_err(|message| format!("{}: {}", there.place.resource, message.trim_end_matches('.')))
    }
}

/// Reads the pools of one command.
pub(crate) struct PoolReader {
    settings: Settings,
    /// The names of the files that were read.
    names: Vec<String>,
}

impl PoolReader {
    pub(crate) const fn new(settings: Settings) -> Self {
        Self { settings, names: Vec::new() }
    }

    /// Reads the one pool of these files. No setting that matters may be open. With the pool as it is now, a template is an
    /// update of that pool.
    pub(crate) fn read(
        &mut self,
        sources: &[Source],
        before: Option<&ReadPool>,
        files: &mut Files<'_>,
    ) -> Result<ReadPool, Fault> {
        self.judged(sources, before, files)?.pool()
    }

    /// Reads the pool before and after a plan.
    pub(crate) fn read_plan(&mut self, plan: &Source, files: &mut Files<'_>) -> Result<[ReadPool; 2], Fault> {
        let both = self.judged(std::slice::from_ref(plan), None, files)?;
        if both.here.judgment.before.is_empty() {
            let message = "this file doesn't show the pool before a change. Expected two files, BEFORE and AFTER, or a plan \
                           that updates a pool";
            return Err(at(&both.here, message));
        }
        Ok([both.pool_before()?, both.pool()?])
    }

    /// Checks that each given parameter is one of a template.
    pub(crate) fn finish(&self) -> Result<(), Fault> {
        self.settings.unused.fault(&self.names.join(", ")).map_or(Ok(()), Err)
    }

    /// The one pool of these files, judged in both profiles.
    fn judged(
        &mut self,
        sources: &[Source],
        before: Option<&ReadPool>,
        files: &mut Files<'_>,
    ) -> Result<BothJudged, Fault> {
        let Settings { profile, resource, parameters, unused } = &mut self.settings;
        let deployment = |profile, before| Deployment {
            parameters: parameters.clone(),
            before,
            updates: resource.clone(),
            options: JudgeOptions::default().with_profile(profile),
        };
        let here = deployment(*profile, before.map(|pool| &pool.described.pool));
        let there = deployment(profile.other(), before.and_then(|pool| pool.there.as_ref().ok()));
        let (mut answers, mut pools) = (Answers::new(), [Vec::new(), Vec::new()]);
        for source in sources {
            let name: Arc<str> = source.name().into();
            let (input, _) = files.open(source)?;
            let text = read_text(&name, Origin::Named, input).map_err(|error| Fault::of_file(&error))?;
            let text = text.unwrap_or_default();
            let document = Document::read(&name, &text).map_err(|error| Fault::of_file(&error))?;
            unused.used_by(&name, &document);
            self.names.push(source.name());
            if let Document::PoolAnswers(documents) = document {
                answers.extend(documents.into_iter().map(|one| (name.clone(), one)));
                continue;
            }
            for (pools, deployment) in pools.iter_mut().zip([&here, &there]) {
                let judged = judged(&name, &document, deployment).ok_or_else(|| unexpected(&name, &text, &document))?;
                pools.extend(judged.into_iter().filter(|one| one.kind == ResourceKind::UserPool));
            }
        }
        let mut id = None;
        if !answers.is_empty() {
            let answers = combined(answers).map_err(|error| Fault::of_file(&error))?;
            id = answers.id().map(str::to_owned);
            for (pools, deployment) in pools.iter_mut().zip([&here, &there]) {
                pools.push(answers.judge(deployment.options));
            }
        }
        if let Some(name) = resource {
            for pools in &mut pools {
                pools.retain(|pool| *pool.place.resource == **name);
            }
        }
        let [mut pools, mut others] = pools;
        if pools.len() == 1
            && let Some(here) = pools.pop()
        {
            let there = if others.len() == 1 { others.pop() } else { None };
            return Ok(BothJudged { here, there, id });
        }
        let names: Vec<String> = sources.iter().map(Source::name).collect();
        Err(Place::file(&names.join(", ")).fault(not_one(&pools, resource.as_deref())))
    }
}

fn described(pool: Pool, id: Option<String>) -> DescribedPool {
    let mut described = DescribedPool::default();
    (described.pool, described.id) = (pool, id);
    described
}

/// The given parameters that no template has.
#[derive(Clone)]
pub(crate) struct UnusedParameters(Vec<String>);

impl UnusedParameters {
    pub(crate) fn new(parameters: &BTreeMap<String, String>) -> Self {
        // A pseudo parameter is one of every template.
        Self(parameters.keys().filter(|name| !name.starts_with("AWS::")).cloned().collect())
    }

    /// Takes the parameters of a template.
    pub(crate) fn used_by(&mut self, name: &Arc<str>, document: &Document) {
        if self.0.is_empty() {
            return;
        }
        if let Document::Template(node) = document {
            let template = Template::new(name, node);
            self.0.retain(|parameter| !template.has_parameter(parameter));
        }
    }

    /// Keeps those that no other template has, either.
    pub(crate) fn keep(&mut self, others: &Self) {
        self.0.retain(|parameter| others.0.contains(parameter));
    }

    pub(crate) fn fault(&self, files: &str) -> Option<Fault> {
        let name = self.0.first()?;
        Some(Place::file(files).fault(format!("no template has the parameter {name} of --parameter. Check its name")))
    }
}

fn not_one(pools: &[JudgedResource], resource: Option<&str>) -> String {
    if let (Some(name), []) = (resource, pools) {
        return format!("no pool with the name {name}. Expected the logical ID or the address of one");
    }
    if pools.is_empty() {
        return "no pool to read. Expected what DescribeUserPool and GetUserPoolMfaConfig return, a template, a plan or a state \
                with a user pool"
            .into();
    }
    let names: Vec<&str> = pools.iter().map(|pool| &*pool.place.resource).collect();
    format!("{} pools: {}. Expected one. Choose it with --resource NAME", pools.len(), names.join(", "))
}

/// The pools of a template, a plan or a state. `None` for other documents.
pub(crate) fn judged(name: &Arc<str>, document: &Document, deployment: &Deployment<'_>) -> Option<Vec<JudgedResource>> {
    match document {
        Document::Template(node) => Some(Template::new(name, node).judge(deployment)),
        Document::Terraform(file) => Some(file.judge(name, deployment.options)),
        Document::PoolAnswers(_)
        | Document::Users(_)
        | Document::Scenario
        | Document::TerraformSource
        | Document::Other
        | _ => None,
    }
}

/// The pool that these answers describe together.
pub(crate) fn combined(mut answers: Answers) -> Result<PoolAnswers, FileError> {
    // DescribeUserPool shows which pool it is.
    answers.sort_by_key(|(_, document)| document.kind);
    let mut combined = PoolAnswers::default();
    answers.into_iter().try_for_each(|(file, document)| combined.add(&file, document))?;
    combined.is_enough()?;
    Ok(combined)
}

/// What a file is that shows no pool, and what is expected.
pub(crate) fn unexpected(name: &str, text: &str, document: &Document) -> Fault {
    let found = match document {
        Document::Users(kind) => format!("users from {}", kind.operation()),
        Document::Scenario => "a scenario for `cognito-mfa run`".into(),
        Document::TerraformSource => {
            "Terraform source, which doesn't show all values. Use the output of `terraform show -json`".into()
        }
        _ if text.trim().is_empty() => "nothing to read".into(),
        Document::Template(_) | Document::Terraform(_) | Document::PoolAnswers(_) | Document::Other | _ => {
            "not something with a user pool in it".into()
        }
    };
    let expected = "Expected what DescribeUserPool and GetUserPoolMfaConfig return, a CloudFormation template, or the output of \
                    `terraform show -json`";
    Place::file(name).fault(format!("{found}. {expected}"))
}

/// The pool that a deployment leads to, if it leads to only one and is never refused. Otherwise the reason.
fn exact(resource: &JudgedResource) -> Result<Pool, String> {
    let Judgment { pools, findings, verdict, .. } = &resource.judgment;
    let refusal = findings.iter().find(|finding| finding.service.is_some() || finding.severity == Severity::Error);
    match (verdict, refusal) {
        (Verdict::Absent, _) => Err("the template doesn't create this pool".into()),
        (Verdict::Depends, Some(finding)) if !pools.is_empty() => {
            Err(format!("{}. The deployment can be refused ({})", open_values(resource, pools), finding.code))
        }
        (Verdict::Refused, Some(finding)) => {
            Err(format!("the deployment of this pool is refused ({}): {}", finding.code, finding.message))
        }
        _ => only(resource, pools).cloned(),
    }
}

/// The pool with a placeholder for each text that the file marks as sensitive, since a plan prints the texts. Different texts have
/// different placeholders, which the service would accept.
fn without_secrets(mut pool: Pool, resource: &JudgedResource) -> Pool {
    let secrets = resource.secrets();
    let hide = |text: &mut Option<Cow<'static, str>>, placeholder: fn(usize) -> String| {
        if let Some(text) = text
            && let Some(number) = secrets.iter().position(|secret| *secret == *text)
        {
            *text = placeholder(number).into();
        }
    };
    let name: fn(usize) -> String = |number| format!("sensitive-{number}");
    let role: fn(usize) -> String = |number| format!("arn:aws:iam::000000000000:role/sensitive-{number}");
    let message: fn(usize) -> String = |number| format!("sensitive-{number}: {{####}}");
    if let Some(sms) = &mut pool.sms_configuration {
        hide(&mut sms.sns_caller_arn, role);
        hide(&mut sms.external_id, name);
        if let Some(eums) = sms.eums.as_deref_mut() {
            let mut arn = Some(std::mem::take(&mut eums.caller_arn));
            hide(&mut arn, role);
            eums.caller_arn = arn.unwrap_or_default();
            hide(&mut eums.external_id, name);
            hide(&mut eums.origination_identity, name);
            hide(&mut eums.configuration_set_name, name);
            hide(&mut eums.in_entity_id, name);
            hide(&mut eums.in_template_id, name);
        }
    }
    if let Some(sms) = &mut pool.sms_mfa {
        hide(&mut sms.message, message);
    }
    if let Some(email) = &mut pool.email_mfa {
        hide(&mut email.message, message);
        hide(&mut email.subject, name);
    }
    if let Some(web_authn) = &mut pool.web_authn {
        hide(&mut web_authn.relying_party_id, name);
    }
    pool
}

/// The only one of these pools, as far as the policy goes. The error lists the values that are open.
fn only<'p>(resource: &JudgedResource, pools: &'p [PossiblePool]) -> Result<&'p Pool, String> {
    let Some(first) = pools.first() else { return Err("no pool results from this file".into()) };
    if pools.iter().all(|pool| pool.pool == first.pool || pool.pool.policy() == first.pool.policy()) {
        return Ok(&first.pool);
    }
    Err(open_values(resource, pools))
}

/// The values that the pool depends on, and how to give them.
fn open_values(resource: &JudgedResource, pools: &[PossiblePool]) -> String {
    let findings = &resource.judgment.findings;
    let of_pools = pools.iter().map(|pool| &pool.certainty);
    let variables =
        of_pools.chain(findings.iter().map(|finding| &finding.certainty)).flat_map(|certainty| match certainty {
            Certainty::Sometimes(variables) => variables.as_slice(),
            Certainty::Always => &[],
        });
    let (mut names, mut has_parameters): (Vec<String>, bool) = (Vec::new(), false);
    for variable in variables {
        let name = format!("{} ({})", variable.name, variable.reason);
        has_parameters |= matches!(variable.reason, Reason::Parameter(_));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut message = "the pool depends on values that the input leaves open".to_owned();
    // Writing to a string never fails.
    if !names.is_empty() {
        _ = write!(message, ": {}", names.join(", "));
    }
    if has_parameters {
        _ = write!(message, ". Give parameters with --parameter NAME=VALUE");
    }
    let fixes = findings.iter().filter(|finding| finding.code == "incomplete-pool").flat_map(|finding| &finding.fixes);
    for fix in fixes {
        _ = write!(message, ". {}", fix.trim_end_matches('.'));
    }
    message
}

/// A fault of this resource.
fn at(resource: &JudgedResource, message: &str) -> Fault {
    let place = &resource.place;
    Place::position(&place.file, place.span.start).fault(format!("{}: {message}", place.resource))
}
