//! One file on its way to a [`LockFile`]: what is refused before a reader sees it, and the files beside it that a reader may ask for.

use std::sync::Arc;

use document::{Document, Format, Limits, Source, SyntaxError};

use super::lines::lines;
use crate::packages::lock_file::error_at;
use crate::packages::{LockFile, LockFormat, NoteKind, Role};

/// The files beside a lock file.
pub trait Companions: Sync {
    /// The file at a path relative to the lock file's folder; `None` where there is none or it cannot be read.
    fn source(&self, path: &str) -> Option<Arc<Source>>;

    /// Folders (relative, with `/`) that a workspace's pattern means: `packages/*`, `libs/**`, a folder by name.
    fn folders(&self, pattern: &str) -> Vec<String>;
}

/// Nothing beside it.
pub struct NoCompanions;

impl Companions for NoCompanions {
    fn source(&self, _: &str) -> Option<Arc<Source>> {
        None
    }

    fn folders(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// What a reader gets.
#[derive(Clone, Copy)]
pub struct Input<'i> {
    /// The file.
    pub source: &'i Arc<Source>,
    /// How much it may cost.
    pub limits: &'i Limits,
    /// What stands beside it.
    pub companions: &'i dyn Companions,
}

impl Input<'_> {
    /// The file as a tree.
    pub(crate) fn tree(&self, format: Format) -> Result<Document, SyntaxError> {
        document::parse(Arc::clone(self.source), format, self.limits)
    }

    /// A file beside it as a tree; one that cannot be read is as good as none: it only adds to what the lock file says.
    pub(crate) fn companion(&self, path: &str, format: Format) -> Option<Document> {
        document::parse(self.companions.source(path)?, format, self.limits).ok()
    }
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Defect {
    /// Git's markers of a merge that was not finished.
    Conflict(SyntaxError),
    /// A binary file where text is expected, or a format that only its own tool reads.
    Binary(SyntaxError),
    /// Not of its format.
    Malformed(SyntaxError),
}

impl Defect {
    /// Place and words.
    pub fn error(&self) -> &SyntaxError {
        match self {
            Defect::Conflict(error) | Defect::Binary(error) | Defect::Malformed(error) => error,
        }
    }
}

/// Reads a file of a format.
///
/// # Errors
/// The first place where the file is not of its format; merge-conflict markers before anything else.
pub fn read(format: &LockFormat, input: &Input<'_>) -> Result<LockFile, Defect> {
    if let Some(error) = binary(input.source) {
        return Err(Defect::Binary(error));
    }
    if let Some(error) = conflict(input.source) {
        return Err(Defect::Conflict(error));
    }
    let mut file = (format.read)(input).map_err(Defect::Malformed)?;
    if file.packages.is_empty() && matches!(format.role, Role::Lock | Role::Installed) && holds_nothing(input.source.text()) {
        file.note(NoteKind::Emptied, "", "it is empty", input.source.span(0, 0));
    }
    file.finish(input.source);
    Ok(file)
}

/// A text of blank lines and comments, or of a tree without content. What Yarn 1 writes into an empty lock file is such a comment.
fn holds_nothing(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let rest: String = text.lines().map(str::trim).filter(|line| !line.starts_with('#')).collect();
    matches!(rest.as_str(), "" | "{}" | "null" | "---" | "--- {}") && !text.contains("# yarn lockfile v1")
}

/// A NUL byte in the first part: no text format holds one.
fn binary(source: &Source) -> Option<SyntaxError> {
    const LOOKED_AT: usize = 8000;
    let head = &source.text().as_bytes()[..source.text().len().min(LOOKED_AT)];
    let at = head.iter().position(|byte| *byte == 0)?;
    Some(error_at(source, source.span(at, at + 1), "this is a binary file, no text"))
}

/// The first marker of an unfinished merge: `<<<<<<< ` with its `=======` and `>>>>>>> `.
fn conflict(source: &Source) -> Option<SyntaxError> {
    if !source.text().contains("<<<<<<< ") {
        return None;
    }
    let first = lines(source).find(|line| line.text.starts_with("<<<<<<< "))?;
    let rest = &source.text()[first.start..];
    let whole = rest.contains("\n=======") && rest.contains("\n>>>>>>> ");
    whole.then(|| {
        let mut error = first.error("this file has merge-conflict markers");
        error.help = Some("finish the merge, or let the package manager write the lock file anew".to_owned());
        error
    })
}
