//! A pool's configuration judged: what is wrong with it, a user and an attempt that show it, and what would mend it.

mod check;
mod risk;
mod survey;
mod table;
mod unused;
mod update;

use alloc::vec::Vec;
use core::fmt;

use super::change::Change;
use super::witness::Witness;
use crate::codes::codes;
use cognito_mfa::pool::Pool;
use cognito_mfa::rules::Violation;
use survey::Survey;

pub use table::LintRow;

codes! {
    /// How bad a finding is, the worst first.
    ///
    /// Closed: a check that fails on some of them has to know all.
    pub enum Severity {
        /// Some users cannot sign in, or the configuration contradicts itself.
        Error = "error",
        /// Users sign in with less than a second factor should be.
        Security = "security",
        /// Something does not do what it seems to.
        Warning = "warning",
        /// Something could be better.
        Suggestion = "suggestion",
    }
}

codes! {
    /// What can be found in a pool's configuration, by its stable code, the worst first.
    #[non_exhaustive]
    pub enum Lint {
        /// The tier lacks what is set.
        TierLacksSetting = "tier-lacks-setting",
        /// No update is accepted any more.
        UpdateIsRefused = "update-is-refused",
        /// The mode is ON, and some users can neither be asked nor enrol.
        OnCannotEnrol = "on-cannot-enrol",
        /// Some users cannot use their only factor, since it is where reset codes go.
        RecoveryMediumBlocksMfa = "recovery-medium-blocks-mfa",
        /// The mode is OPTIONAL, and nobody can be prompted.
        OptionalPromptsNobody = "optional-prompts-nobody",
        /// Everybody signs in with a password alone.
        MfaIsOff = "mfa-is-off",
        /// Text messages are the only factor.
        SmsIsOnlyFactor = "sms-is-only-factor",
        /// A password alone signs in who has not opted in.
        OptionalIsOptIn = "optional-is-opt-in",
        /// Codes by email count as a second factor.
        EmailCodeIsNoSecondFactor = "email-code-is-no-second-factor",
        /// Nobody can sign in with what resists phishing.
        NoPhishingResistantPath = "no-phishing-resistant-path",
        /// Passkeys are allowed, and users with MFA cannot use them.
        PasskeysAreSingleFactor = "passkeys-are-single-factor",
        /// Passkeys that are accepted are refused as MFA.
        VerificationIsOnlyPreferred = "verification-is-only-preferred",
        /// Some users cannot reset their password, since they use its medium for MFA.
        RecoveryBlockedByMfa = "recovery-blocked-by-mfa",
        /// A level of risk keeps everybody out.
        RiskBlocksEveryone = "risk-blocks-everyone",
        /// A level of risk keeps out who has not enrolled.
        RiskLocksOutUnenrolled = "risk-locks-out-unenrolled",
        /// A setting that makes no difference to anybody.
        UnusedSetting = "unused-setting",
        /// A remembered device stands in for a code.
        RememberedDeviceSkipsMfa = "remembered-device-skips-mfa",
        /// A lower tier would do.
        TierPaysForUnused = "tier-pays-for-unused",
    }
}

impl Lint {
    /// How bad it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        self.row().severity
    }

    /// What is known of it: what it finds, what that means, and what to do.
    #[must_use]
    pub fn row(self) -> &'static LintRow {
        LintRow::of(self)
    }
}

/// Something that was found in a pool's configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub lint: Lint,
    /// A user and an attempt that show it, where it shows in a sign-in.
    pub witness: Option<Witness>,
    /// The rule that the configuration breaks, where it breaks one.
    pub violation: Option<Violation>,
    /// The changes of the pool after which it is found no more and no new error that a user shows is; none where this crate
    /// knows of none. What the rules say of them, and how they let one get there, [`Plan`](super::Plan) says.
    pub fix: Vec<Change>,
}

/// Judges a pool's configuration. The worst findings come first, each with its witness and, where there is one, a fix.
///
/// Every verdict is exact: it is asked of the decision, of [`recovery()`](cognito_mfa::recovery()) and of the rules for every
/// user who can come about in the pool, and a fix is a change after which the same question has another answer.
///
/// ```
/// use cognito_mfa_insight::{Lint, Severity, lint};
/// use cognito_mfa::pool::{MfaMode, SmsConfiguration, Tier};
/// use cognito_mfa::sign_in::Reason;
/// use cognito_mfa::{Pool, Profile};
///
/// let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
/// pool.mode = MfaMode::On;
/// pool.sms_configuration = Some(SmsConfiguration::default());
/// let findings = lint(&pool);
/// let worst = &findings[0];
/// assert_eq!((worst.lint, worst.lint.severity()), (Lint::OnCannotEnrol, Severity::Error));
/// let witness = worst.witness.unwrap();
/// assert_eq!(witness.answer(&pool.policy()).reason(), Reason::SmsCannotBeSetUp);
/// assert!(findings.iter().any(|finding| finding.lint == Lint::SmsIsOnlyFactor));
/// ```
#[must_use]
pub fn lint(pool: &Pool) -> Vec<Finding> {
    let policy = pool.policy();
    let survey = Survey::new(policy);
    let of_users = check::findings(&survey).chain(risk::findings(&survey));
    let mut findings: Vec<Finding> = of_users.chain(unused::findings(&policy)).collect();
    findings.extend(update::findings(pool));
    findings.sort_by_key(|finding| finding.lint);
    findings
}

impl fmt::Display for Finding {
    /// The severity, the code and what was found; then what it means, who shows it, and what would mend it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.lint.row();
        writeln!(f, "{}: {}: {}", row.severity, self.lint, row.finds)?;
        writeln!(f, "  {}", row.means)?;
        if let Some(violation) = self.violation {
            writeln!(f, "  rule {}: {violation}", violation.rule())?;
        }
        if let Some(witness) = self.witness {
            writeln!(f, "  shown by {witness}")?;
        }
        write!(f, "  {}", row.fix)?;
        for (index, change) in self.fix.iter().enumerate() {
            write!(f, "{}{change}", if index == 0 { " Here: " } else { ", and " })?;
        }
        writeln!(f)
    }
}
