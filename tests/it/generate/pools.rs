//! Calls that create and change user pools.

use serde_json::{Map, Value, json};

use super::generate::{EMAIL, Pool, Rng, SMS, Story, TOTP, Theme, object};

const MULTI: &str = "MULTI_FACTOR_WITH_USER_VERIFICATION";
const ARN: &str = "arn:aws:iam::123456789012:role/cognito-sms";
const ACTIONS: [&str; 4] = ["NO_ACTION", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "BLOCK"];

impl Story {
    /// Creates a consistent pool and sets its MFA configuration.
    pub fn found_pool(&mut self) {
        let theme = self.theme;
        let rng = &mut self.rng;
        let tier = ["LITE", "ESSENTIALS", "PLUS"][rng.weighted(&[2, 6, 8])];
        let sms = rng.chance(60);
        let mut first = vec!["PASSWORD"];
        if tier != "LITE" {
            let otp = if rng.chance(45) { 65 } else { 0 };
            for (factor, percent) in [("EMAIL_OTP", otp), ("SMS_OTP", otp), ("WEB_AUTHN", 65)] {
                if rng.chance(percent) && (factor != "SMS_OTP" || sms) {
                    first.push(factor);
                }
            }
        }
        let recovery = match rng.weighted(&[3, 1, 2, 2, 3, 3]) {
            0 => None,
            1 => Some(vec!["admin_only"]),
            2 => Some(vec!["verified_email"]),
            3 => Some(vec!["verified_phone_number"]),
            4 => Some(vec!["verified_email", "verified_phone_number"]),
            _ => Some(vec!["verified_phone_number", "verified_email"]),
        };
        let device = match rng.below(3) {
            0 => None,
            1 => Some((true, rng.chance(50))),
            _ => Some((rng.chance(60), rng.chance(50))),
        };
        let threat = if tier == "PLUS" { ["OFF", "AUDIT", "ENFORCED"][rng.weighted(&[2, 1, 7])] } else { "OFF" };
        let id = format!("local_{}", self.pools.len() + 1);
        let own_sender = rng.chance(80);
        let pool = Pool {
            id,
            tier,
            mode: "OFF",
            blocks: Vec::new(),
            sms,
            multi: false,
            first,
            recovery,
            own_sender,
            device,
            threat,
        };
        let mut input = object(json!({"PoolName": "shop"}));
        input.extend(policies(&pool, &mut self.rng, 100));
        if sms {
            input.insert("SmsConfiguration".to_owned(), json!({"SnsCallerArn": ARN, "ExternalId": "x1"}));
            if self.rng.chance(25) && !pool.first.contains(&"WEB_AUTHN") {
                input.insert("MfaConfiguration".to_owned(), json!("OPTIONAL"));
            }
        }
        self.pools.push(pool);
        self.call("CreateUserPool", input.into());
        let last = self.pools.len() - 1;
        if theme != Theme::Pool || self.rng.chance(50) {
            self.set_mfa(last);
            self.set_risk(last);
        }
    }

    pub fn pool_change(&mut self) {
        let pool = self.any_pool();
        let wild = if self.theme == Theme::SignIn { 1 } else { 8 };
        match self.rng.weighted(&[8, wild, 8, wild, wild / 3, 3, 1, 1]) {
            0 => self.set_mfa(pool),
            1 => self.wild_set(pool),
            2 => self.update(pool),
            3 => self.wild_policies(Some(pool)),
            4 => self.wild_policies(None),
            5 => self.set_risk(pool),
            6 if self.pools.len() < 3 => {
                self.found_pool();
                let last = self.pools.len() - 1;
                self.found_user(last);
            }
            _ => self.read(),
        }
    }

