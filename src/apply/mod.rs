//! Applies changes: computes the next state, judges the change by its table, and returns the state or the refusal.
//!
//! The functions are methods of the states: [`Pool::create`], [`Pool::apply`], [`User::create`], [`User::apply`] and the
//! events of a user. A [`Transition`] is an accepted change. The tables are in [`rules`](crate::rules) (spec 5 to 8), and the
//! notes of a transition in [`note`](crate::note) (spec 2). A state is never half changed: a refused change changes nothing
//! (spec 13.5).

mod pool;
mod user;

use crate::note::NoteSet;
use crate::pool::{Pool, PoolMember};
use crate::user::{User, UserMember};

/// An accepted change: the state before and after, and the notes about the change.
///
/// ```
/// use cognito_mfa::command::SetMfaConfig;
/// use cognito_mfa::note::NoteSet;
/// use cognito_mfa::pool::{MfaMode, PoolMember, SoftwareTokenMfa, Tier};
/// use cognito_mfa::{Pool, PoolCommand, Profile};
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed);
/// let request = SetMfaConfig::new(MfaMode::On).with_software_token(SoftwareTokenMfa::ENABLED);
/// let command = PoolCommand::SetMfaConfig(request);
/// let transition = pool.apply(&command)?;
/// let changes: Vec<_> = transition.changes().collect();
/// assert_eq!(changes, [PoolMember::Mode, PoolMember::SoftwareTokenMfa]);
/// assert_eq!(transition.notes(), NoteSet::EMPTY);
///
/// // The same change again changes nothing.
/// let next = transition.into_next();
/// assert_eq!(next.apply(&command)?.changes().count(), 0);
/// # Ok::<(), cognito_mfa::Rejection>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "the change counts only when its state is stored"]
pub struct Transition<'a, S> {
    before: &'a S,
    next: S,
    notes: NoteSet,
}

impl<'a, S> Transition<'a, S> {
    /// A change without notes.
    pub(crate) const fn without_notes(before: &'a S, next: S) -> Self {
        Self { before, next, notes: NoteSet::EMPTY }
    }

    /// The state after the change.
    #[must_use]
    pub const fn next(&self) -> &S {
        &self.next
    }

    /// The state after the change, by value.
    #[must_use]
    pub fn into_next(self) -> S {
        self.next
    }

    /// What the change doesn't achieve (spec 2).
    #[must_use]
    pub const fn notes(&self) -> NoteSet {
        self.notes
    }
}

impl Transition<'_, Pool> {
    /// The parts of the pool that differ before and after the change. Empty when the change had no effect.
    pub fn changes(&self) -> impl Iterator<Item = PoolMember> + '_ {
        self.before.differences(&self.next)
    }
}

impl Transition<'_, User> {
    /// The parts of the user that differ before and after the change. Empty when the change had no effect, and when it
    /// changed only the credential stamp.
    pub fn changes(&self) -> impl Iterator<Item = UserMember> + '_ {
        self.before.differences(&self.next)
    }
}
