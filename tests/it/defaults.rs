//! The values of a pool when a request omits a member, sends null, or sends it empty (spec 2, 5 and 6).

use cognito_mfa::apply::Transition;
use cognito_mfa::pool::{AccountRecovery, AuthFactor, AuthFactorSet, Tier};
use cognito_mfa::sign_in::configured_auth_factors;
use cognito_mfa::wire::{
    PoolRequest, Request, UserAuthFactorsResponse, UserPoolMfaConfig, UserPoolResponse, decode_create_user_pool,
};
use cognito_mfa::{Pool, PoolPolicy, Profile, User, UserFacts};
use serde_json::{Value, json};

/// `AccountRecoverySetting` in `DescribeUserPool`; null when it's absent.
fn shown(pool: &Pool) -> Value {
    serde_json::to_value(UserPoolResponse::new("local_1", pool)).unwrap()["UserPool"]["AccountRecoverySetting"].clone()
}

fn created(members: &Value, profile: Profile) -> Pool {
    let body = members.to_string();
    Pool::create(&decode_create_user_pool(&body).unwrap(), profile).map(Transition::into_next).unwrap()
}

fn updated(pool: &Pool, members: &Value) -> Pool {
    let mut body = members.clone();
    body["UserPoolId"] = "local_1".into();
    let body = body.to_string();
    let Ok(Request::Pool(_, PoolRequest::Apply(command))) = Request::decode("UpdateUserPool", &body) else {
        panic!("{body}")
    };
    pool.apply(&command).map(Transition::into_next).unwrap()
}

/// Four ways to send no mechanisms.
fn without_mechanisms() -> [Value; 4] {
    [
        json!({}),
        json!({"AccountRecoverySetting": null}),
        json!({"AccountRecoverySetting": {}}),
        json!({"AccountRecoverySetting": {"RecoveryMechanisms": null}}),
    ]
}

#[test]
fn observed_is_the_default_profile() {
    assert_eq!(Profile::default(), Profile::Observed);
    assert_eq!(PoolPolicy::default().profile, Profile::Observed);
    assert_eq!(Pool::default().profile, Profile::Observed);
}

#[test]
fn a_new_observed_pool_recovers_by_email_and_then_by_phone() {
    let both = json!({"RecoveryMechanisms": [
        {"Priority": 1, "Name": "verified_email"},
        {"Priority": 2, "Name": "verified_phone_number"},
    ]});
    for members in without_mechanisms() {
        let pool = created(&members, Profile::Observed);
        assert_eq!(shown(&pool), both, "{members}");
        assert_eq!(pool.policy().recovery, AccountRecovery::EmailThenPhone);
        let pool = created(&members, Profile::Documented);
        assert_eq!((shown(&pool), pool.policy().recovery), (Value::Null, AccountRecovery::NotSet), "{members}");
    }
    let by_phone = json!({"AccountRecoverySetting":
        {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]}});
    for profile in Profile::ALL {
        assert_eq!(shown(&created(&by_phone, *profile)), by_phone["AccountRecoverySetting"]);
    }
}

#[test]
fn an_update_keeps_omitted_recovery_and_unsets_recovery_without_mechanisms() {
    let setting = json!({"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]});
    for profile in Profile::ALL.iter().copied() {
        let pool = created(&json!({"AccountRecoverySetting": setting}), profile);
        let [omitted, null, empty, null_list] = without_mechanisms();
        for kept in [omitted, null] {
            assert_eq!(shown(&updated(&pool, &kept)), setting, "{kept}");
        }
        for unset in [empty, null_list] {
            let next = updated(&pool, &unset);
            assert_eq!((shown(&next), next.account_recovery), (Value::Null, None), "{unset}");
            // The next update keeps it.
            assert_eq!(updated(&next, &json!({})).account_recovery, None);
        }
    }
    let no_mechanism = r#"{"UserPoolId":"local_1","AccountRecoverySetting":{"RecoveryMechanisms":[]}}"#;
    assert_eq!(Request::decode("UpdateUserPool", no_mechanism).unwrap_err().code(), "constraint");
}

/// Sends each member of an update empty.
#[test]
fn an_update_keeps_members_that_it_sends_empty() {
    let members = json!({
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
        "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"},
    });
    for profile in Profile::ALL.iter().copied() {
        let pool = created(&members, profile);
        for empty in [
            json!({}),
            json!({"Policies": {}, "EmailConfiguration": {}}),
            json!({"Policies": {"SignInPolicy": {}}, "EmailConfiguration": {"EmailSendingAccount": null}}),
            json!({"Policies": null, "EmailConfiguration": null, "UserPoolTier": null, "MfaConfiguration": null}),
        ] {
            assert_eq!(updated(&pool, &empty), pool, "{empty}");
        }
        let device = updated(&pool, &json!({"DeviceConfiguration": {}})).device;
        assert_eq!(device, Some(cognito_mfa::pool::DeviceConfiguration::default()));
    }
}

/// A response always contains the `FactorConfiguration` of a stored block. Other members that weren't set stay absent.
#[test]
fn a_stored_passkey_block_shows_its_factor_configuration() {
    for (sent, expected) in [
        (json!({}), json!({"FactorConfiguration": "SINGLE_FACTOR"})),
        (
            json!({"RelyingPartyId": "a.example"}),
            json!({"RelyingPartyId": "a.example", "FactorConfiguration": "SINGLE_FACTOR"}),
        ),
        (
            json!({"UserVerification": "required", "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}),
            json!({"UserVerification": "required", "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}),
        ),
    ] {
        let body = json!({"UserPoolId": "local_1", "WebAuthnConfiguration": sent}).to_string();
        let Ok(Request::Pool(_, PoolRequest::Apply(command))) = Request::decode("SetUserPoolMfaConfig", &body) else {
            panic!("{body}")
        };
        let pool = Pool::new(Tier::Essentials, Profile::Observed).apply(&command).map(Transition::into_next).unwrap();
        let answer = serde_json::to_value(UserPoolMfaConfig::from(&pool)).unwrap();
        assert_eq!(answer, json!({"MfaConfiguration": "OFF", "WebAuthnConfiguration": expected}));
    }
}

/// The response depends only on what the user possesses, not on the pool.
#[test]
fn configured_auth_factors_are_what_the_user_possesses() {
    for user in UserFacts::all() {
        let possesses = [
            (AuthFactor::Password, user.has_password()),
            (AuthFactor::EmailOtp, user.email().is_present()),
            (AuthFactor::SmsOtp, user.phone().is_present()),
            (AuthFactor::WebAuthn, user.passkeys().is_present()),
            (AuthFactor::SoftwareToken, user.has_totp()),
        ];
        let expected: AuthFactorSet = possesses.iter().filter(|(_, has)| *has).map(|(factor, _)| *factor).collect();
        assert_eq!(configured_auth_factors(user), expected, "{user:?}");
        let answer = serde_json::to_value(UserAuthFactorsResponse::new("ann", &user.user(crate::STAMP))).unwrap();
        let names: Vec<_> = expected.iter().map(AuthFactor::name).collect();
        let shown = answer.get("ConfiguredUserAuthFactors").cloned().unwrap_or(json!([]));
        assert_eq!((shown, answer.get("ConfiguredUserAuthFactors").is_some()), (json!(names), !names.is_empty()));
    }
    let nothing =
        User::new(cognito_mfa::user::UserStatus::Confirmed, cognito_mfa::user::Password::Absent, crate::STAMP);
    assert_eq!(configured_auth_factors(nothing.facts()), AuthFactorSet::EMPTY);
}
