//! Sections 11 and 12: one sign-in from its first factor to its end.
use super::decide::{self, First, NaiveAttempt};
use super::model::{Pool, User};

/// What the caller has established.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The device and the risk count when the sign-in begins.
    pub device: String,
    pub risk: String,
    /// These two count on the line that proves a passkey. The first line of the sign-in has their defaults.
    pub user_verified: bool,
    pub attachment: String,
    /// For the registration of a passkey. No sign-in reads it.
    pub can_verify: bool,
}

impl Default for Facts {
    fn default() -> Facts {
        Facts {
            device: "unknown".to_string(),
            risk: "none".to_string(),
            user_verified: false,
            attachment: "platform".to_string(),
            can_verify: true,
        }
    }
}

/// What was asked last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// SELECT_CHALLENGE
    Choice,
    /// EMAIL_OTP, SMS_OTP or WEB_AUTHN as the first factor.
    FirstFactor(&'static str),
    /// PASSWORD_VERIFIER
    Verifier,
    NewPassword,
    /// SELECT_MFA_TYPE with these.
    SelectMfa(Vec<String>),
    /// The code of SMS_MFA, SOFTWARE_TOKEN_MFA or EMAIL_OTP.
    Code(String),
    /// MFA_SETUP with these.
    SetUp(Vec<String>),
    /// The code that completes an EMAIL set-up.
    SetUpCode,
    DeviceSrp,
    DevicePassword,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub asked: Asked,
    /// The first factor that was proven. The password of an earlier session stands for it.
    pub first: Option<First>,
    /// "swk" or "hwk", once a passkey was proven.
    pub key: Option<&'static str>,
    /// The factors of which a code or a set-up was proven in this sign-in.
    pub codes: Vec<String>,
    /// The device was proven in this sign-in.
    pub device_proven: bool,
    pub facts: Facts,
    pub observed: bool,
    /// The user's credential stamp.
    pub stamp: u64,
    /// The level of a step-up.
    pub target: Option<u8>,
    /// The codes of the earlier session, where one counts.
    pub earlier: Option<Vec<String>>,
}

/// What a finished sign-in leaves for a step-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// A password was proven in it, or handed on to it by the session before.
    pub password: bool,
    pub codes: Vec<String>,
    /// The user's credential stamp at the end.
    pub stamp: u64,
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
        finished: Finished,
    },
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Responses {
    pub answer: Option<String>,
    /// SRP_A is sent.
    pub srp: bool,
    pub has_email: bool,
    pub has_phone: bool,
}

/// How a sign-in begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beginning {
    /// The flow is USER_AUTH. Every other flow proves a password at once, except for the next one.
    pub by_choice: bool,
    /// The flow is USER_SRP_AUTH.
    pub by_srp: bool,
    /// SRP_A is sent.
    pub srp: bool,
    pub preferred: Option<String>,
    /// TARGET_ACR_VALUES
    pub target: Option<String>,
    /// The session that the caller names, unless it is too old.
    pub session: Option<Finished>,
}

// ---- assurance ----

/// The level and the AMR values of what was proven.
pub fn assurance(proven: &[&'static str]) -> (Option<&'static str>, Vec<&'static str>) {
    let mut amr = Vec::new();
    for name in ["pwd", "otp", "sms", "email_otp", "swk", "hwk"] {
        if proven.contains(&name) {
            amr.push(name);
        }
    }
    let acr = match level(proven) {
        4 => Some("urn:cognito:loa:4"),
        3 => Some("urn:cognito:loa:3"),
        2 => Some("urn:cognito:loa:2"),
        1 => Some("urn:cognito:loa:1"),
        _ => None,
    };
    if amr.len() >= 2 {
        amr.push("mfa");
    }
    (acr, amr)
}

/// The highest level that holds, 0 for none.
fn level(proven: &[&'static str]) -> u8 {
    let has = |n: &str| proven.contains(&n);
    if has("pwd") && has("otp") {
        return 4;
    }
    if has("swk") || has("hwk") || (has("pwd") && has("sms")) || (has("pwd") && has("email_otp")) {
        return 3;
    }
    if has("sms") || has("email_otp") {
        return 2;
    }
    if has("pwd") {
        return 1;
    }
    0
}

/// The AMR value of a code.
fn amr_of_code(factor: &str) -> &'static str {
    match factor {
        "SMS_MFA" => "sms",
        "SOFTWARE_TOKEN_MFA" => "otp",
        _ => "email_otp",
    }
}

/// Everything proven that has an AMR value, an earlier session's too.
fn proven(s: &SignIn) -> Vec<&'static str> {
    let mut out = Vec::new();
    match s.first {
        Some(First::Password) => out.push("pwd"),
        Some(First::EmailOtp) => out.push("email_otp"),
        Some(First::SmsOtp) => out.push("sms"),
        Some(First::Passkey | First::PasskeyVerified) => out.push(s.key.unwrap_or("swk")),
        Some(First::External | First::CustomChallenge) | None => {}
    }
    for code in &s.codes {
        out.push(amr_of_code(code));
    }
    for code in s.earlier.iter().flatten() {
        out.push(amr_of_code(code));
    }
    out
}

