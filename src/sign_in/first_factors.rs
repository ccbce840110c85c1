//! Which first factors a user can choose in choice-based sign-in (spec 9).

use crate::factor::Factor;
use crate::names::{element, named};
use crate::pool::{AuthFactor, AuthFactorSet, MfaMode, PasswordlessFactor, PoolPolicy};
use crate::rules::user_auth::UserAuth;
use crate::rules::{Rejection, judge};
use crate::set::Set;
use crate::user::UserStatus;
use crate::user::facts::UserFacts;

named! {
    /// A first factor that a user can choose. The names and their order are those of `AvailableChallenges`.
    ///
    /// Closed, because a host must offer each of the service's five values.
    ///
    /// [`available_challenges`] has an example.
    pub enum FirstChallenge {
        /// A password.
        Password = "PASSWORD",
        /// A password, proven by the Secure Remote Password protocol.
        PasswordSrp = "PASSWORD_SRP",
        /// A code in an email message.
        EmailOtp = "EMAIL_OTP",
        /// A code in a text message.
        SmsOtp = "SMS_OTP",
        /// A passkey.
        WebAuthn = "WEB_AUTHN",
    }
}
element!(FirstChallenge);

/// First factors that a user can choose, in the order of `AvailableChallenges`.
pub type FirstChallengeSet = Set<FirstChallenge>;

/// The first factors that the user can choose. There can be none.
///
/// ```
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::sign_in::{FirstChallenge, FirstChallengeSet, available_challenges};
/// use cognito_mfa::{Pool, User};
/// use cognito_mfa::user::{Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, Profile};
///
/// let pool = Pool::new(Tier::Essentials, Profile::Observed).policy();
/// let ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// let available = available_challenges(&pool, ann.facts());
/// assert!(available.contains(FirstChallenge::PasswordSrp));
/// assert!(!available.contains(FirstChallenge::WebAuthn));
/// ```
#[must_use]
pub fn available_challenges(pool: &PoolPolicy, user: UserFacts) -> FirstChallengeSet {
    if user.status() == UserStatus::ExternalProvider {
        return FirstChallengeSet::EMPTY;
    }
    let passwordless = |factor| allowed_and_possessed(pool, user, factor) && !is_withheld(pool, user, factor);
    FirstChallengeSet::EMPTY
        .set(FirstChallenge::Password, user.has_password())
        .set(FirstChallenge::PasswordSrp, user.has_password())
        .set(FirstChallenge::EmailOtp, passwordless(PasswordlessFactor::EmailOtp))
        .set(FirstChallenge::SmsOtp, passwordless(PasswordlessFactor::SmsOtp))
        .set(FirstChallenge::WebAuthn, passwordless(PasswordlessFactor::WebAuthn))
}

/// `ConfiguredUserAuthFactors`: what the user possesses, whatever the pool allows or offers.
///
/// ```
/// use cognito_mfa::pool::{AuthFactor, AuthFactorSet};
/// use cognito_mfa::sign_in::configured_auth_factors;
/// use cognito_mfa::user::{Attribute, Password, UserStatus};
/// use cognito_mfa::{CredentialStamp, User};
///
/// let mut ann = User::new(UserStatus::Confirmed, Password::Permanent, CredentialStamp(7));
/// ann.email = Attribute::Unverified;
/// let expected = AuthFactorSet::of(&[AuthFactor::Password, AuthFactor::EmailOtp]);
/// assert_eq!(configured_auth_factors(ann.facts()), expected);
/// ```
#[must_use]
pub fn configured_auth_factors(user: UserFacts) -> AuthFactorSet {
    let means = user.possessed();
    AuthFactorSet::EMPTY
        .set(AuthFactor::Password, user.has_password())
        .set(AuthFactor::EmailOtp, means.contains(Factor::Email))
        .set(AuthFactor::SmsOtp, means.contains(Factor::Sms))
        .set(AuthFactor::WebAuthn, means.contains(Factor::Passkey))
        .set(AuthFactor::SoftwareToken, means.contains(Factor::Totp))
}

/// Checks that the pool has choice-based sign-in (spec 9).
///
/// ```
/// use cognito_mfa::PoolPolicy;
/// use cognito_mfa::pool::Tier;
/// use cognito_mfa::rules::Rule;
/// use cognito_mfa::sign_in::check_user_auth;
///
/// check_user_auth(&PoolPolicy::default().with_tier(Tier::Essentials))?;
///
/// let refusal = check_user_auth(&PoolPolicy::default().with_tier(Tier::Lite)).unwrap_err();
/// assert_eq!(refusal.first().rule(), Rule::TierExcludesFeatures);
/// # Ok::<(), cognito_mfa::Rejection>(())
/// ```
///
/// # Errors
///
/// [`Rejection`] with `tier-excludes-features` in a LITE pool.
pub fn check_user_auth(pool: &PoolPolicy) -> Result<(), Rejection> {
    judge::<UserAuth>(pool, pool.profile)
}

/// Whether the pool allows this passwordless first factor and the user possesses it.
pub(crate) fn allowed_and_possessed(pool: &PoolPolicy, user: UserFacts, factor: PasswordlessFactor) -> bool {
    user.possessed().contains(factor.into()) && pool.passwordless.contains(factor)
}

/// Whether the user can't use this passwordless first factor, because the password is temporary or because the user must do
/// MFA.
pub(crate) fn is_withheld(pool: &PoolPolicy, user: UserFacts, factor: PasswordlessFactor) -> bool {
    let passed_by = match factor {
        PasswordlessFactor::EmailOtp | PasswordlessFactor::SmsOtp => is_gated(pool, user),
        PasswordlessFactor::WebAuthn => is_gated(pool, user) && !has_passkey_mfa(pool, user),
    };
    user.status() == UserStatus::ForceChangePassword || passed_by
}

/// `gated`: whether the user must do MFA, whatever the risk is.
fn is_gated(pool: &PoolPolicy, user: UserFacts) -> bool {
    match pool.mode {
        MfaMode::Off => false,
        MfaMode::Optional => !user.enabled().is_empty(),
        MfaMode::On => true,
    }
}

/// `passkey_mfa`: whether a passkey with user verification counts as MFA for this user.
pub(crate) fn has_passkey_mfa(pool: &PoolPolicy, user: UserFacts) -> bool {
    pool.offers(Factor::Passkey) && user.enabled().contains(Factor::Passkey)
}
