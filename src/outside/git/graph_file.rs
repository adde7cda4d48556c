//! The commit-graph file (gitformat-commit-graph): parents, times and topological levels without inflating a single object.
//!
//! A file that is damaged, of another hash or overruled (replaced objects, grafts) is not used: objects answer as if it were not there.

use std::path::Path;

use super::{Commit, Git, Id};

const NO_PARENT: u32 = 0x7000_0000;
const EDGES: u32 = 0x8000_0000;
const LARGEST_FILE: u64 = 1 << 30;

/// One file, or a chain of them.
pub(super) struct GraphFile {
    layers: Vec<Layer>,
}

/// One file of a chain.
struct Layer {
    bytes: Vec<u8>,
    /// Commits in the layers below.
    before: u32,
    commits: u32,
    fanout: usize,
    ids: usize,
    data: usize,
    edges: Option<(usize, usize)>,
}

impl GraphFile {
    pub(super) fn open(git: &Git) -> Option<GraphFile> {
        let info = git.objects().join("info");
        if is_overruled(git) {
            return None;
        }
        let single = info.join("commit-graph");
        if single.is_file() {
            return GraphFile::of(vec![Layer::read(&single, 0, 0)?]);
        }
        let chain = std::fs::read_to_string(info.join("commit-graphs/commit-graph-chain")).ok()?;
        let mut layers: Vec<Layer> = Vec::new();
        for hash in chain.lines().map(str::trim).filter(|hash| !hash.is_empty()) {
            if !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return None;
            }
            let before = layers.last().map_or(0, |last| last.before + last.commits);
            let path = info.join(format!("commit-graphs/graph-{hash}.graph"));
            layers.push(Layer::read(&path, before, layers.len())?);
        }
        GraphFile::of(layers)
    }

    fn of(layers: Vec<Layer>) -> Option<GraphFile> {
        (!layers.is_empty()).then_some(GraphFile { layers })
    }

    /// What the file says of a commit; `None` where it does not hold it, or says something impossible.
    pub(super) fn find(&self, id: Id) -> Option<Commit> {
        let (layer, place) = self.layers.iter().rev().find_map(|layer| Some((layer, layer.position(id)?)))?;
        let row = layer.data + place as usize * 36 + 20;
        let (first, second) = (layer.word(row)?, layer.word(row + 4)?);
        let (high, low) = (layer.word(row + 8)?, layer.word(row + 12)?);
        let generation = high >> 2;
        let committed = i64::from(high & 3) << 32 | i64::from(low);
        let parents = self.parents(layer, first, second)?;
        Some(Commit { parents, committed, authored: None, generation: (generation > 0).then_some(generation) })
    }

    fn parents(&self, layer: &Layer, first: u32, second: u32) -> Option<Vec<Id>> {
        let mut parents = Vec::with_capacity(2);
        if first == NO_PARENT {
            return Some(parents);
        }
        parents.push(self.id(first)?);
        if second & EDGES == 0 {
            if second != NO_PARENT {
                parents.push(self.id(second)?);
            }
            return Some(parents);
        }
        let (start, length) = layer.edges?;
        let mut at = (second & !EDGES) as usize;
        loop {
            if (at + 1) * 4 > length {
                return None;
            }
            let edge = layer.word(start + at * 4)?;
            parents.push(self.id(edge & !EDGES)?);
            if edge & EDGES != 0 {
                return Some(parents);
            }
            at += 1;
        }
    }

    fn id(&self, position: u32) -> Option<Id> {
        let layer = self.layers.iter().rev().find(|layer| layer.before <= position)?;
        layer.id(position - layer.before)
    }
}

/// Replaced objects and grafts change history without the file knowing.
fn is_overruled(git: &Git) -> bool {
    let common = git.raw().commondir();
    let replaced = git.raw().references_glob("refs/replace/*").is_ok_and(|mut references| references.next().is_some());
    replaced || common.join("info/grafts").exists()
}

impl Layer {
    fn read(path: &Path, before: u32, bases: usize) -> Option<Layer> {
        if std::fs::metadata(path).ok()?.len() > LARGEST_FILE {
            return None;
        }
        Layer::parse(std::fs::read(path).ok()?, before, bases)
    }

    fn parse(bytes: Vec<u8>, before: u32, bases: usize) -> Option<Layer> {
        // Signature, version 1, SHA-1.
        if bytes.get(..6)? != b"CGPH\x01\x01" || *bytes.get(7)? as usize != bases {
            return None;
        }
        let chunks = *bytes.get(6)? as usize;
        let mut layer = Layer { bytes, before, commits: 0, fanout: 0, ids: 0, data: 0, edges: None };
        let mut found = 0;
        for chunk in 0..chunks {
            let row = 8 + chunk * 12;
            let name: [u8; 4] = layer.bytes.get(row..row + 4)?.try_into().ok()?;
            let (start, end) = (layer.offset(row + 4)?, layer.offset(row + 16)?);
            if start > end || end > layer.bytes.len() {
                return None;
            }
            found += match &name {
                b"OIDF" if end - start == 1024 => {
                    layer.fanout = start;
                    1
                }
                b"OIDL" => {
                    layer.ids = start;
                    layer.commits = u32::try_from((end - start) / 20).ok()?;
                    1
                }
                b"CDAT" => {
                    layer.data = start;
                    1
                }
                b"EDGE" => {
                    layer.edges = Some((start, end - start));
                    0
                }
                _ => 0,
            };
        }
        let counted = layer.word(layer.fanout + 1020)?;
        let fits = layer.data + counted as usize * 36 <= layer.bytes.len();
        (found == 3 && counted == layer.commits && fits).then_some(layer)
    }

    fn word(&self, at: usize) -> Option<u32> {
        Some(u32::from_be_bytes(self.bytes.get(at..at + 4)?.try_into().ok()?))
    }

    fn offset(&self, at: usize) -> Option<usize> {
        let bytes: [u8; 8] = self.bytes.get(at..at + 8)?.try_into().ok()?;
        usize::try_from(u64::from_be_bytes(bytes)).ok()
    }

    fn id(&self, place: u32) -> Option<Id> {
        if place >= self.commits {
            return None;
        }
        let start = self.ids + place as usize * 20;
        Some(Id(self.bytes.get(start..start + 20)?.try_into().ok()?))
    }

    fn position(&self, id: Id) -> Option<u32> {
        let first = id.0[0] as usize;
        let mut low = if first == 0 { 0 } else { self.word(self.fanout + (first - 1) * 4)? };
        let mut high = self.word(self.fanout + first * 4)?.min(self.commits);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.id(middle)?.cmp(&id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}