/// The level of what was proven together with a code of this factor.
fn level_with(s: &SignIn, factor: &str) -> u8 {
    let mut all = proven(s);
    all.push(amr_of_code(factor));
    level(&all)
}

// ---- step-up ----

/// The level that a password and these codes can reach.
fn reach_of_password(pool: &Pool, user: &User, codes: &[String]) -> u8 {
    let mut all = vec!["pwd"];
    for code in codes {
        all.push(amr_of_code(code));
    }
    for code in decide::candidates(&pool.naive(), &user.naive(), true) {
        all.push(amr_of_code(code));
    }
    level(&all)
}

/// The level that a choice of the first factor can reach.
fn reach_of_choice(pool: &Pool, user: &User, choice: &str) -> u8 {
    match choice {
        "EMAIL_OTP" | "SMS_OTP" => 2,
        "WEB_AUTHN" => 3,
        _ => reach_of_password(pool, user, &[]),
    }
}

/// The level that a sign-in can still reach. Codes follow a password only.
fn reach(s: &SignIn, pool: &Pool, user: &User) -> u8 {
    if s.first == Some(First::Password) {
        let mut codes = s.codes.clone();
        codes.extend(s.earlier.iter().flatten().cloned());
        return reach_of_password(pool, user, &codes);
    }
    level(&proven(s))
}

/// The levels that TARGET_ACR_VALUES names, in its order. Unknown names are dropped.
fn levels(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for name in text.split([' ', '\t', '\n', '\u{b}', '\u{c}', '\r']) {
        match name {
            "urn:cognito:loa:1" => out.push(1),
            "urn:cognito:loa:2" => out.push(2),
            "urn:cognito:loa:3" => out.push(3),
            "urn:cognito:loa:4" => out.push(4),
            _ => {}
        }
    }
    out
}

fn proven_anywhere(s: &SignIn, factor: &str) -> bool {
    s.codes.iter().any(|c| c == factor) || s.earlier.iter().flatten().any(|c| c == factor)
}

/// What the target lacks: the codes that would bring the sign-in to it.
fn lacking(s: &SignIn, pool: &Pool, user: &User) -> Vec<String> {
    let mut out = Vec::new();
    let Some(target) = s.target else {
        return out;
    };
    if level(&proven(s)) >= target || s.first != Some(First::Password) {
        return out;
    }
    for factor in decide::candidates(&pool.naive(), &user.naive(), true) {
        if !proven_anywhere(s, factor) && level_with(s, factor) >= target {
            out.push(factor.to_string());
        }
    }
    out
}

// ---- section 10, and what it asks for ----

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

/// Section 10 on the current pool and user.
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

/// Rule 1: why the sign-in ends here, if it does.
fn denial_now(s: &SignIn, pool: &Pool, user: &User, now: &str, reason: &'static str) -> Option<&'static str> {
    if now.starts_with("DENIED") {
        return Some(reason);
    }
    if let Some(target) = s.target {
        // A step-up never asks for a set-up.
        if now.starts_with("MFA_SETUP ") {
            return Some("acr-level-unreachable");
        }
        if reach(s, pool, user) < target {
            return Some("acr-level-unreachable");
        }
    }
    None
}

/// What was proven meets what section 10 asks for.
fn met(s: &SignIn, now: &str) -> bool {
    if now == "AUTHENTICATED" {
        return true;
    }
    if now == "DEVICE_SRP_AUTH" {
        return s.device_proven;
    }
    for factor in ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"] {
        if asks_code(now, factor) {
            if s.codes.iter().any(|c| c == factor) {
                return true;
            }
            // Only a step-up has an earlier session.
            if proven_anywhere(s, factor) {
                return true;
            }
        }
    }
    false
}

