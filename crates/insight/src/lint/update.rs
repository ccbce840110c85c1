//! The checks of the rules of `UpdateUserPool`.

use alloc::vec::Vec;

use super::{Finding, Lint};
use crate::change::Change;
use cognito_mfa::command::{PoolCommand, UserPoolSettings};
use cognito_mfa::pool::{Pool, Tier};
use cognito_mfa::rules::{Rule, Violation};

/// The rules that an update without changes breaks. Every update breaks them, unless it fixes them.
pub(super) fn findings(pool: &Pool) -> Vec<Finding> {
    let update = |tier: Option<Tier>| {
        let mut settings = UserPoolSettings::new().with_threat_protection(pool.threat_protection);
        (settings.tier, settings.device) = (tier, pool.device);
        pool.apply(&PoolCommand::Update(settings)).map(drop)
    };
    let finding = |lint, violation, tier: Option<Tier>| Finding {
        lint,
        witness: None,
        violation,
        fix: tier.map(Change::Tier).into_iter().collect(),
    };
    match update(None) {
        Ok(()) => {
            let lower = Tier::ALL.iter().copied().find(|tier| *tier < pool.tier && update(Some(*tier)).is_ok());
            lower.map(|tier| finding(Lint::TierPaysForUnused, None, Some(tier))).into_iter().collect()
        }
        Err(rejection) => {
            let lacking = |tier: Tier| {
                let refused = update(Some(tier)).err();
                refused
                    .is_some_and(|rejection| rejection.violations().any(|one| one.rule() == Rule::TierExcludesFeatures))
            };
            let tier = Tier::ALL.iter().copied().find(|tier| !lacking(*tier));
            let of = |violation: &Violation| {
                if violation.rule() == Rule::TierExcludesFeatures {
                    finding(Lint::TierLacksSetting, Some(*violation), tier)
                } else {
                    finding(Lint::UpdateIsRefused, Some(*violation), None)
                }
            };
            rejection.violations().map(of).collect()
        }
    }
}
