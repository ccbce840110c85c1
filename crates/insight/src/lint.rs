//! What is wrong with a pool's configuration: each finding with a user that shows it and a fix.

mod check;
mod fix;
mod found;
mod of_population;
mod remedy;
mod risk;
mod setting;
mod survey;
mod table;
mod target;
mod unused;
mod update;
mod whom;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::population::Population;
use super::witness::Witness;
use crate::codes::codes;
use crate::phrase::Grouped;
use crate::shown_code::ShownCode;
use cognito_mfa::pool::{Pool, PoolMember};
use cognito_mfa::rules::Violation;
use survey::Surveys;

pub use fix::{Fix, NoFix, Safety};
pub use remedy::refused_by;
pub use setting::Setting;
pub use table::{LintRow, Source};

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
        /// The pool asks for no second factor, or only for a weak one.
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
        /// Users of the population can't sign in. Only a report with a population has this finding.
        UsersLockedOut = "users-locked-out",
        /// The mode is OPTIONAL, and the pool offers no code factor.
        OptionalPromptsNobody = "optional-prompts-nobody",
        /// The mode is OFF.
        MfaIsOff = "mfa-is-off",
        /// SMS is the only code factor that the pool offers.
        SmsIsOnlyFactor = "sms-is-only-factor",
        /// The mode is ON, and some users have no factor and can't set one up. It's an error if they are users of the
        /// population.
        OnCannotEnrol = "on-cannot-enrol",
        /// The mode is ON, and some users can't sign in, because reset codes go to their only phone number or email address.
        /// It's an error if they are users of the population.
        RecoveryMediumBlocksMfa = "recovery-medium-blocks-mfa",
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
        /// Users who enable MFA can't sign in with a one-time password any more.
        OtpWithheldFromMfaUsers = "otp-withheld-from-mfa-users",
        /// Users without a password can get one through a password reset.
        ResetGivesPassword = "reset-gives-password",
        /// A reset code and an MFA code can go to the same place, because account recovery isn't set.
        ResetSharesChannel = "reset-shares-channel",
        /// Users of the population have enabled a factor that the pool doesn't offer. Only a report with a population has
        /// this finding.
        EnabledFactorNotOffered = "enabled-factor-not-offered",
        /// Some users can't reset their password, because they use the recovery medium for MFA.
        RecoveryBlockedByMfa = "recovery-blocked-by-mfa",
        /// At one risk level, no user can sign in.
        RiskBlocksEveryone = "risk-blocks-everyone",
        /// At one risk level, some users can't sign in.
        RiskLocksOutUnenrolled = "risk-locks-out-unenrolled",
        /// A setting has no effect.
        UnusedSetting = "unused-setting",
        /// A remembered device takes the place of a code.
        RememberedDeviceSkipsMfa = "remembered-device-skips-mfa",
        /// At one risk level, a remembered device doesn't take the place of a code.
        RiskIgnoresRememberedDevice = "risk-ignores-remembered-device",
        /// A password reset by an administrator locks users out, because no reset code is sent.
        AdminResetLocksOut = "admin-reset-locks-out",
        /// A lower tier includes everything that the policy uses.
        TierPaysForUnused = "tier-pays-for-unused",
    }
}

impl Lint {
    /// How bad it is, as long as no user is known. [`Finding::severity`] also reads the users.
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
/// broken rule, an example and the fixes.
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
    /// The setting that it's about: the one without effect, the action at the risk level, or the one that the code names.
    pub setting: Setting,
    /// The number of users in the population that it's about. `None` if it's not about them, or without a population.
    pub users: Option<u64>,
    /// The changes that remove the finding, and add neither a broken rule nor users who can't sign in, each with the calls that make them. The first one is safe,
    /// unless [`no_fix`](Self::no_fix) states that none is.
    ///
    /// The first fixes of a report fit together: made one after the other, they remove all their findings, and add none of
    /// these.
    pub fixes: Vec<Fix>,
    /// Why the report recommends no fix. `None` if it does.
    pub no_fix: Option<NoFix>,
    /// What was found, if the row of the code doesn't name the users.
    exact: Option<String>,
}

