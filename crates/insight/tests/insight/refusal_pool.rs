//! Each repair of a refused change of a pool is accepted, and needs all of its edits.

use cognito_mfa::command::{SetMfaConfig, SmsMfaBlock, UserPoolSettings};
use cognito_mfa::generate::proptest::reachable_pools;
use cognito_mfa::pool::{
    AccountRecoverySetting, AuthFactor, AuthFactorSet, EmailMfa, EmailSendingAccount, FactorConfiguration, MfaMode,
    RecoveryChange, RecoveryMechanism, RecoveryOption, RiskActions, RiskLevel, SmsConfiguration, SoftwareTokenMfa,
    ThreatProtection, Tier,
};
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::user::{UserFacts, UserStatus};
use cognito_mfa::{Pool, PoolCommand, Profile};
use cognito_mfa_insight::{Preparation, Refusal, Repair, Safety, SignInPaths, Witness};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// `count` values of a strategy, the same in each run.
fn sample<S: Strategy>(strategy: S, count: usize) -> impl Iterator<Item = S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

fn example() -> SmsConfiguration<'static> {
    SmsConfiguration::new()
        .with_sns_caller_arn("arn:aws:iam::123456789012:role/cognito-sms")
        .with_external_id("cognito-sms")
}

/// An SMS configuration after an edit, made from its instruction.
fn edit_sms(sms: &mut SmsConfiguration<'_>, instruction: &str) {
    match instruction {
        "Add SnsCallerArn" => sms.sns_caller_arn = example().sns_caller_arn,
        "Remove SnsCallerArn" => sms.sns_caller_arn = None,
        "Add ExternalId" => sms.external_id = example().external_id,
        "Remove SnsRegion" => sms.sns_region = None,
        "Remove EumsSms" => sms.eums = None,
        "Remove EumsSms.Region" => {
            if let Some(eums) = &mut sms.eums {
                eums.region = None;
            }
        }
        other => panic!("unknown edit {other}"),
    }
}

fn edit_mfa_config(request: &mut SetMfaConfig<'static>, instruction: &str) {
    match instruction {
        "Remove SmsMfaConfiguration" => request.sms = None,
        "Add SmsMfaConfiguration" => {
            request.sms.get_or_insert_default();
        }
        "Remove SmsConfiguration" => {
            if let Some(sms) = &mut request.sms {
                sms.configuration = None;
            }
        }
        "Add SmsConfiguration with SnsCallerArn and ExternalId" => {
            request.sms.get_or_insert_default().configuration.get_or_insert_with(example);
        }
        "Remove SoftwareTokenMfaConfiguration" => request.software_token = None,
        "Set SoftwareTokenMfaConfiguration.Enabled to true" => {
            request.software_token = Some(SoftwareTokenMfa::new(Some(true)));
        }
        "Remove EmailMfaConfiguration" => request.email = None,
        "Add EmailMfaConfiguration" => {
            request.email.get_or_insert_default();
        }
        "Set MfaConfiguration to OFF" => request.mode = MfaMode::Off,
        "Set MfaConfiguration to OPTIONAL" => request.mode = MfaMode::Optional,
        "Set MfaConfiguration to ON" => request.mode = MfaMode::On,
        "Remove WebAuthnConfiguration" => request.web_authn = None,
        "Set FactorConfiguration to SINGLE_FACTOR" => {
            request.web_authn.get_or_insert_default().factor_configuration = Some(FactorConfiguration::SingleFactor);
        }
        "Set FactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION" => {
            request.web_authn.get_or_insert_default().factor_configuration =
                Some(FactorConfiguration::MultiFactorWithUserVerification);
        }
        instruction => {
            if let Some(sms) = request.sms.as_mut().and_then(|block| block.configuration.as_mut()) {
                edit_sms(sms, instruction);
            }
        }
    }
}

const LIST: &str = "AllowedFirstAuthFactors";

