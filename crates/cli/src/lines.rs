//! A long file, line by line.

use std::io::{BufRead, Read};

use crate::fault::Fault;
use crate::files::unreadable;
use crate::place::Place;
use crate::progress::Progress;

/// How such files start.
const PARQUET: &[u8] = b"PAR1";
const GZIP: &[u8] = b"\x1f\x8b";

/// The lines of a file that is perhaps too long to fit into memory.
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

    /// Reads the next line with its line ending. Returns false at the end of the file.
    pub(crate) fn next_into(&mut self, line: &mut Vec<u8>) -> Result<bool, Fault> {
        line.clear();
        let read = self.reader.read_until(b'\n', line).map_err(|error| self.unreadable(&error))?;
        self.number += 1;
        self.progress.advance(read);
        Ok(read > 0)
    }

    /// Reads the rest of the file, after the line that was read last.
    pub(crate) fn rest_into(&mut self, text: &mut Vec<u8>) -> Result<(), Fault> {
        let read = self.reader.read_to_end(text).map_err(|error| self.unreadable(&error))?;
        self.progress.advance(read);
        Ok(())
    }

    /// Refuses a binary file by its first bytes. `copy` is what follows `COPY` in the statement that converts a Parquet
    /// file, with `{}` for the file's name.
    pub(crate) fn refuse_binary(&self, line: &[u8], copy: &str) -> Result<(), Fault> {
        if self.number != 1 {
            return Ok(());
        }
        let refused = |message: String| Err(Place::file(&self.file).fault(message));
        if line.starts_with(PARQUET) {
            let copy = copy.replace("{}", &self.file);
            return refused(format!("a Parquet file. Convert it with DuckDB: duckdb -c \"COPY {copy}\""));
        }
        if line.starts_with(GZIP) {
            return refused("a compressed file. Decompress it, for example with gunzip".into());
        }
        Ok(())
    }

    /// The number of the line that was read last.
    pub(crate) const fn number(&self) -> usize {
        self.number
    }

    /// The place of the line that was read last.
    pub(crate) fn place(&self) -> Place {
        Place::line(&self.file, self.number)
    }

    fn unreadable(&self, error: &std::io::Error) -> Fault {
        Place::file(&self.file).fault(unreadable(error))
    }
}
