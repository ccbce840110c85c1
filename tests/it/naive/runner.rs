//! The runner of `docs/scenarios.md`: it answers one line at a time.
use super::constraints::{self, Faults, SmsConfig};
use super::decide;
use super::json::{self, Bad, J, Obj};
use super::model::{self, AttributeChange, Fault, Notes, Pool, User};
use super::signin::{self, Answer, Beginning, Facts, Finished, Responses, SignIn};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub struct Runner {
    observed: bool,
    pools: Vec<PoolState>,
    /// The number of users so far.
    users: u64,
}

struct PoolState {
    pool: Pool,
    users: BTreeMap<String, User>,
    /// At most one for each user.
    sign_ins: BTreeMap<String, SignIn>,
    /// The latest finished sign-in of each user.
    finished: BTreeMap<String, Finished>,
}

/// Written from `docs/scenarios.md`. `the_operations_of_both_models_are_the_same` compares the list with the engine's.
pub const OPERATIONS: [&str; 37] = [
    "CreateUserPool",
    "UpdateUserPool",
    "DescribeUserPool",
    "SetRiskConfiguration",
    "SetUserPoolMfaConfig",
    "GetUserPoolMfaConfig",
    "DescribeRiskConfiguration",
    "ConfirmSignUp",
    "ChangePassword",
    "StartWebAuthnRegistration",
    "GetUser",
    "AdminCreateUser",
    "SignUp",
    "AdminConfirmSignUp",
    "AdminDisableUser",
    "AdminEnableUser",
    "AdminResetUserPassword",
    "ForgotPassword",
    "ConfirmForgotPassword",
    "AdminSetUserPassword",
    "AdminUpdateUserAttributes",
    "AdminDeleteUserAttributes",
    "AssociateSoftwareToken",
    "VerifySoftwareToken",
    "AdminDeleteSoftwareToken",
    "CompleteWebAuthnRegistration",
    "DeleteWebAuthnCredential",
    "SetUserMFAPreference",
    "AdminSetUserMFAPreference",
    "AdminGetUser",
    "GetUserAuthFactors",
    "AdminGetUserAuthFactors",
    "InitiateAuth",
    "AdminInitiateAuth",
    "GetTokensFromRefreshToken",
    "RespondToAuthChallenge",
    "AdminRespondToAuthChallenge",
];

/// The answer of a call, without `op`.
enum Reply {
    Output(Value, Notes),
    SignIn(Answer),
    Error(Vec<Fault>),
}

impl From<Bad> for Reply {
    fn from(_: Bad) -> Reply {
        Reply::Error(vec![Fault { code: "serialization", exception: "SerializationException", message: String::new() }])
    }
}

fn error(code: &'static str, exception: &'static str, message: &str) -> Reply {
    Reply::Error(vec![Fault { code, exception, message: message.to_string() }])
}

fn nothing() -> Reply {
    Reply::Output(json!({}), Vec::new())
}

fn judge(faults: Faults) -> Result<(), Reply> {
    if faults.lines.is_empty() {
        return Ok(());
    }
    Err(error("constraint", "InvalidParameterException", &faults.message()))
}

fn no_pool(id: &str) -> Reply {
    error("pool-not-found", "ResourceNotFoundException", &format!("User pool {id} does not exist."))
}

fn no_user() -> Reply {
    error("user-not-found", "UserNotFoundException", "User does not exist.")
}

fn refused(faults: Vec<Fault>) -> Reply {
    Reply::Error(faults)
}

/// The facts that a line names.
#[derive(Default)]
struct Given {
    device: Option<String>,
    risk: Option<String>,
    user_verified: Option<bool>,
    can_verify: Option<bool>,
    attachment: Option<String>,
    session: Option<Session>,
}

/// The age of the earlier session and the age limit, in seconds.
struct Session {
    age: u64,
    max_age: Option<u64>,
}

impl Session {
    fn too_old(&self) -> bool {
        match self.max_age {
            Some(limit) => self.age > limit,
            None => false,
        }
    }
}

fn read_session(o: &Obj) -> Result<Session, Bad> {
    let age = json::count(o, "age")?;
    let max_age = json::count(o, "max_age")?;
    match age {
        Some(age) => Ok(Session { age, max_age }),
        None => Err(Bad),
    }
}

fn known_text(o: &Obj, name: &str, set: &[&str]) -> Result<Option<String>, Bad> {
    match json::text(o, name)? {
        None => Ok(None),
        Some(v) => {
            if set.contains(&v.as_str()) {
                Ok(Some(v))
            } else {
                Err(Bad)
            }
        }
    }
}

fn read_facts(o: Option<&Obj>) -> Result<Given, Bad> {
    let Some(o) = o else {
        return Ok(Given::default());
    };
    Ok(Given {
        device: known_text(o, "device", &["unknown", "known", "remembered"])?,
        risk: known_text(o, "risk", &["none", "Low", "Medium", "High"])?,
        user_verified: json::flag(o, "user_verified")?,
        can_verify: json::flag(o, "can_verify")?,
        attachment: known_text(o, "attachment", &["platform", "cross-platform"])?,
        session: match json::object(o, "session")? {
            None => None,
            Some(session) => Some(read_session(session)?),
        },
    })
}

