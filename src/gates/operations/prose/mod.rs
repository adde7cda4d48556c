//! Documents of operations as people write them: front matter, sections, and in them steps, commands and links, each with its place.

mod fold;
mod read;
mod when;

use std::ops::Range;

use document::{Node, Source};
use rule::Place;

pub(crate) use fold::{fold, slug};
pub(crate) use when::{day, interval, moment};

/// One document: Markdown with front matter, or YAML with a mapping `sections`.
#[derive(Debug)]
pub(crate) struct Page<'d> {
    /// Path of the file.
    pub(crate) path: &'d str,
    /// Its text.
    pub(crate) source: &'d Source,
    /// The front matter, or the YAML document itself.
    pub(crate) front: Option<Node<'d>>,
    /// What the first heading of level 1 says.
    pub(crate) title: Option<String>,
    /// Everything under a heading, in the order of the text; nested headings make sections of their own.
    pub(crate) sections: Vec<Section<'d>>,
    /// What can be linked to with `#…`.
    pub(crate) anchors: Vec<String>,
    /// Words of the body.
    pub(crate) words: usize,
}

/// A heading with what stands under it.
#[derive(Debug)]
pub(crate) struct Section<'d> {
    /// Text of the heading.
    pub(crate) title: String,
    /// Level, from 1; 0 is the text before the first heading.
    pub(crate) level: u8,
    /// The heading.
    pub(crate) place: Place<'d>,
    /// Paragraphs, steps and code, in order.
    pub(crate) blocks: Vec<Block<'d>>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// One item of a list, with all that is nested in it.
    Step,
    /// A code block of its own.
    Code,
    /// A paragraph, quotation, table …
    Prose,
}

/// One block of a section.
#[derive(Debug)]
pub(crate) struct Block<'d> {
    pub(crate) kind: BlockKind,
    /// Its text, without markup; code included.
    pub(crate) text: String,
    /// The block.
    pub(crate) place: Place<'d>,
    /// Lines of code blocks, and code spans.
    pub(crate) code: Vec<Line<'d>>,
    /// Links and images.
    pub(crate) links: Vec<Link<'d>>,
}

/// One line of code.
#[derive(Debug)]
pub(crate) struct Line<'d> {
    pub(crate) text: String,
    pub(crate) place: Place<'d>,
}

/// One link.
#[derive(Debug)]
pub(crate) struct Link<'d> {
    pub(crate) target: String,
    pub(crate) place: Place<'d>,
}

impl<'d> Page<'d> {
    /// A page of Markdown whose front matter is `front`.
    pub(crate) fn markdown(path: &'d str, source: &'d Source, front: Option<Node<'d>>) -> Self {
        let place = |range: Range<usize>| Place::Span(source, source.span(range.start, range.end));
        let body = read::read(source.text(), true, &place);
        Page { path, source, front, title: body.title, sections: body.sections, anchors: body.anchors, words: body.words }
    }

    /// A page of YAML: the fields are those of the document, the sections the texts under `sections`.
    pub(crate) fn yaml(path: &'d str, root: Node<'d>) -> Self {
        let source = root.document().source();
        let mut page = Page { path, source, front: Some(root), title: None, sections: Vec::new(), anchors: Vec::new(), words: 0 };
        for entry in root.get("sections").map(Node::entries).unwrap_or_default() {
            let place = |_: Range<usize>| Place::Node(entry.value);
            let body = read::read(entry.value.text(), false, &place);
            page.words += body.words;
            let blocks = body.sections.into_iter().flat_map(|section| section.blocks).collect();
            let title = entry.name().replace('_', " ");
            page.anchors.push(slug(&title));
            page.sections.push(Section { title, level: 2, place: Place::Node(entry.key), blocks });
        }
        page
    }

