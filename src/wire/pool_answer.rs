//! An existing pool, read from the responses of the service (spec 2).

use alloc::borrow::Cow;
use alloc::string::String;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::constraint::{Faults, Member, Path};
use super::error::DecodeError;
use super::json::{Text, read};
use super::mfa_config::{MfaConfigShape, region_of};
use super::pattern::USER_POOL_ID;
use super::risk::RiskShape;
use super::user_pool::Settings;
use crate::command::{SetMfaConfig, UserPoolSettings};
use crate::evidence::Profile;
use crate::pool::{EmailMfa, Pool, RecoveryChange, RiskActions, SmsConfiguration, Tier, WebAuthnConfiguration};

/// A valid response of the service that describes a pool. It uses the types of the requests that set the same members.
///
/// Closed, because these three operations together describe everything that the crate models of a pool.
/// [`PoolAnswer::decode`] has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PoolAnswer<'a> {
    /// `DescribeUserPool`
    Described {
        /// `Id`
        id: Option<Cow<'a, str>>,
        /// The policy members.
        settings: UserPoolSettings<'a>,
    },
    /// `GetUserPoolMfaConfig`
    MfaConfig(SetMfaConfig<'a>),
    /// `DescribeRiskConfiguration`
    Risk(RiskActions),
}

/// A pool, as responses of the service describe it. [`DescribedPool::new`] has an example.
///
/// A member that no response contains has the value from [`Pool::new`]:
///
/// - Without a tier, the tier is ESSENTIALS.
/// - With only `GetUserPoolMfaConfig`, the pool allows only PASSWORD as a first factor.
/// - Account recovery isn't set unless `DescribeUserPool` contains it. The service shows it for every pool that has one.
/// - With only `DescribeUserPool`, the pool has its mode and its SMS configuration, but no blocks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct DescribedPool {
    /// The pool.
    pub pool: Pool,
    /// `Id`. Only `DescribeUserPool` contains it.
    pub id: Option<String>,
}

/// The members that distinguish the responses.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Kind {
    user_pool: Option<IgnoredAny>,
    risk_configuration: Option<IgnoredAny>,
    id: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described<'a> {
    #[serde(borrow)]
    user_pool: Option<IdShape<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribedSettings<'a> {
    #[serde(borrow)]
    user_pool: Option<Settings<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IdShape<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribedRisk<'a> {
    #[serde(borrow)]
    risk_configuration: Option<RiskShape<'a>>,
}

const ID: Member = Member::new("id").length(1, 55).pattern(&USER_POOL_ID);

impl<'a> PoolAnswer<'a> {
    /// Decodes a response. Its members determine the operation:
    ///
    /// - `UserPool`, or `Id` for the structure by itself: `DescribeUserPool`
    /// - `RiskConfiguration`: `DescribeRiskConfiguration`
    /// - any others: `GetUserPoolMfaConfig`, where `MfaConfiguration` is required
    ///
    /// Members that the crate doesn't model are ignored.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::wire::PoolAnswer;
    ///
    /// let answer = PoolAnswer::decode(r#"{"UserPool":{"Id":"eu-west-1_a1","Name":"shop","UserPoolTier":"PLUS"}}"#)?;
    /// assert!(matches!(answer, PoolAnswer::Described { settings, .. } if settings.tier == Some(Tier::Plus)));
    ///
    /// let refusal = PoolAnswer::decode(r#"{"MfaConfiguration":"SOMETIMES"}"#).unwrap_err();
    /// assert!(refusal.to_string().contains("at 'mfaConfiguration' failed to satisfy constraint"));
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the text isn't JSON, doesn't have the response's shape, or breaks a constraint of the API model.
    pub fn decode(json: &'a str) -> Result<Self, DecodeError> {
        let kind: Kind = read(json)?;
        if kind.user_pool.is_some() {
            let (id, settings): (Described<'_>, DescribedSettings<'_>) = (read(json)?, read(json)?);
            let path = Path::Member(&Path::Request, "userPool");
            Self::described(id.user_pool, settings.user_pool, &path)
        } else if kind.risk_configuration.is_some() {
            let answer: DescribedRisk<'_> = read(json)?;
            let path = Path::Member(&Path::Request, "riskConfiguration");
            let actions = |faults: &mut Faults| answer.risk_configuration.map(|risk| risk.checked(&path, faults));
            Ok(Self::Risk(Faults::collect(actions)?.unwrap_or_default()))
        } else if kind.id.is_some() {
            Self::described(Some(read(json)?), Some(read(json)?), &Path::Request)
        } else {
            let answer: MfaConfigShape<'_> = read(json)?;
            Ok(Self::MfaConfig(Faults::collect(|faults| {
                faults.require(&Path::Request, "mfaConfiguration", answer.has_mode());
                answer.checked(None, faults)
            })?))
        }
    }

