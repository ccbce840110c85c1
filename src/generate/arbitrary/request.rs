//! Requests as JSON text: valid, nearly valid and hostile.

use ::arbitrary::{Result, Unstructured};

use crate::command::{PoolCommand, UserCommand, UserPoolSettings};
use crate::generate::bent::Bend;
use crate::generate::hostile::{BODIES, MEMBERS, OPERATIONS};
use crate::generate::request::{OTHERS, RequestText};

/// A request that meets every constraint of spec 4, for the pool `local_1` (or a pool in a Region) and its user `ann`.
///
/// ```
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::request;
/// use cognito_mfa::wire::Request;
///
/// let request = request(&mut Unstructured::new(&[7; 64]))?;
/// assert!(Request::decode(request.operation, &request.body).is_ok());
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn request(bytes: &mut Unstructured<'_>) -> Result<RequestText> {
    match bytes.int_in_range(0..=10_u8)? {
        0 => Ok(RequestText::create_user_pool(&bytes.arbitrary::<UserPoolSettings<'static>>()?)),
        1..=4 => Ok(RequestText::of_pool(&bytes.arbitrary::<PoolCommand<'static>>()?)),
        5..=8 => {
            let command: UserCommand = bytes.arbitrary()?;
            RequestText::of_user(command).map_or_else(|| other(bytes), Ok)
        }
        _ => other(bytes),
    }
}

/// A request with one faulty member: omitted, null, of the wrong type, empty, too long, not in the enum, sent twice or
/// misspelled. A few of these requests are still valid, for example without an optional member.
///
/// ```
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::nearly_valid_request;
/// use cognito_mfa::wire::Request;
///
/// let request = nearly_valid_request(&mut Unstructured::new(&[7; 64]))?;
/// if let Err(error) = Request::decode(request.operation, &request.body) {
///     assert!(["constraint", "serialization"].contains(&error.code()));
/// }
/// # Ok::<(), arbitrary::Error>(())
/// ```
///
/// # Errors
///
/// The errors of [`Unstructured`].
pub fn nearly_valid_request(bytes: &mut Unstructured<'_>) -> Result<RequestText> {
    let (valid, bend) = (request(bytes)?, *bytes.choose(Bend::ALL)?);
    valid.bent(bend, |members| bytes.choose_index(members))
}

/// A request that only an attacker sends: not JSON, too deep, too long, repeated, or with wrong types throughout.
///
/// ```
/// use arbitrary::Unstructured;
/// use cognito_mfa::generate::arbitrary::hostile_request;
/// use cognito_mfa::wire::Request;
///
/// let request = hostile_request(&mut Unstructured::new(&[7; 64]))?;
/// if let Err(error) = Request::decode(request.operation, &request.body) {
///     assert!(!error.to_string().is_empty());
/// }
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

fn other(bytes: &mut Unstructured<'_>) -> Result<RequestText> {
    bytes.choose(OTHERS).copied().map(RequestText::other)
}
