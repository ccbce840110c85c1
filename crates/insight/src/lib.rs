//! Insight into the MFA policy of an Amazon Cognito user pool.
//!
//! | question | start with |
//! |---|---|
//! | Why does this sign-in get this answer, and what would change it? | [`Explanation`] |
//! | Why is this request refused, and what would be accepted? | [`Refusal`] |
//! | What is wrong with this pool? | [`lint()`] |
//! | Can all users sign in? | [`prove_no_lock_out`], [`SignInPaths`] |
//! | What does this change do to my users? | [`Impact`], [`Comparison`] |
//! | Which of two policies is stricter? | [`Diff`] |
//! | Which calls lead from one configuration to another? | [`Plan`] |
//! | What would the other profile say? | [`OtherProfile`] |
//!
//! Every answer comes from the decision and the rules of `cognito-mfa`. This crate repeats neither of them.
//!
//! In this crate, a *kind* (or class) of users is all users with the same [`UserFacts`](cognito_mfa::UserFacts). The
//! *smallest* user is the plainest one: the one with the fewest unusual facts (such as an unverified attribute, or another
//! status than CONFIRMED), and of these, the one who has the fewest things besides a permanent password.
#![no_std]

extern crate alloc;

mod ability;
mod assumption;
mod change;
mod change_set;
mod codes;
mod comparison;
mod diff;
mod edit;
mod effect;
mod explanation;
mod fact;
mod impact;
mod keeper;
mod lint;
mod lock_out;
mod other_profile;
mod phrase;
mod plain;
mod plan;
mod population;
mod refusal;
mod shown_code;
mod sign_in_paths;
mod witness;

use cognito_mfa::assurance::Attachment;
use cognito_mfa::sign_in::{FirstFactor, PasskeyProof};
use cognito_mfa::user::{CredentialStamp, Password, User, UserStatus};

pub use assumption::Assumption;
pub use change::{Change, Subject};
pub use change_set::ChangeSet;
pub use comparison::Comparison;
pub use diff::{Diff, Strictness};
pub use effect::Effect;
pub use explanation::{Counterfactual, Explanation, RowStatus, RowTrace};
pub use fact::Fact;
pub use impact::{Affected, Impact};
pub use lint::{Finding, Fix, Lint, LintRow, NoFix, Safety, Setting, Severity, Source, lint, lint_with, refused_by};
pub use lock_out::{LockOut, Proof, prove_no_lock_out};
pub use other_profile::{FindingsOfOne, Judgment, OtherProfile};
pub use phrase::Phrase;
pub use plan::{NoPlan, Plan, PlanRequest, PlannedCall};
pub use population::Population;
pub use refusal::{Preparation, Refusal, Repair};
pub use sign_in_paths::SignInPaths;
pub use witness::Witness;

/// Insight looks at one user at a time, so the stamp doesn't matter.
const ANY_STAMP: CredentialStamp = CredentialStamp(0);

/// A confirmed user with a permanent password and nothing else.
const PLAIN: User = User::new(UserStatus::Confirmed, Password::Permanent, ANY_STAMP);

/// The passkeys that insight asks about. The decision doesn't read the attachment.
const VERIFIED_PASSKEY: FirstFactor = FirstFactor::Passkey(PasskeyProof::UserVerified, Attachment::Platform);
const PRESENCE_PASSKEY: FirstFactor = FirstFactor::Passkey(PasskeyProof::Presence, Attachment::Platform);

/// The snippets of the README, as doctests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