    fn described(
        id: Option<IdShape<'a>>,
        settings: Option<Settings<'a>>,
        path: &Path<'_>,
    ) -> Result<Self, DecodeError> {
        Faults::collect(|faults| {
            let id = id.and_then(|shape| shape.id);
            let id = faults.text(path, &ID, id);
            let settings = settings.map(|settings| settings.checked(path, faults));
            Self::Described { id, settings: settings.unwrap_or_default() }
        })
    }

    /// The operation that returns this response.
    #[must_use]
    pub const fn operation(&self) -> &'static str {
        match self {
            Self::Described { .. } => "DescribeUserPool",
            Self::MfaConfig(_) => "GetUserPoolMfaConfig",
            Self::Risk(_) => "DescribeRiskConfiguration",
        }
    }
}

impl DescribedPool {
    /// The pool that these responses describe, in any order. If two responses are of the same operation, the later one
    /// counts.
    ///
    /// If two operations describe the same member, `GetUserPoolMfaConfig` counts: its mode, and its SMS configuration if it
    /// has one. An SMS block in it counts as stored. (If the mode isn't OFF, the service also shows an SMS block when the
    /// pool has only an SMS configuration. Both pools behave the same.)
    ///
    /// ```
    /// use cognito_mfa::wire::{DescribedPool, PoolAnswer};
    /// use cognito_mfa::factor::Factor;
    /// use cognito_mfa::pool::{MfaMode, Tier};
    /// use cognito_mfa::Profile;
    ///
    /// let mfa = r#"{"MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}"#;
    /// let pool = r#"{"UserPool":{"Id":"eu-west-1_a1","MfaConfiguration":"OFF"}}"#;
    /// let read = DescribedPool::new([PoolAnswer::decode(mfa)?, PoolAnswer::decode(pool)?], Profile::Observed);
    /// assert_eq!((read.pool.mode, read.pool.tier, read.region()), (MfaMode::On, Tier::Essentials, Some("eu-west-1")));
    /// assert!(read.pool.policy().offers(Factor::Totp));
    ///
    /// let described_alone = DescribedPool::new([PoolAnswer::decode(pool)?], Profile::Observed);
    /// assert_eq!(described_alone.pool.mode, MfaMode::Off);
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    #[must_use]
    pub fn new<'a>(answers: impl IntoIterator<Item = PoolAnswer<'a>>, profile: Profile) -> Self {
        let (mut described, mut mfa_config, mut risk_actions) = (None, None, RiskActions::default());
        for answer in answers {
            match answer {
                PoolAnswer::Described { id, settings } => described = Some((id, settings)),
                PoolAnswer::MfaConfig(config) => mfa_config = Some(config),
                PoolAnswer::Risk(actions) => risk_actions = actions,
            }
        }
        let (id, settings) = described.unwrap_or_default();
        let mut pool = Pool { risk_actions, ..with_settings(settings, profile) };
        if let Some(config) = mfa_config {
            take(&mut pool, config);
        }
        Self { pool, id: id.map(Cow::into_owned) }
    }

    /// The Region that the pool ID begins with; `None` when the ID is missing or doesn't begin with a Region.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        let id = self.id.as_deref()?;
        region_of(&Cow::Borrowed(id)).and_then(|region| id.get(..region.len()))
    }
}

fn with_settings(settings: UserPoolSettings<'_>, profile: Profile) -> Pool {
    Pool {
        tier: settings.tier.unwrap_or_default(),
        mode: settings.mode.unwrap_or_default(),
        sms_configuration: settings.sms_configuration.map(SmsConfiguration::into_owned),
        passwordless: settings.first_factors.unwrap_or_default().passwordless(),
        account_recovery: settings.account_recovery.and_then(RecoveryChange::setting),
        email_sending_account: settings.email_sending_account.unwrap_or_default(),
        device: settings.device,
        threat_protection: settings.threat_protection.unwrap_or_default(),
        ..Pool::new(Tier::Essentials, profile)
    }
}

fn take(pool: &mut Pool, config: SetMfaConfig<'_>) {
    pool.mode = config.mode;
    if let Some(sms) = config.sms {
        pool.sms_mfa = Some(sms.block.into_owned());
        pool.sms_configuration = sms.configuration.map(SmsConfiguration::into_owned).or(pool.sms_configuration.take());
    }
    pool.software_token_mfa = config.software_token;
    pool.email_mfa = config.email.map(EmailMfa::into_owned);
    pool.web_authn = config.web_authn.map(WebAuthnConfiguration::into_owned);
}
