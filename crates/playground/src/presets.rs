//! Common situations to start from, each with a sentence of what it shows.

use serde::Serialize;

use crate::state::State;

#[derive(Serialize)]
pub(crate) struct Preset {
    id: &'static str,
    title: &'static str,
    sentence: &'static str,
    state: State,
}

/// A preset as it's written down: only what differs from the start.
struct Written {
    id: &'static str,
    title: &'static str,
    sentence: &'static str,
    state: &'static str,
}

pub(crate) fn presets() -> Vec<Preset> {
    // A test reads each of them without a problem.
    let state = |written: &Written| State::read(written.state).map_or_else(|_| State::default(), |(state, _)| state);
    PRESETS
        .iter()
        .map(|one| Preset { id: one.id, title: one.title, sentence: one.sentence, state: state(one) })
        .collect()
}

const PRESETS: &[Written] = &[
    Written {
        id: "passkey-mfa",
        title: "Passwordless, with passkeys as MFA",
        sentence: "A passkey that verifies the user is a whole sign-in, even though MFA is required.",
        state: r#"{
            "pool": {
                "MfaConfiguration": "ON",
                "SoftwareTokenMfaConfiguration": true,
                "AllowedFirstAuthFactors": ["WEB_AUTHN"],
                "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
                "UserVerification": "required"
            },
            "user": {"email": "verified", "WebAuthnCredentials": "can-verify", "UserMFASettingList": ["WEB_AUTHN_MFA"]},
            "attempt": {"FirstFactor": "passkey-verified"}
        }"#,
    },
    Written {
        id: "totp-required",
        title: "TOTP required",
        sentence: "Everyone needs a code of an authenticator app. A user without one sets it up at the next sign-in.",
        state: r#"{
            "pool": {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": true},
            "user": {"email": "verified", "SoftwareToken": "verified", "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]}
        }"#,
    },
    Written {
        id: "totp-set-up",
        title: "TOTP required, and not set up yet",
        sentence: "A user without an authenticator app sets one up at the next sign-in, after the password.",
        state: r#"{"pool": {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": true}, "user": {"email": "verified"}}"#,
    },
    Written {
        id: "optional-sms",
        title: "Optional SMS",
        sentence: "Only users who opted in get a code by SMS. Everyone else signs in with only a password.",
        state: r#"{
            "pool": {"MfaConfiguration": "OPTIONAL", "SmsConfiguration": true},
            "user": {"phone_number": "verified", "email": "verified", "UserMFASettingList": ["SMS_MFA"]}
        }"#,
    },
    Written {
        id: "otp-withheld",
        title: "Lock-out: no password, and an enabled factor",
        sentence: "A user who enabled TOTP may no longer start with an email OTP. This user has no password, so that no \
                   sign-in is left.",
        state: r#"{
            "pool": {
                "MfaConfiguration": "OPTIONAL",
                "SoftwareTokenMfaConfiguration": true,
                "AllowedFirstAuthFactors": ["EMAIL_OTP"]
            },
            "user": {
                "Password": "absent",
                "email": "verified",
                "SoftwareToken": "verified",
                "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]
            },
            "attempt": {"FirstFactor": "email-otp"}
        }"#,
    },
    Written {
        id: "passkey-not-enabled",
        title: "Lock-out: a passkey that the user hasn't enabled as MFA",
        sentence: "MFA is required. This user has only a passkey, which counts as MFA once the user enables it. No sign-in is \
                   left to do that.",
        state: r#"{
            "pool": {
                "MfaConfiguration": "ON",
                "SoftwareTokenMfaConfiguration": true,
                "AllowedFirstAuthFactors": ["WEB_AUTHN"],
                "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"
            },
            "user": {"Password": "absent", "email": "verified", "WebAuthnCredentials": "can-verify"},
            "attempt": {"FirstFactor": "passkey-verified"}
        }"#,
    },
    Written {
        id: "sms-required",
        title: "Lock-out: SMS required, and no phone number",
        sentence: "SMS is the only factor of the pool, and a sign-in can't set it up. A user without a phone number is denied.",
        state: r#"{"pool": {"MfaConfiguration": "ON", "SmsConfiguration": true}, "user": {"email": "verified"}}"#,
    },
    Written {
        id: "passkey-single-factor",
        title: "Refused: MFA required, and passkeys as a single factor",
        sentence: "Cognito refuses this pool, because a passkey would get around the required MFA. Each repair is one click.",
        state: r#"{
            "pool": {
                "MfaConfiguration": "ON",
                "SoftwareTokenMfaConfiguration": true,
                "AllowedFirstAuthFactors": ["WEB_AUTHN"],
                "FactorConfiguration": "SINGLE_FACTOR"
            },
            "user": {"email": "verified", "WebAuthnCredentials": "can-verify"},
            "attempt": {"FirstFactor": "passkey-verified"}
        }"#,
    },
    Written {
        id: "threat-protection",
        title: "Threat protection",
        sentence: "At high risk, the pool requires MFA of users who didn't opt in, too. This user has no factor, and is denied.",
        state: r#"{
            "pool": {
                "UserPoolTier": "PLUS",
                "MfaConfiguration": "OPTIONAL",
                "SoftwareTokenMfaConfiguration": true,
                "AdvancedSecurityMode": "ENFORCED",
                "MediumAction": "MFA_IF_CONFIGURED",
                "HighAction": "MFA_REQUIRED"
            },
            "user": {"email": "verified"},
            "attempt": {"RiskLevel": "High"}
        }"#,
    },
    Written {
        id: "step-up",
        title: "Step-up to a level of assurance",
        sentence: "The app asks for level 4. The user didn't opt in to MFA, and still gets a TOTP code after the password.",
        state: r#"{
            "pool": {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": true},
            "user": {"email": "verified", "SoftwareToken": "verified"},
            "attempt": {"TargetAcrValues": "urn:cognito:loa:4"}
        }"#,
    },
    Written {
        id: "remembered-device",
        title: "A remembered device in place of a code",
        sentence: "On a device that the user remembered, the device's key takes the place of the code.",
        state: r#"{
            "pool": {
                "MfaConfiguration": "ON",
                "SoftwareTokenMfaConfiguration": true,
                "DeviceConfiguration": "challenge on new device, remembered on prompt"
            },
            "user": {"email": "verified", "SoftwareToken": "verified", "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]},
            "attempt": {"Device": "remembered"}
        }"#,
    },
];
