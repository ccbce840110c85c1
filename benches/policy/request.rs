//! A full `SetUserPoolMfaConfig`: to the next pool with this crate, and into plain owned structs with `serde_json`.

use std::hint::black_box;

use cognito_mfa::pool::{AccountRecoverySetting, EmailSendingAccount, RecoveryMechanism, RecoveryOption, Tier};
use cognito_mfa::wire::decode_set_user_pool_mfa_config;
use cognito_mfa::{Pool, PoolCommand, Profile};
use serde::Deserialize;

const BODY: &str = r#"{
    "UserPoolId": "eu-west-1_Ab1Cd2Ef3",
    "MfaConfiguration": "ON",
    "SmsMfaConfiguration": {
        "SmsAuthenticationMessage": "Your sign-in code is {####}. Do not tell it to anybody.",
        "SmsConfiguration": {
            "SnsCallerArn": "arn:aws:iam::123456789012:role/service-role/cognito-sms-sender",
            "ExternalId": "2f1c7a60-6a1e-4c8e-9d1b-0d9a7f1c2b3a",
            "SnsRegion": "eu-west-1"
        }
    },
    "SoftwareTokenMfaConfiguration": {"Enabled": true},
    "EmailMfaConfiguration": {
        "Message": "Hello, your sign-in code is {####}. It can be used once, within three minutes.",
        "Subject": "Your sign-in code"
    },
    "WebAuthnConfiguration": {
        "RelyingPartyId": "login.example.com",
        "UserVerification": "required",
        "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"
    }
}"#;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "plain owned structs, as in a program that only parses")]
pub(crate) struct Plain {
    user_pool_id: String,
    mfa_configuration: Option<String>,
    sms_mfa_configuration: Option<PlainSms>,
    software_token_mfa_configuration: Option<PlainToken>,
    email_mfa_configuration: Option<PlainEmail>,
    web_authn_configuration: Option<PlainWebAuthn>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "as above")]
struct PlainSms {
    sms_authentication_message: Option<String>,
    sms_configuration: Option<PlainSmsConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "as above")]
struct PlainSmsConfiguration {
    sns_caller_arn: Option<String>,
    external_id: Option<String>,
    sns_region: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "as above")]
struct PlainToken {
    enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "as above")]
struct PlainEmail {
    message: Option<String>,
    subject: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "as above")]
struct PlainWebAuthn {
    relying_party_id: Option<String>,
    user_verification: Option<String>,
    factor_configuration: Option<String>,
}

/// A pool that accepts the request.
pub(crate) fn pool() -> Pool {
    let mut pool = Pool::new(Tier::Essentials, Profile::Observed);
    pool.email_sending_account = EmailSendingAccount::Developer;
    let by_phone = RecoveryOption::new(RecoveryMechanism::VerifiedPhoneNumber, 1);
    pool.account_recovery = Some(AccountRecoverySetting { first: by_phone, second: None });
    pool
}

/// Parses the request, checks its constraints and rules, and applies it.
pub(crate) fn applied(pool: &Pool) -> Pool {
    let (_, change) = decode_set_user_pool_mfa_config(black_box(BODY)).expect("the body is well formed");
    pool.apply(&PoolCommand::SetMfaConfig(change)).expect("the change is accepted").into_next()
}

/// Parses the request.
pub(crate) fn parsed() -> Plain {
    serde_json::from_str(black_box(BODY)).expect("the body is well formed")
}
