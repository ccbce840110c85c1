//! Standard error: errors and remarks.

use std::fmt::Display;
use std::io::Write;

use crate::failure::Failure;
use crate::fault::Fault;
use crate::paint::bad;

/// Standard error. When it can't be written to, the command goes on without it.
pub(crate) struct Remarks<'a>(&'a mut dyn Write);

impl<'a> Remarks<'a> {
    pub(crate) fn new(stream: &'a mut dyn Write) -> Self {
        Self(stream)
    }

    /// Writes a line.
    pub(crate) fn remark(&mut self, text: impl Display) {
        let _ = writeln!(self.0, "{text}");
    }

    /// Writes an error in the input.
    pub(crate) fn fault(&mut self, fault: &Fault) {
        self.remark(format_args!("{} {fault}", bad("error:")));
    }

    /// Writes an error.
    pub(crate) fn report(&mut self, failure: &Failure) {
        match failure {
            Failure::Arguments(error) => {
                let _ = write!(self.0, "{}", error.render().ansi());
            }
            Failure::Misuse(misuse) => self.remark(format_args!("{} {misuse}", bad("error:"))),
            Failure::Input(fault) => self.fault(fault),
            Failure::Output(error) => {
                self.remark(format_args!("{} can't write to standard output: {error}", bad("error:")));
            }
        }
    }
}
