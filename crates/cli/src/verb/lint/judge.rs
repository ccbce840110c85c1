//! Judges files and folders: each pool of a template, plan or state, and the pool that answers of the service describe.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cognito_mfa::Profile;
use cognito_mfa_infra::cloudformation::Deployment;
use cognito_mfa_infra::{
    Document, FileError, FoundFile, JudgedResource, Origin, ResourceKind, mentions_cognito, read_text, walk,
};
use cognito_mfa_insight::Population;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::problems::{self, Findings, Source};
use crate::fault::Fault;
use crate::files::Files;
use crate::place::Place;
use crate::pool::{self, Answers, UnusedParameters};
use crate::printable::cut;
use crate::report::Report;
use crate::source;

/// Judges every file, and every file in the folders, on all processor cores. What can't be read is a fault of the report.
///
/// If the deployment names the resource that it updates, only that one is judged.
pub(super) fn judge(
    sources: &[source::Source],
    deployment: Deployment<'_>,
    unused: UnusedParameters,
    population: Option<&Population>,
    files: &mut Files<'_>,
) -> Report {
    let profile = deployment.options.profile;
    let options = deployment.options.with_profile(profile.other()).without_fixes();
    let other = Deployment { options, ..deployment.clone() };
    let judge = Judge { deployment, other, unused, findings: Findings::new(population) };
    let inputs: Vec<Input> = sources.iter().flat_map(|source| inputs(source, files)).collect();
    let judged: Vec<Judged> = inputs.into_par_iter().map(|input| judge.input(input)).collect();
    let mut all = Judged::new(profile, judge.unused.clone());
    let mut known = HashSet::new();
    for judged in judged {
        all.add(judged, &mut known);
    }
    judge.finish(all)
}

/// Something to judge.
enum Input {
    /// A text that doesn't come from the disk.
    Text(Arc<str>, String),
    File(FoundFile),
    /// What can't be read.
    Fault(Fault),
}

/// The input that a source stands for: itself, or each file in its folder.
fn inputs(source: &source::Source, files: &mut Files<'_>) -> Vec<Input> {
    if files.is_given(source) {
        return vec![given(source, files).unwrap_or_else(Input::Fault)];
    }
    let of_error = |error: FileError| Input::Fault(Fault::of_file(&error));
    walk(Path::new(&source.0)).map(|found| found.map_or_else(of_error, Input::File)).collect()
}

fn given(source: &source::Source, files: &mut Files<'_>) -> Result<Input, Fault> {
    let name: Arc<str> = source.name().into();
    let (input, _) = files.open(source)?;
    let text = read_text(&name, Origin::Named, input).map_err(|error| Fault::of_file(&error))?;
    Ok(Input::Text(name, text.unwrap_or_default()))
}

/// What was found in some input.
struct Judged {
    report: Report,
    unused: UnusedParameters,
    /// The answers of the service. Those of all files describe one pool together.
    answers: Answers,
    /// The user pools of templates, plans and states, each with its file.
    pools: Vec<(String, String)>,
    /// The whole path of a file.
    path: Option<PathBuf>,
    /// Whether the file counts as judged. A file that was only passed by in a folder can still be named.
    is_known: bool,
}

impl Judged {
    const fn new(profile: Profile, unused: UnusedParameters) -> Self {
        let report = Report::new(profile);
        Self { report, unused, answers: Vec::new(), pools: Vec::new(), path: None, is_known: false }
    }

    /// Adds what was found in one more file, unless the file is known: it's named twice, or it's in a folder that is named, too.
    fn add(&mut self, other: Self, known: &mut HashSet<PathBuf>) {
        let Self { report, unused, answers, pools, path, is_known } = other;
        if let Some(path) = path {
            if known.contains(&path) {
                return;
            }
            if is_known {
                known.insert(path);
            }
        }
        self.report.add(report);
        self.unused.keep(&unused);
        self.answers.extend(answers);
        self.pools.extend(pools);
    }

    /// Whether there was something to judge.
    const fn has_judged(&self) -> bool {
        let Report { files, faults, terraform_sources, .. } = &self.report;
        !(files.is_empty() && faults.is_empty() && terraform_sources.is_empty() && self.answers.is_empty())
    }

    fn fault(&mut self, error: &FileError) {
        self.report.faults.push(Fault::of_file(error));
    }

    /// What is wrong with the choice of the pool that --before describes.
    fn not_one(&self, deployment: &Deployment<'_>) -> Option<Fault> {
        let Deployment { before, updates, .. } = deployment;
        let names: Vec<&str> = self.pools.iter().map(|(_, name)| name.as_str()).collect();
        let mut files: Vec<&str> = self.pools.iter().map(|(file, _)| file.as_str()).collect();
        files.dedup();
        let message = match updates {
            Some(name) if !names.is_empty() && !names.contains(&name.as_str()) => {
                format!("no pool with the name {}. Expected one of {}", cut(name), names.join(", "))
            }
            None if before.is_some() && names.len() > 1 => format!(
                "{} pools: {}. --before is the state of one of them. Choose it with --resource NAME",
                names.len(),
                names.join(", ")
            ),
            _ => return None,
        };
        Some(Place::file(&files.join(", ")).fault(message))
    }
}