// ---- challenges ----

fn plain(name: &str, reason: Option<&'static str>) -> Answer {
    let medium = match name {
        "SMS_MFA" | "SMS_OTP" => Some("SMS"),
        "EMAIL_OTP" => Some("EMAIL"),
        _ => None,
    };
    Answer::Challenge { name: name.to_string(), choose: None, set_up: None, medium, available: None, reason }
}

/// The challenge for these factors: a code for one factor, a choice for several.
fn ask_codes(s: &mut SignIn, list: Vec<String>, reason: &'static str) -> Answer {
    if list.len() == 1 {
        s.asked = Asked::Code(list[0].clone());
        return plain(&list[0], Some(reason));
    }
    s.asked = Asked::SelectMfa(list.clone());
    Answer::Challenge {
        name: "SELECT_MFA_TYPE".to_string(),
        choose: Some(list),
        set_up: None,
        medium: None,
        available: None,
        reason: Some(reason),
    }
}

/// The challenge that section 10 asks for.
fn ask(s: &mut SignIn, now: &str, reason: &'static str) -> Answer {
    if now.starts_with("SELECT_MFA_TYPE ") {
        let mut list = names(now);
        if let Some(target) = s.target {
            let enough: Vec<String> = list.iter().filter(|f| level_with(s, f) >= target).cloned().collect();
            if !enough.is_empty() {
                list = enough;
            }
        }
        return ask_codes(s, list, reason);
    }
    if now.starts_with("MFA_SETUP ") {
        let list = names(now);
        s.asked = Asked::SetUp(list.clone());
        return Answer::Challenge {
            name: "MFA_SETUP".to_string(),
            choose: None,
            set_up: Some(list),
            medium: None,
            available: None,
            reason: Some(reason),
        };
    }
    if now == "NEW_PASSWORD_REQUIRED" {
        s.asked = Asked::NewPassword;
    } else if now == "DEVICE_SRP_AUTH" {
        s.asked = Asked::DeviceSrp;
    } else {
        s.asked = Asked::Code(now.to_string());
    }
    plain(now, Some(reason))
}

/// Rule 5, and the floor of a step-up: the end, or what the sign-in asks for now.
fn go_on(s: &mut SignIn, pool: &Pool, user: &User, now: &str, reason: &'static str) -> Answer {
    if !met(s, now) {
        return ask(s, now, reason);
    }
    let lacking = lacking(s, pool, user);
    if !lacking.is_empty() {
        return ask_codes(s, lacking, reason);
    }
    if s.earlier.is_some() && s.codes.is_empty() {
        return Answer::Denied { code: "acr-level-reached" };
    }
    let began_so = s.first == Some(First::Password) || s.first == Some(First::CustomChallenge);
    if began_so && s.facts.device == "remembered" && !s.device_proven && pool.device.is_some() {
        s.asked = Asked::DeviceSrp;
        return plain("DEVICE_SRP_AUTH", Some(reason));
    }
    let (acr, amr) = assurance(&proven(s));
    let mut codes = s.codes.clone();
    codes.extend(s.earlier.iter().flatten().cloned());
    let finished = Finished { password: s.first == Some(First::Password), codes, stamp: user.stamp };
    Answer::Done { acr, amr, reason: Some(reason), finished }
}

/// The step changed the user, so section 10 runs again.
fn go_on_changed(s: &mut SignIn, pool: &Pool, user: &User) -> Answer {
    s.stamp = user.stamp;
    let (now, reason) = run(s, pool, user);
    if let Some(code) = denial_now(s, pool, user, &now, reason) {
        return Answer::Denied { code };
    }
    go_on(s, pool, user, &now, reason)
}

/// What is left of a sign-in after an answer.
fn keep(answer: &Answer, s: SignIn) -> Option<SignIn> {
    match answer {
        Answer::Challenge { .. } | Answer::OutOfOrder => Some(s),
        Answer::Denied { .. } | Answer::Done { .. } => None,
    }
}

// ---- the beginning ----

