//! Pools from templates, plans, states, and what the service returns about them.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;
use cognito_mfa::wire::DescribedPool;
use cognito_mfa::{Pool, Profile};
use cognito_mfa_infra::answer::PoolAnswers;
use cognito_mfa_infra::cloudformation::{Deployment, Template};
use cognito_mfa_infra::{
    Certainty, Document, FileError, JudgeOptions, JudgedResource, Judgment, Origin, PoolDocument, ResourceKind,
    Severity, Verdict, read_text,
};

use crate::choice::choice;
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
    /// The pool to use, if a file has several: its logical ID or its address
    #[arg(long, display_order = 81, value_name = "NAME")]
    pub(crate) resource: Option<String>,
}

impl Rules {
    /// The profile, `Observed` unless another is named.
    pub(crate) fn profile(&self) -> Profile {
        self.profile.unwrap_or_default()
    }
}

impl PoolFiles {
    pub(crate) fn read(&self, files: &mut Files<'_>) -> Result<DescribedPool, Fault> {
        read(&self.files, files, &self.rules)
    }
}

/// Answers of the service, each with its file.
pub(crate) type Answers = Vec<(Arc<str>, PoolDocument)>;

/// Reads the one pool of these files. No setting that matters may be open.
pub(crate) fn read(sources: &[Source], files: &mut Files<'_>, rules: &Rules) -> Result<DescribedPool, Fault> {
    let options = JudgeOptions { profile: rules.profile(), ..JudgeOptions::default() };
    let deployment = Deployment { options, ..Deployment::default() };
    let (mut answers, mut pools) = (Answers::new(), Vec::new());
    for source in sources {
        let name: Arc<str> = source.name().into();
        let (input, _) = files.open(source)?;
        let text = read_text(&name, Origin::Named, input).map_err(|error| Fault::of_file(&error))?.unwrap_or_default();
        let document = Document::read(&name, &text).map_err(|error| Fault::of_file(&error))?;
        if let Document::PoolAnswers(documents) = document {
            answers.extend(documents.into_iter().map(|one| (name.clone(), one)));
        } else {
            let judged = judged(&name, &document, &deployment).ok_or_else(|| unexpected(&name, &text, &document))?;
            pools.extend(judged.into_iter().filter(|one| one.kind == ResourceKind::UserPool));
        }
    }
    let mut id = None;
    if !answers.is_empty() {
        let answers = combined(answers).map_err(|error| Fault::of_file(&error))?;
        id = answers.id().map(str::to_owned);
        pools.push(answers.judge(options));
    }
    if let Some(name) = &rules.resource {
        pools.retain(|pool| *pool.place.resource == **name);
    }
    let [pool] = pools.as_slice() else {
        let names: Vec<String> = sources.iter().map(Source::name).collect();
        return Err(Place::file(&names.join(", ")).fault(not_one(&pools, rules)));
    };
    let mut described = DescribedPool::default();
    (described.pool, described.id) = (exact(pool)?, id);
    Ok(described)
}

fn not_one(pools: &[JudgedResource], rules: &Rules) -> String {
    if let (Some(name), []) = (&rules.resource, pools) {
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

/// The pool that a deployment leads to, if it leads to only one.
fn exact(resource: &JudgedResource) -> Result<Pool, Fault> {
    let Judgment { pools, findings, verdict, .. } = &resource.judgment;
    let error = |message: String| {
        let place = &resource.place;
        Err(Place::position(&place.file, place.span.start).fault(format!("{}: {message}", place.resource)))
    };
    let Some(first) = pools.first() else {
        let why = match findings.iter().find(|finding| finding.severity == Severity::Error) {
            _ if *verdict == Verdict::Absent => "the template doesn't create this pool".into(),
            Some(finding) => format!("the deployment of this pool is refused ({}): {}", finding.code, finding.message),
            None => "no pool results from this file".into(),
        };
        return error(why);
    };
    if pools.iter().all(|pool| pool.pool == first.pool || pool.pool.policy() == first.pool.policy()) {
        return Ok(first.pool.clone());
    }
    let mut names: Vec<String> = Vec::new();
    for pool in pools {
        let Certainty::Sometimes(variables) = &pool.certainty else { continue };
        for variable in variables {
            let name = format!("{} ({})", variable.name, variable.reason);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let mut message = "the pool depends on values that the input leaves open".to_owned();
    if !names.is_empty() {
        // Writing to a string never fails.
        _ = write!(message, ": {}", names.join(", "));
    }
    let fixes = findings.iter().filter(|finding| finding.code == "incomplete-pool").flat_map(|finding| &finding.fixes);
    for fix in fixes {
        _ = write!(message, ". {}", fix.trim_end_matches('.'));
    }
    error(message)
}
