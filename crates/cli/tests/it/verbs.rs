//! The verbs on small files: what they print, as text and as JSON.

use cognito_mfa_host::Scenario;

use crate::command::{json, run, run_with, shown};

#[test]
fn lint_reports_the_problems_of_a_pool() {
    insta::assert_snapshot!(shown("lint pool-required.json mfa-required.json"));
    assert_eq!(run("lint pool.json mfa.json", b"").status, 0, "warnings alone don't fail");
}

#[test]
fn prove_finds_a_proof_or_a_locked_out_user() {
    insta::assert_snapshot!("prove_proven", shown("prove pool.json mfa.json"));
    insta::assert_snapshot!(
        "prove_locked_out",
        shown("prove pool-required.json mfa-required.json --assume enabled,email")
    );
}

#[test]
fn explain_shows_the_reason_of_a_sign_in() {
    insta::assert_snapshot!(shown("explain pool-required.json mfa-required.json --user ann.json"));
    let observed =
        json(&run("explain pool-required.json mfa-required.json --user ann.json --profile Observed --json", b""));
    assert_eq!(observed["answer"]["reason"], "no-factor-to-set-up");
    let federated = "explain shop.json --user ann.json --first-factor external-provider --device known --risk Low";
    let federated = run(federated, b"").out;
    assert!(federated.starts_with("The user is signed in: they come from an external provider"), "{federated}");
}

#[test]
fn explain_shows_why_a_request_is_refused_or_what_it_changes() {
    insta::assert_snapshot!(shown("explain pool.json mfa.json --request SetUserPoolMfaConfig=set-mfa-config.json"));
    let out = |arguments: &str, body: &str| run(arguments, body.as_bytes()).out;

    let update = r#"{"UserPoolId":"eu-west-1_Ab1Cd2Ef3","UserPoolTier":"PLUS"}"#;
    let accepted = out("explain pool.json mfa.json --request UpdateUserPool=-", update);
    assert_eq!(accepted, "Accepted. The request changes UserPoolTier.\nProfile: Observed.\n");
    let create = r#"{"PoolName":"shop","MfaConfiguration":"ON"}"#;
    let refused = out("explain --request CreateUserPool=-", create);
    assert!(refused.starts_with("Refused: InvalidParameterException: SMS configuration and "), "{refused}");
    let preference = r#"{"UserPoolId":"a_1","Username":"ann","EmailMfaSettings":{"Enabled":true}}"#;
    let accepted = out("explain shop.json --user ann.json --request AdminSetUserMFAPreference=-", preference);
    assert_eq!(accepted, "Accepted. The request changes UserMFASettingList.\nProfile: Observed.\n");
    let set = r#"{"UserPoolId":"a_1","Username":"ann","SoftwareTokenMfaSettings":{"Enabled":true}}"#;
    let refused =
        json(&run("explain shop.json --user ann.json --request AdminSetUserMFAPreference=- --json", set.as_bytes()));
    assert_eq!(refused["violations"][0]["code"], "totp-needs-verified-token");

    let reset = r#"{"ClientId":"a_1","Username":"ann","ConfirmationCode":"123456","Password":"Example-1"}"#;
    let accepted = out("explain shop.json --user ann.json --request ConfirmForgotPassword=-", reset);
    assert_eq!(accepted, "Accepted. The request changes nothing.\nProfile: Observed.\n");
    let refused = out("explain shop-required.json --user ann-disabled.json --request ConfirmForgotPassword=-", reset);
    assert_eq!(
        refused,
        "Refused: NotAuthorizedException: User is disabled. (recovery/user-disabled)\nProfile: Observed.\n"
    );
}

#[test]
fn impact_counts_the_affected_users() {
    insta::assert_snapshot!(shown(
        "impact --before pool.json mfa.json --after pool-required.json mfa-required.json --histogram counts.csv"
    ));
    let one_by_one = json(&run("impact shop.json shop-required.json --users users.jsonl --json", b""));
    assert_eq!(one_by_one["users"], 6);
    let unaffected = run("impact shop.json shop.json --users users.jsonl", b"");
    assert_eq!(unaffected.out, "The change affects none of 6 users.\nProfile: Observed.\n");
}

