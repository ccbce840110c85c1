//! The command `cognito-mfa`. See `cognito-mfa --help`.
//!
//! It reads files and writes text; every verdict is the library's.

use std::io::{self, Write};
use std::process::ExitCode;

use cognito_mfa_cli::Console;
use indicatif::ProgressDrawTarget;

fn main() -> ExitCode {
    // Both look whether they write to a terminal, and at NO_COLOR, and take the colours away where they are not wanted.
    let (mut out, mut err) = (io::BufWriter::new(anstream::stdout().lock()), anstream::stderr());
    let mut console =
        Console { input: &mut io::stdin(), out: &mut out, err: &mut err, progress: ProgressDrawTarget::stderr };
    let status = cognito_mfa_cli::run(std::env::args_os().skip(1), &mut console);
    match out.flush() {
        // Who reads the answer may have seen enough.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
        Ok(()) | Err(_) => ExitCode::from(status),
    }
}
