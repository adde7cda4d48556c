//! What stands in the tree of a commit, without writing it anywhere.

use std::path::Path;

use super::{Git, GitError, Id};

/// What stands at a path of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// A file and its bytes.
    File(Vec<u8>),
    /// A symbolic link and what it says.
    Link(String),
    /// A folder.
    Folder,
    /// A submodule: its files are in another repository.
    Submodule,
}

impl Git {
    /// What stands at a path (from the top of the repository, `""` being the top itself) in a commit; `None` where nothing does.
    ///
    /// # Errors
    /// An object that cannot be read, and a file of more than `limit` bytes.
    pub fn stored_at(&self, commit: Id, path: &str, limit: u64) -> Result<Option<Stored>, GitError> {
        let read = |error: git2::Error| GitError::object(commit, &error);
        let tree = self.raw().find_commit(commit.into()).and_then(|commit| commit.tree()).map_err(read)?;
        if path.is_empty() {
            return Ok(Some(Stored::Folder));
        }
        let entry = match tree.get_path(Path::new(path)) {
            Ok(entry) => entry,
            Err(error) if error.code() == git2::ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(read(error)),
        };
        match entry.kind() {
            Some(git2::ObjectType::Tree) => return Ok(Some(Stored::Folder)),
            Some(git2::ObjectType::Blob) => {}
            _ => return Ok(Some(Stored::Submodule)),
        }
        let blob = self.raw().find_blob(entry.id()).map_err(|error| GitError::object(entry.id().into(), &error))?;
        if blob.size() as u64 > limit {
            return Err(GitError::Object { id: path.to_string(), why: format!("it is larger than the limit of {limit} bytes") });
        }
        let bytes = blob.content().to_vec();
        if entry.filemode() == 0o120_000 {
            return Ok(Some(Stored::Link(String::from_utf8_lossy(&bytes).into_owned())));
        }
        Ok(Some(Stored::File(bytes)))
    }

    /// Paths of the files (links among them) below a folder of a commit, relative to that folder; sorted. Nothing where the folder is not there.
    pub fn files_below(&self, commit: Id, folder: &str) -> Result<Vec<String>, GitError> {
        let read = |error: git2::Error| GitError::object(commit, &error);
        let tree = self.raw().find_commit(commit.into()).and_then(|commit| commit.tree()).map_err(read)?;
        let tree = match folder {
            "" => tree,
            below => match tree.get_path(Path::new(below)).and_then(|entry| self.raw().find_tree(entry.id())) {
                Ok(tree) => tree,
                Err(_) => return Ok(Vec::new()),
            },
        };
        let mut paths = Vec::new();
        tree.walk(git2::TreeWalkMode::PreOrder, |parent, entry| {
            // A name that is no UTF-8 cannot be named by a reference either.
            if let (Some(git2::ObjectType::Blob), Ok(name)) = (entry.kind(), entry.name()) {
                paths.push(format!("{parent}{name}"));
            }
            git2::TreeWalkResult::Ok
        })
        .map_err(read)?;
        paths.sort();
        Ok(paths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(directory: &Path, args: &[&str]) {
        let status = std::process::Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
            .args(args)
            .current_dir(directory)
            .status()
            .unwrap();
        assert!(status.success());
    }

    #[cfg(unix)]
    #[test]
    fn files_links_and_folders_of_a_commit() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        git(root, &["init", "-q"]);
        std::fs::create_dir_all(root.join("api/models")).unwrap();
        std::fs::write(root.join("api/a.yaml"), "a: 1\n").unwrap();
        std::fs::write(root.join("api/models/b.yaml"), "b: 1\n").unwrap();
        std::os::unix::fs::symlink("../../etc/passwd", root.join("api/link")).unwrap();
        git(root, &["add", "-A"]);
        git(root, &["commit", "-q", "-m", "one"]);
        std::fs::write(root.join("api/a.yaml"), "a: 2\n").unwrap();

        let git = Git::open(root).unwrap();
        let head = git.head().unwrap();
        let at = |path: &str| git.stored_at(head, path, 100).unwrap();
        assert_eq!(at("api/a.yaml"), Some(Stored::File(b"a: 1\n".to_vec())));
        assert_eq!(at("api/link"), Some(Stored::Link("../../etc/passwd".into())));
        assert_eq!(at("api"), Some(Stored::Folder));
        assert_eq!(at(""), Some(Stored::Folder));
        assert_eq!(at("api/none"), None);
        assert!(git.stored_at(head, "api/a.yaml", 3).unwrap_err().to_string().contains("limit of 3 bytes"));
        assert_eq!(git.files_below(head, "api").unwrap(), ["a.yaml", "link", "models/b.yaml"]);
        assert_eq!(git.files_below(head, "").unwrap().len(), 3);
        assert!(git.files_below(head, "none").unwrap().is_empty());
    }
}
