//! Requests that break the constraints or just meet them, and lines that aren't requests.

use cognito_mfa::wire::Request;
use serde_json::{Value, json};

use super::generate::{Rng, Story};

const WIDE: &str = "\u{1f511}";
const CODE: &str = "{####}";
const EUMS: [&str; 7] =
    ["CallerArn", "ExternalId", "OriginationIdentity", "ConfigurationSetName", "InEntityId", "InTemplateId", "Region"];
/// The members that only a faulty request omits.
const KEPT: [&str; 6] = ["UserPoolId", "Username", "AccessToken", "ClientId", "AuthFlow", "ChallengeName"];

impl Story {
    pub fn hostile(&mut self) {
        match self.rng.weighted(&[50, 8, 6, 7, 7, 8, 14]) {
            0 => self.corrupted(),
            1 => self.not_a_request(),
            2 => self.bad_facts(),
            3 => self.odd_text(),
            4 => self.odd_name(),
            5 => self.pool_change(),
            _ => self.odd_configuration(),
        }
    }

    /// A complete valid request in which one to three members become unusual.
    fn corrupted(&mut self) {
        let user = self.any_user();
        let pool = self.pools[0].id.clone();
        let name = self.users[user].name.clone();
        let templates = templates(&pool, &name);
        // The operations with the most constraints come first.
        let among = if self.rng.chance(60) { 9 } else { templates.len() };
        let index = self.rng.below(among);
        let (op, mut input) = templates[index].clone();
        self.thin(&mut input);
        let times = [0, 1, 2, 3][self.rng.weighted(&[8, 62, 20, 10])];
        for _ in 0..times {
            let mut paths = Vec::new();
            collect(&input, "", &mut paths);
            paths.sort();
            if paths.is_empty() {
                break;
            }
            let path = self.rng.pick(&paths);
            let leaf = path.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or_default().to_owned();
            if self.rng.chance(10) {
                remove(&mut input, &path);
                continue;
            }
            let is_leaf = input.pointer(&path).is_some_and(|value| !value.is_object());
            let value = if is_leaf && self.rng.chance(88) {
                odd_value(&mut self.rng, &leaf, &pool)
            } else if !is_leaf && self.rng.chance(50) {
                self.rng.pick(&[json!(null), json!({})])
            } else {
                generic(&mut self.rng)
            };
            if let Some(place) = input.pointer_mut(&path) {
                *place = value;
            }
        }
        if self.rng.chance(6) {
            let extra = self.rng.pick(&[json!(null), json!(5), json!({"Enabled": "x"}), json!([[]])]);
            if let Some(map) = input.as_object_mut() {
                map.insert(self.rng.pick(&["Nonsense", "SmsMfaSettings", "mfaConfiguration"]).to_owned(), extra);
            }
        }
        self.call(op, input);
    }

    /// Omits some members, so that requests have different blocks.
    fn thin(&mut self, input: &mut Value) {
        let keep = self.rng.pick(&[100, 100, 75, 50]);
        if let Some(map) = input.as_object_mut() {
            let mut names: Vec<String> = map.keys().cloned().collect();
            names.sort();
            names.retain(|name| !KEPT.contains(&name.as_str()) && !self.rng.chance(keep));
            map.retain(|name, _| !names.contains(name));
        }
    }

