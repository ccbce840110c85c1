//! The result of a line: how a server's answer compares with what the line expects.

use std::fmt;
use std::str::FromStr;

use cognito_mfa::names::UnknownName;
use cognito_mfa_host::Mismatch;
use serde::{Serialize, Serializer};
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
    /// An earlier line of the file failed, so the pool or user isn't in the state that this line is about. Or the server
    /// doesn't answer any more.
    Blocked {
        /// The number of that line. `None` when the server doesn't answer.
        #[serde(rename = "blocked_by", skip_serializing_if = "Option::is_none")]
        line: Option<usize>,
        /// What failed.
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
    pub expected: Deed,
    /// What the server answered.
    pub got: Deed,
    /// Whether a sign-in ended with less proven than the specification asks for.
    pub weakens_security: bool,
}

/// What a server does with a call, without tokens and in at most 300 characters. Closed, because each has its words.
///
/// ```
/// use cognito_mfa_conform::Deed;
///
/// assert_eq!(Deed::Asks("SMS_MFA".into()).to_string(), "SMS_MFA");
/// assert_eq!(Deed::Refuses { exception: None, message: None }.to_string(), "a refusal");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// It accepts the call. The text is the answer.
    Accepts(String),
    /// It refuses the call.
    Refuses {
        /// The exception, if it's known.
        exception: Option<String>,
        /// The message, if it matters.
        message: Option<String>,
    },
    /// It asks for this challenge.
    Asks(String),
    /// It ends the sign-in and issues tokens.
    EndsSignIn,
    /// It answers a step of a sign-in with neither a challenge nor tokens.
    LeavesSignIn,
    /// Its answer has a member.
    Answers {
        /// The path of the member.
        member: String,
        /// The value, as JSON. `None` when the answer doesn't have the member.
        value: Option<String>,
    },
    /// It gives no answer of the API, for this reason.
    Fails(String),
}

/// The kinds of differences. Closed, because a report shows each of them.
///
/// ```
/// use cognito_mfa_conform::DifferenceKind;
///
/// let kind: DifferenceKind = "no-answer".parse()?;
/// assert_eq!((kind, kind.to_string()), (DifferenceKind::NoAnswer, "no-answer".into()));
/// assert_eq!(DifferenceKind::from_code("NoAnswer"), None);
/// # Ok::<(), cognito_mfa::names::UnknownName>(())
/// ```
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

    /// The kind with this code. `None` if no kind has it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
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

/// The code.
impl fmt::Display for DifferenceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for DifferenceKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        const CODES: [&str; 7] = {
            let [a, b, c, d, e, f, g] = DifferenceKind::ALL;
            [a.code(), b.code(), c.code(), d.code(), e.code(), f.code(), g.code()]
        };
        Self::from_code(text).ok_or(UnknownName::new(&CODES))
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
    let difference = match (reply, expect.get("error")) {
        (Reply::Missing, _) => return Verdict::OperationMissing { operation: operation.into() },
        (Reply::Nothing(why), _) => {
            Some(Difference::new(DifferenceKind::NoAnswer, Deed::must(expect), Deed::Fails(why.clone())))
        }
        (Reply::Accepted(output), Some(_)) => Some(Difference {
            weakens_security: is_signed_in(output),
            ..Difference::new(DifferenceKind::Accepted, Deed::must(expect), Deed::of(output))
        }),
        (Reply::Refused { exception, message }, None) => {
            let got = Deed::Refuses { exception: Some(cut(exception)), message: message.as_deref().map(cut) };
            Some(Difference::new(DifferenceKind::Refused, Deed::must(expect), got))
        }
        (Reply::Refused { exception, message }, Some(error)) => compare_refusals(error, exception, message.as_deref()),
        (Reply::Accepted(output), None) => expect.get("output").and_then(|expected| compare_answers(expected, output)),
    };
    difference.map_or(Verdict::Agrees, Verdict::Differs)
}

fn compare_refusals(error: &Value, exception: &str, message: Option<&str>) -> Option<Difference> {
    if let Some(expected) = text(error, "/__type").filter(|expected| *expected != exception) {
        let deed = |name| Deed::Refuses { exception: Some(cut(name)), message: None };
        return Some(Difference::new(DifferenceKind::Exception, deed(expected), deed(exception)));
    }
    let expected = text(error, "/message").filter(|expected| Some(*expected) != message)?;
    let deed = |message: &str| Deed::Refuses { exception: None, message: Some(cut(message)) };
    Some(Difference::new(DifferenceKind::Message, deed(expected), deed(message.unwrap_or_default())))
}

