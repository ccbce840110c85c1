//! How far the reading of a long population has got.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is read in the twinkling of an eye needs no bar.
const LONG: u64 = 8 << 20;
/// Bytes between two looks at the bar.
const STRIDE: u64 = 1 << 16;

/// A bar that appears where there is much to read, and only on a terminal.
pub(crate) struct Progress {
    bar: ProgressBar,
    draw: fn() -> ProgressDrawTarget,
    read: u64,
    shown: u64,
}

impl Progress {
    /// For so many bytes, where that is known.
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

    /// So many bytes more have been read.
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
