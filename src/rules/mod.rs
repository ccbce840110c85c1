//! The rules: every reason for which the service refuses a change (spec 5 to 9).
//!
//! Each operation has a table of rules. The files of this folder contain the tables, one file for each section of the
//! specification: `mfa_config` (spec 5), `user_pool` (6), `preference` (7), `user_event` (8) and `user_auth` (9). Only
//! the reset of a password has a table of its own, in [`recovery`](crate::recovery).
//!
//! ```
//! use cognito_mfa::command::SetMfaConfig;
//! use cognito_mfa::pool::{MfaMode, Tier};
//! use cognito_mfa::rules::Rule;
//! use cognito_mfa::{Pool, PoolCommand, Profile};
//!
//! let pool = Pool::new(Tier::Essentials, Profile::Observed);
//! let refusal = pool.apply(&PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::On))).unwrap_err();
//! assert_eq!(refusal.first().rule(), Rule::ModeNeedsFactorBlock);
//! assert_eq!(refusal.first().row().when, "the mode is ON or OPTIONAL");
//! ```

pub(crate) mod mfa_config;
pub(crate) mod preference;
mod rule;
pub(crate) mod user_auth;
pub(crate) mod user_event;
pub(crate) mod user_pool;
mod violation;

pub(crate) use rule::is_complete;
pub use rule::{Message, Operation, Rule, RuleRow};
pub(crate) use violation::MessageArgs;
pub use violation::{Feature, FeatureSet, Rejection, Violation};

use crate::evidence::Profile;

/// An operation, or a group of operations, that has its own table.
pub(crate) trait Judgment: 'static {
    /// What the rules of the table read.
    type Case<'a>;

    /// The table, in the order of the specification.
    const TABLE: &'static [Judged<Self>];

    /// The values for the placeholders in the message of this rule.
    fn detail(_case: &Self::Case<'_>, _rule: Rule) -> MessageArgs {
        MessageArgs::None
    }
}

/// A row, together with its two conditions as code.
pub(crate) struct Judged<J: Judgment + ?Sized> {
    pub(crate) row: RuleRow,
    /// Whether the rule applies to the case (`when`).
    pub(crate) applies: fn(&J::Case<'_>) -> bool,
    /// Whether the case satisfies the rule (`must`). Called only when the rule applies.
    pub(crate) holds: fn(&J::Case<'_>) -> bool,
}

impl<J: Judgment> Judged<J> {
    fn is_broken(&self, case: &J::Case<'_>, profile: Profile) -> bool {
        (self.applies)(case) && !(self.holds)(case) && self.row.scope.includes(profile)
    }
}

/// Whether each row of a table is complete. Each table asserts this at compile time, so an incomplete row fails the build.
#[allow(dead_code, reason = "Rust 1.88 doesn't see that a constant uses it")]
pub(crate) const fn all_complete<J: Judgment>(mut table: &[Judged<J>]) -> bool {
    while let [judged, rest @ ..] = table {
        if !judged.row.is_complete() {
            return false;
        }
        table = rest;
    }
    true
}

/// Judges a case by every row of its table, in order.
pub(crate) fn judge<J: Judgment>(case: &J::Case<'_>, profile: Profile) -> Result<(), Rejection> {
    // Most changes are accepted. This loop collects nothing, so the compiler can unroll it.
    if !J::TABLE.iter().any(|judged| judged.is_broken(case, profile)) {
        return Ok(());
    }
    let broken = J::TABLE.iter().filter(|judged| judged.is_broken(case, profile));
    Rejection::unless_empty(broken.map(|judged| Violation::new(&judged.row, J::detail(case, judged.row.rule))))
}
