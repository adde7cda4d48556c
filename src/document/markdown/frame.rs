//! Markdown in the arena: a frame of virtual mappings and sequences around what is written, so that selectors reach it.

use super::{Markdown, collect};
use crate::arena::Text;
use crate::builder::{Builder, Built};
use crate::node::{Kind, Style};
use crate::{Format, Source, Span, toml, yaml};

/// Reads a Markdown text as a mapping of `front_matter`, `headings`, `links`, `code_blocks` and `list_items`.
pub(crate) fn read(builder: &mut Builder, source: &Source) -> Built<()> {
    let markdown = collect::collect(source);
    let whole = source.whole();
    let mut frame = Frame { builder };
    frame.open(Kind::Mapping, whole)?;
    if let Some(front) = markdown.front_matter {
        frame.key("front_matter", front.span)?;
        frame.front_matter(source, front.format, front.span)?;
    }
    frame.list("headings", whole, &markdown.headings, |frame, heading| {
        frame.field("level", Kind::Integer, &heading.level.to_string(), heading.span)?;
        frame.field("text", Kind::String, &heading.text, heading.span)?;
        frame.field("anchor", Kind::String, &heading.anchor, heading.span)?;
        Ok(heading.span)
    })?;
    frame.list("links", whole, &markdown.links, |frame, link| {
        frame.field("text", Kind::String, &link.text, link.span)?;
        frame.field("target", Kind::String, &link.target, link.target_span)?;
        frame.field("image", Kind::Bool, if link.image { "true" } else { "false" }, link.span)?;
        Ok(link.span)
    })?;
    frame.list("code_blocks", whole, &markdown.code_blocks, |frame, block| {
        frame.field("language", Kind::String, &block.language, block.span)?;
        frame.field("text", Kind::String, &block.text, block.text_span)?;
        Ok(block.span)
    })?;
    frame.list_items(&markdown, whole)?;
    frame.builder.close(whole.end as usize);
    Ok(())
}

struct Frame<'b> {
    builder: &'b mut Builder,
}

impl Frame<'_> {
    fn open(&mut self, kind: Kind, span: Span) -> Built<()> {
        self.builder.open(kind, Style::Virtual, span.start as usize, span.end as usize)?;
        Ok(())
    }

    fn scalar(&mut self, kind: Kind, text: &str, span: Span) -> Built<()> {
        let text = self.builder.side(text);
        self.builder.scalar(kind, Style::Virtual, span.start as usize, span.end as usize, text)?;
        Ok(())
    }

    fn key(&mut self, name: &str, span: Span) -> Built<()> {
        self.scalar(Kind::String, name, span)
    }

    fn field(&mut self, name: &str, kind: Kind, text: &str, span: Span) -> Built<()> {
        self.key(name, span)?;
        self.scalar(kind, text, span)
    }

    /// A sequence of mappings; `fields` writes one and tells its place.
    fn list<T>(&mut self, name: &str, whole: Span, items: &[T], fields: impl Fn(&mut Self, &T) -> Built<Span>) -> Built<()> {
        self.key(name, whole)?;
        self.open(Kind::Sequence, whole)?;
        for item in items {
            self.open(Kind::Mapping, whole)?;
            let span = fields(self, item)?;
            self.builder.set_top_start(span.start as usize);
            self.builder.close(span.end as usize);
        }
        self.builder.close(whole.end as usize);
        Ok(())
    }

    fn list_items(&mut self, markdown: &Markdown, whole: Span) -> Built<()> {
        self.list("list_items", whole, &markdown.list_items, |frame, item| {
            frame.field("text", Kind::String, &item.text, item.span)?;
            match item.heading.and_then(|number| markdown.headings.get(number)) {
                Some(heading) => frame.field("section", Kind::String, &heading.text, heading.span)?,
                None => frame.field("section", Kind::Null, "", item.span)?,
            }
            Ok(item.span)
        })
    }

    fn front_matter(&mut self, source: &Source, format: Format, span: Span) -> Built<()> {
        let text = source.slice(span);
        match format {
            Format::Toml => toml::read(self.builder, text, span.start as usize)?,
            _ => yaml::read(self.builder, text, span.start as usize)?,
        }
        if self.builder.top() == Some((Kind::Mapping, false)) {
            // Nothing is written between the lines.
            let (start, end) = (span.start as usize, span.end as usize);
            self.builder.scalar(Kind::Null, Style::Plain, start, end, Text::Source { start: 0, end: 0 })?;
        }
        Ok(())
    }
}
