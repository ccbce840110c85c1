//! The lock-out proof: every user who meets the assumptions can sign in, or the smallest user who can't.

use alloc::vec::Vec;
use core::fmt;

use super::assumption::Assumption;
use super::explanation::Explanation;
use super::sign_in_paths::SignInPaths;
use crate::phrase::Grouped;
use crate::plain::plainness;
use crate::{ANY_STAMP, PRESENCE_PASSKEY, VERIFIED_PASSKEY};
use cognito_mfa::pool::{PasswordlessFactor, PoolPolicy};
use cognito_mfa::sign_in::{Attempt, FirstFactor, SignInContext};
use cognito_mfa::user::{Passkeys, UserFacts};

/// Every user who meets the assumptions can sign in.
///
/// ```
/// use cognito_mfa::PoolPolicy;
/// use cognito_mfa::sign_in::SignInContext;
/// use cognito_mfa_insight::{Assumption, prove_no_lock_out};
///
/// let assumed = [Assumption::Enabled, Assumption::Confirmed, Assumption::Password];
/// let proof = prove_no_lock_out(&PoolPolicy::default(), &assumed, SignInContext::default())?;
/// assert_eq!(proof.classes, 2160);
/// # Ok::<(), cognito_mfa_insight::LockOut>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Proof {
    /// The number of kinds of users who meet the assumptions.
    pub classes: u32,
}

/// At least one user who meets the assumptions can't sign in.
///
/// ```
/// use cognito_mfa::PoolPolicy;
/// use cognito_mfa::sign_in::SignInContext;
/// use cognito_mfa_insight::{Assumption, prove_no_lock_out};
///
/// let lock_out = prove_no_lock_out(&PoolPolicy::default(), &[Assumption::Confirmed], SignInContext::default()).unwrap_err();
/// assert!(lock_out.locked_out < lock_out.classes && !lock_out.user.has_password());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockOut {
    /// The pool.
    pub pool: PoolPolicy,
    /// The smallest user who is locked out.
    pub user: UserFacts,
    /// The device and the risk of the sign-ins.
    pub context: SignInContext,
    /// The number of kinds of users who meet the assumptions.
    pub classes: u32,
    /// The number of these kinds that are locked out.
    pub locked_out: u32,
}

/// Proves that every user who meets the assumptions can sign in, or finds the smallest user who can't.
///
/// The proof is exhaustive: it looks for [`SignInPaths`] of every kind of user.
///
/// ```
/// use cognito_mfa::PoolPolicy;
/// use cognito_mfa::factor::{Factor, FactorSet};
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::sign_in::SignInContext;
/// use cognito_mfa_insight::{Assumption, prove_no_lock_out};
///
/// let mut pool = PoolPolicy::default().with_mode(MfaMode::On);
/// pool.configured = FactorSet::of(&[Factor::Totp]);
/// let assumed = [Assumption::Enabled, Assumption::Confirmed, Assumption::Password];
/// let proof = prove_no_lock_out(&pool, &assumed, SignInContext::default())?;
/// assert_eq!(proof.to_string(), "All of these users can sign in (2,160 kinds of users).");
///
/// let lock_out = prove_no_lock_out(&pool, &assumed[..2], SignInContext::default()).unwrap_err();
/// assert_eq!(
///     lock_out.to_string(),
///     "Some of these users can't sign in (2,160 of 4,320 kinds of users). \
///      An example is a confirmed user with no password."
/// );
/// # Ok::<(), cognito_mfa_insight::LockOut>(())
/// ```
///
/// # Errors
///
/// [`LockOut`] contains the smallest user who meets the assumptions and can't sign in.
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
            smallest = smallest.filter(|other| plainness(*other) <= plainness(user)).or(Some(user));
        }
    }
    match smallest {
        None => Ok(Proof { classes }),
        Some(user) => Err(LockOut { pool: *pool, user, context, classes, locked_out }),
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "All of these users can sign in ({} kinds of users).", Grouped(self.classes.into()))
    }
}

impl fmt::Display for LockOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, classes, locked_out, .. } = self;
        write!(
            f,
            "Some of these users can't sign in ({} of {} kinds of users). ",
            Grouped((*locked_out).into()),
            Grouped((*classes).into())
        )?;
        write!(f, "An example is {user}.")
    }
}

impl core::error::Error for LockOut {}

impl LockOut {
    /// Why the user can't sign in: an explanation of each first factor that they could try, the password first.
    ///
    /// Each answer is a denial or leads to one, unless the tier is LITE: such a pool has no choice-based sign-in, so that
    /// an OTP or a passkey that would do is never asked for.
    ///
    /// ```
    /// use cognito_mfa::PoolPolicy;
    /// use cognito_mfa::sign_in::{Reason, SignInContext};
    /// use cognito_mfa_insight::{Assumption, prove_no_lock_out};
    ///
    /// let assumed = [Assumption::Password, Assumption::Native];
    /// let lock_out = prove_no_lock_out(&PoolPolicy::default(), &assumed, SignInContext::default()).unwrap_err();
    /// let answers: Vec<_> = lock_out.explanations().iter().map(|one| one.resolution().reason()).collect();
    /// assert_eq!(answers, [Reason::UserUnconfirmed]);
    /// ```
    #[must_use]
    pub fn explanations(&self) -> Vec<Explanation> {
        let SignInContext { device, risk } = self.context;
        let passkey = match self.user.passkeys() {
            Passkeys::CanVerify => VERIFIED_PASSKEY,
            Passkeys::CannotVerify | Passkeys::Absent => PRESENCE_PASSKEY,
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
