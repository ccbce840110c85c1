//! The answer of a verb as an annotation of GitHub Actions.

use std::io::Write;

use anstream::adapter::strip_str;

use crate::Console;
use crate::context::Context;
use crate::failure::Failure;
use crate::report::workflow_data;
use crate::verb::Verb;

/// Runs a verb and writes what it prints for people as one annotation: an error if it exits with another status than 0.
pub(crate) fn run(verb: &Verb, console: &mut Console<'_>) -> u8 {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = {
        let mut inner =
            Console { input: &mut *console.input, out: &mut out, err: &mut err, progress: console.progress };
        let mut context = Context::new(&mut inner);
        match verb.run(&mut context) {
            Ok(verdict) => verdict.status(),
            Err(failure) => {
                context.err.report(&failure);
                Failure::STATUS
            }
        }
    };
    // A plan is for a program. What it means is on standard error.
    let text = if matches!(verb, Verb::Plan(_)) { err } else { [out, err].concat() };
    let text = String::from_utf8_lossy(&text);
    let level = if status == 0 { "notice" } else { "error" };
    let text = workflow_data(strip_str(&text).to_string().trim_end());
    let mut context = Context::new(console);
    let name = verb.name();
    let written =
        writeln!(context.out, "::{level} title=cognito-mfa {name}::{text}").and_then(|()| context.out.flush());
    match written {
        Ok(()) => status,
        Err(error) => {
            context.err.report(&Failure::from(error));
            Failure::STATUS
        }
    }
}
