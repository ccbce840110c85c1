//! The sign-ins in progress that the machine can return, for any pools, users and answers.
//!
//! The machine never makes a sign-in that breaks one of these rows.

use super::fault::{Fault, Place};
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::sign_in::assurance::{AcrLevel, Proven};
use crate::sign_in::{Asked, Device, FirstChallenge, FirstFactor, NextStep, SignIn};

/// A row: whether it holds, the member at fault if it doesn't, and what that member must be.
type Row = (bool, &'static str, &'static str);

/// Checks the rows, and returns the first that doesn't hold.
pub(super) fn check(sign_in: &SignIn) -> Result<(), Fault> {
    let broken = match sign_in.asked {
        Asked::FirstFactorChoice => first_broken(&before_first_factor(sign_in, AcrLevel::Four)),
        Asked::FirstFactor(first) => first_broken(&before_first_factor(sign_in, reach(first))),
        Asked::After(proven, next) => first_broken(&after_first_factor(sign_in, proven, next)),
    };
    broken.map_or(Ok(()), |(member, problem)| Err(Fault::new(&Place::Member(&Place::Form, member), problem)))
}

fn first_broken(rows: &[Row]) -> Option<(&'static str, &'static str)> {
    rows.iter().find(|(holds, ..)| !holds).map(|(_, member, problem)| (*member, *problem))
}

fn before_first_factor(sign_in: &SignIn, reach: AcrLevel) -> [Row; 2] {
    [
        (
            // The password of the earlier session is the first factor.
            sign_in.target.is_none_or(|target| target.earlier.is_none()),
            "target.earlier_codes",
            "must be absent before the first factor is proven",
        ),
        (
            sign_in.target.is_none_or(|target| target.level <= reach),
            "target.level",
            "must be a level that the first factor can reach",
        ),
    ]
}

/// The highest level that can be reached from this first factor.
const fn reach(first: FirstChallenge) -> AcrLevel {
    match first {
        FirstChallenge::Password | FirstChallenge::PasswordSrp => AcrLevel::Four,
        FirstChallenge::EmailOtp | FirstChallenge::SmsOtp => AcrLevel::Two,
        FirstChallenge::WebAuthn => AcrLevel::Three,
    }
}

fn after_first_factor(sign_in: &SignIn, proven: Proven, next: NextStep) -> [Row; 9] {
    let is_custom = proven.first_factor == FirstFactor::CustomChallenge;
    let asks_device = matches!(next, NextStep::Device | NextStep::DevicePassword);
    let sets_up = matches!(next, NextStep::MfaSetUp(_) | NextStep::EmailSetUpCode);
    let earlier = sign_in.target.and_then(|target| target.earlier).unwrap_or_default();
    let is_new = |factors: CodeFactorSet| factors.and(proven.codes.or(earlier)).is_empty();
    [
        (
            // Every other first factor ends the sign-in at once.
            proven.first_factor == FirstFactor::Password || (is_custom && asks_device),
            "proven.first_factor",
            "must be a first factor that the question in `asked` can follow",
        ),
        (!is_custom || proven.codes.is_empty(), "proven.codes", "must be empty after a custom challenge"),
        (!is_custom || sign_in.target.is_none(), "target", "must be absent after a custom challenge"),
        // A step-up never asks for a set-up. It's denied instead.
        (!sets_up || sign_in.target.is_none(), "target", "must be absent while a factor is set up"),
        (
            sign_in.context.device == Device::Remembered || !(asks_device || proven.device_proven),
            "device",
            "must be remembered if the sign-in asks for the device or has proven it",
        ),
        (
            !(asks_device && proven.device_proven),
            "proven.device",
            "must be false while the sign-in asks for the device",
        ),
        (
            if let NextStep::MfaChoice(offered) = next { offered.len() > 1 && is_new(offered) } else { true },
            "asked.offered",
            "must contain two or more factors that aren't proven yet",
        ),
        (
            // SMS is never set up in a sign-in.
            if let NextStep::MfaSetUp(offered) = next { !offered.without(CodeFactor::Sms).is_empty() } else { true },
            "asked.offered",
            "must contain a factor other than SMS_MFA",
        ),
        (
            if let NextStep::Code(factor) = next { is_new(CodeFactorSet::of(&[factor])) } else { true },
            "asked.factor",
            "must be a factor that isn't proven yet",
        ),
    ]
}
