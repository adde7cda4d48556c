//! The files that the host sees: those that version control tracks, whatever `exclude` leaves out of the run.

use std::collections::BTreeSet;

use outside::git::{Git, GitError};
use rule::{Context, NotJudged};

/// Where the repository is, and what it tracks.
pub(crate) struct Tree {
    /// The repository, where there is one.
    pub(crate) git: Result<Git, NotJudged>,
    /// Tracked paths below the directory under check, relative to it, sorted; without a repository the files of the run.
    pub(crate) tracked: Vec<String>,
    /// Files of the run that are not tracked, sorted.
    pub(crate) further: Vec<String>,
}

impl Tree {
    pub(crate) fn load(cx: &Context<'_>) -> Tree {
        let files: Vec<String> = cx.files().iter().map(|file| file.path.clone()).collect();
        let git = open(cx);
        let tracked = Git::open(cx.root()).ok().and_then(|git| {
            let folder = git.folder_of(cx.root());
            let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let below = |path: &str| path.strip_prefix(&prefix).map(str::to_string);
            // A submodule is a folder whose files lie elsewhere: a pattern for it matches what is below it.
            let entry = |entry: outside::git::Tracked| below(&if entry.submodule { entry.path + "/*" } else { entry.path });
            Some(git.tracked().ok()?.into_iter().filter_map(entry).collect::<Vec<_>>())
        });
        match tracked.filter(|tracked| !tracked.is_empty()) {
            Some(tracked) => {
                let known: BTreeSet<&str> = tracked.iter().map(String::as_str).collect();
                let further = files.into_iter().filter(|path| !known.contains(path.as_str())).collect();
                Tree { git, tracked, further }
            }
            None => Tree { git, tracked: files, further: Vec::new() },
        }
    }
}

/// The repository whose top the directory under check is.
fn open(cx: &Context<'_>) -> Result<Git, NotJudged> {
    let git = Git::open(cx.root()).map_err(missing)?;
    if !git.folder_of(cx.root()).is_empty() {
        return Err(NotJudged::surroundings(
            "branches and changes: this directory is only a part of a repository",
            "run `ent` at the top of the repository",
        ));
    }
    if git.is_shallow() {
        return Err(missing(GitError::Shallow));
    }
    if git.head().is_none() {
        return Err(NotJudged::surroundings("branches and changes: the repository has no commit", "commit first"));
    }
    Ok(git)
}

/// Why history cannot be read.
pub(crate) fn missing(error: GitError) -> NotJudged {
    let fix = error.fix();
    if let GitError::NoRepository { .. } = error {
        return NotJudged::surroundings("branches and changes: this is no git repository", "run `ent` in a clone with its history");
    }
    NotJudged::surroundings(format!("branches and changes: {error}"), fix)
}
