//! The stored forms: every stored value is read back unchanged, version 1 is read forever, and nothing else is read.

mod golden;
mod machine;
mod mutations;
mod refusals;
mod versions;

use std::fmt::Debug;

use cognito_mfa::generate::proptest::reachable;
use cognito_mfa::wire::stored;
use cognito_mfa::{Pool, Profile, SignIn, User};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What the three forms have in common.
pub(crate) trait Form: Serialize + DeserializeOwned + PartialEq + Debug {}
impl Form for stored::Pool {}
impl Form for stored::User {}
impl Form for stored::SignIn {}

/// Every format returns the value that was stored.
fn round_trip<F: Form>(form: &F) -> Result<(), TestCaseError> {
    let text = serde_json::to_string(form).unwrap();
    prop_assert_eq!(&serde_json::from_str::<F>(&text).unwrap(), form, "{}", text);
    prop_assert_eq!(&serde_json::from_reader::<_, F>(text.as_bytes()).unwrap(), form, "{}", text);
    // A value sorts its members.
    let value: Value = serde_json::to_value(form).unwrap();
    prop_assert_eq!(&serde_json::from_value::<F>(value).unwrap(), form, "{}", text);
    let bytes = minicbor_serde::to_vec(form).unwrap();
    prop_assert_eq!(&minicbor_serde::from_slice::<F>(&bytes).unwrap(), form, "{}", text);
    Ok(())
}

fn round_trips(pool: &Pool, user: User) -> Result<(), TestCaseError> {
    let borrowed = serde_json::to_string(&stored::PoolRef(pool)).unwrap();
    let pool = stored::Pool(pool.clone());
    prop_assert_eq!(borrowed, serde_json::to_string(&pool).unwrap());
    round_trip(&pool)?;
    round_trip(&stored::User(user))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_pool_and_every_user_is_read_back_unchanged(pool: Pool, user: User) {
        round_trips(&pool, user)?;
    }

    #[test]
    fn reachable_pools_and_users_are_read_back_unchanged(
        (pool, user) in any::<Profile>().prop_flat_map(reachable)
    ) {
        round_trips(&pool, user)?;
    }

    #[test]
    fn every_sign_in_is_read_back_unchanged_or_cannot_be_stored(sign_in: SignIn) {
        let form = stored::SignIn(sign_in);
        match serde_json::to_string(&form) {
            Ok(_) => round_trip(&form)?,
            Err(refusal) => prop_assert!(refusal.to_string().starts_with("The sign-in can't be stored: `")),
        }
    }
}

#[test]
fn every_text_and_every_priority_of_a_pool_can_be_stored() {
    let mut pool = golden::full_pool();
    let setting = pool.account_recovery.as_mut().unwrap();
    (setting.first.priority, setting.second.as_mut().unwrap().priority) = (0, u8::MAX);
    let long = "\0\"\\\u{2028}ä€🔑".repeat(10_000);
    pool.sms_mfa.as_mut().unwrap().message = Some(long.clone().into());
    pool.email_mfa.as_mut().unwrap().subject = Some("".into());
    pool.sms_configuration.as_mut().unwrap().eums.as_mut().unwrap().caller_arn = long.into();
    round_trip(&stored::Pool(pool)).unwrap();
}
