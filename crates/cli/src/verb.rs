//! The verbs of the command.

#[cfg(feature = "conform")]
mod conform;
mod diff;
mod explain;
mod export;
mod generate;
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
    Export(export::Export),
    #[cfg(feature = "conform")]
    Conform(conform::Conform),
    #[command(hide = true)]
    Completions(generate::Completions),
    /// Print a man page
    #[command(hide = true)]
    Man,
    /// Print the page of all codes, in Markdown
    #[command(hide = true)]
    Codes,
}

impl Verb {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Lint(_) => "lint",
            Self::Prove(_) => "prove",
            Self::Explain(_) => "explain",
            Self::Impact(_) => "impact",
            Self::Diff(_) => "diff",
            Self::Plan(_) => "plan",
            Self::Export(_) => "export",
            #[cfg(feature = "conform")]
            Self::Conform(_) => "conform",
            Self::Completions(_) => "completions",
            Self::Man => "man",
            Self::Codes => "codes",
        }
    }

    /// Whether the answer can be an annotation. `lint` writes its own.
    pub(crate) const fn is_annotated(&self) -> bool {
        match self {
            Self::Prove(_) | Self::Explain(_) | Self::Impact(_) | Self::Diff(_) | Self::Plan(_) => true,
            // It writes one annotation for each difference itself.
            #[cfg(feature = "conform")]
            Self::Conform(_) => false,
            Self::Run(_) | Self::Lint(_) | Self::Export(_) | Self::Completions(_) | Self::Man | Self::Codes => false,
        }
    }

    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        match self {
            Self::Run(run) => run.run(context),
            Self::Lint(lint) => lint.run(context),
            Self::Prove(prove) => prove.run(context),
            Self::Explain(explain) => explain.run(context),
            Self::Impact(impact) => impact.run(context),
            Self::Diff(diff) => diff.run(context),
            Self::Plan(plan) => plan.run(context),
            Self::Export(export) => export.run(context),
            #[cfg(feature = "conform")]
            Self::Conform(conform) => conform.run(context),
            Self::Completions(completions) => completions.run(context),
            Self::Man => generate::man(context),
            Self::Codes => generate::codes(context),
        }
    }
}
