//! A sign-in in progress, as a host stores it between two requests.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error, Serialize, Serializer};

use super::fault::{Fault, Place};
use super::form::{self, Form};
use super::members::{Members, Part, Unknown, wrong};
use super::possible;
use super::question::Question;
use super::tree::{Object, Tree};
use crate::sign_in::assurance::Proven;
use crate::sign_in::{Asked, FirstFactor, SignInContext, StepUpTarget};

/// A sign-in in progress. Keep it where its user can neither read nor change it.
///
/// A sign-in that no sequence of steps leads to is refused, both when it's read and when it's written.
///
/// ```
/// use cognito_mfa::wire::stored;
/// use cognito_mfa::sign_in::SignInContext;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, Progress, SignIn, User};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let step = SignIn::begin_user_auth(&PoolPolicy::default(), ann, None, SignInContext::default(), None)?;
/// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for the choice") };
///
/// let text = serde_json::to_string(&stored::SignIn(sign_in))?;
/// let stored::SignIn(again) = serde_json::from_str(&text)?;
/// assert_eq!(again, sign_in);
///
/// let unknown = text.replacen('{', r#"{"more":1,"#, 1);
/// let refusal = serde_json::from_str::<stored::SignIn>(&unknown).unwrap_err();
/// assert_eq!(refusal.to_string(), "The stored sign-in can't be read: `more` is not expected here.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignIn(pub crate::sign_in::SignIn);

impl Serialize for SignIn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(sign_in) = self;
        possible::check(sign_in).map_err(|fault| S::Error::custom(format!("The sign-in can't be stored: {fault}.")))?;
        let (proven, question) = match sign_in.asked {
            Asked::FirstFactorChoice => (None, Question::FirstFactorChoice),
            Asked::FirstFactor(first) => (None, Question::FirstFactor(first)),
            Asked::After(proven, next) => (Some(proven), Question::After(next)),
        };
        form::versions()
            .with("stamp", &sign_in.stamp)
            .with("device", &sign_in.context.device)
            .with("risk", &sign_in.context.risk)
            .with_some("target", sign_in.target.as_ref())
            .with_some("proven", proven.as_ref())
            .with("asked", &question)
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SignIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        form::read(deserializer)
    }
}

impl Form for SignIn {
    const NAME: &'static str = "sign-in";
    const UNKNOWN: Unknown = Unknown::Refused;

    fn read(members: &mut Members<'_, '_>) -> Result<Self, Fault> {
        let sign_in = crate::sign_in::SignIn {
            stamp: members.required("stamp")?,
            context: SignInContext { device: members.required("device")?, risk: members.required("risk")? },
            target: members.optional("target")?,
            asked: match members.required("asked")? {
                Question::FirstFactorChoice => Asked::FirstFactorChoice,
                Question::FirstFactor(first) => Asked::FirstFactor(first),
                Question::After(next) => Asked::After(members.required("proven")?, next),
            },
        };
        possible::check(&sign_in).map(|()| Self(sign_in))
    }
}

impl Part for StepUpTarget {
    fn expected() -> Cow<'static, str> {
        "an object".into()
    }

    fn write(&self) -> Tree<'_> {
        let object = Object(Vec::new()).with("level", &self.level);
        Tree::Object(object.with_some("earlier_codes", self.earlier.as_ref()))
    }

    fn read(tree: Tree<'_>, place: Place<'_>, unknown: Unknown) -> Result<Self, Fault> {
        Members::read(tree, place, unknown, |members| {
            Ok(Self { level: members.required("level")?, earlier: members.optional("earlier_codes")? })
        })
    }
}

/// The first factors that a question can follow. After any other first factor, the sign-in has ended. So a stored sign-in never
/// contains a passkey or an attachment.
impl Part for FirstFactor {
    fn expected() -> Cow<'static, str> {
        format!("{} or {}", Self::Password, Self::CustomChallenge).into()
    }

    fn write(&self) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(self.name()))
    }

    fn read(tree: Tree<'_>, place: Place<'_>, _: Unknown) -> Result<Self, Fault> {
        let followed = [Self::Password, Self::CustomChallenge];
        let named = |name: &str| followed.into_iter().find(|first| first.name() == name);
        let first = if let Tree::Text(name) = tree { named(&name) } else { None };
        first.ok_or_else(|| wrong::<Self>(place))
    }
}

impl Part for Proven {
    fn expected() -> Cow<'static, str> {
        "an object".into()
    }

    fn write(&self) -> Tree<'_> {
        Tree::Object(
            Object(Vec::new())
                .with("first_factor", &self.first_factor)
                .with("codes", &self.codes)
                .with("device", &self.device_proven),
        )
    }

    fn read(tree: Tree<'_>, place: Place<'_>, unknown: Unknown) -> Result<Self, Fault> {
        Members::read(tree, place, unknown, |members| {
            Ok(Self {
                first_factor: members.required("first_factor")?,
                codes: members.required("codes")?,
                device_proven: members.required("device")?,
            })
        })
    }
}
