//! What comes next in a sign-in. This is the only place that authenticates.

use super::decision::{Attempt, Device, Resolution, resolve};
use super::first_factor::FirstFactor;
use super::outcome::{Challenge, Outcome};
use super::progress::{Progress, SignInDenied, Step, UserEvents};
use super::reason::Reason;
use super::step_up::{StepUpError, codes_after, reach_after};
use super::{Asked, NextStep, SignIn, StepUpTarget};
use crate::factor::CodeFactorSet;
use crate::pool::PoolPolicy;
use crate::sign_in::assurance::{AcrLevel, Proven};
use crate::user::User;

/// The decision on the current pool and user, which isn't a denial.
#[derive(Clone, Copy)]
pub(super) struct Now {
    pub(super) outcome: Outcome,
    pub(super) reason: Reason,
}

impl SignIn {
    /// Applies these events to the user, and returns what comes next after what was proven.
    ///
    /// This function keeps the law of spec 13.9: the sign-in ends authenticated only if the decision, run on the user after the
    /// events, asks for nothing that wasn't proven.
    pub(super) fn next(self, pool: &PoolPolicy, user: User, events: UserEvents, proven: Proven) -> Step {
        let user = events.applied_to(user);
        let step = |progress, reason| Step { user, events, progress, reason };
        let now = match self.judge(pool, user, proven) {
            Ok(now) => now,
            Err(denied) => return step(Progress::Denied(denied), denied.reason()),
        };
        let lacking = self.lacking(pool, user, proven);
        let asks = |next| {
            let asked = Asked::After(proven, next);
            step(Progress::Waiting(Self { asked, stamp: user.stamp, ..self }), Some(now.reason))
        };
        if let Some(demanded) = self.demanded(now, proven) {
            return asks(demanded);
        }
        if !lacking.is_empty() {
            return asks(lacking.only().map_or(NextStep::MfaChoice(lacking), NextStep::Code));
        }
        if self.earlier_codes().is_some() && proven.codes.is_empty() {
            return step(Progress::Denied(StepUpError::Reached.into()), Some(now.reason));
        }
        if self.device_is_due(pool, proven) {
            return asks(NextStep::Device);
        }
        step(Progress::Authenticated(self.with_earlier(proven)), Some(now.reason))
    }

    /// Runs the decision, or returns the denial that ends the sign-in (spec 11, rule 1).
    ///
    /// A step-up also ends if the decision asks for a set-up, or if its level can't be reached any more (spec 12).
    pub(super) fn judge(self, pool: &PoolPolicy, user: User, proven: Proven) -> Result<Now, SignInDenied> {
        let resolution = self.resolve(pool, user, proven.first_factor);
        let now = Now { outcome: resolution.outcome(), reason: resolution.reason() };
        match (now.outcome, self.target) {
            (Outcome::Denied(_), _) => Err(SignInDenied::Decision(now.reason)),
            (Outcome::Challenge(Challenge::MfaSetup(_)), Some(_)) => Err(StepUpError::Unreachable.into()),
            (_, Some(StepUpTarget { level, .. })) if !self.reaches(pool, user, proven, level) => {
                Err(StepUpError::Unreachable.into())
            }
            (_, _) => Ok(now),
        }
    }

    /// What the decision still asks for; `None` when its demand is met (spec 11, rule 5, and spec 12, floor).
    fn demanded(self, now: Now, proven: Proven) -> Option<NextStep> {
        if self.is_met(now, proven) {
            return None;
        }
        match now.outcome {
            Outcome::Authenticated | Outcome::Denied(_) => None,
            Outcome::Challenge(Challenge::NewPassword) => Some(NextStep::NewPassword),
            Outcome::Challenge(Challenge::DeviceSrp) => Some(NextStep::Device),
            Outcome::Challenge(Challenge::Code(factor)) => Some(NextStep::Code(factor)),
            Outcome::Challenge(Challenge::MfaSetup(offered)) => Some(NextStep::MfaSetUp(offered)),
            Outcome::Challenge(Challenge::SelectMfaType(offered)) => {
                let narrowed = self.narrowed(offered, proven);
                Some(narrowed.only().map_or(NextStep::MfaChoice(narrowed), NextStep::Code))
            }
        }
    }

    /// Whether what was proven meets what the decision asks for.
    pub(super) fn is_met(self, now: Now, proven: Proven) -> bool {
        match now.outcome {
            Outcome::Authenticated => true,
            Outcome::Challenge(Challenge::DeviceSrp) => proven.device_proven,
            Outcome::Challenge(Challenge::Code(factor)) => self.with_earlier(proven).codes.contains(factor),
            Outcome::Challenge(Challenge::SelectMfaType(offered)) => {
                !self.with_earlier(proven).codes.and(offered).is_empty()
            }
            Outcome::Challenge(Challenge::NewPassword | Challenge::MfaSetup(_)) | Outcome::Denied(_) => false,
        }
    }

    /// The offered factors that make the target hold at once. If there are none, or there's no target, all offered factors.
    fn narrowed(self, offered: CodeFactorSet, proven: Proven) -> CodeFactorSet {
        let Some(StepUpTarget { level, .. }) = self.target else { return offered };
        let all = self.with_earlier(proven);
        let holding: CodeFactorSet = offered.iter().filter(|factor| all.and(*factor).level() >= Some(level)).collect();
        if holding.is_empty() { offered } else { holding }
    }

    /// The factors that the target lacks. Any one of them is enough. None if the target holds already, or there's no target.
    pub(super) fn lacking(self, pool: &PoolPolicy, user: User, proven: Proven) -> CodeFactorSet {
        let Some(StepUpTarget { level, .. }) = self.target else { return CodeFactorSet::EMPTY };
        let all = self.with_earlier(proven);
        if all.level() >= Some(level) {
            return CodeFactorSet::EMPTY;
        }
        let further = codes_after(pool, user.facts(), all).minus(all.codes);
        further.iter().filter(|factor| all.and(*factor).level() >= Some(level)).collect()
    }

    fn reaches(self, pool: &PoolPolicy, user: User, proven: Proven, level: AcrLevel) -> bool {
        let all = self.with_earlier(proven);
        reach_after(pool, user.facts(), all) >= Some(level)
    }

    /// Whether the sign-in asks for the device at its end: a remembered device that wasn't proven in this sign-in, after a
    /// password or a custom challenge.
    fn device_is_due(self, pool: &PoolPolicy, proven: Proven) -> bool {
        let is_remembered = self.context.device == Device::Remembered && pool.device.is_some();
        proven.first_factor.precedes_device() && is_remembered && !proven.device_proven
    }

    /// The codes of the earlier session, if the sign-in builds on one.
    fn earlier_codes(self) -> Option<CodeFactorSet> {
        self.target.and_then(|target| target.earlier)
    }

    /// What was proven, with the codes of the earlier session.
    fn with_earlier(self, proven: Proven) -> Proven {
        Proven { codes: proven.codes.or(self.earlier_codes().unwrap_or_default()), ..proven }
    }

    pub(super) fn resolve(self, pool: &PoolPolicy, user: User, first_factor: FirstFactor) -> Resolution {
        let attempt = Attempt { first_factor, device: self.context.device, risk: self.context.risk };
        resolve(pool, user.facts(), attempt)
    }
}
