//! The YAML reader: positions, the types of YAML 1.1, short forms, anchors, and hostile texts.

use std::fmt::Write as _;

use cognito_mfa_infra::{FileError, Node, NodeKind, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn yaml(text: &str) -> Result<Node, FileError> {
    read::yaml::node(&"t.yaml".into(), text)
}

/// A value as one line: the type by its first letter, and the span.
fn shown(node: &Node) -> String {
    let span = node.span;
    let value = match &node.kind {
        NodeKind::Null => "null".to_string(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Number(number) => format!("#{number}"),
        NodeKind::String(text) => format!("{text:?}"),
        NodeKind::List(elements) => format!("[{}]", elements.iter().map(shown).collect::<Vec<_>>().join(", ")),
        NodeKind::Map(entries) => {
            let entry = |entry: &cognito_mfa_infra::Entry| {
                format!("{}@{}: {}", entry.key, entry.key_span.start, shown(&entry.value))
            };
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Unknown(unknown) => format!("?{}", unknown.name),
    };
    format!("{value}@{}-{}", span.start, span.end)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(shown(&yaml(text).unwrap()), expected, "{text}");
}

#[test]
fn values_and_keys_have_positions() {
    check("", "null@1:1-1:1");
    check("{\"a\": {\"b\": [1, 2]}}", "{a@1:2: {b@1:8: [#1@1:14-1:15, #2@1:17-1:18]@1:13-1:19}@1:7-1:20}@1:1-1:21");
    check(
        "a: 'ON'\nb:\n  - x\n  - yy  # c\nc: 1\n",
        "{a@1:1: \"ON\"@1:4-1:8, b@2:1: [\"x\"@3:5-3:6, \"yy\"@4:5-4:7]@3:3-4:7, c@5:1: #1@5:4-5:5}@1:1-5:5",
    );
    check("é: 'ü😀x'  \n", "{é@1:1: \"ü😀x\"@1:4-1:9}@1:1-1:9");
    check("a: [\"b\\\"\",'c''d' ] # é\n", "{a@1:1: [\"b\\\"\"@1:5-1:10, \"c'd\"@1:11-1:17]@1:4-1:19}@1:1-1:19");
    check("a: \"b\n  c\\\n  d\"  # e\n", "{a@1:1: \"b cd\"@1:4-3:5}@1:1-3:5");
    check("'a' : 1\n", "{a@1:1: #1@1:7-1:8}@1:1-1:8");
    check("a: 1\na: 2", "{a@1:1: #1@1:4-1:5, a@2:1: #2@2:4-2:5}@1:1-2:5");
}

#[test]
fn plain_words_have_the_types_of_yaml_1_1() {
    for (text, expected) in [
        ("ON", "true@1:1-1:3"),
        ("off", "false@1:1-1:4"),
        ("No", "false@1:1-1:3"),
        ("oN", "\"oN\"@1:1-1:3"),
        ("y", "\"y\"@1:1-1:2"),
        ("OPTIONAL", "\"OPTIONAL\"@1:1-1:9"),
        ("'ON'", "\"ON\"@1:1-1:5"),
        ("!!str ON", "\"ON\"@1:1-1:9"),
        ("~", "null@1:1-1:2"),
        ("-1.5", "#-1.5@1:1-1:5"),
        ("1.2.3", "\"1.2.3\"@1:1-1:6"),
        ("012345678901", "#012345678901@1:1-1:13"),
    ] {
        check(text, expected);
    }
}

#[test]
fn short_forms_become_long_forms() {
    check("!Ref Mode", "{Ref@1:1: \"Mode\"@1:1-1:10}@1:1-1:10");
    check("!GetAtt B.C.D", "{Fn::GetAtt@1:1: [\"B\"@1:1-1:14, \"C.D\"@1:1-1:14]@1:1-1:14}@1:1-1:14");
    check("[!Condition ON]", "[{Condition@1:2: \"ON\"@1:2-1:15}@1:2-1:15]@1:1-1:16");
    check(
        "!Sub\n  - \"${A}\"\n  - A: b\n",
        "{Fn::Sub@1:1: [\"${A}\"@2:5-2:11, {A@3:5: \"b\"@3:8-3:9}@3:5-3:9]@1:1-3:9}@1:1-3:9",
    );
    check("!Rain::Embed file", "?!Rain::Embed@1:1-1:18");
    check("!Unknown {a: 1}", "?!Unknown@1:1-1:16");
}

#[test]
fn an_alias_has_its_own_position_and_what_it_copies_that_of_the_anchor() {
    check(
        "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  b: 2\n",
        "{a@1:1: {b@1:8: #1@1:11-1:12}@1:4-1:13, c@2:1: {b@1:8: #1@1:11-1:12}@2:4-2:6, d@3:1: {b@5:3: #2@5:6-5:7}@4:3-5:7}@1:1-5:7",
    );
    check(
        "- &x {b: 1, c: 2}\n- &y {c: 3}\n- <<: [*y, *x]\n",
        "[{b@1:7: #1@1:10-1:11, c@1:13: #2@1:16-1:17}@1:3-1:18, {c@2:7: #3@2:10-2:11}@2:3-2:12, \
         {c@2:7: #3@2:10-2:11, b@1:7: #1@1:10-1:11}@3:3-3:15]@1:1-3:15",
    );
}

#[track_caller]
fn check_error(text: &str, expected: &str) {
    assert_eq!(yaml(text).unwrap_err().to_string(), format!("t.yaml:{expected}"));
}

#[test]
fn faults_have_positions() {
    check_error("a: 1\n---\nb: 2\n", "2:1: more than one YAML document");
    check_error("? [a]\n: b\n", "1:3: a key must be a string");
    check_error("a: &x [*x]", "1:8: the alias is part of the value that it refers to");
    check_error(&"[".repeat(500), "1:256: nested more than 128 levels deep");
    check_error(&"- ".repeat(300), "1:257: nested more than 128 levels deep");
    check_error("a: b: c", "1:5: not valid YAML: mapping values are not allowed in this context");
    check_error("a: *b", "1:4: not valid YAML: while parsing node, found unknown anchor");
    check_error("a:\n  b: c\n\t  d: e", "3:1: not valid YAML: a tab indents this line. Expected spaces");
}

#[test]
fn alias_bombs_are_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    check_error(&bomb, "6:20: anchors and aliases expand to too many values");
    let long = "x".repeat(1 << 20);
    let aliases = vec!["*x"; 100].join(", ");
    check_error(&format!("a: &x {long}\nb: [{aliases}]"), "2:121: anchors and aliases expand to too many values");
}

fn spans_are_inside(node: &Node, lines: &[&str]) {
    for position in [node.span.start, node.span.end] {
        // A block scalar ends where the next line begins.
        let columns = lines.get(position.line - 1).map_or(0, |line| line.chars().count());
        assert!(position.line <= lines.len() + 1 && position.column <= columns + 1, "{position} in {lines:?}");
    }
    assert!(node.span.start <= node.span.end);
    node.elements().iter().chain(node.entries().iter().map(|entry| &entry.value)).for_each(|one| {
        spans_are_inside(one, lines);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn hostile_texts_never_panic_and_spans_are_inside_the_text(
        parts in vec(select(PARTS), 0..40),
    ) {
        let text = parts.concat();
        if let Ok(node) = yaml(&text) {
            let lines: Vec<&str> = text.split('\n').collect();
            spans_are_inside(&node, &lines);
        }
    }
}

const PARTS: &[&str] = &[
    "a",
    "b: ",
    "é😀",
    "\n",
    "\n  ",
    "\n- ",
    "- ",
    "? ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "'",
    "\"",
    "\\",
    "|\n",
    ">-\n",
    "&x ",
    "*x",
    "<<: ",
    "!Ref ",
    "!GetAtt ",
    "!!str ",
    "!",
    "#",
    " # c\n",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "ON",
    "\t",
    "\u{0}",
    "~",
    "1",
    ".",
    "${x}",
    "Fn::If: ",
];
