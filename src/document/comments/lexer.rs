//! The walk over a text.

use std::cell::Cell;

use super::{BlockMark, Comment, Special, Start, StringMark, Syntax, language};
use crate::Source;

/// A regular expression of more bytes is taken for a division: so no line is looked through again and again.
const LONGEST_EXPRESSION: usize = 1024;

pub(crate) fn find(source: &Source, syntax: &Syntax) -> Vec<Comment> {
    let text = source.text();
    let mut lexer = Lexer { source, text, bytes: text.as_bytes(), syntax, at: 0, found: Vec::new(), before: None, line: Cell::default() };
    let interesting = lexer.interesting_bytes();
    while let Some(&byte) = lexer.bytes.get(lexer.at) {
        if !interesting[byte as usize] || !lexer.step() {
            if !byte.is_ascii_whitespace() {
                lexer.before = Some(lexer.at);
            }
            lexer.at += 1;
        }
    }
    lexer.found
}

struct Lexer<'t> {
    source: &'t Source,
    text: &'t str,
    bytes: &'t [u8],
    syntax: &'t Syntax,
    at: usize,
    found: Vec<Comment>,
    /// The last byte of code that was no blank.
    before: Option<usize>,
    /// A byte that was asked for, and where its line begins: no line is looked through twice.
    line: Cell<(usize, usize)>,
}

