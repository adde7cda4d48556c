//! XML as elements with their places: a thin view of `roxmltree`, which reads namespaces and checks that a text is well-formed.
//!
//! Document type definitions are refused, and with them every entity but the five of XML.

use roxmltree::{NodeType, ParsingOptions};

use crate::{Limits, Position, Source, Span, SyntaxError};

/// An XML text read as a tree.
#[derive(Debug)]
pub struct Document<'s> {
    source: &'s Source,
    tree: roxmltree::Document<'s>,
}

/// An element. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Element<'d, 's> {
    source: &'s Source,
    node: roxmltree::Node<'d, 's>,
}

/// An attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'d> {
    /// Name without prefix.
    pub name: &'d str,
    /// Namespace, if it has one.
    pub namespace: Option<&'d str>,
    /// Value with entities resolved.
    pub value: &'d str,
    /// Name, sign and value.
    pub span: Span,
    /// The value without its quotes.
    pub value_span: Span,
}

/// Reads a source as XML, within limits.
///
/// # Errors
/// A text that is not well-formed, one with a document type definition, one that passes a limit.
pub fn parse<'s>(source: &'s Source, limits: &Limits) -> Result<Document<'s>, SyntaxError> {
    let text = source.text();
    let size = text.len() as u64;
    if size > limits.bytes || size >= u64::from(u32::MAX) {
        return Err(crate::source::too_large(source, size, limits));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: limits.nodes, ..ParsingOptions::default() };
    match roxmltree::Document::parse_with_options(text, options) {
        Ok(tree) => {
            let document = Document { source, tree };
            document.check_depth(limits.depth)?;
            Ok(document)
        }
        Err(error) => Err(explain(&error, source, limits)),
    }
}

fn explain(error: &roxmltree::Error, source: &Source, limits: &Limits) -> SyntaxError {
    use roxmltree::Error;
    let at = |what: &str| source.text().find(what).unwrap_or(0);
    let (offset, message, help) = match error {
        Error::DtdDetected => (
            at("<!DOCTYPE"),
            "the text has a document type definition".to_owned(),
            Some("remove it: such definitions can read files and grow without end"),
        ),
        Error::NodesLimitReached => (0, format!("more than {} nodes in one file", limits.nodes), None),
        Error::NoRootNode => (source.text().len(), "the text has no element".to_owned(), None),
        Error::UnclosedRootNode => (source.text().len(), "an element is not closed".to_owned(), None),
        other => (offset_of(source.text(), other.pos()), without_place(other), None),
    };
    let end = source.text().get(offset..).and_then(|rest| rest.chars().next()).map_or(offset, |c| offset + c.len_utf8());
    let error = SyntaxError::new(source, source.span(offset, end), message);
    match help {
        Some(help) => error.with_help(help),
        None => error,
    }
}

/// The message without `at 1:2`, which the span says better.
fn without_place(error: &roxmltree::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at ") {
        Some(at) if text[at + 4..].chars().all(|c| c.is_ascii_digit() || c == ':') => text[..at].to_owned(),
        _ => text,
    }
}

fn offset_of(text: &str, place: roxmltree::TextPos) -> usize {
    let mut start = 0;
    for _ in 1..place.row {
        match text.get(start..).and_then(|rest| rest.find('\n')) {
            Some(end) => start += end + 1,
            None => break,
        }
    }
    let line = text.get(start..).unwrap_or("");
    line.char_indices().nth(place.col.saturating_sub(1) as usize).map_or(text.len(), |(at, _)| start + at)
}

impl<'s> Document<'s> {
    /// The text.
    pub fn source(&self) -> &'s Source {
        self.source
    }

    /// The outermost element.
    pub fn root(&self) -> Element<'_, 's> {
        Element { source: self.source, node: self.tree.root_element() }
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        self.source.position(offset)
    }

    /// All elements, each before what it holds.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_, 's>> {
        self.root().descendants()
    }

    fn check_depth(&self, most: u32) -> Result<(), SyntaxError> {
        let mut depth = 0_u32;
        let mut node = Some(self.tree.root());
        while let Some(current) = node {
            if let Some(child) = current.first_child() {
                depth += 1;
                if depth > most && child.is_element() {
                    let span = Element { source: self.source, node: child }.name_span();
                    return Err(SyntaxError::new(self.source, span, format!("nested deeper than {most} levels")));
                }
                node = Some(child);
                continue;
            }
            let mut up = Some(current);
            node = loop {
                match up {
                    None => break None,
                    Some(here) => match here.next_sibling() {
                        Some(next) => break Some(next),
                        None => {
                            up = here.parent();
                            depth = depth.saturating_sub(1);
                        }
                    },
                }
            };
        }
        Ok(())
    }
}

impl<'d, 's> Element<'d, 's> {
    fn of(self, node: roxmltree::Node<'d, 's>) -> Self {
        Element { source: self.source, node }
    }

