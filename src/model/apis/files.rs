//! The files of one API description, and what a `$ref` in them means.

use std::collections::HashMap;

use document::{Document, Kind, Node, NodeId};

use super::reference::{RefError, is_remote, join, split};

/// A node of one of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct At {
    /// Number of the file.
    pub file: u32,
    /// Node in it.
    pub node: NodeId,
}

/// Where further files come from: the working tree, a Git tree, memory.
pub trait Opener<'d> {
    /// The document at a path relative to the root, or why it cannot be had.
    fn open(&mut self, path: &str) -> Result<&'d Document, String>;
}

/// An opener that has no further file.
pub struct Alone;

impl<'d> Opener<'d> for Alone {
    fn open(&mut self, _: &str) -> Result<&'d Document, String> {
        Err("this document was read without its directory".to_string())
    }
}

/// How many files one description may consist of.
const MAX_FILES: usize = 5_000;
/// Longest chain of `$ref` that leads to another `$ref`.
const MAX_CHAIN: usize = 64;

/// All files of one description. The first one is the entry.
#[derive(Debug)]
pub struct Files<'d> {
    files: Vec<File<'d>>,
    by_path: HashMap<String, u32>,
    failed: HashMap<String, String>,
}

#[derive(Debug)]
struct File<'d> {
    path: String,
    document: &'d Document,
    /// Mappings with `$ref` or `$dynamicRef`, and the text node of it.
    references: Vec<(NodeId, NodeId)>,
    /// `$id` → the schema that carries it; only where the file has any.
    ids: HashMap<String, NodeId>,
    /// `$anchor` and `$dynamicAnchor` → the schema that carries it.
    anchors: HashMap<String, NodeId>,
    /// Dynamic anchors that stand more than once, so that the place of the caller decides.
    ambiguous: Vec<String>,
}

impl<'d> Files<'d> {
    /// Reads everything that can be reached from `entry`. References that lead nowhere are no error here: whoever follows them learns why.
    pub fn load(path: &str, entry: &'d Document, opener: &mut dyn Opener<'d>) -> Files<'d> {
        let mut files = Files { files: Vec::new(), by_path: HashMap::new(), failed: HashMap::new() };
        files.add(path.to_string(), entry);
        let mut next = 0;
        while next < files.files.len() {
            for wanted in files.wanted(next) {
                files.fetch(&wanted, opener);
            }
            next += 1;
        }
        files
    }

    fn fetch(&mut self, path: &str, opener: &mut dyn Opener<'d>) {
        if self.by_path.contains_key(path) || self.failed.contains_key(path) {
            return;
        }
        if self.files.len() >= MAX_FILES {
            self.failed.insert(path.to_string(), format!("the description has more than {MAX_FILES} files"));
            return;
        }
        match opener.open(path) {
            Ok(document) => self.add(path.to_string(), document),
            Err(why) => {
                self.failed.insert(path.to_string(), why);
            }
        }
    }

    fn add(&mut self, path: String, document: &'d Document) {
        self.by_path.insert(path.clone(), self.files.len() as u32);
        let mut file = File { path, document, references: Vec::new(), ids: HashMap::new(), anchors: HashMap::new(), ambiguous: Vec::new() };
        file.index();
        self.files.push(file);
    }

    /// Paths of the files that file `number` refers to.
    fn wanted(&self, number: usize) -> Vec<String> {
        let file = &self.files[number];
        let mut wanted = Vec::new();
        for (_, text) in file.references() {
            let (target, _) = split(text);
            if target.is_empty() || is_remote(target) || file.ids.contains_key(target) {
                continue;
            }
            if let Some(path) = join(&file.path, target) {
                wanted.push(path);
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file (never true after [`Files::load`]).
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Path of a file, relative to the root.
    pub fn path(&self, file: u32) -> &str {
        &self.files[file as usize].path
    }

    /// Tree of a file.
    pub fn document(&self, file: u32) -> &'d Document {
        self.files[file as usize].document
    }

    /// All trees, in the order they were read.
    pub fn documents(&self) -> impl Iterator<Item = &'d Document> {
        self.files.iter().map(|file| file.document)
    }

    /// Root of the entry document.
    pub fn root(&self) -> At {
        At { file: 0, node: self.document(0).root().id() }
    }

    /// The node at a place.
    pub fn node(&self, at: At) -> Node<'d> {
        self.document(at.file).node(at.node)
    }

    /// A place from a node of file `file`.
    pub fn at(&self, file: u32, node: Node<'_>) -> At {
        At { file, node: node.id() }
    }

    /// Files that a reference names and that could not be read, with the reason; sorted.
    pub fn failures(&self) -> Vec<(&str, &str)> {
        let mut failures: Vec<_> = self.failed.iter().map(|(path, why)| (path.as_str(), why.as_str())).collect();
        failures.sort_unstable();
        failures
    }

    /// The target of `$ref: text` as written in a place, one step.
    pub fn target(&self, from: At, text: &str) -> Result<At, RefError> {
        let (target, fragment) = split(text);
        let file = &self.files[from.file as usize];
        if target.is_empty() {
            let base = file.resource_root(from.node);
            return self.fragment(from.file, base, &fragment, text);
        }
        if let Some(&node) = self.find_id(file, from.node, target) {
            return self.fragment(from.file, node, &fragment, text);
        }
        if is_remote(target) {
            return Err(RefError::Remote(text.to_string()));
        }
        let path = join(&file.path, target).ok_or_else(|| RefError::Escapes(text.to_string()))?;
        if let Some(why) = self.failed.get(&path) {
            return Err(RefError::Missing { path, why: why.clone() });
        }
        let number = *self.by_path.get(&path).ok_or_else(|| RefError::Dangling(text.to_string()))?;
        self.fragment(number, self.document(number).root().id(), &fragment, text)
    }

    fn find_id<'f>(&self, file: &'f File<'d>, from: NodeId, target: &str) -> Option<&'f NodeId> {
        if file.ids.is_empty() {
            return None;
        }
        file.ids.get(target).or_else(|| {
            let base = file.base_uri(from)?;
            let (stem, _) = base.rsplit_once('/')?;
            file.ids.get(&format!("{stem}/{}", target.trim_start_matches("./")))
        })
    }

    fn fragment(&self, file: u32, base: NodeId, fragment: &str, text: &str) -> Result<At, RefError> {
        let document = self.document(file);
        let node = if fragment.is_empty() {
            Some(document.node(base))
        } else if let Some(pointer) = fragment.strip_prefix('/') {
            walk(document.node(base), pointer)
        } else {
            self.files[file as usize].anchors.get(fragment).map(|&id| document.node(id))
        };
        node.map(|node| At { file, node: node.resolve().id() }).ok_or_else(|| RefError::Dangling(text.to_string()))
    }

    /// Follows `$ref` until a node without one (or, with `siblings`, until one that says something beside its `$ref`).
    pub fn follow(&self, at: At) -> Result<At, RefError> {
        let mut here = at;
        for _ in 0..MAX_CHAIN {
            match self.node(here).get("$ref").and_then(Node::as_str) {
                Some(text) => here = self.target(here, text)?,
                None => return Ok(here),
            }
        }
        Err(RefError::Circular(self.node(at).get("$ref").map_or("", Node::text).to_string()))
    }

    /// Target of a `$dynamicRef`: the anchor of that name, if only one schema carries it; `None` when the caller decides.
    pub fn dynamic_target(&self, from: At, text: &str) -> Result<Option<At>, RefError> {
        let (_, fragment) = split(text);
        if self.files.iter().any(|file| file.ambiguous.contains(&fragment)) {
            return Ok(None);
        }
        self.target(from, text).map(Some)
    }

    /// Whether any file uses `$id`, `$anchor` or `$dynamicAnchor`, so that a pointer's text alone does not say what it means.
    pub fn has_anchors(&self) -> bool {
        self.files.iter().any(|file| !file.ids.is_empty() || !file.anchors.is_empty())
    }

    /// All `$ref` texts of a file with the node that carries them, in document order.
    pub fn references(&self, file: u32) -> impl Iterator<Item = (NodeId, &'d str)> {
        self.files[file as usize].references()
    }
}

