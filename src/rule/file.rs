//! One file of the tree under check, and what it is taken for.

use std::fmt;

/// What a file is taken for: the name of a class in the inventory's table, e.g. `openapi`, `runbook`, `renovate-config`.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileKind(pub &'static str);

impl FileKind {
    /// The class's name.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One file of the tree under check.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    /// Where it is, relative to the root of the tree, with `/`.
    pub path: String,
    /// Every class it belongs to, sorted; a file may be several things, and most files are none.
    pub kinds: Vec<FileKind>,
    /// Those of `kinds` that only a folder or a loose name suggests: its content may turn out to be something else, and that is no defect.
    pub guessed: Vec<FileKind>,
    /// Whether at least one of `kinds` is certain: by a name that means one thing, or by the file's own markers.
    pub certain: bool,
    /// Size in bytes.
    pub size: u64,
}

impl File {
    /// A file of one class. `certain`: see [`File::certain`].
    pub fn new(path: impl Into<String>, kind: FileKind, certain: bool) -> Self {
        let guessed = if certain { Vec::new() } else { vec![kind] };
        File { path: path.into(), kinds: vec![kind], guessed, certain, size: 0 }
    }

    /// Whether the file is taken for `kind`.
    pub fn is(&self, kind: FileKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether the file is `kind` beyond doubt, so that a content which cannot be read as such is a defect of the file.
    pub fn is_certainly(&self, kind: FileKind) -> bool {
        self.is(kind) && !self.guessed.contains(&kind)
    }

    /// The last part of its path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder it is in, without a slash at the end; empty at the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_not_certain() {
        let kind = FileKind("runbook");
        let guess = File::new("docs/runbooks/latency.md", kind, false);
        assert!(guess.is(kind) && !guess.is_certainly(kind) && !guess.certain);
        let sure = File::new("docs/runbooks/latency.md", kind, true);
        assert!(sure.is(kind) && sure.is_certainly(kind) && sure.certain);
        assert!(!sure.is(FileKind("openapi")));
    }

    #[test]
    fn name_and_folder() {
        let file = File::new("docs/runbooks/latency.md", FileKind("runbook"), true);
        assert_eq!((file.folder(), file.name()), ("docs/runbooks", "latency.md"));
        let root = File::new("openapi.yaml", FileKind("openapi"), true);
        assert_eq!((root.folder(), root.name()), ("", "openapi.yaml"));
    }
}
