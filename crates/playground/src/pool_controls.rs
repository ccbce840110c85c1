//! The controls for the pool: every setting that the policy reads, with AWS's names.

use cognito_mfa::command::UserPoolSettings;
use cognito_mfa::evidence::Profile;
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{
    AccountRecovery, AccountRecoverySetting, DeviceConfiguration, EmailMfa, EmailSendingAccount, FactorConfiguration,
    MfaMode, PasswordlessFactor, RiskAction, RiskLevel, SmsConfiguration, SmsMfa, SoftwareTokenMfa, ThreatProtection,
    Tier, UserVerification, WebAuthnConfiguration,
};
use cognito_mfa::{Pool, PoolPolicy};

use crate::control::{Choice, Control, Kind, Value, labels, names, no_values};

/// A role that no account has. The form contains no ARN and no external ID, and a request needs both.
pub(crate) const ANY_ROLE: &str = "arn:aws:iam::111122223333:role/cognito-sms";
pub(crate) const ANY_EXTERNAL_ID: &str = "cognito-sms";

pub(crate) const POOL: &[Control<Pool>] = &[
    Control {
        id: "UserPoolTier",
        help: "The feature plan. LITE has no passkeys and no choice of first factors; only PLUS acts on risk.",
        kind: Kind::Choice,
        values: || names(Tier::ALL, Tier::name),
        get: |pool| Value::choice(pool.tier.name()),
        set: |pool, value| {
            pool.tier = value.one(Tier::from_name)?;
            Some(())
        },
    },
    Control {
        id: "MfaConfiguration",
        help: "Whether MFA is off, up to the user, or required.",
        kind: Kind::Choice,
        values: || names(MfaMode::ALL, MfaMode::name),
        get: |pool| Value::choice(pool.mode.name()),
        set: |pool, value| {
            pool.mode = value.one(MfaMode::from_name)?;
            Some(())
        },
    },
    Control {
        id: "SmsConfiguration",
        help: "Whether the pool can send text messages. It makes SMS a factor.",
        kind: Kind::Switch,
        values: no_values,
        get: |pool| Value::Switch(pool.sms_configuration.is_some()),
        set: |pool, value| {
            let configuration =
                || SmsConfiguration::new().with_sns_caller_arn(ANY_ROLE).with_external_id(ANY_EXTERNAL_ID);
            pool.sms_configuration = value.switch()?.then(configuration);
            Some(())
        },
    },
    Control {
        id: "SoftwareTokenMfaConfiguration",
        help: "Whether codes of an authenticator app (TOTP) are a factor.",
        kind: Kind::Switch,
        values: no_values,
        get: |pool| Value::Switch(pool.software_token_mfa.is_some_and(SoftwareTokenMfa::is_enabled)),
        set: |pool, value| {
            pool.software_token_mfa = value.switch()?.then_some(SoftwareTokenMfa::ENABLED);
            Some(())
        },
    },
    Control {
        id: "EmailMfaConfiguration",
        help: "Whether codes by email are a factor.",
        kind: Kind::Switch,
        values: no_values,
        get: |pool| Value::Switch(pool.email_mfa.is_some()),
        set: |pool, value| {
            let block = || EmailMfa::new().with_message("Your code is {####}").with_subject("Your code");
            pool.email_mfa = value.switch()?.then(block);
            Some(())
        },
    },
    Control {
        id: "EmailSendingAccount",
        help: "Who sends the email: Cognito, or your own Amazon SES identity.",
        kind: Kind::Choice,
        values: || names(EmailSendingAccount::ALL, EmailSendingAccount::name),
        get: |pool| Value::choice(pool.email_sending_account.name()),
        set: |pool, value| {
            pool.email_sending_account = value.one(EmailSendingAccount::from_name)?;
            Some(())
        },
    },
    Control {
        id: "AllowedFirstAuthFactors",
        help: "What users may start with in place of a password. PASSWORD is always allowed.",
        kind: Kind::Flags,
        values: || names(PasswordlessFactor::ALL, PasswordlessFactor::name),
        get: |pool| Value::flags(pool.passwordless.iter().map(PasswordlessFactor::name)),
        set: |pool, value| {
            pool.passwordless = value.several(PasswordlessFactor::from_name)?;
            Some(())
        },
    },
    Control {
        id: "FactorConfiguration",
        help: "Whether a passkey that verifies the user counts as MFA.",
        kind: Kind::Choice,
        values: || names(FactorConfiguration::ALL, FactorConfiguration::name),
        get: |pool| Value::choice(factor_configuration(pool).name()),
        set: |pool, value| {
            let factors = value.one(FactorConfiguration::from_name)?;
            set_passkeys(pool, user_verification(pool), factors);
            Some(())
        },
    },
    Control {
        id: "UserVerification",
        help: "Whether a passkey must verify the user, for example with a PIN or a fingerprint.",
        kind: Kind::Choice,
        values: || names(UserVerification::ALL, UserVerification::name),
        get: |pool| Value::choice(user_verification(pool).name()),
        set: |pool, value| {
            let verification = value.one(UserVerification::from_name)?;
            set_passkeys(pool, verification, factor_configuration(pool));
            Some(())
        },
    },
    Control {
        id: "AccountRecoverySetting",
        help: "Where codes for a forgotten password go, by priority.",
        kind: Kind::Choice,
        values: recoveries,
        get: |pool| Value::choice(meaning(pool).name()),
        set: |pool, value| {
            pool.account_recovery = value.one(AccountRecovery::from_name)?.setting();
            Some(())
        },
    },
    Control {
        id: "DeviceConfiguration",
        help: "Whether devices are remembered, and whether a remembered device takes the place of a code.",
        kind: Kind::Choice,
        values: devices,
        get: |pool| Value::choice(device_code(pool.device)),
        set: |pool, value| {
            pool.device = value.one(|code| every_device().find(|device| device_code(*device) == code))?;
            Some(())
        },
    },
    Control {
        id: "AdvancedSecurityMode",
        help: "Threat protection. Only ENFORCED acts on the risk of a sign-in.",
        kind: Kind::Choice,
        values: || names(ThreatProtection::ALL, ThreatProtection::name),
        get: |pool| Value::choice(pool.threat_protection.name()),
        set: |pool, value| {
            pool.threat_protection = value.one(ThreatProtection::from_name)?;
            Some(())
        },
    },
    Control {
        id: "LowAction",
        help: "What happens to a sign-in at low risk.",
        kind: Kind::Choice,
        values: actions,
        get: |pool| Value::choice(pool.risk_actions.low.name()),
        set: |pool, value| set_action(pool, RiskLevel::Low, value),
    },
    Control {
        id: "MediumAction",
        help: "What happens to a sign-in at medium risk.",
        kind: Kind::Choice,
        values: actions,
        get: |pool| Value::choice(pool.risk_actions.medium.name()),
        set: |pool, value| set_action(pool, RiskLevel::Medium, value),
    },
    Control {
        id: "HighAction",
        help: "What happens to a sign-in at high risk.",
        kind: Kind::Choice,
        values: actions,
        get: |pool| Value::choice(pool.risk_actions.high.name()),
        set: |pool, value| set_action(pool, RiskLevel::High, value),
    },
];

