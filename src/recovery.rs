//! Which medium a password reset may use (SPEC 14).

use crate::evidence::{
    Evidence,
    Evidence::{Documented, Inferred, Reported},
};
use crate::exception::Exception;
use crate::factor::Factor;
use crate::facts::UserFacts;
use crate::names::named;
use crate::pool::{AccountRecovery, Medium, PoolPolicy};
use crate::rules::{Message, Message::Exact, Message::Own};
use crate::user::{Attribute, UserStatus};

named! {
    /// The row of SPEC 14 that decided, by its stable code, in the order of evaluation.
    #[non_exhaustive]
    pub enum RecoveryReason {
        /// The user is disabled.
        UserDisabled = "user-disabled",
        /// There is no settled password to reset.
        PasswordNotResettable = "password-not-resettable",
        /// Only an administrator resets.
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
    /// With a refusal, its words.
    pub message: Option<Message>,
    /// The evidence for the row.
    pub evidence: Evidence,
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

/// Decides which medium the reset code of a user goes to. MFA and reset codes never share a channel.
///
/// ```
/// use cognito_mfa::{Attribute, Medium, PoolPolicy, RecoveryReason, User, recovery};
///
/// let pool = PoolPolicy::default();
/// let mut ann = User::default();
/// assert_eq!(recovery(&pool, ann.facts()).reason, RecoveryReason::NoRecoveryMedium);
///
/// ann.email = Attribute::Verified;
/// assert_eq!(recovery(&pool, ann.facts()).answer, Ok(Medium::Email));
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
    if let Some(medium) = pool.recovery.media().iter().copied().find(|medium| is_free(user, *medium)) {
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

/// Whether the attribute is verified and its factor is not enabled as MFA.
fn is_free(user: UserFacts, medium: Medium) -> bool {
    let factor = match medium {
        Medium::Email => Factor::Email,
        Medium::Sms => Factor::Sms,
    };
    is_verified(user, medium) && !user.enabled().contains(factor)
}

fn is_verified(user: UserFacts, medium: Medium) -> bool {
    let attribute = match medium {
        Medium::Email => user.email(),
        Medium::Sms => user.phone(),
    };
    attribute == Attribute::Verified
}

impl RecoveryReason {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.name()
    }

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

const GUIDE: &str = "developer guide, recovering user accounts: MFA and reset codes never share a channel";

static TABLE: &[RecoveryRow] = &[
    RecoveryRow {
        reason: RecoveryReason::UserDisabled,
        when: "the user is disabled",
        answer: "NotAuthorizedException",
        message: Some(Exact("User is disabled.")),
        evidence: Reported,
        source: "users of the live service",
    },
    RecoveryRow {
        reason: RecoveryReason::PasswordNotResettable,
        when: "the status is FORCE_CHANGE_PASSWORD or EXTERNAL_PROVIDER",
        answer: "NotAuthorizedException",
        message: Some(Exact("User password cannot be reset in the current state.")),
        evidence: Reported,
        source: "users of the live service; for EXTERNAL_PROVIDER inferred",
    },
    RecoveryRow {
        reason: RecoveryReason::RecoveryByAdminOnly,
        when: "the mechanisms are admin_only",
        answer: "NotAuthorizedException",
        message: Some(Own("Contact administrator to reset password.")),
        evidence: Inferred,
        source: "what admin_only says",
    },
    RecoveryRow {
        reason: RecoveryReason::RecoveryMedium,
        when: "mechanisms are set, and the attribute of one is verified and its factor not enabled as MFA",
        answer: "the first such medium by priority",
        message: None,
        evidence: Documented,
        source: GUIDE,
    },
    RecoveryRow {
        reason: RecoveryReason::RecoveryLegacy,
        when: "mechanisms are not set, and the phone number or the email address is verified",
        answer: "SMS, else EMAIL, whatever is enabled",
        message: None,
        evidence: Documented,
        source: "API reference, AccountRecoverySetting: the legacy behaviour",
    },
    RecoveryRow {
        reason: RecoveryReason::NoRecoveryMedium,
        when: "otherwise",
        answer: "InvalidParameterException",
        message: Some(Exact(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        )),
        evidence: Documented,
        source: "API reference, errors of ForgotPassword; the text is of users of the live service",
    },
];

const _: () = assert!(TABLE.len() == RecoveryReason::ALL.len());
