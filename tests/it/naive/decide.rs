//! Sections 9, 10 and 14 over plain booleans, written from the specification's prose.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NaivePool {
    pub tier_lite: bool,
    pub tier_plus: bool,
    /// Neither of the two: mode OFF.
    pub mode_on: bool,
    pub mode_optional: bool,
    pub sms_configuration: bool,
    /// The software token block has Enabled=true.
    pub token_block_enabled: bool,
    pub email_block: bool,
    /// FactorConfiguration is MULTI_FACTOR_WITH_USER_VERIFICATION.
    pub multi_factor: bool,
    pub verification_required: bool,
    pub allows_password: bool,
    pub allows_email_otp: bool,
    pub allows_sms_otp: bool,
    pub allows_web_authn: bool,
    pub device_configuration: bool,
    pub challenge_on_new_device: bool,
    pub remember_only_on_prompt: bool,
    pub threat_enforced: bool,
    pub low: &'static str,
    pub medium: &'static str,
    pub high: &'static str,
    pub recovery_set: bool,
    pub recovery_admin_only: bool,
    /// "EMAIL", "SMS" or "": by priority.
    pub recovery_first: &'static str,
    pub recovery_second: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NaiveUser {
    pub disabled: bool,
    /// None of the four: CONFIRMED.
    pub unconfirmed: bool,
    pub force_change_password: bool,
    pub reset_required: bool,
    pub external_provider: bool,
    pub has_password: bool,
    pub phone: bool,
    pub phone_verified: bool,
    pub email: bool,
    pub email_verified: bool,
    pub totp_verified: bool,
    pub passkey: bool,
    pub passkey_can_verify: bool,
    pub sms_on: bool,
    pub totp_on: bool,
    pub email_on: bool,
    pub passkey_on: bool,
    pub prefers_sms: bool,
    pub prefers_totp: bool,
    pub prefers_email: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum First {
    Password,
    EmailOtp,
    SmsOtp,
    Passkey,
    PasskeyVerified,
    External,
    CustomChallenge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NaiveAttempt {
    pub first: First,
    pub device_remembered: bool,
    pub risk_low: bool,
    pub risk_medium: bool,
    pub risk_high: bool,
    /// The profile is Observed.
    pub observed: bool,
}

pub fn offers_sms(p: &NaivePool) -> bool {
    (p.mode_on || p.mode_optional) && p.sms_configuration
}

pub fn offers_totp(p: &NaivePool) -> bool {
    (p.mode_on || p.mode_optional) && p.token_block_enabled
}

pub fn offers_email(p: &NaivePool) -> bool {
    (p.mode_on || p.mode_optional) && p.email_block
}

pub fn offers_passkey(p: &NaivePool) -> bool {
    (p.mode_on || p.mode_optional) && p.multi_factor
}

fn anything_enabled(u: &NaiveUser) -> bool {
    u.sms_on || u.totp_on || u.email_on || u.passkey_on
}

pub fn gated(p: &NaivePool, u: &NaiveUser) -> bool {
    if p.mode_on {
        return true;
    }
    if p.mode_optional {
        return anything_enabled(u);
    }
    false
}

pub fn passkey_mfa(p: &NaivePool, u: &NaiveUser) -> bool {
    offers_passkey(p) && u.passkey_on
}

/// The action that the risk level stands for in this pool.
pub fn risk_action(p: &NaivePool, a: &NaiveAttempt) -> &'static str {
    if !p.tier_plus || !p.threat_enforced {
        return "NO_ACTION";
    }
    if a.risk_low {
        return p.low;
    }
    if a.risk_medium {
        return p.medium;
    }
    if a.risk_high {
        return p.high;
    }
    "NO_ACTION"
}

/// Section 9: AvailableChallenges.
pub fn available(p: &NaivePool, u: &NaiveUser) -> Vec<&'static str> {
    let mut out = Vec::new();
    if u.external_provider {
        return out;
    }
    if p.allows_password && u.has_password {
        out.push("PASSWORD");
        out.push("PASSWORD_SRP");
    }
    let gate = gated(p, u);
    if p.allows_email_otp && u.email && !u.force_change_password && !gate {
        out.push("EMAIL_OTP");
    }
    if p.allows_sms_otp && u.phone && !u.force_change_password && !gate {
        out.push("SMS_OTP");
    }
    if p.allows_web_authn && u.passkey && !u.force_change_password && (!gate || passkey_mfa(p, u)) {
        out.push("WEB_AUTHN");
    }
    out
}

/// Rows 1, 2a, 3 and 4, which are judged before a first factor is even chosen.
pub fn before_choice(p: &NaivePool, u: &NaiveUser, a: &NaiveAttempt) -> Option<&'static str> {
    if u.disabled {
        return Some("user-disabled");
    }
    if u.external_provider {
        return Some("federated-only");
    }
    if risk_action(p, a) == "BLOCK" {
        return Some("risk-blocked");
    }
    if u.reset_required {
        return Some("password-reset-required");
    }
    None
}

