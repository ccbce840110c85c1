//! Runs the files, several at a time.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use cognito_mfa_host::{Scenario, check};
use serde::Serialize;

use crate::codes::{Codes, Source};
use crate::connection::Connection;
use crate::endpoint::Endpoint;
use crate::play::{Call, Play};
use crate::pools::Pools;
use crate::vector::{Vector, VectorFile};
use crate::verdict::{Difference, Verdict};

/// A line that expects something, and its result.
///
/// [`SuiteReport::in_process`] has an example.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LineReport {
    /// The file.
    pub file: String,
    /// The line.
    pub vector: Vector,
    /// The result.
    pub verdict: Verdict,
    /// The calls that were made for the line, after those for the lines before it that expect nothing.
    pub calls: Vec<Call>,
}

/// The results of a run.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct SuiteReport {
    /// The results of the lines that expect something, in the order of the files and lines.
    pub lines: Vec<LineReport>,
    /// The server's IDs of pools that the run created and couldn't delete.
    pub left_pools: Vec<String>,
    /// Why the run stopped asking before its end: the server doesn't answer any more. The lines after that are blocked.
    pub lost: Option<String>,
}

/// How many lines have each result.
///
/// [`SuiteReport::in_process`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Counts {
    /// Lines that agree.
    pub agrees: usize,
    /// Lines that differ.
    pub differs: usize,
    /// Lines that can't be asked of a server.
    pub not_applicable: usize,
    /// Lines after an earlier failure.
    pub blocked: usize,
    /// Lines whose operation the server doesn't have.
    pub operation_missing: usize,
}

/// A run of the suite against a server.
///
/// ```no_run
/// use std::sync::atomic::AtomicBool;
///
/// use cognito_mfa_conform::{Codes, Endpoint, Suite, VectorFile};
///
/// let endpoint = Endpoint::new("http://127.0.0.1:9229")?;
/// let stop = AtomicBool::new(false);
/// let codes = Codes::Outbox("http://127.0.0.1:9229/outbox".into());
/// let report = Suite::new(&endpoint, &stop).with_codes(codes).run(&VectorFile::built_in(), |_| {});
/// println!("{} lines agree", report.counts().agrees);
/// # Ok::<(), cognito_mfa_conform::EndpointError>(())
/// ```
#[derive(Debug)]
pub struct Suite<'a> {
    endpoint: &'a Endpoint,
    codes: Codes,
    jobs: usize,
    stop: &'a AtomicBool,
}

impl<'a> Suite<'a> {
    /// A run against this endpoint. When `stop` becomes true, the run ends early and deletes its pools.
    #[must_use]
    pub const fn new(endpoint: &'a Endpoint, stop: &'a AtomicBool) -> Self {
        Self { endpoint, codes: Codes::None, jobs: 8, stop }
    }

    /// Takes the codes of messages from here.
    #[must_use]
    pub fn with_codes(mut self, codes: Codes) -> Self {
        self.codes = codes;
        self
    }

