//! The question that a sign-in asked last, as a host stores it.
#![expect(unreachable_pub, reason = "the macro makes the names of every enum public")]

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::fault::{Fault, Place};
use super::members::{Members, Part, Unknown};
use super::tree::{Object, Tree};
use crate::names::named;
use crate::sign_in::{FirstChallenge, NextStep};

/// What was asked last, without what was proven before.
pub(super) enum Question {
    FirstFactorChoice,
    FirstFactor(FirstChallenge),
    After(NextStep),
}

named! {
    /// The member `what` of a question.
    enum What {
        FirstFactorChoice = "first-factor-choice",
        FirstFactor = "first-factor",
        NewPassword = "new-password",
        MfaChoice = "mfa-choice",
        Code = "code",
        MfaSetUp = "mfa-set-up",
        EmailSetUpCode = "email-set-up-code",
        Device = "device",
        DevicePassword = "device-password",
    }
}

impl Part for Question {
    fn expected() -> Cow<'static, str> {
        "an object".into()
    }

    fn write(&self) -> Tree<'_> {
        let what = |what| Object(Vec::new()).with("what", what);
        Tree::Object(match self {
            Self::FirstFactorChoice => what(&What::FirstFactorChoice),
            Self::FirstFactor(first) => what(&What::FirstFactor).with("factor", first),
            Self::After(NextStep::NewPassword) => what(&What::NewPassword),
            Self::After(NextStep::MfaChoice(offered)) => what(&What::MfaChoice).with("offered", offered),
            Self::After(NextStep::Code(factor)) => what(&What::Code).with("factor", factor),
            Self::After(NextStep::MfaSetUp(offered)) => what(&What::MfaSetUp).with("offered", offered),
            Self::After(NextStep::EmailSetUpCode) => what(&What::EmailSetUpCode),
            Self::After(NextStep::Device) => what(&What::Device),
            Self::After(NextStep::DevicePassword) => what(&What::DevicePassword),
        })
    }

    fn read(tree: Tree<'_>, place: Place<'_>, unknown: Unknown) -> Result<Self, Fault> {
        Members::read(tree, place, unknown, |members| {
            Ok(match members.required("what")? {
                What::FirstFactorChoice => Self::FirstFactorChoice,
                What::FirstFactor => Self::FirstFactor(members.required("factor")?),
                What::NewPassword => Self::After(NextStep::NewPassword),
                What::MfaChoice => Self::After(NextStep::MfaChoice(members.required("offered")?)),
                What::Code => Self::After(NextStep::Code(members.required("factor")?)),
                What::MfaSetUp => Self::After(NextStep::MfaSetUp(members.required("offered")?)),
                What::EmailSetUpCode => Self::After(NextStep::EmailSetUpCode),
                What::Device => Self::After(NextStep::Device),
                What::DevicePassword => Self::After(NextStep::DevicePassword),
            })
        })
    }
}
