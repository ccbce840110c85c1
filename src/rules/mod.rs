//! THE TABLE of refusals: what a row is, and how a change is judged by the rows of its operation.
//!
//! The rows themselves stand in the files of this folder, one file a section of the specification, in its order:
//! `mfa_config` (5), `user_pool` (6), `preference` (7), `report` (8), `user_auth` (9). Nothing else refuses a change.

pub(crate) mod mfa_config;
pub(crate) mod preference;
pub(crate) mod report;
mod rule;
pub(crate) mod user_auth;
pub(crate) mod user_pool;
mod violation;

pub use rule::{Message, Operation, Row, Rule};
pub use violation::{Detail, Feature, FeatureSet, Rejection, Violation};

use crate::evidence::Fidelity;

/// An operation, or a group of them, that has a table of its own.
pub(crate) trait Judgement: 'static {
    /// What a row looks at.
    type Case<'a>;

    /// The table, in the order of the specification.
    const TABLE: &'static [Judged<Self>];

    /// What the case fills into a message.
    fn detail(_case: &Self::Case<'_>) -> Detail {
        Detail::None
    }
}

/// A row together with what it asks of the cases of its operation.
pub(crate) struct Judged<J: Judgement + ?Sized> {
    pub(crate) row: Row,
    /// Whether the rule has anything to say about the case.
    pub(crate) applies: fn(&J::Case<'_>) -> bool,
    /// Whether the case is as the rule wants it; asked only where the rule applies.
    pub(crate) holds: fn(&J::Case<'_>) -> bool,
}

impl<J: Judgement> Judged<J> {
    fn is_broken(&self, case: &J::Case<'_>, fidelity: Fidelity) -> bool {
        (self.applies)(case) && !(self.holds)(case) && self.row.profile.includes(fidelity)
    }
}

/// Judges a case by every row of its table, in order.
pub(crate) fn judge<J: Judgement>(case: &J::Case<'_>, fidelity: Fidelity) -> Result<(), Rejection> {
    // With nothing to collect, the compiler writes the rows out one by one.
    if !J::TABLE.iter().any(|judged| judged.is_broken(case, fidelity)) {
        return Ok(());
    }
    let broken = J::TABLE.iter().filter(|judged| judged.is_broken(case, fidelity));
    Rejection::unless_empty(broken.map(|judged| Violation::new(&judged.row, J::detail(case))))
}