    /// Name without prefix.
    pub fn name(self) -> &'d str {
        self.node.tag_name().name()
    }

    /// Namespace, if it has one.
    pub fn namespace(self) -> Option<&'d str> {
        self.node.tag_name().namespace()
    }

    /// From its first to its last tag.
    pub fn span(self) -> Span {
        let range = self.node.range();
        self.source.span(range.start, range.end)
    }

    /// Its name in its first tag, with the prefix.
    pub fn name_span(self) -> Span {
        let start = self.node.range().start + 1;
        let rest = self.source.text().get(start..).unwrap_or("");
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
        self.source.span(start, start + end)
    }

    /// Line and column of its first character.
    pub fn position(self) -> Position {
        self.source.position(self.span().start)
    }

    /// Its attributes, in order.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'d>> {
        self.node.attributes().map(move |attribute| {
            let (range, value) = (attribute.range(), attribute.range_value());
            Attribute {
                name: attribute.name(),
                namespace: attribute.namespace(),
                value: attribute.value(),
                span: self.source.span(range.start, range.end),
                value_span: self.source.span(value.start, value.end),
            }
        })
    }

    /// The attribute of a name without prefix, of any namespace.
    pub fn attribute(self, name: &str) -> Option<Attribute<'d>> {
        self.attributes().find(|attribute| attribute.name == name)
    }

    /// The text directly in it, entities resolved, blanks at its ends left out.
    pub fn text(self) -> String {
        let parts: Vec<&str> =
            self.node.children().filter(|child| child.node_type() == NodeType::Text).filter_map(|child| child.text()).collect();
        parts.concat().trim().to_owned()
    }

    /// The text directly in it, entities resolved, every blank kept.
    pub fn whole_text(self) -> String {
        self.node.children().filter(|child| child.node_type() == NodeType::Text).filter_map(|child| child.text()).collect()
    }

    /// Where the text directly in it stands: from the first to the last character that is no blank.
    pub fn text_span(self) -> Option<Span> {
        let ranges: Vec<_> = self.node.children().filter(|child| child.is_text()).map(|child| child.range()).collect();
        let (start, end) = (ranges.first()?.start, ranges.last()?.end);
        let slice = self.source.text().get(start..end)?;
        let from = start + slice.len() - slice.trim_start().len();
        Some(self.source.span(from, (start + slice.trim_end().len()).max(from)))
    }

    /// The elements directly in it.
    pub fn children(self) -> impl Iterator<Item = Element<'d, 's>> {
        self.node.children().filter(|child| child.is_element()).map(move |child| self.of(child))
    }

    /// The first element of a name directly in it.
    pub fn child(self, name: &str) -> Option<Element<'d, 's>> {
        self.children().find(|child| child.name() == name)
    }

    /// A chain of names: `project.path(["build", "plugins"])`.
    pub fn path<'k>(self, names: impl IntoIterator<Item = &'k str>) -> Option<Element<'d, 's>> {
        names.into_iter().try_fold(self, |element, name| element.child(name))
    }

    /// The element and all elements in it, each before what it holds.
    pub fn descendants(self) -> impl Iterator<Item = Element<'d, 's>> {
        self.node.descendants().filter(|node| node.is_element()).map(move |node| self.of(node))
    }

    /// The element it stands in.
    pub fn parent(self) -> Option<Element<'d, 's>> {
        self.node.parent_element().map(|node| self.of(node))
    }
}

impl PartialEq for Element<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl Eq for Element<'_, '_> {}

impl std::fmt::Debug for Element<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}>", self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceId;

    fn source(text: &str) -> Source {
        Source::new(SourceId(0), "pom.xml", text)
    }

    fn error(text: &str) -> SyntaxError {
        parse(&source(text), &Limits::default()).expect_err(text)
    }

    #[test]
    fn elements_have_names_attributes_texts_and_places() {
        let source = source(
            "\u{feff}<?xml version=\"1.0\"?>\r\n<p:projeto xmlns:p=\"urn:a\" ação='é &amp; x'>\r\n  <versão> 1<!-- c -->.2 </versão>\r\n  <p:a><b/></p:a>\r\n</p:projeto>\r\n",
        );
        let document = parse(&source, &Limits::default()).unwrap();
        let root = document.root();
        assert_eq!((root.name(), root.namespace()), ("projeto", Some("urn:a")));
        assert_eq!(source.slice(root.name_span()), "p:projeto");
        assert_eq!(root.position(), Position { line: 2, column: 1 });
        let attribute = root.attribute("ação").unwrap();
        assert_eq!((attribute.value, source.slice(attribute.value_span)), ("é & x", "é &amp; x"));
        let version = root.child("versão").unwrap();
        assert_eq!((version.text().as_str(), version.position()), ("1.2", Position { line: 3, column: 3 }));
        assert_eq!(source.slice(version.text_span().unwrap()), "1<!-- c -->.2");
        assert_eq!(source.slice(version.span()), "<versão> 1<!-- c -->.2 </versão>");
        assert_eq!(root.path(["a", "b"]).unwrap().parent().unwrap().name(), "a");
        assert_eq!(document.elements().map(Element::name).collect::<Vec<_>>(), ["projeto", "versão", "a", "b"]);
    }

    #[test]
    fn definitions_and_entities_are_refused() {
        let laughs = "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'x'>]>\n<a>&b;</a>";
        let found = error(laughs);
        assert_eq!(found.to_string(), "pom.xml:2:1: the text has a document type definition");
        assert!(found.help.is_some());
        assert_eq!(error("<a>\n é &b;</a>").position, Position { line: 2, column: 4 });
    }

    #[test]
    fn mistakes_and_limits_have_places() {
        assert_eq!(error("<a>\n<é></b></a>").position.line, 2);
        assert_eq!(error("").message, "the text has no element");
        assert_eq!(error("<a>").message, "an element is not closed");
        assert!(error(&"<a>".repeat(100_000)).message.contains("not closed"));
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert_eq!(error(&deep).message, "nested deeper than 200 levels");
        let few = Limits { nodes: 2, ..Limits::default() };
        assert!(parse(&source("<a><b/><c/></a>"), &few).is_err());
        let level = format!("{}x{}", "<a>".repeat(200), "</a>".repeat(200));
        assert!(parse(&source(&level), &Limits::default()).is_ok());
    }
}
