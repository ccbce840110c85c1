//! What a run of `lint` found. Every output format prints this.

mod github;
mod human;
mod json;
mod junit;
mod problem;
mod sarif;
mod summary;

use std::io::Write;

use cognito_mfa::Profile;
use cognito_mfa_infra as infra;
use cognito_mfa_insight::Severity;

use crate::context::Context;
use crate::count::counted;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::format::Format;
use crate::printable::printable;

pub(crate) use github::data as workflow_data;
pub(crate) use problem::{
    Certainty, Difference, Excerpt, Location, Problem, ProblemFix, Region, Safety, ServiceError, Suppressed,
    SuppressionPlace,
};

/// What a run of `lint` found.
pub(crate) struct Report {
    /// The profile that everything was computed with.
    pub(crate) profile: Profile,
    /// The files that were judged, by name.
    pub(crate) files: Vec<String>,
    /// The number of pools that were judged.
    pub(crate) pools: usize,
    /// Whether a file names a user pool, also one that it only deletes.
    pub(crate) names_pool: bool,
    /// The problems, in the order of the files.
    pub(crate) problems: Vec<Problem>,
    /// What only the other profile finds.
    pub(crate) differences: Vec<Difference>,
    /// The input that couldn't be read.
    pub(crate) faults: Vec<Fault>,
    /// The files of Terraform source, which show no values.
    pub(crate) terraform_sources: Vec<String>,
    /// The lowest severity that fails the run.
    pub(crate) fail_on: Severity,
}

impl Report {
    /// A report without files.
    pub(crate) const fn new(profile: Profile) -> Self {
        Self {
            profile,
            files: Vec::new(),
            pools: 0,
            names_pool: false,
            problems: Vec::new(),
            differences: Vec::new(),
            faults: Vec::new(),
            terraform_sources: Vec::new(),
            fail_on: Severity::Security,
        }
    }

    /// Adds what was found in one more file.
    pub(crate) fn add(&mut self, other: Self) {
        let Self { files, pools, names_pool, problems, differences, faults, terraform_sources, .. } = other;
        self.files.extend(files);
        self.pools += pools;
        self.names_pool |= names_pool;
        self.problems.extend(problems);
        self.differences.extend(differences);
        self.faults.extend(faults);
        self.terraform_sources.extend(terraform_sources);
    }

    /// The profile that the report wasn't computed with.
    pub(crate) const fn other_profile(&self) -> Profile {
        self.profile.other()
    }

    /// A sentence for each resource about which the other profile finds more.
    fn differences(&self) -> impl Iterator<Item = (&Location, String)> {
        let sentence = |difference: &Difference| {
            let codes = difference.codes.join(", ");
            format!("The profile {} also finds {codes}.", self.other_profile())
        };
        self.differences.iter().map(move |difference| (&difference.location, sentence(difference)))
    }

    /// Whether there was anything to judge: a pool, or something else with a problem.
    pub(crate) fn has_judged(&self) -> bool {
        let is_judged = |problem: &Problem| problem.code != infra::Code::NotJudged.code();
        self.pools > 0 || self.problems.iter().any(is_judged)
    }

    /// The problems that count: the others are suppressed.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.suppressed.is_none())
    }

    /// Whether this problem fails the run.
    pub(crate) fn is_failure(&self, problem: &Problem) -> bool {
        problem.suppressed.is_none() && problem.severity <= self.fail_on
    }

    /// The number of open problems with this severity.
    fn count(&self, severity: Severity) -> usize {
        self.open().filter(|problem| problem.severity == severity).count()
    }

    fn suppressed(&self) -> usize {
        self.problems.len() - self.open().count()
    }

    /// Writes the report in this format. Errors in the input go to standard error, and into the formats for programs.
    pub(crate) fn write(&self, context: &mut Context<'_>) -> Result<(), Failure> {
        for fault in &self.faults {
            context.err.fault(fault);
        }
        if let [first, ..] = self.terraform_sources.as_slice() {
            let count = counted(self.terraform_sources.len() as u64, "file", "files");
            context.err.remark(format_args!(
                "Not judged: {count} of Terraform source, such as {}. Use the output of `terraform show -json`.",
                printable(first)
            ));
        }
        if !self.has_judged() && self.faults.is_empty() {
            // A plan can delete its pool, and a condition can leave it out.
            let reason = if self.names_pool && self.problems.is_empty() {
                "no deployment leads to a user pool"
            } else {
                "no file contains a user pool"
            };
            context.err.remark(format_args!("Nothing was judged: {reason}."));
            let parts = self.problems.iter().map(|problem| printable(&problem.location.to_string()));
            parts.for_each(|place| context.err.remark(format_args!("{place} isn't followed. Judge its template.")));
        }
        let text = match context.format {
            // Standard error has the reasons.
            Format::Human if !self.has_judged() => String::new(),
            Format::Human => human::text(self),
            Format::Json => return context.write_json(&json::Answer::new(self)),
            Format::Sarif => return context.write_json(&sarif::Log::new(self)),
            Format::Junit => junit::text(self)?,
            Format::Github => github::text(self),
        };
        Ok(context.out.write_all(text.as_bytes())?)
    }
}
