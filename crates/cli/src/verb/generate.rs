//! The verbs that print files about the command itself: shell completions, a man page, and the page of codes.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::code;
use crate::context::Context;
use crate::failure::Failure;
use crate::verdict::Verdict;

/// Print the completions of a shell
#[derive(Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, context: &mut Context<'_>) -> Result<Verdict, Failure> {
        // clap_complete panics when it can't write.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "cognito-mfa", &mut script);
        context.out.write_all(&script)?;
        Ok(Verdict::Fine)
    }
}

/// Prints a man page with a section for each verb.
pub(crate) fn man(context: &mut Context<'_>) -> Result<Verdict, Failure> {
    let command = Arguments::command();
    clap_mangen::Man::new(command.clone()).render(&mut context.out)?;
    for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set()) {
        let page = clap_mangen::Man::new(verb.clone().bin_name(format!("cognito-mfa {}", verb.get_name())));
        writeln!(context.out, ".SH \"COGNITO-MFA {}\"", verb.get_name().to_uppercase())?;
        page.render_description_section(&mut context.out)?;
        page.render_synopsis_section(&mut context.out)?;
        page.render_options_section(&mut context.out)?;
    }
    Ok(Verdict::Fine)
}

/// Prints the page of the documentation that lists every code.
pub(crate) fn codes(context: &mut Context<'_>) -> Result<Verdict, Failure> {
    context.out.write_all(code::page().as_bytes())?;
    Ok(Verdict::Fine)
}
