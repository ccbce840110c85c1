//! `inspect lint`: a configuration judged.

use cognito_mfa::PoolPolicy;
use cognito_mfa_insight::{Finding, Severity, lint};
use serde::Serialize;

use crate::files::Source;
use crate::shown::{ShownWitness, changes, good, number, severity};
use crate::{Desk, Failure, Verdict, pools};

#[derive(Serialize)]
struct Answer {
    errors: usize,
    security: usize,
    warnings: usize,
    suggestions: usize,
    findings: Vec<ShownFinding>,
}

#[derive(Serialize)]
struct ShownFinding {
    code: &'static str,
    severity: &'static str,
    finds: &'static str,
    means: &'static str,
    fix: &'static str,
    /// The changes of the pool after which it is found no more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<ShownWitness>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'static str>,
}

pub(crate) fn run(pool: &[Source], desk: &mut Desk<'_>) -> Result<Verdict, Failure> {
    let pool = pools::read(pool, &mut desk.files, desk.profile)?.pool;
    let findings = lint(&pool);
    if desk.json {
        desk.write_json(&Answer::new(&findings, &pool.policy()))?;
    } else {
        show(&findings, desk)?;
    }
    let fails = |finding: &Finding| match finding.lint.severity() {
        Severity::Error | Severity::Security => true,
        Severity::Warning | Severity::Suggestion => false,
    };
    Ok(if findings.iter().any(fails) { Verdict::Found } else { Verdict::Well })
}

fn show(findings: &[Finding], desk: &mut Desk<'_>) -> Result<(), Failure> {
    if findings.is_empty() {
        writeln!(desk.out, "{}", good("Nothing was found."))?;
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
        (count > 0).then(|| number(count as u64, one, several))
    });
    writeln!(desk.out, "{}.", counts.collect::<Vec<_>>().join(", "))?;
    for finding in findings {
        let level = finding.lint.severity();
        let text = finding.to_string();
        let rest = text.strip_prefix(level.code()).unwrap_or(&text);
        write!(desk.out, "\n{}{rest}", severity(level))?;
    }
    Ok(())
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.lint.severity() == severity).count()
}

impl Answer {
    fn new(findings: &[Finding], pool: &PoolPolicy) -> Self {
        Self {
            errors: count(findings, Severity::Error),
            security: count(findings, Severity::Security),
            warnings: count(findings, Severity::Warning),
            suggestions: count(findings, Severity::Suggestion),
            findings: findings.iter().map(|finding| ShownFinding::new(finding, pool)).collect(),
        }
    }
}

impl ShownFinding {
    fn new(finding: &Finding, pool: &PoolPolicy) -> Self {
        let row = finding.lint.row();
        Self {
            code: finding.lint.code(),
            severity: row.severity.code(),
            finds: row.finds,
            means: row.means,
            fix: row.fix,
            changes: changes(&finding.fix),
            witness: finding.witness.map(|witness| ShownWitness::new(witness, pool)),
            rule: finding.violation.map(|violation| violation.rule().code()),
        }
    }
}