/// The exception and the message of a denial ("*" where the text is our own).
pub fn denial(code: &str) -> (&'static str, &'static str) {
    match code {
        "user-disabled" => ("NotAuthorizedException", "User is disabled."),
        "password-reset-required" => ("PasswordResetRequiredException", "Password reset required for the user"),
        "user-unconfirmed" => ("UserNotConfirmedException", "User is not confirmed."),
        "password-challenge-required" => ("NotAuthorizedException", "Password Challenge is Required to SignIn"),
        "no-usable-factor" | "only-attribute-is-recovery" | "no-factor-to-set-up" | "sms-cannot-be-set-up" => {
            ("MFAMethodNotFoundException", "No MFA mechanism registerd in the account")
        }
        "mfa-type-not-offered" | "acr-values-unknown" | "acr-level-unreachable" | "acr-level-reached" => {
            ("InvalidParameterException", "*")
        }
        "recovery-by-admin-only" => ("NotAuthorizedException", "Contact administrator to reset password."),
        "tier-excludes-features" => ("FeatureUnavailableInTierException", "*"),
        "password-not-resettable" => ("NotAuthorizedException", "User password cannot be reset in the current state."),
        "no-recovery-medium" => (
            "InvalidParameterException",
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ),
        _ => ("NotAuthorizedException", "*"),
    }
}

/// The factors that can follow the password. If `strict` is true, a factor counts without being enabled.
pub fn candidates(p: &NaivePool, u: &NaiveUser, strict: bool) -> Vec<&'static str> {
    let mut out = Vec::new();
    if !p.mode_on && !p.mode_optional {
        return out;
    }
    let medium_is_email = p.recovery_first == "EMAIL";
    let medium_is_sms = p.recovery_first == "SMS";
    if offers_sms(p) && u.phone && (u.sms_on || (strict && !medium_is_sms)) {
        out.push("SMS_MFA");
    }
    if u.totp_verified && (u.totp_on || (strict && offers_totp(p))) {
        out.push("SOFTWARE_TOKEN_MFA");
    }
    if offers_email(p) && u.email && (u.email_on || (strict && !medium_is_email)) {
        out.push("EMAIL_OTP");
    }
    out
}

/// The preferred factor if it works, otherwise "".
fn working_preference(p: &NaivePool, u: &NaiveUser) -> &'static str {
    if !p.mode_on && !p.mode_optional {
        return "";
    }
    if u.prefers_totp && u.totp_verified {
        return "SOFTWARE_TOKEN_MFA";
    }
    if u.prefers_sms && offers_sms(p) && u.phone {
        return "SMS_MFA";
    }
    if u.prefers_email && offers_email(p) && u.email {
        return "EMAIL_OTP";
    }
    ""
}

/// What rows 15 to 17 alone ask for or offer, at no risk and from an unknown device.
fn asked_at_rest(p: &NaivePool, u: &NaiveUser) -> Vec<&'static str> {
    let preferred = working_preference(p, u);
    if preferred != "" {
        return vec![preferred];
    }
    // Without a risk, only the mode ON is strict.
    candidates(p, u, p.mode_on)
}

fn denied(code: &'static str) -> (String, &'static str) {
    (format!("DENIED {}", denial(code).0), code)
}

fn authenticated(code: &'static str) -> (String, &'static str) {
    ("AUTHENTICATED".to_string(), code)
}

