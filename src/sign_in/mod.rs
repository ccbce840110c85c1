//! A sign-in: the decision which challenge a user gets (SPEC 10), and the machine that walks a whole sign-in (SPEC 11).
//!
//! - `decision`: [`resolve`], the decision, row by row; `reason`: the table of its rows; `outcome`: its answers;
//! - `first_factor`: what a sign-in began with; `first_factors`: which first factors a user may choose (SPEC 9);
//! - `compiled`: the decision of one pool as a table to look up;
//! - `session`: what a sign-in in progress is, and the answers that it takes;
//! - `begin`: how a sign-in begins; `step`: which answers count now, and what they do to the user;
//! - `next`: what comes next. It is the only place that authenticates; `progress`: what a step led to;
//! - `step_up`: which level a step-up must reach; [`assurance`]: what a finished sign-in proved (SPEC 12).

pub mod assurance;
mod begin;
mod compiled;
pub(crate) mod decision;
mod first_factor;
pub(crate) mod first_factors;
mod next;
pub(crate) mod outcome;
mod progress;
pub(crate) mod reason;
mod session;
mod step;
pub(crate) mod step_up;

pub use compiled::CompiledPolicy;
pub use decision::{Attempt, Device, Resolution, resolve};
pub use first_factor::FirstFactor;
pub use first_factors::{
    FirstChallenge, FirstChallengeSet, available_challenges, check_user_auth, configured_auth_factors,
};
pub use outcome::{Challenge, Denial, Outcome};
pub use progress::{Progress, SignInDenied, Step, UserEvents};
pub use reason::{Reason, ReasonRow, RowAnswer};
pub use session::{Answer, Asked, NextStep, OutOfOrder, PasskeyProof, SignIn, SignInContext, StepUpTarget};
pub use step_up::{EarlierSession, StepUp, StepUpError};
