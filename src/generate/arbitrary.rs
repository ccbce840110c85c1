//! Values and requests out of a fuzzer's bytes, by the crate arbitrary (feature `arbitrary`).
//!
//! Every value of this crate implements [`Arbitrary`]: [`PoolPolicy`](crate::PoolPolicy), [`UserFacts`](crate::UserFacts),
//! [`User`], [`Attempt`](crate::Attempt), [`SignIn`](crate::SignIn), [`Answer`](crate::Answer), [`Pool`], each command and its parts. The functions here give what is more than
//! any value.
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

mod command;
mod pool;
mod request;
mod sign_in;
mod user;

pub use self::request::{hostile_request, nearly_valid_request, request};

use ::arbitrary::{Arbitrary, Result, Unstructured};
use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::call::{ANYBODY, BEGINNINGS, CALLS, Call, founded, reached};
use crate::command::UserPoolSettings;
use crate::evidence::Profile;
use crate::pool::Pool;
use crate::set::{Element, Set};
use crate::user::User;

/// Implements `Arbitrary`: for enums by their list of values, for structs by their fields, for other types by an
/// expression over the bytes.
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

/// A pool that accepted calls alone have made, from its creation on.
///
/// ```
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::reachable_pool;
/// use cognito_mfa::pool::MfaMode;
/// use cognito_mfa::Profile;
///
/// let bytes: Vec<u8> = (0..2000).map(|number| (number * 89 % 251) as u8).collect();
/// let pool = reachable_pool(&mut Unstructured::new(&bytes), Profile::Documented)?;
/// // A pool that requires MFA offers a code factor; of any pool that could not be said.
/// assert!(pool.mode != MfaMode::On || !pool.policy().offered().codes().is_empty());
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
/// Those of [`Unstructured`].
pub fn reachable_pool(bytes: &mut Unstructured<'_>, profile: Profile) -> Result<Pool> {
    let settings: UserPoolSettings<'static> = bytes.arbitrary()?;
    let mut pool = founded(&settings, profile);
    for command in each_while_bytes_last(bytes) {
        (pool, _) = Call::Pool(command?).made(pool, ANYBODY);
    }
    Ok(pool)
}

/// A pool and a user of it that accepted calls alone have made, each changed while the other was as it then was: a
/// preference may be stale, an attribute gone.
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
/// Those of [`Unstructured`].
pub fn reachable(bytes: &mut Unstructured<'_>, profile: Profile) -> Result<(Pool, User)> {
    let settings: UserPoolSettings<'static> = bytes.arbitrary()?;
    let (status, password) = *bytes.choose(BEGINNINGS)?;
    let user = User::new(status, password, bytes.arbitrary()?);
    let calls = each_while_bytes_last(bytes).collect::<Result<Vec<Call>>>()?;
    Ok(reached(founded(&settings, profile), user, &calls))
}

/// Values until the bytes are used up, and no more than a sequence has calls. An iterator of the crate arbitrary itself
/// would stop at each value as likely as not, and few pools are far from fresh after so few calls.
fn each_while_bytes_last<'a, 'b, T: Arbitrary<'b>>(
    bytes: &'a mut Unstructured<'b>,
) -> impl Iterator<Item = Result<T>> + use<'a, 'b, T> {
    (0..CALLS).map_while(move |_| (!bytes.is_empty()).then(|| bytes.arbitrary()))
}

/// One of these texts.
fn text(bytes: &mut Unstructured<'_>, texts: &'static [&'static str]) -> Result<Cow<'static, str>> {
    bytes.choose(texts).map(|text| Cow::Borrowed(*text))
}

/// One of these texts, or none.
fn maybe_text(bytes: &mut Unstructured<'_>, texts: &'static [&'static str]) -> Result<Option<Cow<'static, str>>> {
    if bytes.arbitrary()? { text(bytes, texts).map(Some) } else { Ok(None) }
}