fn edit_settings(request: &mut UserPoolSettings<'static>, instruction: &str) {
    let (verb, rest) = instruction.split_once(' ').unwrap();
    let listed = |separator: &str| rest.strip_suffix(LIST).and_then(|rest| rest.strip_suffix(separator));
    if let Some(name) = listed(" to ").or_else(|| listed(" from ")) {
        let (factor, is_added) = (AuthFactor::from_name(name).unwrap(), verb == "Add");
        let list = request.first_factors.unwrap_or_default().set(factor, is_added);
        request.first_factors = (request.first_factors.is_some() || is_added).then_some(list);
        return;
    }
    let (member, value) = rest.split_once(" to ").unwrap_or((rest, ""));
    match (member, value) {
        (LIST, "") => request.first_factors = None,
        (LIST, "[PASSWORD]") => request.first_factors = Some(AuthFactorSet::of(&[AuthFactor::Password])),
        ("MfaConfiguration", value) => request.mode = MfaMode::from_name(value),
        ("EmailSendingAccount", value) => request.email_sending_account = EmailSendingAccount::from_name(value),
        ("SmsConfiguration", _) => request.sms_configuration = None,
        ("SmsConfiguration with SnsCallerArn and ExternalId", _) => {
            request.sms_configuration.get_or_insert_with(example);
        }
        ("AdvancedSecurityMode", value) => request.threat_protection = ThreatProtection::from_name(value),
        ("AccountRecoverySetting", _) => request.account_recovery = None,
        ("RecoveryMechanisms", "") => {
            request.account_recovery = request.account_recovery.map(|_| RecoveryChange::Unset);
        }
        ("RecoveryMechanisms", value) => {
            let name = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap();
            let first = RecoveryOption::new(RecoveryMechanism::from_name(name).unwrap(), 1);
            request.account_recovery = Some(RecoveryChange::Set(AccountRecoverySetting { first, second: None }));
        }
        ("UserPoolTier", value) => request.tier = Tier::from_name(value),
        _ => {
            if let Some(sms) = &mut request.sms_configuration {
                edit_sms(sms, instruction);
            }
        }
    }
}

/// Checks that the repairs of a request are accepted and minimal. Returns whether it was refused.
#[track_caller]
fn check<R: Clone + PartialEq + std::fmt::Debug, C: PartialEq + std::fmt::Debug>(
    request: &R,
    refusal: Option<&Refusal<C>>,
    of_repair: impl Fn(&C) -> &R,
    edit: impl Fn(&mut R, &str),
    is_accepted: impl Fn(&R) -> bool,
) -> bool {
    let Some(refusal) = refusal else {
        assert!(is_accepted(request), "{request:?}");
        return false;
    };
    assert!(!is_accepted(request) && !refusal.repairs().is_empty(), "{request:?}");
    let made = |edits: &mut dyn Iterator<Item = &&'static str>| {
        let mut request = request.clone();
        edits.for_each(|instruction| edit(&mut request, instruction));
        request
    };
    let keep_mode = refusal.repairs_in_its_mode().iter().flat_map(|repair| &repair.edits);
    let changes_mode = |instruction: &&'static str| instruction.split(' ').nth(1) == Some("MfaConfiguration");
    assert!(!keep_mode.clone().any(changes_mode), "{request:?}");
    let (kept, changed) = refusal.repairs().split_at(refusal.repairs_in_its_mode().len());
    assert_eq!(kept, refusal.repairs_in_its_mode());
    assert!(changed.iter().all(|repair| repair.edits.iter().any(changes_mode)), "{request:?}");
    // MFA is turned off last, and never where another repair has as few edits.
    let turns_off = |repair: &Repair<C>| repair.edits.contains(&"Set MfaConfiguration to OFF");
    assert!(refusal.repairs().iter().map(turns_off).is_sorted(), "{request:?}");
    for repairs in [changed, kept] {
        let sizes = repairs.iter().map(|repair| repair.edits.len());
        assert_eq!(sizes.clone().min(), sizes.max(), "{request:?}");
        for (place, Repair { edits, request: repaired, .. }) in repairs.iter().enumerate() {
            let repaired = of_repair(repaired);
            assert!(is_accepted(repaired), "{repaired:?}");
            assert_eq!(made(&mut edits.iter()), *repaired, "{edits:?} of {request:?}");
            for left_out in 0..edits.len() {
                let others = edits.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, edit)| edit);
                let fewer = made(&mut { others });
                assert!(!is_accepted(&fewer), "{edits:?} without the edit {left_out} of {request:?}");
            }
            let earlier = repairs[..place].iter().any(|other| of_repair(&other.request) == repaired);
            assert!(!earlier, "two repairs of {request:?} are the same request: {edits:?}");
        }
    }
    true
}

