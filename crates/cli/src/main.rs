//! The command `cognito-mfa`. See `cognito-mfa --help`.
//!
//! It connects the process to the library: arguments and streams in, an exit status out.

use std::io;
use std::process::ExitCode;

use cognito_mfa_cli::Console;
use indicatif::ProgressDrawTarget;

fn main() -> ExitCode {
    // Both streams remove the colors when they don't go to a terminal, or when NO_COLOR is set.
    let (mut out, mut err) = (io::BufWriter::new(anstream::stdout().lock()), anstream::stderr());
    let mut console =
        Console { input: &mut io::stdin(), out: &mut out, err: &mut err, progress: ProgressDrawTarget::stderr };
    ExitCode::from(cognito_mfa_cli::run(std::env::args_os().skip(1), &mut console))
}