impl Finding {
    /// How bad it is: the row's severity, or an error if it keeps users of the population from signing in.
    ///
    /// A pool that the service accepts has no error without such users.
    ///
    /// ```
    /// use cognito_mfa::pool::{MfaMode, SmsConfiguration, Tier};
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, Pool, Profile, User};
    /// use cognito_mfa_insight::{Lint, Population, Severity, lint_with};
    ///
    /// let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// pool.mode = MfaMode::On;
    /// pool.sms_configuration = Some(SmsConfiguration::default());
    /// let severity = |users: Option<&Population>| {
    ///     let findings = lint_with(&pool, users);
    ///     findings.iter().find(|finding| finding.lint == Lint::OnCannotEnrol).map(|finding| finding.severity())
    /// };
    /// assert_eq!(severity(None), Some(Severity::Warning));
    ///
    /// // Ann has no phone number.
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// assert_eq!(severity(Some(&[ann].into_iter().collect())), Some(Severity::Error));
    /// ```
    #[must_use]
    pub fn severity(&self) -> Severity {
        found::severity(self.lint, self.users)
    }

    /// How many users of the population it's about, as a sentence. `None` without a population.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::lint;
    ///
    /// let findings = lint(&Pool::new(Tier::Essentials, Profile::Observed));
    /// assert_eq!(findings[0].affected(), None);
    /// ```
    #[must_use]
    pub fn affected(&self) -> Option<String> {
        Some(match self.users? {
            0 => "No user of your population is affected.".to_owned(),
            1 => "1 user of your population is affected.".to_owned(),
            users => format!("{} users of your population are affected.", Grouped(users)),
        })
    }

    /// What was found in this pool, as a sentence: the row's, with the setting or the risk level.
    ///
    /// ```
    /// use cognito_mfa::pool::{RiskAction, RiskLevel, ThreatProtection, Tier};
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::{Lint, lint};
    ///
    /// let mut pool = Pool::new(Tier::Plus, Profile::Observed);
    /// pool.threat_protection = ThreatProtection::Enforced;
    /// pool.risk_actions = pool.risk_actions.with(RiskLevel::High, RiskAction::Block);
    /// let findings = lint(&pool);
    /// let blocks = findings.iter().find(|finding| finding.lint == Lint::RiskBlocksEveryone).unwrap();
    /// assert_eq!(blocks.message(), "At high risk, no user can sign in with a password, an OTP or a passkey.");
    /// ```
    #[must_use]
    pub fn message(&self) -> String {
        if let Some(exact) = &self.exact {
            return exact.clone();
        }
        let finds = self.lint.row().finds;
        if self.lint == Lint::UnusedSetting {
            let message = finds.replace("A setting", &self.setting.to_string());
            // Threat protection also detects compromised passwords.
            let is_threat_protection = self.setting.member() == PoolMember::ThreatProtection;
            return if is_threat_protection { message.replace("no effect", "no effect on MFA") } else { message };
        }
        if let (Lint::UpdateIsRefused, Some(violation)) = (self.lint, self.violation) {
            return finds.replace("a rule of", &format!("the rule {} of", violation.rule()));
        }
        match (finds.strip_prefix("At one risk level,"), self.witness) {
            (Some(rest), Some(witness)) => format!("At {} risk,{rest}", witness.attempt.risk.name().to_lowercase()),
            _ => finds.to_owned(),
        }
    }

    /// The fix that the report recommends: the first one, if it's safe.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::lint;
    ///
    /// let findings = lint(&Pool::new(Tier::Essentials, Profile::Observed));
    /// let fix = findings[0].fix().unwrap();
    /// assert_eq!(fix.to_string(), "Set MfaConfiguration to ON and set SoftwareTokenMfaConfiguration.Enabled to true");
    /// ```
    #[must_use]
    pub fn fix(&self) -> Option<&Fix> {
        self.fixes.first().filter(|fix| fix.safety == Safety::Safe)
    }

    /// Whether two findings of similar pools are one problem: the same code, and the same risk level, rule or setting.
    ///
    /// ```
    /// use cognito_mfa::pool::Tier;
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::lint;
    ///
    /// let pools = [Tier::Lite, Tier::Essentials].map(|tier| Pool::new(tier, Profile::Observed));
    /// let [lite, essentials] = pools.map(|pool| lint(&pool));
    /// assert!(lite[0].is_about_the_same(&essentials[0]) && !lite[0].is_about_the_same(&essentials[1]));
    /// ```
    #[must_use]
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        let about = |finding: &Self| {
            let is_at_risk = matches!(finding.lint, Lint::RiskBlocksEveryone | Lint::RiskLocksOutUnenrolled);
            let risk = finding.witness.map(|witness| witness.attempt.risk).filter(|_| is_at_risk);
            (finding.lint, finding.setting, finding.violation.map(|violation| violation.rule()), risk)
        };
        about(self) == about(other)
    }
}

