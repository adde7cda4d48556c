//! From the events of `pulldown-cmark` to what is kept of them.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::anchor::Anchors;
use super::{CodeBlock, CodeSpan, FrontMatter, Heading, Link, ListItem, Markdown, front};
use crate::{Source, Span};

pub(crate) fn collect(source: &Source) -> Markdown {
    let text = source.text();
    let found = front::find(text);
    let base = found.map_or(if text.starts_with('\u{feff}') { 3 } else { 0 }, |found| found.body);
    let body = text.get(base..).unwrap_or("");
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let parser = Parser::new_ext(body, options);
    let definitions = parser.reference_definitions().iter().map(|(label, link)| (folded(label), link.span.clone())).collect();
    let markdown = Markdown {
        front_matter: found.map(|found| FrontMatter { format: found.format, span: source.span(found.start, found.end) }),
        body: source.span(base, text.len()),
        headings: Vec::new(),
        links: Vec::new(),
        code_blocks: Vec::new(),
        list_items: Vec::new(),
        html_anchors: Vec::new(),
    };
    let mut collector = Collector {
        source,
        body,
        base,
        markdown,
        anchors: Anchors::default(),
        definitions,
        lists: Vec::new(),
        items: Vec::new(),
        links: Vec::new(),
        images: 0,
        heading: None,
        code: None,
        bare_until: 0,
    };
    for (event, range) in parser.into_offset_iter() {
        collector.event(event, range);
    }
    collector.markdown
}

/// Labels of references do not mind case and blanks.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

struct Collector<'s> {
    source: &'s Source,
    body: &'s str,
    base: usize,
    markdown: Markdown,
    anchors: Anchors,
    /// Label → where it is defined.
    definitions: HashMap<String, Range<usize>>,
    /// Whether each open list is numbered.
    lists: Vec<bool>,
    /// Open items, by number.
    items: Vec<usize>,
    links: Vec<OpenLink>,
    images: u32,
    heading: Option<String>,
    code: Option<CodeBlock>,
    /// End of the last bare address: the events inside it bring no second one.
    bare_until: usize,
}

struct OpenLink {
    number: usize,
    kind: LinkType,
    label: String,
    /// Where the text of the link ends.
    text_end: usize,
}

impl Collector<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        self.source.span(self.base + range.start, self.base + range.end)
    }

    /// A range without the blanks at its end.
    fn trimmed(&self, range: &Range<usize>) -> Range<usize> {
        let slice = self.body.get(range.clone()).unwrap_or("");
        range.start..range.start + slice.trim_end().len()
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        let starts = matches!(event, Event::Start(_));
        match event {
            Event::Start(tag) => self.start(tag, &range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => self.text(&text, &range),
            Event::Code(code) => {
                self.add_text(&code);
                let span = self.span(&range);
                if let Some(item) = self.item() {
                    item.codes.push(CodeSpan { text: code.into_string(), span });
                }
            }
            Event::SoftBreak | Event::HardBreak => self.add_text(" "),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::TaskListMarker(done) => {
                if let Some(item) = self.item() {
                    item.checked = Some(done);
                }
            }
            _ => {}
        }
        if !starts && let Some(link) = self.links.last_mut() {
            link.text_end = link.text_end.max(range.end.min(self.body.len()));
        }
    }

    fn item(&mut self) -> Option<&mut ListItem> {
        let number = *self.items.last()?;
        self.markdown.list_items.get_mut(number)
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Heading { .. } => self.heading = Some(String::new()),
            Tag::CodeBlock(kind) => self.start_code(&kind, range),
            Tag::List(first) => self.lists.push(first.is_some()),
            Tag::Item => self.start_item(range),
            Tag::Link { link_type, dest_url, id, .. } => self.start_link(link_type, &dest_url, &id, false, range),
            Tag::Image { link_type, dest_url, id, .. } => {
                self.images += 1;
                self.start_link(link_type, &dest_url, &id, true, range);
            }
            // Blocks of an item are words apart.
            Tag::Paragraph | Tag::TableCell => self.add_text(" "),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Heading(level) => self.end_heading(level as u8, range),
            TagEnd::CodeBlock => self.markdown.code_blocks.extend(self.code.take()),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Item => {
                if let Some(item) = self.item() {
                    item.text = squeezed(&item.text);
                }
                self.items.pop();
            }
            TagEnd::Link => self.end_link(range),
            TagEnd::Image => {
                self.images = self.images.saturating_sub(1);
                self.end_link(range);
            }
            _ => {}
        }
    }

    fn end_heading(&mut self, level: u8, range: &Range<usize>) {
        let text = squeezed(&self.heading.take().unwrap_or_default());
        let anchor = self.anchors.next(&text);
        let span = self.span(&self.trimmed(range));
        self.markdown.headings.push(Heading { level, text, anchor, span });
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.trim().to_owned(),
            CodeBlockKind::Indented => String::new(),
        };
        let word = info.split([' ', '\t', ',', '{']).next().unwrap_or("");
        let trimmed = self.trimmed(range);
        let text_span = self.span(&(trimmed.end..trimmed.end));
        self.code = Some(CodeBlock { language: word.to_lowercase(), info, text: String::new(), span: self.span(&trimmed), text_span });
    }

    fn start_item(&mut self, range: &Range<usize>) {
        let item = ListItem {
            text: String::new(),
            ordered: self.lists.last().copied().unwrap_or(false),
            checked: None,
            depth: (self.lists.len() as u32).saturating_sub(1),
            heading: self.markdown.headings.len().checked_sub(1),
            codes: Vec::new(),
            links: Vec::new(),
            span: self.span(&self.trimmed(range)),
        };
        self.items.push(self.markdown.list_items.len());
        self.markdown.list_items.push(item);
    }

    fn start_link(&mut self, kind: LinkType, target: &str, label: &str, image: bool, range: &Range<usize>) {
        let span = self.span(range);
        let target = if kind == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() };
        self.push_link(Link { text: String::new(), target, image, span, target_span: span });
        let number = self.markdown.links.len() - 1;
        self.links.push(OpenLink { number, kind, label: folded(label), text_end: range.start });
    }

    fn push_link(&mut self, link: Link) {
        let number = self.markdown.links.len();
        self.markdown.links.push(link);
        if let Some(item) = self.item() {
            item.links.push(number);
        }
    }

    fn end_link(&mut self, range: &Range<usize>) {
        let Some(open) = self.links.pop() else { return };
        let target = match open.kind {
            LinkType::Inline => inline_target(self.body, open.text_end, range.end),
            LinkType::Autolink | LinkType::Email => range.start + 1..range.end.saturating_sub(1),
            _ => match self.definitions.get(&open.label) {
                Some(definition) => defined_target(self.body, definition),
                None => range.clone(),
            },
        };
        let span = self.span(&target);
        if let Some(link) = self.markdown.links.get_mut(open.number) {
            link.text = squeezed(&link.text);
            link.target_span = span;
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        let span = self.span(range);
        if let Some(code) = &mut self.code {
            if code.text.is_empty() {
                code.text_span.start = span.start;
            }
            code.text.push_str(text);
            code.text_span.end = span.end;
            return;
        }
        self.add_text(text);
        if self.links.is_empty() {
            self.bare_addresses(range);
        }
    }

    /// Text for the heading, the item and the links it stands in.
    fn add_text(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading
            && self.images == 0
        {
            heading.push_str(text);
        }
        if let Some(item) = self.item() {
            item.text.push_str(text);
        }
        for open in &self.links {
            if let Some(link) = self.markdown.links.get_mut(open.number) {
                link.text.push_str(text);
            }
        }
    }

    /// Addresses that stand in the text as they are: GitHub makes links of them.
    fn bare_addresses(&mut self, range: &Range<usize>) {
        let mut at = range.start.max(self.bare_until);
        while let Some(found) = self.body.get(at..range.end).and_then(find_address) {
            let start = at + found;
            let length = address_length(self.body.get(start..).unwrap_or(""));
            let end = start + length;
            let target = self.body.get(start..end).unwrap_or("").to_owned();
            let span = self.span(&(start..end));
            self.push_link(Link { text: target.clone(), target, image: false, span, target_span: span });
            self.bare_until = end;
            at = end;
        }
    }

    fn html(&mut self, html: &str) {
        for attribute in ["id=", "name="] {
            for (at, _) in html.match_indices(attribute) {
                let value = html.get(at + attribute.len()..).unwrap_or("");
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                let own_word = html[..at].ends_with(char::is_whitespace);
                if let (true, Some(quote)) = (own_word, quote) {
                    self.markdown.html_anchors.extend(value[1..].split(quote).next().map(str::to_owned));
                }
            }
        }
    }
}

