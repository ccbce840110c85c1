//! Section 4: the constraints on requests, and the requests that were read.
use super::json::{self, Bad, J, Obj};
use regex::Regex;
use std::cell::RefCell;
use std::collections::HashMap;

// ---- the faults of one request ----

#[derive(Default)]
pub struct Faults {
    pub lines: Vec<String>,
    /// A part of the message isn't compared, so the whole message is "*".
    pub wild: bool,
}

impl Faults {
    fn add(&mut self, shown: Option<&str>, path: &str, what: &str) {
        let line = match shown {
            Some(v) if v.chars().count() > 256 => {
                let start: String = v.chars().take(256).collect();
                let n = v.chars().count();
                format!("Value '{start}… ({n} characters)' at '{path}' failed to satisfy constraint: {what}")
            }
            Some(v) => format!("Value '{v}' at '{path}' failed to satisfy constraint: {what}"),
            None => format!("Value at '{path}' failed to satisfy constraint: {what}"),
        };
        self.lines.push(line);
    }

    fn missing(&mut self, path: &str) {
        self.lines.push(format!("Value null at '{path}' failed to satisfy constraint: Member must not be null"));
    }

    pub fn message(&self) -> String {
        if self.wild {
            return "*".to_string();
        }
        let n = self.lines.len();
        let noun = if n == 1 { "error" } else { "errors" };
        format!("{n} validation {noun} detected: {}", self.lines.join("; "))
    }
}

thread_local! {
    // Compiling is slow, and a run needs the patterns thousands of times.
    static COMPILED: RefCell<HashMap<String, Regex>> = RefCell::new(HashMap::new());
}

fn whole(pattern: &str, value: &str) -> bool {
    COMPILED.with(|map| {
        let mut map = map.borrow_mut();
        if !map.contains_key(pattern) {
            let compiled = Regex::new(&format!("\\A(?:{pattern})\\z")).expect("our own pattern");
            map.insert(pattern.to_string(), compiled);
        }
        map[pattern].is_match(value)
    })
}

fn length(f: &mut Faults, shown: Option<&str>, path: &str, value: &str, min: usize, max: usize) {
    let n = value.chars().count();
    if n < min {
        f.add(shown, path, &format!("Member must have length greater than or equal to {min}"));
    }
    if n > max {
        f.add(shown, path, &format!("Member must have length less than or equal to {max}"));
    }
}

fn pattern(f: &mut Faults, shown: Option<&str>, path: &str, value: &str, ours: &str, printed: &str) {
    if !whole(ours, value) {
        f.add(shown, path, &format!("Member must satisfy regular expression pattern: {printed}"));
    }
}

fn one_of(f: &mut Faults, path: &str, value: &str, set: &[&str]) {
    if !set.contains(&value) {
        f.add(Some(value), path, &format!("Member must satisfy enum value set: [{}]", set.join(", ")));
    }
}

// The engine's \w is Unicode, the service's is ASCII: classes are spelled out.
const POOL_ID: &str = r"[A-Za-z0-9_-]+_[0-9a-zA-Z]+";
const POOL_ID_PRINTED: &str = r"[\w-]+_[0-9a-zA-Z]+";
const SMS_TEXT: &str = r"[^\n\r\x{85}\x{2028}\x{2029}]*\{####\}[^\n\r\x{85}\x{2028}\x{2029}]*";
const SMS_TEXT_PRINTED: &str = r".*\{####\}.*";
const ARN: &str = r"arn:[A-Za-z0-9_+=/,.@-]+:[A-Za-z0-9_+=/,.@-]+:([A-Za-z0-9_+=/,.@-]*)?:[0-9]+:[A-Za-z0-9_+=/,.@-]+(:[A-Za-z0-9_+=/,.@-]+)?(:[A-Za-z0-9_+=/,.@-]+)?";
const ARN_PRINTED: &str =
    r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?";
const MAIL_TEXT: &str =
    r"[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\x0B\x0C\r*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\x0B\x0C\r*]*";
const MAIL_TEXT_PRINTED: &str = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*";
const MAIL_SUBJECT: &str = r"[\p{L}\p{M}\p{S}\p{N}\p{P} \t\n\x0B\x0C\r]+";
const MAIL_SUBJECT_PRINTED: &str = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+";
const USERNAME: &str = r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+";
const TOKEN: &str = r"[A-Za-z0-9\-_=.]+";
const TOKEN_PRINTED: &str = r"[A-Za-z0-9-_=.]+";

