//! Sign-ins: a beginning and steps. A walk guesses all steps in advance. A journey answers what was asked.

use serde_json::{Map, Value, json};

use super::generate::{EMAIL, PASSKEY, SMS, Story, TOTP, object};
use super::users::MEMBERS;

const FIRST: [&str; 5] = ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];
const STEPS: [&str; 15] = [
    "SELECT_CHALLENGE",
    "PASSWORD",
    "PASSWORD_SRP",
    "PASSWORD_VERIFIER",
    "EMAIL_OTP",
    "SMS_OTP",
    "WEB_AUTHN",
    "NEW_PASSWORD_REQUIRED",
    "SELECT_MFA_TYPE",
    "SMS_MFA",
    "SOFTWARE_TOKEN_MFA",
    "MFA_SETUP",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
    "EMAIL_OTP",
];

/// The possession that a code factor needs.
fn possession(factor: &str) -> &'static str {
    match factor {
        SMS => "phone",
        EMAIL => "email",
        _ => TOTP,
    }
}

/// One answer: the challenge, and the `ANSWER` of a choice or the kind of a set-up.
type Step = (&'static str, &'static str);

impl Story {
    /// One sign-in, from `InitiateAuth` to its end.
    pub fn walk(&mut self) {
        let user = self.any_user();
        if self.rng.chance(75) {
            self.heal(user);
        }
        if self.rng.chance(70) {
            return self.journey(user);
        }
        let mut steps = self.begin(user);
        let known = &self.users[user];
        let lite =
            self.pools[known.pool].tier == "LITE" && steps.first().is_some_and(|step| step.0 == "SELECT_CHALLENGE");
        let able = !lite && !known.disabled && known.status != "RESET_REQUIRED" && known.has.contains(&"password");
        if self.rng.chance(if able { 10 } else { 70 }) {
            steps.truncate(self.rng.below(3));
        }
        let mut index = 0;
        while let Some(step) = steps.get(index).copied() {
            index += 1;
            match self.rng.weighted(&[if step.0.starts_with("SELECT_C") { 4 } else { 20 }, 4, 4, 4, 72]) {
                0 => {
                    if self.rng.chance(55) {
                        self.flip(user, step);
                    } else {
                        self.disturb(user);
                    }
                    if index == steps.len() && self.rng.chance(70) {
                        self.after_password(user, false, &mut steps);
                    }
                }
                1 => {
                    let stray = (self.rng.pick(&STEPS), self.rng.pick(&[SMS, TOTP, EMAIL, "PASSWORD", "WEB_AUTHN"]));
                    self.respond(user, stray);
                }
                2 => self.respond(user, step),
                3 => continue,
                _ => {}
            }
            self.respond(user, step);
        }
        match self.rng.below(12) {
            0 => {
                let step = (self.rng.pick(&STEPS), TOTP);
                self.respond(user, step);
            }
            1 | 2 => {
                let input = self.by_name(user);
                self.call("AdminGetUser", input.into());
            }
            3 => self.refresh(user),
            _ => {}
        }
    }

    /// A sign-in that answers what was asked, with changes between its steps, followed by one or two step-ups.
    fn journey(&mut self, user: usize) {
        match self.rng.below(10) {
            0..=2 => self.two_ways(user),
            // A set-up needs the mode ON, which excludes an OTP as the first factor.
            3 if !self.pools[self.users[user].pool].first.iter().any(|first| first.ends_with("_OTP"))
                || self.rng.chance(15) =>
            {
                self.bare(user);
            }
            _ => {}
        }
        self.begin(user);
        self.follow(user);
        let lite = self.pools[self.users[user].pool].tier == "LITE";
        while self.finished() && self.rng.chance(if lite { 15 } else { 65 }) {
            match self.rng.below(9) {
                0 => self.plausible_preference(user),
                1 => self.set_mode(self.users[user].pool),
                2 => self.disturb(user),
                3 => self.verify_totp(user),
                _ => {}
            }
            self.step_up(user);
            self.follow(user);
        }
        if self.rng.chance(10) {
            let step = (self.rng.pick(&STEPS), TOTP);
            self.respond(user, step);
        }
    }

