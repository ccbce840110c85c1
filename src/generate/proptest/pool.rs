//! Any pool, and any of its parts.

use ::proptest::arbitrary::any;
use ::proptest::option;
use ::proptest::prop_oneof;
use ::proptest::sample::select;
use ::proptest::strategy::{Just, Strategy};
use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::{any_of, maybe_text};
use crate::evidence::Profile;
use crate::factor::FactorSet;
use crate::generate::samples;
use crate::pool::{
    AccountRecovery, AccountRecoverySetting, AuthFactor, DeviceConfiguration, EmailMfa, EmailSendingAccount, EumsSms,
    FactorConfiguration, Medium, MfaMode, PasswordlessFactor, PasswordlessFactorSet, Pool, PoolPolicy, RecoveryChange,
    RecoveryMechanism, RecoveryOption, RiskAction, RiskActions, RiskLevel, SmsConfiguration, SmsMfa, SoftwareTokenMfa,
    ThreatProtection, Tier, UserVerification, WebAuthnConfiguration,
};

any_of! {
    AccountRecovery,
    AuthFactor,
    EmailSendingAccount,
    FactorConfiguration,
    Medium,
    MfaMode,
    PasswordlessFactor,
    RecoveryMechanism,
    RiskAction,
    RiskLevel,
    ThreatProtection,
    Tier,
    UserVerification,
}

any_of! {
    RiskActions => any::<(RiskAction, RiskAction, RiskAction)>().prop_map(|(low, medium, high)| Self { low, medium, high });
    DeviceConfiguration => any::<(bool, bool)>().prop_map(|(challenge, prompt)| Self {
        challenge_required_on_new_device: challenge,
        device_only_remembered_on_user_prompt: prompt,
    });
    RecoveryOption => (any::<RecoveryMechanism>(), 1..=2_u8)
        .prop_map(|(mechanism, priority)| Self { mechanism, priority });
    // Most settings have mechanisms.
    RecoveryChange => prop_oneof![
        1 => Just(Self::Unset),
        7 => any::<AccountRecoverySetting>().prop_map(Self::Set),
    ];
    AccountRecoverySetting => any::<(RecoveryOption, Option<RecoveryOption>)>()
        .prop_map(|(first, second)| Self { first, second });
    SoftwareTokenMfa => any::<Option<bool>>().prop_map(|enabled| Self { enabled });
    SmsMfa<'static> => maybe_text(samples::SMS_MESSAGES).prop_map(|message| Self { message });
    EmailMfa<'static> => (maybe_text(samples::EMAIL_MESSAGES), maybe_text(samples::SUBJECTS))
        .prop_map(|(message, subject)| Self { message, subject });
    WebAuthnConfiguration<'static> => {
        let values = any::<(Option<UserVerification>, Option<FactorConfiguration>)>();
        (maybe_text(samples::RELYING_PARTIES), values).prop_map(
            |(relying_party_id, (user_verification, factor_configuration))| Self {
                relying_party_id,
                user_verification,
                factor_configuration,
            },
        )
    };
    EumsSms<'static> => {
        let name = || maybe_text(samples::NAMES);
        let caller = select(samples::EUMS_CALLERS).prop_map(Cow::Borrowed);
        let role = (caller, maybe_text(samples::EXTERNAL_IDS), maybe_text(samples::REGIONS));
        (role, name(), name(), name(), name()).prop_map(|(role, origin, configuration_set, entity, template)| {
            let (caller_arn, external_id, region) = role;
            Self {
                caller_arn,
                external_id,
                region,
                origination_identity: origin,
                configuration_set_name: configuration_set,
                in_entity_id: entity,
                in_template_id: template,
            }
        })
    };
    // An SNS caller has a probability of 4/5, and End User Messaging of 1/5, so most configurations have exactly one of them.
    SmsConfiguration<'static> => {
        let caller = option::weighted(0.8, select(samples::SNS_CALLERS).prop_map(Cow::Borrowed));
        let eums = option::weighted(0.2, any::<EumsSms<'static>>().prop_map(Box::new));
        (caller, maybe_text(samples::EXTERNAL_IDS), maybe_text(samples::REGIONS), eums).prop_map(
            |(sns_caller_arn, external_id, sns_region, eums)| Self { sns_caller_arn, external_id, sns_region, eums },
        )
    };
    PoolPolicy => {
        let kind = any::<(Profile, Tier, MfaMode, FactorSet, UserVerification)>();
        let rest = any::<(PasswordlessFactorSet, AccountRecovery, Option<DeviceConfiguration>, ThreatProtection, RiskActions)>();
        (kind, rest).prop_map(|(kind, rest)| {
            let (profile, tier, mode, configured, user_verification) = kind;
            let (passwordless, recovery, device, threat_protection, risk_actions) = rest;
            Self {
                profile,
                tier,
                mode,
                configured,
                user_verification,
                passwordless,
                recovery,
                device,
                threat_protection,
                risk_actions,
            }
        })
    };
    Pool => {
        let blocks = any::<(
            Option<SmsConfiguration<'static>>,
            Option<SmsMfa<'static>>,
            Option<SoftwareTokenMfa>,
            Option<EmailMfa<'static>>,
            Option<WebAuthnConfiguration<'static>>,
        )>();
        let values = any::<(Profile, Tier, MfaMode, PasswordlessFactorSet, Option<AccountRecoverySetting>, EmailSendingAccount)>();
        let rest = any::<(Option<DeviceConfiguration>, ThreatProtection, RiskActions)>();
        (blocks, values, rest).prop_map(|(blocks, values, rest)| {
            let (sms_configuration, sms_mfa, software_token_mfa, email_mfa, web_authn) = blocks;
            let (profile, tier, mode, passwordless, account_recovery, email_sending_account) = values;
            let (device, threat_protection, risk_actions) = rest;
            Self {
                profile,
                tier,
                mode,
                sms_configuration,
                sms_mfa,
                software_token_mfa,
                email_mfa,
                web_authn,
                passwordless,
                account_recovery,
                email_sending_account,
                device,
                threat_protection,
                risk_actions,
            }
        })
    };
}
