//! The state of a pool and of a user, and the changes that are accepted (spec 2, 3, 5, 6, 7 and 8).
use super::constraints::{
    Device, EmailBlock, Mechanism, PoolRequest, PreferenceRequest, RiskRequest, SetMfa, Setting, SmsConfig, TokenBlock,
    WebAuthnBlock,
};
use super::decide::{self, NaivePool, NaiveUser};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub exception: &'static str,
    pub message: String,
}

fn fault(list: &mut Vec<Fault>, code: &'static str, exception: &'static str, message: &str) {
    list.push(Fault { code, exception, message: message.to_string() });
}

const INVALID: &str = "InvalidParameterException";
const TIER: &str = "FeatureUnavailableInTierException";
const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const MULTI: &str = "MULTI_FACTOR_WITH_USER_VERIFICATION";

const OWN_SENDER: &str = "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.";
const OTHER_RECOVERY: &str = "Cannot set EmailMfaConfiguration when user pool AccountRecoverySetting is not set or contains only verified_email in RecoveryMechanisms.";
const OTP_FIRST: &str =
    "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled";
const CALLER: &str = "Invalid SMS MFA configuration given, external id and a valid caller arn are required";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    pub id: String,
    pub tier: String,
    pub mode: String,
    /// The SMS MFA block. Its SmsConfiguration is in `sms_configuration`.
    pub sms_block: bool,
    pub sms_message: Option<String>,
    pub sms_configuration: Option<SmsConfig>,
    pub token_block: Option<TokenBlock>,
    pub email_block: Option<EmailBlock>,
    pub web_authn: Option<WebAuthnBlock>,
    pub first_factors: Vec<String>,
    pub recovery: Option<Vec<Mechanism>>,
    pub email_sender: String,
    pub device: Option<Device>,
    pub threat: Option<String>,
    pub low: String,
    pub medium: String,
    pub high: String,
}

impl Pool {
    pub fn fresh(id: &str) -> Pool {
        Pool {
            id: id.to_string(),
            tier: "ESSENTIALS".to_string(),
            mode: "OFF".to_string(),
            sms_block: false,
            sms_message: None,
            sms_configuration: None,
            token_block: None,
            email_block: None,
            web_authn: None,
            first_factors: vec!["PASSWORD".to_string()],
            recovery: None,
            email_sender: "COGNITO_DEFAULT".to_string(),
            device: None,
            threat: None,
            low: "NO_ACTION".to_string(),
            medium: "NO_ACTION".to_string(),
            high: "NO_ACTION".to_string(),
        }
    }

    pub fn allows(&self, first: &str) -> bool {
        self.first_factors.iter().any(|f| f == first)
    }

    fn threat_enforced(&self) -> bool {
        self.threat.as_deref() == Some("ENFORCED")
    }

    fn multi_factor(&self) -> bool {
        match &self.web_authn {
            Some(w) => w.factor.as_deref() == Some(MULTI),
            None => false,
        }
    }

    pub fn verification_required(&self) -> bool {
        match &self.web_authn {
            Some(w) => w.user_verification.as_deref() == Some("required"),
            None => false,
        }
    }

