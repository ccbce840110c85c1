//! Why a stored form is refused: which member, and what was expected of it.

use alloc::string::{String, ToString};
use core::fmt;

/// A member and what's wrong with it. It contains no value of the input.
pub(super) struct Fault {
    /// The path of the member; empty for the whole form.
    member: String,
    problem: String,
}

impl Fault {
    pub(super) fn new(place: &Place<'_>, problem: impl Into<String>) -> Self {
        Self { member: place.to_string(), problem: problem.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = &self.problem;
        if self.member.is_empty() { write!(f, "it {problem}") } else { write!(f, "`{}` {problem}", self.member) }
    }
}

/// The position of a value in a form.
#[derive(Clone, Copy)]
pub(super) enum Place<'p> {
    /// The form itself.
    Form,
    /// A member of an object.
    Member(&'p Place<'p>, &'p str),
    /// An element of a list, counted from 0.
    Element(&'p Place<'p>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => Ok(()),
            Self::Member(Self::Form, name) => write!(f, "{}", Name(name)),
            Self::Member(parent, name) => write!(f, "{parent}.{}", Name(name)),
            Self::Element(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// A name that can come from the input. It's cut, and control characters are escaped, so that you can log it.
struct Name<'n>(&'n str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 48;
        let mut shown = self.0.escape_debug();
        shown.by_ref().take(SHOWN).try_for_each(|char| fmt::Write::write_char(f, char))?;
        if shown.next().is_some() { f.write_str("…") } else { Ok(()) }
    }
}
