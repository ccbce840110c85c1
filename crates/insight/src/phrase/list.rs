//! A list in a sentence.

use alloc::format;
use core::fmt;

use crate::change::Change;

/// Values as a list: "A", "A and B" or "A, B and C", with the given word.
pub(crate) struct Listed<I>(pub(crate) I, pub(crate) &'static str);

impl<T: fmt::Display, I: Iterator<Item = T> + Clone> fmt::Display for Listed<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(values, word) = self;
        let mut values = values.clone();
        let Some(first) = values.next() else { return Ok(()) };
        write!(f, "{first}")?;
        let mut rest = values.peekable();
        while let Some(value) = rest.next() {
            match rest.peek() {
                Some(_) => write!(f, ", {value}")?,
                None => write!(f, " {word} {value}")?,
            }
        }
        Ok(())
    }
}

/// Instructions as one sentence: `Set MfaConfiguration to ON and remove EmailMfaConfiguration`.
pub(crate) struct Steps<I>(pub(crate) I);

impl<T: fmt::Display, I: Iterator<Item = T> + Clone> fmt::Display for Steps<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = |(index, step): (usize, T)| {
            let mut step = format!("{step}");
            // Each instruction starts with a verb.
            if let Some(verb) = step.get_mut(..1).filter(|_| index > 0) {
                verb.make_ascii_lowercase();
            }
            step
        };
        Listed(self.0.clone().enumerate().map(step), "and").fmt(f)
    }
}

impl<'a> Steps<core::slice::Iter<'a, Change>> {
    /// The changes as one sentence.
    pub(crate) fn of(changes: &'a [Change]) -> Self {
        Self(changes.iter())
    }
}

/// A number with its digits in groups of three: `8,555`.
pub(crate) struct Grouped(pub(crate) u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 / 1000 {
            0 => write!(f, "{}", self.0),
            thousands => write!(f, "{},{:03}", Self(thousands), self.0 % 1000),
        }
    }
}
