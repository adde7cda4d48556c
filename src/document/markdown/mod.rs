//! Markdown (CommonMark with the tables, task lists and bare links of GitHub) as headings, sections, links, code and list items, each with
//! its true place in the file.

mod anchor;
mod collect;
mod frame;
mod front;
#[cfg(test)]
mod tests;

use crate::{Format, Source, Span};

pub(crate) use frame::read;

/// What is written in a Markdown text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markdown {
    /// The front matter, if the text begins with one.
    pub front_matter: Option<FrontMatter>,
    /// The part after the front matter.
    pub body: Span,
    /// All headings, in order.
    pub headings: Vec<Heading>,
    /// All links and images, in order.
    pub links: Vec<Link>,
    /// All code blocks, in order.
    pub code_blocks: Vec<CodeBlock>,
    /// All list items, in the order of their first character; nested ones after the item they stand in.
    pub list_items: Vec<ListItem>,
    /// `name` and `id` attributes of raw HTML: anchors too.
    pub html_anchors: Vec<String>,
}

/// The settings above a text, between lines of `---` (YAML) or `+++` (TOML).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontMatter {
    /// Its language.
    pub format: Format,
    /// The text between the lines.
    pub span: Span,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The text without marks.
    pub text: String,
    /// The anchor that GitHub gives it: unique within the file.
    pub anchor: String,
    /// The line, or the two lines of an underlined one.
    pub span: Span,
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The text shown, or the text that stands for an image.
    pub text: String,
    /// Where it goes, as written with escapes resolved.
    pub target: String,
    /// Whether it is an image.
    pub image: bool,
    /// From the bracket to the parenthesis.
    pub span: Span,
    /// The target alone; of a link by reference it stands in the definition.
    pub target_span: Span,
}

/// A code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBlock {
    /// First word after the fence, in small letters; empty where none is given or the block is indented.
    pub language: String,
    /// The whole line after the fence.
    pub info: String,
    /// The code.
    pub text: String,
    /// With its fences.
    pub span: Span,
    /// The code without fences.
    pub text_span: Span,
}

/// A code span: `` `kubectl get pods` ``.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSpan {
    /// The code.
    pub text: String,
    /// With its backticks.
    pub span: Span,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListItem {
    /// Its text without marks and without the items inside it; line breaks are spaces.
    pub text: String,
    /// Whether its list is numbered.
    pub ordered: bool,
    /// Of a task (`[x]`): whether it is done.
    pub checked: Option<bool>,
    /// 0 for an item of an outer list, 1 for one inside it ….
    pub depth: u32,
    /// The heading above it, by number.
    pub heading: Option<usize>,
    /// Code spans in it, not those of items inside it.
    pub codes: Vec<CodeSpan>,
    /// Links in it, by number, not those of items inside it.
    pub links: Vec<usize>,
    /// From its mark to its last character.
    pub span: Span,
}

/// A heading with what stands below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section<'m> {
    /// The heading.
    pub heading: &'m Heading,
    /// From the end of the heading to the next heading of the same or a higher rank.
    pub body: Span,
    /// From the end of the heading to the next heading of any rank.
    pub own: Span,
}

impl Markdown {
    /// Reads a text. Every text is Markdown, so there is no error; front matter is found, not read: see [`crate::parse`] for its tree.
    pub fn read(source: &Source) -> Markdown {
        collect::collect(source)
    }

    /// The sections, one for each heading.
    pub fn sections(&self) -> impl Iterator<Item = Section<'_>> {
        (0..self.headings.len()).filter_map(|number| self.section_of(number))
    }

    /// The section of a heading, by its number.
    pub fn section_of(&self, number: usize) -> Option<Section<'_>> {
        let heading = self.headings.get(number)?;
        let after = self.headings.get(number + 1..).unwrap_or(&[]);
        let until =
            |end: Option<&Heading>| Span { start: heading.span.end, end: end.map_or(self.body.end, |next| next.span.start), ..self.body };
        let next = after.iter().find(|next| next.level <= heading.level);
        Some(Section { heading, body: until(next), own: until(after.first()) })
    }

    /// The first section whose heading has this text. Case, numbers before it (`2. `) and punctuation around it do not count.
    pub fn section(&self, text: &str) -> Option<Section<'_>> {
        let wanted = plain_title(text);
        self.sections().find(|section| plain_title(&section.heading.text) == wanted)
    }

    /// The links that stand within a span.
    pub fn links_in(&self, span: Span) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| within(link.span, span))
    }

    /// The code blocks that stand within a span.
    pub fn code_blocks_in(&self, span: Span) -> impl Iterator<Item = &CodeBlock> {
        self.code_blocks.iter().filter(move |block| within(block.span, span))
    }

    /// The list items that stand within a span.
    pub fn list_items_in(&self, span: Span) -> impl Iterator<Item = &ListItem> {
        self.list_items.iter().filter(move |item| within(item.span, span))
    }

    /// Whether a link to `#anchor` finds something. Browsers and GitHub do not mind the case.
    pub fn has_anchor(&self, anchor: &str) -> bool {
        let anchor = anchor.to_lowercase();
        let headings = self.headings.iter().map(|heading| heading.anchor.as_str());
        let html = self.html_anchors.iter().map(String::as_str);
        headings.chain(html).any(|known| known.to_lowercase() == anchor)
    }
}

fn within(inner: Span, outer: Span) -> bool {
    inner.start >= outer.start && inner.end <= outer.end
}

/// A title as people mean it: small letters, without its number and without marks at its ends.
pub fn plain_title(text: &str) -> String {
    let text = text.trim();
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let unnumbered = match text.len() - number.len() {
        0 => text,
        _ => number.strip_prefix(')').unwrap_or(number),
    };
    let kept = if unnumbered.starts_with([' ', '\t']) || unnumbered.is_empty() { unnumbered } else { text };
    let title = kept.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if title.is_empty() { text.to_lowercase() } else { title }
}
