//! The engine itself: `cognito_mfa::resolve`. The time includes the decision and reading every part of the answer.

use cognito_mfa::factor::CodeFactorSet;
use cognito_mfa::sign_in::Challenge;
use cognito_mfa::{Outcome, resolve};

use crate::Peer;
use crate::input::{Answer, Input};

pub(crate) struct Engine(pub(crate) Vec<Input>);

impl Peer for Engine {
    fn name(&self) -> &'static str {
        "engine"
    }

    fn decide(&mut self, number: usize) -> Answer {
        let Input { pool, user, attempt } = &self.0[number];
        let resolution = resolve(pool, *user, *attempt);
        let factors = match resolution.outcome() {
            Outcome::Challenge(Challenge::Code(factor)) => CodeFactorSet::of(&[factor]),
            Outcome::Challenge(Challenge::SelectMfaType(factors) | Challenge::MfaSetup(factors)) => factors,
            Outcome::Challenge(Challenge::NewPassword | Challenge::DeviceSrp)
            | Outcome::Authenticated
            | Outcome::Denied(_) => CodeFactorSet::EMPTY,
        };
        Answer { reason: resolution.reason(), factors: Some(factors) }
    }
}
