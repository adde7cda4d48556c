//! What history says: branches, what came to the trunk, and the change at hand.

pub(super) mod branches;
pub(super) mod change;
pub(super) mod merged;
pub(super) mod trunk_line;

use outside::git::{Git, GitError, Id};
use rule::{Context, NotJudged};

use super::settings::{self, seconds_or};
use branches::Branches;
use trunk_line::{Landed, landed};

/// Days of history that are looked at, in seconds, unless set.
pub(crate) const WINDOW: f64 = 90.0 * 86_400.0;

/// Branches and trunk of a repository.
pub(crate) struct History {
    /// Name of the trunk.
    pub(crate) trunk: String,
    /// Its newest commit.
    pub(crate) tip: Id,
    /// When that was committed, in seconds since 1970.
    pub(crate) last: i64,
    /// Branches that are not in the trunk.
    pub(crate) branches: Branches,
    /// What came to the trunk within the window, newest first.
    pub(crate) landed: Vec<Landed>,
    /// Length of the window, in seconds.
    pub(crate) window: f64,
}

impl History {
    /// Reads it.
    ///
    /// # Errors
    /// What is missing, with the command that helps.
    pub(crate) fn load(cx: &Context<'_>, git: &Git, trunk: Option<&str>) -> Result<History, NotJudged> {
        let Some(trunk) = trunk else {
            return Err(NotJudged::surroundings("branches and changes: nobody says which branch is the trunk", "set `gates.review.trunk`"));
        };
        let remote = git.remotes().into_iter().next().map(|(name, _)| name);
        let wrong = |error: GitError| wrong(&error);
        let all = git.branches().map_err(wrong)?;
        let commits = git.commits().map_err(wrong)?;
        let Some(tip) = trunk_tip(&all, trunk, remote.as_deref(), &commits).map_err(wrong)? else {
            return Err(NotJudged::surroundings(
                format!("branches and changes: there is no branch `{trunk}`"),
                "set `gates.review.trunk`, or fetch it: `git fetch origin '+refs/heads/*:refs/remotes/origin/*'`",
            ));
        };
        let window = seconds_or(cx, "window", WINDOW);
        let since = cx.now().as_second() - window as i64;
        let landed = landed(git, &commits, tip, since, &settings::texts(cx, "bots")).map_err(wrong)?;
        let branches = Branches::load(cx, git, &commits, &all, (trunk, tip), remote.as_deref()).map_err(wrong)?;
        let last = commits.read(tip).map_err(wrong)?.committed;
        Ok(History { trunk: trunk.to_string(), tip, last, branches, landed, window })
    }
}

/// The newest commit of the trunk: on the remote or here, whichever is newer.
fn trunk_tip(all: &[(String, Id)], trunk: &str, remote: Option<&str>, commits: &outside::git::Commits<'_>) -> Result<Option<Id>, GitError> {
    let names = [Some(trunk.to_string()), remote.map(|remote| format!("{remote}/{trunk}"))];
    let mut best: Option<(i64, Id)> = None;
    for (_, id) in all.iter().filter(|(name, _)| names.iter().flatten().any(|wanted| wanted == name)) {
        let committed = commits.read(*id)?.committed;
        if best.is_none_or(|(known, _)| committed > known) {
            best = Some((committed, *id));
        }
    }
    Ok(best.map(|(_, id)| id))
}

/// What a repository that cannot be read means: a broken object is a defect, all else is missing.
pub(crate) fn wrong(error: &GitError) -> NotJudged {
    match error {
        GitError::Object { .. } => NotJudged::input(".git", format!("{error}; {}", error.fix())),
        other => NotJudged::surroundings(format!("branches and changes: {other}"), other.fix()),
    }
}
