//! What the crate promises to do without allocating.

use std::hint::black_box;

use allocation_counter::measure;
use cognito_mfa::insight::Explanation;
use cognito_mfa::wire::decode_set_user_mfa_preference;
use cognito_mfa::{
    Attempt, Attribute, Caller, Factor, FactorSet, MfaMode, Passkeys, PoolPolicy, Report, Totp, User, UserCommand,
    UserFacts, available_challenges, recovery, resolve,
};

fn pool() -> PoolPolicy {
    PoolPolicy { mode: MfaMode::Optional, configured: FactorSet::all(), ..PoolPolicy::default() }
}

fn user() -> User {
    User { phone: Attribute::Verified, totp: Totp::Verified, passkeys: Passkeys::CanVerify, ..User::default() }
}

#[test]
fn the_decision_allocates_nothing() {
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
fn a_preference_request_allocates_nothing_from_its_text_to_the_next_user() {
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
fn an_explanation_allocates_nothing_until_it_is_rendered() {
    let (pool, user) = (pool(), user().facts());
    let allocated = measure(|| {
        let why = Explanation::new(pool, user, Attempt::password());
        black_box((why.rows().count(), why.counterfactuals().count()));
    });
    assert_eq!(allocated.count_total, 0);
}

#[test]
fn an_accepted_report_allocates_nothing() {
    let (pool, user) = (pool(), user());
    let allocated = measure(|| {
        black_box(user.apply(&pool, &UserCommand::Report(Report::TotpRemoved)).unwrap().into_next());
    });
    assert_eq!(allocated.count_total, 0);
}