    fn not_a_request(&mut self) {
        let id = &self.pools[0].id.clone();
        let raw = [
            "{".to_owned(),
            "not json".to_owned(),
            "[]".to_owned(),
            "null".to_owned(),
            "5".to_owned(),
            "\"text\"".to_owned(),
            "[{\"op\":\"GetUserPoolMfaConfig\"}]".to_owned(),
            "{'op':'GetUserPoolMfaConfig'}".to_owned(),
            format!("{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\"}}"),
            format!("{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\",}}}}"),
            format!("{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\"}}}} x"),
            format!("{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\\ud800\"}}}}"),
            format!("{{\"op\":\"AdminGetUser\",\"input\":{{\"UserPoolId\":\"{id}\",\"Username\":\"\\udc00\"}}}}"),
            format!(
                "{{\"op\":\"AdminGetUser\",\"input\":{{\"UserPoolId\":\"{id}\",\"Username\":\"\\ud83d\\udd11\"}}}}"
            ),
            format!(
                "{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"local_9\",\"UserPoolId\":\"{id}\"}}}}"
            ),
            format!(
                "{{\"op\":\"SetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\",\"MfaConfiguration\":\"OFF\",\"MfaConfiguration\":\"OPTIONAL\"}}}}"
            ),
            format!(
                "{{\"op\":\"SetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\",\"MfaConfiguration\":\"OPTIONAL\",\"SoftwareTokenMfaConfiguration\":{{\"Enabled\":false,\"Enabled\":true}}}}}}"
            ),
            "{\"op\":\"GetUserPoolMfaConfig\"}".to_owned(),
            "{\"op\":\"GetUserPoolMfaConfig\",\"input\":null}".to_owned(),
            "{\"op\":\"GetUserPoolMfaConfig\",\"input\":[]}".to_owned(),
            "{\"op\":\"GetUserPoolMfaConfig\",\"input\":\"x\"}".to_owned(),
            "{\"op\":\"GetUserPoolMfaConfig\",\"input\":{}}".to_owned(),
            "{\"op\":\"DeleteUserPool\",\"input\":{}}".to_owned(),
            "{\"op\":\"\",\"input\":{}}".to_owned(),
            "{\"op\":\"getUserPoolMfaConfig\",\"input\":{}}".to_owned(),
            "{\"op\":\"ListUsers\",\"input\":5}".to_owned(),
            "{\"op\":\"ListUsers\",\"input\":{},\"facts\":{\"device\":5}}".to_owned(),
            "{\"op\":\"GetUserPoolMfaConfig\",\"input\":5,\"facts\":{\"device\":5}}".to_owned(),
            "{\"op\":null}".to_owned(),
            "{\"op\":5}".to_owned(),
            "{\"remark\":\"\\ud800\"}".to_owned(),
            "{\"remark\":1e999}".to_owned(),
            format!("{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\",\"Unread\":\"\\udc00\"}}}}"),
            format!("{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\",\"Unread\":1e999}}}}"),
            format!(
                "{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\",\"Unread\":1,\"Unread\":2}}}}"
            ),
            format!(
                "{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\",\"Unread\":{}{}}}}}",
                "[".repeat(200),
                "]".repeat(200)
            ),
            format!(
                "{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\",\"Unread\":{}{}}}}}",
                "[".repeat(100),
                "]".repeat(100)
            ),
            format!(
                "{{\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\"}},\"facts\":{{\"risk\":\"Low\",\"risk\":\"Low\"}}}}"
            ),
            format!(
                "{{\"evidence\":5,\"tags\":\"x\",\"op\":\"GetUserPoolMfaConfig\",\"input\":{{\"UserPoolId\":\"{id}\"}}}}"
            ),
            "{\"remark\":\"a line without op\"}".to_owned(),
            String::new(),
        ];
        let line = self.rng.pick(&raw);
        self.push(line);
    }

