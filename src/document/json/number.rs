//! Numbers: the grammar of RFC 8259, and hexadecimal, signs, bare points, infinities of JSON5.

use super::Scanner;
use crate::builder::{Built, Fault};
use crate::node::Kind;

impl<const LIBERAL: bool> Scanner<'_, LIBERAL> {
    #[inline]
    pub(super) fn number(&mut self) -> Built<()> {
        let start = self.at;
        let mut end = start;
        match self.bytes[start] {
            b'-' => end += 1,
            b'+' if LIBERAL => end += 1,
            _ => {}
        }
        if LIBERAL && let Some(done) = self.liberal_number(end)? {
            return self.end_number(done.0, done.1);
        }
        let whole = self.digits(end);
        if whole == end && !(LIBERAL && self.bytes.get(end) == Some(&b'.')) {
            return Err(self.bad_number(whole, "a digit is missing"));
        }
        if whole > end + 1 && self.bytes[end] == b'0' {
            return Err(self.bad_number(whole, "a number does not begin with 0").help("remove the zero, or put quotes around it"));
        }
        end = whole;
        let mut kind = Kind::Integer;
        if self.bytes.get(end) == Some(&b'.') {
            kind = Kind::Float;
            let fraction = self.digits(end + 1);
            if fraction == end + 1 && !(LIBERAL && whole > start && self.bytes[whole - 1].is_ascii_digit()) {
                return Err(self.bad_number(fraction, "a digit is missing after the point"));
            }
            end = fraction;
        }
        if let Some(b'e' | b'E') = self.bytes.get(end) {
            kind = Kind::Float;
            let signed = end + 1 + usize::from(matches!(self.bytes.get(end + 1), Some(b'+' | b'-')));
            end = self.digits(signed);
            if end == signed {
                return Err(self.bad_number(end, "a digit is missing in the exponent"));
            }
        }
        self.end_number(end, kind)
    }

    /// `0xFF`, `Infinity`, `NaN` after an optional sign.
    fn liberal_number(&self, from: usize) -> Built<Option<(usize, Kind)>> {
        let rest = &self.bytes[from..];
        for word in ["Infinity", "NaN"] {
            if rest.starts_with(word.as_bytes()) {
                return Ok(Some((from + word.len(), Kind::Float)));
            }
        }
        if !rest.starts_with(b"0x") && !rest.starts_with(b"0X") {
            return Ok(None);
        }
        let digits = rest[2..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if digits == 0 {
            return Err(self.bad_number(from + 2, "a hexadecimal digit is missing"));
        }
        Ok(Some((from + 2 + digits, Kind::Integer)))
    }

    fn end_number(&mut self, end: usize, kind: Kind) -> Built<()> {
        if self.bytes.get(end).is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.') {
            return Err(self.bad_number(end + 1, "this is no number").help("put quotes around it if it is a text"));
        }
        self.plain(kind, end)
    }

    #[inline]
    fn digits(&self, from: usize) -> usize {
        let mut end = from;
        while self.bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        end
    }

    fn bad_number(&self, end: usize, message: &str) -> Box<Fault> {
        Fault::new(self.at, end.max(self.at + 1).min(self.bytes.len()), message)
    }
}