/// How to judge.
struct Judge<'j> {
    deployment: Deployment<'j>,
    /// The same in the other profile, without fixes.
    other: Deployment<'j>,
    unused: UnusedParameters,
    findings: Findings<'j>,
}

impl Judge<'_> {
    fn input(&self, input: Input) -> Judged {
        let mut judged = Judged::new(self.deployment.options.profile, self.unused.clone());
        match input {
            Input::Fault(fault) => judged.report.faults.push(fault),
            Input::Text(name, text) => self.text(&name, &text, Origin::Named, &mut judged),
            Input::File(file) => {
                judged.path = file.path.canonicalize().ok().filter(|path| path.is_file());
                match file.text() {
                    Ok(Some(text)) => {
                        self.text(&file.name, &text, file.origin, &mut judged);
                        judged.is_known = judged.has_judged() || file.origin == Origin::Named;
                    }
                    // A file in a folder that isn't text.
                    Ok(None) => {}
                    Err(error) => judged.fault(&error),
                }
            }
        }
        judged
    }

    fn text(&self, name: &Arc<str>, text: &str, origin: Origin, judged: &mut Judged) {
        // Most files in a folder have nothing to do with pools.
        let is_source = name.ends_with(".tf") || name.ends_with(".tofu");
        if origin == Origin::Walked && !is_source && !mentions_cognito(text) {
            return;
        }
        match Document::read(name, text) {
            Ok(document @ (Document::Template(_) | Document::Terraform(_))) => {
                judged.report.files.push(name.as_ref().into());
                judged.unused.used_by(name, &document);
                let types = ["AWS::Cognito::UserPool", "aws_cognito_user_pool"];
                judged.report.names_pool |= types.iter().any(|name| text.contains(name));
                // A line of a plan or a state can have sensitive values.
                let text = matches!(document, Document::Template(_)).then_some(text);
                let others = pool::judged(name, &document, &self.other).unwrap_or_default();
                for (index, resource) in
                    pool::judged(name, &document, &self.deployment).unwrap_or_default().into_iter().enumerate()
                {
                    self.resource(resource, others.get(index), text, judged);
                }
            }
            Ok(Document::PoolAnswers(documents)) => {
                judged.answers.extend(documents.into_iter().map(|document| (name.clone(), document)));
            }
            Ok(Document::TerraformSource) => judged.report.terraform_sources.push(name.as_ref().into()),
            // What was found in a folder needn't be a pool's.
            Ok(_) if origin == Origin::Walked => {}
            Ok(other) => judged.report.faults.push(pool::unexpected(name, text, &other)),
            Err(error) => judged.fault(&error),
        }
    }

    fn resource(
        &self,
        mut resource: JudgedResource,
        other: Option<&JudgedResource>,
        text: Option<&str>,
        judged: &mut Judged,
    ) {
        if resource.kind == ResourceKind::UserPool {
            judged.pools.push((resource.place.file.as_ref().into(), resource.place.resource.as_ref().into()));
        }
        let is_chosen = self.deployment.updates.as_ref().is_none_or(|name| *resource.place.resource == **name);
        if is_chosen {
            self.findings.put_safe_fixes_first(&mut resource);
            let source = Source { text, findings: &self.findings };
            problems::of_resource(&resource, other, source, &mut judged.report);
        }
    }

    /// The report, with the pool that the answers of all files describe.
    fn finish(&self, mut judged: Judged) -> Report {
        let answers = std::mem::take(&mut judged.answers);
        if let Some(fault) = judged.not_one(&self.deployment) {
            let faults = judged.report.faults.into_iter().chain([fault]).collect();
            return Report { faults, ..Report::new(self.deployment.options.profile) };
        }
        // Another fault can be the reason why a template wasn't read.
        if judged.report.faults.is_empty() {
            judged.report.faults.extend(judged.unused.fault("templates"));
        }
        if !answers.is_empty() {
            let mut names: Vec<String> = answers.iter().map(|(file, _)| file.as_ref().into()).collect();
            names.dedup();
            match pool::combined(answers) {
                Ok(answers) => {
                    judged.report.files.extend(names);
                    let (resource, other) = (answers.judge(self.deployment.options), answers.judge(self.other.options));
                    self.resource(resource, Some(&other), None, &mut judged);
                }
                Err(error) => judged.fault(&error),
            }
        }
        judged.report
    }
}
