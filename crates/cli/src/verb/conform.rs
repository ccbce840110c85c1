//! `cognito-mfa conform`: what a server that speaks the Cognito API gets wrong.

mod baseline;
mod human;
mod program;
mod repeat;
mod selection;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use std::{fs, io};

use clap::Args;
use cognito_mfa_conform::{Codes, Endpoint, LineReport, Suite, SuiteReport};
use indicatif::{ProgressBar, ProgressStyle};

use crate::context::Context;
use crate::failure::Failure;
use crate::fault::Fault;
use crate::format::Format;
use crate::place::Place;
use crate::verdict::Verdict;

use baseline::Baseline;
use repeat::Repeat;
use selection::{Filter, Only, Selection};

/// Whether the person has interrupted the run.
static STOP: AtomicBool = AtomicBool::new(false);

/// Run the conformance suite against a server that speaks the Cognito API
///
/// It creates pools and users on the server, compares the answers with the vectors, and deletes
/// the pools. It exits with 1 when the server differs in a way that the baseline doesn't contain,
/// and with 2 when there is no server, or it stops answering.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Example:
  cognito-mfa conform --endpoint-url http://127.0.0.1:4566 --code 123456
  cognito-mfa conform --endpoint-url http://127.0.0.1:4566 --write-baseline known.json
  cognito-mfa conform --endpoint-url http://127.0.0.1:4566 --baseline known.json
  cognito-mfa conform --in-process

The command for codes has the user in $COGNITO_USERNAME and the pool in $COGNITO_USER_POOL_ID.

Results of a line:
  agrees            The answer is what the line expects
  differs           The answer is another one
  missing           The server doesn't have the operation
  blocked           An earlier line of the file failed, and this line depends on it. Or the server
                    left 5 calls in a row without an answer, and isn't asked any more
  not applicable    No client can ask this of a server, for example a sign-in with a high risk"
)]
pub(crate) struct Conform {
    /// The name of a file as the report has it, or a part of the name without .jsonl, perhaps with a colon and a line.
    /// Without it, all vectors are run
    #[arg(value_name = "FILTER")]
    filters: Vec<Filter>,
    /// The server
    #[arg(long, value_name = "URL", required_unless_present = "in_process")]
    endpoint_url: Option<String>,
    /// Run against the engine of this command. Every line must agree
    #[arg(long, conflicts_with = "endpoint_url")]
    in_process: bool,
    /// Compare only these lines: measured (evidence M), or classic (needs only SMS and TOTP)
    #[arg(long, value_name = "measured|classic", value_enum, hide_possible_values = true)]
    only: Vec<Only>,
    /// A folder with vectors. Without it, the command uses its own
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
    /// The code of every message
    #[arg(long, value_name = "CODE", group = "codes")]
    code: Option<String>,
    /// A URL with the messages that the server sent: a JSON array of objects with Username and Code, the newest last
    #[arg(long, value_name = "URL", group = "codes")]
    outbox: Option<String>,
    /// A shell command that prints the newest code for a user
    #[arg(long, value_name = "COMMAND", group = "codes")]
    outbox_command: Option<String>,
    /// The Region for the signature
    #[arg(long, value_name = "REGION", default_value = Conform::REGION)]
    region: String,
    /// The access key for the signature. It can be made up
    #[arg(long, value_name = "KEY", requires = "secret_key")]
    access_key: Option<String>,
    /// The secret key for the signature
    #[arg(long, value_name = "KEY", requires = "access_key")]
    secret_key: Option<String>,
    /// A header for each request. You can repeat the option
    #[arg(long, value_name = "NAME:VALUE", value_parser = header)]
    header: Vec<(String, String)>,
    /// The longest time that a call can take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = Conform::TIMEOUT, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// The number of files that run at the same time
    #[arg(long, value_name = "COUNT", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// Fail only on differences that this file doesn't contain
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the differences of this run to a file for --baseline
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Keep the requests and answers here, one file per vector file, each call with the line that it's for or that
    /// follows it. They contain passwords and tokens of the test
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
    /// List every line of a difference, and the blocked and not applicable lines, too
    #[arg(long)]
    all: bool,
    /// Allow an endpoint of AWS. The suite creates pools and users there, which can cost money
    #[arg(long)]
    allow_aws: bool,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("expected NAME:VALUE")?;
    Ok((name.trim().into(), value.trim().into()))
}

/// A run with its verdict on each line.
pub(crate) struct Run {
    /// The server, or the words for the engine.
    target: String,
    /// The differences that weaken security come first.
    report: SuiteReport,
    baseline: Baseline,
    repeat: Repeat,
}

impl Run {
    /// The faults that the baseline doesn't contain.
    fn new_faults(&self) -> Vec<&LineReport> {
        self.report.faults().into_iter().filter(|line| !self.baseline.contains(line)).collect()
    }
}