fn of_set<'c>(command: &'c PoolCommand<'static>) -> &'c SetMfaConfig<'static> {
    let PoolCommand::SetMfaConfig(request) = command else { panic!("unexpected {command:?}") };
    request
}

fn of_update<'c>(command: &'c PoolCommand<'static>) -> &'c UserPoolSettings<'static> {
    let PoolCommand::Update(request) = command else { panic!("unexpected {command:?}") };
    request
}

/// Arbitrary pools and reachable pools, half each.
fn pools(profile: Profile) -> impl Strategy<Value = Pool> {
    prop_oneof![any::<Pool>().prop_map(move |pool| pool.with_profile(profile)), reachable_pools(profile)]
}

#[test]
fn refused_mfa_configurations_are_repaired() {
    let mut refused = 0;
    for profile in Profile::ALL.iter().copied() {
        for (pool, request) in sample((pools(profile), any::<SetMfaConfig<'static>>()), 600) {
            let command = PoolCommand::SetMfaConfig(request.clone());
            let refusal = Refusal::of_pool_command(&pool, &command).err();
            let is_accepted =
                |request: &_| pool.apply(&PoolCommand::SetMfaConfig(SetMfaConfig::clone(request))).is_ok();
            refused += usize::from(check(&request, refusal.as_ref(), of_set, edit_mfa_config, is_accepted));
        }
    }
    assert!(refused > 600, "{refused}");
}

#[test]
fn refused_updates_are_repaired() {
    let mut refused = 0;
    for profile in Profile::ALL.iter().copied() {
        for (pool, request) in sample((pools(profile), any::<UserPoolSettings<'static>>()), 600) {
            let command = PoolCommand::Update(request.clone());
            let refusal = Refusal::of_pool_command(&pool, &command).err();
            let is_accepted = |request: &_| pool.apply(&PoolCommand::Update(UserPoolSettings::clone(request))).is_ok();
            refused += usize::from(check(&request, refusal.as_ref(), of_update, edit_settings, is_accepted));
        }
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn refused_creations_are_repaired() {
    let mut refused = 0;
    for request in sample(any::<UserPoolSettings<'static>>(), 1000) {
        let refusal = Refusal::of_create(&request, Profile::Documented).err();
        let is_accepted = |request: &UserPoolSettings<'static>| Pool::create(request, Profile::Documented).is_ok();
        refused += usize::from(check(&request, refusal.as_ref(), |request| request, edit_settings, is_accepted));
    }
    assert!(refused > 250, "{refused}");
}

/// Whether the user can sign in at a risk level from an unknown device.
fn gets_in(pool: &Pool, user: UserFacts, risk: RiskLevel) -> bool {
    !SignInPaths::of(&pool.policy(), user, SignInContext { risk, ..SignInContext::default() }).is_empty()
}

#[test]
fn safe_repairs_lock_no_user_out_and_unsafe_ones_lock_their_witness_out() {
    let (mut safe, mut harmful) = (0, 0);
    // Users in password reset depend on account recovery, too.
    let is_plain = |user: &UserFacts| user.status() != UserStatus::ResetRequired;
    let users: Vec<UserFacts> = UserFacts::all().step_by(101).filter(is_plain).collect();
    let mut judge = |from: &Pool, to: &Pool, safety: Safety| match safety {
        Safety::Safe => {
            for (user, risk) in users.iter().flat_map(|user| RiskLevel::ALL.iter().map(move |risk| (*user, *risk))) {
                assert!(!gets_in(from, user, risk) || gets_in(to, user, risk), "{user:?} {risk} {from:?} {to:?}");
            }
            safe += 1;
        }
        Safety::Unsafe(Witness { user, attempt, .. }) if is_plain(&user) => {
            assert!(gets_in(from, user, attempt.risk), "{user:?} {from:?}");
            assert!(!gets_in(to, user, attempt.risk), "{user:?} {from:?} {to:?}");
            harmful += 1;
        }
        Safety::Unsafe(_) => {}
    };
    for profile in Profile::ALL.iter().copied() {
        for (pool, command) in sample((reachable_pools(profile), any::<PoolCommand<'static>>()), 60) {
            let Err(refusal) = Refusal::of_pool_command(&pool, &command) else { continue };
            for repair in refusal.repairs() {
                judge(&pool, pool.apply(&repair.request).unwrap().next(), repair.safety);
            }
            // What isn't safe about a preparation can be the request after it.
            for safe in refusal.preparations().iter().filter(|one| one.safety == Safety::Safe) {
                judge(&pool, &safe.pool, safe.safety);
            }
        }
    }
    assert!(safe > 50 && harmful > 20, "{safe} {harmful}");
}

#[test]
fn no_repair_if_the_pool_breaks_the_rule() {
    let pool = Pool::new(Tier::Plus, Profile::Documented);
    let refusal = Refusal::of_pool_command(&pool, &PoolCommand::SetRisk(RiskActions::default()));
    assert!(refusal.unwrap_err().repairs().is_empty());
}

#[test]
fn text_of_a_refused_mfa_configuration() {
    let mut pool = Pool::new(Tier::Lite, Profile::Documented);
    pool.passwordless =
        cognito_mfa::pool::PasswordlessFactorSet::of(&[cognito_mfa::pool::PasswordlessFactor::WebAuthn]);
    let mut request = SetMfaConfig::new(MfaMode::On).with_email(EmailMfa::default());
    request.sms = Some(SmsMfaBlock::default());
    let refusal = Refusal::of_pool_command(&pool, &PoolCommand::SetMfaConfig(request));
    insta::assert_snapshot!(refusal.unwrap_err());
}

/// The first line that says how to fix the request.
fn first_fix(refusal: &Refusal<PoolCommand<'static>>) -> String {
    let text = refusal.to_string();
    text.lines().find(|line| line.starts_with("To fix it: ")).unwrap_or_default().to_owned()
}

#[test]
fn request_that_requires_mfa_is_never_answered_with_off_first() {
    let (mut refused, mut prepared) = (0, 0);
    for profile in Profile::ALL.iter().copied() {
        for (pool, request) in sample((reachable_pools(profile), any::<SetMfaConfig<'static>>()), 1500) {
            if request.mode == MfaMode::Off {
                continue;
            }
            let command = PoolCommand::SetMfaConfig(request);
            let Err(refusal) = Refusal::of_pool_command(&pool, &command) else { continue };
            refused += 1;
            prepared += usize::from(!refusal.preparations().is_empty());
            assert!(!first_fix(&refusal).contains("MfaConfiguration to OFF"), "{refusal} {command:?} {pool:?}");
        }
    }
    assert!(refused > 800 && prepared > 50, "{refused}, {prepared}");
}

#[test]
fn preparations_are_accepted_and_make_the_request_acceptable() {
    let (mut seen, mut edited) = (0, 0);
    for profile in Profile::ALL.iter().copied() {
        let commands = any::<PoolCommand<'static>>();
        for (pool, command) in sample((reachable_pools(profile), commands), 800) {
            let Err(refusal) = Refusal::of_pool_command(&pool, &command) else { continue };
            for Preparation { edits, call, pool: prepared, of_request, .. } in refusal.preparations() {
                seen += 1;
                edited += usize::from(!of_request.is_empty());
                assert!((1..=3).contains(&edits.len()), "{edits:?}");
                assert_eq!(pool.apply(call).unwrap().next(), prepared);
                let mut command = command.clone();
                for edit in of_request {
                    match &mut command {
                        PoolCommand::SetMfaConfig(request) => edit_mfa_config(request, edit),
                        PoolCommand::Update(request) => edit_settings(request, edit),
                        PoolCommand::SetRisk(_) => panic!("{edit} of risk actions"),
                    }
                }
                assert!(prepared.apply(&command).is_ok(), "{edits:?} before {command:?} in {pool:?}");
            }
        }
    }
    assert!(seen > 100 && edited > 10, "{seen}, {edited}");
}

#[test]
fn text_of_a_request_that_the_pool_must_be_prepared_for() {
    let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
    pool.passwordless =
        cognito_mfa::pool::PasswordlessFactorSet::of(&[cognito_mfa::pool::PasswordlessFactor::EmailOtp]);
    let mut request = SetMfaConfig::new(MfaMode::On);
    request.software_token = Some(SoftwareTokenMfa::ENABLED);
    let refusal = Refusal::of_pool_command(&pool, &PoolCommand::SetMfaConfig(request));
    insta::assert_snapshot!(refusal.unwrap_err());
}
