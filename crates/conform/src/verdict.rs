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
            let expected = text(error, "/__type").unwrap_or(REFUSAL);
            differs(DifferenceKind::Accepted, expected.into(), shown(output), is_signed_in(output))
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
                    let got = if got.is_none() && !is_signed_in(output) {
                        NEITHER.into()
                    } else {
                        got.unwrap_or_else(|| SIGNED_IN.into())
                    };
                    // With tokens, the server ends the sign-in, although more must be proven.
                    let weakens_security = got == SIGNED_IN;
                    let wanted = wanted.unwrap_or_else(|| SIGNED_IN.into());
                    return differs(DifferenceKind::Challenge, wanted, got, weakens_security);
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
        let Self { kind, expected, got, .. } = self;
        match kind {
            DifferenceKind::Accepted => {
                let with = if expected == REFUSAL { String::new() } else { format!(" with {expected}") };
                format!("The server {}. It must refuse the call{with}.", deed(got, "accepted the call"))
            }
            DifferenceKind::Refused => {
                let (exception, message) = got.split_once(": ").unwrap_or((got, ""));
                let message = if message.is_empty() { String::new() } else { format!(" (“{message}”)") };
                format!("The server refused the call with {exception}{message}. It must {}.", duty(expected))
            }
            DifferenceKind::Challenge => {
                format!("The server {}. It must {}.", deed(got, "accepted the call"), duty(expected))
            }
            DifferenceKind::Exception => format!("The exception is {got}. It must be {expected}."),
            DifferenceKind::Message => format!("The message is {} It must be {}", quoted(got), quoted(expected)),
            DifferenceKind::Member => format!("The answer has {got}. It must have {expected}."),
            DifferenceKind::NoAnswer => format!("The server gave no answer of the API: {got}."),
        }
    }

    /// A difference in a member, from the words of the comparison.
    pub(crate) fn of_member(difference: &str, kind: DifferenceKind) -> Self {
        let words = difference.strip_prefix("expected ").unwrap_or(difference);
        let (wanted, got) = match words.split_once("', got ") {
            Some((wanted, got)) => (wanted, Some(got)),
            None => (words.strip_suffix("', which is missing").unwrap_or(words), None),
        };
        // The path comes last, and values of vectors don't contain these words.
        let (expected, path) = wanted.rsplit_once(" at '").unwrap_or((wanted, "the answer"));
        let expected = if expected == "\"$absent\"" { format!("no {path}") } else { format!("{path} {expected}") };
        let got = got.map_or_else(|| format!("no {path}"), |got| format!("{path} {got}"));
        Self { kind, expected: cut(&expected), got: cut(&got), weakens_security: false }
    }
}

/// What a difference names a refusal with any exception.
const REFUSAL: &str = "a refusal";
/// What a difference names the end of a sign-in.
const SIGNED_IN: &str = "the end of the sign-in, with tokens";
/// What a difference names an answer that doesn't continue the sign-in and doesn't end it.
const NEITHER: &str = "neither a challenge nor tokens";

/// Whether the answer ends a sign-in.
fn is_signed_in(output: &Value) -> bool {
    output.get("AuthenticationResult").is_some_and(|result| !result.is_null())
}

/// An answer as one line, without tokens.
fn shown(output: &Value) -> String {
    if is_signed_in(output) {
        return SIGNED_IN.into();
    }
    text(output, "/ChallengeName").map_or_else(|| output.to_string(), String::from)
}

/// Whether a shown answer is the name of a challenge. The others are objects or phrases.
fn is_challenge(shown: &str) -> bool {
    !shown.is_empty() && shown.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit())
}

/// What the server did. The other answers are too long for a sentence.
fn deed(got: &str, other: &str) -> String {
    match got {
        SIGNED_IN => "ended the sign-in and issued tokens".into(),
        NEITHER => "answered with neither a challenge nor tokens".into(),
        challenge if is_challenge(challenge) => format!("asked for {challenge}"),
        _ => other.into(),
    }
}

/// What the server must do.
fn duty(expected: &str) -> String {
    match expected {
        SIGNED_IN => "end the sign-in and issue tokens".into(),
        challenge if is_challenge(challenge) => format!("ask for {challenge}"),
        _ => "accept the call".into(),
    }
}

/// A text in quotation marks, with the period that ends the sentence.
fn quoted(text: &str) -> String {
    if text.ends_with('.') { format!("“{text}”") } else { format!("“{text}”.") }
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
        let must_refuse = "It must refuse the call with NotAuthorizedException.";
        let ended = "The server ended the sign-in and issued tokens.";
        let asked = "The server asked for EMAIL_OTP.";
        let must_end = "It must end the sign-in and issue tokens.";
        for (expect, reply, kind, weakens_security, sentences) in [
            (&refusal, &empty, Accepted, false, ["The server accepted the call.", must_refuse]),
            (&any_refusal, &asks, Accepted, false, [asked, "It must refuse the call."]),
            (&refusal, &tokens, Accepted, true, [ended, must_refuse]),
            (&sms, &tokens, Challenge, true, [ended, "It must ask for SMS_MFA."]),
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
        check(&sms, &nothing, NoAnswer, false, "The server gave no answer of the API: HTTP status 500.");
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
