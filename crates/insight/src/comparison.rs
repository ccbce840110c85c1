//! One sign-in under two policies.

use super::effect::Effect;
use super::sign_in_paths::SignInPaths;
use cognito_mfa::pool::PoolPolicy;
use cognito_mfa::sign_in::{Attempt, Challenge, Outcome, Resolution, SignInContext, resolve};
use cognito_mfa::user::UserFacts;

/// One sign-in under two policies: its answers, and the user's sign-in paths.
///
/// With it, a service can compare a planned change with the current policy at each real sign-in (shadow mode).
///
/// ```
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
/// use cognito_mfa_insight::{Comparison, Effect};
///
/// let before = PoolPolicy::default();
/// let after = before.with_mode(MfaMode::On);
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let comparison = Comparison::new(&before, &after, ann.facts(), Attempt::password());
/// assert!(comparison.shows(Effect::NewlyLockedOut) && !comparison.shows(Effect::MustSetUp));
/// assert_eq!(comparison.after.reason().code(), "sms-cannot-be-set-up");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// The answer under the first policy.
    pub before: Resolution,
    /// The answer under the second policy.
    pub after: Resolution,
    /// The sign-in paths under the first policy.
    pub paths_before: SignInPaths,
    /// The sign-in paths under the second policy.
    pub paths_after: SignInPaths,
}

impl Comparison {
    /// Decides the sign-in under both policies.
    ///
    /// The paths are those of the attempt's device and risk, with every first factor.
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::{Comparison, Effect};
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let off = PoolPolicy::default();
    /// let on = off.with_mode(MfaMode::On);
    /// let comparison = Comparison::new(&off, &on, ann, Attempt::password());
    /// assert!(!comparison.paths_before.is_empty() && comparison.paths_after.is_empty());
    /// ```
    #[must_use]
    pub fn new(before: &PoolPolicy, after: &PoolPolicy, user: UserFacts, attempt: Attempt) -> Self {
        let context = SignInContext { device: attempt.device, risk: attempt.risk };
        Self {
            before: resolve(before, user, attempt),
            after: resolve(after, user, attempt),
            paths_before: SignInPaths::of(before, user, context),
            paths_after: SignInPaths::of(after, user, context),
        }
    }

    /// Whether the change from the first policy to the second has this effect.
    ///
    /// ```
    /// use cognito_mfa::pool::MfaMode;
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::{Comparison, Effect};
    ///
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7)).facts();
    /// let off = PoolPolicy::default();
    /// let on = off.with_mode(MfaMode::On);
    /// let comparison = Comparison::new(&off, &on, ann, Attempt::password());
    /// assert!(comparison.shows(Effect::NewlyDenied) && !comparison.shows(Effect::NoLongerDenied));
    /// ```
    #[must_use]
    pub fn shows(&self, effect: Effect) -> bool {
        let (was, is) = (self.before.outcome(), self.after.outcome());
        let (had, has) = (self.paths_before, self.paths_after);
        let both_get_in = !had.is_empty() && !has.is_empty();
        match effect {
            Effect::NewlyLockedOut => !had.is_empty() && has.is_empty(),
            Effect::NoLongerLockedOut => had.is_empty() && !has.is_empty(),
            Effect::NewlyDenied => !is_denied(was) && is_denied(is),
            Effect::NoLongerDenied => is_denied(was) && !is_denied(is),
            Effect::NewlyChallenged => was == Outcome::Authenticated && is_challenge(is),
            Effect::NoLongerChallenged => is_challenge(was) && is == Outcome::Authenticated,
            Effect::ChallengedDifferently => is_challenge(was) && is_challenge(is) && was != is,
            Effect::MustSetUp => !is_set_up(was) && is_set_up(is),
            Effect::LosesPasskeyPath => had.has_passkey() && !has.has_passkey(),
            Effect::GainsPasskeyPath => !had.has_passkey() && has.has_passkey(),
            Effect::AssuranceDrops => both_get_in && has.least() < had.least(),
            Effect::AssuranceRises => both_get_in && has.least() > had.least(),
        }
    }

    /// Every effect of the change from the first policy to the second, in the order of [`Effect::ALL`].
    ///
    /// ```
    /// use cognito_mfa::user::{Password, UserStatus};
    /// use cognito_mfa::{Attempt, CredentialStamp, PoolPolicy, User};
    /// use cognito_mfa_insight::Comparison;
    ///
    /// let pool = PoolPolicy::default();
    /// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
    /// assert_eq!(Comparison::new(&pool, &pool, ann.facts(), Attempt::password()).effects().count(), 0);
    /// ```
    pub fn effects(&self) -> impl Iterator<Item = Effect> + '_ {
        Effect::ALL.iter().copied().filter(|effect| self.shows(*effect))
    }
}

const fn is_denied(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Denied(_))
}

const fn is_challenge(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Challenge(_))
}

const fn is_set_up(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Challenge(Challenge::MfaSetup(_)))
}
