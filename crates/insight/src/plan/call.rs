//! The calls that a plan can contain.

use alloc::borrow::Cow;
use alloc::vec;
use alloc::vec::Vec;

use super::PlanRequest;
use cognito_mfa::command::{PoolCommand, SetMfaConfig, SmsMfaBlock, UserPoolSettings};
use cognito_mfa::pool::{
    AuthFactorSet, FactorConfiguration, MfaMode, PasswordlessFactorSet, Pool, RecoveryChange, SmsConfiguration, SmsMfa,
    SoftwareTokenMfa, ThreatProtection, Tier,
};

/// Every call whose values come from the two configurations or can be needed between them.
pub(super) fn all(request: &PlanRequest<'_>) -> Vec<PoolCommand<'static>> {
    let updates = updates(request).into_iter().map(PoolCommand::Update);
    let mfa_configs = mfa_configs(request).into_iter().map(PoolCommand::SetMfaConfig);
    let risk = [PoolCommand::SetRisk(request.to.risk_actions)];
    updates.chain(mfa_configs).chain(risk).collect()
}

/// The calls that a short plan of a few changes can contain: each call sends the current or the target values of some
/// members.
pub(super) fn few(request: &PlanRequest<'_>) -> Vec<PoolCommand<'static>> {
    let (from, to) = (request.from, request.to);
    let mut start = UserPoolSettings::new();
    start.device = to.device;
    let updates = each(vec![start], &distinct([None, changed(&to.tier, &from.tier)]), |call, tier| call.tier = tier);
    let updates = each(updates, &distinct([None, changed(&to.mode, &from.mode)]), |call, mode| call.mode = mode);
    let lists = distinct([None, changed(&to.passwordless, &from.passwordless).map(list)]);
    let updates = each(updates, &lists, |call, list| call.first_factors = list);
    let recovery = changed(&to.account_recovery, &from.account_recovery).map(Into::into);
    let updates = each(updates, &distinct([None, recovery]), |call, recovery| call.account_recovery = recovery);
    let sender = changed(&to.email_sending_account, &from.email_sending_account);
    let updates = each(updates, &distinct([None, sender]), |call, sender| call.email_sending_account = sender);
    let protections = distinct([to.threat_protection, from.threat_protection]);
    let updates = each(updates, &protections, |call, protection| call.threat_protection = Some(protection));
    let modes = distinct([to.mode, from.mode]);
    let mfa_configs = each(vec![set(from, request)], &modes, |call, mode| call.mode = mode).into_iter();
    let risk = [PoolCommand::SetRisk(to.risk_actions)];
    updates.into_iter().map(PoolCommand::Update).chain(mfa_configs.map(PoolCommand::SetMfaConfig)).chain(risk).collect()
}

/// The target value, if it differs from the current one.
fn changed<T: PartialEq + Clone>(to: &T, from: &T) -> Option<T> {
    if to == from { None } else { Some(to.clone()) }
}

/// The calls that lead from this pool to the target, if any single call does.
pub(super) fn last(pool: &Pool, request: &PlanRequest<'_>) -> [PoolCommand<'static>; 3] {
    let to = request.to;
    let configuration = changed(&to.sms_configuration, &pool.sms_configuration).flatten();
    let set = set(pool, request);
    let mut update = UserPoolSettings::new();
    update.tier = Some(to.tier).filter(|tier| *tier != pool.tier);
    update.mode = Some(to.mode).filter(|mode| *mode != pool.mode);
    update.sms_configuration = configuration;
    update.first_factors = Some(list(to.passwordless)).filter(|_| to.passwordless != pool.passwordless);
    update.account_recovery = (to.account_recovery != pool.account_recovery).then(|| to.account_recovery.into());
    update.email_sending_account = Some(to.email_sending_account).filter(|one| *one != pool.email_sending_account);
    update.device = to.device;
    update.threat_protection = Some(to.threat_protection);
    [PoolCommand::SetMfaConfig(set), PoolCommand::Update(update), PoolCommand::SetRisk(to.risk_actions)]
}

/// The request of `SetUserPoolMfaConfig` that leads from this pool to the target's blocks.
fn set(pool: &Pool, request: &PlanRequest<'_>) -> SetMfaConfig<'static> {
    let to = request.to;
    let configuration = changed(&to.sms_configuration, &pool.sms_configuration).flatten();
    let mut set = SetMfaConfig::new(to.mode);
    set.region = region(request);
    set.sms = to.sms_mfa.clone().map(|block| with_configuration(block, configuration));
    set.software_token = to.software_token_mfa;
    set.email.clone_from(&to.email_mfa);
    set.web_authn.clone_from(&to.web_authn);
    set
}

/// The settings of a new pool that is closest to this one: everything that `CreateUserPool` takes, or else only the tier.
pub(super) fn creation(to: &Pool) -> UserPoolSettings<'static> {
    let mut whole = UserPoolSettings::new();
    whole.tier = Some(to.tier);
    whole.sms_configuration.clone_from(&to.sms_configuration);
    whole.first_factors = Some(list(to.passwordless));
    whole.account_recovery = to.account_recovery.map(RecoveryChange::Set);
    whole.email_sending_account = Some(to.email_sending_account);
    whole.device = to.device;
    whole.threat_protection = Some(to.threat_protection);
    let tier_alone = UserPoolSettings::new().with_tier(to.tier);
    if Pool::create(&whole, to.profile).is_ok() { whole } else { tier_alone }
}

/// Every request of `SetUserPoolMfaConfig`.
///
/// It sends no block that both configurations lack, except TOTP. Of two texts, it sends only the target's.
fn mfa_configs(request: &PlanRequest<'_>) -> Vec<SetMfaConfig<'static>> {
    let (from, to) = (request.from, request.to);
    let mut start = SetMfaConfig::default();
    start.region = region(request);
    let calls = each(vec![start], MfaMode::ALL, |call, mode| call.mode = mode);

    let sent = new_sms_configuration(request);
    let either = to.sms_mfa.clone().or_else(|| from.sms_mfa.clone());
    let block = |configuration| either.clone().map(|block| with_configuration(block, configuration));
    let bringing = sent.map(|sent| with_configuration(either.clone().unwrap_or_default(), Some(sent)));
    let calls = each(calls, &distinct([block(None), bringing, None]), |call, sms| call.sms = sms);

    let tokens = distinct([to.software_token_mfa, None, Some(SoftwareTokenMfa::new(Some(true)))]);
    let calls = each(calls, &tokens, |call, token| call.software_token = token);

    let emails = distinct([to.email_mfa.clone().or_else(|| from.email_mfa.clone()), None]);
    let calls = each(calls, &emails, |call, email| call.email = email);

    let multi_factor = to
        .web_authn
        .clone()
        .or_else(|| from.web_authn.clone())
        .unwrap_or_default()
        .with_factor_configuration(FactorConfiguration::MultiFactorWithUserVerification);
    let passkeys = distinct([to.web_authn.clone(), from.web_authn.clone(), Some(multi_factor)]);
    each(calls, &passkeys, |call, web_authn| call.web_authn = web_authn)
}

fn with_configuration(
    block: SmsMfa<'static>,
    configuration: Option<SmsConfiguration<'static>>,
) -> SmsMfaBlock<'static> {
    let mut sent = SmsMfaBlock::new(block);
    sent.configuration = configuration;
    sent
}

/// Every request of `UpdateUserPool`. It omits what both configurations share, because an update keeps what is omitted.
fn updates(request: &PlanRequest<'_>) -> Vec<UserPoolSettings<'static>> {
    let (from, to) = (request.from, request.to);
    // Risk actions need threat protection, and threat protection needs PLUS.
    let for_risk = (to.risk_actions != from.risk_actions).then_some(Tier::Plus);
    let tiers = distinct([None, Some(to.tier).filter(|tier| *tier != from.tier), for_risk]);
    let calls = each(vec![UserPoolSettings::default()], &tiers, |call, tier| call.tier = tier);
    let modes = [None, Some(MfaMode::Off), Some(MfaMode::Optional), Some(MfaMode::On)];
    let calls = each(calls, &modes, |call, mode| call.mode = mode);
    let sms = distinct([None, new_sms_configuration(request)]);
    let calls = each(calls, &sms, |call, sms| call.sms_configuration = sms);
    let lists = if to.passwordless == from.passwordless {
        vec![None]
    } else {
        let (both, either) = (to.passwordless.and(from.passwordless), to.passwordless.or(from.passwordless));
        distinct([Some(list(to.passwordless)), None, Some(list(both)), Some(list(either))])
    };
    let calls = each(calls, &lists, |call, list| call.first_factors = list);
    let recovery = (to.account_recovery != from.account_recovery).then(|| to.account_recovery.into());
    let recoveries = distinct([None, recovery]);
    let calls = each(calls, &recoveries, |call, recovery| call.account_recovery = recovery);
    let sender = Some(to.email_sending_account).filter(|sender| *sender != from.email_sending_account);
    let calls = each(calls, &distinct([None, sender]), |call, sender| call.email_sending_account = sender);
    let calls = each(calls, &distinct([to.device, from.device]), |call, device| call.device = device);
    let for_risk = for_risk.map_or(to.threat_protection, |_| ThreatProtection::Audit);
    let protections = distinct([to.threat_protection, from.threat_protection, for_risk]);
    each(calls, &protections, |call, protection| call.threat_protection = Some(protection))
}

/// Each of these calls with each of these values.
fn each<C: Clone, V: Clone>(calls: Vec<C>, values: &[V], set: fn(&mut C, V)) -> Vec<C> {
    let with = |call: C, value: &V| {
        let mut call = call;
        set(&mut call, value.clone());
        call
    };
    calls.into_iter().flat_map(|call| values.iter().map(move |value| with(call.clone(), value))).collect()
}

/// The values without repeats, in their order.
fn distinct<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

fn list(passwordless: PasswordlessFactorSet) -> AuthFactorSet {
    passwordless.allowed_first_auth_factors().collect()
}

/// The target's SMS configuration, if it differs from the current one.
fn new_sms_configuration(request: &PlanRequest<'_>) -> Option<SmsConfiguration<'static>> {
    let (from, to) = (&request.from.sms_configuration, &request.to.sms_configuration);
    to.clone().filter(|_| to != from)
}

fn region(request: &PlanRequest<'_>) -> Option<Cow<'static, str>> {
    request.region.map(|region| Cow::Owned(region.into()))
}
