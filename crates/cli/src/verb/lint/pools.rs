//! The problems of pools.

use cognito_mfa::PoolPolicy;
use cognito_mfa_insight::{Finding, lint};

use crate::configuration::Configuration;
use crate::failure::Failure;
use crate::files::Files;
use crate::pool::{self, Rules};
use crate::report::{Certainty, Location, Problem, ProblemFix, Report, Safety, ServiceError};
use crate::source::Source;
use crate::view::{WitnessView, changes};

/// Judges every pool in these files.
pub(super) fn judge(
    sources: &[Source],
    rules: &Rules,
    configuration: &Configuration,
    files: &mut Files<'_>,
) -> Result<Report, Failure> {
    let profile = rules.profile.or(configuration.profile).unwrap_or_default();
    let pool = pool::read(sources, files, profile)?;
    let files: Vec<String> = sources.iter().map(Source::name).collect();
    let location = Location { resource: pool.id.clone(), ..Location::file(files.first().map_or("", String::as_str)) };
    let policy = pool.pool.policy();
    let problems = lint(&pool.pool).iter().map(|finding| problem(finding, &policy, location.clone())).collect();
    Ok(Report {
        profile,
        files,
        pools: 1,
        problems,
        faults: Vec::new(),
        fail_on: cognito_mfa_insight::Severity::Security,
    })
}

/// A finding about a pool that the service accepts.
fn problem(finding: &Finding, pool: &PoolPolicy, location: Location) -> Problem {
    let row = finding.lint.row();
    let service = finding
        .violation
        .map(|violation| ServiceError { exception: violation.exception().name().into(), message: violation.message() });
    let mut explanation = vec![row.means.to_owned()];
    explanation.extend(finding.violation.map(|violation| format!("Broken rule: {violation} ({}).", violation.rule())));
    let steps = changes(&finding.fix);
    let text = if steps.is_empty() { row.fix.into() } else { format!("{}.", steps.join(". ")) };
    Problem {
        code: finding.lint.code().into(),
        severity: row.severity,
        certainty: Certainty::Certain,
        title: row.finds.into(),
        location,
        label: None,
        service,
        explanation,
        fixes: vec![ProblemFix { safety: Safety::Unjudged, text }],
        other_profile: None,
        witness: finding.witness.map(|witness| WitnessView::new(witness, pool)),
        suppressed: None,
    }
}
