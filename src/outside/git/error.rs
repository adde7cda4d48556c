//! What can go wrong with a repository, and what to do about it.

use std::path::Path;

use super::Id;

/// Why a repository gives no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GitError {
    /// There is none.
    #[error("there is no git repository at {directory} or above it")]
    NoRepository {
        /// Where it was looked for.
        directory: String,
    },
    /// It belongs to somebody else, and libgit2 refuses to read it.
    #[error("the git repository at {directory} belongs to another user")]
    NotOwned {
        /// Where it is.
        directory: String,
    },
    /// It cannot be opened.
    #[error("the git repository at {directory} cannot be opened: {why}")]
    Unreadable {
        /// Where it is.
        directory: String,
        /// What libgit2 says.
        why: String,
    },
    /// History is missing.
    #[error("the clone is shallow: its history and tags are incomplete")]
    Shallow,
    /// An object cannot be read.
    #[error("object {id} cannot be read: {why}")]
    Object {
        /// The object.
        id: String,
        /// What libgit2 says.
        why: String,
    },
    /// A reference cannot be read.
    #[error("the references cannot be read: {why}")]
    References {
        /// What libgit2 says.
        why: String,
    },
    /// A revision leads nowhere.
    #[error("the revision `{revision}` leads to no commit")]
    UnknownRevision {
        /// As given.
        revision: String,
    },
}

impl GitError {
    pub(super) fn opening(directory: &Path, error: &git2::Error) -> GitError {
        let directory = directory.display().to_string();
        match error.code() {
            git2::ErrorCode::NotFound => GitError::NoRepository { directory },
            git2::ErrorCode::Owner => GitError::NotOwned { directory },
            _ => GitError::Unreadable { directory, why: tidy(error) },
        }
    }

    pub(super) fn object(id: Id, error: &git2::Error) -> GitError {
        GitError::Object { id: id.to_string(), why: tidy(error) }
    }

    /// The command that helps.
    pub fn fix(&self) -> &'static str {
        match self {
            GitError::NoRepository { .. } => "run inside a git repository, or name one with -C DIR",
            GitError::NotOwned { .. } => "run `git config --global --add safe.directory DIR` for that directory",
            GitError::Unreadable { .. } => "run `git status` there to see what git says",
            GitError::Shallow => {
                "run `git fetch --unshallow --tags` (GitHub Actions: actions/checkout with `fetch-depth: 0`; GitLab: `GIT_DEPTH: 0`)"
            }
            GitError::Object { .. } => "run `git fsck --full`, and clone again if it complains (a partial clone: `git fetch --refetch`)",
            GitError::References { .. } => "run `git fsck --full` to see which reference is broken",
            GitError::UnknownRevision { .. } => "name a branch, a tag or a commit of this repository",
        }
    }
}

fn tidy(error: &git2::Error) -> String {
    error.message().trim().trim_end_matches(['.', ';']).to_string()
}
