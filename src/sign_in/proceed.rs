//! Where a sign-in goes from a decision, and how it ends.

use super::{Awaits, DevicePlace, Progress, SignIn, Step};
use crate::assurance::Proven;
use crate::command::{AttributeChange, Report};
use crate::factor::{CodeFactor, CodeFactorSet};
use crate::facts::UserFacts;
use crate::outcome::{Challenge, Outcome};
use crate::pool::PoolPolicy;
use crate::reason::Reason;
use crate::resolve::{Attempt, Device, FirstFactor, Resolution, resolve};
use crate::step_up::{StepUpError, missing};
use crate::user::{User, UserStatus};

impl SignIn {
    /// Runs the decision and goes where it says.
    pub(super) fn decide(self, pool: &PoolPolicy, user: User, proven: Proven) -> Step {
        let now = self.resolve(pool, user, proven);
        self.follow(pool, user, proven, now)
    }

    /// Goes where the decision says.
    pub(super) fn follow(self, pool: &PoolPolicy, user: User, proven: Proven, now: Resolution) -> Step {
        let awaits = match now.outcome() {
            Outcome::Denied(denial) => {
                return Step { user, progress: Progress::Denied(denial, now.reason()), reason: Some(now.reason()) };
            }
            Outcome::Authenticated => {
                let user = first_factor_confirms(user, proven);
                return self.finish(pool, user, proven, DevicePlace::AtTheEnd, now.reason());
            }
            Outcome::Challenge(Challenge::NewPassword) => Awaits::NewPassword(proven),
            Outcome::Challenge(Challenge::DeviceSrp) => Awaits::Device(proven, DevicePlace::InPlaceOfCode),
            Outcome::Challenge(Challenge::Code(factor)) => Awaits::Code(proven, factor),
            Outcome::Challenge(Challenge::SelectMfaType(offered)) => Awaits::MfaChoice(proven, offered),
            Outcome::Challenge(Challenge::MfaSetup(offered)) => Awaits::MfaSetUp(proven, offered),
        };
        self.waits_for(user, awaits, now.reason())
    }

    /// Everything that the policy demands is proven. What the target lacks is asked for now, and then a remembered
    /// device that has not stood in for a code.
    pub(super) fn finish(
        self,
        pool: &PoolPolicy,
        user: User,
        proven: Proven,
        place: DevicePlace,
        reason: Reason,
    ) -> Step {
        if self.target.is_some_and(|level| proven.level() < Some(level)) {
            return self.step_up(pool, user, proven, place, reason);
        }
        let with_device = match proven.first_factor {
            FirstFactor::Password | FirstFactor::CustomChallenge => true,
            FirstFactor::EmailOtp
            | FirstFactor::SmsOtp
            | FirstFactor::PasskeyPresence
            | FirstFactor::PasskeyVerified
            | FirstFactor::ExternalProvider => false,
        };
        let is_remembered = self.circumstances.device == Device::Remembered && pool.device.is_some();
        if with_device && is_remembered && place == DevicePlace::AtTheEnd {
            return self.waits_for(user, Awaits::Device(proven, DevicePlace::AtTheEnd), reason);
        }
        Step { user, progress: Progress::Authenticated(proven), reason: Some(reason) }
    }

    pub(super) fn step_up(
        self,
        pool: &PoolPolicy,
        user: User,
        proven: Proven,
        place: DevicePlace,
        reason: Reason,
    ) -> Step {
        let lacking = self.lacks(pool, user, proven);
        let preferred = user.preference.preferred().filter(|factor| lacking.contains(*factor));
        let awaits = match (preferred.or(lacking.only()), lacking.is_empty()) {
            (Some(factor), _) => Awaits::StepUpCode(proven, factor, place),
            (None, false) => Awaits::StepUpChoice(proven, lacking, place),
            (None, true) => {
                let progress = Progress::TargetMissed(StepUpError::Unreachable);
                return Step { user, progress, reason: Some(reason) };
            }
        };
        self.waits_for(user, awaits, reason)
    }

    /// The factors any of which would reach the target; none when it is reached, or cannot be.
    pub(super) fn lacks(self, pool: &PoolPolicy, user: User, proven: Proven) -> CodeFactorSet {
        match self.target {
            Some(level) if proven.level() < Some(level) => missing(pool, user.facts(), proven, level),
            Some(_) | None => CodeFactorSet::EMPTY,
        }
    }

    pub(super) const fn waits_for(self, user: User, awaits: Awaits, reason: Reason) -> Step {
        Step { user, progress: Progress::Waiting(Self { awaits, ..self }), reason: Some(reason) }
    }

    pub(super) fn resolve(self, pool: &PoolPolicy, user: User, proven: Proven) -> Resolution {
        resolve(pool, UserFacts::from(&user), self.attempt(proven.first_factor))
    }

    pub(super) const fn attempt(self, first_factor: FirstFactor) -> Attempt {
        Attempt { first_factor, device: self.circumstances.device, risk: self.circumstances.risk }
    }
}

/// An OTP as a first factor confirms the user and verifies its attribute.
fn first_factor_confirms(user: User, proven: Proven) -> User {
    let factor = match proven.first_factor {
        FirstFactor::EmailOtp => CodeFactor::Email,
        FirstFactor::SmsOtp => CodeFactor::Sms,
        FirstFactor::Password
        | FirstFactor::PasskeyPresence
        | FirstFactor::PasskeyVerified
        | FirstFactor::ExternalProvider
        | FirstFactor::CustomChallenge => return user,
    };
    let user = attribute_verified(user, factor);
    if user.status() == UserStatus::Unconfirmed { user.after(Report::SignUpConfirmed) } else { user }
}

/// The user, once a code of this factor was answered.
pub(super) fn attribute_verified(user: User, factor: CodeFactor) -> User {
    let (phone, email) = match factor {
        CodeFactor::Sms => (AttributeChange::Verify, AttributeChange::Keep),
        CodeFactor::Totp => (AttributeChange::Keep, AttributeChange::Keep),
        CodeFactor::Email => (AttributeChange::Keep, AttributeChange::Verify),
    };
    user.after(Report::Attributes { phone, email })
}
