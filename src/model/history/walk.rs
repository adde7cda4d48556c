//! One pass over history that gives each commit to the first deployment from which it can be reached.
//!
//! Commits reachable from earlier deployments are painted, newest first, so that only the part of history that the window needs is read.
//! With topological levels (a commit-graph file) the paint is exact by construction. Without them dates decide when to stop, and dates lie:
//! a clock may have been wrong. So the walk goes on below the oldest commit of the window by twice the largest contradiction it has seen, and
//! looks a few commits further wherever a date drops by half a year, or is not believable at all.

use std::collections::{BinaryHeap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use outside::git::{Commit, GitError, Id};

/// Where commits come from.
pub trait Source {
    /// Reads a commit.
    fn commit(&self, id: Id) -> Result<Commit, GitError>;
}

impl Source for outside::git::Commits<'_> {
    fn commit(&self, id: Id) -> Result<Commit, GitError> {
        self.read(id)
    }
}

/// A commit given to a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributed {
    /// The commit.
    pub id: Id,
    /// Place of its deployment in the list of tips.
    pub tip: usize,
    /// Committer time, seconds since 1970.
    pub committed: i64,
    /// Author time, where it was read.
    pub authored: Option<i64>,
    /// Whether it has two parents or more.
    pub merge: bool,
}

/// Gives each commit reachable from `tips[seen..]`, and from none of `tips[..seen]`, to the first tip from which it can be reached.
/// The result is in the order of tips; within one tip in the order of (committer time, id).
pub fn attribute(source: &impl Source, tips: &[Id], seen: usize) -> Result<Vec<Attributed>, GitError> {
    let mut walk = Walk::new(source);
    walk.paint(tips, seen)?;
    Ok(walk.collect(tips, seen))
}

const DAY: i64 = 86_400;
/// How far below the oldest commit of the window the walk looks at least: exact as long as no clock is wrong by more than half of it,
/// since whatever leads from an earlier deployment to that commit is younger than it, give or take two wrong clocks.
const SLACK: i64 = 30 * DAY;
/// A date that drops by more along one edge is looked behind.
const DROP: i64 = 180 * DAY;
/// How many commits are looked at behind such a drop.
const PEEK: u8 = 32;
/// Dates before 1980 are those of machines that did not know the time.
const BELIEVABLE: i64 = 315_532_800;

#[derive(Default)]
struct Fast(u64);

impl Hasher for Fast {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

type Index = HashMap<Id, u32, BuildHasherDefault<Fast>>;

struct Node {
    id: Id,
    committed: i64,
    authored: Option<i64>,
    /// Topological level; `u32::MAX` where unknown.
    level: u32,
    /// The date by which it is taken from the queue.
    date: i64,
    parents: (u32, u32),
    peek: u8,
    /// Reachable from an earlier deployment.
    hidden: bool,
    queued: bool,
    /// Whether it has been taken from the queue, and how it was painted then.
    done: Option<bool>,
    taken: bool,
}

struct Walk<'s, S> {
    source: &'s S,
    index: Index,
    nodes: Vec<Node>,
    /// Parents of all nodes, one after the other: ids first, numbers once they are queued.
    parents: Vec<Id>,
    queue: BinaryHeap<(u32, i64, std::cmp::Reverse<u32>)>,
    /// Nodes in the queue that are not painted.
    open: usize,
    /// Nodes in the queue without a level while others have one.
    unlevelled: usize,
    any_level: bool,
    oldest_open: i64,
    skew: i64,
}

impl<'s, S: Source> Walk<'s, S> {
    fn new(source: &'s S) -> Self {
        Walk {
            source,
            index: Index::default(),
            nodes: Vec::new(),
            parents: Vec::new(),
            queue: BinaryHeap::new(),
            open: 0,
            unlevelled: 0,
            any_level: false,
            oldest_open: i64::MAX,
            skew: 0,
        }
    }

    fn paint(&mut self, tips: &[Id], seen: usize) -> Result<(), GitError> {
        for (place, tip) in tips.iter().enumerate() {
            let number = self.number(*tip)?;
            self.enqueue(number, place < seen);
        }
        while let Some((_, date, std::cmp::Reverse(number))) = self.queue.pop() {
            if self.is_over(date) {
                break;
            }
            self.leave_queue(number);
            self.visit(number)?;
        }
        Ok(())
    }

