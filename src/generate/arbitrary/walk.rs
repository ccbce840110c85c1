//! Whole sign-ins, with changes of the pool and the user between their steps.

use alloc::vec::Vec;

use ::arbitrary::{Result, Unstructured};

use super::accepted::{accepted_pool_command, accepted_user_command};
use super::{arbitrary, reachable};
use crate::evidence::Profile;
use crate::generate::accepted::CANDIDATES;
use crate::generate::walk::{BEGINNINGS, Beginning, MOVES, Move, Walk, WalkState, usable};
use crate::sign_in::Answer;

arbitrary!(Beginning, bytes => {
    Ok(if bytes.ratio(2_u8, 3)? { Self::Proven(bytes.arbitrary()?) } else { Self::UserAuth(bytes.arbitrary()?) })
});

/// A whole sign-in from the beginning to the end, with changes of the pool and the user between its steps.
///
/// Each change is one that the service accepts at that time, and most answers fit what was asked. The walk stops when its
/// sign-in ends, when the bytes are used up, or after 16 moves.
///
/// ```
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::walk;
/// use cognito_mfa::Profile;
///
/// let bytes: Vec<u8> = (0..2000).map(|number| (number * 89 % 251) as u8).collect();
/// let walk = walk(&mut Unstructured::new(&bytes), Profile::Observed)?;
/// walk.check()?;
///
/// // Make the same moves in your service, and compare the state after each of them.
/// let Some(mut state) = walk.begun() else { return Ok(()) };
/// for next in &walk.moves {
///     state = state.after(next);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn walk(bytes: &mut Unstructured<'_>, profile: Profile) -> Result<Walk> {
    // Half of the bytes are for the state at the beginning. Otherwise none would be left for the moves.
    let half = bytes.len() / 2;
    let (pool, user) = reachable(&mut Unstructured::new(bytes.bytes(half)?), profile)?;
    let user = if bytes.ratio(4_u8, 5)? { usable(&pool.policy(), user) } else { user };
    let mut walk = Walk { pool, user, beginning: bytes.arbitrary()?, context: bytes.arbitrary()?, moves: Vec::new() };
    // Most random sign-ins are denied at once. One that waits is taken where there is one.
    for _ in 1..BEGINNINGS {
        if walk.begun().is_some_and(|state| state.waits()) {
            break;
        }
        (walk.beginning, walk.context) = bytes.arbitrary()?;
    }
    let Some(mut state) = walk.begun() else { return Ok(walk) };
    for _ in 0..MOVES {
        if !state.waits() || bytes.is_empty() {
            break;
        }
        if let Some(next) = next(bytes, &state)? {
            state = state.after(&next);
            walk.moves.push(next);
        }
    }
    Ok(walk)
}

/// The next move; `None` when no random answer fits.
fn next(bytes: &mut Unstructured<'_>, state: &WalkState) -> Result<Option<Move>> {
    Ok(Some(match bytes.int_in_range(0..=7_u8)? {
        0 => Move::Pool(accepted_pool_command(bytes, &state.pool)?),
        1 => Move::User(accepted_user_command(bytes, &state.policy(), &state.user)?),
        2 => Move::Answer(bytes.arbitrary()?),
        _ => {
            for _ in 0..CANDIDATES {
                let answer: Answer = bytes.arbitrary()?;
                if state.fits(answer) {
                    return Ok(Some(Move::Answer(answer)));
                }
            }
            return Ok(None);
        }
    }))
}