fn compare_answers(expected: &Value, output: &Value) -> Option<Difference> {
    let is_about_challenge = expected.get("ChallengeName").is_some() || is_signed_in(expected);
    // With tokens, the server ends the sign-in, although more must be proven. Then it doesn't matter what else it answers.
    let ends_early = challenge(expected).is_some() && is_signed_in(output);
    if ends_early || (is_about_challenge && challenge(expected) != challenge(output)) {
        let wanted = challenge(expected).map_or(Deed::EndsSignIn, Deed::asks);
        let got = match challenge(output) {
            _ if ends_early => Deed::EndsSignIn,
            Some(name) => Deed::asks(name),
            None => Deed::LeavesSignIn,
        };
        return Some(Difference {
            weakens_security: ends_early,
            ..Difference::new(DifferenceKind::Challenge, wanted, got)
        });
    }
    let has_no_tokens = expected.get("AuthenticationResult").is_some() && !is_signed_in(expected);
    cognito_mfa_host::check(expected, output).err().map(|mismatch| Difference {
        weakens_security: has_no_tokens && is_signed_in(output),
        ..Difference::of_member(&mismatch)
    })
}

impl Difference {
    fn new(kind: DifferenceKind, expected: Deed, got: Deed) -> Self {
        Self { kind, expected, got, weakens_security: false }
    }

    /// A member with another value, or a member too many or too few.
    pub(crate) fn of_member(mismatch: &Mismatch) -> Self {
        let value = |value: &Value| Some(cut(&value.to_string())).filter(|_| value != "$absent");
        let deed = |value| Deed::Answers { member: cut(&mismatch.path), value };
        let (expected, got) = (value(&mismatch.expected), mismatch.got.as_ref().and_then(value));
        Self::new(DifferenceKind::Member, deed(expected), deed(got))
    }

    /// A line whose expectation can't be read. A damaged vector must not pass unnoticed.
    pub(crate) fn unreadable(reason: String) -> Self {
        Self::new(DifferenceKind::NoAnswer, Deed::Accepts("an answer".into()), Deed::Fails(reason))
    }

    /// What the server did, and what it must do.
    fn sentence(&self) -> String {
        let Self { kind, expected, got, .. } = self;
        match kind {
            DifferenceKind::Accepted
            | DifferenceKind::Refused
            | DifferenceKind::Challenge
            | DifferenceKind::NoAnswer => format!("The server {}. It must {}.", got.past(), expected.infinitive()),
            DifferenceKind::Exception => format!("The exception is {got}. It must be {expected}."),
            DifferenceKind::Message => format!("The message is {} It must be {}", quoted(got), quoted(expected)),
            DifferenceKind::Member => format!("The answer has {got}. It must have {expected}."),
        }
    }
}

impl Deed {
    /// What a line expects.
    fn must(expect: &Value) -> Self {
        match (expect.get("error"), expect.get("output")) {
            (Some(error), _) => Self::Refuses {
                exception: text(error, "/__type").map(cut),
                message: text(error, "/message").filter(|message| *message != "$absent").map(cut),
            },
            (None, Some(output)) => Self::of(output),
            (None, None) => Self::Accepts("an answer".into()),
        }
    }

    /// What an answer does.
    fn of(output: &Value) -> Self {
        match challenge(output) {
            _ if is_signed_in(output) => Self::EndsSignIn,
            Some(name) => Self::asks(name),
            None => Self::Accepts(cut(&output.to_string())),
        }
    }

    fn asks(challenge: &str) -> Self {
        Self::Asks(cut(challenge))
    }

    /// What the server did, after "The server".
    fn past(&self) -> String {
        match self {
            Self::Accepts(_) => "accepted the call".into(),
            Self::Refuses { exception, message } => {
                format!("refused the call{}", with(exception.as_deref(), message.as_deref()))
            }
            Self::Asks(challenge) => format!("asked for {challenge}"),
            Self::EndsSignIn => "ended the sign-in and issued tokens".into(),
            Self::LeavesSignIn => "answered with neither a challenge nor tokens".into(),
            Self::Answers { .. } => format!("answered with {self}"),
            Self::Fails(why) => format!("gave no answer of the API: {why}"),
        }
    }

    /// What the server must do, after "It must".
    fn infinitive(&self) -> String {
        match self {
            Self::Accepts(_) => "accept the call".into(),
            Self::Refuses { exception, message } => {
                format!("refuse the call{}", with(exception.as_deref(), message.as_deref()))
            }
            Self::Asks(challenge) => format!("ask for {challenge}"),
            Self::EndsSignIn => "end the sign-in and issue tokens".into(),
            Self::LeavesSignIn | Self::Answers { .. } => format!("answer with {self}"),
            Self::Fails(_) => "answer".into(),
        }
    }
}

