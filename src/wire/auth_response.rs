//! What the four operations of a sign-in answer, and the claims of a finished one (SPEC 10 and 12).

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::sign_in::ChallengeName;
use crate::assurance::{Level, Proven};
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::first_factor::FirstChallenge;
use crate::pool::{Passwordless, PoolPolicy};
use crate::sign_in::{Awaits, SignIn};
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
pub struct AssuranceClaims {
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'static str>,
    amr: Vec<&'static str>,
}

impl AuthResponse {
    /// The user is signed in; the tokens are the caller's to add.
    #[must_use]
    pub const fn authenticated() -> Self {
        Self::Authenticated(AuthenticatedShape { authentication_result: Empty {} })
    }

    /// The challenge that the sign-in waits for an answer to.
    #[must_use]
    pub fn waiting(sign_in: &SignIn, pool: &PoolPolicy, user: User) -> Self {
        let mut parameters = BTreeMap::new();
        let mut available = Vec::new();
        let challenge = match sign_in.awaits {
            Awaits::FirstFactorChoice => {
                available = sign_in.available(pool, user).iter().map(FirstChallenge::name).collect();
                ChallengeName::SelectChallenge
            }
            Awaits::FirstFactor(Passwordless::SmsOtp) => ChallengeName::SmsOtp,
            Awaits::FirstFactor(Passwordless::WebAuthn) => ChallengeName::WebAuthn,
            Awaits::NewPassword(_) => ChallengeName::NewPasswordRequired,
            Awaits::MfaChoice(_, offered) | Awaits::StepUpChoice(_, offered, _) => {
                parameters.insert("MFAS_CAN_CHOOSE", json_array(offered));
                ChallengeName::SelectMfaType
            }
            Awaits::MfaSetUp(_, offered) => {
                parameters.insert("MFAS_CAN_SETUP", json_array(offered));
                ChallengeName::MfaSetup
            }
            Awaits::Code(_, CodeFactor::Sms) | Awaits::StepUpCode(_, CodeFactor::Sms, _) => ChallengeName::SmsMfa,
            Awaits::Code(_, CodeFactor::Totp) | Awaits::StepUpCode(_, CodeFactor::Totp, _) => {
                ChallengeName::SoftwareTokenMfa
            }
            Awaits::FirstFactor(Passwordless::EmailOtp)
            | Awaits::Code(_, CodeFactor::Email)
            | Awaits::StepUpCode(_, CodeFactor::Email, _)
            | Awaits::EmailSetUpCode(_) => ChallengeName::EmailOtp,
            Awaits::Device(..) => ChallengeName::DeviceSrpAuth,
            Awaits::DevicePassword(..) => ChallengeName::DevicePasswordVerifier,
        };
        let medium = match challenge {
            ChallengeName::SmsMfa | ChallengeName::SmsOtp => Some("SMS"),
            ChallengeName::EmailOtp => Some("EMAIL"),
            ChallengeName::SoftwareTokenMfa
            | ChallengeName::SelectMfaType
            | ChallengeName::MfaSetup
            | ChallengeName::SelectChallenge
            | ChallengeName::DeviceSrpAuth
            | ChallengeName::DevicePasswordVerifier
            | ChallengeName::NewPasswordRequired
            | ChallengeName::WebAuthn => None,
        };
        if let Some(medium) = medium {
            parameters.insert("CODE_DELIVERY_DELIVERY_MEDIUM", medium.into());
        }
        Self::Challenge(ChallengeShape {
            challenge_name: challenge.name(),
            challenge_parameters: parameters,
            available_challenges: available,
        })
    }
}

/// Factors as clients read them: a JSON array inside a string.
fn json_array(factors: CodeFactorSet) -> String {
    let names: Vec<_> = factors.iter().map(|factor| alloc::format!("\"{}\"", factor.name())).collect();
    alloc::format!("[{}]", names.join(","))
}

impl From<Proven> for AssuranceClaims {
    fn from(proven: Proven) -> Self {
        Self { acr: proven.level().map(Level::name), amr: proven.amr().collect() }
    }
}