impl Lexer<'_> {
    fn interesting_bytes(&self) -> [bool; 256] {
        let mut table = [false; 256];
        let lines = self.syntax.line.iter().map(|mark| mark.mark);
        let blocks = self.syntax.block.iter().map(|mark| mark.open);
        let strings = self.syntax.strings.iter().map(|mark| mark.open);
        for mark in lines.chain(blocks).chain(strings) {
            table[mark.as_bytes()[0] as usize] = true;
        }
        match self.syntax.special {
            Special::JavaScript => table[b'/' as usize] = true,
            Special::Rust => [b'\'', b'r', b'b', b'c'].iter().for_each(|&byte| table[byte as usize] = true),
            Special::None => {}
        }
        table
    }

    fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    fn starts(&self, mark: &str) -> bool {
        self.rest().starts_with(mark.as_bytes())
    }

    /// Takes a comment or a string that begins here. False where none does.
    fn step(&mut self) -> bool {
        let syntax = self.syntax;
        if let Some(mark) = syntax.block.iter().find(|mark| self.starts(mark.open)) {
            self.block(mark);
            return true;
        }
        if let Some(mark) = syntax.line.iter().find(|mark| self.starts(mark.mark) && self.may_start(mark.at)) {
            self.line(mark.mark.len());
            return true;
        }
        if self.special() {
            return true;
        }
        if let Some(mark) = syntax.strings.iter().find(|mark| self.starts(mark.open)) {
            if language::is_yaml(syntax) && !self.value_begins() {
                return false;
            }
            self.string(mark);
            return true;
        }
        false
    }

    /// Where the line of a byte begins.
    fn line_start(&self, at: usize) -> usize {
        let (asked, start) = self.line.get();
        let from = if asked <= at { asked } else { 0 };
        let known = if asked <= at { start } else { 0 };
        let start = memchr::memrchr2(b'\n', b'\r', &self.bytes[from..at]).map_or(known, |found| from + found + 1);
        self.line.set((at, start));
        start
    }

    fn line_before(&self) -> &[u8] {
        &self.bytes[self.line_start(self.at)..self.at]
    }

    fn may_start(&self, at: Start) -> bool {
        match at {
            Start::Anywhere => true,
            Start::AfterBlank => self.at == 0 || self.bytes[self.at - 1].is_ascii_whitespace() || self.bytes[self.at - 1] == b';',
            Start::FirstOnLine => self.alone(self.at),
        }
    }

    /// Whether only blanks (and a byte order mark) stand before a byte on its line.
    fn alone(&self, at: usize) -> bool {
        let before = self.text.get(self.line_start(at)..at).unwrap_or("");
        before.chars().all(|c| c.is_whitespace() || c == '\u{feff}')
    }

    /// Of YAML: whether a value may begin here, so that the `'` of `it's` opens no string.
    fn value_begins(&self) -> bool {
        let line = self.line_before();
        let trimmed = line.trim_ascii_end();
        match trimmed.last() {
            None => true,
            Some(b'[' | b'{' | b',') => true,
            Some(b':' | b'-' | b'?') => trimmed.len() < line.len() || self.before != Some(self.at - 1),
            // Properties stand before a value.
            Some(_) => {
                trimmed.len() < line.len()
                    && trimmed.rsplit(|byte| byte.is_ascii_whitespace()).next().is_some_and(|word| matches!(word[0], b'!' | b'&'))
            }
        }
    }

    fn block(&mut self, mark: &BlockMark) {
        // The mark of some languages takes the line break before it; that is no part of the comment.
        let start = self.at + usize::from(mark.open.starts_with('\n'));
        let inner = self.at + mark.open.len();
        let mut at = inner;
        let mut depth = 1;
        let (inner_end, end) = loop {
            let Some(next) = self.bytes.get(at..).filter(|rest| !rest.is_empty()) else {
                break (self.bytes.len(), self.bytes.len());
            };
            if next.starts_with(mark.close.as_bytes()) {
                depth -= 1;
                if depth == 0 {
                    break (at, at + mark.close.len());
                }
                at += mark.close.len();
            } else if mark.nests && next.starts_with(mark.open.as_bytes()) {
                depth += 1;
                at += mark.open.len();
            } else {
                at += 1;
            }
        };
        self.push(start, inner, inner_end, end);
    }

    fn line(&mut self, mark: usize) {
        let end = memchr::memchr2(b'\n', b'\r', self.rest()).map_or(self.bytes.len(), |length| self.at + length);
        self.push(self.at, self.at + mark, end, end);
    }

    fn push(&mut self, start: usize, inner: usize, inner_end: usize, end: usize) {
        let alone = self.alone(start);
        self.found.push(Comment { span: self.source.span(start, end), text: self.source.span(inner, inner_end.max(inner)), alone });
        self.at = end.max(self.at + 1);
    }

    fn string(&mut self, mark: &StringMark) {
        let mut at = self.at + mark.open.len();
        let close = mark.close.as_bytes();
        let end = loop {
            match self.bytes.get(at) {
                None => break self.bytes.len(),
                Some(b'\n') if !mark.lines => break at,
                Some(b'\\') if mark.escapes => at += 2,
                Some(_) if self.bytes[at..].starts_with(close) => break at + close.len(),
                Some(_) => at += 1,
            }
        };
        self.before = Some(end.saturating_sub(1));
        self.at = end.min(self.bytes.len());
    }

    fn special(&mut self) -> bool {
        match self.syntax.special {
            Special::None => false,
            Special::JavaScript => self.bytes[self.at] == b'/' && self.regular_expression(),
            Special::Rust => match self.bytes[self.at] {
                b'\'' => self.character(),
                b'r' | b'b' | b'c' => self.raw_string(),
                _ => false,
            },
        }
    }

    /// `/…/` where an expression may begin.
    fn regular_expression(&mut self) -> bool {
        let begins = match self.before {
            None => true,
            Some(at) => match self.bytes[at] {
                byte if b"(,=:[!&|?{};+-*%~^<>".contains(&byte) => true,
                byte if byte.is_ascii_alphanumeric() => {
                    let word = self.bytes[..=at].rsplit(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or(b"");
                    [&b"return"[..], b"typeof", b"case", b"in", b"of", b"do", b"else", b"void", b"delete", b"await"].contains(&word)
                }
                _ => false,
            },
        };
        if !begins {
            return false;
        }
        let mut at = self.at + 1;
        let mut class = false;
        loop {
            match self.bytes.get(at) {
                None | Some(b'\n') => return false,
                Some(_) if at - self.at > LONGEST_EXPRESSION => return false,
                Some(b'\\') => at += 1,
                Some(b'[') => class = true,
                Some(b']') => class = false,
                Some(b'/') if !class => break,
                Some(_) => {}
            }
            at += 1;
        }
        self.before = Some(at);
        self.at = at + 1;
        true
    }

    /// `'x'` and `'\n'`, not the `'a` of a lifetime.
    fn character(&mut self) -> bool {
        let rest = self.text.get(self.at + 1..).unwrap_or("");
        let mut chars = rest.char_indices();
        let end = match chars.next() {
            Some((_, '\\')) => rest.get(2..).and_then(|after| after.find('\'')).map(|at| at + 2),
            Some((_, c)) if c != '\'' => rest[c.len_utf8()..].starts_with('\'').then_some(c.len_utf8()),
            _ => None,
        };
        match end {
            Some(end) if end < 16 => {
                self.at += end + 2;
                self.before = Some(self.at - 1);
                true
            }
            _ => false,
        }
    }

    /// `r"…"`, `br#"…"#`.
    fn raw_string(&mut self) -> bool {
        if self.at > 0 && (self.bytes[self.at - 1].is_ascii_alphanumeric() || self.bytes[self.at - 1] == b'_') {
            return false;
        }
        let rest = self.rest();
        let prefix = usize::from(rest[0] != b'r') + 1;
        if rest.get(prefix - 1) != Some(&b'r') {
            return false;
        }
        let hashes = rest[prefix..].iter().take_while(|&&byte| byte == b'#').count();
        if rest.get(prefix + hashes) != Some(&b'"') {
            return false;
        }
        let close = format!("\"{}", "#".repeat(hashes));
        let from = self.at + prefix + hashes + 1;
        let end = memchr::memmem::find(&self.bytes[from..], close.as_bytes());
        self.at = end.map_or(self.bytes.len(), |length| from + length + close.len());
        self.before = Some(self.at - 1);
        true
    }
}
