//! The requests that make a pool, as commands of the AWS CLI, as a CloudFormation template and as Terraform code.

use cognito_mfa::command::PoolCommand;
use cognito_mfa::pool::{
    AccountRecoverySetting, AuthFactor, EmailSendingAccount, MfaMode, Pool, RecoveryOption, RiskActions, RiskLevel,
    SmsConfiguration, ThreatProtection,
};
use cognito_mfa::wire::RequestBody;
use serde::Serialize;
use serde_json::Value as Json;

use crate::requests::Requests;
use crate::tree::{Map, Tree, hcl, yaml};

#[derive(Serialize)]
pub(crate) struct Snippets {
    cli: String,
    cloudformation: String,
    terraform: String,
    /// What the snippets can't express, and what to replace.
    notes: Vec<String>,
}

impl Snippets {
    pub(crate) fn of(pool: &Pool) -> Self {
        Self { cli: cli(pool), cloudformation: cloudformation(pool), terraform: terraform(pool), notes: notes(pool) }
    }
}

/// The name of the pool in each snippet.
const NAME: &str = "my-pool";

/// The ID that a request carries until the command replaces it.
pub(crate) const ANY_ID: &str = "local_1";

fn cli(pool: &Pool) -> String {
    let requests = Requests::of(pool);
    let create = RequestBody::create_user_pool(NAME, &requests.settings);
    let created = command(&create, " --query UserPool.Id --output text");
    let mut text = format!("USER_POOL_ID=$({created})\n");
    for call in &requests.calls {
        text.push_str(&call_command(call));
    }
    text
}

/// A call for an existing pool, as a command of the AWS CLI.
pub(crate) fn call_command(call: &PoolCommand<'_>) -> String {
    format!("{}\n", command(&RequestBody::of_pool(ANY_ID, call), " --user-pool-id \"$USER_POOL_ID\""))
}

/// A request as a command of the AWS CLI.
fn command(request: &RequestBody<'_>, options: &str) -> String {
    let mut body = serde_json::to_value(request).unwrap_or_default();
    if let Json::Object(members) = &mut body {
        // The option has it.
        members.remove("UserPoolId");
    }
    let json = serde_json::to_string_pretty(&body).unwrap_or_default().replace('\'', r"'\''");
    format!("aws cognito-idp {}{options} --cli-input-json '{json}'", kebab(request.operation()))
}

/// The name of an operation as the AWS CLI spells it.
fn kebab(operation: &str) -> String {
    let mut name = String::new();
    for char in operation.chars() {
        if char.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(char.to_ascii_lowercase());
    }
    name
}

