//! The result of a step: the state of the sign-in, and what happened to the user.

use super::SignIn;
use super::assurance::Proven;
use super::outcome::Outcome;
use super::reason::Reason;
use super::step_up::StepUpError;
use crate::exception::Exception;
use crate::factor::CodeFactorSet;
use crate::rules::Message;
use crate::user::{User, UserEvent};

/// The result of a step.
///
/// Store the user and the sign-in in one transaction, and only if the stored user is still the one that the step read. If
/// another request has changed the user in the meantime, discard the whole step, and run it again on the user that is stored
/// now. If you can't compare whole users, apply the events with [`apply_to`](Self::apply_to), which detects changed
/// credentials and a changed status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "the user and the events must be stored, and the progress answered"]
#[non_exhaustive]
pub struct Step {
    /// The user after the step.
    pub user: User,
    /// What happened to the user, in order. It happened even if the sign-in is denied.
    pub events: UserEvents,
    /// The state of the sign-in.
    pub progress: Progress,
    /// The row of the decision that led here. `None` if no row did. This is so after the choice of a first factor, or when
    /// the stamp has changed, a factor wasn't offered, or the level of a step-up can't be reached.
    pub reason: Option<Reason>,
}

/// What a step did to the user: at most two events, in order.
///
/// ```
/// use cognito_mfa::sign_in::SignInContext;
/// use cognito_mfa::user::Password;
/// use cognito_mfa::{Answer, CredentialStamp, PoolPolicy, Progress, SignIn};
/// use cognito_mfa::sign_in::FirstFactor;
/// use cognito_mfa::user::{UserEvent, UserStatus};
/// use cognito_mfa::User;
///
/// let pool = PoolPolicy::default();
/// let ann = User::new(UserStatus::ForceChangePassword, Password::Temporary, CredentialStamp(7));
/// let step = SignIn::begin(&pool, ann, FirstFactor::Password, SignInContext::default(), None);
/// assert!(step.events.is_empty());
///
/// let Progress::Waiting(sign_in) = step.progress else { panic!("the sign-in waits for a new password") };
/// let step = sign_in.step(&pool, ann, Answer::NewPasswordChosen)?;
/// assert!(step.events.iter().eq([UserEvent::PermanentPasswordSet]));
/// # Ok::<(), cognito_mfa::sign_in::OutOfOrder>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct UserEvents([Option<UserEvent>; 2]);

/// The state of a sign-in.
///
/// Closed, because a caller that doesn't handle one of them could let a user in.
///
/// [`SignIn`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use = "the sign-in may wait, be denied or be over"]
pub enum Progress {
    /// The sign-in waits for an answer.
    Waiting(SignIn),
    /// The user is signed in. The value is what was proven, in a step-up also the codes of the earlier session.
    Authenticated(Proven),
    /// The sign-in ended without success.
    Denied(SignInDenied),
}

/// Why a sign-in ended without success. Its `Display` is the message of the error.
///
/// ```
/// use cognito_mfa::sign_in::{Reason, SignInDenied};
///
/// let denied = SignInDenied::Decision(Reason::UserDisabled);
/// assert_eq!((denied.table(), denied.code()), ("sign-in", "user-disabled"));
/// assert_eq!(denied.to_string(), "User is disabled.");
/// assert_eq!(SignInDenied::CredentialsReplaced.code(), "credentials-replaced");
/// ```
///
/// Closed, because a host responds to each of them in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SignInDenied {
    /// The decision denies, for this reason (spec 10).
    #[error("{}", denial_text(*.0))]
    Decision(Reason),
    /// The user's credentials have changed during the sign-in, or the sign-in is another user's (`credentials-replaced`).
    #[error("The credentials of the user changed during the sign-in.")]
    CredentialsReplaced,
    /// The challenge didn't offer the factor that the user chose or set up (`mfa-type-not-offered`).
    #[error("The MFA type is not one that the user can choose.")]
    MfaTypeNotOffered,
    /// The step-up is refused: for example, its target can't be reached or was reached before (spec 12).
    #[error(transparent)]
    StepUp(#[from] StepUpError),
}

