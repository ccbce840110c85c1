//! The table of findings: what each code finds, what that means, and what to do.

use super::{Lint, Severity, Severity::Error, Severity::Security, Severity::Suggestion, Severity::Warning};

/// Everything that is known of one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LintRow {
    /// The finding.
    pub lint: Lint,
    /// How bad it is.
    pub severity: Severity,
    /// What was found, in a sentence.
    pub finds: &'static str,
    /// What it means for the users.
    pub means: &'static str,
    /// What to do about it.
    pub fix: &'static str,
}

impl LintRow {
    /// Every row, the worst first.
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
        "The tier of the pool lacks a feature that is set.",
        "UpdateUserPool refuses every change until the feature is taken away, and the feature may not work.",
        "Choose a tier that has the feature, or take the feature away.",
    ),
    row(
        Lint::UpdateIsRefused,
        Error,
        "The configuration breaks a rule of UpdateUserPool as it stands.",
        "UpdateUserPool refuses every change that does not mend this as well.",
        "Change the setting that the rule names in the next call.",
    ),
    row(
        Lint::OnCannotEnrol,
        Error,
        "MFA is required, and some users can neither be asked for a factor nor set one up.",
        "They prove their password and are denied with MFAMethodNotFoundException, until an administrator adds what they lack.",
        "Offer TOTP, which every user can set up in the sign-in.",
    ),
    row(
        Lint::RecoveryMediumBlocksMfa,
        Error,
        "MFA is demanded, and some users are denied because their only attribute is where reset codes go.",
        "MFA and reset codes never share a channel, so the attribute is not asked for, and there is nothing else.",
        "Let reset codes go where no MFA code goes, or have administrators reset passwords.",
    ),
    row(
        Lint::OptionalPromptsNobody,
        Error,
        "MFA is optional, and the pool offers no factor that could be asked for.",
        "Nobody can ever be prompted, whatever they enable: the pool is as safe as one with MFA off.",
        "Offer TOTP.",
    ),
    row(
        Lint::MfaIsOff,
        Security,
        "MFA is off.",
        "Everybody signs in with a password alone, whatever they enabled.",
        "Require MFA, or make it optional and let threat protection demand it.",
    ),
    row(
        Lint::SmsIsOnlyFactor,
        Security,
        "Text messages are the only factor that is ever asked for.",
        "A number can be taken over, and NIST SP 800-63B restricts codes over the telephone network.",
        "Offer TOTP, or passkeys as MFA.",
    ),
    row(
        Lint::OptionalIsOptIn,
        Warning,
        "MFA is optional, and who has enabled nothing is never prompted, whatever the risk.",
        "A password alone signs these users in.",
        "Require MFA, or enforce threat protection that demands MFA at risk (tier PLUS).",
    ),
    row(
        Lint::EmailCodeIsNoSecondFactor,
        Warning,
        "Codes by email are asked for as a second factor.",
        "NIST SP 800-63B does not count email as an out-of-band authenticator, so such a sign-in is not AAL2.",
        "Offer TOTP, or passkeys as MFA, and stop offering EMAIL.",
    ),
    row(
        Lint::NoPhishingResistantPath,
        Warning,
        "No user can sign in with a passkey.",
        "A password and every code can be phished; only a passkey is bound to the site.",
        "Allow WEB_AUTHN as a first factor, and where MFA is required let passkeys count as MFA.",
    ),
    row(
        Lint::PasskeysAreSingleFactor,
        Warning,
        "Passkeys are allowed and count as a single factor, so users of whom MFA is demanded cannot use theirs.",
        "They are sent to the password: their safest credential is withheld.",
        "Set FactorConfiguration to MULTI_FACTOR_WITH_USER_VERIFICATION.",
    ),
    row(
        Lint::VerificationIsOnlyPreferred,
        Warning,
        "Passkeys count as MFA, and such as cannot verify their user are still accepted.",
        "A user can register one and is denied with it once passkey MFA is enabled.",
        "Set UserVerification to required.",
    ),
    row(
        Lint::RecoveryBlockedByMfa,
        Warning,
        "Some users cannot reset a forgotten password, since they use the medium of reset codes for MFA.",
        "They depend on an administrator, although their attribute is verified.",
        "Have users verify a second attribute or use TOTP for MFA, or stop offering the factor.",
    ),
    row(
        Lint::RiskBlocksEveryone,
        Warning,
        "A level of risk keeps out everybody who would sign in without it.",
        "A false alarm of threat protection at this level locks users out until the risk is gone.",
        "Demand MFA at this level in place of blocking, but for the highest.",
    ),
    row(
        Lint::RiskLocksOutUnenrolled,
        Warning,
        "A level of risk keeps out users who have no factor that could be asked for.",
        "MFA_REQUIRED denies who cannot do MFA; they cannot enrol in the sign-in either.",
        "Use MFA_IF_CONFIGURED at this level, or have users enrol first.",
    ),
    row(
        Lint::UnusedSetting,
        Warning,
        "A setting makes no difference to any user and attempt.",
        "It looks as if it did something.",
        "Take it away, or set what it depends on.",
    ),
    row(
        Lint::RememberedDeviceSkipsMfa,
        Suggestion,
        "A remembered device is asked for in place of a code.",
        "Whoever has the device and the password needs no second factor; the sign-in is of the level of a password.",
        "Do not challenge new devices only, where every sign-in has to be MFA.",
    ),
    row(
        Lint::TierPaysForUnused,
        Suggestion,
        "The policy uses nothing that a lower tier would lack.",
        "The pool pays for it, unless features beyond the MFA policy are used, such as choice-based sign-in by password.",
        "Choose the lower tier, if nothing else needs this one.",
    ),
];

const _: () = assert!(TABLE.len() == Lint::ALL.len());
