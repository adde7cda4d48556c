//! When a file was last changed, from the history of the repository.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use outside::git::Git;

/// Commits that are looked through at most: older evidence has no known age.
const COMMITS: usize = 20_000;

/// The last change of files, in seconds since 1970, where the history tells.
#[derive(Debug, Default)]
pub struct Ages(BTreeMap<String, i64>);

impl Ages {
    /// Looks the files up. Without a repository, or in a shallow clone, nothing is known, and nothing is stale.
    pub fn of(root: &Path, paths: &BTreeSet<String>) -> Ages {
        read(root, paths).unwrap_or_default()
    }

    /// The last change of a file.
    pub fn changed(&self, path: &str) -> Option<i64> {
        self.0.get(path).copied()
    }
}

fn read(root: &Path, paths: &BTreeSet<String>) -> Option<Ages> {
    if paths.is_empty() {
        return Some(Ages::default());
    }
    let git = Git::open(root).ok()?;
    git.refuse_shallow().ok()?;
    let folder = git.folder_of(root);
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let mut open: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    let mut ages = BTreeMap::new();
    let commits = git.commits().ok()?;
    let mut next = git.head();
    // First parents only: when a change came to this branch.
    for _ in 0..COMMITS {
        let Some(id) = next.filter(|_| !open.is_empty()) else { break };
        let commit = commits.read(id).ok()?;
        for path in commits.touched(id).ok()? {
            let Some(path) = path.strip_prefix(&prefix) else { continue };
            if open.remove(path) {
                ages.insert(path.to_string(), commit.committed);
            }
        }
        next = commit.parents.first().copied();
    }
    Some(Ages(ages))
}