impl SignInDenied {
    /// The name of the table that the code is in. Print it with the code, because a few codes are in more than one table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Decision(_) | Self::CredentialsReplaced | Self::MfaTypeNotOffered => Reason::TABLE,
            Self::StepUp(_) => StepUpError::TABLE,
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decision(reason) => reason.code(),
            Self::CredentialsReplaced => "credentials-replaced",
            Self::MfaTypeNotOffered => "mfa-type-not-offered",
            Self::StepUp(error) => error.code(),
        }
    }

    /// The exception that the service returns.
    #[must_use]
    pub fn exception(self) -> Exception {
        match self {
            Self::Decision(reason) => match reason.outcome(CodeFactorSet::EMPTY) {
                Outcome::Denied(denial) => denial.exception(),
                Outcome::Authenticated | Outcome::Challenge(_) => Exception::NotAuthorized,
            },
            Self::CredentialsReplaced => Exception::NotAuthorized,
            Self::MfaTypeNotOffered => Exception::InvalidParameter,
            Self::StepUp(error) => error.exception(),
        }
    }
}

fn denial_text(reason: Reason) -> &'static str {
    reason.row().message.map_or("", Message::template)
}

impl UserEvents {
    /// No event.
    pub const NONE: Self = Self([None, None]);

    /// One event.
    pub(super) const fn one(event: UserEvent) -> Self {
        Self([Some(event), None])
    }

    /// These events, without the absent ones.
    pub(super) const fn both(first: Option<UserEvent>, second: Option<UserEvent>) -> Self {
        Self([first, second])
    }

    /// The events, in order.
    pub fn iter(self) -> impl Iterator<Item = UserEvent> + Clone {
        self.0.into_iter().flatten()
    }

    /// Whether nothing happened.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        matches!(self.0, [None, None])
    }

    pub(super) fn applied_to(self, user: User) -> User {
        self.iter().fold(user, |user, event| user.after(event))
    }
}

impl SignInDenied {
    /// The row of the decision that denied; `None` when the decision didn't deny.
    pub(super) const fn reason(self) -> Option<Reason> {
        match self {
            Self::Decision(reason) => Some(reason),
            Self::CredentialsReplaced | Self::MfaTypeNotOffered | Self::StepUp(_) => None,
        }
    }
}

impl Step {
    /// Applies the events of this step to the user that is stored now.
    ///
    /// `read` is the user that the step read. Returns `None` if the stored user has another stamp, status or password, because
    /// another request has changed them in the meantime. In this case, discard the whole step and run it again on the stored
    /// user. Otherwise, the result is the same as if the step and the other change had happened one after the other.
    ///
    /// ```
    /// use cognito_mfa::sign_in::{FirstFactor, SignInContext};
    /// use cognito_mfa::user::{AccountState, Password, UserStatus};
    /// use cognito_mfa::{Answer, CredentialStamp, PoolPolicy, Progress, SignIn, User};
    ///
    /// let pool = PoolPolicy::default();
    /// let ann = User::new(UserStatus::ForceChangePassword, Password::Temporary, CredentialStamp(7));
    /// let begun = SignIn::begin(&pool, ann, FirstFactor::Password, SignInContext::default(), None);
    /// let Progress::Waiting(sign_in) = begun.progress else { panic!("the sign-in waits for a new password") };
    /// let step = sign_in.step(&pool, ann, Answer::NewPasswordChosen)?;
    ///
    /// assert_eq!(step.apply_to(&ann, &ann), Some(step.user));
    /// let disabled = ann.with_access(AccountState::Disabled);
    /// assert_eq!(step.apply_to(&disabled, &ann), Some(step.user.with_access(AccountState::Disabled)));
    /// let replaced = ann.with_stamp(ann.stamp.changed());
    /// assert_eq!(step.apply_to(&replaced, &ann), None);
    /// # Ok::<(), cognito_mfa::sign_in::OutOfOrder>(())
    /// ```
    #[must_use]
    pub fn apply_to(&self, stored: &User, read: &User) -> Option<User> {
        let is_same = (stored.stamp, stored.account) == (read.stamp, read.account);
        is_same.then(|| self.events.applied_to(*stored))
    }

    /// A step that doesn't change the user.
    pub(super) const fn unchanged(user: User, progress: Progress, reason: Option<Reason>) -> Self {
        Self { user, events: UserEvents::NONE, progress, reason }
    }

    /// A step that ends the sign-in without success. It drops the answer.
    pub(super) const fn denied(user: User, denied: SignInDenied) -> Self {
        Self::unchanged(user, Progress::Denied(denied), denied.reason())
    }
}
