//! `cognito-mfa lint`: problems in a configuration.

mod explain;
mod instruction;
mod judge;
mod problems;
mod remedies;

use clap::{ArgGroup, Args};
use cognito_mfa_infra::JudgeOptions;
use cognito_mfa_infra::cloudformation::Deployment;
use cognito_mfa_insight::Severity;

use crate::choice::choice;
use crate::code::UNUSED_SUPPRESSION;
use crate::configuration::{Configuration, Suppression};
use crate::context::Context;
use crate::failure::Failure;
#[cfg(feature = "live")]
use crate::live::LiveOptions;
use crate::pool::{self, Rules, UnusedParameters};
use crate::population::{PopulationFile, Users};
use crate::report::{Problem, ProblemFix, Safety};
use crate::source::Source;
use crate::verdict::Verdict;

#[cfg(not(feature = "live"))]
const USAGE: &str = "cognito-mfa lint [OPTIONS] PATH...\n       cognito-mfa lint --explain CODE";
#[cfg(feature = "live")]
const USAGE: &str = "cognito-mfa lint [OPTIONS] PATH...\n       cognito-mfa lint [OPTIONS] --live POOL_ID [PATH...]\n       \
                     cognito-mfa lint --explain CODE";

/// Find problems in the MFA settings of a pool
///
/// It exits with 1 when there is an error or a security finding, or what --fail-on names.
/// It reads `cognito-mfa.toml` in the working directory, if there is one.
#[expect(clippy::doc_markdown, reason = "these comments are help texts")]
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    group = ArgGroup::new("population").multiple(true),
    override_usage = USAGE,
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
    #[cfg_attr(
        not(feature = "live"),
        arg(verbatim_doc_comment, value_name = "PATH", required_unless_present = "explain")
    )]
    #[cfg_attr(
        feature = "live",
        arg(verbatim_doc_comment, value_name = "PATH", required_unless_present_any = ["explain", "live"])
    )]
    paths: Vec<Source>,
    /// Explain a code: what it means, why, and how to fix it
    #[arg(long, value_name = "CODE", conflicts_with = "paths")]
    explain: Option<String>,
    /// The lowest severity that makes the command exit with 1 [default: security]
    #[arg(long, value_name = "SEVERITY", value_parser = choice(Severity::ALL, Severity::code))]
    fail_on: Option<Severity>,
    /// The pool as it is now: what the service returns about it. Templates are then judged as
    /// updates of it. Repeat the option if there are several files
    #[arg(long, verbatim_doc_comment, value_name = "POOL")]
    before: Vec<Source>,
    /// Count the users of --live, too. It takes one call for each user
    #[cfg(feature = "live")]
    #[arg(long, requires = "live", conflicts_with_all = ["users", "histogram"])]
    count_users: bool,
    #[cfg(feature = "live")]
    #[command(flatten)]
    live: LiveOptions,
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
        let Inputs { paths, before } = self.inputs(context)?;
        let before =
            if before.is_empty() { None } else { Some(pool::read_live(&before, &mut context.files, profile)?) };
        let deployment = Deployment {
            parameters: configuration.parameters.clone(),
            before: before.as_ref(),
            updates: self.rules.resource.clone(),
            options: JudgeOptions::default().with_profile(profile),
        };
        let users = self.users(context)?;
        let population = users.as_ref().map(|users| &users.population);
        let mut report = judge::judge(&paths, deployment, unused, population, &mut context.files);
        report.fail_on = self.fail_on.or(configuration.fail_on).unwrap_or(Severity::Security);
        let unused = configuration.suppress(&mut report.problems);
        report.problems.extend(unused.into_iter().map(unused_suppression));
        report.write(context)?;
        let fails = report.problems.iter().any(|problem| report.is_failure(problem));
        let is_judged = report.faults.is_empty() && report.has_judged();
        Ok(if is_judged { Verdict::fine_if(!fails) } else { Verdict::Unreadable })
    }
}

/// The files to judge, and those of the pool as it is now.
struct Inputs {
    paths: Vec<Source>,
    before: Vec<Source>,
}

impl Lint {
    /// The named files. A live pool is judged itself, or it's what the named files update.
    #[cfg_attr(not(feature = "live"), expect(clippy::unnecessary_wraps, reason = "only AWS can fail"))]
    fn inputs(&self, context: &mut Context<'_>) -> Result<Inputs, Failure> {
        #[cfg_attr(not(feature = "live"), expect(unused_mut, reason = "only a live pool is added"))]
        let mut inputs = Inputs { paths: self.paths.clone(), before: self.before.clone() };
        #[cfg(not(feature = "live"))]
        let _ = context;
        #[cfg(feature = "live")]
        if let Some(live) = self.live.pool(context)? {
            if inputs.paths.is_empty() { inputs.paths.push(live) } else { inputs.before.push(live) }
        }
        Ok(inputs)
    }

    /// The users, if the arguments name some.
    fn users(&self, context: &mut Context<'_>) -> Result<Option<Users>, Failure> {
        #[cfg(feature = "live")]
        if self.count_users {
            return self.live.users(context).map(Some);
        }
        Ok(if self.population.is_given() { Some(self.population.read(context)?) } else { None })
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