    fn bad_facts(&mut self) {
        let facts = self.rng.pick(&[
            json!({"device": "Unknown"}),
            json!({"device": 5}),
            json!({"device": null}),
            json!({"risk": "low"}),
            json!({"risk": ["Low"]}),
            json!({"risk": null, "device": "known"}),
            json!({"user_verified": "true"}),
            json!({"user_verified": 1}),
            json!({"can_verify": null}),
            json!({"can_verify": "no"}),
            json!({"attachment": "usb"}),
            json!({"attachment": "cross-platform"}),
            json!({"weather": "fine"}),
            json!({"session": {}}),
            json!({"session": {"age": -1}}),
            json!({"session": {"age": 1.5}}),
            json!({"session": {"age": "1"}}),
            json!({"session": {"age": 1, "max_age": -1}}),
            json!({"session": {"age": 1, "max_age": null, "other": 5}}),
            json!({"session": null}),
            json!({"session": 5}),
            json!([]),
            json!("remembered"),
            json!(null),
            json!({}),
        ]);
        let user = self.any_user();
        let (op, input) = match self.rng.below(4) {
            0 => ("GetUserPoolMfaConfig", json!({"UserPoolId": self.pools[0].id})),
            1 => ("CompleteWebAuthnRegistration", json!({"AccessToken": self.token(user), "Credential": {}})),
            2 => (
                "RespondToAuthChallenge",
                json!({
                    "ClientId": self.pools[0].id, "ChallengeName": "SOFTWARE_TOKEN_MFA",
                    "ChallengeResponses": {"USERNAME": self.users[user].name},
                }),
            ),
            _ => (
                "InitiateAuth",
                json!({
                    "ClientId": self.pools[0].id, "AuthFlow": "USER_PASSWORD_AUTH",
                    "AuthParameters": {"USERNAME": self.users[user].name, "PASSWORD": "…"},
                }),
            ),
        };
        self.push(format!(r#"{{"op":"{op}","input":{input},"facts":{facts}}}"#));
    }

    /// Messages and subjects in an otherwise valid request, so that only the text matters.
    fn odd_text(&mut self) {
        let id = self.pools[0].id.clone();
        let block = if self.rng.chance(50) {
            let text = odd_value(&mut self.rng, "SmsAuthenticationMessage", &id);
            json!({"SmsMfaConfiguration": {"SmsAuthenticationMessage": text, "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::1:role/x", "ExternalId": "x"}}})
        } else {
            let mut email = json!({"Message": odd_value(&mut self.rng, "Message", &id)});
            if self.rng.chance(50) {
                email["Subject"] = odd_value(&mut self.rng, "Subject", &id);
            }
            json!({"EmailMfaConfiguration": email})
        };
        let mut input = json!({"UserPoolId": id, "MfaConfiguration": "OPTIONAL"});
        if let (Some(input), Some(block)) = (input.as_object_mut(), block.as_object()) {
            input.extend(block.clone());
        }
        self.call("SetUserPoolMfaConfig", input);
        if self.rng.chance(50) {
            self.call("GetUserPoolMfaConfig", json!({"UserPoolId": self.pools[0].id}));
        }
    }

    /// An unusual SMS configuration or list, in an otherwise small request.
    fn odd_configuration(&mut self) {
        let id = self.pools[0].id.clone();
        let (member, value) = match self.rng.below(4) {
            0 => {
                let list = odd_value(&mut self.rng, "AllowedFirstAuthFactors", &id);
                ("Policies", json!({"SignInPolicy": {"AllowedFirstAuthFactors": list}}))
            }
            1 => {
                let list = odd_value(&mut self.rng, "RecoveryMechanisms", &id);
                ("AccountRecoverySetting", json!({"RecoveryMechanisms": list}))
            }
            kind => {
                let (outer, members): (_, &[&str]) = if kind == 2 {
                    (None, &["SnsCallerArn", "ExternalId", "SnsRegion"])
                } else {
                    (Some("EumsSms"), &EUMS)
                };
                let mut inner = json!({});
                for name in members {
                    let odd = self.rng.chance(if *name == "CallerArn" || *name == "SnsCallerArn" { 70 } else { 35 });
                    if odd {
                        inner[*name] = odd_value(&mut self.rng, name, &id);
                    } else if name.ends_with("Arn") && self.rng.chance(75) {
                        inner[*name] = json!("arn:aws:iam::123456789012:role/x");
                    }
                }
                ("SmsConfiguration", outer.map_or_else(|| inner.clone(), |outer| json!({outer: inner})))
            }
        };
        match self.rng.below(3) {
            0 if member == "SmsConfiguration" => self.call("SetUserPoolMfaConfig", json!({
                "UserPoolId": id, "MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": {"SmsConfiguration": value},
            })),
            1 => self.call("CreateUserPool", json!({"PoolName": "odd", member: value})),
            _ => self.call("UpdateUserPool", json!({"UserPoolId": id, member: value})),
        }
    }

    /// Users with unusual names. Most are refused, and the accepted names must stay distinct.
    fn odd_name(&mut self) {
        let id = self.pools[0].id.clone();
        let name = odd_value(&mut self.rng, "Username", &id);
        let op = self.rng.pick(&[
            "AdminCreateUser",
            "SignUp",
            "AdminGetUser",
            "AdminDisableUser",
            "AdminSetUserMFAPreference",
        ]);
        let mut input = json!({"UserPoolId": id, "ClientId": id, "Username": name});
        if op == "SignUp" {
            input["Password"] = json!("…");
        }
        self.call(op, input);
    }
}

/// The JSON pointers of all values below the top level.
fn collect(value: &Value, path: &str, into: &mut Vec<String>) {
    if !path.is_empty() {
        into.push(path.to_owned());
    }
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| collect(value, &format!("{path}/{name}"), into)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| collect(value, &format!("{path}/{index}"), into));
        }
        _ => {}
    }
}