    /// The part of the pool that the decision reads.
    pub fn naive(&self) -> NaivePool {
        let mut order: Vec<&'static str> = Vec::new();
        let mut admin_only = false;
        if let Some(list) = &self.recovery {
            // The lower number comes first. Equal numbers stay in the order in which they were sent.
            for priority in [1, 2] {
                for m in list {
                    if m.priority == priority {
                        if m.name == "verified_email" {
                            order.push("EMAIL");
                        }
                        if m.name == "verified_phone_number" {
                            order.push("SMS");
                        }
                        if m.name == "admin_only" {
                            order.push("");
                            admin_only = true;
                        }
                    }
                }
            }
        }
        NaivePool {
            tier_lite: self.tier == "LITE",
            tier_plus: self.tier == "PLUS",
            mode_on: self.mode == "ON",
            mode_optional: self.mode == "OPTIONAL",
            sms_configuration: self.sms_configuration.is_some(),
            token_block_enabled: match &self.token_block {
                Some(t) => t.enabled == Some(true),
                None => false,
            },
            email_block: self.email_block.is_some(),
            multi_factor: self.multi_factor(),
            verification_required: self.verification_required(),
            allows_password: self.allows("PASSWORD"),
            allows_email_otp: self.allows("EMAIL_OTP"),
            allows_sms_otp: self.allows("SMS_OTP"),
            allows_web_authn: self.allows("WEB_AUTHN"),
            device_configuration: self.device.is_some(),
            challenge_on_new_device: match &self.device {
                Some(d) => d.challenge_required,
                None => false,
            },
            remember_only_on_prompt: match &self.device {
                Some(d) => d.only_on_prompt,
                None => false,
            },
            threat_enforced: self.threat_enforced(),
            low: action(&self.low),
            medium: action(&self.medium),
            high: action(&self.high),
            recovery_set: self.recovery.is_some(),
            recovery_admin_only: admin_only,
            recovery_first: order.first().copied().unwrap_or(""),
            recovery_second: order.get(1).copied().unwrap_or(""),
        }
    }
}

fn action(name: &str) -> &'static str {
    match name {
        "BLOCK" => "BLOCK",
        "MFA_IF_CONFIGURED" => "MFA_IF_CONFIGURED",
        "MFA_REQUIRED" => "MFA_REQUIRED",
        _ => "NO_ACTION",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub disabled: bool,
    pub status: String,
    pub has_password: bool,
    /// Whether the attribute is present, and whether it's verified.
    pub phone: Option<bool>,
    pub email: Option<bool>,
    pub totp_verified: bool,
    pub passkey: bool,
    pub passkey_can_verify: bool,
    pub sms_on: bool,
    pub totp_on: bool,
    pub email_on: bool,
    pub passkey_on: bool,
    /// "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP" or nothing.
    pub preferred: Option<&'static str>,
    /// Every event that changes a credential adds 1.
    pub stamp: u64,
}

impl User {
    pub fn fresh(name: &str, status: &str, has_password: bool) -> User {
        User {
            name: name.to_string(),
            disabled: false,
            status: status.to_string(),
            has_password,
            phone: None,
            email: None,
            totp_verified: false,
            passkey: false,
            passkey_can_verify: false,
            sms_on: false,
            totp_on: false,
            email_on: false,
            passkey_on: false,
            preferred: None,
            stamp: 0,
        }
    }

    /// A credential was set or removed, or the user was disabled.
    pub fn credential_changed(&mut self) {
        self.stamp = self.stamp.wrapping_add(1);
    }

    pub fn disable(&mut self) {
        if !self.disabled {
            self.credential_changed();
        }
        self.disabled = true;
    }

    /// An EMAIL set-up is complete: the user has the address, and it's verified.
    pub fn set_verified_email(&mut self) {
        self.email = Some(true);
        self.credential_changed();
    }

    pub fn set_totp(&mut self) {
        self.totp_verified = true;
        self.credential_changed();
    }

    pub fn code_factor_on(&self) -> bool {
        self.sms_on || self.totp_on || self.email_on
    }

