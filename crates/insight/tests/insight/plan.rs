//! A plan's calls are accepted, lead to the target and lock out no user, and no shorter plan does the same.

use std::collections::HashSet;

use cognito_mfa::apply::Transition;
use cognito_mfa::command::{SetMfaConfig, SmsMfaBlock, UserPoolSettings};
use cognito_mfa::generate::proptest::reachable_pools;
use cognito_mfa::pool::{
    AuthFactor, AuthFactorSet, FactorConfiguration, MfaMode, PasswordlessFactor, PasswordlessFactorSet, PoolMember,
    RiskActions, SmsConfiguration, SoftwareTokenMfa, ThreatProtection, Tier, WebAuthnConfiguration,
};
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::user::Attribute;
use cognito_mfa::{Pool, PoolCommand, Profile, UserFacts};
use cognito_mfa_insight::{NoPlan, Plan, PlanRequest, Population, SignInPaths};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::dice::{Dice, all_users};

fn pools(profile: Profile, count: usize) -> Vec<Pool> {
    let (strategy, mut runner) = (reachable_pools(profile), TestRunner::deterministic());
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn can_sign_in(pool: &Pool, user: UserFacts) -> bool {
    !SignInPaths::of(&pool.policy(), user, SignInContext::default()).is_empty()
}

/// Calls with more values than the planner tries: each tier, list, protection and block.
fn many_calls(to: &Pool) -> Vec<PoolCommand<'static>> {
    let mut calls = vec![PoolCommand::SetRisk(to.risk_actions), PoolCommand::SetRisk(RiskActions::default())];
    let tokens = [None, Some(None), Some(Some(false)), Some(Some(true))];
    let multi_factor = Some(FactorConfiguration::MultiFactorWithUserVerification);
    let passkeys = [
        None,
        Some({
            let mut block = WebAuthnConfiguration::new();
            block.factor_configuration = multi_factor;
            block
        }),
    ];
    let blocks = |configuration| {
        Some({
            let mut block = SmsMfaBlock::new(to.sms_mfa.clone().unwrap_or_default());
            block.configuration = configuration;
            block
        })
    };
    for (mode, token) in MfaMode::ALL.iter().flat_map(|mode| tokens.map(|token| (*mode, token))) {
        for sms in [None, blocks(None), blocks(to.sms_configuration.clone())] {
            for (email, web_authn) in
                [false, true].into_iter().flat_map(|email| passkeys.clone().map(|one| (email, one)))
            {
                calls.push(PoolCommand::SetMfaConfig({
                    let mut request = SetMfaConfig::new(mode);
                    request.sms.clone_from(&sms);
                    request.software_token = token.map(SoftwareTokenMfa::new);
                    request.email = email.then(|| to.email_mfa.clone().unwrap_or_default());
                    request.web_authn = web_authn;
                    request
                }));
            }
        }
    }
    let optional = |modes: &[MfaMode]| std::iter::once(None).chain(modes.iter().copied().map(Some)).collect::<Vec<_>>();
    let tiers = [None, Some(Tier::Lite), Some(Tier::Essentials), Some(Tier::Plus)];
    let passwordless = [AuthFactor::EmailOtp, AuthFactor::SmsOtp, AuthFactor::WebAuthn];
    let lists = (0_usize..8).map(|bits| {
        let some = passwordless.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1).map(|(_, one)| *one);
        Some(some.chain([AuthFactor::Password]).collect::<AuthFactorSet>())
    });
    let protections = [None, Some(ThreatProtection::Audit), Some(ThreatProtection::Enforced)];
    for (first_factors, tier) in lists.chain([None]).flat_map(|list| tiers.map(|tier| (list, tier))) {
        for (mode, protection) in optional(MfaMode::ALL).into_iter().flat_map(|mode| protections.map(|one| (mode, one)))
        {
            for other in [false, true] {
                calls.push(PoolCommand::Update({
                    let mut settings = UserPoolSettings::new();
                    settings.tier = tier;
                    settings.mode = mode;
                    settings.first_factors = first_factors;
                    settings.threat_protection = protection;
                    settings.device = to.device;
                    settings.sms_configuration = to.sms_configuration.clone().filter(|_| other);
                    settings.account_recovery = other.then(|| to.account_recovery.into());
                    settings.email_sending_account = Some(to.email_sending_account).filter(|_| other);
                    settings
                }));
            }
        }
    }
    calls
}

