//! Templates as generators and people write them.

use std::path::Path;

use cognito_mfa_infra::Document;
use cognito_mfa_infra::cloudformation::{Deployment, Template, suppress};

use super::template::lines;

fn fixture(name: &str) -> Template {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cloudformation").join(name);
    let file = name.into();
    let text = std::fs::read_to_string(path).unwrap();
    let Document::Template(node) = Document::read(&file, &text).unwrap() else { panic!("not a template: {name}") };
    Template::new(&file, &node)
}

#[track_caller]
fn check(name: &str, parameters: &[(&str, &str)], expected: &[&str]) {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let found = lines(&fixture(name).judge(&Deployment { parameters, ..Deployment::default() }));
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{name}");
}

#[test]
fn output_of_the_cdk() {
    check(
        "cdk.template.json",
        &[],
        &[
            "error[on-passkey-needs-multi-factor] 35:47 StaffPool7C0E4A31: Policies.SignInPolicy.AllowedFirstAuthFactors[1]",
            "Refused",
        ],
    );
}

#[test]
fn template_of_sam() {
    let finding = "risk-needs-threat-protection] 45:9 Risk: AccountTakeoverRiskConfiguration";
    check("sam.yaml", &[], &[&format!("warning[{finding} when, for example, Stage is dev"), "Depends"]);
    check("sam.yaml", &[("Stage", "dev")], &[&format!("error[{finding}"), "Refused"]);
    check("sam.yaml", &[("Stage", "prod")], &["Accepted"]);
}

#[test]
fn resources_of_the_serverless_framework() {
    let open = "${self:custom.mfa.${self:provider.stage}}";
    check(
        "serverless.yml",
        &[],
        &[
            &format!("warning[off-with-enabled-mfas] 23:23 ShopPool: EnabledMfas[0] when, for example, {open} is OFF"),
            &format!(
                "warning[on-excludes-otp-first-factor] 28:17 ShopPool: Policies.SignInPolicy.AllowedFirstAuthFactors[1] when, for example, {open} is ON"
            ),
            "Depends",
        ],
    );
}

#[test]
fn conditions_and_mappings_of_one_parameter_are_judged_together() {
    let finding = "on-excludes-otp-first-factor] 55:47 PartnerPool: Policies.SignInPolicy.AllowedFirstAuthFactors[1]";
    check("stages.yaml", &[], &["Accepted", &format!("warning[{finding} when, for example, Stage is prod"), "Depends"]);
    check("stages.yaml", &[("Stage", "prod")], &["Accepted", &format!("error[{finding}"), "Refused"]);
    check("stages.yaml", &[("Stage", "test")], &["Accepted", "Accepted"]);
    check("stages.yaml", &[("Stage", "dev")], &["Accepted", "Absent"]);
}

#[test]
fn properties_with_the_names_of_the_api() {
    check(
        "api-names.yaml",
        &[],
        &[
            "error[mode-is-boolean] 7:25 SecurePool: MfaConfiguration",
            "error[api-only-property] 8:7 SecurePool: SoftwareTokenMfaConfiguration",
            "Refused",
        ],
    );
}

#[test]
fn a_suppression_that_suppresses_nothing_is_reported() {
    let judged = fixture("cdk.template.json").judge(&Deployment::default());
    let [pool] = judged.as_slice() else { panic!() };
    let mut findings = pool.judgment.findings.clone();
    let (suppressed, unused) = suppress(&mut findings, &pool.suppressions);
    assert_eq!((findings.len(), suppressed.len()), (1, 0));
    assert_eq!(unused[0].id, "sms-is-only-factor");
    assert_eq!(unused[0].reason.as_deref(), Some("Not our pool's case."));
    assert_eq!(unused[0].span.start.to_string(), "50:34");

    let mut suppression = unused[0].clone();
    suppression.id = "on-passkey-needs-multi-factor".into();
    let (suppressed, unused) = suppress(&mut findings, &[suppression]);
    assert_eq!((findings.len(), suppressed.len(), unused.len()), (0, 1, 0));
}
