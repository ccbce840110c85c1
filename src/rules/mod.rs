//! THE TABLE of refusals: what a row is, and how a change is judged by the rows of its operation.
//!
//! The rows themselves stand in the files of this folder, one file a section of the specification, in its order:
//! `mfa_config` (5), `user_pool` (6), `preference` (7), `report` (8), `user_auth` (9). Nothing else refuses a change.

pub(crate) mod mfa_config;
pub(crate) mod preference;
mod rule;
pub(crate) mod user_auth;
pub(crate) mod user_event;
pub(crate) mod user_pool;
mod violation;

pub(crate) use rule::is_complete;
pub use rule::{Message, Operation, Rule, RuleRow};
pub use violation::{Feature, FeatureSet, MessageArgs, Rejection, Violation};

use crate::evidence::Profile;

/// An operation, or a group of them, that has a table of its own.
pub(crate) trait Judgement: 'static {
    /// What a row looks at.
    type Case<'a>;

    /// The table, in the order of the specification.
    const TABLE: &'static [Judged<Self>];

    /// What the case fills into the message of this rule.
    fn detail(_case: &Self::Case<'_>, _rule: Rule) -> MessageArgs {
        MessageArgs::None
    }
}

/// A row together with what it asks of the cases of its operation.
pub(crate) struct Judged<J: Judgement + ?Sized> {
    pub(crate) row: RuleRow,
    /// Whether the rule has anything to say about the case.
    pub(crate) applies: fn(&J::Case<'_>) -> bool,
    /// Whether the case is as the rule wants it; asked only where the rule applies.
    pub(crate) holds: fn(&J::Case<'_>) -> bool,
}

impl<J: Judgement> Judged<J> {
    fn is_broken(&self, case: &J::Case<'_>, profile: Profile) -> bool {
        (self.applies)(case) && !(self.holds)(case) && self.row.scope.includes(profile)
    }
}

/// Whether each row of a table says everything. Each table asserts this of itself, so a row that doesn't fails the build.
pub(crate) const fn all_complete<J: Judgement>(mut table: &[Judged<J>]) -> bool {
    while let [judged, rest @ ..] = table {
        if !judged.row.is_complete() {
            return false;
        }
        table = rest;
    }
    true
}

/// Judges a case by every row of its table, in order.
pub(crate) fn judge<J: Judgement>(case: &J::Case<'_>, profile: Profile) -> Result<(), Rejection> {
    // With nothing to collect, the compiler writes the rows out one by one.
    if !J::TABLE.iter().any(|judged| judged.is_broken(case, profile)) {
        return Ok(());
    }
    let broken = J::TABLE.iter().filter(|judged| judged.is_broken(case, profile));
    Rejection::unless_empty(broken.map(|judged| Violation::new(&judged.row, J::detail(case, judged.row.rule))))
}
