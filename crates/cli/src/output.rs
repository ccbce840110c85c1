//! Standard output, which may close early.

use std::io::{self, ErrorKind, Write};

/// A stream whose reader may go away. From then on, it discards what is written to it.
pub(crate) struct Output<'a> {
    stream: &'a mut dyn Write,
    closed: bool,
}

impl<'a> Output<'a> {
    pub(crate) fn new(stream: &'a mut dyn Write) -> Self {
        Self { stream, closed: false }
    }

    /// Whether the reader has gone away.
    pub(crate) const fn is_closed(&self) -> bool {
        self.closed
    }

    fn unless_closed<T>(&mut self, written: io::Result<T>, discarded: T) -> io::Result<T> {
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(discarded)
            }
            written => written,
        }
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let written = self.stream.write(bytes);
        self.unless_closed(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let flushed = self.stream.flush();
        self.unless_closed(flushed, ())
    }
}
