//! The files of one API description, and what a `$ref` in them means.

use std::collections::HashMap;

use document::{Document, Node, NodeId};

use super::Broken;
use super::file::{File, is_data};
use super::reference::{RefError, join_uri, locate, split};

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
    /// The document at a path relative to the root (or at a URL, where those are followed), or why it cannot be had.
    fn open(&mut self, path: &str) -> Result<&'d Document, String>;

    /// Whether references to the web are followed.
    fn follows_urls(&self) -> bool {
        false
    }
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
/// How many nodes all files of one description may have together.
const MAX_NODES: usize = 16_000_000;
/// Longest chain of `$ref` that leads to another `$ref`.
const MAX_CHAIN: usize = 64;

/// All files of one description. The first one is the entry.
#[derive(Debug)]
pub struct Files<'d> {
    files: Vec<File<'d>>,
    by_path: HashMap<String, u32>,
    failed: HashMap<String, String>,
    urls: bool,
    nodes: usize,
    /// Whether any file has an `$id`.
    has_ids: bool,
}

impl<'d> Files<'d> {
    /// Reads everything that can be reached from `entry`, whose path is relative to the opener's root.
    /// References that lead nowhere are no error here: whoever follows them learns why, and [`Files::unread`] lists those to files.
    pub fn load(path: &str, entry: &'d Document, opener: &mut dyn Opener<'d>) -> Files<'d> {
        let mut files = Files {
            files: Vec::new(),
            by_path: HashMap::new(),
            failed: HashMap::new(),
            urls: opener.follows_urls(),
            nodes: 0,
            has_ids: false,
        };
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
            Ok(document) if self.nodes + document.len() > MAX_NODES => {
                self.failed.insert(path.to_string(), format!("the files of the description have more than {MAX_NODES} nodes together"));
            }
            Ok(document) => self.add(path.to_string(), document),
            Err(why) => {
                self.failed.insert(path.to_string(), why);
            }
        }
    }

    fn add(&mut self, path: String, document: &'d Document) {
        self.by_path.insert(path.clone(), self.files.len() as u32);
        let file = File::new(path, document);
        self.nodes += document.len();
        self.has_ids |= !file.ids.is_empty();
        self.files.push(file);
    }

    /// References of a file that name another file, with the mapping that carries each.
    fn outward(&self, number: usize) -> impl Iterator<Item = (NodeId, &'d str)> {
        let file = &self.files[number];
        file.references().filter(move |(holder, text)| {
            let target = split_file(text);
            !target.is_empty() && self.find_id(number as u32, *holder, target).is_none() && !is_data(file.document.node(*holder))
        })
    }

    /// Paths of the files that file `number` refers to.
    fn wanted(&self, number: usize) -> Vec<String> {
        let path = &self.files[number].path;
        let located = self.outward(number).filter_map(|(_, text)| locate(path, split_file(text), self.urls).ok());
        let mut wanted: Vec<String> = located.collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    /// References to files that were not read, in the order of the files: what stands there was not looked at.
    /// URLs are not among them unless they were followed: [`Files::urls`] lists those.
    pub fn unread(&self) -> Vec<Broken> {
        let mut found = Vec::new();
        for number in 0..self.files.len() {
            for (holder, text) in self.outward(number) {
                let at = At { file: number as u32, node: holder };
                found.extend(self.target(at, text).err().filter(RefError::is_unread).map(|why| Broken { at, why, trail: Vec::new() }));
            }
        }
        found
    }

    /// References to the web that are not followed, in the order of the files.
    pub fn urls(&self) -> Vec<(At, &'d str)> {
        let mut found = Vec::new();
        for number in 0..self.files.len() {
            let at = |holder| At { file: number as u32, node: holder };
            let remote = |(holder, text): &(NodeId, &str)| matches!(self.target(at(*holder), text), Err(RefError::Remote(_)));
            found.extend(self.outward(number).filter(remote).map(|(holder, text)| (at(holder), text)));
        }
        found
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file (never true after [`Files::load`]).
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Path of a file, relative to the root of its side; what reports show is the name of its source.
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
        if let Some(at) = self.find_id(from.file, from.node, target) {
            return self.fragment(at.file, at.node, &fragment, text);
        }
        let path = locate(&file.path, target, self.urls).map_err(|why| match why {
            RefError::Escapes(_) => RefError::Escapes(text.to_string()),
            other => other,
        })?;
        if let Some(why) = self.failed.get(&path) {
            return Err(RefError::Missing { path, why: why.clone() });
        }
        let number = *self.by_path.get(&path).ok_or_else(|| RefError::Dangling(text.to_string()))?;
        self.fragment(number, self.document(number).root().id(), &fragment, text)
    }

    /// The schema resource that carries an `$id`: as written, or resolved against the ids around the reference, in this file before others.
    fn find_id(&self, from: u32, node: NodeId, target: &str) -> Option<At> {
        if !self.has_ids {
            return None;
        }
        let file = &self.files[from as usize];
        let whole = file.base_uri(node).and_then(|base| join_uri(&base, target));
        let whole = whole.as_deref().unwrap_or(target);
        if let Some(&node) = file.ids.get(whole).or_else(|| file.ids.get(target.trim_start_matches("./"))) {
            return Some(At { file: from, node });
        }
        let among = |(number, file): (usize, &File<'d>)| file.ids.get(whole).map(|&node| At { file: number as u32, node });
        self.files.iter().enumerate().find_map(among)
    }

    fn fragment(&self, file: u32, base: NodeId, fragment: &str, text: &str) -> Result<At, RefError> {
        let document = self.document(file);
        let node = if fragment.is_empty() {
            Some(document.node(base))
        } else if let Some(pointer) = fragment.strip_prefix('/') {
            // A pointer is about its resource; many documents mean the whole document all the same.
            walk(document.node(base), pointer).or_else(|| walk(document.root(), pointer))
        } else {
            self.files[file as usize].anchor(base, fragment).map(|id| document.node(id))
        };
        node.map(|node| At { file, node: node.resolve().id() }).ok_or_else(|| RefError::Dangling(text.to_string()))
    }

    /// Follows `$ref` until a node without one.
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
        if self.files.iter().filter(|file| file.anchor(file.document.root().id(), &fragment).is_some()).count() > 1
            || self.files.iter().any(|file| file.ambiguous.contains(&fragment))
        {
            return Ok(None);
        }
        self.target(from, text).map(Some)
    }

    /// Whether any file uses `$id`, `$anchor` or `$dynamicAnchor`, so that a pointer's text alone does not say what it means.
    pub fn has_anchors(&self) -> bool {
        self.files.iter().any(File::has_anchors)
    }

    /// All `$ref` texts of a file with the node that carries them, in document order.
    pub fn references(&self, file: u32) -> impl Iterator<Item = (NodeId, &'d str)> {
        self.files[file as usize].references()
    }
}

/// The file part of a reference.
fn split_file(text: &str) -> &str {
    text.split_once('#').map_or(text, |(file, _)| file)
}

/// The node under `pointer` (without its first slash) below `node`.
fn walk<'d>(node: Node<'d>, pointer: &str) -> Option<Node<'d>> {
    pointer.split('/').try_fold(node, |node, token| {
        let decoded;
        let token = if token.contains('~') {
            decoded = token.replace("~1", "/").replace("~0", "~");
            &decoded
        } else {
            token
        };
        if node.is_sequence() { node.items().nth(token.parse().ok()?) } else { node.get(token) }
    })
}
