//! The differences of a server that its authors know.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cognito_mfa_conform::{LineReport, SuiteReport, Verdict};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::files::unreadable;
use crate::place::Place;

/// The date of the API model that the vectors follow.
const VECTORS: &str = "2026-04-16";

/// The differences that a project knows: `FILE:LINE KIND`.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    /// The vectors that the line numbers belong to.
    vectors: String,
    known: BTreeSet<String>,
}

impl Baseline {
    pub(crate) fn read(path: &Path) -> Result<Self, Fault> {
        let name = path.to_string_lossy();
        let place = Place::file(&name);
        let text = fs::read(path).map_err(|error| place.fault(unreadable(&error)))?;
        let baseline: Self = serde_json::from_slice(&text)
            .map_err(|error| place.fault(format!("not a baseline: {error}. Make one with --write-baseline")))?;
        if baseline.vectors != VECTORS {
            let found = crate::printable::cut(&baseline.vectors);
            return Err(place.fault(format!(
                "vectors: this baseline is for the vectors of {found}, and the command has those of {VECTORS}. Make a new \
                 one with --write-baseline"
            )));
        }
        Ok(baseline)
    }

    pub(crate) fn of(report: &SuiteReport) -> Self {
        Self { vectors: VECTORS.into(), known: report.faults().into_iter().filter_map(entry).collect() }
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    pub(crate) fn contains(&self, line: &LineReport) -> bool {
        entry(line).is_some_and(|entry| self.known.contains(&entry))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The known differences of compared lines that agree now.
    pub(crate) fn mended(&self, report: &SuiteReport) -> Vec<&str> {
        let agrees: BTreeSet<_> =
            report.lines.iter().filter(|line| line.verdict == Verdict::Agrees).map(place).collect();
        let known = self.known.iter().map(String::as_str);
        known.filter(|entry| entry.split(' ').next().is_some_and(|place| agrees.contains(place))).collect()
    }
}

fn place(line: &LineReport) -> String {
    format!("{}:{}", line.file, line.vector.number)
}

fn entry(line: &LineReport) -> Option<String> {
    line.verdict.fault_code().map(|code| format!("{} {code}", place(line)))
}
