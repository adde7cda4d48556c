//! YAML 1.2 from the events of `granit-parser`: spans in bytes, scalars by the core schema, aliases never expanded.

mod fault;
mod schema;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, Span, StructureStyle, Tag};

use crate::arena::Text;
use crate::builder::{Builder, Built, Fault};
use crate::node::{Kind, Style};

/// Reads all documents of `text`, which begins at byte `base` of the source.
pub(crate) fn read(builder: &mut Builder, text: &str, base: usize) -> Built<()> {
    // The parser keeps its own limits below ours: it looks ahead of the events it gives.
    let depth = builder.limits().depth as usize;
    let options = granit_parser::options! {
        flow_nesting_limit: depth + 1,
        block_nesting_limit: depth + 1,
        emit_unresolved_aliases: true,
        emit_comments: false,
    };
    let mut reader = Reader { text, base, builder };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, span)) => reader.event(event, span)?,
            Err(error) => return Err(fault::from_scan(&error, text, base, reader.builder)),
        }
    }
    Ok(())
}

struct Reader<'a> {
    text: &'a str,
    base: usize,
    builder: &'a mut Builder,
}

impl<'a> Reader<'a> {
    fn event(&mut self, event: Event<'a>, span: Span) -> Built<()> {
        let (start, end) = span.byte_range().map_or((0, 0), |range| (range.start, range.end));
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = match style {
                    ScalarStyle::Plain => self.plain(text, start, end, tag.as_deref())?,
                    _ => self.marked(text, style, start, end, tag.as_deref())?,
                };
                self.properties(node, anchor, tag.as_deref());
            }
            Event::MappingStart(_, anchor, tag) => self.open(Kind::Mapping, start, end, anchor, tag.as_deref())?,
            Event::SequenceStart(style, anchor, tag) => {
                let start = if style == StructureStyle::Block { self.first_dash(start) } else { start };
                self.open(Kind::Sequence, start, end.max(start), anchor, tag.as_deref())?;
            }
            Event::MappingEnd | Event::SequenceEnd if start < end => self.builder.close(self.base + end),
            Event::MappingEnd | Event::SequenceEnd => self.builder.close_after_last_child(),
            Event::Alias(anchor) => {
                self.builder.alias(anchor, self.base + start, self.base + end)?;
            }
            Event::UnresolvedAlias(name) => {
                let message = format!("alias `*{name}` has no anchor before it");
                let help = format!("write `&{name}` before the value it stands for, or quote the text");
                return Err(Fault::new(self.base + start, self.base + end, message).help(help));
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, kind: Kind, start: usize, end: usize, anchor: usize, tag: Option<&Tag>) -> Built<()> {
        let node = self.builder.open(kind, Style::Plain, self.base + start, self.base + end)?;
        self.properties(node, anchor, tag);
        Ok(())
    }

    fn properties(&mut self, node: u32, anchor: usize, tag: Option<&Tag>) {
        if anchor != 0 {
            self.builder.anchor(anchor, node);
        }
        if let Some(tag) = tag
            && tag.core_suffix().is_none()
        {
            self.builder.tag(node, tag.original());
        }
    }

    /// A scalar without quotes: the one that the schema looks at.
    fn plain(&mut self, text: Cow<'a, str>, start: usize, end: usize, tag: Option<&Tag>) -> Built<u32> {
        let (mut start, mut end) = (start, end);
        if start == end {
            // Nothing is written. The parser places it before the colon, people look behind it.
            if self.text.as_bytes().get(start) == Some(&b':') {
                (start, end) = (start + 1, end + 1);
            }
            let kind = schema::tagged_kind(tag, "").unwrap_or(Kind::Null);
            let nothing = Text::Source { start: 0, end: 0 };
            return self.builder.scalar(kind, Style::Plain, self.base + start, self.base + end, nothing);
        }
        let kind = match tag {
            None => schema::kind_of(&text),
            Some(tag) => self.tagged(tag, &text, start, end)?,
        };
        let boolean11 = kind == Kind::String && tag.is_none() && schema::is_yaml11_boolean(&text);
        let text = self.keep(text);
        let node = self.builder.scalar(kind, Style::Plain, self.base + start, self.base + end, text)?;
        if boolean11 {
            self.builder.note_yaml11_boolean(node);
        }
        Ok(node)
    }

    /// A scalar in quotes or a block scalar: a string unless its tag says otherwise.
    fn marked(&mut self, text: Cow<'a, str>, style: ScalarStyle, start: usize, end: usize, tag: Option<&Tag>) -> Built<u32> {
        let kind = match tag {
            None => Kind::String,
            Some(tag) if tag.core_suffix().is_none() => Kind::String,
            Some(tag) => self.tagged(tag, &text, start, end)?,
        };
        let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let (style, end) = if quoted { (Style::Quoted, end) } else { (Style::Block, self.trimmed(start, end)) };
        let text = self.keep(text);
        self.builder.scalar(kind, style, self.base + start, self.base + end, text)
    }

    fn tagged(&self, tag: &Tag, text: &str, start: usize, end: usize) -> Built<Kind> {
        schema::tagged_kind(Some(tag), text).ok_or_else(|| {
            let message = format!("this value is not what its tag `{}` says", tag.original());
            Fault::new(self.base + start, self.base + end, message).help("remove the tag, or correct the value")
        })
    }

    /// Where the text stands in the source, or a copy where the source only means it.
    fn keep(&mut self, text: Cow<'a, str>) -> Text {
        if let Cow::Borrowed(borrowed) = text {
            let offset = (borrowed.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
            let end = offset.wrapping_add(borrowed.len());
            if self.text.get(offset..end) == Some(borrowed) {
                return Text::Source { start: (self.base + offset) as u32, end: (self.base + end) as u32 };
            }
        }
        self.builder.side(text)
    }

    /// The end of a block scalar without the line breaks behind it.
    fn trimmed(&self, start: usize, end: usize) -> usize {
        let slice = self.text.get(start..end).unwrap_or("");
        start + slice.trim_end_matches([' ', '\n', '\r', '\t']).len()
    }

    /// The start of a block sequence. Of one that stands below its key without indentation the parser tells the first item instead.
    fn first_dash(&self, start: usize) -> usize {
        if self.builder.top() != Some((Kind::Mapping, false)) {
            return start;
        }
        let before = self.text.get(..start).unwrap_or("").trim_end_matches([' ', '\n', '\r', '\t']);
        if before.ends_with('-') { before.len() - 1 } else { start }
    }
}
