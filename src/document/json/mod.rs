//! JSON (RFC 8259) and JSON5, read in one pass without recursion.
//!
//! A string without escapes is a range of the source; only strings with escapes are decoded into the side table.

mod number;
mod string;
#[cfg(test)]
mod tests;
mod trivia;

use crate::arena::Text;
use crate::builder::{Builder, Built, Fault};
use crate::node::{Kind, Style};

/// Reads the one value of a text. `LIBERAL` switches the liberties of JSON5 on.
pub(crate) fn read<const LIBERAL: bool>(builder: &mut Builder, text: &str) -> Built<()> {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut scanner = Scanner::<LIBERAL> { text, bytes: text.as_bytes(), at, builder };
    scanner.skip_trivia()?;
    if scanner.at == scanner.bytes.len() {
        // A file of no bytes is a null document, as in YAML; one that holds only blanks is a mistake in JSON.
        return if text.is_empty() { Ok(()) } else { Err(scanner.unexpected("a value")) };
    }
    scanner.run()
}

struct Scanner<'a, const LIBERAL: bool> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    builder: &'a mut Builder,
}

impl<const LIBERAL: bool> Scanner<'_, LIBERAL> {
    fn run(&mut self) -> Built<()> {
        loop {
            self.skip_trivia()?;
            if self.value()? {
                continue;
            }
            if self.after_value()? {
                return Ok(());
            }
        }
    }

    /// One scalar, or the opening of a collection. True when a value is due next.
    fn value(&mut self) -> Built<bool> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.string(b'"')?,
            Some(b'{') => {
                self.builder.open(Kind::Mapping, Style::Plain, start, start + 1)?;
                self.at += 1;
                return self.first_of_mapping();
            }
            Some(b'[') => {
                self.builder.open(Kind::Sequence, Style::Plain, start, start + 1)?;
                self.at += 1;
                self.skip_trivia()?;
                if self.peek() == Some(b']') {
                    self.close();
                    return Ok(false);
                }
                return Ok(true);
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'\'') if LIBERAL => self.string(b'\'')?,
            Some(b'+' | b'.' | b'I' | b'N') if LIBERAL => self.number()?,
            Some(b't') => self.word("true", Kind::Bool)?,
            Some(b'f') => self.word("false", Kind::Bool)?,
            Some(b'n') => self.word("null", Kind::Null)?,
            _ => return Err(self.unexpected("a value")),
        }
        Ok(false)
    }

    fn first_of_mapping(&mut self) -> Built<bool> {
        self.skip_trivia()?;
        if self.peek() == Some(b'}') {
            self.close();
            return Ok(false);
        }
        self.key()?;
        Ok(true)
    }

    /// What may stand after a value: a comma and the next, or the end of the collection. True at the end of the text.
    fn after_value(&mut self) -> Built<bool> {
        loop {
            self.skip_trivia()?;
            let Some((kind, _)) = self.builder.top() else {
                return if self.at == self.bytes.len() { Ok(true) } else { Err(self.unexpected("the end of the text")) };
            };
            let end = if kind == Kind::Mapping { b'}' } else { b']' };
            match self.peek() {
                Some(b',') => {
                    if self.after_comma(kind, end)? {
                        return Ok(false);
                    }
                }
                Some(byte) if byte == end => self.close(),
                _ => {
                    return Err(self.unexpected(if kind == Kind::Mapping { "`,` or `}`" } else { "`,` or `]`" }));
                }
            }
        }
    }

    /// True when a value is due, false when a comma stood last and the collection was closed.
    fn after_comma(&mut self, kind: Kind, end: u8) -> Built<bool> {
        let comma = self.at;
        self.at += 1;
        self.skip_trivia()?;
        if self.peek() == Some(end) {
            if !LIBERAL {
                return Err(Fault::new(comma, comma + 1, "comma after the last item").help("remove it: JSON allows none"));
            }
            self.close();
            return Ok(false);
        }
        if kind == Kind::Mapping {
            self.key()?;
        }
        Ok(true)
    }

    fn key(&mut self) -> Built<()> {
        match self.peek() {
            Some(b'"') => self.string(b'"')?,
            Some(b'\'') if LIBERAL => self.string(b'\'')?,
            _ if LIBERAL && self.identifier()? => {}
            _ => return Err(self.unexpected("a key in double quotes")),
        }
        self.skip_trivia()?;
        if self.peek() != Some(b':') {
            return Err(self.unexpected("`:` after the key"));
        }
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) {
        self.at += 1;
        self.builder.close(self.at);
    }

    fn word(&mut self, word: &str, kind: Kind) -> Built<()> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word.as_bytes()) || self.bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            return Err(self.unexpected("a value"));
        }
        self.plain(kind, end)
    }

    /// A scalar without quotes that ends at `end`.
    fn plain(&mut self, kind: Kind, end: usize) -> Built<()> {
        let text = Text::Source { start: self.at as u32, end: end as u32 };
        self.builder.scalar(kind, Style::Plain, self.at, end, text)?;
        self.at = end;
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The error of finding something else than what was due here.
    fn unexpected(&self, due: &str) -> Box<Fault> {
        let Some(found) = self.text.get(self.at..).and_then(|rest| rest.chars().next()) else {
            return self.ended(due);
        };
        let word: &str = {
            let rest = &self.text[self.at..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            &rest[..end.min(rest.char_indices().nth(24).map_or(end, |(at, _)| at))]
        };
        let shown = if word.is_empty() { show(found) } else { format!("`{word}`") };
        let fault = Fault::new(self.at, self.at + word.len().max(found.len_utf8()), format!("expected {due}, found {shown}"));
        match help_for(found, word) {
            Some(help) if !LIBERAL => fault.help(help),
            _ => fault,
        }
    }

    fn ended(&self, due: &str) -> Box<Fault> {
        let end = self.bytes.len();
        let fault = Fault::new(end, end, format!("expected {due}, found the end of the text"));
        match self.builder.top_start() {
            Some(start) => {
                let line = self.bytes[..start].iter().filter(|&&byte| byte == b'\n').count() + 1;
                fault.help(format!("`{}` of line {line} is not closed", self.bytes[start] as char))
            }
            None => fault,
        }
    }
}

/// How a character is shown in a message: invisible ones by their number.
fn show(found: char) -> String {
    if found.is_control() || found == '\u{feff}' || (found.is_whitespace() && found != ' ') {
        format!("U+{:04X}", found as u32)
    } else {
        format!("`{found}`")
    }
}

fn help_for(found: char, word: &str) -> Option<&'static str> {
    Some(match (found, word) {
        ('/' | '#', _) => "JSON has no comments",
        ('\'', _) => "JSON strings stand in double quotes",
        (_, "True" | "False" | "None" | "TRUE" | "FALSE" | "NULL" | "Null") => "JSON writes `true`, `false` and `null` in small letters",
        (_, "NaN" | "Infinity") => "JSON has only finite numbers",
        ('+', _) => "JSON numbers carry no `+`",
        ('\u{a0}' | '\u{2028}' | '\u{2029}', _) => "JSON knows only space, tab and line break between its parts",
        _ => return None,
    })
}
