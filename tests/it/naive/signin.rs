//! Sections 11 and 12: one sign-in from its first factor to its end.
use super::decide::{self, First, NaiveAttempt};
use super::model::{Pool, User};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub device: String,
    pub risk: String,
    pub user_verified: bool,
    pub can_verify: bool,
    pub attachment: String,
}

impl Default for Facts {
    fn default() -> Facts {
        Facts {
            device: "unknown".to_string(),
            risk: "none".to_string(),
            user_verified: false,
            can_verify: true,
            attachment: "platform".to_string(),
        }
    }
}

/// Where a sign-in stands: what was asked last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    Choice,
    /// EMAIL_OTP, SMS_OTP or WEB_AUTHN as the first factor.
    FirstFactor(&'static str),
    NewPassword,
    SelectMfa(Vec<String>),
    /// A code of SMS_MFA, SOFTWARE_TOKEN_MFA or EMAIL_OTP.
    Code(String),
    Setup(Vec<String>),
    /// The code that proves the address that was set up.
    SetupEmailCode,
    /// `ending`: at the very end, not in place of a code.
    DeviceSrp {
        ending: bool,
    },
    DevicePassword {
        ending: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub stage: Stage,
    pub first: Option<First>,
    pub facts: Facts,
    pub observed: bool,
    /// Any of pwd, otp, sms, email_otp, swk, hwk.
    pub proven: Vec<&'static str>,
    pub device_stood_in: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    OutOfOrder,
    Denied {
        code: &'static str,
    },
    Challenge {
        name: String,
        choose: Option<Vec<String>>,
        set_up: Option<Vec<String>>,
        medium: Option<&'static str>,
        available: Option<Vec<&'static str>>,
        reason: Option<&'static str>,
    },
    Done {
        acr: Option<&'static str>,
        amr: Vec<&'static str>,
        reason: Option<&'static str>,
    },
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Responses {
    pub answer: Option<String>,
    pub has_email: bool,
    pub has_phone: bool,
}

fn plain(name: &str, reason: Option<&'static str>) -> Answer {
    let medium = match name {
        "SMS_MFA" | "SMS_OTP" => Some("SMS"),
        "EMAIL_OTP" => Some("EMAIL"),
        _ => None,
    };
    Answer::Challenge { name: name.to_string(), choose: None, set_up: None, medium, available: None, reason }
}

fn attempt(first: First, facts: &Facts, observed: bool) -> NaiveAttempt {
    NaiveAttempt {
        first,
        device_remembered: facts.device == "remembered",
        risk_low: facts.risk == "Low",
        risk_medium: facts.risk == "Medium",
        risk_high: facts.risk == "High",
        observed,
    }
}

pub fn assurance(proven: &[&'static str]) -> (Option<&'static str>, Vec<&'static str>) {
    let mut amr = Vec::new();
    for name in ["pwd", "otp", "sms", "email_otp", "swk", "hwk"] {
        if proven.contains(&name) {
            amr.push(name);
        }
    }
    let has = |n: &str| amr.contains(&n);
    let acr = if has("pwd") && has("otp") {
        Some("urn:cognito:loa:4")
    } else if has("swk") || has("hwk") || (has("pwd") && has("sms")) || (has("pwd") && has("email_otp")) {
        Some("urn:cognito:loa:3")
    } else if has("sms") || has("email_otp") {
        Some("urn:cognito:loa:2")
    } else if has("pwd") {
        Some("urn:cognito:loa:1")
    } else {
        None
    };
    if amr.len() >= 2 {
        amr.push("mfa");
    }
    (acr, amr)
}

/// A sign-in begins with USER_AUTH.
pub fn begin_with_choice(
    pool: &Pool,
    user: &mut User,
    facts: Facts,
    observed: bool,
    preferred: Option<&str>,
) -> (Answer, Option<SignIn>) {
    let p = pool.naive();
    let a = attempt(First::Password, &facts, observed);
    if let Some(code) = decide::before_choice(&p, &user.naive(), &a) {
        return (Answer::Denied { code }, None);
    }
    if p.tier_lite {
        let code = "tier-excludes-features";
        return (Answer::Denied { code }, None);
    }
    let available = decide::available(&p, &user.naive());
    let mut s =
        SignIn { stage: Stage::Choice, first: None, facts, observed, proven: Vec::new(), device_stood_in: false };
    for name in &available {
        if Some(*name) == preferred {
            let answer = chosen(&mut s, pool, user, name);
            let rest = keep(&answer, s);
            return (answer, rest);
        }
    }
    let answer = Answer::Challenge {
        name: "SELECT_CHALLENGE".to_string(),
        choose: None,
        set_up: None,
        medium: None,
        available: Some(available),
        reason: None,
    };
    (answer, Some(s))
}

/// A sign-in begins with a password that is proven at once.
pub fn begin_with_password(pool: &Pool, user: &mut User, facts: Facts, observed: bool) -> (Answer, Option<SignIn>) {
    let mut s =
        SignIn { stage: Stage::Choice, first: None, facts, observed, proven: Vec::new(), device_stood_in: false };
    let answer = first_proven(&mut s, pool, user, First::Password);
    let rest = keep(&answer, s);
    (answer, rest)
}

/// What is left of a sign-in after an answer.
fn keep(answer: &Answer, s: SignIn) -> Option<SignIn> {
    match answer {
        Answer::Challenge { .. } => Some(s),
        Answer::OutOfOrder => Some(s),
        Answer::Denied { .. } | Answer::Done { .. } => None,
    }
}

/// An available first factor was chosen.
fn chosen(s: &mut SignIn, pool: &Pool, user: &mut User, name: &'static str) -> Answer {
    if name == "PASSWORD" || name == "PASSWORD_SRP" {
        return first_proven(s, pool, user, First::Password);
    }
    s.stage = Stage::FirstFactor(name);
    plain(name, None)
}

fn first_proven(s: &mut SignIn, pool: &Pool, user: &mut User, first: First) -> Answer {
    s.first = Some(first);
    let (outcome, reason) = run(s, pool, user);
    if outcome.starts_with("DENIED") {
        return Answer::Denied { code: reason };
    }
    match first {
        First::Password => s.proven.push("pwd"),
        First::EmailOtp => s.proven.push("email_otp"),
        First::SmsOtp => s.proven.push("sms"),
        First::Passkey | First::PasskeyVerified => {
            if s.facts.attachment == "cross-platform" {
                s.proven.push("hwk");
            } else {
                s.proven.push("swk");
            }
        }
        First::External | First::CustomChallenge => {}
    }
    if outcome == "AUTHENTICATED" && (first == First::EmailOtp || first == First::SmsOtp) {
        if user.status == "UNCONFIRMED" {
            user.status = "CONFIRMED".to_string();
        }
        if first == First::EmailOtp && user.email.is_some() {
            user.email = Some(true);
        }
        if first == First::SmsOtp && user.phone.is_some() {
            user.phone = Some(true);
        }
    }
    go_on(s, pool, &outcome, reason)
}

/// Section 10 as things are now.
fn run(s: &SignIn, pool: &Pool, user: &User) -> (String, &'static str) {
    let first = s.first.unwrap_or(First::CustomChallenge);
    decide::decide(&pool.naive(), &user.naive(), &attempt(first, &s.facts, s.observed))
}

fn names(outcome: &str) -> Vec<String> {
    match outcome.split_once(' ') {
        Some((_, list)) => list.split(',').map(|n| n.to_string()).collect(),
        None => Vec::new(),
    }
}

/// Does section 10 ask for a code of this factor, or offer it in a choice?
fn asks_code(outcome: &str, factor: &str) -> bool {
    if outcome == factor {
        return true;
    }
    outcome.starts_with("SELECT_MFA_TYPE ") && names(outcome).iter().any(|n| n == factor)
}

fn asks_set_up(outcome: &str, factor: &str) -> bool {
    outcome.starts_with("MFA_SETUP ") && names(outcome).iter().any(|n| n == factor)
}

/// The sign-in goes on with what section 10 asks for.
fn go_on(s: &mut SignIn, pool: &Pool, outcome: &str, reason: &'static str) -> Answer {
    if outcome.starts_with("DENIED") {
        return Answer::Denied { code: reason };
    }
    if outcome == "AUTHENTICATED" {
        return finish(s, pool, reason);
    }
    if outcome.starts_with("SELECT_MFA_TYPE ") {
        let list = names(outcome);
        s.stage = Stage::SelectMfa(list.clone());
        return Answer::Challenge {
            name: "SELECT_MFA_TYPE".to_string(),
            choose: Some(list),
            set_up: None,
            medium: None,
            available: None,
            reason: Some(reason),
        };
    }
    if outcome.starts_with("MFA_SETUP ") {
        let list = names(outcome);
        s.stage = Stage::Setup(list.clone());
        return Answer::Challenge {
            name: "MFA_SETUP".to_string(),
            choose: None,
            set_up: Some(list),
            medium: None,
            available: None,
            reason: Some(reason),
        };
    }
    if outcome == "NEW_PASSWORD_REQUIRED" {
        s.stage = Stage::NewPassword;
    } else if outcome == "DEVICE_SRP_AUTH" {
        s.stage = Stage::DeviceSrp { ending: false };
    } else {
        s.stage = Stage::Code(outcome.to_string());
    }
    plain(outcome, Some(reason))
}

/// Everything that section 10 wanted is done; a remembered device may still be asked for.
fn finish(s: &mut SignIn, pool: &Pool, reason: &'static str) -> Answer {
    let began_so = s.first == Some(First::Password) || s.first == Some(First::CustomChallenge);
    if began_so && s.facts.device == "remembered" && !s.device_stood_in && pool.device.is_some() {
        s.stage = Stage::DeviceSrp { ending: true };
        return plain("DEVICE_SRP_AUTH", Some(reason));
    }
    done(s, reason)
}

fn done(s: &SignIn, reason: &'static str) -> Answer {
    let (acr, amr) = assurance(&s.proven);
    Answer::Done { acr, amr, reason: Some(reason) }
}

/// The factor was set up: it is enabled, and preferred when nothing is.
fn set_up_done(user: &mut User, factor: &'static str) {
    if factor == "SOFTWARE_TOKEN_MFA" {
        user.totp_on = true;
    }
    if factor == "EMAIL_OTP" {
        user.email_on = true;
    }
    if user.preferred.is_none() {
        user.preferred = Some(factor);
    }
}

/// One step: the challenge that the caller answers, with facts already laid over the sign-in's own.
/// The sign-in that is left: the same one when the step does not fit, none when it is over.
pub fn step(
    before: &SignIn,
    pool: &Pool,
    user: &mut User,
    facts: Facts,
    challenge: &str,
    responses: &Responses,
) -> (Answer, Option<SignIn>) {
    let mut s = before.clone();
    s.facts = facts;
    let answer = step_inside(&mut s, pool, user, challenge, responses);
    if answer == Answer::OutOfOrder {
        return (answer, Some(before.clone()));
    }
    let rest = keep(&answer, s);
    (answer, rest)
}

fn step_inside(s: &mut SignIn, pool: &Pool, user: &mut User, challenge: &str, responses: &Responses) -> Answer {
    let not_offered = Answer::Denied { code: "mfa-type-not-offered" };
    match s.stage.clone() {
        Stage::Choice => {
            if challenge != "SELECT_CHALLENGE" {
                return Answer::OutOfOrder;
            }
            let (name, first) = match responses.answer.as_deref() {
                Some("PASSWORD") => ("PASSWORD", First::Password),
                Some("PASSWORD_SRP") => ("PASSWORD_SRP", First::Password),
                Some("EMAIL_OTP") => ("EMAIL_OTP", First::EmailOtp),
                Some("SMS_OTP") => ("SMS_OTP", First::SmsOtp),
                Some("WEB_AUTHN") => ("WEB_AUTHN", First::PasskeyVerified),
                _ => return Answer::OutOfOrder,
            };
            let p = pool.naive();
            let a = attempt(first, &s.facts, s.observed);
            if let Some(code) = decide::before_choice(&p, &user.naive(), &a) {
                return Answer::Denied { code };
            }
            if !decide::available(&p, &user.naive()).contains(&name) {
                let (_, code) = decide::decide(&p, &user.naive(), &a);
                return Answer::Denied { code };
            }
            chosen(s, pool, user, name)
        }
        Stage::FirstFactor(asked) => {
            if challenge != asked {
                return Answer::OutOfOrder;
            }
            let first = match asked {
                "EMAIL_OTP" => First::EmailOtp,
                "SMS_OTP" => First::SmsOtp,
                _ => {
                    if s.facts.user_verified {
                        First::PasskeyVerified
                    } else {
                        First::Passkey
                    }
                }
            };
            first_proven(s, pool, user, first)
        }
        Stage::NewPassword => {
            if challenge != "NEW_PASSWORD_REQUIRED" {
                return Answer::OutOfOrder;
            }
            let (now, reason) = run(s, pool, user);
            if now.starts_with("DENIED") {
                return Answer::Denied { code: reason };
            }
            if now == "NEW_PASSWORD_REQUIRED" || now == "AUTHENTICATED" {
                user.set_permanent_password();
                let (after, reason) = run(s, pool, user);
                return go_on(s, pool, &after, reason);
            }
            go_on(s, pool, &now, reason)
        }
        Stage::SelectMfa(list) => {
            if challenge != "SELECT_MFA_TYPE" {
                return Answer::OutOfOrder;
            }
            let choice = match &responses.answer {
                Some(a) if list.contains(a) => a.clone(),
                _ => return not_offered,
            };
            let (now, reason) = run(s, pool, user);
            if now.starts_with("DENIED") {
                return Answer::Denied { code: reason };
            }
            if asks_code(&now, &choice) || now == "AUTHENTICATED" {
                s.stage = Stage::Code(choice.clone());
                return plain(&choice, Some(reason));
            }
            go_on(s, pool, &now, reason)
        }
        Stage::Code(factor) => {
            if challenge != factor {
                return Answer::OutOfOrder;
            }
            let (now, reason) = run(s, pool, user);
            if now.starts_with("DENIED") {
                return Answer::Denied { code: reason };
            }
            if asks_code(&now, &factor) || now == "AUTHENTICATED" {
                code_proven(s, user, &factor);
                return finish(s, pool, reason);
            }
            go_on(s, pool, &now, reason)
        }
        Stage::Setup(list) => {
            if challenge != "MFA_SETUP" {
                return Answer::OutOfOrder;
            }
            let wanted = if responses.has_email {
                "EMAIL_OTP"
            } else if responses.has_phone {
                "SMS_MFA"
            } else {
                "SOFTWARE_TOKEN_MFA"
            };
            if wanted == "SMS_MFA" || !list.iter().any(|n| n == wanted) {
                return not_offered;
            }
            let (now, reason) = run(s, pool, user);
            if now.starts_with("DENIED") {
                return Answer::Denied { code: reason };
            }
            if asks_set_up(&now, wanted) || now == "AUTHENTICATED" {
                if wanted == "EMAIL_OTP" {
                    user.email = Some(false);
                    s.stage = Stage::SetupEmailCode;
                    return plain("EMAIL_OTP", Some(reason));
                }
                user.totp_verified = true;
                set_up_done(user, "SOFTWARE_TOKEN_MFA");
                s.proven.push("otp");
                return finish(s, pool, reason);
            }
            go_on(s, pool, &now, reason)
        }
        Stage::SetupEmailCode => {
            if challenge != "EMAIL_OTP" {
                return Answer::OutOfOrder;
            }
            let (now, reason) = run(s, pool, user);
            if now.starts_with("DENIED") {
                return Answer::Denied { code: reason };
            }
            if asks_code(&now, "EMAIL_OTP") || now == "AUTHENTICATED" {
                code_proven(s, user, "EMAIL_OTP");
                set_up_done(user, "EMAIL_OTP");
                return finish(s, pool, reason);
            }
            go_on(s, pool, &now, reason)
        }
        Stage::DeviceSrp { ending } => {
            if challenge != "DEVICE_SRP_AUTH" {
                return Answer::OutOfOrder;
            }
            let (now, reason) = run(s, pool, user);
            if now.starts_with("DENIED") {
                return Answer::Denied { code: reason };
            }
            if ending || now == "DEVICE_SRP_AUTH" || now == "AUTHENTICATED" {
                s.stage = Stage::DevicePassword { ending };
                return plain("DEVICE_PASSWORD_VERIFIER", Some(reason));
            }
            go_on(s, pool, &now, reason)
        }
        Stage::DevicePassword { ending } => {
            if challenge != "DEVICE_PASSWORD_VERIFIER" {
                return Answer::OutOfOrder;
            }
            let (now, reason) = run(s, pool, user);
            if now.starts_with("DENIED") {
                return Answer::Denied { code: reason };
            }
            if ending || now == "DEVICE_SRP_AUTH" || now == "AUTHENTICATED" {
                s.device_stood_in = true;
                return done(s, reason);
            }
            go_on(s, pool, &now, reason)
        }
    }
}

fn code_proven(s: &mut SignIn, user: &mut User, factor: &str) {
    if factor == "SMS_MFA" {
        s.proven.push("sms");
        if user.phone.is_some() {
            user.phone = Some(true);
        }
    }
    if factor == "SOFTWARE_TOKEN_MFA" {
        s.proven.push("otp");
    }
    if factor == "EMAIL_OTP" {
        s.proven.push("email_otp");
        if user.email.is_some() {
            user.email = Some(true);
        }
    }
}
