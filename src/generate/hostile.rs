//! Bodies that only an attacker sends: not JSON, too deep, too long, repeated, or with wrong types throughout.

use alloc::format;
use alloc::string::{String, ToString};

/// Makes a hostile body with the name of a member.
pub(super) type Hostile = fn(&str) -> String;

pub(super) const BODIES: &[Hostile] = &[
    |_| String::new(),
    |_| "null".to_string(),
    |_| "[]".to_string(),
    |_| "\u{feff}{}".to_string(),
    |_| "{}{}".to_string(),
    |_| "{".to_string(),
    |_| "\0".to_string(),
    |member| format!("{{'{member}':1}}"),
    |member| format!("{{\"{member}\":}}"),
    |member| format!("{{\"{member}\":\"x\",}}"),
    |member| format!("{{\"{member}\":NaN}}"),
    |member| format!("{{\"{member}\":1e999}}"),
    |member| format!("{{\"{member}\":-0.0}}"),
    |member| format!("{{\"{member}\":\"\\ud800\"}}"),
    |member| format!("{{\"{member}\":\"\\u0000\"}}"),
    |member| format!("{{\"{member}\":\"\u{1}\"}}"),
    |member| format!("{{\"{member}\":\"${{jndi:ldap://x}}' OR 1=1 --\"}}"),
    |member| format!("{{\"{member}\":null,\"{member}\":null}}"),
    |member| format!("{{\"{member}\":{{\"{member}\":{{\"{member}\":[{{}}]}}}}}}"),
    |member| format!("{{\"{member}\":{}}}", "[".repeat(2000)),
    |member| format!("{{\"{member}\":{}1{}}}", "[".repeat(2000), "]".repeat(2000)),
    |member| format!("{{\"Unknown\":{}1{},\"{member}\":[]}}", "[".repeat(120), "]".repeat(120)),
    |member| format!("{{\"{member}\":\"{}\"}}", "x".repeat(200_000)),
    |member| format!("{{\"{member}\":\"{}\"}}", "\u{1f600}".repeat(1000)),
    |member| format!("{{\"{}\":1}}", member.repeat(1000)),
    |member| format!("{{{}\"{member}\":7}}", "\"a\":1,\"a\":1,".repeat(500)),
    |member| format!("{{\"{member}\":[{}7]}}", "7,".repeat(5000)),
];

/// Members that an operation reads, one of each kind.
pub(super) const MEMBERS: &[&str] = &[
    "UserPoolId",
    "ClientId",
    "Username",
    "AccessToken",
    "Password",
    "Permanent",
    "UserAttributes",
    "MfaConfiguration",
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
    "WebAuthnConfiguration",
    "SmsConfiguration",
    "Policies",
    "AccountRecoverySetting",
    "DeviceConfiguration",
    "UserPoolAddOns",
    "UserPoolTier",
    "SMSMfaSettings",
    "WebAuthnMfaSettings",
    "AuthFlow",
    "AuthParameters",
    "ChallengeName",
    "ChallengeResponses",
    "AccountTakeoverRiskConfiguration",
];

/// The operations that hostile bodies are sent to.
pub(super) const OPERATIONS: &[&str] = &[
    "CreateUserPool",
    "UpdateUserPool",
    "DescribeUserPool",
    "SetRiskConfiguration",
    "SetUserPoolMfaConfig",
    "GetUserPoolMfaConfig",
    "AdminCreateUser",
    "SignUp",
    "AdminSetUserPassword",
    "AdminUpdateUserAttributes",
    "AdminDeleteUserAttributes",
    "VerifySoftwareToken",
    "SetUserMFAPreference",
    "AdminSetUserMFAPreference",
    "AdminGetUser",
    "InitiateAuth",
    "AdminInitiateAuth",
    "RespondToAuthChallenge",
    "AdminRespondToAuthChallenge",
];
