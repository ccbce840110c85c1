//! `inspect plan`: the calls that lead from one pool to the other, as a scenario.

use cognito_mfa::note::Note;
use cognito_mfa::pool::PoolMember;
use cognito_mfa::wire::{DescribedPool, RequestBody, UserPoolMfaConfig, UserPoolResponse};
use cognito_mfa::{Pool, PoolCommand};
use cognito_mfa_insight::{NoPlan, Plan, PlanRequest, PlannedCall, Population};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use crate::files::Source;
use crate::population::PopulationSource;
use crate::request::Line;
use crate::shown::{ShownUser, bad, good, number};
use crate::{Desk, Failure, Verdict, pools, population};

#[derive(Serialize, Default)]
struct Answer {
    planned: bool,
    /// Whom no call may lock out.
    users: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<Vec<Call>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// The one with the least of those who would be locked out.
    #[serde(skip_serializing_if = "Option::is_none")]
    locked_out: Option<ShownUser>,
}

#[derive(Serialize)]
struct Call {
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Box<RawValue>>,
    changes: Vec<&'static str>,
    notes: Vec<&'static str>,
}

/// The id of the first pool of a scenario.
const LOCAL: &str = "local_1";

pub(crate) fn run(
    before: &[Source],
    after: &[Source],
    users: Option<&PopulationSource>,
    pool_id: Option<&str>,
    desk: &mut Desk<'_>,
) -> Result<Verdict, Failure> {
    let before = pools::read(before, &mut desk.files, desk.profile)?;
    let after = pools::read(after, &mut desk.files, desk.profile)?.pool;
    let users = users.map(|users| population::read(users, &mut desk.files)).transpose()?.unwrap_or_default();
    let named = DescribedPool { id: pool_id.map(String::from), ..before.clone() };
    let region = if pool_id.is_some() { named.region() } else { before.region() };
    let from = &before.pool;
    let found = Plan::find(&PlanRequest { from, to: &after, population: &users, region });
    if desk.json {
        desk.write_json(&Answer::new(&found, from, pool_id.unwrap_or(LOCAL), &users))?;
    } else {
        match (&found, pool_id) {
            (Ok(plan), Some(id)) => write_calls(plan, id, desk)?,
            (Ok(plan), None) => write_scenario(plan, from, &after, desk)?,
            (Err(_), _) => {}
        }
        tell(&found, from, &users, desk)?;
    }
    Ok(if found.is_ok() { Verdict::Well } else { Verdict::Found })
}

/// The calls alone, for the pool of this id.
fn write_calls(plan: &Plan, id: &str, desk: &mut Desk<'_>) -> Result<(), Failure> {
    plan.calls.iter().try_for_each(|call| desk.write_json(&Line::new(&RequestBody::of_pool(id, &call.command))))
}

/// A scenario that makes the pool as it is, leads to the other, and expects each answer on the way.
fn write_scenario(plan: &Plan, from: &Pool, to: &Pool, desk: &mut Desk<'_>) -> Result<(), Failure> {
    desk.write_json(&json!({"options": {"fidelity": from.profile.name()}}))?;
    match Plan::from_nothing(from) {
        Ok((settings, founding)) => {
            desk.write_json(&json!({"remark": "The pool as it is."}))?;
            desk.write_json(&Line::new(&RequestBody::create_user_pool("before", &settings)))?;
            founding.calls.iter().try_for_each(|call| write_expecting(call, desk))?;
        }
        Err(why) => desk.write_json(&json!({"remark": format!("The pool as it is cannot be made anew: {why}")}))?,
    }
    desk.write_json(&json!({"remark": "The plan."}))?;
    plan.calls.iter().try_for_each(|call| write_expecting(call, desk))?;
    desk.write_json(&json!({"remark": "The pool that is wanted."}))?;
    let check = |op, answer| Step { op, input: json!({"UserPoolId": LOCAL}), expect: json!({"output": answer}) };
    desk.write_json(&check("DescribeUserPool", json!(UserPoolResponse::new(LOCAL, to))))?;
    desk.write_json(&check("GetUserPoolMfaConfig", json!(UserPoolMfaConfig::from(to))))
}