impl<'d> File<'d> {
    fn references(&self) -> impl Iterator<Item = (NodeId, &'d str)> {
        self.references.iter().map(|&(holder, value)| (holder, self.document.node(value).text()))
    }

    /// One walk over all mappings: where references, ids and anchors stand.
    fn index(&mut self) {
        let document = self.document;
        for node in document.nodes().filter(|node| node.kind() == Kind::Mapping) {
            for entry in node.raw_entries() {
                let name = entry.name();
                if name.starts_with('$') && entry.value.as_str().is_some() {
                    self.note(name, node.id(), entry.value);
                }
            }
        }
    }

    fn note(&mut self, key: &str, holder: NodeId, value: Node<'_>) {
        match key {
            "$ref" | "$dynamicRef" => self.references.push((holder, value.id())),
            "$id" => {
                self.ids.insert(value.text().to_string(), holder);
            }
            "$anchor" | "$dynamicAnchor" => {
                let again = self.anchors.insert(value.text().to_string(), holder).is_some();
                self.ambiguous.extend(again.then(|| value.text().to_string()));
            }
            _ => {}
        }
    }

    /// Root of the schema resource a node stands in: the nearest ancestor with `$id`, else the document.
    fn resource_root(&self, node: NodeId) -> NodeId {
        let root = self.document.root().id();
        if self.ids.is_empty() {
            return root;
        }
        std::iter::successors(Some(self.document.node(node)), |node| node.parent())
            .find(|node| node.get("$id").is_some_and(|id| id.as_str().is_some()))
            .map_or(root, |node| node.id())
    }

    fn base_uri(&self, node: NodeId) -> Option<String> {
        std::iter::successors(Some(self.document.node(node)), |node| node.parent())
            .find_map(|node| node.get("$id").and_then(Node::as_str).map(str::to_string))
    }
}

/// The node under `pointer` (without its first slash) below `node`.
fn walk<'d>(node: Node<'d>, pointer: &str) -> Option<Node<'d>> {
    pointer.split('/').try_fold(node, |node, token| {
        let token = token.replace("~1", "/").replace("~0", "~");
        if node.is_sequence() { node.items().nth(token.parse().ok()?) } else { node.get(&token) }
    })
}