#[test]
fn diff_finds_the_stricter_pool() {
    insta::assert_snapshot!(shown("diff --before pool.json mfa.json --after pool-required.json mfa-required.json"));
}

#[test]
fn diff_fails_on_the_kind_of_difference_that_is_named() {
    let status = |pools: &str, kind: &str| run(&format!("diff {pools} --fail-on {kind}"), b"").status;
    let statuses = |pools| ["looser", "stricter", "different"].map(|kind| status(pools, kind));
    assert_eq!(run("diff shop.json off.json", b"").status, 0, "without --fail-on, a difference is fine");
    assert_eq!(statuses("shop.json shop.json"), [0, 0, 0]);
    assert_eq!(statuses("shop.json off.json"), [1, 0, 1]);
    assert_eq!(statuses("off.json shop.json"), [0, 1, 1]);
    assert_eq!(statuses("shop.json shop-required.json"), [1, 1, 1], "stricter for some users, and looser for others");
}

#[test]
fn explain_shows_the_other_rows_only_when_asked() {
    let explain = "explain pool-required.json mfa-required.json --user ann.json";
    let (brief, all) = (run(explain, b"").out, run(&format!("{explain} --all"), b"").out);
    insta::assert_snapshot!("explain_all", all);
    assert!(!brief.contains("device-remembered  ") && all.contains("  device-remembered  "), "{brief}");
}

const PLAN: &str = "plan --before pool.json mfa.json --after pool-wanted.json mfa-wanted.json --histogram counts.csv";

