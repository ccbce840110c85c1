//! Any pool, and any of its parts.

use super::{arbitrary, maybe_text, text};
use crate::generate::samples;
use crate::pool::{
    AccountRecovery, AccountRecoverySetting, AuthFactor, DeviceConfiguration, EmailMfa, EmailSendingAccount, EumsSms,
    FactorConfiguration, Medium, MfaMode, PasswordlessFactor, Pool, PoolPolicy, RecoveryChange, RecoveryMechanism,
    RecoveryOption, RiskAction, RiskActions, RiskLevel, SmsConfiguration, SmsMfa, SoftwareTokenMfa, ThreatProtection,
    Tier, UserVerification, WebAuthnConfiguration,
};

arbitrary! { enums
    AccountRecovery, AuthFactor, EmailSendingAccount, FactorConfiguration, Medium, MfaMode, PasswordlessFactor,
    RecoveryMechanism, RiskAction, RiskLevel, ThreatProtection, Tier, UserVerification,
}

arbitrary! { structs
    RiskActions { low, medium, high }
    DeviceConfiguration { challenge_required_on_new_device, device_only_remembered_on_user_prompt }
    AccountRecoverySetting { first, second }
    SoftwareTokenMfa { enabled }
    PoolPolicy {
        profile, tier, mode, configured, user_verification, passwordless, recovery, device, threat_protection,
        risk_actions,
    }
    Pool {
        profile,         tier, mode, sms_configuration, sms_mfa, software_token_mfa, email_mfa, web_authn, passwordless,
        account_recovery, email_sending_account, device, threat_protection, risk_actions,
    }
}

// Most settings have mechanisms.
arbitrary!(RecoveryChange, bytes => {
    Ok(if bytes.ratio(1_u8, 8)? { Self::Unset } else { Self::Set(bytes.arbitrary()?) })
});

arbitrary!(RecoveryOption, bytes => {
    Ok(Self { mechanism: bytes.arbitrary()?, priority: bytes.int_in_range(1..=2)? })
});

arbitrary!(SmsMfa<'static>, bytes => Ok(Self { message: maybe_text(bytes, samples::SMS_MESSAGES)? }));

arbitrary!(EmailMfa<'static>, bytes => {
    Ok(Self {
        message: maybe_text(bytes, samples::EMAIL_MESSAGES)?,
        subject: maybe_text(bytes, samples::SUBJECTS)?,
    })
});

arbitrary!(WebAuthnConfiguration<'static>, bytes => {
    Ok(Self {
        relying_party_id: maybe_text(bytes, samples::RELYING_PARTIES)?,
        user_verification: bytes.arbitrary()?,
        factor_configuration: bytes.arbitrary()?,
    })
});

arbitrary!(EumsSms<'static>, bytes => {
    Ok(Self {
        caller_arn: text(bytes, samples::EUMS_CALLERS)?,
        external_id: maybe_text(bytes, samples::EXTERNAL_IDS)?,
        region: maybe_text(bytes, samples::REGIONS)?,
        origination_identity: maybe_text(bytes, samples::NAMES)?,
        configuration_set_name: maybe_text(bytes, samples::NAMES)?,
        in_entity_id: maybe_text(bytes, samples::NAMES)?,
        in_template_id: maybe_text(bytes, samples::NAMES)?,
    })
});

// An SNS caller has a probability of 4/5, and End User Messaging of 1/5, so most configurations have exactly one of them.
arbitrary!(SmsConfiguration<'static>, bytes => {
    let sns = bytes.ratio(4_u8, 5)?;
    let eums = bytes.ratio(1_u8, 5)?;
    Ok(Self {
        sns_caller_arn: if sns { Some(text(bytes, samples::SNS_CALLERS)?) } else { None },
        external_id: maybe_text(bytes, samples::EXTERNAL_IDS)?,
        sns_region: maybe_text(bytes, samples::REGIONS)?,
        eums: if eums { Some(bytes.arbitrary()?) } else { None },
    })
});
