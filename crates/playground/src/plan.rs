//! The calls that change the pool of a state into the other one, as commands of the AWS CLI.

use cognito_mfa::note::Note;
use cognito_mfa::pool::PoolMember;
use cognito_mfa_insight::{Plan, PlanRequest, PlannedCall};
use serde::Serialize;

use crate::answer::written;
use crate::compare::NO_OTHER;
use crate::impact::Counted;
use crate::snippets::call_command;
use crate::state::State;

/// Finds the fewest calls from the pool of a state to the other one. No call locks out a user of the state's table.
///
/// The answer is `{"calls": […], "commands": "…"}`, or `{"noPlan": "…"}` with the reason.
///
/// ```
/// let plan = cognito_mfa_playground::plan(r#"{"other": {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": true}}"#);
/// assert!(plan.contains("aws cognito-idp set-user-pool-mfa-config --user-pool-id"));
///
/// let plan = cognito_mfa_playground::plan(r#"{"other": {"MfaConfiguration": "ON"}}"#);
/// assert!(plan.starts_with(r#"{"ok":{"noPlan":""#));
/// ```
#[must_use]
pub fn plan(state: &str) -> String {
    written(State::read(state).and_then(|(state, _)| PlanView::of(&state)))
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum PlanView {
    Found { calls: Vec<CallView>, commands: String, protected_users: u64 },
    None { no_plan: String },
}

#[derive(Serialize)]
struct CallView {
    operation: &'static str,
    command: String,
    /// The settings that it changes.
    changes: Vec<&'static str>,
    notes: Vec<String>,
}

/// What a person must know before they run the command.
const RESETS: &str =
    "# UpdateUserPool resets every setting that it doesn't contain. Add those that this page doesn't show.\n";

impl PlanView {
    fn of(state: &State) -> Result<Self, String> {
        let other = state.other.as_ref().ok_or(NO_OTHER)?;
        let users = state.population.as_deref().map(Counted::read).transpose()?.map(|counted| counted.population);
        let request = PlanRequest::new(&state.pool, other);
        let request = users.as_ref().map_or(request, |users| request.with_population(users));
        let plan = match Plan::find(&request) {
            Ok(plan) => plan,
            Err(why) => return Ok(Self::None { no_plan: why.to_string() }),
        };
        let mut calls = Vec::new();
        let mut pool = &state.pool;
        for call in &plan.calls {
            let changes = pool.differences(&call.pool).map(PoolMember::name).collect();
            calls.push(CallView::new(call, changes));
            pool = &call.pool;
        }
        let commands = calls.iter().map(|call| call.command.as_str()).collect();
        Ok(Self::Found { calls, commands, protected_users: users.map_or(0, |users| users.users()) })
    }
}

impl CallView {
    fn new(call: &PlannedCall, changes: Vec<&'static str>) -> Self {
        let operation = call.command.operation();
        let warning = if operation == "UpdateUserPool" { RESETS } else { "" };
        Self {
            operation,
            command: format!("{warning}{}", call_command(&call.command)),
            changes,
            notes: call.notes.iter().map(|note: Note| note.to_string()).collect(),
        }
    }
}