/// Finds what is wrong with a pool's configuration.
///
/// Returns the findings, the worst first, each with an example and fixes where there are some. It's [`lint_with`] without a
/// population.
///
/// Every finding is exact: it comes from the decision, from [`recovery`](fn@cognito_mfa::recovery::recovery) and from the rules, for
/// confirmed, enabled users who possess what they have enabled. Most findings are about *ordinary* users: those with a
/// permanent password whose enabled factors the pool offers.
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
/// assert_eq!((findings[0].lint, findings[0].severity()), (Lint::SmsIsOnlyFactor, Severity::Security));
/// let blocked = &findings[1];
/// assert_eq!((blocked.lint, blocked.severity()), (Lint::OnCannotEnrol, Severity::Warning));
/// assert_eq!(blocked.message(), "MFA is required, but users without a phone number can't set up a factor.");
/// let witness = blocked.witness.unwrap();
/// assert_eq!(witness.answer(&pool.policy()).reason(), Reason::SmsCannotBeSetUp);
/// ```
#[must_use]
pub fn lint(pool: &Pool) -> Vec<Finding> {
    lint_with(pool, None)
}

/// Finds what is wrong with a pool's configuration, for the users of a population.
///
/// The population decides which fixes are safe: a fix is safe when no call of it locks out a user of the population who can
/// sign in now, at any risk level. Without a population, it must keep users of every kind. An empty population is that of a
/// pool without users. The report also contains what is
/// wrong for users of the population themselves ([`Lint::UsersLockedOut`], [`Lint::EnabledFactorNotOffered`]).
///
/// ```
/// use cognito_mfa::pool::{MfaMode, PasswordlessFactor, PasswordlessFactorSet, SoftwareTokenMfa, Tier};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, Pool, Profile, User};
/// use cognito_mfa_insight::{Lint, NoFix, Population, lint, lint_with};
///
/// let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
/// pool.mode = MfaMode::Optional;
/// pool.software_token_mfa = Some(SoftwareTokenMfa::ENABLED);
/// pool.passwordless = PasswordlessFactorSet::of(&[PasswordlessFactor::EmailOtp]);
///
/// // Without EMAIL_OTP, users who have no password can't sign in.
/// let found = |findings: Vec<cognito_mfa_insight::Finding>| {
///     findings.into_iter().find(|finding| finding.lint == Lint::OtpWithheldFromMfaUsers).unwrap()
/// };
/// assert_eq!(found(lint(&pool)).no_fix, Some(NoFix::LocksUsersOut));
///
/// // Every user of this pool has one.
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
/// let population: Population = [ann].into_iter().collect();
/// let finding = found(lint_with(&pool, Some(&population)));
/// assert_eq!(finding.fix().unwrap().to_string(), "Remove EMAIL_OTP from AllowedFirstAuthFactors");
/// ```
#[must_use]
pub fn lint_with(pool: &Pool, population: Option<&Population>) -> Vec<Finding> {
    let mut surveys = Surveys::new(population);
    let found = found::all(pool, &mut surveys);
    remedy::findings(pool, found, &mut surveys)
}

/// Whether two pools have the same findings, whatever fixes them.
pub(crate) fn same_findings(one: &Pool, other: &Pool, population: Option<&Population>) -> bool {
    let mut surveys = Surveys::new(population);
    let mut keys =
        |pool: &Pool| -> Vec<found::Key> { found::all(pool, &mut surveys).iter().map(|found| found.key).collect() };
    keys(one) == keys(other)
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.lint.row();
        writeln!(f, "{}[{}]: {}", self.severity(), self.lint, self.message())?;
        writeln!(f, "  {}", row.means)?;
        if let Some(violation) = self.violation {
            writeln!(f, "  Broken rule: {violation} ({})", ShownCode::from(&violation))?;
        }
        if let Some(affected) = self.affected() {
            writeln!(f, "  {affected}")?;
        }
        if let Some(witness) = self.witness {
            let is_unused = self.lint == Lint::UnusedSetting;
            let label = if is_unused { "It has no effect even for" } else { "Example:" };
            writeln!(f, "  {label} {witness}.")?;
        }
        if let Some(no_fix) = self.no_fix {
            write!(f, "  {no_fix}")?;
            writeln!(f, "{}{}", if row.advice.is_empty() { "" } else { " " }, row.advice)?;
        }
        let mut label = "Fix";
        for fix in &self.fixes {
            match fix.safety {
                Safety::Safe => writeln!(f, "  {label}: {fix}.")?,
                Safety::Unsafe(witness) => {
                    writeln!(f, "  Not safe: {fix}. This locks out users such as {}.", witness.user)?;
                }
            }
            label = "Or";
        }
        Ok(())
    }
}
