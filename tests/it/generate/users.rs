//! Calls that create and change users, their preferences and their passwords.

use serde_json::{Map, Value, json};

use super::generate::{EMAIL, NAMES, PASSKEY, SMS, Story, TOTP, User, object};

impl Story {
    /// A user with random possessions. Most of them can sign in and have a preference.
    pub fn found_user(&mut self, pool: usize) {
        let taken: Vec<String> =
            self.users.iter().filter(|user| user.pool == pool).map(|user| user.name.clone()).collect();
        let free: Vec<&str> = NAMES.into_iter().filter(|name| !taken.iter().any(|other| other == name)).collect();
        let name = if free.is_empty() || (!taken.is_empty() && self.rng.chance(3)) {
            self.rng.pick(&NAMES).to_owned()
        } else {
            free[0].to_owned()
        };
        let mut has = vec!["password"];
        let mut attributes = Vec::new();
        for (tag, name, flag, percent) in
            [("phone", "phone_number", "phone_number_verified", 45), ("email", "email", "email_verified", 50)]
        {
            if self.rng.chance(percent) {
                has.push(tag);
                let value = if tag == "phone" { "+15550100" } else { "a@example.com" };
                attributes.push(json!({"Name": name, "Value": value}));
                if self.rng.chance(75) {
                    let verified = self.rng.pick(&["true", "true", "true", "true", "false"]);
                    attributes.push(json!({"Name": flag, "Value": verified}));
                }
            }
        }
        let by_admin = self.rng.chance(45);
        let password = self.rng.chance(if by_admin { 65 } else { 88 });
        let id = self.pools[pool].id.clone();
        let otp = self.pools[pool].first.iter().any(|first| first.ends_with("_OTP"));
        let passwordless = !password && (!by_admin || otp);
        if passwordless {
            has.retain(|has| *has != "password");
        }
        let mut input = object(json!({"Username": name}));
        input.insert(if by_admin { "UserPoolId" } else { "ClientId" }.to_owned(), json!(id));
        if !attributes.is_empty() {
            input.insert("UserAttributes".to_owned(), attributes.into());
        }
        let member = if by_admin { "TemporaryPassword" } else { "Password" };
        if password {
            input.insert(member.to_owned(), json!("…"));
        } else if self.rng.chance(20) {
            // An empty one counts as omitted.
            input.insert(member.to_owned(), json!(""));
        }
        self.call(if by_admin { "AdminCreateUser" } else { "SignUp" }, input.into());
        let status = match (by_admin, passwordless) {
            (true, true) => "CONFIRMED",
            (true, false) => "FORCE_CHANGE_PASSWORD",
            (false, _) => "UNCONFIRMED",
        };
        if taken.contains(&name) {
            return;
        }
        self.users.push(User { pool, name, has, enabled: Vec::new(), preferred: None, status, disabled: false });
        let user = self.users.len() - 1;
        if by_admin && self.rng.chance(if passwordless { 40 } else { 75 }) {
            self.set_password(user, true);
        } else if !by_admin && self.rng.chance(88) {
            self.confirm(user);
        }
        let offers_totp = self.pools[pool].offers(TOTP);
        if self.rng.chance(if offers_totp { 50 } else { 4 }) {
            self.verify_totp(user);
        }
        let first = self.pools[pool].first.contains(&"WEB_AUTHN");
        if self.rng.chance(if first { 60 } else { 4 }) {
            self.register_passkey(user);
        }
        if self.rng.chance(72) && self.users[user].status != "UNCONFIRMED" {
            self.plausible_preference(user);
        }
    }

    pub fn set_password(&mut self, user: usize, permanent: bool) {
        let mut input = self.by_name(user);
        input.insert("Password".to_owned(), json!("…"));
        if permanent || self.rng.chance(70) {
            input.insert("Permanent".to_owned(), json!(permanent));
        }
        self.users[user].status = if permanent { "CONFIRMED" } else { "FORCE_CHANGE_PASSWORD" };
        self.users[user].has.push("password");
        self.call("AdminSetUserPassword", input.into());
    }

