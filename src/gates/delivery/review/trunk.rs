//! The trunk: its name, and where it is.

use outside::git::Git;
use rule::Context;

use super::settings::text;

/// Names of a trunk that need no setting.
const NAMES: [&str; 3] = ["main", "master", "trunk"];

/// The name of the trunk: as set, else the default branch of the first remote, else the first usual name that is a branch.
pub(super) fn name(cx: &Context<'_>, git: Option<&Git>) -> Option<String> {
    if let Some(name) = text(cx, "trunk") {
        return Some(name.to_string());
    }
    let git = git?;
    let branches = git.branches().unwrap_or_default();
    let remote = git.remotes().into_iter().find_map(|(remote, _)| git.default_branch_of(&remote));
    remote.or_else(|| {
        let is_branch = |name: &&&str| branches.iter().any(|(branch, _)| branch == **name || *branch == format!("origin/{name}"));
        NAMES.iter().find(is_branch).map(|name| (*name).to_string())
    })
}
