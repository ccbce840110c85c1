//! Which medium a password reset may use (SPEC 14).

use crate::apply::Transition;
use crate::evidence::{
    Evidence,
    Evidence::{Documented, Inferred, Reported},
};
use crate::exception::Exception;
use crate::factor::CodeFactor;
use crate::names::coded;
use crate::pool::{AccountRecovery, Medium, PoolPolicy};
use crate::rules::{Message, Message::Quoted, is_complete};
use crate::sign_in::decision::asked_without_risk;
use crate::user::UserEvent;
use crate::user::facts::UserFacts;
use crate::user::{Attribute, User, UserStatus};

coded! {
    /// The row of SPEC 14 that decided, by its stable code, in the order of evaluation.
    #[non_exhaustive]
    pub enum RecoveryReason {
        /// The user is disabled.
        UserDisabled = "user-disabled",
        /// There is no settled password to reset.
        PasswordNotResettable = "password-not-resettable",
        /// Only an administrator resets a password.
        RecoveryByAdminOnly = "recovery-by-admin-only",
        /// The pool's mechanisms name a medium.
        RecoveryMedium = "recovery-medium",
        /// The pool names no mechanisms.
        RecoveryLegacy = "recovery-legacy",
        /// There is no medium left.
        NoRecoveryMedium = "no-recovery-medium",
    }
}

/// Everything that the table of SPEC 14 knows of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveryRow {
    /// The reason.
    pub reason: RecoveryReason,
    /// When the row hits, no row above having hit.
    pub when: &'static str,
    /// What is answered.
    pub answer: &'static str,
    /// With a refusal, its text, with evidence of its own.
    pub message: Option<Message>,
    /// The evidence for the row: the letters of the specification's column, then those that its row gives for a part of
    /// it. `source` says which part each is for.
    pub evidence: &'static [Evidence],
    /// Who says so.
    pub source: &'static str,
}

/// Where the reset code of a user goes, or why it goes nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Recovery {
    /// The medium, or the exception of the refusal.
    pub answer: Result<Medium, Exception>,
    /// The row that decided.
    pub reason: RecoveryReason,
}

/// Decides which medium the reset code of a user goes to.
///
/// Where mechanisms are set, MFA and reset codes never share a channel: a medium isn't used when the user has enabled its
/// factor, or when a sign-in would ask for its factor or offer it. The caller asks again, about the pool and the user as
/// they are then, when the user confirms the reset.
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
/// let mut pool = PoolPolicy { recovery: AccountRecovery::PhoneThenEmail, ..PoolPolicy::default() };
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
/// The reset is judged again, about the pool and the user as they are now, because either can have changed since the code
/// was sent. Drop a code that went to another medium than [`recovery`] gives now before you call this function.
///
/// ```
/// use cognito_mfa::pool::AccountRecovery;
/// use cognito_mfa::recovery::{RecoveryReason, confirm_reset};
/// use cognito_mfa::user::{Attribute, Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, PoolPolicy, User};
///
/// let mut pool = PoolPolicy { recovery: AccountRecovery::Email, ..PoolPolicy::default() };
/// let mut ann = User::new(UserStatus::ResetRequired, Password::Permanent, CredentialStamp(7));
/// ann.email = Attribute::Verified;
/// let next = confirm_reset(&pool, &ann).map_err(|refused| refused.reason.code())?.into_next();
/// assert_eq!(next.status(), UserStatus::Confirmed);
///
/// pool.recovery = AccountRecovery::AdminOnly;
/// let refused = confirm_reset(&pool, &ann).unwrap_err();
/// assert_eq!(refused.reason, RecoveryReason::RecoveryByAdminOnly);
/// # Ok::<(), &str>(())
/// ```
///
/// # Errors
/// [`Recovery`] with the exception and the reason when the reset is refused. The user stays unchanged.
pub fn confirm_reset<'a>(pool: &PoolPolicy, user: &'a User) -> Result<Transition<'a, User>, Recovery> {
    let judged = recovery(pool, user.facts());
    match judged.answer {
        Ok(_) => Ok(Transition::without_notes(user, user.after(UserEvent::PermanentPasswordSet))),
        Err(_) => Err(judged),
    }
}

/// Whether the attribute is verified, and MFA doesn't use its channel.
fn is_free(pool: &PoolPolicy, user: UserFacts, medium: Medium) -> bool {
    let factor = match medium {
        Medium::Email => CodeFactor::Email,
        Medium::Sms => CodeFactor::Sms,
    };
    let taken = user.enabled().codes().or(asked_without_risk(pool, user));
    is_verified(user, medium) && !taken.contains(factor)
}

fn is_verified(user: UserFacts, medium: Medium) -> bool {
    let attribute = match medium {
        Medium::Email => user.email(),
        Medium::Sms => user.phone(),
    };
    attribute == Attribute::Verified
}

impl RecoveryReason {
    /// What the table knows of the row.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the table has a row for each reason, in order, as a test holds")]
    pub const fn row(self) -> &'static RecoveryRow {
        &TABLE[self as usize]
    }
}

impl RecoveryRow {
    /// Every row, in the order of evaluation.
    pub const ALL: &'static [Self] = TABLE;
}

/// Whether each row says everything. The table asserts this of itself, so a row that doesn't fails the build.
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
        source: "users of the live service; for EXTERNAL_PROVIDER inferred",
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
        when: "mechanisms are set, and one has a verified attribute whose factor the user has not enabled and which rows 15 to \
               17 of the decision, taken alone at no risk from an unknown device, would not ask for or offer",
        answer: "the first such medium by priority",
        message: None,
        evidence: &[Documented, Inferred],
        source: "developer guide, recovering user accounts: MFA and reset codes never share a channel; for a factor that is \
                 not enabled inferred",
    },
    RecoveryRow {
        reason: RecoveryReason::RecoveryLegacy,
        when: "mechanisms are not set, and the phone number or the email address is verified",
        answer: "SMS, else EMAIL, whatever is enabled",
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
        source: "API reference, errors of ForgotPassword; the text is of users of the live service",
    },
];

const _: () = assert!(TABLE.len() == RecoveryReason::ALL.len() && all_complete(TABLE));
