//! Propose, judge by the table, settle: how an accepted change becomes the next state.

mod pool;
mod user;

use crate::note::NoteSet;
use crate::pool::{Pool, PoolMember};
use crate::user::{User, UserMember};

/// An accepted change: the state before, the state after, and what to know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition<'a, S> {
    before: &'a S,
    next: S,
    notes: NoteSet,
}

impl<'a, S> Transition<'a, S> {
    /// A change that earns no notes.
    pub(crate) const fn without_notes(before: &'a S, next: S) -> Self {
        Self { before, next, notes: NoteSet::EMPTY }
    }

    /// The next state.
    #[must_use]
    pub const fn next(&self) -> &S {
        &self.next
    }

    /// The next state, to keep.
    #[must_use]
    pub fn into_next(self) -> S {
        self.next
    }

    /// What the change does not achieve (SPEC 2).
    #[must_use]
    pub const fn notes(&self) -> NoteSet {
        self.notes
    }
}

impl Transition<'_, Pool> {
    /// The parts of the pool that the change touched, found by comparing before and after; none when it was a no-op.
    pub fn changes(&self) -> impl Iterator<Item = PoolMember> + '_ {
        PoolMember::ALL.iter().copied().filter(|member| self.before.differs(&self.next, *member))
    }
}

impl Transition<'_, User> {
    /// The parts of the user that the change touched, found by comparing before and after; none when it was a no-op.
    pub fn changes(&self) -> impl Iterator<Item = UserMember> + '_ {
        UserMember::ALL.iter().copied().filter(|member| self.before.differs(&self.next, *member))
    }
}