/// The facts of a line. A fact that it omits keeps its earlier value.
fn lay_over(mut facts: Facts, given: &Given) -> Facts {
    if let Some(v) = &given.device {
        facts.device = v.clone();
    }
    if let Some(v) = &given.risk {
        facts.risk = v.clone();
    }
    if let Some(v) = given.user_verified {
        facts.user_verified = v;
    }
    if let Some(v) = &given.attachment {
        facts.attachment = v.clone();
    }
    facts
}

fn read_attributes(o: &Obj) -> Result<AttributeChange, Bad> {
    let mut change = AttributeChange::default();
    let Some(list) = json::list(o, "UserAttributes")? else {
        return Ok(change);
    };
    for item in list {
        let J::Obj(a) = item else {
            return Err(Bad);
        };
        let name = json::text(a, "Name")?;
        let value = json::text(a, "Value")?.unwrap_or_default();
        match name.as_deref() {
            Some("email") => change.email = Some(value),
            Some("phone_number") => change.phone = Some(value),
            Some("email_verified") => change.email_verified = Some(value == "true"),
            Some("phone_number_verified") => change.phone_verified = Some(value == "true"),
            _ => {}
        }
    }
    Ok(change)
}

// ---- answers ----

fn put(map: &mut Map<String, Value>, name: &str, value: &Option<String>) {
    if let Some(v) = value {
        map.insert(name.to_string(), json!(v));
    }
}

fn show_sms_config(c: &SmsConfig) -> Value {
    let mut m = Map::new();
    put(&mut m, "SnsCallerArn", &c.caller_arn);
    put(&mut m, "ExternalId", &c.external_id);
    put(&mut m, "SnsRegion", &c.region);
    if let Some(e) = &c.eums {
        let mut x = Map::new();
        put(&mut x, "CallerArn", &e.caller_arn);
        put(&mut x, "ExternalId", &e.external_id);
        put(&mut x, "OriginationIdentity", &e.origination_identity);
        put(&mut x, "ConfigurationSetName", &e.configuration_set_name);
        put(&mut x, "InEntityId", &e.in_entity_id);
        put(&mut x, "InTemplateId", &e.in_template_id);
        put(&mut x, "Region", &e.region);
        m.insert("EumsSms".to_string(), Value::Object(x));
    }
    Value::Object(m)
}

fn show_mfa(p: &Pool) -> Value {
    let mut m = Map::new();
    m.insert("MfaConfiguration".to_string(), json!(p.mode));
    if p.sms_block || (p.mode != "OFF" && p.sms_configuration.is_some()) {
        let mut b = Map::new();
        put(&mut b, "SmsAuthenticationMessage", &p.sms_message);
        if let Some(c) = &p.sms_configuration {
            b.insert("SmsConfiguration".to_string(), show_sms_config(c));
        }
        m.insert("SmsMfaConfiguration".to_string(), Value::Object(b));
    }
    if let Some(t) = &p.token_block {
        let mut b = Map::new();
        if let Some(e) = t.enabled {
            b.insert("Enabled".to_string(), json!(e));
        }
        m.insert("SoftwareTokenMfaConfiguration".to_string(), Value::Object(b));
    }
    if let Some(e) = &p.email_block {
        let mut b = Map::new();
        put(&mut b, "Message", &e.message);
        put(&mut b, "Subject", &e.subject);
        m.insert("EmailMfaConfiguration".to_string(), Value::Object(b));
    }
    if let Some(w) = &p.web_authn {
        let mut b = Map::new();
        put(&mut b, "RelyingPartyId", &w.relying_party);
        put(&mut b, "UserVerification", &w.user_verification);
        let factor = w.factor.clone().unwrap_or("SINGLE_FACTOR".to_string());
        b.insert("FactorConfiguration".to_string(), json!(factor));
        m.insert("WebAuthnConfiguration".to_string(), Value::Object(b));
    }
    Value::Object(m)
}

fn show_pool(p: &Pool) -> Value {
    let mut m = Map::new();
    m.insert("Id".to_string(), json!(p.id));
    m.insert("UserPoolTier".to_string(), json!(p.tier));
    m.insert("MfaConfiguration".to_string(), json!(p.mode));
    m.insert("Policies".to_string(), json!({"SignInPolicy": {"AllowedFirstAuthFactors": p.first_factors}}));
    m.insert("EmailConfiguration".to_string(), json!({"EmailSendingAccount": p.email_sender}));
    if let Some(list) = &p.recovery {
        let mut shown = Vec::new();
        for r in list {
            shown.push(json!({"Priority": r.priority, "Name": r.name}));
        }
        m.insert("AccountRecoverySetting".to_string(), json!({"RecoveryMechanisms": shown}));
    }
    if let Some(d) = &p.device {
        m.insert(
            "DeviceConfiguration".to_string(),
            json!({
                "ChallengeRequiredOnNewDevice": d.challenge_required,
                "DeviceOnlyRememberedOnUserPrompt": d.only_on_prompt,
            }),
        );
    }
    if let Some(t) = p.threat.as_ref().filter(|t| *t != "OFF") {
        m.insert("UserPoolAddOns".to_string(), json!({"AdvancedSecurityMode": t}));
    }
    if let Some(c) = &p.sms_configuration {
        m.insert("SmsConfiguration".to_string(), show_sms_config(c));
    }
    json!({"UserPool": m})
}

