//! The one way into the arena: every reader hands its nodes to a [`Builder`], which links them, counts them and refuses what passes the limits.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::arena::{NONE, Raw, Text};
use crate::node::{Kind, Style};
use crate::{Document, Duplicate, Format, Limits, NodeId, Source, SyntaxError};

/// Deepest nesting that is ever accepted, whatever the limits say: readers of a tree may recurse.
const DEEPEST: u32 = 512;
/// Mappings up to this many keys are compared pair by pair.
const PAIRWISE_KEYS: usize = 12;

/// A defect found while reading; becomes a [`SyntaxError`] once, at the end.
#[derive(Debug)]
pub(crate) struct Fault {
    start: usize,
    end: usize,
    message: String,
    help: Option<String>,
}

/// Result of a step of a reader. Boxed: the good way stays narrow.
pub(crate) type Built<T> = Result<T, Box<Fault>>;

impl Fault {
    pub(crate) fn new(start: usize, end: usize, message: impl Into<String>) -> Box<Fault> {
        Box::new(Fault { start, end, message: message.into(), help: None })
    }

    pub(crate) fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Fault> {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn into_error(self, source: &Source) -> SyntaxError {
        let mut error = SyntaxError::new(source, source.span(self.start, self.end), self.message);
        error.help = self.help;
        error
    }
}

/// A node that a name of YAML stands for.
#[derive(Debug, Clone, Copy)]
struct Anchored {
    node: u32,
    size: u64,
    height: u32,
}

/// A collection that is still being read.
#[derive(Debug)]
struct Open {
    id: u32,
    last_child: u32,
    children: u32,
    mapping: bool,
    /// Where its keys begin in [`Builder::keys`].
    keys_from: usize,
    /// Nodes it holds when aliases are followed.
    size: u64,
    /// Levels below it when aliases are followed.
    height: u32,
    anchor: Option<usize>,
}

/// Builds a [`Document`].
#[derive(Debug)]
pub(crate) struct Builder {
    source: Arc<Source>,
    format: Format,
    limits: Limits,
    nodes: Vec<Raw>,
    side: Vec<Box<str>>,
    roots: Vec<NodeId>,
    duplicates: Vec<Duplicate>,
    yaml11_booleans: Vec<NodeId>,
    tags: Vec<(u32, Box<str>)>,
    merges: bool,
    open: Vec<Open>,
    keys: Vec<(u32, u32)>,
    anchors: HashMap<usize, Anchored>,
    reached_by_alias: u64,
}

impl Builder {
    pub(crate) fn new(source: Arc<Source>, format: Format, limits: &Limits) -> Self {
        let limits = Limits { depth: limits.depth.min(DEEPEST), nodes: limits.nodes.min(NONE - 1), ..*limits };
        // One node in about sixteen bytes is common; the vector grows where that is too few.
        let nodes = Vec::with_capacity(source.text().len() / 16 + 1);
        Builder {
            source,
            format,
            limits,
            nodes,
            side: Vec::new(),
            roots: Vec::new(),
            duplicates: Vec::new(),
            yaml11_booleans: Vec::new(),
            tags: Vec::new(),
            merges: false,
            open: Vec::new(),
            keys: Vec::new(),
            anchors: HashMap::new(),
            reached_by_alias: 0,
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Kind of the collection that is open, and whether its next child is a key.
    pub(crate) fn top(&self) -> Option<(Kind, bool)> {
        let top = self.open.last()?;
        let kind = if top.mapping { Kind::Mapping } else { Kind::Sequence };
        Some((kind, top.mapping && top.children % 2 == 0))
    }

    /// First byte of the collection that is open.
    pub(crate) fn top_start(&self) -> Option<usize> {
        self.open.last().map(|top| self.nodes[top.id as usize].start as usize)
    }

    /// Moves the first byte of the collection that is open, where it is known only after its children.
    pub(crate) fn set_top_start(&mut self, start: usize) {
        if let Some(top) = self.open.last() {
            self.nodes[top.id as usize].start = start as u32;
        }
    }

    /// Keeps a text that does not stand in the source as it is meant.
    pub(crate) fn side(&mut self, text: impl Into<Box<str>>) -> Text {
        self.side.push(text.into());
        Text::Side(self.side.len() as u32 - 1)
    }

    pub(crate) fn scalar(&mut self, kind: Kind, style: Style, start: usize, end: usize, text: Text) -> Built<u32> {
        let id = self.push(kind, style, start, end, text)?;
        if let Some(top) = self.open.last()
            && top.mapping
            && top.children % 2 == 1
        {
            let text = self.text(id);
            let merges = text == "<<" && style == Style::Plain && matches!(self.format, Format::Yaml | Format::Markdown);
            let hash = hash(text.as_bytes());
            self.merges |= merges;
            self.keys.push((hash, id));
        }
        Ok(id)
    }

    pub(crate) fn open(&mut self, kind: Kind, style: Style, start: usize, end: usize) -> Built<u32> {
        if self.open.len() >= self.limits.depth as usize {
            return Err(self.too_deep(start, end));
        }
        let id = self.push(kind, style, start, end, Text::Source { start: 0, end: 0 })?;
        self.open.push(Open {
            id,
            last_child: NONE,
            children: 0,
            mapping: kind == Kind::Mapping,
            keys_from: self.keys.len(),
            size: 1,
            height: 0,
            anchor: None,
        });
        Ok(id)
    }

    /// Closes the innermost collection; `end` is the byte after it.
    pub(crate) fn close(&mut self, end: usize) {
        let Some(top) = self.open.pop() else { return };
        self.nodes[top.id as usize].end = end as u32;
        if self.keys.len() - top.keys_from > 1 {
            self.find_duplicates(top.keys_from);
        }
        self.keys.truncate(top.keys_from);
        if let Some(anchor) = top.anchor {
            self.anchors.insert(anchor, Anchored { node: top.id, size: top.size, height: top.height });
        }
        if let Some(parent) = self.open.last_mut() {
            parent.size = parent.size.saturating_add(top.size - 1);
            parent.height = parent.height.max(top.height + 1);
        }
    }

    /// Closes the innermost collection where its last child ends: block collections of YAML have no end of their own.
    pub(crate) fn close_after_last_child(&mut self) {
        let Some(top) = self.open.last() else { return };
        let last = if top.last_child == NONE { top.id } else { top.last_child };
        let end = self.nodes[last as usize].end;
        self.close(end as usize);
    }

    /// Names the node that was made last: a scalar, or the collection just opened.
    pub(crate) fn anchor(&mut self, anchor: usize, node: u32) {
        match self.open.last_mut() {
            Some(top) if top.id == node => top.anchor = Some(anchor),
            _ => {
                self.anchors.insert(anchor, Anchored { node, size: 1, height: 0 });
            }
        }
    }

    /// A node that stands for another. Following aliases is bounded here once and for all: a document whose aliases reach more nodes or
    /// levels than the limits allow is refused, so every walk over a document is bounded too.
    pub(crate) fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Built<u32> {
        let name = self.source.text().get(start..end).unwrap_or("*").to_owned();
        if self.open.iter().any(|open| open.anchor == Some(anchor)) {
            return Err(Fault::new(start, end, format!("alias `{name}` stands inside what it stands for")));
        }
        let Some(&target) = self.anchors.get(&anchor) else {
            return Err(Fault::new(start, end, format!("alias `{name}` has no anchor before it")));
        };
        self.reached_by_alias = self.reached_by_alias.saturating_add(target.size);
        if self.reached_by_alias > u64::from(self.limits.alias_visits) {
            let most = self.limits.alias_visits;
            return Err(Fault::new(start, end, format!("aliases of this file stand for more than {most} nodes"))
                .help("write the values out, or use fewer aliases of aliases"));
        }
        if self.open.len() as u32 + target.height >= self.limits.depth {
            return Err(self.too_deep(start, end));
        }
        let id = self.push(Kind::Alias, Style::Plain, start, end, Text::Source { start: 0, end: 0 })?;
        self.nodes[id as usize].first_child = target.node;
        if let Some(top) = self.open.last_mut() {
            top.size = top.size.saturating_add(target.size);
            top.height = top.height.max(target.height + 1);
            if top.mapping && top.children % 2 == 1 {
                let hash = hash(self.text(target.node).as_bytes());
                if self.nodes[target.node as usize].first_child == NONE {
                    self.keys.push((hash, id));
                }
            }
        }
        Ok(id)
    }

    pub(crate) fn note_yaml11_boolean(&mut self, node: u32) {
        self.yaml11_booleans.push(NodeId(node));
    }

    pub(crate) fn tag(&mut self, node: u32, tag: impl Into<Box<str>>) {
        self.tags.push((node, tag.into()));
    }

    pub(crate) fn too_deep(&self, start: usize, end: usize) -> Box<Fault> {
        Fault::new(start, end, format!("nested deeper than {} levels", self.limits.depth))
    }

    fn push(&mut self, kind: Kind, style: Style, start: usize, end: usize, text: Text) -> Built<u32> {
        if self.nodes.len() >= self.limits.nodes as usize {
            return Err(Fault::new(start, end, format!("more than {} nodes in one file", self.limits.nodes)));
        }
        let id = self.nodes.len() as u32;
        let mut raw =
            Raw { kind, style, key: false, start: start as u32, end: end as u32, text, parent: NONE, first_child: NONE, next: NONE };
        match self.open.last_mut() {
            Some(top) => {
                raw.parent = top.id;
                raw.key = top.mapping && top.children % 2 == 0;
                match top.last_child {
                    NONE => self.nodes[top.id as usize].first_child = id,
                    last => self.nodes[last as usize].next = id,
                }
                top.last_child = id;
                top.children += 1;
                top.size += 1;
            }
            None => self.roots.push(NodeId(id)),
        }
        self.nodes.push(raw);
        Ok(id)
    }

    fn text(&self, id: u32) -> &str {
        let mut raw = &self.nodes[id as usize];
        if raw.kind == Kind::Alias {
            raw = &self.nodes[raw.first_child as usize];
        }
        match raw.text {
            Text::Source { start, end } => self.source.text().get(start as usize..end as usize).unwrap_or(""),
            Text::Side(index) => self.side.get(index as usize).map_or("", |text| text),
        }
    }

    /// Keys of one mapping that repeat an earlier one. Nodes are numbered in the order of the text, so the smaller number came first.
    fn find_duplicates(&mut self, from: usize) {
        let mut found = Vec::new();
        let keys = &self.keys[from..];
        if keys.len() <= PAIRWISE_KEYS {
            for (at, &(hash, second)) in keys.iter().enumerate().skip(1) {
                let same = |&&(other, first): &&(u32, u32)| other == hash && self.text(first) == self.text(second);
                if let Some(&(_, first)) = keys[..at].iter().find(same) {
                    found.push((first, second));
                }
            }
        } else {
            let mut sorted = keys.to_vec();
            sorted.sort_unstable();
            for run in sorted.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
                let mut first_of: HashMap<&str, u32> = HashMap::new();
                for &(_, id) in run {
                    let first = *first_of.entry(self.text(id)).or_insert(id);
                    if first != id {
                        found.push((first, id));
                    }
                }
            }
        }
        self.duplicates.extend(found.into_iter().map(|(a, b)| Duplicate { first: NodeId(a), second: NodeId(b) }));
    }

    /// The finished tree; a text that holds no document has a `null` root of no length.
    pub(crate) fn finish(mut self) -> Document {
        while !self.open.is_empty() {
            self.close(self.source.text().len());
        }
        if self.roots.is_empty() {
            let text = Text::Source { start: 0, end: 0 };
            let raw = Raw {
                kind: Kind::Null,
                style: Style::Plain,
                key: false,
                start: 0,
                end: 0,
                text,
                parent: NONE,
                first_child: NONE,
                next: NONE,
            };
            self.nodes.push(raw);
            self.roots.push(NodeId(self.nodes.len() as u32 - 1));
        }
        self.nodes.shrink_to_fit();
        self.duplicates.sort_by_key(|duplicate| duplicate.second);
        Document {
            source: self.source,
            format: self.format,
            nodes: self.nodes,
            side: self.side,
            roots: self.roots,
            duplicates: self.duplicates,
            yaml11_booleans: self.yaml11_booleans,
            tags: self.tags,
            merges: self.merges,
            index: OnceLock::new(),
            item_numbers: OnceLock::new(),
        }
    }
}

/// A quick hash of a key: multiply and rotate by words. Collisions are compared by text, so it need not be strong.
fn hash(bytes: &[u8]) -> u32 {
    const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
    let mut state = bytes.len() as u64;
    let mut mix = |word: u64| state = (state.rotate_left(5) ^ word).wrapping_mul(FACTOR);
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        mix(u64::from_le_bytes(word));
    }
    mix(chunks.remainder().iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
    (state >> 32) as u32
}
