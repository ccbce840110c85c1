//! `SchemaAttributes`: the standard attributes, which every pool has, and the pool's own. The server shows them and doesn't check
//! values by them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

const TEXTS: [&str; 14] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "gender",
    "zoneinfo",
    "locale",
    "phone_number",
];

/// An attribute of the member `Schema`.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct CustomAttribute {
    #[serde(rename = "Name")]
    name: String,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// The attributes, as `DescribeUserPool` lists them. A custom one has the prefix `custom:`, and a standard one takes the place of
/// the default.
pub(crate) fn attributes(custom: &[CustomAttribute]) -> Value {
    let mut all = standard_attributes();
    for CustomAttribute { name, others } in custom {
        let standard = all.iter_mut().filter_map(Value::as_object_mut).find(|it| it.get("Name") == Some(&json!(name)));
        if let Some(standard) = standard {
            standard.extend(others.clone());
            continue;
        }
        let mut shown = Map::from_iter([
            ("Name".to_owned(), json!(format!("custom:{name}"))),
            ("AttributeDataType".to_owned(), json!("String")),
            ("DeveloperOnlyAttribute".to_owned(), json!(false)),
            ("Mutable".to_owned(), json!(true)),
            ("Required".to_owned(), json!(false)),
        ]);
        shown.extend(others.clone());
        all.push(Value::Object(shown));
    }
    Value::Array(all)
}

fn standard_attributes() -> Vec<Value> {
    let text = |name: &str, least: &str, most: &str, is_own: bool| {
        json!({
            "Name": name,
            "AttributeDataType": "String",
            "DeveloperOnlyAttribute": false,
            "Mutable": !is_own,
            "Required": is_own,
            "StringAttributeConstraints": {"MinLength": least, "MaxLength": most},
        })
    };
    let other = |name: &str, data_type: &str| {
        json!({
            "Name": name,
            "AttributeDataType": data_type,
            "DeveloperOnlyAttribute": false,
            "Mutable": true,
            "Required": false,
        })
    };
    let mut all = vec![text("sub", "1", "2048", true)];
    all.extend(TEXTS.map(|name| text(name, "0", "2048", false)));
    all.push(text("birthdate", "10", "10", false));
    all.push(text("address", "0", "2048", false));
    all.extend(["email_verified", "phone_number_verified"].map(|name| other(name, "Boolean")));
    let mut updated = other("updated_at", "Number");
    if let Value::Object(members) = &mut updated {
        members.insert("NumberAttributeConstraints".to_owned(), json!({"MinValue": "0"}));
    }
    all.push(updated);
    all
}
