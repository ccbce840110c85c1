//! The streams of the command.

use std::io::{Read, Write};

use indicatif::ProgressDrawTarget;

/// What the command reads from and writes to.
#[expect(missing_debug_implementations, reason = "streams have no useful Debug form")]
pub struct Console<'a> {
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Standard output, for the answer. The command always writes colors: the stream removes them where it must.
    pub out: &'a mut dyn Write,
    /// Standard error, for errors and remarks. The same holds for colors.
    pub err: &'a mut dyn Write,
    /// Where the progress bar of a long file is drawn.
    pub progress: fn() -> ProgressDrawTarget,
}
