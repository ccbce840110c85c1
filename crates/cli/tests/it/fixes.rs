//! Each fix that `lint` prints is applied to the file as a person would, and the file is judged again.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use cognito_mfa::Profile;
use cognito_mfa::wire::{DescribedPool, PoolAnswer, UserPoolMfaConfig, UserPoolResponse};
use cognito_mfa_infra::cloudformation::{Deployment, Template};
use cognito_mfa_infra::read;
use serde_json::{Value, json};

use crate::command::run_unchecked;
use crate::follow::{LATER, LIMIT, apply, sms};

/// The settings that matter to the rules and to the decision, each with its values. A null one is left out.
fn settings() -> [(&'static str, Vec<Value>); 12] {
    let list = |values: &[&str]| json!({"SignInPolicy": {"AllowedFirstAuthFactors": values}});
    let recovery = |names: &[&str]| {
        let mechanism = |(index, name)| json!({"Name": name, "Priority": index + 1});
        json!({"RecoveryMechanisms": names.iter().enumerate().map(mechanism).collect::<Vec<_>>()})
    };
    let device = json!({"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true});
    [
        ("MfaConfiguration", vec![Value::Null, "OFF".into(), "ON".into(), "OPTIONAL".into()]),
        (
            "EnabledMfas",
            vec![
                Value::Null,
                json!([]),
                json!(["SOFTWARE_TOKEN_MFA"]),
                json!(["SMS_MFA"]),
                json!(["SMS_MFA", "EMAIL_OTP"]),
                json!(["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]),
                json!(["SMS_MFA", "SOFTWARE_TOKEN_MFA"]),
            ],
        ),
        (
            "WebAuthnFactorConfiguration",
            vec![Value::Null, "SINGLE_FACTOR".into(), "MULTI_FACTOR_WITH_USER_VERIFICATION".into()],
        ),
        (
            "Policies",
            vec![
                Value::Null,
                list(&["PASSWORD", "EMAIL_OTP"]),
                list(&["PASSWORD", "WEB_AUTHN", "SMS_OTP"]),
                list(&["PASSWORD", "WEB_AUTHN"]),
                list(&["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]),
            ],
        ),
        ("UserPoolTier", vec![Value::Null, "LITE".into(), "PLUS".into()]),
        ("SmsConfiguration", vec![Value::Null, sms()]),
        ("EmailConfiguration", vec![Value::Null, json!({"EmailSendingAccount": "DEVELOPER"})]),
        (
            "AccountRecoverySetting",
            vec![
                Value::Null,
                recovery(&["verified_email"]),
                recovery(&["admin_only"]),
                recovery(&["verified_phone_number", "verified_email"]),
            ],
        ),
        ("UserPoolAddOns", vec![Value::Null, json!({"AdvancedSecurityMode": "ENFORCED"})]),
        ("DeviceConfiguration", vec![Value::Null, device]),
        ("WebAuthnUserVerification", vec![Value::Null, "required".into(), "preferred".into()]),
        ("EmailAuthenticationMessage", vec![Value::Null, "Code {####}".into()]),
    ]
}

/// A file with user pools.
enum File {
    /// A template that creates them.
    Creation,
    /// A template that updates the pool of these answers.
    Update(Vec<PathBuf>),
    /// A plan that creates them.
    Plan,
    /// A plan that updates the pool with these attributes.
    PlannedUpdate(Value),
}

/// Each so many combination of the settings.
fn pools(settings: &[(&'static str, Vec<Value>)], step: usize) -> Vec<Value> {
    let count: usize = settings.iter().map(|(_, values)| values.len()).product();
    let pool = |number: usize| {
        let (mut pool, mut rest) = (json!({}), number);
        for (name, values) in settings {
            let value = &values[rest % values.len()];
            rest /= values.len();
            if !value.is_null() {
                pool[*name] = value.clone();
            }
        }
        pool
    };
    (0..count).step_by(step).map(pool).collect()
}

/// The settings with values that the template leaves open.
fn open_settings() -> [(&'static str, Vec<Value>); 12] {
    let mut settings = settings();
    let parameter = |name: &str| json!({"Ref": name});
    for (name, values) in &mut settings {
        match *name {
            "MfaConfiguration" => {
                *values = vec!["OFF".into(), "ON".into(), parameter("Mode"), parameter("OnOrOptional")];
            }
            "UserPoolTier" => *values = vec![Value::Null, parameter("Tier")],
            "WebAuthnFactorConfiguration" => *values = vec![Value::Null, parameter("Passkeys"), "SINGLE_FACTOR".into()],
            "Policies" => {
                let open = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", parameter("Factor")]}});
                values.extend([open.clone(), open]);
            }
            _ => {}
        }
    }
    settings
}

/// The attributes of Terraform for these properties. Structures are lists of one map.
fn attributes(pool: &Value) -> Value {
    let enables = |name: &str| pool["EnabledMfas"].as_array().is_some_and(|list| list.contains(&name.into()));
    let block = |is_there: bool, block: Value| if is_there { json!([block]) } else { json!([]) };
    let factors = &pool["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"];
    let mut passkeys = json!({"relying_party_id": "example.com"});
    for (name, attribute) in
        [("WebAuthnFactorConfiguration", "factor_configuration"), ("WebAuthnUserVerification", "user_verification")]
    {
        if !pool[name].is_null() {
            passkeys[attribute] = pool[name].clone();
        }
    }
    let has_passkeys = passkeys.as_object().unwrap().len() > 1;
    let mechanisms = pool["AccountRecoverySetting"]["RecoveryMechanisms"].as_array();
    let mechanisms: Option<Vec<Value>> =
        mechanisms.map(|all| all.iter().map(|one| json!({"name": one["Name"], "priority": one["Priority"]})).collect());
    // In a template, the text alone turns on email.
    let has_email = enables("EMAIL_OTP") || !pool["EmailAuthenticationMessage"].is_null();
    let device = &pool["DeviceConfiguration"];
    json!({
        "id": "eu-west-1_a",
        "name": "p",
        "mfa_configuration": pool["MfaConfiguration"].as_str().unwrap_or("OFF"),
        "user_pool_tier": pool["UserPoolTier"],
        "software_token_mfa_configuration": block(enables("SOFTWARE_TOKEN_MFA"), json!({"enabled": true})),
        "email_mfa_configuration": block(has_email, json!({"message": "Code {####}", "subject": "Code"})),
        "sms_configuration": block(
            !pool["SmsConfiguration"].is_null(),
            json!({"sns_caller_arn": sms()["SnsCallerArn"], "external_id": "x"}),
        ),
        "web_authn_configuration": block(has_passkeys, passkeys),
        "sign_in_policy": block(!factors.is_null(), json!({"allowed_first_auth_factors": factors})),
        "email_configuration": block(
            !pool["EmailConfiguration"].is_null(),
            json!({"email_sending_account": pool["EmailConfiguration"]["EmailSendingAccount"]}),
        ),
        "account_recovery_setting": block(mechanisms.is_some(), json!({"recovery_mechanism": mechanisms})),
        "user_pool_add_ons": block(
            !pool["UserPoolAddOns"].is_null(),
            json!({"advanced_security_mode": pool["UserPoolAddOns"]["AdvancedSecurityMode"]}),
        ),
        "device_configuration": block(
            !device.is_null(),
            json!({
                "challenge_required_on_new_device": device["ChallengeRequiredOnNewDevice"],
                "device_only_remembered_on_user_prompt": device["DeviceOnlyRememberedOnUserPrompt"],
            }),
        ),
        "sms_authentication_message": null,
    })
}

/// What the service returns about a pool with these properties.
fn answers(pool: &Value, name: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fixes");
    fs::create_dir_all(&folder).unwrap();
    let enables = |name: &str| pool["EnabledMfas"].as_array().is_some_and(|list| list.contains(&name.into()));
    let mode = pool["MfaConfiguration"].as_str().unwrap_or("OFF");
    let mut described = json!({"Id": "eu-west-1_a", "MfaConfiguration": mode, "UserPoolTier": "ESSENTIALS"});
    for name in ["UserPoolTier", "Policies", "SmsConfiguration", "AccountRecoverySetting", "UserPoolAddOns"] {
        if !pool[name].is_null() {
            described[name] = pool[name].clone();
        }
    }
    let sender = pool["EmailConfiguration"]["EmailSendingAccount"].as_str().unwrap_or("COGNITO_DEFAULT");
    described["EmailConfiguration"] = json!({"EmailSendingAccount": sender});
    let mut config = json!({"MfaConfiguration": mode});
    if enables("SOFTWARE_TOKEN_MFA") {
        config["SoftwareTokenMfaConfiguration"] = json!({"Enabled": true});
    }
    if enables("SMS_MFA") {
        config["SmsMfaConfiguration"] = json!({"SmsConfiguration": sms()});
    }
    if enables("EMAIL_OTP") {
        config["EmailMfaConfiguration"] = json!({"Message": "Code {####}"});
    }
    if let Some(factor) = pool["WebAuthnFactorConfiguration"].as_str() {
        config["WebAuthnConfiguration"] =
            json!({"RelyingPartyId": "example.com", "UserVerification": "required", "FactorConfiguration": factor});
    }
    let risk = json!({"RiskConfiguration": {"UserPoolId": "eu-west-1_a"}});
    let write = |(operation, answer): (&str, Value)| {
        let path = folder.join(format!("{name}-{operation}.json"));
        fs::write(&path, answer.to_string()).unwrap();
        path
    };
    [("describe", json!({"UserPool": described})), ("mfa", config), ("risk", risk)].map(write).into()
}

/// Pools that the service has, each with another mode and other ways to sign in.
fn pools_before() -> Vec<Value> {
    let list = |values: &[&str]| json!({"SignInPolicy": {"AllowedFirstAuthFactors": values}});
    let phone = json!({"RecoveryMechanisms": [
        {"Name": "verified_phone_number", "Priority": 1}, {"Name": "verified_email", "Priority": 2},
    ]});
    vec![
        json!({"UserPoolTier": "ESSENTIALS", "Policies": list(&["PASSWORD", "EMAIL_OTP"])}),
        json!({
            "MfaConfiguration": "OPTIONAL", "EnabledMfas": ["SMS_MFA", "SOFTWARE_TOKEN_MFA"], "SmsConfiguration": sms(),
            "Policies": list(&["PASSWORD", "WEB_AUTHN", "SMS_OTP"]), "WebAuthnFactorConfiguration": "SINGLE_FACTOR",
        }),
        json!({
            "MfaConfiguration": "ON", "EnabledMfas": ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"], "AccountRecoverySetting": phone,
            "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}, "UserPoolTier": "PLUS",
            "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"}, "Policies": list(&["PASSWORD", "WEB_AUTHN"]),
            "WebAuthnFactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION",
        }),
    ]
}

impl File {
    /// The findings of each of these pools.
    fn lint(&self, pools: &[Value]) -> Vec<Vec<Value>> {
        match self {
            Self::Creation => lint(&template(pools), &[], pools.len()),
            Self::Plan => lint(&plan(pools, &Value::Null), &[], pools.len()),
            Self::PlannedUpdate(before) => {
                let mut findings = lint(&plan(pools, before), &[], pools.len());
                for (pool, findings) in pools.iter().zip(&mut findings).filter(|(pool, _)| !pool[LATER].is_null()) {
                    *findings = in_two_steps(pool, before);
                }
                findings
            }
            // Answers are about one pool.
            Self::Update(before) => {
                let lint = |pool: &Value| {
                    if !pool[LATER].is_null() {
                        return in_two_deployments(pool, before);
                    }
                    lint(&template(std::slice::from_ref(pool)), before, 1).remove(0)
                };
                pools.iter().map(lint).collect()
            }
        }
    }

    /// The pool as this file has it.
    fn pool(&self, properties: &Value) -> Value {
        match self {
            Self::Creation | Self::Update(_) => properties.clone(),
            Self::Plan | Self::PlannedUpdate(_) => attributes(properties),
        }
    }
}

/// The refusals of the first deployment, and the findings of the second one, which changes the properties in the list `LATER`.
fn in_two_deployments(pool: &Value, before: &[PathBuf]) -> Vec<Value> {
    let mut second = pool.clone();
    let later = second.as_object_mut().unwrap().remove(LATER).unwrap();
    let answers: Vec<String> = before.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let described: Value = answers.iter().map(|text| serde_json::from_str(text).unwrap()).next().unwrap();
    let mut first = second.clone();
    first.as_object_mut().unwrap().remove("AccountTakeoverRiskConfiguration");
    for name in later.as_array().unwrap() {
        let (name, now) = (name.as_str().unwrap(), &described["UserPool"][name.as_str().unwrap()]);
        if now.is_null() {
            first.as_object_mut().unwrap().remove(name);
        } else {
            first[name] = now.clone();
        }
    }
    let findings = lint(&template(std::slice::from_ref(&first)), before, 1).remove(0);
    let mut findings: Vec<Value> = findings.into_iter().filter(is_error).collect();
    // After a refused first deployment, the second one doesn't lead to the pool that its findings are about.
    if findings.is_empty() {
        let reached = reached(&first, &answers);
        findings.extend(lint(&template(std::slice::from_ref(&second)), &reached, 1).remove(0));
        for path in reached {
            fs::remove_file(path).unwrap();
        }
    }
    findings
}

/// What the service returns about the pool of these answers after an accepted update by a template.
fn reached(properties: &Value, before: &[String]) -> Vec<PathBuf> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let before = before.iter().map(|answer| PoolAnswer::decode(answer).unwrap());
    let before = DescribedPool::new(before, Profile::Observed).pool;
    let file = "template.json".into();
    let text = template(std::slice::from_ref(properties)).to_string();
    let deployment = Deployment { before: Some(&before), ..Deployment::default() };
    let judged = Template::new(&file, &read::yaml::node(&file, &text).unwrap()).judge(&deployment);
    let pool = &judged[0].judgment.pools[0].pool;
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let write = |operation: &str, answer: Value| {
        let path =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fixes").join(format!("step-{number}-{operation}.json"));
        fs::write(&path, answer.to_string()).unwrap();
        path
    };
    let risk = json!({"RiskConfiguration": {"UserPoolId": "eu-west-1_a"}});
    vec![
        write("describe", serde_json::to_value(UserPoolResponse::new("eu-west-1_a", pool)).unwrap()),
        write("mfa", serde_json::to_value(UserPoolMfaConfig::from(pool)).unwrap()),
        write("risk", risk),
    ]
}

/// The refusals of the first apply, and the findings of the second one, which changes the attributes in the list `LATER`.
fn in_two_steps(pool: &Value, before: &Value) -> Vec<Value> {
    let mut second = pool.clone();
    let later = second.as_object_mut().unwrap().remove(LATER).unwrap();
    let is_later = |name: &str| {
        let names = later.as_array().unwrap().iter().map(|one| one.as_str().unwrap());
        names.into_iter().any(|one| match one.split_once('*') {
            Some((start, end)) => name.starts_with(start) && name.ends_with(end),
            None => name == one,
        })
    };
    let mut first = second.clone();
    for (name, value) in first.as_object_mut().unwrap().iter_mut().filter(|(name, _)| is_later(name)) {
        *value = before[name].clone();
    }
    first.as_object_mut().unwrap().remove("account_takeover_risk_configuration");
    let findings = |pool: &Value, before| lint(&plan(std::slice::from_ref(pool), before), &[], 1).remove(0);
    let refusals: Vec<Value> = findings(&first, before).into_iter().filter(is_error).collect();
    // UpdateUserPool keeps what it isn't sent.
    for name in
        ["account_recovery_setting", "email_configuration", "sign_in_policy", "sms_configuration", "user_pool_tier"]
    {
        if first[name].is_null() || first[name] == json!([]) {
            first[name] = before[name].clone();
        }
    }
    // After a refused first step, the second one doesn't lead to the pool that its findings are about.
    let is_reached = refusals.is_empty();
    let of_second = findings(&second, &first).into_iter().filter(|one| is_reached || one["table"] != "lint");
    refusals.iter().cloned().chain(of_second).collect()
}

/// A template with these pools.
fn template(pools: &[Value]) -> Value {
    let parameter = |values: &[&str]| json!({"Type": "String", "AllowedValues": values});
    let mut parameters = json!({
        "Mode": parameter(&["OFF", "OPTIONAL", "ON"]),
        "OnOrOptional": parameter(&["ON", "OPTIONAL"]),
        "Tier": parameter(&["LITE", "ESSENTIALS", "PLUS"]),
        "Passkeys": parameter(&["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"]),
        "Factor": parameter(&["WEB_AUTHN", "EMAIL_OTP", "SMS_OTP", "PASSWORD"]),
    });
    let mut resources = json!({});
    for (number, properties) in pools.iter().enumerate() {
        let mut properties = properties.clone();
        // With other values, it's another parameter.
        if let Some(Value::Object(limits)) = properties.as_object_mut().unwrap().remove(LIMIT) {
            for (name, values) in limits {
                let limited = format!("{name}{number}");
                let text = properties.to_string().replace(&format!("\"{name}\""), &format!("\"{limited}\""));
                properties = serde_json::from_str(&text).unwrap();
                parameters[limited] = json!({"Type": "String", "AllowedValues": values});
            }
        }
        // An action at a risk level is in a resource of its own.
        let risk = properties.as_object_mut().unwrap().remove("AccountTakeoverRiskConfiguration");
        if let Some(mut actions) = risk {
            for action in actions["Actions"].as_object_mut().unwrap().values_mut() {
                action["Notify"] = false.into();
            }
            let name = format!("P{number}");
            resources[format!("{name}Risk")] = json!({
                "Type": "AWS::Cognito::UserPoolRiskConfigurationAttachment",
                "Properties": {"UserPoolId": {"Ref": name}, "ClientId": "ALL", "AccountTakeoverRiskConfiguration": actions},
            });
        }
        resources[format!("P{number}")] = json!({"Type": "AWS::Cognito::UserPool", "Properties": properties});
    }
    json!({"Parameters": parameters, "Resources": resources})
}

/// A plan that leads to these pools.
fn plan(pools: &[Value], before: &Value) -> Value {
    let action = if before.is_null() { "create" } else { "update" };
    let (mut changes, mut resources) = (Vec::new(), Vec::new());
    let mut add = |kind: &str, number: usize, action: &str, before: &Value, after: &Value, expressions: Value| {
        let (address, provider) = (format!("{kind}.P{number}"), "registry.terraform.io/hashicorp/aws");
        let name = format!("P{number}");
        changes.push(json!({
            "address": address, "mode": "managed", "type": kind, "name": name, "provider_name": provider,
            "change": {
                "actions": [action], "before": before, "after": after, "after_unknown": {}, "before_sensitive": false,
                "after_sensitive": {},
            },
        }));
        resources.push(json!({
            "address": address, "mode": "managed", "type": kind, "name": name, "expressions": expressions,
        }));
    };
    for (number, attributes) in pools.iter().enumerate() {
        let mut after = attributes.clone();
        let risk = after.as_object_mut().unwrap().remove("account_takeover_risk_configuration");
        add("aws_cognito_user_pool", number, action, before, &after, json!({}));
        if let Some(risk) = risk {
            let of = |level: &str| match risk["actions"][level]["event_action"].as_str() {
                Some(action) => json!([{"event_action": action, "notify": false}]),
                None => json!([]),
            };
            let levels = json!({
                "low_action": of("low_action"), "medium_action": of("medium_action"), "high_action": of("high_action"),
            });
            let pool = format!("aws_cognito_user_pool.P{number}");
            let after = json!({
                "client_id": null,
                "account_takeover_risk_configuration": [{"actions": [levels], "notify_configuration": []}],
            });
            let reference = json!({"user_pool_id": {"references": [format!("{pool}.id"), pool]}});
            add("aws_cognito_risk_configuration", number, "create", &Value::Null, &after, reference);
        }
    }
    json!({
        "format_version": "1.2",
        "terraform_version": "1.13.4",
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": resources}},
    })
}

/// The findings of each of the pools `P0`, `P1` and so on of a file.
fn lint(file: &Value, before: &[PathBuf], count: usize) -> Vec<Vec<Value>> {
    let mut arguments: Vec<OsString> = ["lint", "-", "--json"].map(Into::into).into();
    for path in before {
        arguments.extend(["--before".into(), path.into()]);
    }
    let run = run_unchecked(arguments, file.to_string().as_bytes());
    assert_eq!(run.err, "", "{file}");
    let mut findings: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let answer: Value = serde_json::from_str(&run.out).unwrap();
    for finding in answer["findings"].as_array().unwrap() {
        let resource = finding["resource"].as_str().unwrap();
        let name = resource.rsplit('.').next().unwrap();
        findings.entry(name.strip_suffix("Risk").unwrap_or(name).to_owned()).or_default().push(finding.clone());
    }
    (0..count).map(|number| findings.remove(&format!("P{number}")).unwrap_or_default()).collect()
}

/// What a finding is about: its code, and the setting without effect or the risk level.
fn key(finding: &Value) -> String {
    let code = finding["code"].as_str().unwrap();
    let is_one_of_several = code == "unused-setting" || code.starts_with("risk-");
    let what = if is_one_of_several { &finding["message"] } else { &Value::Null };
    format!("{code} {what}")
}

fn keys(findings: &[Value], is_one: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    findings.iter().filter(|finding| is_one(finding)).map(key).collect()
}

/// Whether a finding is a refusal of the deployment, for some of what the file leaves open.
fn is_error(finding: &Value) -> bool {
    finding["severity"] == "error" || !finding["service_message"].is_null()
}

/// The refusals, and once more those that happen for certain.
fn errors(findings: &[Value]) -> BTreeSet<String> {
    let certain = keys(findings, |one| one["severity"] == "error" && one["certainty"] == "certain");
    let certain = certain.into_iter().map(|key| format!("{key} for certain"));
    keys(findings, is_error).into_iter().chain(certain).collect()
}

/// What no setting of the pool fixes, or what only its owner can decide.
const WITHOUT_INSTRUCTION: [&str; 4] =
    ["provider-resets-passkeys", "sms-configuration-stays", "removal-keeps-sign-in-policy", "passkeys-unusable"];

/// A pool after some fixes, with what must be gone then.
struct Fixed<'p> {
    from: &'p Value,
    properties: Value,
    fixes: Vec<String>,
    gone: Vec<String>,
    errors: BTreeSet<String>,
}

/// The pools after each fix alone, and after all first fixes at once.
fn fixed<'p>(from: &'p Value, findings: &[Value]) -> Vec<Fixed<'p>> {
    let errors = self::errors(findings);
    let of = |of: &[(&Value, &Value)], errors: &BTreeSet<String>| {
        let mut properties = from.clone();
        let fixes: Vec<String> = of.iter().map(|(_, fix)| fix["text"].as_str().unwrap().to_owned()).collect();
        for fix in &fixes {
            apply(&mut properties, fix);
        }
        let gone = of.iter().map(|(finding, _)| key(finding)).collect();
        Fixed { from, properties, fixes, gone, errors: errors.clone() }
    };
    let mut fixed = Vec::new();
    let mut firsts = Vec::new();
    for finding in findings.iter().filter(|finding| !WITHOUT_INSTRUCTION.contains(&finding["code"].as_str().unwrap())) {
        let all = finding["fixes"].as_array().unwrap();
        let is_unsafe = |fix: &Value| fix["safety"] == "unsafe";
        assert!(!all.first().is_some_and(is_unsafe) || all.iter().all(is_unsafe), "{finding:#}\nof {from}");
        fixed.extend(all.iter().map(|fix| of(&[(finding, fix)], &errors)));
        // What locks users out isn't recommended, but a refusal has to be fixed.
        let first = all.first().filter(|fix| fix["safety"] != "unsafe" || is_error(finding));
        firsts.extend(first.map(|fix| (finding, fix)));
    }
    fixed.push(of(&firsts, &BTreeSet::new()));
    fixed
}

/// Checks the fixes of these pools. Returns how many changed pools were judged.
fn check(file: &File, pools: &[Value]) -> usize {
    let pools: Vec<Value> = pools.iter().map(|pool| file.pool(pool)).collect();
    let findings = file.lint(&pools);
    let fixed: Vec<Fixed<'_>> =
        pools.iter().zip(&findings).flat_map(|(pool, findings)| self::fixed(pool, findings)).collect();
    for fixed in fixed.chunks(64) {
        let properties: Vec<Value> = fixed.iter().map(|one| one.properties.clone()).collect();
        for (one, findings) in fixed.iter().zip(file.lint(&properties)) {
            let Fixed { from, properties, fixes, gone, errors } = one;
            let (left, errors_left) = (keys(&findings, |_| true), self::errors(&findings));
            let place = || format!("{fixes:#?}\nof {from}\nlead to {properties}\nwith {left:?}");
            assert!(errors_left.is_subset(errors), "{}", place());
            assert!(gone.iter().all(|gone| !left.contains(gone)), "{}", place());
        }
    }
    fixed.len()
}

/// Each kind of file, with each so many combination of its settings.
fn check_all(file: &File, settings: &[(&'static str, Vec<Value>)], step: usize) -> usize {
    pools(settings, step).chunks(32).map(|pools| check(file, pools)).sum()
}

#[test]
fn printed_fixes_of_new_pools_remove_their_findings_alone_and_together() {
    let count = check_all(&File::Creation, &settings(), 11_987);
    assert!(count > 150, "{count}");
}

#[test]
fn printed_fixes_of_open_values_remove_their_findings_alone_and_together() {
    let count = check_all(&File::Creation, &open_settings(), 24_007);
    assert!(count > 30, "{count}");
}

#[test]
fn printed_fixes_of_updates_remove_their_findings_alone_and_together() {
    let update = |(number, pool): (usize, &Value)| {
        check_all(&File::Update(answers(pool, &number.to_string())), &settings(), 90_007)
    };
    let count: usize = pools_before().iter().enumerate().map(update).sum();
    assert!(count > 40, "{count}");
}

#[test]
fn printed_fixes_of_plans_remove_their_findings_alone_and_together() {
    let count = check_all(&File::Plan, &settings(), 36_007);
    assert!(count > 25, "{count}");
    let update = |pool: &Value| check_all(&File::PlannedUpdate(attributes(pool)), &settings(), 96_013);
    let count: usize = pools_before().iter().map(update).sum();
    assert!(count > 25, "{count}");
}

/// In the long searches, each so many combination.
fn step_of_many() -> usize {
    if std::env::var_os("COGNITO_MFA_EVERY_POLICY").is_some() { 397 } else { 3989 }
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn printed_fixes_of_many_new_pools_remove_their_findings_alone_and_together() {
    for file in [File::Creation, File::Plan] {
        let count = check_all(&file, &settings(), step_of_many());
        assert!(count > 200, "{count}");
    }
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn printed_fixes_of_many_updates_remove_their_findings_alone_and_together() {
    let before = pools_before();
    let answers = |(number, pool): (usize, &Value)| File::Update(answers(pool, &format!("many-{number}")));
    let updates = before.iter().enumerate().map(answers);
    for file in updates.chain(before.iter().map(|pool| File::PlannedUpdate(attributes(pool)))) {
        let count = check_all(&file, &settings(), step_of_many());
        assert!(count > 200, "{count}");
    }
}

#[test]
#[ignore = "long: .ci/long runs it"]
fn printed_fixes_of_many_open_values_remove_their_findings_alone_and_together() {
    let count = check_all(&File::Creation, &open_settings(), step_of_many());
    assert!(count > 200, "{count}");
}
