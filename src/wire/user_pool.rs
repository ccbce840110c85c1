//! The policy members of `CreateUserPool`, `UpdateUserPool` and `DescribeUserPool` (SPEC 6).

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
    RecoveryMechanism, RecoveryOption, ThreatProtection, Tier,
};

/// The members in the order of the API model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Settings<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    policies: Option<Object<PoliciesShape<'a>>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    mfa_configuration: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_configuration: Option<Object<DeviceShape>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    email_configuration: Option<Object<EmailShape<'a>>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sms_configuration: Option<Object<SmsConfigurationShape<'a>>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    user_pool_add_ons: Option<Object<AddOnsShape<'a>>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    account_recovery_setting: Option<Object<RecoveryShape<'a>>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
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

/// Decodes the policy members of `CreateUserPool`.
///
/// # Errors
/// [`DecodeError`] when the body is not of this shape or breaks a constraint.
pub fn decode_create_user_pool(json: &str) -> Result<UserPoolSettings<'_>, DecodeError> {
    let settings: Settings<'_> = read(json)?;
    Ok(Faults::collect(|faults| settings.checked(&Path::Request, faults))?)
}

/// Decodes a request of `UpdateUserPool` into the id of the pool and its policy members.
///
/// # Errors
/// [`DecodeError`] when the body is not of this shape or breaks a constraint.
pub fn decode_update_user_pool(json: &str) -> Result<(Cow<'_, str>, UserPoolSettings<'_>), DecodeError> {
    let (PoolShape { user_pool_id }, settings) = (read(json)?, read::<Settings<'_>>(json)?);
    Ok(Faults::collect(|faults| {
        let id = faults.required_text(&Path::Request, &USER_POOL_ID, user_pool_id);
        (id, settings.checked(&Path::Request, faults))
    })?)
}

impl<'a> Settings<'a> {
    /// What the members say, where they stand in the structure `root`.
    pub(super) fn checked(self, root: &Path<'_>, faults: &mut Faults) -> UserPoolSettings<'a> {
        let list = self.policies.and_then(|Object(policies)| policies.sign_in_policy);
        let list = list.and_then(|Object(policy)| policy.allowed_first_auth_factors);
        UserPoolSettings {
            first_factors: list.map(|list| first_factors(root, &list, faults)),
            mode: faults.choice::<MfaMode>(root, "mfaConfiguration", self.mfa_configuration.as_ref()),
            device: self.device_configuration.map(|Object(device)| DeviceConfiguration {
                challenge_required_on_new_device: device.challenge_required_on_new_device.unwrap_or_default(),
                device_only_remembered_on_user_prompt: device.device_only_remembered_on_user_prompt.unwrap_or_default(),
            }),
            email_sending_account: self.email_configuration.and_then(|Object(email)| {
                let path = Path::Member(root, "emailConfiguration");
                let account = email.email_sending_account.as_ref();
                faults.choice::<EmailSendingAccount>(&path, "emailSendingAccount", account)
            }),
            sms_configuration: self
                .sms_configuration
                .map(|Object(sms)| sms.checked(&Path::Member(root, "smsConfiguration"), faults)),
            threat_protection: self.user_pool_add_ons.and_then(|Object(add_ons)| {
                let path = Path::Member(root, "userPoolAddOns");
                let mode = add_ons.advanced_security_mode.as_ref();
                faults.required_choice::<ThreatProtection>(&path, "advancedSecurityMode", mode)
            }),
            account_recovery: self
                .account_recovery_setting
                .and_then(|Object(setting)| setting.recovery_mechanisms)
                .and_then(|mechanisms| account_recovery(root, &mechanisms, faults)),
            tier: faults.choice::<Tier>(root, "userPoolTier", self.user_pool_tier.as_ref()),
        }
    }
}

fn first_factors(root: &Path<'_>, list: &[Text<'_>], faults: &mut Faults) -> AuthFactorSet {
    let policies = Path::Member(root, "policies");
    let policy = Path::Member(&policies, "signInPolicy");
    faults.choices::<AuthFactor>(&policy, "allowedFirstAuthFactors", (1, 5), list).into_iter().collect()
}

fn account_recovery(
    root: &Path<'_>,
    mechanisms: &[Object<MechanismShape<'_>>],
    faults: &mut Faults,
) -> Option<AccountRecoverySetting> {
    let setting = Path::Member(root, "accountRecoverySetting");
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
        Self {
            user_pool: UserPool {
                id,
                policies: PoliciesShape::of(pool.passwordless.allowed_first_auth_factors()),
                mfa_configuration: pool.mode.name(),
                device_configuration: pool.device.map(DeviceShape::from),
                email_configuration: pool.email_sending_account.into(),
                sms_configuration: pool.sms_configuration.as_ref().map(SmsConfigurationShape::from),
                user_pool_add_ons: pool.threat_protection.map(AddOnsShape::from),
                account_recovery_setting: pool.account_recovery.map(RecoveryShape::from),
                user_pool_tier: pool.tier.name(),
            },
        }
    }
}

impl<'a> From<&'a UserPoolSettings<'_>> for Settings<'a> {
    fn from(settings: &'a UserPoolSettings<'_>) -> Self {
        Self {
            policies: settings.first_factors.map(|list| Object(PoliciesShape::of(list.iter()))),
            mfa_configuration: settings.mode.map(|mode| named(mode.name())),
            device_configuration: settings.device.map(|device| Object(device.into())),
            email_configuration: settings.email_sending_account.map(|account| Object(account.into())),
            sms_configuration: settings.sms_configuration.as_ref().map(|sms| Object(sms.into())),
            user_pool_add_ons: settings.threat_protection.map(|mode| Object(mode.into())),
            account_recovery_setting: settings.account_recovery.map(|setting| Object(setting.into())),
            user_pool_tier: settings.tier.map(|tier| named(tier.name())),
        }
    }
}

impl PoliciesShape<'_> {
    fn of(factors: impl Iterator<Item = AuthFactor>) -> Self {
        let list = factors.map(|factor| named(factor.name())).collect();
        Self { sign_in_policy: Some(Object(SignInPolicyShape { allowed_first_auth_factors: Some(list) })) }
    }
}

impl From<DeviceConfiguration> for DeviceShape {
    fn from(device: DeviceConfiguration) -> Self {
        Self {
            challenge_required_on_new_device: Some(device.challenge_required_on_new_device),
            device_only_remembered_on_user_prompt: Some(device.device_only_remembered_on_user_prompt),
        }
    }
}

impl From<EmailSendingAccount> for EmailShape<'_> {
    fn from(account: EmailSendingAccount) -> Self {
        Self { email_sending_account: Some(named(account.name())) }
    }
}

impl From<ThreatProtection> for AddOnsShape<'_> {
    fn from(mode: ThreatProtection) -> Self {
        Self { advanced_security_mode: Some(named(mode.name())) }
    }
}

impl From<AccountRecoverySetting> for RecoveryShape<'_> {
    fn from(setting: AccountRecoverySetting) -> Self {
        Self { recovery_mechanisms: Some(setting.options().map(|option| Object(option.into())).collect()) }
    }
}

impl From<RecoveryOption> for MechanismShape<'_> {
    fn from(option: RecoveryOption) -> Self {
        Self { priority: Some(Integer(option.priority.into())), name: Some(named(option.mechanism.name())) }
    }
}

pub(super) const fn named(name: &str) -> Text<'_> {
    Text(Cow::Borrowed(name))
}