    /// A user without any factor in a pool that requires MFA, so that the sign-in asks for a set-up.
    fn bare(&mut self, user: usize) {
        let mut input = self.by_name(user);
        self.call("AdminDeleteSoftwareToken", input.clone().into());
        input.insert("UserAttributeNames".to_owned(), json!(["email", "phone_number"]));
        self.call("AdminDeleteUserAttributes", input.into());
        self.users[user].has.retain(|has| ![TOTP, "email", "phone"].contains(has));
        self.users[user].enabled.retain(|factor| *factor != TOTP);
        self.require_set_up(self.users[user].pool);
    }

    /// A pool whose mode isn't OFF and a user with several factors, so that the sign-in asks for more.
    fn two_ways(&mut self, user: usize) {
        let pool = self.users[user].pool;
        if self.pools[pool].mode == "OFF" {
            self.set_mfa(pool);
        }
        if !self.users[user].has.contains(&TOTP) {
            self.verify_totp(user);
        }
        if self.rng.chance(50) {
            let mut input = self.by_name(user);
            let list = json!([
                {"Name": "email", "Value": "e@example.com"}, {"Name": "email_verified", "Value": "true"},
                {"Name": "phone_number", "Value": "+15550104"}, {"Name": "phone_number_verified", "Value": "true"},
            ]);
            input.insert("UserAttributes".to_owned(), list);
            self.call("AdminUpdateUserAttributes", input.into());
            self.users[user].has.extend(["email", "phone"]);
        }
    }

    /// Whether the last answer authenticated the user.
    fn finished(&self) -> bool {
        self.answer["output"].get("AuthenticationResult").is_some()
    }

    /// Usually answers what was asked, until the sign-in asks for nothing.
    fn follow(&mut self, user: usize) {
        let mut asked = self.asked();
        for _ in 0..14 {
            let Some(step) = asked else { return };
            match self.rng.weighted(&[12, 16, 4, 5, 63]) {
                0 => self.meddle(user, step),
                1 => self.set_stage(user, step),
                2 => {
                    let stray = (self.rng.pick(&STEPS), self.rng.pick(&[SMS, TOTP, EMAIL, "PASSWORD", "WEB_AUTHN"]));
                    self.respond(user, stray);
                }
                3 => {
                    // The same answer twice. The first one can have led elsewhere.
                    self.respond(user, step);
                    asked = self.asked_or(asked);
                }
                _ => {}
            }
            self.respond(user, step);
            asked = self.asked_or(asked);
        }
    }

    /// The step that the sign-in asks for now. A step that was out of order doesn't change it.
    fn asked_or(&mut self, before: Option<Step>) -> Option<Step> {
        match self.answer["error"]["code"].as_str() {
            Some("step-out-of-order" | "serialization" | "constraint" | "pool-not-found" | "user-not-found") => before,
            _ => self.asked(),
        }
    }

