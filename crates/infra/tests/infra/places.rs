//! The places of findings about something that isn't there.

use cognito_mfa_infra::cloudformation::Deployment;

use super::template::{lines, template};

#[track_caller]
fn check(resources: &str, expected: &[&str]) {
    let found = lines(&template(&format!("Resources:\n{resources}")).judge(&Deployment::default()));
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{resources}");
}

const POOL: &str = "  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n";

#[test]
fn a_missing_member_is_missing_from_an_empty_block() {
    check(
        &format!("{POOL}      UserPoolAddOns: {{}}\n"),
        &["error[constraint] 5:7 Pool: UserPoolAddOns.AdvancedSecurityMode", "Refused"],
    );
}

#[test]
fn a_missing_member_is_missing_from_its_element() {
    check(
        &format!("{POOL}      AccountRecoverySetting:\n        RecoveryMechanisms:\n          - Priority: 1\n"),
        &["error[constraint] 7:13 Pool: AccountRecoverySetting.RecoveryMechanisms[0].Name", "Refused"],
    );
}

#[test]
fn a_refused_risk_configuration_is_named_itself() {
    let risk = "  Risk:\n    Type: AWS::Cognito::UserPoolRiskConfigurationAttachment\n    Properties:\n      UserPoolId: {Ref: \
                Pool}\n      ClientId: ALL\n      CompromisedCredentialsRiskConfiguration: {Actions: {EventAction: \
                BLOCK}}\n";
    check(
        &format!("{POOL}      UserPoolName: shop\n{risk}"),
        &["error[risk-needs-threat-protection] 6:3 Risk: ", "Refused"],
    );
}

#[test]
fn a_plural_is_a_misspelled_name() {
    check(
        &format!("{POOL}      Policies: {{SignInPolicies: {{AllowedFirstAuthFactors: [PASSWORD]}}}}\n"),
        &["error[misspelled-property] 5:18 Pool: Policies.SignInPolicies", "Refused"],
    );
}
