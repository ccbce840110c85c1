//! YAML, as `CloudFormation` reads it: version 1.1, with the short forms of its functions.

use std::borrow::Cow;
use std::collections::HashMap;
use std::str::Chars;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use crate::choices::Reason;
use crate::file_error::FileError;
use crate::node::{Entry, Node, NodeKind, Unknown};
use crate::place::{Position, Span};

/// The deepest nesting of lists and maps, as in JSON.
const MAX_DEPTH: usize = 128;

/// The most values of a text, as in JSON.
const MAX_VALUES: usize = 1_000_000;

/// Reads the YAML text of this file, which has one document.
///
/// - A plain `ON`, `OFF`, `yes` or `no` is a boolean, as in YAML 1.1.
/// - A short form such as `!Ref X` or `!GetAtt A.B` becomes its long form. A value with another tag is unknown.
/// - An alias becomes a copy of what its anchor marks. The copy has the position of the alias, and what it contains has the positions
///   of the anchor. A merge key (`<<`) is merged. `CloudFormation` itself accepts neither of the two, but the tools that prepare
///   templates do.
/// - A key that occurs more than once is kept.
/// - A map with `Resources` at the top of a text with aliases or merge keys gets one more entry: `<<` with null, at the first of them.
///
/// ```
/// use cognito_mfa_infra::{NodeKind, Position, read};
///
/// let node = read::yaml::node(&"template.yaml".into(), "MfaConfiguration: OFF\nEnabledMfas: ['OFF', !Ref Factor]\n")?;
/// let mode = node.get("MfaConfiguration").ok_or("no mode")?;
/// assert_eq!((&mode.kind, mode.span.start), (&NodeKind::Bool(false), Position { line: 1, column: 19 }));
///
/// let [quoted, reference] = node.get("EnabledMfas").ok_or("no list")?.elements() else { return Err("not two".into()) };
/// assert_eq!((quoted.text(), reference.get("Ref").and_then(|name| name.text())), (Some("OFF"), Some("Factor")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`FileError`] when the text isn't YAML, has more than one document, nests too deep, or has aliases that expand to very many values.
pub fn node(file: &Arc<str>, text: &str) -> Result<Node, FileError> {
    read(text).map_err(|Fault { position, message }| FileError {
        file: file.clone(),
        position: Some(position),
        message,
    })
}

fn read(text: &str) -> Result<Node, Fault> {
    let mut builder = Builder::default();
    let mut cursor = Cursor { rest: text.chars(), index: 0 };
    for event in Parser::new_from_str(text) {
        let (event, found) = event.map_err(|error| {
            let position = position(*error.marker());
            // The scanner has a limit of its own, and it looks ahead.
            if error.info() == "recursion limit exceeded" {
                return Fault::too_deep(position);
            }
            // The scanner says where the value begins that the tab follows.
            if let Some(tab) = indenting_tab(text, position).filter(|_| error.info().contains("found a tab")) {
                return Fault::new(tab, "not valid YAML: a tab indents this line. Expected spaces");
            }
            Fault::new(position, format!("not valid YAML: {}", error.info()))
        })?;
        let mut span = Span { start: position(found.start), end: position(found.end) };
        if let Event::Scalar(_, style, ..) = &event {
            span.end = cursor.end_of(*style, found.start, span);
        }
        builder.take(event, span)?;
    }
    builder.mark();
    let nothing = Position { line: 1, column: 1 };
    Ok(builder.root.unwrap_or(Node { span: Span { start: nothing, end: nothing }, kind: NodeKind::Null }))
}

/// What is wrong with the text, and where.
struct Fault {
    position: Position,
    message: String,
}

impl Fault {
    fn new(position: Position, message: impl Into<String>) -> Self {
        Self { position, message: message.into() }
    }

    fn too_deep(position: Position) -> Self {
        Self::new(position, format!("nested more than {MAX_DEPTH} levels deep"))
    }
}

fn position(marker: Marker) -> Position {
    Position { line: marker.line().max(1), column: marker.col() + 1 }
}

