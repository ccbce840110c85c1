//! Why a command has no answer.

use std::fmt;
use std::io;

use crate::fault::Fault;
use crate::printable::printable;

/// Why a command has no answer.
pub(crate) enum Failure {
    /// Arguments that clap rejects.
    Arguments(clap::Error),
    /// Arguments that don't fit together.
    Misuse(Misuse),
    /// Input that can't be used.
    Input(Fault),
    /// Standard output can't be written to.
    Output(io::Error),
}

/// Arguments that don't fit together.
pub(crate) struct Misuse {
    verb: &'static str,
    message: String,
}

impl Failure {
    /// The exit status.
    pub(crate) const STATUS: u8 = 2;

    pub(crate) fn misuse(verb: &'static str, message: impl Into<String>) -> Self {
        Self::Misuse(Misuse { verb, message: message.into() })
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { verb, message } = self;
        write!(f, "{}\n\nFor more information, try 'cognito-mfa {verb} --help'.", printable(message))
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Input(fault)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
