//! The tables of `CreateUserPool` and `UpdateUserPool`, and of `SetRiskConfiguration` (spec 6), in the order of the
//! specification.

use super::mfa_config::{
    NO_OTHER_RECOVERY, NOT_OWN_SENDER, OTP_WITH_ON, TIER_EXCLUDES, TWO_ORIGINS, has_own_email_sender,
    recovers_by_more_than_email,
};
use super::{
    Feature, FeatureSet, Judged, Judgment, Message::Own, Message::Quoted, MessageArgs, Operation, Rule, RuleRow,
    all_complete,
};
use crate::command::UserPoolSettings;
use crate::evidence::{
    Evidence::{Documented, Inferred, Measured},
    RowScope::Both,
};
use crate::exception::Exception::{FeatureUnavailableInTier, InvalidParameter, UserPoolAddOnNotEnabled};
use crate::pool::{
    AccountRecoverySetting, AuthFactor, MfaMode, PasswordlessFactor, Pool, RecoveryChange, RecoveryMechanism,
    SmsConfiguration, ThreatProtection, Tier,
};

/// The operation of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Create,
    Update,
}

/// A request, and the pool that it would lead to.
#[derive(Debug)]
pub(crate) struct Case<'a> {
    pub(crate) verb: Verb,
    pub(crate) request: &'a UserPoolSettings<'a>,
    pub(crate) next: &'a Pool,
}

impl Case<'_> {
    fn sends_sms_configuration(&self) -> bool {
        self.request.sms_configuration.is_some()
    }

    fn sends_sns_caller(&self) -> bool {
        self.request.sms_configuration.as_ref().is_some_and(SmsConfiguration::has_sns_caller)
    }

    fn sends_eums(&self) -> bool {
        self.request.sms_configuration.as_ref().is_some_and(|sms| sms.eums.is_some())
    }

    fn lists(&self, factor: AuthFactor) -> bool {
        self.request.first_factors.is_some_and(|list| list.contains(factor))
    }

    fn sent_recovery(&self) -> Option<AccountRecoverySetting> {
        self.request.account_recovery.and_then(RecoveryChange::setting)
    }

    fn would_be_on(&self) -> bool {
        self.next.mode == MfaMode::On
    }

    fn would_allow(&self, factor: PasswordlessFactor) -> bool {
        self.next.passwordless.contains(factor)
    }

    fn would_have_email_mfa(&self) -> bool {
        self.next.email_mfa.is_some()
    }

    /// The features that the pool would use and that its tier doesn't include.
    fn excluded_features(&self) -> FeatureSet {
        let lite = self.next.tier == Tier::Lite;
        FeatureSet::EMPTY
            .set(Feature::PasswordlessSignIn, lite && !self.next.passwordless.is_empty())
            .set(Feature::EmailMfa, lite && self.next.email_mfa.is_some())
            .set(Feature::PasskeyMfa, lite && self.next.has_multi_factor_passkeys())
            .set(
                Feature::ThreatProtection,
                self.next.tier < Tier::Plus && self.next.threat_protection != ThreatProtection::Off,
            )
    }
}

/// The rules of `CreateUserPool` and `UpdateUserPool`.
pub(crate) enum UserPool {}

impl Judgment for UserPool {
    type Case<'a> = Case<'a>;

