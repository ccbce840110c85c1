//! Cedar, the policy language of Amazon Verified Permissions.
//!
//! A decision takes two requests. The first returns the candidates. The second has them in its context, and returns the rows
//! whose conditions hold. The program takes the first of these rows. The entities are made before the clock starts. Cedar
//! returns which policies allowed, but no values, so the factors of the answers aren't compared.

use std::collections::HashMap;

use cedar_policy::{Authorizer, Context, Entities, EntityUid, PolicyId, PolicySet, Request, RestrictedExpression};
use cognito_mfa::sign_in::Reason;
use serde_json::{Value, json};

use crate::Peer;
use crate::input::{Answer, Input};

pub(crate) struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    names: HashMap<PolicyId, String>,
    ids: [EntityUid; 4],
    inputs: Vec<(Entities, Vec<(String, RestrictedExpression)>)>,
}

impl Cedar {
    pub(crate) fn new(inputs: &[Input]) -> anyhow::Result<Self> {
        let policies: PolicySet = include_str!("../policies/sign_in.cedar").parse()?;
        let name = |policy: &cedar_policy::Policy| {
            (policy.id().clone(), policy.annotation("id").expect("each policy has a name").to_owned())
        };
        Ok(Self {
            authorizer: Authorizer::new(),
            names: policies.policies().map(name).collect(),
            policies,
            ids: [
                r#"User::"user""#.parse()?,
                r#"Action::"ask""#.parse()?,
                r#"Action::"signIn""#.parse()?,
                r#"Pool::"pool""#.parse()?,
            ],
            inputs: inputs.iter().map(prepared).collect::<anyhow::Result<_>>()?,
        })
    }

    /// The names of the policies that allow this action.
    fn allowing(&self, number: usize, action: &EntityUid, context: Context) -> impl Iterator<Item = &str> {
        let [user, _, _, pool] = &self.ids;
        let request = Request::new(user.clone(), action.clone(), pool.clone(), context, None).expect("a request");
        let response = self.authorizer.is_authorized(&request, &self.policies, &self.inputs[number].0);
        assert_eq!(response.diagnostics().errors().count(), 0);
        let ids: Vec<_> = response.diagnostics().reason().cloned().collect();
        ids.into_iter().map(|id| self.names[&id].as_str())
    }
}

/// The pool and the user as entities, with the risk actions as the pool's tags. The attempt is the context.
fn prepared(input: &Input) -> anyhow::Result<(Entities, Vec<(String, RestrictedExpression)>)> {
    let mut document = input.document();
    let tags = document["pool"].as_object_mut().and_then(|pool| pool.remove("risk_actions"));
    let entities = json!([
        {"uid": {"type": "User", "id": "user"}, "attrs": document["user"], "parents": []},
        {"uid": {"type": "Pool", "id": "pool"}, "attrs": document["pool"], "parents": [], "tags": tags},
    ]);
    let attempt = document["attempt"].as_object().into_iter().flatten();
    let pair = |(name, value): (&String, &Value)| {
        (name.clone(), RestrictedExpression::new_string(value.as_str().unwrap_or_default().to_owned()))
    };
    Ok((Entities::from_json_value(entities, None)?, attempt.map(pair).collect()))
}

impl Peer for Cedar {
    fn name(&self) -> &'static str {
        "cedar-policy"
    }

    fn decide(&mut self, number: usize) -> Answer {
        let [_, ask, sign_in, _] = &self.ids;
        let candidates = self.allowing(number, ask, Context::empty());
        let candidates = candidates.map(|name| RestrictedExpression::new_string(name.to_owned()));
        let candidates = ("candidates".to_owned(), RestrictedExpression::new_set(candidates));
        let attempt = self.inputs[number].1.iter().cloned();
        let context = Context::from_pairs(attempt.chain([candidates])).expect("a context");
        let rows = self.allowing(number, sign_in, context);
        let rows = rows.map(|name| Reason::from_code(name).expect("a row of spec 10"));
        Answer { reason: rows.min().expect("the last row always holds"), factors: None }
    }
}
