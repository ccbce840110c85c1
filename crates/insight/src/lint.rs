//! What is wrong with a pool's configuration: each finding with a user that shows it and a fix.

mod check;
mod risk;
mod survey;
mod table;
mod unused;
mod update;

use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use super::change::Change;
use super::witness::Witness;
use crate::codes::codes;
use crate::phrase::Steps;
use cognito_mfa::pool::Pool;
use cognito_mfa::rules::Violation;
use survey::Survey;

pub use table::LintRow;

codes! {
    /// How bad a finding is. The worst comes first.
    ///
    /// Closed: a caller that fails on some severities must know all of them.
    ///
    /// ```
    /// use cognito_mfa_insight::Severity;
    ///
    /// assert!(Severity::Error < Severity::Security && Severity::Security < Severity::Warning);
    /// ```
    pub enum Severity {
        /// Some users can't sign in, or the configuration contradicts itself.
        Error = "error",
        /// Users sign in without a second factor, or only with a weak one.
        Security = "security",
        /// A setting doesn't do what it seems to do, or does less.
        Warning = "warning",
        /// The configuration could be better.
        Suggestion = "suggestion",
    }
}

codes! {
    /// What can be wrong with a pool's configuration. The codes are stable, and the worst comes first.
    ///
    /// ```
    /// use cognito_mfa_insight::Lint;
    ///
    /// assert_eq!(Lint::from_code("mfa-is-off"), Some(Lint::MfaIsOff));
    /// ```
    #[non_exhaustive]
    pub enum Lint {
        /// The pool uses a feature that its tier doesn't include.
        TierLacksSetting = "tier-lacks-setting",
        /// The configuration breaks a rule of `UpdateUserPool`.
        UpdateIsRefused = "update-is-refused",
        /// The mode is ON, and some users have no factor and can't set one up.
        OnCannotEnrol = "on-cannot-enrol",
        /// The mode is ON, and some users can't use the only factor that they could, because it receives reset codes.
        RecoveryMediumBlocksMfa = "recovery-medium-blocks-mfa",
        /// The mode is OPTIONAL, and the pool offers no code factor.
        OptionalPromptsNobody = "optional-prompts-nobody",
        /// The mode is OFF.
        MfaIsOff = "mfa-is-off",
        /// SMS is the only code factor that the pool offers.
        SmsIsOnlyFactor = "sms-is-only-factor",
        /// The mode is OPTIONAL, and no risk action asks for MFA from users who haven't enabled it.
        OptionalIsOptIn = "optional-is-opt-in",
        /// The pool asks for codes by email as a second factor.
        EmailCodeIsNoSecondFactor = "email-code-is-no-second-factor",
        /// No user can sign in with a passkey.
        NoPhishingResistantPath = "no-phishing-resistant-path",
        /// The pool allows passkeys, but users with MFA can't sign in with them.
        PasskeysAreSingleFactor = "passkeys-are-single-factor",
        /// Passkeys count as MFA, but the pool accepts passkeys that can't verify the user.
        VerificationIsOnlyPreferred = "verification-is-only-preferred",
        /// Some users can't reset their password, because they use the recovery medium for MFA.
        RecoveryBlockedByMfa = "recovery-blocked-by-mfa",
        /// At one risk level, users can't sign in.
        RiskBlocksEveryone = "risk-blocks-everyone",
        /// At one risk level, users without a usable factor can't sign in.
        RiskLocksOutUnenrolled = "risk-locks-out-unenrolled",
        /// A setting has no effect.
        UnusedSetting = "unused-setting",
        /// A remembered device takes the place of a code.
        RememberedDeviceSkipsMfa = "remembered-device-skips-mfa",
        /// A lower tier includes everything that the policy uses.
        TierPaysForUnused = "tier-pays-for-unused",
    }
}

impl Lint {
    /// How bad it is.
    ///
    /// ```
    /// use cognito_mfa_insight::{Lint, Severity};
    ///
    /// assert_eq!(Lint::MfaIsOff.severity(), Severity::Security);
    /// ```
    #[must_use]
    pub fn severity(self) -> Severity {
        self.row().severity
    }

    /// The row of the table: what was found, what it means, and how to fix it.
    ///
    /// ```
    /// use cognito_mfa_insight::Lint;
    ///
    /// assert_eq!(Lint::MfaIsOff.row().finds, "MFA is off.");
    /// ```
    #[must_use]
    pub fn row(self) -> &'static LintRow {
        LintRow::of(self)
    }
}

/// Something that is wrong with a pool's configuration.
///
/// Its `Display` has the severity, the code and what was found in the first line. The next lines contain what it means, the
/// broken rule, an example and the fix.
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::lint;
///
/// let findings = lint(&Pool::new(Tier::Essentials, Profile::Observed));
/// assert!(findings[0].to_string().starts_with("security[mfa-is-off]: MFA is off."));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What is wrong.
    pub lint: Lint,
    /// A user and an attempt that show it, if it shows in a sign-in.
    pub witness: Option<Witness>,
    /// The rule that the configuration breaks, if it breaks one.
    pub violation: Option<Violation>,
    /// The changes of the pool that remove the finding and add no error that a user shows. Empty if this crate knows none.
    ///
    /// The rules can refuse such a change in one call. [`Plan`](super::Plan) finds the calls that lead there.
    pub fix: Vec<Change>,
}

/// Finds what is wrong with a pool's configuration.
///
/// Returns the findings, the worst first, each with an example and a fix where there is one.
///
/// Every finding is exact: it comes from the decision, from [`recovery`](fn@cognito_mfa::recovery::recovery) and from the rules, for
/// every *ordinary* user. These are confirmed, enabled users with a permanent password whose enabled factors they possess and
/// the pool offers. A fix is a change after which the same check finds nothing.
///
/// ```
/// use cognito_mfa::pool::{MfaMode, SmsConfiguration, Tier};
/// use cognito_mfa::sign_in::Reason;
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{Lint, Severity, lint};
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.lint.row();
        writeln!(f, "{}[{}]: {}", row.severity, self.lint, row.finds)?;
        writeln!(f, "  {}", row.means)?;
        if let Some(violation) = self.violation {
            writeln!(f, "  Broken rule: {violation} ({})", violation.rule())?;
        }
        if let Some(witness) = self.witness {
            let is_unused = self.lint == Lint::UnusedSetting;
            let label = if is_unused { "It has no effect even for" } else { "Example:" };
            writeln!(f, "  {label} {witness}.")?;
        }
        writeln!(f, "  Fix: {}", row.fix)?;
        let steps = format!("{}.", Steps::of(&self.fix));
        if self.fix.is_empty() || steps == row.fix { Ok(()) } else { writeln!(f, "  In this pool: {steps}") }
    }
}
