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
