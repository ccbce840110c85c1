//! JSON. A value is read only as far as it's needed, so a large plan takes hardly more memory than its text.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::fmt;
use std::sync::Arc;

use serde_json::de::Deserializer;
use serde_json::value::RawValue;

use crate::file_error::FileError;
use crate::node::{Entry, Node, NodeKind};
use crate::place::{Position, Span};

use members::{ElementList, MemberList};

mod members;

/// The deepest nesting of a value that becomes a [`Node`].
const MAX_DEPTH: usize = 128;

/// The most values of one text that become [`Node`]s.
const MAX_NODES: usize = 1_000_000;

/// A JSON text: one value, or several one after another.
///
/// ```
/// use cognito_mfa_infra::read::json::JsonText;
///
/// let text = JsonText::new("plan.json".into(), "{\"a\": 1,\n \"a\": [true]}");
/// let value = text.values().next().unwrap()?;
/// let members = value.members().unwrap()?;
/// assert_eq!(members.len(), 2);
/// assert_eq!(members[1].value.node()?.span.start.to_string(), "2:7");
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
#[derive(Debug)]
pub struct JsonText<'t> {
    file: Arc<str>,
    /// Without a byte order mark.
    text: &'t str,
    marks: OnceCell<Vec<Mark>>,
    nodes_left: Cell<usize>,
}

/// A value of a JSON text. It's valid JSON, but only its outermost level has been looked at.
///
/// ```
/// use cognito_mfa_infra::read::json::JsonText;
///
/// let text = JsonText::new("plan.json".into(), r#"{"mode": "ON"}"#);
/// let value = text.values().next().unwrap()?;
/// let mode = value.get("mode")?.unwrap();
/// assert_eq!((mode.as_written(), mode.node()?.text()), ("\"ON\"", Some("ON")));
/// assert!(value.get("tier")?.is_none());
/// # Ok::<(), cognito_mfa_infra::FileError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Json<'t> {
    within: &'t JsonText<'t>,
    raw: &'t RawValue,
}

/// A member of an object.
///
/// [`JsonText`] has an example.
#[derive(Debug, Clone)]
pub struct Member<'t> {
    /// The key.
    pub key: Cow<'t, str>,
    /// The value.
    pub value: Json<'t>,
    key_raw: &'t RawValue,
}

/// Where every so many bytes of the text are.
#[derive(Debug, Clone, Copy)]
struct Mark {
    offset: usize,
    position: Position,
}

const MARK_DISTANCE: usize = 256;

impl<'t> JsonText<'t> {
    /// The text of this file. A byte order mark doesn't count.
    #[must_use]
    pub fn new(file: Arc<str>, text: &'t str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { file, text, marks: OnceCell::new(), nodes_left: Cell::new(MAX_NODES) }
    }

    /// The file's name.
    #[must_use]
    pub const fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// The values of the text, one after another. An error is the last item.
    ///
    /// # Errors
    ///
    /// [`FileError`] where the text isn't JSON.
    pub fn values(&'t self) -> impl Iterator<Item = Result<Json<'t>, FileError>> {
        let values = Deserializer::from_str(self.text).into_iter::<&'t RawValue>();
        values.map(|value| {
            let json = value.map(|raw| Json { within: self, raw });
            json.map_err(|error| self.not_json(&error))
        })
    }

    /// Checks that no value is nested more than 128 levels deep.
    ///
    /// # Errors
    ///
    /// [`FileError`] at the first value that is.
    pub(crate) fn not_too_deep(&self) -> Result<(), FileError> {
        let (mut depth, mut is_text, mut is_escaped) = (0_usize, false, false);
        for (offset, byte) in self.text.bytes().enumerate() {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = is_text,
                b'"' => is_text = !is_text,
                b'[' | b'{' if !is_text => depth += 1,
                b']' | b'}' if !is_text => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(self.error(offset, too_deep()));
            }
        }
        Ok(())
    }

    /// An error at an offset.
    fn error(&self, offset: usize, message: impl Into<String>) -> FileError {
        FileError { file: self.file.clone(), position: Some(self.position(offset)), message: message.into() }
    }

    fn not_json(&self, error: &serde_json::Error) -> FileError {
        let line_start = nth_line(self.text, error.line().saturating_sub(1));
        let offset = (line_start + error.column().saturating_sub(1)).min(self.text.len());
        self.error(offset, fault(error))
    }

    /// The position of a byte. A byte inside a character has the character's position.
    fn position(&self, offset: usize) -> Position {
        let marks = self.marks.get_or_init(|| marks(self.text));
        let index = marks.partition_point(|mark| mark.offset <= offset).saturating_sub(1);
        let start = Mark { offset: 0, position: FIRST };
        let mark = marks.get(index).copied().unwrap_or(start);
        let between = self.text.as_bytes().get(mark.offset..offset).unwrap_or_default();
        advance(mark.position, between)
    }

    fn offset_of(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    fn span_of(&self, part: &str) -> Span {
        let start = self.offset_of(part);
        Span { start: self.position(start), end: self.position(start + part.len()) }
    }
}

impl<'t> Json<'t> {
    /// Where the value is.
    #[must_use]
    pub fn span(&self) -> Span {
        self.within.span_of(self.raw.get())
    }

    /// The text of the value, as the file has it.
    #[must_use]
    pub fn as_written(&self) -> &'t str {
        self.raw.get()
    }

