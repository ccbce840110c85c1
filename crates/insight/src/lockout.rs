//! The lock-out proof: everyone who meets the assumptions can sign in, or here is the smallest user who cannot.

use alloc::vec::Vec;

use super::explain::Explanation;
use super::ways_in::SignInPaths;
use crate::ANY_STAMP;
use crate::codes::codes;
use cognito_mfa::factor::Factor;
use cognito_mfa::pool::{PasswordlessFactor, PoolPolicy};
use cognito_mfa::sign_in::SignInContext;
use cognito_mfa::sign_in::{Attempt, FirstFactor};
use cognito_mfa::user::UserFacts;
use cognito_mfa::user::{Attribute, Passkeys, UserStatus};

codes! {
    /// Something that is assumed of a user, by its stable name.
    #[non_exhaustive]
    pub enum Assumption {
        /// The user is not disabled.
        Enabled = "enabled",
        /// The status is CONFIRMED.
        Confirmed = "confirmed",
        /// The user is not known from an external provider only.
        Native = "native",
        /// The user has a password, temporary or permanent.
        Password = "password",
        /// The user has a phone number.
        Phone = "phone",
        /// The user has a phone number that is verified.
        VerifiedPhone = "verified-phone",
        /// The user has an email address.
        Email = "email",
        /// The user has an email address that is verified.
        VerifiedEmail = "verified-email",
        /// The user has a verified TOTP token.
        Totp = "totp",
        /// The user has a passkey that can verify the user.
        Passkey = "passkey",
        /// The user has enabled no factor.
        NothingEnabled = "nothing-enabled",
        /// The user has a code factor enabled.
        CodeEnabled = "code-enabled",
        /// The user has what each enabled factor needs.
        PreferencePossessed = "preference-possessed",
        /// The pool offers each enabled factor.
        PreferenceOffered = "preference-offered",
    }
}

impl Assumption {
    /// Whether it holds of this user of the pool.
    #[must_use]
    pub fn holds(self, pool: &PoolPolicy, user: UserFacts) -> bool {
        match self {
            Self::Enabled => !user.is_disabled(),
            Self::Confirmed => user.status() == UserStatus::Confirmed,
            Self::Native => user.status() != UserStatus::ExternalProvider,
            Self::Password => user.has_password(),
            Self::Phone => user.phone().is_present(),
            Self::VerifiedPhone => user.phone() == Attribute::Verified,
            Self::Email => user.email().is_present(),
            Self::VerifiedEmail => user.email() == Attribute::Verified,
            Self::Totp => user.has_totp(),
            Self::Passkey => user.passkeys() == Passkeys::CanVerify,
            Self::NothingEnabled => user.enabled().is_empty(),
            Self::CodeEnabled => !user.enabled().codes().is_empty(),
            Self::PreferencePossessed => {
                let verifies = user.passkeys() == Passkeys::CanVerify || !user.enabled().contains(Factor::Passkey);
                user.enabled().minus(user.possessed()).is_empty() && verifies
            }
            Self::PreferenceOffered => user.enabled().minus(pool.offered()).is_empty(),
        }
    }
}

/// Everyone who meets the assumptions can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// How many kinds of users meet the assumptions. Each of them was walked through every sign-in.
    pub classes: u32,
}

/// Somebody who meets the assumptions cannot sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockOut {
    /// The pool.
    pub pool: PoolPolicy,
    /// The user who has the fewest facts of all that are locked out.
    pub user: UserFacts,
    /// Under which context.
    pub context: SignInContext,
    /// How many kinds of users meet the assumptions.
    pub classes: u32,
    /// How many of these are locked out.
    pub locked_out: u32,
}

/// Proves that everyone who meets the assumptions has a way in, or finds the smallest user who has none.
///
/// The proof is by exhaustion: every kind of user that there can be is asked for [`SignInPaths`].
///
/// ```
/// use cognito_mfa_insight::{Assumption, prove_no_lock_out};
/// use cognito_mfa::factor::{Factor, FactorSet};
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::sign_in::SignInContext;
/// use cognito_mfa::PoolPolicy;
///
/// let mut pool = PoolPolicy { mode: MfaMode::On, ..PoolPolicy::default() };
/// pool.configured = FactorSet::of(&[Factor::Totp]);
/// let assumed = [Assumption::Enabled, Assumption::Confirmed, Assumption::Password];
/// let proof = prove_no_lock_out(&pool, &assumed, SignInContext::default()).unwrap();
/// assert_eq!(proof.classes, 2_160);
///
/// let lock_out = prove_no_lock_out(&pool, &assumed[..2], SignInContext::default()).unwrap_err();
/// assert!(!lock_out.user.has_password());
/// ```
///
/// # Errors
/// [`LockOut`] with the smallest user who meets the assumptions and cannot sign in.
pub fn prove_no_lock_out(
    pool: &PoolPolicy,
    assumptions: &[Assumption],
    context: SignInContext,
) -> Result<Proof, LockOut> {
    let (mut classes, mut locked_out) = (0, 0);
    let mut smallest: Option<UserFacts> = None;
    for user in UserFacts::all().filter(|user| assumptions.iter().all(|one| one.holds(pool, *user))) {
        classes += 1;
        if SignInPaths::of(pool, user, context).is_empty() {
            locked_out += 1;
            smallest = smallest.filter(|other| other.size() <= user.size()).or(Some(user));
        }
    }
    match smallest {
        None => Ok(Proof { classes }),
        Some(user) => Err(LockOut { pool: *pool, user, context, classes, locked_out }),
    }
}

impl LockOut {
    /// Why each first factor that the user could try is denied, or leads nowhere: the password first.
    #[must_use]
    pub fn explanations(&self) -> Vec<Explanation> {
        let SignInContext { device, risk } = self.context;
        let passkey = match self.user.passkeys() {
            Passkeys::CanVerify => FirstFactor::PasskeyVerified,
            Passkeys::CannotVerify | Passkeys::Absent => FirstFactor::PasskeyPresence,
        };
        let passwordless = PasswordlessFactor::ALL.iter().filter(|first| self.user.user(ANY_STAMP).possesses(**first));
        let firsts = passwordless.map(|first| match first {
            PasswordlessFactor::EmailOtp => FirstFactor::EmailOtp,
            PasswordlessFactor::SmsOtp => FirstFactor::SmsOtp,
            PasswordlessFactor::WebAuthn => passkey,
        });
        let tried = core::iter::once(FirstFactor::Password).chain(firsts);
        tried
            .map(|first_factor| Explanation::new(self.pool, self.user, Attempt { first_factor, device, risk }))
            .collect()
    }
}
