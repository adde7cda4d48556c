//! JSONPath (RFC 9535) over nodes, with the functions of the standard and I-Regexp (RFC 9485).
//!
//! A query is checked completely when it is read: syntax, the types of functions, singular queries in comparisons, regular expressions
//! that stand as literals. The order of results is the order of the text; a node found twice is there twice.

mod compare;
mod evaluate;
mod expression;
mod literal;
mod parser;
mod regexp;
#[cfg(test)]
mod tests;

use crate::Node;
use crate::pointer::Step;

/// A query, ready to be asked.
#[derive(Debug, Clone)]
pub struct Path {
    text: String,
    segments: Vec<Segment>,
}

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// Byte of the text at which it stops to be a query.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for PathError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (at byte {})", self.message, self.offset)
    }
}

impl std::error::Error for PathError {}

/// A query looked at more nodes than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted {
    /// How many nodes it may look at.
    pub visits: u64,
}

impl std::fmt::Display for Exhausted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the query looked at more than {} nodes", self.visits)
    }
}

impl std::error::Error for Exhausted {}

/// One step of a query: `.a`, `[1, 2]`, `..[*]`.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub(crate) descendant: bool,
    pub(crate) selectors: Vec<Selector>,
}

#[derive(Debug, Clone)]
pub(crate) enum Selector {
    Name(String),
    Wildcard,
    Index(i64),
    Slice { start: Option<i64>, end: Option<i64>, step: i64 },
    Filter(Box<expression::Logical>),
}

impl Path {
    /// How many nodes a query may look at unless it is told otherwise.
    pub const VISITS: u64 = 50_000_000;

    /// Reads a query.
    ///
    /// # Errors
    /// A text that is not well-formed or not well-typed after RFC 9535, and a literal pattern of `match` or `search` that is no regular
    /// expression.
    pub fn parse(text: &str) -> Result<Path, PathError> {
        let segments = parser::parse(text)?;
        Ok(Path { text: text.to_owned(), segments })
    }

    /// The query as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it gives one node at most: only names and indices.
    pub fn is_singular(&self) -> bool {
        expression::is_singular(&self.segments)
    }

    /// The nodes the query finds when `node` is its root, aliases resolved. It looks as long as it takes; where the query comes from
    /// outside use [`Path::try_select`].
    pub fn select<'d>(&self, node: Node<'d>) -> Vec<Node<'d>> {
        self.try_select(node, u64::MAX).unwrap_or_default()
    }

    /// The same, looking at no more than `visits` nodes.
    ///
    /// # Errors
    /// [`Exhausted`], when more would have to be looked at.
    pub fn try_select<'d>(&self, node: Node<'d>, visits: u64) -> Result<Vec<Node<'d>>, Exhausted> {
        evaluate::select(&self.segments, node, visits)
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        Path::parse(text)
    }
}

/// The normalized path (RFC 9535, 2.7) of the place where a node is written: `$['paths']['/a'][0]`.
pub fn normalized_path(node: Node<'_>) -> String {
    let mut path = "$".to_owned();
    for step in node.steps() {
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Key(key) => {
                path.push_str("['");
                key.chars().for_each(|c| push_normal(&mut path, c));
                path.push_str("']");
            }
        }
    }
    path
}

fn push_normal(path: &mut String, c: char) {
    match c {
        '\u{8}' => path.push_str("\\b"),
        '\t' => path.push_str("\\t"),
        '\n' => path.push_str("\\n"),
        '\u{c}' => path.push_str("\\f"),
        '\r' => path.push_str("\\r"),
        '\'' => path.push_str("\\'"),
        '\\' => path.push_str("\\\\"),
        c if (c as u32) < 0x20 => path.push_str(&format!("\\u{:04x}", c as u32)),
        c => path.push(c),
    }
}
