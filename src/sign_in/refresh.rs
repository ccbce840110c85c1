//! Tokens from a refresh token (spec 11).

use super::progress::SignInDenied;
use super::reason::Reason;
use crate::user::facts::UserFacts;

/// Judges a request with a refresh token, which gets tokens without a sign-in (spec 11).
///
/// The host checks the token. Only the first row of the decision is judged: MFA and first factors aren't asked for again.
///
/// ```
/// use cognito_mfa::sign_in::check_refresh;
/// use cognito_mfa::user::{AccountState, Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, User};
///
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// assert!(check_refresh(ann.facts()).is_ok());
///
/// let disabled = ann.with_access(AccountState::Disabled);
/// assert_eq!(check_refresh(disabled.facts()).unwrap_err().code(), "user-disabled");
/// ```
///
/// # Errors
///
/// [`SignInDenied`] with `user-disabled` for a disabled user.
pub const fn check_refresh(user: UserFacts) -> Result<(), SignInDenied> {
    if user.is_disabled() { Err(SignInDenied::Decision(Reason::UserDisabled)) } else { Ok(()) }
}
