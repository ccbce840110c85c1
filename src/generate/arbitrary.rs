//! Values and requests from a fuzzer's bytes, for the crate arbitrary (feature `arbitrary`).
//!
//! The input types of this crate implement [`Arbitrary`]: [`PoolPolicy`](crate::PoolPolicy),
//! [`UserFacts`](crate::UserFacts), [`User`], [`Attempt`](crate::Attempt), [`SignIn`](crate::SignIn),
//! [`Answer`](crate::Answer), [`Pool`], each command and its parts. The functions of this module generate reachable values,
//! accepted changes, whole sign-ins and requests.
//!
//! ```
//! use arbitrary::Unstructured;
//! use cognito_mfa::generate::arbitrary::{reachable, request};
//! use cognito_mfa::invariants;
//! use cognito_mfa::{Attempt, PoolPolicy, Profile, UserFacts};
//!
//! let bytes: Vec<u8> = (0..=255).collect();
//! let mut input = Unstructured::new(&bytes);
//! let (pool, user, attempt): (PoolPolicy, UserFacts, Attempt) = input.arbitrary()?;
//! invariants::check_decision(&pool, user, attempt)?;
//!
//! let (pool, user) = reachable(&mut input, Profile::Documented)?;
//! invariants::check_decision(&pool.policy(), user.facts(), Attempt::password())?;
//! assert!(request(&mut input)?.body.starts_with('{'));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accepted;
mod command;
mod pool;
#[cfg(feature = "serde")]
mod request;
mod sign_in;
mod user;
mod walk;

pub use self::accepted::{accepted_pool_command, accepted_user_command};
#[cfg(feature = "serde")]
pub use self::request::{hostile_request, nearly_valid_request, request};
pub use self::walk::walk;

use ::arbitrary::{Arbitrary, Result, Unstructured};
use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::call::{ANY_USER, BEGINNINGS, CALLS, Call, created, reached};
use crate::command::UserPoolSettings;
use crate::evidence::Profile;
use crate::pool::Pool;
use crate::set::{Element, Set};
use crate::user::User;

/// Implements `Arbitrary`: for enums from their list of values, for structs from their fields, and for other types with an
/// expression.
macro_rules! arbitrary {
    (enums $( $Enum:ty ),+ $(,)?) => { $(
        arbitrary!($Enum, bytes => bytes.choose(<$Enum>::ALL).copied());
    )+ };
    (structs $( $Struct:ty { $( $field:ident ),+ $(,)? } )+) => { $(
        arbitrary!($Struct, bytes => Ok(Self { $( $field: bytes.arbitrary()?, )+ }));
    )+ };
    ($Type:ty, $bytes:ident => $value:expr) => {
        impl<'a> ::arbitrary::Arbitrary<'a> for $Type {
            fn arbitrary($bytes: &mut ::arbitrary::Unstructured<'a>) -> ::arbitrary::Result<Self> {
                $value
            }
        }
    };
}
use arbitrary;

impl<'a, T: Element> Arbitrary<'a> for Set<T> {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self::from_bits(bytes.int_in_range(0..=Self::all().bits())?).unwrap_or_default())
    }
}

arbitrary!(enums Profile);
arbitrary!(Call, bytes => Ok(if bytes.arbitrary()? { Self::Pool(bytes.arbitrary()?) } else { Self::User(bytes.arbitrary()?) }));

/// A pool that only accepted calls have made, from its creation on.
///
/// ```
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::reachable_pool;
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::Profile;
///
/// let bytes: Vec<u8> = (0..2000).map(|number| (number * 89 % 251) as u8).collect();
/// let pool = reachable_pool(&mut Unstructured::new(&bytes), Profile::Documented)?;
/// // Every reachable pool that requires MFA offers a code factor.
/// assert!(pool.mode != MfaMode::On || !pool.policy().offered().codes().is_empty());
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn reachable_pool(bytes: &mut Unstructured<'_>, profile: Profile) -> Result<Pool> {
    let settings: UserPoolSettings<'static> = bytes.arbitrary()?;
    let mut pool = created(&settings, profile);
    for command in each_while_bytes_last(bytes) {
        (pool, _) = Call::Pool(command?).made(pool, ANY_USER);
    }
    Ok(pool)
}

/// A pool and a user of it that only accepted calls have made.
///
/// Calls of the pool and calls of the user are mixed. So the preference can be stale, and attributes can be missing.
///
/// ```
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::reachable;
/// use cognito_mfa::invariants;
/// use cognito_mfa::Profile;
///
/// let bytes: Vec<u8> = (0..2000).map(|number| (number * 89 % 251) as u8).collect();
/// let (pool, user) = reachable(&mut Unstructured::new(&bytes), Profile::Observed)?;
/// invariants::check(&pool.policy(), &user)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn reachable(bytes: &mut Unstructured<'_>, profile: Profile) -> Result<(Pool, User)> {
    let settings: UserPoolSettings<'static> = bytes.arbitrary()?;
    let (status, password) = *bytes.choose(BEGINNINGS)?;
    let user = User::new(status, password, bytes.arbitrary()?);
    let calls = each_while_bytes_last(bytes).collect::<Result<Vec<Call>>>()?;
    Ok(reached(created(&settings, profile), user, &calls))
}

/// Values until the bytes are used up, but at most as many as a sequence has calls. The iterator of the crate arbitrary stops
/// after each value with a probability of one half. After so few calls, most pools would still be fresh.
fn each_while_bytes_last<'a, 'b, T: Arbitrary<'b>>(
    bytes: &'a mut Unstructured<'b>,
) -> impl Iterator<Item = Result<T>> + use<'a, 'b, T> {
    (0..CALLS).map_while(move |_| (!bytes.is_empty()).then(|| bytes.arbitrary()))
}

/// Any of these texts.
fn text(bytes: &mut Unstructured<'_>, texts: &'static [&'static str]) -> Result<Cow<'static, str>> {
    bytes.choose(texts).map(|text| Cow::Borrowed(*text))
}

/// Any of these texts, or none.
fn maybe_text(bytes: &mut Unstructured<'_>, texts: &'static [&'static str]) -> Result<Option<Cow<'static, str>>> {
    if bytes.arbitrary()? { text(bytes, texts).map(Some) } else { Ok(None) }
}