    fn confirm(&mut self, user: usize) {
        if self.rng.chance(50) {
            let (id, name) = (self.pool_id(self.users[user].pool), self.user_name(user));
            self.call("ConfirmSignUp", json!({"ClientId": id, "Username": name, "ConfirmationCode": "123456"}));
        } else {
            let input = self.by_name(user);
            self.call("AdminConfirmSignUp", input.into());
        }
        if self.users[user].status == "UNCONFIRMED" {
            self.users[user].status = "CONFIRMED";
        }
    }

    pub fn verify_totp(&mut self, user: usize) {
        let token = self.token(user);
        self.call("VerifySoftwareToken", json!({"AccessToken": token, "UserCode": "123456"}));
        if self.pools[self.users[user].pool].offers(TOTP) {
            self.users[user].has.push(TOTP);
        }
    }

    fn register_passkey(&mut self, user: usize) {
        let token = self.token(user);
        let strong = self.rng.chance(80);
        let facts = if strong && self.rng.chance(50) { json!({}) } else { json!({"can_verify": strong}) };
        let input = json!({"AccessToken": token, "Credential": {"id": "c"}});
        self.call_with("CompleteWebAuthnRegistration", input, object(facts));
        if self.pools[self.users[user].pool].first.contains(&"WEB_AUTHN") {
            self.users[user].has.push(if strong { "strong" } else { "weak" });
        }
    }

    pub fn attributes(&mut self, user: usize) {
        let mut input = self.by_name(user);
        let (tag, name, flag, value) = self.rng.pick(&[
            ("phone", "phone_number", "phone_number_verified", "+15550101"),
            ("email", "email", "email_verified", "b@example.com"),
        ]);
        if self.rng.chance(38) {
            let names = if self.rng.chance(10) { json!(["email", "phone_number"]) } else { json!([name]) };
            input.insert("UserAttributeNames".to_owned(), names);
            self.call("AdminDeleteUserAttributes", input.into());
            self.users[user].has.retain(|has| *has != tag);
            return;
        }
        let list = match self.rng.below(8) {
            0 => json!([{"Name": name, "Value": ""}]),
            1 => json!([{"Name": flag, "Value": self.rng.pick(&["true", "false"])}]),
            2 => json!([{"Name": name, "Value": value}]),
            3 => json!([{"Name": name, "Value": value}, {"Name": flag, "Value": "false"}]),
            4 => json!([{"Name": flag, "Value": "true"}, {"Name": name, "Value": value}]),
            5 => json!([
                {"Name": "email", "Value": "c@example.com"}, {"Name": "phone_number", "Value": "+15550102"},
                {"Name": "custom:shoe", "Value": "42"}, {"Name": "email_verified", "Value": "true"},
            ]),
            _ => json!([{"Name": name, "Value": value}, {"Name": flag, "Value": "true"}]),
        };
        input.insert("UserAttributes".to_owned(), list);
        self.call("AdminUpdateUserAttributes", input.into());
        self.users[user].has.push(tag);
    }

    /// Any event that can happen to a user outside of a sign-in.
    pub fn user_change(&mut self) {
        if self.users.is_empty() || (self.users.len() < 5 && self.rng.chance(18)) {
            let pool = self.any_pool();
            return self.found_user(pool);
        }
        let user = self.any_user();
        self.change_user(user);
    }

