//! The arena: all nodes of one document in one vector.
//!
//! A node is 40 bytes and owns no string: the text of a scalar is a range of the source, or, where escapes or folding change it, an entry
//! of the side table. Children are a linked list by number; a mapping's children are key, value, key, value ….

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::node::{Kind, Node, Style};
use crate::{Format, Position, Source, Span};

/// Number of a node within its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// Its place among the nodes of the document, from 0: a collection comes before what it holds.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// "No node."
pub(crate) const NONE: u32 = u32::MAX;

/// Where the text of a scalar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// Bytes of the source.
    Source { start: u32, end: u32 },
    /// Entry of the side table.
    Side(u32),
}

/// One node as stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw {
    pub(crate) kind: Kind,
    pub(crate) style: Style,
    /// Whether it is a key of its parent.
    pub(crate) key: bool,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) text: Text,
    pub(crate) parent: u32,
    /// First child; of an alias: the node it stands for.
    pub(crate) first_child: u32,
    pub(crate) next: u32,
}

/// A key that stands twice in one mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// The key node that stands first.
    pub first: NodeId,
    /// The key node that repeats it.
    pub second: NodeId,
}

/// One text read as a tree.
#[derive(Debug)]
pub struct Document {
    pub(crate) source: Arc<Source>,
    pub(crate) format: Format,
    pub(crate) nodes: Vec<Raw>,
    pub(crate) side: Vec<Box<str>>,
    pub(crate) roots: Vec<NodeId>,
    pub(crate) duplicates: Vec<Duplicate>,
    /// Plain scalars that YAML 1.1 read as booleans (`yes`, `no`, `on`, `off` …) and YAML 1.2 reads as strings.
    pub(crate) yaml11_booleans: Vec<NodeId>,
    /// Tags of YAML that are not of its core schema, by node, in the order of the nodes.
    pub(crate) tags: Vec<(u32, Box<str>)>,
    /// Whether a merge key of YAML stands in it.
    pub(crate) merges: bool,
    /// Mapping → key → key node of the mappings that are too long for a walk, built when first asked.
    pub(crate) index: OnceLock<HashMap<u32, HashMap<Box<str>, u32>>>,
    /// Number of each node among the children of its parent, taken down when first asked.
    pub(crate) item_numbers: OnceLock<Vec<u32>>,
}

impl Document {
    /// The text this tree was read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The text, shared.
    pub fn shared_source(&self) -> Arc<Source> {
        Arc::clone(&self.source)
    }

    /// The language it was read as.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Root of the first document: a `null` node where the text holds none.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, self.roots.first().copied().unwrap_or(NodeId(0)))
    }

    /// Roots of all documents of a multi-document text, in order.
    pub fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        self.roots.iter().map(|&id| Node::new(self, id))
    }

    /// The node of a number that came from this document.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id)
    }

    /// All nodes, a collection before what it holds.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = Node<'_>> {
        (0..self.nodes.len() as u32).map(|id| Node::new(self, NodeId(id)))
    }

    /// How many nodes it has.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether it has no node at all (never true after a successful parse).
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Keys that stand twice in one mapping, in the order of the text.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// Plain scalars that a YAML 1.1 reader takes for booleans and this one for strings.
    pub fn yaml11_booleans(&self) -> impl Iterator<Item = Node<'_>> {
        self.yaml11_booleans.iter().map(|&id| Node::new(self, id))
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        self.source.position(offset)
    }

    pub(crate) fn item_numbers(&self) -> &[u32] {
        self.item_numbers.get_or_init(|| {
            // Nodes stand in the order of the text, so brothers are met in their order.
            let mut met = vec![0_u32; self.nodes.len()];
            let number = |node: &Raw| {
                let met = met.get_mut(node.parent as usize)?;
                *met += 1;
                Some(*met - 1)
            };
            self.nodes.iter().map(number).map(|number| number.unwrap_or(0)).collect()
        })
    }

    pub(crate) fn raw(&self, id: u32) -> &Raw {
        &self.nodes[id as usize]
    }

    pub(crate) fn text_of(&self, raw: &Raw) -> &str {
        match raw.text {
            Text::Source { start, end } => self.source.text().get(start as usize..end as usize).unwrap_or(""),
            Text::Side(index) => self.side.get(index as usize).map_or("", |text| text),
        }
    }

    pub(crate) fn span_of(&self, raw: &Raw) -> Span {
        Span::new(self.source.id(), raw.start, raw.end)
    }
}