/// A position in the text that only moves on.
struct Cursor<'t> {
    rest: Chars<'t>,
    index: usize,
}

impl Cursor<'_> {
    /// The position after a scalar. The scanner's own end of a quoted scalar is after the blanks and the comment that follow.
    fn end_of(&mut self, style: ScalarStyle, start: Marker, span: Span) -> Position {
        let quote = match style {
            ScalarStyle::SingleQuoted => '\'',
            ScalarStyle::DoubleQuoted => '"',
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => return span.end,
        };
        // The parser reports a quoted scalar that is a key only after its value was seen, so it can be before the cursor.
        let Some(skipped) = start.index().checked_sub(self.index) else { return span.end };
        if skipped > 0 {
            self.rest.nth(skipped - 1);
        }
        self.index = start.index();
        end_of_quoted(self.rest.clone(), quote, span.start).unwrap_or(span.end)
    }
}

/// The position after the closing quotation mark.
fn end_of_quoted(text: Chars<'_>, quote: char, mut at: Position) -> Option<Position> {
    let mut text = text.peekable();
    let mut is_open = false;
    while let Some(char) = text.next() {
        at.column += 1;
        match char {
            '\n' => at = Position { line: at.line + 1, column: 1 },
            '\r' if text.peek() != Some(&'\n') => at = Position { line: at.line + 1, column: 1 },
            // A line break after it is still a line break.
            '\\' if quote == '"' && is_open => {
                if text.next_if(|next| !matches!(next, '\n' | '\r')).is_some() {
                    at.column += 1;
                }
            }
            char if char != quote => {}
            _ if !is_open => is_open = true,
            // Two single quotation marks stand for one.
            _ if quote == '\'' && text.next_if_eq(&quote).is_some() => at.column += 1,
            _ => return Some(at),
        }
    }
    None
}

/// The largest cost of all values that anchors mark and aliases copy.
const LARGEST_EXPANSION: usize = 500_000;

/// Builds the tree without recursion.
#[derive(Default)]
struct Builder<'t> {
    root: Option<Node>,
    open: Vec<Open<'t>>,
    anchors: HashMap<usize, Anchor>,
    expanded: usize,
    values: usize,
    /// The first alias or merge key.
    first: Option<Span>,
}

struct Anchor {
    node: Node,
    cost: usize,
}

/// A list or map whose end isn't read yet.
struct Open<'t> {
    start: Position,
    /// The position after the last value.
    end: Position,
    anchor: usize,
    tag: Option<Cow<'t, Tag>>,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    /// The entries, and the key whose value comes next.
    Map(Vec<Entry>, Option<(String, Span)>),
}

