//! `SetUserPoolMfaConfig` and `GetUserPoolMfaConfig` (spec 4 and 5).

use alloc::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::address::USER_POOL_ID;
use super::constraint::{Faults, Member, Path};
use super::error::DecodeError;
use super::json::{Text, read};
use super::pattern::{EMAIL_MESSAGE, EMAIL_SUBJECT, OTP_MESSAGE};
use super::sms::{SmsConfigurationShape, shown};
use super::user_pool::named;
use crate::command::{SetMfaConfig, SmsMfaBlock};
use crate::pool::{
    EmailMfa, FactorConfiguration, MfaMode, Pool, SmsMfa, SoftwareTokenMfa, UserVerification, WebAuthnConfiguration,
};

/// The request. The response of `GetUserPoolMfaConfig` is the same without the pool ID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct MfaConfigShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    user_pool_id: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sms_mfa_configuration: Option<SmsMfaShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    software_token_mfa_configuration: Option<SoftwareTokenMfaShape>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    email_mfa_configuration: Option<EmailMfaShape<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    mfa_configuration: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    web_authn_configuration: Option<WebAuthnShape<'a>>,
}

/// The response of `GetUserPoolMfaConfig` and `SetUserPoolMfaConfig` (spec 5).
///
/// It contains each stored block with only the members that were set. A WebAuthn block always contains
/// `FactorConfiguration`.
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::wire::UserPoolMfaConfig;
/// use cognito_mfa::{Pool, Profile};
///
/// let fresh = Pool::new(Tier::Essentials, Profile::Observed);
/// assert_eq!(serde_json::to_string(&UserPoolMfaConfig::from(&fresh))?, r#"{"MfaConfiguration":"OFF"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UserPoolMfaConfig<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_mfa_configuration: Option<SmsMfaShape<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    software_token_mfa_configuration: Option<SoftwareTokenMfaShape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_mfa_configuration: Option<EmailMfaShape<'a>>,
    mfa_configuration: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    web_authn_configuration: Option<WebAuthnShape<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SmsMfaShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sms_authentication_message: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    sms_configuration: Option<SmsConfigurationShape<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SoftwareTokenMfaShape {
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EmailMfaShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    subject: Option<Text<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WebAuthnShape<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    relying_party_id: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    user_verification: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    factor_configuration: Option<Text<'a>>,
}

const SMS_MESSAGE: Member = Member::new("smsAuthenticationMessage").length(6, 140).pattern(&OTP_MESSAGE);
const MESSAGE: Member = Member::new("message").length(6, 20_000).pattern(&EMAIL_MESSAGE);
const SUBJECT: Member = Member::new("subject").pattern(&EMAIL_SUBJECT);
const RELYING_PARTY_ID: Member = Member::new("relyingPartyId").length(1, 127);

/// Decodes a request of `SetUserPoolMfaConfig` into the pool ID and the change (spec 4).
///
/// ```
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::wire::decode_set_user_pool_mfa_config;
///
/// let body = r#"{"UserPoolId":"eu-west-1_a1","MfaConfiguration":"ON"}"#;
/// let (pool, change) = decode_set_user_pool_mfa_config(body)?;
/// assert_eq!((pool.as_ref(), change.mode), ("eu-west-1_a1", MfaMode::On));
/// assert_eq!(change.region.as_deref(), Some("eu-west-1"));
///
/// let refusal = decode_set_user_pool_mfa_config(r#"{"UserPoolId":7}"#).unwrap_err();
/// assert_eq!(refusal.code(), "serialization");
/// # Ok::<(), cognito_mfa::wire::DecodeError>(())
/// ```
///
/// # Errors
///
/// [`DecodeError`] when the body isn't JSON, doesn't have the request's shape, or breaks a constraint.
pub fn decode_set_user_pool_mfa_config(json: &str) -> Result<(Cow<'_, str>, SetMfaConfig<'_>), DecodeError> {
    let mut request: MfaConfigShape<'_> = read(json)?;
    let user_pool_id = request.user_pool_id.take();
    Faults::collect(|faults| {
        let id = faults.required_text(&Path::Request, &USER_POOL_ID, user_pool_id);
        let region = region_of(&id);
        (id, request.checked(region, faults))
    })
}

/// The Region that a pool ID begins with; `None` when the prefix doesn't have the shape of a Region.
pub(super) fn region_of<'a>(id: &Cow<'a, str>) -> Option<Cow<'a, str>> {
    let (prefix, _) = id.split_once('_')?;
    let mut parts = prefix.as_bytes().split(|byte| *byte == b'-');
    let is_name = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_lowercase);
    let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let shaped = parts.next().is_some_and(|part| part.len() == 2 && is_name(part))
        && parts.next_back().is_some_and(is_number)
        && parts.next().is_some_and(is_name)
        && parts.all(is_name);
    shaped.then(|| match id {
        Cow::Borrowed(id) => Cow::Borrowed(id.get(..prefix.len()).unwrap_or_default()),
        Cow::Owned(_) => Cow::Owned(prefix.into()),
    })
}