    /// The members of an object, in their order. A key can occur more than once. `None` for every other value.
    ///
    /// # Errors
    ///
    /// [`FileError`] if a key has an invalid escape, or if there are too many members.
    #[must_use]
    pub fn members(&self) -> Option<Result<Vec<Member<'t>>, FileError>> {
        self.starts_with(b'{').then(|| {
            let list: MemberList<'t> = self.parse()?;
            let member = |(key_raw, value): (&'t RawValue, &'t RawValue)| {
                let (within, raw) = (self.within, value);
                let key = Json { within, raw: key_raw }.string()?;
                Ok(Member { key, value: Json { within, raw }, key_raw })
            };
            list.0.into_iter().map(member).collect()
        })
    }

    /// The last member with this key. `None` if there is none, or if it's not an object.
    ///
    /// # Errors
    ///
    /// [`FileError`] as for [`members`](Self::members).
    pub fn get(&self, key: &str) -> Result<Option<Self>, FileError> {
        let members = self.members().transpose()?.unwrap_or_default();
        Ok(members.into_iter().rev().find(|member| member.key == key).map(|member| member.value))
    }

    /// The elements of an array. `None` for every other value.
    ///
    /// # Errors
    ///
    /// [`FileError`] if there are too many elements.
    #[must_use]
    pub fn elements(&self) -> Option<Result<Vec<Self>, FileError>> {
        self.starts_with(b'[').then(|| {
            let list: ElementList<'t> = self.parse()?;
            Ok(list.0.into_iter().map(|raw| Self { within: self.within, raw }).collect())
        })
    }

    /// The text of a string. `None` for every other value.
    ///
    /// # Errors
    ///
    /// [`FileError`] if the string has an invalid escape.
    #[must_use]
    pub fn text(&self) -> Option<Result<Cow<'t, str>, FileError>> {
        self.starts_with(b'"').then(|| self.string())
    }

    /// The whole value.
    ///
    /// # Errors
    ///
    /// [`FileError`] if it's nested more than 128 levels deep, if a string has an invalid escape, or if the file's values
    /// are too many.
    pub fn node(&self) -> Result<Node, FileError> {
        self.node_within(MAX_DEPTH)
    }

    fn node_within(&self, depth: usize) -> Result<Node, FileError> {
        let left = self.within.nodes_left.get().checked_sub(1);
        let left = left.ok_or_else(|| self.error(format!("more than {MAX_NODES} values. Expected a smaller file")))?;
        self.within.nodes_left.set(left);
        let kind = if let Some(members) = self.members() {
            let inner = self.inner(depth)?;
            let entry = |member: Member<'t>| {
                let (key_span, value) = (member.key_span(), member.value.node_within(inner)?);
                Ok(Entry { key: member.key.into_owned(), key_span, value })
            };
            NodeKind::Map(members?.into_iter().map(entry).collect::<Result<_, _>>()?)
        } else if let Some(elements) = self.elements() {
            let inner = self.inner(depth)?;
            NodeKind::List(elements?.iter().map(|element| element.node_within(inner)).collect::<Result<_, _>>()?)
        } else {
            match self.raw.get() {
                "null" => NodeKind::Null,
                "true" => NodeKind::Bool(true),
                "false" => NodeKind::Bool(false),
                text if text.starts_with('"') => NodeKind::String(self.string()?.into_owned()),
                number => NodeKind::Number(number.to_owned()),
            }
        };
        Ok(Node { span: self.span(), kind })
    }

    fn inner(&self, depth: usize) -> Result<usize, FileError> {
        depth.checked_sub(1).ok_or_else(|| self.error(too_deep()))
    }

    /// An error at the start of this value.
    #[must_use]
    pub fn error(&self, message: impl Into<String>) -> FileError {
        self.within.error(self.within.offset_of(self.raw.get()), message)
    }

    fn starts_with(&self, first: u8) -> bool {
        self.raw.get().as_bytes().first() == Some(&first)
    }

    fn string(&self) -> Result<Cow<'t, str>, FileError> {
        let text = self.raw.get();
        let plain =
            text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('\\'));
        plain.map_or_else(|| self.parse().map(Cow::Owned), |inner| Ok(Cow::Borrowed(inner)))
    }

    fn parse<T: serde::Deserialize<'t>>(&self) -> Result<T, FileError> {
        serde_json::from_str(self.raw.get()).map_err(|error| self.error(fault(&error)))
    }
}

impl Member<'_> {
    /// Where the key is.
    #[must_use]
    pub fn key_span(&self) -> Span {
        self.value.within.span_of(self.key_raw.get())
    }
}

impl fmt::Debug for Json<'_> {
    /// Only where it is: the value can be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Json({})", self.span().start)
    }
}

/// The error without its position.
fn fault(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let fault = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(fault, _)| fault);
    if error.is_data() { fault.to_owned() } else { format!("not valid JSON: {fault}") }
}

fn too_deep() -> String {
    format!("nested more than {MAX_DEPTH} levels deep. Expected fewer levels")
}

const FIRST: Position = Position { line: 1, column: 1 };

/// The position after these bytes, which start at a position.
fn advance(start: Position, bytes: &[u8]) -> Position {
    bytes.iter().fold(start, |at, byte| match byte {
        b'\n' => Position { line: at.line + 1, column: 1 },
        // The bytes of a character after its first one.
        0x80..=0xbf => at,
        _ => Position { column: at.column + 1, ..at },
    })
}

fn marks(text: &str) -> Vec<Mark> {
    let mut mark = Mark { offset: 0, position: FIRST };
    let chunks = text.as_bytes().chunks(MARK_DISTANCE);
    chunks
        .map(|chunk| {
            let this = mark;
            mark = Mark { offset: mark.offset + chunk.len(), position: advance(mark.position, chunk) };
            this
        })
        .collect()
}

/// Where a line starts, in bytes. The first line is 0.
fn nth_line(text: &str, line: usize) -> usize {
    let before = |index: usize| text.match_indices('\n').nth(index).map_or(text.len(), |(offset, _)| offset + 1);
    line.checked_sub(1).map_or(0, before)
}