/// Words with one space between them.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn find_address(text: &str) -> Option<usize> {
    let starts = text.match_indices("http").map(|(at, _)| at);
    starts.into_iter().find(|&at| {
        let rest = &text[at..];
        let scheme = rest.starts_with("http://") || rest.starts_with("https://");
        let apart = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        scheme && apart && address_length(rest) > "https://".len()
    })
}

/// Length of the address at the beginning of a text: up to a blank or `<`, without punctuation and an unopened parenthesis at its end.
fn address_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '`' | '|' | '"')).unwrap_or(text.len());
    let mut address = &text[..end];
    loop {
        let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', ']']);
        let open = trimmed.matches('(').count();
        let unopened = trimmed.ends_with(')') && trimmed.matches(')').count() > open;
        let next = if unopened { &trimmed[..trimmed.len() - 1] } else { trimmed };
        if next.len() == address.len() {
            return address.len();
        }
        address = next;
    }
}

/// The target within `](target "title")`.
fn inline_target(body: &str, text_end: usize, end: usize) -> Range<usize> {
    let slice = body.get(text_end..end).unwrap_or("");
    let Some(open) = slice.find("](") else { return text_end..end };
    destination(body, text_end + open + 2, end)
}

/// The target within `[label]: target "title"`.
fn defined_target(body: &str, definition: &Range<usize>) -> Range<usize> {
    let slice = body.get(definition.clone()).unwrap_or("");
    match slice.find("]:") {
        Some(colon) => destination(body, definition.start + colon + 2, definition.end),
        None => definition.clone(),
    }
}

/// The destination from `from` on: in angle brackets, or up to a blank or the closing parenthesis.
fn destination(body: &str, from: usize, end: usize) -> Range<usize> {
    let slice = body.get(from..end).unwrap_or("");
    let start = from + (slice.len() - slice.trim_start().len());
    let rest = body.get(start..end).unwrap_or("");
    if let Some(inner) = rest.strip_prefix('<') {
        return start + 1..start + 1 + inner.find('>').unwrap_or(inner.len());
    }
    let mut open = 0_i32;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return start..start + at,
            ')' => open -= 1,
            c if c.is_whitespace() => return start..start + at,
            _ => {}
        }
    }
    start..end
}
