//! Scenario files: each line is one call, and what its answer must contain.

use cognito_mfa::Profile;
use cognito_mfa::wire::{DecodeError, Request};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::expectation;
use crate::facts::{Facts, fact, not_json, object};
use crate::host::{Failure, Host};
use crate::storage::{Memory, Storage};

/// A run of one scenario file. Each file has pools of its own.
///
/// ```
/// use cognito_mfa_host::Scenario;
///
/// let mut scenario = Scenario::default();
/// let line = r#"{"op":"CreateUserPool","input":{"PoolName":"shop"},"expect":{"output":{"UserPool":{"Id":"local_1"}}}}"#;
/// let result = scenario.line(line.as_bytes()).unwrap();
/// assert_eq!(result.difference, Some(Ok(())));
///
/// // A remark is not a call.
/// assert!(scenario.line(br#"{"remark":"nothing yet"}"#).is_none());
/// ```
#[derive(Debug, Clone)]
pub struct Scenario<S = Memory> {
    host: Host<S>,
}

/// A call of a scenario, and its answer.
///
/// [`Scenario`] has an example.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct LineResult {
    /// The operation.
    pub operation: String,
    /// The body of the request.
    pub input: String,
    /// The answer: `op` with `output`, or with `error`.
    pub answer: Value,
    /// The comparison of the answer with what the line expects. `None` when the line expects nothing.
    pub difference: Option<Result<(), String>>,
}

impl Default for Scenario {
    fn default() -> Self {
        Self::new(Host::default())
    }
}

impl<S: Storage> Scenario<S> {
    /// A run on this host.
    #[must_use]
    pub const fn new(host: Host<S>) -> Self {
        Self { host }
    }

    /// The host, as the lines so far have left it.
    #[must_use]
    pub const fn host(&self) -> &Host<S> {
        &self.host
    }

    /// Runs a line. Returns `None` when it is not a call: a remark, options, or a blank line.
    pub fn line(&mut self, bytes: &[u8]) -> Option<LineResult> {
        let (line, answer) = match read(bytes) {
            Ok(content) => {
                self.host.profile = content.profile.unwrap_or(self.host.profile);
                let line = content.call?;
                let answer = match &line.facts {
                    _ if !Request::OPERATIONS.contains(&line.op.as_str()) => Err(DecodeError::UnknownOperation.into()),
                    Ok(facts) => self.host.call(&line.op, &line.input, *facts),
                    Err(error) => Err(error.into()),
                };
                (line, answer)
            }
            Err(error) => (Line::unreadable(bytes), Err(Failure::from(&error))),
        };
        let answer = match answer {
            Ok(reply) => reply.to_json(&line.op),
            Err(failure) => failure.to_json(&line.op),
        };
        let difference = match line.expect {
            Some(expected) => Some(expectation::check(&expected, &answer).map_err(|mismatch| mismatch.to_string())),
            // A damaged vector must not pass unnoticed.
            None if line.op.is_empty() && mentions_expect(bytes) => Some(Err("the expectation can't be read".into())),
            None => None,
        };
        Some(LineResult { operation: line.op, input: line.input, answer, difference })
    }
}

/// A call.
struct Line {
    op: String,
    input: String,
    facts: Result<Facts, DecodeError>,
    expect: Option<Value>,
}

impl Line {
    /// The stand-in for a line that can't be read. What the line expects can be readable nevertheless.
    fn unreadable(bytes: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Expectation {
            expect: Option<Value>,
        }
        let line = std::str::from_utf8(bytes).ok().and_then(|text| object::<Expectation>(text).ok());
        let expect = line.and_then(|line| line.expect);
        Self { op: String::new(), input: String::new(), facts: Ok(Facts::default()), expect }
    }
}

/// The content of a line: the profile of the lines that follow, a call, both, or neither (a remark).
#[derive(Default)]
struct Content {
    profile: Option<Profile>,
    call: Option<Line>,
}

#[derive(Deserialize)]
struct Shape<'a> {
    op: Option<String>,
    #[serde(borrow)]
    input: Option<&'a RawValue>,
    #[serde(borrow)]
    facts: Option<&'a RawValue>,
    expect: Option<Value>,
    options: Option<Options>,
}

#[derive(Deserialize)]
struct Options {
    fidelity: Option<String>,
}

/// Reads a line. The error is for a line that isn't a JSON object of this form.
fn read(bytes: &[u8]) -> Result<Content, DecodeError> {
    let text = std::str::from_utf8(bytes).map_err(|error| not_json(error.valid_up_to() + 1))?;
    if text.trim().is_empty() {
        return Ok(Content::default());
    }
    // A line that isn't valid JSON throughout (a lone surrogate, a number out of range, too much nesting) is refused.
    serde_json::from_str::<Value>(text).map_err(|error| not_json(error.column()))?;
    let shape = object::<Shape<'_>>(text)?;
    let profile = fact(shape.options.and_then(|options| options.fidelity), "options.fidelity", Profile::from_name)?;
    let call = shape.op.map(|op| Line {
        op,
        input: input(shape.input),
        facts: shape.facts.map_or_else(|| Ok(Facts::default()), |facts| Facts::read(facts.get())),
        expect: shape.expect,
    });
    Ok(Content { profile, call })
}

/// A body that is omitted or `null` is an empty object.
fn input(value: Option<&RawValue>) -> String {
    value.map(RawValue::get).filter(|text| *text != "null").unwrap_or("{}").into()
}

/// Whether an unreadable line seems to contain an expectation.
fn mentions_expect(bytes: &[u8]) -> bool {
    let name = br#""expect""#;
    bytes.windows(name.len()).any(|window| window == name)
}