    /// A `SetUserPoolMfaConfig` request that's likely to be accepted.
    pub fn set_mfa(&mut self, index: usize) {
        let rng = &mut self.rng;
        let pool = &mut self.pools[index];
        let otp_first = pool.first.iter().any(|first| first.ends_with("_OTP"));
        let mode = ["OFF", "OPTIONAL", "ON"][rng.weighted(&[2, 8, if otp_first { 1 } else { 14 }])];
        let email_ready = pool.tier != "LITE"
            && pool.own_sender
            && pool.recovery.as_ref().is_some_and(|names| names != &vec!["verified_email"]);
        let mut blocks = Vec::new();
        if mode != "OFF" {
            for (factor, percent) in [(SMS, if pool.sms { 70 } else { 25 }), (TOTP, 60), (EMAIL, 70)] {
                if rng.chance(percent) && (factor != EMAIL || email_ready) {
                    blocks.push(factor);
                }
            }
            if blocks.is_empty() {
                blocks.push(if pool.sms && rng.chance(60) { SMS } else { TOTP });
            }
        }
        let web_first = pool.first.contains(&"WEB_AUTHN");
        let multi = pool.tier != "LITE" && ((mode == "ON" && web_first) || rng.chance(if web_first { 75 } else { 15 }));
        let mut input = Map::new();
        if mode != "OFF" || rng.chance(70) {
            input.insert("MfaConfiguration".to_owned(), json!(mode));
        }
        for factor in &blocks {
            let (member, block) = match *factor {
                SMS => ("SmsMfaConfiguration", sms_block(rng, pool.sms)),
                TOTP => ("SoftwareTokenMfaConfiguration", json!({"Enabled": true})),
                _ => ("EmailMfaConfiguration", email_block(rng)),
            };
            input.insert(member.to_owned(), block);
        }
        if multi || rng.chance(25) {
            let verification = rng.pick(&[Some("required"), Some("preferred"), None]);
            let factor = if multi { Some(MULTI) } else { rng.pick(&[Some("SINGLE_FACTOR"), None]) };
            input.insert("WebAuthnConfiguration".to_owned(), web_block(rng, verification, factor));
        }
        if mode != "ON" || !otp_first {
            pool.sms |= blocks.contains(&SMS);
            (pool.mode, pool.blocks, pool.multi) = (mode, blocks, multi);
        }
        let id = self.pool_id(index);
        input.insert("UserPoolId".to_owned(), json!(id));
        self.call("SetUserPoolMfaConfig", input.into());
    }

    /// A pool that requires MFA and lets users set up TOTP or EMAIL.
    pub fn require_set_up(&mut self, index: usize) {
        let pool = &mut self.pools[index];
        pool.own_sender = true;
        pool.recovery = Some(self.rng.pick(&[vec!["admin_only"], vec!["verified_phone_number", "verified_email"]]));
        pool.first.retain(|first| !first.ends_with("_OTP"));
        if !pool.first.contains(&"WEB_AUTHN") && pool.tier != "LITE" && self.rng.chance(30) {
            pool.first.push("WEB_AUTHN");
        }
        pool.multi = pool.first.contains(&"WEB_AUTHN");
        pool.mode = "ON";
        pool.blocks = if pool.tier == "LITE" { vec![TOTP] } else { self.rng.pick(&[vec![TOTP, EMAIL], vec![EMAIL]]) };
        let email = pool.blocks.contains(&EMAIL);
        let totp = pool.blocks.contains(&TOTP);
        let multi = pool.multi;
        let mut input = policies(&self.pools[index], &mut self.rng, 100);
        input.insert("MfaConfiguration".to_owned(), json!("OFF"));
        let list = json!({"SignInPolicy": {"AllowedFirstAuthFactors": self.pools[index].first}});
        input.insert("Policies".to_owned(), list);
        let id = self.pool_id(index);
        input.insert("UserPoolId".to_owned(), json!(id));
        self.call("UpdateUserPool", input.into());
        let mut input = object(json!({"UserPoolId": id, "MfaConfiguration": "ON"}));
        if totp {
            input.insert("SoftwareTokenMfaConfiguration".to_owned(), json!({"Enabled": true}));
        }
        if email {
            input.insert("EmailMfaConfiguration".to_owned(), json!({}));
        }
        if multi {
            input.insert("WebAuthnConfiguration".to_owned(), json!({"FactorConfiguration": MULTI}));
        }
        self.call("SetUserPoolMfaConfig", input.into());
    }