/// The pool that `CreateUserPool` makes if the request contains only a name. The form starts with it.
pub(crate) fn default_pool(profile: Profile) -> Pool {
    let settings = UserPoolSettings::new();
    let created = Pool::create(&settings, profile).map(cognito_mfa::apply::Transition::into_next);
    created.unwrap_or_else(|_| Pool::new(Tier::default(), profile))
}

/// The pool as the form has it: without texts, and without blocks that make no difference.
pub(crate) fn in_form(pool: &Pool) -> Pool {
    let mut formed = Pool::new(pool.tier, pool.profile);
    for control in POOL {
        // Each control takes each of its own values.
        let _ = (control.set)(&mut formed, &(control.get)(pool));
    }
    formed.sms_mfa = formed.sms_configuration.as_ref().filter(|_| formed.mode != MfaMode::Off).map(|_| SmsMfa::new());
    formed
}

/// The pool of the form with this policy. Only the sender of email isn't a part of the policy.
pub(crate) fn pool_of(policy: &PoolPolicy, sender: EmailSendingAccount) -> Pool {
    let has = |factor| policy.configured.contains(factor);
    let factors = if has(Factor::Passkey) {
        FactorConfiguration::MultiFactorWithUserVerification
    } else {
        FactorConfiguration::SingleFactor
    };
    let mut pool = Pool::new(policy.tier, policy.profile)
        .with_mode(policy.mode)
        .with_passwordless(policy.passwordless)
        .with_account_recovery(policy.recovery.setting())
        .with_email_sending_account(sender)
        .with_device(policy.device)
        .with_threat_protection(policy.threat_protection)
        .with_risk_actions(policy.risk_actions);
    pool.sms_configuration = has(Factor::Sms).then(SmsConfiguration::new);
    pool.software_token_mfa = has(Factor::Totp).then_some(SoftwareTokenMfa::ENABLED);
    pool.email_mfa = has(Factor::Email).then(EmailMfa::new);
    set_passkeys(&mut pool, policy.user_verification, factors);
    in_form(&pool)
}

