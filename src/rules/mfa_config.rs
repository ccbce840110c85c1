//! The table of `SetUserPoolMfaConfig` (spec 5), in the order of the specification.

use super::{
    Feature, FeatureSet, Judged, Judgment, Message, Message::Own, Message::Quoted, MessageArgs, Operation, Rule,
    RuleRow, all_complete,
};
use crate::command::{SetMfaConfig, SmsMfaBlock};
use crate::evidence::{
    Evidence::{ApiChange, Documented, Inferred, Measured},
    Profile,
    RowScope::Both,
    RowScope::Only,
};
use crate::exception::Exception::{FeatureUnavailableInTier, InvalidParameter};
use crate::pool::{
    EmailSendingAccount, MfaMode, PasswordlessFactor, Pool, RecoveryMechanism, RecoveryOption, SmsConfiguration,
    SoftwareTokenMfa, Tier, WebAuthnConfiguration,
};

/// A request, and the pool that it's for.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) request: &'a SetMfaConfig<'a>,
}

impl Case<'_> {
    fn sms_configuration(&self) -> Option<&SmsConfiguration<'_>> {
        self.request.sms.as_ref()?.configuration.as_ref()
    }

    fn sends_sms_configuration(&self) -> bool {
        self.sms_configuration().is_some()
    }

    fn sends_sns_caller(&self) -> bool {
        self.sms_configuration().is_some_and(SmsConfiguration::has_sns_caller)
    }

    fn sends_eums(&self) -> bool {
        self.sms_configuration().is_some_and(|sms| sms.eums.is_some())
    }

    fn region(&self) -> Option<&str> {
        self.request.region.as_deref()
    }

    fn sns_region(&self) -> Option<&str> {
        self.sms_configuration()?.sns_region.as_deref()
    }

    fn eums_region(&self) -> Option<&str> {
        self.sms_configuration()?.eums.as_ref()?.region.as_deref()
    }

    fn sends_factor_block(&self) -> bool {
        self.request.sms.is_some() || self.sends_other_than_sms()
    }

    fn sends_other_than_sms(&self) -> bool {
        self.request.software_token.is_some() || self.request.email.is_some()
    }

    fn sends_software_token_alone(&self) -> bool {
        self.request.software_token.is_some() && self.request.sms.is_none() && self.request.email.is_none()
    }

    fn sends_email(&self) -> bool {
        self.request.email.is_some()
    }

    fn sets_multi_factor(&self) -> bool {
        self.request.web_authn.as_ref().is_some_and(WebAuthnConfiguration::is_multi_factor)
    }

    fn is_mfa_mode(&self) -> bool {
        self.request.mode != MfaMode::Off
    }

    fn sets_on(&self) -> bool {
        self.request.mode == MfaMode::On
    }
}

/// Whether account recovery is set and has a mechanism other than `verified_email`.
pub(crate) fn recovers_by_more_than_email(pool: &Pool) -> bool {
    let is_email = |option: RecoveryOption| option.mechanism == RecoveryMechanism::VerifiedEmail;
    pool.account_recovery.is_some_and(|setting| !setting.options().all(is_email))
}

/// Whether the pool sends email from the customer's own account.
pub(crate) fn has_own_email_sender(pool: &Pool) -> bool {
    pool.email_sending_account == EmailSendingAccount::Developer
}

/// Pools in the Seoul Region send text messages through the Tokyo Region.
const SEOUL: &str = "ap-northeast-2";
const TOKYO: &str = "ap-northeast-1";

/// The only text with placeholders for a tier and its features.
pub(crate) const TIER_EXCLUDES: Message = Quoted(
    "The following features need to be disabled for the {tier} pricing tier configured: {features}",
    &[Measured],
);
pub(crate) const TWO_ORIGINS: Message =
    Own("Invalid SMS configuration given, SnsCallerArn and EumsSms can't be configured together.");
pub(crate) const NOT_OWN_SENDER: Message = Quoted(
    "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of \
     COGNITO_DEFAULT.",
    &[Measured],
);
pub(crate) const NO_OTHER_RECOVERY: Message = Quoted(
    "Cannot set EmailMfaConfiguration when user pool AccountRecoverySetting is not set or contains only \
     verified_email in RecoveryMechanisms.",
    &[Measured],
);
pub(crate) const OTP_WITH_ON: Message = Quoted(
    "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
    &[Measured],
);
const NO_CALLER: Message =
    Quoted("Invalid SMS MFA configuration given, external id and a valid caller arn are required", &[Measured]);