fn show_risk(p: &Pool) -> Value {
    let actions = [("LowAction", &p.low), ("MediumAction", &p.medium), ("HighAction", &p.high)];
    let mut shown = Map::new();
    shown.insert("UserPoolId".to_string(), json!(p.id));
    if actions.iter().any(|(_, action)| *action != "NO_ACTION") {
        let mut m = Map::new();
        for (level, action) in actions {
            m.insert(level.to_string(), json!({"EventAction": action}));
        }
        shown.insert("AccountTakeoverRiskConfiguration".to_string(), json!({"Actions": m}));
    }
    json!({"RiskConfiguration": shown})
}

fn put_preference(m: &mut Map<String, Value>, u: &User) {
    let list = u.enabled_list();
    if !list.is_empty() {
        m.insert("UserMFASettingList".to_string(), json!(list));
    }
    if let Some(p) = u.preferred {
        m.insert("PreferredMfaSetting".to_string(), json!(p));
    }
}

fn show_factors(u: &User) -> Value {
    // These are the user's possessions, whatever the pool allows or offers.
    let mut list = Vec::new();
    if u.has_password {
        list.push("PASSWORD");
    }
    if u.email.is_some() {
        list.push("EMAIL_OTP");
    }
    if u.phone.is_some() {
        list.push("SMS_OTP");
    }
    if u.passkey {
        list.push("WEB_AUTHN");
    }
    if u.totp_verified {
        list.push("SOFTWARE_TOKEN");
    }
    let mut m = Map::new();
    m.insert("Username".to_string(), json!(u.name));
    put_preference(&mut m, u);
    if !list.is_empty() {
        m.insert("ConfiguredUserAuthFactors".to_string(), json!(list));
    }
    Value::Object(m)
}

fn array_in_text(list: &[String]) -> Value {
    json!(serde_json::to_string(list).unwrap_or_default())
}

fn show_error(op: &str, faults: &[Fault]) -> Value {
    let mut codes = Vec::new();
    for f in faults {
        codes.push(f.code);
    }
    let first = &faults[0];
    if first.code == "serialization" {
        return json!({"op": op, "error": {
            "__type": first.exception, "code": first.code, "codes": codes,
        }});
    }
    json!({"op": op, "error": {
        "__type": first.exception, "message": first.message, "code": first.code, "codes": codes,
    }})
}

fn show_sign_in(op: &str, answer: &Answer) -> Value {
    match answer {
        Answer::OutOfOrder => show_error(
            op,
            &[Fault { code: "step-out-of-order", exception: "NotAuthorizedException", message: "*".to_string() }],
        ),
        Answer::Denied { code } => {
            let (exception, message) = decide::denial(code);
            show_error(op, &[Fault { code, exception, message: message.to_string() }])
        }
        Answer::Challenge { name, choose, set_up, medium, available, reason } => {
            let mut parameters = Map::new();
            if let Some(list) = choose {
                parameters.insert("MFAS_CAN_CHOOSE".to_string(), array_in_text(list));
            }
            if let Some(list) = set_up {
                parameters.insert("MFAS_CAN_SETUP".to_string(), array_in_text(list));
            }
            if let Some(m) = medium {
                parameters.insert("CODE_DELIVERY_DELIVERY_MEDIUM".to_string(), json!(m));
            }
            let mut output = Map::new();
            output.insert("ChallengeName".to_string(), json!(name));
            output.insert("ChallengeParameters".to_string(), Value::Object(parameters));
            if let Some(list) = available {
                if !list.is_empty() {
                    output.insert("AvailableChallenges".to_string(), json!(list));
                }
            }
            let mut line = Map::new();
            line.insert("op".to_string(), json!(op));
            line.insert("output".to_string(), Value::Object(output));
            if let Some(r) = reason {
                line.insert("reason".to_string(), json!(r));
            }
            Value::Object(line)
        }
        Answer::Done { acr, amr, reason, .. } => {
            let mut assurance = Map::new();
            if let Some(a) = acr {
                assurance.insert("acr".to_string(), json!(a));
            }
            assurance.insert("amr".to_string(), json!(amr));
            let mut line = Map::new();
            line.insert("op".to_string(), json!(op));
            line.insert("output".to_string(), json!({"AuthenticationResult": {}}));
            if !amr.is_empty() {
                line.insert("assurance".to_string(), Value::Object(assurance));
            }
            if let Some(r) = reason {
                line.insert("reason".to_string(), json!(r));
            }
            Value::Object(line)
        }
    }
}

fn unreadable(op: &str) -> Value {
    json!({"op": op, "error": {
        "__type": "SerializationException", "code": "serialization", "codes": ["serialization"],
    }})
}

impl Runner {
    pub fn new() -> Self {
        Runner { observed: true, pools: Vec::new(), users: 0 }
    }

