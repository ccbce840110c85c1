//! `cognito-mfa lint`: problems in a configuration.

mod explain;
mod instruction;
mod judge;
mod problems;
mod remedies;

use clap::Args;
use cognito_mfa_infra::JudgeOptions;
use cognito_mfa_infra::cloudformation::Deployment;
use cognito_mfa_insight::Severity;

use crate::choice::choice;
use crate::code::UNUSED_SUPPRESSION;
use crate::configuration::{Configuration, Suppression};
use crate::context::Context;
use crate::failure::Failure;
use crate::pool::{self, Rules, UnusedParameters};
use crate::population::PopulationFile;
use crate::report::{Problem, ProblemFix, Safety};
use crate::source::Source;
use crate::verdict::Verdict;

/// Find problems in the MFA settings of a pool
///
/// It exits with 1 when there is an error or a security finding, or what --fail-on names.
/// It reads `cognito-mfa.toml` in the working directory, if there is one.
#[expect(clippy::doc_markdown, reason = "these comments are help texts")]
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    override_usage = "cognito-mfa lint [OPTIONS] PATH...\n       cognito-mfa lint --explain CODE",
    after_help = "\
Example:
  cognito-mfa lint template.yaml
  cognito-mfa lint pool.json mfa.json
  cognito-mfa lint pool.json mfa.json --users users.jsonl
  cognito-mfa lint --explain mfa-is-off"
)]
pub(crate) struct Lint {
    /// Files and folders: CloudFormation templates, plans and states of Terraform
    /// (the output of `terraform show -json`), and the output of DescribeUserPool,
    /// GetUserPoolMfaConfig and DescribeRiskConfiguration of one pool
    #[arg(verbatim_doc_comment, value_name = "PATH", required_unless_present = "explain")]
    paths: Vec<Source>,
    /// Explain a code: what it means, why, and how to fix it
    #[arg(long, value_name = "CODE", conflicts_with = "paths")]
    explain: Option<String>,
    /// The least severity that makes the command exit with 1 [default: security]
    #[arg(long, value_name = "SEVERITY", value_parser = choice(Severity::ALL, Severity::code))]
    fail_on: Option<Severity>,
    /// The pool as it is now: what the service returns about it. Templates are then judged as
    /// updates of it. Repeat the option if there are several files
    #[arg(long, verbatim_doc_comment, value_name = "POOL")]
    before: Vec<Source>,
    #[command(flatten)]
    population: PopulationFile,
    #[command(flatten)]
    rules: Rules,
}

impl Lint {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        if let Some(code) = &self.explain {
            return explain::explain(code, context);
        }
        let mut configuration = Configuration::read(self.rules.config.as_ref(), &mut context.files)?;
        let given = self.rules.parameters.iter().cloned().collect();
        let unused = UnusedParameters::new(&given);
        configuration.parameters.extend(given);
        let profile = self.rules.profile.or(configuration.profile).unwrap_or_default();
        let before = if self.before.is_empty() {
            None
        } else {
            Some(pool::read_live(&self.before, &mut context.files, profile)?)
        };
        let deployment = Deployment {
            parameters: configuration.parameters.clone(),
            before: before.as_ref(),
            updates: self.rules.resource.clone(),
            options: JudgeOptions { profile, ..JudgeOptions::default() },
        };
        let users = if self.population.is_given() { Some(self.population.read(context)?) } else { None };
        let population = users.as_ref().map(|users| &users.population);
        let mut report = judge::judge(&self.paths, deployment, unused, population, &mut context.files);
        report.fail_on = self.fail_on.or(configuration.fail_on).unwrap_or(Severity::Security);
        let unused = configuration.suppress(&mut report.problems);
        report.problems.extend(unused.into_iter().map(unused_suppression));
        report.write(context)?;
        let fails = report.problems.iter().any(|problem| report.is_failure(problem));
        let is_judged = report.faults.is_empty() && report.has_judged();
        Ok(if is_judged { Verdict::fine_if(!fails) } else { Verdict::Unreadable })
    }
}

/// The warning about a suppression that matches no problem.
fn unused_suppression(suppression: &Suppression) -> Problem {
    let Suppression { code, location, .. } = suppression;
    let title = format!("This suppression of {code} matches no problem.");
    let text = "Remove it, or correct its code, resource or file.".into();
    let fix = ProblemFix { safety: Safety::Safe, text };
    Problem::of_command(UNUSED_SUPPRESSION, Severity::Warning, title, location.clone(), fix)
}
