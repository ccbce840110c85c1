//! A strict reader of JSON text.
//!
//! One pass reads and checks the whole body, including members that no shape reads. So `serde_json` accepts everything that
//! this module accepts, and both read the same values. (A test checks this.) The one exception is a body that nests exactly
//! 128 levels: `serde_json` stops at 127.

use alloc::borrow::Cow;
use alloc::string::ToString;

use serde::de::Expected;

use super::fault::{Fault, Read};
use super::json::Serialization;

/// The maximum nesting depth of arrays and objects.
const DEEPEST: usize = 128;

/// A body and the position of the next byte to read.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    /// The next byte to read.
    pub(super) at: usize,
    /// The number of open arrays and objects.
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Checks that nothing follows the value.
    pub(super) fn finish(&mut self) -> Read<()> {
        self.peek().map_or(Ok(()), |_| Err(self.not_json()))
    }

    /// Reads an object. `read` reads the value of each member.
    pub(super) fn members(
        &mut self,
        expected: &dyn Expected,
        mut read: impl FnMut(&mut Self, &str) -> Read<()>,
    ) -> Read<()> {
        self.open_object(expected)?;
        let (mut is_first, mut name) = (true, Cow::Borrowed(""));
        while self.next_member(&mut is_first, &mut name)? {
            read(self, &name).map_err(|fault| fault.in_member(&name))?;
        }
        Ok(())
    }

    /// Reads `null`, if it is the next value.
    pub(super) fn null(&mut self) -> Read<bool> {
        let is_null = self.peek() == Some(b'n');
        if is_null {
            self.word("null")?;
        }
        Ok(is_null)
    }

    /// Reads a string.
    pub(super) fn text(&mut self, expected: &dyn Expected) -> Read<Cow<'a, str>> {
        if self.peek() == Some(b'"') { self.string() } else { Err(self.wrong_type(expected)) }
    }

    /// Reads any value and returns its text.
    pub(super) fn raw(&mut self) -> Read<&'a str> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(self.since(start))
    }

    /// Reads and drops a value. The maximum depth limits the recursion.
    pub(super) fn skip(&mut self) -> Read<()> {
        match self.peek() {
            Some(b'"') => self.string().map(drop),
            Some(b'{') => self.members(&"an object", |reader, _| reader.skip()),
            Some(b'[') => {
                self.open()?;
                let mut is_first = true;
                while self.next_item(&mut is_first, b']')? {
                    self.skip()?;
                }
                Ok(())
            }
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') => self.word("null"),
            _ => self.number().map(drop),
        }
    }

    /// Skips white space and returns the next byte, without reading it.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.at = after_space(self.text.as_bytes(), self.at);
        self.byte()
    }

    #[inline]
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    pub(super) fn open_object(&mut self, expected: &dyn Expected) -> Read<()> {
        if self.peek() == Some(b'{') { self.open() } else { Err(self.wrong_type(expected)) }
    }

    /// Reads the name of the next member and the colon after it. Returns false at the end of the object.
    pub(super) fn next_member(&mut self, is_first: &mut bool, name: &mut Cow<'a, str>) -> Read<bool> {
        if !self.next_item(is_first, b'}')? {
            return Ok(false);
        }
        if self.peek() != Some(b'"') {
            return Err(self.not_json());
        }
        *name = self.string()?;
        if self.peek() != Some(b':') {
            return Err(self.not_json());
        }
        self.at += 1;
        Ok(true)
    }

    pub(super) fn open(&mut self) -> Read<()> {
        if self.depth == DEEPEST {
            return Err(Fault::new(Serialization::TooDeep));
        }
        self.at += 1;
        self.depth += 1;
        Ok(())
    }

    /// Reads the comma before the next item, or the end of the array or object.
    #[expect(
        clippy::inline_always,
        reason = "a call for each of the many members costs 3 % of a request's instructions"
    )]
    #[inline(always)]
    pub(super) fn next_item(&mut self, is_first: &mut bool, end: u8) -> Read<bool> {
        self.at = after_line(self.text.as_bytes(), self.at);
        let next = self.peek();
        if next == Some(end) {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        if *is_first {
            *is_first = false;
        } else if next == Some(b',') {
            self.at = after_line(self.text.as_bytes(), self.at + 1);
        } else {
            return Err(self.not_json());
        }
        Ok(true)
    }

    pub(super) fn word(&mut self, word: &str) -> Read<()> {
        for byte in word.bytes() {
            if self.byte() != Some(byte) {
                return Err(self.not_json());
            }
            self.at += 1;
        }
        Ok(())
    }

    /// Reads a number and returns its text.
    pub(super) fn number(&mut self) -> Read<&'a str> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        let has_exponent = matches!(self.byte(), Some(b'e' | b'E'));
        if has_exponent {
            self.at += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let number = self.since(start);
        // Only such numbers can be out of range. `serde_json` decides, so that both agree at the edge of the range.
        if (has_exponent || number.len() > 300) && serde_json::from_str::<f64>(number).is_err() {
            return Err(self.not_json());
        }
        Ok(number)
    }

    /// Reads one or more digits.
    fn digits(&mut self) -> Read<()> {
        let start = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.not_json()) } else { Ok(()) }
    }

    /// The fault when the body isn't JSON at the next byte, or ends too early.
    #[cold]
    pub(super) fn not_json(&self) -> Fault {
        let read = self.text.as_bytes().get(..=self.at).unwrap_or(self.text.as_bytes());
        let line = read.split(|byte| *byte == b'\n').count();
        let column = read.iter().rev().take_while(|byte| **byte != b'\n').count();
        Fault::new(Serialization::NotJson { line, column })
    }

    /// The fault when the next value has the wrong type, or isn't JSON.
    #[cold]
    pub(super) fn wrong_type(&self, expected: &dyn Expected) -> Fault {
        match self.byte() {
            Some(b'"' | b'{' | b'[' | b't' | b'f' | b'n' | b'-' | b'0'..=b'9') => {
                Fault::new(Serialization::WrongType { member: ".".into(), expected: expected.to_string() })
            }
            _ => self.not_json(),
        }
    }
}

/// The position of the first byte at or after `at` that isn't white space.
#[inline]
fn after_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The position after a line break and the indentation of the next line by a multiple of four, if they are at `at`.
#[inline]
fn after_line(bytes: &[u8], at: usize) -> usize {
    let Some([b'\n', rest @ ..]) = bytes.get(at..) else { return at };
    let mut rest = rest;
    while let Some(next) = rest.strip_prefix(b"    ") {
        rest = next;
    }
    bytes.len() - rest.len()
}
