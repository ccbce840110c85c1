//! How a [`Reader`] reads strings.

use alloc::borrow::Cow;
use alloc::string::String;

use super::fault::Read;
use super::reader::Reader;

impl<'a> Reader<'a> {
    /// Reads a string, beginning at its first quotation mark. It's borrowed unless it contains escapes.
    #[expect(
        clippy::inline_always,
        reason = "a call for each of the many short strings costs 4 % of a request's instructions"
    )]
    #[inline(always)]
    pub(super) fn string(&mut self) -> Read<Cow<'a, str>> {
        let start = self.at + 1;
        let text = self.text.get(start..).unwrap_or_default();
        let length = plain_length(text.as_bytes());
        self.at = start + length;
        if text.as_bytes().get(length) == Some(&b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(text.get(..length).unwrap_or_default()));
        }
        self.escaped(start).map(Cow::Owned)
    }

    /// Reads the rest of a string that began at `start` and that contains escapes or isn't JSON.
    #[cold]
    fn escaped(&mut self, start: usize) -> Read<String> {
        let mut text = String::from(self.since(start));
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                _ => return Err(self.not_json()),
            }
            let plain = self.at;
            self.at += plain_length(self.text.as_bytes().get(plain..).unwrap_or_default());
            text.push_str(self.since(plain));
        }
    }

    /// Reads an escape after its backslash. A surrogate pair counts as one escape.
    fn escape(&mut self) -> Read<char> {
        let char = match self.byte() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let unit = self.code_unit()?;
                let char = if (0xd800..0xdc00).contains(&unit) {
                    self.word("\\").and_then(|()| self.code_unit()).map(|low| char::decode_utf16([unit, low]).next())?
                } else {
                    char::decode_utf16([unit]).next()
                };
                return char.and_then(Result::ok).ok_or_else(|| self.not_json());
            }
            _ => return Err(self.not_json()),
        };
        self.at += 1;
        Ok(char)
    }

    /// Reads `u` and four hexadecimal digits.
    fn code_unit(&mut self) -> Read<u16> {
        self.word("u")?;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16));
            let digit = digit.and_then(|digit| u16::try_from(digit).ok()).ok_or_else(|| self.not_json())?;
            unit = unit << 4 | digit;
            self.at += 1;
        }
        Ok(unit)
    }
}

/// The number of bytes before the first quotation mark, backslash or control character.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    // This checks eight bytes at a time. Where a byte is too small, the subtraction borrows and sets the byte's highest bit.
    // A borrow affects only higher bytes, so the lowest bit found is correct. Bytes that aren't ASCII have that bit from
    // the start.
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let every = |byte: u8| ONES * u64::from(byte);
    let mut rest = bytes;
    while let Some((chunk, next)) = rest.split_first_chunk() {
        let word = u64::from_le_bytes(*chunk);
        // With this bit flipped, a quotation mark is a space, and the only bytes up to a space are it and control characters.
        let quotes_and_controls = (word ^ every(b'"' ^ b' ')).wrapping_sub(every(b' ' + 1));
        let escapes = (word ^ every(b'\\')).wrapping_sub(ONES);
        let found = (quotes_and_controls | escapes) & !word & HIGH;
        if found != 0 {
            return bytes.len() - rest.len() + (found.trailing_zeros() / 8) as usize;
        }
        rest = next;
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..b' ');
    bytes.len() - rest.len() + rest.iter().position(is_special).unwrap_or(rest.len())
}