    pub fn change_user(&mut self, user: usize) {
        let input = self.by_name(user);
        match self.rng.weighted(&[9, 2, 2, 2, 4, 2, 5, 4, 4, 2, 5]) {
            0 => self.attributes(user),
            1 => {
                self.users[user].disabled = true;
                self.call("AdminDisableUser", input.into());
            }
            2 => {
                self.users[user].disabled = false;
                self.call("AdminEnableUser", input.into());
            }
            3 => {
                if self.users[user].status == "CONFIRMED" {
                    self.users[user].status = "RESET_REQUIRED";
                }
                self.call("AdminResetUserPassword", input.into());
            }
            4 => {
                let permanent = self.rng.chance(65);
                self.set_password(user, permanent);
            }
            5 => self.confirm(user),
            6 => self.verify_totp(user),
            7 => {
                self.users[user].has.retain(|has| *has != TOTP);
                self.users[user].enabled.retain(|factor| *factor != TOTP);
                self.call("AdminDeleteSoftwareToken", input.into());
            }
            8 => self.register_passkey(user),
            9 => {
                self.users[user].has.retain(|has| !["strong", "weak"].contains(has));
                let token = self.token(user);
                self.call("DeleteWebAuthnCredential", json!({"AccessToken": token, "CredentialId": "c"}));
            }
            _ => self.plausible_preference(user),
        }
    }

    /// If the user probably can't sign in, makes a call that changes that.
    pub fn heal(&mut self, user: usize) {
        if self.users[user].disabled {
            let input = self.by_name(user);
            self.users[user].disabled = false;
            self.call("AdminEnableUser", input.into());
        }
        match self.users[user].status {
            "UNCONFIRMED" => self.confirm(user),
            "RESET_REQUIRED" => self.set_password(user, true),
            _ => {}
        }
    }

    pub fn send_preference(&mut self, user: usize, settings: Map<String, Value>) {
        let mut input = settings;
        if self.rng.chance(50) {
            input.extend(self.by_name(user));
            self.call("AdminSetUserMFAPreference", input.into());
        } else {
            let token = self.token(user);
            input.insert("AccessToken".to_owned(), json!(token));
            self.call("SetUserMFAPreference", input.into());
        }
    }

    /// A preference that's likely to be accepted.
    pub fn plausible_preference(&mut self, user: usize) {
        let has = self.users[user].has.clone();
        let mut on: Vec<&'static str> = Vec::new();
        for (factor, need) in [(SMS, "phone"), (TOTP, TOTP), (EMAIL, "email")] {
            if has.contains(&need) && self.rng.chance(70) {
                on.push(factor);
            }
        }
        if on.is_empty() && self.rng.chance(70) {
            return;
        }
        let strong = has.contains(&"strong");
        if strong && on.contains(&TOTP) && self.rng.chance(30) {
            on = vec![TOTP];
        }
        let preferred = if on.is_empty() || self.rng.chance(50) { None } else { Some(self.rng.pick(&on)) };
        let mut settings = Map::new();
        for (factor, member) in MEMBERS {
            if on.contains(&factor) {
                settings.insert(member.to_owned(), json!({"Enabled": true, "PreferredMfa": preferred == Some(factor)}));
            } else if factor != PASSKEY && self.rng.chance(10) {
                settings.insert(member.to_owned(), json!({"Enabled": false}));
            }
        }
        let multi = self.pools[self.users[user].pool].multi;
        if !on.is_empty() && strong && multi && self.rng.chance(75) {
            on.push(PASSKEY);
            settings.insert("WebAuthnMfaSettings".to_owned(), json!({"Enabled": true}));
        }
        let lone = on == [TOTP, PASSKEY];
        let known = &mut self.users[user];
        known.enabled.retain(|factor| !on.contains(factor));
        known.enabled.extend(on);
        known.preferred = preferred.or(known.preferred);
        self.send_preference(user, settings);
        if lone && self.rng.chance(15) {
            let input = self.by_name(user);
            self.users[user].has.retain(|has| *has != TOTP);
            self.users[user].enabled.retain(|factor| *factor != TOTP);
            self.call("AdminDeleteSoftwareToken", input.into());
        }
    }

