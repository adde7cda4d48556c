//! The tree of another revision, written to a folder, and what has changed since it.

use std::path::{Component, Path, PathBuf};

use super::{Git, GitError, Id};

/// Bytes of one file that are written; larger ones are left out, as a gate would refuse them anyway.
const FILE_BYTES: usize = 64 << 20;

impl Git {
    /// The best common ancestor of a revision and `HEAD`.
    pub fn merge_base(&self, revision: &str) -> Result<Id, GitError> {
        let other = self.resolve(revision)?;
        let head = self.head().ok_or_else(|| GitError::UnknownRevision { revision: "HEAD".into() })?;
        let base = self.raw().merge_base(other.into(), head.into());
        base.map(Id::from).map_err(|_| GitError::UnknownRevision { revision: format!("merge base of HEAD and {revision}") })
    }

    /// Writes the files that a commit holds below a folder of the repository (`""`: all of it) into an empty directory.
    pub fn export(&self, commit: Id, folder: &str, into: &Path) -> Result<(), GitError> {
        let read = |error: git2::Error| GitError::object(commit, &error);
        let tree = self.raw().find_commit(commit.into()).and_then(|commit| commit.tree()).map_err(read)?;
        let tree = match folder {
            "" => tree,
            // A folder that the commit does not have is empty there.
            below => match tree.get_path(Path::new(below)) {
                Ok(entry) => self.raw().find_tree(entry.id()).map_err(read)?,
                Err(_) => return Ok(()),
            },
        };
        let mut failed = None;
        let walked = tree.walk(git2::TreeWalkMode::PreOrder, |parent, entry| {
            let Some(path) = entry.name().ok().and_then(|name| inside(into, parent, name)) else { return git2::TreeWalkResult::Ok };
            match self.write_entry(entry, &path) {
                Ok(()) => git2::TreeWalkResult::Ok,
                Err(why) => {
                    failed = Some(why);
                    git2::TreeWalkResult::Abort
                }
            }
        });
        match failed {
            Some(why) => Err(GitError::Object { id: commit.to_string(), why }),
            None => walked.map_err(read),
        }
    }

    fn write_entry(&self, entry: &git2::TreeEntry<'_>, path: &Path) -> Result<(), String> {
        match entry.kind() {
            Some(git2::ObjectType::Tree) => std::fs::create_dir_all(path).map_err(|why| why.to_string()),
            Some(git2::ObjectType::Blob) => {
                let blob = self.raw().find_blob(entry.id()).map_err(|why| why.to_string())?;
                if blob.size() > FILE_BYTES {
                    return Ok(());
                }
                write_blob(blob.content(), entry.filemode() == 0o120_000, path)
            }
            _ => Ok(()),
        }
    }

    /// The folder of the repository that a directory of its working tree is; `""` for its top.
    pub fn folder_of(&self, directory: &Path) -> String {
        let top = self.root().canonicalize().unwrap_or_else(|_| self.root().to_path_buf());
        let directory = directory.canonicalize().unwrap_or_else(|_| directory.to_path_buf());
        directory.strip_prefix(top).map(|path| path.to_string_lossy().replace('\\', "/")).unwrap_or_default()
    }

    /// Paths, relative to the top of the repository, that the working tree changes against a commit; sorted. Untracked files count.
    pub fn changed_since(&self, commit: Id) -> Result<Vec<String>, GitError> {
        let read = |error: git2::Error| GitError::object(commit, &error);
        let tree = self.raw().find_commit(commit.into()).and_then(|commit| commit.tree()).map_err(read)?;
        let mut options = git2::DiffOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true);
        let diff = self.raw().diff_tree_to_workdir_with_index(Some(&tree), Some(&mut options)).map_err(read)?;
        let path = |file: git2::DiffFile<'_>| file.path().map(|path| path.to_string_lossy().replace('\\', "/"));
        let mut paths: Vec<String> = diff.deltas().filter_map(|delta| path(delta.new_file()).or_else(|| path(delta.old_file()))).collect();
        paths.sort();
        paths.dedup();
        Ok(paths)
    }
}

/// The path below a directory; `None` for names that would leave it, which Git itself never makes.
fn inside(into: &Path, parent: &str, name: &str) -> Option<PathBuf> {
    let relative = Path::new(parent).join(name);
    let normal = relative.components().all(|part| matches!(part, Component::Normal(_)));
    normal.then(|| into.join(relative))
}

fn write_blob(bytes: &[u8], link: bool, path: &Path) -> Result<(), String> {
    #[cfg(unix)]
    if link {
        use std::os::unix::ffi::OsStrExt;
        let target = Path::new(std::ffi::OsStr::from_bytes(bytes));
        return std::os::unix::fs::symlink(target, path).map_err(|why| why.to_string());
    }
    let _ = link;
    // A name that is taken (file systems that fold case) could be a link: never write through it.
    let file = std::fs::File::create_new(path);
    file.and_then(|mut file| std::io::Write::write_all(&mut file, bytes)).map_err(|why| why.to_string())
}