pub fn check_pool_id(f: &mut Faults, id: &Option<String>) {
    let path = "userPoolId";
    match id {
        None => f.missing(path),
        Some(v) => {
            length(f, Some(v), path, v, 1, 55);
            pattern(f, Some(v), path, v, POOL_ID, POOL_ID_PRINTED);
        }
    }
}

pub fn check_username(f: &mut Faults, name: &Option<String>) {
    let path = "username";
    match name {
        None => f.missing(path),
        Some(v) => {
            length(f, None, path, v, 1, 128);
            pattern(f, None, path, v, USERNAME, USERNAME);
        }
    }
}

pub fn check_token(f: &mut Faults, token: &Option<String>) {
    let path = "accessToken";
    match token {
        None => f.missing(path),
        Some(v) => pattern(f, None, path, v, TOKEN, TOKEN_PRINTED),
    }
}

pub fn check_refresh_token(f: &mut Faults, token: &Option<String>) {
    let path = "refreshToken";
    match token {
        None => f.missing(path),
        Some(v) => pattern(f, None, path, v, TOKEN, TOKEN_PRINTED),
    }
}

/// ClientId is required. The specification has no other constraint for it.
pub fn check_client(f: &mut Faults, client: &Option<String>) {
    if client.is_none() {
        f.missing("clientId");
    }
}

fn check_mode(f: &mut Faults, mode: &Option<String>) {
    if let Some(m) = mode {
        one_of(f, "mfaConfiguration", m, &["OPTIONAL", "OFF", "ON"]);
    }
}

