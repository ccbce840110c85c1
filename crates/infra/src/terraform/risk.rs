//! `aws_cognito_risk_configuration` and `awscc_cognito_user_pool_risk_configuration_attachment`.

use std::sync::Arc;

use crate::call::Call;
use crate::choices::Choices;
use crate::node::{Node, NodeKind};
use crate::place::Span;

use super::reader::{Block, Presence, Reader, map, string};
use super::user_pool::Action;

/// The risk configuration of a pool.
///
/// [`TerraformFile`](crate::terraform::TerraformFile) has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TerraformRisk {
    /// The address of the resource.
    pub address: Arc<str>,
    /// Where the resource is in the file.
    pub span: Span,
    /// What Terraform does with it.
    pub action: Action,
    /// Its attributes.
    pub attributes: Node,
}

/// The attributes that are read. The provider `awscc` has the same names, with objects instead of blocks.
pub(super) const ATTRIBUTES: &[&str] =
    &["account_takeover_risk_configuration", "client_id", COMPROMISED_CREDENTIALS, EXCEPTIONS, "id", "user_pool_id"];

const COMPROMISED_CREDENTIALS: &str = "compromised_credentials_risk_configuration";
const EXCEPTIONS: &str = "risk_exception_configuration";

pub(super) const COMPUTED: &[&[&str]] = &[&["client_id"]];

const ACTIONS: &[&str] = &["BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "NO_ACTION"];

/// Whom a risk configuration is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The whole pool.
    Pool,
    /// One app client.
    Client,
}

impl TerraformRisk {
    pub(super) fn target(&self) -> Target {
        let id = self.attributes.get("id").and_then(Node::text);
        match self.attributes.get("client_id").map(|id| &id.kind) {
            Some(NodeKind::Unknown(_)) => Target::Client,
            // `awscc` spells the whole pool ALL.
            Some(NodeKind::String(client)) if !client.is_empty() && client != "ALL" => Target::Client,
            _ if id.is_some_and(|id| id.contains(':')) => Target::Client,
            _ => Target::Pool,
        }
    }

    /// Whether it has more than actions.
    pub(super) fn has_others(&self) -> bool {
        let is_set = |value: &Node| value.kind != NodeKind::Null && value.kind != NodeKind::List(Vec::new());
        [COMPROMISED_CREDENTIALS, EXCEPTIONS].iter().any(|name| self.attributes.get(name).is_some_and(is_set))
    }

    /// The request that sets it. `None` if it has no settings.
    pub(super) fn call(&self, choices: &mut Choices) -> Option<Call> {
        let takeover = self.takeover(choices);
        if takeover.is_none() && !self.has_others() {
            return None;
        }
        let id = self.attributes.get("user_pool_id").filter(|id| id.text().is_some()).cloned();
        let id = id.unwrap_or_else(|| string(self.span, "local_1"));
        let members = [("UserPoolId", Some(id)), ("AccountTakeoverRiskConfiguration", takeover)];
        Some(Call { operation: "SetRiskConfiguration", body: map(self.attributes.span, members) })
    }

    /// The same as an answer of `DescribeRiskConfiguration`.
    pub(super) fn answer(&self, choices: &mut Choices) -> Node {
        let configuration = map(self.attributes.span, [("AccountTakeoverRiskConfiguration", self.takeover(choices))]);
        map(self.attributes.span, [("RiskConfiguration", Some(configuration))])
    }

    fn takeover(&self, choices: &mut Choices) -> Option<Node> {
        let mut reader = Reader { choices };
        let takeover = reader.block(&Block::of(&self.attributes), "account_takeover_risk_configuration")?;
        let actions = reader.block(&takeover, "actions")?;
        let levels = [("LowAction", "low_action"), ("MediumAction", "medium_action"), ("HighAction", "high_action")];
        let levels = levels.map(|(member, name)| {
            let level = reader.block(&actions, name);
            let action = level.map(|level| {
                let action = reader.word(&level, "event_action", ACTIONS, Presence::Required);
                map(level.span(), [("EventAction", action)])
            });
            (member, action)
        });
        let actions = map(actions.span(), levels);
        Some(map(takeover.span(), [("Actions", Some(actions))]))
    }
}
