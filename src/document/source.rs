//! A text with its name and its lines.

use std::sync::{Arc, OnceLock};

use crate::{Limits, Position, SourceId, Span, SyntaxError};

/// One text of a run: a file, a part of a Git tree, standard input.
#[derive(Debug)]
pub struct Source {
    id: SourceId,
    path: String,
    text: Arc<str>,
    line_starts: OnceLock<Vec<u32>>,
    /// Characters before each block of bytes, for columns of very long lines.
    characters: OnceLock<Vec<u32>>,
}

/// Bytes of one block of [`Source::characters`].
const BLOCK: usize = 4096;

impl Source {
    /// A source from text that is already in memory. `path` is what people see: relative, with `/`.
    pub fn new(id: SourceId, path: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Source { id, path: path.into(), text: text.into(), line_starts: OnceLock::new(), characters: OnceLock::new() }
    }

    /// A source from the bytes of a file.
    ///
    /// # Errors
    /// Bytes that are not UTF-8 (with their line and column), a text in UTF-16 or UTF-32, and more bytes than the limits allow.
    pub fn from_bytes(id: SourceId, path: impl Into<String>, bytes: &[u8], limits: &Limits) -> Result<Self, SyntaxError> {
        let path = path.into();
        let size = bytes.len() as u64;
        if size > limits.bytes || size >= u64::from(u32::MAX) {
            return Err(too_large(&Source::new(id, path, ""), size, limits));
        }
        if let Some(encoding) = foreign_encoding(bytes) {
            let message = format!("the text is {encoding}, not UTF-8");
            let empty = Source::new(id, path, "");
            return Err(SyntaxError::new(&empty, empty.whole(), message).with_help("save the file as UTF-8"));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Source::new(id, path, text)),
            Err(error) => Err(not_utf8(id, path, bytes, error)),
        }
    }

    /// Its number in the run.
    pub fn id(&self) -> SourceId {
        self.id
    }

    /// Its name as shown to people.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// The span from one byte to another.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let clamp = |n: usize| u32::try_from(n.min(self.text.len())).unwrap_or(u32::MAX);
        Span::new(self.id, clamp(start), clamp(end))
    }

    /// The span of everything.
    pub fn whole(&self) -> Span {
        self.span(0, self.text.len())
    }

    /// The text of a span of this source; empty where the span does not fall on characters.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column of a byte offset. A byte order mark counts no column.
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let start = starts.get(line).copied().unwrap_or(0) as usize;
        let mut end = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let start = if start == 0 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start };
        Position { line: line as u32 + 1, column: self.characters_between(start, end) + 1 }
    }

    /// Characters between two bytes. Of a line of megabytes only its ends are counted, the rest is known after the first time.
    fn characters_between(&self, start: usize, end: usize) -> u32 {
        let count = |from: usize, to: usize| -> u32 {
            self.text.as_bytes().get(from..to).map_or(0, |bytes| bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u32)
        };
        if end.saturating_sub(start) <= 2 * BLOCK {
            return count(start, end);
        }
        let characters = self.characters.get_or_init(|| {
            let mut total = 0;
            let blocks = (0..self.text.len().div_ceil(BLOCK)).map(|block| count(block * BLOCK, ((block + 1) * BLOCK).min(self.text.len())));
            std::iter::once(0)
                .chain(blocks.map(|block| {
                    total += block;
                    total
                }))
                .collect()
        });
        let up_to = |offset: usize| characters.get(offset / BLOCK).copied().unwrap_or(0) + count(offset / BLOCK * BLOCK, offset);
        up_to(end) - up_to(start)
    }

    /// The text of a line, counted from 1, without its line break.
    pub fn line(&self, line: u32) -> &str {
        let starts = self.line_starts();
        let index = line.saturating_sub(1) as usize;
        let Some(&start) = starts.get(index) else {
            return "";
        };
        let end = starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        self.text.get(start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r'])
    }

    /// How many lines the text has.
    pub fn line_count(&self) -> u32 {
        self.line_starts().len() as u32
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let breaks = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|&at| {
                // CRLF is one line break, a lone CR is one too.
                bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n')
            });
            std::iter::once(0).chain(breaks.map(|at| at as u32 + 1)).collect()
        })
    }
}

/// The error of a text that passes the limit of bytes.
pub(crate) fn too_large(source: &Source, size: u64, limits: &Limits) -> SyntaxError {
    let most = limits.bytes.min(u64::from(u32::MAX) - 1);
    SyntaxError::new(source, source.span(0, 0), format!("the file has {size} bytes, more than the limit of {most}"))
}

fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        _ => None,
    }
}

fn not_utf8(id: SourceId, path: String, bytes: &[u8], error: std::str::Utf8Error) -> SyntaxError {
    let valid = error.valid_up_to();
    let known = bytes.get(..valid).and_then(|known| std::str::from_utf8(known).ok()).unwrap_or("");
    let source = Source::new(id, path, known);
    let length = error.error_len().unwrap_or(bytes.len() - valid) as u32;
    let span = Span::new(id, valid as u32, valid as u32 + length);
    let byte = bytes.get(valid).copied().unwrap_or(0);
    SyntaxError::new(&source, span, format!("byte 0x{byte:02x} is not UTF-8")).with_help("save the file as UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_in_any_style() {
        let source = Source::new(SourceId(0), "a.yaml", "\u{feff}ação: x\r\nb: é\rc: 1\n");
        let at = |needle: &str| source.position(source.text().find(needle).unwrap() as u32);
        assert_eq!(at("ação"), Position { line: 1, column: 1 });
        assert_eq!(at("x"), Position { line: 1, column: 7 });
        assert_eq!(at("é"), Position { line: 2, column: 4 });
        assert_eq!(at("1"), Position { line: 3, column: 4 });
        assert_eq!(source.line(2), "b: é");
        assert_eq!(source.line_count(), 4);
    }

    #[test]
    fn columns_of_very_long_lines_are_counted_right() {
        let text = format!("a\né{}", "ção-".repeat(10_000));
        let source = Source::new(SourceId(0), "a.json", text);
        for (offset, c) in source.text().char_indices().skip(2).step_by(997) {
            let column = source.text()[2..offset].chars().count() as u32 + 1;
            assert_eq!(source.position(offset as u32), Position { line: 2, column }, "{c}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_with_their_place() {
        let read = |bytes: &[u8]| Source::from_bytes(SourceId(0), "a.txt", bytes, &Limits::default());
        assert_eq!(read("ação".as_bytes()).unwrap().text(), "ação");
        let latin = read(b"um\nsess\xe3o\n").unwrap_err();
        assert_eq!(latin.to_string(), "a.txt:2:5: byte 0xe3 is not UTF-8");
        assert_eq!(read(b"\xff\xfea\0").unwrap_err().message, "the text is UTF-16, not UTF-8");
        assert_eq!(read(b"\xff\xfe\0\0").unwrap_err().message, "the text is UTF-32, not UTF-8");
        let limits = Limits { bytes: 2, ..Limits::default() };
        let error = Source::from_bytes(SourceId(0), "a.txt", b"abc", &limits).unwrap_err();
        assert_eq!(error.message, "the file has 3 bytes, more than the limit of 2");
    }
}