/// The only calls that can lead to a pool in one step, because a pool keeps what a call sends.
fn last_calls(to: &Pool) -> [PoolCommand<'static>; 4] {
    let update = {
        let mut settings = UserPoolSettings::new();
        settings.tier = Some(to.tier);
        settings.sms_configuration.clone_from(&to.sms_configuration);
        settings.first_factors = Some(to.passwordless.allowed_first_auth_factors().collect());
        settings.account_recovery = Some(to.account_recovery.into());
        settings.email_sending_account = Some(to.email_sending_account);
        settings.device = to.device;
        settings.threat_protection = Some(to.threat_protection);
        settings
    };
    let sms = to.sms_mfa.clone().map(|block| {
        let mut one = SmsMfaBlock::new(block);
        one.configuration.clone_from(&to.sms_configuration);
        one
    });
    let set = {
        let mut request = SetMfaConfig::new(to.mode);
        request.sms = sms;
        request.software_token = to.software_token_mfa;
        request.email.clone_from(&to.email_mfa);
        request.web_authn.clone_from(&to.web_authn);
        request
    };
    let with_mode = update.clone().with_mode(to.mode);
    [
        PoolCommand::Update(update),
        PoolCommand::Update(with_mode),
        PoolCommand::SetMfaConfig(set),
        PoolCommand::SetRisk(to.risk_actions),
    ]
}

