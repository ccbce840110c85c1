//! Insight into the MFA policy of an Amazon Cognito user pool: why a sign-in or a change is answered so, what would change
//! the answer, which users a pool locks out, what a change does to whom, and how to get from one configuration to another.
//!
//! Everything here calls the one decision and the one table of rules of `cognito-mfa`, and restates neither.
#![no_std]

extern crate alloc;

mod change;
mod codes;
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

use cognito_mfa::user::{CredentialStamp, Password, User, UserStatus};

pub use change::{Change, Subject};
pub use diff::{Diff, Strictness};
pub use explain::{Counterfactual, Explanation, RowStatus, RowTrace};
pub use fact::Fact;
pub use impact::{Affected, Comparison, Effect, Impact};
pub use lint::{Finding, Lint, LintRow, Severity, lint};
pub use lockout::{Assumption, LockOut, Proof, prove_no_lock_out};
pub use plan::{NoPlan, Plan, PlanRequest, PlannedCall};
pub use population::Population;
pub use refusal::{Refusal, Repair};
pub use smallest::ChangeSet;
pub use ways_in::SignInPaths;
pub use witness::Witness;

/// Insight looks at one user at a time, so that any stamp will do.
const ANY_STAMP: CredentialStamp = CredentialStamp(0);

/// A confirmed user with a password, and nothing else.
const PLAIN: User = User::new(UserStatus::Confirmed, Password::Permanent, ANY_STAMP);