#[test]
fn plan_prints_the_calls_and_explains_them() {
    insta::assert_snapshot!(shown(PLAN));
    let for_a_pool = run(&format!("{PLAN} --pool-id eu-west-1_Ab1Cd2Ef3"), b"").out;
    assert_eq!(for_a_pool.lines().count(), 2);
    assert!(
        for_a_pool.lines().all(|line| line.contains(r#""input":{"UserPoolId":"eu-west-1_Ab1Cd2Ef3","#)),
        "{for_a_pool}"
    );
    let nothing = run("plan shop.json shop.json", b"");
    assert_eq!((nothing.status, nothing.err.as_str()), (0, "There is nothing to do.\nProfile: Observed.\n"));
}

#[test]
fn a_plan_is_a_scenario_that_passes() {
    let lines = run(PLAN, b"").out;
    let mut scenario = Scenario::default();
    let checked: Vec<_> = lines.lines().filter_map(|line| scenario.line(line.as_bytes())?.difference).collect();
    assert_eq!(checked, vec![Ok(()); 5]);
}

#[test]
fn plan_fails_on_a_warning_when_asked() {
    let status = |arguments: &str| run(arguments, b"").status;
    let unprotected = "plan --before pool.json mfa.json --after pool-wanted.json mfa-wanted.json";
    assert_eq!((status(unprotected), status(&format!("{unprotected} --fail-on warning"))), (0, 1));
    assert_eq!(status(&format!("{PLAN} --fail-on warning")), 0, "the plan has no note and protects its users");
    assert_eq!(status("plan shop.json shop.json --fail-on warning"), 0, "there is nothing to do");
}

#[test]
fn plan_finds_nothing_when_the_target_locks_users_out() {
    let plan = "plan --before pool.json mfa.json --after pool-required.json mfa-required.json --histogram counts.csv";
    insta::assert_snapshot!(shown(plan));
    assert_eq!(run(plan, b"").out, "");
}

#[test]
fn explain_accepts_the_user_that_prove_prints() {
    let locked_out = json(&run("prove pool-required.json mfa-required.json --json", b""));
    let example = &locked_out["example"];
    let user = example["user"].to_string();
    let why = json(&run("explain pool-required.json mfa-required.json --user - --json", user.as_bytes()));
    assert_eq!((&why["user"], &why["answer"]), (&example["user"], &example["attempts"][0]["answer"]));
}

/// Runs a verb with a pool of the plan, or with all of them.
fn of_plan(verb: &str, resource: &str) -> crate::command::Run {
    let plan = "tests/fixtures/plan.json";
    let files = if verb == "diff" { vec![plan, plan] } else { vec![plan] };
    let resource = ["--resource", resource].into_iter().filter(|_| !resource.is_empty());
    run_with([verb].into_iter().chain(files).chain(resource).map(Into::into), b"")
}

const STAFF: &str = "aws_cognito_user_pool.staff";
const CUSTOMERS: &str = "module.auth[\"eu\"].aws_cognito_user_pool.this";

#[test]
fn a_verb_reads_its_pool_from_a_plan_or_a_template() {
    let same = of_plan("diff", STAFF);
    assert_eq!((same.err.as_str(), same.status), ("", 0));
    let template =
        b"Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: {MfaConfiguration: 'OFF'}\n";
    assert_eq!(run("prove - --assume enabled,confirmed,password", template).err, "");
    let refused = run("prove templates/cdk.out/Web.template.json", b"");
    let error =
        "Web.template.json:3:5: WebPool5C1F: the deployment of this pool is refused (on-passkey-needs-multi-factor): ";
    assert!(refused.err.contains(error) && refused.status == 2, "{}", refused.err);

    let several = of_plan("prove", "");
    let error = format!(
        "error: tests/fixtures/plan.json: 2 pools: {STAFF}, {CUSTOMERS}. Expected one. Choose it with --resource NAME.\n"
    );
    assert_eq!((several.err, several.status), (error, 2));
    let none = of_plan("prove", "staff");
    assert!(
        none.err.contains("no pool with the name staff. Expected the logical ID or the address of one"),
        "{}",
        none.err
    );
    let open = of_plan("prove", CUSTOMERS);
    let tier = format!(
        "the pool depends on values that the input leaves open: {CUSTOMERS}.user_pool_tier (known after apply)"
    );
    assert!(open.err.contains(&tier), "{}", open.err);
}

#[test]
fn lint_judges_each_pool_of_a_plan_without_its_lines() {
    let all = run("lint plan.json", b"");
    insta::assert_snapshot!("lint_plan", all.out);
    assert_eq!(all.status, 0, "warnings alone don't fail");
    assert!(!all.out.contains("hunter2-external"), "{}", all.out);
    let one = of_plan("lint", STAFF);
    assert!(one.out.ends_with("in 1 pool of 1 file. Profile: Observed.\n"), "{}", one.out);
}

#[test]
fn a_template_is_an_update_of_a_live_pool() {
    let changed = json(&run("diff optional.json mode.yaml --parameter Mode=OPTIONAL --json", b""));
    assert_eq!(changed["members"], serde_json::json!([]), "the pool keeps its sign-in policy and its sender");
    let refused = run("diff optional.json mode.yaml --parameter Mode=ON", b"");
    let error = "error: tests/fixtures/mode.yaml:6:3: Staff: the deployment of this pool is refused \
                 (on-excludes-otp-first-factor): ";
    assert!(refused.err.starts_with(error) && refused.status == 2, "{}", refused.err);

    let update = json(&run("lint --before optional.json mode.yaml --parameter Mode=OPTIONAL --json", b""));
    let codes = |report: &serde_json::Value| {
        let problems = report["findings"].as_array().unwrap().iter();
        problems.map(|problem| problem["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(codes(&update).contains(&"removal-keeps-sign-in-policy".to_owned()), "{:?}", codes(&update));
    let creation = json(&run("lint mode.yaml --parameter Mode=OPTIONAL --json", b""));
    assert!(!codes(&creation).contains(&"removal-keeps-sign-in-policy".to_owned()), "{:?}", codes(&creation));
}

#[test]
fn a_plan_alone_is_a_change() {
    let diff = json(&run("diff update-plan.json --json", b""));
    assert_eq!(diff["members"], serde_json::json!(["MfaConfiguration"]));
    let plan = run("plan update-plan.json", b"");
    assert!(
        plan.err.starts_with("The plan has 1 call.\n  1. SetUserPoolMfaConfig changes MfaConfiguration\n"),
        "{}",
        plan.err
    );
    let live = run("diff pool.json", b"");
    assert!(live.err.contains("this file doesn't show the pool before a change"), "{}", live.err);
    assert_eq!(live.status, 2);
}

#[test]
fn parameters_close_what_a_template_leaves_open() {
    let open = run("prove mode.yaml", b"");
    let error = "error: tests/fixtures/mode.yaml:6:3: Staff: the pool depends on values that the input leaves open: \
                 Mode (parameter Mode). Give parameters with --parameter NAME=VALUE. The deployment can be refused \
                 (off-with-enabled-mfas).\n";
    assert_eq!((open.err.as_str(), open.status), (error, 2));
    assert_eq!(run("prove mode.yaml --parameter Mode=ON", b"").status, 0);
    for arguments in ["prove mode.yaml --parameter Mod=ON", "lint mode.yaml --parameter Mod=ON"] {
        let wrong = run(arguments, b"");
        assert!(wrong.err.contains("no template has the parameter Mod of --parameter"), "{}", wrong.err);
        assert_eq!(wrong.status, 2);
    }
}

#[test]
fn a_lint_that_judges_nothing_exits_with_2() {
    let nothing = run("lint topic.yaml", b"");
    assert_eq!(nothing.err, "Nothing was judged: no file contains a user pool.\n");
    assert_eq!((nothing.out.as_str(), nothing.status), ("", 2));
}

#[test]
fn an_answer_can_be_an_annotation() {
    for (arguments, level, text) in [
        ("impact shop.json shop-required.json --users users.jsonl", "notice", "The change locks out 1 of 6 users.%0A"),
        (
            "impact shop.json shop-required.json --users users.jsonl --fail-on newly-locked-out",
            "error",
            "The change locks out 1 of 6 users.%0A",
        ),
        ("diff shop.json off.json --fail-on looser", "error", "The second pool is looser.%0A"),
        ("prove pool-required.json mfa-required.json", "error", "Some users are locked out.%0A"),
        ("plan shop.json off.json --fail-on warning", "error", "The plan has 1 call.%0A"),
        ("plan shop.json shop.json", "notice", "There is nothing to do.%0A"),
        ("explain shop.json --user ann-disabled.json --fail-on denied", "error", "The user is denied with "),
        ("prove none.json", "error", "error: tests/fixtures/none.json: can't read this file: "),
    ] {
        let (human, github) = (run(arguments, b""), run(&format!("{arguments} --format github"), b""));
        let verb = arguments.split(' ').next().unwrap();
        let start = format!("::{level} title=cognito-mfa {verb}::{text}");
        assert!(github.out.starts_with(&start), "{arguments}: {}", github.out);
        assert_eq!((github.out.lines().count(), github.err.as_str(), github.status), (1, "", human.status));
    }
    let refused = run("export shop.json --format github", b"");
    assert!(refused.err.starts_with("error: --format github isn't for this verb. Expected human or json\n"));
}

/// A plan that changes the SMS settings of a pool with a risk configuration. The provider of this plan has these attributes.
fn sensitive_plan(risk: bool, more: &serde_json::Value) -> serde_json::Value {
    let pool = |message: &str, mode: &str| {
        let mut pool = serde_json::json!({
            "id": "eu-west-1_a", "name": "p", "mfa_configuration": mode, "user_pool_tier": "PLUS",
            "sms_configuration": [{"sns_caller_arn": "arn:aws:iam::123456789012:role/hunter22", "external_id": "hunter23"}],
            "sms_authentication_message": message, "software_token_mfa_configuration": [{"enabled": true}],
            "sign_in_policy": [], "web_authn_configuration": [], "user_pool_add_ons": [{"advanced_security_mode": "ENFORCED"}],
        });
        for (name, value) in more.as_object().unwrap() {
            pool[name] = value.clone();
        }
        pool
    };
    let marks = serde_json::json!({
        "sms_configuration": [{"sns_caller_arn": true, "external_id": true}], "sms_authentication_message": true,
    });
    let resource = |kind: &str, actions: &[&str], before, after, marks: &serde_json::Value| {
        serde_json::json!({
            "address": format!("{kind}.p"), "mode": "managed", "type": kind, "name": "p",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": actions, "before": before, "after": after, "after_unknown": {}, "before_sensitive": marks,
                "after_sensitive": marks,
            },
        })
    };
    let (before, after) = (pool("hunter24 {####}", "OFF"), pool("hunter25 {####}", "ON"));
    let mut changes = vec![resource("aws_cognito_user_pool", &["update"], before, after, &marks)];
    if risk {
        let actions = serde_json::json!({"high_action": [{"event_action": "BLOCK", "notify": false}]});
        let after = serde_json::json!({
            "user_pool_id": "eu-west-1_a", "client_id": null, "id": null,
            "account_takeover_risk_configuration": [{"actions": [actions]}],
        });
        let none = serde_json::json!({});
        changes.push(resource("aws_cognito_risk_configuration", &["create"], serde_json::Value::Null, after, &none));
    }
    serde_json::json!({"format_version": "1.2", "terraform_version": "1.13.4", "resource_changes": changes})
}

#[test]
fn a_plan_has_placeholders_for_what_terraform_marks_as_sensitive() {
    let file = sensitive_plan(false, &serde_json::json!({})).to_string();
    for arguments in [&["plan", "-"][..], &["plan", "-", "--json"], &["plan", "-", "--pool-id", "eu-west-1_a"]] {
        let run = run_with(arguments.iter().map(Into::into), file.as_bytes());
        assert!(run.status < 2 && !run.out.is_empty(), "{}", run.err);
        assert!(!run.out.contains("hunter") && !run.err.contains("hunter"), "{}{}", run.out, run.err);
    }
    let run = run_with(["plan", "-"].map(Into::into), file.as_bytes());
    assert!(run.out.contains("arn:aws:iam::000000000000:role/sensitive-"), "{}", run.out);
}

#[test]
fn fixes_of_a_terraform_plan_change_the_risk_configuration() {
    let file = sensitive_plan(true, &serde_json::json!({})).to_string();
    let answer = crate::command::json(&run_with(["lint", "-", "--json"].map(Into::into), file.as_bytes()));
    let of = |code: &str| {
        let finding = answer["findings"].as_array().unwrap().iter().find(|one| one["code"] == code);
        let finding = finding.unwrap_or_else(|| panic!("no {code}: {answer:#}"));
        finding["fixes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fix| fix["text"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let action = "account_takeover_risk_configuration.actions.high_action.event_action";
    assert_eq!(of("risk-blocks-everyone")[0], format!("Set {action} to \"MFA_IF_CONFIGURED\"."));
    // The provider shows neither attribute in a block that isn't set, so it can have both.
    assert!(of("no-phishing-resistant-path")[0].contains("web_authn_configuration.factor_configuration"));
}

#[test]
fn a_fix_needs_attributes_that_the_provider_has() {
    let block =
        |block: serde_json::Value| sensitive_plan(false, &serde_json::json!({"web_authn_configuration": block}));
    let old = block(serde_json::json!([{"relying_party_id": "example.com", "user_verification": "required"}]));
    let mut older = sensitive_plan(false, &serde_json::json!({}));
    for side in ["before", "after"] {
        let pool = &mut older["resource_changes"][0]["change"][side];
        pool.as_object_mut().unwrap().retain(|name, _| name != "sign_in_policy" && name != "web_authn_configuration");
    }
    let out = |file: &serde_json::Value| run_with(["lint", "-"].map(Into::into), file.to_string().as_bytes()).out;
    let (old, older) = (out(&old), out(&older));
    assert!(old.contains("A change would fix it, but this version of the provider has no attribute for it."), "{old}");
    // Something else can have allowed passkeys in a pool whose first factors aren't shown.
    assert!(old.contains("no-phishing-resistant-path") && !older.contains("no-phishing-resistant-path"), "{older}");
}

#[test]
fn changes_that_a_plan_defers_are_judged() {
    let mut file = sensitive_plan(false, &serde_json::json!({"software_token_mfa_configuration": []}));
    let change = file["resource_changes"].as_array_mut().unwrap().remove(0);
    file["deferred_changes"] = serde_json::json!([{"reason": "instance_count_unknown", "resource_change": change}]);
    let run = run_with(["lint", "-"].map(Into::into), file.to_string().as_bytes());
    assert!(run.out.contains("in 1 pool of 1 file") && run.out.contains("sms-is-only-factor"), "{}", run.out);
}

#[test]
fn fixes_of_a_state_are_not_called_safe_if_an_update_resets_passkeys() {
    let state = |block: serde_json::Value| {
        let plan = sensitive_plan(false, &serde_json::json!({"web_authn_configuration": [block]}));
        let values = &plan["resource_changes"][0]["change"]["after"];
        let resource = serde_json::json!({
            "address": "aws_cognito_user_pool.p", "mode": "managed", "type": "aws_cognito_user_pool", "name": "p",
            "provider_name": "registry.terraform.io/hashicorp/aws", "values": values, "sensitive_values": {},
        });
        serde_json::json!({"format_version": "1.0", "terraform_version": "1.13.4", "values": {"root_module": {"resources": [resource]}}})
    };
    let safeties = |block: serde_json::Value| {
        let run = run_with(["lint", "-", "--json"].map(Into::into), state(block).to_string().as_bytes());
        let answer = crate::command::json(&run);
        let findings = answer["findings"].as_array().unwrap();
        let fixes = findings.iter().flat_map(|finding| finding["fixes"].as_array().unwrap());
        fixes.map(|fix| fix["safety"].as_str().unwrap().to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    let old = safeties(serde_json::json!({"relying_party_id": "example.com", "user_verification": "required"}));
    assert!(!old.is_empty() && !old.contains("safe"), "{old:?}");
    let new = safeties(serde_json::json!({
        "relying_party_id": "example.com", "user_verification": "required", "factor_configuration": "SINGLE_FACTOR",
    }));
    assert!(new.contains("safe"), "{new:?}");
}

#[test]
fn a_change_of_the_relying_party_id_is_not_called_harmless() {
    let mut file = sensitive_plan(false, &serde_json::json!({}));
    for (side, id) in [("before", "login.example.com"), ("after", "example.com")] {
        let block = serde_json::json!([{"relying_party_id": id, "user_verification": "required", "factor_configuration": "SINGLE_FACTOR"}]);
        file["resource_changes"][0]["change"][side]["web_authn_configuration"] = block;
    }
    let note = "note: The relying party ID changes, so registered passkeys no longer work (passkeys-unusable).";
    for verb in ["plan", "impact"] {
        let users = ["--histogram", "tests/fixtures/counts.csv"].map(Into::into);
        let arguments = [verb, "-"].map(Into::into).into_iter().chain(users.into_iter().filter(|_| verb == "impact"));
        let run = run_with(arguments, file.to_string().as_bytes());
        assert!(run.err.contains(note), "{verb}: {}{}", run.out, run.err);
    }
    let same = sensitive_plan(false, &serde_json::json!({}));
    let run = run_with(["plan", "-"].map(Into::into), same.to_string().as_bytes());
    assert!(!run.err.contains("passkeys-unusable"), "{}", run.err);
}
