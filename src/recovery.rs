//! Where the code of a password reset goes (spec 14).
//!
//! [`recovery`] chooses the medium for `ForgotPassword`, and [`confirm_reset`] judges `ConfirmForgotPassword` on the pool and
//! user of that moment. Both ask the decision of [`sign_in`](crate::sign_in) which factors MFA uses, because MFA and reset codes
//! never share a channel.

use crate::apply::Transition;
use crate::evidence::{
    Evidence,
    Evidence::{Documented, Inferred, Reported},
};
use crate::exception::Exception;
use crate::names::coded;
use crate::pool::{AccountRecovery, Medium, PoolPolicy};
use crate::rules::{Message, Message::Quoted, is_complete};
use crate::sign_in::decision::asked_without_risk;
use crate::user::UserEvent;
use crate::user::facts::UserFacts;
use crate::user::{Attribute, User, UserStatus};

coded! {
    /// A row of spec 14. The values are in the order of evaluation.
    ///
    /// `Display` shows the code. `user-disabled` and `password-not-resettable` are also codes of other tables, so print the
    /// name of the [table](Self::TABLE) too.
    ///
    /// ```
    /// use cognito_mfa::recovery::RecoveryReason;
    ///
    /// let reason = RecoveryReason::NoRecoveryMedium;
    /// assert_eq!((RecoveryReason::TABLE, reason.code()), ("recovery", "no-recovery-medium"));
    /// assert_eq!((reason.row().when, reason.row().answer), ("otherwise", "InvalidParameterException"));
    /// assert_eq!(RecoveryReason::from_code("no-medium"), None);
    /// ```
    #[non_exhaustive]
    pub enum RecoveryReason {
        /// The user is disabled.
        UserDisabled = "user-disabled",
        /// The status is `FORCE_CHANGE_PASSWORD` or `EXTERNAL_PROVIDER`.
        PasswordNotResettable = "password-not-resettable",
        /// Only an administrator can reset a password.
        RecoveryByAdminOnly = "recovery-by-admin-only",
        /// The code goes to the first usable medium of the pool's mechanisms.
        RecoveryMedium = "recovery-medium",
        /// The pool has no mechanisms, so the legacy behavior applies.
        RecoveryLegacy = "recovery-legacy",
        /// The user has no usable medium.
        NoRecoveryMedium = "no-recovery-medium",
    }
}

/// One row of the recovery table (spec 14).
///
/// [`RecoveryReason`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RecoveryRow {
    /// The reason.
    pub reason: RecoveryReason,
    /// When the row applies, if no earlier row does.
    pub when: &'static str,
    /// The medium, or the exception of the refusal.
    pub answer: &'static str,
    /// The message of a refusal. It has its own evidence.
    pub message: Option<Message>,
    /// The evidence for the row. If parts of the row have their own evidence, it follows, and `source` names the parts.
    pub evidence: &'static [Evidence],
    /// The source of the row.
    pub source: &'static str,
}

/// Where a user's reset code goes, or why the reset is refused.
///
/// [`recovery()`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Recovery {
    /// The medium, or the exception of the refusal.
    pub answer: Result<Medium, Exception>,
    /// The row that decided.
    pub reason: RecoveryReason,
}

/// A password reset is refused. Its `Display` is the message that the service returns.
///
/// [`confirm_reset`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", .reason.row().message.map_or("", Message::template))]
#[non_exhaustive]
pub struct RecoveryRefused {
    /// The exception that the service returns.
    pub exception: Exception,
    /// The row that decided.
    pub reason: RecoveryReason,
}