    /// The same factors with another mode.
    pub fn set_mode(&mut self, index: usize) {
        let other: Vec<&'static str> =
            ["OFF", "OPTIONAL", "ON"].into_iter().filter(|mode| *mode != self.pools[index].mode).collect();
        let mode = self.rng.pick(&other);
        let before = self.pools[index].mode;
        let mut input = object(json!({"UserPoolId": self.pools[index].id, "MfaConfiguration": mode}));
        let pool = &mut self.pools[index];
        pool.mode = mode;
        if pool.blocks.is_empty() {
            pool.blocks.push(TOTP);
        }
        if mode != "OFF" {
            for factor in &pool.blocks {
                let (member, block) = match *factor {
                    SMS => ("SmsMfaConfiguration", sms_block(&mut self.rng, pool.sms)),
                    TOTP => ("SoftwareTokenMfaConfiguration", json!({"Enabled": true})),
                    _ => ("EmailMfaConfiguration", json!({})),
                };
                input.insert(member.to_owned(), block);
            }
        }
        if pool.multi {
            input.insert("WebAuthnConfiguration".to_owned(), json!({"FactorConfiguration": MULTI}));
        }
        self.call("SetUserPoolMfaConfig", input.into());
        if self.answer.get("error").is_some() {
            self.pools[index].mode = before;
        }
    }

    /// A `SetUserPoolMfaConfig` request with random members. The belief doesn't change.
    fn wild_set(&mut self, pool: usize) {
        let id = self.pool_id(pool);
        let rng = &mut self.rng;
        let mut input = object(json!({"UserPoolId": id}));
        if rng.chance(88) {
            let mode = ["OFF", "OPTIONAL", "ON"][rng.weighted(&[2, 3, 3])];
            input.insert("MfaConfiguration".to_owned(), json!(mode));
        }
        if rng.chance(35) {
            let block = if rng.chance(50) { sms_block(rng, true) } else { json!({"SmsConfiguration": wild_sms(rng)}) };
            input.insert("SmsMfaConfiguration".to_owned(), block);
        }
        if rng.chance(40) {
            let block = rng.pick(&[json!({"Enabled": true}), json!({"Enabled": false}), json!({})]);
            input.insert("SoftwareTokenMfaConfiguration".to_owned(), block);
        }
        if rng.chance(30) {
            input.insert("EmailMfaConfiguration".to_owned(), email_block(rng));
        }
        if rng.chance(50) {
            let verification = rng.pick(&[Some("required"), Some("preferred"), None]);
            let factor = rng.pick(&[Some(MULTI), Some(MULTI), Some("SINGLE_FACTOR"), None]);
            input.insert("WebAuthnConfiguration".to_owned(), web_block(rng, verification, factor));
        }
        self.call("SetUserPoolMfaConfig", input.into());
        if self.rng.chance(40) {
            self.set_mfa(pool);
        }
    }

