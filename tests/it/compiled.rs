//! The compiled pool equals the decision for every user and attempt, for pools that differ in every field.

use std::time::Instant;

use cognito_mfa::factor::FactorSet;
use cognito_mfa::pool::{
    AccountRecovery, DeviceConfiguration, MfaMode, PasswordlessFactorSet, RiskAction, RiskActions, ThreatProtection,
    Tier, UserVerification,
};
use cognito_mfa::sign_in::CompiledPolicy;
use cognito_mfa::{Attempt, PoolPolicy, Profile, UserFacts, resolve};

use crate::threads::in_two_threads;

/// Pools that together have every value of every field, in many combinations.
fn pools() -> impl Iterator<Item = PoolPolicy> {
    (0..96_usize).map(|number| {
        let pick = |step: usize, length: usize| (number * step + number / length) % length;
        let actions = RiskAction::ALL;
        let devices: Vec<_> = std::iter::once(None).chain(DeviceConfiguration::all().map(Some)).collect();
        PoolPolicy::default()
            .with_profile(Profile::ALL[pick(1, 2)])
            .with_tier(if number % 3 == 0 { Tier::ALL[pick(1, 3)] } else { Tier::Plus })
            .with_mode(MfaMode::ALL[pick(1, 3)])
            .with_configured(FactorSet::subsets().nth(pick(7, 16)).unwrap())
            .with_user_verification(UserVerification::ALL[pick(1, 2)])
            .with_passwordless(PasswordlessFactorSet::subsets().nth(pick(3, 8)).unwrap())
            .with_recovery(AccountRecovery::ALL[pick(5, 6)])
            .with_device(devices[pick(2, 5)])
            .with_threat_protection(match number % 8 {
                0 => ThreatProtection::Off,
                4 => ThreatProtection::Audit,
                _ => ThreatProtection::Enforced,
            })
            .with_risk_actions(RiskActions {
                low: actions[pick(1, 4)],
                medium: actions[pick(3, 4)],
                high: actions[(pick(1, 4) + 2) % 4],
            })
    })
}

#[test]
fn the_compiled_pool_equals_the_decision() {
    let users: Vec<_> = UserFacts::all().collect();
    let pools: Vec<_> = pools().collect();
    let checked = in_two_threads(&pools, |pool| {
        let compiled = pool.compile();
        for attempt in Attempt::all() {
            let mut answers = vec![compiled.resolve(users[0], attempt); users.len()];
            compiled.resolve_all(&users, attempt, &mut answers);
            for (user, answer) in users.iter().zip(answers) {
                let wanted = resolve(pool, *user, attempt);
                assert_eq!(compiled.resolve(*user, attempt), wanted, "{pool:?} {user:?} {attempt:?}");
                assert_eq!(answer, wanted, "{pool:?} {user:?} {attempt:?}");
            }
        }
        users.len() * Attempt::all().count()
    });
    assert_eq!(checked, 96 * 38_880 * 84);
}

#[test]
fn the_compiled_pool_is_small_and_quickly_made() {
    assert!(size_of::<CompiledPolicy>() < 20 * 1024);
    let start = Instant::now();
    let pools: Vec<_> = pools().take(20).map(|pool| pool.compile()).collect();
    // Even without optimization, this takes only milliseconds. The benchmark measures it.
    assert!(start.elapsed().as_millis() < 20 * u128::try_from(pools.len()).unwrap());
}
