//! The form of the output.

/// The form of the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    #[default]
    Human,
    /// JSON for programs, one object per line
    Json,
    /// SARIF 2.1.0 for code scanning (lint)
    Sarif,
    /// A `JUnit` file for test reports (lint)
    Junit,
    /// Workflow commands for GitHub Actions (lint, prove, explain, impact, diff, plan)
    Github,
}

impl Format {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
        }
    }
}
