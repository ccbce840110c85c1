//! Two pools side by side, next to insight's own counts.

use cognito_mfa::pool::{MfaMode, SoftwareTokenMfa};
use cognito_mfa::{Attempt, Pool, Profile};
use cognito_mfa_insight::{Effect, Impact, Population};
use cognito_mfa_playground::{compare, impact, plan, walks};
use serde_json::{Value, json};

use crate::fixture::{decide, error, ok};

fn off_and_on() -> Value {
    json!({"other": {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": true}})
}

/// The same pools, built by hand.
fn pools() -> [Pool; 2] {
    let settings = cognito_mfa::command::UserPoolSettings::new();
    let off = Pool::create(&settings, Profile::Observed).unwrap().into_next();
    let on = off.clone().with_mode(MfaMode::On).with_software_token_mfa(SoftwareTokenMfa::ENABLED);
    [off, on]
}

#[test]
fn counts_are_those_of_insight() {
    let answer = ok(&compare(&off_and_on().to_string()));
    let [off, on] = pools();
    let impact = Impact::of(&off.policy(), &on.policy(), &Population::all_kinds(), Attempt::password());
    let counts = &answer["counts"];
    assert_eq!(counts["users"], impact.users());
    let effects = counts["effects"].as_array().unwrap();
    assert_eq!(effects.len(), impact.affected().count());
    for effect in effects {
        let known = Effect::from_code(effect["code"].as_str().unwrap()).unwrap();
        assert_eq!(effect["users"], impact.on(known), "{known}");
    }
}

#[test]
fn cells_of_a_column_have_every_kind_of_user_once() {
    let answer = ok(&compare(&off_and_on().to_string()));
    let (rows, columns) = (answer["rows"].as_array().unwrap(), answer["columns"].as_array().unwrap());
    let cells = answer["cells"].as_array().unwrap();
    assert!(cells.len() == rows.len() * columns.len() && cells.len() <= 60, "{}", cells.len());
    let counts = &answer["counts"];
    for column in columns {
        let of_column = || cells.iter().filter(|cell| cell["column"] == column["id"]);
        let users: u64 = of_column().map(|cell| cell["users"].as_u64().unwrap()).sum();
        assert_eq!(users, counts["users"]);
    }
    // The column of the state's own sign-in has the same effects on sign-ins.
    let of_password = cells.iter().filter(|cell| cell["column"] == "password");
    let set_ups: u64 = of_password.map(|cell| users_of(cell, "must-set-up")).sum();
    assert_eq!(set_ups, users_of(counts, "must-set-up"));
    assert!(set_ups > 0);
}

fn users_of(counts: &Value, code: &str) -> u64 {
    let effects = counts["effects"].as_array().unwrap().iter();
    effects.filter(|effect| effect["code"] == code).filter_map(|effect| effect["users"].as_u64()).sum()
}

#[test]
fn sample_of_a_cell_gets_the_answers_that_it_shows() {
    let answer = ok(&compare(&off_and_on().to_string()));
    for cell in answer["cells"].as_array().unwrap() {
        let sample = &cell["sample"];
        let mut after = sample["state"].clone();
        assert_eq!(decide(&after)["sentence"], sample["before"], "{cell}");
        after["pool"] = after["other"].clone();
        assert_eq!(decide(&after)["sentence"], sample["after"], "{cell}");
        let walks = ok(&walks(&sample["state"].to_string()));
        assert_eq!(walks["after"]["kind"] == "denied", decide(&after)["next"]["kind"] == "denied");
    }
}

#[test]
fn plan_is_a_command_of_the_aws_cli() {
    let answer = ok(&plan(&off_and_on().to_string()));
    assert_eq!(answer["calls"].as_array().unwrap().len(), 1);
    assert_eq!(
        answer["commands"],
        "aws cognito-idp set-user-pool-mfa-config --user-pool-id \"$USER_POOL_ID\" --cli-input-json '{\n  \
         \"MfaConfiguration\": \"ON\",\n  \"SoftwareTokenMfaConfiguration\": {\n    \"Enabled\": true\n  }\n}'\n"
    );
}

#[test]
fn plan_keeps_the_users_of_the_table() {
    let mut state = json!({"other": {"MfaConfiguration": "ON", "SmsConfiguration": true}});
    state["population"] = "user_status,count\nCONFIRMED,1200".into();
    let answer = ok(&plan(&state.to_string()));
    assert!(answer["noPlan"].as_str().unwrap().contains("1,200"), "{answer}");
}

#[test]
fn impact_counts_the_users_of_the_table() {
    let table = "user_status,phone_number,count\nCONFIRMED,verified,1000\nCONFIRMED,absent,200\nARCHIVED,absent,7\n";
    let state = json!({"other": {"MfaConfiguration": "ON", "SmsConfiguration": true}, "population": table});
    let answer = ok(&impact(&state.to_string()));
    assert_eq!((&answer["users"], users_of(&answer, "newly-locked-out")), (&json!(1200), 200));
    assert_eq!(answer["notices"], json!(["7 users are left out: no rule covers UserStatus ARCHIVED."]));
}

#[test]
fn wrong_tables_are_errors_that_name_the_line() {
    let cases = [
        ("", "population: The table is empty. Expected a header with a column `count`."),
        ("a,b", "population, line 1: no column is called \"a\". Expected one of "),
        ("user_status,count\nCONFIRMED,1,2", "population, line 2: expected 2 cells, as in the header, and found 3."),
        ("user_status,count\n\nGOLD,1", "population, line 3: "),
    ];
    for (table, expected) in cases {
        let message = error(&impact(&json!({"other": {}, "population": table}).to_string()));
        assert!(message.starts_with(expected), "{table:?}: {message}");
    }
}
