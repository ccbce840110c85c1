//! What the caller of a host has established before a call.

use cognito_mfa::assurance::Attachment;
use cognito_mfa::pool::RiskLevel;
use cognito_mfa::sign_in::{Device, PasskeyProof, SignInContext};
use cognito_mfa::user::PasskeyAbility;
use cognito_mfa::wire::{DecodeError, Serialization};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What the caller has established. A fact that the line omits is `None`.
///
/// ```
/// use cognito_mfa::sign_in::Device;
/// use cognito_mfa_host::{Facts, Host, Session};
///
/// let mut facts = Facts::default();
/// facts.device = Some(Device::Remembered);
/// facts.session = Some(Session { age: 60, max_age: Some(300) });
/// let body = r#"{"ClientId":"local_9","AuthFlow":"USER_AUTH","AuthParameters":{"USERNAME":"ann"}}"#;
/// let failure = Host::default().call("InitiateAuth", body, facts).unwrap_err();
/// assert_eq!(failure.codes, ["pool-not-found"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Facts {
    /// The device, for a sign-in that begins. `None` means unknown.
    pub device: Option<Device>,
    /// The risk level, for a sign-in that begins. `None` means no risk.
    pub risk: Option<RiskLevel>,
    /// What a passkey proved. `None` means presence only.
    pub passkey: Option<PasskeyProof>,
    /// For the registration of a passkey: whether it can verify the user. `None` means that it can.
    pub ability: Option<PasskeyAbility>,
    /// How a passkey's authenticator is attached. `None` means platform.
    pub attachment: Option<Attachment>,
    /// The user's latest finished sign-in as an earlier session, for a step-up.
    pub session: Option<Session>,
}

/// The user's latest finished sign-in as an earlier session of this age.
///
/// Closed, because it has the members of the fact `session` of a scenario.
///
/// [`Facts`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Session {
    /// The age in seconds.
    pub age: u64,
    /// The age limit in seconds, if there is one.
    pub max_age: Option<u64>,
}

#[derive(Deserialize)]
struct FactsShape<'a> {
    device: Option<String>,
    risk: Option<String>,
    user_verified: Option<bool>,
    can_verify: Option<bool>,
    attachment: Option<String>,
    #[serde(borrow)]
    session: Option<&'a RawValue>,
}

impl Facts {
    /// Reads the member `facts` of a scenario line.
    ///
    /// # Errors
    /// [`DecodeError`] when a fact has a wrong type or value.
    pub(crate) fn read(json: &str) -> Result<Self, DecodeError> {
        let shape = object::<FactsShape<'_>>(json)?;
        Ok(Self {
            device: fact(shape.device, "facts.device", Device::from_name)?,
            risk: fact(shape.risk, "facts.risk", RiskLevel::from_name)?,
            passkey: shape
                .user_verified
                .map(|verified| if verified { PasskeyProof::UserVerified } else { PasskeyProof::Presence }),
            ability: shape
                .can_verify
                .map(|can_verify| if can_verify { PasskeyAbility::VerifiesUser } else { PasskeyAbility::PresenceOnly }),
            attachment: fact(shape.attachment, "facts.attachment", Attachment::from_name)?,
            session: shape.session.map(|session| object(session.get())).transpose()?,
        })
    }

    pub(crate) fn context(self) -> SignInContext {
        SignInContext { device: self.device.unwrap_or_default(), risk: self.risk.unwrap_or_default() }
    }
}

pub(crate) fn fact<T>(
    name: Option<String>,
    fact: &str,
    from_name: fn(&str) -> Option<T>,
) -> Result<Option<T>, DecodeError> {
    name.map(|name| from_name(&name).ok_or_else(|| wrong(fact, "one of the values of this fact"))).transpose()
}

/// Reads a JSON object of this form. Serde alone would also accept an array.
pub(crate) fn object<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, DecodeError> {
    if !json.trim_start().starts_with('{') {
        return Err(wrong(".", "an object"));
    }
    serde_json::from_str(json).map_err(|error| not_json(error.column()))
}

pub(crate) fn not_json(column: usize) -> DecodeError {
    Serialization::NotJson { line: 1, column }.into()
}

fn wrong(member: &str, expected: &str) -> DecodeError {
    Serialization::WrongType { member: member.into(), expected: expected.into() }.into()
}
