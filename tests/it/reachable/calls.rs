//! The calls for the search of pools: a systematic set, not a sample.

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
pub(super) fn sms() -> SmsConfiguration<'static> {
    SmsConfiguration::new().with_sns_caller_arn("arn:aws:iam::123456789012:role/sms").with_external_id("x1")
}

/// An SMS configuration without an external ID. For `SetUserPoolMfaConfig`, only the Documented profile accepts it.
pub(super) fn sms_without_id() -> SmsConfiguration<'static> {
    SmsConfiguration::new().with_sns_caller_arn("arn:aws:iam::123456789012:role/sms")
}

/// SMS configurations with two callers and with none. Both operations refuse them.
fn unlawful_sms() -> [SmsConfiguration<'static>; 2] {
    let caller_arn = "arn:aws:iam::123456789012:role/eums";
    [sms().with_eums(EumsSms::new(caller_arn)), SmsConfiguration::new().with_external_id("x1")]
}

/// A multi-factor `WebAuthnConfiguration`.
pub(super) fn multi_factor() -> WebAuthnConfiguration<'static> {
    WebAuthnConfiguration::new().with_factor_configuration(FactorConfiguration::MultiFactorWithUserVerification)
}

/// Account recovery with these mechanisms. The first has the highest priority.
pub(super) fn recovery(first: RecoveryMechanism, second: Option<RecoveryMechanism>) -> AccountRecoverySetting {
    let option = |mechanism, priority| RecoveryOption::new(mechanism, priority);
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
        protection.map(|threat_protection| {
            let mut settings = settings.clone();
            settings.threat_protection = threat_protection;
            settings
        })
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
    let protection =
        |settings: &UserPoolSettings<'static>| settings.clone().with_threat_protection(ThreatProtection::Enforced);
    let protected: Vec<_> = all.iter().map(protection).collect();
    all.into_iter().chain(protected).collect()
}

/// Settings with one member, each with the number of that member.
fn one_member() -> Vec<(usize, UserPoolSettings<'static>)> {
    let none = UserPoolSettings::default;
    let [both, neither] = unlawful_sms().map(|sms| none().with_sms_configuration(sms));
    let list = |list: &[AuthFactor]| none().with_first_factors(AuthFactorSet::of(list));
    let mixed = recovered(RecoveryMechanism::AdminOnly, Some(RecoveryMechanism::VerifiedEmail));
    let unlawful = [
        (2, both),
        (2, neither),
        (3, list(&[AuthFactor::WebAuthn])),
        (3, list(&[AuthFactor::Password, AuthFactor::SoftwareToken])),
        (4, none().with_account_recovery(mixed)),
    ];
    one_lawful_member().into_iter().chain(unlawful).collect()
}

/// Settings with one member, without the settings that every pool refuses.
fn one_lawful_member() -> Vec<(usize, UserPoolSettings<'static>)> {
    use RecoveryMechanism::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};
    let none = UserPoolSettings::default;
    let tiers = Tier::ALL.iter().map(|tier| (0, none().with_tier(*tier)));
    let modes = MfaMode::ALL.iter().map(|mode| (1, none().with_mode(*mode)));
    let sms = (2, none().with_sms_configuration(sms()));
    let lists = PasswordlessFactorSet::subsets().map(|set| set.allowed_first_auth_factors().collect::<AuthFactorSet>());
    let lists = lists.map(|list| (3, none().with_first_factors(list)));
    let recoveries = [
        RecoveryChange::Unset,
        recovered(VerifiedEmail, None),
        recovered(VerifiedPhoneNumber, Some(VerifiedEmail)),
        recovered(AdminOnly, None),
    ];
    let recoveries = recoveries.map(|change| (4, none().with_account_recovery(change)));
    let senders = EmailSendingAccount::ALL.iter();
    let senders = senders.map(|sender| (5, none().with_email_sending_account(*sender)));
    tiers.chain(modes).chain([sms]).chain(lists).chain(recoveries).chain(senders).collect()
}

fn merged(one: &UserPoolSettings<'static>, other: &UserPoolSettings<'static>) -> UserPoolSettings<'static> {
    {
        let mut settings = UserPoolSettings::new();
        settings.tier = one.tier.or(other.tier);
        settings.mode = one.mode.or(other.mode);
        settings.sms_configuration = one.sms_configuration.clone().or_else(|| other.sms_configuration.clone());
        settings.first_factors = one.first_factors.or(other.first_factors);
        settings.account_recovery = one.account_recovery.or(other.account_recovery);
        settings.email_sending_account = one.email_sending_account.or(other.email_sending_account);
        settings
    }
}

/// Every mode with every set of blocks. The blocks have the values that the rules distinguish.
fn mfa_configs() -> Vec<SetMfaConfig<'static>> {
    let block = |configuration| {
        Some({
            let mut block = SmsMfaBlock::new(SmsMfa::default());
            block.configuration = configuration;
            block
        })
    };
    let [both, neither] = unlawful_sms();
    let sms =
        [None, block(None), block(Some(sms())), block(Some(sms_without_id())), block(Some(both)), block(Some(neither))];
    let tokens =
        [None, Some(false), Some(true)].map(|enabled| enabled.map(|enabled| SoftwareTokenMfa::new(Some(enabled))));
    let mut configs = Vec::new();
    for mode in MfaMode::ALL {
        for sms in &sms {
            for software_token in tokens {
                for email in [None, Some(EmailMfa::default())] {
                    for web_authn in [None, Some(multi_factor())] {
                        let (sms, email) = (sms.clone(), email.clone());
                        configs.push({
                            let mut request = SetMfaConfig::new(*mode);
                            request.sms = sms;
                            request.software_token = software_token;
                            request.email = email;
                            request.web_authn = web_authn;
                            request
                        });
                    }
                }
            }
        }
    }
    configs
}
