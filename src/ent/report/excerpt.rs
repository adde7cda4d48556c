//! The few lines around a finding, handed to miette without reading the whole file again.

use document::{Source, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::clean::clean;
use super::masked::masked_line;

/// Longest line that is shown as it is.
const LINE_BYTES: usize = 400;

/// Lines of one source, with secrets covered and control characters made harmless.
pub(super) struct Excerpt {
    path: String,
    text: String,
    /// First line of the text, from 0.
    line: usize,
    /// Line and column of the mark, from 0.
    at: (usize, usize),
    /// What is marked, within the text.
    pub(super) mark: SourceSpan,
}

impl Excerpt {
    /// The line a span begins on, with one line of context on either side. A span over several lines is marked to the end of its first.
    pub(super) fn around(source: &Source, span: Span) -> Excerpt {
        let position = source.position(span.start);
        let at = position.line;
        let first = at.saturating_sub(1).max(1);
        let below = (at + 1).min(source.line_count());
        let last = if source.line(below).is_empty() { at } else { below };
        let mut text = String::new();
        let mut mark = SourceSpan::from((0, 0));
        for number in first..=last {
            let written = source.line(number);
            // As long as the line itself, so that offsets hold.
            let line = &*masked_line(source, number);
            if number == at {
                let begin = written.as_ptr() as usize - source.text().as_ptr() as usize;
                let offset = (span.start as usize).saturating_sub(begin).min(line.len());
                let length = (span.len() as usize).min(line.len() - offset).max(1);
                let (shown, skipped) = window(line, offset);
                mark = SourceSpan::from((text.len() + offset - skipped, length.min(shown.len().saturating_sub(offset - skipped)).max(1)));
                text.push_str(&clean(shown));
            } else {
                text.push_str(&clean(window(line, 0).0));
            }
            text.push('\n');
        }
        let at = (at as usize - 1, position.column as usize - 1);
        Excerpt { path: clean(source.path()).into_owned(), text, line: first as usize - 1, at, mark }
    }
}

/// The part of a very long line that holds an offset, and how many bytes of it come before.
fn window(line: &str, offset: usize) -> (&str, usize) {
    if line.len() <= LINE_BYTES {
        return (line, 0);
    }
    let boundary = |mut at: usize| {
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let begin = boundary(offset.saturating_sub(LINE_BYTES / 4));
    (&line[begin..boundary((begin + LINE_BYTES).min(line.len()))], begin)
}

impl SourceCode for Excerpt {
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if before == 0 && after == 0 {
            // Without context miette asks where the mark stands, for the headline.
            let (line, column) = self.at;
            let data = self.text.as_bytes().get(span.offset()..span.offset() + span.len()).unwrap_or_default();
            return Ok(Box::new(MietteSpanContents::new_named(self.path.clone(), data, *span, line, column, 1)));
        }
        let whole = SourceSpan::from((0, self.text.len()));
        let lines = self.text.lines().count();
        Ok(Box::new(MietteSpanContents::new_named(self.path.clone(), self.text.as_bytes(), whole, self.line, 0, lines)))
    }
}
