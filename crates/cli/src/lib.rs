//! The command `cognito-mfa`, apart from its process: arguments and streams in, an exit status out.

mod arguments;
mod diff;
mod explain;
mod fault;
mod files;
mod impact;
mod lines;
mod lint;
mod plan;
mod pools;
mod population;
mod progress;
mod prove;
mod request;
mod run;
mod shown;
mod users;

use std::ffi::OsString;
use std::io::{self, Read, Write};

use arguments::{Call, Task, USAGE};
use cognito_mfa::Profile;
use fault::{Fault, Misuse};
use files::Files;
use indicatif::ProgressDrawTarget;
use serde::Serialize;

/// What the program reads from and writes to.
#[expect(missing_debug_implementations, reason = "streams have nothing to show")]
pub struct Console<'a> {
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Standard output: the answer. Colours are written always; who gives the stream takes them out.
    pub out: &'a mut dyn Write,
    /// Standard error: what is wrong, and what goes on.
    pub err: &'a mut dyn Write,
    /// Where the progress over a long population is drawn.
    pub progress: fn() -> ProgressDrawTarget,
}

/// What a verb needs beside what it is asked.
struct Desk<'a> {
    files: Files<'a>,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    json: bool,
    profile: Profile,
}

/// What came of it: the answer to what was asked, as an exit status tells it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Nothing is wrong.
    Well,
    /// Something is wrong with what was inspected.
    Found,
}

/// Why there is no answer.
enum Failure {
    Misuse(Misuse),
    Input(Fault),
    Output(io::Error),
}

/// Runs the program. The exit status is 0 when all is well, 1 when something was found, 2 when there is no answer.
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> u8 {
    let Console { input, out, err, progress } = console;
    let answered = match arguments::parse(arguments) {
        Ok(None) => write!(out, "{USAGE}").map(|()| Verdict::Well).map_err(Failure::Output),
        Ok(Some(Call { task: Task::Run { files }, json, .. })) => run::run(&files, json, *input, *out, *err),
        Ok(Some(Call { task, json, profile })) => {
            let files = Files::new(*input, *progress);
            answer(task, &mut Desk { files, out: *out, err: *err, json, profile })
        }
        Err(misuse) => Err(Failure::Misuse(misuse)),
    };
    let said = match &answered {
        Ok(_) => Ok(()),
        Err(Failure::Misuse(misuse)) => write!(err, "inspect: {misuse}\n\n{USAGE}"),
        Err(Failure::Input(fault)) => writeln!(err, "inspect: {fault}"),
        // Who reads the answer has gone away.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(Failure::Output(error)) => writeln!(err, "inspect: standard output: {error}"),
    };
    match (answered, said) {
        (Err(Failure::Output(error)), _) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        (Ok(Verdict::Well), Ok(())) => 0,
        (Ok(Verdict::Found), Ok(())) => 1,
        (Err(_), _) | (_, Err(_)) => 2,
    }
}

fn answer(task: Task, desk: &mut Desk<'_>) -> Result<Verdict, Failure> {
    match task {
        Task::Run { files } => run::run(&files, desk.json, &mut io::empty(), desk.out, desk.err),
        Task::Lint { pool } => lint::run(&pool, desk),
        Task::Prove { pool, assumptions, context } => prove::run(&pool, &assumptions, context, desk),
        Task::ExplainSignIn { pool, user, attempt } => explain::run(&pool, &user, attempt, desk),
        Task::ExplainRequest { pool, user, operation, body } => {
            request::run(&pool, user.as_ref(), &operation, &body, desk)
        }
        Task::Impact { before, after, population, attempt } => impact::run(&before, &after, &population, attempt, desk),
        Task::Diff { before, after } => diff::run(&before, &after, desk),
        Task::Plan { before, after, population, pool_id } => {
            plan::run(&before, &after, population.as_ref(), pool_id.as_deref(), desk)
        }
    }
}

impl Desk<'_> {
    /// One JSON object in a line.
    fn write_json(&mut self, answer: &impl Serialize) -> Result<(), Failure> {
        serde_json::to_writer(&mut *self.out, answer).map_err(io::Error::from)?;
        Ok(writeln!(self.out)?)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Input(fault)
    }
}

impl From<Misuse> for Failure {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
