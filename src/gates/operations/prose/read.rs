//! Markdown as sections of blocks. `document::markdown` lists headings, links, code and items each for itself; whether a confirmation stands beside
//! a command is a question about the order of paragraphs, steps and code, which is kept here.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use rule::Place;

use super::{Block, BlockKind, Line, Link, Section, slug};

/// What a text holds.
pub(super) struct Body<'d> {
    pub(super) title: Option<String>,
    pub(super) sections: Vec<Section<'d>>,
    pub(super) anchors: Vec<String>,
    pub(super) words: usize,
}

/// Reads Markdown; `place` says where a range of it stands, `front_matter` whether it may begin with front matter.
pub(super) fn read<'d>(text: &str, front_matter: bool, place: &dyn Fn(Range<usize>) -> Place<'d>) -> Body<'d> {
    let mut options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES;
    if front_matter {
        options |= Options::ENABLE_YAML_STYLE_METADATA_BLOCKS | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    }
    let mut reader = Reader::new(place);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, range);
    }
    reader.finish()
}

struct Reader<'d, 'p> {
    place: &'p dyn Fn(Range<usize>) -> Place<'d>,
    body: Body<'d>,
    heading: Option<Heading>,
    block: Option<Block<'d>>,
    /// Open elements inside the block.
    open: usize,
    /// Whether a list around the block is open.
    in_list: bool,
    in_code: bool,
    in_front_matter: bool,
}

struct Heading {
    level: u8,
    text: String,
    id: Option<String>,
}

impl<'d, 'p> Reader<'d, 'p> {
    fn new(place: &'p dyn Fn(Range<usize>) -> Place<'d>) -> Self {
        let before = Section { title: String::new(), level: 0, place: place(0..0), blocks: Vec::new() };
        let body = Body { title: None, sections: vec![before], anchors: Vec::new(), words: 0 };
        Reader { place, body, heading: None, block: None, open: 0, in_list: false, in_code: false, in_front_matter: false }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => self.in_front_matter = true,
            Event::End(TagEnd::MetadataBlock(_)) => self.in_front_matter = false,
            _ if self.in_front_matter => {}
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.code_span(&code, range),
            Event::SoftBreak | Event::HardBreak => self.push(" "),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        if self.block.is_some() {
            self.open += 1;
            self.inside(tag, range);
            return;
        }
        let kind = match tag {
            Tag::Heading { level, id, .. } => {
                self.heading = Some(Heading { level: rank(*level), text: String::new(), id: id.as_ref().map(ToString::to_string) });
                return;
            }
            Tag::List(_) => {
                self.in_list = true;
                return;
            }
            _ if self.heading.is_some() => return,
            Tag::Item => BlockKind::Step,
            Tag::CodeBlock(_) => BlockKind::Code,
            _ => BlockKind::Prose,
        };
        self.in_code = kind == BlockKind::Code;
        self.block = Some(Block { kind, text: String::new(), place: (self.place)(range), code: Vec::new(), links: Vec::new() });
    }

    fn inside(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                let link = Link { target: dest_url.to_string(), place: (self.place)(range) };
                self.block.iter_mut().for_each(|block| block.links.push(Link { target: link.target.clone(), place: link.place }));
            }
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::Paragraph | Tag::Item | Tag::TableRow | Tag::TableCell => self.push("\n"),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        if tag == TagEnd::CodeBlock {
            self.in_code = false;
        }
        if let TagEnd::Heading(_) = tag
            && self.block.is_none()
        {
            self.close_heading(range);
            return;
        }
        if self.block.is_some() {
            if self.open > 0 {
                self.open -= 1;
                return;
            }
            self.close_block();
        } else if let TagEnd::List(_) = tag {
            self.in_list = false;
        }
    }

    fn close_heading(&mut self, range: Range<usize>) {
        let Some(heading) = self.heading.take() else { return };
        let title = heading.text.trim().to_string();
        self.anchor(heading.id.unwrap_or_else(|| slug(&title)));
        if heading.level == 1 && self.body.title.is_none() {
            self.body.title = Some(title.clone());
        }
        let place = (self.place)(range);
        self.body.sections.push(Section { title, level: heading.level, place, blocks: Vec::new() });
    }

    /// A second heading of the same words gets `-1`, a third `-2`.
    fn anchor(&mut self, wanted: String) {
        let mut anchor = wanted.clone();
        let mut number = 0;
        while self.body.anchors.contains(&anchor) {
            number += 1;
            anchor = format!("{wanted}-{number}");
        }
        self.body.anchors.push(anchor);
    }

    fn close_block(&mut self) {
        let Some(block) = self.block.take() else { return };
        self.body.words += block.text.split_whitespace().count();
        if let Some(section) = self.body.sections.last_mut() {
            section.blocks.push(block);
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        self.push(text);
        if self.in_code {
            self.code_lines(text, range);
        }
    }

    fn code_lines(&mut self, text: &str, range: Range<usize>) {
        let mut from = range.start;
        for line in text.split_inclusive('\n') {
            let shown = line.trim_end();
            if !shown.is_empty() {
                let place = (self.place)(from..from + shown.len());
                self.block.iter_mut().for_each(|block| block.code.push(Line { text: shown.to_string(), place }));
            }
            from += line.len();
        }
    }

    fn code_span(&mut self, code: &str, range: Range<usize>) {
        self.push(code);
        let place = (self.place)(range);
        self.block.iter_mut().for_each(|block| block.code.push(Line { text: code.to_string(), place }));
    }

    fn push(&mut self, text: &str) {
        if let Some(block) = &mut self.block {
            block.text.push_str(text);
        } else if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
    }

    /// `<a id="x">` and `<a name="x">` can be linked to; comments count as nothing else.
    fn html(&mut self, html: &str) {
        for attribute in ["id=", "name="] {
            let Some((_, after)) = html.split_once(attribute) else { continue };
            let name: String = after.trim_start_matches(['"', '\'']).chars().take_while(|c| !matches!(c, '"' | '\'' | '>' | ' ')).collect();
            self.body.anchors.push(name);
        }
    }

    fn finish(mut self) -> Body<'d> {
        self.close_block();
        self.body.sections.retain(|section| section.level > 0 || !section.blocks.is_empty());
        self.body
    }
}

fn rank(level: HeadingLevel) -> u8 {
    level as u8
}