    pub fn enabled_list(&self) -> Vec<&'static str> {
        let mut out = Vec::new();
        if self.sms_on {
            out.push("SMS_MFA");
        }
        if self.totp_on {
            out.push("SOFTWARE_TOKEN_MFA");
        }
        if self.email_on {
            out.push("EMAIL_OTP");
        }
        if self.passkey_on {
            out.push("WEB_AUTHN_MFA");
        }
        out
    }

    pub fn set_permanent_password(&mut self) {
        self.has_password = true;
        self.status = "CONFIRMED".to_string();
        self.credential_changed();
    }

    pub fn set_temporary_password(&mut self) {
        self.has_password = true;
        self.status = "FORCE_CHANGE_PASSWORD".to_string();
        self.credential_changed();
    }

    pub fn naive(&self) -> NaiveUser {
        NaiveUser {
            disabled: self.disabled,
            unconfirmed: self.status == "UNCONFIRMED",
            force_change_password: self.status == "FORCE_CHANGE_PASSWORD",
            reset_required: self.status == "RESET_REQUIRED",
            external_provider: self.status == "EXTERNAL_PROVIDER",
            has_password: self.has_password,
            phone: self.phone.is_some(),
            phone_verified: self.phone == Some(true),
            email: self.email.is_some(),
            email_verified: self.email == Some(true),
            totp_verified: self.totp_verified,
            passkey: self.passkey,
            passkey_can_verify: self.passkey_can_verify,
            sms_on: self.sms_on,
            totp_on: self.totp_on,
            email_on: self.email_on,
            passkey_on: self.passkey_on,
            prefers_sms: self.preferred == Some("SMS_MFA"),
            prefers_totp: self.preferred == Some("SOFTWARE_TOKEN_MFA"),
            prefers_email: self.preferred == Some("EMAIL_OTP"),
        }
    }
}

pub type Notes = Vec<&'static str>;

fn filled(text: &Option<String>) -> bool {
    match text {
        Some(t) => !t.is_empty(),
        None => false,
    }
}

/// The Region that a pool ID begins with. None if the prefix isn't a Region.
fn region(id: &str) -> Option<&str> {
    let prefix = id.split('_').next()?;
    let parts: Vec<&str> = prefix.split('-').collect();
    if parts.len() < 3 {
        return None;
    }
    if parts[0].len() != 2 || !parts[0].chars().all(|c| c.is_ascii_lowercase()) {
        return None;
    }
    let last = parts[parts.len() - 1];
    if last.is_empty() || !last.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    Some(prefix)
}

/// Account recovery is not set, or is only verified_email.
fn recovery_is_only_email(recovery: &Option<Vec<Mechanism>>) -> bool {
    match recovery {
        None => true,
        Some(list) => list.iter().all(|m| m.name == "verified_email"),
    }
}

// ---- spec 5 ----

