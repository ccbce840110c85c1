//! The other profile's view is what a change of the profile leads to.

use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::generate::proptest::reachable_pools;
use cognito_mfa::pool::{AccountRecovery, MfaMode};
use cognito_mfa::user::Attribute;
use cognito_mfa::{Attempt, PoolCommand, PoolPolicy, Profile, resolve};
use cognito_mfa_insight::{Lint, OtherProfile, lint};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::lint_exact::key;
use crate::dice::{Dice, all_users, pool_of};

fn other(profile: Profile) -> Profile {
    Profile::ALL.iter().copied().find(|one| *one != profile).unwrap()
}

#[test]
fn resolution_differs_where_the_decision_does() {
    let (all, settled) = all_users();
    let (mut dice, mut differing) = (Dice::new(81), 0);
    for _ in 0..60_000 {
        let (policy, user, attempt) = (dice.policy(), dice.user(&all, &settled), dice.attempt());
        let there = policy.with_profile(other(policy.profile));
        let (now, then) = (resolve(&policy, user, attempt), resolve(&there, user, attempt));
        let found = OtherProfile::of_resolution(&policy, user, attempt);
        assert_eq!(
            found.as_ref().map(|found| (found.profile, found.value)),
            (now != then).then_some((there.profile, then))
        );
        differing += usize::from(found.is_some());
    }
    assert!(differing > 100, "{differing}");
}

#[test]
fn judgment_differs_where_the_rules_do() {
    let (mut runner, mut differing, mut same) = (TestRunner::deterministic(), 0, 0);
    for profile in Profile::ALL.iter().copied() {
        let cases = (reachable_pools(profile), any::<PoolCommand<'static>>());
        for _ in 0..1500 {
            let (pool, command) = cases.new_tree(&mut runner).unwrap().current();
            let there = pool.clone().with_profile(other(profile));
            let (now, then) = (pool.apply(&command).map(drop), there.apply(&command).map(drop));
            let found = OtherProfile::of_pool_command(&pool, &command);
            assert_eq!(found.is_some(), now != then);
            differing += usize::from(found.is_some());
            same += usize::from(found.is_none());
            assert!(found.is_none_or(|found| (found.profile, found.value) == (there.profile, then)));
        }
    }
    assert!(differing > 50 && same > 1000, "{differing}, {same}");
}

#[test]
fn findings_of_one_profile_are_those_that_the_other_report_lacks() {
    let (mut dice, mut differing) = (Dice::new(82), 0);
    for _ in 0..40 {
        let pool = pool_of(&dice.policy());
        let there = pool.clone().with_profile(other(pool.profile));
        let (here, there) = (lint(&pool), lint(&there));
        let only = |one: &[cognito_mfa_insight::Finding], than: &[cognito_mfa_insight::Finding]| {
            let others: Vec<_> = than.iter().map(key).collect();
            one.iter().map(key).filter(|key| !others.contains(key)).collect::<Vec<_>>()
        };
        let (missing, only_there) = (only(&here, &there), only(&there, &here));
        match OtherProfile::of_lint(&pool, None) {
            Some(found) => {
                differing += 1;
                assert_eq!(found.value.only_here.iter().map(key).collect::<Vec<_>>(), missing);
                assert_eq!(found.value.only_there.iter().map(key).collect::<Vec<_>>(), only_there);
                assert!(!missing.is_empty() || !only_there.is_empty());
            }
            None => assert!(missing.is_empty() && only_there.is_empty(), "{missing:?}, {only_there:?}"),
        }
    }
    assert!(differing > 2, "{differing}");
}

/// MFA is required, TOTP is the only factor, passwords are recovered by email, and users have only an email address.
#[test]
fn most_common_pool_is_fine_as_measured_and_an_error_as_documented() {
    let mut policy = PoolPolicy::default().with_mode(MfaMode::On).with_configured(FactorSet::of(&[Factor::Totp]));
    policy.recovery = AccountRecovery::Email;
    let found = OtherProfile::of_lint(&pool_of(&policy), None).unwrap();
    assert_eq!(found.value.only_there.iter().map(|one| one.lint).collect::<Vec<_>>(), [Lint::RecoveryMediumBlocksMfa]);
    let text = "The profile Documented judges this differently: it also finds recovery-medium-blocks-mfa.";
    assert_eq!((found.to_string().as_str(), found.value.only_here.len()), (text, 0));

    policy.profile = Profile::Documented;
    let found = OtherProfile::of_lint(&pool_of(&policy), None).unwrap();
    let text = "The profile Observed judges this differently: it doesn't find recovery-medium-blocks-mfa.";
    assert_eq!(found.to_string(), text);

    let ann = crate::plain_user().with_email(Attribute::Verified);
    let found = OtherProfile::of_resolution(&policy, ann.facts(), Attempt::password()).unwrap();
    let text = "The profile Observed judges this differently: the user must set up TOTP: ";
    assert!(found.to_string().starts_with(text), "{found}");
}
