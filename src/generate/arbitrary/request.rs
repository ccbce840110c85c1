//! Requests as JSON text: valid, nearly valid and hostile.

use ::arbitrary::{Result, Unstructured};

use crate::command::{PoolCommand, UserCommand, UserPoolSettings};
use crate::generate::call::pool_id;
use crate::generate::hostile::{BODIES, MEMBERS, OPERATIONS};
use crate::generate::json::Bend;
use crate::generate::request::{Draft, RequestText};

/// A request that meets every constraint of spec 4, for the pool `local_1` (or a pool in a Region) and its user `ann`.
///
/// ```
/// # #[cfg(feature = "serde")]
/// # {
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::request;
/// use cognito_mfa::wire::Request;
///
/// let request = request(&mut Unstructured::new(&[7; 64]))?;
/// assert!(Request::decode(request.operation, &request.body).is_ok());
/// # }
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn request(bytes: &mut Unstructured<'_>) -> Result<RequestText> {
    Ok(draft(bytes)?.written())
}

/// A request with one faulty member: omitted, null, of the wrong type, empty, too long, not in the enum, sent twice or
/// misspelled. A few of these requests are still valid, for example without an optional member.
///
/// ```
/// # #[cfg(feature = "serde")]
/// # {
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::nearly_valid_request;
/// use cognito_mfa::wire::Request;
///
/// let request = nearly_valid_request(&mut Unstructured::new(&[7; 64]))?;
/// if let Err(error) = Request::decode(request.operation, &request.body) {
///     assert!(["constraint", "serialization"].contains(&error.code()));
/// }
/// # }
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn nearly_valid_request(bytes: &mut Unstructured<'_>) -> Result<RequestText> {
    let draft = draft(bytes)?;
    let place = bytes.choose_index(draft.body.members().max(1))?;
    Ok(draft.bent(place, *bytes.choose(Bend::ALL)?).written())
}

/// A request that only an attacker sends: not JSON, too deep, too long, repeated, or with wrong types throughout.
///
/// ```
/// # #[cfg(feature = "serde")]
/// # {
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::hostile_request;
/// use cognito_mfa::wire::Request;
///
/// let request = hostile_request(&mut Unstructured::new(&[7; 64]))?;
/// if let Err(error) = Request::decode(request.operation, &request.body) {
///     assert!(!error.to_string().is_empty());
/// }
/// # }
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn hostile_request(bytes: &mut Unstructured<'_>) -> Result<RequestText> {
    let (operation, member) = (*bytes.choose(OPERATIONS)?, *bytes.choose(MEMBERS)?);
    let hostile = bytes.choose(BODIES)?;
    Ok(RequestText { operation, body: hostile(member) })
}

fn draft(bytes: &mut Unstructured<'_>) -> Result<Draft> {
    let others = Draft::others("local_1", "ann");
    Ok(match bytes.int_in_range(0..=10_u8)? {
        0 => Draft::create_user_pool(&bytes.arbitrary::<UserPoolSettings<'static>>()?),
        1..=4 => {
            let command: PoolCommand<'static> = bytes.arbitrary()?;
            Draft::of_pool(&pool_id(&command), &command)
        }
        5..=8 => {
            let command: UserCommand = bytes.arbitrary()?;
            let draft = Draft::of_user("local_1", "ann", command);
            draft.map_or_else(|| bytes.choose(&others).cloned(), Ok)?
        }
        _ => bytes.choose(&others)?.clone(),
    })
}
