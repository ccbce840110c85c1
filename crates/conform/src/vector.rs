//! The lines of the vector files.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

/// The vectors of this version of the crate: each file's name, and its content.
static BUILT_IN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/vectors.rs"));

/// A file of vectors.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct VectorFile {
    /// The name: a path below the folder of the vectors.
    pub name: String,
    /// The lines that are calls, or that can't be read.
    pub lines: Vec<Vector>,
}

/// A line of a file of vectors. `docs/scenarios.md` defines its members.
///
/// ```
/// use cognito_mfa_conform::{Theme, VectorFile};
///
/// let line = br#"{"op":"CreateUserPool","input":{"PoolName":"shop"},"evidence":"D","tags":["pool-configuration"]}"#;
/// let file = VectorFile::read("own.jsonl", line);
/// let vector = &file.lines[0];
/// assert_eq!((vector.number, vector.op.as_str()), (1, "CreateUserPool"));
/// assert!(vector.has("pool-configuration") && vector.theme() == Theme::PoolConfiguration);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Vector {
    /// The number of the line, from 1.
    pub number: usize,
    /// The line as it's in the file.
    pub bytes: Vec<u8>,
    /// The operation. It's empty when the line isn't a JSON object or has no operation.
    pub op: String,
    /// The request.
    pub input: Value,
    /// The request as the text that's in the file. A repeated member shows only here.
    pub input_text: String,
    /// What the caller must have established.
    pub facts: Value,
    /// What the answer must contain.
    pub expect: Option<Value>,
    /// How the expectation is known: letters of the specification's legend.
    pub evidence: Option<String>,
    /// Where the expectation comes from.
    pub source: Option<String>,
    /// What the line is about.
    pub tags: Vec<String>,
}

impl VectorFile {
    /// The vectors that are part of this crate.
    ///
    /// ```
    /// use cognito_mfa_conform::VectorFile;
    ///
    /// let files = VectorFile::built_in();
    /// assert!(files.iter().any(|file| file.name == "tiers.jsonl"));
    /// ```
    #[must_use]
    pub fn built_in() -> Vec<Self> {
        BUILT_IN.iter().map(|(name, bytes)| Self::read(name, bytes)).collect()
    }

    /// Reads a file of vectors.
    #[must_use]
    pub fn read(name: &str, bytes: &[u8]) -> Self {
        let lines = bytes.split(|byte| *byte == b'\n').enumerate().map(|(index, line)| Vector::read(index + 1, line));
        Self { name: name.into(), lines: lines.collect() }
    }
}

impl Vector {
    fn read(number: usize, bytes: &[u8]) -> Self {
        let line = Self { number, bytes: bytes.to_vec(), ..Self::default() };
        let Ok(members) = serde_json::from_slice::<BTreeMap<String, &RawValue>>(bytes) else { return line };
        // A member that isn't valid as a value, such as half of a surrogate pair, counts as null. Its text is kept.
        let value = |name: &str| {
            let text = members.get(name)?.get();
            serde_json::from_str::<Value>(text).ok().filter(|value| !value.is_null())
        };
        let text = |name: &str| value(name).as_ref().and_then(string);
        let input = members.get("input").map(|input| input.get()).filter(|input| *input != "null");
        Self {
            op: text("op").unwrap_or_default(),
            input: match input {
                Some(_) => value("input").unwrap_or_default(),
                None => Value::Object(serde_json::Map::new()),
            },
            input_text: input.unwrap_or("{}").into(),
            facts: value("facts").unwrap_or_default(),
            expect: value("expect"),
            evidence: text("evidence"),
            source: text("source"),
            tags: value("tags").as_ref().and_then(Value::as_array).into_iter().flatten().filter_map(string).collect(),
            ..line
        }
    }

    /// Whether the line has this tag.
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| own == tag)
    }

    /// The theme that the line counts for in a report.
    #[must_use]
    pub fn theme(&self) -> Theme {
        if self.has("passkeys") {
            Theme::Passkeys
        } else if self.has("recovery") {
            Theme::Recovery
        } else if self.has("sign-in") || self.has("step-up") {
            Theme::SignIn
        } else if self.has("preferences") || self.has("user-events") {
            Theme::Preferences
        } else {
            Theme::PoolConfiguration
        }
    }
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(Into::into)
}

/// What a line is about. Each line has one theme.
///
/// [`Vector`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Theme {
    /// The settings of a pool.
    PoolConfiguration,
    /// The preferences, attributes and credentials of a user.
    Preferences,
    /// A sign-in.
    SignIn,
    /// Passkeys.
    Passkeys,
    /// Password reset.
    Recovery,
}

impl Theme {
    /// All themes, in the order of a report.
    pub const ALL: [Self; 5] =
        [Self::PoolConfiguration, Self::Preferences, Self::SignIn, Self::Passkeys, Self::Recovery];

    /// The theme's heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::PoolConfiguration => "pool configuration",
            Self::Preferences => "users and preferences",
            Self::SignIn => "sign-in",
            Self::Passkeys => "passkeys",
            Self::Recovery => "recovery",
        }
    }
}