pub fn set_mfa(pool: &Pool, r: &SetMfa, observed: bool) -> Result<(Pool, Notes), Vec<Fault>> {
    let mut bad = Vec::new();
    let mode = match &r.mode {
        Some(m) => m.clone(),
        None => "OFF".to_string(),
    };
    let off = mode == "OFF";
    let on = mode == "ON";
    let config = match &r.sms {
        Some(b) => b.config.clone(),
        None => None,
    };

    if let Some(c) = &config {
        if filled(&c.caller_arn) && c.eums.is_some() {
            fault(&mut bad, "sms-one-origin", INVALID, "*");
        }
        if !filled(&c.caller_arn) && c.eums.is_none() {
            fault(&mut bad, "sms-caller-required", INVALID, CALLER);
        }
        if observed && filled(&c.caller_arn) && !filled(&c.external_id) {
            fault(&mut bad, "sms-external-id-required", INVALID, CALLER);
        }
        if region(&pool.id) == Some("ap-northeast-2")
            && c.region.is_some()
            && c.region.as_deref() != Some("ap-northeast-1")
        {
            fault(&mut bad, "seoul-uses-tokyo", INVALID, "*");
        }
        if let Some(e) = &c.eums {
            if e.region.is_some() && region(&pool.id).is_some() && e.region.as_deref() != region(&pool.id) {
                fault(&mut bad, "eums-region-is-pool-region", INVALID, "*");
            }
        }
    }
    let any_block = r.sms.is_some() || r.token.is_some() || r.email.is_some();
    if off && any_block {
        fault(
            &mut bad,
            "off-excludes-factors",
            INVALID,
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
        );
    }
    let needs_one = "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.";
    if !off && !any_block {
        fault(&mut bad, "mode-needs-factor-block", INVALID, needs_one);
    }
    if !observed && !off && r.sms.is_none() && r.email.is_none() {
        if let Some(t) = &r.token {
            if t.enabled != Some(true) {
                fault(&mut bad, "mode-needs-enabled-factor", INVALID, needs_one);
            }
        }
    }
    if r.sms.is_some() && config.is_none() && pool.sms_configuration.is_none() {
        fault(&mut bad, "sms-needs-configuration", INVALID, "*");
    }
    let sends_multi = match &r.web_authn {
        Some(w) => w.factor.as_deref() == Some(MULTI),
        None => false,
    };
    let lite = pool.tier == "LITE";
    if r.email.is_some() && lite {
        fault(
            &mut bad,
            "email-mfa-needs-essentials",
            TIER,
            "The following features need to be disabled for the LITE pricing tier configured: Email MFA",
        );
    }
    if sends_multi && lite {
        fault(
            &mut bad,
            "passkey-mfa-needs-essentials",
            TIER,
            "The following features need to be disabled for the LITE pricing tier configured: Passkey MFA",
        );
    }
    if r.email.is_some() && pool.email_sender == "COGNITO_DEFAULT" {
        fault(&mut bad, "email-mfa-needs-own-sender", INVALID, OWN_SENDER);
    }
    if r.email.is_some() && recovery_is_only_email(&pool.recovery) {
        fault(&mut bad, "email-mfa-needs-other-recovery", INVALID, OTHER_RECOVERY);
    }
    if on && (pool.allows("EMAIL_OTP") || pool.allows("SMS_OTP")) {
        fault(&mut bad, "on-excludes-otp-first-factor", INVALID, OTP_FIRST);
    }
    if on && pool.allows("WEB_AUTHN") && !sends_multi {
        fault(
            &mut bad,
            "on-passkey-needs-multi-factor",
            INVALID,
            "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
        );
    }
    if !bad.is_empty() {
        return Err(bad);
    }

    let mut next = pool.clone();
    next.mode = mode;
    next.sms_block = r.sms.is_some();
    next.sms_message = match &r.sms {
        Some(b) => b.message.clone(),
        None => None,
    };
    if config.is_some() {
        next.sms_configuration = config;
    }
    next.token_block = r.token.clone();
    next.email_block = r.email.clone();
    next.web_authn = r.web_authn.clone();

    let mut notes = Vec::new();
    let relying_before = match &pool.web_authn {
        Some(w) => w.relying_party.clone(),
        None => None,
    };
    let relying_after = match &next.web_authn {
        Some(w) => w.relying_party.clone(),
        None => None,
    };
    if relying_before.is_some() && relying_before != relying_after {
        notes.push("passkeys-unusable");
    }
    if next.threat_enforced() && next.mode != "OPTIONAL" {
        notes.push("adaptive-wants-optional");
    }
    Ok((next, notes))
}

// ---- spec 6 ----

/// What CreateUserPool stores when no mechanisms are sent.
fn default_recovery() -> Vec<Mechanism> {
    vec![
        Mechanism { priority: 1, name: "verified_email".to_string() },
        Mechanism { priority: 2, name: "verified_phone_number".to_string() },
    ]
}

