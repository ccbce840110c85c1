//! The search for a plan.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::{NoPlan, Plan, PlanRequest, PlannedCall, call};
use cognito_mfa::command::PoolCommand;
use cognito_mfa::note::NoteSet;
use cognito_mfa::pool::{Pool, PoolMember};

/// Finds the shortest sequence of calls for which `keeps` accepts each pool, breadth first.
pub(super) fn shortest(request: &PlanRequest<'_>, mut keeps: impl FnMut(&Pool) -> bool) -> Result<Plan, NoPlan> {
    let calls = call::all(request);
    let mut seen = BTreeSet::from([request.from.clone()]);
    let mut reached = alloc::vec![Reached { pool: request.from.clone(), by: None }];
    let (mut next, mut barred) = (0, 0);
    while let Some(pool) = reached.get(next).map(|reached| reached.pool.clone()) {
        if pool == *request.to {
            return Ok(plan(&reached, next));
        }
        // A call that leads to the target comes before all others.
        let last = call::last(&pool, request);
        for command in last.iter().chain(&calls) {
            let Ok(transition) = pool.apply(command) else { continue };
            let notes = transition.notes();
            let after = transition.into_next();
            if seen.contains(&after) {
                continue;
            }
            seen.insert(after.clone());
            let arrived = after == *request.to;
            if arrived || keeps(&after) {
                reached.push(Reached { pool: after, by: Some((next, command.clone(), notes)) });
            } else {
                barred += 1;
            }
            if arrived {
                return Ok(plan(&reached, reached.len() - 1));
            }
        }
        if reached.len() > MOST_POOLS {
            return Err(NoPlan::TooFar(MOST_POOLS));
        }
        next += 1;
    }
    let is_never = |member: &PoolMember| reached.iter().all(|reached| reached.pool.differs(request.to, *member));
    let never = PoolMember::ALL.iter().copied().filter(is_never).collect();
    Err(NoPlan::Unreachable { reached: reached.len(), barred, never })
}

/// More configurations than lie between any two that the service can have.
const MOST_POOLS: usize = 20_000;

/// A reached configuration, with the call that leads to it from an earlier one.
struct Reached {
    pool: Pool,
    by: Option<(usize, PoolCommand<'static>, NoteSet)>,
}

/// The calls that lead to a configuration.
fn plan(reached: &[Reached], last: usize) -> Plan {
    let mut calls = Vec::new();
    let mut at = reached.get(last);
    while let Some(Reached { pool, by: Some((from, command, notes)) }) = at {
        calls.push(PlannedCall { command: command.clone(), pool: pool.clone(), notes: *notes });
        at = reached.get(*from);
    }
    calls.reverse();
    Plan { calls }
}