/// Whether this number of calls, at most two, lead to the target without locking out a user.
fn is_within(calls: usize, from: &Pool, to: &Pool, users: &[UserFacts]) -> bool {
    let leads = |pool: &Pool| {
        let after = last_calls(to).into_iter().filter_map(|call| pool.apply(&call).ok().map(Transition::into_next));
        after.into_iter().any(|after| after == *to)
    };
    if from == to || (calls >= 1 && leads(from)) {
        return true;
    }
    let mut seen = HashSet::new();
    calls >= 2
        && many_calls(to).iter().any(|call| {
            let Ok(done) = from.apply(call) else { return false };
            let between = done.into_next();
            seen.insert(between.clone()) && leads(&between) && users.iter().all(|user| can_sign_in(&between, *user))
        })
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn plans_are_accepted_lock_out_no_user_and_are_the_shortest() {
    let (all, settled) = all_users();
    let (mut lengths, mut unreachable) = ([0; 6], 0);
    for profile in Profile::ALL {
        for (number, pair) in pools(*profile, 70).windows(2).enumerate() {
            let (from, to) = (&pair[0], &pair[1]);
            let mut dice = Dice::new(u64::try_from(number).unwrap());
            let users: Vec<_> = (0..60).map(|_| dice.user(&all, &settled)).collect();
            // Users who are locked out at either end don't restrict the plan.
            let able = |user: &UserFacts| can_sign_in(from, *user) && can_sign_in(to, *user);
            let users: Vec<_> = users.into_iter().filter(able).collect();
            let population: Population = users.iter().copied().collect();
            let request = PlanRequest::new(from, to).with_population(&population);
            match Plan::find(&request) {
                Ok(plan) => {
                    check(&plan, from, to, &users);
                    lengths[plan.calls.len()] += 1;
                    let shorter = plan.calls.len().saturating_sub(1).min(2);
                    assert!(plan.calls.is_empty() || !is_within(shorter, from, to, &users), "{plan:?}");
                }
                Err(NoPlan::Unreachable { .. }) => {
                    assert!(!is_within(2, from, to, &users));
                    unreachable += 1;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert!(lengths[1] > 10 && lengths[2] > 30 && lengths[3] + lengths[4] > 3, "{lengths:?}");
    assert!(unreachable > 10, "{unreachable}");
}

#[track_caller]
fn check(plan: &Plan, from: &Pool, to: &Pool, users: &[UserFacts]) {
    let mut pool = from.clone();
    for call in &plan.calls {
        let done = pool.apply(&call.command).unwrap();
        assert_eq!((done.next(), done.notes()), (&call.pool, call.notes));
        assert!(users.iter().all(|user| can_sign_in(&call.pool, *user)));
        pool = done.into_next();
    }
    assert_eq!(pool, *to);
}

#[test]
fn every_reachable_pool_has_a_plan_from_nothing() {
    let mut called = 0;
    for profile in Profile::ALL {
        for to in pools(*profile, 40) {
            let (settings, plan) = Plan::from_nothing(&to).unwrap();
            let from = Pool::create(&settings, *profile).unwrap().into_next();
            check(&plan, &from, &to, &[]);
            called += plan.calls.len();
        }
    }
    assert!(called > 40, "{called}");
}

#[test]
fn no_plan_if_the_target_locks_users_out_or_a_setting_cannot_change() {
    let from = Pool::new(Tier::Essentials, Profile::Documented);
    let with_sms = from.clone().with_sms_configuration(SmsConfiguration::default());
    let sms_required = with_sms.clone().with_mode(MfaMode::On);
    let (ann, ben) = (crate::plain_user(), crate::plain_user().with_phone(Attribute::Verified));
    let mut population: Population = [ann.facts(), ben.facts()].into_iter().collect();
    population.add(ann.facts(), 6);
    let find = |from: &Pool, to: &Pool| Plan::find(&PlanRequest::new(from, to).with_population(&population));

    let locked_out = find(&with_sms, &sms_required).unwrap_err();
    assert_eq!(locked_out, NoPlan::TargetLocksOut { users: 7, smallest: ann.facts() });
    let text = "The target configuration locks out 7 of the users who can sign in now. \
                An example is a confirmed user with a permanent password.";
    assert_eq!(locked_out.to_string(), text);

    let without = find(&with_sms, &from).unwrap_err();
    let NoPlan::Unreachable { barred, ref never, locked_out, ref blocked, .. } = without else { panic!("{without}") };
    assert_eq!((barred > 0, never.as_slice()), (true, [PoolMember::SmsConfiguration].as_slice()));
    assert_eq!((locked_out, blocked.as_slice()), (Some(ann.facts()), [].as_slice()));
    let text = "No sequence of calls leads to the target configuration: \
                no call can set SmsConfiguration to the target value.";
    assert_eq!(without.to_string(), text);
}

#[test]
fn plan_that_does_not_exist_names_the_rule_with_the_message_of_the_service() {
    let from = Pool::new(Tier::Essentials, Profile::Observed);
    let mut to = from.clone().with_mode(MfaMode::On).with_software_token_mfa(SoftwareTokenMfa::ENABLED);
    to.passwordless = PasswordlessFactorSet::of(&[PasswordlessFactor::EmailOtp]);
    let refused = Plan::find(&PlanRequest::new(&from, &to)).unwrap_err();
    let NoPlan::Unreachable { ref blocked, .. } = refused else { panic!("{refused}") };
    let rules: Vec<_> = blocked.iter().map(|violation| violation.rule().code()).collect();
    assert_eq!(rules, ["on-excludes-otp-first-factor"]);
    let text = "No sequence of calls leads to the target configuration. Cognito refuses the last call: “Only PASSWORD and \
                WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled” (user-pool/on-excludes-otp-first-factor).";
    assert_eq!(refused.to_string(), text);
}