const NO_FACTOR: Message =
    Quoted("Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.", &[Measured]);

/// The rules of `SetUserPoolMfaConfig`.
pub(crate) enum SetUserPoolMfaConfig {}

impl Judgment for SetUserPoolMfaConfig {
    type Case<'a> = Case<'a>;

    const TABLE: &'static [Judged<Self>] = &[
        Judged {
            row: RuleRow {
                rule: Rule::SmsOneOrigin,
                operation: Operation::SetUserPoolMfaConfig,
                when: "SmsConfiguration is sent",
                must: "it doesn't contain both a non-empty SnsCallerArn and EumsSms",
                exception: InvalidParameter,
                evidence: &[Documented],
                message: TWO_ORIGINS,
                source: "API reference, SmsConfigurationType",
                scope: Both,
            },
            applies: |case| case.sends_sms_configuration(),
            holds: |case| !(case.sends_sns_caller() && case.sends_eums()),
        },
        Judged {
            row: RuleRow {
                rule: Rule::SmsCallerRequired,
                operation: Operation::SetUserPoolMfaConfig,
                when: "SmsConfiguration is sent",
                must: "it contains a non-empty SnsCallerArn or EumsSms",
                exception: InvalidParameter,
                evidence: &[ApiChange],
                message: NO_CALLER,
                source: "API change of 2026-04-16, where SnsCallerArn is required; EumsSms came later; the message is measured",
                scope: Both,
            },
            applies: |case| case.sends_sms_configuration(),
            holds: |case| case.sends_sns_caller() || case.sends_eums(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::SmsExternalIdRequired,
                operation: Operation::SetUserPoolMfaConfig,
                when: "SmsConfiguration is sent with a non-empty SnsCallerArn",
                must: "it contains a non-empty ExternalId",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: NO_CALLER,
                source: "measured on the live service; the documents call ExternalId optional",
                scope: Only(Profile::Observed),
            },
            applies: |case| case.sends_sns_caller(),
            holds: |case| {
                let external_id = case.sms_configuration().and_then(|sms| sms.external_id.as_deref());
                external_id.is_some_and(|id| !id.is_empty())
            },
        },
        Judged {
            row: RuleRow {
                rule: Rule::SeoulUsesTokyo,
                operation: Operation::SetUserPoolMfaConfig,
                when: "UserPoolId begins with ap-northeast-2, and SnsRegion is sent",
                must: "SnsRegion is ap-northeast-1",
                exception: InvalidParameter,
                evidence: &[ApiChange],
                message: Own(
                    "Invalid SMS configuration given, SnsRegion must be ap-northeast-1 for a user pool in ap-northeast-2.",
                ),
                source: "API change of 2026-04-16, SnsRegion",
                scope: Both,
            },
            applies: |case| case.region() == Some(SEOUL) && case.sns_region().is_some(),
            holds: |case| case.sns_region() == Some(TOKYO),
        },
        Judged {
            row: RuleRow {
                rule: Rule::EumsRegionIsPoolRegion,
                operation: Operation::SetUserPoolMfaConfig,
                when: "EumsSms.Region is sent, and UserPoolId begins with a Region",
                must: "the two Regions are the same",
                exception: InvalidParameter,
                evidence: &[Documented],
                message: Own(
                    "Invalid SMS configuration given, the Region of EumsSms must be the Region of the user pool.",
                ),
                source: "API reference, EumsSms",
                scope: Both,
            },
            applies: |case| case.region().is_some() && case.eums_region().is_some(),
            holds: |case| case.region() == case.eums_region(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::OffExcludesFactors,
                operation: Operation::SetUserPoolMfaConfig,
                when: "the mode is OFF",
                must: "the request doesn't contain an SMS, software token or email block, not even with Enabled=false",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: Quoted(
                    "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
                    &[Measured],
                ),
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| !case.is_mfa_mode(),
            holds: |case| !case.sends_factor_block(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::ModeNeedsFactorBlock,
                operation: Operation::SetUserPoolMfaConfig,
                when: "the mode is ON or OPTIONAL",
                must: "the request contains an SMS, software token or email block; a WebAuthn block doesn't count",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: NO_FACTOR,
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.is_mfa_mode(),
            holds: |case| case.sends_factor_block(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::ModeNeedsEnabledFactor,
                operation: Operation::SetUserPoolMfaConfig,
                when: "the mode is ON or OPTIONAL, and the software token block is the only factor block",
                must: "the block has Enabled=true",
                exception: InvalidParameter,
                evidence: &[Inferred],
                message: NO_FACTOR,
                source: "follows from the measured message; the live service was seen to accept such a request",
                scope: Only(Profile::Documented),
            },
            applies: |case| case.is_mfa_mode() && case.sends_software_token_alone(),
            holds: |case| case.request.software_token.is_some_and(SoftwareTokenMfa::is_enabled),
        },
        Judged {
            row: RuleRow {
                rule: Rule::SmsNeedsConfiguration,
                operation: Operation::SetUserPoolMfaConfig,
                when: "an SMS block is sent without SmsConfiguration",
                must: "the pool has an SMS configuration",
                exception: InvalidParameter,
                evidence: &[Inferred],
                message: Own("Invalid SMS MFA configuration given, the user pool has no SMS configuration."),
                source: "inferred: without an SMS configuration, the pool can't send a code",
                scope: Both,
            },
            applies: |case| matches!(case.request.sms, Some(SmsMfaBlock { configuration: None, .. })),
            holds: |case| case.pool.sms_configuration.is_some(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::EmailMfaNeedsEssentials,
                operation: Operation::SetUserPoolMfaConfig,
                when: "an email block is sent",
                must: "the tier is ESSENTIALS or PLUS",
                exception: FeatureUnavailableInTier,
                evidence: &[ApiChange],
                message: TIER_EXCLUDES,
                source: "API change of 2026-04-16, EmailMfaConfiguration; the sentence of the message is measured, its label is inferred",
                scope: Both,
            },
            applies: |case| case.sends_email(),
            holds: |case| case.pool.tier != Tier::Lite,
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasskeyMfaNeedsEssentials,
                operation: Operation::SetUserPoolMfaConfig,
                when: "FactorConfiguration is MULTI_FACTOR_WITH_USER_VERIFICATION",
                must: "the tier is ESSENTIALS or PLUS",
                exception: FeatureUnavailableInTier,
                evidence: &[ApiChange],
                message: TIER_EXCLUDES,
                source: "API change of 2026-04-16, FactorConfiguration; the sentence of the message is measured, its label is inferred",
                scope: Both,
            },
            applies: |case| case.sets_multi_factor(),
            holds: |case| case.pool.tier != Tier::Lite,
        },
        Judged {
            row: RuleRow {
                rule: Rule::EmailMfaNeedsOwnSender,
                operation: Operation::SetUserPoolMfaConfig,
                when: "an email block is sent",
                must: "the pool doesn't send email as COGNITO_DEFAULT",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: NOT_OWN_SENDER,
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.sends_email(),
            holds: |case| has_own_email_sender(case.pool),
        },
        Judged {
            row: RuleRow {
                rule: Rule::EmailMfaNeedsOtherRecovery,
                operation: Operation::SetUserPoolMfaConfig,
                when: "an email block is sent",
                must: "account recovery is set and contains a mechanism other than verified_email",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: NO_OTHER_RECOVERY,
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.sends_email(),
            holds: |case| recovers_by_more_than_email(case.pool),
        },
        Judged {
            row: RuleRow {
                rule: Rule::OnExcludesOtpFirstFactor,
                operation: Operation::SetUserPoolMfaConfig,
                when: "the mode is ON",
                must: "AllowedFirstAuthFactors contains neither EMAIL_OTP nor SMS_OTP",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: OTP_WITH_ON,
                source: "measured on the live service, which accepts the mode OPTIONAL",
                scope: Both,
            },
            applies: |case| case.sets_on(),
            holds: |case| !case.pool.passwordless.allows_otp(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::OnPasskeyNeedsMultiFactor,
                operation: Operation::SetUserPoolMfaConfig,
                when: "the mode is ON, and AllowedFirstAuthFactors contains WEB_AUTHN",
                must: "this request sets FactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION; the stored value doesn't help",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: Quoted(
                    "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an \
                 allowed first auth factor",
                    &[Measured],
                ),
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.sets_on() && case.pool.passwordless.contains(PasswordlessFactor::WebAuthn),
            holds: |case| case.sets_multi_factor(),
        },
    ];
    fn detail(case: &Case<'_>, rule: Rule) -> MessageArgs {
        let features = FeatureSet::EMPTY
            .set(Feature::EmailMfa, rule == Rule::EmailMfaNeedsEssentials)
            .set(Feature::PasskeyMfa, rule == Rule::PasskeyMfaNeedsEssentials);
        MessageArgs::Tier(case.pool.tier, features)
    }
}

const _: () = assert!(all_complete(SetUserPoolMfaConfig::TABLE));