/// Decides which medium a user's reset code goes to.
///
/// If the pool has mechanisms, MFA and reset codes never share a channel: the code doesn't go to a medium whose factor the
/// user has enabled, or whose factor a sign-in would ask for or offer. When the user confirms the reset, call
/// [`confirm_reset`], which decides again on the current pool and user.
///
/// ```
/// use cognito_mfa::factor::{Factor, FactorSet};
/// use cognito_mfa::pool::{AccountRecovery, Medium, MfaMode};
/// use cognito_mfa::user::{Attribute, Password};
/// use cognito_mfa::CredentialStamp;
/// use cognito_mfa::recovery::{RecoveryReason, recovery};
/// use cognito_mfa::user::UserStatus;
/// use cognito_mfa::{PoolPolicy, User};
///
/// let mut pool = PoolPolicy::default().with_recovery(AccountRecovery::PhoneThenEmail);
/// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// assert_eq!(recovery(&pool, ann.facts()).reason, RecoveryReason::NoRecoveryMedium);
///
/// ann.email = Attribute::Verified;
/// assert_eq!(recovery(&pool, ann.facts()).answer, Ok(Medium::Email));
///
/// // A sign-in now asks for a code by email, although Ann hasn't enabled it.
/// pool.mode = MfaMode::On;
/// pool.configured = FactorSet::of(&[Factor::Email]);
/// assert_eq!(recovery(&pool, ann.facts()).reason, RecoveryReason::NoRecoveryMedium);
/// ```
#[must_use]
pub fn recovery(pool: &PoolPolicy, user: UserFacts) -> Recovery {
    let refused = |exception, reason| Recovery { answer: Err(exception), reason };
    let sent = |medium, reason| Recovery { answer: Ok(medium), reason };
    if user.is_disabled() {
        return refused(Exception::NotAuthorized, RecoveryReason::UserDisabled);
    }
    if matches!(user.status(), UserStatus::ForceChangePassword | UserStatus::ExternalProvider) {
        return refused(Exception::NotAuthorized, RecoveryReason::PasswordNotResettable);
    }
    if pool.recovery == AccountRecovery::AdminOnly {
        return refused(Exception::NotAuthorized, RecoveryReason::RecoveryByAdminOnly);
    }
    if let Some(medium) = pool.recovery.media().iter().copied().find(|medium| is_free(pool, user, *medium)) {
        return sent(medium, RecoveryReason::RecoveryMedium);
    }
    if pool.recovery == AccountRecovery::NotSet {
        let legacy = [Medium::Sms, Medium::Email].into_iter().find(|medium| is_verified(user, *medium));
        if let Some(medium) = legacy {
            return sent(medium, RecoveryReason::RecoveryLegacy);
        }
    }
    refused(Exception::InvalidParameter, RecoveryReason::NoRecoveryMedium)
}

/// Confirms a password reset: the password becomes permanent and the status CONFIRMED.
///
/// The reset is judged again on the current pool and user, because either can have changed since the code was sent. Before you
/// call this function, refuse a code that went to another medium than [`recovery`] returns now.
///
/// ```
/// use cognito_mfa::pool::AccountRecovery;
/// use cognito_mfa::recovery::{RecoveryReason, confirm_reset};
/// use cognito_mfa::user::{Attribute, Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
///
/// let mut pool = PoolPolicy::default().with_recovery(AccountRecovery::Email);
/// let mut ann = User::new(UserStatus::ResetRequired, Password::Permanent, CredentialStamp(7));
/// ann.email = Attribute::Verified;
/// let next = confirm_reset(&pool, &ann)?.into_next();
/// assert_eq!(next.status(), UserStatus::Confirmed);
///
/// pool.recovery = AccountRecovery::AdminOnly;
/// let refused = confirm_reset(&pool, &ann).unwrap_err();
/// assert_eq!(refused.reason, RecoveryReason::RecoveryByAdminOnly);
/// assert_eq!(refused.to_string(), "Contact administrator to reset password.");
/// # Ok::<(), cognito_mfa::recovery::RecoveryRefused>(())
/// ```
///
/// # Errors
///
/// [`RecoveryRefused`] when the reset is refused. The user stays unchanged.
pub fn confirm_reset<'a>(pool: &PoolPolicy, user: &'a User) -> Result<Transition<'a, User>, RecoveryRefused> {
    recovery(pool, user.facts()).medium()?;
    Ok(Transition::without_notes(user, user.after(UserEvent::PermanentPasswordSet)))
}

impl Recovery {
    /// The medium that the code goes to, or the refusal as an error.
    ///
    /// ```
    /// use cognito_mfa::pool::Medium;
    /// use cognito_mfa::recovery::recovery;
    /// use cognito_mfa::user::{Attribute, Password, UserStatus};
    /// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
    ///
    /// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// let refused = recovery(&PoolPolicy::default(), ann.facts()).medium().unwrap_err();
    /// assert!(refused.to_string().starts_with("Cannot reset password for the user"));
    ///
    /// ann.email = Attribute::Verified;
    /// assert_eq!(recovery(&PoolPolicy::default(), ann.facts()).medium()?, Medium::Email);
    /// # Ok::<(), cognito_mfa::recovery::RecoveryRefused>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`RecoveryRefused`] with the exception and the reason.
    pub fn medium(self) -> Result<Medium, RecoveryRefused> {
        self.answer.map_err(|exception| RecoveryRefused { exception, reason: self.reason })
    }
}

