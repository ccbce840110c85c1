//! Commands: the changes that a caller can request for a pool or a user.
//!
//! A command is never malformed. Each member that the request omits has its meaning filled in, or is `None`.

mod pool;
mod preference;
mod user;

pub use pool::{PoolCommand, SetMfaConfig, SmsMfaBlock, UserPoolSettings};
pub use preference::{CodeSetting, PreferenceChange, Preferred, Switch};
pub use user::{Caller, NewUser, UserCommand, UserOrigin};
