//! Suppressions as people write them.

use cognito_mfa_infra::cloudformation::Deployment;

use super::template::{lines, template};

/// The suppressions of this value, each with its position, and what is found.
#[track_caller]
fn check(suppress: &str, suppressions: &[(&str, Option<&str>, &str)], found: &[&str]) {
    let text = format!(
        "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Metadata: {{cognito-mfa: {{suppress: {suppress}}}}}\n"
    );
    let judged = template(&text).judge(&Deployment::default());
    let all = judged[0].suppressions.iter();
    let all: Vec<(&str, Option<&str>, String)> =
        all.map(|one| (one.id.as_str(), one.reason.as_deref(), one.span.start.to_string())).collect();
    let suppressions: Vec<(&str, Option<&str>, String)> =
        suppressions.iter().map(|(id, reason, place)| (*id, *reason, (*place).to_owned())).collect();
    assert_eq!(all, suppressions, "{text}");
    assert_eq!(lines(&judged).lines().collect::<Vec<_>>(), found, "{text}");
}

#[test]
fn a_text_is_a_suppression_without_a_reason() {
    check("[mfa-is-off]", &[("mfa-is-off", None, "4:41")], &["Accepted"]);
    check("mfa-is-off", &[("mfa-is-off", None, "4:40")], &["Accepted"]);
}

#[test]
fn a_map_is_a_list_of_one() {
    check("{id: mfa-is-off, reason: Machines.}", &[("mfa-is-off", Some("Machines."), "4:40")], &["Accepted"]);
    check("[{code: mfa-is-off, reason: Machines.}]", &[("mfa-is-off", Some("Machines."), "4:41")], &["Accepted"]);
}

#[test]
fn what_is_no_suppression_is_reported() {
    let unknown = |place: &str| format!("error[unknown-suppression] {place}");
    let check = |suppress: &str, place: &str| check(suppress, &[], &[&unknown(place), "Accepted"]);
    check("[{rule: mfa-is-off, reason: Machines.}]", "4:42 Pool: Metadata.cognito-mfa.suppress[0]");
    check("[{id: mfa-is-off, reason: Machines., until: May}]", "4:77 Pool: Metadata.cognito-mfa.suppress[0]");
    check("[{reason: Machines.}]", "4:41 Pool: Metadata.cognito-mfa.suppress[0]");
    check("{reason: Machines.}", "4:40 Pool: Metadata.cognito-mfa.suppress");
    check("[true]", "4:41 Pool: Metadata.cognito-mfa.suppress[0]");
}
