//! The command `cognito-mfa` without its process: arguments and streams in, an exit status out.
//!
//! It reads files and prints text. It never calls AWS itself: with the feature `live`, the program brings a reader of live pools.
//! The engine and `cognito-mfa-insight` make every decision.

mod annotation;
mod arguments;
mod attempt;
mod auth_factors;
mod change;
mod choice;
mod code;
mod configuration;
mod console;
mod context;
mod count;
mod failure;
mod fault;
mod files;
mod format;
mod histogram;
mod lines;
#[cfg(feature = "live")]
mod live;
mod object;
mod other_profile;
mod output;
mod paint;
mod place;
mod pool;
mod population;
mod printable;
mod progress;
mod remarks;
mod report;
mod secrets;
mod skipped;
mod source;
mod unshown;
mod user;
mod verb;
mod verdict;
mod view;

use std::ffi::OsString;
use std::io::Write;

pub use console::Console;
#[cfg(feature = "live")]
pub use live::{LivePool, LivePools, LiveTarget, TakeUser, read_live_pools_with};

use arguments::Arguments;
use context::Context;
use failure::Failure;
use format::Format;
use verdict::Verdict;

/// Runs the command. The arguments come without the name of the program.
///
/// Returns the exit status: 0 when everything is fine, 1 when the command found a problem, and 2 when the arguments or
/// the input are wrong. A reader that closes its end of a pipe ends the command quietly.
///
/// ```
/// use cognito_mfa_cli::Console;
/// use indicatif::ProgressDrawTarget;
///
/// let mut run = |pool: &str| {
///     let (mut input, mut out, mut err) = (pool.as_bytes(), Vec::new(), Vec::new());
///     let mut console =
///         Console { input: &mut input, out: &mut out, err: &mut err, progress: ProgressDrawTarget::hidden };
///     cognito_mfa_cli::run(["prove".into(), "-".into()], &mut console)
/// };
/// let template = r#"{"Resources": {"Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {}}}}"#;
/// assert_eq!(run(template), 0);
/// assert_eq!(run("not a pool"), 2);
/// ```
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> u8 {
    let mut context = Context::new(console);
    let answered = Arguments::read(arguments, &mut context).and_then(|arguments| match arguments {
        Some(Arguments { verb, .. }) if context.format == Format::Github && verb.is_annotated() => Ok(Err(verb)),
        Some(arguments) => arguments.verb.run(&mut context).map(Ok),
        None => Ok(Ok(Verdict::Fine)),
    });
    let answered = match answered {
        Ok(Err(verb)) => return annotation::run(&verb, console),
        Ok(Ok(verdict)) => Ok(verdict),
        Err(failure) => Err(failure),
    };
    let answered = answered.and_then(|verdict| {
        context.out.flush()?;
        Ok(verdict)
    });
    match answered {
        Ok(verdict) => verdict.status(),
        Err(failure) => {
            context.err.report(&failure);
            Failure::STATUS
        }
    }
}
