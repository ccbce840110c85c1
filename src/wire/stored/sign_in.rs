//! A sign-in in progress, as a host stores it between two requests.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use serde::{Deserialize as DeserializeShape, Serialize as SerializeShape};

use super::VERSION;
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::names::Named;
use crate::pool::RiskLevel;
use crate::sign_in::assurance::{AcrLevel, Attachment, Proven};
use crate::sign_in::decision::{Device, FirstFactor};
use crate::sign_in::first_factors::FirstChallenge;
use crate::sign_in::{Asked, NextStep, SignInContext, StepUpTarget};
use crate::user::CredentialStamp;

/// A sign-in in progress. It is secret from its user, who must not be able to change it.
///
/// ```
/// use cognito_mfa::wire::stored;
/// use cognito_mfa::sign_in::SignInContext;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, Progress, SignIn, User};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let step = SignIn::begin_user_auth(&PoolPolicy::default(), ann, None, SignInContext::default(), None)?;
/// let Progress::Waiting(sign_in) = step.progress else { panic!("a choice is asked for") };
///
/// let text = serde_json::to_string(&stored::SignIn(sign_in))?;
/// let stored::SignIn(again) = serde_json::from_str(&text)?;
/// assert_eq!(again, sign_in);
///
/// let unknown = text.replacen('{', r#"{"more":1,"#, 1);
/// assert!(serde_json::from_str::<stored::SignIn>(&unknown).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignIn(pub crate::sign_in::SignIn);

#[derive(DeserializeShape, SerializeShape)]
#[serde(deny_unknown_fields)]
struct Shape {
    version: u32,
    min_reader: u32,
    /// 16 hexadecimal digits, since some stores read numbers as floating point.
    stamp: String,
    device: String,
    risk: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<TargetShape>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proven: Option<ProvenShape>,
    asked: AskedShape,
}

#[derive(DeserializeShape, SerializeShape)]
#[serde(deny_unknown_fields)]
struct TargetShape {
    level: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earlier_codes: Option<Vec<String>>,
}

#[derive(DeserializeShape, SerializeShape)]
#[serde(deny_unknown_fields)]
struct ProvenShape {
    first_factor: String,
    attachment: String,
    codes: Vec<String>,
    device: bool,
}

#[derive(DeserializeShape, SerializeShape)]
#[serde(deny_unknown_fields)]
struct AskedShape {
    what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    factor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offered: Option<Vec<String>>,
}

impl Serialize for SignIn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shape::from(&self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SignIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shape = Shape::deserialize(deserializer)?;
        if shape.min_reader > VERSION {
            let (min, version) = (shape.min_reader, VERSION);
            return Err(D::Error::custom(format!(
                "The stored sign-in needs a reader of version {min}; this is {version}."
            )));
        }
        let fault =
            |member| D::Error::custom(format!("The member `{member}` of the stored sign-in has a wrong value."));
        shape.sign_in().map(Self).map_err(fault)
    }
}

impl From<&crate::sign_in::SignIn> for Shape {
    fn from(sign_in: &crate::sign_in::SignIn) -> Self {
        let asked = |what: &str, factor: Option<&str>, offered: Option<CodeFactorSet>| AskedShape {
            what: what.into(),
            factor: factor.map(Into::into),
            offered: offered.map(names),
        };
        let (proven, asked) = match sign_in.asked {
            Asked::FirstFactorChoice => (None, asked("first-factor-choice", None, None)),
            Asked::FirstFactor(first) => (None, asked("first-factor", Some(first.name()), None)),
            Asked::After(proven, next) => (
                Some(proven),
                match next {
                    NextStep::NewPassword => asked("new-password", None, None),
                    NextStep::MfaChoice(offered) => asked("mfa-choice", None, Some(offered)),
                    NextStep::Code(factor) => asked("code", Some(factor.name()), None),
                    NextStep::MfaSetUp(offered) => asked("mfa-set-up", None, Some(offered)),
                    NextStep::EmailSetUpCode => asked("email-set-up-code", None, None),
                    NextStep::Device => asked("device", None, None),
                    NextStep::DevicePassword => asked("device-password", None, None),
                },
            ),
        };
        Self {
            version: VERSION,
            min_reader: VERSION,
            stamp: format!("{:016x}", sign_in.stamp.0),
            device: sign_in.context.device.name().into(),
            risk: sign_in.context.risk.name().into(),
            target: sign_in.target.map(|target| TargetShape {
                level: target.level.name().into(),
                earlier_codes: target.earlier.map(names),
            }),
            proven: proven.map(|proven| ProvenShape {
                first_factor: proven.first_factor.name().into(),
                attachment: proven.attachment.name().into(),
                codes: names(proven.codes),
                device: proven.device_proven,
            }),
            asked,
        }
    }
}

