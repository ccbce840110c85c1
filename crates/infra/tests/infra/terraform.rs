//! Plans and states: which requests the provider would send, with which open values.

use cognito_mfa::pool::{AccountRecovery, AccountRecoverySetting};
use cognito_mfa_infra::read::json::JsonText;
use cognito_mfa_infra::terraform::{TerraformFile, TerraformPool};
use cognito_mfa_infra::{
    Choices, FileError, Finding, JudgeOptions, Judgment, Node, NodeKind, PoolChange, PossiblePool, Setting, Severity,
    Verdict,
};
use serde_json::{Value, json};

pub(crate) fn file(plan: &Value) -> Result<TerraformFile, FileError> {
    let text = serde_json::to_string_pretty(plan).unwrap();
    read(&text)
}

fn read(text: &str) -> Result<TerraformFile, FileError> {
    let text = JsonText::new("plan.json".into(), text);
    let value = text.values().next().unwrap()?;
    Ok(TerraformFile::read(value)?.expect("a plan or a state"))
}

/// A plan of one pool, with this change and these expressions.
pub(crate) fn plan(change: &Value, expressions: &Value) -> Value {
    let (kind, name) = ("aws_cognito_user_pool", "staff");
    let address = format!("{kind}.{name}");
    json!({
        "format_version": "1.2",
        "terraform_version": "1.13.4",
        "variables": {"tier": {"value": null}, "mode": {"value": null}},
        "resource_changes": [
            {"address": "aws_iam_role.sms", "mode": "managed", "type": "aws_iam_role", "name": "sms", "change": {"actions": ["create"]}},
            {"address": address, "mode": "managed", "type": kind, "name": name, "change": change},
        ],
        "configuration": {"root_module": {"resources": [
            {"address": address, "mode": "managed", "type": kind, "name": name, "expressions": expressions},
        ]}},
    })
}

fn plain(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => (*value).into(),
        NodeKind::Number(number) => serde_json::from_str(number).unwrap(),
        NodeKind::String(text) => text.as_str().into(),
        NodeKind::List(elements) => elements.iter().map(plain).collect(),
        NodeKind::Map(entries) => entries.iter().map(|entry| (entry.key.clone(), plain(&entry.value))).collect(),
        NodeKind::Unknown(unknown) => format!("unknown {}", unknown.name).into(),
    }
}

/// The variables and the requests of each run.
fn runs(pool: &TerraformPool) -> Vec<(String, Vec<String>)> {
    let mut runs = Vec::new();
    let is_complete = Choices::every(1000, |choices| {
        let calls = pool.calls(choices);
        let calls = calls.iter().map(|call| format!("{} {}", call.operation, plain(&call.body))).collect();
        let variables = choices.variables().iter();
        let variables: Vec<String> =
            variables.map(|one| format!("{} = {} ({})", one.name, one.value, one.reason)).collect();
        runs.push((variables.join(", "), calls));
    });
    assert!(is_complete);
    runs
}

#[track_caller]
fn check_calls(plan: &Value, expected: &[&str]) {
    let file = file(plan).unwrap();
    let runs = runs(&file.pools[0]);
    assert_eq!(runs.len(), 1, "{runs:#?}");
    assert_eq!(runs[0].1, expected);
}

/// Blocks of a new pool as a plan shows them.
fn new_pool() -> Value {
    json!({
        "name": "staff",
        "mfa_configuration": "ON",
        "software_token_mfa_configuration": [{"enabled": true}],
        "email_mfa_configuration": [],
        "account_recovery_setting": [{"recovery_mechanism": [{"name": "verified_email", "priority": 1}]}],
        "device_configuration": [{"challenge_required_on_new_device": true, "device_only_remembered_on_user_prompt": null}],
        "email_configuration": [{"email_sending_account": "DEVELOPER", "source_arn": "arn:aws:ses:eu-west-1:1:identity/a"}],
        "user_pool_add_ons": [{"advanced_security_mode": "ENFORCED"}],
        "user_pool_tier": "PLUS",
        "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]}],
        "web_authn_configuration": [{"relying_party_id": "auth.example.com", "user_verification": "required"}],
        "sms_configuration": [{"external_id": "staff", "sns_caller_arn": "arn:aws:iam::1:role/sms", "sns_region": ""}],
        "sms_authentication_message": "Code: {####}",
    })
}

#[test]
fn a_new_pool_gets_its_mode_in_the_second_request() {
    let change = json!({"actions": ["create"], "before": null, "after": new_pool(), "after_unknown": {"id": true}});
    check_calls(
        &plan(&change, &json!({})),
        &[
            r#"CreateUserPool {"AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"verified_email","Priority":1}]},"DeviceConfiguration":{"ChallengeRequiredOnNewDevice":true,"DeviceOnlyRememberedOnUserPrompt":false},"EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"},"Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","WEB_AUTHN"]}},"PoolName":"staff","SmsAuthenticationMessage":"Code: {####}","SmsConfiguration":{"ExternalId":"staff","SnsCallerArn":"arn:aws:iam::1:role/sms"},"UserPoolAddOns":{"AdvancedSecurityMode":"ENFORCED"},"UserPoolTier":"PLUS"}"#,
            r#"SetUserPoolMfaConfig {"MfaConfiguration":"ON","SmsMfaConfiguration":{"SmsAuthenticationMessage":"Code: {####}","SmsConfiguration":{"ExternalId":"staff","SnsCallerArn":"arn:aws:iam::1:role/sms"}},"SoftwareTokenMfaConfiguration":{"Enabled":true},"UserPoolId":"local_1","WebAuthnConfiguration":{"RelyingPartyId":"auth.example.com","UserVerification":"required"}}"#,
        ],
    );
}

