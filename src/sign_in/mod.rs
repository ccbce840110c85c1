//! A sign-in: the decision about which challenge a user gets (spec 10), and the machine for a whole sign-in (spec 11).
//!
//! - [`resolve`] is the decision. `decision` has its rows in order, `reason` has their table, and `outcome` has their answers.
//! - `first_factor` is what a sign-in began with. `first_factors` decides which first factors a user can choose (spec 9).
//! - `device` decides which sign-in makes its device known.
//! - `compiled` turns the decision of one pool into a table.
//! - `session` has the stored sign-in and the answers that it takes. `begin` begins a sign-in.
//! - `step` decides which answers count now, and what they do to the user. `next` decides what comes next. It's the only place
//!   that authenticates. `progress` is the result.
//! - `refresh` judges a request with a refresh token, which isn't a sign-in.
//! - `step_up` chooses the level that a step-up must reach. [`assurance`] has what a finished sign-in proved (spec 12).

pub mod assurance;
mod begin;
mod compiled;
pub(crate) mod decision;
mod device;
mod first_factor;
pub(crate) mod first_factors;
mod next;
pub(crate) mod outcome;
mod progress;
pub(crate) mod reason;
mod refresh;
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
pub use refresh::check_refresh;
pub use session::{Answer, Asked, NextStep, OutOfOrder, PasskeyProof, SignIn, SignInContext, StepUpTarget};
pub use step_up::{EarlierSession, StepUp, StepUpError};
