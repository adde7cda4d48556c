//! Strings: borrowed by span where nothing is escaped, decoded into the side table where something is.

use super::{Scanner, show};
use crate::arena::Text;
use crate::builder::{Built, Fault};
use crate::node::{Kind, Style};

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

impl<const LIBERAL: bool> Scanner<'_, LIBERAL> {
    #[inline]
    pub(super) fn string(&mut self, quote: u8) -> Built<()> {
        let start = self.at;
        let end = self.run_of_text(start + 1, quote);
        if self.bytes.get(end) == Some(&quote) {
            let text = Text::Source { start: start as u32 + 1, end: end as u32 };
            self.builder.scalar(Kind::String, Style::Quoted, start, end + 1, text)?;
            self.at = end + 1;
            return Ok(());
        }
        self.escaped_string(start, end, quote)
    }

    /// The first byte from `at` on that ends a run of plain text: the quote, a backslash or a control character.
    #[inline]
    fn run_of_text(&self, mut at: usize, quote: u8) -> usize {
        while let Some(chunk) = self.bytes.get(at..at + 8) {
            let mut word = [0; 8];
            word.copy_from_slice(chunk);
            let found = special_bytes(u64::from_le_bytes(word), quote);
            if found != 0 {
                return at + found.trailing_zeros() as usize / 8;
            }
            at += 8;
        }
        while let Some(&byte) = self.bytes.get(at) {
            if byte == quote || byte == b'\\' || byte < 0x20 {
                break;
            }
            at += 1;
        }
        at
    }

    fn escaped_string(&mut self, start: usize, first: usize, quote: u8) -> Built<()> {
        let mut text = String::with_capacity(first - start + 16);
        let (mut from, mut at) = (start + 1, first);
        loop {
            text.push_str(self.text.get(from..at).unwrap_or(""));
            match self.bytes.get(at) {
                None => return Err(self.unclosed(start)),
                Some(&byte) if byte == quote => break,
                Some(b'\\') => at = self.escape(at, &mut text)?,
                Some(b'\n' | b'\r') => return Err(self.unclosed(start)),
                Some(&byte) if LIBERAL => {
                    text.push(byte as char);
                    at += 1;
                }
                Some(&byte) => {
                    let message = format!("{} stands in a string as it is", show(byte as char));
                    return Err(Fault::new(at, at + 1, message).help("write control characters as escapes: `\\t`, `\\u0000`"));
                }
            }
            from = at;
            at = self.run_of_text(at, quote);
        }
        let text = self.builder.side(text);
        self.builder.scalar(Kind::String, Style::Quoted, start, at + 1, text)?;
        self.at = at + 1;
        Ok(())
    }

    /// A key without quotes (JSON5): letters, digits, `_`, `$` and escapes. False where none stands.
    pub(super) fn identifier(&mut self) -> Built<bool> {
        let start = self.at;
        let (mut at, mut from) = (start, start);
        let mut decoded = String::new();
        while let Some(next) = self.text.get(at..).and_then(|rest| rest.chars().next()) {
            if next == '\\' && self.bytes.get(at + 1) == Some(&b'u') {
                decoded.push_str(self.text.get(from..at).unwrap_or(""));
                at = self.unicode_escape(at, &mut decoded)?;
                from = at;
            } else if next == '_' || next == '$' || next.is_alphabetic() || (at > start && next.is_alphanumeric()) {
                at += next.len_utf8();
            } else {
                break;
            }
        }
        if at == start {
            return Ok(false);
        }
        let text = if decoded.is_empty() {
            Text::Source { start: start as u32, end: at as u32 }
        } else {
            decoded.push_str(self.text.get(from..at).unwrap_or(""));
            self.builder.side(decoded)
        };
        self.builder.scalar(Kind::String, Style::Plain, start, at, text)?;
        self.at = at;
        Ok(true)
    }

    fn unclosed(&self, start: usize) -> Box<Fault> {
        Fault::new(start, start + 1, "this string is not closed on its line").help("close it, or write a line break as `\\n`")
    }

    /// Decodes the escape at `at`; the byte after it.
    fn escape(&self, at: usize, into: &mut String) -> Built<usize> {
        let simple = match self.bytes.get(at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(at, into),
            _ if LIBERAL => return self.liberal_escape(at, into),
            _ => return Err(self.bad_escape(at)),
        };
        into.push(simple);
        Ok(at + 2)
    }

    fn unicode_escape(&self, at: usize, into: &mut String) -> Built<usize> {
        let unit = self.hex(at, at + 2, 4)?;
        let (code, end) = match unit {
            0xd800..=0xdbff => {
                let low = match self.bytes.get(at + 6..at + 8) {
                    Some(b"\\u") => self.hex(at + 6, at + 8, 4)?,
                    _ => 0,
                };
                if !(0xdc00..=0xdfff).contains(&low) {
                    return Err(self.lone_surrogate(at));
                }
                (0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00), at + 12)
            }
            _ => (unit, at + 6),
        };
        match char::from_u32(code) {
            Some(decoded) => into.push(decoded),
            None => return Err(self.lone_surrogate(at)),
        }
        Ok(end)
    }

    fn lone_surrogate(&self, at: usize) -> Box<Fault> {
        Fault::new(at, at + 6, "half of a surrogate pair stands alone").help("write the character itself, or both halves: `\\ud83d\\ude00`")
    }

    /// `\'`, `\v`, `\0`, `\x41`, a line break that is left out, and any other character for itself.
    fn liberal_escape(&self, at: usize, into: &mut String) -> Built<usize> {
        let Some(escaped) = self.text.get(at + 1..).and_then(|rest| rest.chars().next()) else {
            return Err(self.bad_escape(at));
        };
        let end = at + 1 + escaped.len_utf8();
        match escaped {
            '\n' | '\u{2028}' | '\u{2029}' => {}
            '\r' => return Ok(end + usize::from(self.bytes.get(end) == Some(&b'\n'))),
            'v' => into.push('\u{b}'),
            'x' => {
                let code = self.hex(at, at + 2, 2)?;
                into.extend(char::from_u32(code));
                return Ok(at + 4);
            }
            '0' if !self.bytes.get(end).is_some_and(u8::is_ascii_digit) => into.push('\0'),
            '0'..='9' => return Err(self.bad_escape(at)),
            other => into.push(other),
        }
        Ok(end)
    }

    fn hex(&self, escape: usize, from: usize, digits: usize) -> Built<u32> {
        let slice = self.bytes.get(from..from + digits).unwrap_or(&[]);
        let mut value = 0;
        for &byte in slice {
            match (byte as char).to_digit(16) {
                Some(digit) => value = value * 16 + digit,
                None => return Err(self.bad_escape(escape)),
            }
        }
        if slice.len() == digits { Ok(value) } else { Err(self.bad_escape(escape)) }
    }

    fn bad_escape(&self, at: usize) -> Box<Fault> {
        let after = self.text.get(at + 1..).and_then(|rest| rest.chars().next());
        let end = at + 1 + after.map_or(0, char::len_utf8);
        let shown = self.text.get(at..end).unwrap_or("\\");
        let fault = Fault::new(at, end, format!("`{}` is no escape of JSON", shown.escape_default().to_string().replace("\\\\", "\\")));
        match after {
            Some('u') => fault.help("`\\u` is followed by four hexadecimal digits"),
            Some('x') => fault.help("`\\x` is followed by two hexadecimal digits"),
            _ => fault.help("a backslash itself is written `\\\\`"),
        }
    }
}

/// Marks (by its high bit) each byte of a word that is the quote, a backslash or below 0x20. Bits above the lowest mark may be wrong.
#[inline]
fn special_bytes(word: u64, quote: u8) -> u64 {
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let quotes = zero(word ^ (ONES * u64::from(quote)));
    let backslashes = zero(word ^ (ONES * u64::from(b'\\')));
    let controls = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
    quotes | backslashes | controls
}
