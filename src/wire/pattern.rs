//! The patterns of the API model (spec 4), each with the text that the service prints.
//!
//! The patterns are small, so this module matches them without a regular expression engine. A pattern must match the whole
//! value. `.` doesn't match a line terminator (LF, CR, NEL, LS, PS), `\w` is ASCII, and `\s` is the six ASCII white space
//! characters.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// A pattern: the text that messages show, and the function that matches it.
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

/// Whether the value contains the placeholder of the code, `{####}`.
fn holds_code(value: &str) -> bool {
    value.contains("{####}")
}

fn is_user_pool_id(value: &str) -> bool {
    // The part after the underscore can't contain `_` or `-`. So the last of these two characters is the separator.
    let Some(place) = value.rfind(['_', '-']) else { return false };
    let (region, id) = value.split_at_checked(place).unwrap_or_default();
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    !region.is_empty() && id.starts_with('_') && id.len() > 1 && every_byte(value, is_sound)
}

fn is_otp_message(value: &str) -> bool {
    let is_terminator = |char| matches!(char, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    // Most messages are ASCII without a line terminator, which is faster to check.
    let is_plain = |byte: u8| byte.is_ascii() && byte != b'\n' && byte != b'\r';
    holds_code(value) && (every_byte(value, is_plain) || !value.contains(is_terminator))
}

fn is_arn(value: &str) -> bool {
    // A part can't contain a colon. So it ends at the first byte that isn't allowed in it, which must be a colon or the end.
    // The first part is `arn`, the fifth part consists of digits, and only the fourth part can be empty.
    let mut rest = value.as_bytes();
    for number in 1..=8 {
        let length = rest.iter().position(|byte| !is_in_arn(*byte)).unwrap_or(rest.len());
        let Some((part, after)) = rest.split_at_checked(length) else { return false };
        let well_formed = match number {
            1 => part == b"arn",
            4 => true,
            5 => !part.is_empty() && part.iter().all(u8::is_ascii_digit),
            _ => !part.is_empty(),
        };
        match after {
            [b':', next @ ..] if well_formed => rest = next,
            _ => return well_formed && number >= 6 && after.is_empty(),
        }
    }
    false
}

/// Whether every byte is allowed.
///
/// The compiler checks 16 bytes at once. The last 16 bytes overlap the chunk before them, so no remainder is left over.
fn every_byte(value: &str, is_allowed: impl Fn(u8) -> bool) -> bool {
    let every = |bytes: &[u8]| bytes.iter().fold(0, |exceptions, byte| exceptions | u8::from(!is_allowed(*byte))) == 0;
    let (chunks, few) = value.as_bytes().as_chunks::<16>();
    match value.as_bytes().last_chunk::<16>() {
        Some(last) => chunks.iter().all(|chunk| every(chunk)) && every(last),
        None => every(few),
    }
}

/// Whether the value consists of letters, marks, symbols, numbers, punctuation and white space.
fn is_all_text(value: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\t'..=b'\r');
    every_byte(value, is_plain) || value.chars().all(is_text)
}

/// `[\p{L}\p{M}\p{S}\p{N}\p{P}\s]`
fn is_text(char: char) -> bool {
    is_graphic(char) || matches!(char, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}

/// `[\w+=/,.@-]`
fn is_in_arn(byte: u8) -> bool {
    // ARNs are long, and a table lookup is faster than comparisons.
    static IN_ARN: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            let is_sign = matches!(byte, b'_' | b'+' | b'=' | b'/' | b',' | b'.' | b'@' | b'-');
            #[expect(clippy::indexing_slicing, reason = "a byte is below 256, and the compiler runs this code")]
            {
                table[byte as usize] = byte.is_ascii_alphanumeric() || is_sign;
            }
            byte += 1;
        }
        table
    };
    IN_ARN.get(usize::from(byte)).is_some_and(|is_in| *is_in)
}

/// `[\p{L}\p{M}\p{S}\p{N}\p{P}]`
fn is_graphic(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_graphic(); // every printable ASCII character belongs to one of these groups
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