/// The deed as a noun, which programs read.
impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refuses { exception: Some(name), message: None } | Self::Asks(name) => f.write_str(name),
            Self::Refuses { exception: Some(name), message: Some(message) } => write!(f, "{name}: {message}"),
            Self::Refuses { exception: None, message: Some(text) } | Self::Accepts(text) | Self::Fails(text) => {
                f.write_str(text)
            }
            Self::Refuses { exception: None, message: None } => f.write_str("a refusal"),
            Self::EndsSignIn => f.write_str("the end of the sign-in, with tokens"),
            Self::LeavesSignIn => f.write_str("neither a challenge nor tokens"),
            Self::Answers { member, value: Some(value) } => write!(f, "{member} {value}"),
            Self::Answers { member, value: None } => write!(f, "no {member}"),
        }
    }
}

impl Serialize for Deed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The exception and the message of a refusal, after "the call".
fn with(exception: Option<&str>, message: Option<&str>) -> String {
    let with = exception.map_or_else(String::new, |exception| format!(" with {exception}"));
    let message = message.filter(|message| !message.is_empty());
    with + &message.map_or_else(String::new, |message| format!(" (“{message}”)"))
}

/// Whether the answer ends a sign-in.
fn is_signed_in(output: &Value) -> bool {
    output.get("AuthenticationResult").is_some_and(|result| !result.is_null() && result != "$absent")
}

fn challenge(output: &Value) -> Option<&str> {
    text(output, "/ChallengeName").filter(|name| *name != "$absent")
}

