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

// The first byte chooses the operation, `A` the first; the rest is the body.
fuzz_target!(|input: &[u8]| {
    let Some((first, body)) = input.split_first() else { return };
    let Ok(body) = std::str::from_utf8(body) else { return };
    let operation = OPERATIONS[usize::from(first.wrapping_sub(b'A')) % OPERATIONS.len()];
    if let Err(error) = Request::decode(operation, body) {
        assert!(!error.to_string().is_empty());
        assert!(["serialization", "constraint"].contains(&error.code()));
    }
});