impl Conform {
    const REGION: &str = "us-east-1";
    const TIMEOUT: u64 = 10;

    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        let selection = Selection { filters: &self.filters, only: &self.only };
        let files = selection.files(self.vectors.as_deref())?;
        if files.is_empty() {
            return Err(Failure::misuse("conform", "no vector fits the filters"));
        }
        let baseline = self.baseline.as_deref().map(Baseline::read).transpose()?.unwrap_or_default();
        self.check_writable()?;
        let (target, mut report) = match &self.endpoint_url {
            None => ("the engine of this command".into(), SuiteReport::in_process(&files)),
            Some(url) => (url.clone(), self.against(url, &files, context)?),
        };
        // Before the selection, because a line alone can't be repeated without the ones before it.
        self.save_calls(&report)?;
        report.lines.retain(|line| selection.compares(line));
        report.lines.sort_by_key(|line| !line.weakens_security());
        if report.lines.is_empty() {
            return Err(Failure::misuse("conform", "no line was compared: no vector of these files fits the filters"));
        }
        if let Some(file) = &self.write_baseline {
            written(file, fs::write(file, Baseline::of(&report).to_json()))?;
        }
        for pool in &report.left_pools {
            context.err.remark(format_args!("The server didn't delete the user pool {pool}."));
        }
        let run = Run { target, report, baseline, repeat: Repeat::of(self) };
        match context.format {
            Format::Human => human::write(&run, self, context)?,
            Format::Json => context.write_json(&program::json(&run))?,
            Format::Junit => program::junit(&run, context)?,
            Format::Github => program::github(&run, context)?,
            Format::Sarif => {
                return Err(Failure::misuse(
                    "conform",
                    "--format sarif is for lint. Expected human, json, junit or github",
                ));
            }
        }
        if STOP.load(Ordering::Relaxed) {
            context.err.remark("The run was interrupted. The lines after that count as not applicable.");
            return Ok(Verdict::Unreadable);
        }
        if let Some(reason) = &run.report.lost {
            context.err.remark(format_args!("The run ended early: {reason}. The lines after that are blocked."));
            return Ok(Verdict::Unreadable);
        }
        Ok(Verdict::fine_if(run.new_faults().is_empty()))
    }

    fn against(
        &self,
        url: &str,
        files: &[cognito_mfa_conform::VectorFile],
        context: &mut Context<'_>,
    ) -> Result<SuiteReport, Failure> {
        let endpoint = if self.allow_aws { Endpoint::new_allowing_aws(url) } else { Endpoint::new(url) };
        let endpoint = endpoint.map_err(|error| Failure::misuse("conform", format!("--endpoint-url: {error}")))?;
        let mut endpoint = endpoint.with_region(&self.region).with_timeout(Duration::from_secs(self.timeout));
        if let (Some(access), Some(secret)) = (&self.access_key, &self.secret_key) {
            endpoint = endpoint.with_keys(access, secret);
        }
        for (name, value) in &self.header {
            endpoint = endpoint.with_header(name, value);
        }
        let codes = match (&self.code, &self.outbox, &self.outbox_command) {
            (Some(code), ..) => Codes::Fixed(code.clone()),
            (_, Some(url), _) => Codes::Outbox(url.clone()),
            (.., Some(command)) => Codes::Command(command.clone()),
            (None, None, None) => Codes::None,
        };
        // The pools must be deleted before the process ends. A second handler in the same process is refused, which only
        // means that the first one stays.
        let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
        let bar = ProgressBar::with_draw_target(Some(files.len() as u64), context.files.draw_target());
        let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} files {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let suite = Suite::new(&endpoint, &STOP).with_codes(codes).with_jobs(self.jobs.into());
        let report = suite.run(files, |_| bar.inc(1));
        bar.finish_and_clear();
        Ok(report)
    }

    /// Checks that the files of the options can be written, so that a run of minutes doesn't end with nothing.
    fn check_writable(&self) -> Result<(), Fault> {
        if let Some(file) = &self.write_baseline {
            written(file, fs::OpenOptions::new().append(true).create(true).open(file).map(drop))?;
        }
        let Some(folder) = &self.save else { return Ok(()) };
        let probe = folder.join(".writable");
        let result =
            fs::create_dir_all(folder).and_then(|()| fs::write(&probe, "")).and_then(|()| fs::remove_file(&probe));
        written(folder, result)
    }

    /// Writes each file's calls as JSON Lines.
    fn save_calls(&self, report: &SuiteReport) -> Result<(), Failure> {
        let Some(folder) = &self.save else { return Ok(()) };
        let mut texts: BTreeMap<&str, String> = BTreeMap::new();
        for line in &report.lines {
            let text = texts.entry(&line.file).or_default();
            for call in &line.calls {
                let call = serde_json::json!({"line": line.vector.number, "call": call});
                text.extend([call.to_string().as_str(), "\n"]);
            }
        }
        for (name, text) in texts {
            let path = folder.join(name);
            written(&path, path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text)))?;
        }
        Ok(())
    }
}

fn written(path: &std::path::Path, result: io::Result<()>) -> Result<(), Fault> {
    result.map_err(|error| Place::file(&path.to_string_lossy()).fault(format!("can't write this file: {error}")))
}