    /// Runs so many files at a time.
    #[must_use]
    pub const fn with_jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Runs the files. `finished` is called with the number of files after each of them.
    pub fn run(&self, files: &[VectorFile], finished: impl Fn(usize) + Sync) -> SuiteReport {
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let results = Mutex::new(Vec::new());
        let left = Mutex::new(Vec::new());
        let connection = Connection::open(self.endpoint);
        let codes = Source::new(&self.codes, self.endpoint.timeout());
        let work = || {
            while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                let pools = Pools::default();
                let lines = self.file(file, &connection, &codes, &pools);
                let undeleted = pools.delete(&connection);
                if let (Ok(mut results), Ok(mut left)) = (results.lock(), left.lock()) {
                    results.push((file.name.clone(), lines));
                    left.extend(undeleted);
                }
                finished(done.fetch_add(1, Ordering::Relaxed) + 1);
            }
        };
        thread::scope(|scope| {
            for _ in 0..self.jobs.clamp(1, 64) {
                scope.spawn(work);
            }
        });
        let mut results = results.into_inner().unwrap_or_default();
        results.sort_by_key(|(name, _)| files.iter().position(|file| file.name == *name));
        SuiteReport {
            lines: results.into_iter().flat_map(|(_, lines)| lines).collect(),
            left_pools: self.delete_again(left.into_inner().unwrap_or_default()),
            lost: connection.lost().map(Into::into),
        }
    }

    /// Tries once more to delete what is left, because a server that didn't answer perhaps does so now.
    fn delete_again(&self, left: Vec<String>) -> Vec<String> {
        if left.is_empty() {
            return left;
        }
        let pools = Pools::default();
        for id in &left {
            pools.add(id);
        }
        pools.delete(&Connection::open(self.endpoint))
    }

    fn file(
        &self,
        file: &VectorFile,
        connection: &Connection<'_>,
        codes: &Source<'_>,
        pools: &Pools,
    ) -> Vec<LineReport> {
        let mut play = Play::new(file, connection, codes, pools, self.stop);
        let mut reports = Vec::new();
        let mut calls = Vec::new();
        for vector in &file.lines {
            let (verdict, own) = play.line(vector);
            calls.extend(own);
            if let Some(verdict) = verdict {
                let calls = std::mem::take(&mut calls);
                reports.push(LineReport { file: file.name.clone(), vector: vector.clone(), verdict, calls });
            }
        }
        reports
    }
}

impl SuiteReport {
    /// Runs the files against the engine itself, in this process. Nothing is left out, and codes and reasons are compared, too.
    ///
    /// ```
    /// use cognito_mfa_conform::{SuiteReport, VectorFile};
    ///
    /// let files: Vec<_> = VectorFile::built_in().into_iter().filter(|file| file.name == "tiers.jsonl").collect();
    /// let report = SuiteReport::in_process(&files);
    /// let line = &report.lines[0];
    /// assert_eq!((line.file.as_str(), line.vector.op.as_str()), ("tiers.jsonl", "CreateUserPool"));
    /// assert_eq!(report.counts().agrees, report.lines.len());
    /// ```
    #[must_use]
    pub fn in_process(files: &[VectorFile]) -> Self {
        let mut lines = Vec::new();
        for file in files {
            let mut scenario = Scenario::default();
            for vector in &file.lines {
                let Some(result) = scenario.line(&vector.bytes) else { continue };
                let verdict = match result.difference {
                    None => continue,
                    Some(Ok(())) => Verdict::Agrees,
                    Some(Err(text)) => {
                        let mismatch = vector.expect.as_ref().and_then(|expect| check(expect, &result.answer).err());
                        Verdict::Differs(
                            mismatch.map_or_else(
                                || Difference::unreadable(text),
                                |mismatch| Difference::of_member(&mismatch),
                            ),
                        )
                    }
                };
                lines.push(LineReport { file: file.name.clone(), vector: vector.clone(), verdict, calls: Vec::new() });
            }
        }
        Self { lines, left_pools: Vec::new(), lost: None }
    }

    /// How many lines have each result.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(&self.lines)
    }

    /// The lines that differ or whose operation is missing. The ones that weaken security come first.
    #[must_use]
    pub fn faults(&self) -> Vec<&LineReport> {
        let mut faults: Vec<_> = self.lines.iter().filter(|line| line.verdict.is_fault()).collect();
        faults.sort_by_key(|line| !line.weakens_security());
        faults
    }
}

impl LineReport {
    /// Whether a sign-in ended with less proven than the specification asks for.
    #[must_use]
    pub const fn weakens_security(&self) -> bool {
        matches!(&self.verdict, Verdict::Differs(Difference { weakens_security: true, .. }))
    }
}

impl Counts {
    /// Counts these lines.
    pub fn of<'l>(lines: impl IntoIterator<Item = &'l LineReport>) -> Self {
        let mut counts = Self::default();
        for line in lines {
            let place = match line.verdict {
                Verdict::Agrees => &mut counts.agrees,
                Verdict::Differs(_) => &mut counts.differs,
                Verdict::NotApplicable { .. } => &mut counts.not_applicable,
                Verdict::Blocked { .. } => &mut counts.blocked,
                Verdict::OperationMissing { .. } => &mut counts.operation_missing,
            };
            *place += 1;
        }
        counts
    }
}