/// `old` is None for CreateUserPool.
pub fn put_pool(old: Option<&Pool>, id: &str, r: &PoolRequest, observed: bool) -> Result<(Pool, Notes), Vec<Fault>> {
    // What the pool would become.
    let mut next = match old {
        Some(p) => p.clone(),
        None => Pool::fresh(id),
    };
    if let Some(t) = &r.tier {
        next.tier = t.clone();
    }
    if let Some(m) = &r.mode {
        next.mode = m.clone();
    }
    if let Some(l) = &r.first_factors {
        let mut list = Vec::new();
        for f in ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"] {
            if l.iter().any(|x| x == f) {
                list.push(f.to_string());
            }
        }
        next.first_factors = list;
    }
    if old.is_none() {
        next.recovery = r.recovery.clone();
        if r.recovery.is_none() && observed {
            next.recovery = Some(default_recovery());
        }
    }
    // After an update with the setting but without mechanisms, account recovery is not set.
    if old.is_some() && r.recovery_sent {
        next.recovery = r.recovery.clone();
    }
    if let Some(s) = &r.email_sender {
        next.email_sender = s.clone();
    }
    if r.sms.is_some() {
        next.sms_configuration = r.sms.clone();
    }
    next.device = r.device.clone();
    next.threat = r.threat.clone();
    if old.is_some() && next.mode == "OFF" {
        next.sms_block = false;
        next.sms_message = None;
        next.token_block = None;
        next.email_block = None;
    }

    let mut bad = Vec::new();
    if old.is_none() && next.mode != "OFF" && r.sms.is_none() {
        fault(
            &mut bad,
            "create-mode-needs-sms",
            INVALID,
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        );
    }
    if let Some(c) = &r.sms {
        if filled(&c.caller_arn) && c.eums.is_some() {
            fault(&mut bad, "sms-one-origin", INVALID, "*");
        }
        if !filled(&c.caller_arn) && c.eums.is_none() {
            fault(&mut bad, "sms-caller-required", INVALID, "*");
        }
    }
    let n = next.naive();
    let offers_code = decide::offers_sms(&n) || decide::offers_totp(&n) || decide::offers_email(&n);
    if old.is_some() && r.mode.as_deref() == Some("ON") && !offers_code {
        fault(
            &mut bad,
            "on-needs-offered-factor",
            INVALID,
            "Cannot turn MFA functionality ON, once the user pool has been created.",
        );
    }
    if !next.allows("PASSWORD") {
        fault(
            &mut bad,
            "password-is-first-factor",
            INVALID,
            "Password should be configured as one of the allowed first auth factors.",
        );
    }
    if next.allows("SOFTWARE_TOKEN") {
        fault(&mut bad, "totp-not-first-factor", INVALID, "*");
    }
    if next.allows("SMS_OTP") && next.sms_configuration.is_none() {
        fault(
            &mut bad,
            "sms-otp-needs-sms",
            INVALID,
            "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration",
        );
    }
    let mut features = Vec::new();
    if next.tier == "LITE" {
        if next.allows("EMAIL_OTP") || next.allows("SMS_OTP") || next.allows("WEB_AUTHN") {
            features.push("Passwordless Sign-In");
        }
        if next.email_block.is_some() {
            features.push("Email MFA");
        }
        if next.multi_factor() {
            features.push("Passkey MFA");
        }
    }
    if next.tier != "PLUS" {
        let threat = next.threat.as_deref();
        if threat == Some("AUDIT") || threat == Some("ENFORCED") {
            features.push("Threat Protection");
        }
    }
    if !features.is_empty() {
        let text = format!(
            "The following features need to be disabled for the {} pricing tier configured: {}",
            next.tier,
            features.join(", ")
        );
        fault(&mut bad, "tier-excludes-features", TIER, &text);
    }
    if next.mode == "ON" && (next.allows("EMAIL_OTP") || next.allows("SMS_OTP")) {
        fault(&mut bad, "on-excludes-otp-first-factor", INVALID, OTP_FIRST);
    }
    if next.mode == "ON" && next.allows("WEB_AUTHN") && !next.multi_factor() {
        fault(
            &mut bad,
            "on-passkey-first-factor-needs-multi-factor",
            INVALID,
            "WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA",
        );
    }
    if let Some(list) = &next.recovery {
        let admin = list.iter().any(|m| m.name == "admin_only");
        let other = list.iter().any(|m| m.name != "admin_only");
        if admin && other {
            fault(
                &mut bad,
                "admin-only-stands-alone",
                INVALID,
                "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
            );
        }
    }
    if next.email_block.is_some() {
        if next.email_sender == "COGNITO_DEFAULT" {
            fault(&mut bad, "email-mfa-needs-own-sender", INVALID, OWN_SENDER);
        }
        if recovery_is_only_email(&next.recovery) {
            fault(&mut bad, "email-mfa-needs-other-recovery", INVALID, OTHER_RECOVERY);
        }
    }
    if !bad.is_empty() {
        return Err(bad);
    }
    let mut notes = Vec::new();
    if next.threat_enforced() && next.mode != "OPTIONAL" {
        notes.push("adaptive-wants-optional");
    }
    Ok((next, notes))
}

