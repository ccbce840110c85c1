//! A validator for the part of JSON Schema that the schemas in `schema/` use.

use serde_json::{Map, Value};

/// Checks a value against the schema in this file.
#[track_caller]
pub(crate) fn check(file: &str, value: &Value) {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(format!("schema/{file}")).unwrap()).unwrap();
    let mut errors = Vec::new();
    Schema { root: &schema }.validate(&schema, value, "", &mut errors);
    assert!(errors.is_empty(), "{file}: {errors:#?}");
}

struct Schema<'s> {
    root: &'s Value,
}

/// What describes a value without restricting it.
const REMARKS: [&str; 4] = ["$schema", "$defs", "title", "description"];

impl Schema<'_> {
    fn validate(&self, schema: &Value, value: &Value, path: &str, errors: &mut Vec<String>) {
        let keywords = schema.as_object().unwrap();
        for (keyword, rule) in keywords.iter().filter(|(keyword, _)| !REMARKS.contains(&keyword.as_str())) {
            let holds = match keyword.as_str() {
                "$ref" => {
                    let target = rule.as_str().unwrap().strip_prefix('#').unwrap();
                    let target = self.root.pointer(target).unwrap_or_else(|| panic!("{rule} is missing"));
                    self.validate(target, value, path, errors);
                    true
                }
                "type" => is_type(rule.as_str().unwrap(), value),
                "enum" => rule.as_array().unwrap().contains(value),
                "minimum" => value.as_u64().is_none_or(|value| value >= rule.as_u64().unwrap()),
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.validate(rule, item, &format!("{path}[{index}]"), errors);
                    }
                    true
                }
                "properties" => {
                    for (name, value) in value.as_object().into_iter().flatten() {
                        let property = rule.get(name);
                        if let Some(property) = property {
                            self.validate(property, value, &format!("{path}.{name}"), errors);
                        }
                    }
                    true
                }
                "required" => {
                    let has = |name: &Value| value.get(name.as_str().unwrap()).is_some();
                    rule.as_array().unwrap().iter().all(has)
                }
                "additionalProperties" => {
                    assert_eq!(rule, &Value::Bool(false));
                    let known = keywords["properties"].as_object().unwrap();
                    value
                        .as_object()
                        .is_none_or(|members: &Map<_, _>| members.keys().all(|name| known.contains_key(name)))
                }
                "oneOf" => {
                    let accepts = |schema: &&Value| {
                        let mut errors = Vec::new();
                        self.validate(schema, value, path, &mut errors);
                        errors.is_empty()
                    };
                    rule.as_array().unwrap().iter().filter(accepts).count() == 1
                }
                unknown => panic!("this validator doesn't know {unknown}"),
            };
            if !holds {
                errors.push(format!("{path}: {keyword}: {rule}: {value}"));
            }
        }
    }
}

fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64(),
        unknown => panic!("this validator doesn't know the type {unknown}"),
    }
}

#[test]
fn the_validator_refuses_what_the_schema_does_not_allow() {
    let schema: Value = serde_json::from_str(&std::fs::read_to_string("schema/lint.schema.json").unwrap()).unwrap();
    let check = |text: &str| {
        let mut errors = Vec::new();
        Schema { root: &schema }.validate(&schema, &serde_json::from_str(text).unwrap(), "", &mut errors);
        errors.len()
    };
    let numbers = r#""files":1,"pools":1,"errors":0,"security":0,"warnings":0,"suggestions":0,"suppressed":0"#;
    assert_eq!(check(&format!(r#"{{"profile":"Observed",{numbers},"findings":[],"differences":[],"faults":[]}}"#)), 0);
    assert_eq!(check(&format!(r#"{{"profile":"observed",{numbers},"findings":[],"differences":[],"faults":[]}}"#)), 1);
    assert_eq!(
        check(&format!(r#"{{"profile":"Observed",{numbers},"findings":[],"differences":[],"faults":[],"x":1}}"#)),
        1
    );
    assert_eq!(check(&format!(r#"{{"profile":"Observed",{numbers},"findings":[],"differences":[]}}"#)), 1);
    assert_eq!(
        check(&format!(r#"{{"profile":"Observed",{numbers},"findings":[],"differences":[],"faults":[{{"file":1}}]}}"#)),
        2
    );
}
