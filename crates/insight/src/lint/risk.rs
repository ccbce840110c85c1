//! The checks of risk actions.

use alloc::vec;
use alloc::vec::Vec;

use super::Lint;
use super::found::{Found, Key};
use super::survey::Survey;
use crate::change::Change;
use crate::witness::Witness;
use cognito_mfa::pool::{RiskAction, RiskLevel};
use cognito_mfa::sign_in::{Attempt, FirstFactor, SignInContext};
use cognito_mfa::user::UserFacts;

use crate::sign_in_paths::SignInPaths;

/// The findings about users who can sign in without risk but not at a risk level.
pub(super) fn findings(survey: &Survey) -> Vec<Found> {
    let able: Vec<UserFacts> = survey.all().filter(|user| survey.ability.can(*user, RiskLevel::None)).collect();
    let mut findings = Vec::new();
    for risk in [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High] {
        let mut kept_out = able.iter().copied().filter(|user| !survey.ability.can(*user, risk));
        let Some(user) = kept_out.next() else { continue };
        let everyone = kept_out.count() + 1 == able.len();
        let lint = if everyone { Lint::RiskBlocksEveryone } else { Lint::RiskLocksOutUnenrolled };
        let paths = SignInPaths::of(&survey.policy, user, SignInContext::default());
        let first_factor = paths.first_factors().next().unwrap_or(FirstFactor::Password);
        let witness = Witness { user, attempt: Attempt { risk, ..Attempt::with(first_factor) } };
        // MFA_REQUIRED still keeps out users without a factor, so it doesn't come first.
        let milder = [RiskAction::MfaIfConfigured, RiskAction::MfaRequired, RiskAction::NoAction];
        let current = survey.policy.risk(risk);
        let milder =
            milder.into_iter().filter(|action| current == RiskAction::Block || *action != RiskAction::MfaRequired);
        let fixes = milder.filter(|action| *action != current).map(|to| vec![Change::RiskAction(risk, to)]);
        findings
            .push(Found { fixes: fixes.collect(), ..Found::new(Key::AtRisk(lint, risk), lint, Some(witness), &[]) });
    }
    findings
}
