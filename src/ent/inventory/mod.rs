//! What is in the tree: every file once, and what each is taken for.
//!
//! [`walk`] goes through a folder in parallel and reads nothing but regular files, and of those only the ones whose name leaves the question open.
//! What it does not look at it says: every [`Skipped`] has a reason, and [`Inventory::ignored`] lists what version control ignores.

mod class;
mod classes;
mod classify;
mod folder;
mod head;
mod ignored;
mod links;
mod names;
mod outline;
mod pool;
mod template;
mod tracked;
mod vendored;

use std::fmt;
use std::path::{Path, PathBuf};

use rule::{File, FileKind};

pub use class::{Class, Content, Mark};
pub use classes::{TEMPLATE, class, classes};
pub use classify::{classify, is_class};

/// How to walk.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Threads; as many as the machine runs at once, at most eight, unless given.
    pub threads: Option<usize>,
    /// Patterns in the language of `.gitignore`, relative to the root, of what is left out on request.
    pub exclude: Vec<String>,
}

/// What is in a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Every file that was looked at, sorted by path.
    pub files: Vec<File>,
    /// What was not looked at, sorted by path.
    pub skipped: Vec<Skipped>,
    /// What version control ignores and was therefore not looked at, sorted; folders end in `/`.
    pub ignored: Vec<String>,
}

impl Inventory {
    /// The files of a class, sorted by path.
    pub fn of(&self, kind: FileKind) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.is(kind))
    }
}

/// Something in the tree that was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Where it is, relative to the root, with `/`; a folder ends in `/`. Bytes that are no UTF-8 are shown as `U+FFFD`.
    pub path: String,
    /// Why.
    pub why: Why,
}

/// Why something was not looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A folder with other people's files; what shows it.
    Vendored(&'static str),
    /// Left out by configuration.
    Excluded,
    /// A link to a file or folder of the tree, which is listed there.
    LinkWithin(String),
    /// A link to something that is left out itself.
    LinkToSkipped(String),
    /// A link that leads out of the tree.
    LinkOutside,
    /// A link that leads nowhere or in a circle.
    LinkBroken,
    /// Neither file nor folder nor link: a FIFO, a socket, a device.
    Special(&'static str),
    /// Its name is no UTF-8, so no report could name it.
    NameNotUtf8,
    /// It lies deeper than a tree may be.
    TooDeep,
    /// The system does not let it be read.
    Unreadable(String),
}

impl Why {
    /// Whether something is wrong with the tree, rather than left out for good reason.
    pub fn is_defect(&self) -> bool {
        matches!(self, Why::LinkBroken | Why::NameNotUtf8 | Why::TooDeep | Why::Unreadable(_))
    }

    /// A short name of the reason, for machines.
    pub fn name(&self) -> &'static str {
        match self {
            Why::Vendored(_) => "vendored",
            Why::Excluded => "excluded",
            Why::LinkWithin(_) => "link-within",
            Why::LinkToSkipped(_) => "link-to-skipped",
            Why::LinkOutside => "link-outside",
            Why::LinkBroken => "link-broken",
            Why::Special(_) => "special-file",
            Why::NameNotUtf8 => "name-not-utf8",
            Why::TooDeep => "too-deep",
            Why::Unreadable(_) => "unreadable",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Vendored(what) => write!(f, "other people's files ({what})"),
            Why::Excluded => f.write_str("excluded by configuration"),
            Why::LinkWithin(target) => write!(f, "link to {target}, which is listed there"),
            Why::LinkToSkipped(target) => write!(f, "link to {target}, which is not looked at"),
            Why::LinkOutside => f.write_str("link that leads out of the tree"),
            Why::LinkBroken => f.write_str("link that leads nowhere"),
            Why::Special(what) => write!(f, "{what}, never opened"),
            Why::NameNotUtf8 => f.write_str("its name is not UTF-8"),
            Why::TooDeep => write!(f, "nested more than {} folders deep", folder::DEPTH),
            Why::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}

/// Why a tree could not be walked at all.
#[derive(Debug)]
pub struct Error {
    /// The root that was asked for.
    pub root: PathBuf,
    /// What is wrong.
    pub why: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot look into {}: {}", self.root.display(), self.why)
    }
}

impl std::error::Error for Error {}

/// Lists the tree under `root`.
///
/// The result depends on the tree alone: not on the number of threads, the order of the file system or the user's settings of Git.
///
/// # Errors
/// `root` is no folder that can be read, or a pattern of `options.exclude` is no pattern.
pub fn walk(root: &Path, options: &Options) -> Result<Inventory, Error> {
    let error = |why: String| Error { root: root.to_owned(), why };
    let full = root.canonicalize().map_err(|source| error(source.to_string()))?;
    std::fs::read_dir(&full).map_err(|source| error(source.to_string()))?;
    let repository = ignored::repository(&full);
    let rules = ignored::Rules::of_root(&full, repository, &options.exclude).map_err(error)?;
    let threads = options.threads.unwrap_or_else(default_threads).max(1);
    let found = pool::run(folder::Folder::root(full.clone(), rules.clone()), threads);
    let (mut inventory, links) = found.into_parts();
    if let Some(repository) = repository {
        tracked::restore(&full, repository, &mut inventory);
    }
    inventory.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    links::resolve(&full, links, &mut inventory);
    inventory.skipped.sort_unstable();
    inventory.ignored.sort_unstable();
    Ok(inventory)
}

fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

#[cfg(test)]
mod tests;