    /// The step that the last answer asks for, if any.
    fn asked(&mut self) -> Option<Step> {
        let output = self.answer.get("output")?.clone();
        let name = output["ChallengeName"].as_str()?;
        let challenge = STEPS.into_iter().find(|step| *step == name)?;
        let listed = |member: &str| -> Vec<&'static str> {
            let text = output["ChallengeParameters"][member].as_str().unwrap_or("[]");
            let list: Vec<String> = serde_json::from_str(text).unwrap_or_default();
            [SMS, TOTP, EMAIL].into_iter().filter(|factor| list.iter().any(|name| name == factor)).collect()
        };
        let among = match challenge {
            "SELECT_CHALLENGE" => {
                let list = output["AvailableChallenges"].as_array().cloned().unwrap_or_default();
                FIRST.into_iter().filter(|first| list.iter().any(|name| name == first)).collect()
            }
            "SELECT_MFA_TYPE" => listed("MFAS_CAN_CHOOSE"),
            "MFA_SETUP" => listed("MFAS_CAN_SETUP").into_iter().filter(|factor| *factor != SMS).collect(),
            _ => Vec::new(),
        };
        let answer = match challenge {
            "SELECT_CHALLENGE" if among.is_empty() || self.rng.chance(8) => self.rng.pick(&FIRST),
            "SELECT_MFA_TYPE" | "MFA_SETUP" if among.is_empty() || self.rng.chance(15) => {
                self.rng.pick(&[SMS, TOTP, EMAIL])
            }
            _ if among.is_empty() => "",
            _ => self.rng.pick(&among),
        };
        Some((challenge, answer))
    }

    /// A change that doesn't touch credentials. The sign-in continues, but it can ask for something else.
    fn set_stage(&mut self, user: usize, step: Step) {
        let pool = self.users[user].pool;
        match self.rng.weighted(&[8, 3, 4, 6, 3, 1, 2]) {
            0 => self.set_mode(pool),
            1 => self.set_mfa(pool),
            2 => self.update(pool),
            3 => self.prefer_another(user, step),
            4 => self.set_risk(pool),
            5 => {
                let input = self.by_name(user);
                self.call("AdminResetUserPassword", input.into());
                self.users[user].status = "RESET_REQUIRED";
            }
            _ => {
                let mut input = self.by_name(user);
                let flag = self.rng.pick(&["email_verified", "phone_number_verified"]);
                let value = self.rng.pick(&["true", "false"]);
                input.insert("UserAttributes".to_owned(), json!([{"Name": flag, "Value": value}]));
                self.call("AdminUpdateUserAttributes", input.into());
            }
        }
    }

    /// Makes another factor preferred than the one that the sign-in asks for, or none.
    fn prefer_another(&mut self, user: usize, (challenge, _): Step) {
        let mut settings = Map::new();
        for (factor, member) in MEMBERS {
            if factor != PASSKEY && self.users[user].has.contains(&possession(factor)) {
                let other =
                    factor != challenge && !settings.values().any(|block: &Value| block["PreferredMfa"] == true);
                let preferred = other && self.rng.chance(60);
                settings.insert(member.to_owned(), json!({"Enabled": true, "PreferredMfa": preferred}));
            }
        }
        self.send_preference(user, settings);
    }

    /// A change of what the user possesses, or of whether the user can sign in.
    fn meddle(&mut self, user: usize, step: Step) {
        let input = self.by_name(user);
        match self.rng.weighted(&[6, 3, 3, 3, 3, 2, 2, 2, 2, 4]) {
            0 => self.attributes(user),
            1 => {
                self.call("AdminDeleteSoftwareToken", input.into());
                self.users[user].has.retain(|has| *has != TOTP);
                self.users[user].enabled.retain(|factor| *factor != TOTP);
            }
            2 => self.verify_totp(user),
            3 => self.set_password(user, false),
            4 => self.set_password(user, true),
            5 => {
                self.call("AdminDisableUser", input.into());
                self.users[user].disabled = true;
            }
            6 => {
                self.call("AdminDisableUser", input.clone().into());
                self.call("AdminEnableUser", input.into());
            }
            7 => {
                // Enabling an enabled user doesn't change credentials.
                self.call("AdminEnableUser", input.into());
            }
            8 => self.forgot(user, "ConfirmForgotPassword"),
            _ => self.flip(user, step),
        }
    }

    /// A sign-in with a target, usually from the session before.
    fn step_up(&mut self, user: usize) {
        let pool = self.users[user].pool;
        let mut parameters = Map::new();
        let name = self.user_name(user);
        parameters.insert("USERNAME".to_owned(), json!(name));
        self.aim(&mut parameters);
        let flow = if self.rng.chance(85) { "USER_AUTH" } else { "USER_PASSWORD_AUTH" };
        if flow == "USER_AUTH" && self.rng.chance(30) {
            let preferred = self.rng.pick(&FIRST);
            parameters.insert("PREFERRED_CHALLENGE".to_owned(), json!(preferred));
        }
        let mut facts = self.facts();
        if self.rng.chance(85) {
            self.name_session(&mut facts);
        }
        let id = self.pool_id(pool);
        let admin = self.rng.chance(20);
        let mut input = object(json!({"ClientId": id, "AuthFlow": flow, "AuthParameters": parameters}));
        if admin {
            input.insert("UserPoolId".to_owned(), json!(id));
        }
        self.call_with(if admin { "AdminInitiateAuth" } else { "InitiateAuth" }, input.into(), facts);
    }

    /// `TARGET_ACR_VALUES`: one level, several levels, or none that the pool has.
    fn aim(&mut self, parameters: &mut Map<String, Value>) {
        let level = self.rng.pick(&[1, 2, 2, 3, 3, 3, 4, 4, 4]);
        let other = self.rng.pick(&[1, 2, 3, 4]);
        let text = match self.rng.below(12) {
            0 => format!("urn:cognito:loa:{other} urn:cognito:loa:{level}"),
            1 => format!("gold\turn:cognito:loa:{level}\n"),
            2 => format!("urn:cognito:loa:4 urn:cognito:loa:{level} urn:cognito:loa:1"),
            3 => self.rng.pick(&["", "gold", " \u{c} ", "urn:cognito:loa:5", "URN:COGNITO:LOA:1"]).to_owned(),
            _ => format!("urn:cognito:loa:{level}"),
        };
        parameters.insert("TARGET_ACR_VALUES".to_owned(), json!(text));
    }

    /// The fact that the last finished sign-in is the earlier session. Sometimes it's too old.
    fn name_session(&mut self, facts: &mut Map<String, Value>) {
        let session = self.rng.pick(&[
            json!({"age": 60}),
            json!({"age": 0, "max_age": 0}),
            json!({"age": 300, "max_age": 300}),
            json!({"age": 60, "max_age": 3600}),
            json!({"age": 60, "max_age": null}),
            json!({"age": 301, "max_age": 300}),
        ]);
        facts.insert("session".to_owned(), session);
    }

    /// A change of the user or the pool between two steps.
    fn disturb(&mut self, user: usize) {
        let pool = self.users[user].pool;
        match self.rng.weighted(&[10, 5, 3, 7, 2, 1]) {
            0 => self.change_user(user),
            1 => self.set_mfa(pool),
            2 => self.update(pool),
            3 => self.plausible_preference(user),
            4 => self.set_risk(pool),
            _ => self.forgot(user, "ConfirmForgotPassword"),
        }
    }

    /// A change after which the sign-in probably asks for another step.
    fn flip(&mut self, user: usize, (challenge, _): Step) {
        let other = [SMS, TOTP, EMAIL]
            .into_iter()
            .filter(|factor| *factor != challenge && self.users[user].has.contains(&possession(factor)))
            .min_by_key(|factor| factor.len());
        match (challenge, other) {
            (SMS | TOTP | EMAIL | "SELECT_MFA_TYPE" | "DEVICE_SRP_AUTH", Some(factor)) if self.rng.chance(60) => {
                let member = MEMBERS.iter().find(|(name, _)| *name == factor).map_or("", |(_, member)| *member);
                let preference = json!({member: {"Enabled": true, "PreferredMfa": true}});
                self.users[user].preferred = Some(factor);
                self.send_preference(user, object(preference));
            }
            (SMS | EMAIL, _) if self.rng.chance(60) => {
                let name = if challenge == SMS { "phone_number" } else { "email" };
                let mut input = self.by_name(user);
                input.insert("UserAttributeNames".to_owned(), json!([name]));
                self.users[user].has.retain(|has| *has != possession(challenge));
                self.call("AdminDeleteUserAttributes", input.into());
            }
            (TOTP, _) if self.rng.chance(60) => {
                let input = self.by_name(user);
                self.users[user].has.retain(|has| *has != TOTP);
                self.users[user].enabled.retain(|factor| *factor != TOTP);
                self.call("AdminDeleteSoftwareToken", input.into());
            }
            ("MFA_SETUP", _) if self.rng.chance(50) => self.verify_totp(user),
            ("MFA_SETUP", _) => self.attributes(user),
            ("DEVICE_SRP_AUTH" | "DEVICE_PASSWORD_VERIFIER", _) => {
                let pool = self.users[user].pool;
                self.pools[pool].device = None;
                self.update(pool);
            }
            _ => {
                self.set_password(user, false);
                self.users[user].status = "FORCE_CHANGE_PASSWORD";
            }
        }
    }

    /// Sends `InitiateAuth` and guesses the next steps.
    fn begin(&mut self, user: usize) -> Vec<Step> {
        let pool = self.users[user].pool;
        let flow = if self.pools[pool].tier == "LITE" && self.rng.chance(70) {
            "USER_PASSWORD_AUTH"
        } else {
            self.rng.pick(&[
                "USER_AUTH",
                "USER_AUTH",
                "USER_AUTH",
                "USER_AUTH",
                "USER_PASSWORD_AUTH",
                "USER_PASSWORD_AUTH",
                "USER_SRP_AUTH",
                "ADMIN_USER_PASSWORD_AUTH",
                "ADMIN_NO_SRP_AUTH",
            ])
        };
        let name = self.user_name(user);
        let mut parameters = Map::new();
        parameters.insert("USERNAME".to_owned(), json!(name));
        let srp = self.rng.chance(50);
        if flow != "USER_AUTH" && flow != "USER_SRP_AUTH" {
            parameters.insert("PASSWORD".to_owned(), json!("…"));
        } else if srp {
            parameters.insert("SRP_A".to_owned(), json!("a"));
        }
        let mut steps = Vec::new();
        if flow == "USER_SRP_AUTH" && srp {
            steps.push(("PASSWORD_VERIFIER", ""));
        }
        let mut factor = "PASSWORD";
        if flow == "USER_AUTH" {
            let gated = self.gated(user);
            let likely = self.available(user, gated);
            factor = match self.rng.below(100) {
                0..=5 => self.rng.pick(&FIRST),
                6..=15 => self.rng.pick(&self.pools[pool].first),
                _ if likely.is_empty() => "PASSWORD",
                _ => self.rng.pick(&likely),
            };
            let preferred = self.rng.chance(45);
            if preferred {
                let wanted = if self.rng.chance(5) { "SOFTWARE_TOKEN_MFA" } else { factor };
                parameters.insert("PREFERRED_CHALLENGE".to_owned(), json!(wanted));
            }
            if !preferred || self.rng.chance(10) {
                let answer = if self.rng.chance(3) { "CUSTOM_CHALLENGE" } else { factor };
                steps.push(("SELECT_CHALLENGE", answer));
            }
            if !factor.starts_with("PASSWORD") {
                steps.push((factor, ""));
            } else if factor == "PASSWORD_SRP" && srp {
                steps.push(("PASSWORD_VERIFIER", ""));
            }
        }
        if self.rng.chance(12) {
            self.aim(&mut parameters);
        }
        let mut facts = self.facts();
        if self.rng.chance(20) {
            self.name_session(&mut facts);
        }
        let remembered = facts.get("device").is_some_and(|device| device == "remembered");
        if factor.starts_with("PASSWORD") {
            self.after_password(user, remembered, &mut steps);
        }
        let admin = flow.starts_with("ADMIN") || self.rng.chance(15);
        let id = self.pool_id(pool);
        let mut input = Map::new();
        if admin {
            input.insert("UserPoolId".to_owned(), json!(id));
        }
        input.insert("ClientId".to_owned(), json!(id));
        input.insert("AuthFlow".to_owned(), json!(flow));
        input.insert("AuthParameters".to_owned(), parameters.into());
        self.call_with(if admin { "AdminInitiateAuth" } else { "InitiateAuth" }, input.into(), facts);
        steps
    }

    /// The first factors that the believed user can choose.
    fn available(&self, user: usize, gated: bool) -> Vec<&'static str> {
        let user = &self.users[user];
        let first = &self.pools[user.pool].first;
        let mut likely = Vec::new();
        if user.has.contains(&"password") {
            likely.push(if first.len() % 2 == 0 { "PASSWORD" } else { "PASSWORD_SRP" });
        }
        if user.status != "FORCE_CHANGE_PASSWORD" {
            let key = user.has.contains(&"strong") || user.has.contains(&"weak");
            if first.contains(&"WEB_AUTHN") && key && (!gated || user.enabled.contains(&PASSKEY)) {
                likely.extend(["WEB_AUTHN", "WEB_AUTHN"]);
            }
            if first.contains(&"EMAIL_OTP") && user.has.contains(&"email") && !gated {
                likely.extend(["EMAIL_OTP", "EMAIL_OTP"]);
            }
            if first.contains(&"SMS_OTP") && user.has.contains(&"phone") && !gated {
                likely.extend(["SMS_OTP", "SMS_OTP"]);
            }
        }
        likely
    }

    fn gated(&self, user: usize) -> bool {
        let user = &self.users[user];
        match self.pools[user.pool].mode {
            "OFF" => false,
            "ON" => true,
            _ => !user.enabled.is_empty(),
        }
    }

    fn facts(&mut self) -> Map<String, Value> {
        let mut facts = Map::new();
        if self.rng.chance(45) {
            let device = self.rng.pick(&["unknown", "known", "remembered", "remembered"]);
            facts.insert("device".to_owned(), json!(device));
        }
        if self.rng.chance(45) {
            let risk = self.rng.pick(&["none", "Low", "Medium", "High"]);
            facts.insert("risk".to_owned(), json!(risk));
        }
        if self.rng.chance(25) {
            facts.insert("user_verified".to_owned(), json!(self.rng.chance(75)));
        }
        if self.rng.chance(12) {
            let attachment = self.rng.pick(&["platform", "cross-platform"]);
            facts.insert("attachment".to_owned(), json!(attachment));
        }
        facts
    }

    /// The steps that probably follow a proven password, and a few other possible ones.
    fn after_password(&mut self, index: usize, remembered: bool, steps: &mut Vec<Step>) {
        let user = &self.users[index];
        let pool = &self.pools[user.pool];
        let has = |factor: &str| user.has.contains(&possession(factor));
        let chosen: Vec<&'static str> = user.enabled.iter().copied().filter(|factor| *factor != PASSKEY).collect();
        let codes: Vec<&'static str> = [SMS, TOTP, EMAIL]
            .into_iter()
            .filter(|factor| has(factor) && (pool.offers(factor) || *factor == TOTP && chosen.contains(&TOTP)))
            .filter(|factor| chosen.contains(factor) || (pool.mode == "ON" && pool.medium() != Some(*factor)))
            .collect();
        let settable: Vec<&'static str> = [TOTP, EMAIL].into_iter().filter(|factor| pool.offers(factor)).collect();
        let preferred = user.preferred.filter(|factor| codes.contains(factor));
        let (mode, temporary, device) = (pool.mode, user.status == "FORCE_CHANGE_PASSWORD", pool.device);
        if temporary || self.rng.chance(2) {
            steps.push(("NEW_PASSWORD_REQUIRED", ""));
        }
        if temporary {
            self.users[index].status = "CONFIRMED";
        }
        let instead = remembered && device.is_some_and(|(new, _)| new) && !codes.is_empty();
        if mode != "OFF" && !instead {
            match (preferred, codes.len()) {
                (Some(factor), _) => steps.push((factor, "")),
                (None, 0) if (mode == "ON" && !settable.is_empty()) || self.rng.chance(15) => {
                    let factor = if settable.is_empty() || self.rng.chance(15) {
                        self.rng.pick(&[SMS, TOTP, EMAIL])
                    } else {
                        self.rng.pick(&settable)
                    };
                    steps.push(("MFA_SETUP", factor));
                    if factor == EMAIL {
                        steps.push((EMAIL, ""));
                    }
                    if settable.contains(&factor) {
                        // A set-up doesn't change the preference.
                        self.users[index].has.push(if factor == EMAIL { "email" } else { factor });
                    }
                }
                (None, 0) => {}
                (None, 1) => steps.push((codes[0], "")),
                (None, _) => {
                    let factor = self.rng.pick(&codes);
                    let answer = if self.rng.chance(15) { self.rng.pick(&[SMS, TOTP, EMAIL, "PUSH"]) } else { factor };
                    steps.push(("SELECT_MFA_TYPE", answer));
                    steps.push((factor, ""));
                }
            }
            if self.rng.chance(8) {
                let other = self.rng.pick(&[SMS, TOTP, EMAIL]);
                steps.extend([("SELECT_MFA_TYPE", other), (other, "")]);
            }
        }
        if remembered && device.is_some() {
            steps.extend([("DEVICE_SRP_AUTH", ""), ("DEVICE_PASSWORD_VERIFIER", "")]);
        }
    }

    /// `AssociateSoftwareToken` and `VerifySoftwareToken` with the session of the sign-in.
    fn set_up_token(&mut self, user: usize) {
        let session = self.token(user);
        let operation = self.rng.pick(&["AssociateSoftwareToken", "VerifySoftwareToken"]);
        self.call(operation, json!({"Session": session}));
    }

    /// Tokens without a sign-in.
    fn refresh(&mut self, user: usize) {
        let (id, token) = (self.pool_id(self.users[user].pool), self.token(user));
        if self.rng.chance(50) {
            self.call("GetTokensFromRefreshToken", json!({"ClientId": id, "RefreshToken": token}));
        } else {
            let parameters = json!({"REFRESH_TOKEN": token});
            self.call(
                "InitiateAuth",
                json!({"ClientId": id, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters}),
            );
        }
    }

    fn respond(&mut self, user: usize, (challenge, answer): Step) {
        if self.rng.chance(if challenge == "MFA_SETUP" { 40 } else { 2 }) {
            let before = self.answer.clone();
            self.set_up_token(user);
            self.answer = before;
        }
        // The choice of a password has names of its own.
        let challenge = if challenge == "SELECT_CHALLENGE" && answer.starts_with("PASSWORD") && self.rng.chance(30) {
            answer
        } else {
            challenge
        };
        let pool = self.users[user].pool;
        let (id, name) = (self.pool_id(pool), self.user_name(user));
        let mut responses = Map::new();
        responses.insert("USERNAME".to_owned(), json!(name));
        match challenge {
            "SELECT_CHALLENGE" | "SELECT_MFA_TYPE" => {
                responses.insert("ANSWER".to_owned(), json!(answer));
                if answer == "PASSWORD_SRP" && self.rng.chance(50) {
                    responses.insert("SRP_A".to_owned(), json!("a"));
                }
            }
            "PASSWORD_SRP" => {
                responses.insert("SRP_A".to_owned(), json!("a"));
            }
            "MFA_SETUP" if answer == EMAIL => {
                let member = self.rng.pick(&["EMAIL", "email"]);
                responses.insert(member.to_owned(), json!("d@example.com"));
            }
            "MFA_SETUP" if answer == SMS => {
                responses.insert("PHONE_NUMBER".to_owned(), json!("+15550103"));
            }
            "NEW_PASSWORD_REQUIRED" => {
                responses.insert("NEW_PASSWORD".to_owned(), json!("…"));
            }
            _ => {}
        }
        let mut facts = Map::new();
        if challenge == "WEB_AUTHN" && self.rng.chance(80) {
            facts.insert("user_verified".to_owned(), json!(self.rng.chance(80)));
            if self.rng.chance(40) {
                let attachment = self.rng.pick(&["platform", "cross-platform"]);
                facts.insert("attachment".to_owned(), json!(attachment));
            }
        } else if self.rng.chance(12) {
            // Later lines ignore the device and the risk.
            facts = self.facts();
        }
        let admin = self.rng.chance(25);
        let mut input = Map::new();
        if admin {
            input.insert("UserPoolId".to_owned(), json!(id));
        }
        input.insert("ClientId".to_owned(), json!(id));
        input.insert("ChallengeName".to_owned(), json!(challenge));
        if self.rng.chance(15) {
            input.insert("Session".to_owned(), json!("session"));
        }
        input.insert("ChallengeResponses".to_owned(), responses.into());
        let op = if admin { "AdminRespondToAuthChallenge" } else { "RespondToAuthChallenge" };
        self.call_with(op, input.into(), facts);
    }
}
