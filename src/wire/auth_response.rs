//! The responses of the four operations of a sign-in, and the claims of a finished one (spec 10 and 12).

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::Serialize;

use super::challenge_response::ChallengeName;
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::pool::setters::setters;
use crate::pool::{Medium, PoolPolicy};
use crate::sign_in::assurance::{AcrLevelNames, Proven};
use crate::sign_in::first_factors::{FirstChallenge, FirstChallengeSet};
use crate::sign_in::{Asked, NextStep, SignIn};
use crate::user::User;

/// The response of the four operations of a sign-in: a challenge, or the result. A host adds its session and its tokens.
///
/// ```
/// use cognito_mfa::sign_in::SignInContext;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::wire::{AuthResponse, Tokens};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, Progress, SignIn, User};
///
/// let (pool, context) = (PoolPolicy::default(), SignInContext::default());
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let step = SignIn::begin_user_auth(&pool, ann, None, context, None)?;
/// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for the choice") };
///
/// let response = AuthResponse::begun(&sign_in, &pool, &ann).with_session("opaque");
/// let json = serde_json::to_value(&response)?;
/// assert_eq!((&json["ChallengeName"], &json["Session"]), (&"SELECT_CHALLENGE".into(), &"opaque".into()));
///
/// let tokens = Tokens::default().with_access_token("…").with_expires_in(3600);
/// let json = serde_json::to_value(AuthResponse::authenticated().with_tokens(tokens))?;
/// assert_eq!(json["AuthenticationResult"]["ExpiresIn"], 3600);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Closed, because a sign-in goes on or has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum AuthResponse {
    /// A challenge.
    Challenge(ChallengeShape),
    /// The user is signed in.
    Authenticated(AuthenticatedShape),
}

/// A challenge as a response shows it.
///
/// [`AuthResponse`] has an example.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChallengeShape {
    challenge_name: &'static str,
    challenge_parameters: BTreeMap<Cow<'static, str>, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    available_challenges: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
}

/// The end of a sign-in as a response shows it.
///
/// [`AuthResponse`] has an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AuthenticatedShape {
    authentication_result: Tokens,
}

/// The tokens of `AuthenticationResult`. The host issues them. Debug output never contains them.
///
/// [`AuthResponse`] has an example.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct Tokens {
    /// `AccessToken`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    /// `IdToken`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// `RefreshToken`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// `ExpiresIn`, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<u32>,
    /// `TokenType`, such as `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// `NewDeviceMetadata`. [`SignInContext::makes_device_known`](crate::sign_in::SignInContext::makes_device_known) decides
    /// whether the response contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_device_metadata: Option<NewDeviceMetadata>,
}

/// The keys of a new device. The host makes them. Debug output never contains them.
///
/// ```
/// use cognito_mfa::wire::{AuthResponse, NewDeviceMetadata, Tokens};
///
/// let device = NewDeviceMetadata::new("key", "group");
/// let tokens = Tokens::default().with_new_device_metadata(device);
/// let json = serde_json::to_string(&AuthResponse::authenticated().with_tokens(tokens))?;
/// assert!(json.contains(r#""NewDeviceMetadata":{"DeviceKey":"key","DeviceGroupKey":"group"}"#));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct NewDeviceMetadata {
    /// `DeviceKey`
    pub device_key: String,
    /// `DeviceGroupKey`
    pub device_group_key: String,
}

impl Tokens {
    setters! {
        /// Adds `AccessToken`.
        with_access_token(access_token: String)
        /// Adds `IdToken`.
        with_id_token(id_token: String)
        /// Adds `RefreshToken`.
        with_refresh_token(refresh_token: String)
        /// Adds `TokenType`.
        with_token_type(token_type: String)
        /// Adds `NewDeviceMetadata`.
        with_new_device_metadata(new_device_metadata: NewDeviceMetadata)
    }

    /// Adds `ExpiresIn`, in seconds.
    #[must_use]
    pub fn with_expires_in(self, seconds: u32) -> Self {
        Self { expires_in: Some(seconds), ..self }
    }
}

impl NewDeviceMetadata {
    /// The keys of a device and of its group.
    #[must_use]
    pub fn new(device_key: impl Into<String>, device_group_key: impl Into<String>) -> Self {
        Self { device_key: device_key.into(), device_group_key: device_group_key.into() }
    }
}

impl fmt::Debug for NewDeviceMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewDeviceMetadata").finish_non_exhaustive()
    }
}

impl fmt::Debug for ChallengeShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shape = f.debug_struct("ChallengeShape");
        shape.field("challenge_name", &self.challenge_name).field("available_challenges", &self.available_challenges);
        shape.finish_non_exhaustive()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// The assurance of a finished sign-in: the `acr` and `amr` claims (spec 12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssuranceClaims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    amr: Vec<&'static str>,
}

impl AuthResponse {
    /// The user is signed in. The host adds its tokens.
    #[must_use]
    pub fn authenticated() -> Self {
        Self::Authenticated(AuthenticatedShape { authentication_result: Tokens::default() })
    }

    /// The response with this `Session`. The response of a finished sign-in has no session and stays unchanged.
    #[must_use]
    pub fn with_session(self, session: impl Into<String>) -> Self {
        match self {
            Self::Challenge(shape) => Self::Challenge(ChallengeShape { session: Some(session.into()), ..shape }),
            Self::Authenticated(shape) => Self::Authenticated(shape),
        }
    }