pub fn set_risk(pool: &Pool, r: &RiskRequest) -> Result<Pool, Vec<Fault>> {
    let threat = pool.threat.as_deref().unwrap_or("OFF");
    if threat == "OFF" {
        let mut bad = Vec::new();
        fault(&mut bad, "risk-needs-threat-protection", "UserPoolAddOnNotEnabledException", "*");
        return Err(bad);
    }
    let or_none = |a: &Option<String>| match a {
        Some(x) => x.clone(),
        None => "NO_ACTION".to_string(),
    };
    let mut next = pool.clone();
    next.low = or_none(&r.low);
    next.medium = or_none(&r.medium);
    next.high = or_none(&r.high);
    Ok(next)
}

// ---- spec 7 ----

fn turns_on(s: &Option<Setting>) -> bool {
    match s {
        Some(s) => s.enabled == Some(true),
        None => false,
    }
}

fn prefers(s: &Option<Setting>) -> bool {
    match s {
        Some(s) => s.preferred == Some(true),
        None => false,
    }
}

fn preference_effect(pool: &Pool, user: &User, r: &PreferenceRequest) -> User {
    let required = pool.mode == "ON";
    let mut next = user.clone();
    if r.sms.is_some() {
        next.sms_on = turns_on(&r.sms) || (required && user.sms_on);
        if next.preferred == Some("SMS_MFA") {
            next.preferred = None;
        }
    }
    if r.totp.is_some() {
        next.totp_on = turns_on(&r.totp) || (required && user.totp_on);
        if next.preferred == Some("SOFTWARE_TOKEN_MFA") {
            next.preferred = None;
        }
    }
    if r.email.is_some() {
        next.email_on = turns_on(&r.email) || (required && user.email_on);
        if next.preferred == Some("EMAIL_OTP") {
            next.preferred = None;
        }
    }
    if r.passkey.is_some() {
        next.passkey_on = turns_on(&r.passkey);
    }
    // An accepted request prefers at most one of the three.
    if prefers(&r.sms) {
        next.preferred = Some("SMS_MFA");
    }
    if prefers(&r.totp) {
        next.preferred = Some("SOFTWARE_TOKEN_MFA");
    }
    if prefers(&r.email) {
        next.preferred = Some("EMAIL_OTP");
    }
    next
}