#[test]
fn a_pool_without_mfa_and_passkeys_is_one_request() {
    let after =
        json!({"name": "staff", "mfa_configuration": "OFF", "software_token_mfa_configuration": [{"enabled": true}]});
    let change = json!({"actions": ["create"], "after": after, "after_unknown": {}});
    check_calls(&plan(&change, &json!({})), &[r#"CreateUserPool {"PoolName":"staff"}"#]);
}

#[test]
fn an_update_sets_mfa_first_and_sends_only_what_changes() {
    let mut after = new_pool();
    after["id"] = "eu-west-1_Ab1".into();
    let mut before = after.clone();
    before["mfa_configuration"] = "OPTIONAL".into();
    let change = json!({"actions": ["update"], "before": before, "after": after, "after_unknown": {}});
    let file = file(&plan(&change, &json!({}))).unwrap();
    let operations = |pool: &TerraformPool| {
        let mut operations = Vec::new();
        Choices::every(1, |choices| operations = pool.calls(choices).iter().map(|call| call.operation).collect());
        operations
    };
    assert_eq!(operations(&file.pools[0]), ["SetUserPoolMfaConfig"]);

    let mut both = change;
    both["before"]["user_pool_tier"] = "ESSENTIALS".into();
    let file = self::file(&plan(&both, &json!({}))).unwrap();
    assert_eq!(operations(&file.pools[0]), ["SetUserPoolMfaConfig", "UpdateUserPool"]);
    let (_, calls) = &runs(&file.pools[0])[0];
    assert!(calls[1].contains(r#""MfaConfiguration":"ON""#) && calls[1].contains(r#""UserPoolId":"eu-west-1_Ab1""#));

    // Under OFF, the update leaves the SMS block out.
    both["after"]["mfa_configuration"] = "OFF".into();
    let file = self::file(&plan(&both, &json!({}))).unwrap();
    let (_, calls) = &runs(&file.pools[0])[0];
    assert!(!calls[0].contains("SmsMfaConfiguration") && calls[1].contains("SmsConfiguration"), "{calls:?}");
}

#[test]
fn what_nothing_sets_has_the_default_although_the_plan_shows_it_as_unknown() {
    let after =
        json!({"name": "staff", "mfa_configuration": "ON", "software_token_mfa_configuration": [{"enabled": true}]});
    let unknown = json!({"id": true, "user_pool_tier": true, "sms_configuration": true, "sign_in_policy": true,
        "software_token_mfa_configuration": [{}]});
    let change = json!({"actions": ["create"], "after": after, "after_unknown": unknown});
    let expected = [
        r#"CreateUserPool {"PoolName":"staff"}"#,
        r#"SetUserPoolMfaConfig {"MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true},"UserPoolId":"local_1"}"#,
    ];
    check_calls(&plan(&change, &json!({"mfa_configuration": {"constant_value": "ON"}})), &expected);

    // An expression of a variable is known. If the plan doesn't show it, it's null.
    let expressions = json!({"user_pool_tier": {"references": ["var.tier"]}});
    check_calls(&plan(&change, &expressions), &expected);

    // An expression of another resource isn't.
    let expressions =
        json!({"user_pool_tier": {"references": ["aws_ssm_parameter.tier.value", "aws_ssm_parameter.tier"]}});
    let file = file(&plan(&change, &expressions)).unwrap();
    let variables: Vec<String> = runs(&file.pools[0]).into_iter().map(|run| run.0).collect();
    assert_eq!(
        variables,
        ["LITE", "ESSENTIALS", "PLUS"]
            .map(|tier| format!("aws_cognito_user_pool.staff.user_pool_tier = {tier} (known after apply)"))
    );

    // Without its configuration, nothing is known about the resource.
    let mut alone = plan(&change, &json!({}));
    alone["configuration"] = json!({"root_module": {}});
    let file = self::file(&alone).unwrap();
    assert!(runs(&file.pools[0]).len() > 3 * 8);
}

#[test]
fn an_unknown_role_is_a_role_and_an_unknown_mode_is_any_mode() {
    let after = json!({"name": "staff", "sms_configuration": [{"external_id": "staff"}], "software_token_mfa_configuration": []});
    let unknown =
        json!({"mfa_configuration": true, "sms_configuration": [{"sns_caller_arn": true, "sns_region": true}]});
    let change = json!({"actions": ["create"], "after": after, "after_unknown": unknown});
    let expressions = json!({
        "mfa_configuration": {"references": ["data.aws_ssm_parameter.mode.value", "data.aws_ssm_parameter.mode"]},
        "sms_configuration": [{"sns_caller_arn": {"references": ["aws_iam_role.sms.arn", "aws_iam_role.sms"]}}],
    });
    let file = file(&plan(&change, &expressions)).unwrap();
    let runs = runs(&file.pools[0]);
    let modes: Vec<&str> = runs.iter().map(|run| run.0.as_str()).collect();
    assert_eq!(
        modes,
        ["OFF", "ON", "OPTIONAL"]
            .map(|mode| format!("aws_cognito_user_pool.staff.mfa_configuration = {mode} (known after apply)"))
    );
    assert_eq!(runs[0].1.len(), 1);
    assert_eq!(
        runs[1].1[1],
        r#"SetUserPoolMfaConfig {"MfaConfiguration":"ON","SmsMfaConfiguration":{"SmsConfiguration":{"ExternalId":"staff","SnsCallerArn":"arn:aws:iam::123456789012:role/known-after-apply"}},"UserPoolId":"local_1"}"#
    );
}

#[test]
fn an_unknown_element_and_an_unknown_list_of_first_factors_are_tried() {
    let after = json!({"name": "staff", "mfa_configuration": "OFF", "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD", null]}]});
    let unknown = json!({"sign_in_policy": [{"allowed_first_auth_factors": [false, true]}]});
    let change = json!({"actions": ["create"], "after": after, "after_unknown": unknown});
    assert_eq!(runs(&file(&plan(&change, &json!({}))).unwrap().pools[0]).len(), 5);
    let mut whole = change;
    whole["after"]["sign_in_policy"] = json!([{}]);
    whole["after_unknown"]["sign_in_policy"] = json!([{"allowed_first_auth_factors": true}]);
    let file = file(&plan(&whole, &json!({}))).unwrap();
    let runs = runs(&file.pools[0]);
    assert_eq!(runs.len(), 8);
    assert!(runs[7].0.ends_with("= PASSWORD, EMAIL_OTP, SMS_OTP, WEB_AUTHN (known after apply)"), "{}", runs[7].0);
}

#[test]
fn an_empty_block_sends_nothing() {
    let after = json!({"name": "staff", "mfa_configuration": "ON", "software_token_mfa_configuration": [{"enabled": true}],
        "email_mfa_configuration": [{"message": null, "subject": null}],
        "device_configuration": [{"challenge_required_on_new_device": null, "device_only_remembered_on_user_prompt": null}]});
    let change = json!({"actions": ["create"], "after": after, "after_unknown": {"email_mfa_configuration": [{}]}});
    check_calls(
        &plan(&change, &json!({})),
        &[
            r#"CreateUserPool {"PoolName":"staff"}"#,
            r#"SetUserPoolMfaConfig {"MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true},"UserPoolId":"local_1"}"#,
        ],
    );
}

#[test]
fn a_deleted_pool_is_not_judged_and_a_replaced_one_is_created() {
    let actions = |actions: Value| {
        let change = json!({"actions": actions, "before": new_pool(), "after": new_pool(), "after_unknown": {}});
        file(&plan(&change, &json!({})))
            .unwrap()
            .pools
            .iter()
            .map(|pool| format!("{:?}", pool.action))
            .collect::<Vec<_>>()
    };
    for skipped in [json!(["delete"]), json!(["forget"]), json!(["read"])] {
        assert_eq!(actions(skipped), Vec::<String>::new());
    }
    assert_eq!(actions(json!(["delete", "create"])), ["Replace"]);
    assert_eq!(actions(json!(["create", "delete"])), ["Replace"]);
    assert_eq!(actions(json!(["no-op"])), ["Keep"]);
}

#[test]
fn a_passkey_mode_that_the_provider_does_not_have_is_open_in_a_state() {
    let pool = json!({"address": "aws_cognito_user_pool.staff", "mode": "managed", "type": "aws_cognito_user_pool",
        "name": "staff", "values": new_pool(), "sensitive_values": {}});
    let state = |resource: &Value| {
        json!({"format_version": "1.0", "terraform_version": "1.13.4", "values": {"root_module": {
        "resources": [], "child_modules": [{"address": "module.a", "resources": [resource]}]}}})
    };
    let file = file(&state(&pool)).unwrap();
    let variables: Vec<String> = runs(&file.pools[0]).into_iter().map(|run| run.0).collect();
    let name = "aws_cognito_user_pool.staff.web_authn_configuration[0].factor_configuration";
    assert_eq!(
        variables,
        ["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"]
            .map(|mode| format!("{name} = {mode} (not shown by the Terraform provider)"))
    );
    let mut newer = pool;
    newer["values"]["web_authn_configuration"][0]["factor_configuration"] = "SINGLE_FACTOR".into();
    assert_eq!(runs(&self::file(&state(&newer)).unwrap().pools[0]).len(), 1);
}

#[test]
fn a_risk_configuration_belongs_to_the_pool_that_it_refers_to() {
    let pool = |address: &str, name: &str| {
        json!({"address": address, "mode": "managed", "type": "aws_cognito_user_pool",
        "name": name, "change": {"actions": ["create"], "after": {"name": name, "mfa_configuration": "OFF"}, "after_unknown": {"id": true}}})
    };
    let risk = |address: &str, client: Value| {
        json!({"address": address, "mode": "managed", "type": "aws_cognito_risk_configuration",
        "name": "risk", "change": {"actions": ["create"], "after": {"client_id": client, "account_takeover_risk_configuration":
            [{"actions": [{"high_action": [{"event_action": "BLOCK", "notify": false}], "low_action": [], "medium_action": []}]}]},
            "after_unknown": {"id": true, "user_pool_id": true}}})
    };
    let configuration = json!({"root_module": {
        "resources": [{"address": "aws_cognito_risk_configuration.risk", "mode": "managed", "type": "aws_cognito_risk_configuration",
            "name": "risk", "expressions": {"user_pool_id": {"references": ["module.auth[\"eu\"].pool_id", "module.auth[\"eu\"]"]}}}],
        "module_calls": {"auth": {"module": {
            "outputs": {"pool_id": {"expression": {"references": ["aws_cognito_user_pool.staff[0].id", "aws_cognito_user_pool.staff[0]"]}}},
            "resources": []}}}}});
    let mut plan = json!({"format_version": "1.2", "resource_changes": [
        pool("module.auth[\"eu\"].aws_cognito_user_pool.staff[0]", "staff"),
        pool("aws_cognito_user_pool.other", "other"),
        risk("aws_cognito_risk_configuration.risk", Value::Null)], "configuration": configuration});
    let read = file(&plan).unwrap();
    assert_eq!(read.pools.iter().map(|pool| pool.risk.is_some()).collect::<Vec<_>>(), [true, false]);
    let (_, calls) = &runs(&read.pools[0])[0];
    assert_eq!(
        calls[1],
        r#"SetRiskConfiguration {"AccountTakeoverRiskConfiguration":{"Actions":{"HighAction":{"EventAction":"BLOCK"}}},"UserPoolId":"local_1"}"#
    );

    plan["resource_changes"][2] = risk("aws_cognito_risk_configuration.risk", "4abc".into());
    let read = file(&plan).unwrap();
    assert_eq!((read.pools[0].client_risks.len(), read.pools[0].risk.is_some()), (1, false));
    let judged = read.judge(&"plan.json".into(), JudgeOptions::default());
    assert!(judged[0].judgment.has_other_risk);
    let codes: Vec<_> = judged[0].judgment.findings.iter().map(|one| (one.code, &*one.place.resource)).collect();
    let risk_address = "aws_cognito_risk_configuration.risk";
    assert_eq!(codes, [("risk-needs-threat-protection", risk_address), ("risk-of-one-client", risk_address)]);

    plan["configuration"] = json!({});
    plan["resource_changes"][2] = risk("aws_cognito_risk_configuration.risk", Value::Null);
    assert_eq!(file(&plan).unwrap().other_risks.len(), 1);
}

#[test]
fn sensitive_values_are_known_as_such() {
    let change = json!({"actions": ["create"], "after": new_pool(), "after_unknown": {}, "before_sensitive": false,
        "after_sensitive": {"sms_configuration": [{"external_id": true}], "account_recovery_setting": true}});
    let file = file(&plan(&change, &json!({}))).unwrap();
    assert_eq!(file.pools[0].sensitive, ["verified_email", "1", "staff"]);
}

#[test]
fn another_major_version_is_refused() {
    let error = |text: &str| read(text).unwrap_err().to_string();
    assert_eq!(
        error("{\"terraform_version\": \"3.0.0\",\n \"format_version\": \"2.0\", \"resource_changes\": []}"),
        "plan.json:2:20: format_version: another major version than 1. Expected the output of `terraform show -json` or \
         `tofu show -json` with format version 1"
    );
    assert!(error(r#"{"format_version": 1, "values": {}}"#).contains("another major version"));
    assert!(
        error(r#"{"format_version": "1.2", "resource_changes": {}}"#).ends_with("resource_changes: expected an array")
    );
    assert_eq!(read(r#"{"format_version": "1.99", "values": null}"#).unwrap().pools, []);
}

/// The verdict, and each finding: severity, code, place, and when.
fn judged(plan: &Value) -> Vec<String> {
    let resources = file(plan).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
    let mut lines = Vec::new();
    for resource in &resources {
        lines.push(format!("{:?}", resource.judgment.verdict));
        for finding in &resource.judgment.findings {
            let Finding { severity, code, place, certainty, .. } = finding;
            lines.push(format!("{severity} {code} {} {} {certainty}", place.resource, place.property));
        }
    }
    lines
}

#[track_caller]
fn check_judged(change: &Value, expressions: &Value, expected: &[&str]) {
    assert_eq!(judged(&plan(change, expressions)), expected);
}

fn create(after: &Value) -> Value {
    json!({"actions": ["create"], "before": null, "after": after, "after_unknown": {"id": true}})
}

const ADDRESS: &str = "aws_cognito_user_pool.staff";

#[test]
fn a_refusal_points_to_the_attribute() {
    let token = json!([{"enabled": true}]);
    check_judged(
        &create(&json!({"mfa_configuration": "ON", "software_token_mfa_configuration": token,
            "sign_in_policy": [{"allowed_first_auth_factors": ["EMAIL_OTP", "PASSWORD"]}]})),
        &json!({}),
        &[
            "Refused",
            "error on-excludes-otp-first-factor aws_cognito_user_pool.staff sign_in_policy[0].allowed_first_auth_factors[0] always",
        ],
    );
    check_judged(
        &create(&json!({"mfa_configuration": "ON"})),
        &json!({}),
        &["Refused", "error mode-needs-factor-block aws_cognito_user_pool.staff mfa_configuration always"],
    );
    check_judged(
        &create(&json!({"mfa_configuration": "off"})),
        &json!({}),
        &["Refused", "error constraint aws_cognito_user_pool.staff mfa_configuration always"],
    );
    check_judged(
        &create(&json!({"mfa_configuration": "OFF", "user_pool_tier": "LITE",
            "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]}]})),
        &json!({}),
        &["Refused", "error tier-excludes-features aws_cognito_user_pool.staff user_pool_tier always"],
    );
}

#[test]
fn a_refusal_of_the_second_request_names_the_first() {
    let after = json!({"mfa_configuration": "ON", "software_token_mfa_configuration": [{"enabled": true}],
        "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]}],
        "web_authn_configuration": [{"relying_party_id": "auth.example.com", "user_verification": "required"}]});
    let resources =
        file(&plan(&create(&after), &json!({}))).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
    let finding = &resources[0].judgment.findings;
    let refusal = finding.iter().find(|one| one.code == "on-passkey-needs-multi-factor").unwrap();
    assert_eq!(refusal.service.as_ref().unwrap().operation, "SetUserPoolMfaConfig");
    assert_eq!(
        refusal.notes,
        [
            "By then, CreateUserPool has succeeded. The pool exists without MFA, and Terraform marks it as tainted: the next \
          apply replaces it."
        ]
    );
    assert!(
        finding
            .iter()
            .any(|one| one.code == "provider-resets-passkeys" && one.place.property == "web_authn_configuration[0]")
    );
}

#[test]
fn what_only_some_values_lead_to_is_a_warning_with_an_example() {
    let mut change = create(&json!({"software_token_mfa_configuration": []}));
    change["after_unknown"]["mfa_configuration"] = true.into();
    check_judged(
        &change,
        &json!({"mfa_configuration": {"references": ["data.aws_ssm_parameter.mode.value", "data.aws_ssm_parameter.mode"]}}),
        &[
            "Depends",
            "warning mode-needs-factor-block aws_cognito_user_pool.staff mfa_configuration when, for example, \
           aws_cognito_user_pool.staff.mfa_configuration is ON",
        ],
    );
}

#[test]
fn a_variable_that_the_plan_does_not_show_is_open() {
    let mut change = create(&json!({}));
    change["after_unknown"]["mfa_configuration"] = true.into();
    let count = |plan: &Value| runs(&file(plan).unwrap().pools[0]).len();
    let mut plan = plan(&change, &json!({"mfa_configuration": {"references": ["var.mode"]}}));
    assert_eq!(count(&plan), 1);
    plan["variables"] = json!({"tier": {"value": "PLUS"}});
    assert_eq!(count(&plan), 3);
    plan.as_object_mut().unwrap().remove("variables");
    assert_eq!(count(&plan), 3);
}

/// A resource of the configuration without a mode, and a plan with one open ARN.
#[test]
fn what_nothing_sets_is_not_open() {
    let plan = json!({"format_version": "1.2", "terraform_version": "1.13.4", "resource_changes": [
        {"address": "aws_cognito_user_pool.customers", "mode": "managed", "type": "aws_cognito_user_pool", "name": "customers",
         "provider_name": "registry.terraform.io/hashicorp/aws", "change": {"actions": ["create"], "before": null,
         "after": {"name": "customers", "mfa_configuration": "ON", "software_token_mfa_configuration": [{"enabled": true}],
            "sms_configuration": [{"external_id": "customers"}],
            "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]}],
            "web_authn_configuration": [{"relying_party_id": "auth.example.com", "user_verification": "required"}],
            "email_mfa_configuration": [], "device_configuration": [], "sms_authentication_message": null},
         "after_unknown": {"id": true, "arn": true, "user_pool_tier": true,
            "sms_configuration": [{"sns_caller_arn": true, "sns_region": true}],
            "sign_in_policy": [{"allowed_first_auth_factors": [false, false]}], "web_authn_configuration": [{}],
            "software_token_mfa_configuration": [{}]}}}],
        "configuration": {"root_module": {"resources": [{"address": "aws_cognito_user_pool.customers",
            "type": "aws_cognito_user_pool", "name": "customers", "expressions": {"mfa_configuration": {"constant_value": "ON"},
            "sms_configuration": [{"sns_caller_arn": {"references": ["aws_iam_role.sms.arn"]}}]}}]}}});
    let judged = file(&plan).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
    let found: Vec<_> = judged[0].judgment.findings.iter().map(|one| (one.code, one.certainty.to_string())).collect();
    let always = || "always".to_owned();
    assert_eq!(found, [("on-passkey-needs-multi-factor", always()), ("provider-resets-passkeys", always())]);
    let mut variables = Vec::new();
    Choices::every(2, |choices| {
        file(&plan).unwrap().pools[0].calls(choices);
        variables = choices.variables().to_vec();
    });
    // The tier is that of the service's default.
    assert_eq!(variables, []);
}

#[test]
fn a_plan_that_changes_the_relying_party_id_is_found() {
    let pool = |id: &str| {
        json!({"id": "eu-west-1_a", "mfa_configuration": "OFF", "user_pool_tier": "ESSENTIALS",
            "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]}],
            "web_authn_configuration": [{"relying_party_id": id, "user_verification": "required", "factor_configuration": "SINGLE_FACTOR"}]})
    };
    let update = |unknown: Value, id: &str| json!({"actions": ["update"], "before": pool("old.example.com"), "after": pool(id), "after_unknown": unknown});
    let finding =
        "security passkeys-unusable aws_cognito_user_pool.staff web_authn_configuration[0].relying_party_id always";
    check_judged(&update(json!({}), "new.example.com"), &json!({}), &["Accepted", finding]);
    check_judged(&update(json!({}), "old.example.com"), &json!({}), &["Accepted"]);
    let open = json!({"web_authn_configuration": [{"relying_party_id": true}]});
    check_judged(&update(open, "old.example.com"), &json!({}), &["Accepted"]);
}

#[test]
fn a_refused_risk_configuration_leaves_a_complete_pool() {
    let pool = json!({"address": "aws_cognito_user_pool.staff", "mode": "managed", "type": "aws_cognito_user_pool", "name": "staff",
        "change": create(&json!({"mfa_configuration": "ON", "software_token_mfa_configuration": [{"enabled": true}]}))});
    let mut plan = plan(&json!({}), &json!({}));
    plan["configuration"]["root_module"]["resources"][0] = json!({"address": "aws_cognito_risk_configuration.risk",
        "mode": "managed", "type": "aws_cognito_risk_configuration", "name": "risk",
        "expressions": {"user_pool_id": {"references": ["aws_cognito_user_pool.staff.id", "aws_cognito_user_pool.staff"]}}});
    plan["resource_changes"] = json!([pool, {"address": "aws_cognito_risk_configuration.risk", "mode": "managed",
        "type": "aws_cognito_risk_configuration", "name": "risk", "change": {"actions": ["create"],
        "after": {"account_takeover_risk_configuration": [{"actions": [{"high_action": [{"event_action": "BLOCK"}]}]}]},
        "after_unknown": {"user_pool_id": true}}}]);
    let judged = file(&plan).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
    let finding = judged[0].judgment.findings.iter().find(|one| one.code == "risk-needs-threat-protection").unwrap();
    assert_eq!(
        finding.notes,
        [
            "By then, CreateUserPool and SetUserPoolMfaConfig have succeeded, so the pool is complete. Only the risk configuration \
          is missing, and the next plan shows it."
        ]
    );
}

#[test]
fn a_plan_shows_the_pool_before_and_after() {
    let pool = |mode: &str| {
        json!({"id": "eu-west-1_a", "mfa_configuration": mode, "software_token_mfa_configuration": [{"enabled": true}],
            "user_pool_tier": "ESSENTIALS"})
    };
    let judged = |change: Value| {
        let judged = file(&plan(&change, &json!({}))).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
        let modes = |pools: &[PossiblePool]| pools.iter().map(|one| one.pool.mode.name()).collect::<Vec<_>>();
        (judged[0].change, modes(&judged[0].judgment.before), modes(&judged[0].judgment.pools))
    };
    let update = json!({"actions": ["update"], "before": pool("OPTIONAL"), "after": pool("ON"), "after_unknown": {}});
    assert_eq!(judged(update), (PoolChange::Update, vec!["OPTIONAL"], vec!["ON"]));
    let replace =
        json!({"actions": ["delete", "create"], "before": pool("OPTIONAL"), "after": pool("ON"), "after_unknown": {}});
    assert_eq!(judged(replace), (PoolChange::Replace, vec![], vec!["ON"]));
    let keep = json!({"actions": ["no-op"], "before": pool("ON"), "after": pool("ON"), "after_unknown": {}});
    assert_eq!(judged(keep), (PoolChange::Keep, vec![], vec!["ON"]));
}

#[test]
fn a_pool_that_the_plan_does_not_change_is_not_refused() {
    let unchanged = |pool: &Value| json!({"actions": ["no-op"], "before": pool, "after": pool, "after_unknown": {}});
    let found = |text: &Value| {
        let judged = file(text).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
        let judgment = &judged[0].judgment;
        let one = |one: &Finding| format!("{}[{}] {}", one.severity, one.code, one.notes.join(" "));
        (judgment.findings.iter().map(one).collect::<Vec<_>>(), judgment.verdict, judgment.pools.len())
    };
    // UpdateUserPool accepts such a mode.
    let pool = json!({"id": "eu-west-1_a", "mfa_configuration": "OPTIONAL"});
    let (findings, verdict, pools) = found(&plan(&unchanged(&pool), &json!({})));
    assert_eq!(
        findings,
        [
            "warning[mode-needs-factor-block] This plan or state doesn't change the pool. In the requests that would create it again, \
          CreateUserPool has succeeded before this one. Nothing is sent now. A later change of these settings would be refused."
        ]
    );
    assert_eq!((verdict, pools), (Verdict::Accepted, 1));

    let created = json!({"actions": ["create"], "before": null, "after": pool, "after_unknown": {}});
    assert_eq!(found(&plan(&created, &json!({}))).1, Verdict::Refused);
}

#[test]
fn a_pool_with_threat_protection_has_the_tier_that_includes_it_if_an_older_provider_does_not_show_it() {
    let tiers = |change: Value| {
        let judged = file(&plan(&change, &json!({}))).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
        let Judgment { before, pools, verdict, .. } = &judged[0].judgment;
        let tier = |pools: &[PossiblePool]| pools.iter().map(|one| one.pool.tier.name()).collect::<Vec<_>>();
        (tier(before), tier(pools), *verdict)
    };
    let pool = |mode: &str| {
        json!({"mfa_configuration": mode, "user_pool_add_ons": [{"advanced_security_mode": "ENFORCED"}],
        "software_token_mfa_configuration": if mode == "OFF" { json!([]) } else { json!([{"enabled": true}]) }})
    };
    let change = |action: &str, before: Value| json!({"actions": [action], "before": before, "after": pool("ON"), "after_unknown": {}});
    assert_eq!(tiers(change("no-op", pool("ON"))), (vec![], vec!["PLUS"], Verdict::Accepted));
    assert_eq!(tiers(change("update", pool("OFF"))), (vec!["PLUS"], vec!["PLUS"], Verdict::Accepted));
    // The service gives a new pool a lower tier.
    assert_eq!(tiers(change("create", Value::Null)), (vec![], vec![], Verdict::Refused));
}

#[test]
fn a_change_is_an_instruction_in_the_names_of_the_provider() {
    let instruction = |setting: Setting<'_>| {
        let change = create(
            &json!({"mfa_configuration": "OFF", "web_authn_configuration": [{"user_verification": "required"}]}),
        );
        let judged = file(&plan(&change, &json!({}))).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
        judged[0].instruction(setting)
    };
    let totp = Setting::Set { member: "SoftwareTokenMfaConfiguration.Enabled", value: "true" };
    assert_eq!(instruction(totp), "Set software_token_mfa_configuration.enabled to true");
    let factor = Setting::Set { member: "FactorConfiguration", value: "SINGLE_FACTOR" };
    assert_eq!(
        instruction(factor),
        "Set web_authn_configuration.factor_configuration to \"SINGLE_FACTOR\" (with a version of the provider that has it)"
    );
    let drop = Setting::Drop { member: "AllowedFirstAuthFactors", element: "EMAIL_OTP" };
    assert_eq!(instruction(drop), "Remove EMAIL_OTP from sign_in_policy.allowed_first_auth_factors");
}

#[test]
fn a_fix_does_not_name_an_attribute_that_the_provider_lacks() {
    let pool = json!({"mfa_configuration": "ON", "software_token_mfa_configuration": [{"enabled": true}],
        "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]}],
        "web_authn_configuration": [{"user_verification": "required"}]});
    let fix = |pool: &Value| {
        let judged =
            file(&plan(&create(pool), &json!({}))).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
        let finding =
            judged[0].judgment.findings.iter().find(|one| one.code == "on-passkey-needs-multi-factor").unwrap();
        finding.fixes[0].clone()
    };
    assert!(fix(&pool) == "Remove WEB_AUTHN from sign_in_policy.allowed_first_auth_factors.");
    let mut newer = pool;
    newer["web_authn_configuration"][0]["factor_configuration"] = "SINGLE_FACTOR".into();
    assert!(fix(&newer).starts_with("Set web_authn_configuration.factor_configuration to \"MULTI"));
}

#[test]
fn a_change_that_is_not_an_object_is_refused() {
    let error =
        file(&plan(&json!({"actions": ["create"], "after": "oops", "after_unknown": {}}), &json!({}))).unwrap_err();
    assert!(error.to_string().ends_with("after: expected an object"), "{error}");
    let nothing =
        json!({"actions": ["create"], "before": null, "after": {"mfa_configuration": "OFF"}, "after_unknown": false});
    assert!(file(&plan(&nothing, &json!({}))).is_ok());
}

#[test]
fn findings_that_only_terraform_has() {
    let token = json!([{"enabled": true}]);
    check_judged(
        &create(&json!({"mfa_configuration": "ON", "software_token_mfa_configuration": token,
            "email_mfa_configuration": [{"message": null, "subject": null}]})),
        &json!({}),
        &["Accepted", "warning empty-email-mfa aws_cognito_user_pool.staff email_mfa_configuration[0] always"],
    );
    check_judged(
        &create(
            &json!({"mfa_configuration": "OFF", "web_authn_configuration": [{"user_verification": "preferred", "factor_configuration": null}],
            "sms_configuration": [{"external_id": "a", "sns_caller_arn": "arn:aws:iam::123456789012:role/sms"}]}),
        ),
        &json!({}),
        &["Refused", "error sms-block-under-off aws_cognito_user_pool.staff sms_configuration[0] always"],
    );
    let mut replaced = create(&json!({"mfa_configuration": "OFF"}));
    replaced["actions"] = json!(["delete", "create"]);
    check_judged(
        &replaced,
        &json!({}),
        &["Accepted", "security plan-replaces-pool aws_cognito_user_pool.staff  always"],
    );
    let sms = json!([{"external_id": "a", "sns_caller_arn": "arn:aws:iam::123456789012:role/sms"}]);
    let before = json!({"id": "eu-west-1_a", "mfa_configuration": "OFF", "sms_configuration": sms});
    let after = json!({"id": "eu-west-1_a", "mfa_configuration": "OFF", "sms_configuration": []});
    check_judged(
        &json!({"actions": ["update"], "before": before, "after": after, "after_unknown": {}}),
        &json!({}),
        &["Accepted", "warning sms-configuration-stays aws_cognito_user_pool.staff sms_configuration always"],
    );
}

#[test]
fn a_plan_that_deletes_a_pool_is_a_finding() {
    let findings = |actions: Value| {
        let change = json!({"actions": actions, "before": new_pool(), "after": null, "after_unknown": {}});
        let plan = file(&plan(&change, &json!({}))).unwrap();
        let judged = plan.judge(&"plan.json".into(), JudgeOptions::default());
        judged
            .iter()
            .map(|one| (one.change, one.place.resource.to_string(), one.judgment.findings[0].code))
            .collect::<Vec<_>>()
    };
    let pool = "aws_cognito_user_pool.staff".to_owned();
    assert_eq!(findings(json!(["delete"])), [(PoolChange::Delete, pool, "plan-deletes-pool")]);
    assert_eq!(findings(json!(["forget"])), []);
}

#[test]
fn an_update_starts_from_the_pool_as_it_is() {
    // Requiring MFA keeps the first factors of the pool, which the plan doesn't show as a change.
    let before = json!({"id": "eu-west-1_a", "mfa_configuration": "OPTIONAL", "software_token_mfa_configuration": [{"enabled": true}],
        "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD", "EMAIL_OTP"]}]});
    let mut after = before.clone();
    after["mfa_configuration"] = "ON".into();
    check_judged(
        &json!({"actions": ["update"], "before": before, "after": after, "after_unknown": {}}),
        &json!({}),
        &["Refused", "error on-excludes-otp-first-factor aws_cognito_user_pool.staff mfa_configuration always"],
    );
}

#[test]
fn a_state_with_passkeys_is_not_refused_for_certain() {
    let values = json!({"mfa_configuration": "ON", "software_token_mfa_configuration": [{"enabled": true}],
        "sign_in_policy": [{"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]}],
        "web_authn_configuration": [{"relying_party_id": "auth.example.com", "user_verification": "required"}]});
    let state = json!({"format_version": "1.0", "terraform_version": "1.13.4", "values": {"root_module": {"resources": [
        {"address": ADDRESS, "mode": "managed", "type": "aws_cognito_user_pool", "name": "staff", "values": values}]}}});
    let lines = judged(&state);
    assert_eq!(lines[0], "Depends");
    assert!(lines[1].starts_with("warning on-passkey-needs-multi-factor"), "{lines:?}");
    assert!(lines[1].ends_with("factor_configuration is SINGLE_FACTOR"), "{lines:?}");
}

#[test]
fn sensitive_values_do_not_show_in_findings() {
    let secret = "a secret that is not an ARN";
    let mut change = create(
        &json!({"mfa_configuration": "OFF", "sms_configuration": [{"external_id": "x", "sns_caller_arn": secret}],
        "sms_authentication_message": "s3cr"}),
    );
    change["after_sensitive"] =
        json!({"sms_configuration": [{"sns_caller_arn": true}], "sms_authentication_message": true});
    let resources = file(&plan(&change, &json!({}))).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
    let text = format!("{:?}", resources[0].judgment);
    assert!(text.contains("Value '(sensitive)' at 'smsConfiguration.snsCallerArn'"), "{text}");
    assert!(!resources[0].judgment.findings.iter().any(|one| format!("{one:?}").contains(secret)), "{text}");
}

#[test]
fn a_risk_configuration_without_its_pool_is_checked_alone() {
    let risk = |client: Value, action: &str| {
        let block = json!([{"actions": [{"high_action": [{"event_action": action, "notify": true}]}]}]);
        json!({"format_version": "1.2", "resource_changes": [{"address": "aws_cognito_risk_configuration.risk", "mode": "managed",
            "type": "aws_cognito_risk_configuration", "name": "risk", "change": {"actions": ["create"],
            "after": {"client_id": client, "user_pool_id": "eu-west-1_a", "account_takeover_risk_configuration": block}, "after_unknown": {}}}]})
    };
    assert_eq!(
        judged(&risk("4abc".into(), "BLOCK")),
        ["Accepted", "suggestion risk-of-one-client aws_cognito_risk_configuration.risk client_id always"]
    );
    assert_eq!(
        judged(&risk(Value::Null, "DENY")),
        [
            "Refused",
            "suggestion risk-of-unknown-pool aws_cognito_risk_configuration.risk  always",
            "error constraint aws_cognito_risk_configuration.risk \
             account_takeover_risk_configuration[0].actions[0].high_action[0].event_action always",
        ]
    );
}

/// The findings of a pool with this change.
fn findings_of(change: &Value) -> Vec<Finding> {
    let resources = file(&plan(change, &json!({}))).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
    resources.into_iter().flat_map(|resource| resource.judgment.findings).collect()
}

const IN_TWO_STEPS: &str = "Apply all changes of mfa_configuration, *_mfa_configuration, sms_* and web_authn_configuration in \
                            a second step, after the other changes: the provider sends SetUserPoolMfaConfig before \
                            UpdateUserPool.";

#[test]
fn an_update_that_only_the_stored_pool_refuses_takes_two_steps() {
    let pool = |mode: &str, factors: &[&str]| {
        json!({"id": "eu-west-1_a", "mfa_configuration": mode, "software_token_mfa_configuration": [{"enabled": true}],
            "sign_in_policy": [{"allowed_first_auth_factors": factors}]})
    };
    let update = |before: &Value, after: &Value| json!({"actions": ["update"], "before": before, "after": after, "after_unknown": {}});
    let (before, after) = (pool("OPTIONAL", &["PASSWORD", "EMAIL_OTP"]), pool("ON", &["PASSWORD"]));
    let found = findings_of(&update(&before, &after));
    let refusal = found.iter().find(|one| one.code == "on-excludes-otp-first-factor").unwrap();
    assert_eq!(refusal.fixes, [IN_TWO_STEPS, "Set mfa_configuration to \"OPTIONAL\"."]);
    let through: Vec<_> =
        refusal.outcomes[0].through.iter().map(|pool| (pool.mode.name(), pool.passwordless.len())).collect();
    assert_eq!(through, [("OPTIONAL", 0), ("ON", 0)], "the first step changes the list, and the second one the mode");

    // Here the file itself asks for what Cognito refuses.
    let found = findings_of(&update(&before, &pool("ON", &["PASSWORD", "EMAIL_OTP"])));
    let refusal = found.iter().find(|one| one.code == "on-excludes-otp-first-factor").unwrap();
    assert!(!refusal.fixes.iter().any(|fix| fix.contains("second step")), "{refusal:#?}");
}

#[test]
fn a_fix_of_a_pool_that_requires_mfa_does_not_turn_mfa_off() {
    let fixes = |mode: &str| {
        let found = findings_of(&create(&json!({"mfa_configuration": mode, "software_token_mfa_configuration": []})));
        found.into_iter().find(|one| one.code == "mode-needs-factor-block").unwrap().fixes
    };
    let totp = "Set software_token_mfa_configuration.enabled to true.";
    assert_eq!(fixes("ON"), [totp]);
    assert_eq!(fixes("OPTIONAL"), [totp, "Set mfa_configuration to \"OFF\"."]);
}

#[test]
fn the_places_of_a_tier_are_those_of_the_features_that_the_message_lists() {
    let policy = json!([{"allowed_first_auth_factors": ["PASSWORD", "EMAIL_OTP"]}]);
    let related = |tier: &str| {
        let after = json!({"user_pool_tier": tier, "sign_in_policy": policy,
            "user_pool_add_ons": [{"advanced_security_mode": "ENFORCED"}]});
        let found = findings_of(&create(&after));
        let refusal = found.into_iter().find(|one| one.code == "tier-excludes-features").unwrap();
        refusal.related.into_iter().map(|place| place.property).collect::<Vec<_>>()
    };
    let threat_protection = "user_pool_add_ons[0].advanced_security_mode";
    assert_eq!(related("ESSENTIALS"), [threat_protection]);
    assert_eq!(related("LITE"), [threat_protection, "sign_in_policy[0].allowed_first_auth_factors[1]"]);
}

#[test]
fn an_empty_recovery_setting_of_a_pool_that_exists_means_that_it_has_none() {
    let pool = |recovery: &Value| json!({"id": "eu-west-1_a", "mfa_configuration": "OFF", "account_recovery_setting": recovery});
    let recovery = |change: Value| {
        let judged = file(&plan(&change, &json!({}))).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
        judged[0].judgment.pools[0]
            .pool
            .account_recovery
            .map_or(AccountRecovery::NotSet, AccountRecoverySetting::meaning)
    };
    let keep = |pool: Value| json!({"actions": ["no-op"], "before": pool, "after": pool, "after_unknown": {}});
    assert_eq!(recovery(keep(pool(&json!([])))), AccountRecovery::NotSet);
    // An older version of the provider doesn't show it.
    assert_eq!(recovery(keep(pool(&Value::Null))), AccountRecovery::EmailThenPhone);
    assert_eq!(recovery(create(&pool(&json!([])))), AccountRecovery::EmailThenPhone);
}

#[test]
fn a_refused_risk_configuration_of_an_unchanged_pool_says_only_that() {
    let pool = json!({"id": "eu-west-1_a", "mfa_configuration": "OFF"});
    let mut plan = plan(&json!({"actions": ["no-op"], "before": pool, "after": pool, "after_unknown": {}}), &json!({}));
    let address = "aws_cognito_risk_configuration.risk";
    let resource =
        json!({"address": address, "mode": "managed", "type": "aws_cognito_risk_configuration", "name": "risk"});
    let (mut change, mut configured) = (resource.clone(), resource);
    change["change"] = create(&json!({"client_id": null,
        "account_takeover_risk_configuration": [{"actions": [{"high_action": [{"event_action": "BLOCK"}]}]}]}));
    configured["expressions"] = json!({"user_pool_id": {"references": [format!("{ADDRESS}.id"), ADDRESS]}});
    plan["resource_changes"].as_array_mut().unwrap().push(change);
    plan["configuration"]["root_module"]["resources"].as_array_mut().unwrap().push(configured);
    let judged = file(&plan).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
    let finding = judged[0].judgment.findings.iter().find(|one| one.code == "risk-needs-threat-protection").unwrap();
    assert_eq!(finding.notes, ["This plan or state doesn't change the pool itself."]);
}

#[test]
fn a_refusal_with_open_values_is_found_once_at_the_place_that_the_plan_shows() {
    let mut change = create(
        &json!({"mfa_configuration": "ON", "email_mfa_configuration": [{"message": "Code {####}", "subject": "Code"}],
        "account_recovery_setting": [{"recovery_mechanism": [{"name": "admin_only", "priority": 1}]}]}),
    );
    change["after_unknown"]["email_configuration"] = true.into();
    let references = json!({"email_configuration": {"references": ["var.email"]}});
    let resources = file(&plan(&change, &references)).unwrap().judge(&"plan.json".into(), JudgeOptions::default());
    let found = resources[0].judgment.findings.iter().filter(|one| one.code == "email-mfa-needs-own-sender");
    let places: Vec<_> = found.map(|one| (one.place.to_string(), one.related[0].to_string())).collect();
    let [(place, related)] = places.as_slice() else { panic!("{places:?}") };
    assert!(place.ends_with(": email_mfa_configuration[0]"), "{place}");
    assert!(related.ends_with(": email_configuration.email_sending_account (not shown)"), "{related}");
}

/// An update of a pool that turns threat protection off, with a risk configuration.
fn without_threat_protection(actions: &str, takeover: &Value, others: &Value) -> Judgment {
    let pool = |mode: &str| {
        json!({"id": "eu-west-1_a", "mfa_configuration": "OFF", "user_pool_tier": "PLUS",
            "user_pool_add_ons": [{"advanced_security_mode": mode}]})
    };
    let change = json!({"actions": ["update"], "before": pool("ENFORCED"), "after": pool("OFF"), "after_unknown": {}});
    let mut plan = plan(&change, &json!({}));
    let risk = json!({"user_pool_id": "eu-west-1_a", "client_id": null, "account_takeover_risk_configuration": takeover,
        "compromised_credentials_risk_configuration": others});
    let before = if actions == "create" { Value::Null } else { risk.clone() };
    plan["resource_changes"].as_array_mut().unwrap().push(json!({
        "address": "aws_cognito_risk_configuration.r", "mode": "managed", "type": "aws_cognito_risk_configuration", "name": "r",
        "change": {"actions": [actions], "before": before, "after": risk, "after_unknown": {}},
    }));
    file(&plan).unwrap().judge(&"plan.json".into(), JudgeOptions::default()).remove(0).judgment
}

#[test]
fn a_risk_configuration_is_sent_only_if_it_changes() {
    let block = json!([{"actions": [{"high_action": [{"event_action": "BLOCK"}]}]}]);
    let refused = |judgment: &Judgment| judgment.findings.iter().any(|one| one.code == "risk-needs-threat-protection");
    let kept = without_threat_protection("no-op", &block, &json!([]));
    assert!(!refused(&kept), "{kept:#?}");
    assert_eq!(kept.pools[0].pool.risk_actions.high.name(), "BLOCK", "the pool keeps its actions");
    assert!(refused(&without_threat_protection("update", &block, &json!([]))));
    // A request without actions is refused, too.
    let compromised = json!([{"actions": [{"event_action": "BLOCK"}]}]);
    assert!(refused(&without_threat_protection("create", &json!([]), &compromised)));
    assert!(!refused(&without_threat_protection("create", &json!([]), &json!([]))), "nothing is sent");
}

#[test]
fn the_tier_that_an_older_provider_does_not_show_is_open() {
    let pool = |mode: &str| json!({"id": "eu-west-1_a", "mfa_configuration": "OFF", "user_pool_add_ons": [{"advanced_security_mode": mode}]});
    let update = json!({"actions": ["update"], "before": pool("OFF"), "after": pool("AUDIT"), "after_unknown": {}});
    let found = findings_of(&update);
    let refusal = found.iter().find(|one| one.code == "tier-excludes-features").unwrap();
    assert_eq!(refusal.severity, Severity::Warning);
    assert!(refusal.related[0].to_string().ends_with("user_pool_tier (not shown)"), "{}", refusal.related[0]);
}
