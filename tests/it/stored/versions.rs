//! Which forms a version reads.

use cognito_mfa::wire::stored;
use serde_json::{Value, json};

use super::refusals::{members, put};
use super::{Form, golden};

/// The form with these versions.
fn versioned<F: Form>(form: &F, version: &Value, min_reader: &Value) -> Value {
    let mut form = serde_json::to_value(form).unwrap();
    put(&mut form, "/version", version.clone());
    put(&mut form, "/min_reader", min_reader.clone());
    form
}

/// The form with an unknown member in each of its objects, one at a time.
fn with_unknown(form: &Value) -> Vec<Value> {
    let paths = members(form).into_iter().chain([String::new()]);
    let objects = paths.filter(|path| form.pointer(path).unwrap().is_object());
    let news = [json!(1), json!("new"), json!(null), json!([[[{"a": [[1.5]]}]]]), json!({"a": {"b": {"c": {"d": 1}}}})];
    objects
        .flat_map(|path| {
            news.clone().map(|new| {
                let mut form = form.clone();
                form.pointer_mut(&path).unwrap()["new_member"] = new;
                form
            })
        })
        .collect()
}

fn check_versions<F: Form>(form: &F, name: &str) {
    let newer = versioned(form, &json!(7), &json!(1));
    assert_eq!(&serde_json::from_value::<F>(newer).unwrap(), form);
    let whole = "a whole number from 0 to 4294967295";
    let below = "`min_reader` must be a whole number from 1 to `version`";
    let rows = [
        (json!(7), json!(2), "`min_reader` must be at most 1, the version of this reader"),
        (json!(7), json!(7), "`min_reader` must be at most 1, the version of this reader"),
        (json!(0), json!(0), below),
        (json!(0), json!(1), below),
        (json!(1), json!(0), below),
        (json!(1), json!(2), below),
        (json!("1"), json!(1), &format!("`version` must be {whole}")),
        (json!(1.0), json!(1), &format!("`version` must be {whole}")),
        (json!(-1), json!(1), &format!("`version` must be {whole}")),
        (json!(4_294_967_296_u64), json!(1), &format!("`version` must be {whole}")),
        (json!(1), json!([1]), &format!("`min_reader` must be {whole}")),
        (json!(1), Value::Null, &format!("`min_reader` is missing. It must be {whole}")),
        (Value::Null, json!(1), &format!("`version` is missing. It must be {whole}")),
    ];
    for (version, min_reader, problem) in rows {
        let refusal = serde_json::from_value::<F>(versioned(form, &version, &min_reader)).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            format!("The stored {name} can't be read: {problem}."),
            "{version} {min_reader}"
        );
    }
}

fn check_unknown<F: Form>(form: &F, is_ignored: bool) {
    for form in with_unknown(&serde_json::to_value(form).unwrap()) {
        let refusal = serde_json::from_value::<F>(form).unwrap_err().to_string();
        assert!(refusal.ends_with("new_member` is not expected here."), "{refusal}");
    }
    for newer in with_unknown(&versioned(form, &json!(2), &json!(1))) {
        let bytes = minicbor_serde::to_vec(&newer).unwrap();
        let (text, binary) = (serde_json::from_value::<F>(newer.clone()), minicbor_serde::from_slice::<F>(&bytes));
        if is_ignored {
            assert_eq!((&text.unwrap(), &binary.unwrap()), (form, form), "{newer}");
        } else {
            assert!(text.is_err() && binary.is_err(), "{newer}");
        }
    }
}

#[test]
fn a_newer_form_is_read_unless_it_needs_a_newer_reader() {
    for (_, pool) in golden::pools() {
        check_versions(&stored::Pool(pool), "pool");
    }
    for (_, user) in golden::users() {
        check_versions(&stored::User(user), "user");
    }
    for (_, sign_in) in golden::sign_ins() {
        check_versions(&stored::SignIn(sign_in), "sign-in");
    }
}

#[test]
fn unknown_members_are_ignored_only_in_newer_pools_and_users() {
    for (_, pool) in golden::pools() {
        check_unknown(&stored::Pool(pool), true);
    }
    for (_, user) in golden::users() {
        check_unknown(&stored::User(user), true);
    }
    for (_, sign_in) in golden::sign_ins() {
        check_unknown(&stored::SignIn(sign_in), false);
    }
}

#[test]
fn a_newer_user_without_a_stamp_is_refused() {
    let mut newer = versioned(&stored::User(golden::full_user()), &json!(2), &json!(1));
    put(&mut newer, "/stamp", Value::Null);
    let refusal = serde_json::from_value::<stored::User>(newer).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "The stored user can't be read: `stamp` is missing. It must be 16 lowercase hexadecimal digits."
    );
}

#[test]
fn a_form_that_needs_a_newer_reader_is_refused_before_its_members_are_read() {
    let refusal = serde_json::from_str::<stored::SignIn>(r#"{"new":1,"version":9,"min_reader":2}"#).unwrap_err();
    let expected = "The stored sign-in can't be read: `min_reader` must be at most 1, the version of this reader.";
    assert_eq!(refusal.to_string(), expected);
}

/// With its feature `arbitrary_precision`, `serde_json` passes numbers in this form.
#[test]
fn numbers_of_arbitrary_precision_are_read() {
    let user = stored::User(golden::full_user());
    let number = |digits: &str| json!({"$serde_json::private::Number": digits});
    let form = versioned(&user, &number("1"), &number("1"));
    assert_eq!(serde_json::from_value::<stored::User>(form).unwrap(), user);
    for digits in ["1.0", "1e0", "-1", "+1", "", "18446744073709551616"] {
        assert!(serde_json::from_value::<stored::User>(versioned(&user, &number(digits), &json!(1))).is_err());
    }
}

/// Only binary formats have maps whose keys are numbers.
#[test]
fn a_key_that_is_not_a_string_is_not_a_member() {
    let refusal = minicbor_serde::from_slice::<stored::User>(&[0xa1, 0x01, 0x02]).unwrap_err().to_string();
    assert!(refusal.contains("`version` is missing"), "{refusal}");
}
