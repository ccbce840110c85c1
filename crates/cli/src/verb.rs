//! The verbs of the command.

mod diff;
mod explain;
mod impact;
mod lint;
mod plan;
mod prove;
mod run;

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::verdict::Verdict;

/// What the command does.
#[derive(Subcommand)]
pub(crate) enum Verb {
    Run(run::Run),
    Lint(lint::Lint),
    Prove(prove::Prove),
    Explain(explain::Explain),
    Impact(impact::ImpactOf),
    Diff(diff::DiffOf),
    Plan(plan::PlanFor),
}

impl Verb {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        match self {
            Self::Run(run) => run.run(context),
            Self::Lint(lint) => lint.run(context),
            Self::Prove(prove) => prove.run(context),
            Self::Explain(explain) => explain.run(context),
            Self::Impact(impact) => impact.run(context),
            Self::Diff(diff) => diff.run(context),
            Self::Plan(plan) => plan.run(context),
        }
    }
}
