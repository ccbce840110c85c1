//! Judges files and folders: each pool of a template, plan or state, and the pool that answers of the service describe.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cognito_mfa_infra::cloudformation::Deployment;
use cognito_mfa_infra::{Document, FileError, JudgedResource, Origin, ResourceKind, mentions_cognito, read_text, walk};

use cognito_mfa_insight::Population;

use super::problems::{self, Findings, Source};
use crate::fault::Fault;
use crate::files::Files;
use crate::place::Place;
use crate::pool::{self, Answers, UnusedParameters};
use crate::printable::cut;
use crate::report::Report;
use crate::source;

/// Judges every file, and every file in the folders. What can't be read is a fault of the report.
///
/// If the deployment names the resource that it updates, only that one is judged.
pub(super) fn judge(
    sources: &[source::Source],
    deployment: Deployment<'_>,
    unused: UnusedParameters,
    population: Option<&Population>,
    files: &mut Files<'_>,
) -> Report {
    let report = Report::new(deployment.options.profile);
    let options = deployment.options.with_profile(report.other_profile()).without_fixes();
    let other = Deployment { options, ..deployment.clone() };
    let findings = Findings::new(population);
    let (answers, terraform_sources, pools) = (Vec::new(), Vec::new(), Vec::new());
    let known = HashSet::new();
    let mut judge = Judge { deployment, other, unused, findings, report, answers, terraform_sources, pools, known };
    for source in sources {
        if files.is_given(source) {
            judge.given(source, files);
        } else {
            judge.path(Path::new(&source.0));
        }
    }
    judge.finish()
}

struct Judge<'j> {
    deployment: Deployment<'j>,
    /// The same in the other profile, without fixes.
    other: Deployment<'j>,
    unused: UnusedParameters,
    findings: Findings<'j>,
    report: Report,
    /// The files with answers of the service. They describe one pool together.
    answers: Answers,
    /// The files of Terraform source.
    terraform_sources: Vec<String>,
    /// The user pools of templates, plans and states, each with its file.
    pools: Vec<(String, String)>,
    /// The files that were judged.
    known: HashSet<PathBuf>,
}

impl Judge<'_> {
    fn given(&mut self, source: &source::Source, files: &mut Files<'_>) {
        let name: Arc<str> = source.name().into();
        match files.open(source) {
            Ok((input, _)) => match read_text(&name, Origin::Named, input) {
                Ok(text) => self.text(&name, &text.unwrap_or_default(), Origin::Named),
                Err(error) => self.fault(&error),
            },
            Err(fault) => self.report.faults.push(fault),
        }
    }

    fn path(&mut self, path: &Path) {
        for found in walk(path) {
            if found.as_ref().is_ok_and(|file| self.is_known(&file.path)) {
                continue;
            }
            match found.and_then(|file| Ok((file.text()?, file))) {
                Ok((Some(text), file)) => {
                    let judged = self.judged();
                    self.text(&file.name, &text, file.origin);
                    // A file that was only passed by can still be named.
                    if self.judged() > judged || file.origin == Origin::Named {
                        self.known.extend(file.path.canonicalize().ok());
                    }
                }
                // A file in a folder that isn't text.
                Ok((None, _)) => {}
                Err(error) => self.fault(&error),
            }
        }
    }

    /// Whether a file was judged before: it's named twice, or it's in a folder that is named, too.
    fn is_known(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|path| path.is_file() && self.known.contains(&path))
    }

    /// The number of files that had something to judge.
    const fn judged(&self) -> usize {
        self.report.files.len() + self.report.faults.len() + self.answers.len() + self.terraform_sources.len()
    }

    fn fault(&mut self, error: &FileError) {
        self.report.faults.push(Fault::of_file(error));
    }

    fn text(&mut self, name: &Arc<str>, text: &str, origin: Origin) {
        // Most files in a folder have nothing to do with pools.
        let is_source = name.ends_with(".tf") || name.ends_with(".tofu");
        if origin == Origin::Walked && !is_source && !mentions_cognito(text) {
            return;
        }
        match Document::read(name, text) {
            Ok(document @ (Document::Template(_) | Document::Terraform(_))) => {
                self.report.files.push(name.as_ref().into());
                self.unused.used_by(name, &document);
                let types = ["AWS::Cognito::UserPool", "aws_cognito_user_pool"];
                self.report.names_pool |= types.iter().any(|name| text.contains(name));
                // A line of a plan or a state can have sensitive values.
                let text = matches!(document, Document::Template(_)).then_some(text);
                let others = pool::judged(name, &document, &self.other).unwrap_or_default();
                for (index, resource) in
                    pool::judged(name, &document, &self.deployment).unwrap_or_default().into_iter().enumerate()
                {
                    self.resource(resource, others.get(index), text);
                }
            }
            Ok(Document::PoolAnswers(documents)) => {
                self.answers.extend(documents.into_iter().map(|document| (name.clone(), document)));
            }
            Ok(Document::TerraformSource) => self.terraform_sources.push(name.as_ref().into()),
            // What was found in a folder needn't be a pool's.
            Ok(_) if origin == Origin::Walked => {}
            Ok(other) => self.report.faults.push(pool::unexpected(name, text, &other)),
            Err(error) => self.fault(&error),
        }
    }

    /// What is wrong with the choice of the pool that --before describes.
    fn not_one(&self) -> Option<Fault> {
        let Deployment { before, updates, .. } = &self.deployment;
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

    fn resource(&mut self, mut resource: JudgedResource, other: Option<&JudgedResource>, text: Option<&str>) {
        if resource.kind == ResourceKind::UserPool {
            self.pools.push((resource.place.file.as_ref().into(), resource.place.resource.as_ref().into()));
        }
        let is_chosen = self.deployment.updates.as_ref().is_none_or(|name| *resource.place.resource == **name);
        if is_chosen {
            self.findings.put_safe_fixes_first(&mut resource);
            let mut source = Source { text, findings: &mut self.findings };
            problems::of_resource(&resource, other, &mut source, &mut self.report);
        }
    }

    fn finish(mut self) -> Report {
        let answers = std::mem::take(&mut self.answers);
        if let Some(fault) = self.not_one() {
            let faults = self.report.faults.into_iter().chain([fault]).collect();
            return Report { faults, ..Report::new(self.deployment.options.profile) };
        }
        // Another fault can be the reason why a template wasn't read.
        if self.report.faults.is_empty() {
            self.report.faults.extend(self.unused.fault("templates"));
        }
        if !answers.is_empty() {
            let mut names: Vec<String> = answers.iter().map(|(file, _)| file.as_ref().into()).collect();
            names.dedup();
            match pool::combined(answers) {
                Ok(answers) => {
                    self.report.files.extend(names);
                    let (resource, other) = (answers.judge(self.deployment.options), answers.judge(self.other.options));
                    self.resource(resource, Some(&other), None);
                }
                Err(error) => self.fault(&error),
            }
        }
        Report { terraform_sources: self.terraform_sources, ..self.report }
    }
}
