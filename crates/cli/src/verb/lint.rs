//! `cognito-mfa lint`: problems in a configuration.

use std::io::Write;

use clap::Args;
use cognito_mfa::PoolPolicy;
use cognito_mfa_insight::{Finding, Severity, lint};
use serde::Serialize;

use crate::context::Context;
use crate::count::counted;
use crate::failure::Failure;
use crate::paint::{good, severity};
use crate::pool::PoolFiles;
use crate::verdict::Verdict;
use crate::view::{WitnessView, changes};

/// Find problems in the MFA settings of a pool
///
/// It exits with 1 when there is an error or a security finding.
#[derive(Args)]
#[command(after_help = "\
Example:
  cognito-mfa lint pool.json mfa.json")]
pub(crate) struct Lint {
    #[command(flatten)]
    pool: PoolFiles,
}

impl Lint {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let pool = self.pool.read(&mut context.files)?.pool;
        let findings = lint(&pool);
        if context.json {
            context.write_json(&Answer::new(&findings, &pool.policy()))?;
        } else {
            show(&findings, context)?;
        }
        let fails = |finding: &Finding| match finding.lint.severity() {
            Severity::Error | Severity::Security => true,
            Severity::Warning | Severity::Suggestion => false,
        };
        Ok(Verdict::fine_if(!findings.iter().any(fails)))
    }
}

fn show(findings: &[Finding], context: &mut Context<'_>) -> Result<(), Failure> {
    if findings.is_empty() {
        writeln!(context.out, "{}", good("No findings."))?;
        return Ok(());
    }
    let counts = [
        (Severity::Error, "error", "errors"),
        (Severity::Security, "security finding", "security findings"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Suggestion, "suggestion", "suggestions"),
    ];
    let counts = counts.into_iter().filter_map(|(severity, one, several)| {
        let count = count(findings, severity);
        (count > 0).then(|| counted(count as u64, one, several))
    });
    writeln!(context.out, "{}.", counts.collect::<Vec<_>>().join(", "))?;
    for finding in findings {
        let level = finding.lint.severity();
        let text = finding.to_string();
        let rest = text.strip_prefix(level.code()).unwrap_or(&text);
        write!(context.out, "\n{}{rest}", severity(level))?;
    }
    Ok(())
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.lint.severity() == severity).count()
}

#[derive(Serialize)]
struct Answer {
    errors: usize,
    security: usize,
    warnings: usize,
    suggestions: usize,
    findings: Vec<FindingView>,
}

#[derive(Serialize)]
struct FindingView {
    code: &'static str,
    severity: &'static str,
    finds: &'static str,
    means: &'static str,
    fix: &'static str,
    /// The changes of the pool that remove the finding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<WitnessView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
}

impl Answer {
    fn new(findings: &[Finding], pool: &PoolPolicy) -> Self {
        Self {
            errors: count(findings, Severity::Error),
            security: count(findings, Severity::Security),
            warnings: count(findings, Severity::Warning),
            suggestions: count(findings, Severity::Suggestion),
            findings: findings.iter().map(|finding| FindingView::new(finding, pool)).collect(),
        }
    }
}

impl FindingView {
    fn new(finding: &Finding, pool: &PoolPolicy) -> Self {
        let row = finding.lint.row();
        Self {
            code: finding.lint.code(),
            severity: row.severity.code(),
            finds: row.finds,
            means: row.means,
            fix: row.fix,
            changes: changes(&finding.fix),
            witness: finding.witness.map(|witness| WitnessView::new(witness, pool)),
            rule: finding.violation.map(|violation| violation.rule().code()),
        }
    }
}
