//! Git repositories, read only: tags, commits, what a commit touched. libgit2 does the reading; its types stay inside.

mod branches;
mod commits;
mod diff;
mod error;
mod graph_file;
mod id;
mod index;
mod remotes;
mod snapshot;
mod tags;
mod tree;

use std::path::{Path, PathBuf};

pub use commits::{Commit, Commits, Message};
pub use diff::{FileChange, FileState};
pub use error::GitError;
pub use id::Id;
pub use index::Tracked;
pub use tags::Tag;
pub use tree::Stored;

/// An open repository.
pub struct Git {
    repository: git2::Repository,
}

impl Git {
    /// Opens the repository that holds a directory: a working tree, a linked working tree, a submodule or a bare repository.
    pub fn open(directory: &Path) -> Result<Git, GitError> {
        // What a fetch has verified needs no second hash: reading history takes half the time.
        git2::opts::strict_hash_verification(false);
        let repository = git2::Repository::discover(directory).map_err(|error| GitError::opening(directory, &error))?;
        Ok(Git { repository })
    }

    /// Whether commits are missing because the clone was cut off (`git clone --depth`).
    pub fn is_shallow(&self) -> bool {
        let file = self.repository.commondir().join("shallow");
        let cut_off = std::fs::metadata(file).is_ok_and(|metadata| metadata.len() > 0);
        cut_off || self.repository.is_shallow()
    }

    /// Refuses a clone that was cut off: its history gives wrong numbers.
    pub fn refuse_shallow(&self) -> Result<(), GitError> {
        if self.is_shallow() { Err(GitError::Shallow) } else { Ok(()) }
    }

    /// Whether no commit was ever made on the current branch.
    pub fn is_empty(&self) -> bool {
        self.repository.is_empty().unwrap_or(false)
    }

    /// Whether there is no working tree.
    pub fn is_bare(&self) -> bool {
        self.repository.is_bare()
    }

    /// The top of the working tree, or the repository itself where there is none.
    pub fn root(&self) -> &Path {
        self.repository.workdir().unwrap_or_else(|| self.repository.path())
    }

    /// Where the objects lie.
    pub(crate) fn objects(&self) -> PathBuf {
        self.repository.commondir().join("objects")
    }

    /// The commit that a revision (`HEAD`, `main`, `v1.0^`, an abbreviated id) leads to.
    pub fn resolve(&self, revision: &str) -> Result<Id, GitError> {
        let unknown = |_| GitError::UnknownRevision { revision: revision.into() };
        let object = self.repository.revparse_single(revision).map_err(unknown)?;
        let commit = object.peel_to_commit().map_err(unknown)?;
        Ok(commit.id().into())
    }

    /// The bytes of a file in the tree of a revision; `None` where it is not there.
    pub fn file_at(&self, revision: &str, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let id = self.resolve(revision)?;
        let read = |error: git2::Error| GitError::object(id, &error);
        let tree = self.repository.find_commit(id.into()).and_then(|commit| commit.tree()).map_err(read)?;
        let Ok(entry) = tree.get_path(Path::new(path)) else { return Ok(None) };
        let blob = self.repository.find_blob(entry.id());
        Ok(blob.ok().map(|blob| blob.content().to_vec()))
    }

    /// The commit that `HEAD` leads to; `None` in a repository without commits.
    pub fn head(&self) -> Option<Id> {
        self.repository.head().ok()?.peel_to_commit().ok().map(|commit| commit.id().into())
    }

    /// Tags whose short name is wanted and that lead to a commit, sorted by name.
    pub fn tags(&self, wanted: impl Fn(&str) -> bool) -> Result<Vec<Tag>, GitError> {
        tags::tags(self, wanted)
    }

    /// Branches, of this clone and of its remotes, by short name, with the commit they lead to; sorted.
    pub fn branches(&self) -> Result<Vec<(String, Id)>, GitError> {
        branches::branches(self)
    }

    /// A reader of commits.
    pub fn commits(&self) -> Result<Commits<'_>, GitError> {
        Commits::new(self)
    }

    pub(crate) fn raw(&self) -> &git2::Repository {
        &self.repository
    }
}
