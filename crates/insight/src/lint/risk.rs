//! The checks of risk actions.

use alloc::vec::Vec;

use super::survey::{Survey, changed};
use super::{Finding, Lint};
use crate::change::Change;
use crate::sign_in_paths::SignInPaths;
use crate::witness::Witness;
use cognito_mfa::pool::{PoolPolicy, RiskAction, RiskLevel};
use cognito_mfa::sign_in::{Attempt, SignInContext};
use cognito_mfa::user::UserFacts;

/// The findings about users who can sign in without risk but not at a risk level.
pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let paths = |policy: &PoolPolicy, user: UserFacts, risk| {
        SignInPaths::of(policy, user, SignInContext { risk, ..SignInContext::default() })
    };
    let able: Vec<UserFacts> =
        survey.users.iter().copied().filter(|user| !paths(&survey.policy, *user, RiskLevel::None).is_empty()).collect();
    let mut findings = Vec::new();
    for risk in [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High] {
        let mut kept_out = able.iter().copied().filter(|user| paths(&survey.policy, *user, risk).is_empty());
        let Some(user) = kept_out.next() else { continue };
        let everyone = kept_out.count() + 1 == able.len();
        let (lint, milder) = if everyone {
            (Lint::RiskBlocksEveryone, RiskAction::MfaRequired)
        } else {
            (Lint::RiskLocksOutUnenrolled, RiskAction::MfaIfConfigured)
        };
        let witness = Some(Witness { user, attempt: Attempt { risk, ..Attempt::password() } });
        // The fix is the strictest of the milder actions that keeps fewer users out.
        let fixes = [milder, RiskAction::MfaIfConfigured, RiskAction::NoAction].map(|to| Change::RiskAction(risk, to));
        let repairs = |change: &Change| {
            let milder = changed(survey.policy, &[*change]);
            let out = able.iter().filter(|user| paths(&milder, **user, risk).is_empty()).count();
            if everyone { out < able.len() } else { out == 0 }
        };
        let fix = fixes.into_iter().find(repairs).into_iter().collect();
        findings.push(Finding { lint, witness, violation: None, fix });
    }
    findings
}