// ---- SmsConfiguration ----

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Eums {
    pub caller_arn: Option<String>,
    pub external_id: Option<String>,
    pub origination_identity: Option<String>,
    pub configuration_set_name: Option<String>,
    pub in_entity_id: Option<String>,
    pub in_template_id: Option<String>,
    pub region: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmsConfig {
    pub caller_arn: Option<String>,
    pub external_id: Option<String>,
    pub region: Option<String>,
    pub eums: Option<Eums>,
}

fn read_sms_config(o: &Obj) -> Result<SmsConfig, Bad> {
    let eums = match json::object(o, "EumsSms")? {
        None => None,
        Some(e) => Some(Eums {
            caller_arn: json::text(e, "CallerArn")?,
            external_id: json::text(e, "ExternalId")?,
            origination_identity: json::text(e, "OriginationIdentity")?,
            configuration_set_name: json::text(e, "ConfigurationSetName")?,
            in_entity_id: json::text(e, "InEntityId")?,
            in_template_id: json::text(e, "InTemplateId")?,
            region: json::text(e, "Region")?,
        }),
    };
    Ok(SmsConfig {
        caller_arn: json::text(o, "SnsCallerArn")?,
        external_id: json::text(o, "ExternalId")?,
        region: json::text(o, "SnsRegion")?,
        eums,
    })
}

fn check_sms_config(f: &mut Faults, prefix: &str, c: &SmsConfig) {
    if let Some(v) = &c.caller_arn {
        let path = format!("{prefix}.snsCallerArn");
        length(f, Some(v), &path, v, 0, 2048);
        pattern(f, Some(v), &path, v, &format!("({ARN})?"), &format!("({ARN_PRINTED})?"));
    }
    if let Some(v) = &c.external_id {
        length(f, Some(v), &format!("{prefix}.externalId"), v, 0, 131072);
    }
    if let Some(v) = &c.region {
        length(f, Some(v), &format!("{prefix}.snsRegion"), v, 5, 32);
    }
    if let Some(e) = &c.eums {
        let p = format!("{prefix}.eumsSms");
        match &e.caller_arn {
            None => f.missing(&format!("{p}.callerArn")),
            Some(v) => {
                let path = format!("{p}.callerArn");
                length(f, Some(v), &path, v, 20, 2048);
                pattern(f, Some(v), &path, v, ARN, ARN_PRINTED);
            }
        }
        if let Some(v) = &e.external_id {
            length(f, Some(v), &format!("{p}.externalId"), v, 0, 131072);
        }
        if let Some(v) = &e.origination_identity {
            length(f, Some(v), &format!("{p}.originationIdentity"), v, 0, 131072);
        }
        if let Some(v) = &e.configuration_set_name {
            length(f, Some(v), &format!("{p}.configurationSetName"), v, 0, 131072);
        }
        if let Some(v) = &e.in_entity_id {
            length(f, Some(v), &format!("{p}.inEntityId"), v, 0, 131072);
        }
        if let Some(v) = &e.in_template_id {
            length(f, Some(v), &format!("{p}.inTemplateId"), v, 0, 131072);
        }
        if let Some(v) = &e.region {
            length(f, Some(v), &format!("{p}.region"), v, 5, 32);
        }
    }
}

// ---- SetUserPoolMfaConfig ----

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmsBlock {
    pub message: Option<String>,
    pub config: Option<SmsConfig>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenBlock {
    pub enabled: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmailBlock {
    pub message: Option<String>,
    pub subject: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebAuthnBlock {
    pub relying_party: Option<String>,
    pub user_verification: Option<String>,
    pub factor: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetMfa {
    pub pool: Option<String>,
    pub sms: Option<SmsBlock>,
    pub token: Option<TokenBlock>,
    pub email: Option<EmailBlock>,
    pub mode: Option<String>,
    pub web_authn: Option<WebAuthnBlock>,
}

pub fn read_set_mfa(o: &Obj) -> Result<(SetMfa, Faults), Bad> {
    let sms = match json::object(o, "SmsMfaConfiguration")? {
        None => None,
        Some(b) => Some(SmsBlock {
            message: json::text(b, "SmsAuthenticationMessage")?,
            config: match json::object(b, "SmsConfiguration")? {
                None => None,
                Some(c) => Some(read_sms_config(c)?),
            },
        }),
    };
    let token = match json::object(o, "SoftwareTokenMfaConfiguration")? {
        None => None,
        Some(b) => Some(TokenBlock { enabled: json::flag(b, "Enabled")? }),
    };
    let email = match json::object(o, "EmailMfaConfiguration")? {
        None => None,
        Some(b) => Some(EmailBlock { message: json::text(b, "Message")?, subject: json::text(b, "Subject")? }),
    };
    let web_authn = match json::object(o, "WebAuthnConfiguration")? {
        None => None,
        Some(b) => Some(WebAuthnBlock {
            relying_party: json::text(b, "RelyingPartyId")?,
            user_verification: json::text(b, "UserVerification")?,
            factor: json::text(b, "FactorConfiguration")?,
        }),
    };
    let r = SetMfa {
        pool: json::text(o, "UserPoolId")?,
        sms,
        token,
        email,
        mode: json::text(o, "MfaConfiguration")?,
        web_authn,
    };

    let mut f = Faults::default();
    check_pool_id(&mut f, &r.pool);
    if let Some(b) = &r.sms {
        if let Some(v) = &b.message {
            let path = "smsMfaConfiguration.smsAuthenticationMessage";
            length(&mut f, Some(v), path, v, 6, 140);
            pattern(&mut f, Some(v), path, v, SMS_TEXT, SMS_TEXT_PRINTED);
        }
        if let Some(c) = &b.config {
            check_sms_config(&mut f, "smsMfaConfiguration.smsConfiguration", c);
        }
    }
    if let Some(b) = &r.email {
        if let Some(v) = &b.message {
            let path = "emailMfaConfiguration.message";
            length(&mut f, Some(v), path, v, 6, 20000);
            pattern(&mut f, Some(v), path, v, MAIL_TEXT, MAIL_TEXT_PRINTED);
        }
        if let Some(v) = &b.subject {
            let path = "emailMfaConfiguration.subject";
            pattern(&mut f, Some(v), path, v, MAIL_SUBJECT, MAIL_SUBJECT_PRINTED);
        }
    }
    check_mode(&mut f, &r.mode);
    if let Some(b) = &r.web_authn {
        if let Some(v) = &b.relying_party {
            length(&mut f, Some(v), "webAuthnConfiguration.relyingPartyId", v, 1, 127);
        }
        if let Some(v) = &b.user_verification {
            let path = "webAuthnConfiguration.userVerification";
            one_of(&mut f, path, v, &["required", "preferred"]);
        }
        if let Some(v) = &b.factor {
            let path = "webAuthnConfiguration.factorConfiguration";
            one_of(&mut f, path, v, &["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"]);
        }
    }
    Ok((r, f))
}

// ---- CreateUserPool, UpdateUserPool ----

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mechanism {
    pub priority: i64,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    pub challenge_required: bool,
    pub only_on_prompt: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PoolRequest {
    pub pool: Option<String>,
    pub first_factors: Option<Vec<String>>,
    pub mode: Option<String>,
    pub device: Option<Device>,
    pub email_sender: Option<String>,
    pub sms: Option<SmsConfig>,
    pub threat: Option<String>,
    /// AccountRecoverySetting is sent, with or without mechanisms.
    pub recovery_sent: bool,
    pub recovery: Option<Vec<Mechanism>>,
    pub tier: Option<String>,
}

pub fn read_pool(o: &Obj, update: bool) -> Result<(PoolRequest, Faults), Bad> {
    let pool = if update { json::text(o, "UserPoolId")? } else { None };

    let mut first_factors = None;
    if let Some(p) = json::object(o, "Policies")? {
        if let Some(s) = json::object(p, "SignInPolicy")? {
            first_factors = json::text_list(s, "AllowedFirstAuthFactors")?;
        }
    }
    let mode = json::text(o, "MfaConfiguration")?;
    let device = match json::object(o, "DeviceConfiguration")? {
        None => None,
        Some(d) => Some(Device {
            challenge_required: json::flag(d, "ChallengeRequiredOnNewDevice")? == Some(true),
            only_on_prompt: json::flag(d, "DeviceOnlyRememberedOnUserPrompt")? == Some(true),
        }),
    };
    let email_sender = match json::object(o, "EmailConfiguration")? {
        None => None,
        Some(e) => json::text(e, "EmailSendingAccount")?,
    };
    let sms = match json::object(o, "SmsConfiguration")? {
        None => None,
        Some(c) => Some(read_sms_config(c)?),
    };
    let mut add_ons = false;
    let mut threat = None;
    if let Some(a) = json::object(o, "UserPoolAddOns")? {
        add_ons = true;
        threat = json::text(a, "AdvancedSecurityMode")?;
    }
    // Priority and Name of each mechanism, either of which may be missing.
    let mut raw_recovery: Option<Vec<(Option<i64>, Option<String>)>> = None;
    let mut recovery_sent = false;
    if let Some(a) = json::object(o, "AccountRecoverySetting")? {
        recovery_sent = true;
        if let Some(l) = json::list(a, "RecoveryMechanisms")? {
            let mut out = Vec::new();
            for item in l {
                match item {
                    J::Obj(m) => {
                        out.push((json::integer(m, "Priority")?, json::text(m, "Name")?));
                    }
                    _ => return Err(Bad),
                }
            }
            raw_recovery = Some(out);
        }
    }
    let tier = json::text(o, "UserPoolTier")?;

    let mut f = Faults::default();
    if update {
        check_pool_id(&mut f, &pool);
    }
    if let Some(list) = &first_factors {
        let path = "policies.signInPolicy.allowedFirstAuthFactors";
        let shown = format!("[{} elements]", list.len());
        if list.is_empty() {
            f.add(Some(&shown), path, "Member must have length greater than or equal to 1");
        }
        if list.len() > 5 {
            f.add(Some(&shown), path, "Member must have length less than or equal to 5");
        }
        for (i, v) in list.iter().take(5).enumerate() {
            let at = format!("{path}.{}.member", i + 1);
            one_of(&mut f, &at, v, &["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"]);
        }
    }
    check_mode(&mut f, &mode);
    if let Some(v) = &email_sender {
        let path = "emailConfiguration.emailSendingAccount";
        one_of(&mut f, path, v, &["COGNITO_DEFAULT", "DEVELOPER"]);
    }
    if let Some(c) = &sms {
        check_sms_config(&mut f, "smsConfiguration", c);
    }
    if add_ons {
        let path = "userPoolAddOns.advancedSecurityMode";
        match &threat {
            None => f.missing(path),
            Some(v) => one_of(&mut f, path, v, &["OFF", "AUDIT", "ENFORCED"]),
        }
    }
    let mut recovery = None;
    if let Some(list) = &raw_recovery {
        let path = "accountRecoverySetting.recoveryMechanisms";
        let shown = format!("[{} elements]", list.len());
        if list.is_empty() {
            f.add(Some(&shown), path, "Member must have length greater than or equal to 1");
        }
        if list.len() > 2 {
            f.add(Some(&shown), path, "Member must have length less than or equal to 2");
        }
        let mut out = Vec::new();
        for (i, (priority, name)) in list.iter().take(2).enumerate() {
            let at = format!("{path}.{}.member", i + 1);
            let p = format!("{at}.priority");
            match priority {
                None => f.missing(&p),
                Some(n) => {
                    let shown = n.to_string();
                    if *n < 1 {
                        f.add(Some(&shown), &p, "Member must have value greater than or equal to 1");
                    }
                    if *n > 2 {
                        f.add(Some(&shown), &p, "Member must have value less than or equal to 2");
                    }
                }
            }
            let n = format!("{at}.name");
            match name {
                None => f.missing(&n),
                Some(v) => one_of(&mut f, &n, v, &["verified_email", "verified_phone_number", "admin_only"]),
            }
            out.push(Mechanism { priority: priority.unwrap_or(0), name: name.clone().unwrap_or_default() });
        }
        recovery = Some(out);
    }
    if let Some(v) = &tier {
        one_of(&mut f, "userPoolTier", v, &["LITE", "ESSENTIALS", "PLUS"]);
    }
    let r = PoolRequest { pool, first_factors, mode, device, email_sender, sms, threat, recovery_sent, recovery, tier };
    Ok((r, f))
}

// ---- SetRiskConfiguration ----

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RiskRequest {
    pub pool: Option<String>,
    pub low: Option<String>,
    pub medium: Option<String>,
    pub high: Option<String>,
}

pub fn read_risk(o: &Obj) -> Result<(RiskRequest, Faults), Bad> {
    let mut r = RiskRequest { pool: json::text(o, "UserPoolId")?, ..RiskRequest::default() };
    let mut f = Faults::default();
    check_pool_id(&mut f, &r.pool);
    if let Some(t) = json::object(o, "AccountTakeoverRiskConfiguration")? {
        if let Some(actions) = json::object(t, "Actions")? {
            r.low = read_action(&mut f, actions, "LowAction", "lowAction")?;
            r.medium = read_action(&mut f, actions, "MediumAction", "mediumAction")?;
            r.high = read_action(&mut f, actions, "HighAction", "highAction")?;
        }
    }
    Ok((r, f))
}

fn read_action(f: &mut Faults, o: &Obj, name: &str, at: &str) -> Result<Option<String>, Bad> {
    let Some(a) = json::object(o, name)? else {
        return Ok(None);
    };
    let path = format!("accountTakeoverRiskConfiguration.actions.{at}.eventAction");
    let action = json::text(a, "EventAction")?;
    match &action {
        None => f.missing(&path),
        Some(v) => one_of(f, &path, v, &["BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "NO_ACTION"]),
    }
    Ok(action)
}

// ---- the two preference operations ----

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Setting {
    pub enabled: Option<bool>,
    pub preferred: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PreferenceRequest {
    pub sms: Option<Setting>,
    pub totp: Option<Setting>,
    pub email: Option<Setting>,
    pub passkey: Option<Setting>,
}

fn read_setting(o: &Obj, name: &str) -> Result<Option<Setting>, Bad> {
    match json::object(o, name)? {
        None => Ok(None),
        Some(b) => Ok(Some(Setting { enabled: json::flag(b, "Enabled")?, preferred: json::flag(b, "PreferredMfa")? })),
    }
}

pub fn read_preference(o: &Obj) -> Result<PreferenceRequest, Bad> {
    let passkey = match json::object(o, "WebAuthnMfaSettings")? {
        None => None,
        Some(b) => Some(Setting { enabled: json::flag(b, "Enabled")?, preferred: None }),
    };
    Ok(PreferenceRequest {
        sms: read_setting(o, "SMSMfaSettings")?,
        totp: read_setting(o, "SoftwareTokenMfaSettings")?,
        email: read_setting(o, "EmailMfaSettings")?,
        passkey,
    })
}

// ---- enums of the sign-in calls ----

pub fn check_flow(f: &mut Faults, flow: &Option<String>) {
    match flow.as_deref() {
        None => f.missing("authFlow"),
        Some(
            "USER_PASSWORD_AUTH"
            | "USER_SRP_AUTH"
            | "ADMIN_USER_PASSWORD_AUTH"
            | "ADMIN_NO_SRP_AUTH"
            | "USER_AUTH"
            | "REFRESH_TOKEN_AUTH"
            | "REFRESH_TOKEN",
        ) => {}
        Some(v) => {
            f.add(Some(v), "authFlow", "*");
            f.wild = true;
        }
    }
}

pub fn check_challenge_name(f: &mut Faults, name: &Option<String>) {
    match name.as_deref() {
        None => f.missing("challengeName"),
        Some(
            "SELECT_CHALLENGE"
            | "PASSWORD"
            | "PASSWORD_SRP"
            | "PASSWORD_VERIFIER"
            | "EMAIL_OTP"
            | "SMS_OTP"
            | "WEB_AUTHN"
            | "NEW_PASSWORD_REQUIRED"
            | "SELECT_MFA_TYPE"
            | "SMS_MFA"
            | "SOFTWARE_TOKEN_MFA"
            | "MFA_SETUP"
            | "DEVICE_SRP_AUTH"
            | "DEVICE_PASSWORD_VERIFIER",
        ) => {}
        Some(v) => {
            f.add(Some(v), "challengeName", "*");
            f.wild = true;
        }
    }
}

pub fn check_user_in_map(f: &mut Faults, name: &Option<String>) {
    if name.is_none() {
        f.missing("USERNAME");
        f.wild = true;
    }
}