    const TABLE: &'static [Judged<Self>] = &[
        Judged {
            row: RuleRow {
                rule: Rule::CreateModeNeedsSms,
                operation: Operation::UserPool,
                when: "the request is CreateUserPool with the mode ON or OPTIONAL",
                must: "SmsConfiguration is sent",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: Quoted(
                    "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
                    &[Measured],
                ),
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.verb == Verb::Create && case.next.mode != MfaMode::Off,
            holds: |case| case.sends_sms_configuration(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::SmsOneOrigin,
                operation: Operation::UserPool,
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
                operation: Operation::UserPool,
                when: "SmsConfiguration is sent",
                must: "it contains a non-empty SnsCallerArn or EumsSms",
                exception: InvalidParameter,
                evidence: &[Documented],
                message: Own("Invalid SMS configuration given, a valid caller arn is required."),
                source: "API reference, SmsConfigurationType",
                scope: Both,
            },
            applies: |case| case.sends_sms_configuration(),
            holds: |case| case.sends_sns_caller() || case.sends_eums(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::OnNeedsOfferedFactor,
                operation: Operation::UserPool,
                when: "the request is UpdateUserPool and sets the mode to ON",
                must: "the pool would offer a code factor",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: Quoted("Cannot turn MFA functionality ON, once the user pool has been created.", &[Measured]),
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.verb == Verb::Update && case.request.mode == Some(MfaMode::On),
            holds: |case| !case.next.policy().offered().codes().is_empty(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::PasswordIsFirstFactor,
                operation: Operation::UserPool,
                when: "AllowedFirstAuthFactors is sent",
                must: "it contains PASSWORD",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: Quoted("Password should be configured as one of the allowed first auth factors.", &[Measured]),
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.request.first_factors.is_some(),
            holds: |case| case.lists(AuthFactor::Password),
        },
        Judged {
            row: RuleRow {
                rule: Rule::TotpNotFirstFactor,
                operation: Operation::UserPool,
                when: "AllowedFirstAuthFactors is sent",
                must: "it doesn't contain SOFTWARE_TOKEN",
                exception: InvalidParameter,
                evidence: &[Documented],
                message: Own("SOFTWARE_TOKEN can not be configured as one of the allowed first auth factors."),
                source: "developer guide, authentication flows",
                scope: Both,
            },
            applies: |case| case.request.first_factors.is_some(),
            holds: |case| !case.lists(AuthFactor::SoftwareToken),
        },
        Judged {
            row: RuleRow {
                rule: Rule::SmsOtpNeedsSms,
                operation: Operation::UserPool,
                when: "AllowedFirstAuthFactors would contain SMS_OTP",
                must: "the pool would have an SMS configuration",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: Quoted(
                    "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration",
                    &[Measured],
                ),
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.would_allow(PasswordlessFactor::SmsOtp),
            holds: |case| case.next.sms_configuration.is_some(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::TierExcludesFeatures,
                operation: Operation::UserPool,
                when: "the tier would be below PLUS",
                must: "threat protection is OFF; and in the tier LITE, the pool has no passwordless first factor, email block or multi-factor passkeys",
                exception: FeatureUnavailableInTier,
                evidence: &[Measured],
                message: TIER_EXCLUDES,
                source: "measured on the live service; the labels of email MFA and passkey MFA are inferred",
                scope: Both,
            },
            applies: |case| case.next.tier < Tier::Plus,
            holds: |case| case.excluded_features().is_empty(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::OnExcludesOtpFirstFactor,
                operation: Operation::UserPool,
                when: "the mode would be ON",
                must: "AllowedFirstAuthFactors contains neither EMAIL_OTP nor SMS_OTP",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: OTP_WITH_ON,
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.would_be_on(),
            holds: |case| !case.next.passwordless.allows_otp(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::OnPasskeyFirstFactorNeedsMultiFactor,
                operation: Operation::UserPool,
                when: "the mode would be ON, and AllowedFirstAuthFactors would contain WEB_AUTHN",
                must: "the stored FactorConfiguration is MULTI_FACTOR_WITH_USER_VERIFICATION",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: Quoted(
                    "WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA",
                    &[Measured],
                ),
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.would_be_on() && case.would_allow(PasswordlessFactor::WebAuthn),
            holds: |case| case.next.has_multi_factor_passkeys(),
        },
        Judged {
            row: RuleRow {
                rule: Rule::AdminOnlyStandsAlone,
                operation: Operation::UserPool,
                when: "AccountRecoverySetting is sent with admin_only",
                must: "it doesn't contain another mechanism",
                exception: InvalidParameter,
                evidence: &[Measured],
                message: Quoted(
                    "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
                    &[Measured],
                ),
                source: "measured on the live service",
                scope: Both,
            },
            applies: |case| case.sent_recovery().is_some_and(|setting| setting.has(RecoveryMechanism::AdminOnly)),
            holds: |case| {
                case.sent_recovery().is_some_and(|setting| {
                    setting.options().all(|option| option.mechanism == RecoveryMechanism::AdminOnly)
                })
            },
        },
        Judged {
            row: RuleRow {
                rule: Rule::EmailMfaNeedsOwnSender,
                operation: Operation::UserPool,
                when: "the pool would have an email block",
                must: "the pool wouldn't send email as COGNITO_DEFAULT",
                exception: InvalidParameter,
                evidence: &[Inferred],
                message: NOT_OWN_SENDER,
                source: "inferred: other operations must not undo what SetUserPoolMfaConfig requires",
                scope: Both,
            },
            applies: |case| case.would_have_email_mfa(),
            holds: |case| has_own_email_sender(case.next),
        },
        Judged {
            row: RuleRow {
                rule: Rule::EmailMfaNeedsOtherRecovery,
                operation: Operation::UserPool,
                when: "the pool would have an email block",
                must: "account recovery would be set and contain a mechanism other than verified_email",
                exception: InvalidParameter,
                evidence: &[Inferred],
                message: NO_OTHER_RECOVERY,
                source: "inferred: other operations must not undo what SetUserPoolMfaConfig requires",
                scope: Both,
            },
            applies: |case| case.would_have_email_mfa(),
            holds: |case| recovers_by_more_than_email(case.next),
        },
    ];

    fn detail(case: &Case<'_>, _rule: Rule) -> MessageArgs {
        MessageArgs::Tier(case.next.tier, case.excluded_features())
    }
}

const _: () = assert!(all_complete(UserPool::TABLE));

/// The rules of `SetRiskConfiguration`.
pub(crate) enum RiskConfiguration {}

impl Judgment for RiskConfiguration {
    type Case<'a> = Pool;

    const TABLE: &'static [Judged<Self>] = &[Judged {
        row: RuleRow {
            rule: Rule::RiskNeedsThreatProtection,
            operation: Operation::SetRiskConfiguration,
            when: "the request is SetRiskConfiguration",
            must: "threat protection is AUDIT or ENFORCED",
            exception: UserPoolAddOnNotEnabled,
            evidence: &[Documented, Inferred],
            message: Own("Threat protection is not enabled for the user pool."),
            source: "API reference, errors of SetRiskConfiguration; that this exception belongs to OFF is inferred",
            scope: Both,
        },
        applies: |_| true,
        holds: |pool| pool.threat_protection != ThreatProtection::Off,
    }];
}

const _: () = assert!(all_complete(RiskConfiguration::TABLE));