    /// The answer to one line of a scenario. None when the line isn't a call.
    pub fn line(&mut self, line: &str) -> Option<Value> {
        if line.trim().is_empty() {
            return None;
        }
        let Some(J::Obj(o)) = json::parse(line) else {
            return Some(unreadable(""));
        };
        match json::object(&o, "options") {
            Err(_) => return Some(unreadable("")),
            Ok(None) => {}
            Ok(Some(options)) => match json::text(options, "fidelity") {
                Ok(None) => {}
                Ok(Some(f)) if f == "Documented" => self.observed = false,
                Ok(Some(f)) if f == "Observed" => self.observed = true,
                _ => return Some(unreadable("")),
            },
        }
        let op = match json::text(&o, "op") {
            Err(_) => return Some(unreadable("")),
            Ok(None) => return None,
            Ok(Some(op)) => op,
        };
        // The operation comes first, then the facts, then the input.
        if !OPERATIONS.contains(&op.as_str()) {
            return Some(show_error(
                &op,
                &[Fault {
                    code: "unknown-operation",
                    exception: "UnknownOperationException",
                    message: "*".to_string(),
                }],
            ));
        }
        let given = match json::object(&o, "facts") {
            Err(_) => return Some(unreadable(&op)),
            Ok(f) => match read_facts(f) {
                Err(_) => return Some(unreadable(&op)),
                Ok(g) => g,
            },
        };
        let empty: Obj = Vec::new();
        let input = match json::object(&o, "input") {
            Err(_) => return Some(unreadable(&op)),
            Ok(None) => &empty,
            Ok(Some(i)) => i,
        };
        if credentials(&op, input).is_err() {
            return Some(unreadable(&op));
        }
        let reply = match self.call(&op, input, &given) {
            Ok(r) => r,
            Err(r) => r,
        };
        Some(match reply {
            Reply::Error(faults) => show_error(&op, &faults),
            Reply::SignIn(answer) => show_sign_in(&op, &answer),
            Reply::Output(output, notes) => {
                if notes.is_empty() {
                    json!({"op": op, "output": output})
                } else {
                    json!({"op": op, "output": output, "notes": notes})
                }
            }
        })
    }

    fn pool(&mut self, id: &Option<String>) -> Result<&mut PoolState, Reply> {
        let id = id.clone().unwrap_or_default();
        for p in &mut self.pools {
            if p.pool.id == id {
                return Ok(p);
            }
        }
        Err(no_pool(&id))
    }

    fn with_token(&mut self, token: &Option<String>) -> Result<(&mut PoolState, String), Reply> {
        let token = token.clone().unwrap_or_default();
        let unknown = error("token-unknown", "NotAuthorizedException", "*");
        let Some((id, name)) = token.split_once('.') else {
            return Err(unknown);
        };
        for p in &mut self.pools {
            if p.pool.id == id {
                if !p.users.contains_key(name) {
                    return Err(no_user());
                }
                return Ok((p, name.to_string()));
            }
        }
        Err(unknown)
    }

    /// UserPoolId and Username, which most administrator operations have.
    fn admin(&mut self, input: &Obj) -> Result<(&mut PoolState, String), Reply> {
        let id = json::text(input, "UserPoolId")?;
        let name = json::text(input, "Username")?;
        let mut f = Faults::default();
        constraints::check_pool_id(&mut f, &id);
        constraints::check_username(&mut f, &name);
        judge(f)?;
        let state = self.pool(&id)?;
        let name = name.unwrap_or_default();
        if !state.users.contains_key(&name) {
            return Err(no_user());
        }
        Ok((state, name))
    }

