//! Any JSON with the right keys is judged or refused, and never causes a panic.

use std::sync::Arc;

use cognito_mfa_infra::answer::PoolAnswers;
use cognito_mfa_infra::cloudformation::{Deployment, Template};
use cognito_mfa_infra::{Document, JudgeOptions};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

const WORDS: &[&str] = &[
    "",
    "ON",
    "OFF",
    "OPTIONAL",
    "PLUS",
    "PASSWORD",
    "WEB_AUTHN",
    "create",
    "update",
    "delete",
    "managed",
    "1.2",
    "aws_cognito_user_pool",
    "aws_cognito_risk_configuration",
    "AWS::Cognito::UserPool",
    "var.a",
    "module.a.b",
    "each.value",
    "module.a[\"x\"].aws_cognito_user_pool.b[0]",
    "MULTI_FACTOR_WITH_USER_VERIFICATION",
    "verified_email",
    "eu-west-1_a",
];

const KEYS: &[&str] = &[
    "format_version",
    "resource_changes",
    "configuration",
    "root_module",
    "module_calls",
    "module",
    "expressions",
    "references",
    "constant_value",
    "values",
    "child_modules",
    "resources",
    "address",
    "type",
    "name",
    "mode",
    "change",
    "actions",
    "before",
    "after",
    "after_unknown",
    "after_sensitive",
    "mfa_configuration",
    "sign_in_policy",
    "allowed_first_auth_factors",
    "sms_configuration",
    "web_authn_configuration",
    "account_recovery_setting",
    "recovery_mechanism",
    "user_pool_tier",
    "user_pool_id",
    "client_id",
    "account_takeover_risk_configuration",
    "UserPool",
    "Id",
    "MfaConfiguration",
    "RiskConfiguration",
    "UserPoolTier",
    "UserPoolAddOns",
    "AdvancedSecurityMode",
    "SoftwareTokenMfaConfiguration",
    "Resources",
    "Type",
    "Properties",
    "Policies",
    "SignInPolicy",
    "AllowedFirstAuthFactors",
    "a",
    "b",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        3 => select(WORDS).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => (0..3).prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((select(KEYS), inner), 0..6).prop_map(|members| {
                Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
            }),
        ]
    })
}

fn judge(text: &str) {
    let file: Arc<str> = "a.json".into();
    let options = JudgeOptions::default().with_limit(64);
    match Document::read(&file, text) {
        Ok(Document::Terraform(terraform)) => drop(terraform.judge(&file, options)),
        Ok(Document::Template(node)) => {
            drop(Template::new(&file, &node).judge(&Deployment { options, ..Deployment::default() }));
        }
        Ok(Document::PoolAnswers(documents)) => {
            let mut answers = PoolAnswers::default();
            for document in documents {
                // A contradiction or an invalid answer.
                drop(answers.add(&file, document));
            }
            drop(answers.judge(options));
        }
        Ok(_) => {}
        Err(error) => assert!(error.to_string().len() < 4000, "{error}"),
    }
}

proptest! {
    #[test]
    fn any_json_is_judged_or_refused(value in value()) {
        judge(&value.to_string());
    }

    #[test]
    fn any_plan_is_judged_or_refused(after in value(), before in value(), unknown in value(), marks in value(), configuration in value()) {
        for action in ["create", "update", "no-op"] {
            for kind in ["aws_cognito_user_pool", "aws_cognito_risk_configuration"] {
                let change = json!({"actions": [action], "before": before, "after": after, "after_unknown": unknown,
                    "after_sensitive": marks, "before_sensitive": marks});
                let plan = json!({"format_version": "1.2", "configuration": configuration, "resource_changes": [
                    {"address": "module.a.b", "mode": "managed", "type": kind, "name": "b", "change": change}]});
                judge(&plan.to_string());
            }
        }
    }

    #[test]
    fn any_answer_is_judged_or_refused(pool in value(), blocks in value()) {
        judge(&format!("{}{}", json!({"UserPool": pool}), json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": blocks})));
    }
}
