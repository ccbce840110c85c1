//! The search for a plan.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::{NoPlan, Plan, PlanRequest, PlannedCall, call};
use crate::plain::plainness;
use cognito_mfa::command::PoolCommand;
use cognito_mfa::note::NoteSet;
use cognito_mfa::pool::{Pool, PoolMember};
use cognito_mfa::rules::Violation;
use cognito_mfa::user::UserFacts;

/// Finds the shortest sequence of calls for which `keeps` accepts each pool, breadth first.
pub(super) fn shortest(
    request: &PlanRequest<'_>,
    calls: &[PoolCommand<'static>],
    mut keeps: impl FnMut(&Pool) -> Result<(), UserFacts>,
) -> Result<Plan, NoPlan> {
    let mut seen = BTreeSet::from([request.from.clone()]);
    let mut reached = alloc::vec![Reached { pool: request.from.clone(), by: None }];
    let (mut next, mut barred, mut locked_out) = (0, 0, None::<UserFacts>);
    while let Some(pool) = reached.get(next).map(|reached| reached.pool.clone()) {
        if pool == *request.to {
            return Ok(plan(&reached, next));
        }
        // A call that leads to the target comes before all others.
        let last = call::last(&pool, request);
        for command in last.iter().chain(calls) {
            let Ok(transition) = pool.apply(command) else { continue };
            let notes = transition.notes();
            let after = transition.into_next();
            if seen.contains(&after) {
                continue;
            }
            seen.insert(after.clone());
            let arrived = after == *request.to;
            match if arrived { Ok(()) } else { keeps(&after) } {
                Ok(()) => reached.push(Reached { pool: after, by: Some((next, command.clone(), notes)) }),
                Err(user) => {
                    barred += 1;
                    let size = |user: &UserFacts| (plainness(*user), *user);
                    locked_out = locked_out.into_iter().chain([user]).min_by_key(size);
                }
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
    let blocked = blocked(&reached, request);
    Err(NoPlan::Unreachable { reached: reached.len(), barred, never, blocked, locked_out })
}

/// The rules that refuse the last calls from the configurations with the fewest differences from the target.
fn blocked(reached: &[Reached], request: &PlanRequest<'_>) -> Vec<Violation> {
    let differing = |pool: &Pool| PoolMember::ALL.iter().filter(|member| pool.differs(request.to, **member)).count();
    let Some(fewest) = reached.iter().map(|reached| differing(&reached.pool)).min() else { return Vec::new() };
    let mut blocked: Vec<Violation> = Vec::new();
    for Reached { pool, .. } in reached.iter().filter(|reached| differing(&reached.pool) == fewest) {
        let is_needed = |command: &&PoolCommand<'static>| {
            PoolMember::ALL.iter().any(|member| pool.differs(request.to, *member) && sets(command, *member))
        };
        for rejection in call::last(pool, request).iter().filter(is_needed).filter_map(|call| pool.apply(call).err()) {
            let new = |violation: &&Violation| blocked.iter().all(|known| known.rule() != violation.rule());
            let new: Vec<Violation> = rejection.violations().filter(new).copied().collect();
            blocked.extend(new);
        }
    }
    blocked
}

/// Whether the operation of a call sets this member.
const fn sets(command: &PoolCommand<'_>, member: PoolMember) -> bool {
    match command {
        PoolCommand::SetMfaConfig(_) => matches!(
            member,
            PoolMember::Mode
                | PoolMember::SmsConfiguration
                | PoolMember::SmsMfa
                | PoolMember::SoftwareTokenMfa
                | PoolMember::EmailMfa
                | PoolMember::WebAuthn
        ),
        PoolCommand::SetRisk(_) => matches!(member, PoolMember::RiskActions),
        PoolCommand::Update(_) => matches!(
            member,
            PoolMember::Mode
                | PoolMember::SmsConfiguration
                | PoolMember::Tier
                | PoolMember::FirstFactors
                | PoolMember::AccountRecovery
                | PoolMember::EmailSendingAccount
                | PoolMember::Device
                | PoolMember::ThreatProtection
        ),
    }
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
