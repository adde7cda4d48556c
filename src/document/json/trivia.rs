//! What may stand between the parts: blanks, and comments in JSON5.

use super::Scanner;
use crate::builder::{Built, Fault};

impl<const LIBERAL: bool> Scanner<'_, LIBERAL> {
    #[inline]
    pub(super) fn skip_trivia(&mut self) -> Built<()> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(b'/') if LIBERAL => self.comment()?,
                Some(&byte) if LIBERAL && (byte == 0x0b || byte == 0x0c) => self.at += 1,
                Some(&byte) if LIBERAL && !byte.is_ascii() => {
                    // The blanks of ECMAScript: no-break space, line separators, byte order mark, space separators.
                    match self.text[self.at..].chars().next() {
                        Some(c) if c.is_whitespace() || c == '\u{feff}' => self.at += c.len_utf8(),
                        _ => return Ok(()),
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) -> Built<()> {
        let rest = &self.bytes[self.at..];
        match rest.get(1) {
            Some(b'/') => {
                self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                Ok(())
            }
            Some(b'*') => match memchr::memmem::find(&rest[2..], b"*/") {
                Some(length) => {
                    self.at += length + 4;
                    Ok(())
                }
                None => Err(Fault::new(self.at, self.at + 2, "this comment is not closed").help("close it with `*/`")),
            },
            _ => Err(self.unexpected("a value, `,` or the end of a collection")),
        }
    }
}
