//! What came to the trunk: its first-parent line within the window.

use outside::git::{Commits, FileChange, FileState, Git, GitError, Id, Message};

use super::change::is_made;

/// One step of the trunk.
#[derive(Debug, Clone)]
pub(crate) struct Landed {
    /// Its commit.
    pub(crate) id: Id,
    /// When it was committed, in seconds since 1970.
    pub(crate) at: i64,
    /// Its parents.
    pub(crate) parents: Vec<Id>,
    /// Author and words.
    pub(crate) message: Message,
    /// Whether a machine made it.
    pub(crate) bot: bool,
    /// Lines added and deleted, without what is made by machines; `None` where nobody counted.
    pub(crate) lines: Option<usize>,
    /// When the work on it began: the first commit that a merge brought.
    pub(crate) begun: Option<i64>,
}

/// Steps that are read.
const MOST: usize = 2_000;
/// Steps whose lines are counted.
const COUNTED: usize = 200;
/// Commits of one merge that are read.
const OF_A_MERGE: usize = 500;

impl Landed {
    /// Whether it is a merge.
    pub(crate) fn is_merge(&self) -> bool {
        self.parents.len() > 1
    }

    /// Whether it shows that it came through a pull or merge request: a merge, the number that the host writes, or the host as committer.
    pub(crate) fn came_by_request(&self) -> bool {
        let message = &self.message;
        let numbered = message.subject.rsplit_once("(#").is_some_and(|(_, rest)| {
            let digits = rest.trim_end().strip_suffix(')').unwrap_or_default();
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        });
        let by_host = message.committer.eq_ignore_ascii_case("noreply@github.com");
        self.is_merge() || numbered || by_host || message.body.contains("See merge request ")
    }
}

/// The steps of the trunk since a moment, newest first.
pub(super) fn landed(git: &Git, commits: &Commits<'_>, tip: Id, since: i64, bots: &[String]) -> Result<Vec<Landed>, GitError> {
    let mut found = Vec::new();
    let mut next = Some(tip);
    while let Some(id) = next.filter(|_| found.len() < MOST) {
        let commit = commits.read(id)?;
        if commit.committed < since {
            break;
        }
        next = commit.parents.first().copied();
        let message = commits.message(id)?;
        let bot = is_bot(&message, bots);
        let counted = !bot && next.is_some() && found.len() < COUNTED;
        let lines = if counted { Some(lines(git, &git.changes(next, id)?)) } else { None };
        let begun = match commit.parents.as_slice() {
            [first, second, ..] => Some(begun(commits, *first, *second)?),
            _ => None,
        };
        found.push(Landed { id, at: commit.committed, parents: commit.parents, message, bot, lines, begun });
    }
    Ok(found)
}

/// Lines of a change that people wrote. A file that is deleted counts as one line.
pub(crate) fn lines(git: &Git, files: &[FileChange]) -> usize {
    let own = files.iter().filter(|file| !is_made(git, &file.path, None));
    own.map(|file| if file.state == FileState::Deleted { 1 } else { file.added + file.deleted }).sum()
}

/// When the first commit of a merged branch was written.
fn begun(commits: &Commits<'_>, trunk: Id, branch: Id) -> Result<i64, GitError> {
    // The branch left the trunk at one of its last steps; further back nobody asks.
    let mut line = std::collections::HashSet::new();
    let mut next = Some(trunk);
    while let Some(id) = next.filter(|_| line.len() < OF_A_MERGE) {
        line.insert(id);
        next = commits.read(id)?.parents.first().copied();
    }
    let mut first = commits.authored(branch)?;
    let mut next = Some(branch);
    for _ in 0..OF_A_MERGE {
        let Some(id) = next.filter(|id| !line.contains(id)) else { break };
        first = first.min(commits.authored(id)?);
        next = commits.read(id)?.parents.first().copied();
    }
    Ok(first)
}

/// Whether a machine wrote a commit.
pub(crate) fn is_bot(message: &Message, own: &[String]) -> bool {
    let author = message.author.to_lowercase();
    let email = message.email.to_lowercase();
    let named = |name: &String| {
        let name = name.trim().to_lowercase();
        !name.is_empty() && (author == name || email == name)
    };
    author.ends_with("[bot]")
        || email.contains("[bot]@")
        || ["renovate", "renovate bot", "dependabot"].contains(&author.as_str())
        || own.iter().any(named)
}
