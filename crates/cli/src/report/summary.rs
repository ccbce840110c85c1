//! The numbers of a report in one sentence.

use cognito_mfa_insight::Severity;

use super::Report;
use crate::count::counted;

/// The names of the severities in counts. The worst comes first.
const NAMES: [(Severity, &str, &str); 4] = [
    (Severity::Error, "error", "errors"),
    (Severity::Security, "security finding", "security findings"),
    (Severity::Warning, "warning", "warnings"),
    (Severity::Suggestion, "suggestion", "suggestions"),
];

/// The numbers of problems, files and pools, and the profile.
pub(super) fn summary(report: &Report) -> String {
    let Report { profile, files, pools, .. } = report;
    let counts = NAMES.into_iter().filter_map(|(severity, one, several)| {
        let count = report.count(severity);
        (count > 0).then(|| counted(count as u64, one, several))
    });
    let counts: Vec<_> = counts.collect();
    let found = if counts.is_empty() { "No problems".into() } else { counts.join(", ") };
    let suppressed = match report.suppressed() {
        0 => String::new(),
        count => format!(" ({count} suppressed)"),
    };
    let pools = counted(*pools as u64, "pool", "pools");
    let files = counted(files.len() as u64, "file", "files");
    format!("{found}{suppressed} in {pools} of {files}. Profile: {profile}.")
}
