//! A sign-in under way, as a host stores it between two requests.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use serde::{Deserialize as DeserializeShape, Serialize as SerializeShape};

use crate::assurance::{Attachment, Level, Proven};
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::names::Named;
use crate::pool::RiskLevel;
use crate::resolve::{Device, FirstFactor};
use crate::sign_in::{Awaits, Circumstances, DevicePlace, SignIn};

/// Each member by its name; which of them there are depends on what is waited for.
#[derive(PartialEq, DeserializeShape, SerializeShape)]
#[serde(deny_unknown_fields)]
struct Stored {
    awaits: String,
    device: String,
    risk: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_factor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    codes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    factor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offered: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

impl Serialize for SignIn {
    /// ```
    /// use cognito_mfa::{Awaits, Circumstances, SignIn};
    ///
    /// let sign_in = SignIn { awaits: Awaits::FirstFactorChoice, circumstances: Circumstances::default(), target: None };
    /// let stored = serde_json::to_string(&sign_in)?;
    /// assert_eq!(serde_json::from_str::<SignIn>(&stored)?, sign_in);
    /// assert!(serde_json::from_str::<SignIn>(r#"{"awaits":"nothing","device":"known","risk":"Low"}"#).is_err());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SignIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        stored.sign_in().map_err(|member| D::Error::custom(format!("A stored sign-in has no such '{member}'.")))
    }
}

impl From<&SignIn> for Stored {
    fn from(sign_in: &SignIn) -> Self {
        let (awaits, proven) = match sign_in.awaits {
            Awaits::FirstFactorChoice => ("first-factor-choice", None),
            Awaits::FirstFactor(_) => ("first-factor", None),
            Awaits::NewPassword(proven) => ("new-password", Some(proven)),
            Awaits::MfaChoice(proven, _) => ("mfa-choice", Some(proven)),
            Awaits::Code(proven, _) => ("code", Some(proven)),
            Awaits::EmailSetUpCode(proven) => ("email-set-up-code", Some(proven)),
            Awaits::MfaSetUp(proven, _) => ("mfa-set-up", Some(proven)),
            Awaits::StepUpChoice(proven, ..) => ("step-up-choice", Some(proven)),
            Awaits::StepUpCode(proven, ..) => ("step-up-code", Some(proven)),
            Awaits::Device(proven, _) => ("device", Some(proven)),
            Awaits::DevicePassword(proven, _) => ("device-password", Some(proven)),
        };
        let (factor, offered, place) = match sign_in.awaits {
            Awaits::FirstFactorChoice | Awaits::NewPassword(_) | Awaits::EmailSetUpCode(_) => (None, None, None),
            Awaits::FirstFactor(factor) => (Some(factor.name()), None, None),
            Awaits::Code(_, factor) => (Some(factor.name()), None, None),
            Awaits::MfaChoice(_, offered) | Awaits::MfaSetUp(_, offered) => (None, Some(offered), None),
            Awaits::StepUpChoice(_, offered, place) => (None, Some(offered), Some(place)),
            Awaits::StepUpCode(_, factor, place) => (Some(factor.name()), None, Some(place)),
            Awaits::Device(_, place) | Awaits::DevicePassword(_, place) => (None, None, Some(place)),
        };
        Self {
            awaits: awaits.into(),
            device: sign_in.circumstances.device.name().into(),
            risk: sign_in.circumstances.risk.name().into(),
            target: sign_in.target.map(|level| level.name().into()),
            first_factor: proven.map(|proven| proven.first_factor.name().into()),
            attachment: proven.map(|proven| proven.attachment.name().into()),
            codes: proven.map(|proven| names(proven.codes)),
            factor: factor.map(Into::into),
            offered: offered.map(names),
            place: place.map(|place| place.name().into()),
        }
    }
}

impl Stored {
    /// The sign-in, or the member that is missing or has no such value.
    fn sign_in(&self) -> Result<SignIn, &'static str> {
        let circumstances = Circumstances {
            device: value::<Device>(Some(&self.device)).ok_or("device")?,
            risk: value::<RiskLevel>(Some(&self.risk)).ok_or("risk")?,
        };
        let awaits = match self.awaits.as_str() {
            "first-factor-choice" => Awaits::FirstFactorChoice,
            "first-factor" => Awaits::FirstFactor(self.factor()?),
            "new-password" => Awaits::NewPassword(self.proven()?),
            "mfa-choice" => Awaits::MfaChoice(self.proven()?, self.offered()?),
            "code" => Awaits::Code(self.proven()?, self.factor()?),
            "email-set-up-code" => Awaits::EmailSetUpCode(self.proven()?),
            "mfa-set-up" => Awaits::MfaSetUp(self.proven()?, self.offered()?),
            "step-up-choice" => Awaits::StepUpChoice(self.proven()?, self.offered()?, self.place()?),
            "step-up-code" => Awaits::StepUpCode(self.proven()?, self.factor()?, self.place()?),
            "device" => Awaits::Device(self.proven()?, self.place()?),
            "device-password" => Awaits::DevicePassword(self.proven()?, self.place()?),
            _ => return Err("awaits"),
        };
        let target = match &self.target {
            None => None,
            Some(name) => Some(value::<Level>(Some(name)).ok_or("target")?),
        };
        let sign_in = SignIn { awaits, circumstances, target };
        // A member that belongs to another state would have been read by nobody.
        if Self::from(&sign_in) == *self { Ok(sign_in) } else { Err("combination of members") }
    }

    fn proven(&self) -> Result<Proven, &'static str> {
        Ok(Proven {
            first_factor: value::<FirstFactor>(self.first_factor.as_ref()).ok_or("first_factor")?,
            attachment: value::<Attachment>(self.attachment.as_ref()).ok_or("attachment")?,
            codes: codes(self.codes.as_ref()).ok_or("codes")?,
        })
    }

    fn factor<T: Named>(&self) -> Result<T, &'static str> {
        value(self.factor.as_ref()).ok_or("factor")
    }

    fn place(&self) -> Result<DevicePlace, &'static str> {
        value(self.place.as_ref()).ok_or("place")
    }

    fn offered(&self) -> Result<CodeFactorSet, &'static str> {
        codes(self.offered.as_ref()).ok_or("offered")
    }
}

fn names(factors: CodeFactorSet) -> Vec<String> {
    factors.iter().map(|factor| factor.name().into()).collect()
}

fn codes(names: Option<&Vec<String>>) -> Option<CodeFactorSet> {
    names?.iter().map(|name| CodeFactor::from_name(name)).collect()
}

fn value<T: Named>(name: Option<&String>) -> Option<T> {
    T::from_name(name?)
}
