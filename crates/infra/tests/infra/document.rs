//! What a file is shows in its content.

use cognito_mfa_infra::cloudformation::{Deployment, Template};
use cognito_mfa_infra::{Document, Node, PoolDocument, mentions_cognito};

fn kind(text: &str) -> String {
    match Document::read(&"a".into(), text) {
        Ok(Document::Template(node)) => {
            format!("template {:?}", node.entries().iter().map(|one| &one.key).collect::<Vec<_>>())
        }
        Ok(Document::Terraform(file)) => format!("{:?} of {}", file.kind, file.pools.len()),
        Ok(Document::PoolAnswers(answers)) => {
            answers.iter().map(|PoolDocument { kind, .. }| kind.operation()).collect::<Vec<_>>().join(" ")
        }
        Ok(Document::Users(users)) => users.operation().into(),
        Ok(Document::Scenario) => "scenario".into(),
        Ok(Document::TerraformSource) => "source".into(),
        Ok(Document::Other) => "other".into(),
        Ok(other) => panic!("{other:?}"),
        Err(error) => error.to_string(),
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(kind(text), expected, "{text}");
}

#[test]
fn templates() {
    check("Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n", r#"template ["Resources"]"#);
    check(r#"{"Resources": {"Pool": {"Type": "AWS::Cognito::UserPool"}}}"#, r#"template ["Resources"]"#);
    check("{Resources: {Pool: {Type: 'AWS::Cognito::UserPool'}}}", r#"template ["Resources"]"#);
    check(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F: {Type: AWS::Serverless::Function}",
        r#"template ["Transform", "Resources"]"#,
    );
    check("AWSTemplateFormatVersion: 2010-09-09\n", r#"template ["AWSTemplateFormatVersion"]"#);
    let expected = "Resources: not a map. Expected a map of logical IDs, each with its resource";
    check("AWSTemplateFormatVersion: 2010-09-09\nResources: none\n", &format!("a:2:12: {expected}"));
    check(
        "AWSTemplateFormatVersion: 2010-09-09\nResources: [AWS::Cognito::UserPool]\n",
        &format!("a:2:12: {expected}"),
    );
    check(r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": []}"#, &format!("a:1:57: {expected}"));
    check(r#"{"TemplateBody": {"Resources": {}}, "StagesAvailable": ["Original"]}"#, r#"template ["Resources"]"#);
    check(
        "service: shop\nresources:\n  Resources:\n    Pool: {Type: AWS::Cognito::UserPool}\n  Outputs: {}\n",
        r#"template ["Resources", "Outputs"]"#,
    );
    check(
        "service: shop\nresources:\n  - Resources:\n      Pool: {Type: AWS::Cognito::UserPool}\n  - ${file(other.yml)}\n  - Resources:\n      Other: {Type: AWS::S3::Bucket}\n",
        r#"template ["Resources"]"#,
    );
}

#[test]
fn a_template_as_a_text_is_refused_with_the_command_that_prints_it() {
    let message = "a template as a text in TemplateBody, which has no lines of its own. Expected the template itself, as \
                   `aws cloudformation get-template --query TemplateBody --output text` prints it";
    let body = r#"{"StagesAvailable": [], "TemplateBody": "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n"}"#;
    check(body, &format!("a:1:41: {message}"));
    check(
        "StagesAvailable: []\nTemplateBody: 'Resources: {Pool: {Type: AWS::Cognito::UserPool}}'\n",
        &format!("a:2:15: {message}"),
    );
    check(r#"{"TemplateBody": "Resources: {}"}"#, "other");
}

#[test]
fn the_id_of_a_pool_in_a_configuration_is_not_an_answer() {
    check(r#"{"UserPool": "us-east-1_AbCdEfGhI"}"#, "other");
    check("UserPool: us-east-1_AbCdEfGhI\n", "other");
}

#[test]
fn a_template_of_the_serverless_framework_is_merged() {
    let text = "resources:\n  - Resources: {A: {Type: AWS::Cognito::UserPool}}\n  - Resources: {B: {Type: AWS::Cognito::UserPool}}\n";
    let Ok(Document::Template(node)) = Document::read(&"a".into(), text) else { panic!() };
    let resources = node.get("Resources").map(Node::entries).unwrap_or_default();
    assert_eq!(resources.iter().map(|one| one.key.as_str()).collect::<Vec<_>>(), ["A", "B"]);
}

#[test]
fn a_template_keeps_only_the_type_of_foreign_resources() {
    let text = r#"{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"Secret": "x"}},
        "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"MfaConfiguration": "ON", "MfaConfiguration": "OFF"}}}}"#;
    let Ok(Document::Template(node)) = Document::read(&"a".into(), text) else { panic!() };
    let resources = node.get("Resources").unwrap();
    assert_eq!(resources.get("Role").unwrap().entries().len(), 1);
    assert_eq!(resources.get("Pool").unwrap().get("Properties").unwrap().entries().len(), 2);
}

#[test]
fn plans_and_states() {
    check(r#"{"format_version": "1.2", "resource_changes": []}"#, "Plan of 0");
    check(r#"{"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {}}}"#, "State of 0");
    check(r#"{"format_version": "1.0", "terraform_version": "1.9.0"}"#, "State of 0");
    check(r#"{"format_version": "1.0", "title": "x"}"#, "other");
    check(
        r#"{"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "x", "resources": []}"#,
        "a:1:1: a raw Terraform state. Expected the output of `terraform show -json`",
    );
    check("# A pool\n/* long\n comment */\nresource \"aws_cognito_user_pool\" \"staff\" {\n}\n", "source");
    check("terraform {\n  required_version = \">= 1\"\n}\n", "source");
    check(r#"{"resource": {"aws_cognito_user_pool": {"staff": {"name": "x"}}}}"#, "source");
    check("# Notes\n\nresources are here:\n", "other");
}

#[test]
fn answers_of_the_service() {
    check(r#"{"UserPool": {"Id": "eu-west-1_a"}}"#, "DescribeUserPool");
    check(r#"{"Id": "eu-west-1_a", "Name": "shop", "MfaConfiguration": "OFF"}"#, "DescribeUserPool");
    check(r#"{"MfaConfiguration": "OFF", "ResponseMetadata": {"HTTPStatusCode": 200}}"#, "GetUserPoolMfaConfig");
    check(r#"{"RiskConfiguration": {"UserPoolId": "eu-west-1_a"}}"#, "DescribeRiskConfiguration");
    check("{\"UserPool\": {}}\n{\"MfaConfiguration\": \"ON\"}\n", "DescribeUserPool GetUserPoolMfaConfig");
    check(r#"[{"UserPool": {}}, {"RiskConfiguration": {}}]"#, "DescribeUserPool DescribeRiskConfiguration");
    check("UserPool:\n  Id: eu-west-1_a\n", "DescribeUserPool");
    check(r#"{"Username": "ann", "UserStatus": "CONFIRMED"}"#, "AdminGetUser");
    check(r#"{"Users": [], "PaginationToken": "x"}"#, "ListUsers");
    check(r#"{"Username": "ann", "ConfiguredUserAuthFactors": ["PASSWORD"]}"#, "GetUserAuthFactors");
    check("{\"remark\": \"A scenario.\"}\n{\"op\": \"CreateUserPool\", \"input\": {}}", "scenario");
}

#[test]
fn what_only_looks_like_a_pool_is_named() {
    let needed = "Expected what DescribeUserPool, GetUserPoolMfaConfig and DescribeRiskConfiguration return";
    let properties = "the Properties of a CloudFormation resource without the resource. Expected the whole template, with \
                      Resources at the top, or what DescribeUserPool and GetUserPoolMfaConfig return";
    check(r#"{"MfaConfiguration": "ON", "EnabledMfas": ["SMS_MFA"]}"#, &format!("a:1:1: {properties}"));
    check("MfaConfiguration: \"ON\"\nUserPoolTier: PLUS\n", &format!("a:1:1: {properties}"));
    check(
        r#"{"UserPools": [{"Id": "eu-west-1_a"}]}"#,
        &format!("a:1:1: a list of pools from ListUserPools, which doesn't show their settings. {needed}"),
    );
    check(
        r#"{"UserPoolId": "eu-west-1_a", "MfaConfiguration": "ON"}"#,
        &format!("a:1:1: a request that changes a pool, not a pool. {needed}"),
    );
    check(
        r#"{"SoftwareTokenMfaConfiguration": {"Enabled": true}}"#,
        &format!("a:1:1: MfaConfiguration: missing. GetUserPoolMfaConfig always returns it. {needed}"),
    );
    let fragment = "a:1:1: a resource of a CloudFormation template without the template. Expected the whole template, with Resources \
                    at the top";
    check(r#"{"Type": "AWS::Cognito::UserPool", "Properties": {}}"#, fragment);
    check("Pool:\n  Type: AWS::Cognito::UserPool\n", fragment);
    check(
        "{\"UserPool\": {}}\n{\"Users\": []}",
        "a:2:1: another kind of document than the one before. Expected only answers about one pool",
    );
}

#[test]
fn other_files() {
    for text in
        ["", "\u{feff}\n", "[]", "[1, 2]", "{}", "{\"name\": \"x\"}", "7", "text\n\nmore text", "- a\n- b\n", "null"]
    {
        check(text, "other");
    }
}

#[test]
fn broken_files_have_a_position() {
    check("{\"Resources\": {", "a:1:15: not valid JSON: EOF while parsing an object");
    check("Resources: [", "a:2:1: not valid YAML: while parsing a node, did not find expected node content");
}

#[test]
fn files_without_cognito_are_told_apart() {
    assert!(mentions_cognito("Type: AWS::Cognito::UserPool"));
    assert!(mentions_cognito(r#"{"type": "aws_cognito_user_pool"}"#));
    assert!(!mentions_cognito("Type: AWS::S3::Bucket"));
}

#[test]
fn a_template_with_only_a_loop_is_not_judged() {
    let yaml = "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Pools:\n    - N\n    - [A, B]\n    - Pool${N}: {Type: 'AWS::Cognito::UserPool'}\n";
    let json = r#"{"Resources": {"Fn::ForEach::Pools": ["N", ["A"], {"P": {"Type": "AWS::Cognito::UserPool"}}]}}"#;
    for text in [yaml, json] {
        let file = "t".into();
        let Document::Template(node) = Document::read(&file, text).unwrap() else { panic!("{text}") };
        let judged = Template::new(&file, &node).judge(&Deployment::default());
        assert_eq!(judged[0].judgment.findings[0].code, "not-judged");
    }
}
