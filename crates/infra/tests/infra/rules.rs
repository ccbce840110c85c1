//! The table of the members that rules speak of.

use cognito_mfa::rules::{Operation, RuleRow};
use cognito_mfa_infra::members_of;

#[test]
fn every_rule_of_a_pool_s_operations_has_its_members() {
    let operations = [Operation::SetUserPoolMfaConfig, Operation::UserPool, Operation::SetRiskConfiguration];
    for row in RuleRow::all() {
        let members = members_of(row.rule);
        let is_of_a_pool = row.rule.rows().any(|row| operations.contains(&row.operation));
        assert_eq!(members.is_some(), is_of_a_pool, "{}", row.rule);
        let Some(members) = members else { continue };
        assert!(
            !members.members.is_empty() && members.finds.ends_with('.') && members.fix.ends_with('.'),
            "{}",
            row.rule
        );
        assert_eq!(members.fix.matches('{').count(), members.fix.matches('}').count());
    }
}
