//! The calls for the search of pools: a systematic set, not a sample.

use std::borrow::Cow;

use cognito_mfa::PoolCommand;
use cognito_mfa::command::{SetMfaConfig, SmsMfaBlock, UserPoolSettings};
use cognito_mfa::pool::{
    AccountRecoverySetting, AuthFactor, AuthFactorSet, EmailMfa, EmailSendingAccount, EumsSms, FactorConfiguration,
    MfaMode, PasswordlessFactorSet, RecoveryChange, RecoveryMechanism, RecoveryOption, RiskAction, RiskActions,
    SmsConfiguration, SmsMfa, SoftwareTokenMfa, ThreatProtection, Tier, WebAuthnConfiguration,
};

/// A call that creates or changes a pool.
#[derive(Debug, Clone)]
pub(super) enum PoolCall {
    Create(UserPoolSettings<'static>),
    Apply(PoolCommand<'static>),
}

/// An SMS configuration that both profiles accept.
pub(super) const SMS: SmsConfiguration<'static> = SmsConfiguration {
    sns_caller_arn: Some(Cow::Borrowed("arn:aws:iam::123456789012:role/sms")),
    external_id: Some(Cow::Borrowed("x1")),
    sns_region: None,
    eums: None,
};

/// An SMS configuration without an external ID. For `SetUserPoolMfaConfig`, only the Documented profile accepts it.
pub(super) const SMS_WITHOUT_ID: SmsConfiguration<'static> = SmsConfiguration { external_id: None, ..SMS };

/// SMS configurations with two callers and with none. Both operations refuse them.
fn unlawful_sms() -> [SmsConfiguration<'static>; 2] {
    let caller_arn = Cow::Borrowed("arn:aws:iam::123456789012:role/eums");
    let eums = Some(Box::new(EumsSms { caller_arn, ..EumsSms::default() }));
    [SmsConfiguration { eums, ..SMS }, SmsConfiguration { sns_caller_arn: None, ..SMS }]
}

/// A multi-factor `WebAuthnConfiguration`.
pub(super) const MULTI_FACTOR: WebAuthnConfiguration<'static> = WebAuthnConfiguration {
    relying_party_id: None,
    user_verification: None,
    factor_configuration: Some(FactorConfiguration::MultiFactorWithUserVerification),
};

/// Account recovery with these mechanisms. The first has the highest priority.
pub(super) fn recovery(first: RecoveryMechanism, second: Option<RecoveryMechanism>) -> AccountRecoverySetting {
    let option = |mechanism, priority| RecoveryOption { mechanism, priority };
    AccountRecoverySetting { first: option(first, 1), second: second.map(|second| option(second, 2)) }
}

/// The member of a request that sets this account recovery.
pub(super) fn recovered(first: RecoveryMechanism, second: Option<RecoveryMechanism>) -> RecoveryChange {
    RecoveryChange::Set(recovery(first, second))
}

/// Every call: `CreateUserPool` and `UpdateUserPool` with every pair of members, with and without threat protection;
/// `SetUserPoolMfaConfig` with every set of blocks in every mode; and `SetRiskConfiguration`.
///
/// The search shows that pairs are enough: it reaches every state that the rules allow, and [`whole_settings`] lead to no
/// other state.
pub(super) fn all() -> Vec<PoolCall> {
    let settings = || settings().into_iter();
    let risk = RiskActions::every(RiskAction::Block);
    settings()
        .map(PoolCall::Create)
        .chain(settings().map(PoolCommand::Update).map(PoolCall::Apply))
        .chain(mfa_configs().into_iter().map(PoolCommand::SetMfaConfig).map(PoolCall::Apply))
        .chain([PoolCall::Apply(PoolCommand::SetRisk(risk))])
        .collect()
}

/// Settings with no member, one member and two members, each with and without threat protection. (An update resets threat
/// protection that it doesn't send.)
fn settings() -> Vec<UserPoolSettings<'static>> {
    let ones = one_member();
    let pairs = ones.iter().enumerate().flat_map(|(number, (member, one))| {
        let others = ones[number..].iter().filter(move |(other, _)| other != member);
        others.map(move |(_, other)| merged(one, other))
    });
    let unprotected = std::iter::once(UserPoolSettings::default()).chain(ones.iter().map(|(_, one)| one.clone()));
    let protection = [None, Some(ThreatProtection::Enforced)];
    let with = |settings: UserPoolSettings<'static>| {
        protection.map(|threat_protection| UserPoolSettings { threat_protection, ..settings.clone() })
    };
    unprotected.chain(pairs).flat_map(with).collect()
}

