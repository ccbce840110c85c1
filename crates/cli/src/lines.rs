//! A long file, line by line.

use std::io::{BufRead, Read};

use crate::fault::{Fault, Place};
use crate::progress::Progress;

/// The lines of a file that need not fit into memory.
pub(crate) struct Lines<'a> {
    file: String,
    reader: Box<dyn BufRead + 'a>,
    progress: Progress,
    /// The number of the line that was read last.
    number: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(file: String, reader: Box<dyn BufRead + 'a>, progress: Progress) -> Self {
        Self { file, reader, progress, number: 0 }
    }

    /// Reads the next line, with what ends it; none is left when it is empty.
    pub(crate) fn next_into(&mut self, line: &mut Vec<u8>) -> Result<bool, Fault> {
        line.clear();
        let read =
            self.reader.read_until(b'\n', line).map_err(|error| Place::file(&self.file).fault(error.to_string()))?;
        self.number += 1;
        self.progress.advance(read);
        Ok(read > 0)
    }

    /// Reads all that is left, after the line that was read last.
    pub(crate) fn rest_into(&mut self, text: &mut Vec<u8>) -> Result<(), Fault> {
        let read = self.reader.read_to_end(text).map_err(|error| Place::file(&self.file).fault(error.to_string()))?;
        self.progress.advance(read);
        Ok(())
    }

    /// Where the line stands that was read last.
    pub(crate) fn place(&self) -> Place {
        Place::line(&self.file, self.number)
    }
}
