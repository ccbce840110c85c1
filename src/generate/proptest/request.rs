//! Requests as JSON text: valid, nearly valid and hostile.

use ::proptest::arbitrary::any;
use ::proptest::prop_oneof;
use ::proptest::sample::{Index, select};
use ::proptest::strategy::Strategy;

use core::convert::Infallible;

use crate::command::{PoolCommand, UserCommand, UserPoolSettings};
use crate::generate::bent::Bend;
use crate::generate::hostile::{BODIES, MEMBERS, OPERATIONS};
use crate::generate::request::{OTHERS, RequestText};

/// Requests that meet every constraint of spec 4, for the pool `local_1` (or a pool in a Region) and its user `ann`.
///
/// ```
/// use cognito_mfa::generate::proptest::requests;
/// use cognito_mfa::wire::Request;
/// use proptest::prelude::{ProptestConfig, proptest};
///
/// proptest!(ProptestConfig::with_cases(20), |(request in requests())| {
///     assert!(Request::decode(request.operation, &request.body).is_ok());
/// });
/// ```
pub fn requests() -> impl Strategy<Value = RequestText> {
    let create = any::<UserPoolSettings<'static>>().prop_map(|settings| RequestText::create_user_pool(&settings));
    let pool = any::<PoolCommand<'static>>().prop_map(|command| RequestText::of_pool(&command));
    let user = any::<UserCommand>().prop_filter_map("no request causes the event", RequestText::of_user);
    prop_oneof![1 => create, 4 => pool, 4 => user, 2 => select(OTHERS).prop_map(RequestText::other)]
}

/// Requests with one faulty member: omitted, null, of the wrong type, empty, too long, not in the enum, sent twice or
/// misspelled. A few of these requests are still valid, for example without an optional member.
///
/// ```
/// use cognito_mfa::generate::proptest::nearly_valid_requests;
/// use cognito_mfa::wire::Request;
/// use proptest::prelude::{ProptestConfig, proptest};
///
/// proptest!(ProptestConfig::with_cases(20), |(request in nearly_valid_requests())| {
///     if let Err(error) = Request::decode(request.operation, &request.body) {
///         assert!(["constraint", "serialization"].contains(&error.code()));
///     }
/// });
/// ```
pub fn nearly_valid_requests() -> impl Strategy<Value = RequestText> {
    (requests(), any::<Index>(), select(Bend::ALL)).prop_map(|(valid, place, bend)| {
        let Ok(bent) = valid.bent(bend, |members| Ok::<_, Infallible>(place.index(members)));
        bent
    })
}

/// Requests that only an attacker sends: not JSON, too deep, too long, repeated, or with wrong types throughout.
///
/// ```
/// use cognito_mfa::generate::proptest::hostile_requests;
/// use cognito_mfa::wire::Request;
/// use proptest::prelude::{ProptestConfig, proptest};
///
/// proptest!(ProptestConfig::with_cases(20), |(request in hostile_requests())| {
///     if let Err(error) = Request::decode(request.operation, &request.body) {
///         assert!(!error.to_string().is_empty());
///     }
/// });
/// ```
pub fn hostile_requests() -> impl Strategy<Value = RequestText> {
    (select(OPERATIONS), select(MEMBERS), 0..BODIES.len()).prop_map(|(operation, member, number)| {
        let body = BODIES.get(number).map(|hostile| hostile(member)).unwrap_or_default();
        RequestText { operation, body }
    })
}
