//! Branches whose change is in the trunk although their commits are not: squashed, or rebased.

use std::collections::HashMap;

use outside::git::{Commits, Git, GitError, Id};

use super::branches::Branch;

/// Commits of the trunk that are compared with a branch.
const COMPARED: usize = 400;
/// A branch with more own commits is not compared one by one.
const ONE_BY_ONE: usize = 50;

/// Finds changes again in the trunk.
pub(crate) struct Merged<'g> {
    git: &'g Git,
    commits: &'g Commits<'g>,
    trunk: Id,
    /// Patch ids of commits of the trunk.
    patches: HashMap<Id, Option<Id>>,
}

impl<'g> Merged<'g> {
    pub(crate) fn new(git: &'g Git, commits: &'g Commits<'g>, trunk: Id) -> Self {
        Merged { git, commits, trunk, patches: HashMap::new() }
    }

    /// Whether the change of a branch is in the trunk.
    pub(crate) fn is_in(&mut self, branch: &Branch) -> Result<bool, GitError> {
        let Some(base) = self.git.common_ancestor(branch.tip, self.trunk) else { return Ok(false) };
        if self.git.contains_change(base, branch.tip, self.trunk)? {
            return Ok(true);
        }
        let landed = self.since(base)?;
        if let Some(whole) = self.git.patch_id(Some(base), branch.tip)?
            && landed.contains(&whole)
        {
            return Ok(true);
        }
        if branch.own.len() > ONE_BY_ONE {
            return Ok(false);
        }
        for id in &branch.own {
            match self.patch_of(*id)? {
                Some(patch) if !landed.contains(&patch) => return Ok(false),
                _ => {}
            }
        }
        Ok(true)
    }

    /// Patch ids of what came to the trunk after a commit.
    pub(crate) fn since(&mut self, base: Id) -> Result<Vec<Id>, GitError> {
        let begin = self.commits.read(base)?.committed;
        let mut found = Vec::new();
        let mut next = Some(self.trunk);
        for _ in 0..COMPARED {
            let Some(id) = next.filter(|id| *id != base) else { break };
            let commit = self.commits.read(id)?;
            if commit.committed < begin {
                break;
            }
            found.extend(self.patch_of(id)?);
            // What a merge brought may have been picked commit by commit.
            for parent in commit.parents.iter().skip(1).take(1) {
                found.extend(self.patch_of(*parent)?);
            }
            next = commit.parents.first().copied();
        }
        Ok(found)
    }

    /// The patch id of a commit against its first parent; `None` for an empty change.
    pub(crate) fn patch_of(&mut self, id: Id) -> Result<Option<Id>, GitError> {
        if let Some(known) = self.patches.get(&id) {
            return Ok(*known);
        }
        let parent = self.commits.read(id)?.parents.first().copied();
        let patch = self.git.patch_id(parent, id)?;
        self.patches.insert(id, patch);
        Ok(patch)
    }
}
