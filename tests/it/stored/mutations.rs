//! A form with one random edit is refused, or it's the form of another value. So a value never has two forms.

use std::cell::Cell;

use cognito_mfa::wire::stored;
use cognito_mfa::{Pool, SignIn, User};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use super::Form;

/// An edit of a JSON text, or of its value.
#[derive(Debug, Clone)]
enum Edit {
    /// Inserts, replaces or removes a character.
    Text(Index, Option<char>, bool),
    /// Changes the value with this number.
    Value(Index, Bend),
}

#[derive(Debug, Clone)]
enum Bend {
    /// Replaces the value.
    Replace(Value),
    /// Puts the value into a list or an object.
    Wrap(bool),
    /// Turns an object into the list of its values, reverses a list, or makes a text uppercase.
    Turn,
    /// Removes the first element of a list or an object, or adds one.
    Less,
    More(Value),
}

fn edits() -> impl Strategy<Value = Edit> {
    let chars =
        prop_oneof![any::<char>(), select(r#""\{}[]:,0123456789abcdefABCDEF+-. _"#.chars().collect::<Vec<_>>())];
    let text = (any::<Index>(), proptest::option::of(chars), any::<bool>())
        .prop_map(|(at, char, replaces)| Edit::Text(at, char, replaces));
    let bend = prop_oneof![
        values().prop_map(Bend::Replace),
        any::<bool>().prop_map(Bend::Wrap),
        Just(Bend::Turn),
        Just(Bend::Less),
        values().prop_map(Bend::More),
    ];
    prop_oneof![text, (any::<Index>(), bend).prop_map(|(at, bend)| Edit::Value(at, bend))]
}

/// Values that a member can have, and other values.
fn values() -> impl Strategy<Value = Value> {
    select(vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(2),
        json!(1.0),
        json!(-1),
        json!(""),
        json!([]),
        json!({}),
        json!("SMS_MFA"),
        json!("SOFTWARE_TOKEN_MFA"),
        json!("EMAIL_OTP"),
        json!("WEB_AUTHN"),
        json!("WEB_AUTHN_MFA"),
        json!("PASSWORD"),
        json!(["EMAIL_OTP", "SMS_MFA"]),
        json!(["SMS_MFA", "SOFTWARE_TOKEN_MFA"]),
        json!("temporary"),
        json!("permanent"),
        json!("absent"),
        json!("verified"),
        json!("remembered"),
        json!("FORCE_CHANGE_PASSWORD"),
        json!("password"),
        json!("custom-challenge"),
        json!("device"),
        json!("first-factor-choice"),
        json!("urn:cognito:loa:2"),
        json!("00000000000000ff"),
        json!("00000000000000FF"),
        json!({"level": "urn:cognito:loa:4", "earlier_codes": []}),
        json!({"mechanism": "admin_only", "priority": 1}),
    ])
}

/// The edited text. `None` if the edit can't be made.
fn edited(text: &str, edit: Edit) -> Option<String> {
    match edit {
        Edit::Text(at, char, replaces) => {
            let (at, old) = *at.get(&text.char_indices().collect::<Vec<_>>());
            let rest = if replaces || char.is_none() { at + old.len_utf8() } else { at };
            Some([&text[..at], &char.map(String::from).unwrap_or_default(), &text[rest..]].concat())
        }
        Edit::Value(at, bend) => {
            let mut form: Value = serde_json::from_str(text).unwrap();
            let mut paths = Vec::new();
            all_paths(&form, "", &mut paths);
            let value = form.pointer_mut(at.get::<String>(&paths)).unwrap();
            *value = bent(value.clone(), bend)?;
            Some(form.to_string())
        }
    }
}

fn bent(value: Value, bend: Bend) -> Option<Value> {
    Some(match (bend, value) {
        (Bend::Replace(new), _) => new,
        (Bend::Wrap(true), value) => json!([value]),
        (Bend::Wrap(false), value) => json!({ "value": value }),
        (Bend::Turn, Value::Object(object)) => object.into_iter().map(|(_, value)| value).collect(),
        (Bend::Turn, Value::Array(list)) => list.into_iter().rev().collect(),
        (Bend::Turn, Value::String(text)) => text.to_uppercase().into(),
        (Bend::Less, Value::Object(object)) => object.into_iter().skip(1).collect::<Map<_, _>>().into(),
        (Bend::Less, Value::Array(list)) => list.into_iter().skip(1).collect(),
        (Bend::More(new), Value::Array(list)) => list.into_iter().chain([new]).collect(),
        (Bend::More(new), Value::Object(mut object)) => {
            let names = ["offered", "factor", "target", "proven", "preferred_factor", "message", "external_id", "new"];
            let name = names.iter().find(|name| !object.contains_key(**name))?;
            object.insert((*name).into(), new);
            object.into()
        }
        (Bend::Turn | Bend::Less | Bend::More(_), _) => return None,
    })
}

fn all_paths(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.into());
    for (name, inner) in value.as_object().into_iter().flatten() {
        all_paths(inner, &format!("{path}/{name}"), found);
    }
    for (at, inner) in value.as_array().into_iter().flatten().enumerate() {
        all_paths(inner, &format!("{path}/{at}"), found);
    }
}

/// Forms with one edit. They leave out what can't be stored and what can't be edited that way, so each case is checked.
fn edited_forms<F: Form>(forms: impl Strategy<Value = F>) -> impl Strategy<Value = String> {
    (forms.prop_filter_map("can't be stored", |form| serde_json::to_string(&form).ok()), edits())
        .prop_filter_map("can't be edited that way", |(text, edit)| edited(&text, edit))
}

/// Checks many forms with an edit. Some are read, and some are refused.
#[track_caller]
fn check<F: Form>(forms: impl Strategy<Value = F>) {
    const CASES: u32 = 5_000;
    let (read, refused) = (Cell::new(0), Cell::new(0));
    let count = |cell: &Cell<u32>| cell.set(cell.get() + 1);
    let config =
        ProptestConfig { max_local_rejects: u32::MAX, failure_persistence: None, ..ProptestConfig::with_cases(CASES) };
    let result = TestRunner::new(config).run(&edited_forms(forms), |edited| {
        match serde_json::from_str::<F>(&edited) {
            Ok(other) => {
                count(&read);
                let mut read: Value = serde_json::from_str(&edited).unwrap();
                // A newer version that lets this one read is as good.
                prop_assert!(read["version"].as_u64() >= Some(1), "{}", edited);
                read["version"] = json!(1);
                prop_assert_eq!(read, serde_json::to_value(&other).unwrap());
            }
            Err(refusal) => {
                count(&refused);
                prop_assert!(refusal.to_string().chars().count() <= 256, "{}", refusal);
            }
        }
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let (read, refused) = (read.get(), refused.get());
    assert_eq!(read + refused, CASES);
    // About one edited sign-in in fifty is read. The cases are random, so the bound is far below that.
    assert!(read > CASES / 200 && refused > CASES / 2, "{read} were read, {refused} were refused");
}

#[test]
fn an_edited_pool_is_refused_or_is_another_pool() {
    check(any::<Pool>().prop_map(stored::Pool));
}

#[test]
fn an_edited_user_is_refused_or_is_another_user() {
    check(any::<User>().prop_map(stored::User));
}

#[test]
fn an_edited_sign_in_is_refused_or_is_another_sign_in() {
    check(any::<SignIn>().prop_map(stored::SignIn));
}
