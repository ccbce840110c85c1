//! A refused change of a pool: each repair is accepted, and no edit of one can be left out; nor of one that keeps the mode.

use cognito_mfa::command::{SetMfaConfig, SmsMfaBlock, UserPoolSettings};
use cognito_mfa::generate::proptest::reachable_pools;
use cognito_mfa::pool::{
    AccountRecoverySetting, AuthFactor, AuthFactorSet, EmailMfa, EmailSendingAccount, FactorConfiguration, MfaMode,
    RecoveryChange, RecoveryMechanism, RecoveryOption, RiskActions, SmsConfiguration, SoftwareTokenMfa,
    ThreatProtection, Tier,
};
use cognito_mfa::{Pool, PoolCommand, Profile};
use cognito_mfa_insight::{Refusal, Repair};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// So many values of a strategy, the same ones every time.
fn sample<S: Strategy>(strategy: S, count: usize) -> impl Iterator<Item = S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

fn example() -> SmsConfiguration<'static> {
    SmsConfiguration {
        sns_caller_arn: Some("arn:aws:iam::123456789012:role/cognito-sms".into()),
        external_id: Some("cognito-sms".into()),
        ..SmsConfiguration::default()
    }
}

/// An SMS configuration with a member as the edit says.
fn edit_sms(sms: &mut SmsConfiguration<'_>, says: &str) {
    match says {
        "SnsCallerArn sent" => sms.sns_caller_arn = example().sns_caller_arn,
        "SnsCallerArn left out" => sms.sns_caller_arn = None,
        "ExternalId sent" => sms.external_id = example().external_id,
        "SnsRegion left out" => sms.sns_region = None,
        "EumsSms left out" => sms.eums = None,
        "EumsSms.Region left out" => {
            if let Some(eums) = &mut sms.eums {
                eums.region = None;
            }
        }
        other => panic!("there is no edit {other}"),
    }
}

fn edit_mfa_config(request: &mut SetMfaConfig<'static>, says: &str) {
    match says {
        "SmsMfaConfiguration left out" => request.sms = None,
        "SmsMfaConfiguration sent" => {
            request.sms.get_or_insert_default();
        }
        "SmsConfiguration left out" => {
            if let Some(sms) = &mut request.sms {
                sms.configuration = None;
            }
        }
        "SmsConfiguration sent with a SnsCallerArn and an ExternalId" => {
            request.sms.get_or_insert_default().configuration.get_or_insert_with(example);
        }
        "SoftwareTokenMfaConfiguration left out" => request.software_token = None,
        "SoftwareTokenMfaConfiguration sent with Enabled true" => {
            request.software_token = Some(SoftwareTokenMfa { enabled: Some(true) });
        }
        "EmailMfaConfiguration left out" => request.email = None,
        "EmailMfaConfiguration sent" => {
            request.email.get_or_insert_default();
        }
        "MfaConfiguration OFF" => request.mode = MfaMode::Off,
        "MfaConfiguration OPTIONAL" => request.mode = MfaMode::Optional,
        "MfaConfiguration ON" => request.mode = MfaMode::On,
        "WebAuthnConfiguration left out" => request.web_authn = None,
        "FactorConfiguration SINGLE_FACTOR" => {
            request.web_authn.get_or_insert_default().factor_configuration = Some(FactorConfiguration::SingleFactor);
        }
        "FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION" => {
            request.web_authn.get_or_insert_default().factor_configuration =
                Some(FactorConfiguration::MultiFactorWithUserVerification);
        }
        says => {
            if let Some(sms) = request.sms.as_mut().and_then(|block| block.configuration.as_mut()) {
                edit_sms(sms, says);
            }
        }
    }
}

fn edit_settings(request: &mut UserPoolSettings<'static>, says: &str) {
    let (member, rest) = says.split_once(' ').unwrap();
    match (member, rest) {
        ("AllowedFirstAuthFactors", "left out") => request.first_factors = None,
        ("AllowedFirstAuthFactors", "of PASSWORD alone") => {
            request.first_factors = Some(AuthFactorSet::of(&[AuthFactor::Password]));
        }
        ("AllowedFirstAuthFactors", rest) => {
            let (how, name) = rest.split_once(' ').unwrap();
            let factor = AuthFactor::from_name(name).unwrap();
            let list = request.first_factors.unwrap_or_default().set(factor, how == "with");
            let is_there = request.first_factors.is_some() || how == "with";
            request.first_factors = is_there.then_some(list);
        }
        ("MfaConfiguration", rest) => request.mode = MfaMode::from_name(rest),
        ("EmailSendingAccount", rest) => request.email_sending_account = EmailSendingAccount::from_name(rest),
        ("SmsConfiguration", "left out") => request.sms_configuration = None,
        ("SmsConfiguration", _) => {
            request.sms_configuration.get_or_insert_with(example);
        }
        ("AdvancedSecurityMode", rest) => request.threat_protection = ThreatProtection::from_name(rest),
        ("AccountRecoverySetting", _) => request.account_recovery = None,
        ("RecoveryMechanisms", "left out") => {
            request.account_recovery = request.account_recovery.map(|_| RecoveryChange::Unset);
        }
        ("RecoveryMechanisms", rest) => {
            let name = rest.strip_prefix("of ").and_then(|rest| rest.strip_suffix(" alone")).unwrap();
            let first = RecoveryOption { mechanism: RecoveryMechanism::from_name(name).unwrap(), priority: 1 };
            request.account_recovery = Some(RecoveryChange::Set(AccountRecoverySetting { first, second: None }));
        }
        ("UserPoolTier", rest) => request.tier = Tier::from_name(rest),
        _ => {
            if let Some(sms) = &mut request.sms_configuration {
                edit_sms(sms, says);
            }
        }
    }
}

