//! A plan as a scenario.

use cognito_mfa::wire::{RequestBody, UserPoolMfaConfig, UserPoolResponse};
use cognito_mfa::{Pool, PoolCommand};
use cognito_mfa_insight::{Plan, PlannedCall};
use serde::Serialize;
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::Failure;

/// The ID of the first pool of a scenario.
pub(super) const POOL: &str = "local_1";

/// Writes only the calls, for the pool with this ID.
pub(super) fn write_calls(plan: &Plan, id: &str, context: &mut Context<'_>) -> Result<(), Failure> {
    plan.calls.iter().try_for_each(|call| context.write_json(&Call::new(&RequestBody::of_pool(id, &call.command))))
}

/// Writes a scenario that creates the current pool and changes it into the target. It expects the answer to every call.
pub(super) fn write(plan: &Plan, from: &Pool, to: &Pool, context: &mut Context<'_>) -> Result<(), Failure> {
    context.write_json(&json!({"options": {"fidelity": from.profile.name()}}))?;
    match Plan::from_nothing(from) {
        Ok((settings, founding)) => {
            context.write_json(&json!({"remark": "The current pool."}))?;
            context.write_json(&Call::new(&RequestBody::create_user_pool("before", &settings)))?;
            founding.calls.iter().try_for_each(|call| write_expecting(call, context))?;
        }
        Err(why) => {
            let refusal =
                super::blocked(&why).first().map(|violation| format!(" “{violation}” ({})", violation.rule()));
            let remark = format!(
                "Cognito doesn't create a pool like the current one, so this scenario fails.{} Print only the calls with \
                 --pool-id.",
                refusal.unwrap_or_default()
            );
            context.write_json(&json!({"remark": remark}))?;
        }
    }
    context.write_json(&json!({"remark": "The plan."}))?;
    plan.calls.iter().try_for_each(|call| write_expecting(call, context))?;
    context.write_json(&json!({"remark": "The target pool."}))?;
    let check = |op, answer| Step { op, input: json!({"UserPoolId": POOL}), expect: json!({"output": answer}) };
    context.write_json(&check("DescribeUserPool", json!(UserPoolResponse::new(POOL, to))))?;
    context.write_json(&check("GetUserPoolMfaConfig", json!(UserPoolMfaConfig::from(to))))
}

fn write_expecting(call: &PlannedCall, context: &mut Context<'_>) -> Result<(), Failure> {
    let input = RequestBody::of_pool(POOL, &call.command);
    let answer = match call.command {
        PoolCommand::SetMfaConfig(_) => json!(UserPoolMfaConfig::from(&call.pool)),
        PoolCommand::Update(_) | PoolCommand::SetRisk(_) => json!({}),
    };
    context.write_json(&Step { op: input.operation(), input, expect: json!({"output": answer}) })
}

/// A call with its expected answer.
#[derive(Serialize)]
struct Step<T> {
    op: &'static str,
    input: T,
    expect: Value,
}

/// A call as a scenario line.
#[derive(Serialize)]
pub(crate) struct Call<'a> {
    op: &'static str,
    input: &'a RequestBody<'a>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(request: &'a RequestBody<'a>) -> Self {
        Self { op: request.operation(), input: request }
    }
}
