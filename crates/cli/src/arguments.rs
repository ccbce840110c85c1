//! The command line.

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;
use clap::error::{ContextKind, ContextValue};

use crate::context::Context;
use crate::failure::Failure;
use crate::format::Format;
use crate::printable::{cut, printable};
use crate::verb::Verb;

/// Check the MFA settings of Amazon Cognito user pools
///
#[cfg_attr(
    not(feature = "live"),
    doc = "The command reads files and never calls AWS. Only `conform` uses the network, to call the server that you name."
)]
#[cfg_attr(
    feature = "live",
    doc = "The command reads files. With --live, `lint` and `impact` read a pool from AWS, and never change it. `conform` calls the \
           server that you name. Nothing else uses the network."
)]
#[derive(Parser)]
#[command(
    name = "cognito-mfa",
    bin_name = "cognito-mfa",
    version,
    no_binary_name = true,
    args_override_self = true,
    disable_help_subcommand = true,
    subcommand_value_name = "VERB",
    subcommand_help_heading = "Verbs",
    after_help = "\
Example:
  cognito-mfa lint pool.json mfa.json

Every file can be `-`, for standard input.

Exit status:
  0  Everything is fine
  1  The command found a problem: a failed expectation, an error or a security finding, a user who is locked
     out, or no plan
  2  The arguments or the input are wrong"
)]
pub(crate) struct Arguments {
    /// The form of the output. sarif is for lint, junit for lint and conform, and github for verbs that judge
    #[arg(
        long,
        global = true,
        display_order = 90,
        hide_possible_values = true,
        value_name = "human|json|sarif|junit|github",
        default_value = "human",
        hide_default_value = true
    )]
    format: Format,
    /// The same as --format json
    #[arg(long, global = true, display_order = 91, overrides_with = "format")]
    json: bool,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

impl Arguments {
    /// Reads the arguments. Returns `None` after it has printed the help text or the version.
    pub(crate) fn read(
        arguments: impl IntoIterator<Item = OsString>,
        context: &mut Context<'_>,
    ) -> Result<Option<Self>, Failure> {
        match Self::try_parse_from(arguments) {
            Ok(arguments) => {
                let format = if arguments.json { Format::Json } else { arguments.format };
                let name = arguments.verb.name();
                let others: &[Format] = match name {
                    "lint" => &[Format::Github, Format::Junit, Format::Sarif],
                    "conform" => &[Format::Github, Format::Junit],
                    _ if arguments.verb.is_annotated() => &[Format::Github],
                    _ => &[],
                };
                if !matches!(format, Format::Human | Format::Json) && !others.contains(&format) {
                    let others: Vec<&str> = others.iter().map(|one| one.name()).collect();
                    let expected = ["human", "json"].into_iter().chain(others).collect::<Vec<_>>().join(" or ");
                    let message = format!("--format {} isn't for this verb. Expected {expected}", format.name());
                    return Err(Failure::misuse(name, message));
                }
                context.format = format;
                Ok(Some(arguments))
            }
            Err(error) if error.use_stderr() => Err(Failure::Arguments(small(error))),
            Err(help) => {
                write!(context.out, "{}", help.render().ansi())?;
                Ok(None)
            }
        }
    }
}

/// The error with the arguments that it repeats cut and escaped.
fn small(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidSubcommand, ContextKind::InvalidArg, ContextKind::InvalidValue] {
        let Some(ContextValue::String(argument)) = error.get(kind) else { continue };
        let shown = printable(&cut(argument));
        if shown != *argument {
            error.insert(kind, ContextValue::String(shown));
            // The suggestions repeat the argument too.
            error.insert(ContextKind::Suggested, ContextValue::None);
        }
    }
    error
}
