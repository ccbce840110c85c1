//! The snippets, read back: each of them makes the pool of the state.

use cognito_mfa::Pool;
use cognito_mfa::Profile;
use cognito_mfa::wire::{PoolRequest, Request, RiskConfigurationResponse, UserPoolMfaConfig, UserPoolResponse};
use cognito_mfa_playground::read;
use serde_json::{Map, Value, json};

use crate::fixture::{decide, details, ok, presets};

/// The pools of the presets and of their single changes, each with its snippets. Refused pools and pools that a template can't
/// make are left out.
fn pools() -> Vec<(Value, Value)> {
    let mut pools: Vec<Value> = Vec::new();
    for (_, state) in presets() {
        let details = details(&state);
        let single = details["singleChanges"].as_array().unwrap().iter();
        let after = single.filter(|change| change["subject"] == "pool").map(|change| change["state"]["pool"].clone());
        pools.extend(std::iter::once(state["pool"].clone()).chain(after));
    }
    // More of what the presets don't have.
    for (id, value) in [
        ("EmailSendingAccount", json!("DEVELOPER")),
        ("AccountRecoverySetting", json!("by phone, then email")),
        ("DeviceConfiguration", json!("remembered on prompt")),
        ("AllowedFirstAuthFactors", json!(["EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"])),
        ("UserVerification", json!("required")),
        ("UserPoolTier", json!("LITE")),
    ] {
        pools.push(json!({id: value}));
    }
    let email = json!({
        "MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": true, "SoftwareTokenMfaConfiguration": true,
        "EmailSendingAccount": "DEVELOPER", "AccountRecoverySetting": "by phone"
    });
    pools.push(email);
    let mut read = Vec::new();
    for pool in pools {
        let decision = decide(&json!({"pool": pool}));
        if decision["refusal"].is_null() {
            let state = decision["state"].clone();
            let snippets = details(&state)["snippets"].clone();
            read.push((state["pool"].clone(), snippets));
        }
    }
    assert!(read.len() >= 30, "{}", read.len());
    read
}

#[test]
fn commands_of_the_cli_make_the_pool() {
    for (pool, snippets) in pools() {
        let commands = snippets["cli"].as_str().unwrap();
        let mut made: Option<Pool> = None;
        for command in commands.split("aws cognito-idp ").skip(1) {
            let operation = command.split_whitespace().next().unwrap();
            let body = command.split_once("--cli-input-json '").unwrap().1.rsplit_once('\'').unwrap().0;
            let mut body: Value = serde_json::from_str(body).unwrap();
            made = Some(match (operation, made) {
                ("create-user-pool", None) => {
                    let body = body.to_string();
                    let Request::CreateUserPool(settings) = Request::decode("CreateUserPool", &body).unwrap() else {
                        unreachable!("{body}")
                    };
                    Pool::create(&settings, Profile::Observed).unwrap().into_next()
                }
                (operation, Some(made)) => {
                    assert!(command.contains("--user-pool-id \"$USER_POOL_ID\""));
                    body["UserPoolId"] = "local_1".into();
                    let operation = match operation {
                        "update-user-pool" => "UpdateUserPool",
                        "set-user-pool-mfa-config" => "SetUserPoolMfaConfig",
                        other => {
                            assert_eq!(other, "set-risk-configuration");
                            "SetRiskConfiguration"
                        }
                    };
                    let body = body.to_string();
                    let Request::Pool(_, PoolRequest::Apply(call)) = Request::decode(operation, &body).unwrap() else {
                        unreachable!("{body}")
                    };
                    made.apply(&call).unwrap().into_next()
                }
                (other, None) => unreachable!("{other}"),
            });
        }
        // What the service then describes is the pool of the form.
        let made = made.unwrap();
        let described = serde_json::to_string(&UserPoolResponse::new("local_1", &made)).unwrap();
        let config = serde_json::to_string(&UserPoolMfaConfig::from(&made)).unwrap();
        let risk = serde_json::to_string(&RiskConfigurationResponse::new("local_1", &made)).unwrap();
        let answers = format!("{described}\n{config}\n{risk}");
        assert_eq!(ok(&read(&answers, "{}"))["state"]["pool"], pool, "{answers}");
    }
}

#[test]
fn template_makes_the_pool() {
    for (pool, snippets) in pools() {
        let template = snippets["cloudformation"].as_str().unwrap();
        assert_read_back(template, template, &pool, &snippets);
    }
}

#[test]
fn terraform_code_makes_the_pool() {
    for (pool, snippets) in pools() {
        let code = snippets["terraform"].as_str().unwrap();
        assert_read_back(&plan(code).to_string(), code, &pool, &snippets);
    }
}

#[track_caller]
fn assert_read_back(text: &str, shown: &str, pool: &Value, snippets: &Value) {
    let answer: Value = serde_json::from_str(&read(text, "{}")).unwrap();
    assert!(answer["error"].is_null(), "{}\n{shown}", answer["error"]);
    let mut expected = pool.clone();
    // A new pool has the default of the service, as a note of the snippets points out.
    if pool["AccountRecoverySetting"] == "not set" {
        expected["AccountRecoverySetting"] = "by email, then phone".into();
        assert!(snippets["notes"].to_string().contains("AccountRecoverySetting"));
    }
    assert_eq!(answer["ok"]["state"]["pool"], expected, "{shown}");
    assert_eq!(answer["ok"]["notices"], json!([]), "{shown}");
}

/// The plan that Terraform shows for this code: blocks become lists of objects.
fn plan(code: &str) -> Value {
    let mut lines = code.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut changes, mut resources) = (Vec::new(), Vec::new());
    while let Some(line) = lines.next() {
        let names: Vec<_> = line.split('"').collect();
        let (kind, name) = (names[1], names[3]);
        let address = format!("{kind}.{name}");
        let mut after = block(&mut lines);
        let reference = after.remove("user_pool_id");
        let (mut unknown, mut expressions) = (json!({"id": true}), json!({}));
        if reference.is_some() {
            unknown["user_pool_id"] = true.into();
            let references = ["aws_cognito_user_pool.pool.id", "aws_cognito_user_pool.pool"];
            expressions["user_pool_id"] = json!({"references": references});
        }
        let change = json!({"actions": ["create"], "before": null, "after": after, "after_unknown": unknown});
        let resource = json!({"address": address, "mode": "managed", "type": kind, "name": name});
        let with = |name: &str, value: Value| {
            let mut resource = resource.clone();
            resource[name] = value;
            resource
        };
        changes.push(with("change", change));
        resources.push(with("expressions", expressions));
    }
    json!({
        "format_version": "1.2",
        "terraform_version": "1.13.4",
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": resources}},
    })
}

/// The members of a block, up to its closing bracket.
fn block<'c>(lines: &mut impl Iterator<Item = &'c str>) -> Map<String, Value> {
    let mut members = Map::new();
    while let Some(line) = lines.next().filter(|line| *line != "}") {
        if let Some(name) = line.strip_suffix(" {") {
            let inner = block(lines);
            let list = members.entry(name).or_insert_with(|| json!([]));
            list.as_array_mut().unwrap().push(inner.into());
        } else {
            let (name, value) = line.split_once(" = ").unwrap();
            // Only a reference isn't JSON.
            members.insert(name.trim().into(), serde_json::from_str(value).unwrap_or(Value::Null));
        }
    }
    members
}