    pub fn preference(&mut self) {
        let user = self.any_user();
        match self.rng.below(10) {
            0..=2 => return self.plausible_preference(user),
            3 if self.rng.chance(40) => {
                return self.send_preference(user, object(json!({"WebAuthnMfaSettings": {"Enabled": true}})));
            }
            3 => {
                // Turns the passkey on together with a companion, and the companion off again, to see what happens to the passkey.
                let (_, member) = self.rng.pick(&MEMBERS);
                return self.send_preference(user, object(json!({member: {"Enabled": false}})));
            }
            4 => return self.change_user(user),
            5 => return self.heal(user),
            _ => {}
        }
        let mut settings = Map::new();
        let mut one_preferred = false;
        for (factor, member) in MEMBERS {
            if !self.rng.chance(45) {
                continue;
            }
            let need = match factor {
                SMS => "phone",
                EMAIL => "email",
                PASSKEY => "strong",
                _ => TOTP,
            };
            let can = self.users[user].has.contains(&need);
            let mut block = Map::new();
            let on = self.rng.chance(if can { 75 } else { 15 });
            if on || self.rng.chance(60) {
                block.insert("Enabled".to_owned(), json!(on));
            }
            if self.rng.chance(if one_preferred { 20 } else { 35 }) && (on || self.rng.chance(15)) {
                block.insert("PreferredMfa".to_owned(), json!(true));
                one_preferred |= factor != PASSKEY;
            } else if self.rng.chance(20) {
                block.insert("PreferredMfa".to_owned(), json!(false));
            }
            settings.insert(member.to_owned(), block.into());
        }
        self.send_preference(user, settings);
    }

    pub fn recovery(&mut self) {
        let user = self.any_user();
        let pool = self.users[user].pool;
        match self.rng.below(13) {
            0..=4 => self.forgot(user, "ForgotPassword"),
            5 => self.forgot(user, "ConfirmForgotPassword"),
            10 => {
                // The code was sent before the change.
                self.forgot(user, "ForgotPassword");
                self.change_user(user);
                self.forgot(user, "ConfirmForgotPassword");
            }
            11 => {
                self.forgot(user, "ForgotPassword");
                self.set_mfa(pool);
                self.forgot(user, "ConfirmForgotPassword");
            }
            12 => {
                self.forgot(user, "ForgotPassword");
                self.update(pool);
                self.forgot(user, "ConfirmForgotPassword");
            }
            6 => self.attributes(user),
            7 => self.plausible_preference(user),
            8 => self.update(pool),
            _ => self.heal(user),
        }
    }

    pub fn forgot(&mut self, user: usize, op: &str) {
        let (pool, name) = (self.users[user].pool, self.user_name(user));
        let id = self.pool_id(pool);
        self.call(op, json!({"ClientId": id, "Username": name}));
        if op == "ConfirmForgotPassword" && self.answer.get("error").is_none() {
            self.users[user].status = "CONFIRMED";
            self.users[user].has.push("password");
        }
    }

    pub fn read(&mut self) {
        let (pool, user) = (self.any_pool(), self.any_user());
        let id = self.pool_id(pool);
        match self.rng.below(7) {
            0 => {
                let operation = self.rng.pick(&["DescribeUserPool", "DescribeRiskConfiguration"]);
                self.call(operation, json!({"UserPoolId": id}));
            }
            1 | 2 => self.call("GetUserPoolMfaConfig", json!({"UserPoolId": id})),
            3 => {
                let input = self.by_name(user);
                self.call("AdminGetUser", input.into());
            }
            4 => {
                let token = self.token(user);
                let operation = self.rng.pick(&["GetUser", "StartWebAuthnRegistration", "ChangePassword"]);
                self.call(operation, json!({"AccessToken": token}));
            }
            _ if self.rng.chance(50) => {
                let input = self.by_name(user);
                self.call("AdminGetUserAuthFactors", input.into());
            }
            _ => {
                let token = self.token(user);
                self.call("GetUserAuthFactors", json!({"AccessToken": token}));
            }
        }
    }
}

pub const MEMBERS: [(&str, &str); 4] = [
    (SMS, "SMSMfaSettings"),
    (TOTP, "SoftwareTokenMfaSettings"),
    (EMAIL, "EmailMfaSettings"),
    (PASSKEY, "WebAuthnMfaSettings"),
];
