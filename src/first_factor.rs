//! Which first factors a user may choose in choice-based sign-in (SPEC 9).

use crate::factor::Factor;
use crate::facts::UserFacts;
use crate::names::{element, named};
use crate::pool::{AuthFactor, AuthFactorSet, MfaMode, Passwordless, PoolPolicy};
use crate::rules::user_auth::UserAuth;
use crate::rules::{Rejection, judge};
use crate::set::Set;
use crate::user::UserStatus;

named! {
    /// A first factor as `AvailableChallenges` names it, in its order.
    ///
    /// Closed: the service has these five, and a host must offer each.
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

/// First factors that may be chosen, in the order in which the service lists them.
pub type FirstChallengeSet = Set<FirstChallenge>;

/// The first factors that the user may choose, perhaps none.
///
/// ```
/// use cognito_mfa::{FirstChallenge, FirstChallengeSet, Pool, Tier, User, available_challenges};
///
/// let pool = Pool::new(Tier::Essentials).policy();
/// let available = available_challenges(&pool, User::default().facts());
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
        .set(FirstChallenge::EmailOtp, passwordless(Passwordless::EmailOtp))
        .set(FirstChallenge::SmsOtp, passwordless(Passwordless::SmsOtp))
        .set(FirstChallenge::WebAuthn, passwordless(Passwordless::WebAuthn))
}

/// `ConfiguredUserAuthFactors`: what the user possesses and the pool allows as a first factor or offers as MFA (Inferred).
#[must_use]
pub fn configured_auth_factors(pool: &PoolPolicy, user: UserFacts) -> AuthFactorSet {
    let means = user.means();
    let usable = |factor: Factor, first: Passwordless| {
        means.contains(factor) && (pool.passwordless.contains(first) || pool.offers(factor))
    };
    AuthFactorSet::EMPTY
        .set(AuthFactor::Password, user.has_password())
        .set(AuthFactor::EmailOtp, usable(Factor::Email, Passwordless::EmailOtp))
        .set(AuthFactor::SmsOtp, usable(Factor::Sms, Passwordless::SmsOtp))
        .set(AuthFactor::WebAuthn, usable(Factor::Passkey, Passwordless::WebAuthn))
        .set(AuthFactor::SoftwareToken, means.contains(Factor::Totp) && pool.offers(Factor::Totp))
}

/// Whether the pool has choice-based sign-in at all.
///
/// # Errors
/// [`Rejection`] with `tier-excludes-features` in a LITE pool (SPEC 9).
pub fn check_user_auth(pool: &PoolPolicy) -> Result<(), Rejection> {
    judge::<UserAuth>(pool, pool.fidelity)
}

/// Whether the pool allows this passwordless first factor and the user possesses it.
pub(crate) fn allowed_and_possessed(pool: &PoolPolicy, user: UserFacts, factor: Passwordless) -> bool {
    let possessed = match factor {
        Passwordless::EmailOtp => user.means().contains(Factor::Email),
        Passwordless::SmsOtp => user.means().contains(Factor::Sms),
        Passwordless::WebAuthn => user.means().contains(Factor::Passkey),
    };
    possessed && pool.passwordless.contains(factor)
}

/// Whether this passwordless first factor is kept from the user: by the temporary password, or by MFA that it would
/// pass by.
pub(crate) fn is_withheld(pool: &PoolPolicy, user: UserFacts, factor: Passwordless) -> bool {
    let passed_by = match factor {
        Passwordless::EmailOtp | Passwordless::SmsOtp => is_gated(pool, user),
        Passwordless::WebAuthn => is_gated(pool, user) && !has_passkey_mfa(pool, user),
    };
    user.status() == UserStatus::ForceChangePassword || passed_by
}

/// `gated`: whether MFA is asked of the user whatever the risk.
fn is_gated(pool: &PoolPolicy, user: UserFacts) -> bool {
    match pool.mode {
        MfaMode::Off => false,
        MfaMode::Optional => !user.enabled().is_empty(),
        MfaMode::On => true,
    }
}

/// `passkey_mfa`: whether a passkey with user verification is MFA for this user.
pub(crate) fn has_passkey_mfa(pool: &PoolPolicy, user: UserFacts) -> bool {
    pool.offers(Factor::Passkey) && user.enabled().contains(Factor::Passkey)
}
