//! The policy members of `CreateUserPool`, `UpdateUserPool` and `DescribeUserPool` (spec 6).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::address::{PoolShape, USER_POOL_ID};
use super::constraint::{Faults, Path};
use super::error::DecodeError;
use super::json::{Integer, Text, read};
use super::sms::SmsConfigurationShape;
use crate::command::UserPoolSettings;
use crate::pool::{
    AccountRecoverySetting, AuthFactor, AuthFactorSet, DeviceConfiguration, EmailSendingAccount, MfaMode, Pool,
    RecoveryChange, RecoveryMechanism, RecoveryOption, ThreatProtection, Tier,
};

/// The policy members, in the order of the API model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Settings<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    policies: Option<PoliciesShape<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    mfa_configuration: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_configuration: Option<DeviceShape>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    email_configuration: Option<EmailShape<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sms_configuration: Option<SmsConfigurationShape<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    user_pool_add_ons: Option<AddOnsShape<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    account_recovery_setting: Option<RecoveryShape<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    user_pool_tier: Option<Text<'a>>,
}

/// The response of `DescribeUserPool` and `CreateUserPool`: the policy members of the pool.
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::wire::UserPoolResponse;
/// use cognito_mfa::{Pool, Profile};
///
/// let pool = Pool::new(Tier::Plus, Profile::Observed);
/// let json = serde_json::to_string(&UserPoolResponse::new("local_1", &pool))?;
/// assert!(json.contains(r#""UserPoolTier":"PLUS""#) && !json.contains("AccountRecoverySetting"));
/// # Ok::<(), serde_json::Error>(())
/// ```
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
    sign_in_policy: Option<SignInPolicyShape<'a>>,
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
    recovery_mechanisms: Option<Vec<MechanismShape<'a>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MechanismShape<'a> {
    priority: Option<Integer>,
    #[serde(borrow)]
    name: Option<Text<'a>>,
}

