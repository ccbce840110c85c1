//! The operations that must not allocate.

use std::hint::black_box;

use allocation_counter::measure;
use cognito_mfa::command::Caller;
use cognito_mfa::factor::{Factor, FactorSet};
use cognito_mfa::pool::MfaMode;
use cognito_mfa::recovery::recovery;
use cognito_mfa::sign_in::available_challenges;
use cognito_mfa::user::{Attribute, Passkeys, Totp, UserEvent};
use cognito_mfa::wire::decode_set_user_mfa_preference;
use cognito_mfa::{Attempt, PoolPolicy, User, UserCommand, UserFacts, resolve};

fn pool() -> PoolPolicy {
    PoolPolicy::default().with_mode(MfaMode::Optional).with_configured(FactorSet::all())
}

fn user() -> User {
    crate::plain_user().with_phone(Attribute::Verified).with_totp(Totp::Verified).with_passkeys(Passkeys::CanVerify)
}

#[test]
fn the_decision_does_not_allocate() {
    let pool = pool();
    let users: Vec<_> = UserFacts::all().step_by(97).collect();
    let allocated = measure(|| {
        for user in &users {
            for attempt in Attempt::all() {
                black_box(resolve(&pool, *user, attempt).reason().code());
            }
            black_box((recovery(&pool, *user), available_challenges(&pool, *user)));
        }
    });
    assert_eq!(allocated.count_total, 0);
}

#[test]
fn a_preference_request_does_not_allocate_from_its_text_to_the_next_user() {
    let body = r#"{
        "SMSMfaSettings": {"Enabled": true}, "SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": true},
        "WebAuthnMfaSettings": {"Enabled": true}, "AccessToken": "local_1.ann"
    }"#;
    let (pool, user) = (pool(), user());
    let allocated = measure(|| {
        let (address, change) = decode_set_user_mfa_preference(body).unwrap();
        let next = user.apply(&pool, &UserCommand::SetPreference(Caller::User, change)).unwrap().into_next();
        black_box((&address, next.facts().to_bits()));
        assert_eq!(next.preference.enabled(), FactorSet::of(&[Factor::Sms, Factor::Totp, Factor::Passkey]));
    });
    assert_eq!(allocated.count_total, 0);
}

#[test]
fn an_accepted_event_does_not_allocate() {
    let (pool, user) = (pool(), user());
    let allocated = measure(|| {
        black_box(user.apply(&pool, &UserCommand::Event(UserEvent::TotpRemoved)).unwrap().into_next());
    });
    assert_eq!(allocated.count_total, 0);
}
