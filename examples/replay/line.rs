//! A line of a scenario file, and the facts that it may state.

use cognito_mfa::wire::{DecodeError, Serialization};
use cognito_mfa::{Attachment, Circumstances, Device, Fidelity, PasskeyAbility, PasskeyProof, RiskLevel};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// A call.
pub(crate) struct Line {
    pub(crate) op: String,
    pub(crate) input: String,
    pub(crate) facts: Result<Facts, DecodeError>,
    pub(crate) expect: Option<Value>,
}

impl Line {
    /// What stands for a line that cannot be read whole; what it expects can perhaps be read all the same.
    pub(crate) fn unreadable(bytes: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Expectation {
            expect: Option<Value>,
        }
        let line = std::str::from_utf8(bytes).ok().and_then(|text| object::<Expectation>(text).ok());
        let expect = line.and_then(|line| line.expect);
        Self { op: String::new(), input: String::new(), facts: Ok(Facts::default()), expect }
    }
}

/// What a line holds: the profile from here on, a call, both, or neither (a remark).
#[derive(Default)]
pub(crate) struct Content {
    pub(crate) fidelity: Option<Fidelity>,
    pub(crate) call: Option<Line>,
}

#[derive(Deserialize)]
struct Shape<'a> {
    op: Option<String>,
    #[serde(borrow)]
    input: Option<&'a RawValue>,
    #[serde(borrow)]
    facts: Option<&'a RawValue>,
    expect: Option<Value>,
    options: Option<Options>,
}

#[derive(Deserialize)]
struct Options {
    fidelity: Option<String>,
}

/// What the caller has established; what is not stated is `None`.
#[derive(Default, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) device: Option<Device>,
    pub(crate) risk: Option<RiskLevel>,
    pub(crate) passkey: Option<PasskeyProof>,
    pub(crate) ability: Option<PasskeyAbility>,
    pub(crate) attachment: Option<Attachment>,
}

#[derive(Deserialize)]
struct FactsShape {
    device: Option<String>,
    risk: Option<String>,
    user_verified: Option<bool>,
    can_verify: Option<bool>,
    attachment: Option<String>,
}

/// Reads a line; the error is that of a line that is no JSON object of this form.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|error| not_json(error.valid_up_to() + 1))?;
    if text.trim().is_empty() {
        return Ok(Content::default());
    }
    // What cannot be read whole (a lone surrogate, a number out of range, too deep a nesting) is no JSON object.
    serde_json::from_str::<Value>(text).map_err(|error| not_json(error.column()))?;
    let shape = object::<Shape<'_>>(text)?;
    let fidelity = fact(shape.options.and_then(|options| options.fidelity), "options.fidelity", Fidelity::from_name)?;
    let call = shape.op.map(|op| Line {
        op,
        input: shape.input.map_or("{}", RawValue::get).into(),
        facts: shape.facts.map_or_else(|| Ok(Facts::default()), |facts| Facts::read(facts.get())),
        expect: shape.expect,
    });
    Ok(Content { fidelity, call })
}

impl Facts {
    fn read(json: &str) -> Result<Self, DecodeError> {
        let shape = object::<FactsShape>(json)?;
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
        })
    }

    /// These facts, and those of an earlier line where these are silent.
    pub(crate) fn or(self, earlier: Self) -> Self {
        Self {
            device: self.device.or(earlier.device),
            risk: self.risk.or(earlier.risk),
            passkey: self.passkey.or(earlier.passkey),
            ability: self.ability.or(earlier.ability),
            attachment: self.attachment.or(earlier.attachment),
        }
    }

    pub(crate) fn circumstances(self) -> Circumstances {
        Circumstances { device: self.device.unwrap_or_default(), risk: self.risk.unwrap_or_default() }
    }
}

fn fact<T>(name: Option<String>, fact: &str, from_name: fn(&str) -> Option<T>) -> Result<Option<T>, DecodeError> {
    name.map(|name| from_name(&name).ok_or_else(|| wrong(fact, "one of the names of this fact"))).transpose()
}

/// A JSON object of this form, and nothing else that serde would take for one.
fn object<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, DecodeError> {
    if !json.trim_start().starts_with('{') {
        return Err(wrong(".", "an object"));
    }
    serde_json::from_str(json).map_err(|error| not_json(error.column()))
}

fn not_json(column: usize) -> DecodeError {
    Serialization::NotJson { line: 1, column }.into()
}

fn wrong(member: &str, expected: &str) -> DecodeError {
    Serialization::WrongType { member: member.into(), expected: expected.into() }.into()
}
