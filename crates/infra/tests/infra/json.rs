//! JSON text becomes values with positions, and hostile text becomes an error with a position.

use cognito_mfa_infra::read::json::JsonText;
use cognito_mfa_infra::{FileError, Node, NodeKind};
use proptest::prelude::*;

fn nodes(text: &str) -> Result<Vec<Node>, FileError> {
    let text = JsonText::new("a.json".into(), text);
    text.values().map(|value| value?.node()).collect()
}

fn node(text: &str) -> Node {
    let mut nodes = nodes(text).unwrap();
    assert_eq!(nodes.len(), 1);
    nodes.remove(0)
}

#[track_caller]
fn check_error(text: &str, expected: &str) {
    assert_eq!(nodes(text).unwrap_err().to_string(), expected);
}

/// Each value on a line: its path, its position and what it is.
fn outline(node: &Node, path: &str, lines: &mut Vec<String>) {
    let span = format!("{}-{}", node.span.start, node.span.end);
    let what = match &node.kind {
        NodeKind::Null => "null".into(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Number(number) => number.clone(),
        NodeKind::String(text) => format!("{text:?}"),
        NodeKind::List(elements) => format!("list of {}", elements.len()),
        NodeKind::Map(entries) => format!("map of {}", entries.len()),
        NodeKind::Unknown(_) => "unknown".into(),
    };
    lines.push(format!("{path} {span} {what}"));
    for (index, element) in node.elements().iter().enumerate() {
        outline(element, &format!("{path}[{index}]"), lines);
    }
    for entry in node.entries() {
        lines.push(format!("{path}.{} key at {}-{}", entry.key, entry.key_span.start, entry.key_span.end));
        outline(&entry.value, &format!("{path}.{}", entry.key), lines);
    }
}

#[test]
fn values_have_their_positions_in_code_points() {
    let mut lines = Vec::new();
    let text = "\u{feff}{\n  \"münz\": [1.50, -2e9,\r\n\t\"💥x\"], \"a\": {\"b\": null},\n  \"a\": true }\n";
    outline(&node(text), "$", &mut lines);
    assert_eq!(
        lines,
        [
            "$ 1:1-4:14 map of 3".to_owned(),
            "$.münz key at 2:3-2:9".into(),
            "$.münz 2:11-3:7 list of 3".into(),
            "$.münz[0] 2:12-2:16 1.50".into(),
            "$.münz[1] 2:18-2:22 -2e9".into(),
            "$.münz[2] 3:2-3:6 \"💥x\"".into(),
            "$.a key at 3:9-3:12".into(),
            "$.a 3:14-3:25 map of 1".into(),
            "$.a.b key at 3:15-3:18".into(),
            "$.a.b 3:20-3:24 null".into(),
            "$.a key at 4:3-4:6".into(),
            "$.a 4:8-4:12 true".into(),
        ]
    );
}

#[test]
fn the_last_of_two_equal_keys_counts_and_both_are_kept() {
    let node = node(r#"{"MfaConfiguration": "ON", "MfaConfiguration": "OPTIONAL"}"#);
    assert_eq!(node.entries().len(), 2);
    assert_eq!(node.get("MfaConfiguration").and_then(Node::text), Some("OPTIONAL"));
}

#[test]
fn escapes_are_resolved_in_keys_and_values() {
    let node = node(r#"{"M\u0066a": "\ud83d\ude00 \"\\\/\n"}"#);
    assert_eq!(node.get("Mfa").and_then(Node::text), Some("\u{1f600} \"\\/\n"));
    assert_eq!(node.entries()[0].key_span.end.column, 12);
}

#[test]
fn a_text_can_have_several_values() {
    assert_eq!(nodes("{\"a\":1}\n{\"b\":2} [3]").unwrap().len(), 3);
    assert_eq!(nodes(" \n").unwrap(), []);
}

#[test]
fn a_position_is_right_far_into_a_long_line() {
    let padding = "é".repeat(9_000);
    let node = node(&format!("[\"{padding}\", true]"));
    assert_eq!(node.elements()[1].span.start.column, 9_000 + 6);
}

#[test]
fn errors_name_the_file_the_position_and_the_fault() {
    check_error("{\"a\": 1,}", "a.json:1:9: not valid JSON: key must be a string");
    check_error("{\n\"ö\" 1}", "a.json:2:5: not valid JSON: expected `:`");
    check_error("{\"a\": ", "a.json:1:6: not valid JSON: EOF while parsing a value");
    check_error("Resources:", "a.json:1:1: not valid JSON: expected value");
    check_error("{\"a\": [\"\\ud83d\"]}", "a.json:1:8: not valid JSON: unexpected end of hex escape");
    check_error("{\"\\udc00\": 1}", "a.json:1:2: not valid JSON: lone leading surrogate in hex escape");
    check_error("{1: 1}", "a.json:1:2: not valid JSON: key must be a string");
}

#[test]
fn deep_nesting_ends_with_a_position() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(nodes(&nested(128)).is_ok());
    check_error(&nested(129), "a.json:1:129: nested more than 128 levels deep. Expected fewer levels");
    check_error(&nested(200_000), "a.json:1:129: nested more than 128 levels deep. Expected fewer levels");
    let maps = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    check_error(&maps, "a.json:1:641: nested more than 128 levels deep. Expected fewer levels");
    // What isn't looked into may be as deep as it likes.
    let text = format!("{{\"deep\": {maps}, \"flat\": 1}}");
    let text = JsonText::new("a.json".into(), &text);
    let value = text.values().next().unwrap().unwrap();
    assert_eq!(value.get("flat").unwrap().unwrap().as_written(), "1");
}

#[test]
fn too_many_values_end_with_a_position() {
    let many = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
    check_error(&many(1_000_000), "a.json:1:2000000: more than 1000000 values. Expected a smaller file");
    check_error(&many(1_000_001), "a.json:1:1: more than 1000000 members in one object or array");
}

#[test]
fn debug_output_has_no_value() {
    let text = JsonText::new("a.json".into(), "{\"password\": \"hunter2\"}");
    let value = text.values().next().unwrap().unwrap();
    let member = value.members().unwrap().unwrap().remove(0);
    assert!(!format!("{value:?} {:?}", member.value).contains("hunter2"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:\\\\ \n\\-+.0-9a-fu\u{e9}\u{1f4a5}\u{feff}]{0,40}") {
        // No panic, and an error that stays small.
        if let Err(error) = nodes(&text) {
            prop_assert!(error.to_string().len() < 200);
        }
    }

    #[test]
    fn any_value_reads_back(value in value()) {
        let expected: serde_json::Value = value;
        let text = serde_json::to_string_pretty(&expected).unwrap();
        prop_assert_eq!(plain(&node(&text)), expected);
    }
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

fn plain(node: &Node) -> serde_json::Value {
    match &node.kind {
        NodeKind::Null | NodeKind::Unknown(_) => serde_json::Value::Null,
        NodeKind::Bool(value) => (*value).into(),
        NodeKind::Number(number) => serde_json::from_str(number).unwrap(),
        NodeKind::String(text) => text.as_str().into(),
        NodeKind::List(elements) => elements.iter().map(plain).collect(),
        NodeKind::Map(entries) => entries.iter().map(|entry| (entry.key.clone(), plain(&entry.value))).collect(),
    }
}