impl<'t> Builder<'t> {
    fn take(&mut self, event: Event<'t>, span: Span) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let kind = scalar(text, style, tag.as_deref());
                self.add(tagged(Node { span, kind }, tag.as_deref()), anchor)
            }
            Event::SequenceStart(anchor, tag) => self.open(span, anchor, tag, Content::List(Vec::new())),
            Event::MappingStart(anchor, tag) => self.open(span, anchor, tag, Content::Map(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.copy(anchor, span),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(Fault::new(span.start, "more than one YAML document"))
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn open(&mut self, span: Span, anchor: usize, tag: Option<Cow<'t, Tag>>, content: Content) -> Result<(), Fault> {
        if self.open.len() == MAX_DEPTH {
            return Err(Fault::too_deep(span.start));
        }
        self.open.push(Open { start: span.start, end: span.end, anchor, tag, content });
        Ok(())
    }

    fn close(&mut self, span: Span) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // The end of a list or map in block style is where the next token begins, so its last value counts. In flow style, it
        // starts at the closing bracket.
        let after_bracket = Position { column: span.start.column + 1, ..span.start };
        let end = if span.start == span.end { open.end } else { after_bracket };
        let kind = match open.content {
            Content::List(elements) => NodeKind::List(elements),
            Content::Map(entries, _) => {
                if let Some(merge) = entries.iter().find(|entry| is_merge(entry)) {
                    self.found(merge.key_span);
                }
                NodeKind::Map(merged(entries))
            }
        };
        let node = Node { span: Span { start: open.start, end: end.max(open.start) }, kind };
        self.add(tagged(node, open.tag.as_deref()), open.anchor)
    }

    /// Takes note of an alias or a merge key.
    fn found(&mut self, span: Span) {
        self.first = Some(self.first.map_or(span, |first| if span.start < first.start { span } else { first }));
    }

    /// Adds the entry that shows that the text of a template has aliases.
    fn mark(&mut self) {
        let (Some(span), Some(Node { kind: NodeKind::Map(entries), .. })) = (self.first, &mut self.root) else {
            return;
        };
        if entries.iter().any(|entry| entry.key == "Resources") {
            entries.push(Entry { key: MERGE.into(), key_span: span, value: Node { span, kind: NodeKind::Null } });
        }
    }

    fn copy(&mut self, anchor: usize, span: Span) -> Result<(), Fault> {
        self.found(span);
        let Some(Anchor { node, cost }) = self.anchors.get(&anchor) else {
            return Err(Fault::new(span.start, "the alias is part of the value that it refers to"));
        };
        let (node, cost) = (node.clone(), *cost);
        self.pay(cost, span)?;
        self.add(Node { span, ..node }, 0)
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        self.values += 1;
        if self.values > MAX_VALUES {
            let message = format!("more than {MAX_VALUES} values. Expected a smaller file");
            return Err(Fault::new(node.span.start, message));
        }
        // An anchor's identifier is never 0.
        if anchor != 0 {
            let cost = cost(&node);
            self.pay(cost, node.span)?;
            self.anchors.insert(anchor, Anchor { node: node.clone(), cost });
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        open.end = open.end.max(node.span.end);
        match &mut open.content {
            Content::List(elements) => elements.push(node),
            Content::Map(entries, key) => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                None => *key = Some(as_key(node)?),
            },
        }
        Ok(())
    }

    fn pay(&mut self, cost: usize, span: Span) -> Result<(), Fault> {
        self.expanded = self.expanded.saturating_add(cost);
        if self.expanded > LARGEST_EXPANSION {
            return Err(Fault::new(span.start, "anchors and aliases expand to too many values"));
        }
        Ok(())
    }
}

fn as_key(node: Node) -> Result<(String, Span), Fault> {
    match node.kind {
        NodeKind::String(key) | NodeKind::Number(key) => Ok((key, node.span)),
        NodeKind::Bool(value) => Ok((value.to_string(), node.span)),
        NodeKind::Null => Ok(("null".into(), node.span)),
        NodeKind::List(_) | NodeKind::Map(_) | NodeKind::Unknown(_) => {
            Err(Fault::new(node.span.start, "a key must be a string"))
        }
    }
}

/// What it takes to copy a value: one for each value, and more for long texts.
fn cost(node: &Node) -> usize {
    let text = |text: &str| 1 + text.len() / 64;
    match &node.kind {
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Unknown(_) => 1,
        NodeKind::Number(number) | NodeKind::String(number) => text(number),
        NodeKind::List(elements) => elements.iter().fold(1, |sum, element| sum + cost(element)),
        NodeKind::Map(entries) => entries.iter().fold(1, |sum, entry| sum + text(&entry.key) + cost(&entry.value)),
    }
}

/// The merge key.
pub(crate) const MERGE: &str = "<<";

fn is_merge(entry: &Entry) -> bool {
    let is_map = |node: &Node| matches!(node.kind, NodeKind::Map(_));
    let elements = entry.value.elements();
    entry.key == MERGE && (is_map(&entry.value) || !elements.is_empty() && elements.iter().all(is_map))
}

/// The entries with the merge keys merged. A key of the map itself wins, then the first merged map.
fn merged(entries: Vec<Entry>) -> Vec<Entry> {
    if !entries.iter().any(is_merge) {
        return entries;
    }
    let (merges, mut own): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(is_merge);
    let mut add = |more: Vec<Entry>| {
        let count = own.len();
        for entry in more {
            // A key that the merged map has twice stays twice.
            if !own.iter().take(count).any(|one| one.key == entry.key) {
                own.push(entry);
            }
        }
    };
    for entry in merges {
        match entry.value.kind {
            NodeKind::Map(entries) => add(entries),
            NodeKind::List(maps) => maps.into_iter().for_each(|map| {
                if let NodeKind::Map(entries) = map.kind {
                    add(entries);
                }
            }),
            NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::String(_) | NodeKind::Unknown(_) => {}
        }
    }
    own
}

/// The first tab from this line on that indents a line.
fn indenting_tab(text: &str, from: Position) -> Option<Position> {
    let tab = |(index, line): (usize, &str)| {
        let column = line.chars().take_while(char::is_ascii_whitespace).position(|char| char == '\t')?;
        Some(Position { line: index + 1, column: column + 1 })
    };
    text.lines().enumerate().skip(from.line.saturating_sub(1)).find_map(tab)
}

/// The value of a scalar. In YAML 1.1, only a plain scalar can be something else than a string.
fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> NodeKind {
    let core = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
    let is_plain = style == ScalarStyle::Plain && tag.is_none();
    match core {
        None if is_plain => plain(text),
        Some("bool" | "int" | "float" | "null") => plain(text),
        _ => NodeKind::String(text.into_owned()),
    }
}

fn plain(text: Cow<'_, str>) -> NodeKind {
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => NodeKind::Null,
        number if is_number(number) => NodeKind::Number(text.into_owned()),
        other => match boolean(other) {
            Some(value) => NodeKind::Bool(value),
            None => NodeKind::String(text.into_owned()),
        },
    }
}

