//! The changes that can remove each error.

use super::Error;
use crate::finding::Code;
use crate::setting::{Setting, Split};
use cognito_mfa::rules::Rule;

/// The changes that can remove an error. The ones that keep most of what the request is meant to do come first.
pub(super) fn candidates((code, rule): Error) -> &'static [&'static [Setting<'static>]] {
    if code == Code::SmsMfaDropped.code() {
        return SMS_IS_DROPPED;
    }
    if code == Code::EmailTextEnablesEmailMfa.code() {
        return TEXT_ENABLES_EMAIL;
    }
    TABLE.iter().find(|(one, _)| Some(*one) == rule).map_or(&[], |(_, candidates)| candidates)
}

const fn set(member: &'static str, value: &'static str) -> Setting<'static> {
    Setting::Set { member, value }
}

const fn drop(element: &'static str) -> Setting<'static> {
    Setting::Drop { member: "AllowedFirstAuthFactors", element }
}

const fn remove(member: &'static str) -> Setting<'static> {
    Setting::Remove { member }
}

const TOTP: Setting<'_> = set("SoftwareTokenMfaConfiguration.Enabled", "true");
const SMS: Setting<'_> = Setting::Configure { member: "SmsConfiguration" };
pub(super) const EMAIL: Setting<'_> = Setting::Configure { member: "EmailMfaConfiguration" };
const NO_SMS: Setting<'_> = remove("SmsMfaConfiguration");
const NO_EMAIL: [Setting<'_>; 3] =
    [remove("EmailMfaConfiguration"), remove("EmailMfaConfiguration.Message"), remove("EmailMfaConfiguration.Subject")];
pub(super) const OPTIONAL: Setting<'_> = set("MfaConfiguration", "OPTIONAL");
const ON: Setting<'_> = set("MfaConfiguration", "ON");
pub(super) const OFF: Setting<'_> = set("MfaConfiguration", "OFF");
pub(super) const ESSENTIALS: Setting<'_> = set("UserPoolTier", "ESSENTIALS");
pub(super) const PLUS: Setting<'_> = set("UserPoolTier", "PLUS");
pub(super) const MULTI: Setting<'_> = set("FactorConfiguration", "MULTI_FACTOR_WITH_USER_VERIFICATION");
/// Without it, passkeys that count as MFA don't work for every user.
pub(super) const VERIFIED: Setting<'_> = set("UserVerification", "required");
pub(super) const SINGLE: Setting<'_> = set("FactorConfiguration", "SINGLE_FACTOR");
const BOTH: Setting<'_> = set("RecoveryMechanisms", "verified_email before verified_phone_number");
const BY_ADMIN: Setting<'_> = set("RecoveryMechanisms", "admin_only");
pub(super) const THREAT_PROTECTION: Setting<'_> = set("AdvancedSecurityMode", "ENFORCED");
const AUDIT: Setting<'_> = set("AdvancedSecurityMode", "AUDIT");
pub(super) const NO_THREAT_PROTECTION: Setting<'_> = set("AdvancedSecurityMode", "OFF");

pub(super) const OTHER_ORDER: Setting<'_> = Setting::InTwoSteps(Split::OtherOrder);
const FIRST_FACTORS_LAST: Setting<'_> = Setting::InTwoSteps(Split::FirstFactorsLast);
const TIER_LAST: Setting<'_> = Setting::InTwoSteps(Split::TierLast);
const SENDER_LAST: Setting<'_> = Setting::InTwoSteps(Split::SenderLast);
const RECOVERY_LAST: Setting<'_> = Setting::InTwoSteps(Split::RecoveryLast);
pub(super) const ALL_BUT_FIRST_FACTORS_LAST: Setting<'_> = Setting::InTwoSteps(Split::AllButFirstFactorsLast);

const SMS_IS_DROPPED: &[&[Setting<'_>]] =
    &[&[Setting::Configure { member: "SmsMfaConfiguration" }], &[remove("SmsConfiguration")]];

const TEXT_ENABLES_EMAIL: &[&[Setting<'_>]] = &[&NO_EMAIL, &[TOTP, NO_EMAIL[0], NO_EMAIL[1], NO_EMAIL[2]], &[EMAIL]];

type Row = (Rule, &'static [&'static [Setting<'static>]]);

/// The other rules have only a general fix.
static TABLE: &[Row] = &[
    (Rule::SmsOneOrigin, &[&[remove("SmsConfiguration.EumsSms")], &[remove("SmsConfiguration.SnsCallerArn")]]),
    (Rule::SeoulUsesTokyo, &[&[set("SmsConfiguration.SnsRegion", "ap-northeast-1")]]),
    (
        Rule::OffExcludesFactors,
        &[
            &[OPTIONAL],
            &[ON],
            &[remove("SoftwareTokenMfaConfiguration"), NO_SMS, NO_EMAIL[0], NO_EMAIL[1], NO_EMAIL[2]],
        ],
    ),
    (Rule::ModeNeedsFactorBlock, &[&[TOTP], &[OFF]]),
    (Rule::ModeNeedsEnabledFactor, &[&[TOTP], &[OFF]]),
    (Rule::OnNeedsOfferedFactor, &[&[TOTP], &[OFF]]),
    (Rule::SmsNeedsConfiguration, &[&[SMS], &[TOTP, NO_SMS], &[NO_SMS]]),
    (
        Rule::EmailMfaNeedsEssentials,
        &[
            &[OTHER_ORDER],
            &[FIRST_FACTORS_LAST],
            &[ESSENTIALS],
            &NO_EMAIL,
            &[TOTP, NO_EMAIL[0], NO_EMAIL[1], NO_EMAIL[2]],
        ],
    ),
    (Rule::PasskeyMfaNeedsEssentials, &[&[OTHER_ORDER], &[FIRST_FACTORS_LAST], &[ESSENTIALS], &[SINGLE]]),
    (
        Rule::EmailMfaNeedsOwnSender,
        &[
            &[SENDER_LAST],
            &[OTHER_ORDER],
            &[FIRST_FACTORS_LAST],
            &[set("EmailSendingAccount", "DEVELOPER")],
            &NO_EMAIL,
            &[TOTP, NO_EMAIL[0], NO_EMAIL[1], NO_EMAIL[2]],
        ],
    ),
    (
        Rule::EmailMfaNeedsOtherRecovery,
        &[
            &[RECOVERY_LAST],
            &[OTHER_ORDER],
            &[FIRST_FACTORS_LAST],
            &[BOTH],
            &[BY_ADMIN],
            &NO_EMAIL,
            &[TOTP, NO_EMAIL[0], NO_EMAIL[1], NO_EMAIL[2]],
        ],
    ),
    (
        Rule::OnExcludesOtpFirstFactor,
        &[&[FIRST_FACTORS_LAST], &[OTHER_ORDER], &[drop("EMAIL_OTP"), drop("SMS_OTP")], &[OPTIONAL]],
    ),
    (
        Rule::OnPasskeyNeedsMultiFactor,
        &[
            &[FIRST_FACTORS_LAST],
            &[OTHER_ORDER],
            &[MULTI, VERIFIED],
            &[MULTI],
            &[TOTP, MULTI, VERIFIED],
            &[TOTP, MULTI],
            &[drop("WEB_AUTHN")],
            &[OPTIONAL],
        ],
    ),
    (
        Rule::OnPasskeyFirstFactorNeedsMultiFactor,
        &[
            &[FIRST_FACTORS_LAST],
            &[MULTI, VERIFIED],
            &[MULTI],
            &[TOTP, MULTI, VERIFIED],
            &[TOTP, MULTI],
            &[drop("WEB_AUTHN")],
            &[OPTIONAL],
        ],
    ),
    (Rule::CreateModeNeedsSms, &[&[TOTP], &[SMS], &[TOTP, MULTI, VERIFIED], &[TOTP, MULTI]]),
    (Rule::PasswordIsFirstFactor, &[&[Setting::Add { member: "AllowedFirstAuthFactors", element: "PASSWORD" }]]),
    (Rule::TotpNotFirstFactor, &[&[drop("SOFTWARE_TOKEN")]]),
    (Rule::SmsOtpNeedsSms, &[&[SMS], &[drop("SMS_OTP")]]),
    (
        Rule::TierExcludesFeatures,
        &[
            &[TIER_LAST],
            &[OTHER_ORDER],
            &[FIRST_FACTORS_LAST],
            &[SINGLE, TIER_LAST],
            &[ESSENTIALS],
            &[PLUS],
            &[NO_THREAT_PROTECTION],
            &[drop("EMAIL_OTP"), drop("SMS_OTP"), drop("WEB_AUTHN")],
            &[drop("EMAIL_OTP"), drop("SMS_OTP"), drop("WEB_AUTHN"), NO_THREAT_PROTECTION],
        ],
    ),
    (Rule::AdminOnlyStandsAlone, &[&[BY_ADMIN], &[BOTH]]),
    (Rule::RiskNeedsThreatProtection, &[&[THREAT_PROTECTION], &[THREAT_PROTECTION, PLUS], &[AUDIT], &[AUDIT, PLUS]]),
];
