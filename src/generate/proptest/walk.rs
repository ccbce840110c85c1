//! Whole sign-ins, with changes of the pool and the user between their steps.

use alloc::vec::Vec;

use ::proptest::arbitrary::any;
use ::proptest::bool::weighted;
use ::proptest::collection::vec;
use ::proptest::option;
use ::proptest::prop_oneof;
use ::proptest::strategy::Strategy;

use super::accepted::{accepted_by_pool, accepted_by_user, pool_candidates, several, user_candidates};
use super::{any_of, reachable};
use crate::command::{PoolCommand, UserCommand};
use crate::evidence::Profile;
use crate::generate::walk::{BEGINNINGS, Beginning, MOVES, Move, Walk, WalkState, usable};
use crate::sign_in::{Answer, FirstChallenge, FirstFactor, SignInContext};

any_of! {
    Beginning => prop_oneof![
        2 => any::<FirstFactor>().prop_map(Self::Proven),
        1 => option::of(any::<FirstChallenge>()).prop_map(Self::UserAuth),
    ];
}

/// What a move is chosen from.
#[derive(Debug, Clone)]
enum Roll {
    Pool(Vec<PoolCommand<'static>>),
    User(Vec<UserCommand>),
    /// An answer that fits what was asked, if one does.
    Fitting(Vec<Answer>),
    Any(Answer),
}

/// Whole sign-ins from the beginning to the end, with changes of the pool and the user between their steps.
///
/// Each change is one that the service accepts at that time, and most answers fit what was asked. A walk stops when its
/// sign-in ends, or after 16 moves.
///
/// ```
/// use cognito_mfa::generate::proptest::walks;
/// use cognito_mfa::generate::Move;
/// use cognito_mfa::Profile;
/// use proptest::prelude::{ProptestConfig, proptest};
///
/// proptest!(ProptestConfig::with_cases(20), |(walk in walks(Profile::Documented))| {
///     // Make the same moves in your service, and compare the state after each of them.
///     let Some(mut state) = walk.begun() else { return Ok(()) };
///     for next in &walk.moves {
///         if let Move::Pool(command) = next {
///             assert!(state.pool.apply(command).is_ok());
///         }
///         state = state.after(next);
///     }
/// });
/// ```
pub fn walks(profile: Profile) -> impl Strategy<Value = Walk> {
    let rolls = prop_oneof![
        1 => pool_candidates().prop_map(Roll::Pool),
        1 => user_candidates().prop_map(Roll::User),
        5 => several(any::<Answer>()).prop_map(Roll::Fitting),
        1 => any::<Answer>().prop_map(Roll::Any),
    ];
    let beginnings = vec(any::<(Beginning, SignInContext)>(), 1..=BEGINNINGS);
    let states = (reachable(profile), weighted(0.8)).prop_map(|((pool, user), is_usable)| {
        let user = if is_usable { usable(&pool.policy(), user) } else { user };
        (pool, user)
    });
    (states, beginnings, vec(rolls, 0..=MOVES)).prop_map(|((pool, user), beginnings, rolls)| {
        let walk = |(beginning, context)| Walk { pool: pool.clone(), user, beginning, context, moves: Vec::new() };
        // Most random sign-ins are denied at once. One that waits is taken where there is one.
        let waits = |walk: &Walk| walk.begun().is_some_and(|state| state.waits());
        let last = beginnings.last().copied().unwrap_or_default();
        let walk = beginnings.into_iter().map(walk).find(waits).unwrap_or_else(|| walk(last));
        let moves = walk.begun().map_or(Vec::new(), |state| moves(state, rolls));
        Walk { moves, ..walk }
    })
}

fn moves(mut state: WalkState, rolls: Vec<Roll>) -> Vec<Move> {
    let mut moves = Vec::new();
    for roll in rolls {
        if !state.waits() {
            break;
        }
        let next = match roll {
            Roll::Pool(candidates) => Move::Pool(accepted_by_pool(&state.pool, candidates)),
            Roll::User(candidates) => Move::User(accepted_by_user(&state.policy(), &state.user, candidates)),
            Roll::Any(answer) => Move::Answer(answer),
            Roll::Fitting(answers) => {
                let Some(answer) = answers.into_iter().find(|answer| state.fits(*answer)) else { continue };
                Move::Answer(answer)
            }
        };
        state = state.after(&next);
        moves.push(next);
    }
    moves
}
