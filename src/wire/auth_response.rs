//! What the four operations of a sign-in answer, and the claims of a finished one (SPEC 10 and 12).

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use crate::factor::{CodeFactor, CodeFactorSet};
use crate::pool::PoolPolicy;
use crate::sign_in::assurance::{AcrLevelNames, Proven};
use crate::sign_in::first_factors::{FirstChallenge, FirstChallengeSet};
use crate::sign_in::{Asked, NextStep, SignIn};
use crate::user::User;

/// What the four operations answer: a challenge, or the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum AuthResponse {
    /// A challenge.
    Challenge(ChallengeShape),
    /// The end.
    Authenticated(AuthenticatedShape),
}

/// A challenge as a response shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChallengeShape {
    challenge_name: &'static str,
    challenge_parameters: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    available_challenges: Vec<&'static str>,
}

/// The end of a sign-in as a response shows it; tokens are the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AuthenticatedShape {
    authentication_result: Empty,
}

/// `{}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Empty {}

/// The assurance of a finished sign-in: the `acr` and `amr` claims (SPEC 12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssuranceClaims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'a str>,
    amr: Vec<&'static str>,
}

impl AuthResponse {
    /// The user is signed in; the tokens are the caller's to add.
    #[must_use]
    pub const fn authenticated() -> Self {
        Self::Authenticated(AuthenticatedShape { authentication_result: Empty {} })
    }

    /// The challenge that `InitiateAuth` or `AdminInitiateAuth` answers with. One for a first factor lists the first
    /// factors that the user may choose (SPEC 9).
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

    /// The challenge that `RespondToAuthChallenge` or `AdminRespondToAuthChallenge` answers with.
    #[must_use]
    pub fn waiting(sign_in: &SignIn) -> Self {
        Self::challenge(sign_in, FirstChallengeSet::EMPTY)
    }

    fn challenge(sign_in: &SignIn, available: FirstChallengeSet) -> Self {
        let mut parameters = BTreeMap::new();
        let challenge_name = match sign_in.asked {
            Asked::FirstFactorChoice => "SELECT_CHALLENGE",
            Asked::FirstFactor(FirstChallenge::PasswordSrp) => "PASSWORD_VERIFIER",
            Asked::FirstFactor(first) => first.name(),
            Asked::After(_, NextStep::NewPassword) => "NEW_PASSWORD_REQUIRED",
            Asked::After(_, NextStep::MfaChoice(offered)) => {
                parameters.insert("MFAS_CAN_CHOOSE", json_array(offered));
                "SELECT_MFA_TYPE"
            }
            Asked::After(_, NextStep::Code(factor)) => factor.name(),
            Asked::After(_, NextStep::MfaSetUp(offered)) => {
                parameters.insert("MFAS_CAN_SETUP", json_array(offered));
                "MFA_SETUP"
            }
            Asked::After(_, NextStep::EmailSetUpCode) => CodeFactor::Email.name(),
            Asked::After(_, NextStep::Device) => "DEVICE_SRP_AUTH",
            Asked::After(_, NextStep::DevicePassword) => "DEVICE_PASSWORD_VERIFIER",
        };
        let medium = match sign_in.asked {
            Asked::FirstFactor(FirstChallenge::SmsOtp) | Asked::After(_, NextStep::Code(CodeFactor::Sms)) => {
                Some("SMS")
            }
            Asked::FirstFactor(FirstChallenge::EmailOtp)
            | Asked::After(_, NextStep::Code(CodeFactor::Email) | NextStep::EmailSetUpCode) => Some("EMAIL"),
            Asked::FirstFactorChoice | Asked::FirstFactor(_) | Asked::After(..) => None,
        };
        if let Some(medium) = medium {
            parameters.insert("CODE_DELIVERY_DELIVERY_MEDIUM", medium.into());
        }
        Self::Challenge(ChallengeShape {
            challenge_name,
            challenge_parameters: parameters,
            available_challenges: available.iter().map(FirstChallenge::name).collect(),
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
    /// use cognito_mfa::assurance::{AcrLevelNames, Attachment, Proven};
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::sign_in::FirstFactor;
    ///
    /// let names = AcrLevelNames::new(Tier::Essentials, [Some("basic".into()), None, None, None])?;
    /// let password = Proven::first(FirstFactor::Password, Attachment::Platform);
    /// let claims = serde_json::to_value(AssuranceClaims::new(password, &names))?;
    /// assert_eq!(claims, serde_json::json!({"acr": "basic", "amr": ["pwd"]}));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(proven: Proven, names: &'a AcrLevelNames<'_>) -> Self {
        Self { acr: proven.level().map(|level| names.name(level)), amr: proven.amr().collect() }
    }
}
