//! Each request decoder on raw bytes: no panic, and what is refused says why without a value of the request's.
#![no_main]

use cognito_mfa::wire::Request;
use libfuzzer_sys::fuzz_target;

const OPERATIONS: &[&str] = &[
    "CreateUserPool",
    "UpdateUserPool",
    "DescribeUserPool",
    "SetRiskConfiguration",
    "SetUserPoolMfaConfig",
    "AdminCreateUser",
    "SignUp",
    "AdminSetUserPassword",
    "AdminUpdateUserAttributes",
    "AdminDeleteUserAttributes",
    "VerifySoftwareToken",
    "SetUserMFAPreference",
    "AdminSetUserMFAPreference",
    "ForgotPassword",
    "InitiateAuth",
    "AdminInitiateAuth",
    "RespondToAuthChallenge",
    "AdminRespondToAuthChallenge",
];

fuzz_target!(|input: (u8, &str)| {
    let (operation, body) = input;
    let operation = OPERATIONS[usize::from(operation) % OPERATIONS.len()];
    if let Err(error) = Request::decode(operation, body) {
        assert!(!error.to_string().is_empty());
        assert!(["serialization", "constraint"].contains(&error.code()));
    }
});
