//! What the index lists, and where the repository is fetched from.

use super::{Git, GitError};

/// A path that version control tracks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tracked {
    /// Relative to the top of the repository, with `/`.
    pub path: String,
    /// Whether it is a submodule, and so a folder whose files this repository does not list.
    pub submodule: bool,
}

/// The file mode of a submodule.
const SUBMODULE: u32 = 0o160_000;

impl Git {
    /// The paths of the index, sorted, each once. Names that are no UTF-8 are left out.
    pub fn tracked(&self) -> Result<Vec<Tracked>, GitError> {
        let wrong = |error: git2::Error| GitError::References { why: format!("the index: {}", error.message()) };
        let index = self.raw().index().map_err(wrong)?;
        let entry = |entry: git2::IndexEntry| {
            let path = String::from_utf8(entry.path).ok()?;
            Some(Tracked { path, submodule: entry.mode == SUBMODULE })
        };
        let mut found: Vec<Tracked> = index.iter().filter_map(entry).collect();
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// The remotes with their addresses, without user names and passwords, `origin` first, then by name.
    pub fn remotes(&self) -> Vec<(String, String)> {
        let Ok(names) = self.raw().remotes() else { return Vec::new() };
        let mut found = Vec::new();
        for name in names.iter().filter_map(|name| name.ok().flatten()) {
            let remote = self.raw().find_remote(name);
            let Some(url) = remote.ok().and_then(|remote| remote.url().ok().map(without_credentials)) else { continue };
            found.push((name.to_string(), url));
        }
        found.sort_by_key(|(name, _)| (name != "origin", name.clone()));
        found
    }
}

/// An address without what stands before `@` in it, except the plain user of ssh.
fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_string() };
    let host_end = rest.find('/').unwrap_or(rest.len());
    match rest[..host_end].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => url.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_in_an_address_stays_out() {
        assert_eq!(without_credentials("https://x:secret@github.com/a/b.git"), "https://github.com/a/b.git");
        assert_eq!(without_credentials("https://github.com/a/b@c"), "https://github.com/a/b@c");
        assert_eq!(without_credentials("git@github.com:a/b.git"), "git@github.com:a/b.git");
    }

    #[test]
    fn the_index_and_the_remotes_are_listed() {
        let folder = tempfile::tempdir().unwrap();
        let repository = git2::Repository::init(folder.path()).unwrap();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for path in ["b/c.txt", "a.txt", "untracked.txt"] {
            std::fs::write(folder.path().join(path), "x").unwrap();
        }
        let mut index = repository.index().unwrap();
        index.add_path(std::path::Path::new("b/c.txt")).unwrap();
        index.add_path(std::path::Path::new("a.txt")).unwrap();
        index.write().unwrap();
        repository.remote("up", "https://t:s@example.com/up.git").unwrap();
        repository.remote("origin", "git@example.com:a/b.git").unwrap();
        let git = Git::open(folder.path()).unwrap();
        let tracked: Vec<String> = git.tracked().unwrap().into_iter().map(|tracked| tracked.path).collect();
        assert_eq!(tracked, ["a.txt", "b/c.txt"]);
        let remotes = git.remotes();
        assert_eq!(remotes[0], ("origin".to_string(), "git@example.com:a/b.git".to_string()));
        assert_eq!(remotes[1].1, "https://example.com/up.git");
    }
}
