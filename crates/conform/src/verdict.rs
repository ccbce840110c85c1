//! The result of a line: how a server's answer compares with what the line expects.

use serde::Serialize;
use serde_json::Value;

use crate::endpoint::Reply;
use crate::reference::text;

/// The result of a line. Closed, because a report shows each of them.
///
/// ```
/// use cognito_mfa_conform::{DifferenceKind, Verdict};
///
/// /// Whether the server was too lenient.
/// fn is_lenient(verdict: &Verdict) -> bool {
///     matches!(verdict, Verdict::Differs(difference) if difference.kind == DifferenceKind::Accepted)
/// }
/// assert!(!is_lenient(&Verdict::Agrees));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
pub enum Verdict {
    /// The server's answer is what the line expects.
    Agrees,
    /// The server's answer is another one.
    Differs(Difference),
    /// The line can't be asked of a server, for this reason.
    NotApplicable {
        /// The reason, in a few words.
        reason: String,
    },
    /// An earlier line of the file failed, so the pool or user isn't in the state that this line is about.
    Blocked {
        /// The number of that line.
        #[serde(rename = "blocked_by")]
        line: usize,
        /// What failed there.
        reason: String,
    },
    /// The server doesn't have the operation.
    OperationMissing {
        /// The operation.
        operation: String,
    },
}

/// How an answer differs from what a line expects.
///
/// [`Verdict`] has an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// The kind of difference.
    pub kind: DifferenceKind,
    /// What the line expects.
    pub expected: String,
    /// What the server answered.
    pub got: String,
    /// Whether a sign-in ended with less proven than the specification asks for.
    pub weakens_security: bool,
}

/// The kinds of differences. Closed, because a report shows each of them.
///
/// [`Verdict`] has an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// The server accepted what it must refuse.
    Accepted,
    /// The server refused what it must accept.
    Refused,
    /// The sign-in continues with another challenge.
    Challenge,
    /// The refusal has another exception.
    Exception,
    /// The refusal has another message.
    Message,
    /// A member of the answer has another value.
    Member,
    /// The server gave no answer in the form of the API.
    NoAnswer,
}

impl DifferenceKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Accepted, Self::Refused, Self::Challenge, Self::Exception, Self::Message, Self::Member, Self::NoAnswer];

    /// The stable code, which baselines contain.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Challenge => "challenge",
            Self::Exception => "exception",
            Self::Message => "message",
            Self::Member => "member",
            Self::NoAnswer => "no-answer",
        }
    }

    /// The kind as a phrase.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Accepted => "accepted what must be refused",
            Self::Refused => "refused what must be accepted",
            Self::Challenge => "another challenge",
            Self::Exception => "another exception",
            Self::Message => "another message",
            Self::Member => "another member",
            Self::NoAnswer => "no answer",
        }
    }
}

/// The part of an expectation that a server's answer can show. Codes, reasons and notes are this project's own.
pub(crate) fn visible(expect: &Value) -> Value {
    let mut expect = expect.clone();
    if let Value::Object(members) = &mut expect {
        members.retain(|name, _| matches!(name.as_str(), "op" | "output" | "error"));
        if let Some(Value::Object(error)) = members.get_mut("error") {
            error.retain(|name, _| matches!(name.as_str(), "__type" | "message"));
        }
    }
    expect
}

