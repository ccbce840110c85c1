//! Why the service refuses a pool, with every broken rule and each repair.

use cognito_mfa::Pool;
use cognito_mfa::apply::Transition;
use cognito_mfa::command::{PoolCommand, UserPoolSettings};
use cognito_mfa::rules::{Rejection, Violation};
use cognito_mfa_insight::{Preparation, Refusal, Repair};
use serde::Serialize;

use crate::requests::{Refused, Requests};
use crate::state::State;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefusalView {
    operation: &'static str,
    /// The exception.
    code: &'static str,
    message: String,
    broken_rules: Vec<BrokenRule>,
    repairs: Vec<RepairView>,
}

#[derive(Serialize)]
struct BrokenRule {
    table: &'static str,
    code: &'static str,
    when: &'static str,
    must: &'static str,
    exception: &'static str,
    message: String,
}

#[derive(Serialize)]
struct RepairView {
    sentence: String,
    /// The state after the repair. `None` if a later request for the pool is still refused.
    state: Option<State>,
}

/// The refusal of the requests that would make the state's pool.
pub(crate) fn refusal(state: &State) -> Option<RefusalView> {
    let requests = Requests::of(&state.pool);
    let (refused, rejection) = *requests.outcome(state.profile()).err()?;
    let (operation, repairs) = match refused {
        Refused::Create => ("CreateUserPool", of_creation(state, &requests)),
        Refused::Call(pool, index) => {
            let (call, rest) = requests.calls.get(index..)?.split_first()?;
            (call.operation(), of_call(state, &pool, call, rest))
        }
    };
    Some(RefusalView::new(operation, &rejection, repairs))
}

impl RefusalView {
    fn new(operation: &'static str, rejection: &Rejection, repairs: Vec<RepairView>) -> Self {
        let first = rejection.first();
        Self {
            operation,
            code: first.exception().name(),
            message: first.message(),
            broken_rules: rejection.violations().map(BrokenRule::from).collect(),
            repairs,
        }
    }
}

impl From<&Violation> for BrokenRule {
    fn from(violation: &Violation) -> Self {
        Self {
            table: violation.table(),
            code: violation.rule().code(),
            when: violation.row().when,
            must: violation.row().must,
            exception: violation.exception().name(),
            message: violation.message(),
        }
    }
}

fn of_creation(state: &State, requests: &Requests) -> Vec<RepairView> {
    let Err(refusal) = Refusal::of_create(&requests.settings, state.profile()) else { return Vec::new() };
    let repaired = |repair: &Repair<UserPoolSettings<'static>>| {
        let created = Pool::create(&repair.request, state.profile()).ok()?.into_next();
        after(state, created, &requests.calls)
    };
    refusal.repairs().iter().map(|repair| view(repair, repaired(repair))).collect()
}

fn of_call(state: &State, pool: &Pool, call: &PoolCommand<'static>, rest: &[PoolCommand<'static>]) -> Vec<RepairView> {
    let Err(refusal) = Refusal::of_pool_command(pool, call) else { return Vec::new() };
    let repaired = |repair: &Repair<PoolCommand<'static>>| {
        let repaired = pool.apply(&repair.request).ok()?.into_next();
        after(state, repaired, rest)
    };
    let prepared = |preparation: &Preparation| {
        // More edits of the request may be needed, which only the sentence contains.
        let calls: Vec<_> = std::iter::once(call.clone()).chain(rest.iter().cloned()).collect();
        after(state, preparation.pool.clone(), &calls)
    };
    let repairs = refusal.repairs().iter().map(|repair| view(repair, repaired(repair)));
    let preparations = refusal.preparations().iter().map(|one| view(one, prepared(one)));
    repairs.chain(preparations).collect()
}

fn view(sentence: &impl ToString, state: Option<State>) -> RepairView {
    RepairView { sentence: format!("{}.", sentence.to_string()), state }
}

/// The state after these calls, if the service accepts each of them.
fn after(state: &State, pool: Pool, calls: &[PoolCommand<'static>]) -> Option<State> {
    let pool = calls.iter().try_fold(pool, |pool, call| pool.apply(call).ok().map(Transition::into_next))?;
    Some(state.with_pool(&pool))
}
