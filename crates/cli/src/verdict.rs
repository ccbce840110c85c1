//! The result of a command that ran to its end.

/// Whether the command found a problem.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// No problem.
    Fine,
    /// A problem in the pool, the change or the scenario.
    Problem,
    /// A file that couldn't be read. The command has reported it.
    Unreadable,
}

impl Verdict {
    pub(crate) const fn fine_if(fine: bool) -> Self {
        if fine { Self::Fine } else { Self::Problem }
    }

    pub(crate) const fn status(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Problem => 1,
            Self::Unreadable => 2,
        }
    }
}
