//! Where a finding stands. A rule names a node; line, column and pointer are worked out here.

use document::{Document, Node, NodeId, Source, Span};
use serde::{Deserialize, Serialize};

use crate::Context;

/// A place as a rule names it.
#[derive(Debug, Clone, Copy)]
pub enum Place<'d> {
    /// A value.
    Node(Node<'d>),
    /// The key under which a value stands, where it has one.
    KeyOf(Node<'d>),
    /// Bytes of a source.
    Span(&'d Source, Span),
    /// A file as a whole, or a path that does not exist.
    Path(&'d str),
    /// The tree as a whole.
    Tree,
}

impl<'d> From<Node<'d>> for Place<'d> {
    fn from(node: Node<'d>) -> Self {
        Place::Node(node)
    }
}

impl<'d> From<&'d str> for Place<'d> {
    fn from(path: &'d str) -> Self {
        Place::Path(path)
    }
}

impl<'d> From<&'d String> for Place<'d> {
    fn from(path: &'d String) -> Self {
        Place::Path(path)
    }
}

impl<'d> From<&'d Source> for Place<'d> {
    fn from(source: &'d Source) -> Self {
        Place::Path(source.path())
    }
}

impl<'d> Place<'d> {
    /// The place of a node that a fact remembered by its number.
    pub fn remembered(document: &'d Document, id: NodeId) -> Self {
        Place::Node(document.node(id))
    }

    /// Line, column and pointer of this place.
    pub fn locate(self) -> Location {
        match self {
            Place::Node(node) => of_node(node, node.span()),
            Place::KeyOf(node) => of_node(node, node.key().unwrap_or(node).span()),
            Place::Span(source, span) => of_span(source, span),
            Place::Path(path) => Location::path(path),
            Place::Tree => Location::path("."),
        }
    }

    /// What the fingerprint hashes where no pointer says it: the text of the place.
    pub(crate) fn subject(self) -> String {
        match self {
            Place::Span(source, span) => source.slice(span).split_whitespace().collect::<Vec<_>>().join(" "),
            _ => String::new(),
        }
    }
}

fn of_node(node: Node<'_>, span: Span) -> Location {
    let mut location = of_span(node.document().source(), span);
    location.pointer = Some(node.pointer());
    location
}

fn of_span(source: &Source, span: Span) -> Location {
    let start = source.position(span.start);
    let end = source.position(span.end);
    Location {
        path: source.path().into(),
        line: Some(start.line),
        column: Some(start.column),
        end_line: Some(end.line),
        end_column: Some(end.column),
        pointer: None,
        span: Some(span),
    }
}

/// A place worked out: what reports print.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Location {
    /// Path relative to the directory the run looks at, with `/`; `.` is the tree as a whole.
    pub path: String,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Column in Unicode scalar values, from 1.
    pub column: Option<u32>,
    /// Line of the end.
    pub end_line: Option<u32>,
    /// Column after the last character.
    pub end_column: Option<u32>,
    /// JSON Pointer (RFC 6901) into the document, where one exists.
    pub pointer: Option<String>,
    /// The bytes, while the run still has the source.
    #[serde(skip)]
    pub span: Option<Span>,
}

impl Location {
    /// A file as a whole.
    pub fn path(path: impl Into<String>) -> Self {
        Location { path: path.into(), ..Location::default() }
    }
}

impl Context<'_> {
    /// Whether a path exists in the tree under check, as file or folder.
    pub fn exists(&self, path: &str) -> bool {
        self.run().store().exists(path)
    }
}
