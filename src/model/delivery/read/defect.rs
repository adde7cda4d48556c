//! What is wrong with a record, at its place.

use document::Position;

/// How much a defect matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DefectKind {
    /// The text is not of its language.
    Syntax,
    /// A date has no offset: nobody knows which instant it is.
    NaiveDate,
    /// A field is missing or holds something else than it may.
    Invalid,
    /// The same id again.
    Duplicate,
    /// A name that only looks misspelt.
    Misspelt,
    /// A record of an export that is understood but not counted, or a value that nobody knows.
    SetAside,
}

impl DefectKind {
    /// Whether the file cannot be used as it is.
    pub fn blocks(self) -> bool {
        matches!(self, DefectKind::Syntax | DefectKind::NaiveDate | DefectKind::Invalid)
    }
}

/// What is wrong with a record, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// What kind it is.
    pub kind: DefectKind,
    /// File as named.
    pub file: String,
    /// Line and column.
    pub at: Position,
    /// What is wrong and what would be right.
    pub message: String,
}

impl std::fmt::Display for Defect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.at.line, self.at.column, self.message)
    }
}

impl std::error::Error for Defect {}

/// Defects are counted, but only so many are kept: a file in a wrong format has one per line.
const KEPT: usize = 100;

/// The defects of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defects {
    /// The first ones.
    pub kept: Vec<Defect>,
    /// How many there are.
    pub total: usize,
}

impl Defects {
    /// Notes one.
    pub fn add(&mut self, kind: DefectKind, file: &str, at: Position, message: impl Into<String>) {
        self.total += 1;
        if self.kept.len() < KEPT {
            self.kept.push(Defect { kind, file: file.into(), at, message: message.into() });
        }
    }

    /// Puts them in the order of the file.
    pub fn sort(&mut self) {
        self.kept.sort_by(|a, b| (&a.file, a.at, a.kind).cmp(&(&b.file, b.at, b.kind)));
    }

    /// Adds those of another file.
    pub fn join(&mut self, other: Defects) {
        self.total += other.total;
        self.kept.extend(other.kept);
        self.kept.truncate(KEPT);
    }

    /// The first one that makes the file unusable.
    pub fn first_blocking(&self) -> Option<&Defect> {
        self.kept.iter().find(|defect| defect.kind.blocks())
    }
}