/// Holds the repairs of a request to what is accepted; gives whether it was refused.
#[track_caller]
fn check<R: Clone + PartialEq + std::fmt::Debug, C>(
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
        edits.for_each(|says| edit(&mut request, says));
        request
    };
    let keep_mode = refusal.repairs_in_its_mode().iter().flat_map(|repair| &repair.edits);
    assert!(!keep_mode.clone().any(|says| says.starts_with("MfaConfiguration ")), "{request:?}");
    for repairs in [refusal.repairs(), refusal.repairs_in_its_mode()] {
        let sizes = repairs.iter().map(|repair| repair.edits.len());
        assert_eq!(sizes.clone().min(), sizes.max(), "{request:?}");
        for (place, Repair { edits, request: repaired, .. }) in repairs.iter().enumerate() {
            let repaired = of_repair(repaired);
            assert!(is_accepted(repaired), "{repaired:?}");
            assert_eq!(made(&mut edits.iter()), *repaired, "{edits:?} of {request:?}");
            for left_out in 0..edits.len() {
                let others = edits.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, says)| says);
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
    let PoolCommand::SetMfaConfig(request) = command else { panic!("{command:?} is another command") };
    request
}

fn of_update<'c>(command: &'c PoolCommand<'static>) -> &'c UserPoolSettings<'static> {
    let PoolCommand::Update(request) = command else { panic!("{command:?} is another command") };
    request
}

/// As many of any pools as of such that calls lead to.
fn pools(profile: Profile) -> impl Strategy<Value = Pool> {
    prop_oneof![any::<Pool>().prop_map(move |pool| Pool { profile, ..pool }), reachable_pools(profile)]
}

#[test]
fn a_refused_mfa_configuration_is_repaired() {
    let mut refused = 0;
    for profile in Profile::ALL.iter().copied() {
        for (pool, request) in sample((pools(profile), any::<SetMfaConfig<'static>>()), 600) {
            let command = PoolCommand::SetMfaConfig(request.clone());
            let refusal = Refusal::of_pool_command(&pool, &command);
            let is_accepted =
                |request: &_| pool.apply(&PoolCommand::SetMfaConfig(SetMfaConfig::clone(request))).is_ok();
            refused += usize::from(check(&request, refusal.as_ref(), of_set, edit_mfa_config, is_accepted));
        }
    }
    assert!(refused > 600, "{refused}");
}

#[test]
fn a_refused_update_is_repaired() {
    let mut refused = 0;
    for profile in Profile::ALL.iter().copied() {
        for (pool, request) in sample((pools(profile), any::<UserPoolSettings<'static>>()), 600) {
            let command = PoolCommand::Update(request.clone());
            let refusal = Refusal::of_pool_command(&pool, &command);
            let is_accepted = |request: &_| pool.apply(&PoolCommand::Update(UserPoolSettings::clone(request))).is_ok();
            refused += usize::from(check(&request, refusal.as_ref(), of_update, edit_settings, is_accepted));
        }
    }
    assert!(refused > 300, "{refused}");
}

#[test]
fn a_refused_creation_is_repaired() {
    let mut refused = 0;
    for request in sample(any::<UserPoolSettings<'static>>(), 1000) {
        let refusal = Refusal::of_create(&request, Profile::Documented);
        let is_accepted = |request: &UserPoolSettings<'static>| Pool::create(request, Profile::Documented).is_ok();
        refused += usize::from(check(&request, refusal.as_ref(), |request| request, edit_settings, is_accepted));
    }
    assert!(refused > 250, "{refused}");
}

#[test]
fn what_is_wrong_with_the_pool_no_request_repairs() {
    let pool = Pool::new(Tier::Plus, Profile::Documented);
    let refusal = Refusal::of_pool_command(&pool, &PoolCommand::SetRisk(RiskActions::default()));
    assert!(refusal.unwrap().repairs().is_empty());
}

#[test]
fn the_text_of_a_refused_mfa_configuration() {
    let mut pool = Pool::new(Tier::Lite, Profile::Documented);
    pool.passwordless =
        cognito_mfa::pool::PasswordlessFactorSet::of(&[cognito_mfa::pool::PasswordlessFactor::WebAuthn]);
    let mut request = SetMfaConfig { mode: MfaMode::On, email: Some(EmailMfa::default()), ..SetMfaConfig::default() };
    request.sms = Some(SmsMfaBlock::default());
    let refusal = Refusal::of_pool_command(&pool, &PoolCommand::SetMfaConfig(request));
    insta::assert_snapshot!(refusal.unwrap());
}
