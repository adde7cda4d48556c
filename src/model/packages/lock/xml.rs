//! XML with places, for the formats of Java and .NET. Entities of a document type are refused by the parser: they are what bombs are made of.

use document::{Source, Span, SyntaxError};
use roxmltree::{Document, Node};

use crate::packages::lock_file::error_at;

/// Most elements of one file.
const ELEMENTS: u32 = 4_000_000;

/// Reads a text as XML.
pub(crate) fn parse(source: &Source) -> Result<Document<'_>, SyntaxError> {
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: ELEMENTS, ..roxmltree::ParsingOptions::default() };
    let text = source.text().trim_start_matches('\u{feff}');
    Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        let line_start = source.text().split_inclusive('\n').take(at.row.saturating_sub(1) as usize).map(str::len).sum::<usize>();
        let offset = line_start
            + source.text()[line_start.min(source.text().len())..]
                .char_indices()
                .nth(at.col.saturating_sub(1) as usize)
                .map_or(0, |(at, _)| at);
        error_at(source, source.span(offset, offset), without_position(&error.to_string()))
    })
}

/// The parser's words without its own `at 1:2`.
fn without_position(message: &str) -> String {
    message.rsplit_once(" at ").map_or(message, |(words, _)| words).to_owned()
}

/// The place of an element's start.
pub(crate) fn span(source: &Source, node: Node<'_, '_>) -> Span {
    let shift = source.text().len() - source.text().trim_start_matches('\u{feff}').len();
    let range = node.range();
    source.span(range.start + shift, range.end + shift)
}

/// Elements of a local name, whatever their namespace.
pub(crate) fn children<'a, 'x>(node: Node<'a, 'x>, name: &'a str) -> impl Iterator<Item = Node<'a, 'x>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The first element of a local name.
pub(crate) fn child<'a, 'x>(node: Node<'a, 'x>, name: &str) -> Option<Node<'a, 'x>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// The text of the first element of a local name.
pub(crate) fn child_text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    child(node, name)?.text().map(str::trim).filter(|text| !text.is_empty())
}

/// An attribute, whatever the case of its name.
pub(crate) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name().eq_ignore_ascii_case(name)).map(|attribute| attribute.value())
}

/// The root element, which has to have this local name.
pub(crate) fn root<'a, 'x>(source: &Source, document: &'a Document<'x>, name: &str) -> Result<Node<'a, 'x>, SyntaxError> {
    let root = document.root_element();
    if root.tag_name().name() == name {
        return Ok(root);
    }
    Err(error_at(source, span(source, root), format!("expected `<{name}>` at the top of this file")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn errors_have_places_and_entities_are_refused() {
        let source = Source::new(SourceId(0), "pom.xml", "<a>\n  <b>\n</a>");
        assert_eq!(parse(&source).unwrap_err().position.line, 3);
        let bomb = Source::new(SourceId(0), "pom.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>");
        assert!(parse(&bomb).is_err());
    }
}
