//! Commands: the changes that a caller can request for a pool (spec 5 and 6) or a user (spec 7 and 8).
//!
//! A command is never malformed: `wire` has checked the constraints of the API. Each member that the request omits has its
//! meaning filled in, or is `None`. Commands are built from the values in [`pool`](crate::pool) and [`user`](crate::user), and
//! contain no rule: [`rules`](crate::rules) judges them.

mod pool;
mod preference;
mod user;

pub use pool::{PoolCommand, SetMfaConfig, SmsMfaBlock, UserPoolSettings};
pub use preference::{CodeSetting, PreferenceChange, Preferred, Switch};
pub use user::{Caller, NewUser, UserCommand, UserOrigin};