/// `by_user` for SetUserMFAPreference, otherwise the administrator's operation.
pub fn set_preference(
    pool: &Pool,
    user: &User,
    r: &PreferenceRequest,
    by_user: bool,
    observed: bool,
) -> Result<(User, Notes), Vec<Fault>> {
    let next = preference_effect(pool, user, r);
    let lite = pool.tier == "LITE";
    let mut bad = Vec::new();

    if by_user && user.disabled {
        fault(&mut bad, "user-disabled", NOT_AUTHORIZED, "*");
    }
    if user.status == "UNCONFIRMED" {
        fault(&mut bad, "user-confirmed", "UserNotConfirmedException", "User is not confirmed.");
    }
    if user.status == "RESET_REQUIRED" {
        fault(
            &mut bad,
            "password-not-in-reset",
            "PasswordResetRequiredException",
            "Password reset required for the user",
        );
    }
    let mut preferred = 0;
    for s in [&r.sms, &r.totp, &r.email] {
        if prefers(s) {
            preferred += 1;
        }
    }
    if preferred > 1 {
        fault(&mut bad, "one-preferred", INVALID, "*");
    }
    let mut preferred_but_off = false;
    for s in [&r.sms, &r.totp, &r.email] {
        if prefers(s) && !turns_on(s) {
            preferred_but_off = true;
        }
    }
    if preferred_but_off {
        fault(&mut bad, "preferred-is-enabled", INVALID, "*");
    }
    if turns_on(&r.email) && lite {
        fault(&mut bad, "email-needs-essentials", INVALID, "*");
    }
    if turns_on(&r.passkey) && lite {
        fault(&mut bad, "passkey-needs-essentials", INVALID, "*");
    }
    if turns_on(&r.passkey) && !pool.multi_factor() {
        fault(&mut bad, "passkey-needs-multi-factor-pool", INVALID, "*");
    }
    let companion = "WebAuthn MFA requires enabling an additional MFA setting.";
    let takes_last_away = user.code_factor_on() && !next.code_factor_on();
    if (turns_on(&r.passkey) || takes_last_away) && next.passkey_on && !next.code_factor_on() {
        fault(&mut bad, "passkey-needs-companion", INVALID, companion);
    }
    if observed && turns_on(&r.passkey) && !turns_on(&r.sms) && !turns_on(&r.totp) && !turns_on(&r.email) {
        fault(&mut bad, "passkey-companion-in-request", INVALID, companion);
    }
    if turns_on(&r.passkey) && !user.passkey_can_verify {
        fault(
            &mut bad,
            "passkey-needs-credential",
            INVALID,
            "User does not have applicable WebAuthn credentials to enable WebAuthn MFA.",
        );
    }
    if turns_on(&r.sms) && user.phone.is_none() {
        fault(&mut bad, "sms-needs-phone", INVALID, "User does not have delivery config set to turn on SMS_MFA");
    }
    if turns_on(&r.totp) && !user.totp_verified {
        fault(
            &mut bad,
            "totp-needs-verified-token",
            INVALID,
            "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
        );
    }
    if turns_on(&r.email) && user.email.is_none() {
        fault(&mut bad, "email-needs-address", INVALID, "User does not have delivery config set to turn on EMAIL_OTP");
    }
    if !bad.is_empty() {
        return Err(bad);
    }

    let p = pool.naive();
    let mut notes = Vec::new();
    let kept = (r.sms.is_some() && !turns_on(&r.sms) && user.sms_on)
        || (r.totp.is_some() && !turns_on(&r.totp) && user.totp_on)
        || (r.email.is_some() && !turns_on(&r.email) && user.email_on);
    if pool.mode == "ON" && kept {
        notes.push("kept-by-required-mfa");
    }
    let not_offered = (turns_on(&r.sms) && !decide::offers_sms(&p))
        || (turns_on(&r.totp) && !decide::offers_totp(&p))
        || (turns_on(&r.email) && !decide::offers_email(&p))
        || (turns_on(&r.passkey) && !decide::offers_passkey(&p));
    if not_offered {
        notes.push("factor-not-offered");
    }
    let any_block = r.sms.is_some() || r.totp.is_some() || r.email.is_some() || r.passkey.is_some();
    let some_companion_works = (next.sms_on && decide::offers_sms(&p) && next.phone.is_some())
        || (next.totp_on && decide::offers_totp(&p) && next.totp_verified)
        || (next.email_on && decide::offers_email(&p) && next.email.is_some());
    if any_block && next.passkey_on && !some_companion_works {
        notes.push("companion-not-offered");
    }
    Ok((next, notes))
}

// ---- spec 8 ----

pub fn verify_totp(pool: &Pool, user: &User) -> Result<User, Vec<Fault>> {
    if !decide::offers_totp(&pool.naive()) {
        let mut bad = Vec::new();
        fault(
            &mut bad,
            "totp-registration-needs-pool",
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA has not been enabled by the userPool",
        );
        return Err(bad);
    }
    let mut next = user.clone();
    next.set_totp();
    Ok(next)
}