    /// A stamp for a new user, different from every other user's.
    fn next_stamp(&mut self) -> u64 {
        self.users += 1;
        self.users.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// ClientId and Username.
    fn client(&mut self, input: &Obj, unknown_user: &str) -> Result<(&mut PoolState, String), Reply> {
        let id = json::text(input, "ClientId")?;
        let name = json::text(input, "Username")?;
        let mut f = Faults::default();
        constraints::check_client(&mut f, &id);
        constraints::check_username(&mut f, &name);
        judge(f)?;
        let state = self.pool(&id)?;
        let name = name.unwrap_or_default();
        if !state.users.contains_key(&name) {
            return Err(error("user-not-found", "UserNotFoundException", unknown_user));
        }
        Ok((state, name))
    }

    fn token(&mut self, input: &Obj) -> Result<(&mut PoolState, String), Reply> {
        let token = json::text(input, "AccessToken")?;
        let mut f = Faults::default();
        constraints::check_token(&mut f, &token);
        judge(f)?;
        self.with_token(&token)
    }

    /// AssociateSoftwareToken or VerifySoftwareToken with a session, which is written as a token.
    fn set_up_in_sign_in(&mut self, op: &str, session: &str) -> Result<Reply, Reply> {
        let out_of_order = || Reply::SignIn(Answer::OutOfOrder);
        let (id, name) = session.split_once('.').ok_or_else(out_of_order)?;
        let state = self.pools.iter().find(|p| p.pool.id == id).ok_or_else(out_of_order)?;
        let sign_in = state.sign_ins.get(name).ok_or_else(out_of_order)?;
        if !signin::sets_up_totp(sign_in) {
            return Err(out_of_order());
        }
        model::verify_totp(&state.pool, &state.users[name]).map_err(refused)?;
        if op == "VerifySoftwareToken" {
            return Ok(Reply::Output(json!({"Status": "SUCCESS"}), Vec::new()));
        }
        Ok(nothing())
    }

    /// A refresh token is written as an access token. No disabled user gets tokens.
    fn refresh(&mut self, token: &Option<String>) -> Result<Reply, Reply> {
        let (state, name) = self.with_token(token)?;
        if state.users[&name].disabled {
            let (exception, message) = decide::denial("user-disabled");
            return Err(error("user-disabled", exception, message));
        }
        Ok(Reply::Output(json!({"AuthenticationResult": {}}), Vec::new()))
    }

    fn call(&mut self, op: &str, input: &Obj, given: &Given) -> Result<Reply, Reply> {
        let observed = self.observed;
        match op {
            "CreateUserPool" => {
                let (r, f) = constraints::read_pool(input, false)?;
                judge(f)?;
                let id = format!("local_{}", self.pools.len() + 1);
                let (pool, notes) = model::put_pool(None, &id, &r, observed).map_err(refused)?;
                let shown = show_pool(&pool);
                self.pools.push(PoolState {
                    pool,
                    users: BTreeMap::new(),
                    sign_ins: BTreeMap::new(),
                    finished: BTreeMap::new(),
                });
                Ok(Reply::Output(shown, notes))
            }
            "UpdateUserPool" => {
                let (r, f) = constraints::read_pool(input, true)?;
                judge(f)?;
                let state = self.pool(&r.pool)?;
                let id = state.pool.id.clone();
                let (next, notes) = model::put_pool(Some(&state.pool), &id, &r, observed).map_err(refused)?;
                state.pool = next;
                Ok(Reply::Output(json!({}), notes))
            }
            "DescribeUserPool" | "GetUserPoolMfaConfig" | "DescribeRiskConfiguration" => {
                let id = json::text(input, "UserPoolId")?;
                let mut f = Faults::default();
                constraints::check_pool_id(&mut f, &id);
                judge(f)?;
                let state = self.pool(&id)?;
                if op == "DescribeRiskConfiguration" {
                    return Ok(Reply::Output(show_risk(&state.pool), Vec::new()));
                }
                if op == "DescribeUserPool" {
                    Ok(Reply::Output(show_pool(&state.pool), Vec::new()))
                } else {
                    Ok(Reply::Output(show_mfa(&state.pool), Vec::new()))
                }
            }
            "SetRiskConfiguration" => {
                let (r, f) = constraints::read_risk(input)?;
                judge(f)?;
                let state = self.pool(&r.pool)?;
                state.pool = model::set_risk(&state.pool, &r).map_err(refused)?;
                Ok(nothing())
            }
            "SetUserPoolMfaConfig" => {
                let (r, f) = constraints::read_set_mfa(input)?;
                judge(f)?;
                let state = self.pool(&r.pool)?;
                let (next, notes) = model::set_mfa(&state.pool, &r, observed).map_err(refused)?;
                state.pool = next;
                Ok(Reply::Output(show_mfa(&state.pool), notes))
            }
            "AdminCreateUser" => {
                let id = json::text(input, "UserPoolId")?;
                let name = json::text(input, "Username")?;
                let temporary = json::text(input, "TemporaryPassword")?.unwrap_or_default();
                let change = read_attributes(input)?;
                let mut f = Faults::default();
                constraints::check_pool_id(&mut f, &id);
                constraints::check_username(&mut f, &name);
                judge(f)?;
                let stamp = self.next_stamp();
                let state = self.pool(&id)?;
                let name = name.unwrap_or_default();
                let passwordless_pool = state.pool.allows("EMAIL_OTP") || state.pool.allows("SMS_OTP");
                let user = if temporary.is_empty() && passwordless_pool {
                    User::fresh(&name, "CONFIRMED", false)
                } else {
                    User::fresh(&name, "FORCE_CHANGE_PASSWORD", true)
                };
                create(state, user, stamp, &change, "User account already exists")
            }
            "SignUp" => {
                let id = json::text(input, "ClientId")?;
                let name = json::text(input, "Username")?;
                let password = json::text(input, "Password")?.unwrap_or_default();
                let change = read_attributes(input)?;
                let mut f = Faults::default();
                constraints::check_client(&mut f, &id);
                constraints::check_username(&mut f, &name);
                judge(f)?;
                let stamp = self.next_stamp();
                let state = self.pool(&id)?;
                let user = User::fresh(&name.unwrap_or_default(), "UNCONFIRMED", !password.is_empty());
                create(state, user, stamp, &change, "User already exists")
            }
            "ConfirmSignUp" => {
                let (state, name) = self.client(input, "User does not exist.")?;
                let mut next = model::confirm_sign_up(&state.users[&name]).map_err(refused)?;
                if next.phone.is_some() {
                    next.phone = Some(true);
                } else if next.email.is_some() {
                    next.email = Some(true);
                }
                state.users.insert(name, next);
                Ok(nothing())
            }
            "ChangePassword" => {
                let (state, name) = self.token(input)?;
                let empty = constraints::read_preference(&Vec::new())?;
                model::set_preference(&state.pool, &state.users[&name], &empty, true, observed).map_err(refused)?;
                let mut next = state.users[&name].clone();
                next.set_permanent_password();
                state.users.insert(name, next);
                Ok(nothing())
            }
            "StartWebAuthnRegistration" => {
                let (state, name) = self.token(input)?;
                model::register_passkey(&state.pool, &state.users[&name], true).map_err(refused)?;
                Ok(nothing())
            }
            "GetUser" => {
                let (state, name) = self.token(input)?;
                let u = &state.users[&name];
                let mut m = Map::new();
                m.insert("Username".to_string(), json!(u.name));
                put_preference(&mut m, u);
                Ok(Reply::Output(Value::Object(m), Vec::new()))
            }
            "AdminConfirmSignUp" => {
                let (state, name) = self.admin(input)?;
                let next = model::confirm_sign_up(&state.users[&name]).map_err(refused)?;
                state.users.insert(name, next);
                Ok(nothing())
            }
            "AdminDisableUser" | "AdminEnableUser" => {
                let (state, name) = self.admin(input)?;
                let mut next = state.users[&name].clone();
                if op == "AdminDisableUser" {
                    next.disable();
                } else {
                    next.disabled = false;
                }
                state.users.insert(name, next);
                Ok(nothing())
            }
            "AdminResetUserPassword" => {
                let (state, name) = self.admin(input)?;
                let next = model::reset_password(&state.users[&name]).map_err(refused)?;
                state.users.insert(name, next);
                Ok(nothing())
            }
            "ForgotPassword" => {
                let (state, name) = self.client(input, "Username/client id combination not found.")?;
                let (medium, code) = decide::recovery(&state.pool.naive(), &state.users[&name].naive());
                if medium == "EMAIL" {
                    return Ok(Reply::Output(
                        json!({"CodeDeliveryDetails": {"DeliveryMedium": "EMAIL", "AttributeName": "email"}}),
                        Vec::new(),
                    ));
                }
                if medium == "SMS" {
                    return Ok(Reply::Output(
                        json!({"CodeDeliveryDetails": {"DeliveryMedium": "SMS", "AttributeName": "phone_number"}}),
                        Vec::new(),
                    ));
                }
                let (exception, message) = decide::denial(code);
                Err(error(code, exception, message))
            }
            "ConfirmForgotPassword" => {
                let (state, name) = self.client(input, "User does not exist.")?;
                let (medium, code) = decide::recovery(&state.pool.naive(), &state.users[&name].naive());
                if medium == "" {
                    let (exception, message) = decide::denial(code);
                    return Err(error(code, exception, message));
                }
                let mut next = state.users[&name].clone();
                next.set_permanent_password();
                state.users.insert(name, next);
                Ok(nothing())
            }
            "AdminSetUserPassword" => {
                let permanent = json::flag(input, "Permanent")?;
                let (state, name) = self.admin(input)?;
                let mut next = state.users[&name].clone();
                if permanent == Some(true) {
                    next.set_permanent_password();
                } else {
                    next.set_temporary_password();
                }
                state.users.insert(name, next);
                Ok(nothing())
            }
            "AdminUpdateUserAttributes" => {
                let change = read_attributes(input)?;
                let (state, name) = self.admin(input)?;
                let next = model::change_attributes(&state.pool, &state.users[&name], &change).map_err(refused)?;
                state.users.insert(name, next);
                Ok(nothing())
            }
            "AdminDeleteUserAttributes" => {
                let names = json::text_list(input, "UserAttributeNames")?;
                let mut change = AttributeChange::default();
                for n in names.unwrap_or_default() {
                    if n == "email" {
                        change.email = Some(String::new());
                    }
                    if n == "phone_number" {
                        change.phone = Some(String::new());
                    }
                }
                let (state, name) = self.admin(input)?;
                let next = model::change_attributes(&state.pool, &state.users[&name], &change).map_err(refused)?;
                state.users.insert(name, next);
                Ok(nothing())
            }
            "AssociateSoftwareToken" | "VerifySoftwareToken" => {
                let token = json::text(input, "AccessToken")?;
                let session = json::text(input, "Session")?;
                if let (None, Some(session)) = (&token, &session) {
                    return self.set_up_in_sign_in(op, session);
                }
                let (state, name) = self.token(input)?;
                if op == "AssociateSoftwareToken" {
                    model::verify_totp(&state.pool, &state.users[&name]).map_err(refused)?;
                    return Ok(nothing());
                }
                let next = model::verify_totp(&state.pool, &state.users[&name]).map_err(refused)?;
                state.users.insert(name, next);
                Ok(Reply::Output(json!({"Status": "SUCCESS"}), Vec::new()))
            }
            "AdminDeleteSoftwareToken" => {
                let (state, name) = self.admin(input)?;
                let (next, notes) = model::remove_totp(&state.users[&name]).map_err(refused)?;
                state.users.insert(name, next);
                Ok(Reply::Output(json!({}), notes))
            }
            "CompleteWebAuthnRegistration" => {
                let (state, name) = self.token(input)?;
                let can_verify = given.can_verify.unwrap_or(true);
                let next = model::register_passkey(&state.pool, &state.users[&name], can_verify).map_err(refused)?;
                state.users.insert(name, next);
                Ok(nothing())
            }
            "DeleteWebAuthnCredential" => {
                let (state, name) = self.token(input)?;
                let next = model::remove_passkeys(&state.users[&name]);
                state.users.insert(name, next);
                Ok(nothing())
            }
            "SetUserMFAPreference" => {
                let r = constraints::read_preference(input)?;
                let (state, name) = self.token(input)?;
                let (next, notes) =
                    model::set_preference(&state.pool, &state.users[&name], &r, true, observed).map_err(refused)?;
                state.users.insert(name, next);
                Ok(Reply::Output(json!({}), notes))
            }
            "AdminSetUserMFAPreference" => {
                let r = constraints::read_preference(input)?;
                // In this operation, Username is judged before UserPoolId.
                let id = json::text(input, "UserPoolId")?;
                let name = json::text(input, "Username")?;
                let mut f = Faults::default();
                constraints::check_username(&mut f, &name);
                constraints::check_pool_id(&mut f, &id);
                judge(f)?;
                let state = self.pool(&id)?;
                let name = name.unwrap_or_default();
                if !state.users.contains_key(&name) {
                    return Err(no_user());
                }
                let (next, notes) =
                    model::set_preference(&state.pool, &state.users[&name], &r, false, observed).map_err(refused)?;
                state.users.insert(name, next);
                Ok(Reply::Output(json!({}), notes))
            }
            "AdminGetUser" => {
                let (state, name) = self.admin(input)?;
                let u = &state.users[&name];
                let mut m = Map::new();
                m.insert("Username".to_string(), json!(u.name));
                m.insert("Enabled".to_string(), json!(!u.disabled));
                m.insert("UserStatus".to_string(), json!(u.status));
                put_preference(&mut m, u);
                Ok(Reply::Output(Value::Object(m), Vec::new()))
            }
            "GetUserAuthFactors" => {
                let (state, name) = self.token(input)?;
                Ok(Reply::Output(show_factors(&state.users[&name]), Vec::new()))
            }
            "AdminGetUserAuthFactors" => {
                let (state, name) = self.admin(input)?;
                Ok(Reply::Output(show_factors(&state.users[&name]), Vec::new()))
            }
            "GetTokensFromRefreshToken" => {
                let token = json::text(input, "RefreshToken")?;
                let client = json::text(input, "ClientId")?;
                let mut f = Faults::default();
                constraints::check_refresh_token(&mut f, &token);
                constraints::check_client(&mut f, &client);
                judge(f)?;
                self.refresh(&token)
            }
            "InitiateAuth" | "AdminInitiateAuth" => {
                json::text(input, "ClientId")?;
                let admin = op == "AdminInitiateAuth";
                let id = json::text(input, if admin { "UserPoolId" } else { "ClientId" })?;
                let flow = json::text(input, "AuthFlow")?;
                let mut name = None;
                let mut preferred = None;
                let mut target = None;
                let mut refresh = None;
                let mut srp = false;
                if let Some(map) = json::text_map(input, "AuthParameters")? {
                    refresh = json::text(map, "REFRESH_TOKEN")?;
                    srp = json::text(map, "SRP_A")?.is_some();
                    name = json::text(map, "USERNAME")?;
                    preferred = json::text(map, "PREFERRED_CHALLENGE")?;
                    target = json::text(map, "TARGET_ACR_VALUES")?;
                }
                let mut f = Faults::default();
                if admin {
                    constraints::check_pool_id(&mut f, &id);
                }
                constraints::check_flow(&mut f, &flow);
                let by_refresh = matches!(flow.as_deref(), Some("REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN"));
                constraints::check_user_in_map(&mut f, if by_refresh { &refresh } else { &name });
                if !admin {
                    constraints::check_client(&mut f, &id);
                }
                judge(f)?;
                if by_refresh {
                    return self.refresh(&refresh);
                }
                let state = self.pool(&id)?;
                let name = name.unwrap_or_default();
                let Some(user) = state.users.get_mut(&name) else {
                    return Err(no_user());
                };
                let session = match &given.session {
                    Some(session) if !session.too_old() => state.finished.get(&name).cloned(),
                    _ => None,
                };
                let by_choice = flow.as_deref() == Some("USER_AUTH");
                let by_srp = flow.as_deref() == Some("USER_SRP_AUTH");
                let beginning = Beginning { by_choice, by_srp, srp, preferred, target, session };
                let facts = lay_over(Facts::default(), given);
                let (answer, rest) = signin::begin(&state.pool, user, facts, observed, &beginning);
                state.sign_ins.remove(&name);
                state.keep(name, &answer, rest);
                Ok(Reply::SignIn(answer))
            }
            "RespondToAuthChallenge" | "AdminRespondToAuthChallenge" => {
                json::text(input, "ClientId")?;
                let admin = op == "AdminRespondToAuthChallenge";
                let id = json::text(input, if admin { "UserPoolId" } else { "ClientId" })?;
                let challenge = json::text(input, "ChallengeName")?;
                let mut name = None;
                let mut responses = Responses::default();
                if let Some(map) = json::text_map(input, "ChallengeResponses")? {
                    name = json::text(map, "USERNAME")?;
                    responses.answer = json::text(map, "ANSWER")?;
                    responses.srp = json::text(map, "SRP_A")?.is_some();
                    let upper = json::text(map, "EMAIL")?;
                    let lower = json::text(map, "email")?;
                    responses.has_email = upper.is_some() || lower.is_some();
                    responses.has_phone = json::text(map, "PHONE_NUMBER")?.is_some();
                }
                let mut f = Faults::default();
                if admin {
                    constraints::check_pool_id(&mut f, &id);
                } else {
                    constraints::check_client(&mut f, &id);
                }
                constraints::check_challenge_name(&mut f, &challenge);
                constraints::check_user_in_map(&mut f, &name);
                judge(f)?;
                let state = self.pool(&id)?;
                let name = name.unwrap_or_default();
                let Some(user) = state.users.get_mut(&name) else {
                    return Err(no_user());
                };
                let Some(mut under_way) = state.sign_ins.remove(&name) else {
                    return Ok(Reply::SignIn(Answer::OutOfOrder));
                };
                under_way.observed = observed;
                let facts = lay_over(under_way.facts.clone(), given);
                let challenge = challenge.unwrap_or_default();
                let (answer, rest) = signin::step(&under_way, &state.pool, user, facts, &challenge, &responses);
                state.keep(name, &answer, rest);
                Ok(Reply::SignIn(answer))
            }
            _ => Err(error("unknown-operation", "UnknownOperationException", "*")),
        }
    }
}

impl PoolState {
    /// The sign-in that a call leaves for a user.
    fn keep(&mut self, name: String, answer: &Answer, rest: Option<SignIn>) {
        if let Answer::Done { finished, .. } = answer {
            self.finished.insert(name.clone(), finished.clone());
        }
        if let Some(s) = rest {
            self.sign_ins.insert(name, s);
        }
    }
}

fn create(
    state: &mut PoolState,
    user: User,
    stamp: u64,
    change: &AttributeChange,
    taken: &str,
) -> Result<Reply, Reply> {
    if state.users.contains_key(&user.name) {
        return Err(error("user-exists", "UsernameExistsException", taken));
    }
    let mut user = model::change_attributes(&state.pool, &user, change).map_err(refused)?;
    user.stamp = stamp;
    state.users.insert(user.name.clone(), user);
    Ok(nothing())
}

/// The members with a credential are known: each is a string or omitted, and not sent twice. No rule reads them.
fn credentials(op: &str, input: &Obj) -> Result<(), Bad> {
    let texts: &[&str] = match op {
        "AdminCreateUser" => &["TemporaryPassword"],
        "AdminSetUserPassword" => &["Password"],
        "SignUp" => &["Password", "SecretHash"],
        "ForgotPassword" => &["SecretHash"],
        "ConfirmSignUp" => &["ConfirmationCode", "SecretHash"],
        "ChangePassword" => &["PreviousPassword", "ProposedPassword"],
        "ConfirmForgotPassword" => &["ConfirmationCode", "Password", "SecretHash"],
        "AssociateSoftwareToken" => &["Session"],
        "VerifySoftwareToken" => &["UserCode", "Session"],
        "GetTokensFromRefreshToken" => &["RefreshToken", "ClientSecret", "DeviceKey"],
        "DeleteWebAuthnCredential" => &["CredentialId"],
        "InitiateAuth" | "AdminInitiateAuth" | "RespondToAuthChallenge" | "AdminRespondToAuthChallenge" => &["Session"],
        _ => &[],
    };
    for name in texts {
        json::text(input, name)?;
    }
    if op == "CompleteWebAuthnRegistration" {
        json::member(input, "Credential")?;
    }
    for map in ["AuthParameters", "ChallengeResponses"] {
        let reads_it = op.ends_with(if map == "AuthParameters" { "InitiateAuth" } else { "RespondToAuthChallenge" });
        let Some(map) = (if reads_it { json::text_map(input, map)? } else { None }) else { continue };
        for key in CREDENTIAL_KEYS {
            json::text(map, key)?;
        }
    }
    Ok(())
}

const CREDENTIAL_KEYS: [&str; 15] = [
    "PASSWORD",
    "NEW_PASSWORD",
    "SMS_MFA_CODE",
    "SOFTWARE_TOKEN_MFA_CODE",
    "EMAIL_OTP_CODE",
    "SMS_OTP_CODE",
    "CREDENTIAL",
    "SECRET_HASH",
    "SRP_A",
    "PASSWORD_CLAIM_SIGNATURE",
    "PASSWORD_CLAIM_SECRET_BLOCK",
    "TIMESTAMP",
    "REFRESH_TOKEN",
    "DEVICE_KEY",
    "DEVICE_GROUP_KEY",
];