fn remove(input: &mut Value, path: &str) {
    let Some((parent, leaf)) = path.rsplit_once('/') else { return };
    match input.pointer_mut(parent) {
        Some(Value::Object(map)) => drop(map.remove(leaf)),
        Some(Value::Array(list)) if !list.is_empty() => drop(list.pop()),
        _ => {}
    }
}

fn generic(rng: &mut Rng) -> Value {
    rng.pick(&[
        json!(null),
        json!(null),
        json!(""),
        json!("x"),
        json!(0),
        json!(true),
        json!([]),
        json!({}),
        json!(-1.5),
        json!(["x"]),
        json!({"Enabled": null}),
        json!("true"),
        json!([null]),
    ])
}

/// A text of `count` code points that ends in the placeholder.
fn padded(rng: &mut Rng, count: usize) -> String {
    let pad = rng.pick(&["a", WIDE, "\u{e9}"]);
    pad.repeat(count.saturating_sub(CODE.len())) + CODE
}

/// An ARN of `count` characters.
fn arn(count: usize) -> String {
    let start = "arn:a:b::1:";
    start.to_owned() + &"c".repeat(count.saturating_sub(start.len()))
}

fn long(rng: &mut Rng, counts: &[usize]) -> String {
    let pad = rng.pick(&["a", "a", WIDE]);
    let count = rng.pick(counts);
    pad.repeat(count)
}

fn texts(list: &[&str]) -> Vec<Value> {
    list.iter().map(|text| json!(text)).collect()
}