pub fn remove_totp(user: &User) -> Result<(User, Notes), Vec<Fault>> {
    if !user.totp_verified {
        let mut bad = Vec::new();
        fault(&mut bad, "no-token-to-delete", "ResourceNotFoundException", "*");
        return Err(bad);
    }
    let mut next = user.clone();
    next.credential_changed();
    next.totp_verified = false;
    next.totp_on = false;
    if next.preferred == Some("SOFTWARE_TOKEN_MFA") {
        next.preferred = None;
    }
    let mut notes = Vec::new();
    if user.passkey_on && user.totp_on && !next.code_factor_on() {
        notes.push("companion-gone");
    }
    Ok((next, notes))
}

pub fn register_passkey(pool: &Pool, user: &User, can_verify: bool) -> Result<User, Vec<Fault>> {
    let mut bad = Vec::new();
    if !pool.allows("WEB_AUTHN") {
        fault(&mut bad, "passkey-registration-needs-pool", "WebAuthnNotEnabledException", "*");
    }
    if !can_verify && pool.verification_required() {
        fault(&mut bad, "passkey-must-verify", INVALID, "*");
    }
    if !bad.is_empty() {
        return Err(bad);
    }
    let mut next = user.clone();
    next.credential_changed();
    next.passkey = true;
    if can_verify {
        next.passkey_can_verify = true;
    }
    Ok(next)
}

pub fn remove_passkeys(user: &User) -> User {
    let mut next = user.clone();
    if user.passkey {
        next.credential_changed();
    }
    next.passkey = false;
    next.passkey_can_verify = false;
    next
}

/// The changes of the attributes in a call. The value "" removes an attribute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttributeChange {
    pub email: Option<String>,
    pub email_verified: Option<bool>,
    pub phone: Option<String>,
    pub phone_verified: Option<bool>,
}

pub fn change_attributes(pool: &Pool, user: &User, c: &AttributeChange) -> Result<User, Vec<Fault>> {
    let removes_phone = c.phone.as_deref() == Some("") && user.phone.is_some();
    let removes_email = c.email.as_deref() == Some("") && user.email.is_some();
    if pool.mode == "ON" && ((removes_phone && user.sms_on) || (removes_email && user.email_on)) {
        let mut bad = Vec::new();
        fault(&mut bad, "attribute-in-use", INVALID, "*");
        return Err(bad);
    }
    let mut next = user.clone();
    if let Some(v) = &c.email {
        if !v.is_empty() || user.email.is_some() {
            next.credential_changed();
        }
        next.email = if v.is_empty() { None } else { Some(false) };
    }
    if let Some(v) = &c.phone {
        if !v.is_empty() || user.phone.is_some() {
            next.credential_changed();
        }
        next.phone = if v.is_empty() { None } else { Some(false) };
    }
    if let Some(v) = c.email_verified {
        if next.email.is_some() {
            next.email = Some(v);
        }
    }
    if let Some(v) = c.phone_verified {
        if next.phone.is_some() {
            next.phone = Some(v);
        }
    }
    Ok(next)
}

pub fn confirm_sign_up(user: &User) -> Result<User, Vec<Fault>> {
    if user.status != "UNCONFIRMED" {
        let mut bad = Vec::new();
        let text = format!("User cannot be confirmed. Current status is {}", user.status);
        fault(&mut bad, "not-unconfirmed", NOT_AUTHORIZED, &text);
        return Err(bad);
    }
    let mut next = user.clone();
    next.status = "CONFIRMED".to_string();
    Ok(next)
}

pub fn reset_password(user: &User) -> Result<User, Vec<Fault>> {
    if user.status != "CONFIRMED" && user.status != "RESET_REQUIRED" {
        let mut bad = Vec::new();
        fault(
            &mut bad,
            "password-not-resettable",
            NOT_AUTHORIZED,
            "User password cannot be reset in the current state.",
        );
        return Err(bad);
    }
    let mut next = user.clone();
    next.status = "RESET_REQUIRED".to_string();
    Ok(next)
}
