//! Branches, of this clone and of the remotes it knows.

use super::{Git, GitError, Id};

/// Branches with the commit they lead to, by short name (`main`, `origin/renovate/serde-1.x`), sorted.
pub(super) fn branches(git: &Git) -> Result<Vec<(String, Id)>, GitError> {
    let wrong = |error: git2::Error| GitError::References { why: error.message().to_string() };
    let mut found = Vec::new();
    for branch in git.raw().branches(None).map_err(wrong)? {
        let (branch, _) = branch.map_err(wrong)?;
        // A name that is no UTF-8, or a branch that leads nowhere (`origin/HEAD` of a pruned remote), is no answer.
        let (Ok(Some(name)), Ok(commit)) = (branch.name(), branch.get().peel_to_commit()) else { continue };
        found.push((name.to_string(), commit.id().into()));
    }
    found.sort();
    Ok(found)
}

impl Git {
    /// The default branch of a remote as this clone knows it: where `refs/remotes/NAME/HEAD` points.
    pub fn default_branch_of(&self, remote: &str) -> Option<String> {
        let head = self.raw().find_reference(&format!("refs/remotes/{remote}/HEAD")).ok()?;
        let target = head.symbolic_target().ok().flatten()?;
        target.strip_prefix(&format!("refs/remotes/{remote}/")).map(str::to_string)
    }

    /// Whether a remote is set to fetch all branches; a clone of a single branch does not know the others.
    pub fn fetches_all_branches(&self, remote: &str) -> bool {
        let Ok(remote) = self.raw().find_remote(remote) else { return false };
        let specs = remote.fetch_refspecs();
        specs.is_ok_and(|specs| specs.iter().filter_map(|spec| spec.ok().flatten()).any(|spec| spec.contains("refs/heads/*:")))
    }

    /// The branch that `HEAD` names; `None` where it is detached.
    pub fn current_branch(&self) -> Option<String> {
        let head = self.raw().head().ok().filter(git2::Reference::is_branch)?;
        head.shorthand().ok().map(str::to_string)
    }
}