/// A value of the member at its limit, or just beyond it.
fn odd_value(rng: &mut Rng, member: &str, pool: &str) -> Value {
    let (five, six, most, over) = (padded(rng, 5), padded(rng, 6), padded(rng, 140), padded(rng, 141));
    let list = match member {
        "UserPoolId" | "ClientId" => texts(&[
            "",
            "local",
            "_a",
            "local_",
            "local_\u{ff11}",
            "l\u{f6}cal_1",
            "ap-northeast-2_abc",
            "eu_central_1_x",
            "-_0",
            "a b_1",
            &format!("{pool}\n"),
            &format!(" {pool}"),
            &format!("{pool}_"),
            &format!("{}_1", "a".repeat(53)),
            &format!("{}_1", "a".repeat(54)),
            &"_".repeat(56),
        ]),
        "SmsAuthenticationMessage" => texts(&[
            "",
            "{####",
            "{####}",
            "{###}",
            "Code {# ###}",
            &five,
            &most,
            &over,
            &over,
            "a\n{####}",
            "{####}\n",
            "\r{####}",
            "\u{85}{####}",
            "{####}\u{2028}",
            "a\u{2029}{####}b",
            "\u{b}\u{c}{####}\t",
            "{####}{####}",
            "\u{1f511}{##",
            "\u{0}{####}",
        ]),
        "Message" => {
            if rng.chance(8) {
                let count = rng.pick(&[20000, 20001]);
                return json!(padded(rng, count));
            }
            texts(&[
                "",
                "{###}",
                &five,
                &six,
                "Hello\n\t\r\u{b}\u{c} {####}",
                "bell \u{7} {####}",
                "nbsp\u{a0}{####}",
                "nel\u{85}{####}",
                "zwj \u{200d}{####}",
                "mark e\u{301} {####}",
                "\u{2028}{####}",
                "private \u{e000}{####}",
                "\u{378}{####}",
                "* {####} *",
                "\u{1f468}\u{200d}\u{1f469}{####}",
                "\u{1f511} \u{666} \u{20ac}{####}",
                "{####}\u{3000}",
                "no code",
            ])
        }
        "Subject" => texts(&[
            "",
            " ",
            "\n",
            "a",
            "nbsp\u{a0}x",
            "\u{85}",
            "\u{0}",
            "zwj\u{200d}",
            "\u{1f511}",
            "\u{feff}a",
            "e\u{301}",
            "\u{e000}",
            "a\u{2029}",
            "Code {####}",
            "\u{fffd}",
            "\u{20dd}\u{2460}\u{b2}",
        ]),
        "SnsCallerArn" | "CallerArn" => {
            if rng.chance(35) {
                let count = rng.pick(&[11, 12, 19, 20, 2048, 2049]);
                return json!(arn(count));
            }
            texts(&[
                "",
                "arn",
                "arn:aws:iam::123456789012:role/x",
                "arn:aws:iam:us-east-1:12:role/x:y:z",
                "arn:aws:iam::1:role/x:y:z:w",
                "arn:aws:iam::1:role/x\n",
                "arn:aws:iam::\u{661}:role/some-role",
                "arn:aws::us-east-1:12:role/x",
                "ARN:aws:iam::123456789012:role/x",
                "arn:aws:iam::123456789012:",
                "arn:aws:iam::account:role/some",
                "arn:aws:iam::12:r\u{f4}le/some",
                " arn:aws:iam::12:role/some-role",
                "arn:aws:iam:1:role/some-role",
                "arn:aws:iam::12:role/some role",
            ])
        }
        "ExternalId" | "OriginationIdentity" | "ConfigurationSetName" | "InEntityId" | "InTemplateId" => {
            if rng.chance(9) {
                let count = rng.pick(&[131_072, 131_073]);
                return json!("x".repeat(count));
            }
            texts(&["", "x", "\n", WIDE])
        }
        "SnsRegion" | "Region" => {
            let text = long(rng, &[4, 5, 32, 33]);
            texts(&["", "us-east-1", "local", "ap-northeast-1", &text, &text])
        }
        "RelyingPartyId" => {
            let text = long(rng, &[1, 127, 128]);
            texts(&["", "\n", &text, &text, &text])
        }
        "UserVerification" => texts(&["", "required", "Required", "discouraged", "preferred "]),
        "FactorConfiguration" => {
            texts(&["", "SINGLE_FACTOR", "MULTI_FACTOR", "SINGLE_FACTOR\n", "MULTI_FACTOR_WITH_USER_VERIFICATION"])
        }
        "MfaConfiguration" => {
            let text = long(rng, &[256, 257, 1000]);
            texts(&["", "on", "ON ", "OFF", "REQUIRED", "OPTIONAL", &text, &text])
        }
        "Username" | "USERNAME" => {
            let text = long(rng, &[127, 128, 129]);
            texts(&[
                "",
                "a b",
                "ann\n",
                "zwj\u{200d}",
                "nbsp\u{a0}",
                &text,
                &text,
                &text,
                "ANN",
                "e\u{301}",
                "\u{1f511}",
                "\u{7}",
                "a.b",
                "\t",
                "$\u{20ac}",
            ])
        }
        "AccessToken" => texts(&[
            "",
            " ",
            "x",
            "local_1",
            "local_99.ann",
            &format!("{pool}."),
            &format!("{pool}.ann\n"),
            &format!("{pool}.no body"),
            &format!("{pool}.\u{e9}"),
            "=_.-",
            "a/b",
            "a+b",
            &format!("{pool}.nobody"),
            &"a".repeat(3000),
        ]),
        "UserPoolTier" => texts(&["", "lite", "PLUS\n", "PREMIUM", "ESSENTIALS"]),
        "AllowedFirstAuthFactors" => vec![
            json!([]),
            json!("PASSWORD"),
            json!(["PASSWORD", "PASSWORD"]),
            json!(["PASSWORD", "email_otp"]),
            json!(["", "PUSH"]),
            json!(["PASSWORD", "WEB_AUTHN", "EMAIL_OTP", "SMS_OTP", "SOFTWARE_TOKEN"]),
            json!(["PASSWORD", "PASSWORD", "PASSWORD", "PASSWORD", "PASSWORD", "PASSWORD"]),
            json!(["A", "B", "C", "D", "E", "F"]),
            json!(["PASSWORD", "PASSWORD", "PASSWORD", "PASSWORD", "PASSWORD", "F"]),
            json!(["PASSWORD", "PASSWORD", "PASSWORD", "PASSWORD", "PASSWORD", 5]),
            json!(["PASSWORD", null]),
            json!(["PASSWORD", "F".repeat(257)]),
            json!(["PASSWORD", 5]),
            json!(["PASSWORD\n"]),
            json!({}),
            json!("PUSH"),
        ],
        "RecoveryMechanisms" => vec![
            json!([]),
            json!({}),
            json!([{}]),
            json!([{"Name": "verified_email"}]),
            json!([{"Priority": 1}]),
            json!([{"Name": "verified_email", "Priority": 1}, {"Name": "verified_phone_number", "Priority": 1}]),
            json!([{"Name": "verified_email", "Priority": 1}, {"Name": "verified_email", "Priority": 2}]),
            json!([{"Name": "verified_email", "Priority": 0}, {"Name": "admin", "Priority": 3}]),
            json!([{"Name": "a", "Priority": 3}, {"Name": "", "Priority": -1}, {"Name": "admin_only", "Priority": 2}]),
            json!([{"Name": "admin_only", "Priority": 2}, {"Name": "verified_email", "Priority": 1}]),
            json!(["admin_only"]),
            json!([null]),
            json!([{"Name": "verified_email", "Priority": 1}, {"Name": "verified_phone_number", "Priority": 2}, {}]),
            json!([{"Name": "verified_email", "Priority": 1}, {"Name": "admin_only", "Priority": 2}, {"Name": 5}]),
            json!([{"Name": "admin_only", "Priority": "1"}]),
        ],
        "Name" => texts(&["", "email", "Verified_Email", "admin_only ", "phone_number", "verified_email", "custom:x"]),
        "Priority" => vec![
            json!(0),
            json!(3),
            json!(1),
            json!(2),
            json!(-1),
            json!(2_147_483_647),
            json!("1"),
            json!(1.5),
            json!(true),
        ],
        "EmailSendingAccount" => texts(&["", "developer", "COGNITO_DEFAULT", "SES"]),
        "AdvancedSecurityMode" => texts(&["", "off", "ON", "ENFORCED "]),
        "EventAction" => texts(&["", "block", "ALLOW", "BLOCK", "MFA"]),
        "Enabled"
        | "PreferredMfa"
        | "Permanent"
        | "Notify"
        | "ChallengeRequiredOnNewDevice"
        | "DeviceOnlyRememberedOnUserPrompt" => {
            vec![json!(null), json!("true"), json!(1), json!({}), json!([]), json!(false), json!(true)]
        }
        "AuthFlow" => texts(&["", "user_auth", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", "USER_SRP_AUTH"]),
        "ChallengeName" => texts(&[
            "",
            "sms_mfa",
            "PASSWORD_VERIFIER",
            "PASSWORD",
            "PASSWORD_SRP",
            "CUSTOM_CHALLENGE",
            "SOFTWARE_TOKEN_MFA",
        ]),
        "UserAttributeNames" => {
            vec![json!([]), json!(["email", "email"]), json!("email"), json!([5]), json!(["email_verified", "name"])]
        }
        "TARGET_ACR_VALUES" => texts(&["", " ", "gold", "urn:cognito:loa:2\u{a0}", "\turn:cognito:loa:1\u{b}x"]),
        "TemporaryPassword" => texts(&["", "x"]),
        "Value" => texts(&["", "true", "TRUE", "x"]),
        _ => return generic(rng),
    };
    rng.pick(&list)
}

/// Complete requests that meet every constraint. The first nine have the most constraints.
fn templates(pool: &str, name: &str) -> Vec<(&'static str, Value)> {
    let arn = "arn:aws:iam::123456789012:role/cognito-sms";
    let eums = json!({
        "CallerArn": arn, "ExternalId": "x", "OriginationIdentity": "o", "ConfigurationSetName": "c", "InEntityId": "e",
        "InTemplateId": "t", "Region": "us-east-1",
    });
    let set = |sms: Value| {
        json!({
            "UserPoolId": pool, "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Code {####}", "SmsConfiguration": sms},
            "SoftwareTokenMfaConfiguration": {"Enabled": true}, "EmailMfaConfiguration": {"Message": "Code {####}", "Subject": "Code"},
            "MfaConfiguration": "OPTIONAL",
            "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required", "FactorConfiguration": "SINGLE_FACTOR"},
        })
    };
    let policies = json!({
        "UserPoolId": pool, "PoolName": "odd", "UserPoolTier": "PLUS", "MfaConfiguration": "OPTIONAL",
        "SmsConfiguration": {"SnsCallerArn": arn, "ExternalId": "x", "SnsRegion": "us-east-1"},
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 2}, {"Name": "verified_phone_number", "Priority": 1}]},
        "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false},
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
    });
    let settings = |extra: Value| {
        let mut input = json!({
            "SMSMfaSettings": {"Enabled": true, "PreferredMfa": false}, "SoftwareTokenMfaSettings": {"Enabled": false, "PreferredMfa": false},
            "EmailMfaSettings": {"Enabled": true, "PreferredMfa": true}, "WebAuthnMfaSettings": {"Enabled": false},
        });
        for (member, value) in extra.as_object().into_iter().flatten() {
            input[member.as_str()] = value.clone();
        }
        input
    };
    let named = json!({"UserPoolId": pool, "Username": name});
    let token = json!({"AccessToken": format!("{pool}.{name}")});
    let attributes = json!([{"Name": "email", "Value": "z@example.com"}, {"Name": "email_verified", "Value": "true"}]);
    let with = |base: &Value, member: &str, value: Value| {
        let mut base = base.clone();
        base[member] = value;
        base
    };
    let answer = json!({"ClientId": pool, "ChallengeName": "SELECT_MFA_TYPE", "ChallengeResponses": {"USERNAME": name, "ANSWER": "SMS_MFA"}});
    let begin = json!({"ClientId": pool, "AuthFlow": "USER_AUTH", "AuthParameters": {"USERNAME": name, "PREFERRED_CHALLENGE": "EMAIL_OTP", "TARGET_ACR_VALUES": "urn:cognito:loa:1"}});
    let mut templates = vec![
        ("SetUserPoolMfaConfig", set(json!({"SnsCallerArn": arn, "ExternalId": "x", "SnsRegion": "us-east-1"}))),
        ("SetUserPoolMfaConfig", set(json!({"EumsSms": eums}))),
        ("CreateUserPool", policies.clone()),
        ("UpdateUserPool", policies.clone()),
        ("UpdateUserPool", with(&policies, "SmsConfiguration", json!({"EumsSms": eums}))),
        ("SetUserMFAPreference", settings(token.clone())),
        ("AdminSetUserMFAPreference", settings(named.clone())),
        (
            "SetRiskConfiguration",
            json!({"UserPoolId": pool, "AccountTakeoverRiskConfiguration": {"Actions": {
            "LowAction": {"Notify": true, "EventAction": "NO_ACTION"}, "MediumAction": {"Notify": true, "EventAction": "MFA_REQUIRED"},
            "HighAction": {"Notify": true, "EventAction": "BLOCK"}}}}),
        ),
        (
            "SetUserPoolMfaConfig",
            json!({"UserPoolId": pool, "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
        ),
        ("DescribeUserPool", json!({"UserPoolId": pool})),
        ("GetUserPoolMfaConfig", json!({"UserPoolId": pool})),
        ("AdminCreateUser", with(&with(&named, "UserAttributes", attributes.clone()), "TemporaryPassword", json!("…"))),
        ("SignUp", json!({"ClientId": pool, "Username": "zed", "Password": "…", "UserAttributes": attributes})),
        ("AdminConfirmSignUp", named.clone()),
        ("AdminEnableUser", named.clone()),
        ("AdminResetUserPassword", named.clone()),
        ("AdminGetUser", named.clone()),
        ("AdminGetUserAuthFactors", named.clone()),
        ("AdminDeleteSoftwareToken", named.clone()),
        ("ForgotPassword", json!({"ClientId": pool, "Username": name})),
        ("ConfirmForgotPassword", json!({"ClientId": pool, "Username": name})),
        ("AdminSetUserPassword", json!({"UserPoolId": pool, "Username": name, "Password": "…", "Permanent": true})),
        ("AdminUpdateUserAttributes", with(&named, "UserAttributes", attributes)),
        ("AdminDeleteUserAttributes", with(&named, "UserAttributeNames", json!(["phone_number"]))),
        ("VerifySoftwareToken", with(&token, "UserCode", json!("123456"))),
        ("VerifySoftwareToken", json!({"Session": format!("{pool}.{name}"), "UserCode": "123456"})),
        ("AssociateSoftwareToken", token.clone()),
        ("AssociateSoftwareToken", json!({"Session": format!("{pool}.{name}")})),
        ("GetTokensFromRefreshToken", json!({"ClientId": pool, "RefreshToken": format!("{pool}.{name}")})),
        (
            "InitiateAuth",
            json!({"ClientId": pool, "AuthFlow": "REFRESH_TOKEN", "AuthParameters": {"REFRESH_TOKEN": format!("{pool}.{name}")}}),
        ),
        ("CompleteWebAuthnRegistration", with(&token, "Credential", json!({"id": "c"}))),
        ("DeleteWebAuthnCredential", token.clone()),
        ("GetUser", token.clone()),
        ("StartWebAuthnRegistration", token.clone()),
        ("ChangePassword", with(&token, "ProposedPassword", json!("…"))),
        ("ConfirmSignUp", json!({"ClientId": pool, "Username": name, "ConfirmationCode": "123456"})),
        ("DescribeRiskConfiguration", json!({"UserPoolId": pool})),
        ("GetUserAuthFactors", token),
        ("InitiateAuth", begin.clone()),
        ("AdminInitiateAuth", with(&begin, "UserPoolId", json!(pool))),
        (
            "InitiateAuth",
            json!({"ClientId": pool, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": name, "SRP_A": "a"}}),
        ),
        ("RespondToAuthChallenge", answer.clone()),
        ("AdminRespondToAuthChallenge", with(&answer, "UserPoolId", json!(pool))),
    ];
    // Any other operation of the engine gets at least the members that name a pool and a user.
    let any = json!({"UserPoolId": pool, "ClientId": pool, "Username": name, "AccessToken": format!("{pool}.{name}")});
    for operation in Request::OPERATIONS {
        if !templates.iter().any(|(known, _)| known == operation) {
            templates.push((operation, any.clone()));
        }
    }
    templates
}