/// Compares a server's reply with what a line expects. Members that only this project's runner has are left out.
pub(crate) fn compare(operation: &str, expect: &Value, reply: &Reply) -> Verdict {
    let differs = |kind, expected: String, got: String, weakens_security| {
        Verdict::Differs(Difference { kind, expected: cut(&expected), got: cut(&got), weakens_security })
    };
    let error = expect.get("error");
    match (reply, error) {
        (Reply::Missing, _) => Verdict::OperationMissing { operation: operation.into() },
        (Reply::Nothing(why), _) => {
            differs(DifferenceKind::NoAnswer, "an answer of the API".into(), why.clone(), false)
        }
        (Reply::Accepted(output), Some(error)) => {
            let expected = text(error, "/__type").unwrap_or("a refusal");
            let is_signed_in = output.get("AuthenticationResult").is_some_and(|result| !result.is_null());
            differs(DifferenceKind::Accepted, expected.into(), shown(output), is_signed_in)
        }
        (Reply::Refused { exception, message }, None) => {
            let got = message.as_ref().map_or_else(|| exception.clone(), |message| format!("{exception}: {message}"));
            let expected = expect.get("output").map_or_else(|| "an answer".into(), shown);
            differs(DifferenceKind::Refused, expected, got, false)
        }
        (Reply::Refused { exception, message }, Some(error)) => {
            let expected = text(error, "/__type");
            if expected.is_some_and(|expected| expected != exception) {
                let expected = expected.unwrap_or_default();
                return differs(DifferenceKind::Exception, expected.into(), exception.clone(), false);
            }
            match text(error, "/message") {
                Some(expected) if Some(expected) != message.as_deref() => differs(
                    DifferenceKind::Message,
                    expected.into(),
                    message.clone().unwrap_or_else(|| "no message".into()),
                    false,
                ),
                Some(_) | None => Verdict::Agrees,
            }
        }
        (Reply::Accepted(output), None) => {
            let Some(expected) = expect.get("output") else { return Verdict::Agrees };
            let challenge =
                |value: &Value| text(value, "/ChallengeName").filter(|name| *name != "$absent").map(String::from);
            if expected.get("ChallengeName").is_some()
                || expected.get("AuthenticationResult").is_some_and(Value::is_object)
            {
                let (wanted, got) = (challenge(expected), challenge(output));
                if wanted != got {
                    let name = |challenge: Option<String>| challenge.unwrap_or_else(|| "the end of the sign-in".into());
                    // Without a challenge, the server ends the sign-in, although more must be proven.
                    return differs(DifferenceKind::Challenge, name(wanted), name(got.clone()), got.is_none());
                }
            }
            match cognito_mfa_host::check(expected, output) {
                Ok(()) => Verdict::Agrees,
                Err(difference) => Verdict::Differs(Difference::of_member(&difference, DifferenceKind::Member)),
            }
        }
    }
}

impl Difference {
    /// What the server did, and what it must do.
    fn sentence(&self) -> String {
        let Self { kind, expected, got, weakens_security } = self;
        match kind {
            DifferenceKind::Accepted => format!("The server accepted it: {got}. It must refuse it: {expected}."),
            DifferenceKind::Refused => format!("The server refused it: {got}. It must accept it: {expected}."),
            DifferenceKind::Challenge if *weakens_security => {
                format!("The server ended the sign-in. It must ask for {expected}.")
            }
            DifferenceKind::Challenge => format!("The server answered {got}. It must answer {expected}."),
            DifferenceKind::Exception => format!("The exception is {got}. It must be {expected}."),
            DifferenceKind::Message => format!("The message is “{got}”. It must be “{expected}”."),
            DifferenceKind::Member => format!("The answer must have {expected}. It has {got}."),
            DifferenceKind::NoAnswer => format!("The server gave no answer of the API: {got}."),
        }
    }

    /// A difference in a member, from the words of the comparison.
    pub(crate) fn of_member(difference: &str, kind: DifferenceKind) -> Self {
        let (expected, got) = difference.rsplit_once(", ").unwrap_or((difference, "another value"));
        let expected = expected.strip_prefix("expected ").unwrap_or(expected);
        let got = got.strip_prefix("got ").unwrap_or(got);
        Self { kind, expected: cut(expected), got: cut(got), weakens_security: false }
    }
}

/// An answer as one line, without tokens.
fn shown(output: &Value) -> String {
    if output.get("AuthenticationResult").is_some_and(|result| !result.is_null()) {
        return "the end of the sign-in, with tokens".into();
    }
    match text(output, "/ChallengeName") {
        Some(challenge) => challenge.into(),
        None => output.to_string(),
    }
}

/// A text of at most 300 characters.
fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(300).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

impl Verdict {
    /// Whether the line counts against the server.
    #[must_use]
    pub const fn is_fault(&self) -> bool {
        self.fault_code().is_some()
    }

    /// The stable code of a fault, which baselines contain.
    ///
    /// ```
    /// use cognito_mfa_conform::Verdict;
    ///
    /// let verdict = Verdict::OperationMissing { operation: "SignUp".into() };
    /// assert_eq!(verdict.fault_code(), Some("operation-missing"));
    /// assert_eq!(verdict.sentence(), "The server doesn't have SignUp.");
    /// assert_eq!(Verdict::Agrees.fault_code(), None);
    /// ```
    #[must_use]
    pub const fn fault_code(&self) -> Option<&'static str> {
        match self {
            Self::Differs(difference) => Some(difference.kind.code()),
            Self::OperationMissing { .. } => Some("operation-missing"),
            Self::Agrees | Self::NotApplicable { .. } | Self::Blocked { .. } => None,
        }
    }

    /// The result in sentences.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Agrees => "The server agrees.".into(),
            Self::Differs(difference) => difference.sentence(),
            Self::NotApplicable { reason } => format!("Not applicable: {reason}."),
            Self::Blocked { line, reason } => format!("Blocked by line {line}: {reason}."),
            Self::OperationMissing { operation } => format!("The server doesn't have {operation}."),
        }
    }
}
