//! The patterns of the API model that SPEC 4 names, each with the text that the service prints.
//!
//! Each is small enough to match by hand; a match is always of the whole value. `.` matches no line terminator (LF,
//! CR, NEL, LS, PS), `\w` is ASCII, and `\s` is the six ASCII white spaces.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// A pattern: what is printed, and what is matched.
pub(super) struct Pattern {
    pub(super) text: &'static str,
    pub(super) matches: fn(&str) -> bool,
}

pub(super) const USER_POOL_ID: Pattern = Pattern { text: r"[\w-]+_[0-9a-zA-Z]+", matches: is_user_pool_id };

pub(super) const OTP_MESSAGE: Pattern = Pattern { text: r".*\{####\}.*", matches: is_otp_message };

pub(super) const OPTIONAL_ARN: Pattern = Pattern {
    text: r"(arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?)?",
    matches: |value| value.is_empty() || is_arn(value),
};

pub(super) const ARN: Pattern = Pattern {
    text: r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?",
    matches: is_arn,
};

pub(super) const EMAIL_MESSAGE: Pattern = Pattern {
    text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
    matches: |value| holds_code(value) && is_all_text(value),
};

pub(super) const EMAIL_SUBJECT: Pattern =
    Pattern { text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+", matches: |value| !value.is_empty() && is_all_text(value) };

pub(super) const USERNAME: Pattern = Pattern {
    text: r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+",
    matches: |value| !value.is_empty() && value.chars().all(is_graphic),
};

pub(super) const ACCESS_TOKEN: Pattern = Pattern {
    text: "[A-Za-z0-9-_=.]+",
    matches: |value| {
        !value.is_empty()
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=' | b'.'))
    },
};

/// Whether there is a place for the code, `{####}`.
fn holds_code(value: &str) -> bool {
    value.as_bytes().split(|byte| *byte == b'{').skip(1).any(|rest| rest.starts_with(b"####}"))
}

fn is_user_pool_id(value: &str) -> bool {
    // What follows the last underscore holds none, so this is the only place to split.
    value.rsplit_once('_').is_some_and(|(region, id)| {
        !region.is_empty()
            && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
            && !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

fn is_otp_message(value: &str) -> bool {
    let is_terminator = |char| matches!(char, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    // Most messages are plain ASCII without a line terminator.
    let is_plain = |byte: u8| byte.is_ascii() && byte != b'\n' && byte != b'\r';
    holds_code(value) && (every_byte(value.as_bytes(), is_plain) || !value.contains(is_terminator))
}

fn is_arn(value: &str) -> bool {
    // No part can hold a colon, so the colons are where the parts end.
    let is_word = |part: &[u8]| {
        every_byte(part, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'=' | b'/' | b',' | b'.' | b'@' | b'-')
        })
    };
    let mut parts = 0;
    let well_formed = value.as_bytes().split(|byte| *byte == b':').enumerate().all(|(index, part)| {
        parts = index + 1;
        match index {
            0 => part == b"arn",
            3 => is_word(part),
            4 => !part.is_empty() && part.iter().all(u8::is_ascii_digit),
            _ => !part.is_empty() && is_word(part),
        }
    });
    well_formed && (6..=8).contains(&parts)
}

/// Whether it is so of every byte. All of them are looked at, which lets the compiler look at many at once.
fn every_byte(value: &[u8], is_so: impl Fn(u8) -> bool) -> bool {
    value.iter().fold(0, |exceptions, byte| exceptions | u8::from(!is_so(*byte))) == 0
}

/// Whether the whole value is of letters, marks, symbols, numbers, punctuation and white space.
fn is_all_text(value: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\t'..=b'\r');
    every_byte(value.as_bytes(), is_plain) || value.chars().all(is_text)
}

/// `[\p{L}\p{M}\p{S}\p{N}\p{P}\s]`
fn is_text(char: char) -> bool {
    is_graphic(char) || matches!(char, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}

/// `[\p{L}\p{M}\p{S}\p{N}\p{P}]`
fn is_graphic(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_graphic(); // every printing character of ASCII is of one of these groups
    }
    match char.general_category_group() {
        GeneralCategoryGroup::Letter
        | GeneralCategoryGroup::Mark
        | GeneralCategoryGroup::Number
        | GeneralCategoryGroup::Punctuation
        | GeneralCategoryGroup::Symbol => true,
        GeneralCategoryGroup::Separator | GeneralCategoryGroup::Other => false,
    }
}
