//! The table of findings: what was found, what it means, and how to fix it.

use core::fmt;

use super::{Lint, Severity, Severity::Error, Severity::Security, Severity::Suggestion, Severity::Warning};
use crate::phrase::Listed;
use cognito_mfa::evidence::Evidence::{self, ApiChange, Documented, Inferred, Measured, Reported};

/// A row of the table of findings.
///
/// ```
/// use cognito_mfa_insight::{Lint, LintRow};
///
/// assert_eq!(LintRow::ALL.len(), Lint::ALL.len());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LintRow {
    /// The finding.
    pub lint: Lint,
    /// How bad it is.
    pub severity: Severity,
    /// What was found, as a sentence.
    pub finds: &'static str,
    /// What it means for the users, as sentences.
    pub means: &'static str,
    /// How to fix it, as sentences.
    pub fix: &'static str,
    /// What else helps, if no change of the settings does or each one locks users out. Empty if nothing does.
    pub advice: &'static str,
    /// What the finding rests on: sections and rows of the specification.
    pub sources: &'static [Source],
}

/// A part of the specification that a finding rests on, with its evidence.
///
/// Its `Display` is a phrase with the letters of the evidence, for example `section 10, row 20 (D and O)`.
///
/// ```
/// use cognito_mfa_insight::Lint;
///
/// let sources = Lint::OptionalPromptsNobody.row().sources;
/// assert_eq!(sources[0].to_string(), "section 3, “offered” (D)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Source {
    /// The place: a section and a row of the specification, or a document.
    pub place: &'static str,
    /// The evidence of that place. Empty for a document of another publisher.
    pub evidence: &'static [Evidence],
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.place)?;
        if self.evidence.is_empty() {
            return Ok(());
        }
        write!(f, " ({})", Listed(self.evidence.iter(), "and"))
    }
}

impl LintRow {
    /// Every row. The worst comes first.
    pub const ALL: &'static [Self] = TABLE;

    #[expect(clippy::indexing_slicing, reason = "the table has a row for each lint, in order, as a test holds")]
    pub(super) const fn of(lint: Lint) -> &'static Self {
        &TABLE[lint as usize]
    }
}

const fn row(
    lint: Lint,
    severity: Severity,
    [finds, means, fix]: [&'static str; 3],
    sources: &'static [Source],
) -> LintRow {
    LintRow { lint, severity, finds, means, fix, advice: advice(lint), sources }
}

/// What helps besides the settings.
const fn advice(lint: Lint) -> &'static str {
    match lint {
        Lint::OnCannotEnrol => "An administrator can add what these users are missing, such as a phone number.",
        Lint::UsersLockedOut => {
            "Give these users what they're missing. The explain command shows what denies them, and what would help."
        }
        Lint::VerificationIsOnlyPreferred => "First ask users whose passkey can't verify them to register another one.",
        Lint::OtpWithheldFromMfaUsers => "Don't let users without a password enable MFA.",
        Lint::AdminResetLocksOut => {
            "To give a user a new password, use AdminSetUserPassword instead of AdminResetUserPassword."
        }
        Lint::ResetGivesPassword => "Delete or refuse such passwords in your own code.",
        Lint::EnabledFactorNotOffered => "Disable the factor for these users with AdminSetUserMFAPreference.",
        Lint::RecoveryBlockedByMfa => {
            "An administrator can set a new password for these users with AdminSetUserPassword."
        }
        Lint::RiskLocksOutUnenrolled => "Ask users to set up MFA in advance.",
        Lint::EmailCodeIsNoSecondFactor => "First ask the users who enabled EMAIL to enable TOTP.",
        Lint::RecoveryMediumBlocksMfa
        | Lint::TierLacksSetting
        | Lint::UpdateIsRefused
        | Lint::OptionalPromptsNobody
        | Lint::MfaIsOff
        | Lint::SmsIsOnlyFactor
        | Lint::OptionalIsOptIn
        | Lint::NoPhishingResistantPath
        | Lint::PasskeysAreSingleFactor
        | Lint::RiskBlocksEveryone
        | Lint::UnusedSetting
        | Lint::ResetSharesChannel
        | Lint::RememberedDeviceSkipsMfa
        | Lint::RiskIgnoresRememberedDevice
        | Lint::TierPaysForUnused => "",
    }
}