/// A sign-in begins: the answer, and the sign-in that is stored.
pub fn begin(pool: &Pool, user: &mut User, facts: Facts, observed: bool, b: &Beginning) -> (Answer, Option<SignIn>) {
    let mut s = SignIn {
        asked: Asked::Choice,
        first: None,
        key: None,
        codes: Vec::new(),
        device_proven: false,
        facts,
        observed,
        stamp: user.stamp,
        target: None,
        earlier: None,
    };
    let answer = begin_inside(&mut s, pool, user, b);
    let rest = keep(&answer, s);
    (answer, rest)
}

fn begin_inside(s: &mut SignIn, pool: &Pool, user: &mut User, b: &Beginning) -> Answer {
    let p = pool.naive();
    let verifier_first = b.by_srp && b.srp;
    if b.by_choice || verifier_first || b.target.is_some() {
        let a = attempt(First::Password, &s.facts, s.observed);
        if let Some(code) = decide::before_choice(&p, &user.naive(), &a) {
            return Answer::Denied { code };
        }
        if p.tier_lite && (b.by_choice || b.target.is_some()) {
            return Answer::Denied { code: "tier-excludes-features" };
        }
    }
    let mut wanted = Vec::new();
    if let Some(text) = &b.target {
        wanted = levels(text);
        if wanted.is_empty() {
            return Answer::Denied { code: "acr-values-unknown" };
        }
    }
    if verifier_first {
        if b.target.is_some() {
            let most = reach_of_password(pool, user, &[]);
            match wanted.into_iter().find(|l| *l <= most) {
                Some(level) => s.target = Some(level),
                None => return Answer::Denied { code: "acr-level-unreachable" },
            }
        }
        s.asked = Asked::Verifier;
        return plain("PASSWORD_VERIFIER", None);
    }
    if !b.by_choice {
        s.first = Some(First::Password);
        let (now, reason) = run(s, pool, user);
        if now.starts_with("DENIED") {
            return Answer::Denied { code: reason };
        }
        if b.target.is_some() {
            let most = reach_of_password(pool, user, &[]);
            let Some(target) = wanted.into_iter().find(|l| *l <= most) else {
                return Answer::Denied { code: "acr-level-unreachable" };
            };
            s.target = Some(target);
        }
        return first_proven(s, pool, user, First::Password);
    }

    let mut available = decide::available(&p, &user.naive());
    if b.target.is_some() {
        // The session, if it meets every condition except for the reach.
        let mut session = None;
        if let Some(f) = &b.session {
            if f.password && f.stamp == user.stamp {
                session = Some(f.codes.clone());
            }
        }
        let mut most = 0;
        for choice in &available {
            most = most.max(reach_of_choice(pool, user, choice));
        }
        let mut most_from_session = 0;
        if let Some(codes) = &session {
            most_from_session = reach_of_password(pool, user, codes);
        }
        let Some(target) = wanted.into_iter().find(|l| *l <= most || *l <= most_from_session) else {
            return Answer::Denied { code: "acr-level-unreachable" };
        };
        s.target = Some(target);
        if target <= most_from_session {
            s.earlier = session;
            return first_proven(s, pool, user, First::Password);
        }
        available.retain(|choice| reach_of_choice(pool, user, choice) >= target);
    }
    for name in &available {
        if Some(*name) == b.preferred.as_deref() {
            let mut answer = chosen(s, pool, user, name, b.srp);
            // A response that asks for a first factor also contains the list.
            if let (Answer::Challenge { available: list, .. }, Asked::FirstFactor(_)) = (&mut answer, &s.asked) {
                *list = Some(available.clone());
            }
            return answer;
        }
    }
    Answer::Challenge {
        name: "SELECT_CHALLENGE".to_string(),
        choose: None,
        set_up: None,
        medium: None,
        available: Some(available),
        reason: None,
    }
}

/// An available first factor was chosen. The caller proves a password at once, unless SRP_A is sent.
fn chosen(s: &mut SignIn, pool: &Pool, user: &mut User, name: &'static str, srp: bool) -> Answer {
    if name == "PASSWORD_SRP" && srp {
        s.asked = Asked::Verifier;
        return plain("PASSWORD_VERIFIER", None);
    }
    if name == "PASSWORD" || name == "PASSWORD_SRP" {
        return first_proven(s, pool, user, First::Password);
    }
    s.asked = Asked::FirstFactor(name);
    plain(name, None)
}