/// The boolean that YAML 1.1 makes of a plain word.
pub(crate) fn boolean(word: &str) -> Option<bool> {
    match word {
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// Whether a plain text is a decimal number. A number in another notation stays a text: no MFA setting has one.
fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    text.len() - digits.len() <= 1
        && digits.starts_with(|char: char| char.is_ascii_digit())
        && digits.parse::<f64>().is_ok()
}

/// The value in the long form of its tag.
fn tagged(node: Node, tag: Option<&Tag>) -> Node {
    let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema() && !tag.suffix.is_empty()) else { return node };
    let span = node.span;
    let name = match (tag.handle.as_str(), tag.suffix.as_str()) {
        ("!", "Ref") => "Ref".into(),
        ("!", "Condition") => "Condition".into(),
        ("!", name) if FUNCTIONS.contains(&name) => format!("Fn::{name}"),
        _ => {
            let name = tag.to_string();
            return Node { span, kind: NodeKind::Unknown(Unknown { reason: Reason::Placeholder(name.clone()), name }) };
        }
    };
    let value = if name == "Fn::GetAtt" { attribute(node) } else { node };
    Node { span, kind: NodeKind::Map(vec![Entry { key: name, key_span: span, value }]) }
}

/// The functions with a short form.
const FUNCTIONS: &[&str] = &[
    "And",
    "Base64",
    "Cidr",
    "Contains",
    "EachMemberEquals",
    "EachMemberIn",
    "Equals",
    "FindInMap",
    "GetAZs",
    "GetAtt",
    "If",
    "ImportValue",
    "Join",
    "Length",
    "Not",
    "Or",
    "RefAll",
    "Select",
    "Split",
    "Sub",
    "ToJsonString",
    "Transform",
    "ValueOf",
    "ValueOfAll",
];

/// `!GetAtt A.B` as the list of the resource and its attribute.
fn attribute(node: Node) -> Node {
    let span = node.span;
    match node.text().and_then(|text| text.split_once('.')) {
        Some((resource, attribute)) => {
            let part = |text: &str| Node { span, kind: NodeKind::String(text.into()) };
            Node { span, kind: NodeKind::List(vec![part(resource), part(attribute)]) }
        }
        None => node,
    }
}
