//! The policy members of `CreateUserPool`, `UpdateUserPool` and `DescribeUserPool`, and `SetRiskConfiguration` (SPEC 6).

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::address::{PoolShape, USER_POOL_ID};
use super::constraint::{Faults, Path};
use super::error::DecodeError;
use super::json::{Integer, Object, Text, read};
use super::sms::SmsConfigurationShape;
use crate::command::UserPoolSettings;
use crate::pool::{
    AccountRecoverySetting, AuthFactor, AuthFactorSet, DeviceConfiguration, EmailSendingAccount, MfaMode, Pool,
    RecoveryMechanism, RecoveryOption, RiskAction, RiskActions, ThreatProtection, Tier,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Settings<'a> {
    #[serde(borrow)]
    policies: Option<Object<PoliciesShape<'a>>>,
    #[serde(borrow)]
    mfa_configuration: Option<Text<'a>>,
    device_configuration: Option<Object<DeviceShape>>,
    #[serde(borrow)]
    email_configuration: Option<Object<EmailShape<'a>>>,
    #[serde(borrow)]
    sms_configuration: Option<Object<SmsConfigurationShape<'a>>>,
    #[serde(borrow)]
    user_pool_add_ons: Option<Object<AddOnsShape<'a>>>,
    #[serde(borrow)]
    account_recovery_setting: Option<Object<RecoveryShape<'a>>>,
    #[serde(borrow)]
    user_pool_tier: Option<Text<'a>>,
}

/// What `DescribeUserPool` and `CreateUserPool` answer: the policy members of the pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserPoolResponse<'a> {
    user_pool: UserPool<'a>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct UserPool<'a> {
    id: &'a str,
    policies: PoliciesShape<'a>,
    mfa_configuration: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_configuration: Option<DeviceShape>,
    email_configuration: EmailShape<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_configuration: Option<SmsConfigurationShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_pool_add_ons: Option<AddOnsShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_recovery_setting: Option<RecoveryShape<'a>>,
    user_pool_tier: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PoliciesShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sign_in_policy: Option<Object<SignInPolicyShape<'a>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SignInPolicyShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    allowed_first_auth_factors: Option<Vec<Text<'a>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeviceShape {
    challenge_required_on_new_device: Option<bool>,
    device_only_remembered_on_user_prompt: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EmailShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    email_sending_account: Option<Text<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AddOnsShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    advanced_security_mode: Option<Text<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RecoveryShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    recovery_mechanisms: Option<Vec<Object<MechanismShape<'a>>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MechanismShape<'a> {
    priority: Option<Integer>,
    #[serde(borrow)]
    name: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SetRisk<'a> {
    #[serde(borrow)]
    user_pool_id: Option<Text<'a>>,
    #[serde(borrow)]
    account_takeover_risk_configuration: Option<Object<TakeoverShape<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TakeoverShape<'a> {
    #[serde(borrow)]
    actions: Option<Object<ActionsShape<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ActionsShape<'a> {
    #[serde(borrow)]
    low_action: Option<Object<ActionShape<'a>>>,
    #[serde(borrow)]
    medium_action: Option<Object<ActionShape<'a>>>,
    #[serde(borrow)]
    high_action: Option<Object<ActionShape<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ActionShape<'a> {
    #[serde(borrow)]
    event_action: Option<Text<'a>>,
}

/// Decodes the policy members of `CreateUserPool`.
///
/// # Errors
/// [`DecodeError`] when the body is not of this shape or breaks a constraint.
pub fn decode_create_user_pool(json: &str) -> Result<UserPoolSettings<'_>, DecodeError> {
    let settings: Settings<'_> = read(json)?;
    Ok(Faults::collect(|faults| settings.checked(faults))?)
}

/// Decodes a request of `UpdateUserPool` into the id of the pool and its policy members.
///
/// # Errors
/// [`DecodeError`] when the body is not of this shape or breaks a constraint.
pub fn decode_update_user_pool(json: &str) -> Result<(Cow<'_, str>, UserPoolSettings<'_>), DecodeError> {
    let (PoolShape { user_pool_id }, settings) = (read(json)?, read::<Settings<'_>>(json)?);
    Ok(Faults::collect(|faults| {
        let id = faults.required_text(&Path::Request, &USER_POOL_ID, user_pool_id);
        (id, settings.checked(faults))
    })?)
}

/// Decodes a request of `SetRiskConfiguration` into the id of the pool and the actions; an omitted level is `NO_ACTION`.
///
/// # Errors
/// [`DecodeError`] when the body is not of this shape or breaks a constraint.
pub fn decode_set_risk_configuration(json: &str) -> Result<(Cow<'_, str>, RiskActions), DecodeError> {
    let request: SetRisk<'_> = read(json)?;
    let mut faults = Faults::default();
    let id = faults.required_text(&Path::Request, &USER_POOL_ID, request.user_pool_id);
    let takeover = Path::Member(&Path::Request, "accountTakeoverRiskConfiguration");
    let path = Path::Member(&takeover, "actions");
    let mut action = |level: Option<Object<ActionShape<'_>>>, name| {
        let event = level.map(|Object(action)| {
            let path = Path::Member(&path, name);
            faults.required_choice::<RiskAction>(&path, "eventAction", action.event_action.as_ref())
        });
        event.flatten().unwrap_or_default()
    };
    let actions = request.account_takeover_risk_configuration.and_then(|Object(takeover)| takeover.actions);
    let actions = actions.map_or_else(RiskActions::default, |Object(actions)| RiskActions {
        low: action(actions.low_action, "lowAction"),
        medium: action(actions.medium_action, "mediumAction"),
        high: action(actions.high_action, "highAction"),
    });
    faults.finish()?;
    Ok((id, actions))
}

impl<'a> Settings<'a> {
    /// In the member order of the API model.
    fn checked(self, faults: &mut Faults) -> UserPoolSettings<'a> {
        let root = Path::Request;
        let list = self.policies.and_then(|Object(policies)| policies.sign_in_policy);
        let list = list.and_then(|Object(policy)| policy.allowed_first_auth_factors);
        UserPoolSettings {
            first_factors: list.map(|list| first_factors(&list, faults)),
            mode: faults.choice::<MfaMode>(&root, "mfaConfiguration", self.mfa_configuration.as_ref()),
            device: self.device_configuration.map(|Object(device)| DeviceConfiguration {
                challenge_required_on_new_device: device.challenge_required_on_new_device.unwrap_or_default(),
                device_only_remembered_on_user_prompt: device.device_only_remembered_on_user_prompt.unwrap_or_default(),
            }),
            email_sending_account: self.email_configuration.and_then(|Object(email)| {
                let path = Path::Member(&root, "emailConfiguration");
                let account = email.email_sending_account.as_ref();
                faults.choice::<EmailSendingAccount>(&path, "emailSendingAccount", account)
            }),
            sms_configuration: self
                .sms_configuration
                .map(|Object(sms)| sms.checked(&Path::Member(&root, "smsConfiguration"), faults)),
            threat_protection: self.user_pool_add_ons.and_then(|Object(add_ons)| {
                let path = Path::Member(&root, "userPoolAddOns");
                let mode = add_ons.advanced_security_mode.as_ref();
                faults.required_choice::<ThreatProtection>(&path, "advancedSecurityMode", mode)
            }),
            account_recovery: self
                .account_recovery_setting
                .and_then(|Object(setting)| setting.recovery_mechanisms)
                .and_then(|mechanisms| account_recovery(&mechanisms, faults)),
            tier: faults.choice::<Tier>(&root, "userPoolTier", self.user_pool_tier.as_ref()),
        }
    }
}

