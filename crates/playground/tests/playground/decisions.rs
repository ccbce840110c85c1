//! What the functions answer, next to what the engine answers.

use cognito_mfa::pool::{FactorConfiguration, PasswordlessFactorSet, SmsConfiguration, UserVerification};
use cognito_mfa::pool::{MfaMode, PasswordlessFactor, SoftwareTokenMfa, Tier, WebAuthnConfiguration};
use cognito_mfa::pool::{RiskAction, RiskActions, RiskLevel, ThreatProtection};
use cognito_mfa::sign_in::{Attempt, FirstFactor, Reason, resolve};
use cognito_mfa::{Pool, Profile};
use serde_json::{Value, json};

use crate::fixture::{decide, details, presets, vocabulary};

#[test]
fn each_preset_is_read_without_a_problem() {
    for (id, state) in presets() {
        let decision = decide(&state);
        assert_eq!(decision["problems"], json!([]), "{id}");
        assert_eq!(decision["state"], state, "{id}");
    }
}

/// The outcomes as a person who reads the documents expects them.
#[test]
fn presets_show_what_their_sentences_promise() {
    let expected = [
        ("passkey-mfa", "authenticated", Reason::PasskeySatisfiesMfa),
        ("totp-required", "SOFTWARE_TOKEN_MFA", Reason::OnlyFactor),
        ("totp-set-up", "MFA_SETUP", Reason::SetUpTotp),
        ("optional-sms", "SMS_MFA", Reason::OnlyFactor),
        ("otp-withheld", "denied", Reason::PasswordChallengeRequired),
        ("passkey-not-enabled", "denied", Reason::PasswordChallengeRequired),
        ("sms-required", "denied", Reason::NoFactorToSetUp),
        ("passkey-single-factor", "denied", Reason::PasswordChallengeRequired),
        ("threat-protection", "denied", Reason::RiskDemandsMfa),
        ("step-up", "authenticated", Reason::MfaNotDemanded),
        ("remembered-device", "DEVICE_SRP_AUTH", Reason::DeviceRemembered),
    ];
    let found: Vec<_> = presets().iter().map(|(id, state)| (id.clone(), decide(state))).collect();
    assert_eq!(found.len(), expected.len());
    for ((id, decision), (name, code, reason)) in found.iter().zip(expected) {
        assert_eq!((id.as_str(), &decision["challenge"]["code"]), (name, &json!(code)));
        assert_eq!(decision["challenge"]["reason"], reason.code(), "{id}");
        assert_eq!(decision["decidingRow"]["number"], reason.row().number, "{id}");
        // Only one of them is about a refused pool.
        assert_eq!(decision["refusal"].is_null(), name != "passkey-single-factor", "{id}");
    }
}

/// Pools of presets, built by hand.
#[test]
fn presets_decide_as_the_engine_does() {
    let essentials = || Pool::new(Tier::Essentials, Profile::Observed);
    let mut passkey = essentials().with_mode(MfaMode::On).with_software_token_mfa(SoftwareTokenMfa::ENABLED);
    passkey.passwordless = PasswordlessFactorSet::of(&[PasswordlessFactor::WebAuthn]);
    passkey.web_authn = Some(
        WebAuthnConfiguration::new()
            .with_factor_configuration(FactorConfiguration::MultiFactorWithUserVerification)
            .with_user_verification(UserVerification::Required),
    );
    let totp = essentials().with_mode(MfaMode::On).with_software_token_mfa(SoftwareTokenMfa::ENABLED);
    let sms = essentials().with_mode(MfaMode::Optional).with_sms_configuration(SmsConfiguration::new());
    let mut threat = Pool::new(Tier::Plus, Profile::Observed).with_mode(MfaMode::Optional);
    threat.software_token_mfa = Some(SoftwareTokenMfa::ENABLED);
    threat.threat_protection = ThreatProtection::Enforced;
    threat.risk_actions = RiskActions::default()
        .with(RiskLevel::Medium, RiskAction::MfaIfConfigured)
        .with(RiskLevel::High, RiskAction::MfaRequired);
    let pools =
        [("passkey-mfa", passkey), ("totp-required", totp), ("optional-sms", sms), ("threat-protection", threat)];
    let presets = presets();
    for (id, pool) in pools {
        let state = &presets.iter().find(|(other, _)| other == id).unwrap().1;
        // The user in the form that the engine reads.
        let mut user = state["user"].clone();
        if user["PreferredMfaSetting"] == "none" {
            user.as_object_mut().unwrap().remove("PreferredMfaSetting");
        }
        let user = cognito_mfa::wire::UserDescription::decode(&user.to_string()).unwrap().facts().unwrap();
        let first = |name: &Value| FirstFactor::KINDS.iter().copied().find(|first| first.name() == name).unwrap();
        let risk = RiskLevel::from_name(state["attempt"]["RiskLevel"].as_str().unwrap()).unwrap();
        let attempt = Attempt { risk, ..Attempt::with(first(&state["attempt"]["FirstFactor"])) };
        let answer = resolve(&pool.policy(), user, attempt);
        assert_eq!(decide(state)["challenge"]["reason"], answer.reason().code(), "{id}");
    }
}

