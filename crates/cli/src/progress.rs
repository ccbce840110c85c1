//! The progress of reading a long file.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The size in bytes from which a file gets a bar. Shorter files are read in an instant.
const LONG: u64 = 8 << 20;
/// The number of bytes between two updates of the bar.
const STRIDE: u64 = 1 << 16;

/// A bar that appears for a long file, and only on a terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    draw: fn() -> ProgressDrawTarget,
    read: u64,
    shown: u64,
}

impl Progress {
    /// The progress through a file of this size, if the size is known.
    pub(crate) fn new(size: Option<u64>, draw: fn() -> ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::hidden());
        let template =
            if size.is_some() { "{wide_bar} {bytes}/{total_bytes} {eta}" } else { "{spinner} {bytes} {elapsed}" };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        let progress = Self { bar, draw, read: 0, shown: 0 };
        if size.is_some_and(|size| size >= LONG) {
            progress.bar.set_draw_target((progress.draw)());
        }
        progress
    }

    /// Counts bytes that have been read.
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.read += bytes as u64;
        if self.read - self.shown < STRIDE {
            return;
        }
        if self.shown < LONG && self.read >= LONG && self.bar.is_hidden() {
            self.bar.set_draw_target((self.draw)());
        }
        self.shown = self.read;
        self.bar.set_position(self.read);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
