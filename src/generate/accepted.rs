//! The choice of a change that the service accepts, from random changes.

use crate::command::{PoolCommand, SetMfaConfig, UserCommand};
use crate::pool::{MfaMode, Pool, PoolPolicy};
use crate::user::{User, UserEvent};

/// So many random changes are made at most, of which one is taken.
pub(super) const CANDIDATES: usize = 16;

/// The first change that the pool accepts and that has an effect, or else one that it accepts.
pub(super) fn by_pool<E>(
    pool: &Pool,
    candidates: impl Iterator<Item = Result<PoolCommand<'static>, E>>,
) -> Result<PoolCommand<'static>, E> {
    // Every pool accepts that MFA is turned off.
    let off = PoolCommand::SetMfaConfig(SetMfaConfig::new(MfaMode::Off));
    first_accepted(candidates, off, |command| Some(pool.apply(command).ok()?.next() != pool))
}

/// The first change that the user accepts and that has an effect, or else one that the user accepts.
pub(super) fn by_user<E>(
    pool: &PoolPolicy,
    user: &User,
    candidates: impl Iterator<Item = Result<UserCommand, E>>,
) -> Result<UserCommand, E> {
    // Every user can be enabled.
    let enabled = UserCommand::Event(UserEvent::Enabled);
    first_accepted(candidates, enabled, |command| Some(user.apply(pool, command).ok()?.next() != user))
}

/// `has_effect` is `None` when the change is refused.
fn first_accepted<C, E>(
    candidates: impl Iterator<Item = Result<C, E>>,
    always: C,
    has_effect: impl Fn(&C) -> Option<bool>,
) -> Result<C, E> {
    let mut without_effect = None;
    for candidate in candidates {
        let candidate = candidate?;
        match has_effect(&candidate) {
            Some(true) => return Ok(candidate),
            Some(false) => without_effect = without_effect.or(Some(candidate)),
            None => {}
        }
    }
    Ok(without_effect.unwrap_or(always))
}
