//! The four operations of a sign-in (spec 9 to 12, `docs/scenarios.md`).

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use core::fmt;

use serde::Deserialize as DeserializeShape;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::address::{CLIENT_ID, PoolShape, USER_POOL_ID, UserAddress};
use super::constraint::{Faults, Member, Path};
use super::error::DecodeError;
use super::json::{Sensitive, Text, read};
use crate::factor::CodeFactor;
use crate::names::named;
use crate::sign_in::assurance::Attachment;
use crate::sign_in::first_factors::FirstChallenge;
use crate::sign_in::{Answer, OutOfOrder, PasskeyProof};

named! {
    /// `AuthFlow`: how a sign-in begins. Flows that the engine doesn't model are missing here.
    #[non_exhaustive]
    pub enum AuthFlow {
        /// A client proves the password with Secure Remote Password.
        UserSrpAuth = "USER_SRP_AUTH",
        /// A server sends the password. This is the earlier name of `ADMIN_USER_PASSWORD_AUTH`.
        AdminNoSrpAuth = "ADMIN_NO_SRP_AUTH",
        /// A client sends the password.
        UserPasswordAuth = "USER_PASSWORD_AUTH",
        /// A server sends the password.
        AdminUserPasswordAuth = "ADMIN_USER_PASSWORD_AUTH",
        /// The user chooses a first factor.
        UserAuth = "USER_AUTH",
    }
}

named! {
    /// `ChallengeName`, without the challenges that the engine doesn't model.
    #[non_exhaustive]
    pub enum ChallengeName {
        /// A code in a text message.
        SmsMfa = "SMS_MFA",
        /// A code in an email message, as a first factor or after a password.
        EmailOtp = "EMAIL_OTP",
        /// A TOTP code.
        SoftwareTokenMfa = "SOFTWARE_TOKEN_MFA",
        /// The choice of a factor.
        SelectMfaType = "SELECT_MFA_TYPE",
        /// The set-up of a factor.
        MfaSetup = "MFA_SETUP",
        /// The choice of a first factor.
        SelectChallenge = "SELECT_CHALLENGE",
        /// The device.
        DeviceSrpAuth = "DEVICE_SRP_AUTH",
        /// The device's password.
        DevicePasswordVerifier = "DEVICE_PASSWORD_VERIFIER",
        /// A new password.
        NewPasswordRequired = "NEW_PASSWORD_REQUIRED",
        /// A code in a text message as a first factor.
        SmsOtp = "SMS_OTP",
        /// A passkey.
        WebAuthn = "WEB_AUTHN",
    }
}

/// A request of `InitiateAuth` or `AdminInitiateAuth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initiation<'a> {
    /// `AuthFlow`
    pub flow: AuthFlow,
    /// `PREFERRED_CHALLENGE`; `None` when it's omitted or isn't a first factor.
    pub preferred: Option<FirstChallenge>,
    /// `TARGET_ACR_VALUES`: names of levels, separated by white space, in order of preference.
    pub target_acr_values: Option<Sensitive<'a>>,
}

/// A request of `RespondToAuthChallenge` or `AdminRespondToAuthChallenge`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeResponse {
    challenge: ChallengeName,
    /// `ANSWER`, as the choice of a first factor and as the choice of an MFA type.
    first_factor: Option<FirstChallenge>,
    mfa_type: Option<CodeFactor>,
    /// The factor that `MFA_SETUP` sets up. It depends on the other members.
    set_up: CodeFactor,
}

impl ChallengeResponse {
    /// The challenge that the response is for. Read it before you check the credential.
    ///
    /// ```
    /// use cognito_mfa::wire::{ChallengeName, Request, UserRequest};
    ///
    /// let body = r#"{"ClientId":"local_1","ChallengeName":"WEB_AUTHN","ChallengeResponses":{"USERNAME":"ann"}}"#;
    /// let Request::User(_, UserRequest::RespondToAuthChallenge(response), _) =
    ///     Request::decode("RespondToAuthChallenge", body)?
    /// else {
    ///     panic!("a response is sent")
    /// };
    /// assert_eq!(response.challenge(), ChallengeName::WebAuthn);
    /// # Ok::<(), cognito_mfa::wire::DecodeError>(())
    /// ```
    #[must_use]
    pub const fn challenge(&self) -> ChallengeName {
        self.challenge
    }