impl Shape {
    /// The sign-in, or the member that is missing or has a wrong value.
    fn sign_in(&self) -> Result<crate::sign_in::SignIn, &'static str> {
        let stamp = Some(&self.stamp).filter(|digits| digits.len() == 16).ok_or("stamp")?;
        Ok(crate::sign_in::SignIn {
            stamp: CredentialStamp(u64::from_str_radix(stamp, 16).map_err(|_| "stamp")?),
            context: SignInContext {
                device: value::<Device>(&self.device).ok_or("device")?,
                risk: value::<RiskLevel>(&self.risk).ok_or("risk")?,
            },
            target: self.target.as_ref().map(TargetShape::target).transpose()?,
            asked: self.asked.asked(self.proven.as_ref().map(ProvenShape::proven).transpose()?)?,
        })
    }
}

impl TargetShape {
    fn target(&self) -> Result<StepUpTarget, &'static str> {
        let earlier =
            self.earlier_codes.as_ref().map(|names| codes(names).ok_or("target.earlier_codes")).transpose()?;
        Ok(StepUpTarget { level: value::<AcrLevel>(&self.level).ok_or("target.level")?, earlier })
    }
}

impl ProvenShape {
    fn proven(&self) -> Result<Proven, &'static str> {
        Ok(Proven {
            first_factor: value::<FirstFactor>(&self.first_factor).ok_or("proven.first_factor")?,
            attachment: value::<Attachment>(&self.attachment).ok_or("proven.attachment")?,
            codes: codes(&self.codes).ok_or("proven.codes")?,
            device_proven: self.device,
        })
    }
}

impl AskedShape {
    fn asked(&self, proven: Option<Proven>) -> Result<Asked, &'static str> {
        let factor = || self.factor.as_deref().ok_or("asked.factor");
        let offered = || self.offered.as_ref().and_then(|names| codes(names)).ok_or("asked.offered");
        let asked = match self.what.as_str() {
            "first-factor-choice" => Asked::FirstFactorChoice,
            "first-factor" => Asked::FirstFactor(FirstChallenge::from_name(factor()?).ok_or("asked.factor")?),
            what => Asked::After(
                proven.ok_or("proven")?,
                match what {
                    "new-password" => NextStep::NewPassword,
                    "mfa-choice" => NextStep::MfaChoice(offered()?),
                    "code" => NextStep::Code(CodeFactor::from_name(factor()?).ok_or("asked.factor")?),
                    "mfa-set-up" => NextStep::MfaSetUp(offered()?),
                    "email-set-up-code" => NextStep::EmailSetUpCode,
                    "device" => NextStep::Device,
                    "device-password" => NextStep::DevicePassword,
                    _ => return Err("asked.what"),
                },
            ),
        };
        // A member that the question doesn't have is as wrong as an unknown one.
        let takes_factor = matches!(asked, Asked::FirstFactor(_) | Asked::After(_, NextStep::Code(_)));
        let takes_offered = matches!(asked, Asked::After(_, NextStep::MfaChoice(_) | NextStep::MfaSetUp(_)));
        if self.factor.is_some() && !takes_factor {
            return Err("asked.factor");
        }
        if self.offered.is_some() && !takes_offered {
            return Err("asked.offered");
        }
        if proven.is_some() && !matches!(asked, Asked::After(..)) {
            return Err("proven");
        }
        Ok(asked)
    }
}

fn names(factors: CodeFactorSet) -> Vec<String> {
    factors.iter().map(|factor| factor.name().into()).collect()
}

fn codes(names: &[String]) -> Option<CodeFactorSet> {
    names.iter().map(|name| CodeFactor::from_name(name)).collect()
}

fn value<T: Named>(name: &str) -> Option<T> {
    T::from_name(name)
}
