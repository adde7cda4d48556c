//! What was read from one file: packages, who needs whom, and what could not be taken over.

use document::{Source, Span, SyntaxError};

use super::{Package, PackageId, Scope};

/// What one lock file, manifest or installed database holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LockFile {
    /// The version of the format, as the file writes it.
    pub format_version: Option<String>,
    /// Name of the project, where the file or a companion says it.
    pub project: Option<String>,
    /// Version of the project, likewise.
    pub project_version: Option<String>,
    /// Packages, in the order of the file.
    pub packages: Vec<Package>,
    /// What the project itself asks for, sorted; with `direct_known` false nobody says it.
    pub direct: Vec<PackageId>,
    /// Whether `direct` is what the file says: false where it lists packages without telling which were asked for.
    pub direct_known: bool,
    /// Whether the file holds edges between packages at all (a package without any has none then).
    pub edges_known: bool,
    /// What could not be taken over.
    pub notes: Vec<Note>,
}

/// Something in a file that is no package and that people should know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// The package or requirement it is about.
    pub subject: String,
    /// What there is to say.
    pub message: String,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteKind {
    /// A requirement without an exact version.
    Unpinned,
    /// A version or name that stands for something which the file does not hold (a property of a parent …).
    Unresolved,
    /// A name or version no registry accepts (`../`, control characters …).
    Hostile,
    /// A package that another one needs and that the file does not hold: the file is cut or was edited.
    Missing,
    /// The file ends before what its tool writes last.
    Cut,
    /// The file holds nothing at all, not even what its tool writes into one without packages.
    Emptied,
    /// Another file that is read too (`-r other.txt`).
    Include,
}

impl LockFile {
    /// Adds a package and gives its number.
    pub fn push(&mut self, package: Package) -> PackageId {
        self.packages.push(package);
        (self.packages.len() - 1) as PackageId
    }

    /// The package of a number.
    pub fn package(&self, id: PackageId) -> Option<&Package> {
        self.packages.get(id as usize)
    }

    /// Notes something.
    pub fn note(&mut self, kind: NoteKind, subject: impl Into<String>, message: impl Into<String>, span: Span) {
        self.notes.push(Note { kind, subject: subject.into(), message: message.into(), span });
    }

    /// Notes an edge to a package that the file does not hold.
    pub(super) fn missing(&mut self, subject: &str, span: Span) {
        self.note(NoteKind::Missing, printable(subject), "is needed by a package of this file and is not in it", span);
    }

    /// Notes that the file ends before something that its tool always writes.
    pub(super) fn cut(&mut self, source: &Source, what: &str) {
        let end = source.text().trim_end().len();
        let start = source.text()[..end].rfind('\n').map_or(0, |at| at + 1);
        self.note(NoteKind::Cut, "", format!("the file seems to be cut: {what}"), source.span(start, end));
    }

    /// Notes a file that ends in the middle of a line: its tool writes whole lines.
    pub(super) fn cut_in_a_line(&mut self, source: &Source) {
        if !source.text().is_empty() && !source.text().ends_with('\n') {
            self.cut(source, "it ends in the middle of a line");
        }
    }

    /// Sorts and dedups what has no order, fills in the lines, and sorts out names that no registry accepts. Called once, by the table of formats.
    pub(super) fn finish(&mut self, source: &Source) {
        sort_once(&mut self.direct);
        let lines = Lines::of(source.text());
        for id in 0..self.packages.len() {
            let package = &mut self.packages[id];
            package.dependencies.retain(|&to| to as usize != id);
            sort_once(&mut package.dependencies);
            package.hashes.sort();
            package.hashes.dedup();
            package.licenses.dedup();
            package.line = lines.of_offset(package.span.start);
            if let Some(why) = hostile(package) {
                let (subject, span) = (printable(&package.name), package.span);
                self.note(NoteKind::Hostile, subject, why, span);
            }
        }
    }

    /// Gives every package without a scope the strongest one it is reached with: `roots` holds what is asked for directly.
    pub(super) fn spread_scopes(&mut self, roots: &[(PackageId, Scope)]) {
        for scope in [Scope::Runtime, Scope::Optional, Scope::Build, Scope::Development] {
            let mut stack: Vec<PackageId> = roots.iter().filter(|(_, of)| *of == scope).map(|(id, _)| *id).collect();
            while let Some(id) = stack.pop() {
                let Some(package) = self.packages.get_mut(id as usize).filter(|package| package.scope.is_none()) else { continue };
                package.scope = Some(scope);
                stack.extend_from_slice(&package.dependencies);
            }
        }
    }
}

fn sort_once(ids: &mut Vec<PackageId>) {
    ids.sort_unstable();
    ids.dedup();
}

/// Why a name or version cannot come from a registry, if it cannot.
fn hostile(package: &Package) -> Option<&'static str> {
    let version = package.version.as_deref().unwrap_or("");
    if package.name.chars().chain(version.chars()).any(char::is_control) {
        return Some("holds control characters");
    }
    if package.is_foreign() && package.name.split(['/', '\\', ':']).any(|part| part == ".." || part == ".") {
        return Some("leads out of the folder of packages");
    }
    package.name.trim().is_empty().then_some("has no name")
}

/// A text that a terminal cannot take for a command: control characters are written as escapes.
pub fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}

/// Starts of lines; unlike [`Source::position`] it counts no columns, which would cost the length of the line.
struct Lines(Vec<u32>);

impl Lines {
    fn of(text: &str) -> Lines {
        let bytes = text.as_bytes();
        Lines(std::iter::once(0).chain(bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at as u32 + 1)).collect())
    }

    fn of_offset(&self, offset: u32) -> u32 {
        self.0.partition_point(|&start| start <= offset) as u32
    }
}

/// An error at a place of a source.
pub(super) fn error_at(source: &Source, span: Span, message: impl Into<String>) -> SyntaxError {
    SyntaxError { span, position: source.position(span.start), path: source.path().to_owned(), message: message.into(), help: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::Ecosystem;
    use document::SourceId;

    fn package(name: &str) -> Package {
        Package::new(Ecosystem::Npm, name, Some("1"), Span::new(SourceId(0), 0, 0))
    }

    #[test]
    fn the_strongest_scope_wins() {
        let mut file = LockFile::default();
        let [a, b, c] = ["a", "b", "c"].map(|name| file.push(package(name)));
        file.packages[a as usize].dependencies.push(c);
        file.packages[b as usize].dependencies.push(c);
        file.spread_scopes(&[(b, Scope::Development), (a, Scope::Runtime)]);
        let scopes: Vec<_> = file.packages.iter().map(|package| package.scope).collect();
        assert_eq!(scopes, [Some(Scope::Runtime), Some(Scope::Development), Some(Scope::Runtime)]);
    }

    #[test]
    fn hostile_names_are_noted_and_printable() {
        let source = Source::new(SourceId(0), "x", "\nabc");
        let mut file = LockFile::default();
        for name in ["../../etc/passwd", "a\u{1b}[31m", "b\0", " ", "@scope/fine"] {
            file.push(package(name));
        }
        file.finish(&source);
        let subjects: Vec<_> = file.notes.iter().map(|note| note.subject.as_str()).collect();
        assert_eq!(subjects, ["../../etc/passwd", "a\\u{1b}[31m", "b\\u{0}", " "]);
    }
}