fn cloudformation(pool: &Pool) -> String {
    let mut pools: Map = vec![("UserPoolName", Tree::text(NAME))];
    pools.extend([("UserPoolTier", Tree::text(pool.tier.name())), ("MfaConfiguration", Tree::text(pool.mode.name()))]);
    let factors = enabled_mfas(pool);
    if !factors.is_empty() {
        pools.push(("EnabledMfas", Tree::texts(factors.into_iter())));
    }
    if let Some(sms) = &pool.sms_configuration {
        pools.push(("SmsConfiguration", Tree::Map(sms_members(sms, ["SnsCallerArn", "ExternalId"]))));
    }
    if let Some(email) = &pool.email_mfa {
        let texts = [("EmailAuthenticationMessage", &email.message), ("EmailAuthenticationSubject", &email.subject)];
        pools.extend(texts.into_iter().filter_map(|(name, text)| Some((name, Tree::text(text.as_deref()?)))));
    }
    if pool.email_sending_account != EmailSendingAccount::default() {
        let members = vec![
            ("EmailSendingAccount", Tree::text(pool.email_sending_account.name())),
            ("SourceArn", Tree::text(ANY_IDENTITY)),
        ];
        pools.push(("EmailConfiguration", Tree::Map(members)));
    }
    if !pool.passwordless.is_empty() {
        let factors = pool.passwordless.allowed_first_auth_factors().map(AuthFactor::name);
        let policy = vec![("AllowedFirstAuthFactors", Tree::texts(factors))];
        pools.push(("Policies", Tree::Map(vec![("SignInPolicy", Tree::Map(policy))])));
    }
    if let Some(recovery) = pool.account_recovery {
        let mechanisms = vec![("RecoveryMechanisms", recovery_options(recovery, ["Name", "Priority"]))];
        pools.push(("AccountRecoverySetting", Tree::Map(mechanisms)));
    }
    if let Some(device) = pool.device {
        let members = vec![
            ("ChallengeRequiredOnNewDevice", Tree::plain(device.challenge_required_on_new_device)),
            ("DeviceOnlyRememberedOnUserPrompt", Tree::plain(device.device_only_remembered_on_user_prompt)),
        ];
        pools.push(("DeviceConfiguration", Tree::Map(members)));
    }
    if pool.threat_protection != ThreatProtection::default() {
        let mode = vec![("AdvancedSecurityMode", Tree::text(pool.threat_protection.name()))];
        pools.push(("UserPoolAddOns", Tree::Map(mode)));
    }
    if let Some(passkeys) = &pool.web_authn {
        let values = [
            ("WebAuthnUserVerification", passkeys.user_verification.map(cognito_mfa::pool::UserVerification::name)),
            (
                "WebAuthnFactorConfiguration",
                passkeys.factor_configuration.map(cognito_mfa::pool::FactorConfiguration::name),
            ),
        ];
        pools.extend(values.into_iter().filter_map(|(name, value)| Some((name, Tree::text(value?)))));
    }
    let resource =
        |kind: &str, properties| Tree::Map(vec![("Type", Tree::text(kind)), ("Properties", Tree::Map(properties))]);
    let mut resources: Map = vec![("UserPool", resource("AWS::Cognito::UserPool", pools))];
    if pool.risk_actions != RiskActions::default() {
        let actions = risk_actions(pool, ["LowAction", "MediumAction", "HighAction"], ["EventAction", "Notify"]);
        let properties = vec![
            ("UserPoolId", Tree::Line("!Ref UserPool".into())),
            ("ClientId", Tree::text("ALL")),
            ("AccountTakeoverRiskConfiguration", Tree::Map(vec![("Actions", Tree::Map(actions))])),
        ];
        resources.push(("Risk", resource("AWS::Cognito::UserPoolRiskConfigurationAttachment", properties)));
    }
    let mut text = String::new();
    yaml(&vec![("Resources", Tree::Map(resources))], 0, &mut text);
    text
}

fn terraform(pool: &Pool) -> String {
    let mut attributes: Map = vec![
        ("name", Tree::text(NAME)),
        ("user_pool_tier", Tree::text(pool.tier.name())),
        ("mfa_configuration", Tree::text(pool.mode.name())),
    ];
    if let Some(sms) = &pool.sms_configuration {
        attributes.push(("sms_configuration", Tree::Map(sms_members(sms, ["sns_caller_arn", "external_id"]))));
    }
    if let Some(token) = pool.software_token_mfa {
        let enabled = vec![("enabled", Tree::plain(token.is_enabled()))];
        attributes.push(("software_token_mfa_configuration", Tree::Map(enabled)));
    }
    if let Some(email) = &pool.email_mfa {
        let texts = [("message", &email.message), ("subject", &email.subject)];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Tree::text(text.as_deref()?)))).collect();
        attributes.push(("email_mfa_configuration", Tree::Map(texts)));
    }
    if pool.email_sending_account != EmailSendingAccount::default() {
        let members = vec![
            ("email_sending_account", Tree::text(pool.email_sending_account.name())),
            ("source_arn", Tree::text(ANY_IDENTITY)),
        ];
        attributes.push(("email_configuration", Tree::Map(members)));
    }
    if !pool.passwordless.is_empty() {
        let factors = pool.passwordless.allowed_first_auth_factors().map(AuthFactor::name);
        let policy = vec![("allowed_first_auth_factors", Tree::texts(factors))];
        attributes.push(("sign_in_policy", Tree::Map(policy)));
    }
    if let Some(recovery) = pool.account_recovery {
        let mechanisms = vec![("recovery_mechanism", recovery_options(recovery, ["name", "priority"]))];
        attributes.push(("account_recovery_setting", Tree::Map(mechanisms)));
    }
    if let Some(device) = pool.device {
        let members = vec![
            ("challenge_required_on_new_device", Tree::plain(device.challenge_required_on_new_device)),
            ("device_only_remembered_on_user_prompt", Tree::plain(device.device_only_remembered_on_user_prompt)),
        ];
        attributes.push(("device_configuration", Tree::Map(members)));
    }
    if pool.threat_protection != ThreatProtection::default() {
        let mode = vec![("advanced_security_mode", Tree::text(pool.threat_protection.name()))];
        attributes.push(("user_pool_add_ons", Tree::Map(mode)));
    }
    if let Some(passkeys) = &pool.web_authn {
        let values = [
            ("user_verification", passkeys.user_verification.map(cognito_mfa::pool::UserVerification::name)),
            ("factor_configuration", passkeys.factor_configuration.map(cognito_mfa::pool::FactorConfiguration::name)),
        ];
        let values = values.into_iter().filter_map(|(name, value)| Some((name, Tree::text(value?)))).collect();
        attributes.push(("web_authn_configuration", Tree::Map(values)));
    }
    let mut text = resource("aws_cognito_user_pool", "pool", &attributes);
    if pool.risk_actions != RiskActions::default() {
        let actions = risk_actions(pool, ["low_action", "medium_action", "high_action"], ["event_action", "notify"]);
        let attributes = vec![
            ("user_pool_id", Tree::Line("aws_cognito_user_pool.pool.id".into())),
            ("account_takeover_risk_configuration", Tree::Map(vec![("actions", Tree::Map(actions))])),
        ];
        text.push('\n');
        text.push_str(&resource("aws_cognito_risk_configuration", "risk", &attributes));
    }
    text
}