    /// The value of a field, where it says something.
    pub(crate) fn field(&self, name: &str) -> Option<Node<'d>> {
        self.front?.get(name).filter(|value| says_something(*value))
    }

    /// The text of a field.
    pub(crate) fn text(&self, name: &str) -> Option<&'d str> {
        Some(self.field(name)?.text().trim()).filter(|text| !text.is_empty())
    }

    /// The texts of a field that is a list, or a single text; each with its node.
    pub(crate) fn list(&self, name: &str) -> Vec<Node<'d>> {
        match self.field(name) {
            Some(list) if list.is_sequence() => list.items().collect(),
            Some(single) => vec![single],
            None => Vec::new(),
        }
    }

    /// Where a missing field belongs: the front matter, or else the file.
    pub(crate) fn head(&self) -> Place<'d> {
        match self.front {
            Some(front) => front.entries().first().map_or(Place::Node(front), |entry| Place::Node(entry.key)),
            None => Place::Path(self.path),
        }
    }

    /// The first section that one of `names` (already folded) names.
    pub(crate) fn section(&self, names: &[&str]) -> Option<&Section<'d>> {
        self.sections.iter().find(|section| section.is(names))
    }

    /// The blocks of a section and of the sections nested in it.
    pub(crate) fn blocks_of<'p>(&'p self, section: &'p Section<'d>) -> impl Iterator<Item = &'p Block<'d>> {
        let from = self.sections.iter().position(|known| std::ptr::eq(known, section)).unwrap_or(self.sections.len());
        let nested = self.sections.iter().skip(from + 1).take_while(|below| below.level > section.level);
        section.blocks.iter().chain(nested.flat_map(|section| section.blocks.iter()))
    }

    /// All blocks of the page.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block<'d>> {
        self.sections.iter().flat_map(|section| section.blocks.iter())
    }
}

impl Section<'_> {
    /// Whether the heading is one of `names`, perhaps with a number before it or more words after it: "2. Mitigation (stop the damage)".
    pub(crate) fn is(&self, names: &[&str]) -> bool {
        let title = fold(&self.title);
        let title = title.trim_start_matches(|c: char| !c.is_alphabetic());
        names.iter().any(|name| {
            let rest = title.strip_prefix(name);
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    }
}

/// Whether a value is more than null, an empty text or an empty collection.
pub(crate) fn says_something(value: Node<'_>) -> bool {
    if value.is_sequence() {
        return value.items().any(says_something);
    }
    if value.is_mapping() {
        return !value.entries().is_empty();
    }
    !value.is_null() && !value.text().trim().is_empty()
}

#[cfg(test)]
mod tests {
    use document::SourceId;

    use super::*;

    fn page(text: &str) -> (Source, usize) {
        (Source::new(SourceId(0), "docs/runbooks/a.md", text), text.len())
    }

    #[test]
    fn sections_steps_commands_and_links_keep_their_places() {
        let text = "---\nid: a\n---\n# Latência\n\n## 2. Mitigação (estancar)\n\n1. Reduza: `kubectl scale`\n2. Veja [o painel](painel.md#p99)\n\n```sh\nrm -rf /tmp/x\n```\n\n### Plano B\n\nNada.\n";
        let (source, _) = page(text);
        let page = Page::markdown("docs/runbooks/a.md", &source, None);
        assert_eq!(page.title.as_deref(), Some("Latência"));
        let section = page.section(&["mitigacao"]).unwrap();
        let kinds: Vec<_> = page.blocks_of(section).map(|block| block.kind).collect();
        assert_eq!(kinds, [BlockKind::Step, BlockKind::Step, BlockKind::Code, BlockKind::Prose]);
        assert_eq!(section.blocks[0].code[0].text, "kubectl scale");
        assert_eq!(section.blocks[1].links[0].target, "painel.md#p99");
        let line = &section.blocks[2].code[0];
        assert_eq!(line.text, "rm -rf /tmp/x");
        let Place::Span(_, span) = line.place else { panic!("a line of Markdown has a span") };
        assert_eq!(source.slice(span), "rm -rf /tmp/x");
        assert_eq!(page.anchors, ["latência", "2-mitigação-estancar", "plano-b"]);
    }

    #[test]
    fn a_heading_is_known_by_its_beginning() {
        let named = |title: &str| Section { title: title.into(), level: 2, place: Place::Tree, blocks: Vec::new() };
        assert!(named("Rollback / Reversão").is(&["rollback"]));
        assert!(named("🚑 Mitigation:").is(&["mitigation"]));
        assert!(!named("Impactful words").is(&["impact"]));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_page(text in "(---\\n|# |## |- |[0-9]\\. |```|`|\\[a\\]\\(b\\)|<!--|<a id=|\\||\\n|  |[a-zç]{1,3}|\\PC){0,40}") {
            let source = Source::new(SourceId(0), "docs/runbooks/a.md", text);
            let page = Page::markdown("docs/runbooks/a.md", &source, None);
            for block in page.blocks() {
                for place in block.code.iter().map(|line| line.place).chain([block.place]) {
                    let Place::Span(_, span) = place else { panic!("a place in Markdown is a span") };
                    // Every place falls on characters.
                    assert!(source.text().get(span.start as usize..span.end as usize).is_some());
                }
            }
        }
    }
}