impl<'a> MfaConfigShape<'a> {
    /// Checks the members and returns the change for a pool in this Region. An omitted `MfaConfiguration` means OFF.
    pub(super) fn checked(self, region: Option<Cow<'a, str>>, faults: &mut Faults) -> SetMfaConfig<'a> {
        let root = Path::Request;
        SetMfaConfig {
            region,
            sms: self
                .sms_mfa_configuration
                .map(|block| block.checked(&Path::Member(&root, "smsMfaConfiguration"), faults)),
            software_token: self.software_token_mfa_configuration.map(Into::into),
            email: self
                .email_mfa_configuration
                .map(|block| block.checked(&Path::Member(&root, "emailMfaConfiguration"), faults)),
            mode: faults
                .choice::<MfaMode>(&root, "mfaConfiguration", self.mfa_configuration.as_ref())
                .unwrap_or(MfaMode::Off),
            web_authn: self
                .web_authn_configuration
                .map(|block| block.checked(&Path::Member(&root, "webAuthnConfiguration"), faults)),
        }
    }

    /// Whether the mode is present. Every response contains it.
    pub(super) const fn has_mode(&self) -> bool {
        self.mfa_configuration.is_some()
    }

    /// The request for the pool with this ID.
    pub(super) fn of(id: &'a str, change: &'a SetMfaConfig<'_>) -> Self {
        Self {
            user_pool_id: Some(named(id)),
            sms_mfa_configuration: change.sms.as_ref().map(|sms| SmsMfaShape {
                sms_authentication_message: shown(sms.block.message.as_ref()),
                sms_configuration: sms.configuration.as_ref().map(Into::into),
            }),
            software_token_mfa_configuration: change.software_token.map(Into::into),
            email_mfa_configuration: change.email.as_ref().map(Into::into),
            mfa_configuration: Some(named(change.mode.name())),
            web_authn_configuration: change.web_authn.as_ref().map(Into::into),
        }
    }
}

impl<'a> SmsMfaShape<'a> {
    fn checked(self, path: &Path<'_>, faults: &mut Faults) -> SmsMfaBlock<'a> {
        SmsMfaBlock {
            block: SmsMfa { message: faults.text(path, &SMS_MESSAGE, self.sms_authentication_message) },
            configuration: self
                .sms_configuration
                .map(|sms| sms.checked(&Path::Member(path, "smsConfiguration"), faults)),
        }
    }
}

impl From<SoftwareTokenMfaShape> for SoftwareTokenMfa {
    fn from(shape: SoftwareTokenMfaShape) -> Self {
        Self { enabled: shape.enabled }
    }
}

impl<'a> EmailMfaShape<'a> {
    fn checked(self, path: &Path<'_>, faults: &mut Faults) -> EmailMfa<'a> {
        EmailMfa {
            message: faults.text(path, &MESSAGE, self.message),
            subject: faults.text(path, &SUBJECT, self.subject),
        }
    }
}

impl<'a> WebAuthnShape<'a> {
    fn checked(self, path: &Path<'_>, faults: &mut Faults) -> WebAuthnConfiguration<'a> {
        WebAuthnConfiguration {
            relying_party_id: faults.text(path, &RELYING_PARTY_ID, self.relying_party_id),
            user_verification: faults.choice::<UserVerification>(
                path,
                "userVerification",
                self.user_verification.as_ref(),
            ),
            factor_configuration: faults.choice::<FactorConfiguration>(
                path,
                "factorConfiguration",
                self.factor_configuration.as_ref(),
            ),
        }
    }
}

impl<'a> From<&'a Pool> for UserPoolMfaConfig<'a> {
    fn from(pool: &'a Pool) -> Self {
        let active_sms = pool.mode != MfaMode::Off && pool.sms_configuration.is_some();
        let sms = (pool.sms_mfa.is_some() || active_sms).then(|| SmsMfaShape {
            sms_authentication_message: shown(pool.sms_mfa.as_ref().and_then(|block| block.message.as_ref())),
            sms_configuration: pool.sms_configuration.as_ref().map(Into::into),
        });
        Self {
            sms_mfa_configuration: sms,
            software_token_mfa_configuration: pool.software_token_mfa.map(SoftwareTokenMfaShape::from),
            email_mfa_configuration: pool.email_mfa.as_ref().map(EmailMfaShape::from),
            mfa_configuration: pool.mode.name(),
            web_authn_configuration: pool.web_authn.as_ref().map(WebAuthnShape::from).map(WebAuthnShape::answered),
        }
    }
}

impl From<SoftwareTokenMfa> for SoftwareTokenMfaShape {
    fn from(block: SoftwareTokenMfa) -> Self {
        Self { enabled: block.enabled }
    }
}

impl<'a> From<&'a EmailMfa<'_>> for EmailMfaShape<'a> {
    fn from(block: &'a EmailMfa<'_>) -> Self {
        Self { message: shown(block.message.as_ref()), subject: shown(block.subject.as_ref()) }
    }
}

impl<'a> From<&'a WebAuthnConfiguration<'_>> for WebAuthnShape<'a> {
    fn from(block: &'a WebAuthnConfiguration<'_>) -> Self {
        Self {
            relying_party_id: shown(block.relying_party_id.as_ref()),
            user_verification: block.user_verification.map(|value| named(value.name())),
            factor_configuration: block.factor_configuration.map(|value| named(value.name())),
        }
    }
}

impl WebAuthnShape<'_> {
    /// The block as a response contains it: with `FactorConfiguration`, even when it wasn't set (spec 5).
    fn answered(self) -> Self {
        let shown = || named(FactorConfiguration::default().name());
        Self { factor_configuration: Some(self.factor_configuration.unwrap_or_else(shown)), ..self }
    }
}