fn factor_configuration(pool: &Pool) -> FactorConfiguration {
    pool.web_authn.as_ref().and_then(|block| block.factor_configuration).unwrap_or_default()
}

fn user_verification(pool: &Pool) -> UserVerification {
    pool.web_authn.as_ref().and_then(|block| block.user_verification).unwrap_or_default()
}

fn set_passkeys(pool: &mut Pool, verification: UserVerification, factors: FactorConfiguration) {
    let is_default = verification == UserVerification::default() && factors == FactorConfiguration::default();
    let block = WebAuthnConfiguration::new().with_user_verification(verification).with_factor_configuration(factors);
    pool.web_authn = (!is_default).then_some(block);
}

fn meaning(pool: &Pool) -> AccountRecovery {
    pool.account_recovery.map_or(AccountRecovery::NotSet, AccountRecoverySetting::meaning)
}

/// The values with AWS's names of the mechanisms, in the order of their priorities.
fn recoveries() -> Vec<Choice> {
    let label = |meaning: AccountRecovery| match meaning.setting() {
        None => meaning.name().into(),
        Some(setting) => {
            let mechanisms: Vec<_> = setting.options().map(|option| option.mechanism.name()).collect();
            mechanisms.join(", then ")
        }
    };
    labels(AccountRecovery::ALL, AccountRecovery::name, label)
}

fn every_device() -> impl Iterator<Item = Option<DeviceConfiguration>> {
    std::iter::once(None).chain(DeviceConfiguration::all().map(Some))
}

const fn device_code(device: Option<DeviceConfiguration>) -> &'static str {
    let Some(device) = device else { return "not set" };
    match (device.challenge_required_on_new_device, device.device_only_remembered_on_user_prompt) {
        (false, false) => "remembered",
        (false, true) => "remembered on prompt",
        (true, false) => "challenge on new device",
        (true, true) => "challenge on new device, remembered on prompt",
    }
}

fn devices() -> Vec<Choice> {
    let label = |device: Option<DeviceConfiguration>| match device {
        None => "not set".into(),
        Some(device) => format!(
            "ChallengeRequiredOnNewDevice {}, DeviceOnlyRememberedOnUserPrompt {}",
            device.challenge_required_on_new_device, device.device_only_remembered_on_user_prompt
        ),
    };
    labels(&every_device().collect::<Vec<_>>(), device_code, label)
}

fn actions() -> Vec<Choice> {
    names(RiskAction::ALL, RiskAction::name)
}

fn set_action(pool: &mut Pool, level: RiskLevel, value: &Value) -> Option<()> {
    pool.risk_actions = pool.risk_actions.with(level, value.one(RiskAction::from_name)?);
    Some(())
}