    /// The response with one more of `ChallengeParameters`, such as `USER_ID_FOR_SRP`. The response of a finished sign-in has no
    /// parameters and stays unchanged.
    #[must_use]
    pub fn with_parameter(self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        match self {
            Self::Challenge(mut shape) => {
                shape.challenge_parameters.insert(name.into(), value.into());
                Self::Challenge(shape)
            }
            Self::Authenticated(shape) => Self::Authenticated(shape),
        }
    }

    /// The response with these tokens. A challenge has no tokens and stays unchanged.
    #[must_use]
    pub fn with_tokens(self, tokens: Tokens) -> Self {
        match self {
            Self::Challenge(shape) => Self::Challenge(shape),
            Self::Authenticated(_) => Self::Authenticated(AuthenticatedShape { authentication_result: tokens }),
        }
    }

    /// The response of `InitiateAuth` or `AdminInitiateAuth` with a challenge. A challenge for a first factor lists the first
    /// factors that the user can choose (spec 9).
    #[must_use]
    pub fn begun(sign_in: &SignIn, pool: &PoolPolicy, user: &User) -> Self {
        let available = match sign_in.asked {
            Asked::FirstFactorChoice
            | Asked::FirstFactor(FirstChallenge::EmailOtp | FirstChallenge::SmsOtp | FirstChallenge::WebAuthn) => {
                sign_in.available(pool, user)
            }
            Asked::FirstFactor(FirstChallenge::Password | FirstChallenge::PasswordSrp) | Asked::After(..) => {
                FirstChallengeSet::EMPTY
            }
        };
        Self::challenge(sign_in, available)
    }

    /// The response of `RespondToAuthChallenge` or `AdminRespondToAuthChallenge` with a challenge.
    #[must_use]
    pub fn waiting(sign_in: &SignIn) -> Self {
        Self::challenge(sign_in, FirstChallengeSet::EMPTY)
    }

    fn challenge(sign_in: &SignIn, available: FirstChallengeSet) -> Self {
        let mut parameters: BTreeMap<Cow<'static, str>, String> = BTreeMap::new();
        let challenge_name = match sign_in.asked {
            Asked::FirstFactorChoice => ChallengeName::SelectChallenge.name(),
            Asked::FirstFactor(FirstChallenge::PasswordSrp) => ChallengeName::PasswordVerifier.name(),
            Asked::FirstFactor(first) => first.name(),
            Asked::After(_, NextStep::NewPassword) => ChallengeName::NewPasswordRequired.name(),
            Asked::After(_, NextStep::MfaChoice(offered)) => {
                parameters.insert("MFAS_CAN_CHOOSE".into(), json_array(offered));
                ChallengeName::SelectMfaType.name()
            }
            Asked::After(_, NextStep::Code(factor)) => factor.name(),
            Asked::After(_, NextStep::MfaSetUp(offered)) => {
                parameters.insert("MFAS_CAN_SETUP".into(), json_array(offered));
                ChallengeName::MfaSetup.name()
            }
            Asked::After(_, NextStep::EmailSetUpCode) => ChallengeName::EmailOtp.name(),
            Asked::After(_, NextStep::Device) => ChallengeName::DeviceSrpAuth.name(),
            Asked::After(_, NextStep::DevicePassword) => ChallengeName::DevicePasswordVerifier.name(),
        };
        let medium = match sign_in.asked {
            Asked::FirstFactor(FirstChallenge::SmsOtp) | Asked::After(_, NextStep::Code(CodeFactor::Sms)) => {
                Some(Medium::Sms.name())
            }
            Asked::FirstFactor(FirstChallenge::EmailOtp)
            | Asked::After(_, NextStep::Code(CodeFactor::Email) | NextStep::EmailSetUpCode) => {
                Some(Medium::Email.name())
            }
            Asked::FirstFactorChoice | Asked::FirstFactor(_) | Asked::After(..) => None,
        };
        if let Some(medium) = medium {
            parameters.insert("CODE_DELIVERY_DELIVERY_MEDIUM".into(), medium.into());
        }
        Self::Challenge(ChallengeShape {
            challenge_name,
            challenge_parameters: parameters,
            available_challenges: available.iter().map(FirstChallenge::name).collect(),
            session: None,
        })
    }
}

/// Factors as clients read them: a JSON array inside a string.
fn json_array(factors: CodeFactorSet) -> String {
    let names: Vec<_> = factors.iter().map(|factor| alloc::format!("\"{}\"", factor.name())).collect();
    alloc::format!("[{}]", names.join(","))
}

impl<'a> AssuranceClaims<'a> {
    /// The claims for what was proven, with the pool's own names of the levels.
    ///
    /// ```
    /// use cognito_mfa::wire::AssuranceClaims;
    /// use cognito_mfa::assurance::{AcrLevelNames, Proven};
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::sign_in::FirstFactor;
    ///
    /// let names = AcrLevelNames::new(Tier::Essentials, [Some("basic".into()), None, None, None])?;
    /// let password = Proven::first(FirstFactor::Password);
    /// let claims = serde_json::to_value(AssuranceClaims::new(password, &names))?;
    /// assert_eq!(claims, serde_json::json!({"acr": "basic", "amr": ["pwd"]}));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(proven: Proven, names: &'a AcrLevelNames<'_>) -> Self {
        Self { acr: proven.level().map(|level| names.name(level)), amr: proven.amr().collect() }
    }
}