const fn source(place: &'static str, evidence: &'static [Evidence]) -> Source {
    Source { place, evidence }
}

static TABLE: &[LintRow] = &[
    row(
        Lint::TierLacksSetting,
        Error,
        [
            "The pool uses a feature that its tier doesn't include.",
            "UpdateUserPool refuses every request that doesn't fix this.",
            "Set UserPoolTier to a tier that includes the feature, or remove the feature.",
        ],
        &[source("section 6, tier-excludes-features", &[Measured])],
    ),
    row(
        Lint::UpdateIsRefused,
        Error,
        [
            "The current configuration breaks a rule of UpdateUserPool.",
            "UpdateUserPool refuses every request that doesn't fix this.",
            "In your next request, also change the setting that the rule names.",
        ],
        &[source("section 6, the table of rules", &[Measured, Documented, Inferred])],
    ),
    row(
        Lint::UsersLockedOut,
        Error,
        [
            "Some of your users can't sign in.",
            "They're enabled and confirmed, or in a password reset, but no first factor that they have leads to a finished \
             sign-in.",
            "Give these users what they're missing, or change the setting that denies them. The explain command shows which \
             one it is.",
        ],
        &[source("section 10, rows 4, 7, 8 and 20 to 25", &[Documented, Reported, Inferred])],
    ),
    row(
        Lint::OptionalPromptsNobody,
        Security,
        [
            "MFA is optional, but the pool offers no code factor.",
            "Cognito asks users who haven't enabled a factor for no second one. It denies users whose only enabled factor is \
             SMS or EMAIL, because the pool doesn't offer it.",
            "Set SoftwareTokenMfaConfiguration.Enabled to true.",
        ],
        &[source("section 3, “offered”", &[Documented]), source("section 10, rows 13 and 20", &[Documented, Reported])],
    ),
    row(
        Lint::MfaIsOff,
        Security,
        [
            "MFA is off.",
            "Cognito asks no user for a second factor, not even users who have enabled one.",
            "To require MFA, set MfaConfiguration to ON. To let users choose, set it to OPTIONAL.",
        ],
        &[source("section 10, row 13", &[Documented])],
    ),
    row(
        Lint::SmsIsOnlyFactor,
        Security,
        [
            "SMS is the only code factor that the pool offers.",
            "An attacker can take over a phone number, and NIST SP 800-63B restricts codes over the telephone network.",
            "Set SoftwareTokenMfaConfiguration.Enabled to true.",
        ],
        &[source("section 3, SMS", &[Documented, Reported]), source("NIST SP 800-63B-4, 3.1.3.3", &[])],
    ),
    row(
        Lint::OnCannotEnrol,
        Warning,
        [
            "MFA is required, but some users can't set up a factor.",
            "If they have none yet, they get MFAMethodNotFoundException after a correct password, until an administrator \
             adds what they're missing.",
            "Set SoftwareTokenMfaConfiguration.Enabled to true, so that users can set up TOTP when they sign in.",
        ],
        &[source("section 10, rows 23 and 25", &[Documented, Reported])],
    ),
    row(
        Lint::RecoveryMediumBlocksMfa,
        Warning,
        [
            "MFA is required, but some users can't sign in with a password, because reset codes go to their phone number or \
             email address.",
            "Cognito keeps MFA codes and reset codes apart. After a correct password, it denies these users with \
             MFAMethodNotFoundException.",
            "Change AccountRecoverySetting so that reset codes go elsewhere, or set it to admin_only.",
        ],
        &[source("section 10, rows 21, 23 and 25, and the table of candidates", &[Documented, Reported])],
    ),
    row(
        Lint::OptionalIsOptIn,
        Warning,
        [
            "MFA is optional, and users who haven't enabled a factor are never asked for one, at any risk level.",
            "One factor is enough for these users to sign in.",
            "Set MfaConfiguration to ON. Or keep OPTIONAL, set AdvancedSecurityMode to ENFORCED (tier PLUS) and set a risk \
             action to MFA_IF_CONFIGURED or MFA_REQUIRED.",
        ],
        &[source("section 10, row 13", &[Documented])],
    ),
    row(
        Lint::EmailCodeIsNoSecondFactor,
        Warning,
        [
            "The pool uses codes by email as a second factor.",
            "NIST SP 800-63B doesn't accept email for out-of-band codes, so a sign-in with one doesn't reach AAL2.",
            "Set SoftwareTokenMfaConfiguration.Enabled to true, and remove EmailMfaConfiguration after the users who enabled \
             EMAIL have enabled TOTP.",
        ],
        &[source("section 3, EMAIL", &[Inferred]), source("NIST SP 800-63B-4, 3.1.3.1", &[])],
    ),
    row(
        Lint::NoPhishingResistantPath,
        Warning,
        [
            "No user can sign in with a passkey.",
            "An attacker can phish passwords and codes. A passkey is bound to the site, so it can't be phished.",
            "Add WEB_AUTHN to AllowedFirstAuthFactors (not in tier LITE). If MFA is required, also set FactorConfiguration to \
             MULTI_FACTOR_WITH_USER_VERIFICATION.",
        ],
        &[
            source("section 9, WEB_AUTHN", &[Documented]),
            source("section 10, rows 7 to 11", &[ApiChange, Documented, Reported]),
        ],
    ),
    row(
        Lint::PasskeysAreSingleFactor,
        Warning,
        [
            "The pool allows passkeys only as a single factor, so users who need MFA can't sign in with theirs.",
            "Cognito denies their passkey and requires a password, which is easier to phish.",
            "Set FactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION.",
        ],
        &[source("section 9, gated", &[Documented]), source("section 10, row 8", &[Reported])],
    ),
    row(
        Lint::VerificationIsOnlyPreferred,
        Warning,
        [
            "Passkeys count as MFA, but the pool also accepts passkeys that can't verify the user.",
            "Users with passkey MFA enabled are denied when their passkey doesn't verify them.",
            "Set UserVerification to required, after users whose passkey can't verify them have registered another one.",
        ],
        &[source("section 10, row 9", &[ApiChange])],
    ),
    row(
        Lint::OtpWithheldFromMfaUsers,
        Warning,
        [
            "The pool lets users sign in with a one-time password, until they enable MFA.",
            "Users who enable a factor must start with a password. Users who have none can't sign in any more.",
            "Don't let users without a password enable MFA. If all users have a password, remove EMAIL_OTP and SMS_OTP from \
             AllowedFirstAuthFactors.",
        ],
        &[source("section 9, EMAIL_OTP and SMS_OTP", &[Measured]), source("section 10, row 8", &[Reported])],
    ),
    row(
        Lint::ResetGivesPassword,
        Warning,
        [
            "Users without a password can get one: ForgotPassword sends them a code, and ConfirmForgotPassword sets a \
             password.",
            "From then on, the password signs them in, too. Whoever reads the user's email or text messages once can set it.",
            "Set AccountRecoverySetting to admin_only. If you don't, delete or refuse such passwords in your own code.",
        ],
        &[
            source("section 14, recovery-medium and recovery-legacy", &[Documented]),
            source("section 8, effects", &[Documented, Measured]),
        ],
    ),
    row(
        Lint::ResetSharesChannel,
        Warning,
        [
            "Reset codes and MFA codes can go to the same phone number or email address.",
            "AccountRecoverySetting isn't set, so Cognito sends reset codes to the verified phone number, or else to the \
             verified email address, even if the user gets MFA codes there. Whoever controls it can reset the password and \
             then sign in.",
            "Set AccountRecoverySetting. Cognito then sends reset codes and MFA codes of a user to different places.",
        ],
        &[source("section 14, recovery-medium and recovery-legacy", &[Documented])],
    ),
    row(
        Lint::EnabledFactorNotOffered,
        Warning,
        [
            "Some of your users have enabled a factor that the pool doesn't offer.",
            "Cognito stores the preference and never asks for this factor, even if the user prefers it. While MFA is \
             optional, it denies users who have no other factor, and users with any factor enabled can't start with a \
             one-time password.",
            "Offer the factor, or disable it for these users with AdminSetUserMFAPreference.",
        ],
        &[
            source("section 7, the rules don't check offered factors", &[Reported]),
            source("section 10, rows 15 and 20", &[Documented, Reported]),
        ],
    ),
    row(
        Lint::RecoveryBlockedByMfa,
        Warning,
        [
            "Some users can't reset a forgotten password, because their reset codes and MFA codes would go to the same place.",
            "They need an administrator, although their phone number or email address is verified.",
            "Ask these users to use TOTP for MFA, or to verify a second attribute that AccountRecoverySetting lists.",
        ],
        &[source("section 14, recovery-medium", &[Documented, Inferred])],
    ),
    row(
        Lint::RiskBlocksEveryone,
        Warning,
        [
            "At one risk level, no user can sign in with a password, an OTP or a passkey.",
            "If threat protection reports this level by mistake, your users are locked out until it reports a lower one.",
            "Set a milder action for this risk level.",
        ],
        &[source("section 10, rows 3 and 19", &[Documented, Inferred])],
    ),
    row(
        Lint::RiskLocksOutUnenrolled,
        Warning,
        [
            "At one risk level, some users can't sign in.",
            "The action denies users without a usable factor and, where an OTP is a first factor, users without a password who \
             start with one. They can't set up a factor in that sign-in either.",
            "Set the action for this risk level to MFA_IF_CONFIGURED, or ask users to set up MFA in advance.",
        ],
        &[source("section 10, rows 8 and 19", &[Documented, Reported, Inferred])],
    ),
    row(
        Lint::UnusedSetting,
        Warning,
        [
            "A setting has no effect.",
            "Without it, every sign-in and every registration asks for the same.",
            "Remove the setting, or turn on what it depends on.",
        ],
        &[source("sections 3, 8 and 10", &[Documented])],
    ),
    row(
        Lint::RememberedDeviceSkipsMfa,
        Suggestion,
        [
            "A remembered device takes the place of a code.",
            "After a password, users on a remembered device enter no code. The sign-in reaches only the level of a password.",
            "If every sign-in needs MFA, set ChallengeRequiredOnNewDevice to false.",
        ],
        &[source("section 10, row 14", &[Documented, Inferred]), source("section 12", &[Documented])],
    ),
    row(
        Lint::RiskIgnoresRememberedDevice,
        Suggestion,
        [
            "At one risk level, a remembered device doesn't take the place of a code.",
            "The risk action requires a code, because users are asked whether to remember a device. Users who remembered \
             theirs are asked anyway.",
            "Set DeviceOnlyRememberedOnUserPrompt to false, if a remembered device is enough at this risk level.",
        ],
        &[source("section 10, row 14", &[Documented, Inferred])],
    ),
    row(
        Lint::AdminResetLocksOut,
        Suggestion,
        [
            "AdminResetUserPassword locks users out, because the pool sends no reset codes.",
            "After it, users can't sign in until they confirm a reset code. AccountRecoverySetting is admin_only, so they \
             get none. Only AdminSetUserPassword lets them in again.",
            "To give a user a new password, use AdminSetUserPassword instead of AdminResetUserPassword.",
        ],
        &[
            source("section 14, recovery-by-admin-only", &[Reported]),
            source("section 8, effects", &[Documented]),
            source("section 10, row 4", &[Documented]),
        ],
    ),
    row(
        Lint::TierPaysForUnused,
        Suggestion,
        [
            "A lower tier includes everything that the pool's MFA policy uses.",
            "You can pay less, unless you use other features of the tier, such as choice-based sign-in with a password.",
            "If nothing else needs the current tier, set UserPoolTier to a lower one.",
        ],
        &[source("section 6, the table of features", &[Measured, Inferred])],
    ),
];

const _: () = assert!(TABLE.len() == Lint::ALL.len());
