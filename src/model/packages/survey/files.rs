//! Where the survey reads from: a folder, or the store of a run.

use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use document::{Limits, Source, SourceId, SyntaxError};
use globset::GlobBuilder;

use crate::packages::formats::kubernetes;
use crate::packages::lock::Companions;
use crate::packages::{LockFormat, format_of};

/// Gives the text of files.
pub trait Files: Sync {
    /// The text of a file, by its path relative to the root.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn source(&self, path: &str) -> Result<Arc<Source>, Unreadable>;
}

/// Why a file could not be read as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is larger than the limit.
    TooLarge {
        /// Its size, in bytes.
        size: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// It is no UTF-8.
    NotText(SyntaxError),
    /// The system refuses.
    Refused(String),
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unreadable::TooLarge { size, limit } => {
                write!(f, "it has {size} bytes, more than the limit of {limit} (raise `limits.file_bytes` in ent.yaml)")
            }
            Unreadable::NotText(error) => f.write_str(&error.message),
            Unreadable::Refused(why) => f.write_str(why),
        }
    }
}

/// A folder on disk. Files are read when they are asked for and kept by nobody.
pub struct Folder {
    root: PathBuf,
    limits: Limits,
}

impl Folder {
    /// A folder with the limits of reading.
    pub fn new(root: impl Into<PathBuf>, limits: Limits) -> Folder {
        Folder { root: root.into(), limits }
    }

    fn locate(&self, path: &str) -> Result<PathBuf, Unreadable> {
        let relative = Path::new(path);
        if relative.components().any(|part| !matches!(part, Component::Normal(_))) {
            return Err(Unreadable::Refused("the path leads outside the directory".to_owned()));
        }
        let on_disk = self.root.join(relative);
        match (on_disk.canonicalize(), self.root.canonicalize()) {
            (Ok(real), Ok(root)) if !real.starts_with(&root) => Err(Unreadable::Refused("the link leads outside the directory".to_owned())),
            _ => Ok(on_disk),
        }
    }
}

impl Files for Folder {
    fn source(&self, path: &str) -> Result<Arc<Source>, Unreadable> {
        let refused = |error: std::io::Error| Unreadable::Refused(format!("it cannot be read: {error}"));
        let on_disk = self.locate(path)?;
        let metadata = std::fs::metadata(&on_disk).map_err(refused)?;
        if !metadata.is_file() {
            return Err(Unreadable::Refused("it is no regular file".to_owned()));
        }
        let limit = self.limits.bytes;
        if metadata.len() > limit {
            return Err(Unreadable::TooLarge { size: metadata.len(), limit });
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize);
        std::fs::File::open(&on_disk).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(refused)?;
        if bytes.len() as u64 > limit {
            return Err(Unreadable::TooLarge { size: bytes.len() as u64, limit });
        }
        Source::from_bytes(SourceId(0), path, &bytes, &self.limits).map(Arc::new).map_err(Unreadable::NotText)
    }
}

/// The paths of a tree, sorted.
pub struct Paths {
    all: Vec<String>,
    kubernetes: Vec<String>,
}

impl Paths {
    /// Sorts and keeps each path once.
    pub fn new(mut paths: Vec<String>) -> Paths {
        paths.sort_unstable();
        paths.dedup();
        Paths { all: paths, kubernetes: Vec::new() }
    }

    /// Says which of them hold objects of Kubernetes: no name tells it.
    #[must_use]
    pub fn with_kubernetes(mut self, mut paths: Vec<String>) -> Paths {
        paths.sort_unstable();
        self.kubernetes = paths;
        self
    }

    /// The format of a path: by its name, or because it holds objects of Kubernetes.
    pub fn format_of(&self, path: &str) -> Option<&'static LockFormat> {
        let known = || self.kubernetes.binary_search_by(|known| known.as_str().cmp(path)).is_ok();
        format_of(path).or_else(|| kubernetes().filter(|_| known()))
    }

    /// Whether a file of this path is in the tree.
    pub fn has(&self, path: &str) -> bool {
        self.all.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }
}

/// The folder of a path, without a slash at the end; empty at the root.
pub fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What stands beside a file.
pub(super) struct Beside<'a> {
    pub(super) folder: &'a str,
    pub(super) paths: &'a Paths,
    pub(super) files: &'a dyn Files,
}

impl Companions for Beside<'_> {
    fn source(&self, path: &str) -> Option<Arc<Source>> {
        let path = join(self.folder, path)?;
        self.paths.has(&path).then(|| self.files.source(&path).ok())?
    }

    fn folders(&self, pattern: &str) -> Vec<String> {
        let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
        let Ok(glob) = GlobBuilder::new(pattern).literal_separator(true).build() else { return Vec::new() };
        let glob = glob.compile_matcher();
        let inside = |path: &str| match self.folder {
            "" => Some(folder_of(path).to_owned()),
            folder => path.strip_prefix(folder)?.strip_prefix('/').map(|rest| folder_of(rest).to_owned()),
        };
        let mut folders: Vec<String> = self.paths.iter().filter_map(inside).filter(|folder| glob.is_match(folder)).collect();
        folders.dedup();
        folders.sort();
        folders.dedup();
        folders
    }
}

/// Joins a folder and a relative path; `None` where it leaves the tree.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_tree() {
        assert_eq!(join("a/b", "../c.json").as_deref(), Some("a/c.json"));
        assert_eq!(join("a", "../../c"), None);
        assert_eq!(join("", "./c").as_deref(), Some("c"));
        let folder = Folder::new("/nowhere", Limits::default());
        assert!(matches!(folder.source("../etc/passwd"), Err(Unreadable::Refused(_))));
        assert!(matches!(folder.source("/etc/passwd"), Err(Unreadable::Refused(_))));
    }

    #[test]
    fn members_of_a_workspace_are_folders() {
        let paths = Paths::new(
            ["app/packages/a/package.json", "app/packages/b/x/package.json", "app/tools/package.json"].map(str::to_owned).to_vec(),
        );
        let files = Folder::new("/nowhere", Limits::default());
        let beside = Beside { folder: "app", paths: &paths, files: &files };
        assert_eq!(beside.folders("packages/*"), ["packages/a"]);
        assert_eq!(beside.folders("packages/**"), ["packages/a", "packages/b/x"]);
        assert_eq!(beside.folders("./tools/"), ["tools"]);
    }
}
