//! What version control ignores, read without Git: in a folder that is no repository too, and the same for every user.
//!
//! The files that steer this are themselves input: one that is no regular file or longer than a limit is not applied, so that more is looked at
//! rather than less.

use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::head;

/// The longest ignore file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// The rules that hold in one folder: its own, and those of the folders above.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    own: Option<Arc<Node>>,
    excluded: Option<Arc<Gitignore>>,
}

#[derive(Debug)]
struct Node {
    rules: Gitignore,
    above: Option<Arc<Node>>,
}

/// What the rules say of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Taken,
    Ignored,
    Excluded,
}

/// The root of the repository around an absolute path.
pub(super) fn repository(root: &Path) -> Option<&Path> {
    root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())
}

impl Rules {
    /// The rules that hold at the root of the walk (an absolute path): those of the repository around it, and what is excluded on request.
    pub(super) fn of_root(root: &Path, repository: Option<&Path>, exclude: &[String]) -> Result<Rules, String> {
        let mut rules = Rules::default();
        if let Some(repository) = repository {
            rules = rules.with_file(repository, &repository.join(".git/info/exclude"));
            if repository != root {
                let inner: Vec<&Path> = root.ancestors().skip(1).take_while(|folder| folder.starts_with(repository)).collect();
                for folder in inner.into_iter().rev() {
                    rules = rules.with_file(folder, &folder.join(".gitignore"));
                }
                if rules.is_ignored(root, true) {
                    // Whoever asks for an ignored folder wants to see it.
                    rules = Rules::default();
                }
            }
        }
        rules.excluded = excluded(root, exclude)?;
        Ok(rules)
    }

    /// These rules and those of the folder's own `.gitignore`.
    pub(super) fn inside(&self, folder: &Path) -> Rules {
        self.clone().with_file(folder, &folder.join(".gitignore"))
    }

    fn with_file(mut self, folder: &Path, file: &Path) -> Rules {
        let Some(text) = head::small_text(file, LIMIT) else { return self };
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.strip_prefix('\u{feff}').unwrap_or(&text).lines() {
            // A line that is no pattern matches nothing, as in Git.
            let _ = builder.add_line(None, line);
        }
        if let Ok(rules) = builder.build()
            && !rules.is_empty()
        {
            self.own = Some(Arc::new(Node { rules, above: self.own.take() }));
        }
        self
    }

    /// Whether any rule can say something.
    pub(super) fn is_empty(&self) -> bool {
        self.own.is_none() && self.excluded.is_none()
    }

    /// What holds for an entry (an absolute path) of the folder that these rules are of.
    pub(super) fn verdict(&self, path: &Path, is_folder: bool) -> Verdict {
        if self.excluded.as_ref().is_some_and(|rules| rules.matched(path, is_folder).is_ignore()) {
            Verdict::Excluded
        } else if self.is_ignored(path, is_folder) {
            Verdict::Ignored
        } else {
            Verdict::Taken
        }
    }

    /// The nearest rule that says anything decides.
    fn is_ignored(&self, path: &Path, is_folder: bool) -> bool {
        let mut node = self.own.as_ref();
        while let Some(here) = node {
            match here.rules.matched(path, is_folder) {
                ignore::Match::Ignore(_) => return true,
                ignore::Match::Whitelist(_) => return false,
                ignore::Match::None => node = here.above.as_ref(),
            }
        }
        false
    }
}

fn excluded(root: &Path, patterns: &[String]) -> Result<Option<Arc<Gitignore>>, String> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut builder = GitignoreBuilder::new(root);
    for pattern in patterns {
        builder.add_line(None, pattern).map_err(|error| format!("{pattern} is not a pattern: {error}"))?;
    }
    builder.build().map(|rules| Some(Arc::new(rules))).map_err(|error| error.to_string())
}
