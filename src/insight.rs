//! What can be asked about a policy beyond its answer. Everything here calls the one decision and the one table of rules,
//! and restates neither.

mod change;
mod diff;
mod edit;
mod explain;
mod fact;
mod impact;
mod lint;
mod lockout;
mod plan;
mod population;
mod refusal;
mod smallest;
mod ways_in;
mod witness;

pub use change::{Change, Subject};
pub use diff::{Diff, Strictness};
pub use explain::{Counterfactual, Explanation, Hit, RowTrace};
pub use fact::Fact;
pub use impact::{Affected, Effect, Impact, Shadow};
pub use lint::{Finding, Lint, LintRow, Severity, lint};
pub use lockout::{Assumption, LockOut, Proof, prove_no_lock_out};
pub use plan::{Journey, NoPlan, Plan, PlannedCall};
pub use population::Population;
pub use refusal::{Refusal, Repair};
pub use smallest::ChangeSet;
pub use ways_in::WaysIn;
pub use witness::Witness;
