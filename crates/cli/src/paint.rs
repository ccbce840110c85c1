//! Text in color.

use std::fmt;

use anstyle::{AnsiColor, Style};

/// A text in a color.
pub(crate) struct Painted<T>(Style, T);

/// A good result.
pub(crate) const fn good<T>(text: T) -> Painted<T> {
    Painted(AnsiColor::Green.on_default().bold(), text)
}

/// A bad result.
pub(crate) const fn bad<T>(text: T) -> Painted<T> {
    Painted(AnsiColor::Red.on_default().bold(), text)
}

/// The first line of a paragraph.
pub(crate) const fn head<T>(text: T) -> Painted<T> {
    Painted(Style::new().bold(), text)
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:#}", self.0, self.1, self.0)
    }
}