fn first_factors(list: &[Text<'_>], faults: &mut Faults) -> AuthFactorSet {
    let policies = Path::Member(&Path::Request, "policies");
    let policy = Path::Member(&policies, "signInPolicy");
    faults.choices::<AuthFactor>(&policy, "allowedFirstAuthFactors", (1, 5), list).into_iter().collect()
}

fn account_recovery(mechanisms: &[Object<MechanismShape<'_>>], faults: &mut Faults) -> Option<AccountRecoverySetting> {
    let setting = Path::Member(&Path::Request, "accountRecoverySetting");
    let shown = || mechanisms.iter().map(|Object(mechanism)| mechanism.shown()).collect::<Vec<_>>().join(", ");
    faults.list_length(&setting, "recoveryMechanisms", (1, 2), mechanisms.len(), &shown);
    let mut options = mechanisms.iter().enumerate().map(|(index, Object(mechanism))| {
        let path = Path::Element(&setting, "recoveryMechanisms", index + 1);
        let priority = faults.required_number(&path, "priority", (1, 2), mechanism.priority);
        let mechanism = faults.required_choice::<RecoveryMechanism>(&path, "name", mechanism.name.as_ref())?;
        Some(RecoveryOption { mechanism, priority })
    });
    let first = options.next();
    let second = options.next();
    options.for_each(drop); // too many is a fault already; each of them is judged as well
    Some(AccountRecoverySetting { first: first??, second: second.flatten() })
}

impl MechanismShape<'_> {
    /// A structure as the service prints one in a fault (Inferred).
    fn shown(&self) -> String {
        let name = self.name.as_ref().map_or("null", |Text(name)| name);
        let priority = self.priority.map_or_else(|| "null".into(), |Integer(priority)| format!("{priority}"));
        format!("RecoveryOptionType(priority={priority}, name={name})")
    }
}

impl<'a> UserPoolResponse<'a> {
    /// The pool of this id.
    #[must_use]
    pub fn new(id: &'a str, pool: &'a Pool) -> Self {
        let list = pool.passwordless.allowed_first_auth_factors().map(|factor| named(factor.name())).collect();
        let recovery = pool.account_recovery.map(|setting| RecoveryShape {
            recovery_mechanisms: Some(setting.options().map(|option| Object(option.into())).collect()),
        });
        Self {
            user_pool: UserPool {
                id,
                policies: PoliciesShape {
                    sign_in_policy: Some(Object(SignInPolicyShape { allowed_first_auth_factors: Some(list) })),
                },
                mfa_configuration: pool.mode.name(),
                device_configuration: pool.device.map(|device| DeviceShape {
                    challenge_required_on_new_device: Some(device.challenge_required_on_new_device),
                    device_only_remembered_on_user_prompt: Some(device.device_only_remembered_on_user_prompt),
                }),
                email_configuration: EmailShape {
                    email_sending_account: Some(named(pool.email_sending_account.name())),
                },
                sms_configuration: pool.sms_configuration.as_ref().map(SmsConfigurationShape::from),
                user_pool_add_ons: pool
                    .threat_protection
                    .map(|mode| AddOnsShape { advanced_security_mode: Some(named(mode.name())) }),
                account_recovery_setting: recovery,
                user_pool_tier: pool.tier.name(),
            },
        }
    }
}

impl From<RecoveryOption> for MechanismShape<'_> {
    fn from(option: RecoveryOption) -> Self {
        Self { priority: Some(Integer(option.priority.into())), name: Some(named(option.mechanism.name())) }
    }
}

const fn named(name: &str) -> Text<'_> {
    Text(Cow::Borrowed(name))
}
