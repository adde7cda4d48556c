//! Lines of a text with their places, for the formats that are read line by line.

use document::{Source, Span, SyntaxError};

use crate::packages::lock_file::error_at;

/// One line without its line break.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'s> {
    pub(crate) text: &'s str,
    pub(crate) start: usize,
    source: &'s Source,
}

impl<'s> Line<'s> {
    /// How many spaces it begins with (a tab counts one).
    pub(crate) fn indent(&self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }

    /// The text between its white space.
    pub(crate) fn trimmed(&self) -> &'s str {
        self.text.trim()
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.trimmed().is_empty()
    }

    /// The place of what stands between its white space.
    pub(crate) fn span(&self) -> Span {
        let start = self.start + (self.text.len() - self.text.trim_start().len());
        self.source.span(start, start + self.trimmed().len())
    }

    /// An error at this line.
    pub(crate) fn error(&self, message: impl Into<String>) -> SyntaxError {
        error_at(self.source, self.span(), message)
    }
}

/// The lines of a source; a byte order mark belongs to none.
pub(crate) fn lines(source: &Source) -> impl Iterator<Item = Line<'_>> {
    let text = source.text();
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let start = at;
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        at = end + 1;
        Some(Line { text: text[start..end].trim_end_matches('\r'), start, source })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn lines_know_their_places() {
        let source = Source::new(SourceId(0), "x", "\u{feff}a\r\n  b \n\nc");
        let all: Vec<_> = lines(&source).map(|line| (line.text, line.indent(), line.span().start)).collect();
        assert_eq!(all, [("a", 0, 3), ("  b ", 2, 8), ("", 0, 11), ("c", 0, 12)]);
    }
}