/// A call and what is expected of its answer.
#[derive(Serialize)]
struct Step<T> {
    op: &'static str,
    input: T,
    expect: Value,
}

fn write_expecting(call: &PlannedCall, desk: &mut Desk<'_>) -> Result<(), Failure> {
    let input = RequestBody::of_pool(LOCAL, &call.command);
    let answer = match call.command {
        PoolCommand::SetMfaConfig(_) => json!(UserPoolMfaConfig::from(&call.pool)),
        PoolCommand::Update(_) | PoolCommand::SetRisk(_) => json!({}),
    };
    desk.write_json(&Step { op: input.operation(), input, expect: json!({"output": answer}) })
}

/// The reasons, beside the scenario.
fn tell(found: &Result<Plan, NoPlan>, from: &Pool, users: &Population, desk: &mut Desk<'_>) -> Result<(), Failure> {
    let err = &mut desk.err;
    match found {
        Err(why) => {
            writeln!(err, "{} {why}", bad("No plan."))?;
            if let Some(user) = locked_out(why) {
                writeln!(err, "Who has the least of them: {user}")?;
            }
        }
        Ok(plan) if plan.calls.is_empty() => writeln!(err, "{}", good("There is nothing to do."))?,
        Ok(plan) => {
            writeln!(err, "{}", good(format!("{}.", number(plan.calls.len() as u64, "call", "calls"))))?;
            for (step, (call, changes)) in (1..).zip(with_changes(plan, from)) {
                let operation = RequestBody::of_pool(LOCAL, &call.command).operation();
                write!(err, "  {step}. {operation} changes {}", changes.join(", "))?;
                for note in call.notes.iter() {
                    write!(err, "; note: {note}")?;
                }
                writeln!(err)?;
            }
            match users.users() {
                0 => writeln!(err, "Nobody was looked after: there is neither --users nor --histogram.")?,
                users => writeln!(err, "Of {} nobody is locked out on the way.", number(users, "user", "users"))?,
            }
        }
    }
    Ok(())
}

/// Each call with what it changes.
fn with_changes<'p>(plan: &'p Plan, from: &'p Pool) -> impl Iterator<Item = (&'p PlannedCall, Vec<&'static str>)> {
    let pools = std::iter::once(from).chain(plan.calls.iter().map(|call| &call.pool));
    plan.calls.iter().zip(pools).map(|(call, before)| {
        let changed = PoolMember::ALL.iter().filter(|member| before.differs(&call.pool, **member));
        (call, changed.map(|member| member.name()).collect())
    })
}

fn locked_out(why: &NoPlan) -> Option<cognito_mfa::UserFacts> {
    match why {
        NoPlan::TargetLocksOut { smallest, .. } => Some(*smallest),
        NoPlan::Unreachable { .. } | NoPlan::TooFar(_) | _ => None,
    }
}

const fn code(why: &NoPlan) -> &'static str {
    match why {
        NoPlan::TargetLocksOut { .. } => "target-locks-out",
        NoPlan::Unreachable { .. } => "unreachable",
        NoPlan::TooFar(_) | _ => "too-far",
    }
}

impl Answer {
    fn new(found: &Result<Plan, NoPlan>, from: &Pool, id: &str, users: &Population) -> Self {
        let users = users.users();
        let call = |(call, changes): (&PlannedCall, _)| Call {
            request: to_raw_value(&Line::new(&RequestBody::of_pool(id, &call.command))).ok(),
            changes,
            notes: call.notes.iter().map(Note::code).collect(),
        };
        match found {
            Ok(plan) => {
                let calls = with_changes(plan, from).map(call).collect();
                Self { planned: true, users, calls: Some(calls), ..Self::default() }
            }
            Err(why) => Self {
                users,
                reason: Some(code(why)),
                message: Some(why.to_string()),
                locked_out: locked_out(why).map(ShownUser::from),
                ..Self::default()
            },
        }
    }
}