    /// The answer for [`SignIn::step`](crate::SignIn::step).
    ///
    /// It asserts that the credential of the response is right, so check the credential first. If the response is for a
    /// passkey, pass what the passkey proved and how its authenticator is attached.
    ///
    /// # Errors
    ///
    /// [`OutOfOrder`] when the response is a `SELECT_CHALLENGE` whose `ANSWER` isn't a first factor.
    pub fn answer(&self, passkey: PasskeyProof, attachment: Attachment) -> Result<Answer, OutOfOrder> {
        Ok(match self.challenge {
            ChallengeName::SelectChallenge => Answer::FirstFactorChosen(self.first_factor.ok_or(OutOfOrder)?),
            ChallengeName::EmailOtp => Answer::EmailCodeProven,
            ChallengeName::SmsOtp => Answer::SmsOtpProven,
            ChallengeName::WebAuthn => Answer::PasskeyProven(passkey, attachment),
            ChallengeName::NewPasswordRequired => Answer::NewPasswordChosen,
            ChallengeName::SelectMfaType => Answer::MfaTypeChosen(self.mfa_type),
            ChallengeName::SmsMfa => Answer::SmsCodeProven,
            ChallengeName::SoftwareTokenMfa => Answer::TotpCodeProven,
            ChallengeName::MfaSetup => match self.set_up {
                CodeFactor::Sms => Answer::SmsSetUpBegun,
                CodeFactor::Totp => Answer::TotpSetUpProven,
                CodeFactor::Email => Answer::EmailSetUpBegun,
            },
            ChallengeName::DeviceSrpAuth => Answer::DeviceBegun,
            ChallengeName::DevicePasswordVerifier => Answer::DeviceProven,
        })
    }
}

#[derive(Debug, DeserializeShape)]
#[serde(rename_all = "PascalCase")]
struct InitiateAuth<'a> {
    #[serde(borrow)]
    auth_flow: Option<Text<'a>>,
    #[serde(borrow)]
    auth_parameters: Option<Parameters<'a>>,
}

#[derive(Debug, DeserializeShape)]
#[serde(rename_all = "PascalCase")]
struct RespondToAuthChallenge<'a> {
    #[serde(borrow)]
    challenge_name: Option<Text<'a>>,
    #[serde(borrow)]
    challenge_responses: Option<Parameters<'a>>,
}

/// The caller of an operation: the user's client, or a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