/// Decodes the policy members of `CreateUserPool` (spec 4 and 6).
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::wire::decode_create_user_pool;
///
/// let settings = decode_create_user_pool(r#"{"PoolName":"shop","UserPoolTier":"LITE"}"#)?;
/// assert_eq!((settings.tier, settings.mode), (Some(Tier::Lite), None));
///
/// let refusal = decode_create_user_pool(r#"{"UserPoolTier":"FREE"}"#).unwrap_err();
/// assert_eq!(refusal.code(), "constraint");
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`] when the body isn't JSON, doesn't have the request's shape, or breaks a constraint.
pub fn decode_create_user_pool(json: &str) -> Result<UserPoolSettings<'_>, DecodeError> {
    let settings: Settings<'_> = read(json)?;
    Faults::collect(|faults| settings.checked(&Path::Request, faults))
}

/// Decodes a request of `UpdateUserPool` into the pool ID and the policy members (spec 4 and 6).
///
/// ```
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::wire::decode_update_user_pool;
///
/// let (pool, settings) = decode_update_user_pool(r#"{"UserPoolId":"local_1","MfaConfiguration":"ON"}"#)?;
/// assert_eq!((pool.as_ref(), settings.mode), ("local_1", Some(MfaMode::On)));
///
/// // Not a pool ID.
/// assert!(decode_update_user_pool(r#"{"UserPoolId":"shop"}"#).is_err());
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`] when the body isn't JSON, doesn't have the request's shape, or breaks a constraint.
pub fn decode_update_user_pool(json: &str) -> Result<(Cow<'_, str>, UserPoolSettings<'_>), DecodeError> {
    let (PoolShape { user_pool_id }, settings) = (read(json)?, read::<Settings<'_>>(json)?);
    Faults::collect(|faults| {
        let id = faults.required_text(&Path::Request, &USER_POOL_ID, user_pool_id);
        (id, settings.checked(&Path::Request, faults))
    })
}

impl<'a> Settings<'a> {
    /// Checks the members of the structure `root` and returns the settings.
    pub(super) fn checked(self, root: &Path<'_>, faults: &mut Faults) -> UserPoolSettings<'a> {
        let list = self.policies.and_then(|policies| policies.sign_in_policy);
        let list = list.and_then(|policy| policy.allowed_first_auth_factors);
        UserPoolSettings {
            first_factors: list.map(|list| first_factors(root, &list, faults)),
            mode: faults.choice::<MfaMode>(root, "mfaConfiguration", self.mfa_configuration.as_ref()),
            device: self.device_configuration.map(|device| DeviceConfiguration {
                challenge_required_on_new_device: device.challenge_required_on_new_device.unwrap_or_default(),
                device_only_remembered_on_user_prompt: device.device_only_remembered_on_user_prompt.unwrap_or_default(),
            }),
            email_sending_account: self.email_configuration.and_then(|email| {
                let path = Path::Member(root, "emailConfiguration");
                let account = email.email_sending_account.as_ref();
                faults.choice::<EmailSendingAccount>(&path, "emailSendingAccount", account)
            }),
            sms_configuration: self
                .sms_configuration
                .map(|sms| sms.checked(&Path::Member(root, "smsConfiguration"), faults)),
            threat_protection: self.user_pool_add_ons.and_then(|add_ons| {
                let path = Path::Member(root, "userPoolAddOns");
                let mode = add_ons.advanced_security_mode.as_ref();
                faults.required_choice::<ThreatProtection>(&path, "advancedSecurityMode", mode)
            }),
            account_recovery: self
                .account_recovery_setting
                .map(|setting| setting.recovery_mechanisms)
                .map(|mechanisms| mechanisms.and_then(|list| account_recovery(root, &list, faults)).into()),
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
    mechanisms: &[MechanismShape<'_>],
    faults: &mut Faults,
) -> Option<AccountRecoverySetting> {
    let setting = Path::Member(root, "accountRecoverySetting");
    let (min, max) = (1, 2);
    faults.list_length(&setting, "recoveryMechanisms", (min, max), mechanisms.len());
    let mut options = mechanisms.iter().take(max).enumerate().map(|(index, mechanism)| {
        let path = Path::Element(&setting, "recoveryMechanisms", index + 1);
        let priority = faults.required_number(&path, "priority", (1, 2), mechanism.priority);
        let mechanism = faults.required_choice::<RecoveryMechanism>(&path, "name", mechanism.name.as_ref())?;
        Some(RecoveryOption { mechanism, priority })
    });
    let first = options.next();
    let second = options.next();
    Some(AccountRecoverySetting { first: first??, second: second.flatten() })
}

impl<'a> UserPoolResponse<'a> {
    /// The response for the pool with this ID.
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
                user_pool_add_ons: (pool.threat_protection != ThreatProtection::Off)
                    .then(|| AddOnsShape::from(pool.threat_protection)),
                account_recovery_setting: pool.account_recovery.map(RecoveryShape::from),
                user_pool_tier: pool.tier.name(),
            },
        }
    }
}

impl<'a> From<&'a UserPoolSettings<'_>> for Settings<'a> {
    fn from(settings: &'a UserPoolSettings<'_>) -> Self {
        Self {
            policies: settings.first_factors.map(|list| PoliciesShape::of(list.iter())),
            mfa_configuration: settings.mode.map(|mode| named(mode.name())),
            device_configuration: settings.device.map(Into::into),
            email_configuration: settings.email_sending_account.map(Into::into),
            sms_configuration: settings.sms_configuration.as_ref().map(Into::into),
            user_pool_add_ons: settings.threat_protection.map(Into::into),
            account_recovery_setting: settings.account_recovery.map(Into::into),
            user_pool_tier: settings.tier.map(|tier| named(tier.name())),
        }
    }
}

impl PoliciesShape<'_> {
    fn of(factors: impl Iterator<Item = AuthFactor>) -> Self {
        let list = factors.map(|factor| named(factor.name())).collect();
        Self { sign_in_policy: Some(SignInPolicyShape { allowed_first_auth_factors: Some(list) }) }
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
        Self { recovery_mechanisms: Some(setting.options().map(Into::into).collect()) }
    }
}

impl From<RecoveryChange> for RecoveryShape<'_> {
    fn from(change: RecoveryChange) -> Self {
        change.setting().map_or(Self { recovery_mechanisms: None }, Self::from)
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