    /// Nothing that is still queued can change the colour of a commit of the window.
    fn is_over(&self, date: i64) -> bool {
        if self.open > 0 {
            return false;
        }
        if self.any_level {
            return self.unlevelled == 0;
        }
        date < self.oldest_open.saturating_sub(SLACK.max(self.skew.saturating_mul(2)))
    }

    fn number(&mut self, id: Id) -> Result<u32, GitError> {
        if let Some(number) = self.index.get(&id) {
            return Ok(*number);
        }
        let commit = self.source.commit(id)?;
        let number = self.nodes.len() as u32;
        let first = self.parents.len() as u32;
        self.parents.extend(&commit.parents);
        self.any_level |= commit.generation.is_some();
        self.nodes.push(Node {
            id,
            committed: commit.committed,
            authored: commit.authored,
            level: commit.generation.unwrap_or(u32::MAX),
            date: commit.committed,
            parents: (first, self.parents.len() as u32),
            peek: 0,
            hidden: false,
            queued: false,
            done: None,
            taken: false,
        });
        self.index.insert(id, number);
        Ok(number)
    }

    fn enqueue(&mut self, number: u32, hidden: bool) {
        let node = &mut self.nodes[number as usize];
        let was_hidden = node.hidden;
        node.hidden |= hidden;
        if node.queued {
            self.open -= usize::from(node.hidden && !was_hidden);
            return;
        }
        if node.done == Some(node.hidden) {
            return;
        }
        node.queued = true;
        self.open += usize::from(!node.hidden);
        self.unlevelled += usize::from(node.level == u32::MAX);
        self.queue.push((node.level, node.date, std::cmp::Reverse(number)));
    }

    fn leave_queue(&mut self, number: u32) {
        let node = &mut self.nodes[number as usize];
        node.queued = false;
        node.done = Some(node.hidden);
        self.open -= usize::from(!node.hidden);
        self.unlevelled -= usize::from(node.level == u32::MAX);
        if !node.hidden {
            self.oldest_open = self.oldest_open.min(node.date);
        }
    }

    fn visit(&mut self, number: u32) -> Result<(), GitError> {
        let (hidden, (first, last)) = (self.nodes[number as usize].hidden, self.nodes[number as usize].parents);
        for at in first..last {
            let parent = self.number(self.parents[at as usize])?;
            self.judge_date(number, parent);
            self.enqueue(parent, hidden);
        }
        Ok(())
    }

    /// Notes how far dates contradict the order of commits, and keeps looking for a while behind a date that is hard to believe.
    fn judge_date(&mut self, child: u32, parent: u32) {
        let child = &self.nodes[child as usize];
        let (committed, date, peek) = (child.committed, child.date, child.peek);
        let parent = &mut self.nodes[parent as usize];
        self.skew = self.skew.max(parent.committed - committed);
        if parent.queued || parent.done.is_some() {
            return;
        }
        let unbelievable = parent.committed < BELIEVABLE;
        let dropped = committed - parent.committed > DROP;
        if unbelievable || dropped || peek > 0 {
            parent.peek = if dropped || unbelievable { PEEK } else { peek - 1 };
            parent.date = parent.date.max(if parent.peek > 0 { date } else { parent.committed });
        }
    }

    fn collect(&mut self, tips: &[Id], seen: usize) -> Vec<Attributed> {
        let mut found = Vec::new();
        for (tip, id) in tips.iter().enumerate().skip(seen) {
            let begin = found.len();
            let mut open: Vec<u32> = self.index.get(id).copied().into_iter().collect();
            while let Some(number) = open.pop() {
                let node = &mut self.nodes[number as usize];
                if node.hidden || node.taken || node.done.is_none() {
                    continue;
                }
                node.taken = true;
                let (first, last) = node.parents;
                found.push(Attributed { id: node.id, tip, committed: node.committed, authored: node.authored, merge: last - first > 1 });
                let parents = &self.parents[first as usize..last as usize];
                open.extend(parents.iter().filter_map(|parent| self.index.get(parent)));
            }
            found[begin..].sort_by_key(|commit| (commit.committed, commit.id));
        }
        found
    }
}

#[cfg(test)]
#[path = "walk_tests.rs"]
mod tests;
