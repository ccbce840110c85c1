//! The codes of an authenticator app (RFC 6238): SHA-1, six digits, 30 seconds. It's what Cognito uses and every app
//! supports.

use std::fmt;

use serde::{Deserialize, Serialize};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::random::{self, NoRandomness, Random};

/// A code is also valid one step before and one step after its own 30 seconds.
const SKEW: u16 = 1;
/// The bytes of a new secret. In Base32 they are 52 characters, as Cognito's are.
const SECRET_BYTES: usize = 32;

/// The secret that an authenticator app shares with the server.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TotpSecret(Totp);

/// The 30 seconds that a code belongs to, counted from 1970. Store the last one of each user: a code counts once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Step(pub u64);

impl TotpSecret {
    /// A new secret.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`], as [`Random::fill`].
    pub fn new(random: &dyn Random) -> Result<Self, NoRandomness> {
        Ok(Self::of(random::bytes::<SECRET_BYTES>(random)?.into()))
    }

    /// The secret in Base32, as `SecretCode` contains it. Show it to the user who enrolls, and to no one else.
    #[must_use]
    pub fn to_base32(&self) -> String {
        self.0.secret().to_base32()
    }

    /// The step of the code, if it's right at this time, in seconds since 1970.
    ///
    /// `last` is the step that was returned for this secret before. A code of that step or an older one is refused, so
    /// that no one who saw a code can use it again (RFC 6238, section 5.2).
    #[must_use]
    pub fn check(&self, code: &str, now: u64, last: Option<Step>) -> Option<Step> {
        // The library multiplies the next step out, which overflows in the last minute of all time.
        let step = Step(self.0.check(code, now.min(u64::MAX / 2))?);
        last.is_none_or(|last| last < step).then_some(step)
    }

    fn of(secret: Secret) -> Self {
        // Not `build`, which returns an error for a secret of less than 16 bytes. There is none, so there is no error.
        Self(
            Builder::new()
                .with_algorithm(Algorithm::SHA1)
                .with_digits(6)
                .with_step_duration(30)
                .with_skew(SKEW)
                .with_secret(secret)
                .build_noncompliant(),
        )
    }
}

/// The secret isn't shown.
impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TotpSecret").finish_non_exhaustive()
    }
}

/// A stored text is not the secret of an authenticator app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The secret of an authenticator app must be at least 16 bytes in Base32.")]
pub struct NotASecret;

impl TryFrom<String> for TotpSecret {
    type Error = NotASecret;

    fn try_from(base32: String) -> Result<Self, NotASecret> {
        let secret = Secret::try_from_base32(base32).map_err(|_| NotASecret)?;
        if secret.as_bytes().len() < 16 { Err(NotASecret) } else { Ok(Self::of(secret)) }
    }
}

impl From<TotpSecret> for String {
    fn from(secret: TotpSecret) -> Self {
        secret.to_base32()
    }
}