/// Each value of each control, from each preset.
#[test]
fn every_control_changes_its_member_and_nothing_else() {
    let form = vocabulary();
    let (_, start) = presets().remove(0);
    for group in form["groups"].as_array().unwrap() {
        let name = group["id"].as_str().unwrap();
        for control in group["controls"].as_array().unwrap() {
            let id = control["id"].as_str().unwrap();
            for value in values(control) {
                let mut state = start.clone();
                state[name][id] = value.clone();
                let decision = decide(&state);
                let problems = decision["problems"].as_array().unwrap();
                if !problems.is_empty() {
                    // Only a user can contradict themselves.
                    assert_eq!(name, "user", "{problems:?}");
                    continue;
                }
                // The status decides about a temporary password.
                if value == "FORCE_CHANGE_PASSWORD" {
                    state["user"]["Password"] = "temporary".into();
                }
                assert_eq!(decision["state"], state, "{id}");
            }
        }
    }
}

fn values(control: &Value) -> Vec<Value> {
    let codes = control["values"].as_array().unwrap().iter().map(|value| value["code"].clone());
    match control["kind"].as_str().unwrap() {
        "choice" => codes.collect(),
        "flags" => codes.map(|code| json!([code])).chain([json!([])]).collect(),
        _ => vec![json!(true), json!(false)],
    }
}

#[test]
fn applied_changes_give_the_promised_answers() {
    for (id, state) in presets() {
        let details = details(&state);
        let changes = details["singleChanges"].as_array().unwrap();
        assert!(!changes.is_empty(), "{id}");
        for change in changes {
            let decision = decide(&change["state"]);
            assert_eq!(decision["sentence"], change["answer"], "{id}: {}", change["sentence"]);
            assert_eq!(decision["problems"], json!([]), "{id}: {}", change["sentence"]);
        }
    }
}

#[test]
fn applied_fixes_remove_their_findings() {
    let mut fixes = 0;
    for (id, state) in presets() {
        for finding in details(&state)["findings"].as_array().unwrap() {
            for fix in finding["fixes"].as_array().unwrap() {
                fixes += 1;
                let after = details(&fix["state"]);
                let codes: Vec<_> = after["findings"].as_array().unwrap().iter().map(|other| &other["code"]).collect();
                let messages = after["findings"].as_array().unwrap().iter().map(|other| &other["message"]);
                assert!(
                    !messages.into_iter().any(|one| *one == finding["message"]),
                    "{id}: {} {codes:?}",
                    fix["sentence"]
                );
                assert_eq!(fix["safe"], fix["witness"].is_null());
            }
        }
    }
    assert!(fixes > 5, "{fixes}");
}

#[test]
fn repairs_with_a_state_make_an_accepted_pool() {
    let (_, state) = presets().into_iter().find(|(id, _)| id == "passkey-single-factor").unwrap();
    let refusal = decide(&state)["refusal"].clone();
    let broken = refusal["brokenRules"].as_array().unwrap();
    assert_eq!(broken[0]["code"], "on-passkey-needs-multi-factor");
    let repairs = refusal["repairs"].as_array().unwrap();
    assert!(repairs.len() > 1);
    for repair in repairs {
        assert!(decide(&repair["state"])["refusal"].is_null(), "{}", repair["sentence"]);
    }
}

#[test]
fn walk_of_a_set_up_ends_in_a_sign_in() {
    let (_, state) = presets().into_iter().find(|(id, _)| id == "totp-set-up").unwrap();
    let walk = &details(&state)["walk"];
    assert_eq!((&walk["code"], &walk["steps"][0]["answer"]), (&json!("MFA_SETUP"), &json!("sets up TOTP")));
    assert_eq!(walk["steps"][0]["to"]["assurance"], json!({"acr": "urn:cognito:loa:4", "amr": ["pwd", "otp", "mfa"]}));
}

#[test]
fn step_up_asks_for_a_code_that_the_decision_does_not() {
    let (_, state) = presets().into_iter().find(|(id, _)| id == "step-up").unwrap();
    let decision = decide(&state);
    assert_eq!(
        (&decision["challenge"]["code"], &decision["next"]["code"]),
        (&json!("authenticated"), &json!("SOFTWARE_TOKEN_MFA"))
    );
    assert_eq!(decision["assurance"]["acr"], "urn:cognito:loa:4");
}

#[test]
fn findings_count_the_users_of_the_table() {
    let mut state = json!({"pool": {"MfaConfiguration": "ON", "SmsConfiguration": true}});
    let affected = |state: &Value| details(state)["findings"].to_string().contains("1,204");
    assert!(!affected(&state));
    state["population"] = "user_status,count\nCONFIRMED,1204\n".into();
    assert!(affected(&state));
}
