//! States in links.

use cognito_mfa_playground::{link, open};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::fixture::{decide, ok, presets, vocabulary};

#[track_caller]
fn opened(fragment: &str) -> Value {
    ok(&open(fragment))
}

fn fragment(state: &Value) -> String {
    ok(&link(&state.to_string()))["fragment"].as_str().unwrap().into()
}

#[test]
fn link_of_the_start_has_only_its_version() {
    assert_eq!(fragment(&vocabulary()["start"]), "v=1");
}

#[test]
fn links_of_presets_lead_back() {
    for (id, mut state) in presets() {
        state["other"] = vocabulary()["start"]["pool"].clone();
        state["population"] = "user_status,count\nCONFIRMED,7".into();
        assert_eq!(opened(&fragment(&state)), json!({"state": state, "problems": []}), "{id}");
    }
}

#[test]
fn long_table_stays_out_of_the_link() {
    let link = ok(&link(&json!({"population": "x".repeat(8001)}).to_string()));
    assert_eq!(link["fragment"], "v=1");
    assert_eq!(link["notices"], json!(["The table of users is too long for a link. The link leaves it out."]));
}

#[test]
fn bad_values_are_ignored_with_a_problem_each() {
    let answer =
        opened("v=1&pool.UserPoolTier=GOLD&pool.Color=red&user.email=verified&attempt.Device=x&user.email=absent&z=1");
    let members: Vec<_> = answer["problems"].as_array().unwrap().iter().map(|one| one["member"].clone()).collect();
    assert_eq!(members, ["pool.Color", "pool.UserPoolTier", "attempt.Device", "z", "user.email"]);
    assert_eq!(answer["state"]["pool"]["UserPoolTier"], "ESSENTIALS");
    assert_eq!(answer["state"]["user"]["email"], "absent");
}

#[test]
fn newer_version_is_read_as_far_as_it_goes() {
    let answer = opened("v=2&pool.UserPoolTier=PLUS");
    assert_eq!((&answer["state"]["v"], &answer["state"]["pool"]["UserPoolTier"]), (&json!(1), &json!("PLUS")));
    assert_eq!(answer["problems"][0]["message"], "2 is ignored. Expected 1, the version of the form.");
}

/// Any values of the controls.
fn states() -> impl Strategy<Value = Value> {
    let form = vocabulary();
    let group = |index: usize| {
        let controls = form["groups"][index]["controls"].as_array().unwrap().clone();
        let members: Vec<_> = controls.iter().map(member).collect();
        members.prop_map(|members| members.into_iter().collect::<Map<String, Value>>())
    };
    let profile = prop_oneof![Just("Observed"), Just("Documented")];
    (profile, group(0), proptest::option::of(group(0)), group(1), group(2)).prop_map(
        |(profile, pool, other, user, attempt)| {
            json!({"v": 1, "profile": profile, "pool": pool, "other": other, "user": user, "attempt": attempt})
        },
    )
}

fn member(control: &Value) -> impl Strategy<Value = (String, Value)> + use<> {
    let id = control["id"].as_str().unwrap().to_owned();
    let codes: Vec<Value> = control["values"].as_array().unwrap().iter().map(|value| value["code"].clone()).collect();
    let value = match control["kind"].as_str().unwrap() {
        "choice" => proptest::sample::select(codes).boxed(),
        "flags" => {
            let count = codes.len();
            proptest::sample::subsequence(codes, 0..=count).prop_map(Value::Array).boxed()
        }
        _ => any::<bool>().prop_map(Value::Bool).boxed(),
    };
    value.prop_map(move |value| (id.clone(), value))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn link_of_any_state_leads_back(state in states()) {
        // The state as the page has it: contradictions of the user are resolved.
        let understood = decide(&state)["state"].clone();
        prop_assert_eq!(opened(&fragment(&state)), json!({"state": understood, "problems": []}));
    }

    #[test]
    fn any_text_opens(text in ".{0,200}", noise in "[a-zA-Z.=&%+0-9#]{0,200}") {
        for text in [text, noise] {
            let answer = opened(&text);
            // What opened is a state that leads back.
            prop_assert_eq!(&opened(&fragment(&answer["state"]))["state"], &answer["state"]);
        }
    }
}