/// Whether the attribute is verified, and MFA doesn't use its channel.
fn is_free(pool: &PoolPolicy, user: UserFacts, medium: Medium) -> bool {
    let taken = user.enabled().codes().or(asked_without_risk(pool, user));
    is_verified(user, medium) && !taken.contains(medium.into())
}

fn is_verified(user: UserFacts, medium: Medium) -> bool {
    let attribute = match medium {
        Medium::Email => user.email(),
        Medium::Sms => user.phone(),
    };
    attribute == Attribute::Verified
}

impl RecoveryReason {
    /// The name of the table.
    pub const TABLE: &'static str = "recovery";

    /// The row of the recovery table.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the table has a row for each reason, in order, as a test checks")]
    pub const fn row(self) -> &'static RecoveryRow {
        &TABLE[self as usize]
    }
}

impl RecoveryRow {
    /// Every row, in the order of evaluation.
    pub const ALL: &'static [Self] = TABLE;
}

/// Whether each row is complete. The table asserts this at compile time, so an incomplete row fails the build.
#[allow(dead_code, reason = "Rust 1.88 doesn't see that a constant uses it")]
const fn all_complete(mut table: &[RecoveryRow]) -> bool {
    while let [row, rest @ ..] = table {
        if !is_complete(&[row.when, row.answer, row.source], row.message, row.evidence) {
            return false;
        }
        table = rest;
    }
    true
}

static TABLE: &[RecoveryRow] = &[
    RecoveryRow {
        reason: RecoveryReason::UserDisabled,
        when: "the user is disabled",
        answer: "NotAuthorizedException",
        message: Some(Quoted("User is disabled.", &[Reported])),
        evidence: &[Reported],
        source: "users of the live service",
    },
    RecoveryRow {
        reason: RecoveryReason::PasswordNotResettable,
        when: "the status is FORCE_CHANGE_PASSWORD or EXTERNAL_PROVIDER",
        answer: "NotAuthorizedException",
        message: Some(Quoted("User password cannot be reset in the current state.", &[Reported])),
        evidence: &[Reported, Inferred],
        source: "users of the live service; inferred for EXTERNAL_PROVIDER",
    },
    RecoveryRow {
        reason: RecoveryReason::RecoveryByAdminOnly,
        when: "the mechanisms are admin_only",
        answer: "NotAuthorizedException",
        message: Some(Quoted("Contact administrator to reset password.", &[Reported])),
        evidence: &[Reported],
        source: "users of the live service",
    },
    RecoveryRow {
        reason: RecoveryReason::RecoveryMedium,
        when: "mechanisms are set, and at least one is usable: its attribute is verified, the user hasn't enabled its \
               factor, and rows 15 to 17 of the decision (taken alone, at no risk, from an unknown device) don't ask \
               for its factor or offer it",
        answer: "the first usable medium by priority",
        message: None,
        evidence: &[Documented, Inferred],
        source: "developer guide, recovering user accounts: MFA and reset codes never share a channel; inferred for a \
                 factor that isn't enabled",
    },
    RecoveryRow {
        reason: RecoveryReason::RecoveryLegacy,
        when: "mechanisms aren't set, and the user has a verified phone number or a verified email address, whatever \
               is enabled",
        answer: "SMS if the phone number is verified, otherwise EMAIL",
        message: None,
        evidence: &[Documented],
        source: "API reference, AccountRecoverySetting: the legacy behavior",
    },
    RecoveryRow {
        reason: RecoveryReason::NoRecoveryMedium,
        when: "otherwise",
        answer: "InvalidParameterException",
        message: Some(Quoted(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
            &[Reported],
        )),
        evidence: &[Documented],
        source: "API reference, errors of ForgotPassword; the message is from users of the live service",
    },
];

const _: () = assert!(TABLE.len() == RecoveryReason::ALL.len() && all_complete(TABLE));
