//! Judges files and folders: each pool of a template, and the pool that answers of the service describe.

use std::path::Path;
use std::sync::Arc;

use cognito_mfa::Profile;
use cognito_mfa_infra::cloudformation::{Deployment, Template};
use cognito_mfa_infra::{Document, FileError, JudgeOptions, Origin, mentions_cognito, read_text, walk};

use super::problems;
use crate::configuration::Configuration;
use crate::fault::Fault;
use crate::files::{Files, Text};
use crate::place::Place;
use crate::pool;
use crate::report::Report;
use crate::source::Source;

/// Judges every file, and every file in the folders. What can't be read is a fault of the report.
pub(super) fn judge(
    sources: &[Source],
    profile: Profile,
    configuration: &Configuration,
    files: &mut Files<'_>,
) -> Report {
    let options = JudgeOptions { profile, ..JudgeOptions::default() };
    let deployment = Deployment { parameters: configuration.parameters.clone(), options, ..Deployment::default() };
    let mut judge = Judge { deployment, report: Report::new(profile), answers: Vec::new(), sources: Vec::new() };
    for source in sources {
        if source.is_standard_input() {
            judge.standard_input(source, files);
        } else {
            judge.path(Path::new(&source.0));
        }
    }
    judge.finish()
}

struct Judge<'j> {
    deployment: Deployment<'j>,
    report: Report,
    /// The files with answers of the service. They describe one pool together.
    answers: Vec<Text>,
    /// The files of Terraform source.
    sources: Vec<String>,
}

impl Judge<'_> {
    fn standard_input(&mut self, source: &Source, files: &mut Files<'_>) {
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
            match found.and_then(|file| Ok((file.text()?, file))) {
                Ok((Some(text), file)) => self.text(&file.name, &text, file.origin),
                // A file in a folder that isn't text.
                Ok((None, _)) => {}
                Err(error) => self.fault(&error),
            }
        }
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
            Ok(Document::Template(node)) => {
                let template = Template::new(name, &node);
                self.report.files.push(name.as_ref().into());
                for resource in template.judge(&self.deployment) {
                    problems::of_resource(&resource, text, &mut self.report);
                }
            }
            Ok(Document::PoolAnswers(_)) => {
                self.answers.push(Text { name: name.as_ref().into(), text: text.into() });
            }
            Ok(Document::TerraformSource) => self.sources.push(name.as_ref().into()),
            // What was found in a folder needn't be a pool's.
            Ok(_) if origin == Origin::Walked => {}
            Ok(other) => {
                let fault = Place::file(name).fault(unexpected(&other));
                self.report.faults.push(fault);
            }
            Err(error) => self.fault(&error),
        }
    }

    fn finish(self) -> Report {
        let Self { deployment, mut report, answers, sources } = self;
        if !answers.is_empty() {
            match pool::combine(&answers, deployment.options.profile) {
                Ok(pool) => {
                    report.files.extend(answers.iter().map(|text| text.name.clone()));
                    problems::of_pool(&pool, &answers, &mut report);
                }
                Err(fault) => report.faults.push(fault),
            }
        }
        report.terraform_sources = sources;
        report
    }
}

/// What a file is that `lint` doesn't judge, and what it expects.
fn unexpected(document: &Document) -> String {
    let found = match document {
        Document::Users(kind) => format!("users from {}", kind.operation()),
        Document::Scenario => "a scenario for `cognito-mfa run`".into(),
        Document::Template(_)
        | Document::Terraform(_)
        | Document::PoolAnswers(_)
        | Document::TerraformSource
        | Document::Other
        | _ => "not something with a user pool in it".into(),
    };
    format!("{found}. Expected a CloudFormation template, or the output of DescribeUserPool and GetUserPoolMfaConfig")
}
