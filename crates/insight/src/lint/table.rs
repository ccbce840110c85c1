//! The table of findings: what was found, what it means, and how to fix it.

use super::{Lint, Severity, Severity::Error, Severity::Security, Severity::Suggestion, Severity::Warning};

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
}

impl LintRow {
    /// Every row. The worst comes first.
    pub const ALL: &'static [Self] = TABLE;

    #[expect(clippy::indexing_slicing, reason = "the table has a row for each lint, in order, as a test holds")]
    pub(super) const fn of(lint: Lint) -> &'static Self {
        &TABLE[lint as usize]
    }
}

const fn row(lint: Lint, severity: Severity, finds: &'static str, means: &'static str, fix: &'static str) -> LintRow {
    LintRow { lint, severity, finds, means, fix }
}

static TABLE: &[LintRow] = &[
    row(
        Lint::TierLacksSetting,
        Error,
        "The pool uses a feature that its tier doesn't include.",
        "UpdateUserPool refuses every request that doesn't fix this.",
        "Set UserPoolTier to a tier that includes the feature, or remove the feature.",
    ),
    row(
        Lint::UpdateIsRefused,
        Error,
        "The current configuration breaks a rule of UpdateUserPool.",
        "UpdateUserPool refuses every request that doesn't fix this.",
        "In your next request, also change the setting that the rule names.",
    ),
    row(
        Lint::OnCannotEnrol,
        Error,
        "MFA is required, but some users have no usable factor and can't set one up.",
        "After a correct password, they get MFAMethodNotFoundException until an administrator adds what they're missing.",
        "Set SoftwareTokenMfaConfiguration.Enabled to true, so that users can set up TOTP when they sign in.",
    ),
    row(
        Lint::RecoveryMediumBlocksMfa,
        Error,
        "MFA is required, but some users can't use the only factor that they could, because it receives reset codes.",
        "Cognito never sends MFA codes and reset codes to the same place, so these users are denied.",
        "Change AccountRecoverySetting so that reset codes go elsewhere, or set it to admin_only.",
    ),
    row(
        Lint::OptionalPromptsNobody,
        Error,
        "MFA is optional, but the pool offers no code factor.",
        "Users who haven't enabled a factor sign in with only one. Users who enable SMS or EMAIL anyway are denied after their \
         password.",
        "Set SoftwareTokenMfaConfiguration.Enabled to true.",
    ),
    row(
        Lint::MfaIsOff,
        Security,
        "MFA is off.",
        "Cognito asks no user for a second factor, not even users who have enabled one.",
        "To require MFA, set MfaConfiguration to ON. To let users choose, set it to OPTIONAL.",
    ),
    row(
        Lint::SmsIsOnlyFactor,
        Security,
        "SMS is the only code factor that the pool offers.",
        "An attacker can take over a phone number, and NIST SP 800-63B restricts codes over the telephone network.",
        "Set SoftwareTokenMfaConfiguration.Enabled to true.",
    ),
    row(
        Lint::OptionalIsOptIn,
        Warning,
        "MFA is optional, and users who haven't enabled a factor are never asked for one, at any risk level.",
        "These users sign in with only one factor.",
        "Set MfaConfiguration to ON. Or keep OPTIONAL, set AdvancedSecurityMode to ENFORCED (tier PLUS) and set a risk action \
         to MFA_IF_CONFIGURED or MFA_REQUIRED.",
    ),
    row(
        Lint::EmailCodeIsNoSecondFactor,
        Warning,
        "The pool uses codes by email as a second factor.",
        "NIST SP 800-63B doesn't accept email for out-of-band codes, so a sign-in with one doesn't reach AAL2.",
        "Set SoftwareTokenMfaConfiguration.Enabled to true, and remove EmailMfaConfiguration.",
    ),
    row(
        Lint::NoPhishingResistantPath,
        Warning,
        "No user can sign in with a passkey.",
        "An attacker can phish passwords and codes. A passkey is bound to the site, so it can't be phished.",
        "Add WEB_AUTHN to AllowedFirstAuthFactors (not in tier LITE). If MFA is required, also set FactorConfiguration to \
         MULTI_FACTOR_WITH_USER_VERIFICATION.",
    ),
    row(
        Lint::PasskeysAreSingleFactor,
        Warning,
        "The pool allows passkeys only as a single factor, so users who need MFA can't sign in with theirs.",
        "Cognito denies their passkey and requires a password, which is easier to phish.",
        "Set FactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION.",
    ),
    row(
        Lint::VerificationIsOnlyPreferred,
        Warning,
        "Passkeys count as MFA, but the pool also accepts passkeys that can't verify the user.",
        "Users with passkey MFA enabled are denied when their passkey doesn't verify them.",
        "Set UserVerification to required.",
    ),
    row(
        Lint::RecoveryBlockedByMfa,
        Warning,
        "Some users can't reset a forgotten password, because their reset codes and MFA codes would go to the same place.",
        "They need an administrator, although their phone number or email address is verified.",
        "Ask these users to use TOTP for MFA, or to verify a second attribute that AccountRecoverySetting lists.",
    ),
    row(
        Lint::RiskBlocksEveryone,
        Warning,
        "At one risk level, users can't sign in with a password, an OTP or a passkey.",
        "If threat protection reports this level by mistake, your users are locked out until it reports a lower one.",
        "Set a milder action for this risk level.",
    ),
    row(
        Lint::RiskLocksOutUnenrolled,
        Warning,
        "At one risk level, users without a usable factor can't sign in.",
        "MFA_REQUIRED denies these users. They can't set up a factor in that sign-in either.",
        "Set the action for this risk level to MFA_IF_CONFIGURED, or ask users to set up MFA in advance.",
    ),
    row(
        Lint::UnusedSetting,
        Warning,
        "A setting has no effect.",
        "Every sign-in and every registration gets the same answer without it.",
        "Remove the setting, or turn on what it depends on.",
    ),
    row(
        Lint::RememberedDeviceSkipsMfa,
        Suggestion,
        "A remembered device takes the place of a code.",
        "After a password, users on a remembered device enter no code. The sign-in reaches only the level of a password.",
        "If every sign-in needs MFA, turn off ChallengeRequiredOnNewDevice or remove DeviceConfiguration.",
    ),
    row(
        Lint::TierPaysForUnused,
        Suggestion,
        "A lower tier includes everything that the pool's MFA policy uses.",
        "You can pay less, unless you use other features of the tier, such as choice-based sign-in with a password.",
        "If nothing else needs the current tier, set UserPoolTier to a lower one.",
    ),
];

const _: () = assert!(TABLE.len() == Lint::ALL.len());