/// A message in quotation marks, with the period that ends the sentence.
fn quoted(message: &Deed) -> String {
    let text = message.to_string();
    match text.chars().last() {
        None => "empty.".into(),
        Some('.') => format!("“{text}”"),
        Some(_) => format!("“{text}”."),
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
            Self::Blocked { line: Some(line), reason } => format!("Blocked by line {line}: {reason}."),
            Self::Blocked { line: None, reason } => format!("Blocked: {reason}."),
            Self::OperationMissing { operation } => format!("The server doesn't have {operation}."),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(exception: &str, message: &str) -> Reply {
        Reply::Refused { exception: exception.into(), message: Some(message.into()) }
    }

    #[track_caller]
    fn check(expect: &Value, reply: &Reply, kind: DifferenceKind, weakens_security: bool, sentence: &str) {
        let verdict = compare("InitiateAuth", expect, reply);
        let Verdict::Differs(difference) = &verdict else { panic!("{verdict:?}") };
        assert_eq!((difference.kind, difference.weakens_security), (kind, weakens_security), "{sentence}");
        assert_eq!(verdict.sentence(), sentence);
        assert_eq!(verdict.fault_code(), Some(kind.code()));
    }

    #[test]
    fn a_difference_is_a_sentence_about_the_server_and_the_specification() {
        use DifferenceKind::{Accepted, Challenge, Exception, Message, NoAnswer, Refused};
        let refusal = json!({"error": {"__type": "NotAuthorizedException", "message": "User is disabled."}});
        let any_refusal = json!({"error": {}});
        let sms = json!({"output": {"ChallengeName": "SMS_MFA"}});
        let end = json!({"output": {"AuthenticationResult": {}}});
        let other = json!({"output": {"A": 1}});
        let tokens = Reply::Accepted(json!({"AuthenticationResult": {"AccessToken": "secret"}}));
        let asks = Reply::Accepted(json!({"ChallengeName": "EMAIL_OTP"}));
        let empty = Reply::Accepted(json!({}));
        let both =
            Reply::Accepted(json!({"ChallengeName": "SMS_MFA", "AuthenticationResult": {"AccessToken": "secret"}}));
        let unsigned = Reply::Accepted(json!({"AuthenticationResult": null}));
        let no_message = json!({"error": {"__type": "NotAuthorizedException", "message": "$absent"}});
        let must_refuse = "It must refuse the call with NotAuthorizedException (“User is disabled.”).";
        let ended = "The server ended the sign-in and issued tokens.";
        let asked = "The server asked for EMAIL_OTP.";
        let must_end = "It must end the sign-in and issue tokens.";
        for (expect, reply, kind, weakens_security, sentences) in [
            (&refusal, &empty, Accepted, false, ["The server accepted the call.", must_refuse]),
            (&any_refusal, &asks, Accepted, false, [asked, "It must refuse the call."]),
            (&refusal, &tokens, Accepted, true, [ended, must_refuse]),
            (&sms, &tokens, Challenge, true, [ended, "It must ask for SMS_MFA."]),
            (&sms, &both, Challenge, true, [ended, "It must ask for SMS_MFA."]),
            (
                &sms,
                &unsigned,
                Challenge,
                false,
                ["The server answered with neither a challenge nor tokens.", "It must ask for SMS_MFA."],
            ),
            (&refusal, &unsigned, Accepted, false, ["The server accepted the call.", must_refuse]),
            (
                &no_message,
                &empty,
                Accepted,
                false,
                ["The server accepted the call.", "It must refuse the call with NotAuthorizedException."],
            ),
            (&sms, &asks, Challenge, false, [asked, "It must ask for SMS_MFA."]),
            (
                &sms,
                &empty,
                Challenge,
                false,
                ["The server answered with neither a challenge nor tokens.", "It must ask for SMS_MFA."],
            ),
            (&end, &asks, Challenge, false, [asked, must_end]),
            (&end, &refused("X", ""), Refused, false, ["The server refused the call with X.", must_end]),
            (
                &sms,
                &refused("X", "No."),
                Refused,
                false,
                ["The server refused the call with X (“No.”).", "It must ask for SMS_MFA."],
            ),
            (
                &other,
                &refused("X", "No: 1"),
                Refused,
                false,
                ["The server refused the call with X (“No: 1”).", "It must accept the call."],
            ),
            (
                &refusal,
                &refused("X", "User is disabled."),
                Exception,
                false,
                ["The exception is X.", "It must be NotAuthorizedException."],
            ),
            (
                &refusal,
                &refused("NotAuthorizedException", "No"),
                Message,
                false,
                ["The message is “No”.", "It must be “User is disabled.”"],
            ),
        ] {
            check(expect, reply, kind, weakens_security, &sentences.join(" "));
        }
        let nothing = Reply::Nothing("HTTP status 500".into());
        let failed = "The server gave no answer of the API: HTTP status 500. It must ask for SMS_MFA.";
        check(&sms, &nothing, NoAnswer, false, failed);
    }

    #[test]
    fn a_member_that_differs_is_named_with_both_values() {
        for (expected, answer, sentence) in [
            (
                json!({"Status": "CONFIRMED"}),
                json!({"Status": "a, b"}),
                r#"The answer has Status "a, b". It must have Status "CONFIRMED"."#,
            ),
            (
                json!({"Pool": {"Mode": ["ON", "OFF"]}}),
                json!({"Pool": {}}),
                r#"The answer has no Pool.Mode. It must have Pool.Mode ["ON","OFF"]."#,
            ),
            (json!({"Mfa": "$absent"}), json!({"Mfa": ""}), r#"The answer has Mfa "". It must have no Mfa."#),
        ] {
            let expect = json!({"output": expected});
            check(&expect, &Reply::Accepted(answer), DifferenceKind::Member, false, sentence);
        }
    }

    #[test]
    fn tokens_that_must_be_absent_weaken_security() {
        let expect = json!({"output": {"AuthenticationResult": "$absent"}});
        let verdict = compare("InitiateAuth", &expect, &Reply::Accepted(json!({"AuthenticationResult": {}})));
        let Verdict::Differs(difference) = &verdict else { panic!("{verdict:?}") };
        assert_eq!((difference.kind, difference.weakens_security), (DifferenceKind::Member, true));
        assert_eq!(compare("InitiateAuth", &expect, &Reply::Accepted(json!({}))), Verdict::Agrees);
    }

    #[test]
    fn an_answer_with_everything_that_the_line_names_agrees() {
        let tokens = json!({"AuthenticationResult": {"AccessToken": "secret"}});
        for (expect, reply) in [
            (json!({"error": {}}), refused("X", "No")),
            (json!({"error": {"__type": "X", "message": "No"}}), refused("X", "No")),
            (json!({"output": {"ChallengeName": "SMS_MFA"}}), Reply::Accepted(json!({"ChallengeName": "SMS_MFA"}))),
            (json!({"output": {"AuthenticationResult": {}}}), Reply::Accepted(tokens)),
            (json!({}), Reply::Accepted(json!({}))),
        ] {
            assert_eq!(compare("InitiateAuth", &expect, &reply), Verdict::Agrees, "{expect}");
        }
        let missing = compare("SignUp", &json!({"error": {}}), &Reply::Missing);
        assert_eq!(missing, Verdict::OperationMissing { operation: "SignUp".into() });
    }
}