/// Settings with every combination of allowed values of all members.
pub(super) fn whole_settings() -> Vec<UserPoolSettings<'static>> {
    let mut all = vec![UserPoolSettings::default()];
    for member in 0..=5 {
        let values: Vec<_> = one_lawful_member().into_iter().filter(|(number, _)| *number == member).collect();
        all = all
            .iter()
            .flat_map(|one| {
                let others = values.iter().map(|(_, other)| merged(one, other));
                std::iter::once(one.clone()).chain(others).collect::<Vec<_>>()
            })
            .collect();
    }
    let protection = |settings: &UserPoolSettings<'static>| UserPoolSettings {
        threat_protection: Some(ThreatProtection::Enforced),
        ..settings.clone()
    };
    let protected: Vec<_> = all.iter().map(protection).collect();
    all.into_iter().chain(protected).collect()
}

/// Settings with one member, each with the number of that member.
fn one_member() -> Vec<(usize, UserPoolSettings<'static>)> {
    let none = UserPoolSettings::default;
    let [both, neither] = unlawful_sms().map(|sms| UserPoolSettings { sms_configuration: Some(sms), ..none() });
    let list = |list: &[AuthFactor]| UserPoolSettings { first_factors: Some(AuthFactorSet::of(list)), ..none() };
    let mixed = recovered(RecoveryMechanism::AdminOnly, Some(RecoveryMechanism::VerifiedEmail));
    let unlawful = [
        (2, both),
        (2, neither),
        (3, list(&[AuthFactor::WebAuthn])),
        (3, list(&[AuthFactor::Password, AuthFactor::SoftwareToken])),
        (4, UserPoolSettings { account_recovery: Some(mixed), ..none() }),
    ];
    one_lawful_member().into_iter().chain(unlawful).collect()
}

/// Settings with one member, without the settings that every pool refuses.
fn one_lawful_member() -> Vec<(usize, UserPoolSettings<'static>)> {
    use RecoveryMechanism::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};
    let none = UserPoolSettings::default;
    let tiers = Tier::ALL.iter().map(|tier| (0, UserPoolSettings { tier: Some(*tier), ..none() }));
    let modes = MfaMode::ALL.iter().map(|mode| (1, UserPoolSettings { mode: Some(*mode), ..none() }));
    let sms = (2, UserPoolSettings { sms_configuration: Some(SMS), ..none() });
    let lists = PasswordlessFactorSet::subsets().map(|set| set.allowed_first_auth_factors().collect());
    let lists = lists.map(|list| (3, UserPoolSettings { first_factors: Some(list), ..none() }));
    let recoveries = [
        RecoveryChange::Unset,
        recovered(VerifiedEmail, None),
        recovered(VerifiedPhoneNumber, Some(VerifiedEmail)),
        recovered(AdminOnly, None),
    ];
    let recoveries = recoveries.map(|change| (4, UserPoolSettings { account_recovery: Some(change), ..none() }));
    let senders = EmailSendingAccount::ALL.iter();
    let senders = senders.map(|sender| (5, UserPoolSettings { email_sending_account: Some(*sender), ..none() }));
    tiers.chain(modes).chain([sms]).chain(lists).chain(recoveries).chain(senders).collect()
}

fn merged(one: &UserPoolSettings<'static>, other: &UserPoolSettings<'static>) -> UserPoolSettings<'static> {
    UserPoolSettings {
        tier: one.tier.or(other.tier),
        mode: one.mode.or(other.mode),
        sms_configuration: one.sms_configuration.clone().or_else(|| other.sms_configuration.clone()),
        first_factors: one.first_factors.or(other.first_factors),
        account_recovery: one.account_recovery.or(other.account_recovery),
        email_sending_account: one.email_sending_account.or(other.email_sending_account),
        device: None,
        threat_protection: None,
    }
}

/// Every mode with every set of blocks. The blocks have the values that the rules distinguish.
fn mfa_configs() -> Vec<SetMfaConfig<'static>> {
    let block = |configuration| Some(SmsMfaBlock { block: SmsMfa::default(), configuration });
    let [both, neither] = unlawful_sms();
    let sms =
        [None, block(None), block(Some(SMS)), block(Some(SMS_WITHOUT_ID)), block(Some(both)), block(Some(neither))];
    let tokens = [None, Some(false), Some(true)]
        .map(|enabled| enabled.map(|enabled| SoftwareTokenMfa { enabled: Some(enabled) }));
    let mut configs = Vec::new();
    for mode in MfaMode::ALL {
        for sms in &sms {
            for software_token in tokens {
                for email in [None, Some(EmailMfa::default())] {
                    for web_authn in [None, Some(MULTI_FACTOR)] {
                        let (sms, email) = (sms.clone(), email.clone());
                        configs.push(SetMfaConfig { region: None, mode: *mode, sms, software_token, email, web_authn });
                    }
                }
            }
        }
    }
    configs
}