fn resource(kind: &str, name: &str, attributes: &Map) -> String {
    let mut text = format!("resource \"{kind}\" \"{name}\" {{\n");
    hcl(attributes, 1, &mut text);
    text.push_str("}\n");
    text
}

/// An email identity that no account has.
const ANY_IDENTITY: &str = "arn:aws:ses:eu-west-1:111122223333:identity/example.com";

/// The factors that a template enables. With the mode OFF, a template enables none.
fn enabled_mfas(pool: &Pool) -> Vec<&'static str> {
    use cognito_mfa::factor::CodeFactor;
    let is_on = pool.mode != MfaMode::Off;
    let offered = pool.policy().configured.codes();
    CodeFactor::ALL.iter().filter(|factor| is_on && offered.contains(**factor)).map(|factor| factor.name()).collect()
}

fn sms_members(sms: &SmsConfiguration<'_>, [arn, id]: [&'static str; 2]) -> Map {
    let texts = [(arn, &sms.sns_caller_arn), (id, &sms.external_id)];
    texts.into_iter().filter_map(|(name, text)| Some((name, Tree::text(text.as_deref()?)))).collect()
}

fn recovery_options(recovery: AccountRecoverySetting, [name, priority]: [&'static str; 2]) -> Tree {
    let option = |option: RecoveryOption| {
        vec![(name, Tree::text(option.mechanism.name())), (priority, Tree::plain(option.priority))]
    };
    Tree::Maps(recovery.options().map(option).collect())
}

fn risk_actions(pool: &Pool, levels: [&'static str; 3], [action, notify]: [&'static str; 2]) -> Map {
    let risks = [RiskLevel::Low, RiskLevel::Medium, RiskLevel::High];
    let of = |level| vec![(action, Tree::text(pool.risk_actions.of(level).name())), (notify, Tree::plain(false))];
    levels.into_iter().zip(risks).map(|(name, level)| (name, Tree::Map(of(level)))).collect()
}

fn notes(pool: &Pool) -> Vec<String> {
    let mut notes = Vec::new();
    if pool.sms_configuration.is_some() {
        notes.push("Replace the role and the external ID of SmsConfiguration with your own.".into());
    }
    if pool.email_sending_account != EmailSendingAccount::default() {
        notes.push("Replace SourceArn with your own email identity.".into());
    }
    let requests = Requests::of(pool);
    if requests.calls.iter().any(|call| matches!(call, PoolCommand::Update(_))) {
        notes.push(
            "A new pool has AccountRecoverySetting by default. Only a later UpdateUserPool unsets it, so that the templates \
             leave the default."
                .into(),
        );
    }
    notes
}