fn first_proven(s: &mut SignIn, pool: &Pool, user: &mut User, first: First) -> Answer {
    s.first = Some(first);
    let (now, reason) = run(s, pool, user);
    if let Some(code) = denial_now(s, pool, user, &now, reason) {
        return Answer::Denied { code };
    }
    if s.stamp != user.stamp {
        return Answer::Denied { code: "credentials-replaced" };
    }
    if now == "AUTHENTICATED" && (first == First::EmailOtp || first == First::SmsOtp) {
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
    go_on(s, pool, user, &now, reason)
}

// ---- the steps ----

/// A sign-in begins with a password that is proven at once.
pub fn begin_with_password(pool: &Pool, user: &mut User, facts: Facts, observed: bool) -> (Answer, Option<SignIn>) {
    begin(pool, user, facts, observed, &Beginning::default())
}

/// A sign-in begins with USER_AUTH.
pub fn begin_with_choice(
    pool: &Pool,
    user: &mut User,
    facts: Facts,
    observed: bool,
    preferred: Option<&str>,
) -> (Answer, Option<SignIn>) {
    let preferred = preferred.map(|p| p.to_string());
    begin(pool, user, facts, observed, &Beginning { by_choice: true, preferred, ..Beginning::default() })
}

/// AssociateSoftwareToken and VerifySoftwareToken with a session fit this sign-in.
pub fn sets_up_totp(s: &SignIn) -> bool {
    match &s.asked {
        Asked::SetUp(list) => list.iter().any(|n| n == "SOFTWARE_TOKEN_MFA"),
        _ => false,
    }
}

/// One step: the challenge that the caller answers, and the facts of its line. Also returns the sign-in that remains: the
/// same one when the step doesn't fit, none when it has ended.
pub fn step(
    before: &SignIn,
    pool: &Pool,
    user: &mut User,
    facts: Facts,
    challenge: &str,
    responses: &Responses,
) -> (Answer, Option<SignIn>) {
    let mut s = before.clone();
    let answer = step_inside(&mut s, pool, user, &facts, challenge, responses);
    if answer == Answer::OutOfOrder {
        return (answer, Some(before.clone()));
    }
    let rest = keep(&answer, s);
    (answer, rest)
}

fn step_inside(
    s: &mut SignIn,
    pool: &Pool,
    user: &mut User,
    facts: &Facts,
    challenge: &str,
    responses: &Responses,
) -> Answer {
    let asked = s.asked.clone();
    let asked_name = match &asked {
        Asked::Choice => "SELECT_CHALLENGE",
        Asked::FirstFactor(name) => name,
        Asked::Verifier => "PASSWORD_VERIFIER",
        Asked::NewPassword => "NEW_PASSWORD_REQUIRED",
        Asked::SelectMfa(_) => "SELECT_MFA_TYPE",
        Asked::Code(factor) => factor,
        Asked::SetUp(_) => "MFA_SETUP",
        Asked::SetUpCode => "EMAIL_OTP",
        Asked::DeviceSrp => "DEVICE_SRP_AUTH",
        Asked::DevicePassword => "DEVICE_PASSWORD_VERIFIER",
    };
    if asked == Asked::Choice && (challenge == "PASSWORD" || challenge == "PASSWORD_SRP") {
        // The same as SELECT_CHALLENGE with this answer.
        let responses = Responses { answer: Some(challenge.to_string()), ..responses.clone() };
        return choose_first(s, pool, user, &responses);
    }
    if challenge != asked_name {
        return Answer::OutOfOrder;
    }
    if asked == Asked::Verifier {
        return first_proven(s, pool, user, First::Password);
    }
    if asked == Asked::Choice {
        return choose_first(s, pool, user, responses);
    }
    if let Asked::FirstFactor(name) = asked {
        return prove_first(s, pool, user, facts, name);
    }

    let (now, reason) = run(s, pool, user);
    // 1
    if let Some(code) = denial_now(s, pool, user, &now, reason) {
        return Answer::Denied { code };
    }
    // 2
    if s.stamp != user.stamp {
        return Answer::Denied { code: "credentials-replaced" };
    }
    let met_now = met(s, &now);
    match asked {
        Asked::Choice | Asked::FirstFactor(_) | Asked::Verifier => Answer::OutOfOrder,
        Asked::NewPassword => {
            if now == "NEW_PASSWORD_REQUIRED" {
                user.set_permanent_password();
                return go_on_changed(s, pool, user);
            }
            go_on(s, pool, user, &now, reason)
        }
        Asked::SelectMfa(list) => {
            // 3
            let choice = match &responses.answer {
                Some(a) if list.contains(a) => a.clone(),
                _ => return Answer::Denied { code: "mfa-type-not-offered" },
            };
            // 4
            let lacked = met_now && lacking(s, pool, user).contains(&choice);
            if asks_code(&now, &choice) || lacked {
                s.asked = Asked::Code(choice.clone());
                return plain(&choice, Some(reason));
            }
            go_on(s, pool, user, &now, reason)
        }
        Asked::Code(factor) => {
            let lacked = met_now && lacking(s, pool, user).contains(&factor);
            let nothing_asked = s.target.is_none() && now == "AUTHENTICATED";
            if asks_code(&now, &factor) || nothing_asked || lacked {
                s.codes.push(factor.clone());
                if factor == "SMS_MFA" && user.phone.is_some() {
                    user.phone = Some(true);
                }
                if factor == "EMAIL_OTP" && user.email.is_some() {
                    user.email = Some(true);
                }
            }
            go_on(s, pool, user, &now, reason)
        }
        Asked::SetUp(list) => {
            let wanted = if responses.has_email {
                "EMAIL_OTP"
            } else if responses.has_phone {
                "SMS_MFA"
            } else {
                "SOFTWARE_TOKEN_MFA"
            };
            // 3
            if wanted == "SMS_MFA" || !list.iter().any(|n| n == wanted) {
                return Answer::Denied { code: "mfa-type-not-offered" };
            }
            // 4
            if !asks_set_up(&now, wanted) {
                return go_on(s, pool, user, &now, reason);
            }
            if wanted == "EMAIL_OTP" {
                s.asked = Asked::SetUpCode;
                return plain("EMAIL_OTP", Some(reason));
            }
            user.set_totp();
            s.codes.push("SOFTWARE_TOKEN_MFA".to_string());
            go_on_changed(s, pool, user)
        }
        Asked::SetUpCode => {
            if !asks_set_up(&now, "EMAIL_OTP") {
                return go_on(s, pool, user, &now, reason);
            }
            user.set_verified_email();
            s.codes.push("EMAIL_OTP".to_string());
            go_on_changed(s, pool, user)
        }
        Asked::DeviceSrp => {
            if met_now || now == "DEVICE_SRP_AUTH" {
                s.asked = Asked::DevicePassword;
                return plain("DEVICE_PASSWORD_VERIFIER", Some(reason));
            }
            go_on(s, pool, user, &now, reason)
        }
        Asked::DevicePassword => {
            if met_now || now == "DEVICE_SRP_AUTH" {
                s.device_proven = true;
            }
            go_on(s, pool, user, &now, reason)
        }
    }
}

/// SELECT_CHALLENGE: the caller chooses a first factor.
fn choose_first(s: &mut SignIn, pool: &Pool, user: &mut User, responses: &Responses) -> Answer {
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
    if s.stamp != user.stamp {
        return Answer::Denied { code: "credentials-replaced" };
    }
    if !decide::available(&p, &user.naive()).contains(&name) {
        let (_, code) = decide::decide(&p, &user.naive(), &a);
        return Answer::Denied { code };
    }
    if let Some(target) = s.target {
        if reach_of_choice(pool, user, name) < target {
            return Answer::Denied { code: "acr-level-unreachable" };
        }
    }
    chosen(s, pool, user, name, responses.srp)
}

/// EMAIL_OTP, SMS_OTP or WEB_AUTHN as the first factor is proven.
fn prove_first(s: &mut SignIn, pool: &Pool, user: &mut User, facts: &Facts, name: &str) -> Answer {
    let first = match name {
        "EMAIL_OTP" => First::EmailOtp,
        "SMS_OTP" => First::SmsOtp,
        _ => {
            s.key = if facts.attachment == "cross-platform" { Some("hwk") } else { Some("swk") };
            if facts.user_verified { First::PasskeyVerified } else { First::Passkey }
        }
    };
    first_proven(s, pool, user, first)
}