    /// An `UpdateUserPool` request that's likely to be accepted.
    pub fn update(&mut self, index: usize) {
        let rng = &mut self.rng;
        let pool = &mut self.pools[index];
        let mut unset = false;
        match rng.below(6) {
            5 if !pool.blocks.contains(&EMAIL) && rng.chance(50) => {
                // After the setting without mechanisms, account recovery is not set.
                pool.recovery = None;
                unset = true;
            }
            0 => pool.device = rng.pick(&[None, Some((true, false)), Some((true, true)), Some((false, true))]),
            1 if pool.tier != "LITE" => {
                let name = rng.pick(&["EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]);
                let fits = match name {
                    "WEB_AUTHN" => pool.mode != "ON" || pool.multi,
                    "SMS_OTP" => pool.mode != "ON" && pool.sms,
                    _ => pool.mode != "ON",
                };
                if pool.first.contains(&name) {
                    pool.first.retain(|first| *first != name);
                } else if fits {
                    pool.first.push(name);
                }
            }
            2 if !pool.blocks.contains(&EMAIL) => {
                pool.recovery =
                    Some(rng.pick(&[vec!["admin_only"], vec!["verified_email"], vec!["verified_phone_number"]]));
            }
            3 => pool.own_sender |= rng.chance(60),
            _ => {
                let both = rng
                    .pick(&[["verified_email", "verified_phone_number"], ["verified_phone_number", "verified_email"]]);
                pool.recovery = Some(both.to_vec());
            }
        }
        if pool.tier == "PLUS" && rng.chance(30) {
            pool.threat = rng.pick(&["OFF", "AUDIT", "ENFORCED", "ENFORCED"]);
        }
        let pool = &self.pools[index];
        let percent = rng.pick(&[100, 100, 80]);
        let mut input = policies(pool, rng, percent);
        if unset {
            let setting = rng.pick(&[json!({}), json!({"RecoveryMechanisms": null})]);
            input.insert("AccountRecoverySetting".to_owned(), setting);
        }
        if rng.chance(20) {
            input.insert("MfaConfiguration".to_owned(), json!(pool.mode));
        }
        let id = self.pool_id(index);
        input.insert("UserPoolId".to_owned(), json!(id));
        self.call("UpdateUserPool", input.into());
    }

    /// A create request (without a pool) or an update request with random members. The belief doesn't change.
    pub fn wild_policies(&mut self, pool: Option<usize>) {
        let id = pool.map(|index| self.pool_id(index));
        let rng = &mut self.rng;
        let mut input = match &id {
            Some(id) => object(json!({"UserPoolId": id})),
            None => object(json!({"PoolName": "wild"})),
        };
        if rng.chance(40) {
            let tier = rng.pick(&["LITE", "ESSENTIALS", "PLUS"]);
            input.insert("UserPoolTier".to_owned(), json!(tier));
        }
        if rng.chance(35) {
            let mode = rng.pick(&["OFF", "OPTIONAL", "ON", "ON"]);
            input.insert("MfaConfiguration".to_owned(), json!(mode));
        }
        if rng.chance(30) {
            input.insert("SmsConfiguration".to_owned(), wild_sms(rng));
        }
        if rng.chance(50) {
            let mut list = Vec::new();
            for (name, percent) in
                [("PASSWORD", 88), ("EMAIL_OTP", 25), ("SMS_OTP", 25), ("WEB_AUTHN", 40), ("SOFTWARE_TOKEN", 8)]
            {
                if rng.chance(percent) {
                    list.push(name);
                }
            }
            if list.is_empty() {
                list.push("WEB_AUTHN");
            }
            rng.shuffle(&mut list);
            input.insert("Policies".to_owned(), json!({"SignInPolicy": {"AllowedFirstAuthFactors": list}}));
        }
        if rng.chance(40) {
            let mut list = Vec::new();
            for name in ["admin_only", "verified_phone_number", "verified_email"] {
                if list.len() < 2 && rng.chance(45) {
                    let priority = 1 + rng.below(2);
                    list.push(json!({"Name": name, "Priority": priority}));
                }
            }
            let setting = if list.is_empty() || rng.chance(20) {
                rng.pick(&[
                    json!({}),
                    json!({}),
                    json!({"RecoveryMechanisms": null}),
                    json!({"RecoveryMechanisms": []}),
                    json!(null),
                ])
            } else {
                json!({"RecoveryMechanisms": list})
            };
            input.insert("AccountRecoverySetting".to_owned(), setting);
        }
        if rng.chance(35) {
            let account = rng.pick(&[
                json!({}),
                json!({"EmailSendingAccount": "COGNITO_DEFAULT"}),
                json!({"EmailSendingAccount": "DEVELOPER"}),
            ]);
            input.insert("EmailConfiguration".to_owned(), account);
        }
        if rng.chance(25) {
            let device = rng.pick(&[
                json!({}),
                json!({"ChallengeRequiredOnNewDevice": true}),
                json!({"DeviceOnlyRememberedOnUserPrompt": true}),
            ]);
            input.insert("DeviceConfiguration".to_owned(), device);
        }
        if rng.chance(30) {
            let mode = rng.pick(&["OFF", "AUDIT", "ENFORCED"]);
            input.insert("UserPoolAddOns".to_owned(), json!({"AdvancedSecurityMode": mode}));
        }
        self.call(if id.is_some() { "UpdateUserPool" } else { "CreateUserPool" }, input.into());
        if let (Some(index), true) = (pool, self.rng.chance(50)) {
            self.update(index);
        }
    }

    pub fn set_risk(&mut self, pool: usize) {
        if self.pools[pool].threat == "OFF" && self.rng.chance(90) {
            return;
        }
        let mut actions = Map::new();
        for level in ["LowAction", "MediumAction", "HighAction"] {
            if self.rng.chance(85) {
                let action = ACTIONS[self.rng.weighted(&[1, 4, 4, 1])];
                actions.insert(level.to_owned(), json!({"Notify": false, "EventAction": action}));
            }
        }
        let id = self.pool_id(pool);
        self.call(
            "SetRiskConfiguration",
            json!({"UserPoolId": id, "AccountTakeoverRiskConfiguration": {"Actions": actions}}),
        );
    }
}

/// The policy members of the believed pool, each with some probability. The device configuration and threat protection are
/// always included, because an update resets them.
fn policies(pool: &Pool, rng: &mut Rng, percent: u64) -> Map<String, Value> {
    let mut input = Map::new();
    if rng.chance(percent) {
        input.insert("UserPoolTier".to_owned(), json!(pool.tier));
    }
    if rng.chance(percent) && pool.first.len() > 1 || rng.chance(20) {
        input.insert("Policies".to_owned(), json!({"SignInPolicy": {"AllowedFirstAuthFactors": pool.first}}));
    }
    if let (Some(names), true) = (&pool.recovery, rng.chance(percent)) {
        let mut list: Vec<Value> =
            names.iter().zip(1..).map(|(name, priority)| json!({"Name": name, "Priority": priority})).collect();
        rng.shuffle(&mut list);
        input.insert("AccountRecoverySetting".to_owned(), json!({"RecoveryMechanisms": list}));
    }
    if pool.own_sender {
        input.insert("EmailConfiguration".to_owned(), json!({"EmailSendingAccount": "DEVELOPER"}));
    } else if rng.chance(15) {
        input.insert("EmailConfiguration".to_owned(), json!({"EmailSendingAccount": "COGNITO_DEFAULT"}));
    }
    if let Some((new, prompt)) = pool.device {
        let device = json!({"ChallengeRequiredOnNewDevice": new, "DeviceOnlyRememberedOnUserPrompt": prompt});
        input.insert("DeviceConfiguration".to_owned(), device);
    }
    if pool.threat != "OFF" {
        input.insert("UserPoolAddOns".to_owned(), json!({"AdvancedSecurityMode": pool.threat}));
    }
    input
}

fn sms_block(rng: &mut Rng, configured: bool) -> Value {
    let mut block = Map::new();
    if !configured || rng.chance(40) {
        let configuration = match rng.below(4) {
            0 => json!({"EumsSms": {"CallerArn": ARN, "Region": "us-west-2", "OriginationIdentity": "shop"}}),
            1 => json!({"SnsCallerArn": ARN, "ExternalId": "x2", "SnsRegion": "us-east-1"}),
            _ => json!({"SnsCallerArn": ARN, "ExternalId": "x3"}),
        };
        block.insert("SmsConfiguration".to_owned(), configuration);
    }
    if rng.chance(40) {
        block.insert("SmsAuthenticationMessage".to_owned(), json!("Your code is {####}"));
    }
    block.into()
}

fn wild_sms(rng: &mut Rng) -> Value {
    rng.pick(&[
        json!({"SnsCallerArn": ARN, "ExternalId": "x4"}),
        json!({"SnsCallerArn": ARN, "ExternalId": "x5"}),
        json!({"SnsCallerArn": ARN}),
        json!({"SnsCallerArn": ARN, "ExternalId": ""}),
        json!({"SnsCallerArn": "", "ExternalId": "x"}),
        json!({"SnsRegion": "ap-northeast-1"}),
        json!({}),
        json!({"EumsSms": {"CallerArn": ARN}}),
        json!({"SnsCallerArn": "", "EumsSms": {"CallerArn": ARN}}),
        json!({"SnsCallerArn": ARN, "EumsSms": {"CallerArn": ARN}, "ExternalId": "x"}),
        json!({"SnsCallerArn": ARN, "EumsSms": {"CallerArn": ARN}}),
    ])
}

fn email_block(rng: &mut Rng) -> Value {
    rng.pick(&[json!({}), json!({"Message": "Code: {####}"}), json!({"Message": "Code: {####}", "Subject": "Sign-in"})])
}

fn web_block(rng: &mut Rng, verification: Option<&str>, factor: Option<&str>) -> Value {
    let mut block = Map::new();
    if rng.chance(40) {
        let party = rng.pick(&["example.com", "example.com", "auth.example.com"]);
        block.insert("RelyingPartyId".to_owned(), json!(party));
    }
    for (member, value) in [("UserVerification", verification), ("FactorConfiguration", factor)] {
        if let Some(value) = value {
            block.insert(member.to_owned(), json!(value));
        }
    }
    block.into()
}
