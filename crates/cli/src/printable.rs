//! Text from the input that is safe to print.

use std::fmt::Write as _;

use cognito_mfa::wire::Cut;

/// The text, cut to what an error may repeat.
pub(crate) fn cut(text: &str) -> String {
    Cut(text).to_string()
}

/// A part of a sentence as a sentence of its own.
pub(crate) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A sentence as a part of another one.
pub(crate) fn uncapitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The text with its hidden characters escaped, so that no input can move the cursor or fake a line.
pub(crate) fn printable(text: &str) -> String {
    escaped(text, |printed, hidden| printed.extend(hidden.escape_unicode()))
}

/// The same for JSON text, which keeps its meaning.
pub(crate) fn printable_json(text: &str) -> String {
    escaped(text, |printed, hidden| {
        // Such a character is always inside a string, and it fits into four digits.
        let _ = write!(printed, "\\u{:04x}", u32::from(hidden));
    })
}

fn escaped(text: &str, escape: impl Fn(&mut String, char)) -> String {
    let mut printed = String::with_capacity(text.len());
    for char in text.chars() {
        if is_hidden(char) { escape(&mut printed, char) } else { printed.push(char) }
    }
    printed
}

/// Whether a terminal obeys this character instead of printing it: controls, separators and changes of the writing
/// direction.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
