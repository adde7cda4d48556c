//! The change at hand: what the working tree changes against its base.

use globset::GlobSet;
use outside::git::{FileChange, FileState, Git, Id};
use rule::{Context, NotJudged};

use super::{History, wrong};
use crate::review::settings::texts;

/// The change that is under check.
pub(crate) struct Change {
    /// Its files, without what machines make.
    pub(crate) files: Vec<FileChange>,
    /// What it is compared with, in words.
    pub(crate) against: String,
    /// The branch, for fingerprints.
    pub(crate) branch: String,
}

impl Change {
    /// Against the base that was named; else of a branch against where it left the trunk; on the trunk itself what is not committed.
    pub(crate) fn load(cx: &Context<'_>, git: &Git, history: &History) -> Result<Change, NotJudged> {
        let read = |error| wrong(&error);
        let head = git.head().unwrap_or(history.tip);
        let (base, against) = match cx.base() {
            Some(base) => (git.merge_base(base).map_err(read)?, format!("`{base}`")),
            None => match git.common_ancestor(head, history.tip) {
                Some(base) if base == head => (head, "the last commit".to_string()),
                Some(base) => (base, format!("`{}`", history.trunk)),
                None => (head, "the last commit".to_string()),
            },
        };
        Ok(Change { files: files(cx, git, base)?, against, branch: git.current_branch().unwrap_or_default() })
    }

    /// Its lines: a deleted file counts as one.
    pub(crate) fn lines(&self) -> usize {
        self.files.iter().map(|file| if file.state == FileState::Deleted { 1 } else { file.added + file.deleted }).sum()
    }
}

fn files(cx: &Context<'_>, git: &Git, base: Id) -> Result<Vec<FileChange>, NotJudged> {
    let all = git.changes_in_tree(base).map_err(|error| wrong(&error))?;
    let own = globs(&texts(cx, "change.generated"));
    Ok(all.into_iter().filter(|file| !is_made(git, &file.path, Some(&own))).collect())
}

/// Globs over paths; what is no glob matches nothing.
pub(crate) fn globs(patterns: &[String]) -> GlobSet {
    let mut builder = globset::GlobSetBuilder::new();
    for pattern in patterns.iter().filter_map(|pattern| globset::GlobBuilder::new(pattern).literal_separator(true).build().ok()) {
        builder.add(pattern);
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}

/// Names of files that a tool writes.
const MADE_NAMES: &[&str] = &[
    "go.sum",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "packages.lock.json",
    "composer.lock",
    "gradle.lockfile",
    "verification-metadata.xml",
    "bun.lockb",
    "Package.resolved",
    "pubspec.lock",
    "cabal.project.freeze",
    ".terraform.lock.hcl",
];
/// Ends of names of files that a tool writes.
const MADE_ENDS: &[&str] =
    &[".lock", ".min.js", ".min.css", ".map", ".snap", ".pb.go", "_pb2.py", "_pb2_grpc.py", ".g.dart", ".generated.cs", ".designer.cs"];
/// What `ent` itself writes into a repository.
const OUR_OWN: &[&str] = &[".ent/schemas/", ".ent/baseline.json"];
/// Folders of code that others wrote.
const FOREIGN: &[&str] = &["vendor", "node_modules", "third_party", "third-party"];

/// Whether a file is made by machines or written by others: by the attributes of linguist, by its name, or as set.
pub(crate) fn is_made(git: &Git, path: &str, own: Option<&GlobSet>) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let marked = |attribute: &str| git.attribute(path, attribute).map(|value| value != "false");
    match marked("linguist-generated") {
        Some(made) => made,
        None => {
            MADE_NAMES.contains(&name)
                || MADE_ENDS.iter().any(|end| name.ends_with(end))
                || OUR_OWN.iter().any(|own| path.starts_with(own))
                || path.split('/').rev().skip(1).any(|folder| FOREIGN.contains(&folder))
                || marked("linguist-vendored") == Some(true)
                || own.is_some_and(|own| own.is_match(path))
        }
    }
}