/// Section 10. The outcome is "AUTHENTICATED", "DENIED <exception>", the name of one challenge, or
/// "SELECT_MFA_TYPE A,B" and "MFA_SETUP A,B" with the names that may be chosen or set up.
pub fn decide(p: &NaivePool, u: &NaiveUser, a: &NaiveAttempt) -> (String, &'static str) {
    let mode_off = !p.mode_on && !p.mode_optional;
    let risk = risk_action(p, a);
    let is_otp = a.first == First::EmailOtp || a.first == First::SmsOtp;
    let is_passkey = a.first == First::Passkey || a.first == First::PasskeyVerified;

    // 1
    if u.disabled {
        return denied("user-disabled");
    }
    // 2
    if a.first == First::External {
        return authenticated("federated");
    }
    // 2a
    if u.external_provider {
        return denied("federated-only");
    }
    // 3
    if risk == "BLOCK" && a.first != First::CustomChallenge {
        return denied("risk-blocked");
    }
    // 4
    if u.reset_required {
        return denied("password-reset-required");
    }
    // 5
    if u.unconfirmed && !is_otp {
        return denied("user-unconfirmed");
    }
    // 6
    if a.first == First::CustomChallenge {
        return authenticated("custom-challenge");
    }
    // 7
    let unavailable = match a.first {
        First::EmailOtp => !p.allows_email_otp || !u.email,
        First::SmsOtp => !p.allows_sms_otp || !u.phone,
        First::Passkey | First::PasskeyVerified => !p.allows_web_authn || !u.passkey,
        First::Password => !u.has_password,
        First::External | First::CustomChallenge => false,
    };
    if unavailable {
        return denied("first-factor-unavailable");
    }
    // 8
    let by_passkey_mfa = passkey_mfa(p, u);
    if is_otp {
        if gated(p, u) || u.force_change_password {
            return denied("password-challenge-required");
        }
        if risk == "MFA_REQUIRED" {
            return denied("password-challenge-required");
        }
    }
    if is_passkey {
        if u.force_change_password {
            return denied("password-challenge-required");
        }
        if gated(p, u) && !by_passkey_mfa {
            return denied("password-challenge-required");
        }
        if !by_passkey_mfa && risk == "MFA_REQUIRED" {
            return denied("password-challenge-required");
        }
    }
    // 9
    if a.first == First::Passkey && (p.verification_required || by_passkey_mfa) {
        return denied("user-verification-required");
    }
    // 10
    if a.first == First::PasskeyVerified && by_passkey_mfa {
        return authenticated("passkey-satisfies-mfa");
    }
    // 11
    if is_otp || is_passkey {
        return authenticated("passwordless");
    }

    // Only a password is left.
    // 12
    if u.force_change_password {
        return ("NEW_PASSWORD_REQUIRED".to_string(), "new-password-required");
    }
    // 13
    if mode_off && risk != "MFA_REQUIRED" {
        return authenticated("mfa-not-demanded");
    }
    let risk_demands = risk == "MFA_IF_CONFIGURED" || risk == "MFA_REQUIRED";
    let nothing_enabled = !anything_enabled(u);
    if p.mode_optional && nothing_enabled && !risk_demands {
        return authenticated("mfa-not-demanded");
    }

    // The values that rows 14 to 17 read.
    let strict = p.mode_on || (p.mode_optional && nothing_enabled && risk_demands);
    let medium_is_email = p.recovery_first == "EMAIL";
    let medium_is_sms = p.recovery_first == "SMS";
    let candidates = candidates(p, u, strict);
    let preferred = working_preference(p, u);

    let would_ask = preferred != "" || !candidates.is_empty();
    // 14
    if would_ask
        && a.device_remembered
        && p.device_configuration
        && p.challenge_on_new_device
        && (!risk_demands || !p.remember_only_on_prompt)
    {
        return ("DEVICE_SRP_AUTH".to_string(), "device-remembered");
    }
    // 15
    if preferred != "" {
        return (preferred.to_string(), "preferred-factor");
    }
    // 16
    if candidates.len() >= 2 {
        return (format!("SELECT_MFA_TYPE {}", candidates.join(",")), "several-factors");
    }
    // 17
    if candidates.len() == 1 {
        return (candidates[0].to_string(), "only-factor");
    }
    // 18
    if risk == "MFA_IF_CONFIGURED" && p.mode_optional && nothing_enabled {
        return authenticated("risk-allows");
    }
    // 19
    if risk == "MFA_REQUIRED" {
        return denied("risk-demands-mfa");
    }
    // 20
    if !p.mode_on {
        return denied("no-usable-factor");
    }
    // 21
    if !a.observed {
        if u.phone && !u.email && medium_is_sms {
            return denied("only-attribute-is-recovery");
        }
        if u.email && !u.phone && medium_is_email {
            return denied("only-attribute-is-recovery");
        }
    }
    // 22, 23
    if u.phone || u.email {
        if offers_totp(p) {
            return ("MFA_SETUP SOFTWARE_TOKEN_MFA".to_string(), "set-up-totp");
        }
        return denied("no-factor-to-set-up");
    }
    // 24
    let mut set_up = Vec::new();
    if offers_sms(p) && !medium_is_sms {
        set_up.push("SMS_MFA");
    }
    if offers_totp(p) {
        set_up.push("SOFTWARE_TOKEN_MFA");
    }
    if offers_email(p) && !medium_is_email {
        set_up.push("EMAIL_OTP");
    }
    if set_up.contains(&"SOFTWARE_TOKEN_MFA") || set_up.contains(&"EMAIL_OTP") {
        return (format!("MFA_SETUP {}", set_up.join(",")), "set-up-any");
    }
    // 25
    denied("sms-cannot-be-set-up")
}

/// Section 14: ("EMAIL" or "SMS" or "", code).
pub fn recovery(p: &NaivePool, u: &NaiveUser) -> (&'static str, &'static str) {
    if u.disabled {
        return ("", "user-disabled");
    }
    if u.force_change_password || u.external_provider {
        return ("", "password-not-resettable");
    }
    if p.recovery_set && p.recovery_admin_only {
        return ("", "recovery-by-admin-only");
    }
    if p.recovery_set {
        let asked = asked_at_rest(p, u);
        for medium in [p.recovery_first, p.recovery_second] {
            let email_is_free = !u.email_on && !asked.contains(&"EMAIL_OTP");
            if medium == "EMAIL" && u.email && u.email_verified && email_is_free {
                return ("EMAIL", "recovery-medium");
            }
            let phone_is_free = !u.sms_on && !asked.contains(&"SMS_MFA");
            if medium == "SMS" && u.phone && u.phone_verified && phone_is_free {
                return ("SMS", "recovery-medium");
            }
        }
        return ("", "no-recovery-medium");
    }
    if u.phone && u.phone_verified {
        return ("SMS", "recovery-legacy");
    }
    if u.email && u.email_verified {
        return ("EMAIL", "recovery-legacy");
    }
    ("", "no-recovery-medium")
}
