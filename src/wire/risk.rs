//! `SetRiskConfiguration`, and the response of `DescribeRiskConfiguration` with the same actions (spec 6).

use alloc::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::address::{PoolShape, USER_POOL_ID};
use super::constraint::{Faults, Path};
use super::error::DecodeError;
use super::json::{Text, read};
use super::user_pool::named;
use crate::pool::{Pool, RiskAction, RiskActions};

/// The actions, in the request and in the response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RiskShape<'a> {
    #[serde(borrow)]
    account_takeover_risk_configuration: Option<TakeoverShape<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TakeoverShape<'a> {
    #[serde(borrow)]
    actions: Option<ActionsShape<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ActionsShape<'a> {
    #[serde(borrow)]
    low_action: Option<ActionShape<'a>>,
    #[serde(borrow)]
    medium_action: Option<ActionShape<'a>>,
    #[serde(borrow)]
    high_action: Option<ActionShape<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ActionShape<'a> {
    #[serde(borrow)]
    event_action: Option<Text<'a>>,
}

/// Decodes a request of `SetRiskConfiguration` into the pool ID and the actions (spec 4 and 6). The action of an omitted
/// level is `NO_ACTION`.
///
/// ```
/// use cognito_mfa::pool::RiskAction;
/// use cognito_mfa::wire::decode_set_risk_configuration;
///
/// let body = r#"{"UserPoolId":"local_1","AccountTakeoverRiskConfiguration":{"Actions":{"HighAction":{"EventAction":"BLOCK"}}}}"#;
/// let (_, actions) = decode_set_risk_configuration(body)?;
/// assert_eq!((actions.high, actions.low), (RiskAction::Block, RiskAction::NoAction));
///
/// let refusal = decode_set_risk_configuration(&body.replace("BLOCK", "DENY")).unwrap_err();
/// assert_eq!(refusal.code(), "constraint");
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`] when the body isn't JSON, doesn't have the request's shape, or breaks a constraint.
pub fn decode_set_risk_configuration(json: &str) -> Result<(Cow<'_, str>, RiskActions), DecodeError> {
    let (PoolShape { user_pool_id }, risk) = (read(json)?, read::<RiskShape<'_>>(json)?);
    Faults::collect(|faults| {
        let id = faults.required_text(&Path::Request, &USER_POOL_ID, user_pool_id);
        (id, risk.checked(&Path::Request, faults))
    })
}

/// The response of `DescribeRiskConfiguration` (spec 6).
///
/// ```
/// use cognito_mfa::pool::{RiskAction, RiskActions, Tier};
/// use cognito_mfa::wire::RiskConfigurationResponse;
/// use cognito_mfa::{Pool, Profile};
///
/// let mut pool = Pool::new(Tier::Plus, Profile::Observed);
/// let json = serde_json::to_string(&RiskConfigurationResponse::new("local_1", &pool))?;
/// assert_eq!(json, r#"{"RiskConfiguration":{"UserPoolId":"local_1"}}"#);
///
/// pool.risk_actions = RiskActions { high: RiskAction::Block, ..RiskActions::default() };
/// let json = serde_json::to_value(RiskConfigurationResponse::new("local_1", &pool))?;
/// let actions = &json["RiskConfiguration"]["AccountTakeoverRiskConfiguration"]["Actions"];
/// assert_eq!((&actions["HighAction"]["EventAction"], &actions["LowAction"]["EventAction"]), (&"BLOCK".into(), &"NO_ACTION".into()));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RiskConfigurationResponse<'a> {
    risk_configuration: DescribedRisk<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribedRisk<'a> {
    user_pool_id: Text<'a>,
    #[serde(flatten)]
    risk: Option<RiskShape<'a>>,
}

impl<'a> RiskConfigurationResponse<'a> {
    /// The response for the pool with this ID. The actions are absent when all of them are `NO_ACTION` (inferred).
    #[must_use]
    pub fn new(id: &'a str, pool: &Pool) -> Self {
        let actions = pool.risk_actions;
        let risk = (actions != RiskActions::default()).then(|| actions.into());
        Self { risk_configuration: DescribedRisk { user_pool_id: named(id), risk } }
    }
}

impl RiskShape<'_> {
    /// Checks the members of the structure `root` and returns the actions. An omitted level is `NO_ACTION`.
    pub(super) fn checked(self, root: &Path<'_>, faults: &mut Faults) -> RiskActions {
        let takeover = Path::Member(root, "accountTakeoverRiskConfiguration");
        let path = Path::Member(&takeover, "actions");
        let mut action = |level: Option<ActionShape<'_>>, name| {
            let event = level.map(|action| {
                let path = Path::Member(&path, name);
                faults.required_choice::<RiskAction>(&path, "eventAction", action.event_action.as_ref())
            });
            event.flatten().unwrap_or_default()
        };
        let actions = self.account_takeover_risk_configuration.and_then(|takeover| takeover.actions);
        actions.map_or_else(RiskActions::default, |actions| RiskActions {
            low: action(actions.low_action, "lowAction"),
            medium: action(actions.medium_action, "mediumAction"),
            high: action(actions.high_action, "highAction"),
        })
    }
}

impl From<RiskActions> for RiskShape<'_> {
    fn from(actions: RiskActions) -> Self {
        let action = |action: RiskAction| Some(ActionShape { event_action: Some(named(action.name())) });
        let actions = ActionsShape {
            low_action: action(actions.low),
            medium_action: action(actions.medium),
            high_action: action(actions.high),
        };
        Self { account_takeover_risk_configuration: Some(TakeoverShape { actions: Some(actions) }) }
    }
}