/// `InitiateAuth` and `AdminInitiateAuth`. Faults are in the member order of the API model, with `UserPoolId` first.
pub(super) fn decode_initiate_auth(json: &str, side: Side) -> Result<(UserAddress<'_>, Initiation<'_>), DecodeError> {
    let (host, request) = (HostId::read(json, side)?, read::<InitiateAuth<'_>>(json)?);
    let mut parameters = request.auth_parameters.unwrap_or_default();
    let mut faults = Faults::default();
    let pool = (side == Side::Server).then(|| host.clone().checked(&mut faults));
    let flow = faults.required_choice::<AuthFlow>(&Path::Request, "authFlow", request.auth_flow.as_ref());
    let username = parameters.username("authParameters", &mut faults);
    let id = pool.unwrap_or_else(|| host.checked(&mut faults));
    faults.finish()?;
    let initiation = Initiation {
        flow: flow.unwrap_or(AuthFlow::UserAuth),
        preferred: parameters.get("PREFERRED_CHALLENGE").and_then(FirstChallenge::from_name),
        target_acr_values: parameters.0.remove("TARGET_ACR_VALUES"),
    };
    Ok((side.address(id, username), initiation))
}

/// `RespondToAuthChallenge` and `AdminRespondToAuthChallenge`. Faults are in the member order of the API model.
pub(super) fn decode_respond(json: &str, side: Side) -> Result<(UserAddress<'_>, ChallengeResponse), DecodeError> {
    let (host, request) = (HostId::read(json, side)?, read::<RespondToAuthChallenge<'_>>(json)?);
    let mut responses = request.challenge_responses.unwrap_or_default();
    let mut faults = Faults::default();
    let id = host.checked(&mut faults);
    let name = request.challenge_name.as_ref();
    let challenge = faults.required_choice::<ChallengeName>(&Path::Request, "challengeName", name);
    let username = responses.username("challengeResponses", &mut faults);
    faults.finish()?;
    let answer = responses.get("ANSWER");
    let set_up = if responses.get("EMAIL").or(responses.get("email")).is_some() {
        CodeFactor::Email
    } else if responses.get("PHONE_NUMBER").is_some() {
        CodeFactor::Sms
    } else {
        CodeFactor::Totp
    };
    let response = ChallengeResponse {
        challenge: challenge.unwrap_or(ChallengeName::SelectChallenge),
        first_factor: answer.and_then(FirstChallenge::from_name),
        mfa_type: answer.and_then(CodeFactor::from_name),
        set_up,
    };
    Ok((side.address(id, username), response))
}

/// The ID that identifies the pool: a client's ID or a pool's.
#[derive(Clone)]
struct HostId<'a>(&'static Member, Option<Text<'a>>);

impl<'a> HostId<'a> {
    fn read(json: &'a str, side: Side) -> Result<Self, DecodeError> {
        Ok(match side {
            Side::Client => Self(&CLIENT_ID, read::<ClientIdShape<'a>>(json)?.client_id),
            Side::Server => Self(&USER_POOL_ID, read::<PoolShape<'a>>(json)?.user_pool_id),
        })
    }

    fn checked(self, faults: &mut Faults) -> Cow<'a, str> {
        faults.required_text(&Path::Request, self.0, self.1)
    }
}

impl Side {
    const fn address<'a>(self, id: Cow<'a, str>, username: Sensitive<'a>) -> UserAddress<'a> {
        match self {
            Self::Client => UserAddress::Client { client: id, username },
            Self::Server => UserAddress::Admin { pool: id, username },
        }
    }
}

#[derive(Debug, DeserializeShape)]
#[serde(rename_all = "PascalCase")]
struct ClientIdShape<'a> {
    #[serde(borrow)]
    client_id: Option<Text<'a>>,
}

/// The keys of `AuthParameters` and `ChallengeResponses` that this module reads.
const KEYS: &[&str] =
    &["USERNAME", "PREFERRED_CHALLENGE", "TARGET_ACR_VALUES", "ANSWER", "EMAIL", "email", "PHONE_NUMBER"];

/// The entries of a map with one of the [`KEYS`]. All values are sensitive.
#[derive(Debug, Default)]
struct Parameters<'a>(BTreeMap<&'static str, Sensitive<'a>>);

impl<'a> Parameters<'a> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(Sensitive::reveal)
    }

    fn username(&mut self, map: &'static str, faults: &mut Faults) -> Sensitive<'a> {
        let username = self.0.remove("USERNAME");
        faults.require(&Path::Member(&Path::Request, map), "USERNAME", username.is_some());
        username.unwrap_or_default()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Parameters<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ParametersVisitor)
    }
}

struct ParametersVisitor;

impl<'de> Visitor<'de> for ParametersVisitor {
    type Value = Parameters<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut sent: BTreeMap<&'static str, Option<Sensitive<'de>>> = BTreeMap::new();
        while let Some(Text(key)) = map.next_key()? {
            let value = map.next_value()?;
            let Some(key) = KEYS.iter().find(|known| **known == key) else { continue };
            if sent.insert(*key, value).is_some() {
                return Err(A::Error::duplicate_field(key));
            }
        }
        Ok(Parameters(sent.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()))
    }
}
