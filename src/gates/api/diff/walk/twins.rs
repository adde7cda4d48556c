//! Which parts of two documents are the same text with the same meaning, so that nobody has to look inside.

use std::collections::{HashMap, HashSet};

use document::{Document, Kind, Node, NodeId};
use model::apis::{Api, At};

use crate::diff::schema::{Id, Side};

use super::Differ;

/// Digest of a subtree.
type Digest = u64;

/// Digests of all nodes of both entry documents, and the references whose targets changed.
#[derive(Debug, Default)]
pub(crate) struct Twins {
    /// Whether the comparison of texts says anything: one file each, one dialect, no anchors.
    usable: bool,
    base: Vec<Digest>,
    revision: Vec<Digest>,
    /// References of the base, by node number, sorted.
    references: Vec<(usize, String)>,
    /// Targets that changed, themselves or through what they refer to.
    dirty: HashSet<String>,
}

impl Twins {
    pub(crate) fn new(base: &Api<'_>, revision: &Api<'_>) -> Twins {
        let alone = |api: &Api<'_>| api.files.len() == 1 && !api.files.has_anchors();
        let dialect = |api: &Api<'_>| api.files.document(0).root().get("jsonSchemaDialect").map(|node| node.text().to_string());
        if base.version != revision.version || !alone(base) || !alone(revision) || dialect(base) != dialect(revision) {
            return Twins::default();
        }
        let mut twins = Twins {
            usable: true,
            base: digests(base.files.document(0)),
            revision: digests(revision.files.document(0)),
            references: base.files.references(0).map(|(holder, text)| (holder.index(), text.to_string())).collect(),
            dirty: HashSet::new(),
        };
        twins.references.sort_unstable();
        twins.find_dirty(base, revision);
        twins
    }

    fn find_dirty(&mut self, base: &Api<'_>, revision: &Api<'_>) {
        let targets: HashSet<&String> = self.references.iter().map(|(_, text)| text).collect();
        let mut users: HashMap<String, Vec<String>> = HashMap::new();
        let mut open = Vec::new();
        let root = |api: &Api<'_>| api.files.root();
        for &text in &targets {
            let (old, new) = (base.files.target(root(base), text), revision.files.target(root(revision), text));
            let (Ok(old), Ok(new)) = (old, new) else {
                open.push(text.clone());
                continue;
            };
            if !self.same_text(old.node, new.node) {
                open.push(text.clone());
            }
            for inner in self.inside(base.files.document(0), old.node) {
                users.entry(inner.clone()).or_default().push(text.clone());
            }
        }
        let mut dirty = HashSet::new();
        while let Some(text) = open.pop() {
            if dirty.insert(text.clone()) {
                open.extend(users.remove(&text).unwrap_or_default());
            }
        }
        self.dirty = dirty;
    }

    fn same_text(&self, old: NodeId, new: NodeId) -> bool {
        self.base.get(old.index()) == self.revision.get(new.index())
    }

    /// References that stand inside a node of the base.
    fn inside<'s>(&'s self, document: &Document, node: NodeId) -> impl Iterator<Item = &'s String> {
        let end = end_of(document.node(node));
        let from = self.references.partition_point(|(at, _)| *at < node.index());
        self.references[from..].iter().take_while(move |(at, _)| end.is_none_or(|end| *at < end)).map(|(_, text)| text)
    }

    /// Whether two nodes are the same text and refer to the same things.
    pub(crate) fn same(&self, document: &Document, old: At, new: At) -> bool {
        self.usable
            && self.same_text(old.node, new.node)
            && (self.dirty.is_empty() || self.inside(document, old.node).all(|text| !self.dirty.contains(text)))
    }
}

/// The first node behind a subtree.
fn end_of(node: Node<'_>) -> Option<usize> {
    std::iter::successors(Some(node), |node| node.parent()).find_map(|node| node.next_sibling().map(|next| next.id().index()))
}

/// Digest of every node: the order of keys says nothing, everything else does.
fn digests(document: &Document) -> Vec<Digest> {
    let mut digests = vec![0; document.len()];
    let yaml = document.format() != document::Format::Json;
    for node in document.nodes().rev() {
        let digest = match node.kind() {
            Kind::Mapping => {
                let mut sum: Digest = 0x9e37_79b9_7f4a_7c15;
                let mut children = node.children();
                while let (Some(key), Some(value)) = (children.next(), children.next()) {
                    let key_digest = if yaml && key.text() == "<<" { unique(node) } else { digests[key.id().index()] };
                    sum = sum.wrapping_add(mix(key_digest, digests[value.id().index()]));
                }
                mix(sum, 7)
            }
            Kind::Sequence => node.children().fold(11, |sum, item| mix(sum, digests[item.id().index()])),
            // What an alias stands for is somewhere else: such a tree is never taken for unchanged.
            Kind::Alias => unique(node),
            kind => {
                let text = node.text().as_bytes();
                text.chunks(8).fold(mix(kind as u64 + 100, text.len() as u64), |sum, chunk| {
                    let mut word = [0; 8];
                    word[..chunk.len()].copy_from_slice(chunk);
                    mix(sum, u64::from_le_bytes(word))
                })
            }
        };
        digests[node.id().index()] = digest;
    }
    digests
}

/// A digest that no other node has, in either document.
fn unique(node: Node<'_>) -> Digest {
    let place = std::ptr::from_ref(node.document()) as u64;
    mix(place, node.id().index() as u64)
}

fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ 0xa076_1d64_78bd_642f) * u128::from(b ^ 0xe703_7ed1_a0b4_28db);
    (product as u64) ^ ((product >> 64) as u64) ^ a.rotate_left(23)
}

impl Differ<'_, '_> {
    /// Whether two schemas are the same text with the same meaning.
    pub(crate) fn is_unchanged(&self, old: Id, new: Id) -> bool {
        match (self.engine.pool.origin(old), self.engine.pool.origin(new)) {
            (Some((Side::Base, old)), Some((Side::Revision, new))) => self.same(old, new),
            _ => false,
        }
    }

    /// Whether two nodes are the same text with the same meaning.
    pub(crate) fn same(&self, old: At, new: At) -> bool {
        self.twins.usable && self.twins.same(self.base.files.document(0), old, new)
    }
}
