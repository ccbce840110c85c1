//! The Region of a pool (spec 5), and the Region through which the pool must send text messages.

use cognito_mfa::pool::Tier;
use cognito_mfa::wire::decode_set_user_pool_mfa_config;
use cognito_mfa::{Pool, PoolCommand, Profile};

#[track_caller]
fn check_region(id: &str, region: Option<&str>) {
    let body = format!(r#"{{"UserPoolId":"{id}"}}"#);
    let (_, change) = decode_set_user_pool_mfa_config(&body).unwrap();
    assert_eq!(change.region.as_deref(), region, "{id}");
}

#[test]
fn the_region_is_the_prefix_of_the_pool_id_if_it_has_the_shape_of_a_region() {
    for (id, region) in [
        ("eu-west-1_a", "eu-west-1"),
        ("ap-northeast-2_a", "ap-northeast-2"),
        ("us-gov-west-1_a", "us-gov-west-1"),
        ("eu-west-12_a", "eu-west-12"),
        ("eu-west-1__a", "eu-west-1"),
        ("eu-west-1_us-east-1_a", "eu-west-1"),
        (r"\u0065u-west-1_a", "eu-west-1"),
    ] {
        check_region(id, Some(region));
    }
    for id in [
        "local_1",
        "eu_1",
        "eu-1_a",
        "eu-west_a",
        "e-west-1_a",
        "eur-west-1_a",
        "e1-west-1_a",
        "EU-west-1_a",
        "-west-1_a",
        "eu--1_a",
        "eu-We-1_a",
        "eu-w3st-1_a",
        "eu-gov--1_a",
        "eu-west-_a",
        "eu-west-x_a",
        "eu-west-1x_a",
        "_eu-west-1_a",
    ] {
        check_region(id, None);
    }
}

/// The rules for which the pool with this ID refuses this `SmsConfiguration`.
#[track_caller]
fn check(id: &str, sms: &str, codes: &[&str]) {
    let body = format!(
        r#"{{"UserPoolId":"{id}","MfaConfiguration":"ON","SmsMfaConfiguration":{{"SmsConfiguration":{{{sms}}}}}}}"#
    );
    let (_, change) = decode_set_user_pool_mfa_config(&body).unwrap();
    let pool = Pool::new(Tier::Essentials, Profile::Documented);
    let refused = pool.apply(&PoolCommand::SetMfaConfig(change)).err();
    let broken = refused.iter().flat_map(|refusal| refusal.violations().map(|violation| violation.rule().code()));
    assert_eq!(broken.collect::<Vec<_>>(), codes, "{body}");
}

#[test]
fn a_pool_must_send_text_messages_through_the_right_region() {
    const ROLE: &str = "arn:aws:iam::123456789012:role/sms";
    let sns = |region: &str| format!(r#""SnsCallerArn":"{ROLE}","SnsRegion":{region}"#);
    let eums = |region: &str| format!(r#""EumsSms":{{"CallerArn":"{ROLE}","Region":{region}}}"#);
    let (seoul, dublin, local) = ("ap-northeast-2_a", "eu-west-1_a", "local_1");
    for (id, region) in [
        (seoul, "null"),
        (seoul, r#""ap-northeast-1""#),
        (dublin, "null"),
        (dublin, r#""us-east-1""#),
        (dublin, r#""ap-northeast-2""#),
        (local, r#""ap-northeast-2""#),
    ] {
        check(id, &sns(region), &[]);
    }
    for region in [r#""ap-northeast-2""#, r#""us-east-1""#] {
        check(seoul, &sns(region), &["seoul-uses-tokyo"]);
    }
    for (id, region) in [
        (seoul, "null"),
        (seoul, r#""ap-northeast-2""#),
        (dublin, "null"),
        (dublin, r#""eu-west-1""#),
        (local, "null"),
        (local, r#""eu-west-1""#),
    ] {
        check(id, &eums(region), &[]);
    }
    for (id, region) in [(seoul, r#""ap-northeast-1""#), (dublin, r#""us-east-1""#), (dublin, r#""eu-west-2""#)] {
        check(id, &eums(region), &["eums-region-is-pool-region"]);
    }
}
