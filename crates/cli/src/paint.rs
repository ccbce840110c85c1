//! Text in color.

use std::fmt;

use anstyle::{AnsiColor, Style};
use cognito_mfa_insight::Severity;

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

/// The severity of a finding.
pub(crate) const fn severity(severity: Severity) -> Painted<&'static str> {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Security => AnsiColor::Magenta,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Suggestion => AnsiColor::Cyan,
    };
    Painted(color.on_default().bold(), severity.code())
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:#}", self.0, self.1, self.0)
    }
}
