//! `SetRiskConfiguration` and `DescribeRiskConfiguration`, for a pool or for one of its app clients.
//!
//! The engine judges each configuration, and keeps the actions of the pool. A client's configuration replaces the pool's for the
//! client's own sign-ins, so it never changes the pool's. This server finds no sign-in risky, so no action applies at a sign-in.

use std::collections::BTreeMap;

use cognito_mfa::wire::{PoolRequest, PoolResponse, stored};
use cognito_mfa::{Pool, PoolCommand};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::operations::show;
use crate::service::Call;

/// The members of `SetRiskConfiguration` that `DescribeRiskConfiguration` returns as they were set. Policy reads less of them.
const RISK_MEMBERS: [&str; 3] =
    ["AccountTakeoverRiskConfiguration", "CompromisedCredentialsRiskConfiguration", "RiskExceptionConfiguration"];

/// The members that the engine doesn't read.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RiskMembers {
    client_id: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

impl Call<'_, '_> {
    pub(crate) fn set_risk_configuration(
        &mut self,
        id: &str,
        command: &PoolCommand<'_>,
        members: RiskMembers,
    ) -> Result<Value, Fault> {
        let mut document = self.pool(id)?;
        let pool = document.pool.0.apply(command)?.into_next();
        let mut set = members.others;
        set.retain(|name, value| RISK_MEMBERS.contains(&name.as_str()) && !value.is_null());
        let mut configuration = configuration(id, &pool, &set);
        if let Some(client_id) = members.client_id {
            let mut client = self.client_of(id, &client_id)?;
            add_client(&mut configuration, &client_id);
            client.risk = Some(configuration.clone());
            self.work.put(&client_id, &client)?;
        } else {
            document.pool = stored::Pool(pool);
            document.risk = set;
            document.modified = self.now;
            self.work.put(id, &document)?;
        }
        Ok(json!({ "RiskConfiguration": configuration }))
    }

    /// A client without a configuration of its own has none, although the pool's counts for it (inferred).
    pub(crate) fn describe_risk_configuration(&mut self, id: &str, members: &RiskMembers) -> Result<Value, Fault> {
        let document = self.pool(id)?;
        let configuration = if let Some(client_id) = &members.client_id {
            let none = || {
                let mut none = json!({ "UserPoolId": id });
                add_client(&mut none, client_id);
                none
            };
            self.client_of(id, client_id)?.risk.unwrap_or_else(none)
        } else {
            configuration(id, &document.pool.0, &document.risk)
        };
        Ok(json!({ "RiskConfiguration": configuration }))
    }
}

/// The engine's actions, with the members as they were set.
fn configuration(id: &str, pool: &Pool, set: &BTreeMap<String, Value>) -> Value {
    let mut response = show(PoolResponse::new(&PoolRequest::DescribeRisk, id, pool));
    let mut configuration = response.get_mut("RiskConfiguration").map(Value::take).unwrap_or_default();
    // The API requires this member of each action, and the engine doesn't know it.
    let actions = configuration.pointer_mut("/AccountTakeoverRiskConfiguration/Actions").and_then(Value::as_object_mut);
    for action in actions.into_iter().flat_map(|actions| actions.values_mut()) {
        overlay(action, &json!({ "Notify": false }));
    }
    overlay(&mut configuration, &json!(set));
    configuration
}

fn add_client(configuration: &mut Value, client_id: &str) {
    overlay(configuration, &json!({ "ClientId": client_id }));
}

/// Puts the members of an object over those of another one, at each level. What isn't in it stays.
fn overlay(below: &mut Value, above: &Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                overlay(below.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (below, above) => *below = above.clone(),
    }
}
