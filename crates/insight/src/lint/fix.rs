//! A fix of a finding: the changes, the calls that make them, and whether users are locked out.

use alloc::vec::Vec;
use core::fmt;

use super::Lint;
use super::target::{target, with_sms_block};
use crate::change::Change;
use crate::keeper::Keeper;
use crate::phrase::Steps;
use crate::plan::{Plan, PlanRequest, PlannedCall};
use crate::population::Population;
use crate::witness::Witness;
use cognito_mfa::pool::Pool;
use cognito_mfa::rules::Violation;

/// A change of a pool that removes a finding and adds no error.
///
/// Its `Display` is one sentence without a period, for example `Set MfaConfiguration to ON`.
///
/// ```
/// use cognito_mfa::pool::{MfaMode, SmsConfiguration, Tier};
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{Lint, Safety, lint};
///
/// let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
/// pool.mode = MfaMode::On;
/// pool.sms_configuration = Some(SmsConfiguration::default());
/// let findings = lint(&pool);
/// let fix = &findings[0].fixes[0];
/// assert_eq!(fix.to_string(), "Set SoftwareTokenMfaConfiguration.Enabled to true");
/// assert_eq!((fix.calls.len(), fix.safety), (1, Safety::Safe));
/// assert!(!lint(&fix.calls[0].pool).iter().any(|finding| finding.lint == Lint::OnCannotEnrol));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// The changes, in the order in which to make them.
    pub changes: Vec<Change>,
    /// The calls that make the changes from the pool of the report. Cognito accepts each of them.
    pub calls: Vec<PlannedCall>,
    /// Whether the fix locks users out.
    pub safety: Safety,
}

/// Whether a fix locks users out.
///
/// Closed, because a fix either does or doesn't.
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{Safety, lint};
///
/// let findings = lint(&Pool::new(Tier::Essentials, Profile::Observed));
/// assert_eq!(findings[0].fixes[0].safety, Safety::Safe);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// Every user who can sign in now can do so after each call: every user of the population, or else of any kind.
    Safe,
    /// The fix locks out this user, who can sign in now in this way.
    Unsafe(Witness),
}

/// Why a finding has no fix that a report recommends.
///
/// Its `Display` is a sentence.
///
/// ```
/// use cognito_mfa::pool::{AccountRecovery, MfaMode, SmsConfiguration, Tier};
/// use cognito_mfa::{Pool, Profile};
/// use cognito_mfa_insight::{Lint, NoFix, lint};
///
/// let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
/// pool.mode = MfaMode::Optional;
/// pool.sms_configuration = Some(SmsConfiguration::default());
/// pool.account_recovery = Some(cognito_mfa::pool::AccountRecoverySetting::OBSERVED_DEFAULT);
/// let findings = lint(&pool);
/// let blocked = findings.iter().find(|finding| finding.lint == Lint::RecoveryBlockedByMfa).unwrap();
/// assert_eq!((blocked.fixes.len(), blocked.no_fix), (0, Some(NoFix::NoSetting)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoFix {
    /// No setting of the pool removes the finding without adding an error.
    NoSetting,
    /// Cognito refuses the calls, because they break this rule.
    Refused(Violation),
    /// Every fix locks out users who could sign in without it.
    LocksUsersOut,
    /// No setting has to change.
    NotASetting,
    /// Every safe fix undoes the fix of this finding of the same report.
    Contradicts(Lint),
}

impl Safety {
    /// Whether a change of a pool that leads through these pools locks users out: users of the population, or else of any
    /// kind. After a change of the relying party ID, their passkeys no longer work (spec 2).
    ///
    /// ```
    /// use cognito_mfa::pool::{MfaMode, Tier};
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::Safety;
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// assert_eq!(Safety::of(&pool, &[pool.clone().with_tier(Tier::Plus)], None), Safety::Safe);
    /// // No user has a factor, and none can set one up.
    /// let on = pool.clone().with_mode(MfaMode::On);
    /// assert!(matches!(Safety::of(&pool, &[on], None), Safety::Unsafe(_)));
    /// ```
    #[must_use]
    pub fn of(from: &Pool, through: &[Pool], population: Option<&Population>) -> Self {
        Keeper::new(from, population).safety(through)
    }
}

impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Steps::of(&self.changes).fmt(f)
    }
}

impl fmt::Display for NoFix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSetting => f.write_str("No fix was found that Cognito accepts and that adds no error."),
            Self::NotASetting => f.write_str("The settings can stay as they are."),
            Self::Refused(violation) => {
                write!(
                    f,
                    "Cognito refuses the changes that could fix it, for example with “{violation}” ({}).",
                    violation.rule()
                )
            }
            Self::LocksUsersOut => {
                f.write_str("No fix is safe: each one locks out users who could sign in without it.")
            }
            Self::Contradicts(lint) => write!(f, "Each fix would undo the fix of {lint}, which comes first."),
        }
    }
}

impl Fix {
    /// The calls that make the same changes from another pool, for example from the pool after another fix.
    ///
    /// Returns `None` if Cognito accepts no such calls. The calls can lock users out.
    ///
    /// ```
    /// use cognito_mfa::pool::{MfaMode, Tier};
    /// use cognito_mfa::{Pool, Profile};
    /// use cognito_mfa_insight::lint;
    ///
    /// let pool = Pool::new(Tier::Essentials, Profile::Observed);
    /// let findings = lint(&pool);
    /// let fix = &findings[0].fixes[0];
    /// assert_eq!(fix.calls_from(&pool).as_ref(), Some(&fix.calls));
    /// assert_eq!(fix.calls_from(&fix.calls[0].pool), Some(Vec::new()));
    /// ```
    #[must_use]
    pub fn calls_from(&self, pool: &Pool) -> Option<Vec<PlannedCall>> {
        let to = target(pool, &self.changes)?;
        let find = |to: &Pool| Plan::short(&PlanRequest::new(pool, to), |_| Ok(())).ok();
        find(&to).or_else(|| find(&with_sms_block(&to)?)).map(|plan| plan.calls)
    }
}
